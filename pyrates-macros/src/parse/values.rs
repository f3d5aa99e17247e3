//! Constant values and lists of `path: value`.

use proc_macro2::TokenTree;
use pyrates_ir::constant;
use pyrates_ir::definition::Override;
use pyrates_ir::finding::{Code, Finding, Name};
use pyrates_ir::parse::expression;
use pyrates_ir::system::{Kind, Value};

use super::Context;
use super::sections::{first_span, is_punct, last_span, name, split};
use super::vectors::{Given, given, variable_path};
use crate::lex::lex;

/// A value built from numbers.
pub(crate) fn value(trees: &[TokenTree], context: &mut Context) -> Option<(Value, Kind)> {
    let loc = context.places.range(first_span(trees), last_span(trees));
    let lexed = lex(trees, &mut context.places);
    let lexed = context.keep(lexed)?;
    let parsed = expression(&lexed.tokens, lexed.end, &[]);
    let parsed = context.keep(parsed)?;
    context.keep(constant::value(&parsed, loc))
}

/// A real value.
pub(crate) fn real(trees: &[TokenTree], context: &mut Context) -> Option<f64> {
    let (value, kind) = value(trees, context)?;
    if kind == Kind::Complex {
        let loc = context.places.range(first_span(trees), last_span(trees));
        let finding =
            Finding::new(Code::Declaration, loc, "a complex value stands where a real one is needed");
        context.findings.push(finding.help("write a number without `i` or `j`"));
        return None;
    }
    Some(value.re)
}

/// The entries `a.b: value` of a list of overrides.
pub(crate) fn overrides(trees: &[TokenTree], context: &mut Context) -> Vec<Override> {
    split(trees, &[',', ';']).iter().filter_map(|entry| one_override(entry, context)).collect()
}

fn one_override(entry: &[TokenTree], context: &mut Context) -> Option<Override> {
    let colon = entry.iter().position(|tree| is_punct(Some(tree), ':'));
    let Some(colon) = colon else {
        let loc = context.places.range(first_span(entry), last_span(entry));
        let finding = Finding::new(Code::Item, loc, "expected `variable: value`");
        context.findings.push(finding.help("for instance `lv.alpha: 0.7`"));
        return None;
    };
    let path = variable_path(&entry[..colon], context)?;
    let Given { value, array, .. } = given(&entry[colon + 1..], context)?;
    Some(Override { path, value, array })
}

/// Names separated by points.
pub(crate) fn dotted(trees: &[TokenTree], context: &mut Context) -> Option<Vec<Name>> {
    let mut path = Vec::new();
    for (i, tree) in trees.iter().enumerate() {
        match tree {
            TokenTree::Ident(ident) if i % 2 == 0 => path.push(name(ident, context)),
            TokenTree::Punct(p) if i % 2 == 1 && p.as_char() == '.' => {}
            other => {
                let loc = context.places.token(other.span());
                let message = format!("`{other}` cannot be part of a path");
                let finding = Finding::new(Code::Path, loc, message);
                context.findings.push(finding.help("a path is names joined by points: `lv.alpha`"));
                return None;
            }
        }
    }
    if path.is_empty() || trees.len().is_multiple_of(2) {
        let loc = context.places.range(first_span(trees), last_span(trees));
        context.findings.push(Finding::new(Code::Path, loc, "a path is names joined by points: `lv.alpha`"));
        return None;
    }
    Some(path)
}
