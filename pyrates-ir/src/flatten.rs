//! From a circuit of definitions to a flat [`System`].
//!
//! Vectors are written out in numbers ([`crate::vectors`]), operators are put together into units (`unit`), units with equal equations into groups (`group`), and
//! edges into couplings (`edges`). The findings of all parts are collected.

mod chains;
mod edge_operators;
mod edges;
mod endpoints;
mod group;
mod kernels;
mod loops;
mod pairs;
mod past;
mod stages;
mod unit;
mod units;
mod values;

use crate::check::repeated;
use crate::complex;
use crate::definition::Circuit;
use crate::finding::{Code, Finding, Name};
use crate::impulse;
use crate::system::{Kind, System};
use crate::vectors;

/// The flat system of a circuit whose operators passed [`crate::check::operator`].
pub fn flatten(circuit: &Circuit) -> Result<System, Vec<Finding>> {
    let mut findings = Vec::new();
    match vectors::circuit(circuit, &mut findings) {
        None => flatten_numbers(circuit),
        Some(_) if !findings.is_empty() => Err(vectors::tidy(findings)),
        Some(written_out) => flatten_numbers(&written_out).map_err(vectors::tidy),
    }
}

/// The flat system of a circuit without vectors.
fn flatten_numbers(circuit: &Circuit) -> Result<System, Vec<Finding>> {
    let mut findings = Vec::new();
    names(circuit, &mut findings);
    for node in &circuit.nodes {
        values::check_node_use(node, &mut findings);
    }
    let time_unit = units::check(circuit, &mut findings);
    let edges = edges::resolve(circuit, &mut findings);
    let mut staged = stages::insert(circuit, edges, &mut findings);
    finish(findings)?;

    let units = build_units(circuit.nodes.len(), &mut staged)?;
    let stages::Staged { circuit, edges, .. } = &staged;
    let depths = loops::depths(circuit, &units, edges).map_err(|finding| vec![finding])?;
    let grouping = group::group(circuit, &units, edges, &depths).map_err(|finding| vec![finding])?;
    let groups = grouping.groups(circuit, &units);
    let couplings = edges::couplings(circuit, edges, &grouping, &units)?;
    let name = circuit.name.text.clone();
    let mut system = System { name, doc: String::new(), time_unit, groups, couplings };
    complex::infer(&mut system);
    finish(no_complex_form(&system, &grouping, &units))?;
    finish(complex_conditions(&system, &grouping, &units))?;
    if let Some(problem) = impulse::problem(&system.split()) {
        let first = edges
            .iter()
            .find(|edge| edge.source.variable(&units).is_some_and(|v| units[edge.source.node].is_event(v)));
        return Err(vec![problem.finding(&system.split(), first.map_or(circuit.name.loc, |edge| edge.loc))]);
    }
    Ok(system)
}

/// The units of all nodes. The first `n_nodes` are the user's, the others stand for what lies on edges.
fn build_units(n_nodes: usize, staged: &mut stages::Staged) -> Result<Vec<unit::Unit>, Vec<Finding>> {
    let mut findings = Vec::new();
    let (circuit, edges) = (&staged.circuit, &staged.edges);
    let fed = edges::fed_inputs(edges, circuit.nodes.len());
    let build = |(n, node): (usize, &crate::definition::NodeUse), findings: &mut Vec<Finding>| {
        let mut unit = unit::build(&node.node, &fed[n], findings);
        if n >= n_nodes {
            for variable in &mut unit.variables {
                variable.internal = true;
                if kernels::belongs_to_edge(&variable.path) {
                    variable.path.remove(0);
                }
            }
        }
        unit
    };
    let mut units: Vec<unit::Unit> =
        circuit.nodes.iter().enumerate().map(|node| build(node, &mut findings)).collect();
    edges::partly_fed_populations(circuit, edges, &units, &fed, &mut findings);
    for (node, unit) in circuit.nodes.iter().zip(&units) {
        values::check_fed_inputs(node, unit, &mut findings);
    }
    staged.delay_outputs(&mut units, &mut findings);
    finish(findings)?;
    Ok(units)
}

/// Equations that ask for what complex numbers do not have.
fn no_complex_form(system: &System, grouping: &group::Grouping, units: &[unit::Unit]) -> Vec<Finding> {
    let problems = complex::problems(system).into_iter();
    let finding = |(at, problem): (crate::system::VariableRef, complex::NoSuchOperation)| {
        let unit = &units[grouping.members[at.group][0]];
        let name = unit.variables[at.variable].path.join(".");
        let message = format!("the equation of `{name}` asks complex numbers for {}", problem.0);
        Finding::new(Code::ComplexNumber, unit.locs[at.variable], message)
            .help("take a real quantity: `real(z)`, `imag(z)`, `abs(z)` or `arg(z)`")
    };
    problems.map(finding).collect()
}

/// Events with conditions on complex numbers, which have no order.
fn complex_conditions(system: &System, grouping: &group::Grouping, units: &[unit::Unit]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (g, group) in system.groups.iter().enumerate() {
        for event in group.events.iter().filter(|e| group.variables[e.switch].kind == Kind::Complex) {
            let message = "the condition of an event compares complex numbers, which have no order";
            let loc = units[grouping.members[g][0]].locs[event.switch];
            findings.push(
                Finding::new(Code::ComplexNumber, loc, message)
                    .help("take a real quantity: `real(z)`, `imag(z)`, `abs(z)` or `arg(z)`"),
            );
        }
    }
    findings
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
