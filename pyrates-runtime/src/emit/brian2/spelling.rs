//! How equations of Brian2 spell expressions: as Python, with functions of plain numbers that the file defines where Brian
//! has none.

use pyrates_ir::function::Function;

use crate::emit::syntax::{Helper, Logic, Power, Spelling, Syntax};

pub(in crate::emit) const SYNTAX: Syntax = Syntax {
    language: "brian2",
    // Values that are not finite are refused.
    number: |x| format!("{x:?}"),
    function,
    times: "*",
    over: "/",
    power: Power::Operator("**"),
    not_equal: "!=",
    enclosed_conditions: true,
    logic: Logic::Operators { and: "and", or: "or", not: "not " },
    select: |condition, a, b| format!("choose(int({condition}), {a}, {b})"),
    select_helper: Some(&CHOOSE),
    arrays: None,
    complex: None,
};

fn function(function: &Function) -> Spelling {
    use Spelling::{Helper, Native};
    match function {
        Function::Sin => Native("sin"),
        Function::Cos => Native("cos"),
        Function::Tan => Native("tan"),
        Function::Asin => Native("arcsin"),
        Function::Acos => Native("arccos"),
        Function::Atan => Native("arctan"),
        Function::Sinh => Native("sinh"),
        Function::Cosh => Native("cosh"),
        Function::Tanh => Native("tanh"),
        Function::Asinh => Helper(&ASINH),
        Function::Acosh => Helper(&ACOSH),
        Function::Atanh => Helper(&ATANH),
        Function::Exp => Native("exp"),
        Function::Ln => Native("log"),
        Function::Log10 => Native("log10"),
        Function::Sqrt => Native("sqrt"),
        Function::Abs => Native("abs"),
        Function::Sign => Native("sign"),
        Function::Floor => Native("floor"),
        Function::Ceil => Native("ceil"),
        Function::Round => Helper(&ROUND),
        Function::Erf => Helper(&ERF),
        Function::Heaviside => Helper(&HEAVISIDE),
        Function::Sigmoid => Helper(&SIGMOID),
        Function::Min => Helper(&MINIMUM),
        Function::Max => Helper(&MAXIMUM),
        Function::Mod => Helper(&MODULO),
        Function::Atan2 => Helper(&ATAN2),
        // Models come in real form, without functions of complex numbers; the user spells others, see `Printer`.
        Function::Real | Function::Imag | Function::Conj | Function::Arg | Function::User(_) => Native(""),
    }
}

macro_rules! helpers {
    ($($constant:ident: $name:literal, $text:literal;)*) => {
        $(static $constant: Helper = Helper { name: $name, text: $text };)*
    };
}

helpers! {
    CHOOSE: "choose", r#"
define("choose", lambda c, a, b: np.where(c, a, b), "c != 0.0 ? a : b", "c, a, b", "a if c != 0.0 else b")
"#;
    ASINH: "asinh", r#"
define("asinh", np.arcsinh, "asinh(a)")
"#;
    ACOSH: "acosh", r#"
define("acosh", np.arccosh, "acosh(a)")
"#;
    ATANH: "atanh", r#"
define("atanh", np.arctanh, "atanh(a)")
"#;
    ATAN2: "atan2", r#"
define("atan2", np.arctan2, "atan2(a, b)", "a, b")
"#;
    ERF: "erf", r#"
define("erf", np.vectorize(math.erf), "erf(a)")
"#;
    ROUND: "round_even", r#"
define("round_even", np.rint, "rint(a)")
"#;
    HEAVISIDE: "heaviside", r#"
define("heaviside", lambda a: np.heaviside(a, 0.5), "0.5*((a > 0.0) + (a >= 0.0))")
"#;
    SIGMOID: "sigmoid", r#"
define("sigmoid", lambda a: 1.0/(1.0 + np.exp(-a)), "1.0/(1.0 + exp(-a))")
"#;
    MINIMUM: "minimum", r#"
define("minimum", np.minimum, "fmin(a, b)", "a, b")
"#;
    MAXIMUM: "maximum", r#"
define("maximum", np.maximum, "fmax(a, b)", "a, b")
"#;
    MODULO: "modulo", r#"
define("modulo", np.mod, "fmod(a, b) + b*(fmod(a, b)*b < 0.0)", "a, b")
"#;
}
