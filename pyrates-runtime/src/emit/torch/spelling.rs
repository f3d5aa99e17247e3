//! Numbers, functions and arrays in the words of PyTorch.

use pyrates_ir::function::Function;

use crate::emit::syntax::{
    ArrayStatement, ArraySyntax, ComplexSyntax, Helper, Logic, Power, Spelling, Syntax,
};
use crate::emit::tensors::{Tensors, is_number, number};

pub(in crate::emit) const SYNTAX: Syntax = Syntax {
    language: "torch",
    number,
    function,
    times: "*",
    over: "/",
    power: Power::Operator("**"),
    not_equal: "!=",
    enclosed_conditions: false,
    logic: Logic::Functions { and: "torch.logical_and", or: "torch.logical_or", not: "torch.logical_not" },
    select,
    select_helper: None,
    arrays: Some(&ArraySyntax { index: str::to_string, statement, link_sum_helper: Some(&LINK_SUM) }),
    complex: Some(&ComplexSyntax {
        imaginary: |number| format!("{number}j"),
        function,
        power: Power::Operator("**"),
        promoted: None,
        // Plain numbers are real.
        select: |_, condition, a, b| choice("y.real", condition, a, b),
        statement: complex_statement,
        link_sum_helper: Some(&LINK_SUM),
    }),
};

pub(super) const TENSORS: Tensors = Tensors {
    syntax: &SYNTAX,
    stack: ("torch.stack", "dim"),
    join: ("torch.cat", "dim"),
    zeros_like: "torch.zeros_like",
    flat: |matrix| format!("{matrix}.reshape(-1)"),
    table: |list| format!("torch.tensor({list})"),
    pick: |of, table| match of.strip_suffix(":]") {
        Some(before) => format!("{before}{table}]"),
        None => format!("{of}[..., {table}]"),
    },
    pairs: |lags, states| format!("Z[..., {lags}, {states}]"),
    range: |from, to| format!("torch.arange({from}, {to})"),
    time: Some("torch.as_tensor(t, dtype=y.dtype, device=y.device)"),
    real_dtype: "y.real.dtype",
    real: |value| format!("{value}.real"),
    complex: |value| format!("({value}).to(y.dtype)"),
};

/// A choice between twice the same variable is that variable with a gradient only where the condition holds.
fn select(condition: &str, a: &str, b: &str) -> String {
    choice("y", condition, a, b)
}

/// The same, of which two numbers have the type of `like`.
fn choice(like: &str, condition: &str, a: &str, b: &str) -> String {
    if a == b {
        format!("torch.where({condition}, {a}, {a}.detach())")
    } else if is_number(a) && is_number(b) {
        format!("torch.where({condition}, {like}.new_tensor({a}), {like}.new_tensor({b}))")
    } else {
        format!("torch.where({condition}, {a}, {b})")
    }
}

fn statement(name: &str, n: usize, statement: &ArrayStatement) -> Vec<String> {
    let value = match statement {
        ArrayStatement::Each(value) => value.to_string(),
        ArrayStatement::Fill(value) => format!("fill({value}, {n})"),
        ArrayStatement::Sum(value, _) => format!("torch.sum({value}, dim=-1, keepdim=True)"),
        ArrayStatement::Product(matrix, _, vector) => {
            format!("torch.nn.functional.linear({vector}, {matrix})")
        }
        ArrayStatement::Element(of, i) => format!("{of}[..., {i}:{}]", i + 1),
        ArrayStatement::Pick(of, table) => format!("{of}[..., {table}]"),
        ArrayStatement::LinkSum(table, value, _) => format!("link_sum({table}, {value}, {n})"),
    };
    vec![format!("{name} = {value}")]
}

fn complex_statement(name: &str, n: usize, array: &ArrayStatement) -> Vec<String> {
    match array {
        ArrayStatement::Product(matrix, _, vector) => {
            vec![format!("{name} = torch.nn.functional.linear({vector}, {matrix}.to({vector}.dtype))")]
        }
        other => statement(name, n, other),
    }
}

