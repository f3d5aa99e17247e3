//! Operators on edges: what feeds their inputs, and which output goes on.

use crate::definition::{Circuit, EdgeDefinition, EdgeTemplate, InputSource, Node};
use crate::finding::{Code, Finding, Loc, Name};

use super::edges::{EdgeDelay, ResolvedEdge};
use super::endpoints::{Nodes, Place, endpoint};
use super::kernels;
use super::pairs::Pairs;
use super::stages::Staged;
use super::values;

/// What feeds an input of the operators on an edge.
struct Operand {
    operator: usize,
    input: String,
    source: Place,
    /// Whether it is the source of the edge itself.
    is_source: bool,
}

impl Staged {
    /// Adds the operators on an edge; returns their output.
    pub(super) fn operators(
        &mut self,
        (definition, nodes): (&EdgeDefinition, &Nodes),
        template: &EdgeTemplate,
        edge: &ResolvedEdge,
        findings: &mut Vec<Finding>,
    ) -> Option<Place> {
        let known = findings.len();
        let size = self.of_pairs(edge);
        let is_population = size.count.is_some();
        let node = self.node(definition, edge, template.node.clone(), size);
        self.circuit.nodes[node].overrides = template.overrides.clone();
        values::check_node_use(&self.circuit.nodes[node], findings);
        reserved_names(&template.node, edge.loc, findings);
        let output = output(&template.node, edge.loc, findings);
        let place = |circuit: &Circuit, operator: usize, variable: &str| {
            let place = Place::new(circuit, node, operator, variable);
            if is_population { place.of_each("") } else { place }
        };
        let operands = self.inputs((definition, nodes), template, edge, findings);
        let mut reads_source = operands.is_empty() || edge.pairs.is_none_or(|pairs| pairs == Pairs::OneToOne);
        for Operand { operator, input, source, is_source } in operands {
            let target = place(&self.circuit, operator, &input);
            let pairs = match is_source {
                true => edge.source_to_pairs(&self.circuit),
                false => edge.operand_to_pairs(&source, &self.circuit),
            };
            reads_source |= matches!(pairs, Some(Pairs::Pre | Pairs::SparsePre(_)));
            self.check_operand(edge, &input, (&source, pairs), findings);
            let (edge, weight, delay) = (edge.clone(), None, EdgeDelay::None);
            self.edges.push(ResolvedEdge { source, target, weight, delay, pairs, ..edge });
        }
        if !reads_source {
            findings.push(source_unread(template, edge));
        }
        let (operator, variable) = output?;
        (findings.len() == known).then(|| place(&self.circuit, operator, &variable))
    }

    /// Refuses variables of another population than that at an end of the edge.
    fn check_operand(
        &self,
        edge: &ResolvedEdge,
        input: &str,
        (source, pairs): (&Place, Option<Pairs>),
        findings: &mut Vec<Finding>,
    ) {
        let (n, m) = (edge.target.count(&self.circuit), edge.source.count(&self.circuit));
        let (end, needed) = match pairs {
            Some(Pairs::Pre | Pairs::SparsePre(_)) => ("source", m),
            Some(Pairs::Post | Pairs::SparsePost(_) | Pairs::OneToOne) => ("target", n),
            _ => ("", 1),
        };
        if needed == source.count(&self.circuit) {
            return;
        }
        let message = format!("`{input}` needs a variable of the population at the {end} of the edge");
        findings.push(
            Finding::new(Code::EdgeOperators, edge.loc, message)
                .help("mark it with the letter of that end: `a[j].op.r -> b[i].op.u via F { pre: source, post: b[i].op.x }`"),
        );
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
}

/// Operators on all pairs that are the same for all sources.
fn source_unread(template: &EdgeTemplate, edge: &ResolvedEdge) -> Finding {
    let message = format!(
        "no input of the operators `{}` reads the population at the start of the edge",
        template.node.name.text
    );
    Finding::new(Code::EdgeOperators, edge.loc, message)
        .help("lead it into one of the inputs: `input: source`")
}

/// Names that an edge has itself.
fn reserved_names(node: &Node, loc: Loc, findings: &mut Vec<Finding>) {
    // The variables of an operator without a name stand beside weight and delay.
    let names = node.operators.iter().flat_map(|used| match used.name.text.is_empty() {
        true => used.operator.variables.iter().map(|v| v.name.text.as_str()).collect(),
        false => vec![used.name.text.as_str()],
    });
    let reserved = ["weight", "delay", "spread", kernels::GAMMA, kernels::FACTOR];
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
