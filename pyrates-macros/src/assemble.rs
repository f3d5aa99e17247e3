//! Definitions out of what has arrived: operators, nodes and circuits with everything that they use and extend.
//! `None` stands for a definition that is broken, which has been reported where it is.

use proc_macro2::TokenTree;
use pyrates_ir::check::repeated;
use pyrates_ir::definition::{
    Circuit, EdgeDefinition, EdgeTemplate, Node, NodeUse, Operator, OperatorUse, Override,
};
use pyrates_ir::finding::{Code, Finding, Name};

use crate::carrier::{Arrived, Definition};
use crate::names;
use crate::parse::circuit::{Body, Edge};
use crate::parse::header::Header;
use crate::parse::node::{Use, Uses};
use crate::parse::{self, Context};

/// An operator with variables for its events, without checking it.
pub(crate) fn operator(arrived: &Arrived, context: &mut Context) -> Option<Operator> {
    Some(written_operator(arrived, context)?.with_events())
}

/// An operator as the user wrote it.
fn written_operator(arrived: &Arrived, context: &mut Context) -> Option<Operator> {
    let header = &arrived.header;
    match base(arrived, "an operator", context)? {
        None => Some(parse::operator::operator(header, context)),
        Some(Definition::Operator(base)) => {
            let base = written_operator(base, context)?;
            let extension = parse::operator::extension(header, &base.functions, context);
            Some(extension.apply(base, &mut context.findings))
        }
        Some(_) => None,
    }
}

/// The definition that this one extends, which must be of the same kind; `None` within if there is none.
fn base<'a>(arrived: &'a Arrived, kind: &str, context: &mut Context) -> Option<Option<&'a Definition>> {
    let Some(base) = arrived.base() else { return Some(None) };
    let found = match base {
        Definition::Operator(_) => "an operator",
        Definition::Node(_) => "a node",
        Definition::Circuit(_) => "a circuit",
        Definition::Broken => return None,
    };
    if found == kind {
        return Some(Some(base));
    }
    let name = context.name(&arrived.header.name);
    let path = arrived.header.base.as_ref().map(ToString::to_string).unwrap_or_default();
    let message = format!("`{}` is {kind}, but `{path}` is {found}", name.text);
    let finding = Finding::new(Code::WrongKind, name.loc, message);
    context.findings.push(finding.help(format!("extend {kind}")));
    None
}

/// The entries of a node, without what it removes of its base.
pub(crate) fn node_entries(header: &Header, context: &mut Context) -> Uses {
    let has_base = header.base.is_some();
    let trees = header.trees();
    let entries = if has_base { parse::extension::take_removals(&trees, context).0 } else { trees };
    parse::node::uses(&entries, has_base, context)
}

/// A node with its operators.
pub(crate) fn node(arrived: &Arrived, context: &mut Context) -> Option<Node> {
    let header = &arrived.header;
    let name = context.name(&header.name);
    let mut operators = match base(arrived, "a node", context)? {
        Some(Definition::Node(base)) => node(base, context)?.operators,
        _ => Vec::new(),
    };
    if header.base.is_some() {
        let removed = parse::extension::take_removals(&header.trees(), context).1;
        remove(&mut operators, &removed, &|used| &used.name, "operator", context);
    }
    let entries = node_entries(header, context);
    let own = operator_uses(&entries.uses, arrived, context)?;
    if header.base.is_none() {
        return Some(Node { name, operators: own });
    }
    repeated(own.iter().map(|used| &used.name), "an operator", &mut context.findings);
    for used in own {
        replace_or_add(&mut operators, used, &|used| &used.name.text);
    }
    for (name, values) in entries.edits {
        let overrides = parse::values::overrides(&values, context);
        let known: Vec<String> = operators.iter().map(|used| used.name.text.clone()).collect();
        match operators.iter_mut().find(|used| used.name.text == name.text) {
            Some(used) => merge(&mut used.overrides, overrides),
            None => unknown_part(Code::UnknownOperator, "operator", &name, &known, context),
        }
    }
    Some(Node { name, operators })
}

/// Removes the parts of the base with these names.
fn remove<T>(
    parts: &mut Vec<T>,
    removed: &[Name],
    name: &dyn Fn(&T) -> &Name,
    what: &str,
    context: &mut Context,
) {
    for gone in removed {
        let known: Vec<String> = parts.iter().map(|part| name(part).text.clone()).collect();
        if known.contains(&gone.text) {
            parts.retain(|part| name(part).text != gone.text);
        } else {
            unknown_part(Code::UnknownOperator, what, gone, &known, context);
        }
    }
}

fn unknown_part(code: Code, what: &str, name: &Name, known: &[String], context: &mut Context) {
    let finding = Finding::new(code, name.loc, format!("the base has no {what} `{}`", name.text));
    context.findings.push(finding.suggest(&name.text, known.iter().map(String::as_str)));
}

/// Puts a part in the place of the one with the same name, or behind all others.
fn replace_or_add<T>(parts: &mut Vec<T>, part: T, name: &dyn Fn(&T) -> &String) {
    let same = parts.iter().position(|other| name(other) == name(&part));
    match same {
        Some(at) => parts[at] = part,
        None => parts.push(part),
    }
}

/// Adds values; they replace those given before for the same variables.
fn merge(overrides: &mut Vec<Override>, new: Vec<Override>) {
    overrides.retain(|old| !new.iter().any(|new| new.replaces(old)));
    overrides.extend(new);
}

