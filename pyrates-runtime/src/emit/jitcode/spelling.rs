//! How Python with SymEngine spells expressions and lists of them.

use pyrates_ir::expr::{CompareOp, Expr, LogicOp};
use pyrates_ir::function::Function;

use crate::emit::prepared::{Leaf, Prepared, PreparedValue};
use crate::emit::syntax::{ArrayStatement, ArraySyntax, Helper, Logic, Power, Spelling, Syntax};

pub(in crate::emit) const SYNTAX: Syntax = Syntax {
    language: "jitcode",
    // Values that are not finite are refused.
    number: |x| format!("{x:?}"),
    function,
    times: "*",
    over: "/",
    power: Power::Operator("**"),
    // Of symbols these ask for equal text, so they are written in other words before; see `without_equalities`.
    not_equal: "!=",
    enclosed_conditions: false,
    logic: Logic::Functions { and: "And", or: "Or", not: "Not" },
    select: |condition, a, b| format!("Piecewise(({a}, {condition}), ({b}, True))"),
    select_helper: None,
    arrays: Some(&ArraySyntax {
        index: |name| format!("{name}[i]"),
        statement,
        link_sum_helper: Some(&LINK_SUM),
    }),
    complex: None,
};

fn statement(name: &str, n: usize, statement: &ArrayStatement) -> Vec<String> {
    let value = match statement {
        ArrayStatement::Each(value) => format!("[{value} for i in range({n})]"),
        ArrayStatement::Fill(value) => format!("[{value}]*{n}"),
        ArrayStatement::Sum(value, n) => format!("Add(*[{value} for i in range({n})])"),
        ArrayStatement::Product(matrix, _, vector) => {
            format!("[Add(*[a*b for a, b in zip(row, {vector})]) for row in {matrix}]")
        }
        ArrayStatement::Element(of, i) => format!("{of}[{i}]"),
        ArrayStatement::Pick(of, table) => format!("[{of}[i] for i in {table}]"),
        ArrayStatement::LinkSum(table, value, n_links) => {
            format!("link_sum({table}, [{value} for i in range({n_links})], {n})")
        }
    };
    vec![format!("{name} = {value}")]
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
        Function::Log10 => Helper(&LOG10),
        Function::Sqrt => Native("sqrt"),
        Function::Abs => Native("Abs"),
        Function::Sign => Native("sign"),
        Function::Floor => Native("floor"),
        Function::Ceil => Native("ceiling"),
        Function::Round => Helper(&ROUND),
        Function::Erf => Native("erf"),
        Function::Heaviside => Helper(&HEAVISIDE),
        Function::Sigmoid => Helper(&SIGMOID),
        Function::Min => Native("Min"),
        Function::Max => Native("Max"),
        Function::Mod => Helper(&MODULO),
        Function::Atan2 => Native("atan2"),
        // Lowering replaces functions of complex numbers by what they are on reals.
        Function::Real | Function::Imag | Function::Conj | Function::Arg => Native("conjugate"),
        // The user spells them; see `Printer`.
        Function::User(_) => Native(""),
    }
}

/// The model with `a <= b and a >= b` for `a == b`.
pub(super) fn without_equalities(model: &Prepared) -> Prepared {
    let mut result = model.clone();
    for auxiliary in &mut result.auxiliaries {
        match &mut auxiliary.value {
            PreparedValue::Each(e) | PreparedValue::Fill(e) | PreparedValue::Sum(e) => *e = rewritten(e),
            PreparedValue::LinkSum { value, .. } => *value = rewritten(value),
            PreparedValue::Product { .. } | PreparedValue::Pick { .. } => {}
        }
    }
    let noise = result.noise.iter_mut().map(|noise| &mut noise.amplitude);
    let delays = result.delays.iter_mut().map(|delay| &mut delay.value);
    for e in result.derivatives.iter_mut().chain(delays).chain(noise) {
        *e = rewritten(e);
    }
    result
}

fn rewritten(e: &Expr<Leaf>) -> Expr<Leaf> {
    let e = e.map_children(rewritten);
    let both = |a: &Expr<Leaf>, b: &Expr<Leaf>| {
        let within = |op| Expr::compare(op, a.clone(), b.clone());
        Expr::logic(LogicOp::And, within(CompareOp::Le), within(CompareOp::Ge))
    };
    match &e {
        Expr::Compare(CompareOp::Eq, a, b) => both(a, b),
        Expr::Compare(CompareOp::Ne, a, b) => Expr::Not(Box::new(both(a, b))),
        _ => e,
    }
}

static LINK_SUM: Helper = Helper {
    name: "link_sum",
    text: r#"
def link_sum(targets, values, n):
    """For each of n elements, the sum of the values of the links that end there."""
    terms = [[] for _ in range(n)]
    for target, value in zip(targets, values):
        terms[target].append(value)
    return [Add(*values) for values in terms]
"#,
};

static LOG10: Helper = Helper {
    name: "log10",
    text: r#"
def log10(x):
    """The logarithm to base 10."""
    return log(x)/log(10.0)
"#,
};

static ROUND: Helper = Helper {
    name: "round_even",
    text: r#"
def round_even(x):
    """The nearest whole number, halves to the even one."""
    up = floor(x + 0.5)
    is_half = And(up <= x + 0.5, up >= x + 0.5)
    return up - Piecewise((up - 2.0*floor(0.5*up), is_half), (0.0, True))
"#,
};

static HEAVISIDE: Helper = Helper {
    name: "heaviside",
    text: r#"
def heaviside(x):
    """0 below zero, 1/2 at zero, 1 above."""
    return 0.5*(sign(x) + 1.0)
"#,
};

static SIGMOID: Helper = Helper {
    name: "sigmoid",
    text: r#"
def sigmoid(x):
    """The logistic function."""
    return 1.0/(1.0 + exp(-x))
"#,
};

static MODULO: Helper = Helper {
    name: "modulo",
    text: r#"
def modulo(x, y):
    """The remainder with the sign of y."""
    return x - y*floor(x/y)
"#,
};
