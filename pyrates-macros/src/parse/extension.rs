//! What a definition changes of its base: `remove { a, b }` and `replace { x: y + 1 }`.

use proc_macro2::{Delimiter, TokenTree};
use pyrates_ir::finding::{Code, Finding, Name};
use pyrates_ir::parse::expression;
use pyrates_ir::user_function::DeclaredFunction;
use pyrates_ir::vectors::Written;

use super::Context;
use super::sections::{first_span, is_punct, last_span, name, split};
use crate::lex::lex;

/// Takes `remove { ... }` out of a list of entries.
pub(crate) fn take_removals(trees: &[TokenTree], context: &mut Context) -> (Vec<TokenTree>, Vec<Name>) {
    let at = trees.windows(2).position(|pair| match pair {
        [TokenTree::Ident(word), TokenTree::Group(braces)] => {
            word == "remove" && braces.delimiter() == Delimiter::Brace
        }
        _ => false,
    });
    let Some(at) = at else { return (trees.to_vec(), Vec::new()) };
    let TokenTree::Group(braces) = &trees[at + 1] else { return (trees.to_vec(), Vec::new()) };
    let inner: Vec<TokenTree> = braces.stream().into_iter().collect();
    let mut rest = trees[..at].to_vec();
    // What stood before and behind is separated by the entry that is gone.
    rest.extend(trees[at + 2..].iter().skip_while(|tree| is_punct(Some(tree), ',')).cloned());
    (rest, removals(&inner, context))
}

/// The names in `remove { a, b }`.
pub(crate) fn removals(trees: &[TokenTree], context: &mut Context) -> Vec<Name> {
    let mut names = Vec::new();
    for entry in split(trees, &[',', ';']) {
        match entry.as_slice() {
            [TokenTree::Ident(ident)] => names.push(name(ident, context)),
            entry => {
                let loc = context.places.range(first_span(entry), last_span(entry));
                let finding = Finding::new(Code::Item, loc, "expected the name of what is removed");
                context.findings.push(finding.help("for instance `remove { x, tau }`"));
            }
        }
    }
    names
}

/// The entries of `replace { eta: eta - a; }`.
pub(crate) fn replacements(
    trees: &[TokenTree],
    functions: &[DeclaredFunction],
    context: &mut Context,
) -> Vec<(Name, Written)> {
    let mut replacements = Vec::new();
    for entry in split(trees, &[';', ',']) {
        let [TokenTree::Ident(ident), colon, value @ ..] = entry.as_slice() else {
            let loc = context.places.range(first_span(&entry), last_span(&entry));
            let finding = Finding::new(Code::Item, loc, "expected `name: expression`");
            context.findings.push(finding.help("for instance `replace { eta: eta - a; }`"));
            continue;
        };
        if !is_punct(Some(colon), ':') {
            let loc = context.places.token(colon.span());
            let finding = Finding::new(Code::Item, loc, "expected `:` behind the name that is replaced");
            context.findings.push(finding.help("for instance `replace { eta: eta - a; }`"));
            continue;
        }
        let name = name(ident, context);
        let lexed = lex(value, &mut context.places);
        let Some(lexed) = context.keep(lexed) else { continue };
        let parsed = expression(&lexed.tokens, lexed.end, functions);
        replacements.extend(context.keep(parsed).map(|value| (name, value)));
    }
    replacements
}
