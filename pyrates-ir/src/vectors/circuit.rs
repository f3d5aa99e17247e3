//! Circuits whose operators have vectors: values given to them, their wiring, and edges between them.

use std::collections::HashSet;

use crate::definition::{
    Circuit, Declared, EdgeDefinition, EdgeTemplate, Endpoint, InputSource, Node, NodeUse, Operator, Override,
};
use crate::finding::{Code, Finding, Loc, Name};

use super::shape::{indices, shown, split, words};
use super::{has_vectors, operator};

/// The circuit in numbers, if it has vectors.
pub(crate) fn expand(circuit: &Circuit, findings: &mut Vec<Finding>) -> Option<Circuit> {
    let templates = circuit.edges.iter().filter_map(|edge| Some(&edge.template.as_ref()?.node));
    let mut nodes = circuit.nodes.iter().map(|used| &used.node).chain(templates);
    let is_needed = nodes.any(|node| node.operators.iter().any(|used| has_vectors(&used.operator)));
    let gives_vectors = circuit.nodes.iter().any(|used| {
        used.node
            .operators
            .iter()
            .flat_map(|o| &o.overrides)
            .chain(&used.overrides)
            .any(|v| v.array.is_some())
    });
    if !is_needed && !gives_vectors {
        return None;
    }
    let mut written = Circuit { nodes: Vec::new(), edges: Vec::new(), ..circuit.clone() };
    for used in &circuit.nodes {
        let overrides = overrides_of_node(&used.node, &used.overrides, findings);
        written.nodes.push(NodeUse { node: node(&used.node, findings), overrides, ..used.clone() });
    }
    for edge in &circuit.edges {
        written.edges.extend(edges(circuit, edge, findings));
    }
    Some(written)
}

/// Each finding once, although it holds for every element, and in the user's words.
pub(crate) fn tidy(findings: Vec<Finding>) -> Vec<Finding> {
    let mut seen: HashSet<(Code, Loc)> = HashSet::new();
    let once = findings.into_iter().filter(|finding| seen.insert((finding.code, finding.loc)));
    once.map(|f| Finding { message: shown(&f.message), help: f.help.as_deref().map(shown), ..f }).collect()
}

fn node(node: &Node, findings: &mut Vec<Finding>) -> Node {
    wiring(node, findings);
    let mut written = node.clone();
    for used in &mut written.operators {
        let overrides = std::mem::take(&mut used.overrides);
        used.overrides = values(overrides, &mut |_| Some(&used.operator), findings);
        used.operator = operator(&used.operator, findings);
    }
    written
}

/// Outputs and inputs of one name have one shape.
fn wiring(node: &Node, findings: &mut Vec<Finding>) {
    for (o, reader) in node.operators.iter().enumerate() {
        for input in reader.operator.variables.iter().filter(|v| v.declared == Declared::Input) {
            let others = node.operators.iter().enumerate().filter(|(other, _)| *other != o);
            for (_, writer) in others {
                let output = writer.operator.declaration(&input.name.text);
                let Some(output) = output.filter(|v| v.declared == Declared::Output) else { continue };
                if output.shape() != input.shape() {
                    let message = format!(
                        "the output `{}` of `{}` is {}, the input of `{}` is {}",
                        input.name.text,
                        writer.name.text,
                        words(output.shape()),
                        reader.name.text,
                        words(input.shape())
                    );
                    let finding = Finding::new(Code::Shapes, reader.name.loc, message);
                    findings.push(finding.help("declare both with one shape, or give them different names"));
                }
            }
        }
    }
}

fn overrides_of_node(node: &Node, given: &[Override], findings: &mut Vec<Finding>) -> Vec<Override> {
    let mut owner = |path: &[Name]| match path {
        [operator, _] => {
            node.operators.iter().find(|used| used.name.text == operator.text).map(|used| &used.operator)
        }
        _ => None,
    };
    values(given.to_vec(), &mut owner, findings)
}

/// Values for whole vectors as values for their elements. A value for one element goes before those of the whole.
fn values<'a>(
    given: Vec<Override>,
    owner: &mut dyn FnMut(&[Name]) -> Option<&'a Operator>,
    findings: &mut Vec<Finding>,
) -> Vec<Override> {
    let text = |path: &[Name]| path.iter().map(|name| name.text.clone()).collect::<Vec<_>>();
    let single: HashSet<Vec<String>> = given.iter().map(|one| text(&one.path)).collect();
    let mut written = Vec::new();
    for one in given {
        let Some(name) = one.path.last().cloned() else { continue };
        let (variable, index) = split(&name.text);
        let declared = owner(&one.path).and_then(|operator| operator.declaration(variable));
        // What does not exist is reported with all other paths.
        let Some(declared) = declared else {
            written.push(one);
            continue;
        };
        let shape = declared.shape();
        let given_shape = one.array.as_ref().map_or(&[][..], |array| &array.shape);
        if let Some(index) = index {
            match element(&Name::new(variable, name.loc), shape, index) {
                Ok(()) => written.push(Override { array: None, ..one }),
                Err(finding) => findings.push(finding),
            }
            continue;
        }
        if !given_shape.is_empty() && given_shape != shape {
            let message = format!("`{variable}` is {}, but {} is given", words(shape), words(given_shape));
            let finding = Finding::new(Code::Shapes, name.loc, message);
            findings.push(finding.help("give a value of that shape, or one number for all elements"));
            continue;
        }
        if shape.is_empty() {
            written.push(one);
            continue;
        }
        for (k, index) in indices(shape).into_iter().enumerate() {
            let mut path = one.path.clone();
            path.pop();
            path.push(Name::new(format!("{variable}/{index}"), name.loc));
            let value = one.array.as_ref().map_or(one.value, |array| array.values[k]);
            if !single.contains(&text(&path)) {
                written.push(Override { path, value, array: None });
            }
        }
    }
    written
}

