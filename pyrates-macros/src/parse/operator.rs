//! `equations { ... } variables { ... }`.

use proc_macro2::{Delimiter, Literal, TokenTree};
use pyrates_ir::definition::{Declaration, Declared, Operator};
use pyrates_ir::event::{ParsedEvent, event};
use pyrates_ir::extend::OperatorExtension;
use pyrates_ir::finding::{Code, Finding, Name};
use pyrates_ir::parse::{ParsedEquation, equation};
use pyrates_ir::system::{Kind, Value};
use pyrates_ir::units::Unit;
use pyrates_ir::user_function::DeclaredFunction;

use super::Context;
use super::extension::{removals, replacements};
use super::functions::{SECTION, declared};
use super::header::Header;
use super::sections::{
    doc_comment, first_span, is_punct, last_span, name, sections, split, without_comments,
};
use super::vectors::{self, Given, given};
use crate::lex::{lex, lex_string, string};

/// Reads the body of an operator that extends another one.
pub(crate) fn extension(
    header: &Header,
    base: &[DeclaredFunction],
    context: &mut Context,
) -> OperatorExtension {
    let (name, trees) = (context.name(&header.name), &header.trees());
    let words = ["equations", "variables", "replace", "remove", "events", SECTION];
    let found = sections(trees, &words, &[], &name, context);
    let mut extension = OperatorExtension::new(name);
    extension.functions = declared(trees, header.identity, base, context);
    let functions = [base, &extension.functions].concat();
    for section in found {
        let inner: Vec<TokenTree> = section.body.stream().into_iter().collect();
        match section.word.as_str() {
            "equations" => extension.equations.extend(equations(&inner, &functions, context)),
            "variables" => extension.variables.extend(variables(&inner, context)),
            "replace" => extension.replace.extend(replacements(&inner, &functions, context)),
            "remove" => extension.remove.extend(removals(&inner, context)),
            "events" => extension.events.extend(events(&inner, &functions, context)),
            _ => {}
        }
    }
    extension
}

/// Reads the body of an operator.
pub(crate) fn operator(header: &Header, context: &mut Context) -> Operator {
    let (name, trees) = (context.name(&header.name), &header.trees());
    let words = ["equations", "variables", "events", SECTION];
    let sections = sections(trees, &words, &words[..2], &name, context);
    let functions = declared(trees, header.identity, &[], context);
    let mut operator =
        Operator { name, variables: Vec::new(), equations: Vec::new(), functions, events: Vec::new() };
    for section in sections {
        let inner: Vec<TokenTree> = section.body.stream().into_iter().collect();
        match section.word.as_str() {
            "equations" => operator.equations.extend(equations(&inner, &operator.functions, context)),
            "variables" => operator.variables.extend(variables(&inner, context)),
            "events" => operator.events.extend(events(&inner, &operator.functions, context)),
            _ => {}
        }
    }
    operator
}

fn equations(
    trees: &[TokenTree],
    functions: &[DeclaredFunction],
    context: &mut Context,
) -> Vec<ParsedEquation> {
    let mut equations = Vec::new();
    for entry in split(trees, &[';']) {
        let mut rest = without_comments(&entry);
        // Strings need no separator behind them.
        while let Some((TokenTree::Literal(literal), more)) = rest.split_first() {
            let Some(text) = string(literal) else { break };
            equations.extend(string_equation(literal, &text, functions, context));
            rest = without_comments(if is_punct(more.first(), ',') { &more[1..] } else { more });
        }
        if !rest.is_empty() {
            equations.extend(token_equation(rest, functions, context));
        }
    }
    equations
}

/// `spike: on v > v_th { v = v_reset; }`: each entry ends with its braces, or is a string.
fn events(trees: &[TokenTree], functions: &[DeclaredFunction], context: &mut Context) -> Vec<ParsedEvent> {
    let mut events: Vec<ParsedEvent> = Vec::new();
    let ends = |tree: &TokenTree| match tree {
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        TokenTree::Literal(literal) => string(literal).is_some(),
        _ => false,
    };
    for entry in trees.split_inclusive(ends) {
        let mut entry = without_comments(entry);
        while is_punct(entry.first(), ',') || is_punct(entry.first(), ';') {
            entry = without_comments(&entry[1..]);
        }
        let lexed = match entry {
            [] => continue,
            [TokenTree::Literal(literal)] => match string(literal) {
                Some(text) => lex_string(&text, literal.span(), &mut context.places),
                None => lex(entry, &mut context.places),
            },
            _ => lex(entry, &mut context.places),
        };
        let Some(lexed) = context.keep(lexed) else { continue };
        events.extend(context.keep(event(&lexed.tokens, lexed.end, functions, events.len() + 1)));
    }
    events
}

