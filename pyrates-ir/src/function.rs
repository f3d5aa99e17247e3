//! The functions of the equation language: their names, arity and value. [`crate::derivative`] knows their derivatives.

use crate::math;
use crate::user_function::UserFunction;

/// A function of the equation language, or one that the user wrote.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the variants are named after what they compute; see `meaning`")]
pub enum Function {
    Sin,
    Cos,
    Tan,
    Asin,
    Acos,
    Atan,
    Sinh,
    Cosh,
    Tanh,
    Asinh,
    Acosh,
    Atanh,
    Exp,
    Ln,
    Log10,
    Sqrt,
    Abs,
    Sign,
    Floor,
    Ceil,
    Round,
    Erf,
    Heaviside,
    Sigmoid,
    Min,
    Max,
    Mod,
    Atan2,
    Real,
    Imag,
    Conj,
    Arg,
    /// A function written in Rust.
    User(UserFunction),
}

/// One row of the function table.
struct Row(Function, &'static str, &'static [&'static str], usize, &'static str);

/// Function, name, other accepted names, number of arguments, meaning.
const TABLE: &[Row] = &[
    Row(Function::Sin, "sin", &[], 1, "sine"),
    Row(Function::Cos, "cos", &[], 1, "cosine"),
    Row(Function::Tan, "tan", &[], 1, "tangent"),
    Row(Function::Asin, "asin", &["arcsin"], 1, "inverse sine"),
    Row(Function::Acos, "acos", &["arccos"], 1, "inverse cosine"),
    Row(Function::Atan, "atan", &["arctan"], 1, "inverse tangent"),
    Row(Function::Sinh, "sinh", &[], 1, "hyperbolic sine"),
    Row(Function::Cosh, "cosh", &[], 1, "hyperbolic cosine"),
    Row(Function::Tanh, "tanh", &[], 1, "hyperbolic tangent"),
    Row(Function::Asinh, "asinh", &["arcsinh"], 1, "inverse hyperbolic sine"),
    Row(Function::Acosh, "acosh", &["arccosh"], 1, "inverse hyperbolic cosine"),
    Row(Function::Atanh, "atanh", &["arctanh"], 1, "inverse hyperbolic tangent"),
    Row(Function::Exp, "exp", &[], 1, "exponential"),
    Row(Function::Ln, "log", &["ln"], 1, "natural logarithm"),
    Row(Function::Log10, "log10", &[], 1, "decimal logarithm"),
    Row(Function::Sqrt, "sqrt", &[], 1, "square root"),
    Row(Function::Abs, "abs", &["absv", "Abs"], 1, "absolute value"),
    Row(Function::Sign, "sign", &[], 1, "-1, 0 or 1"),
    Row(Function::Floor, "floor", &[], 1, "largest whole number not above"),
    Row(Function::Ceil, "ceil", &["ceiling"], 1, "smallest whole number not below"),
    Row(Function::Round, "round", &[], 1, "nearest whole number, halves to the even one"),
    Row(Function::Erf, "erf", &[], 1, "error function"),
    Row(Function::Heaviside, "heaviside", &["Heaviside"], 1, "0 below zero, 1/2 at zero, 1 above"),
    Row(Function::Sigmoid, "sigmoid", &[], 1, "logistic function 1/(1 + exp(-x))"),
    Row(Function::Min, "min", &["mini", "Min"], 2, "the smaller of two"),
    Row(Function::Max, "max", &["maxi", "Max"], 2, "the larger of two"),
    Row(Function::Mod, "mod", &["Mod"], 2, "remainder x - y*floor(x/y)"),
    Row(Function::Atan2, "atan2", &["arctan2"], 2, "angle of the point (x, y), written atan2(y, x)"),
    Row(Function::Real, "real", &["re"], 1, "real part"),
    Row(Function::Imag, "imag", &["im"], 1, "imaginary part"),
    Row(Function::Conj, "conj", &["conjugate"], 1, "complex conjugate"),
    Row(Function::Arg, "arg", &["angle"], 1, "angle of a complex number"),
];

impl Function {
    /// All functions of the language, in the order of the table in the documentation.
    pub fn all() -> impl Iterator<Item = Function> {
        TABLE.iter().map(|row| row.0.clone())
    }

    /// The names of all functions of the language, aliases included.
    pub fn names() -> impl Iterator<Item = &'static str> {
        TABLE.iter().flat_map(|row| std::iter::once(row.1).chain(row.2.iter().copied()))
    }

    /// The function as a constant, if it is one of the language.
    pub fn built_in(&self) -> Option<&'static Function> {
        self.row().map(|row| &row.0)
    }

    /// The row of a function of the language.
    fn row(&self) -> Option<&'static Row> {
        TABLE.iter().find(|row| row.0 == *self)
    }

    /// The function with this name or alias.
    pub fn from_name(name: &str) -> Option<Function> {
        TABLE.iter().find(|row| row.1 == name || row.2.contains(&name)).map(|row| row.0.clone())
    }

    /// The name in the equation language.
    pub fn name(&self) -> &str {
        match self {
            Function::User(function) => function.name(),
            other => other.row().map_or("", |row| row.1),
        }
    }

    /// Other names accepted by the parser.
    pub fn aliases(&self) -> &'static [&'static str] {
        self.row().map_or(&[], |row| row.2)
    }

    /// The number of arguments.
    pub fn arity(&self) -> usize {
        match self {
            Function::User(function) => function.arity(),
            other => other.row().map_or(0, |row| row.3),
        }
    }

    /// What the function computes, in words.
    pub fn meaning(&self) -> &'static str {
        self.row().map_or("a function written in Rust", |row| row.4)
    }

    /// The value on real arguments; `arguments` has length [`Function::arity`].
    pub fn apply(&self, arguments: &[f64]) -> f64 {
        let x = arguments[0];
        match self {
            Function::Sin => math::sin(x),
            Function::Cos => math::cos(x),
            Function::Tan => math::tan(x),
            Function::Asin => math::asin(x),
            Function::Acos => math::acos(x),
            Function::Atan => math::atan(x),
            Function::Sinh => math::sinh(x),
            Function::Cosh => math::cosh(x),
            Function::Tanh => math::tanh(x),
            Function::Asinh => math::asinh(x),
            Function::Acosh => math::acosh(x),
            Function::Atanh => math::atanh(x),
            Function::Exp => math::exp(x),
            Function::Ln => math::ln(x),
            Function::Log10 => math::log10(x),
            Function::Sqrt => x.sqrt(),
            Function::Abs => x.abs(),
            Function::Sign => math::sign(x),
            Function::Floor => x.floor(),
            Function::Ceil => x.ceil(),
            Function::Round => x.round_ties_even(),
            Function::Erf => math::erf(x),
            Function::Heaviside => math::heaviside(x),
            Function::Sigmoid => math::sigmoid(x),
            Function::Min => math::min(x, arguments[1]),
            Function::Max => math::max(x, arguments[1]),
            Function::Mod => math::modulo(x, arguments[1]),
            Function::Atan2 => math::atan2(x, arguments[1]),
            Function::Real | Function::Conj => x,
            Function::Imag => 0.0,
            Function::Arg => math::atan2(0.0, x),
            Function::User(function) => function.apply(arguments),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_lists_every_function_in_order() {
        assert!(TABLE.is_sorted_by(|a, b| a.0 < b.0));
        assert_eq!(TABLE.last().map(|row| &row.0), Some(&Function::Arg));
        // `User` follows `Arg` in the enum, so the table is complete if it has as many rows as precede it.
        assert_eq!(TABLE.len(), 32);
    }

    #[test]
    fn names_and_aliases_are_unique() {
        let mut names: Vec<&str> = Vec::new();
        for row in TABLE {
            names.push(row.1);
            names.extend(row.2);
        }
        let n = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), n);
    }
}
