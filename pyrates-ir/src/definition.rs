//! Definitions as the user writes them: operators, nodes and circuits, with the places of all words.

use crate::event::{self, ParsedEvent};
use crate::finding::{Code, Finding, Loc, Name};
use crate::parse::ParsedEquation;
use crate::system::{Kind, Value};
use crate::units::Unit;
use crate::user_function::DeclaredFunction;
use crate::vectors::Array;

/// Equations and the variables they use: the unit of re-use.
#[derive(Debug, Clone, PartialEq)]
pub struct Operator {
    /// Its name.
    pub name: Name,
    /// The variables in order of declaration.
    pub variables: Vec<Declaration>,
    /// The equations in order of the text.
    pub equations: Vec<ParsedEquation>,
    /// The functions that its equations call besides those of the language.
    pub functions: Vec<DeclaredFunction>,
    /// The events, which [`with_events`](Operator::with_events) turns into variables and equations.
    pub events: Vec<ParsedEvent>,
}

impl Operator {
    /// The operator with variables and equations for its events: what checks and models are made of.
    pub fn with_events(&self) -> Operator {
        event::lowered(self)
    }
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
    /// Shape and values, if the variable is a vector or matrix.
    pub array: Option<Array>,
    /// Real or complex.
    pub kind: Kind,
    /// The unit, if one is declared.
    pub unit: Option<Unit>,
}

impl Declaration {
    /// The number of elements of a vector, rows and columns of a matrix; empty for a single number.
    pub fn shape(&self) -> &[usize] {
        self.array.as_ref().map_or(&[], |array| &array.shape)
    }
}

impl Override {
    /// A value for a single number.
    pub fn new(path: Vec<Name>, value: Value) -> Override {
        Override { path, value, array: None }
    }

    /// Whether another value, given before, no longer counts: one for the same variable, or for an element of it.
    pub fn replaces(&self, other: &Override) -> bool {
        let within = |name: &Name, whole: &Name| {
            name.text.strip_prefix(&whole.text).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        match (self.path.split_last(), other.path.split_last()) {
            (Some((name, path)), Some((other, before))) => {
                path.iter().map(|name| &name.text).eq(before.iter().map(|name| &name.text))
                    && within(other, name)
            }
            _ => false,
        }
    }
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
    /// The values, if they are for a whole vector or matrix.
    pub array: Option<Array>,
}

/// Nodes and the edges between them. Circuits inside a circuit are laid out flat: their nodes and edges
/// are among those of the outermost circuit, with the names of the enclosing circuits as their scope.
#[derive(Debug, Clone, PartialEq)]
pub struct Circuit {
    /// Its name.
    pub name: Name,
    /// The nodes in order.
    pub nodes: Vec<NodeUse>,
    /// The edges in order.
    pub edges: Vec<EdgeDefinition>,
    /// The circuits inside, each with its scope, its own name last, and the name of its definition.
    pub circuits: Vec<(Vec<Name>, String)>,
}

/// A node or population in a circuit.
#[derive(Debug, Clone, PartialEq)]
pub struct NodeUse {
    /// The enclosing circuits inside the outermost one, from the outside in.
    pub scope: Vec<Name>,
    /// The name of the node inside its circuit.
    pub name: Name,
    /// The node.
    pub node: Node,
    /// The number of units if it is a population.
    pub count: Option<usize>,
    /// Whether the number of units is chosen at run time; `count` is then the default.
    pub resizable: bool,
    /// Values that differ from those of the node, by operator and variable.
    pub overrides: Vec<Override>,
}

/// An edge as the user wrote it.
#[derive(Debug, Clone, PartialEq)]
pub struct EdgeDefinition {
    /// The circuit that has the edge, as in [`NodeUse::scope`]; both ends are paths from there.
    pub scope: Vec<Name>,
    /// The name that the user gave it.
    pub label: Option<Name>,
    /// What stands behind its name if it joins elements of two vectors; the user's own edges have none.
    pub element: Option<String>,
    /// Where it starts.
    pub source: Endpoint,
    /// Where it ends.
    pub target: Endpoint,
    /// The operators that the edge passes, before weight and delay.
    pub template: Option<EdgeTemplate>,
    /// The weight, 1 if none is given.
    pub weight: Value,
    /// How the weights of an edge between populations are stored.
    pub weights: Storage,
    /// The delay, if one is given; the mean delay if there is a spread.
    pub delay: Option<(f64, Loc)>,
    /// How the delays of an edge between populations are stored.
    pub delays: Storage,
    /// The standard deviation of a distributed delay.
    pub spread: Option<(f64, Loc)>,
    /// How the spreads of an edge between populations are stored. With one for each pair, the numbers of stages differ from
    /// pair to pair.
    pub spreads: Storage,
    /// The largest number of stages that a pair can have; that of the given delay and spread if nothing is said.
    pub stages: Option<(usize, Loc)>,
    /// The place of the whole edge.
    pub loc: Loc,
}

/// How a value for the pairs of two populations is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Storage {
    /// One value for all pairs.
    #[default]
    Scalar,
    /// A value for each pair.
    Dense,
    /// A value for some pairs; the others are not connected.
    Sparse,
}

