//! How a language spells numbers, functions and operators. One constant of type [`Syntax`] for each
//! language; the [`Printer`](super::printer::Printer) does the rest.

use std::f64::consts::PI;

use pyrates_ir::expr::CompareOp;
use pyrates_ir::function::Function;
use pyrates_ir::system::Kind;

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
    pub power: Power,
    /// `a != b`; the other comparisons are spelled alike everywhere.
    pub not_equal: &'static str,
    /// Whether operands of comparisons and connectives are in parentheses, because the precedence is not the usual one.
    pub enclosed_conditions: bool,
    /// Connectives of truth values.
    pub logic: Logic,
    /// `select(condition, a, b)`, in parentheses if it needs them.
    pub select: fn(&str, &str, &str) -> String,
    /// The definition that `select` needs, if any.
    pub select_helper: Option<&'static Helper>,
    /// Arrays, if the target has them; see [`Target::form`](super::Target::form).
    pub arrays: Option<&'static ArraySyntax>,
    /// Complex numbers, if the target has them; see [`Target::complex`](super::Target::complex).
    pub complex: Option<&'static ComplexSyntax>,
}

/// How a language works with complex numbers, where that differs from what it does with real ones.
#[derive(Debug)]
pub struct ComplexSyntax {
    /// An imaginary number that is given as the text of a real one without a sign.
    pub imaginary: fn(&str) -> String,
    /// A function of a complex argument.
    pub function: fn(&Function) -> Spelling,
    /// Powers with a complex base or exponent.
    pub power: Power,
    /// A real operand beside a complex one, in parentheses if it needs them, where operators do not take both.
    pub promoted: Option<fn(&str) -> String>,
    /// `select(condition, a, b)` of this kind, in models with complex numbers.
    pub select: fn(Kind, &str, &str, &str) -> String,
    /// The lines that compute a complex array, as in [`ArraySyntax::statement`].
    pub statement: fn(&str, usize, &ArrayStatement) -> Vec<String>,
    /// The definition that complex sums over links need, if any.
    pub link_sum_helper: Option<&'static Helper>,
}

/// How a language works with arrays.
#[derive(Debug)]
pub struct ArraySyntax {
    /// An array in an expression that stands for each of its elements: its name, or that of an element in a loop.
    pub index: fn(&str) -> String,
    /// The lines that compute an array of this name and number of elements.
    pub statement: fn(&str, usize, &ArrayStatement) -> Vec<String>,
    /// The definition that sums over links need, if any.
    pub link_sum_helper: Option<&'static Helper>,
}

/// How an array is computed; what is given is text: names, and expressions for each element.
#[derive(Debug, Clone, Copy)]
pub enum ArrayStatement<'a> {
    /// Element by element.
    Each(&'a str),
    /// Copies of a number.
    Fill(&'a str),
    /// The sum of an expression over so many elements.
    Sum(&'a str, usize),
    /// A matrix with so many columns, given as an array of its rows one after the other, times an array.
    Product(&'a str, usize, &'a str),
    /// The element with this number, from 0, of an array.
    Element(&'a str, usize),
    /// The elements of an array whose numbers are in a table.
    Pick(&'a str, &'a str),
    /// For each element, the sum of an expression over the links, so many, whose targets in the table it is.
    LinkSum(&'a str, &'a str, usize),
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

/// How a language spells powers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Power {
    /// An operator between its operands.
    Operator(&'static str),
    /// A function.
    Function(&'static str),
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

    /// A number in an expression, with its sign; pi by its name where the language has one.
    pub fn constant(&self, x: f64) -> String {
        match self.pi() {
            Some(name) if x == PI => name.to_string(),
            Some(name) if x == -PI => format!("-{name}"),
            _ => self.signed(x),
        }
    }

    /// What expressions can call pi.
    fn pi(&self) -> Option<&'static str> {
        match self.language {
            "jax" => Some("jnp.pi"),
            "julia" | "matlab" | "xppaut" => Some("pi"),
            "numpy" => Some("np.pi"),
            "torch" => Some("torch.pi"),
            _ => None,
        }
    }

    /// Any number, with its sign.
    pub fn signed(&self, x: f64) -> String {
        if x.is_sign_negative() && !x.is_nan() { format!("-{}", (self.number)(-x)) } else { (self.number)(x) }
    }
}
