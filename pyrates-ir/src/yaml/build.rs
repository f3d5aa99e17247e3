//! From text to a tree, by the events of the parser.

use std::collections::{HashMap, HashSet};

use saphyr_parser::{Event, Parser, ScalarStyle, Span, Tag};

use crate::finding::{Code, Finding};

use super::limits::{MAX_DEPTH, MAX_KEY, MAX_NODES};
use super::sources::Sources;
use super::tree::{Data, Node, Tree};

/// Reads a text.
pub(super) fn parse(file: usize, sources: &mut Sources) -> Result<Tree, Finding> {
    let text = sources.text(file).to_string();
    let mut builder = Builder::new(file, &text);
    let mut parser = Parser::new_from_str(&text);
    let result = loop {
        match parser.next_event() {
            None | Some(Ok((Event::StreamEnd, _))) => break Ok(()),
            Some(Ok((event, span))) => {
                if let Err(problem) = builder.event(event, span) {
                    break Err(problem);
                }
            }
            Some(Err(error)) => {
                break Err(builder.not_yaml(&text, error.marker().index(), error.info()));
            }
        }
    };
    let place = |problem: Problem, sources: &mut Sources| {
        let finding = Finding::new(problem.code, sources.place(file, problem.range), problem.message);
        if problem.help.is_empty() { finding } else { finding.help(problem.help) }
    };
    match result {
        Ok(()) => Ok(builder.finish()),
        Err(problem) => Err(place(problem, sources)),
    }
}

/// A finding whose place is not made yet.
struct Problem {
    code: Code,
    range: std::ops::Range<usize>,
    message: String,
    help: String,
}

impl Problem {
    fn new(code: Code, range: std::ops::Range<usize>, message: impl Into<String>) -> Problem {
        Problem { code, range, message: message.into(), help: String::new() }
    }

    fn help(mut self, help: impl Into<String>) -> Problem {
        self.help = help.into();
        self
    }
}

/// A list or map that is not closed yet.
struct Open {
    node: usize,
    anchor: usize,
    /// The key whose value comes next.
    key: Option<usize>,
    keys: HashSet<String>,
    /// The values of `<<`.
    merged: Vec<usize>,
}

struct Builder {
    file: usize,
    nodes: Vec<Node>,
    open: Vec<Open>,
    anchors: HashMap<usize, usize>,
    root: Option<usize>,
    documents: usize,
    merged_entries: usize,
    /// The byte of each character, if that is not its number.
    bytes: Vec<u32>,
    length: usize,
}

impl Builder {
    fn new(file: usize, text: &str) -> Builder {
        let bytes = if text.is_ascii() {
            Vec::new()
        } else {
            text.char_indices().map(|(at, _)| u32::try_from(at).unwrap_or(u32::MAX)).collect()
        };
        Builder {
            file,
            nodes: Vec::new(),
            open: Vec::new(),
            anchors: HashMap::new(),
            root: None,
            documents: 0,
            merged_entries: 0,
            bytes,
            length: text.len(),
        }
    }

    /// What the parser says, at the tab if it is about one.
    fn not_yaml(&self, text: &str, index: usize, info: &str) -> Problem {
        let at = self.byte(index);
        if info.contains("recursion limit") {
            let message = "lists and maps are nested too deeply";
            return Problem::new(Code::Limit, at..at + 1, message)
                .help("no template needs more than ten levels");
        }
        let tab = text.get(at..).and_then(|rest| rest.find('\t')).filter(|_| info.contains("tab"));
        let line = text.get(..at).map_or(0, |before| before.rfind('\n').map_or(0, |newline| newline + 1));
        let indent = text[line..].len() - text[line..].trim_start_matches([' ', '\t']).len();
        let start = tab.map_or(at, |tab| at + tab);
        let help = if tab.is_some() || text[line..line + indent].contains('\t') {
            "indent with spaces: YAML allows no tabs there"
        } else {
            "check the indentation, and put equations and paths with `: ` or `#` in quotes"
        };
        Problem::new(Code::YamlSyntax, start..start + 1, format!("this is not YAML: {info}")).help(help)
    }

    /// The byte at which a character begins.
    fn byte(&self, index: usize) -> usize {
        match self.bytes.get(index) {
            Some(&at) => at as usize,
            None if self.bytes.is_empty() => index.min(self.length),
            None => self.length,
        }
    }

