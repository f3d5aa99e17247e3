//! What each macro does, from tokens to tokens: parse, check, flatten, expand, and leave a carrier.

use proc_macro2::{TokenStream, TokenTree};
use pyrates_ir::check;
use pyrates_ir::definition::{Circuit, EdgeDefinition, EdgeTemplate, Node, NodeUse, Operator, OperatorUse};
use pyrates_ir::finding::{Code, Finding, Name};
use pyrates_ir::flatten::flatten;
use quote::quote;

use crate::carrier::{self, Arrived, Definition};
use crate::expand::{self, Item};
use crate::names;
use crate::parse::circuit::{Body, Edge};
use crate::parse::header::Header;
use crate::parse::node::Use;
use crate::parse::{self, Context};
use crate::report;

/// `operator!`
pub(crate) fn operator(input: TokenStream) -> TokenStream {
    let header: Header = match syn::parse2(input) {
        Ok(header) => header,
        Err(error) => return error.to_compile_error(),
    };
    let mut context = Context::default();
    let operator = checked_operator(&header, &mut context);
    if !context.findings.is_empty() {
        return broken(&header, &context);
    }
    let carried = carrier::operator(&header);
    complete(&header, &Circuit::of_operator(operator), &[], &carried, context)
}

/// The item of a circuit and its carrier, or the errors.
fn complete(
    header: &Header,
    circuit: &Circuit,
    paths: &[Vec<TokenTree>],
    carried: &TokenStream,
    mut context: Context,
) -> TokenStream {
    let system = flatten(circuit).map_err(|findings| context.findings.extend(findings));
    match system {
        Ok(system) if context.findings.is_empty() => {
            let item =
                expand::model(&Item { header, circuit, system: &system, real: &system.split(), paths });
            let carrier = carrier::carrier(header, carried);
            quote!(#item #carrier)
        }
        Ok(_) | Err(()) => broken(header, &context),
    }
}

fn checked_operator(header: &Header, context: &mut Context) -> Operator {
    let operator = read_operator(header, context);
    let unreadable = |codes: &[Code]| context.findings.iter().any(|finding| codes.contains(&finding.code));
    // With unreadable declarations, the checks of names would only repeat the trouble.
    if unreadable(&[Code::Declaration, Code::Section, Code::Item]) {
        return operator;
    }
    let lost_equation = !context.findings.is_empty();
    let findings = check::operator(&operator).into_iter();
    context.findings.extend(findings.filter(|f| !(lost_equation && f.code == Code::NoEquation)));
    operator
}

/// Errors, and an empty item with a carrier, so that users of the name get no errors of their own.
fn broken(header: &Header, context: &Context) -> TokenStream {
    let errors = report::errors(&context.findings, &context.places);
    let item = expand::fallback(header);
    let carrier = carrier::carrier(header, &carrier::broken(header));
    quote!(#errors #item #carrier)
}

/// `node!`, first step.
pub(crate) fn node(input: TokenStream) -> TokenStream {
    first_step(input, "__finish_node", &|name, header, context| {
        let uses = parse::node::uses(&header.trees(), context);
        if uses.is_empty() && context.findings.is_empty() {
            let message = format!("node `{}` has no operators", name.text);
            let finding = Finding::new(Code::Section, name.loc, message);
            context.findings.push(finding.help("list them as `name: Operator`"));
        }
        uses
    })
}

/// `circuit!`, first step.
pub(crate) fn circuit(input: TokenStream) -> TokenStream {
    first_step(input, "__finish_circuit", &|name, header, context| {
        let body = parse::circuit::body(name, &header.trees(), context);
        if body.nodes.is_empty() && context.findings.is_empty() {
            let message = format!("circuit `{}` has no nodes", name.text);
            let finding = Finding::new(Code::Section, name.loc, message);
            context.findings.push(finding.help("list them as `name: Node` in `nodes { ... }`"));
        }
        body.uses()
    })
}

type Read<'a> = &'a dyn Fn(&Name, &Header, &mut Context) -> Vec<Use>;

/// Reads the uses, and calls the carriers of all that is used, with the last step behind them.
fn first_step(input: TokenStream, last: &str, read: Read) -> TokenStream {
    let header: Header = match syn::parse2(input) {
        Ok(header) => header,
        Err(error) => return error.to_compile_error(),
    };
    let mut context = Context::default();
    let name = context.name(&header.name);
    let uses = read(&name, &header, &mut context);
    let paths = parse::node::distinct_paths(&uses);
    if paths.is_empty() {
        return broken(&header, &context);
    }
    // Mistakes of syntax are reported by the last step, together with the others.
    carrier::call(&header, &paths, last)
}

/// `node!`, last step.
pub(crate) fn finish_node(input: TokenStream) -> TokenStream {
    finish("node", input, &|name, header, arrived, context| {
        let uses = parse::node::uses(&header.trees(), context);
        let operators = operator_uses(&uses, arrived, context)?;
        Some((Circuit::of_node(Node { name, operators }), Vec::new()))
    })
}

/// `circuit!`, last step.
pub(crate) fn finish_circuit(input: TokenStream) -> TokenStream {
    finish("circuit", input, &|name, header, arrived, context| {
        let body = parse::circuit::body(&name, &header.trees(), context);
        let paths = body.paths.clone();
        Some((assemble(name, body, arrived, context)?, paths))
    })
}

type Paths = Vec<Vec<TokenTree>>;
type Assemble<'a> = &'a dyn Fn(Name, &Header, &Arrived, &mut Context) -> Option<(Circuit, Paths)>;

fn finish(kind: &str, input: TokenStream, read: Assemble) -> TokenStream {
    let arrived = match carrier::arrive(input) {
        Ok(arrived) => arrived,
        Err(error) => return error.to_compile_error(),
    };
    let header = &arrived.header;
    let mut context = Context::default();
    let name = context.name(&header.name);
    let assembled = read(name, header, &arrived, &mut context);
    let Some((circuit, paths)) = assembled else { return broken(header, &context) };
    complete(header, &circuit, &paths, &carrier::composite(kind, &arrived), context)
}

/// The operators of a node. `None` if one of them is broken, which has been reported where it is defined.
fn operator_uses(uses: &[Use], arrived: &Arrived, context: &mut Context) -> Option<Vec<OperatorUse>> {
    let mut operators = Vec::new();
    let mut complete = true;
    for used in uses {
        let overrides = parse::values::overrides(&used.overrides, context);
        if used.count.is_some() {
            let finding = Finding::new(Code::Population, used.name.loc, "an operator cannot be a population");
            context
                .findings
                .push(finding.help("make a node of it, and a population of that node in a circuit"));
        }
        match arrived.definition(uses, used) {
            Some(Definition::Operator(header)) => {
                let operator = read_operator(header, context);
                operators.push(OperatorUse { name: used.name.clone(), operator, overrides });
            }
            Some(Definition::Node(..)) => {
                wrong_kind(used, "a node", "a node lists operators", context);
                complete = false;
            }
            Some(Definition::Circuit(_)) => {
                wrong_kind(used, "a circuit", "a node lists operators", context);
                complete = false;
            }
            Some(Definition::Broken) | None => complete = false,
        }
    }
    complete.then_some(operators)
}

/// The circuit of a body and the definitions that it uses. `None` if one of them is broken, which has been
/// reported where it is defined.
fn assemble(name: Name, body: Body, arrived: &Arrived, context: &mut Context) -> Option<Circuit> {
    let mut circuit = Circuit::new(name);
    let mut complete = true;
    let uses = body.uses();
    for used in &body.nodes {
        complete &= add(&mut circuit, used, &uses, arrived, context).is_some();
    }
    for edge in body.edges {
        match with_operators(edge, &uses, arrived, context) {
            Some(edge) => circuit.edges.push(edge),
            None => complete = false,
        }
    }
    complete.then_some(circuit)
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
        Definition::Operator(header) => {
            let operator = read_operator(header, context);
            let unnamed = Name::new("", used.name.loc);
            let name = operator.name.text.clone();
            (name, vec![OperatorUse { name: unnamed, operator, overrides: Vec::new() }])
        }
        Definition::Node(inner) => {
            let inner_uses = parse::node::uses(&inner.header.trees(), context);
            (names::text(&inner.header.name), operator_uses(&inner_uses, inner, context)?)
        }
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
            let inner_uses = parse::node::uses(&inner.header.trees(), context);
            let operators = operator_uses(&inner_uses, inner, context)?;
            let name = Name::new(names::text(&inner.header.name), used.name.loc);
            let node = Node { name, operators };
            circuit.nodes.push(NodeUse::new(used.name.clone(), node, used.count, overrides));
            Some(())
        }
        Definition::Circuit(inner) => {
            if used.count.is_some() {
                let finding =
                    Finding::new(Code::Population, used.name.loc, "a circuit cannot be a population");
                context.findings.push(finding.help("make populations of its nodes"));
            }
            let name = Name::new(names::text(&inner.header.name), used.name.loc);
            let body = parse::circuit::body(&name, &inner.header.trees(), context);
            let inner = assemble(name, body, inner, context)?;
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

/// Reads an operator without checking it.
fn read_operator(header: &Header, context: &mut Context) -> Operator {
    let name = context.name(&header.name);
    parse::operator::operator(name, &header.trees(), context)
}
