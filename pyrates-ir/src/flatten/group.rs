//! Nodes with equal equations form groups.

use crate::definition::Circuit;
use crate::finding::{Code, Finding};
use crate::order;
use crate::system::{Group, Member, Role, Symbol, Value, Variable};

use super::edges::ResolvedEdge;
use super::loops::Depths;
use super::unit::Unit;
use super::values;

/// Which group each node belongs to, and where its units start in it.
pub(super) struct Grouping {
    /// Group and first unit of each node.
    pub(super) places: Vec<(usize, usize)>,
    /// Nodes of each group.
    pub(super) members: Vec<Vec<usize>>,
}

/// Groups nodes by their equations, and by depth where one loop over a group could not respect the order
/// of evaluation.
pub(super) fn group(
    circuit: &Circuit,
    units: &[Unit],
    edges: &[ResolvedEdge],
    depths: &Depths,
) -> Result<Grouping, Finding> {
    let resizable = |n: usize| circuit.nodes[n].resizable;
    let same = |a: usize, b: usize| {
        // A population that can grow has a group of its own, so that the units of others keep their numbers.
        (a == b || !(resizable(a) || resizable(b)))
            && units[a].variables == units[b].variables
            && units[a].equations == units[b].equations
            && units[a].events == units[b].events
    };
    let by_equations = collect(circuit, &same);
    if acyclic(&by_equations, units, edges) {
        return Ok(by_equations);
    }
    for (node, used) in circuit.nodes.iter().enumerate() {
        if depths[node].iter().any(|depth| *depth != depths[node][0]) {
            let message =
                format!("population `{}` passes a value from unit to unit without a state", used.text());
            return Err(Finding::new(Code::Population, used.name.loc, message).help(
                "make the variable a state, delay the edges, or declare the units as nodes of their own",
            ));
        }
    }
    Ok(collect(circuit, &|a, b| same(a, b) && depths[a][0] == depths[b][0]))
}

fn collect(circuit: &Circuit, same: &dyn Fn(usize, usize) -> bool) -> Grouping {
    let mut grouping = Grouping { places: Vec::new(), members: Vec::new() };
    let mut sizes: Vec<usize> = Vec::new();
    for (node, used) in circuit.nodes.iter().enumerate() {
        let found = grouping.members.iter().position(|members| same(members[0], node));
        let g = found.unwrap_or_else(|| {
            grouping.members.push(Vec::new());
            sizes.push(0);
            sizes.len() - 1
        });
        grouping.members[g].push(node);
        grouping.places.push((g, sizes[g]));
        sizes[g] += used.count.unwrap_or(1);
    }
    grouping
}

/// Whether the algebraic variables can be evaluated group by group.
fn acyclic(grouping: &Grouping, units: &[Unit], edges: &[ResolvedEdge]) -> bool {
    let n = units.iter().map(|unit| unit.variables.len()).max().unwrap_or(0);
    let mut sources: Vec<Vec<usize>> = vec![Vec::new(); grouping.members.len() * n];
    for edge in edges.iter().filter(|edge| !edge.is_delayed()) {
        let (Some(from), Some(to)) = (edge.source.variable(units), edge.target.input(units)) else {
            continue;
        };
        let (from_group, to_group) =
            (grouping.places[edge.source.node].0, grouping.places[edge.target.node].0);
        let from = units[edge.source.node].resolve(from);
        if units[edge.source.node].is_event(from) {
            continue;
        }
        if units[edge.source.node].variables[from].role.is_computed() {
            sources[to_group * n + to].push(from_group * n + from);
        }
    }
    let needs = |i: usize| {
        let (g, v) = (i / n, i % n);
        let mut needed = sources[i].clone();
        let unit = &units[grouping.members[g][0]];
        if let Some(value) = unit.assignment(v) {
            needed.extend(value.leaves().into_iter().filter_map(|symbol| match symbol {
                Symbol::Variable(other) => Some(g * n + other),
                Symbol::Time | Symbol::Delay | Symbol::Noise(_) => None,
            }));
        }
        needed
    };
    order::sort(sources.len(), &needs).is_ok()
}

impl Grouping {
    /// The groups of the system.
    pub(super) fn groups(&self, circuit: &Circuit, units: &[Unit]) -> Vec<Group> {
        let mut names: Vec<String> = Vec::new();
        let group = |members: &Vec<usize>| {
            let unit = &units[members[0]];
            let name = unique(snake_case(&circuit.nodes[members[0]].node.name.text), &names);
            names.push(name.clone());
            let variables = (0..unit.variables.len()).map(|v| variable(circuit, units, members, v));
            let member = |&node: &usize| {
                let used = &circuit.nodes[node];
                Member { path: used.path(), count: used.count, resizable: used.resizable }
            };
            Group {
                name,
                members: members.iter().map(member).collect(),
                variables: variables.collect(),
                equations: unit.equations.clone(),
                events: unit.events.clone(),
            }
        };
        self.members.iter().map(group).collect()
    }
}

fn variable(circuit: &Circuit, units: &[Unit], members: &[usize], v: usize) -> Variable {
    let common = &units[members[0]].variables[v];
    let mut all = Vec::new();
    for &node in members {
        let used = &circuit.nodes[node];
        let value = match common.role {
            Role::State | Role::Parameter => values::value(used, &common.path, units[node].values[v]),
            Role::Input if !common.internal => Value::real(0.0),
            Role::Input | Role::Auxiliary => continue,
        };
        all.extend(std::iter::repeat_n(value, used.count.unwrap_or(1)));
    }
    Variable {
        // The name of an element ends in its indices: `x/0`.
        path: common.path.iter().flat_map(|part| part.split('/')).map(str::to_string).collect(),
        role: common.role,
        kind: common.kind,
        unit: common.unit.clone(),
        values: all,
    }
}

fn unique(name: String, taken: &[String]) -> String {
    let mut candidate = name.clone();
    let mut n = 2;
    while taken.contains(&candidate) {
        candidate = format!("{name}_{n}");
        n += 1;
    }
    candidate
}

/// `LotkaVolterra` becomes `lotka_volterra`.
fn snake_case(name: &str) -> String {
    let mut result = String::new();
    let mut previous_lower = false;
    for c in name.chars() {
        if c.is_uppercase() && previous_lower {
            result.push('_');
        }
        previous_lower = c.is_lowercase() || c.is_ascii_digit();
        result.extend(c.to_lowercase());
    }
    result
}
