//! How a language spells numbers, functions and operators. One constant of type [`Syntax`] for each
//! language; the [`Printer`](super::printer::Printer) does the rest.

use pyrates_ir::expr::CompareOp;
use pyrates_ir::function::Function;

/// The spelling of everything in an expression but its variables.
#[derive(Debug, Clone, Copy)]
pub struct Syntax {
    /// The language, as in the spellings of functions that users write in Rust.
    pub language: &'static str,
    /// A number that is not negative.
    pub number: fn(f64) -> String,
    /// A function of the equation language.
    pub function: fn(&Function) -> Spelling,
    /// `a * b`, with blanks if the language wants them.
    pub times: &'static str,
    /// `a / b`.
    pub over: &'static str,
    /// `a ^ b`.
    pub power: &'static str,
    /// `a != b`; the other comparisons are spelled alike everywhere.
    pub not_equal: &'static str,
    /// Connectives of truth values.
    pub logic: Logic,
    /// `select(condition, a, b)`, in parentheses if it needs them.
    pub select: fn(&str, &str, &str) -> String,
    /// The definition that `select` needs, if any.
    pub select_helper: Option<&'static Helper>,
    /// Arrays, if the target has them; see [`Target::form`](super::Target::form).
    pub arrays: Option<&'static ArraySyntax>,
}

/// How a language works with arrays. What is given is text: names, or expressions element by element.
#[derive(Debug)]
pub struct ArraySyntax {
    /// A value of several elements, from an expression.
    pub each: fn(&str) -> String,
    /// So many copies of a number.
    pub fill: fn(&str, usize) -> String,
    /// The sum of all elements.
    pub sum: fn(&str) -> String,
    /// A matrix with so many rows and columns, as an array of its rows one after the other, times a vector.
    pub product: fn(&str, (usize, usize), &str) -> String,
    /// One element, by its number from 0.
    pub element: fn(&str, usize) -> String,
    /// Elements whose numbers are in a table.
    pub pick: fn(&str, &str) -> String,
    /// For each of so many elements the sum of the values whose targets in the table it is.
    pub link_sum: fn(&str, &str, usize) -> String,
    /// The definition that `link_sum` needs, if any.
    pub link_sum_helper: Option<&'static Helper>,
}

/// How a language spells a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spelling {
    /// The language has it under this name.
    Native(&'static str),
    /// The language lacks it or means something else by it; the file brings its own definition.
    Helper(&'static Helper),
}

/// A definition that a file brings along when its equations need it.
#[derive(Debug, PartialEq, Eq)]
pub struct Helper {
    /// The name of the function.
    pub name: &'static str,
    /// Its definition: lines without indentation of the whole.
    pub text: &'static str,
}

/// How a language spells connectives of truth values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are the spellings")]
pub enum Logic {
    /// Operators between their operands.
    Operators { and: &'static str, or: &'static str, not: &'static str },
    /// Functions.
    Functions { and: &'static str, or: &'static str, not: &'static str },
}

impl Spelling {
    /// The name by which equations call the function.
    pub fn name(self) -> &'static str {
        match self {
            Spelling::Native(name) => name,
            Spelling::Helper(helper) => helper.name,
        }
    }
}

impl Syntax {
    /// The spelling of a comparison.
    pub fn compare(&self, op: CompareOp) -> &'static str {
        match op {
            CompareOp::Ne => self.not_equal,
            CompareOp::Lt | CompareOp::Le | CompareOp::Gt | CompareOp::Ge | CompareOp::Eq => op.symbol(),
        }
    }

    /// Any number, with its sign.
    pub fn signed(&self, x: f64) -> String {
        if x.is_sign_negative() && !x.is_nan() { format!("-{}", (self.number)(-x)) } else { (self.number)(x) }
    }
}
