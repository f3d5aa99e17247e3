//! From the variables and equations of a group back to operators that are wired by equal names.
//!
//! The path of a variable names its operator. What an operator reads from another one becomes an input with the
//! name of that output. Where this is not possible, all become one operator.

use std::collections::{HashMap, HashSet};

use crate::expr::{BinaryOp, Expr};
use crate::system::{Group, Role, Symbol};
use crate::vectors::index_parts;

/// How the variables of a group are written.
#[derive(Clone)]
pub(super) struct Plan {
    /// The names of the operators.
    pub(super) operators: Vec<String>,
    /// The operator and the name of each variable.
    pub(super) places: Vec<(usize, String)>,
    /// For an input that outputs of its node feed, these outputs and the sum of its edges.
    pub(super) wired: HashMap<usize, Vec<usize>>,
    /// Inputs of an operator for variables of others: operator, variable, name of the input.
    pub(super) inputs: Vec<(usize, usize, String)>,
    /// The variables that are outputs.
    pub(super) outputs: HashSet<usize>,
    /// Parameters that are written as inputs, since they are in other groups.
    pub(super) as_inputs: HashSet<usize>,
}

/// What an operator in one group needs so that it can be the operator of another group, too.
#[derive(Default)]
pub(super) struct Change {
    pub(super) outputs: Vec<usize>,
    pub(super) as_inputs: Vec<usize>,
}

/// Whether a variable is written: delays of operators on edges are attributes of the edge.
pub(super) fn is_written(group: &Group, v: usize) -> bool {
    !group.is_on_edges() || !is_delayed(group, v) && group.variables[v].path != ["delay"]
}

/// Whether a variable is the past of another one, for an edge with operators and a delay.
pub(super) fn is_delayed(group: &Group, v: usize) -> bool {
    match group.variables[v].path.split_last() {
        Some((last, rest)) => last == "delayed" && group.variables.iter().any(|other| other.path == rest),
        None => false,
    }
}

impl Plan {
    /// A plan for a group. `must` is a variable that has to be an output. Rings of operators are joined unless
    /// `rings` are allowed.
    pub(super) fn new(group: &Group, must: Option<usize>, rings: bool) -> Plan {
        let split = Plan::split(group, must).filter(|plan| rings || !plan.has_ring());
        split.unwrap_or_else(|| Plan::merged(group, must))
    }

    /// Whether an operator has an output.
    pub(super) fn has_output(&self, operator: usize) -> bool {
        self.outputs.iter().any(|w| self.places[*w].0 == operator)
    }

    /// Makes a change if equal names then still connect what is meant.
    pub(super) fn change(&mut self, group: &Group, change: &Change) -> bool {
        let before = (self.outputs.clone(), self.as_inputs.clone());
        self.outputs.extend(&change.outputs);
        self.as_inputs.extend(&change.as_inputs);
        let sound = self.is_sound(group);
        if !sound {
            (self.outputs, self.as_inputs) = before;
        }
        sound
    }

    /// Operators as the paths name them.
    fn split(group: &Group, must: Option<usize>) -> Option<Plan> {
        let mut plan = Plan {
            operators: Vec::new(),
            places: Vec::new(),
            wired: HashMap::new(),
            inputs: Vec::new(),
            outputs: must.into_iter().collect(),
            as_inputs: HashSet::new(),
        };
        for variable in &group.variables {
            let (operator, name) = match variable.path.as_slice() {
                [operator, rest @ ..] if !rest.is_empty() => (operator.clone(), rest.join("_")),
                path => (group.name.clone(), path.join("_")),
            };
            let o = plan.operators.iter().position(|known| *known == operator).unwrap_or_else(|| {
                plan.operators.push(operator);
                plan.operators.len() - 1
            });
            plan.places.push((o, name));
        }
        // The name of an element may be that of another variable.
        let distinct: HashSet<&(usize, String)> = plan.places.iter().collect();
        if distinct.len() < plan.places.len() {
            return None;
        }
        plan.find_wires(group);
        plan.find_inputs(group)?;
        plan.is_sound(group).then_some(plan)
    }

    /// All variables in one operator.
    fn merged(group: &Group, must: Option<usize>) -> Plan {
        let last = |v: usize| element_name(&group.variables[v].path);
        let all: Vec<usize> = (0..group.variables.len()).filter(|v| is_written(group, *v)).collect();
        let name = |v: usize| match all.iter().filter(|other| last(**other) == last(v)).count() {
            0 | 1 => last(v),
            _ => group.variables[v].path.join("_"),
        };
        let mut places: Vec<(usize, String)> = Vec::new();
        for v in 0..group.variables.len() {
            let mut free = name(v);
            while is_written(group, v) && places.iter().any(|(_, taken)| *taken == free) {
                free.push('_');
            }
            places.push((0, free));
        }
        let operators = vec![group.name.clone()];
        let outputs = must.into_iter().collect();
        let (wired, inputs, as_inputs) = (HashMap::new(), Vec::new(), HashSet::new());
        Plan { operators, places, wired, inputs, outputs, as_inputs }
    }

