//! How DiffSL spells expressions.

use pyrates_ir::function::Function;

use crate::emit::syntax::{Logic, Power, Spelling, Syntax};

pub(in crate::emit) const SYNTAX: Syntax = Syntax {
    language: "diffsl",
    // Values that are not finite are refused.
    number: |x| format!("{x:?}"),
    function: |function| Spelling::Native(name(function)),
    times: "*",
    over: "/",
    power: Power::Function("pow"),
    // Comparisons are numbers, see `terms`.
    not_equal: "",
    enclosed_conditions: false,
    logic: Logic::Operators { and: "", or: "", not: "" },
    select: |condition, a, b| format!("piecewise({condition}, {a}, {b})"),
    select_helper: None,
    arrays: None,
    complex: None,
};

/// The name of a function; nothing if there is none.
fn name(function: &Function) -> &'static str {
    match function {
        Function::Sin => "sin",
        Function::Cos => "cos",
        Function::Sinh => "sinh",
        Function::Cosh => "cosh",
        Function::Tanh => "tanh",
        Function::Asinh => "arcsinh",
        Function::Acosh => "arccosh",
        Function::Exp => "exp",
        Function::Ln => "log",
        Function::Log10 => "log10",
        Function::Sqrt => "sqrt",
        Function::Abs => "abs",
        Function::Sigmoid => "sigmoid",
        Function::Min => "min",
        Function::Max => "max",
        // The function `tan` of DiffSL has no derivative in all of its compilers, and `heaviside` is 1 at zero.
        Function::Tan | Function::Heaviside | Function::Sign | Function::Erf => "",
        Function::Asin | Function::Acos | Function::Atan | Function::Atan2 | Function::Atanh => "",
        Function::Floor | Function::Ceil | Function::Round | Function::Mod => "",
        // Models come in real form, without functions of complex numbers; the user spells others, see `Printer`.
        Function::Real | Function::Imag | Function::Conj | Function::Arg | Function::User(_) => "",
    }
}

/// Whether DiffSL has a function, or the user spells it.
pub(super) fn is_native(function: &Function) -> bool {
    matches!(function, Function::User(_)) || !name(function).is_empty()
}