/// Operators on an edge. Each edge has an instance of its own, with states and parameters.
#[derive(Debug, Clone, PartialEq)]
pub struct EdgeTemplate {
    /// The operators, wired as in a node. The output that feeds no other operator goes on to the target.
    pub node: Node,
    /// Values that differ from those of the node, by operator and variable.
    pub overrides: Vec<Override>,
    /// What feeds the inputs. Without any, the source of the edge feeds the one input that is free.
    pub inputs: Vec<InputMapping>,
}

/// What feeds an input of the operators on an edge.
#[derive(Debug, Clone, PartialEq)]
pub struct InputMapping {
    /// Operator and input.
    pub path: Vec<Name>,
    /// Where its value comes from.
    pub from: InputSource,
}

/// Where an input of the operators on an edge gets its value from.
#[derive(Debug, Clone, PartialEq)]
pub enum InputSource {
    /// The source of the edge.
    Source(Loc),
    /// Any variable, by a path from the circuit that has the edge.
    Variable(Endpoint),
}

/// `node.operator.variable`, or `circuit.population[unit].operator.variable`.
#[derive(Debug, Clone, PartialEq)]
pub struct Endpoint {
    /// The names, in order.
    pub path: Vec<Name>,
    /// The unit of a population.
    pub unit: Option<UnitIndex>,
}

/// `[unit]` in a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitIndex {
    /// The number of names before it.
    pub behind: usize,
    /// The index.
    pub unit: UnitChoice,
    /// Where it stands.
    pub loc: Loc,
}

/// Which units of a population an edge means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UnitChoice {
    /// One of them, counted from 0.
    One(usize),
    /// All of them: the letter stands for each. One letter at both ends joins equal units.
    Each(String),
}

impl Endpoint {
    /// The path as the user writes it.
    pub fn text(&self) -> String {
        let mut parts: Vec<String> = self.path.iter().map(|name| name.text.clone()).collect();
        if let Some(index) = &self.unit
            && let Some(part) = parts.get_mut(index.behind.wrapping_sub(1))
        {
            part.push_str(&match &index.unit {
                UnitChoice::One(unit) => format!("[{unit}]"),
                UnitChoice::Each(letter) => format!("[{letter}]"),
            });
        }
        parts.join(".")
    }
}

impl Operator {
    /// The name of the output, if there is one.
    pub fn output(&self) -> Option<&str> {
        self.variables.iter().find(|v| v.declared == Declared::Output).map(|v| v.name.text.as_str())
    }

    /// The names of the inputs.
    pub fn inputs(&self) -> impl Iterator<Item = &str> {
        self.variables.iter().filter(|v| v.declared == Declared::Input).map(|v| v.name.text.as_str())
    }

    /// The declaration of a variable.
    pub fn declaration(&self, name: &str) -> Option<&Declaration> {
        self.variables.iter().find(|v| v.name.text == name)
    }
}

impl NodeUse {
    /// A node directly in the circuit.
    pub fn new(name: Name, node: Node, count: Option<usize>, overrides: Vec<Override>) -> NodeUse {
        NodeUse { scope: Vec::new(), name, node, count, resizable: false, overrides }
    }

    /// The names from the outermost circuit to the node; empty for a model that is a single node.
    pub fn path(&self) -> Vec<String> {
        let names = self.scope.iter().chain([&self.name]);
        names.map(|name| name.text.clone()).filter(|text| !text.is_empty()).collect()
    }

    /// The path as the user writes it.
    pub fn text(&self) -> String {
        self.path().join(".")
    }
}

impl Circuit {
    /// A circuit without nodes.
    pub fn new(name: Name) -> Circuit {
        Circuit { name, nodes: Vec::new(), edges: Vec::new(), circuits: Vec::new() }
    }

    /// The circuit that consists of one node, whose path is empty.
    pub fn of_node(node: Node) -> Circuit {
        let unnamed = Name::new("", node.name.loc);
        let mut circuit = Circuit::new(node.name.clone());
        circuit.nodes.push(NodeUse::new(unnamed, node, None, Vec::new()));
        circuit
    }

