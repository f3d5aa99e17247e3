//! Edges: from the paths that the user wrote to couplings between groups.

use std::collections::{HashMap, HashSet};

use crate::definition::{Circuit, Declared, Endpoint, NodeUse};
use crate::expr::Expr;
use crate::finding::{Code, Finding, Loc, Name};
use crate::system::{Coupling, Edge, Role, Symbol, VariableRef};

use super::group::Grouping;
use super::past;
use super::unit::{InputName, Unit};
use super::values;

/// An edge whose ends are known.
pub(super) struct ResolvedEdge {
    pub(super) name: String,
    pub(super) source: Place,
    pub(super) target: Place,
    pub(super) weight: f64,
    pub(super) delay: Option<f64>,
    pub(super) loc: Loc,
}

/// A variable of a unit of a node.
pub(super) struct Place {
    pub(super) node: usize,
    pub(super) unit: usize,
    pub(super) operator: usize,
    operator_name: String,
    pub(super) variable: String,
}

impl Place {
    /// The index of the variable in its unit.
    pub(super) fn variable(&self, units: &[Unit]) -> Option<usize> {
        units[self.node].find(&self.operator_name, &self.variable)
    }

    /// The index of the variable that holds the sum of the edges into an input.
    pub(super) fn input(&self, units: &[Unit]) -> Option<usize> {
        let unit = &units[self.node];
        let at = self.variable(units)?;
        if unit.variables[at].role == Role::Input {
            return Some(at);
        }
        let mut path = unit.variables[at].path.clone();
        path.push("edges".to_string());
        unit.variables.iter().position(|v| v.path == path)
    }
}

/// Finds the ends of all edges.
pub(super) fn resolve(circuit: &Circuit, findings: &mut Vec<Finding>) -> Vec<ResolvedEdge> {
    let mut taken: HashSet<String> =
        circuit.edges.iter().filter_map(|edge| edge.label.as_ref().map(|name| name.text.clone())).collect();
    let mut edges = Vec::new();
    for edge in &circuit.edges {
        let source = endpoint(circuit, &edge.source, findings);
        let target = endpoint(circuit, &edge.target, findings);
        if let Some((delay, loc)) = edge.delay
            && (delay < 0.0 || delay.is_nan())
        {
            let message = format!("the delay of an edge cannot be negative: {delay}");
            findings
                .push(Finding::new(Code::NegativeDelay, loc, message).help("give a delay of zero or more"));
        }
        let (Some(source), Some(target)) = (source, target) else { continue };
        check_ends(circuit, (edge.source.path.last(), &source), (edge.target.path.last(), &target), findings);
        let name = match &edge.label {
            Some(label) => label.text.clone(),
            None => default_name(circuit, &source, &target, &mut taken),
        };
        let delay = edge.delay.map(|(delay, _)| delay);
        edges.push(ResolvedEdge { name, source, target, weight: edge.weight, delay, loc: edge.loc });
    }
    edges
}

/// `prey_to_predator`, numbered from the second one on.
fn default_name(circuit: &Circuit, source: &Place, target: &Place, taken: &mut HashSet<String>) -> String {
    let name = |place: &Place| {
        let node = &circuit.nodes[place.node];
        match node.count {
            Some(_) => format!("{}_{}", node.name.text, place.unit),
            None => node.name.text.clone(),
        }
    };
    let base = format!("{}_to_{}", name(source), name(target));
    let mut candidate = base.clone();
    let mut n = 2;
    while !taken.insert(candidate.clone()) {
        candidate = format!("{base}_{n}");
        n += 1;
    }
    candidate
}

fn endpoint(circuit: &Circuit, end: &Endpoint, findings: &mut Vec<Finding>) -> Option<Place> {
    let [node_name, operator_name, variable] = end.path.as_slice() else {
        let loc = end.path.first().map_or(Loc(0), |name| name.loc);
        let message = format!("`{}` is not the path of a variable", end.text());
        findings.push(Finding::new(Code::Path, loc, message).help("write `node.operator.variable`"));
        return None;
    };
    let Some(node) = circuit.nodes.iter().position(|node| node.name.text == node_name.text) else {
        let message = format!("circuit `{}` has no node `{}`", circuit.name.text, node_name.text);
        let known = circuit.nodes.iter().map(|node| node.name.text.as_str());
        findings
            .push(Finding::new(Code::UnknownNode, node_name.loc, message).suggest(&node_name.text, known));
        return None;
    };
    let used = &circuit.nodes[node];
    let unit = unit_of(used, end, node_name, findings)?;
    let operators = &used.node.operators;
    let Some(operator) = operators.iter().position(|o| o.name.text == operator_name.text) else {
        let message = format!("node `{}` has no operator `{}`", node_name.text, operator_name.text);
        let known = operators.iter().map(|o| o.name.text.as_str());
        findings.push(
            Finding::new(Code::UnknownOperator, operator_name.loc, message)
                .suggest(&operator_name.text, known),
        );
        return None;
    };
    if operators[operator].operator.declaration(&variable.text).is_none() {
        let message = format!(
            "operator `{}.{}` has no variable `{}`",
            node_name.text, operator_name.text, variable.text
        );
        let known = operators[operator].operator.variables.iter().map(|v| v.name.text.as_str());
        findings
            .push(Finding::new(Code::UnknownVariable, variable.loc, message).suggest(&variable.text, known));
        return None;
    }
    let operator_name = operator_name.text.clone();
    Some(Place { node, unit, operator, operator_name, variable: variable.text.clone() })
}

