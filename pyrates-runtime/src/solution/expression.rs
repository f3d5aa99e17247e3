//! Expressions of variables: `prey.lv.x/2 + tanh(predator.lv.x_in)`.

use std::collections::HashMap;

use pyrates_ir::expr::{CompareOp, Expr, ValueSort};
use pyrates_ir::finding::Loc;
use pyrates_ir::parse;
use pyrates_ir::token::lex;

use super::SolutionError;

/// A leaf of an expression.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Leaf {
    Time,
    /// A column, by its number.
    Column(usize),
}

/// An expression with the paths of its columns.
#[derive(Debug, Clone)]
pub(crate) struct Expression {
    value: Expr<Leaf>,
    pub(crate) paths: Vec<String>,
}

impl Expression {
    /// Reads an expression. `is_variable` tells whether a path names a variable, which goes before the
    /// constants of the language.
    pub(crate) fn parse(text: &str, is_variable: impl Fn(&str) -> bool) -> Result<Expression, SolutionError> {
        let expression = Expression::read(text, is_variable)?;
        if expression.value.sort() == ValueSort::Truth {
            let message = "it is a truth value; write `where(condition, 1, 0)` for a number".to_string();
            return Err(SolutionError::Expression { text: text.to_string(), message });
        }
        Ok(expression)
    }

    /// The same for numbers and truth values.
    fn read(text: &str, is_variable: impl Fn(&str) -> bool) -> Result<Expression, SolutionError> {
        let wrong = |message: String| SolutionError::Expression { text: text.to_string(), message };
        let (plain, names) = plain(text).map_err(wrong)?;
        let end = plain.len();
        let mut place = |range: std::ops::Range<usize>| Loc(range.start as u32);
        let tokens = lex(&plain, &mut place).map_err(|finding| wrong(finding.message))?;
        let parsed =
            parse::scalar_expression(&tokens, Loc(end as u32)).map_err(|finding| wrong(finding.message))?;
        if parsed.any(&mut |e| matches!(e, Expr::Past(..) | Expr::Imaginary(_))) {
            let message = "delays and imaginary numbers can stand in the equations of a model only";
            return Err(wrong(message.to_string()));
        }
        let mut paths: Vec<String> = Vec::new();
        let value = parsed.substitute(&mut |name| {
            let path = names.get(&name.text).unwrap_or(&name.text);
            match path.as_str() {
                "t" => return Expr::Leaf(Leaf::Time),
                "pi" | "π" if !is_variable(path) => return Expr::Number(std::f64::consts::PI),
                "E" if !is_variable(path) => return Expr::Number(std::f64::consts::E),
                _ => {}
            }
            let known = paths.iter().position(|other| other == path);
            let number = known.unwrap_or_else(|| {
                paths.push(path.clone());
                paths.len() - 1
            });
            Expr::Leaf(Leaf::Column(number))
        });
        Ok(Expression { value, paths })
    }

    /// The expression over other leaves, one for each path; none if it reads time.
    pub(crate) fn over<L: Clone>(&self, columns: &[L]) -> Option<Expr<L>> {
        let mut reads_time = false;
        let value = self.value.substitute(&mut |leaf| match leaf {
            Leaf::Column(i) => Expr::Leaf(columns[*i].clone()),
            Leaf::Time => {
                reads_time = true;
                Expr::Number(f64::NAN)
            }
        });
        (!reads_time).then_some(value)
    }

    /// The value at a time, for a row of columns.
    pub(crate) fn value(&self, t: f64, row: &[f64]) -> f64 {
        number(&self.value, t, row)
    }
}

/// A comparison as a function that is negative as long as it does not hold.
pub(crate) struct Condition;

impl Condition {
    /// Reads a comparison; `None` if it is something else.
    pub(crate) fn parse(
        text: &str,
        is_variable: impl Fn(&str) -> bool,
    ) -> Result<Option<Expression>, SolutionError> {
        let Expression { value, paths } = Expression::read(text, is_variable)?;
        let value = match value {
            Expr::Compare(CompareOp::Gt | CompareOp::Ge, a, b) => *a - *b,
            Expr::Compare(CompareOp::Lt | CompareOp::Le, a, b) => *b - *a,
            _ => return Ok(None),
        };
        Ok(Some(Expression { value, paths }))
    }
}

