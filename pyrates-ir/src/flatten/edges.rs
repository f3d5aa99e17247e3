//! Edges: from what the user wrote to couplings between groups.

use std::collections::{HashMap, HashSet};

use crate::definition::{Circuit, EdgeDefinition, Storage};
use crate::expr::Expr;
use crate::finding::{Code, Finding, Loc};
use crate::system::{
    Connection, Coupling, Delays, Edge, Pattern, Symbol, UnitRange, Value, VariableRef, Weights,
};

use super::endpoints::{Nodes, Place, check_ends, endpoint, texts};
use super::group::Grouping;
use super::pairs::Pairs;
use super::past;
use super::unit::{InputName, Unit};
use super::values;

/// An edge whose ends are known.
#[derive(Debug, Clone)]
pub(super) struct ResolvedEdge {
    pub(super) scope: Vec<String>,
    pub(super) name: String,
    pub(super) source: Place,
    pub(super) target: Place,
    /// `None` if the edge transmits its value as it is.
    pub(super) weight: Option<Value>,
    pub(super) delay: EdgeDelay,
    /// Whether all pairs of units have the same delay.
    pub(super) one_delay: bool,
    /// Which pairs of units are joined, if populations are.
    pub(super) pairs: Option<Pairs>,
    pub(super) loc: Loc,
}

/// The delay of an edge.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum EdgeDelay {
    None,
    /// A parameter of the edge with this value.
    Own(f64),
    /// The parameter with this path in the target unit.
    Target(Vec<String>),
}

impl ResolvedEdge {
    pub(super) fn is_delayed(&self) -> bool {
        self.delay != EdgeDelay::None
    }
}

/// Finds the ends and names of all edges, in the order of the definitions. `None` for those whose ends
/// cannot be found.
pub(super) fn resolve(circuit: &Circuit, findings: &mut Vec<Finding>) -> Vec<Option<ResolvedEdge>> {
    let label = |edge: &EdgeDefinition| Some((texts(&edge.scope), edge.label.as_ref()?.text.clone()));
    let mut taken: HashSet<(Vec<String>, String)> = circuit.edges.iter().filter_map(label).collect();
    let nodes = Nodes::new(circuit);
    circuit.edges.iter().map(|edge| resolve_one((circuit, &nodes), edge, &mut taken, findings)).collect()
}

fn resolve_one(
    (circuit, nodes): (&Circuit, &Nodes),
    edge: &EdgeDefinition,
    taken: &mut HashSet<(Vec<String>, String)>,
    findings: &mut Vec<Finding>,
) -> Option<ResolvedEdge> {
    let source = endpoint(nodes, &edge.scope, &edge.source, findings);
    let target = endpoint(nodes, &edge.scope, &edge.target, findings);
    if let Some((delay, loc)) = edge.delay
        && (delay < 0.0 || delay.is_nan())
    {
        let message = format!("the delay of an edge cannot be negative: {delay}");
        findings.push(Finding::new(Code::NegativeDelay, loc, message).help("give a delay of zero or more"));
    }
    let (source, target) = (source?, target?);
    let last = |path: &[crate::finding::Name]| path.last().cloned();
    check_ends(circuit, (last(&edge.source.path), &source), (last(&edge.target.path), &target), findings);
    let scope = texts(&edge.scope);
    let name = match &edge.label {
        Some(label) => label.text.clone(),
        None => {
            let element = edge.element.as_deref();
            default_name(circuit, &scope, (&source, &target), element, taken)
        }
    };
    let delay = edge.delay.map_or(EdgeDelay::None, |(delay, _)| EdgeDelay::Own(delay));
    let pairs = Pairs::of_edge(circuit, edge, (&source, &target), findings);
    let (weight, one_delay) = (Some(edge.weight), edge.delays == Storage::Scalar);
    Some(ResolvedEdge { scope, name, source, target, weight, delay, one_delay, pairs, loc: edge.loc })
}

/// `prey_to_predator`, with the element behind it if vectors are joined, numbered from the second one on.
fn default_name(
    circuit: &Circuit,
    scope: &[String],
    (source, target): (&Place, &Place),
    element: Option<&str>,
    taken: &mut HashSet<(Vec<String>, String)>,
) -> String {
    let name = |place: &Place| {
        let node = &circuit.nodes[place.node];
        let mut parts = node.path().split_off(scope.len());
        parts.extend(node.count.filter(|_| place.each.is_none()).map(|_| place.unit.to_string()));
        parts.join("_")
    };
    let element = element.map(|element| format!("_{element}")).unwrap_or_default();
    let base = format!("{}_to_{}{element}", name(source), name(target));
    let mut candidate = base.clone();
    let mut n = 2;
    while !taken.insert((scope.to_vec(), candidate.clone())) {
        candidate = format!("{base}_{n}");
        n += 1;
    }
    candidate
}