/// The unit of a population that the path names, 0 for a single node.
fn unit_of(used: &NodeUse, end: &Endpoint, name: &Name, findings: &mut Vec<Finding>) -> Option<usize> {
    match (used.count, end.unit) {
        (None, None) => Some(0),
        (Some(n), Some((unit, _))) if unit < n => Some(unit),
        (Some(n), Some((unit, loc))) => {
            let message =
                format!("population `{}` has {n} units, counted from 0; there is no unit {unit}", name.text);
            findings.push(Finding::new(Code::Population, loc, message));
            None
        }
        (Some(_), None) => {
            let message = format!("`{}` is a population; an edge needs one of its units", name.text);
            findings.push(
                Finding::new(Code::Population, name.loc, message).help(format!("write `{}[0]`", name.text)),
            );
            None
        }
        (None, Some((_, loc))) => {
            let message = format!("`{}` is a single node, not a population", name.text);
            findings.push(
                Finding::new(Code::Population, loc, message)
                    .help(format!("write `{}` without an index", name.text)),
            );
            None
        }
    }
}

/// Edges end in inputs and do not start in them.
fn check_ends(
    circuit: &Circuit,
    (source_name, source): (Option<&Name>, &Place),
    (target_name, target): (Option<&Name>, &Place),
    findings: &mut Vec<Finding>,
) {
    let declared = |place: &Place| {
        let operator = &circuit.nodes[place.node].node.operators[place.operator].operator;
        operator.declaration(&place.variable).map(|v| v.declared)
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

/// The inputs of a node in which edges end.
pub(super) fn fed_inputs(edges: &[ResolvedEdge], node: usize) -> Vec<InputName> {
    let ends = edges.iter().map(|edge| &edge.target).filter(|target| target.node == node);
    let mut inputs: Vec<InputName> = ends.map(|target| (target.operator, target.variable.clone())).collect();
    inputs.sort();
    inputs.dedup();
    inputs
}

/// Where edges reach only some units of a population, the others would lose the value of the input.
pub(super) fn partly_fed_populations(
    circuit: &Circuit,
    edges: &[ResolvedEdge],
    units: &[Unit],
    findings: &mut Vec<Finding>,
) {
    for (n, used) in circuit.nodes.iter().enumerate() {
        let Some(count) = used.count else { continue };
        for (operator, input) in fed_inputs(edges, n) {
            let reached: HashSet<usize> = edges
                .iter()
                .filter(|e| e.target.node == n && e.target.operator == operator && e.target.variable == input)
                .map(|e| e.target.unit)
                .collect();
            let operator_name = &used.node.operators[operator].name.text;
            let value = units[n]
                .find(operator_name, &input)
                .map_or(0.0, |v| values::value(used, &units[n].variables[v].path, units[n].values[v]).re);
            let Some(missed) = (0..count).find(|unit| !reached.contains(unit)) else { continue };
            if value != 0.0 {
                let message = format!(
                    "no edge ends in `{}[{missed}].{operator_name}.{input}`, whose value {value} other units replace by edges",
                    used.name.text
                );
                findings.push(
                    Finding::new(Code::Population, used.name.loc, message)
                        .help("give the input the value 0, or an edge to every unit"),
                );
            }
        }
    }
}

/// The couplings of the system, in order of their first edge.
pub(super) fn couplings(
    edges: &[ResolvedEdge],
    grouping: &Grouping,
    units: &[Unit],
) -> Result<Vec<Coupling>, Vec<Finding>> {
    let mut couplings: Vec<Coupling> = Vec::new();
    let mut index: HashMap<(VariableRef, VariableRef, bool), usize> = HashMap::new();
    let mut findings = Vec::new();
    for edge in edges {
        let (Some(from), Some(to)) = (edge.source.variable(units), edge.target.input(units)) else {
            continue;
        };
        let (source_group, source_first) = grouping.places[edge.source.node];
        let (target_group, target_first) = grouping.places[edge.target.node];
        let from = units[edge.source.node].resolve(from);
        let source = VariableRef { group: source_group, variable: from };
        let target = VariableRef { group: target_group, variable: to };
        let delayed = edge.delay.is_some();
        let c = *index.entry((source, target, delayed)).or_insert_with(|| {
            let value = value(&units[edge.source.node], from, edge, &mut findings);
            couplings.push(Coupling { source, target, value, delayed, edges: Vec::new() });
            couplings.len() - 1
        });
        couplings[c].edges.push(Edge {
            name: edge.name.clone(),
            source_unit: source_first + edge.source.unit,
            target_unit: target_first + edge.target.unit,
            weight: edge.weight,
            delay: edge.delay.unwrap_or(0.0),
        });
    }
    for coupling in &mut couplings {
        coupling.edges.sort_by_key(|edge| edge.target_unit);
    }
    if findings.is_empty() { Ok(couplings) } else { Err(findings) }
}

/// What the edges of a coupling transmit.
fn value(unit: &Unit, variable: usize, edge: &ResolvedEdge, findings: &mut Vec<Finding>) -> Expr<Symbol> {
    if edge.delay.is_none() {
        return Expr::Leaf(Symbol::Variable(variable));
    }
    past::delayed_source(unit, variable).unwrap_or_else(|_| {
        let message = format!(
            "the delayed edge `{}` starts in `{}`, which depends on edges into its own node without a state between",
            edge.name,
            unit.variables[variable].path.join(".")
        );
        findings.push(
            Finding::new(Code::DelayedSource, edge.loc, message)
                .help("only states have a past: start at a state, or put the delay on the edges into that node"),
        );
        Expr::Number(0.0)
    })
}
