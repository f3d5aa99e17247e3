//! How Stan spells expressions and arrays.

use pyrates_ir::function::Function;

use crate::emit::syntax::{ArrayStatement, ArraySyntax, Helper, Logic, Power, Spelling, Syntax};

pub(in crate::emit) const SYNTAX: Syntax = Syntax {
    language: "stan",
    number,
    function,
    times: "*",
    over: "/",
    power: Power::Operator("^"),
    not_equal: "!=",
    enclosed_conditions: false,
    logic: Logic::Operators { and: "&&", or: "||", not: "!" },
    select: |condition, a, b| format!("({condition} ? {a} : {b})"),
    select_helper: None,
    arrays: Some(&ArraySyntax { index: |name| format!("{name}[i]"), statement, link_sum_helper: None }),
    complex: None,
};

/// Vectors are declared where they are computed; tables count from 1.
fn statement(name: &str, n: usize, statement: &ArrayStatement) -> Vec<String> {
    let value = match *statement {
        ArrayStatement::Each(value) => {
            return vec![format!("vector[{n}] {name};"), each(n, &format!("{name}[i] = {value};"))];
        }
        ArrayStatement::Sum(value, n) => {
            return vec![format!("real {name} = 0.0;"), each(n, &format!("{name} += {value};"))];
        }
        ArrayStatement::LinkSum(table, value, n_links) => {
            let sum = each(n_links, &format!("{name}[{table}[i]] += {value};"));
            return vec![format!("vector[{n}] {name} = rep_vector(0.0, {n});"), sum];
        }
        ArrayStatement::Element(of, i) => return vec![format!("real {name} = {of}[{}];", i + 1)],
        ArrayStatement::Fill(value) => format!("rep_vector({value}, {n})"),
        ArrayStatement::Product(matrix, _, vector) => format!("{matrix}*{vector}"),
        ArrayStatement::Pick(of, table) => format!("{of}[{table}]"),
    };
    vec![format!("vector[{n}] {name} = {value};")]
}

/// A loop with one statement.
pub(super) fn each(n: usize, statement: &str) -> String {
    format!("for (i in 1:{n}) {statement}")
}

/// The capabilities leave only finite numbers.
fn number(x: f64) -> String {
    format!("{x:?}")
}

fn function(function: &Function) -> Spelling {
    use Spelling::{Helper, Native};
    match function {
        Function::Sin => Native("sin"),
        Function::Cos => Native("cos"),
        Function::Tan => Native("tan"),
        Function::Asin => Native("asin"),
        Function::Acos => Native("acos"),
        Function::Atan => Native("atan"),
        Function::Sinh => Native("sinh"),
        Function::Cosh => Native("cosh"),
        Function::Tanh => Native("tanh"),
        Function::Asinh => Native("asinh"),
        Function::Acosh => Native("acosh"),
        Function::Atanh => Native("atanh"),
        Function::Exp => Native("exp"),
        Function::Ln => Native("log"),
        Function::Log10 => Native("log10"),
        Function::Sqrt => Native("sqrt"),
        Function::Abs => Native("abs"),
        Function::Sign => Helper(&SIGN),
        Function::Floor => Native("floor"),
        Function::Ceil => Native("ceil"),
        // Stan's `round` takes halves away from zero.
        Function::Round => Helper(&ROUND),
        Function::Erf => Native("erf"),
        Function::Heaviside => Helper(&HEAVISIDE),
        Function::Sigmoid => Native("inv_logit"),
        Function::Min => Native("fmin"),
        Function::Max => Native("fmax"),
        Function::Mod => Helper(&MODULO),
        Function::Atan2 => Native("atan2"),
        // Lowering replaces functions of complex numbers by what they are on reals.
        Function::Real => Native("get_real"),
        Function::Imag => Native("get_imag"),
        Function::Conj => Native("conj"),
        Function::Arg => Native("arg"),
        // The user spells them; see `Printer`.
        Function::User(_) => Native(""),
    }
}

static SIGN: Helper = Helper {
    name: "signum",
    text: "
// -1, 0 or 1.
real signum(real x) {
  return x > 0.0 ? 1.0 : (x < 0.0 ? -1.0 : 0.0);
}
",
};

static ROUND: Helper = Helper {
    name: "round_even",
    text: "
// The nearest whole number, halves to the even one.
real round_even(real x) {
  real up = floor(x + 0.5);
  return up == x + 0.5 && fmod(up, 2.0) != 0.0 ? up - 1.0 : up;
}
",
};

static HEAVISIDE: Helper = Helper {
    name: "heaviside",
    text: "
// 0 below zero, 1/2 at zero, 1 above.
real heaviside(real x) {
  return x > 0.0 ? 1.0 : (x < 0.0 ? 0.0 : 0.5);
}
",
};

static MODULO: Helper = Helper {
    name: "modulo",
    text: "
// The remainder with the sign of y.
real modulo(real x, real y) {
  real r = fmod(x, y);
  return r != 0.0 && (r < 0.0) != (y < 0.0) ? r + y : r;
}
",
};
