//! `functions { siegert, rate: crate::rates::naka_rushton, hill(x, k) = x/(k + x); }` of an operator.

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use pyrates_ir::finding::{Code, Finding, Name};
use pyrates_ir::parse::expression;
use pyrates_ir::user_function::{DeclaredFunction, MAX_ARGUMENTS, Meaning};

use super::Context;
use super::sections::{first_span, is_punct, last_span, name, split, without_comments};
use crate::lex::lex;
use crate::names;

/// The word of the section.
pub(crate) const SECTION: &str = "functions";

/// A function written in Rust that an operator uses.
pub(crate) struct RustFunction {
    /// Where it is declared.
    pub(crate) span: Span,
    /// The path of the function.
    pub(crate) path: TokenStream,
    /// What tells it from all others.
    pub(crate) identity: u64,
}

/// The functions that the body of an operator declares; those of its base are known, too.
pub(crate) fn declared(
    trees: &[TokenTree],
    identity: u64,
    base: &[DeclaredFunction],
    context: &mut Context,
) -> Vec<DeclaredFunction> {
    let mut functions = base.to_vec();
    for entry in entries(trees) {
        functions.extend(function(&entry, identity, &functions, context));
    }
    functions.split_off(base.len())
}

/// Those of them that are written in Rust, with their paths.
pub(crate) fn in_rust(trees: &[TokenTree], identity: u64) -> Vec<RustFunction> {
    let in_rust = |entry: &Vec<TokenTree>| {
        let (word, path) = word_and_path(entry)?;
        let (span, identity) = (first_span(entry), of_operator(identity, &word));
        Some(RustFunction { span, path, identity })
    };
    entries(trees).iter().filter_map(in_rust).collect()
}

fn entries(trees: &[TokenTree]) -> Vec<Vec<TokenTree>> {
    let sections = trees.windows(2).filter_map(|pair| match pair {
        [TokenTree::Ident(word), TokenTree::Group(body)] if *word == SECTION => Some(body),
        _ => None,
    });
    let section = |body: &Group| {
        let inner: Vec<TokenTree> = body.stream().into_iter().collect();
        let entries = split(&inner, &[',', ';']).into_iter();
        entries.map(|entry| without_comments(&entry).to_vec()).collect::<Vec<_>>()
    };
    sections.flat_map(section).collect()
}

fn of_operator(identity: u64, function: &str) -> u64 {
    function.bytes().fold(identity, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The name in the equations and the path, of a function written in Rust.
fn word_and_path(entry: &[TokenTree]) -> Option<(String, TokenStream)> {
    let path = match entry {
        // `name: path`, but not `path::to::function`.
        [TokenTree::Ident(_), colon, rest @ ..]
            if is_punct(Some(colon), ':') && !is_punct(rest.first(), ':') =>
        {
            rest
        }
        path => path,
    };
    let tokens: TokenStream = path.iter().cloned().collect();
    let parsed: syn::Path = syn::parse2(tokens.clone()).ok()?;
    let plain = parsed.segments.iter().all(|segment| segment.arguments.is_none());
    let last = parsed.segments.last().filter(|_| plain)?;
    let word = match (path.len() < entry.len(), entry.first()) {
        (true, Some(TokenTree::Ident(word))) => names::text(word),
        _ => names::text(&last.ident),
    };
    Some((word, tokens))
}

fn function(
    entry: &[TokenTree],
    identity: u64,
    known: &[DeclaredFunction],
    context: &mut Context,
) -> Option<DeclaredFunction> {
    if let [TokenTree::Ident(ident), TokenTree::Group(arguments), equals, value @ ..] = entry
        && arguments.delimiter() == Delimiter::Parenthesis
        && is_punct(Some(equals), '=')
    {
        let name = name(ident, context);
        let meaning = defined(arguments, value, known, context);
        // With errors, calls of the function bring no errors of their own.
        let meaning = meaning.unwrap_or(Meaning::Rust(of_operator(identity, &name.text)));
        return Some(DeclaredFunction { name, meaning });
    }
    match word_and_path(entry) {
        Some((word, _)) => {
            let loc = context.places.token(first_span(entry));
            let meaning = Meaning::Rust(of_operator(identity, &word));
            Some(DeclaredFunction { name: Name::new(word, loc), meaning })
        }
        None => {
            let loc = context.places.range(first_span(entry), last_span(entry));
            let finding = Finding::new(Code::Item, loc, "expected a function");
            context.findings.push(finding.help(
                "write `hill(x, k) = x/(k + x)`, or the path of a function that `function!` defines, as in `rate` or `rate: crate::rates::rate`",
            ));
            None
        }
    }
}

/// `(x, k)` and `x/(k + x)`.
fn defined(
    arguments: &Group,
    value: &[TokenTree],
    known: &[DeclaredFunction],
    context: &mut Context,
) -> Option<Meaning> {
    let arguments = names_of_arguments(arguments, context);
    let lexed = lex(value, &mut context.places);
    let lexed = context.keep(lexed)?;
    let parsed = expression(&lexed.tokens, lexed.end, known);
    let parsed = parsed.map_err(|finding| match finding.code {
        Code::UnknownFunction if finding.help.as_ref().is_none_or(|help| !help.starts_with("did you")) => {
            finding.help("a function can call those of the language, and those that stand before it")
        }
        _ => finding,
    });
    let value = context.keep(parsed)?;
    Some(Meaning::Expression(arguments?, value))
}

fn names_of_arguments(arguments: &Group, context: &mut Context) -> Option<Vec<Name>> {
    let trees: Vec<TokenTree> = arguments.stream().into_iter().collect();
    let mut names = Vec::new();
    for entry in split(&trees, &[',']) {
        match entry.as_slice() {
            [TokenTree::Ident(ident)] if *ident != "t" => names.push(name(ident, context)),
            entry => {
                let loc = context.places.range(first_span(entry), last_span(entry));
                let finding = Finding::new(Code::Item, loc, "expected the name of an argument");
                context.findings.push(finding.help("for instance `hill(x, k) = x/(k + x)`; `t` is the time"));
                return None;
            }
        }
    }
    if names.is_empty() || names.len() > MAX_ARGUMENTS {
        let loc = context.places.range(arguments.span_open(), arguments.span_close());
        let message = format!("a function has 1 to {MAX_ARGUMENTS} arguments, not {}", names.len());
        let finding = Finding::new(Code::ArgumentCount, loc, message);
        context.findings.push(finding.help("functions may read variables of the operator besides"));
        return None;
    }
    Some(names)
}
