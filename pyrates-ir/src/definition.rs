//! Definitions as the user writes them: operators, nodes and circuits, with the places of all words.

use crate::finding::{Loc, Name};
use crate::parse::ParsedEquation;
use crate::system::{Kind, Value};

/// Equations and the variables they use: the unit of re-use.
#[derive(Debug, Clone, PartialEq)]
pub struct Operator {
    /// Its name.
    pub name: Name,
    /// The variables in order of declaration.
    pub variables: Vec<Declaration>,
    /// The equations in order of the text.
    pub equations: Vec<ParsedEquation>,
}

/// The declaration of a variable.
#[derive(Debug, Clone, PartialEq)]
pub struct Declaration {
    /// Its name.
    pub name: Name,
    /// What the user wrote about it.
    pub doc: String,
    /// What the user calls it.
    pub declared: Declared,
    /// Initial value, or value of a parameter or unconnected input.
    pub value: Value,
    /// Real or complex.
    pub kind: Kind,
}

/// The words with which variables are declared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Declared {
    /// The one variable that other operators of the node read under its name.
    Output,
    /// Another variable with an equation.
    Variable,
    /// A variable that other operators and edges write; a parameter where none does.
    Input,
    /// A constant of the model.
    Parameter,
}

impl Declared {
    /// The word with its article, for messages.
    pub fn with_article(self) -> &'static str {
        match self {
            Declared::Output => "an output",
            Declared::Variable => "a variable",
            Declared::Input => "an input",
            Declared::Parameter => "a parameter",
        }
    }

    /// The word in the language.
    pub fn word(self) -> &'static str {
        match self {
            Declared::Output => "output",
            Declared::Variable => "variable",
            Declared::Input => "input",
            Declared::Parameter => "parameter",
        }
    }
}

/// Operators that act together; equal names connect them.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Its name.
    pub name: Name,
    /// The operators in order.
    pub operators: Vec<OperatorUse>,
}

/// An operator in a node.
#[derive(Debug, Clone, PartialEq)]
pub struct OperatorUse {
    /// The name of the operator inside the node.
    pub name: Name,
    /// The operator.
    pub operator: Operator,
    /// Values that differ from those of the operator, by variable.
    pub overrides: Vec<Override>,
}

/// A value given where a definition is used.
#[derive(Debug, Clone, PartialEq)]
pub struct Override {
    /// The path of the variable, from the place of the override.
    pub path: Vec<Name>,
    /// The value.
    pub value: Value,
}

/// Nodes and the edges between them.
#[derive(Debug, Clone, PartialEq)]
pub struct Circuit {
    /// Its name.
    pub name: Name,
    /// The nodes in order.
    pub nodes: Vec<NodeUse>,
    /// The edges in order.
    pub edges: Vec<EdgeDefinition>,
}

/// A node or population in a circuit.
#[derive(Debug, Clone, PartialEq)]
pub struct NodeUse {
    /// The name of the node inside the circuit.
    pub name: Name,
    /// The node.
    pub node: Node,
    /// The number of units if it is a population.
    pub count: Option<usize>,
    /// Values that differ from those of the node, by operator and variable.
    pub overrides: Vec<Override>,
}

/// An edge as the user wrote it.
#[derive(Debug, Clone, PartialEq)]
pub struct EdgeDefinition {
    /// The name that the user gave it.
    pub label: Option<Name>,
    /// Where it starts.
    pub source: Endpoint,
    /// Where it ends.
    pub target: Endpoint,
    /// The weight, 1 if none is given.
    pub weight: f64,
    /// The delay, if one is given.
    pub delay: Option<(f64, Loc)>,
    /// The place of the whole edge.
    pub loc: Loc,
}

/// `node.operator.variable`, or `population[unit].operator.variable`.
#[derive(Debug, Clone, PartialEq)]
pub struct Endpoint {
    /// The names, in order.
    pub path: Vec<Name>,
    /// The unit of a population.
    pub unit: Option<(usize, Loc)>,
}

impl Endpoint {
    /// The path as the user writes it.
    pub fn text(&self) -> String {
        let mut parts: Vec<String> = self.path.iter().map(|name| name.text.clone()).collect();
        if let (Some((unit, _)), Some(first)) = (self.unit, parts.first_mut()) {
            first.push_str(&format!("[{unit}]"));
        }
        parts.join(".")
    }
}

impl Operator {
    /// The declaration of a variable.
    pub fn declaration(&self, name: &str) -> Option<&Declaration> {
        self.variables.iter().find(|v| v.name.text == name)
    }
}

impl Circuit {
    /// The circuit that consists of one node, whose path is empty.
    pub fn of_node(node: Node) -> Circuit {
        let name = node.name.clone();
        let unnamed = Name::new("", name.loc);
        let only = NodeUse { name: unnamed, node, count: None, overrides: Vec::new() };
        Circuit { name, nodes: vec![only], edges: Vec::new() }
    }

    /// The circuit that consists of one operator; the paths of its variables are their names.
    pub fn of_operator(operator: Operator) -> Circuit {
        let name = operator.name.clone();
        let unnamed = Name::new("", name.loc);
        let only = OperatorUse { name: unnamed, operator, overrides: Vec::new() };
        Circuit::of_node(Node { name, operators: vec![only] })
    }
}
