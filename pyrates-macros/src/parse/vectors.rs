//! Vectors and matrices: `[1.0, 2.0]`, `[0.5; 3]`, `[[1, 2], [3, 4]]`, and elements in paths: `lv.x[0]`.

use proc_macro2::{Delimiter, Group, TokenTree};
use pyrates_ir::finding::{Code, Finding, Loc, Name};
use pyrates_ir::system::{Kind, Value};
use pyrates_ir::vectors::Array;

use super::Context;
use super::sections::{first_span, last_span, split};
use super::values::{dotted, value};

/// The value of a variable: a number, or the values of a vector.
pub(crate) struct Given {
    pub(crate) value: Value,
    pub(crate) array: Option<Array>,
    pub(crate) kind: Kind,
}

impl Given {
    /// A single number.
    pub(crate) fn number(value: Value, kind: Kind) -> Given {
        Given { value, array: None, kind }
    }

    fn array(array: Array) -> Given {
        let kind = array.kind();
        Given { value: Value::real(0.0), array: Some(array), kind }
    }
}

/// A number, or a vector or matrix in brackets.
pub(crate) fn given(trees: &[TokenTree], context: &mut Context) -> Option<Given> {
    match trees {
        [TokenTree::Group(brackets)] if brackets.delimiter() == Delimiter::Bracket => {
            Some(Given::array(array(brackets, context)?))
        }
        trees => value(trees, context).map(|(value, kind)| Given::number(value, kind)),
    }
}

/// The argument of `variable(...)`: what [`given`] reads, or a value and the number of elements.
pub(crate) fn argument(trees: &[TokenTree], context: &mut Context) -> Option<Given> {
    let parts = split(trees, &[',']);
    let [value, size] = parts.as_slice() else { return given(trees, context) };
    let number = Array::number(self::value(value, context)?.0);
    let size = size_of(size, context)?;
    let loc = context.places.range(first_span(trees), last_span(trees));
    keep(number.repeat(size), loc, context).map(Given::array)
}

/// `[1.0, 2.0]`, `[0.5; 3]`, or a list of such rows.
fn array(brackets: &Group, context: &mut Context) -> Option<Array> {
    let loc = context.places.range(brackets.span_open(), brackets.span_close());
    let trees: Vec<TokenTree> = brackets.stream().into_iter().collect();
    let repeated = split(&trees, &[';']);
    if let [value, size] = repeated.as_slice() {
        let part = part(value, context)?;
        let size = size_of(size, context)?;
        return keep(part.repeat(size), loc, context);
    }
    let parts: Option<Vec<Array>> = split(&trees, &[',']).iter().map(|entry| part(entry, context)).collect();
    keep(Array::stack(parts?), loc, context)
}

/// An element or a row.
fn part(trees: &[TokenTree], context: &mut Context) -> Option<Array> {
    let given = given(trees, context)?;
    Some(given.array.unwrap_or_else(|| Array::number(given.value)))
}

fn keep(result: Result<Array, (String, &'static str)>, loc: Loc, context: &mut Context) -> Option<Array> {
    context.keep(result.map_err(|(message, help)| Finding::new(Code::Elements, loc, message).help(help)))
}

/// The number of elements behind `;` or `,`.
fn size_of(trees: &[TokenTree], context: &mut Context) -> Option<usize> {
    let size = match trees {
        [TokenTree::Literal(number)] => whole(&number.to_string()),
        _ => None,
    };
    if size.is_none() {
        let loc = context.places.range(first_span(trees), last_span(trees));
        let finding = Finding::new(Code::Elements, loc, "the number of elements is a whole number");
        context.findings.push(finding.help("for instance `[0.0; 3]` for three elements"));
    }
    size
}

fn whole(text: &str) -> Option<usize> {
    text.replace('_', "").parse().ok()
}

/// Names separated by points, the last one perhaps with indices: `lv.x[0]` or `lv.W[0][1]`. An element is named as
/// `x/0`.
pub(crate) fn variable_path(trees: &[TokenTree], context: &mut Context) -> Option<Vec<Name>> {
    let (names, indices) = trees.split_at(trees.len() - n_indices(trees));
    let mut path = dotted(names, context)?;
    if let Some(last) = path.last_mut() {
        for index in indices.iter().filter_map(index) {
            last.text = format!("{}/{index}", last.text);
        }
    }
    Some(path)
}

/// The number of trees at the end of a path that are indices of an element.
pub(crate) fn n_indices(trees: &[TokenTree]) -> usize {
    trees.iter().rev().take_while(|tree| index(tree).is_some()).count()
}

/// `[0]`, as it stands in paths.
fn index(tree: &TokenTree) -> Option<String> {
    let TokenTree::Group(brackets) = tree else { return None };
    if brackets.delimiter() != Delimiter::Bracket {
        return None;
    }
    let inner: Vec<TokenTree> = brackets.stream().into_iter().collect();
    match inner.as_slice() {
        [TokenTree::Literal(number)] => whole(&number.to_string()).map(|index| index.to_string()),
        _ => None,
    }
}
