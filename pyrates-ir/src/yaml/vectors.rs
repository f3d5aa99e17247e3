//! Vectors and matrices in declarations: lists, `variable(0.5, 3)`, and maps with a `shape`.

use crate::finding::{Code, Finding, Name};
use crate::system::{Kind, Value as Number};
use crate::vectors::{Array, MAX_ELEMENTS, words};

use super::reader::{Outcome, Reader, Reported, shorten};
use super::tree::Value;

/// The value of a variable: a number, or the values of a vector.
pub(super) struct Given {
    pub(super) number: Number,
    pub(super) array: Option<Array>,
    pub(super) kind: Kind,
}

impl Given {
    /// A single number.
    pub(super) fn number(number: Number, kind: Kind) -> Given {
        Given { number, array: None, kind }
    }

    /// A vector; one of a single element is a number, as in PyRates.
    pub(super) fn array(array: Array) -> Given {
        let (kind, zero) = (array.kind(), Number::real(0.0));
        match array.values.as_slice() {
            [only] => Given::number(*only, kind),
            _ => Given { number: zero, array: Some(array), kind },
        }
    }
}

impl Reader<'_> {
    /// A number, or a list of numbers or rows. `of` is what it belongs to.
    pub(super) fn given(&mut self, value: &Value, of: &str) -> Outcome<Given> {
        match value.list() {
            Some(_) => self.array(value, of, 0).map(Given::array),
            None => self.number(value, of).map(|(number, kind)| Given::number(number, kind)),
        }
    }

    fn array(&mut self, value: &Value, of: &str, depth: usize) -> Outcome<Array> {
        let Some(items) = value.list() else {
            return self.number(value, of).map(|(number, _)| Array::number(number));
        };
        if items.len() > MAX_ELEMENTS || depth > 1 {
            let what = if depth > 1 { "more than two dimensions" } else { "more than 256 elements" };
            return Err(self.bad_vector(value, format!("`{}` has {what}", shorten(of))));
        }
        let parts: Outcome<Vec<Array>> = items.iter().map(|item| self.array(item, of, depth + 1)).collect();
        self.kept(Array::stack(parts?), value)
    }

    fn kept(&mut self, array: Result<Array, (String, &'static str)>, value: &Value) -> Outcome<Array> {
        let loc = self.loc(value);
        array.map_err(|(message, help)| self.error(Finding::new(Code::Elements, loc, message).help(help)))
    }

    /// `n` equal values, for `variable(0.5, n)`.
    pub(super) fn repeated(
        &mut self,
        number: Number,
        size: &str,
        name: &Name,
        value: &Value,
    ) -> Outcome<Given> {
        let Ok(n) = size.trim().parse() else {
            let message =
                format!("`{}` is no number of elements for `{}`", shorten(size.trim()), shorten(&name.text));
            return Err(self.bad_vector(value, message));
        };
        self.kept(Array::number(number).repeat(n), value).map(Given::array)
    }

    /// The value of a map with a `shape`.
    pub(super) fn shaped(&mut self, given: Given, shape: &Value, name: &Name) -> Outcome<Given> {
        let sizes = self.sizes(shape, name)?;
        let needed: Vec<usize> = sizes.iter().copied().filter(|_| !sizes.iter().all(|n| *n == 1)).collect();
        match &given.array {
            Some(array) if array.shape == needed => Ok(given),
            None if needed.is_empty() => Ok(given),
            Some(array) => {
                let message = format!(
                    "`{}` is {}, but its value is {}",
                    name.text,
                    words(&needed),
                    words(&array.shape)
                );
                Err(self.bad_vector(shape, message))
            }
            None => {
                let rows = needed.iter().rev().try_fold(Array::number(given.number), |row, n| row.repeat(*n));
                self.kept(rows, shape).map(Given::array)
            }
        }
    }

    /// `[2, 3]`, `3`, or `(3,)` as Python writes it.
    fn sizes(&mut self, shape: &Value, name: &Name) -> Outcome<Vec<usize>> {
        let items = shape.list().unwrap_or_else(|| vec![shape.clone()]);
        let words = items
            .iter()
            .flat_map(|item| item.word().unwrap_or("?").split(',').map(str::to_string).collect::<Vec<_>>());
        let words =
            words.map(|word| word.trim_matches(|c: char| c == '(' || c == ')' || c == ' ').to_string());
        let sizes: Option<Vec<usize>> =
            words.filter(|word| !word.is_empty()).map(|word| word.parse().ok()).collect();
        match sizes {
            Some(sizes) => Ok(sizes),
            None if shape.is_null() => Ok(Vec::new()),
            None => {
                Err(self.bad_vector(shape, format!("the shape of `{}` cannot be read", shorten(&name.text))))
            }
        }
    }

    fn bad_vector(&mut self, value: &Value, message: String) -> Reported {
        let loc = self.loc(value);
        self.error(Finding::new(Code::Vector, loc, message).help(
            "write `variable(0.5, 3)`, a list `[1.0, 2.0]`, or a list of rows, with the shape `[2, 3]`",
        ))
    }
}
