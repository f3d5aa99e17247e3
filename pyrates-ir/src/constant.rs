//! The values of expressions without variables: initial values, parameters, attributes of edges.

use crate::check::{CONSTANTS, constant};
use crate::expr::{BinaryOp, Expr};
use crate::finding::{Code, Finding, Loc, Name};
use crate::system::{Kind, Value};

/// The value of an expression of numbers and constants, and whether it is written as a complex number.
/// `loc` is the place of the whole expression.
pub fn value(e: &Expr<Name>, loc: Loc) -> Result<(Value, Kind), Finding> {
    if let Some(name) = e.leaves().into_iter().find(|name| constant(&name.text).is_none()) {
        let message = format!("`{}` is not a number: a value is built from numbers", name.text);
        let known = CONSTANTS.iter().map(|(name, _)| *name);
        return Err(Finding::new(Code::Declaration, name.loc, message).suggest(&name.text, known));
    }
    let kind = if e.any(&mut |e| matches!(e, Expr::Imaginary(_))) { Kind::Complex } else { Kind::Real };
    match evaluate(e) {
        Some(value) if value.re.is_finite() && value.im.is_finite() => Ok((value, kind)),
        Some(_) => Err(Finding::new(Code::Declaration, loc, "the value is not finite")),
        None => Err(Finding::new(Code::Declaration, loc, "the value cannot be computed")
            .help("a complex value is a sum such as `0.5 + 0.1i`")),
    }
}

fn evaluate(e: &Expr<Name>) -> Option<Value> {
    match e {
        Expr::Number(x) => Some(Value::real(*x)),
        Expr::Imaginary(x) => Some(Value { re: 0.0, im: *x }),
        Expr::Leaf(name) => constant(&name.text).map(Value::real),
        Expr::Neg(a) => evaluate(a).map(|a| Value { re: -a.re, im: -a.im }),
        Expr::Binary(op, a, b) => binary(*op, evaluate(a)?, evaluate(b)?),
        Expr::Call(function, arguments) => {
            let values: Option<Vec<Value>> = arguments.iter().map(evaluate).collect();
            let reals: Option<Vec<f64>> = values?.iter().map(|v| (v.im == 0.0).then_some(v.re)).collect();
            Some(Value::real(function.apply(&reals?)))
        }
        Expr::Compare(..) | Expr::Logic(..) | Expr::Not(_) | Expr::Select(..) | Expr::Past(..) => None,
    }
}

fn binary(op: BinaryOp, a: Value, b: Value) -> Option<Value> {
    match op {
        BinaryOp::Add => Some(Value { re: a.re + b.re, im: a.im + b.im }),
        BinaryOp::Sub => Some(Value { re: a.re - b.re, im: a.im - b.im }),
        BinaryOp::Mul => Some(Value { re: a.re * b.re - a.im * b.im, im: a.re * b.im + a.im * b.re }),
        BinaryOp::Div if b.im == 0.0 => Some(Value { re: a.re / b.re, im: a.im / b.re }),
        BinaryOp::Pow if a.im == 0.0 && b.im == 0.0 => Some(Value::real(op.apply(a.re, b.re))),
        BinaryOp::Div | BinaryOp::Pow => None,
    }
}
