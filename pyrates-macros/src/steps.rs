//! What each macro does, from tokens to tokens: parse, check, flatten, expand, and leave a carrier.

use proc_macro2::{TokenStream, TokenTree};
use pyrates_ir::check;
use pyrates_ir::definition::{Circuit, Operator};
use pyrates_ir::finding::{Code, Finding, Name};
use pyrates_ir::flatten::flatten;
use quote::quote;

use crate::assemble;
use crate::carrier::{self, Arrived};
use crate::expand::{self, Item};
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
    if let Some(base) = &header.base {
        return carrier::call(&header, std::slice::from_ref(base), "__finish_operator");
    }
    let mut context = Context::default();
    let operator = checked_operator(&header, &mut context);
    if !context.findings.is_empty() {
        return broken(&header, &context);
    }
    let carried = carrier::operator(&header);
    let functions = expand::functions::of_header(&header);
    let parts = Parts { circuit: Circuit::of_operator(operator), paths: Vec::new(), functions };
    complete(&header, &parts, &carried, context)
}

/// What an item is made of.
struct Parts {
    circuit: Circuit,
    /// The paths of edges as the user wrote them.
    paths: Vec<Vec<TokenTree>>,
    /// Where functions written in Rust are found.
    functions: Vec<expand::functions::Source>,
}

/// The item of a circuit and its carrier, or the errors.
fn complete(header: &Header, parts: &Parts, carried: &TokenStream, mut context: Context) -> TokenStream {
    let Parts { circuit, paths, functions } = parts;
    let system = flatten(circuit).map_err(|findings| context.findings.extend(findings));
    match system {
        Ok(system) if context.findings.is_empty() => {
            let item = expand::model(&Item {
                header,
                circuit,
                system: &system,
                real: &system.split(),
                paths,
                functions,
            });
            let carrier = carrier::carrier(header, carried);
            quote!(#item #carrier)
        }
        Ok(_) | Err(()) => broken(header, &context),
    }
}

fn checked_operator(header: &Header, context: &mut Context) -> Operator {
    let operator = parse::operator::operator(header, context).with_events();
    check_operator(&operator, context);
    operator
}

/// The checks of an operator, as far as it could be read.
fn check_operator(operator: &Operator, context: &mut Context) {
    let unreadable = |codes: &[Code]| context.findings.iter().any(|finding| codes.contains(&finding.code));
    // With unreadable declarations, the checks of names would only repeat the trouble.
    if unreadable(&[Code::Declaration, Code::Elements, Code::Section, Code::Item]) {
        return;
    }
    let lost_equation = !context.findings.is_empty();
    let findings = check::operator(operator).into_iter();
    context.findings.extend(findings.filter(|f| !(lost_equation && f.code == Code::NoEquation)));
}

/// `operator!` with a base, last step.
pub(crate) fn finish_operator(input: TokenStream) -> TokenStream {
    finish("operator", input, &|_, _, arrived, context| {
        let operator = assemble::operator(arrived, context)?;
        check_operator(&operator, context);
        Some((Circuit::of_operator(operator), Vec::new()))
    })
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
        let uses = assemble::node_entries(header, context).uses;
        if uses.is_empty() && context.findings.is_empty() && header.base.is_none() {
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
        let body = parse::circuit::body(name, &header.trees(), header.base.is_some(), context);
        if body.nodes.is_empty() && context.findings.is_empty() && header.base.is_none() {
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
    let mut paths: Vec<TokenStream> = header.base.iter().cloned().collect();
    paths.extend(parse::node::distinct_paths(&uses));
    if paths.is_empty() {
        return broken(&header, &context);
    }
    // Mistakes of syntax are reported by the last step, together with the others.
    carrier::call(&header, &paths, last)
}

/// `node!`, last step.
pub(crate) fn finish_node(input: TokenStream) -> TokenStream {
    finish("node", input, &|_, _, arrived, context| {
        Some((Circuit::of_node(assemble::node(arrived, context)?), Vec::new()))
    })
}

/// `circuit!`, last step.
pub(crate) fn finish_circuit(input: TokenStream) -> TokenStream {
    finish("circuit", input, &|name, header, arrived, context| {
        let body = parse::circuit::body(&name, &header.trees(), header.base.is_some(), context);
        let paths = body.paths.clone();
        Some((assemble::circuit(name, body, arrived, context)?, paths))
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
    let functions = expand::functions::of_arrived(&arrived, kind == "operator");
    complete(header, &Parts { circuit, paths, functions }, &carrier::composite(kind, &arrived), context)
}