    /// Inputs whose value is a sum of outputs of the same name.
    fn find_wires(&mut self, group: &Group) {
        for v in group.with_role(Role::Auxiliary).filter(|v| is_written(group, *v)) {
            let Some(sources) = group.assignment(v).and_then(terms) else { continue };
            let (operator, name) = &self.places[v];
            let edges = |w: usize| {
                let path = &group.variables[w].path;
                path.split_last()
                    .is_some_and(|(last, rest)| last == "edges" && rest == group.variables[v].path)
            };
            let other = |w: usize| self.places[w].0 != *operator && self.places[w].1 == *name;
            if sources.iter().all(|&w| other(w) || edges(w)) && sources.iter().any(|&w| other(w)) {
                self.outputs.extend(sources.iter().filter(|&&w| !edges(w)));
                self.wired.insert(v, sources);
            }
        }
    }

    /// Inputs for what equations read from other operators. `None` if that cannot be wired.
    fn find_inputs(&mut self, group: &Group) -> Option<()> {
        for equation in group.equations.iter().filter(|e| is_written(group, e.variable)) {
            if self.wired.contains_key(&equation.variable) {
                continue;
            }
            let operator = self.places[equation.variable].0;
            for symbol in equation.value.leaves() {
                let Symbol::Variable(w) = *symbol else { continue };
                if self.places[w].0 == operator || self.input(operator, w).is_some() {
                    continue;
                }
                let name = self.places[w].1.clone();
                let is_taken = (0..self.places.len()).any(|v| self.places[v] == (operator, name.clone()));
                if is_taken {
                    return None;
                }
                self.outputs.insert(w);
                self.inputs.push((operator, w, name));
            }
            // PyRates looks up the past of states of the same operator only.
            let foreign = |e: &Expr<Symbol>| {
                let Expr::Past(inner, delay) = e else { return false };
                let leaves = inner.leaves().into_iter().chain(delay.leaves());
                leaves.into_iter().any(|s| matches!(s, Symbol::Variable(w) if self.places[*w].0 != operator))
            };
            if equation.value.any(&mut |e| foreign(e)) {
                return None;
            }
        }
        Some(())
    }

    /// The name under which an operator reads a variable of another one.
    pub(super) fn input(&self, operator: usize, variable: usize) -> Option<String> {
        let alias = |(v, sources): (&usize, &Vec<usize>)| {
            (self.places[*v].0 == operator && *sources == [variable]).then(|| self.places[*v].1.clone())
        };
        let added = self.inputs.iter().find(|(o, w, _)| (*o, *w) == (operator, variable));
        added.map(|(.., name)| name.clone()).or_else(|| self.wired.iter().find_map(alias))
    }

    /// Whether equal names connect what is meant and nothing else.
    fn is_sound(&self, group: &Group) -> bool {
        let outputs = |o: usize| self.outputs.iter().filter(|&&w| self.places[w].0 == o).count();
        if (0..self.operators.len()).any(|o| outputs(o) > 1) {
            return false;
        }
        // What an input of this name in this operator reads.
        let fed_by = |operator: usize, name: &str| -> HashSet<usize> {
            let is = |w: &&usize| self.places[**w].0 != operator && self.places[**w].1 == name;
            self.outputs.iter().filter(is).copied().collect()
        };
        let wires = self.wired.iter().all(|(v, sources)| {
            let others = sources.iter().filter(|&&w| self.places[w].0 != self.places[*v].0);
            fed_by(self.places[*v].0, &self.places[*v].1) == others.copied().collect()
        });
        let added = self.inputs.iter().all(|(o, w, name)| fed_by(*o, name) == HashSet::from([*w]));
        let free = group.with_role(Role::Input).filter(|v| is_written(group, *v));
        let free = free.filter(|v| group.variables[*v].path.last().is_none_or(|last| last != "edges"));
        let mut free = free.chain(self.as_inputs.iter().copied());
        wires && added && free.all(|v| fed_by(self.places[v].0, &self.places[v].1).is_empty())
    }

    /// Whether operators feed each other in a ring, which PyRates refuses.
    fn has_ring(&self) -> bool {
        let feeders = |o: usize| -> Vec<usize> {
            let wired = self.wired.iter().filter(|(v, _)| self.places[**v].0 == o);
            let wired = wired.flat_map(|(_, sources)| sources).map(|&w| self.places[w].0);
            let added =
                self.inputs.iter().filter(|(other, ..)| *other == o).map(|(_, w, _)| self.places[*w].0);
            wired.chain(added).filter(|other| *other != o).collect()
        };
        crate::order::sort(self.operators.len(), &feeders).is_err()
    }
}

/// The last name of a path; that of an element has its indices behind it, `x_0`.
fn element_name(path: &[String]) -> String {
    path[path.len().saturating_sub(index_parts(path) + 1)..].join("_")
}

/// The variables of a sum of variables.
fn terms(e: &Expr<Symbol>) -> Option<Vec<usize>> {
    match e {
        Expr::Leaf(Symbol::Variable(v)) => Some(vec![*v]),
        Expr::Binary(BinaryOp::Add, a, b) => {
            let mut all = terms(a)?;
            all.extend(terms(b)?);
            Some(all)
        }
        _ => None,
    }
}
