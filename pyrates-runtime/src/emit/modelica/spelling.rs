//! How Modelica spells expressions.

use pyrates_ir::function::Function;

use crate::emit::syntax::{Logic, Power, Spelling, Syntax};

pub(in crate::emit) const SYNTAX: Syntax = Syntax {
    language: "modelica",
    // Values that are not finite are refused.
    number: |x| format!("{x:?}"),
    function: |function| Spelling::Native(name(function)),
    times: "*",
    over: "/",
    power: Power::Operator("^"),
    not_equal: "<>",
    enclosed_conditions: false,
    logic: Logic::Operators { and: "and", or: "or", not: "not " },
    select: |condition, a, b| format!("(if {condition} then {a} else {b})"),
    select_helper: None,
    arrays: None,
    complex: None,
};

/// The name of a function; that of those for which [`is_native`] does not hold is ours.
fn name(function: &Function) -> &'static str {
    match function {
        Function::Sin => "sin",
        Function::Cos => "cos",
        Function::Tan => "tan",
        Function::Asin => "asin",
        Function::Acos => "acos",
        Function::Atan => "atan",
        Function::Sinh => "sinh",
        Function::Cosh => "cosh",
        Function::Tanh => "tanh",
        Function::Asinh => "asinh",
        Function::Acosh => "acosh",
        Function::Atanh => "atanh",
        Function::Exp => "exp",
        Function::Ln => "log",
        Function::Log10 => "log10",
        Function::Sqrt => "sqrt",
        Function::Abs => "abs",
        Function::Sign => "sign",
        Function::Floor => "floor",
        Function::Ceil => "ceil",
        Function::Round => "round_even",
        Function::Erf => "erf",
        Function::Sigmoid => "sigmoid",
        Function::Min => "min",
        Function::Max => "max",
        Function::Mod => "mod",
        Function::Atan2 => "atan2",
        // A choice, see `terms`.
        Function::Heaviside => "",
        // Models come in real form, without functions of complex numbers; the user spells others, see `Printer`.
        Function::Real | Function::Imag | Function::Conj | Function::Arg | Function::User(_) => "",
    }
}

/// Whether Modelica has a function itself, or the user defines it; the file defines the others.
pub(super) fn is_native(function: &Function) -> bool {
    !matches!(
        function,
        Function::Asinh
            | Function::Acosh
            | Function::Atanh
            | Function::Round
            | Function::Erf
            | Function::Sigmoid
    )
}
