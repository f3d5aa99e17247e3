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
use crate::definition::Circuit;
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

fn finish(findings: Vec<Finding>) -> Result<(), Vec<Finding>> {
    if findings.is_empty() { Ok(()) } else { Err(findings) }
}

/// Nodes, circuits and edges have unique names; `edges` is taken. Inner circuits were checked where they are
/// defined, so only what stands directly in the outermost circuit can have news.
fn names(circuit: &Circuit, findings: &mut Vec<Finding>) {
    let circuits = circuit.circuits.iter().filter_map(|(scope, _)| match scope.as_slice() {
        [name] => Some(name),
        _ => None,
    });
    let nodes = circuit.nodes.iter().filter(|node| node.scope.is_empty()).map(|node| &node.name);
    let names: Vec<&Name> = circuits.chain(nodes).collect();
    let edges = circuit.edges.iter().filter(|edge| edge.scope.is_empty());
    repeated(names.iter().copied(), "a node", findings);
    repeated(edges.filter_map(|edge| edge.label.as_ref()), "an edge", findings);
    for name in names.iter().filter(|name| name.text == "edges") {
        let message = "a node cannot be called `edges`: that is where the edges of a model are";
        findings.push(Finding::new(Code::RepeatedName, name.loc, message).help("choose another name"));
    }
    if circuit.nodes.is_empty() {
        let message = format!("circuit `{}` has no nodes", circuit.name.text);
        findings.push(Finding::new(Code::Section, circuit.name.loc, message));
    }
}
