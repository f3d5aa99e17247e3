//! Edges: from the paths that the user wrote to couplings between groups.

use std::collections::{HashMap, HashSet};

use crate::definition::{Circuit, Declared, EdgeDefinition, Endpoint, NodeUse};
use crate::expr::Expr;
use crate::finding::{Code, Finding, Loc, Name};
use crate::system::{Coupling, Edge, Role, Symbol, VariableRef};

use super::group::Grouping;
use super::past;
use super::unit::{InputName, Unit};
use super::values;

/// An edge whose ends are known.
pub(super) struct ResolvedEdge {
    pub(super) scope: Vec<String>,
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
    let label = |edge: &EdgeDefinition| Some((texts(&edge.scope), edge.label.as_ref()?.text.clone()));
    let mut taken: HashSet<(Vec<String>, String)> = circuit.edges.iter().filter_map(label).collect();
    let mut edges = Vec::new();
    for edge in &circuit.edges {
        let source = endpoint(circuit, &edge.scope, &edge.source, findings);
        let target = endpoint(circuit, &edge.scope, &edge.target, findings);
        if let Some((delay, loc)) = edge.delay
            && (delay < 0.0 || delay.is_nan())
        {
            let message = format!("the delay of an edge cannot be negative: {delay}");
            findings
                .push(Finding::new(Code::NegativeDelay, loc, message).help("give a delay of zero or more"));
        }
        let (Some(source), Some(target)) = (source, target) else { continue };
        let last = |end: &Endpoint| end.path.last().cloned();
        check_ends(circuit, (last(&edge.source), &source), (last(&edge.target), &target), findings);
        let scope = texts(&edge.scope);
        let name = match &edge.label {
            Some(label) => label.text.clone(),
            None => default_name(circuit, &scope, (&source, &target), &mut taken),
        };
        let delay = edge.delay.map(|(delay, _)| delay);
        edges.push(ResolvedEdge {
            scope,
            name,
            source,
            target,
            weight: edge.weight.re,
            delay,
            loc: edge.loc,
        });
    }
    edges
}

fn texts(names: &[Name]) -> Vec<String> {
    names.iter().map(|name| name.text.clone()).collect()
}

/// `prey_to_predator`, numbered from the second one on.
fn default_name(
    circuit: &Circuit,
    scope: &[String],
    (source, target): (&Place, &Place),
    taken: &mut HashSet<(Vec<String>, String)>,
) -> String {
    let name = |place: &Place| {
        let node = &circuit.nodes[place.node];
        let mut parts = node.path().split_off(scope.len());
        parts.extend(node.count.map(|_| place.unit.to_string()));
        parts.join("_")
    };
    let base = format!("{}_to_{}", name(source), name(target));
    let mut candidate = base.clone();
    let mut n = 2;
    while !taken.insert((scope.to_vec(), candidate.clone())) {
        candidate = format!("{base}_{n}");
        n += 1;
    }
    candidate
}

fn endpoint(circuit: &Circuit, scope: &[Name], end: &Endpoint, findings: &mut Vec<Finding>) -> Option<Place> {
    let full: Vec<String> = texts(scope).into_iter().chain(texts(&end.path)).collect();
    let found = circuit.nodes.iter().position(|node| full.starts_with(&node.path()));
    let Some(node) = found else {
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
    let unit = unit_of(used, end, depth, findings)?;
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
    let operator_name = operator_name.text.clone();
    Some(Place { node, unit, operator, operator_name, variable: variable.text.clone() })
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
fn unit_of(used: &NodeUse, end: &Endpoint, depth: usize, findings: &mut Vec<Finding>) -> Option<usize> {
    let text = texts(&end.path[..depth]).join(".");
    let node_loc = end.path[depth - 1].loc;
    let finding = match (used.count, end.unit) {
        (None, None) => return Some(0),
        (Some(n), Some(index)) if index.behind == depth && index.unit < n => return Some(index.unit),
        (Some(n), Some(index)) if index.behind == depth => {
            let message =
                format!("population `{text}` has {n} units, counted from 0; there is no unit {}", index.unit);
            Finding::new(Code::Population, index.loc, message)
        }
        (Some(_), None) => {
            let message = format!("`{text}` is a population; an edge needs one of its units");
            Finding::new(Code::Population, node_loc, message).help(format!("write `{text}[0]`"))
        }
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
fn check_ends(
    circuit: &Circuit,
    (source_name, source): (Option<Name>, &Place),
    (target_name, target): (Option<Name>, &Place),
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
                    used.text()
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
            scope: edge.scope.clone(),
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
