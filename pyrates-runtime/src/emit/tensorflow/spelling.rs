//! Numbers, functions and arrays in the words of TensorFlow.

use pyrates_ir::function::Function;
use pyrates_ir::system::Kind;

use crate::emit::syntax::{
    ArrayStatement, ArraySyntax, ComplexSyntax, Helper, Logic, Power, Spelling, Syntax,
};
use crate::emit::tensors::{Tensors, is_number, number};

pub(in crate::emit) const SYNTAX: Syntax = Syntax {
    language: "tensorflow",
    number,
    function,
    times: "*",
    over: "/",
    power: Power::Operator("**"),
    not_equal: "!=",
    enclosed_conditions: false,
    logic: Logic::Functions { and: "tf.logical_and", or: "tf.logical_or", not: "tf.logical_not" },
    select,
    select_helper: None,
    arrays: Some(&ArraySyntax { index: str::to_string, statement, link_sum_helper: Some(&LINK_SUM) }),
    complex: Some(&ComplexSyntax {
        imaginary: |number| format!("{number}j"),
        function,
        power: Power::Operator("**"),
        promoted: Some(to_complex),
        select: complex_select,
        statement: complex_statement,
        link_sum_helper: Some(&LINK_SUM),
    }),
};

pub(super) const TENSORS: Tensors = Tensors {
    syntax: &SYNTAX,
    stack: ("tf.stack", "axis"),
    join: ("tf.concat", "axis"),
    zeros_like: "tf.zeros_like",
    flat: |matrix| format!("tf.reshape({matrix}, [-1])"),
    table: |list| format!("tf.constant({list})"),
    pick: |of, table| format!("tf.gather({of}, {table}, axis=-1)"),
    pairs: |lags, states| format!("pairs(Z, {lags}, {states})"),
    range: |from, to| format!("tf.range({from}, {to})"),
    time: Some("tf.cast(t, y.dtype)"),
    real_dtype: "y.dtype.real_dtype",
    real: |value| format!("tf.math.real({value})"),
    complex: to_complex,
};

/// A choice between twice the same variable is that variable with a gradient only where the condition holds.
fn select(condition: &str, a: &str, b: &str) -> String {
    let typed = |x: &str| if is_number(x) { format!("tf.constant({x}, y.dtype)") } else { x.to_string() };
    if a == b {
        format!("tf.where({condition}, {a}, tf.stop_gradient({a}))")
    } else {
        format!("tf.where({condition}, {}, {})", typed(a), typed(b))
    }
}

/// The same in models with complex numbers.
fn complex_select(kind: Kind, condition: &str, a: &str, b: &str) -> String {
    let real = |x: &str| match is_number(x) {
        true => format!("tf.constant({x}, y.dtype.real_dtype)"),
        false => x.to_string(),
    };
    match kind {
        _ if a == b => select(condition, a, b),
        Kind::Real => format!("tf.where({condition}, {}, {})", real(a), real(b)),
        Kind::Complex => format!("tf.where({condition}, {}, {})", to_complex(a), to_complex(b)),
    }
}

fn to_complex(value: &str) -> String {
    format!("to_complex({value}, y)")
}

fn complex_statement(name: &str, n: usize, array: &ArrayStatement) -> Vec<String> {
    match array {
        ArrayStatement::Product(matrix, _, vector) => {
            vec![format!("{name} = tf.linalg.matvec({}, {vector})", to_complex(matrix))]
        }
        other => statement(name, n, other),
    }
}

fn statement(name: &str, n: usize, statement: &ArrayStatement) -> Vec<String> {
    let value = match statement {
        ArrayStatement::Each(value) => value.to_string(),
        ArrayStatement::Fill(value) => format!("fill({value}, {n})"),
        ArrayStatement::Sum(value, _) => format!("tf.reduce_sum({value}, axis=-1, keepdims=True)"),
        ArrayStatement::Product(matrix, _, vector) => format!("tf.linalg.matvec({matrix}, {vector})"),
        ArrayStatement::Element(of, i) => format!("{of}[..., {i}:{}]", i + 1),
        ArrayStatement::Pick(of, table) => format!("tf.gather({of}, {table}, axis=-1)"),
        ArrayStatement::LinkSum(table, value, _) => format!("link_sum({table}, {value}, {n})"),
    };
    vec![format!("{name} = {value}")]
}