fn number(e: &Expr<Leaf>, t: f64, row: &[f64]) -> f64 {
    match e {
        Expr::Number(x) => *x,
        Expr::Leaf(Leaf::Time) => t,
        Expr::Leaf(Leaf::Column(i)) => row[*i],
        Expr::Neg(a) => -number(a, t, row),
        Expr::Binary(op, a, b) => op.apply(number(a, t, row), number(b, t, row)),
        Expr::Call(function, arguments) => {
            let values: Vec<f64> = arguments.iter().map(|a| number(a, t, row)).collect();
            function.apply(&values)
        }
        Expr::Select(c, a, b) => number(if truth(c, t, row) { a } else { b }, t, row),
        Expr::Compare(..) | Expr::Logic(..) | Expr::Not(_) => f64::from(truth(e, t, row)),
        // Refused when the expression was read.
        Expr::Imaginary(_) | Expr::Past(..) => f64::NAN,
    }
}

fn truth(e: &Expr<Leaf>, t: f64, row: &[f64]) -> bool {
    match e {
        Expr::Compare(op, a, b) => op.apply(number(a, t, row), number(b, t, row)),
        Expr::Logic(op, a, b) => op.apply(truth(a, t, row), truth(b, t, row)),
        Expr::Not(a) => !truth(a, t, row),
        other => number(other, t, row) != 0.0,
    }
}

/// The text with every path replaced by a plain name, and the paths of these names.
fn plain(text: &str) -> Result<(String, HashMap<String, String>), String> {
    let (mut plain, mut names) = (String::new(), HashMap::new());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let n = match c {
            '`' => {
                let end = rest[1..].find('`').ok_or("a backquote has no partner")?;
                push(&mut plain, &mut names, &rest[1..=end]);
                end + 2
            }
            c if c.is_ascii_digit() || c == '.' => {
                let n = number_length(rest);
                plain.push_str(&rest[..n]);
                n
            }
            c if c.is_alphabetic() || c == '_' => {
                let n = path_length(rest);
                match &rest[..n] {
                    path if path.contains('.') => push(&mut plain, &mut names, path),
                    word => plain.push_str(word),
                }
                n
            }
            c => {
                plain.push(c);
                c.len_utf8()
            }
        };
        rest = &rest[n..];
    }
    Ok((plain, names))
}

/// Appends a name for a path, whose parts are separated by dots or slashes.
fn push(plain: &mut String, names: &mut HashMap<String, String>, path: &str) {
    let name = format!("path{}_", names.len());
    plain.push_str(&name);
    names.insert(name, path.trim().replace('.', "/"));
}

/// The length of names joined by dots; parts after the first may be numbers, as in `cells.3.leak.r`.
fn path_length(text: &str) -> usize {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut n = 0;
    loop {
        n += text[n..].find(|c| !is_word(c)).unwrap_or(text.len() - n);
        match text[n..].strip_prefix('.') {
            Some(rest) if rest.starts_with(is_word) => n += 1,
            _ => return n,
        }
    }
}

/// The length of a number with its exponent.
fn number_length(text: &str) -> usize {
    let mut last = ' ';
    let inside = |c: char| {
        let is_sign = matches!(c, '+' | '-') && matches!(last, 'e' | 'E');
        last = c;
        c.is_ascii_digit() || matches!(c, '.' | '_' | 'e' | 'E') || is_sign
    };
    let mut inside = inside;
    text.find(|c| !inside(c)).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str, row: &[f64]) -> f64 {
        Expression::parse(text, |path| path != "pi" && path != "t").unwrap().value(2.0, row)
    }

    #[test]
    fn paths_have_dots_or_backquotes() {
        let e = Expression::parse("prey.lv.x/2 + `cells/3/leak/r`*x - cells.3.leak.r", |_| true).unwrap();
        assert_eq!(e.paths, ["prey/lv/x", "cells/3/leak/r", "x"]);
        assert_eq!(e.value(0.0, &[8.0, 3.0, 5.0]), 16.0);
    }

    #[test]
    fn numbers_functions_and_time_are_those_of_the_language() {
        assert_eq!(value("2.5e-1*a.b + .5", &[2.0]), 1.0);
        assert_eq!(value("max(a.b, 3)^2", &[2.0]), 9.0);
        assert_eq!(value("t*pi", &[]), 2.0 * std::f64::consts::PI);
        assert_eq!(value("where(a.b > 1 && t < 3, 1., 0)", &[2.0]), 1.0);
    }

    #[test]
    fn mistakes_are_named() {
        let message = |text| Expression::parse(text, |_| true).unwrap_err().to_string();
        assert!(message("a.b >").contains("a.b >"));
        assert!(message("a.b > 1").contains("truth value"));
        assert!(message("x(t - 1)").contains("delays"));
        assert!(message("`a/b").contains("no partner"));
    }
}
