//! How NESTML spells expressions. Functions that it lacks are functions of the file.

use pyrates_ir::function::Function;

use crate::emit::syntax::{Helper, Logic, Power, Spelling, Syntax};

pub(in crate::emit) const SYNTAX: Syntax = Syntax {
    language: "nestml",
    // Values that are not finite are refused.
    number: |x| format!("{x:?}"),
    function,
    times: "*",
    over: "/",
    power: Power::Operator("**"),
    not_equal: "!=",
    enclosed_conditions: false,
    logic: Logic::Operators { and: "and", or: "or", not: "not " },
    select: |condition, a, b| format!("({condition} ? {a} : {b})"),
    select_helper: None,
    arrays: None,
    complex: None,
};

fn function(function: &Function) -> Spelling {
    use Spelling::{Helper, Native};
    match function {
        Function::Sin => Native("sin"),
        Function::Cos => Native("cos"),
        Function::Tan => Native("tan"),
        Function::Asin => Helper(&ARCSIN),
        Function::Acos => Helper(&ARCCOS),
        Function::Atan => Helper(&ARCTAN),
        Function::Sinh => Native("sinh"),
        Function::Cosh => Native("cosh"),
        Function::Tanh => Native("tanh"),
        Function::Asinh => Helper(&ARSINH),
        Function::Acosh => Helper(&ARCOSH),
        Function::Atanh => Helper(&ARTANH),
        Function::Exp => Native("exp"),
        Function::Ln => Native("ln"),
        Function::Log10 => Native("log10"),
        Function::Sqrt => Helper(&SQUARE_ROOT),
        Function::Abs => Native("abs"),
        Function::Sign => Helper(&SIGN_OF),
        Function::Floor => Native("floor"),
        Function::Ceil => Native("ceil"),
        Function::Round => Helper(&ROUND_EVEN),
        Function::Erf => Native("erf"),
        Function::Heaviside => Helper(&HEAVISIDE),
        Function::Sigmoid => Helper(&SIGMOID),
        Function::Min => Native("min"),
        Function::Max => Native("max"),
        Function::Mod => Helper(&MODULO),
        Function::Atan2 => Helper(&ARCTAN2),
        // Complex numbers are in parts, and functions of a user have their own spelling.
        Function::Real | Function::Imag | Function::Conj | Function::Arg | Function::User(_) => Native(""),
    }
}

/// Functions that call this one need its definition, too.
pub(super) const ARCTAN: Helper = Helper {
    name: "arctan",
    // By a quarter of the angle.
    text: "
function arctan(x real) real:
    half real = x / (1.0 + (1.0 + x * x)**0.5)
    quarter real = half / (1.0 + (1.0 + half * half)**0.5)
    z real = quarter * quarter
    even real = z * (0.3333333333333293 + z * z * (0.14285714272503466 + z * z * (0.09090887133436507 \\
        + z * z * (0.06661073137387531 + z * z * (0.049768779946159324 + z * z * 0.016285820115365782)))))
    odd real = z * z * (0.19999999999876483 + z * z * (0.11111110405462356 + z * z * (0.0769187620504483 \\
        + z * z * (0.058335701337905735 + z * z * 0.036531572744216916))))
    return 4.0 * (quarter - quarter * (even - odd))
",
};

const ARCSIN: Helper = Helper {
    name: "arcsin",
    text: "
function arcsin(x real) real:
    return 2.0 * arctan(x / (1.0 + (1.0 - x * x)**0.5))
",
};

const ARCCOS: Helper = Helper {
    name: "arccos",
    text: "
function arccos(x real) real:
    return 1.5707963267948966 - 2.0 * arctan(x / (1.0 + (1.0 - x * x)**0.5))
",
};

const ARCTAN2: Helper = Helper {
    name: "arctan2",
    text: "
function arctan2(y real, x real) real:
    below real = (x * x + y * y)**0.5 + abs(x)
    if below == 0.0:
        return 0.0
    angle real = 2.0 * arctan(y / below)
    if x >= 0.0:
        return angle
    if y < 0.0:
        return -3.141592653589793 - angle
    return 3.141592653589793 - angle
",
};

const ARSINH: Helper = Helper {
    name: "arsinh",
    text: "
function arsinh(x real) real:
    size real = ln(abs(x) + (x * x + 1.0)**0.5)
    if x < 0.0:
        return -size
    return size
",
};

const ARCOSH: Helper = Helper {
    name: "arcosh",
    text: "
function arcosh(x real) real:
    return ln(x + (x * x - 1.0)**0.5)
",
};

const ARTANH: Helper = Helper {
    name: "artanh",
    text: "
function artanh(x real) real:
    return 0.5 * ln((1.0 + x) / (1.0 - x))
",
};

const SQUARE_ROOT: Helper = Helper {
    name: "square_root",
    text: "
function square_root(x real) real:
    return x**0.5
",
};

const SIGN_OF: Helper = Helper {
    name: "sign_of",
    text: "
function sign_of(x real) real:
    if x > 0.0:
        return 1.0
    if x < 0.0:
        return -1.0
    return 0.0 * x
",
};

const ROUND_EVEN: Helper = Helper {
    name: "round_even",
    text: "
function round_even(x real) real:
    up real = floor(x + 0.5)
    if up == x + 0.5 and up - 2.0 * floor(0.5 * up) > 0.5:
        return up - 1.0
    return up
",
};

const HEAVISIDE: Helper = Helper {
    name: "heaviside",
    text: "
function heaviside(x real) real:
    if x > 0.0:
        return 1.0
    if x < 0.0:
        return 0.0
    return 0.5 + 0.0 * x
",
};

const SIGMOID: Helper = Helper {
    name: "sigmoid",
    text: "
function sigmoid(x real) real:
    return 1.0 / (1.0 + exp(-x))
",
};

const MODULO: Helper = Helper {
    name: "modulo",
    text: "
function modulo(x real, y real) real:
    return x - y * floor(x / y)
",
};
