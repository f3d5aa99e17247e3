//! How LEMS writes formulas. jLEMS and PyLEMS group operators in ways of their own: PyLEMS takes `a - b*c - d` for
//! `a - (b*c - d)`, and `-x^2` for `(-x)^2`. So there are parentheses wherever the two could differ from what is meant.

use pyrates_ir::expr::{BinaryOp, CompareOp, Expr, LogicOp};
use pyrates_ir::function::Function;
use pyrates_ir::math;
use pyrates_ir::precedence::{ATOM, PRODUCT, SUM};

use super::LANGUAGE;
use crate::emit::prepared::{Leaf, Prepared};
use crate::emit::template;

/// The name of a function that both tools have and understand alike.
pub(super) fn native(function: &Function) -> Option<&'static str> {
    Some(match function {
        Function::Sin => "sin",
        Function::Cos => "cos",
        Function::Tan => "tan",
        Function::Sinh => "sinh",
        Function::Cosh => "cosh",
        Function::Tanh => "tanh",
        Function::Exp => "exp",
        Function::Ln => "log",
        Function::Sqrt => "sqrt",
        Function::Abs => "abs",
        Function::Ceil => "ceil",
        _ => return None,
    })
}

/// The text of a number without choices in it.
pub(super) fn number(model: &Prepared, e: &Expr<Leaf>) -> String {
    print(model, e).0
}

/// The text and how tightly its outermost operation binds; powers and signs have parentheses of their own.
fn print(model: &Prepared, e: &Expr<Leaf>) -> (String, u8) {
    let text = match e {
        Expr::Number(x) | Expr::Imaginary(x) if x.is_sign_negative() => format!("(-{:?})", -x),
        Expr::Number(x) | Expr::Imaginary(x) => format!("{x:?}"),
        Expr::Leaf(Leaf::Time) => "(t/SEC)".to_string(),
        Expr::Leaf(leaf) => model.leaf(leaf),
        Expr::Neg(a) => format!("(-{})", at_least(model, a, ATOM)),
        Expr::Binary(op, a, b) => return binary(model, *op, a, b),
        Expr::Call(Function::User(function), arguments) => {
            let names = function.implementation().map_or(&[][..], |f| f.arguments);
            let template = function.spelling(LANGUAGE).unwrap_or_default();
            let argument = |name: &str, is_apart: bool| {
                let value = arguments.get(names.iter().position(|known| *known == name)?)?;
                Some(if is_apart { number(model, value) } else { at_least(model, value, ATOM) })
            };
            format!("({})", template::fill(template, &argument))
        }
        Expr::Call(function, arguments) => {
            let arguments: Vec<String> = arguments.iter().map(|a| number(model, a)).collect();
            format!("{}({})", native(function).unwrap_or_default(), arguments.join(", "))
        }
        // Choices have become variables, conditions stand elsewhere, and delays are refused.
        Expr::Compare(..) | Expr::Logic(..) | Expr::Not(_) => condition(model, e, true),
        Expr::Select(_, a, _) | Expr::Past(a, _) => return print(model, a),
    };
    (text, ATOM)
}

fn binary(model: &Prepared, op: BinaryOp, a: &Expr<Leaf>, b: &Expr<Leaf>) -> (String, u8) {
    let first = |level| match is_closed(a) {
        true => at_least(model, a, level),
        false => at_least(model, a, ATOM),
    };
    let second = |level| at_least(model, b, level);
    match op {
        BinaryOp::Add => (format!("{} + {}", first(SUM), second(PRODUCT)), SUM),
        BinaryOp::Sub => (format!("{} - {}", first(SUM), second(PRODUCT)), SUM),
        BinaryOp::Mul => (format!("{}*{}", first(PRODUCT), second(ATOM)), PRODUCT),
        BinaryOp::Div => (format!("{}/{}", first(PRODUCT), second(ATOM)), PRODUCT),
        BinaryOp::Pow => {
            let exponent = match b.as_number().and_then(math::whole_exponent) {
                Some(n) if n >= 0 => n.to_string(),
                _ => second(ATOM),
            };
            (format!("({}^{exponent})", at_least(model, a, ATOM)), ATOM)
        }
    }
}

/// Whether the text may stand before another operator: nothing but a plain name or number is subtracted, or divided by.
fn is_closed(e: &Expr<Leaf>) -> bool {
    match e {
        Expr::Binary(BinaryOp::Sub | BinaryOp::Div, a, b) => is_closed(a) && is_plain(b),
        Expr::Binary(BinaryOp::Add | BinaryOp::Mul, a, _) => is_closed(a),
        _ => true,
    }
}

fn is_plain(e: &Expr<Leaf>) -> bool {
    match e {
        Expr::Number(x) => !x.is_sign_negative(),
        Expr::Leaf(leaf) => *leaf != Leaf::Time,
        _ => false,
    }
}

fn at_least(model: &Prepared, e: &Expr<Leaf>, level: u8) -> String {
    let (text, own) = print(model, e);
    if own < level { format!("({text})") } else { text }
}

/// The text of a condition, or of its opposite. PyLEMS lacks `.leq.`, and neither tool has a negation.
pub(super) fn condition(model: &Prepared, e: &Expr<Leaf>, holds: bool) -> String {
    match e {
        Expr::Compare(op, a, b) => {
            let (a, b) = (at_least(model, a, ATOM), at_least(model, b, ATOM));
            match if holds { *op } else { opposite(*op) } {
                CompareOp::Lt => format!("{a} .lt. {b}"),
                CompareOp::Le => format!("{b} .geq. {a}"),
                CompareOp::Gt => format!("{a} .gt. {b}"),
                CompareOp::Ge => format!("{a} .geq. {b}"),
                CompareOp::Eq => format!("{a} .eq. {b}"),
                CompareOp::Ne => format!("{a} .neq. {b}"),
            }
        }
        Expr::Logic(op, a, b) => {
            let sign = if (*op == LogicOp::And) == holds { ".and." } else { ".or." };
            format!("({}) {sign} ({})", condition(model, a, holds), condition(model, b, holds))
        }
        Expr::Not(a) => condition(model, a, !holds),
        other => format!("{} {} 0.0", at_least(model, other, ATOM), if holds { ".neq." } else { ".eq." }),
    }
}

fn opposite(op: CompareOp) -> CompareOp {
    match op {
        CompareOp::Lt => CompareOp::Ge,
        CompareOp::Le => CompareOp::Gt,
        CompareOp::Gt => CompareOp::Le,
        CompareOp::Ge => CompareOp::Lt,
        CompareOp::Eq => CompareOp::Ne,
        CompareOp::Ne => CompareOp::Eq,
    }
}
