//! How Python with NumPy spells expressions and arrays.

use pyrates_ir::function::Function;

use crate::emit::syntax::{
    ArrayStatement, ArraySyntax, ComplexSyntax, Helper, Logic, Power, Spelling, Syntax,
};

pub(in crate::emit) const SYNTAX: Syntax = Syntax {
    language: "numpy",
    number,
    function,
    times: "*",
    over: "/",
    power: Power::Operator("**"),
    not_equal: "!=",
    enclosed_conditions: false,
    logic: Logic::Functions { and: "np.logical_and", or: "np.logical_or", not: "np.logical_not" },
    select: |condition, a, b| format!("np.where({condition}, {a}, {b})"),
    select_helper: None,
    arrays: Some(&ArraySyntax { index: str::to_string, statement, link_sum_helper: None }),
    complex: Some(&ComplexSyntax {
        imaginary: |number| format!("{number}j"),
        function,
        power: Power::Operator("**"),
        promoted: None,
        select: |_, condition, a, b| format!("np.where({condition}, {a}, {b})"),
        statement: complex_statement,
        link_sum_helper: None,
    }),
};

fn statement(name: &str, n: usize, statement: &ArrayStatement) -> Vec<String> {
    let value = match statement {
        ArrayStatement::Each(value) => value.to_string(),
        ArrayStatement::Fill(value) => format!("np.full({n}, {value})"),
        ArrayStatement::Sum(value, _) => format!("np.sum({value})"),
        ArrayStatement::Product(matrix, columns, vector) => {
            format!("{matrix}.reshape({n}, {columns}) @ {vector}")
        }
        ArrayStatement::Element(of, i) => format!("{of}[{i}]"),
        ArrayStatement::Pick(of, table) => format!("{of}[{table}]"),
        // One link has a number, not an array.
        ArrayStatement::LinkSum(table, value, 1) => format!("np.bincount({table}, [{value}], {n})"),
        ArrayStatement::LinkSum(table, value, _) => format!("np.bincount({table}, {value}, {n})"),
    };
    vec![format!("{name} = {value}")]
}

fn complex_statement(name: &str, n: usize, array: &ArrayStatement) -> Vec<String> {
    match array {
        // `bincount` takes real values.
        ArrayStatement::LinkSum(table, value, _) => {
            vec![
                format!("{name} = np.zeros({n}, dtype=complex)"),
                format!("np.add.at({name}, {table}, {value})"),
            ]
        }
        other => statement(name, n, other),
    }
}

fn number(x: f64) -> String {
    if x.is_nan() {
        "np.nan".to_string()
    } else if x.is_infinite() {
        "np.inf".to_string()
    } else {
        format!("{x:?}")
    }
}

fn function(function: &Function) -> Spelling {
    use Spelling::{Helper, Native};
    match function {
        Function::Sin => Native("np.sin"),
        Function::Cos => Native("np.cos"),
        Function::Tan => Native("np.tan"),
        Function::Asin => Native("np.arcsin"),
        Function::Acos => Native("np.arccos"),
        Function::Atan => Native("np.arctan"),
        Function::Sinh => Native("np.sinh"),
        Function::Cosh => Native("np.cosh"),
        Function::Tanh => Native("np.tanh"),
        Function::Asinh => Native("np.arcsinh"),
        Function::Acosh => Native("np.arccosh"),
        Function::Atanh => Native("np.arctanh"),
        Function::Exp => Native("np.exp"),
        Function::Ln => Native("np.log"),
        Function::Log10 => Native("np.log10"),
        Function::Sqrt => Native("np.sqrt"),
        Function::Abs => Native("np.abs"),
        Function::Sign => Native("np.sign"),
        Function::Floor => Native("np.floor"),
        Function::Ceil => Native("np.ceil"),
        Function::Round => Native("np.rint"),
        Function::Erf => Helper(&ERF),
        Function::Heaviside => Helper(&HEAVISIDE),
        Function::Sigmoid => Helper(&SIGMOID),
        Function::Min => Native("np.minimum"),
        Function::Max => Native("np.maximum"),
        Function::Mod => Native("np.mod"),
        Function::Atan2 => Native("np.arctan2"),
        // Only of complex numbers.
        Function::Real => Native("np.real"),
        Function::Imag => Native("np.imag"),
        Function::Conj => Native("np.conj"),
        Function::Arg => Native("np.angle"),
        // The user spells them; see `Printer`.
        Function::User(_) => Native(""),
    }
}

static HEAVISIDE: Helper = Helper {
    name: "heaviside",
    text: r#"
def heaviside(x):
    """0 below zero, 1/2 at zero, 1 above."""
    return np.heaviside(x, 0.5)

"#,
};

static SIGMOID: Helper = Helper {
    name: "sigmoid",
    text: r#"
def sigmoid(x):
    """The logistic function."""
    return 1.0 / (1.0 + np.exp(-x))

"#,
};

static ERF: Helper = Helper {
    name: "erf",
    text: r#"
ERF_SERIES = (
    {series},
)
ERF_SCALED = (
    {scaled},
)


def erf(x):
    """The error function: a series near zero, a scaled complement elsewhere."""
    a = np.abs(x)
    near = x * np.polyval(ERF_SERIES, x * x)
    a = np.minimum(a, 6.5)
    s = (a - {centre}) / (a + {centre})
    complement = np.exp(-a * a) * np.polyval(ERF_SCALED, s) / (a + {centre})
    return np.where(a < {end}, near, np.copysign(1.0 - complement, x))

"#,
};
