//! What lies on an edge: operators, a complex weight, a distributed delay.
//!
//! Each becomes a unit of its own between source and target, with the path of the edge: the parameter
//! `tau_x` of operator `depression` on edge `e_to_i` is `edges/e_to_i/depression/tau_x`. Edges with equal
//! operators are units of one group, like nodes. Weight, delay and spread come after the operators.

use std::collections::HashMap;

use crate::definition::{Circuit, EdgeDefinition, Node, NodeUse, Storage};
use crate::expr::Expr;
use crate::finding::{Code, Finding, Loc, Name};
use crate::system::{Equation, EquationForm, Kind, Role, Symbol, Value};

use super::chains::Chains;
use super::edges::{EdgeDelay, ResolvedEdge};
use super::endpoints::{Nodes, Place};
use super::kernels;
use super::pairs::Pairs;
use super::past;
use super::unit::Unit;

/// The circuit with a node for every stage of an edge.
pub(super) struct Staged {
    pub(super) circuit: Circuit,
    pub(super) edges: Vec<ResolvedEdge>,
    delayed: Vec<DelayedOutput>,
    chains: Chains,
}

/// The way of an edge so far.
struct Way {
    /// The edge from what was added last to the target.
    last: ResolvedEdge,
    /// The node that was added last.
    stage: Option<usize>,
}

/// The name and number of the units of a stage.
pub(super) struct Size {
    kind: &'static str,
    /// `None` on an edge between single units.
    pub(super) count: Option<usize>,
    resizable: bool,
}

/// A stage whose output passes on after a discrete delay.
struct DelayedOutput {
    node: usize,
    /// The path of the output in the unit.
    output: Vec<String>,
    delay: f64,
    loc: Loc,
}

/// Puts stages between the ends of edges.
pub(super) fn insert(
    circuit: &Circuit,
    resolved: Vec<Option<ResolvedEdge>>,
    findings: &mut Vec<Finding>,
) -> Staged {
    let nodes = Nodes::new(circuit);
    let chains = Chains::new(circuit, &resolved);
    let mut staged = Staged { circuit: circuit.clone(), edges: Vec::new(), delayed: Vec::new(), chains };
    for (definition, edge) in circuit.edges.iter().zip(resolved) {
        if let Some(edge) = edge {
            staged.add((definition, &nodes), edge, findings);
        }
    }
    staged
}

/// A complex weight lies on the edge as a factor on each unit: there is no matrix of them.
fn complex_matrix(edge: &ResolvedEdge) -> Finding {
    let message = "the weights of a sparse matrix are real numbers";
    Finding::new(Code::Population, edge.loc, message)
        .help("write `weight: sparse`, and multiply by the complex number in an operator on the edge (`via`)")
}

impl ResolvedEdge {
    /// How units feed as many others, if the edge starts at a population.
    fn one_by_one(&self) -> Option<Pairs> {
        self.source.each.as_ref().map(|_| Pairs::OneToOne)
    }
}

impl Staged {
    /// Adds an edge, through its stages.
    fn add(&mut self, of: (&EdgeDefinition, &Nodes), edge: ResolvedEdge, findings: &mut Vec<Finding>) {
        let definition = of.0;
        let mut way = Way { last: edge.clone(), stage: None };
        if let Some(template) = &definition.template {
            let Some(output) = self.operators(of, template, &edge, findings) else { return };
            way.stage = Some(output.node);
            way.last.source = output;
            way.last.pairs = edge.pairs_to_target(&self.circuit);
        }
        if definition.weight.kind() == Kind::Complex && edge.pairs == Some(Pairs::Sparse) {
            findings.push(complex_matrix(&edge));
            return;
        }
        if definition.weight.kind() == Kind::Complex {
            let node = kernels::weight(definition.weight, edge.loc);
            let node = self.node(definition, &edge, node, self.of_source("factors", &way.last));
            way.last.source = self.feed(&way.last, node, ("input", "weighted"), way.last.one_by_one());
            way.last.weight = None;
            way.stage = Some(node);
        }
        match kernels::order(definition, &edge.name, findings) {
            None => return,
            Some(kernels::Delay::Gamma(gamma)) => match self.shared_chain(definition, &edge, gamma) {
                Some(output) => {
                    way.last.source = output;
                    way.last.delay = EdgeDelay::None;
                }
                None => self.spread(definition, &edge, &mut way, gamma),
            },
            Some(kernels::Delay::Discrete) => {
                if let (Some(node), EdgeDelay::Own(delay)) = (way.stage, &edge.delay) {
                    let output = way.last.source.path.clone();
                    way.last.source.path.push("delayed".to_string());
                    way.last.delay = EdgeDelay::None;
                    self.delayed.push(DelayedOutput { node, output, delay: *delay, loc: edge.loc });
                }
            }
        }
        self.edges.push(way.last);
    }