fn function(function: &Function) -> Spelling {
    use Spelling::{Helper, Native};
    match function {
        Function::Sin => Native("torch.sin"),
        Function::Cos => Native("torch.cos"),
        Function::Tan => Native("torch.tan"),
        Function::Asin => Native("torch.asin"),
        Function::Acos => Native("torch.acos"),
        Function::Atan => Native("torch.atan"),
        Function::Sinh => Native("torch.sinh"),
        Function::Cosh => Native("torch.cosh"),
        Function::Tanh => Native("torch.tanh"),
        Function::Asinh => Native("torch.asinh"),
        Function::Acosh => Native("torch.acosh"),
        Function::Atanh => Native("torch.atanh"),
        Function::Exp => Native("torch.exp"),
        Function::Ln => Native("torch.log"),
        Function::Log10 => Native("torch.log10"),
        Function::Sqrt => Native("torch.sqrt"),
        Function::Abs => Native("torch.abs"),
        Function::Sign => Native("torch.sign"),
        Function::Floor => Native("torch.floor"),
        Function::Ceil => Native("torch.ceil"),
        Function::Round => Native("torch.round"),
        Function::Erf => Native("torch.erf"),
        Function::Heaviside => Helper(&HEAVISIDE),
        Function::Sigmoid => Native("torch.sigmoid"),
        Function::Min => Helper(&MINIMUM),
        Function::Max => Helper(&MAXIMUM),
        Function::Mod => Native("torch.remainder"),
        Function::Atan2 => Helper(&ATAN2),
        // Only of complex numbers.
        Function::Real => Native("torch.real"),
        Function::Imag => Native("torch.imag"),
        Function::Conj => Native("torch.conj"),
        Function::Arg => Native("torch.angle"),
        // The user spells them; see `Printer`.
        Function::User(_) => Native(""),
    }
}

static HEAVISIDE: Helper = Helper {
    name: "heaviside",
    text: r#"
def heaviside(x):
    """0 below zero, 1/2 at zero, 1 above; its derivative is zero."""
    return 0.5*(torch.sign(x) + 1.0)
"#,
};

static MINIMUM: Helper = Helper {
    name: "minimum",
    text: r#"
def minimum(a, b):
    """The smaller of two values, one of which may be a plain number."""
    like = a if torch.is_tensor(a) else b
    return torch.minimum(like.new_tensor(a) if a is not like else a, b if torch.is_tensor(b) else like.new_tensor(b))
"#,
};

static MAXIMUM: Helper = Helper {
    name: "maximum",
    text: r#"
def maximum(a, b):
    """The larger of two values, one of which may be a plain number."""
    like = a if torch.is_tensor(a) else b
    return torch.maximum(like.new_tensor(a) if a is not like else a, b if torch.is_tensor(b) else like.new_tensor(b))
"#,
};

static ATAN2: Helper = Helper {
    name: "atan2",
    text: r#"
def atan2(y, x):
    """The angle of a point, of whose coordinates one may be a plain number."""
    like = y if torch.is_tensor(y) else x
    return torch.atan2(like.new_tensor(y) if y is not like else y, x if torch.is_tensor(x) else like.new_tensor(x))
"#,
};

static LINK_SUM: Helper = Helper {
    name: "link_sum",
    text: r#"
def link_sum(targets, values, n):
    """For each of n targets, the sum of the values of the links that end there."""
    values = values.expand(values.shape[:-1] + targets.shape)
    return values.new_zeros(values.shape[:-1] + (n,)).index_add(-1, targets.to(values.device), values)
"#,
};

/// An array of copies.
pub(super) const FILL: &str = r#"
def fill(value, n):
    """n copies of a number along the last axis."""
    return value.expand(value.shape[:-1] + (n,))
"#;