    /// The circuit that consists of one operator; the paths of its variables are their names.
    pub fn of_operator(operator: Operator) -> Circuit {
        let name = operator.name.clone();
        let unnamed = Name::new("", name.loc);
        let only = OperatorUse { name: unnamed, operator, overrides: Vec::new() };
        Circuit::of_node(Node { name, operators: vec![only] })
    }

    /// Adds a circuit under a name, with values that differ from its own.
    pub fn embed(
        &mut self,
        name: &Name,
        inner: Circuit,
        overrides: Vec<Override>,
        findings: &mut Vec<Finding>,
    ) {
        let mut inner = inner;
        for given in overrides {
            inner.give(given, findings);
        }
        let within = |scope: Vec<Name>| -> Vec<Name> { std::iter::once(name.clone()).chain(scope).collect() };
        self.circuits.push((vec![name.clone()], inner.name.text));
        self.circuits.extend(inner.circuits.into_iter().map(|(scope, of)| (within(scope), of)));
        self.nodes.extend(
            inner.nodes.into_iter().map(|node| NodeUse { scope: within(node.scope.clone()), ..node }),
        );
        let edges = inner.edges.into_iter();
        self.edges.extend(edges.map(|edge| EdgeDefinition { scope: within(edge.scope.clone()), ..edge }));
    }

    /// Gives a value to the variable that its path leads to; it replaces one given before.
    pub fn give(&mut self, given: Override, findings: &mut Vec<Finding>) {
        let texts: Vec<String> = given.path.iter().map(|name| name.text.clone()).collect();
        let leads_to = |node: &&mut NodeUse| texts.starts_with(&node.path());
        let Some(node) = self.nodes.iter_mut().find(leads_to) else {
            let Some(first) = given.path.first() else { return };
            let known: Vec<String> = self.nodes.iter().map(NodeUse::text).collect();
            let node = texts[..texts.len().max(3) - 2].join(".");
            let message = format!("circuit `{}` has no node `{node}`", self.name.text);
            let finding = Finding::new(Code::UnknownNode, first.loc, message);
            findings.push(finding.suggest(&first.text, known.iter().map(String::as_str)));
            return;
        };
        let path = given.path[node.path().len()..].to_vec();
        let given = Override { path, ..given };
        node.overrides.retain(|other| !given.replaces(other));
        node.overrides.push(given);
    }

    /// The names of the nodes and circuits directly in this one, and the labels of its edges.
    pub fn parts(&self) -> impl Iterator<Item = &str> {
        let circuits = self.circuits.iter().filter_map(|(scope, _)| match scope.as_slice() {
            [name] => Some(name.text.as_str()),
            _ => None,
        });
        let nodes =
            self.nodes.iter().filter(|node| node.scope.is_empty()).map(|node| node.name.text.as_str());
        let edges = self.edges.iter().filter(|edge| edge.scope.is_empty());
        let labels = edges.filter_map(|edge| edge.label.as_ref()).map(|label| label.text.as_str());
        circuits.chain(nodes).chain(labels)
    }

    /// Removes a node or circuit with all edges that end in it or start there, or an edge by its label. Whether
    /// there was one.
    pub fn remove(&mut self, part: &str) -> bool {
        let known = self.parts().any(|name| name == part);
        self.replace(part);
        let touches = |end: &Endpoint| end.path.first().is_some_and(|name| name.text == part);
        self.edges.retain(|edge| {
            let own = edge.scope.is_empty();
            let labelled = edge.label.as_ref().is_some_and(|label| label.text == part);
            !(own && (labelled || touches(&edge.source) || touches(&edge.target)))
        });
        known
    }

    /// Removes a node or circuit, but not the edges of this circuit that lead to it, to make place for another one.
    pub fn replace(&mut self, part: &str) {
        let inside = |scope: &[Name]| scope.first().is_some_and(|name| name.text == part);
        self.circuits.retain(|(scope, _)| !inside(scope));
        let is_part = |node: &NodeUse| node.scope.is_empty() && node.name.text == part;
        self.nodes.retain(|node| !(inside(&node.scope) || is_part(node)));
        self.edges.retain(|edge| !inside(&edge.scope));
    }

    /// Adds an edge, in the place of one with the same label.
    pub fn add_edge(&mut self, edge: EdgeDefinition) {
        let label = |edge: &EdgeDefinition| edge.label.as_ref().map(|label| label.text.clone());
        let same = |other: &EdgeDefinition| {
            other.scope.is_empty() && label(other).is_some() && label(other) == label(&edge)
        };
        match self.edges.iter().position(same) {
            Some(at) => self.edges[at] = edge,
            None => self.edges.push(edge),
        }
    }
}
