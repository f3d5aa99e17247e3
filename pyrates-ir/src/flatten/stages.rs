//! What lies on an edge: operators, a complex weight, a distributed delay.
//!
//! Each becomes a unit of its own between source and target, with the path of the edge: the parameter
//! `tau_x` of operator `depression` on edge `e_to_i` is `edges/e_to_i/depression/tau_x`. Edges with equal
//! operators are units of one group, like nodes. Weight, delay and spread come after the operators.

use std::collections::HashMap;

use crate::definition::{
    Circuit, EdgeDefinition, EdgeTemplate, InputSource, Node, NodeUse, Override, Storage,
};
use crate::expr::Expr;
use crate::finding::{Code, Finding, Loc, Name};
use crate::system::{Equation, EquationForm, Kind, Role, Symbol, Value};

use super::edges::{EdgeDelay, Pairs, ResolvedEdge};
use super::endpoints::{Nodes, Place, endpoint};
use super::kernels;
use super::past;
use super::unit::Unit;
use super::values;

/// The circuit with a node for every stage of an edge.
pub(super) struct Staged {
    pub(super) circuit: Circuit,
    pub(super) edges: Vec<ResolvedEdge>,
    delayed: Vec<DelayedOutput>,
}

/// What feeds an input of the operators on an edge.
struct Operand {
    operator: usize,
    input: String,
    source: Place,
    /// Whether it is the source of the edge itself.
    is_source: bool,
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
    let mut staged = Staged { circuit: circuit.clone(), edges: Vec::new(), delayed: Vec::new() };
    for (definition, edge) in circuit.edges.iter().zip(resolved) {
        if let Some(edge) = edge {
            staged.add((definition, &nodes), edge, findings);
        }
    }
    staged
}

impl Staged {
    /// Adds an edge, through its stages.
    fn add(
        &mut self,
        (definition, nodes): (&EdgeDefinition, &Nodes),
        edge: ResolvedEdge,
        findings: &mut Vec<Finding>,
    ) {
        if definition.template.is_some() && edge.pairs == Some(Pairs::Sparse) {
            let message =
                "operators on an edge between populations join all pairs; the weights are not sparse";
            findings.push(
                Finding::new(Code::EdgeOperators, edge.loc, message)
                    .help("write `weight: dense(0)` and set the weights of the pairs that exist"),
            );
            return;
        }
        if definition.spread.is_some()
            && definition.delays != Storage::Scalar
            && edge.pairs == Some(Pairs::Sparse)
        {
            let message = "distributed delays of their own are for all pairs; the weights are not sparse";
            findings.push(Finding::new(Code::Spread, edge.loc, message).help(
                "write `weight: dense(0)` and set the weights of the pairs that exist, or give one delay",
            ));
            return;
        }
        let mut last = edge.clone();
        let mut stage = None;
        if let Some(template) = &definition.template {
            let Some(output) = self.operators((definition, nodes), template, &edge, findings) else { return };
            stage = Some(output.node);
            last.source = output;
            last.pairs = edge.pairs.map(Pairs::after_operators);
        }
        if definition.weight.kind() == Kind::Complex {
            let count = last.source.each.as_ref().map(|_| last.source.count(&self.circuit));
            let node = kernels::weight(definition.weight, edge.loc);
            let node = self.node(definition, &edge, node, ("factors", count), Vec::new());
            last.source = self.feed(&last, node, "input", "weighted", false);
            last.weight = None;
            stage = Some(node);
        }
        match kernels::order(definition, &edge.name, findings) {
            None => return,
            Some(kernels::Delay::Gamma { order, mean }) => {
                let node = kernels::gamma(order, mean, edge.loc);
                let per_pair = definition.delays != Storage::Scalar && definition.template.is_none();
                let (kind, count) = match (per_pair, &last.source.each) {
                    (true, _) => ("pairs", Some(edge.n_pairs(&self.circuit))),
                    (false, Some(_)) => ("chains", Some(last.source.count(&self.circuit))),
                    (false, None) => ("chains", None),
                };
                let node = self.node(definition, &edge, node, (kind, count), Vec::new());
                last.source = self.feed(&last, node, "input", &format!("stage{order}"), per_pair);
                last.delay = EdgeDelay::None;
                if per_pair {
                    last.pairs = edge.pairs.map(Pairs::after_operators);
                }
            }
            Some(kernels::Delay::Discrete) => {
                if let (Some(node), EdgeDelay::Own(delay)) = (stage, &edge.delay) {
                    let output = last.source.path.clone();
                    last.source.path.push("delayed".to_string());
                    last.delay = EdgeDelay::None;
                    self.delayed.push(DelayedOutput { node, output, delay: *delay, loc: edge.loc });
                }
            }
        }
        self.edges.push(last);
    }

