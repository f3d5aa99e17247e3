//! A text as a tree of words, lists and maps with places. Aliases point to what they stand for and are never
//! copied, so no text becomes a tree that is larger than itself.

use std::rc::Rc;

/// What a text holds.
#[derive(Debug)]
pub(super) struct Tree {
    pub(super) nodes: Vec<Node>,
    pub(super) root: usize,
    /// The file.
    pub(super) file: usize,
}

/// A word, list, map or alias, and the bytes where it stands.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) data: Data,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// What a node is; parts are indices in [`Tree::nodes`].
#[derive(Debug)]
pub(super) enum Data {
    /// A word; `plain` if it stands without quotes, so that it may be a number.
    Scalar { text: String, plain: bool },
    /// The elements.
    List(Vec<usize>),
    /// Keys and values.
    Map(Vec<(usize, usize)>),
    /// What it stands for.
    Alias(usize),
}

/// A part of a tree.
#[derive(Debug, Clone)]
pub(super) struct Value {
    pub(super) tree: Rc<Tree>,
    node: usize,
}

impl Value {
    /// The whole of a text.
    pub(super) fn root(tree: &Rc<Tree>) -> Value {
        Value { tree: Rc::clone(tree), node: tree.root }
    }

    fn at(&self, node: usize) -> Value {
        Value { tree: Rc::clone(&self.tree), node }
    }

    /// What stands here, or what the alias here stands for.
    fn target(&self) -> &Node {
        let node = &self.tree.nodes[self.node];
        match node.data {
            Data::Alias(target) => &self.tree.nodes[target],
            _ => node,
        }
    }

    /// The bytes of the text; for an alias those of the alias.
    pub(super) fn range(&self) -> std::ops::Range<usize> {
        let node = &self.tree.nodes[self.node];
        node.start..node.end
    }

    /// The bytes of the text, for an alias those of what it stands for.
    pub(super) fn target_range(&self) -> std::ops::Range<usize> {
        let node = self.target();
        node.start..node.end
    }

    /// The word that stands here.
    pub(super) fn word(&self) -> Option<&str> {
        match &self.target().data {
            Data::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// Whether it is a word without quotes.
    pub(super) fn is_plain(&self) -> bool {
        matches!(self.target().data, Data::Scalar { plain: true, .. })
    }

    /// Whether nothing stands here.
    pub(super) fn is_null(&self) -> bool {
        self.is_plain() && matches!(self.word(), Some("" | "~" | "null" | "Null" | "NULL"))
    }

    /// The elements of a list.
    pub(super) fn list(&self) -> Option<Vec<Value>> {
        match &self.target().data {
            Data::List(items) => Some(items.iter().map(|&item| self.at(item)).collect()),
            _ => None,
        }
    }

    /// The keys and values of a map.
    pub(super) fn map(&self) -> Option<Vec<(Value, Value)>> {
        match &self.target().data {
            Data::Map(entries) => {
                Some(entries.iter().map(|&(key, value)| (self.at(key), self.at(value))).collect())
            }
            _ => None,
        }
    }

    /// The value of a key of a map.
    pub(super) fn get(&self, key: &str) -> Option<Value> {
        match &self.target().data {
            Data::Map(entries) => {
                let found = entries.iter().find(|(k, _)| self.at(*k).word() == Some(key));
                found.map(|&(_, value)| self.at(value))
            }
            _ => None,
        }
    }

    /// What it is, for messages.
    pub(super) fn what(&self) -> &'static str {
        match &self.target().data {
            Data::List(_) => "a list",
            Data::Map(_) => "a map of keys and values",
            _ if self.is_null() => "nothing",
            _ => "a word",
        }
    }
}