    fn finish(mut self) -> Tree {
        let root = self.root.unwrap_or_else(|| {
            self.nodes.push(Node { data: Data::Map(Vec::new()), start: 0, end: 0 });
            self.nodes.len() - 1
        });
        Tree { nodes: self.nodes, root, file: self.file }
    }

    fn event(&mut self, event: Event<'_>, span: Span) -> Result<(), Problem> {
        let range = self.byte(span.start.index())..self.byte(span.end.index());
        match event {
            Event::DocumentStart(_) => {
                self.documents += 1;
                if self.documents > 1 {
                    return Err(Problem::new(Code::YamlSyntax, range, "the file has a second document")
                        .help("put all templates into one document; remove the second `---`"));
                }
                Ok(())
            }
            Event::Scalar(text, style, anchor, tag) => {
                let plain = plain(style, tag.as_deref(), &range)?;
                self.insert(Data::Scalar { text: text.into_owned(), plain }, range, anchor)
            }
            Event::SequenceStart(anchor, tag) => {
                self.begin(Data::List(Vec::new()), range, anchor, tag.as_deref())
            }
            Event::MappingStart(anchor, tag) => {
                self.begin(Data::Map(Vec::new()), range, anchor, tag.as_deref())
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(range),
            Event::Alias(anchor) => self.alias(anchor, range),
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => Ok(()),
        }
    }

    fn begin(
        &mut self,
        data: Data,
        range: std::ops::Range<usize>,
        anchor: usize,
        tag: Option<&Tag>,
    ) -> Result<(), Problem> {
        if let Some(tag) = tag.filter(|tag| !is_known(tag)) {
            return Err(unknown_tag(tag, range));
        }
        if self.open.len() >= MAX_DEPTH {
            let message = format!("lists and maps are nested more than {MAX_DEPTH} levels deep");
            return Err(
                Problem::new(Code::Limit, range, message).help("no template needs more than ten levels")
            );
        }
        let is_key = self.open.last().is_some_and(|open| self.is_map(open.node) && open.key.is_none());
        if is_key {
            return Err(Problem::new(Code::YamlSyntax, range, "a key must be a word, not a list or map"));
        }
        self.insert(data, range, 0)?;
        let node = self.nodes.len() - 1;
        if anchor > 0 {
            // Until the node is closed an alias to it would be a ring.
            self.anchors.insert(anchor, usize::MAX);
        }
        self.open.push(Open { node, anchor, key: None, keys: HashSet::new(), merged: Vec::new() });
        Ok(())
    }

    fn is_map(&self, node: usize) -> bool {
        matches!(self.nodes[node].data, Data::Map(_))
    }

    fn end(&mut self, range: std::ops::Range<usize>) -> Result<(), Problem> {
        let Some(open) = self.open.pop() else { return Ok(()) };
        self.nodes[open.node].end = range.end.max(self.nodes[open.node].start);
        for &value in &open.merged {
            self.merge(open.node, value)?;
        }
        if open.anchor > 0 {
            self.anchors.insert(open.anchor, open.node);
        }
        Ok(())
    }

    fn alias(&mut self, anchor: usize, range: std::ops::Range<usize>) -> Result<(), Problem> {
        match self.anchors.get(&anchor) {
            Some(&usize::MAX) => {
                Err(Problem::new(Code::YamlSyntax, range, "an alias stands inside of what it stands for"))
            }
            Some(&target) => self.insert(Data::Alias(target), range, 0),
            None => Err(Problem::new(Code::YamlSyntax, range, "an alias without an anchor")
                .help("an anchor `&name` stands before the value that the alias `*name` repeats")),
        }
    }

    /// Adds a node to the list or map that is open.
    fn insert(&mut self, data: Data, range: std::ops::Range<usize>, anchor: usize) -> Result<(), Problem> {
        if self.nodes.len() >= MAX_NODES {
            let message = format!("the file has more than {MAX_NODES} words, lists and maps");
            return Err(Problem::new(Code::Limit, range, message).help("divide the model into several files"));
        }
        let node = self.nodes.len();
        self.nodes.push(Node { data, start: range.start, end: range.end });
        if anchor > 0 {
            self.anchors.insert(anchor, node);
        }
        let Some(parent) = self.open.last().map(|open| open.node) else {
            self.root = Some(node);
            return Ok(());
        };
        if let Data::List(items) = &mut self.nodes[parent].data {
            items.push(node);
            return Ok(());
        }
        match self.open.last_mut().and_then(|open| open.key.take()) {
            None => self.key(node, range),
            Some(key) if self.is_merge(key) => {
                if let Some(open) = self.open.last_mut() {
                    open.merged.push(node);
                }
                Ok(())
            }
            Some(key) => {
                if let Data::Map(entries) = &mut self.nodes[parent].data {
                    entries.push((key, node));
                }
                Ok(())
            }
        }
    }

    /// `<<` without quotes, which takes the entries of another map.
    fn is_merge(&self, key: usize) -> bool {
        matches!(&self.nodes[key].data, Data::Scalar { text, plain: true } if text == "<<")
    }

    fn key(&mut self, node: usize, range: std::ops::Range<usize>) -> Result<(), Problem> {
        let target = match self.nodes[node].data {
            Data::Alias(target) => target,
            _ => node,
        };
        let Data::Scalar { text, .. } = &self.nodes[target].data else {
            return Err(Problem::new(Code::YamlSyntax, range, "a key must be a word, not a list or map"));
        };
        if text.len() > MAX_KEY {
            let message = format!("a key of {} bytes; {MAX_KEY} are allowed", text.len());
            return Err(Problem::new(Code::Limit, range, message).help("choose a shorter name"));
        }
        let text = text.clone();
        let merge = self.is_merge(node);
        let Some(open) = self.open.last_mut() else { return Ok(()) };
        open.key = Some(node);
        if !merge && !open.keys.insert(text.clone()) {
            let message = format!("the key `{text}` stands twice in one map");
            return Err(
                Problem::new(Code::RepeatedKey, range, message).help("keep one of them, or rename one")
            );
        }
        Ok(())
    }

    /// Adds the entries of a map, or of a list of maps, that the map does not have itself.
    fn merge(&mut self, node: usize, from: usize) -> Result<(), Problem> {
        let range = self.nodes[from].start..self.nodes[from].end;
        let resolved = match self.nodes[from].data {
            Data::Alias(target) => target,
            _ => from,
        };
        let maps = match &self.nodes[resolved].data {
            Data::List(items) => items.clone(),
            _ => vec![resolved],
        };
        for map in maps {
            let map = match self.nodes[map].data {
                Data::Alias(target) => target,
                _ => map,
            };
            let Data::Map(entries) = &self.nodes[map].data else {
                return Err(Problem::new(Code::YamlSyntax, range, "`<<` takes a map, or a list of maps"));
            };
            self.merged_entries += entries.len();
            if self.merged_entries > MAX_NODES {
                let message = format!("`<<` takes more than {MAX_NODES} entries in all");
                return Err(Problem::new(Code::Limit, range, message));
            }
            self.add_missing(node, entries.clone());
        }
        Ok(())
    }

    fn add_missing(&mut self, node: usize, entries: Vec<(usize, usize)>) {
        let word = |key: usize| match &self.nodes[key].data {
            Data::Scalar { text, .. } => text.clone(),
            Data::Alias(target) => match &self.nodes[*target].data {
                Data::Scalar { text, .. } => text.clone(),
                _ => String::new(),
            },
            _ => String::new(),
        };
        let known: HashSet<String> = match &self.nodes[node].data {
            Data::Map(own) => own.iter().map(|&(key, _)| word(key)).collect(),
            _ => HashSet::new(),
        };
        let missing: Vec<(usize, usize)> =
            entries.into_iter().filter(|&(key, _)| !known.contains(&word(key))).collect();
        if let Data::Map(own) = &mut self.nodes[node].data {
            own.extend(missing);
        }
    }
}

fn plain(style: ScalarStyle, tag: Option<&Tag>, range: &std::ops::Range<usize>) -> Result<bool, Problem> {
    match tag {
        None => Ok(style == ScalarStyle::Plain),
        Some(tag) if is_known(tag) => Ok(tag.suffix != "str"),
        Some(tag) => Err(unknown_tag(tag, range.clone())),
    }
}

/// The tags of plain YAML; others would make objects.
fn is_known(tag: &Tag) -> bool {
    let known = ["str", "int", "float", "bool", "null", "seq", "map"];
    tag.is_yaml_core_schema() && known.contains(&tag.suffix.as_str())
}

fn unknown_tag(tag: &Tag, range: std::ops::Range<usize>) -> Problem {
    let written = if tag.is_yaml_core_schema() { format!("!!{}", tag.suffix) } else { tag.to_string() };
    let shown: String = written.chars().take(40).collect();
    Problem::new(Code::YamlSyntax, range, format!("the tag `{shown}` has no meaning in templates"))
        .help("remove the tag")
}
