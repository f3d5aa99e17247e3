//! Algebraic loops between the units of a circuit, and how deep algebraic variables depend on each other.

use std::collections::HashMap;

use crate::check::loop_finding;
use crate::definition::Circuit;
use crate::finding::Finding;
use crate::order;
use crate::system::{Role, Symbol};

use super::edges::ResolvedEdge;
use super::pairs::Pairs;
use super::unit::Unit;

/// For each node, unit and variable, how many edges its value has to pass without delay from algebraic
/// variables of other units. Nodes whose depths differ cannot be evaluated in one loop.
pub(super) type Depths = Vec<Vec<Vec<usize>>>;

/// Computes the depths, or reports the loop.
pub(super) fn depths(circuit: &Circuit, units: &[Unit], edges: &[ResolvedEdge]) -> Result<Depths, Finding> {
    let graph = Graph::new(circuit, units, edges);
    let n = graph.len + graph.joints.len();
    let order = order::sort(n, &|i| graph.needs(i)).map_err(|cycle| graph.finding(&cycle))?;
    let mut depth = vec![0; n];
    for i in order {
        if i >= graph.len {
            depth[i] = graph.needs(i).into_iter().map(|j| depth[j]).max().unwrap_or(0);
            continue;
        }
        let (node, _, variable) = graph.place(i);
        let step = usize::from(units[node].variables[variable].role == Role::Input);
        depth[i] = graph.needs(i).into_iter().map(|j| depth[j] + step).max().unwrap_or(0);
    }
    let of_unit = |node: usize, unit: usize| {
        let n = units[node].variables.len();
        let start = graph.first[node] + unit * n;
        depth[start..start + n].to_vec()
    };
    let of_node = |(node, used): (usize, &crate::definition::NodeUse)| {
        (0..used.count.unwrap_or(1)).map(|unit| of_unit(node, unit)).collect()
    };
    Ok(circuit.nodes.iter().enumerate().map(of_node).collect())
}

/// All variables of all units, numbered.
struct Graph<'a> {
    circuit: &'a Circuit,
    units: &'a [Unit],
    first: Vec<usize>,
    len: usize,
    /// For node, unit and input: where the undelayed edges into it start.
    sources: HashMap<(usize, usize, usize), Vec<usize>>,
    /// What edges between populations need, numbered behind the variables: one number for all pairs keeps the
    /// graph small.
    joints: Vec<Vec<usize>>,
}

impl<'a> Graph<'a> {
    fn new(circuit: &'a Circuit, units: &'a [Unit], edges: &[ResolvedEdge]) -> Graph<'a> {
        let (mut first, mut len) = (Vec::new(), 0);
        for (node, unit) in circuit.nodes.iter().zip(units) {
            first.push(len);
            len += node.count.unwrap_or(1) * unit.variables.len();
        }
        let mut graph = Graph { circuit, units, first, len, sources: HashMap::new(), joints: Vec::new() };
        for edge in edges.iter().filter(|edge| !edge.is_delayed()) {
            let (source, target) = (&edge.source, &edge.target);
            let (Some(from), Some(to)) = (source.variable(units), target.input(units)) else { continue };
            let from = units[source.node].resolve(from);
            // Impulses need no present value.
            if units[source.node].is_event(from) {
                continue;
            }
            match edge.pairs {
                None => graph.join((source.node, source.unit, from), (target.node, target.unit, to)),
                Some(pairs) => graph.join_populations(edge, pairs, from, to),
            }
        }
        graph
    }

    fn join(&mut self, source: (usize, usize, usize), target: (usize, usize, usize)) {
        let from = self.index(source.0, source.1, source.2);
        self.sources.entry(target).or_default().push(from);
    }

    fn join_populations(&mut self, edge: &ResolvedEdge, pairs: Pairs, from: usize, to: usize) {
        let (source, target) = (&edge.source, &edge.target);
        let (m, n) = (source.count(self.circuit), target.count(self.circuit));
        if pairs == Pairs::OneToOne {
            for unit in 0..n {
                self.join((source.node, source.unit + unit, from), (target.node, target.unit + unit, to));
            }
            return;
        }
        let needed = (0..m).map(|unit| self.index(source.node, source.unit + unit, from)).collect();
        self.joints.push(needed);
        let joint = self.len + self.joints.len() - 1;
        for unit in 0..n {
            self.sources.entry((target.node, target.unit + unit, to)).or_default().push(joint);
        }
    }

    fn index(&self, node: usize, unit: usize, variable: usize) -> usize {
        self.first[node] + unit * self.units[node].variables.len() + variable
    }

    /// Node, unit and variable of a number.
    fn place(&self, i: usize) -> (usize, usize, usize) {
        let node = self.first.partition_point(|&first| first <= i) - 1;
        let n = self.units[node].variables.len();
        let rest = i - self.first[node];
        (node, rest / n, rest % n)
    }

    fn needs(&self, i: usize) -> Vec<usize> {
        if let Some(joint) = i.checked_sub(self.len) {
            return self.joints[joint].clone();
        }
        let (node, unit, variable) = self.place(i);
        let description = &self.units[node];
        match description.variables[variable].role {
            Role::State | Role::Parameter => Vec::new(),
            Role::Input => self.sources.get(&(node, unit, variable)).cloned().unwrap_or_default(),
            Role::Auxiliary => {
                let leaves = description.assignment(variable).map(|value| value.leaves()).unwrap_or_default();
                let variables = leaves.into_iter().filter_map(|symbol| match symbol {
                    Symbol::Variable(v) => Some(self.index(node, unit, *v)),
                    Symbol::Time | Symbol::Delay | Symbol::Noise(_) => None,
                });
                variables.collect()
            }
        }
    }

    fn finding(&self, cycle: &[usize]) -> Finding {
        let cycle: Vec<usize> = cycle.iter().copied().filter(|&i| i < self.len).collect();
        // The loop is shown from its first algebraic variable with an equation of the user.
        let start = cycle.iter().position(|&i| {
            let (node, _, variable) = self.place(i);
            self.units[node].variables[variable].role == Role::Auxiliary
        });
        let mut cycle = cycle;
        cycle.rotate_left(start.unwrap_or(0));
        let names: Vec<String> = cycle.iter().map(|&i| self.name(i)).collect();
        let (node, _, variable) = self.place(cycle[0]);
        let used = &self.circuit.nodes[node];
        let loc = if used.name.text.is_empty() { self.units[node].locs[variable] } else { used.name.loc };
        loop_finding(loc, &names)
    }

    fn name(&self, i: usize) -> String {
        let (node, unit, variable) = self.place(i);
        let used = &self.circuit.nodes[node];
        let index = if used.count.is_some() { format!("[{unit}]") } else { String::new() };
        let mut parts = vec![format!("{}{index}", used.text())];
        parts.extend(self.units[node].variables[variable].path.iter().cloned());
        parts.retain(|part| !part.is_empty());
        parts.join(".")
    }
}