    /// Adds a node with the path of the edge.
    fn node(
        &mut self,
        definition: &EdgeDefinition,
        edge: &ResolvedEdge,
        node: Node,
        (kind, count): (&str, Option<usize>),
        overrides: Vec<Override>,
    ) -> usize {
        let mut scope = definition.scope.clone();
        scope.push(Name::new("edges", edge.loc));
        let mut name = Name::new(edge.name.clone(), edge.loc);
        if count.is_some() {
            scope.push(std::mem::replace(&mut name, Name::new(kind, edge.loc)));
        }
        let ends = [edge.source.node, edge.target.node];
        let resizable = count.is_some() && ends.iter().any(|n| self.circuit.nodes[*n].resizable);
        self.circuit.nodes.push(NodeUse { scope, name, node, count, resizable, overrides });
        self.circuit.nodes.len() - 1
    }

    /// Leads the source of an edge into an input of a stage of one operator; returns its output. The stage has as
    /// many units as the source, or one for each pair of units that the edge joins.
    fn feed(&mut self, edge: &ResolvedEdge, node: usize, input: &str, output: &str, per_pair: bool) -> Place {
        let place = |variable: &str| {
            let place = Place::new(&self.circuit, node, 0, variable);
            if edge.source.each.is_some() || per_pair { place.of_each("") } else { place }
        };
        let (target, output) = (place(input), place(output));
        let one_to_one = edge.source.each.as_ref().map(|_| Pairs::OneToOne);
        let pairs = if per_pair { Some(Pairs::Pre) } else { one_to_one };
        self.edges.push(ResolvedEdge { target, weight: None, delay: EdgeDelay::None, pairs, ..edge.clone() });
        output
    }

    /// Adds the operators on an edge; returns their output.
    fn operators(
        &mut self,
        (definition, nodes): (&EdgeDefinition, &Nodes),
        template: &EdgeTemplate,
        edge: &ResolvedEdge,
        findings: &mut Vec<Finding>,
    ) -> Option<Place> {
        let known = findings.len();
        let (n, m) = (edge.target.count(&self.circuit), edge.source.count(&self.circuit));
        let count = edge.pairs.map(|_| edge.n_pairs(&self.circuit));
        let node =
            self.node(definition, edge, template.node.clone(), ("pairs", count), template.overrides.clone());
        values::check_node_use(&self.circuit.nodes[node], findings);
        reserved_names(&template.node, edge.loc, findings);
        let output = output(&template.node, edge.loc, findings);
        let place = |circuit: &Circuit, operator: usize, variable: &str| {
            let place = Place::new(circuit, node, operator, variable);
            if count.is_some() { place.of_each("") } else { place }
        };
        for Operand { operator, input, source, is_source } in
            self.inputs((definition, nodes), template, edge, findings)
        {
            let target = place(&self.circuit, operator, &input);
            let pairs = edge
                .pairs
                .map(|pairs| if is_source { pairs.of_source() } else { pairs.of_operand(&source, edge) });
            let (end, needed) = match pairs {
                Some(Pairs::Pre) => ("source", m),
                Some(Pairs::Post | Pairs::OneToOne) => ("target", n),
                _ => ("", 1),
            };
            if needed != source.count(&self.circuit) {
                let message =
                    format!("`{input}` needs a variable of the population at the {end} of the edge");
                findings.push(
                    Finding::new(Code::EdgeOperators, edge.loc, message)
                        .help("mark it with the letter of that end: `a[j].op.r -> b[i].op.u via F { pre: source, post: b[i].op.x }`"),
                );
            }
            let edge = edge.clone();
            self.edges.push(ResolvedEdge {
                source,
                target,
                weight: None,
                delay: EdgeDelay::None,
                pairs,
                ..edge
            });
        }
        let (operator, variable) = output?;
        (findings.len() == known).then(|| place(&self.circuit, operator, &variable))
    }

