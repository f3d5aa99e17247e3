//! How Julia spells expressions and arrays.

use pyrates_ir::function::Function;

use crate::emit::syntax::{
    ArrayStatement, ArraySyntax, ComplexSyntax, Helper, Logic, Power, Spelling, Syntax,
};

pub(in crate::emit) const SYNTAX: Syntax = Syntax {
    language: "julia",
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
    arrays: Some(&ArraySyntax {
        index: |name| format!("{name}[i]"),
        statement,
        link_sum_helper: Some(&LINK_SUM),
    }),
    complex: Some(&ComplexSyntax {
        imaginary: |number| format!("{number}im"),
        function,
        power: Power::Operator("^"),
        promoted: None,
        select: |_, condition, a, b| format!("({condition} ? {a} : {b})"),
        statement,
        link_sum_helper: Some(&LINK_SUM),
    }),
};

fn statement(name: &str, n: usize, statement: &ArrayStatement) -> Vec<String> {
    let value = match statement {
        ArrayStatement::Each(value) => format!("[{value} for i in 1:{n}]"),
        ArrayStatement::Fill(value) => format!("fill({value}, {n})"),
        ArrayStatement::Sum(value, n) => format!("sum({value} for i in 1:{n})"),
        ArrayStatement::Product(matrix, columns, vector) => {
            format!("transpose(reshape({matrix}, {columns}, {n}))*{vector}")
        }
        ArrayStatement::Element(of, i) => format!("{of}[{}]", i + 1),
        ArrayStatement::Pick(of, table) => format!("{of}[{table}]"),
        ArrayStatement::LinkSum(table, value, n_links) => {
            format!("link_sum({table}, [{value} for i in 1:{n_links}], {n})")
        }
    };
    vec![format!("{name} = {value}")]
}

static LINK_SUM: Helper = Helper {
    name: "link_sum",
    text: "
# For each of n elements, the sum of the values of the links that end there.
function link_sum(targets, values, n)
    sums = zeros(eltype(values), n)
    for (target, value) in zip(targets, values)
        sums[target] += value
    end
    return sums
end
",
};

fn number(x: f64) -> String {
    if x.is_nan() {
        "NaN".to_string()
    } else if x.is_infinite() {
        "Inf".to_string()
    } else {
        format!("{x:?}")
    }
}

pub(super) fn function(function: &Function) -> Spelling {
    use Spelling::{Helper, Native};
    match function {
        Function::Sin => Native("sin"),
        Function::Cos => Native("cos"),
        Function::Tan => Native("tan"),
        Function::Asin => Native("asin"),
        Function::Acos => Native("acos"),
        Function::Atan | Function::Atan2 => Native("atan"),
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
        Function::Ceil => Native("ceil"),
        Function::Round => Native("round"),
        Function::Erf => Helper(&ERF),
        Function::Heaviside => Helper(&HEAVISIDE),
        Function::Sigmoid => Helper(&SIGMOID),
        Function::Min => Native("min"),
        Function::Max => Native("max"),
        Function::Mod => Native("mod"),
        // Only of complex numbers.
        Function::Real => Native("real"),
        Function::Imag => Native("imag"),
        Function::Conj => Native("conj"),
        Function::Arg => Native("angle"),
        // The user spells them; see `Printer`.
        Function::User(_) => Native(""),
    }
}

static HEAVISIDE: Helper = Helper {
    name: "heaviside",
    text: "
# 0 below zero, 1/2 at zero, 1 above.
heaviside(x) = (sign(x) + 1) / 2
",
};

static SIGMOID: Helper = Helper {
    name: "sigmoid",
    text: "
# The logistic function.
sigmoid(x) = 1 / (1 + exp(-x))
",
};

static ERF: Helper = Helper {
    name: "erf",
    text: "
# The error function: a series near zero, a scaled complement elsewhere.
const erf_series = (
    {series},
)
const erf_scaled = (
    {scaled},
)

function erf(x)
    a = abs(x)
    a < {end} && return x * evalpoly(x * x, reverse(erf_series))
    a > 6.0 && return copysign(one(x), x)
    s = (a - {centre}) / (a + {centre})
    complement = exp(-a * a) * evalpoly(s, reverse(erf_scaled)) / (a + {centre})
    return copysign(1 - complement, x)
end
",
};
