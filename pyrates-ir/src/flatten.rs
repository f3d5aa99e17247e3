//! From a circuit of definitions to a flat [`System`].
//!
//! Operators are put together into units (`unit`), units with equal equations into groups (`group`), and
//! edges into couplings (`edges`). The findings of all parts are collected.

mod edges;
mod group;
mod loops;
mod past;
mod unit;
mod values;

use crate::check::repeated;
use crate::definition::{Circuit, Node};
use crate::finding::{Code, Finding, Name};
use crate::system::System;

/// The flat system of a circuit whose operators passed [`crate::check::operator`].
pub fn flatten(circuit: &Circuit) -> Result<System, Vec<Finding>> {
    let mut findings = Vec::new();
    names(circuit, &mut findings);
    for node in &circuit.nodes {
        values::check_node_use(node, &mut findings);
    }
    let edges = edges::resolve(circuit, &mut findings);
    finish(findings)?;

    let mut findings = Vec::new();
    let units: Vec<unit::Unit> = circuit
        .nodes
        .iter()
        .enumerate()
        .map(|(n, node)| unit::build(&node.node, &edges::fed_inputs(&edges, n), &mut findings))
        .collect();
    edges::partly_fed_populations(circuit, &edges, &units, &mut findings);
    for (node, unit) in circuit.nodes.iter().zip(&units) {
        values::check_fed_inputs(node, unit, &mut findings);
    }
    finish(findings)?;

    let depths = loops::depths(circuit, &units, &edges).map_err(|finding| vec![finding])?;
    let grouping = group::group(circuit, &units, &edges, &depths).map_err(|finding| vec![finding])?;
    let groups = grouping.groups(circuit, &units);
    let couplings = edges::couplings(&edges, &grouping, &units)?;
    let name = circuit.name.text.clone();
    Ok(System { name, doc: String::new(), groups, couplings })
}

/// Everything that is wrong with a node whose operators passed [`crate::check::operator`].
pub fn check_node(node: &Node) -> Vec<Finding> {
    match flatten(&Circuit::of_node(node.clone())) {
        Ok(_) => Vec::new(),
        Err(findings) => findings,
    }
}

fn finish(findings: Vec<Finding>) -> Result<(), Vec<Finding>> {
    if findings.is_empty() { Ok(()) } else { Err(findings) }
}

/// Nodes, circuits and edges have unique names in their circuit; `edges` is taken.
fn names(circuit: &Circuit, findings: &mut Vec<Finding>) {
    let nodes = circuit.nodes.iter().map(|node| (node.scope.as_slice(), &node.name));
    let circuits = circuit
        .circuits
        .iter()
        .filter_map(|(scope, _)| scope.split_last().map(|(name, scope)| (scope, name)));
    let both: Vec<(&[Name], &Name)> = circuits.chain(nodes).collect();
    let labels = circuit.edges.iter().filter_map(|edge| Some((edge.scope.as_slice(), edge.label.as_ref()?)));
    repeated_in_scope(&both, "a node", findings);
    repeated_in_scope(&labels.collect::<Vec<_>>(), "an edge", findings);
    for (_, name) in both.iter().filter(|(_, name)| name.text == "edges") {
        let message = "a node cannot be called `edges`: that is where the edges of a model are";
        findings.push(Finding::new(Code::RepeatedName, name.loc, message).help("choose another name"));
    }
    if circuit.nodes.is_empty() {
        let message = format!("circuit `{}` has no nodes", circuit.name.text);
        findings.push(Finding::new(Code::Section, circuit.name.loc, message));
    }
}

/// Reports names that stand twice in one scope. Inner circuits were checked where they are defined, so
/// only the outermost scope can have news; equal inner scopes are two uses of one name, reported there.
fn repeated_in_scope(names: &[(&[Name], &Name)], what: &str, findings: &mut Vec<Finding>) {
    let outermost = names.iter().filter(|(scope, _)| scope.is_empty()).map(|(_, name)| *name);
    repeated(outermost, what, findings);
}