fn function(function: &Function) -> Spelling {
    use Spelling::{Helper, Native};
    match function {
        Function::Sin => Native("tf.math.sin"),
        Function::Cos => Native("tf.math.cos"),
        Function::Tan => Native("tf.math.tan"),
        Function::Asin => Native("tf.math.asin"),
        Function::Acos => Native("tf.math.acos"),
        Function::Atan => Native("tf.math.atan"),
        Function::Sinh => Native("tf.math.sinh"),
        Function::Cosh => Native("tf.math.cosh"),
        Function::Tanh => Native("tf.math.tanh"),
        Function::Asinh => Native("tf.math.asinh"),
        Function::Acosh => Native("tf.math.acosh"),
        Function::Atanh => Native("tf.math.atanh"),
        Function::Exp => Native("tf.math.exp"),
        Function::Ln => Native("tf.math.log"),
        Function::Log10 => Helper(&LOG10),
        Function::Sqrt => Native("tf.math.sqrt"),
        Function::Abs => Native("tf.math.abs"),
        Function::Sign => Native("tf.math.sign"),
        Function::Floor => Native("tf.math.floor"),
        Function::Ceil => Native("tf.math.ceil"),
        Function::Round => Native("tf.math.round"),
        Function::Erf => Native("tf.math.erf"),
        Function::Heaviside => Helper(&HEAVISIDE),
        Function::Sigmoid => Native("tf.math.sigmoid"),
        Function::Min => Helper(&MINIMUM),
        Function::Max => Helper(&MAXIMUM),
        Function::Mod => Native("tf.math.floormod"),
        Function::Atan2 => Helper(&ATAN2),
        // Only of complex numbers.
        Function::Real => Native("tf.math.real"),
        Function::Imag => Native("tf.math.imag"),
        Function::Conj => Native("tf.math.conj"),
        Function::Arg => Native("tf.math.angle"),
        // The user spells them; see `Printer`.
        Function::User(_) => Native(""),
    }
}

static HEAVISIDE: Helper = Helper {
    name: "heaviside",
    text: r#"
def heaviside(x):
    """0 below zero, 1/2 at zero, 1 above; its derivative is zero."""
    return 0.5*(tf.sign(x) + 1.0)
"#,
};

static LOG10: Helper = Helper {
    name: "log10",
    text: r#"
def log10(x):
    """The logarithm to base 10."""
    return tf.math.log(x)/2.302585092994046
"#,
};

static MINIMUM: Helper = Helper {
    name: "minimum",
    text: r#"
def minimum(a, b):
    """The smaller of two values, one of which may be a plain number."""
    like = a if tf.is_tensor(a) else b
    return tf.minimum(tf.convert_to_tensor(a, like.dtype), tf.convert_to_tensor(b, like.dtype))
"#,
};

static MAXIMUM: Helper = Helper {
    name: "maximum",
    text: r#"
def maximum(a, b):
    """The larger of two values, one of which may be a plain number."""
    like = a if tf.is_tensor(a) else b
    return tf.maximum(tf.convert_to_tensor(a, like.dtype), tf.convert_to_tensor(b, like.dtype))
"#,
};

static ATAN2: Helper = Helper {
    name: "atan2",
    text: r#"
def atan2(y, x):
    """The angle of a point, of whose coordinates one may be a plain number."""
    like = y if tf.is_tensor(y) else x
    return tf.atan2(tf.convert_to_tensor(y, like.dtype), tf.convert_to_tensor(x, like.dtype))
"#,
};

static LINK_SUM: Helper = Helper {
    name: "link_sum",
    text: r#"
def link_sum(targets, values, n):
    """For each of n targets, the sum of the values of the links that end there."""
    batch = tf.shape(values)[:-1]
    values = tf.broadcast_to(values, tf.concat([batch, tf.shape(targets)], 0))
    rows = tf.transpose(tf.reshape(values, [-1, tf.size(targets)]))
    sums = tf.transpose(tf.math.unsorted_segment_sum(rows, targets, n))
    return tf.reshape(sums, tf.concat([batch, [n]], 0))
"#,
};

/// Complex numbers beside real ones, which TensorFlow does not take together.
pub(super) const TO_COMPLEX: &str = r#"
def to_complex(value, y):
    """A number or a tensor as a complex one of the precision of y."""
    if not tf.is_tensor(value):
        return tf.constant(value, tf.complex64 if y.dtype.real_dtype == tf.float32 else tf.complex128)
    return value if value.dtype.is_complex else tf.complex(value, tf.zeros_like(value))
"#;

/// An array of copies.
pub(super) const FILL: &str = r#"
def fill(value, n):
    """n copies of a number along the last axis."""
    return tf.broadcast_to(value, tf.concat([tf.shape(value)[:-1], [n]], 0))
"#;

/// The past in pairs.
pub(super) const PAIRS: &str = r#"
def pairs(Z, lags, states):
    """Elements of the past for pairs of lags and states."""
    shape = tf.shape(Z)
    flat = tf.reshape(Z, tf.concat([shape[:-2], [shape[-2]*shape[-1]]], 0))
    return tf.gather(flat, lags*shape[-1] + states, axis=-1)
"#;