fn operator_uses(uses: &[Use], arrived: &Arrived, context: &mut Context) -> Option<Vec<OperatorUse>> {
    let mut operators: Vec<OperatorUse> = Vec::new();
    let mut complete = true;
    for used in uses {
        let overrides = parse::values::overrides(&used.overrides, context);
        if used.count.is_some() {
            let finding = Finding::new(Code::Population, used.name.loc, "an operator cannot be a population");
            context
                .findings
                .push(finding.help("make a node of it, and a population of that node in a circuit"));
        }
        let found = match arrived.definition(uses, used) {
            Some(Definition::Operator(inner)) => operator(inner, context),
            Some(Definition::Node(..)) => {
                wrong_kind(used, "a node", "a node lists operators", context);
                None
            }
            Some(Definition::Circuit(_)) => {
                wrong_kind(used, "a circuit", "a node lists operators", context);
                None
            }
            Some(Definition::Broken) | None => None,
        };
        complete &= found.is_some();
        operators.extend(found.map(|operator| OperatorUse { name: used.name.clone(), operator, overrides }));
    }
    complete.then_some(operators)
}

/// The circuit of a body and the definitions that it uses.
pub(crate) fn circuit(name: Name, body: Body, arrived: &Arrived, context: &mut Context) -> Option<Circuit> {
    let mut circuit = match base(arrived, "a circuit", context)? {
        Some(Definition::Circuit(base)) => Circuit { name, ..whole_circuit(base, context)? },
        _ => Circuit::new(name),
    };
    for gone in &body.removed {
        if !circuit.remove(&gone.text) {
            let known: Vec<String> = circuit.parts().map(str::to_string).collect();
            unknown_part(Code::UnknownNode, "node, circuit or edge", gone, &known, context);
        }
    }
    for (part, values) in &body.edits {
        edit(&mut circuit, part, values, context);
    }
    let mut complete = true;
    let uses = body.uses();
    if arrived.base().is_some() {
        repeated(body.nodes.iter().map(|used| &used.name), "a node", &mut context.findings);
    }
    for used in &body.nodes {
        if arrived.base().is_some() {
            circuit.replace(&used.name.text);
        }
        complete &= add(&mut circuit, used, &uses, arrived, context).is_some();
    }
    for edge in body.edges {
        match with_operators(edge, &uses, arrived, context) {
            Some(edge) => circuit.add_edge(edge),
            None => complete = false,
        }
    }
    complete.then_some(circuit)
}

/// A circuit that another one extends or contains.
fn whole_circuit(arrived: &Arrived, context: &mut Context) -> Option<Circuit> {
    let header = &arrived.header;
    let name = context.name(&header.name);
    let body = parse::circuit::body(&name, &header.trees(), header.base.is_some(), context);
    circuit(name, body, arrived, context)
}

/// Gives values to a node or circuit of the base.
fn edit(circuit: &mut Circuit, part: &Name, values: &[TokenTree], context: &mut Context) {
    if !circuit.parts().any(|known| known == part.text) {
        let known: Vec<String> = circuit.parts().map(str::to_string).collect();
        unknown_part(Code::UnknownNode, "node or circuit", part, &known, context);
        return;
    }
    for mut given in parse::values::overrides(values, context) {
        given.path.insert(0, part.clone());
        circuit.give(given, &mut context.findings);
    }
}

/// The edge with the operators that lie on it.
fn with_operators(
    edge: Edge,
    uses: &[Use],
    arrived: &Arrived,
    context: &mut Context,
) -> Option<EdgeDefinition> {
    let mut definition = edge.definition;
    let Some(used) = &edge.via else { return Some(definition) };
    let (name, operators) = match arrived.definition(uses, used)? {
        Definition::Operator(inner) => {
            let operator = operator(inner, context)?;
            let unnamed = Name::new("", used.name.loc);
            let name = operator.name.text.clone();
            (name, vec![OperatorUse { name: unnamed, operator, overrides: Vec::new() }])
        }
        Definition::Node(inner) => (names::text(&inner.header.name), node(inner, context)?.operators),
        Definition::Circuit(_) => {
            wrong_kind(used, "a circuit", "operators and nodes can lie on an edge", context);
            return None;
        }
        Definition::Broken => return None,
    };
    let node = Node { name: Name::new(name, used.name.loc), operators };
    definition.template = Some(EdgeTemplate { node, overrides: edge.overrides, inputs: edge.inputs });
    Some(definition)
}

/// Adds a node, a population or an inner circuit.
fn add(
    circuit: &mut Circuit,
    used: &Use,
    uses: &[Use],
    arrived: &Arrived,
    context: &mut Context,
) -> Option<()> {
    let overrides = parse::values::overrides(&used.overrides, context);
    match arrived.definition(uses, used)? {
        Definition::Node(inner) => {
            let name = Name::new(names::text(&inner.header.name), used.name.loc);
            let node = Node { name, ..node(inner, context)? };
            let node = NodeUse::new(used.name.clone(), node, used.count, overrides);
            circuit.nodes.push(NodeUse { resizable: used.resizable, ..node });
            Some(())
        }
        Definition::Circuit(inner) => {
            if used.count.is_some() {
                let finding =
                    Finding::new(Code::Population, used.name.loc, "a circuit cannot be a population");
                context.findings.push(finding.help("make populations of its nodes"));
            }
            let name = Name::new(names::text(&inner.header.name), used.name.loc);
            let inner = Circuit { name, ..whole_circuit(inner, context)? };
            circuit.embed(&used.name, inner, overrides, &mut context.findings);
            Some(())
        }
        Definition::Operator(_) => {
            wrong_kind(used, "an operator", "a circuit lists nodes: make a node of it", context);
            None
        }
        Definition::Broken => None,
    }
}

fn wrong_kind(used: &Use, what: &str, help: &str, context: &mut Context) {
    let message = format!("`{}` is {what}", used.path);
    context.findings.push(Finding::new(Code::WrongKind, used.name.loc, message).help(help));
}
