//! How C spells expressions and arrays.

use pyrates_ir::function::Function;

use crate::emit::syntax::{
    ArrayStatement, ArraySyntax, ComplexSyntax, Helper, Logic, Power, Spelling, Syntax,
};

pub(in crate::emit) const SYNTAX: Syntax = Syntax {
    language: "c",
    number,
    function,
    times: "*",
    over: "/",
    power: Power::Function("pow"),
    not_equal: "!=",
    enclosed_conditions: false,
    logic: Logic::Operators { and: "&&", or: "||", not: "!" },
    select: |condition, a, b| format!("({condition} ? {a} : {b})"),
    select_helper: None,
    arrays: Some(&ArraySyntax { index: |name| format!("{name}[i]"), statement, link_sum_helper: None }),
    complex: Some(&ComplexSyntax {
        imaginary: |number| format!("({number}*I)"),
        function: complex_function,
        power: Power::Function("cpow"),
        promoted: None,
        select: |_, condition, a, b| format!("({condition} ? {a} : {b})"),
        statement: |name, n, array| typed_statement("double complex", name, n, array),
        link_sum_helper: None,
    }),
};

fn statement(name: &str, n: usize, array: &ArrayStatement) -> Vec<String> {
    typed_statement("double", name, n, array)
}

/// Arrays are declared where they are computed, with elements of a type.
fn typed_statement(kind: &str, name: &str, n: usize, statement: &ArrayStatement) -> Vec<String> {
    let value = match *statement {
        ArrayStatement::Each(value) | ArrayStatement::Fill(value) => value.to_string(),
        ArrayStatement::Element(of, i) => return vec![format!("const {kind} {name} = {of}[{i}];")],
        ArrayStatement::Pick(of, table) => format!("{of}[{table}[i]]"),
        ArrayStatement::Sum(value, n) => {
            return vec![format!("{kind} {name} = 0.0;"), each(n, &format!("{name} += {value};"))];
        }
        ArrayStatement::Product(matrix, columns, vector) => {
            return vec![
                format!("{kind} {name}[{n}] = {{0.0}};"),
                format!("for (int i = 0; i < {n}; ++i) {{"),
                format!("    for (int j = 0; j < {columns}; ++j) {{"),
                format!("        {name}[i] += {matrix}[i*{columns} + j]*{vector}[j];"),
                "    }".to_string(),
                "}".to_string(),
            ];
        }
        ArrayStatement::LinkSum(table, value, n_links) => {
            let sum = each(n_links, &format!("{name}[{table}[i]] += {value};"));
            return vec![format!("{kind} {name}[{n}] = {{0.0}};"), sum];
        }
    };
    vec![format!("{kind} {name}[{n}];"), each(n, &format!("{name}[i] = {value};"))]
}

/// A loop with one statement.
pub(super) fn each(n: usize, statement: &str) -> String {
    format!("for (int i = 0; i < {n}; ++i) {statement}")
}

fn number(x: f64) -> String {
    if x.is_nan() {
        "NAN".to_string()
    } else if x.is_infinite() {
        "INFINITY".to_string()
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
        Function::Abs => Native("fabs"),
        Function::Sign => Helper(&SIGN),
        Function::Floor => Native("floor"),
        Function::Ceil => Native("ceil"),
        // In the default rounding mode halves go to the even number.
        Function::Round => Native("rint"),
        Function::Erf => Native("erf"),
        Function::Heaviside => Helper(&HEAVISIDE),
        Function::Sigmoid => Helper(&SIGMOID),
        Function::Min => Native("fmin"),
        Function::Max => Native("fmax"),
        Function::Mod => Helper(&MODULO),
        Function::Atan2 => Native("atan2"),
        Function::Real | Function::Imag | Function::Conj | Function::Arg => complex_function(function),
        // The user spells them; see `Printer`.
        Function::User(_) => Native(""),
    }
}

/// Functions of complex numbers; those that are not here take real arguments only.
fn complex_function(of: &Function) -> Spelling {
    Spelling::Native(match of {
        Function::Sin => "csin",
        Function::Cos => "ccos",
        Function::Tan => "ctan",
        Function::Asin => "casin",
        Function::Acos => "cacos",
        Function::Atan => "catan",
        Function::Sinh => "csinh",
        Function::Cosh => "ccosh",
        Function::Tanh => "ctanh",
        Function::Asinh => "casinh",
        Function::Acosh => "cacosh",
        Function::Atanh => "catanh",
        Function::Exp => "cexp",
        Function::Ln => "clog",
        Function::Sqrt => "csqrt",
        Function::Abs => "cabs",
        Function::Real => "creal",
        Function::Imag => "cimag",
        Function::Conj => "conj",
        Function::Arg => "carg",
        other => return function(other),
    })
}

static SIGN: Helper = Helper {
    name: "signum",
    text: "
/* -1, 0 or 1. */
PYRATES_INLINE double signum(double x)
{
    return (x > 0.0) - (x < 0.0);
}
",
};

static HEAVISIDE: Helper = Helper {
    name: "heaviside",
    text: "
/* 0 below zero, 1/2 at zero, 1 above. */
PYRATES_INLINE double heaviside(double x)
{
    return 0.5*((x > 0.0) + (x >= 0.0));
}
",
};

static SIGMOID: Helper = Helper {
    name: "sigmoid",
    text: "
/* The logistic function. */
PYRATES_INLINE double sigmoid(double x)
{
    return 1.0/(1.0 + exp(-x));
}
",
};

static MODULO: Helper = Helper {
    name: "modulo",
    text: "
/* The remainder with the sign of the divisor. */
PYRATES_INLINE double modulo(double x, double y)
{
    const double r = fmod(x, y);
    return r != 0.0 && (r < 0.0) != (y < 0.0) ? r + y : r;
}
",
};
