//! The ends of edges: from the paths that the user wrote to variables of units.

use std::collections::HashMap;

use crate::definition::{Circuit, Declared, Endpoint, NodeUse, UnitChoice};
use crate::finding::{Code, Finding, Loc, Name};
use crate::system::Role;

use super::unit::Unit;

/// A variable of a unit of a node.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) node: usize,
    /// The unit; 0 where all are meant.
    pub(super) unit: usize,
    /// All units of a population are meant, each by this letter (or none).
    pub(super) each: Option<String>,
    pub(super) operator: usize,
    /// The path in the unit.
    pub(super) path: Vec<String>,
}

impl Place {
    /// The variable of an operator of a node that is no population.
    pub(super) fn new(circuit: &Circuit, node: usize, operator: usize, variable: &str) -> Place {
        let operator_name = &circuit.nodes[node].node.operators[operator].name.text;
        let path = [operator_name, variable].into_iter().filter(|part| !part.is_empty());
        Place { node, unit: 0, each: None, operator, path: path.map(str::to_string).collect() }
    }

    /// The same variable of all units.
    pub(super) fn of_each(mut self, letter: &str) -> Place {
        self.each = Some(letter.to_string());
        self
    }

    /// The number of units that are meant.
    pub(super) fn count(&self, circuit: &Circuit) -> usize {
        self.each.as_ref().and(circuit.nodes[self.node].count).unwrap_or(1)
    }

    /// The name of the variable.
    pub(super) fn name(&self) -> &str {
        self.path.last().map_or("", String::as_str)
    }

    /// The index of the variable in its unit.
    pub(super) fn variable(&self, units: &[Unit]) -> Option<usize> {
        units[self.node].position(&self.path)
    }

    /// The index of the variable that holds the sum of the edges into an input.
    pub(super) fn input(&self, units: &[Unit]) -> Option<usize> {
        let unit = &units[self.node];
        let at = self.variable(units)?;
        if unit.variables[at].role == Role::Input {
            return Some(at);
        }
        let mut path = self.path.clone();
        path.push("edges".to_string());
        unit.position(&path)
    }
}

pub(super) fn texts(names: &[Name]) -> Vec<String> {
    names.iter().map(|name| name.text.clone()).collect()
}

/// The nodes of a circuit by their paths.
pub(super) struct Nodes<'a> {
    circuit: &'a Circuit,
    index: HashMap<Vec<String>, usize>,
}

impl Nodes<'_> {
    pub(super) fn new(circuit: &Circuit) -> Nodes<'_> {
        // Of nodes with one name, the first counts: the others are reported as repeated.
        let mut index = HashMap::new();
        for (n, node) in circuit.nodes.iter().enumerate() {
            index.entry(node.path()).or_insert(n);
        }
        Nodes { circuit, index }
    }

    /// The node to which the beginning of a path leads that has more than `scope` names.
    fn find(&self, path: &[String], scope: usize) -> Option<usize> {
        (scope + 1..=path.len()).rev().find_map(|n| self.index.get(&path[..n]).copied())
    }
}

/// The variable that a path from the circuit at `scope` leads to.
pub(super) fn endpoint(
    nodes: &Nodes,
    scope: &[Name],
    end: &Endpoint,
    findings: &mut Vec<Finding>,
) -> Option<Place> {
    let full: Vec<String> = texts(scope).into_iter().chain(texts(&end.path)).collect();
    let circuit = nodes.circuit;
    let Some(node) = nodes.find(&full, scope.len()) else {
        findings.push(no_node(circuit, scope, end));
        return None;
    };
    let used = &circuit.nodes[node];
    let depth = used.path().len() - scope.len();
    let [operator_name, variable] = &end.path[depth..] else {
        let loc = end.path.first().map_or(Loc(0), |name| name.loc);
        let message = format!("`{}` is not the path of a variable", end.text());
        let help = format!("write `{}.operator.variable`", texts(&end.path[..depth]).join("."));
        findings.push(Finding::new(Code::Path, loc, message).help(help));
        return None;
    };
    let (unit, each) = unit_of(used, end, depth, findings)?;
    let node_text = texts(&end.path[..depth]).join(".");
    let operators = &used.node.operators;
    let Some(operator) = operators.iter().position(|o| o.name.text == operator_name.text) else {
        let message = format!("node `{node_text}` has no operator `{}`", operator_name.text);
        let known = operators.iter().map(|o| o.name.text.as_str());
        let finding = Finding::new(Code::UnknownOperator, operator_name.loc, message);
        findings.push(finding.suggest(&operator_name.text, known));
        return None;
    };
    if operators[operator].operator.declaration(&variable.text).is_none() {
        let message =
            format!("operator `{node_text}.{}` has no variable `{}`", operator_name.text, variable.text);
        let known = operators[operator].operator.variables.iter().map(|v| v.name.text.as_str());
        let finding = Finding::new(Code::UnknownVariable, variable.loc, message);
        findings.push(finding.suggest(&variable.text, known));
        return None;
    }
    Some(Place { unit, each, ..Place::new(circuit, node, operator, &variable.text) })
}

