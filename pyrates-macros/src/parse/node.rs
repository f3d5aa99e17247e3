//! `name: Operator { variable: value }, ...`: the uses of definitions in nodes and circuits.

use proc_macro2::{Delimiter, Group, Spacing, TokenStream, TokenTree};
use pyrates_ir::finding::{Code, Finding, Name};

use super::Context;
use super::sections::{first_span, last_span, name, split, without_comments};

/// The use of a definition under a name.
#[derive(Clone)]
pub(crate) struct Use {
    pub(crate) name: Name,
    /// The path of the definition, as written.
    pub(crate) path: TokenStream,
    /// The size of a population, `[Path; size]`.
    pub(crate) count: Option<usize>,
    /// Whether the size is chosen at run time, `[Path]`.
    pub(crate) resizable: bool,
    /// What stands in braces behind the path.
    pub(crate) overrides: Vec<TokenTree>,
}

/// What a list of uses says.
#[derive(Default)]
pub(crate) struct Uses {
    /// Definitions under names.
    pub(crate) uses: Vec<Use>,
    /// Values for what the base has, by name.
    pub(crate) edits: Vec<(Name, Vec<TokenTree>)>,
}

/// Reads uses, separated by commas. Where there is a base, values alone may stand behind the names of what it
/// has: `lv { alpha: 0.5 }`.
pub(crate) fn uses(trees: &[TokenTree], has_base: bool, context: &mut Context) -> Uses {
    let entries = split(trees, &[',', ';']);
    let entries = entries.iter().map(|entry| without_comments(entry)).filter(|entry| !entry.is_empty());
    let mut read = Uses::default();
    for entry in entries {
        match entry {
            [TokenTree::Ident(ident), TokenTree::Group(braces)]
                if has_base && braces.delimiter() == Delimiter::Brace =>
            {
                let values = braces.stream().into_iter().collect();
                read.edits.push((name(ident, context), values));
            }
            entry => read.uses.extend(one_use(entry, context)),
        }
    }
    read
}

/// The distinct paths of uses, in order.
pub(crate) fn distinct_paths(uses: &[Use]) -> Vec<TokenStream> {
    let mut paths: Vec<(String, TokenStream)> = Vec::new();
    for used in uses {
        let text = used.path.to_string();
        if !paths.iter().any(|(known, _)| *known == text) {
            paths.push((text, used.path.clone()));
        }
    }
    paths.into_iter().map(|(_, path)| path).collect()
}

fn one_use(entry: &[TokenTree], context: &mut Context) -> Option<Use> {
    let [TokenTree::Ident(ident), colon, rest @ ..] = entry else {
        return bad(entry, context);
    };
    // `a::b` would be a path without a name.
    let single = matches!(colon, TokenTree::Punct(p) if p.as_char() == ':' && p.spacing() == Spacing::Alone);
    if !single {
        return bad(entry, context);
    }
    let name = name(ident, context);
    let (rest, overrides) = match rest.split_last() {
        Some((TokenTree::Group(braces), before)) if braces.delimiter() == Delimiter::Brace => {
            (before, braces.stream().into_iter().collect())
        }
        _ => (rest, Vec::new()),
    };
    let resizable = matches!(rest, [TokenTree::Group(brackets)] if !has_semicolon(brackets));
    let (path, count) = match rest {
        [TokenTree::Group(brackets)] if brackets.delimiter() == Delimiter::Bracket => {
            population(brackets, context)?
        }
        path => (path.to_vec(), None),
    };
    let path: TokenStream = path.into_iter().collect();
    if syn::parse2::<syn::Path>(path.clone()).is_err() {
        return bad(entry, context);
    }
    let resizable = resizable && count.is_some();
    Some(Use { name, path, count, resizable, overrides })
}

fn bad<T>(entry: &[TokenTree], context: &mut Context) -> Option<T> {
    let loc = context.places.range(first_span(entry), last_span(entry));
    let finding = Finding::new(Code::Item, loc, "expected `name: Definition`");
    context.findings.push(finding.help("for instance `prey: Species` or `prey: Species { lv.alpha: 0.7 }`"));
    None
}

fn has_semicolon(brackets: &Group) -> bool {
    brackets.stream().into_iter().any(|tree| matches!(tree, TokenTree::Punct(p) if p.as_char() == ';'))
}

/// `[Path; 1000]`, or `[Path]` with one unit to begin with.
fn population(brackets: &Group, context: &mut Context) -> Option<(Vec<TokenTree>, Option<usize>)> {
    let trees: Vec<TokenTree> = brackets.stream().into_iter().collect();
    let parts = split(&trees, &[';']);
    if !has_semicolon(brackets) && !trees.is_empty() {
        return Some((trees, Some(1)));
    }
    if let [path, size] = parts.as_slice()
        && let [TokenTree::Literal(size)] = size.as_slice()
        && let Ok(n) = size.to_string().replace('_', "").parse()
    {
        return Some((path.clone(), Some(n)));
    }
    let loc = context.places.range(brackets.span_open(), brackets.span_close());
    let finding = Finding::new(Code::Population, loc, "a population needs a size");
    context.findings.push(finding.help("write the number of units: `[Species; 100]`"));
    None
}
