//! How R spells expressions and arrays.

use pyrates_ir::function::Function;

use crate::emit::syntax::{ArrayStatement, ArraySyntax, Helper, Logic, Power, Spelling, Syntax};

pub(in crate::emit) const SYNTAX: Syntax = Syntax {
    language: "r",
    number,
    function,
    times: "*",
    over: "/",
    power: Power::Operator("^"),
    not_equal: "!=",
    enclosed_conditions: false,
    logic: Logic::Operators { and: "&", or: "|", not: "!" },
    select: |condition, a, b| format!("choose_if({condition}, {a}, {b})"),
    select_helper: Some(&CHOOSE_IF),
    arrays: Some(&ArraySyntax { index: str::to_string, statement, link_sum_helper: Some(&LINK_SUM) }),
    complex: None,
};

/// A matrix is a vector of its rows; R's matrices are filled by columns, so it is taken as its transpose.
fn statement(name: &str, n: usize, statement: &ArrayStatement) -> Vec<String> {
    let value = match statement {
        ArrayStatement::Each(value) => value.to_string(),
        ArrayStatement::Fill(value) => format!("rep({value}, {n})"),
        // The sum of one number for each element.
        ArrayStatement::Sum(value, _) => format!("sum({value})"),
        ArrayStatement::Product(matrix, columns, vector) => {
            format!("as.vector(crossprod(matrix({matrix}, {columns}), {vector}))")
        }
        ArrayStatement::Element(of, i) => format!("{of}[[{}]]", i + 1),
        ArrayStatement::Pick(of, table) => format!("{of}[{table}]"),
        ArrayStatement::LinkSum(table, value, _) => format!("link_sum({table}, {value}, {n})"),
    };
    vec![format!("{name} = {value}")]
}

fn number(x: f64) -> String {
    if x.is_nan() {
        "NaN".to_string()
    } else if x.is_infinite() {
        "Inf".to_string()
    } else {
        format!("{x:?}")
    }
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
        Function::Sign => Native("sign"),
        Function::Floor => Native("floor"),
        Function::Ceil => Native("ceiling"),
        // Halves to the even number.
        Function::Round => Native("round"),
        Function::Erf => Helper(&ERF),
        Function::Heaviside => Helper(&HEAVISIDE),
        Function::Sigmoid => Helper(&SIGMOID),
        Function::Min => Native("pmin"),
        Function::Max => Native("pmax"),
        Function::Mod => Helper(&MODULO),
        Function::Atan2 => Native("atan2"),
        // Lowering replaces functions of complex numbers by what they are on reals.
        Function::Real => Native("Re"),
        Function::Imag => Native("Im"),
        Function::Conj => Native("Conj"),
        Function::Arg => Native("Arg"),
        // The user spells them; see `Printer`.
        Function::User(_) => Native(""),
    }
}

static CHOOSE_IF: Helper = Helper {
    name: "choose_if",
    text: "
# a where the condition holds, b elsewhere; numbers stand for as many equal ones as are wanted.
choose_if <- function(condition, a, b) {
  n <- max(length(condition), length(a), length(b))
  ifelse(rep_len(condition, n) %in% TRUE, rep_len(a, n), rep_len(b, n))
}
",
};

static LINK_SUM: Helper = Helper {
    name: "link_sum",
    text: "
# For each of n elements, the sum of the values of the links that end there.
link_sum <- function(targets, values, n) {
  added <- rowsum(rep_len(values, length(targets)), targets)
  sums <- numeric(n)
  sums[as.integer(rownames(added))] <- added
  sums
}
",
};

static ERF: Helper = Helper {
    name: "erf",
    text: "
# The error function.
erf <- function(x) sign(x) * pgamma(x * x, 0.5)
",
};

static HEAVISIDE: Helper = Helper {
    name: "heaviside",
    text: "
# 0 below zero, 1/2 at zero, 1 above.
heaviside <- function(x) (sign(x) + 1) / 2
",
};

static SIGMOID: Helper = Helper {
    name: "sigmoid",
    text: "
# The logistic function.
sigmoid <- function(x) 1 / (1 + exp(-x))
",
};

static MODULO: Helper = Helper {
    name: "modulo",
    text: "
# The remainder with the sign of y.
modulo <- function(x, y) x %% y
",
};