/// Whether a variable has an element.
fn element(variable: &Name, shape: &[usize], index: &str) -> Result<(), Finding> {
    if indices(shape).iter().any(|known| known == index) {
        return Ok(());
    }
    let text = &variable.text;
    let n_indices = index.split('/').count();
    let (message, help) = if n_indices != shape.len() {
        let help = match shape.len() {
            0 => format!("write `{text}` without an index"),
            1 => format!("write one index, `{text}[0]`"),
            _ => format!("write an index for the row and one for the column, `{text}[0][0]`"),
        };
        (
            format!(
                "`{text}` is {}; `{}` is none of its elements",
                words(shape),
                shown(&format!("{text}/{index}"))
            ),
            help,
        )
    } else {
        let last: Vec<String> = shape.iter().map(|n| format!("[{}]", n - 1)).collect();
        let message = format!(
            "`{text}` is {}; it has no element `{}`",
            words(shape),
            shown(&format!("{text}/{index}"))
        );
        (message, format!("elements are counted from 0; the last one is `{text}{}`", last.concat()))
    };
    Err(Finding::new(Code::Index, variable.loc, message).help(help))
}

/// The edges that stand for one: between whole vectors, an edge for each element.
fn edges(circuit: &Circuit, edge: &EdgeDefinition, findings: &mut Vec<Finding>) -> Vec<EdgeDefinition> {
    let mut edge = edge.clone();
    if let Some(template) = &mut edge.template {
        write_out_template(circuit, &edge.scope, template, findings);
    }
    let known = findings.len();
    let source = end(circuit, &edge.scope, &edge.source, findings);
    let target = end(circuit, &edge.scope, &edge.target, findings);
    let (Some(source), Some(target)) = (source, target) else {
        // The ends that do not exist are reported with all other edges.
        return if findings.len() == known { vec![edge] } else { Vec::new() };
    };
    if source != target {
        let Some(name) = edge.target.path.last() else { return Vec::new() };
        let message = format!("the edge joins {} with {}", words(&source), words(&target));
        let help = "join vectors of equal shape, or name elements: `a.op.x[0] -> b.op.u`";
        findings.push(Finding::new(Code::Shapes, name.loc, message).help(help));
        return Vec::new();
    }
    if source.is_empty() {
        return vec![edge];
    }
    indices(&source).iter().map(|index| of_element(&edge, index)).collect()
}

fn of_element(edge: &EdgeDefinition, index: &str) -> EdgeDefinition {
    let mut one = edge.clone();
    for end in [&mut one.source, &mut one.target] {
        if let Some(name) = end.path.last_mut() {
            name.text = format!("{}/{index}", name.text);
        }
    }
    let suffix = index.replace('/', "_");
    if let Some(label) = &mut one.label {
        label.text = format!("{}_{suffix}", label.text);
    }
    one.element = Some(suffix);
    one
}

/// The shape at the end of an edge; `None` if there is no such variable, or no such element.
fn end(circuit: &Circuit, scope: &[Name], end: &Endpoint, findings: &mut Vec<Finding>) -> Option<Vec<usize>> {
    let full: Vec<&str> = scope.iter().chain(&end.path).map(|name| name.text.as_str()).collect();
    let is_here =
        |path: &[String]| full.len() == path.len() + 2 && path.iter().zip(&full).all(|(a, b)| a == b);
    let node = &circuit.nodes.iter().find(|node| is_here(&node.path()))?.node;
    let [.., operator, name] = end.path.as_slice() else { return None };
    let used = node.operators.iter().find(|used| used.name.text == operator.text)?;
    let (variable, index) = split(&name.text);
    let shape = used.operator.declaration(variable)?.shape();
    match index.map(|index| element(&Name::new(variable, name.loc), shape, index)) {
        None => Some(shape.to_vec()),
        Some(Ok(())) => Some(Vec::new()),
        Some(Err(finding)) => {
            findings.push(finding);
            None
        }
    }
}

/// The operators on an edge, and the variables that feed them, which are single numbers.
fn write_out_template(
    circuit: &Circuit,
    scope: &[Name],
    template: &mut EdgeTemplate,
    findings: &mut Vec<Finding>,
) {
    template.overrides = overrides_of_node(&template.node, &template.overrides, findings);
    template.node = node(&template.node, findings);
    for input in &template.inputs {
        let InputSource::Variable(source) = &input.from else { continue };
        let shape = end(circuit, scope, source, findings).unwrap_or_default();
        if let (false, Some(name)) = (shape.is_empty(), source.path.last()) {
            let message = format!(
                "an input of operators on an edge takes one number; `{}` is {}",
                name.text,
                words(&shape)
            );
            let help = format!("name an element, `{}[0]`", name.text);
            findings.push(Finding::new(Code::Shapes, name.loc, message).help(help));
        }
    }
}