/// The inputs of each node in which edges end.
pub(super) fn fed_inputs(edges: &[ResolvedEdge], n_nodes: usize) -> Vec<Vec<InputName>> {
    let mut inputs: Vec<Vec<InputName>> = vec![Vec::new(); n_nodes];
    for target in edges.iter().map(|edge| &edge.target) {
        inputs[target.node].push((target.operator, target.name().to_string()));
    }
    for inputs in &mut inputs {
        inputs.sort();
        inputs.dedup();
    }
    inputs
}

/// Where edges reach only some units of a population, the others would lose the value of the input.
pub(super) fn partly_fed_populations(
    circuit: &Circuit,
    edges: &[ResolvedEdge],
    units: &[Unit],
    fed: &[Vec<InputName>],
    findings: &mut Vec<Finding>,
) {
    for (n, used) in circuit.nodes.iter().enumerate() {
        let Some(count) = used.count else { continue };
        for (operator, input) in &fed[n] {
            let reached: HashSet<usize> = edges
                .iter()
                .filter(|e| e.target.node == n && e.target.operator == *operator && e.target.name() == input)
                .flat_map(
                    |e| if e.target.each.is_some() { 0..count } else { e.target.unit..e.target.unit + 1 },
                )
                .collect();
            let operator_name = &used.node.operators[*operator].name.text;
            let value = units[n]
                .find(operator_name, input)
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
    circuit: &Circuit,
    edges: &[ResolvedEdge],
    grouping: &Grouping,
    units: &[Unit],
) -> Result<Vec<Coupling>, Vec<Finding>> {
    let mut couplings: Vec<Coupling> = Vec::new();
    let mut index: HashMap<(VariableRef, VariableRef, Weights, Delays), usize> = HashMap::new();
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
        let weights = if edge.weight.is_some() { Weights::Own } else { Weights::One };
        let delays = match &edge.delay {
            EdgeDelay::None => Delays::None,
            EdgeDelay::Own(_) => Delays::Own,
            EdgeDelay::Target(path) => {
                units[edge.target.node].position(path).map_or(Delays::None, Delays::Target)
            }
        };
        let mut new = || {
            let value = value(&units[edge.source.node], from, edge, &mut findings);
            Coupling { source, target, value, weights, delays, edges: Vec::new(), connection: None }
        };
        if let Some(pairs) = edge.pairs {
            let range =
                |place: &Place, first| UnitRange { first: first + place.unit, count: place.count(circuit) };
            let (sources, targets) = (range(&edge.source, source_first), range(&edge.target, target_first));
            let connection = Some(connection(edge, pairs, sources, targets));
            couplings.push(Coupling { connection, ..new() });
            continue;
        }
        let c = *index.entry((source, target, weights, delays)).or_insert_with(|| {
            couplings.push(new());
            couplings.len() - 1
        });
        couplings[c].edges.push(Edge {
            scope: edge.scope.clone(),
            name: edge.name.clone(),
            source_unit: source_first + edge.source.unit,
            target_unit: target_first + edge.target.unit,
            weight: edge.weight.map_or(1.0, |weight| weight.re),
            delay: if let EdgeDelay::Own(delay) = edge.delay { delay } else { 0.0 },
        });
    }
    for coupling in &mut couplings {
        coupling.edges.sort_by_key(|edge| edge.target_unit);
    }
    if findings.is_empty() { Ok(couplings) } else { Err(findings) }
}

/// An edge between populations, with its declared value for all weights and delays.
fn connection(edge: &ResolvedEdge, pairs: Pairs, sources: UnitRange, targets: UnitRange) -> Connection {
    let pattern = pairs.pattern(targets.count, sources.count);
    let (scope, name) = (edge.scope.clone(), edge.name.clone());
    let (weights, delays) = (Vec::new(), Vec::new());
    let is_matrix =
        matches!(pattern, Pattern::Dense | Pattern::Rows | Pattern::Sparse(_) | Pattern::SparseRows(_));
    let one_delay = edge.is_delayed() && (edge.one_delay || !is_matrix);
    let mut connection = Connection { scope, name, pattern, sources, targets, weights, delays, one_delay };
    connection.weights = vec![edge.weight.map_or(1.0, |weight| weight.re); connection.n_weights()];
    if let EdgeDelay::Own(delay) = edge.delay {
        let n = if one_delay { 1 } else { connection.n_weights() };
        connection.delays = vec![delay; n];
    }
    connection
}

/// What the edges of a coupling transmit.
fn value(unit: &Unit, variable: usize, edge: &ResolvedEdge, findings: &mut Vec<Finding>) -> Expr<Symbol> {
    if !edge.is_delayed() || unit.is_event(variable) {
        return Expr::Leaf(Symbol::Variable(variable));
    }
    past::delayed_source(unit, variable).unwrap_or_else(|problem| {
        if let past::Problem::TooLarge = problem {
            findings.push(Finding { loc: edge.loc, ..problem.finding(unit, variable) });
            return Expr::Number(0.0);
        }
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