    /// What feeds the inputs of the operators on an edge: operator, input and source.
    fn inputs(
        &self,
        (definition, nodes): (&EdgeDefinition, &Nodes),
        template: &EdgeTemplate,
        edge: &ResolvedEdge,
        findings: &mut Vec<Finding>,
    ) -> Vec<Operand> {
        if !template.inputs.is_empty() {
            let mapping = |mapping: &crate::definition::InputMapping, findings: &mut Vec<Finding>| {
                let (operator, input) = mapped_input(template, &mapping.path, findings)?;
                let is_source = matches!(mapping.from, InputSource::Source(_));
                let source = match &mapping.from {
                    InputSource::Source(_) => edge.source.clone(),
                    InputSource::Variable(end) => endpoint(nodes, &definition.scope, end, findings)?,
                };
                Some(Operand { operator, input, source, is_source })
            };
            return template.inputs.iter().filter_map(|given| mapping(given, findings)).collect();
        }
        let free = free_inputs(&template.node);
        if let [(operator, input)] = free.as_slice() {
            let (operator, input, source) = (*operator, input.clone(), edge.source.clone());
            return vec![Operand { operator, input, source, is_source: true }];
        }
        let node = &template.node.name.text;
        let finding = if free.is_empty() {
            let message = format!("the operators `{node}` on the edge have no input for its source");
            Finding::new(Code::EdgeOperators, edge.loc, message).help("declare an input in one of them")
        } else {
            let names: Vec<String> = free
                .iter()
                .map(|(o, input)| format!("{}.{input}", template.node.operators[*o].name.text))
                .map(|path| path.trim_start_matches('.').to_string())
                .collect();
            let message =
                format!("the operators `{node}` on the edge have several inputs: `{}`", names.join("`, `"));
            Finding::new(Code::EdgeOperators, edge.loc, message)
                .help(format!("say which one the source of the edge feeds: `{}: source`", names[0]))
        };
        findings.push(finding);
        Vec::new()
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

impl Pairs {
    /// How the operators on the pairs feed the target.
    fn after_operators(self) -> Pairs {
        match self {
            Pairs::OneToOne => Pairs::OneToOne,
            Pairs::Dense => Pairs::Rows,
            _ => Pairs::Sums,
        }
    }

    /// How the source of the edge feeds the operators on the pairs.
    fn of_source(self) -> Pairs {
        if self == Pairs::OneToOne { Pairs::OneToOne } else { Pairs::Pre }
    }

    /// How another variable feeds them: by the source unit if it has the letter of the source, else by the
    /// target unit.
    fn of_operand(self, operand: &Place, edge: &ResolvedEdge) -> Pairs {
        match &operand.each {
            None => Pairs::All,
            Some(_) if self == Pairs::OneToOne => Pairs::OneToOne,
            Some(letter) if !letter.is_empty() && operand.each == edge.source.each => Pairs::Pre,
            Some(_) => Pairs::Post,
        }
    }
}

/// Names that an edge has itself.
fn reserved_names(node: &Node, loc: Loc, findings: &mut Vec<Finding>) {
    // The variables of an operator without a name stand beside weight and delay.
    let names = node.operators.iter().flat_map(|used| match used.name.text.is_empty() {
        true => used.operator.variables.iter().map(|v| v.name.text.as_str()).collect(),
        false => vec![used.name.text.as_str()],
    });
    let reserved = ["weight", "delay", kernels::GAMMA, kernels::FACTOR];
    for name in names.filter(|name| reserved.contains(name)) {
        let message = format!("what lies on an edge cannot be called `{name}`");
        findings.push(
            Finding::new(Code::EdgeOperators, loc, message)
                .help("that is the name of a part of the edge itself; choose another one"),
        );
    }
}

/// The inputs that no operator of the node feeds: operator and name.
fn free_inputs(node: &Node) -> Vec<(usize, String)> {
    let outputs = |o: usize, name: &str| {
        let others = node.operators.iter().enumerate().filter(|(other, _)| *other != o);
        others.map(|(_, used)| &used.operator).any(|operator| operator.output() == Some(name))
    };
    let inputs = node
        .operators
        .iter()
        .enumerate()
        .flat_map(|(o, used)| used.operator.inputs().map(move |input| (o, input.to_string())));
    inputs.filter(|(o, input)| !outputs(*o, input)).collect()
}

/// The output that no operator of the node reads: operator and name.
fn output(node: &Node, loc: Loc, findings: &mut Vec<Finding>) -> Option<(usize, String)> {
    let is_read = |o: usize, name: &str| {
        let others = node.operators.iter().enumerate().filter(|(other, _)| *other != o);
        others.flat_map(|(_, used)| used.operator.inputs()).any(|input| input == name)
    };
    let outputs =
        node.operators.iter().enumerate().filter_map(|(o, used)| Some((o, used.operator.output()?)));
    let ends: Vec<(usize, &str)> = outputs.filter(|(o, name)| !is_read(*o, name)).collect();
    if let [(operator, name)] = ends.as_slice() {
        return Some((*operator, (*name).to_string()));
    }
    let name = &node.name.text;
    let message = match ends.len() {
        0 => format!("the operators `{name}` on the edge have no output for its target"),
        n => format!("the operators `{name}` on the edge have {n} outputs that feed no other operator"),
    };
    findings.push(
        Finding::new(Code::EdgeOperators, loc, message)
            .help("exactly one output of the operators on an edge goes on to its target"),
    );
    None
}

/// The input that a mapping names: index of the operator and name.
fn mapped_input(
    template: &EdgeTemplate,
    path: &[Name],
    findings: &mut Vec<Finding>,
) -> Option<(usize, String)> {
    let operators = &template.node.operators;
    let [operator, input] = path else {
        let loc = path.first().map_or(Loc(0), |name| name.loc);
        let message = "an input of the operators on an edge is named by operator and variable";
        findings.push(Finding::new(Code::Path, loc, message).help("write `operator.input: source`"));
        return None;
    };
    let Some(o) = operators.iter().position(|used| used.name.text == operator.text) else {
        let message = format!("the edge has no operator `{}`", operator.text);
        let known = operators.iter().map(|used| used.name.text.as_str());
        let finding = Finding::new(Code::UnknownOperator, operator.loc, message);
        findings.push(finding.suggest(&operator.text, known));
        return None;
    };
    let known: Vec<&str> = operators[o].operator.inputs().collect();
    if known.contains(&input.text.as_str()) {
        return Some((o, input.text.clone()));
    }
    let name = &operators[o].operator.name.text;
    let message = format!("operator `{name}` has no input `{}`", input.text);
    findings.push(Finding::new(Code::UnknownVariable, input.loc, message).suggest(&input.text, known));
    None
}
