//! Edges: from couplings, and the units that lie on edges, back to source, target, template and attributes.

use std::collections::HashMap;

use crate::system::{Delays, Group, Role, Value, VariableRef, Weights};

use super::layout::Nodes;
use super::operators::{Plan, is_delayed, is_written};
use super::parts::Part;
use super::templates::number;
use super::{Dialect, Writer};

/// A variable of a unit.
type At = (VariableRef, usize);

/// What is between the ends of an edge.
#[derive(Default)]
struct Between {
    /// The operators: their template, the inputs with what feeds them, and the operators' own delay.
    operators: Option<(Part, Vec<(String, At)>)>,
    factor: Option<Value>,
    delay: Option<f64>,
    spread: Option<f64>,
}

/// An edge as a line of its circuit.
pub(super) struct EdgeLine {
    /// The circuit that has it.
    pub(super) scope: Vec<String>,
    pub(super) text: String,
}

/// An edge before it is written.
struct Found {
    path: String,
    scope: Vec<String>,
    source: At,
    target: At,
    between: Between,
    weight: f64,
}

impl Writer<'_> {
    /// All edges.
    pub(super) fn edges(&mut self, nodes: &Nodes, plans: &[Plan]) -> Vec<EdgeLine> {
        let feeds = self.feeds();
        let mut found = Vec::new();
        let system = self.system;
        for coupling in system.couplings.iter().filter(|c| !system.group(c.target).is_on_edges()) {
            let (weights, delays) = (coupling.weights(), coupling.delays());
            for (i, link) in coupling.links().into_iter().enumerate() {
                let place = if coupling.connection.is_some() { 0 } else { i };
                let mut path = coupling.path(place);
                let scope = path.split_off(path.len().saturating_sub(2));
                let edge = Found {
                    path: path.iter().chain(&scope).cloned().collect::<Vec<_>>().join("/"),
                    scope: path,
                    source: (coupling.source, link.source),
                    target: (coupling.target, link.target),
                    between: Between {
                        delay: delays.get(link.delay).copied().filter(|_| coupling.delays == Delays::Own),
                        ..Between::default()
                    },
                    weight: match coupling.weights {
                        Weights::One => 1.0,
                        Weights::Own | Weights::Of(_) => weights.get(link.weight).copied().unwrap_or(1.0),
                    },
                };
                found.extend(self.trace(edge, &feeds, plans));
            }
        }
        if self.dialect == Dialect::PyRates {
            self.check_siblings(&found);
            found = self.join_parallel(found);
        }
        found.iter().map(|edge| self.line(edge, nodes)).collect()
    }

    /// What feeds each input of the units that lie on edges; `None` if it is more than one variable as it is.
    fn feeds(&self) -> HashMap<At, Option<At>> {
        let mut feeds = HashMap::new();
        for coupling in self.system.couplings.iter().filter(|c| self.system.group(c.target).is_on_edges()) {
            let plain = coupling.weights == Weights::One && coupling.delays != Delays::Own;
            for link in coupling.links() {
                let source = plain.then_some((coupling.source, link.source));
                let several = feeds.insert((coupling.target, link.target), source).is_some();
                if several {
                    feeds.insert((coupling.target, link.target), None);
                }
            }
        }
        feeds
    }

    /// Follows an edge back to where it starts.
    fn trace(&mut self, mut edge: Found, feeds: &HashMap<At, Option<At>>, plans: &[Plan]) -> Option<Found> {
        while self.system.group(edge.source.0).is_on_edges() {
            match self.stage(edge.source, feeds, plans, &mut edge.between) {
                Some(source) => edge.source = source,
                None => {
                    let construct = "operators on an edge that read a sum or weighted values";
                    self.refuse_everywhere(construct, &edge.path);
                    return None;
                }
            }
        }
        Some(edge)
    }

    /// Reads one stage of an edge; returns what feeds it.
    fn stage(
        &mut self,
        at: At,
        feeds: &HashMap<At, Option<At>>,
        plans: &[Plan],
        between: &mut Between,
    ) -> Option<At> {
        let (variable, unit) = at;
        let group = self.system.group(variable);
        let find = |path: &[&str]| group.variables.iter().position(|v| v.path == path);
        let feed = |v: usize| {
            feeds.get(&(VariableRef { group: variable.group, variable: v }, unit)).copied().flatten()
        };
        let value = |v: usize| group.variables[v].values.get(unit).copied().unwrap_or(Value::real(0.0));
        if let (Some(delay), Some(input)) = (find(&["delay"]), find(&["kernel", "input"])) {
            let stages = group.with_role(Role::State).count();
            let own = find(&["spread"]).map(|spread| value(spread).re);
            // An edge may leave a chain that it shares before the end.
            let left =
                group.variables[variable.variable].path.last().and_then(|name| name.strip_prefix("stage"));
            let order = left.and_then(|k| k.parse().ok()).unwrap_or(stages);
            let part = if order == stages { 1.0 } else { order as f64 / stages as f64 };
            let mean = value(delay).re * part;
            between.delay = Some(mean);
            between.spread = own.or(Some(mean / (order as f64).sqrt()));
            return feed(input);
        }
        if let (Some(weight), Some(input)) = (find(&["weight"]), find(&["factor", "input"])) {
            between.factor = Some(value(weight));
            return feed(input);
        }
        let delay = is_delayed(group, variable.variable).then(|| find(&["delay"])).flatten();
        between.delay = between.delay.or(delay.map(|delay| value(delay).re));
        let part = self.part(group, &plans[variable.group], unit);
        let inputs: Vec<usize> = group.with_role(Role::Input).filter(|v| is_written(group, *v)).collect();
        let fed: Option<Vec<(String, At)>> =
            inputs.iter().map(|&v| Some((part.variable(v), feed(v)?))).collect();
        let fed = fed?;
        let source = fed.first()?.1;
        between.operators = Some((part, fed));
        Some(source)
    }

    /// PyRates drops a plain delay beside a distributed one from the same variable.
    fn check_siblings(&mut self, found: &[Found]) {
        let plain = |edge: &&Found| edge.between.operators.is_none();
        let gammas: Vec<At> =
            found.iter().filter(plain).filter(|e| e.between.spread.is_some()).map(|e| e.source).collect();
        for edge in found.iter().filter(plain) {
            let discrete =
                edge.between.spread.is_none() && edge.between.delay.is_some_and(|delay| delay != 0.0);
            if discrete && gammas.contains(&edge.source) {
                self.refuse("a delay beside a delay with spread from the same variable", &edge.path);
            }
        }
    }

    /// PyRates keeps the last of parallel edges only: those of equal delay become one.
    fn join_parallel(&mut self, found: Vec<Found>) -> Vec<Found> {
        let mut joined: Vec<Found> = Vec::new();
        let mut index: HashMap<(At, At), usize> = HashMap::new();
        for edge in found {
            if edge.between.operators.is_some() {
                joined.push(edge);
                continue;
            }
            let Some(&first) = index.get(&(edge.source, edge.target)) else {
                index.insert((edge.source, edge.target), joined.len());
                joined.push(edge);
                continue;
            };
            let first = &mut joined[first];
            let kernel =
                |edge: &Found| (edge.between.delay.unwrap_or(0.0), edge.between.spread.unwrap_or(0.0));
            if kernel(first) == kernel(&edge) {
                first.weight += edge.weight;
            } else {
                self.refuse("an edge with another delay than a parallel one", &edge.path);
            }
        }
        joined
    }

    fn line(&mut self, edge: &Found, nodes: &Nodes) -> EdgeLine {
        let ends = [nodes.path(edge.source), nodes.path(edge.target)];
        let inside = |path: &Vec<String>| path.starts_with(&edge.scope) && path.len() > edge.scope.len() + 2;
        let scope = if ends.iter().all(inside) { edge.scope.clone() } else { Vec::new() };
        let text = |path: &[String]| super::templates::word(&path[scope.len()..].join("/"));
        let mut attributes = vec![("weight".to_string(), self.weight(edge))];
        self.delays(edge, &mut attributes);
        let mut template = "null".to_string();
        if let Some((part, fed)) = &edge.between.operators {
            template = part.template.clone();
            for (operator, name, value) in &part.overrides {
                attributes.push((format!("{operator}/{name}"), number(*value)));
            }
            if fed.len() > 1 {
                for (i, (input, at)) in fed.iter().enumerate() {
                    let from = if i == 0 { "source".to_string() } else { text(&nodes.path(*at)) };
                    attributes.push((format!("{template}/{input}"), from));
                }
            }
        }
        let given: Vec<String> = attributes
            .iter()
            .map(|(key, value)| format!("{}: {value}", super::templates::word(key)))
            .collect();
        let line = format!("[{}, {}, {template}, {{{}}}]", text(&ends[0]), text(&ends[1]), given.join(", "));
        EdgeLine { scope, text: line }
    }

    fn weight(&mut self, edge: &Found) -> String {
        if !edge.weight.is_finite() {
            self.refuse_everywhere("a weight that is not finite", &edge.path);
        }
        match edge.between.factor {
            None => number(edge.weight),
            Some(factor) => {
                self.refuse("a complex weight", &edge.path);
                let (re, im) = (factor.re * edge.weight, factor.im * edge.weight);
                let sign = if im.is_sign_negative() { "" } else { "+" };
                format!("'{}{sign}{}j'", number(re), number(im))
            }
        }
    }

    fn delays(&mut self, edge: &Found, attributes: &mut Vec<(String, String)>) {
        let Some(delay) = edge.between.delay else { return };
        let finite = delay.is_finite() && delay >= 0.0;
        if !finite || (edge.between.spread.is_some() && delay == 0.0) {
            self.refuse_everywhere(&format!("a delay of {delay}"), &edge.path);
        }
        // Under adaptive solvers PyRates takes a delay of exactly 1 for none; the next number counts.
        let pyrates = self.dialect == Dialect::PyRates && edge.between.spread.is_none();
        match delay {
            0.0 if pyrates => return,
            1.0 if pyrates => attributes.push(("delay".to_string(), number(1.0 + f64::EPSILON))),
            _ => attributes.push(("delay".to_string(), number(delay))),
        }
        attributes.extend(edge.between.spread.map(|spread| ("spread".to_string(), number(spread))));
    }
}

/// The variable whose past this is.
pub(super) fn undelayed(group: &Group, v: usize) -> usize {
    let path = &group.variables[v].path;
    let rest = &path[..path.len().saturating_sub(1)];
    group.variables.iter().position(|other| other.path == rest).unwrap_or(v)
}