    /// Adds a distributed delay: one for each source, or one for each pair.
    fn spread(
        &mut self,
        definition: &EdgeDefinition,
        edge: &ResolvedEdge,
        way: &mut Way,
        gamma: kernels::Gamma,
    ) {
        let node = kernels::gamma(gamma, edge.loc);
        let of_pairs = definition.delays != Storage::Scalar || definition.spreads != Storage::Scalar;
        let per_pair = of_pairs && definition.template.is_none();
        let (size, pairs) = match per_pair {
            true => (self.of_pairs(edge), edge.source_to_pairs(&self.circuit)),
            false => (self.of_source("chains", &way.last), way.last.one_by_one()),
        };
        let node = self.node(definition, edge, node, size);
        way.last.source = self.feed(&way.last, node, ("input", &gamma.output()), pairs);
        way.last.delay = EdgeDelay::None;
        if per_pair {
            way.last.pairs = edge.pairs_to_target(&self.circuit);
        }
    }

    /// The stage at which an edge leaves a chain that it shares with others, if it may share one. The chain is made for the
    /// first of them.
    fn shared_chain(
        &mut self,
        definition: &EdgeDefinition,
        edge: &ResolvedEdge,
        gamma: kernels::Gamma,
    ) -> Option<Place> {
        let chain = self.chains.of(definition, &edge.source, gamma)?;
        let (owner, longest, known) = (chain.owner.clone(), chain.gamma, chain.node);
        let node = known.unwrap_or_else(|| {
            let definition = self.circuit.edges[owner.0].clone();
            let node = kernels::gamma(longest, owner.1.loc);
            let node = self.node(&definition, &owner.1, node, self.of_source("chains", &owner.1));
            self.feed(&owner.1, node, ("input", &longest.output()), owner.1.one_by_one());
            node
        });
        if let Some(chain) = self.chains.of(definition, &edge.source, gamma) {
            chain.node = Some(node);
        }
        let output = Place::new(&self.circuit, node, 0, &gamma.output());
        Some(if edge.source.each.is_some() { output.of_each("") } else { output })
    }

    /// A stage on every pair of units that the edge joins; a single one between single units.
    pub(super) fn of_pairs(&self, edge: &ResolvedEdge) -> Size {
        let count = edge.pairs.map(|_| edge.n_pairs(&self.circuit));
        let ends = [edge.source.node, edge.target.node];
        let resizable = ends.iter().any(|n| self.circuit.nodes[*n].resizable);
        let resizable = count.is_some() && (resizable || edge.pairs == Some(Pairs::Sparse));
        Size { kind: "pairs", count, resizable }
    }

    /// A stage on every unit at which an edge starts.
    fn of_source(&self, kind: &'static str, edge: &ResolvedEdge) -> Size {
        let count = edge.source.each.as_ref().map(|_| edge.source.count(&self.circuit));
        let ends = [edge.source.node, edge.target.node];
        let resizable = count.is_some() && ends.iter().any(|n| self.circuit.nodes[*n].resizable);
        Size { kind, count, resizable }
    }

