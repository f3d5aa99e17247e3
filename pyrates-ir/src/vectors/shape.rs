//! Shapes and values of vectors and matrices.

use crate::system::{Kind, Value};

/// The largest number of elements of a variable.
pub const MAX_ELEMENTS: usize = 256;

/// The values of a vector or matrix, row by row.
#[derive(Debug, Clone, PartialEq)]
pub struct Array {
    /// The number of elements, or of rows and columns.
    pub shape: Vec<usize>,
    /// The values.
    pub values: Vec<Value>,
}

impl Array {
    /// A single number, from which vectors are put together.
    pub fn number(value: Value) -> Array {
        Array { shape: Vec::new(), values: vec![value] }
    }

    /// A vector of numbers, or a matrix of rows. The error says what is wrong, and what to do.
    pub fn stack(rows: Vec<Array>) -> Result<Array, (String, &'static str)> {
        let Some(first) = rows.first() else {
            return Err(("a vector without elements".to_string(), "write at least one: `[0.0]`"));
        };
        if let Some(other) = rows.iter().find(|row| row.shape != first.shape) {
            let message =
                format!("the rows of a matrix differ: {}, then {}", words(&first.shape), words(&other.shape));
            return Err((message, "give all rows the same number of elements"));
        }
        let shape = [&[rows.len()], first.shape.as_slice()].concat();
        acceptable(&shape)?;
        Ok(Array { shape, values: rows.into_iter().flat_map(|row| row.values).collect() })
    }

    /// A vector of `n` equal numbers, or a matrix of equal rows.
    pub fn repeat(self, n: usize) -> Result<Array, (String, &'static str)> {
        let shape = [&[n], self.shape.as_slice()].concat();
        acceptable(&shape)?;
        Ok(Array { values: self.values.repeat(n), shape })
    }

    /// Real or complex.
    pub fn kind(&self) -> Kind {
        let complex = self.values.iter().any(|value| value.kind() == Kind::Complex);
        if complex { Kind::Complex } else { Kind::Real }
    }
}

fn acceptable(shape: &[usize]) -> Result<(), (String, &'static str)> {
    if shape.len() > 2 {
        let message = "a variable has at most two dimensions: vectors and matrices".to_string();
        return Err((message, "divide it into several matrices"));
    }
    if shape.contains(&0) {
        return Err(("a vector without elements".to_string(), "a vector has one element or more"));
    }
    let n = shape.iter().fold(1usize, |n, size| n.saturating_mul(*size));
    if n > MAX_ELEMENTS {
        let message = format!("{} is too large: at most {MAX_ELEMENTS} elements are possible", words(shape));
        return Err((message, "make a node of the equations of one element, and a population of that node"));
    }
    Ok(())
}

/// The number of elements.
pub(super) fn count(shape: &[usize]) -> usize {
    shape.iter().product()
}

/// The indices of all elements, as they stand in paths: `0`, `1`, or `0/0`, `0/1`, ...
pub fn indices(shape: &[usize]) -> Vec<String> {
    let Some((first, rest)) = shape.split_first() else { return Vec::new() };
    if rest.is_empty() {
        return (0..*first).map(|i| i.to_string()).collect();
    }
    (0..*first).flat_map(|i| indices(rest).into_iter().map(move |rest| format!("{i}/{rest}"))).collect()
}

/// A shape in words.
pub fn words(shape: &[usize]) -> String {
    match shape {
        [] => "a single number".to_string(),
        [n] => format!("a vector of {n}"),
        [n, m] => format!("a matrix of {n} by {m}"),
        more => format!("an array of {} dimensions", more.len()),
    }
}

/// The variable and the indices in the name of an element: `x` and `0` in `x/0`.
pub fn split(name: &str) -> (&str, Option<&str>) {
    name.split_once('/').map_or((name, None), |(variable, index)| (variable, Some(index)))
}

/// A text in which names of elements are as users write them: `x/0` becomes `x[0]`.
pub fn shown(text: &str) -> String {
    let mut result = String::new();
    let mut previous = ' ';
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let digits =
            rest[c.len_utf8()..].find(|d: char| !d.is_ascii_digit()).unwrap_or(rest.len() - c.len_utf8());
        if c == '/' && digits > 0 && (previous == ']' || ends_in_name(&result)) {
            result.push_str(&format!("[{}]", &rest[1..=digits]));
            previous = ']';
            rest = &rest[1 + digits..];
        } else {
            result.push(c);
            previous = c;
            rest = &rest[c.len_utf8()..];
        }
    }
    result
}

/// Whether the last word of a text is a name, not a number.
fn ends_in_name(text: &str) -> bool {
    let word = text.rsplit(|c: char| !(c.is_alphanumeric() || c == '_')).next().unwrap_or("");
    word.starts_with(|c: char| !c.is_ascii_digit())
}

/// The number of parts at the end of a path that are indices of an element.
pub fn index_parts(path: &[String]) -> usize {
    let is_index = |part: &&String| part.bytes().all(|b| b.is_ascii_digit()) && !part.is_empty();
    path.iter().rev().take_while(is_index).count()
}

/// A path in a model as people write it, `op.x[0]`.
pub fn dotted(path: &[String]) -> String {
    let mut text = String::new();
    for part in path {
        if index_parts(std::slice::from_ref(part)) == 1 {
            text.push_str(&format!("[{part}]"));
        } else {
            text.push_str(if text.is_empty() { "" } else { "." });
            text.push_str(part);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_shown_as_users_write_them() {
        assert_eq!(shown("`op.x/0` needs `W/0/12`"), "`op.x[0]` needs `W[0][12]`");
        assert_eq!(shown("1/2 and d/dt x"), "1/2 and d/dt x");
        let path = ["op", "W", "0", "1", "re"].map(str::to_string);
        assert_eq!(dotted(&path), "op.W[0][1].re");
        assert_eq!(indices(&[2, 2]), ["0/0", "0/1", "1/0", "1/1"]);
    }
}
