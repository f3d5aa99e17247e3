//! Numbers, functions and arrays in the words of JAX.

use pyrates_ir::function::Function;

use crate::emit::syntax::{
    ArrayStatement, ArraySyntax, ComplexSyntax, Helper, Logic, Power, Spelling, Syntax,
};
use crate::emit::tensors::{Tensors, number};

pub(in crate::emit) const SYNTAX: Syntax = Syntax {
    language: "jax",
    number,
    function,
    times: "*",
    over: "/",
    power: Power::Operator("**"),
    not_equal: "!=",
    enclosed_conditions: false,
    logic: Logic::Functions { and: "jnp.logical_and", or: "jnp.logical_or", not: "jnp.logical_not" },
    select,
    select_helper: None,
    arrays: Some(&ArraySyntax { index: str::to_string, statement, link_sum_helper: Some(&LINK_SUM) }),
    complex: Some(&ComplexSyntax {
        imaginary: |number| format!("{number}j"),
        function,
        power: Power::Operator("**"),
        promoted: None,
        select: |_, condition, a, b| select(condition, a, b),
        statement,
        link_sum_helper: Some(&LINK_SUM),
    }),
};

pub(super) const TENSORS: Tensors = Tensors {
    syntax: &SYNTAX,
    stack: ("jnp.stack", "axis"),
    join: ("jnp.concatenate", "axis"),
    zeros_like: "jnp.zeros_like",
    flat: |matrix| format!("{matrix}.reshape(-1)"),
    table: |list| format!("np.array({list})"),
    pick: |of, table| match of.strip_suffix(":]") {
        Some(before) => format!("{before}{table}]"),
        None => format!("{of}[..., {table}]"),
    },
    pairs: |lags, states| format!("Z[..., {lags}, {states}]"),
    range: |from, to| format!("np.arange({from}, {to})"),
    time: None,
    real_dtype: "y.real.dtype",
    real: |value| format!("{value}.real"),
    complex: |value| format!("({value}).astype(y.dtype)"),
};

/// A choice between twice the same variable is that variable with a gradient only where the condition holds.
fn select(condition: &str, a: &str, b: &str) -> String {
    if a == b {
        format!("jnp.where({condition}, {a}, jax.lax.stop_gradient({a}))")
    } else {
        format!("jnp.where({condition}, {a}, {b})")
    }
}

fn statement(name: &str, n: usize, statement: &ArrayStatement) -> Vec<String> {
    let value = match statement {
        ArrayStatement::Each(value) => value.to_string(),
        ArrayStatement::Fill(value) => format!("fill({value}, {n})"),
        ArrayStatement::Sum(value, _) => format!("jnp.sum({value}, axis=-1, keepdims=True)"),
        ArrayStatement::Product(matrix, _, vector) => format!("{vector} @ {matrix}.T"),
        ArrayStatement::Element(of, i) => format!("{of}[..., {i}:{}]", i + 1),
        ArrayStatement::Pick(of, table) => format!("{of}[..., {table}]"),
        ArrayStatement::LinkSum(table, value, _) => format!("link_sum({table}, {value}, {n})"),
    };
    vec![format!("{name} = {value}")]
}

fn function(function: &Function) -> Spelling {
    use Spelling::{Helper, Native};
    match function {
        Function::Sin => Native("jnp.sin"),
        Function::Cos => Native("jnp.cos"),
        Function::Tan => Native("jnp.tan"),
        Function::Asin => Native("jnp.arcsin"),
        Function::Acos => Native("jnp.arccos"),
        Function::Atan => Native("jnp.arctan"),
        Function::Sinh => Native("jnp.sinh"),
        Function::Cosh => Native("jnp.cosh"),
        Function::Tanh => Native("jnp.tanh"),
        Function::Asinh => Native("jnp.arcsinh"),
        Function::Acosh => Native("jnp.arccosh"),
        Function::Atanh => Native("jnp.arctanh"),
        Function::Exp => Native("jnp.exp"),
        Function::Ln => Native("jnp.log"),
        Function::Log10 => Native("jnp.log10"),
        Function::Sqrt => Native("jnp.sqrt"),
        Function::Abs => Native("jnp.abs"),
        Function::Sign => Native("jnp.sign"),
        Function::Floor => Native("jnp.floor"),
        Function::Ceil => Native("jnp.ceil"),
        Function::Round => Native("jnp.round"),
        Function::Erf => Native("jax.scipy.special.erf"),
        Function::Heaviside => Helper(&HEAVISIDE),
        Function::Sigmoid => Native("jax.nn.sigmoid"),
        Function::Min => Native("jnp.minimum"),
        Function::Max => Native("jnp.maximum"),
        Function::Mod => Native("jnp.mod"),
        Function::Atan2 => Native("jnp.arctan2"),
        // Only of complex numbers.
        Function::Real => Native("jnp.real"),
        Function::Imag => Native("jnp.imag"),
        Function::Conj => Native("jnp.conj"),
        Function::Arg => Native("jnp.angle"),
        // The user spells them; see `Printer`.
        Function::User(_) => Native(""),
    }
}

static HEAVISIDE: Helper = Helper {
    name: "heaviside",
    text: r#"
def heaviside(x):
    """0 below zero, 1/2 at zero, 1 above; its derivative is zero."""
    return 0.5*(jnp.sign(x) + 1.0)
"#,
};

static LINK_SUM: Helper = Helper {
    name: "link_sum",
    text: r#"
def link_sum(targets, values, n):
    """For each of n targets, the sum of the values of the links that end there."""
    values = jnp.broadcast_to(values, jnp.shape(values)[:-1] + targets.shape)
    return jnp.zeros(values.shape[:-1] + (n,), values.dtype).at[..., targets].add(values)
"#,
};

/// An array of copies.
pub(super) const FILL: &str = r#"
def fill(value, n):
    """n copies of a number along the last axis."""
    return jnp.broadcast_to(value, jnp.shape(value)[:-1] + (n,))
"#;
