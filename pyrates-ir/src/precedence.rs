//! How tightly operators bind: one table for the parser, for display and for every exported language.

use crate::expr::{BinaryOp, Expr, LogicOp};

/// `a || b`
pub const OR: u8 = 1;
/// `a && b`
pub const AND: u8 = 2;
/// Comparisons; they do not chain.
pub const COMPARE: u8 = 3;
/// `a + b`, `a - b`
pub const SUM: u8 = 4;
/// `a * b`, `a / b`
pub const PRODUCT: u8 = 5;
/// `-a`, `!a`; binds looser than a power: `-x^2` is `-(x^2)`
pub const UNARY: u8 = 6;
/// `a ^ b`; groups from the right
pub const POWER: u8 = 7;
/// Literals, variables, calls, conditionals.
pub const ATOM: u8 = 8;

/// The precedence of the outermost operation of an expression.
pub fn of<L, F>(e: &Expr<L, F>) -> u8 {
    match e {
        Expr::Logic(LogicOp::Or, ..) => OR,
        Expr::Logic(LogicOp::And, ..) => AND,
        Expr::Compare(..) => COMPARE,
        Expr::Binary(op, ..) => of_binary(*op),
        Expr::Neg(_) | Expr::Not(_) => UNARY,
        Expr::Number(x) | Expr::Imaginary(x) if x.is_sign_negative() => UNARY,
        Expr::Number(_)
        | Expr::Imaginary(_)
        | Expr::Leaf(_)
        | Expr::Call(..)
        | Expr::Select(..)
        | Expr::Past(..) => ATOM,
    }
}

/// The precedence of an arithmetic operator.
pub fn of_binary(op: BinaryOp) -> u8 {
    match op {
        BinaryOp::Add | BinaryOp::Sub => SUM,
        BinaryOp::Mul | BinaryOp::Div => PRODUCT,
        BinaryOp::Pow => POWER,
    }
}