/// The path leads to no node: the finding is at the first name that is unknown where it stands.
fn no_node(circuit: &Circuit, scope: &[Name], end: &Endpoint) -> Finding {
    let mut at = texts(scope);
    let mut owner = format!("circuit `{}`", circuit.name.text);
    for name in &end.path {
        let inside = circuit
            .nodes
            .iter()
            .map(NodeUse::path)
            .filter(|path| path.starts_with(&at) && path.len() > at.len());
        let known: Vec<String> = inside.map(|path| path[at.len()].clone()).collect();
        if !known.contains(&name.text) {
            let message = format!("{owner} has no node `{}`", name.text);
            let mut known: Vec<&str> = known.iter().map(String::as_str).collect();
            known.dedup();
            return Finding::new(Code::UnknownNode, name.loc, message).suggest(&name.text, known);
        }
        at.push(name.text.clone());
        owner = format!("circuit `{}`", at[scope.len()..].join("."));
    }
    let loc = end.path.first().map_or(Loc(0), |name| name.loc);
    let message = format!("`{}` is not the path of a variable", end.text());
    Finding::new(Code::Path, loc, message).help("write `circuit.node.operator.variable`")
}

/// The unit of a population that the path names, 0 for a single node. The node has `depth` names.
fn unit_of(
    used: &NodeUse,
    end: &Endpoint,
    depth: usize,
    findings: &mut Vec<Finding>,
) -> Option<(usize, Option<String>)> {
    let text = texts(&end.path[..depth]).join(".");
    let finding = match (used.count, &end.unit) {
        (None, None) => return Some((0, None)),
        (Some(_), None) => return Some((0, Some(String::new()))),
        (Some(n), Some(index)) if index.behind == depth => match &index.unit {
            UnitChoice::Each(letter) => return Some((0, Some(letter.clone()))),
            UnitChoice::One(_) if used.resizable => {
                let message = format!("the size of population `{text}` is chosen at run time");
                Finding::new(Code::Population, index.loc, message)
                    .help(format!("join all of its units, `{text}[i]`, or give it a size: `[Node; 100]`"))
            }
            UnitChoice::One(unit) if *unit < n => return Some((*unit, None)),
            UnitChoice::One(unit) => {
                let message =
                    format!("population `{text}` has {n} units, counted from 0; there is no unit {unit}");
                Finding::new(Code::Population, index.loc, message)
            }
        },
        (_, Some(index)) => {
            let behind = texts(&end.path[..index.behind.min(end.path.len())]).join(".");
            let message = format!("`{behind}` is not a population; it has no units");
            Finding::new(Code::Population, index.loc, message)
                .help(format!("write `{behind}` without an index"))
        }
    };
    findings.push(finding);
    None
}

/// Edges end in inputs and do not start in them.
pub(super) fn check_ends(
    circuit: &Circuit,
    (source_name, source): (Option<Name>, &Place),
    (target_name, target): (Option<Name>, &Place),
    findings: &mut Vec<Finding>,
) {
    let declared = |place: &Place| {
        let operator = &circuit.nodes[place.node].node.operators[place.operator].operator;
        operator.declaration(place.name()).map(|v| v.declared)
    };
    if let (Some(name), Some(Declared::Input)) = (source_name, declared(source)) {
        let message = format!("an edge cannot start in the input `{}`", name.text);
        findings.push(
            Finding::new(Code::EdgeSource, name.loc, message)
                .help("start at the variable that feeds the input, or at an output"),
        );
    }
    let Some(name) = target_name else { return };
    if let Some(other) = declared(target).filter(|declared| *declared != Declared::Input) {
        let message =
            format!("an edge must end in an input, but `{}` is {}", name.text, other.with_article());
        let operator = &circuit.nodes[target.node].node.operators[target.operator].operator;
        let inputs: Vec<&str> = operator
            .variables
            .iter()
            .filter(|v| v.declared == Declared::Input)
            .map(|v| v.name.text.as_str())
            .collect();
        let help = match inputs.as_slice() {
            [] => {
                format!("declare an input in operator `{}` and use it in its equations", operator.name.text)
            }
            inputs => format!("inputs of operator `{}`: `{}`", operator.name.text, inputs.join("`, `")),
        };
        findings.push(Finding::new(Code::EdgeTarget, name.loc, message).help(help));
    }
}