    /// Adds a node with the path of the edge.
    pub(super) fn node(
        &mut self,
        definition: &EdgeDefinition,
        edge: &ResolvedEdge,
        node: Node,
        Size { kind, count, resizable }: Size,
    ) -> usize {
        let mut scope = definition.scope.clone();
        scope.push(Name::new("edges", edge.loc));
        let mut name = Name::new(edge.name.clone(), edge.loc);
        if count.is_some() {
            scope.push(std::mem::replace(&mut name, Name::new(kind, edge.loc)));
        }
        let overrides = Vec::new();
        self.circuit.nodes.push(NodeUse { scope, name, node, count, resizable, overrides });
        self.circuit.nodes.len() - 1
    }

    /// Leads the source of an edge into an input of a stage of one operator; returns its output.
    fn feed(
        &mut self,
        edge: &ResolvedEdge,
        node: usize,
        (input, output): (&str, &str),
        pairs: Option<Pairs>,
    ) -> Place {
        let place = |variable: &str| {
            let place = Place::new(&self.circuit, node, 0, variable);
            if pairs.is_some() { place.of_each("") } else { place }
        };
        let (target, output) = (place(input), place(output));
        self.edges.push(ResolvedEdge { target, weight: None, delay: EdgeDelay::None, pairs, ..edge.clone() });
        output
    }

    /// Gives the stages with a discrete delay a delayed output. The past of what edges feed is fed by the
    /// same edges with the same delay.
    pub(super) fn delay_outputs(&mut self, units: &mut [Unit], findings: &mut Vec<Finding>) {
        let mut into: HashMap<usize, Vec<usize>> = HashMap::new();
        for (e, edge) in self.edges.iter().enumerate() {
            into.entry(edge.target.node).or_default().push(e);
        }
        for output in std::mem::take(&mut self.delayed) {
            let unit = &mut units[output.node];
            let Some(variable) = unit.position(&output.output) else { continue };
            let parameter = vec!["delay".to_string()];
            let delay = unit.add(parameter.clone(), Role::Parameter, Value::real(output.delay), variable);
            let mut inputs: Vec<usize> = Vec::new();
            let first = unit.variables.len();
            let delay = Expr::Leaf(Symbol::Variable(delay));
            let value = past::through_inputs(unit, variable, &delay, &mut |input| {
                let known = inputs.iter().position(|other| *other == input);
                let k = known.unwrap_or_else(|| {
                    inputs.push(input);
                    inputs.len() - 1
                });
                Expr::Leaf(Symbol::Variable(first + k))
            });
            let value = match value {
                Ok(value) => value,
                Err(problem) => {
                    findings.push(Finding { loc: output.loc, ..problem.finding(unit, variable) });
                    continue;
                }
            };
            for &input in &inputs {
                let feeds = into.get(&output.node).map(Vec::as_slice).unwrap_or_default();
                self.feed_past(unit, feeds, input, &parameter);
            }
            let mut path = output.output.clone();
            path.push("delayed".to_string());
            let delayed = unit.add(path, Role::Auxiliary, Value::real(0.0), variable);
            let at = unit.equations.iter().position(|e| e.form == EquationForm::Derivative);
            let equation = Equation { form: EquationForm::Assignment, variable: delayed, value };
            unit.equations.insert(at.unwrap_or(unit.equations.len()), equation);
        }
    }

    /// Adds an input that holds the past of another one.
    fn feed_past(&mut self, unit: &mut Unit, feeds: &[usize], input: usize, parameter: &[String]) {
        let mut path = unit.variables[input].path.clone();
        let feeds = feeds.iter().map(|&e| &self.edges[e]);
        let mut copies: Vec<ResolvedEdge> = feeds.filter(|edge| edge.target.path == path).cloned().collect();
        path.push("delayed".to_string());
        unit.add(path.clone(), Role::Input, Value::real(0.0), input);
        for edge in &mut copies {
            edge.target.path = path.clone();
            edge.delay = EdgeDelay::Target(parameter.to_vec());
        }
        self.edges.extend(copies);
    }
}