fn string_equation(
    literal: &Literal,
    text: &str,
    functions: &[DeclaredFunction],
    context: &mut Context,
) -> Option<ParsedEquation> {
    let lexed = lex_string(text, literal.span(), &mut context.places);
    let lexed = context.keep(lexed)?;
    context.keep(equation(&lexed.tokens, lexed.end, functions))
}

fn token_equation(
    trees: &[TokenTree],
    functions: &[DeclaredFunction],
    context: &mut Context,
) -> Option<ParsedEquation> {
    let lexed = lex(trees, &mut context.places);
    let lexed = context.keep(lexed)?;
    context.keep(equation(&lexed.tokens, lexed.end, functions))
}

fn variables(trees: &[TokenTree], context: &mut Context) -> Vec<Declaration> {
    split(trees, &[',', ';']).iter().filter_map(|entry| declaration(entry, context)).collect()
}

/// `/// comment  name: output(0.5)`.
fn declaration(entry: &[TokenTree], context: &mut Context) -> Option<Declaration> {
    let (doc, entry) = doc_comment(entry);
    let [TokenTree::Ident(ident), TokenTree::Punct(colon), rest @ ..] = entry else {
        return bad(entry, "expected `name: declaration`", context);
    };
    if colon.as_char() != ':' {
        return bad(entry, "expected `name: declaration`", context);
    }
    let name = name(ident, context);
    let (rest, unit) = unit(rest, context);
    let (declared, Given { value, array, kind }) = role(rest, &name, context)?;
    Some(Declaration { name, doc, declared, value, array, kind, unit })
}

/// Takes `[ms]` off the end of a declaration.
fn unit<'a>(trees: &'a [TokenTree], context: &mut Context) -> (&'a [TokenTree], Option<Unit>) {
    let Some((TokenTree::Group(brackets), rest)) = trees.split_last() else { return (trees, None) };
    if brackets.delimiter() != Delimiter::Bracket || rest.is_empty() {
        return (trees, None);
    }
    let unit = Unit::parse(&brackets.stream().to_string().replace(' ', "")).map_err(|message| {
        let loc = context.places.range(brackets.span_open(), brackets.span_close());
        Finding::new(Code::UnknownUnit, loc, message).help(
            "a unit is built from SI units with prefixes, as in `ms`, `mV/ms`, `1/s` or `nS*mV`; `1` is none",
        )
    });
    (rest, context.keep(unit))
}

fn bad<T>(trees: &[TokenTree], message: &str, context: &mut Context) -> Option<T> {
    let loc = context.places.range(first_span(trees), last_span(trees));
    context.findings.push(Finding::new(Code::Declaration, loc, message).help(
        "for instance `x: output(0.5)`, `v: variable(0.0)`, `u: input(0.0)`, `tau: 10.0` or `tau: parameter(10.0)`",
    ));
    None
}

/// What stands behind the colon of a declaration.
fn role(trees: &[TokenTree], name: &Name, context: &mut Context) -> Option<(Declared, Given)> {
    const WORDS: [Declared; 4] = [Declared::Output, Declared::Variable, Declared::Input, Declared::Parameter];
    if let [TokenTree::Ident(word), rest @ ..] = trees
        && pyrates_ir::check::constant(&word.to_string()).is_none()
        && pyrates_ir::function::Function::from_name(&word.to_string()).is_none()
    {
        let text = word.to_string();
        let Some(declared) = WORDS.into_iter().find(|declared| declared.word() == text) else {
            let loc = context.places.token(word.span());
            let message = format!("`{text}` does not say what `{}` is", name.text);
            let finding = Finding::new(Code::Declaration, loc, message);
            context.findings.push(finding.suggest(&text, WORDS.map(Declared::word)));
            return None;
        };
        return match rest {
            [] => Some((declared, Given::number(Value::real(0.0), Kind::Real))),
            [TokenTree::Group(group)] if group.delimiter() == Delimiter::Parenthesis => {
                let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                Some((declared, argument(&inner, context)?))
            }
            _ => bad(trees, "expected a value in parentheses behind the word", context),
        };
    }
    if trees.is_empty() {
        let message = format!("`{}` has neither a value nor a role", name.text);
        let finding = Finding::new(Code::Declaration, name.loc, message);
        context.findings.push(finding.help("write for instance `output(0.5)`, `input(0.0)` or a number"));
        return None;
    }
    Some((Declared::Parameter, given(trees, context)?))
}

/// The argument of `output(...)`: a value, or `float` or `complex` for zero, or nothing.
fn argument(trees: &[TokenTree], context: &mut Context) -> Option<Given> {
    match trees {
        [] => Some(Given::number(Value::real(0.0), Kind::Real)),
        [TokenTree::Ident(word)] if *word == "float" => Some(Given::number(Value::real(0.0), Kind::Real)),
        [TokenTree::Ident(word)] if *word == "complex" => {
            Some(Given::number(Value::real(0.0), Kind::Complex))
        }
        trees => vectors::argument(trees, context),
    }
}
