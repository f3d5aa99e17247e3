//! What NESTML and ODE-toolbox, to which it hands equations, understand rightly: choices and numbers.

use pyrates_ir::expr::{CompareOp, Expr, LogicOp};

use super::SYNTAX;
use crate::emit::prepared::Leaf;

/// The same with choices by `<` and `>` only, one after the other: NESTML hands equations to ODE-toolbox, which does not
/// understand others.
pub(super) fn plain(e: &Expr<Leaf>) -> Expr<Leaf> {
    match e {
        Expr::Select(c, a, b) => choice(c, &plain(a), &plain(b)),
        other => other.map_children(plain),
    }
}

fn choice(condition: &Expr<Leaf>, a: &Expr<Leaf>, b: &Expr<Leaf>) -> Expr<Leaf> {
    let compared = |op, x: &Expr<Leaf>, y: &Expr<Leaf>, a: Expr<Leaf>, b: Expr<Leaf>| {
        Expr::select(Expr::compare(op, plain(x), plain(y)), a, b)
    };
    let (own_a, own_b) = (a.clone(), b.clone());
    match condition {
        Expr::Compare(op @ (CompareOp::Lt | CompareOp::Gt), x, y) => compared(*op, x, y, own_a, own_b),
        Expr::Compare(CompareOp::Le, x, y) => compared(CompareOp::Gt, x, y, own_b, own_a),
        Expr::Compare(CompareOp::Ge, x, y) => compared(CompareOp::Lt, x, y, own_b, own_a),
        Expr::Compare(CompareOp::Eq, x, y) => {
            let above = compared(CompareOp::Gt, x, y, b.clone(), own_a);
            compared(CompareOp::Lt, x, y, own_b, above)
        }
        Expr::Compare(CompareOp::Ne, x, y) => {
            let above = compared(CompareOp::Gt, x, y, a.clone(), own_b);
            compared(CompareOp::Lt, x, y, own_a, above)
        }
        Expr::Logic(LogicOp::And, p, q) => choice(p, &choice(q, a, b), b),
        Expr::Logic(LogicOp::Or, p, q) => choice(p, a, &choice(q, a, b)),
        Expr::Not(p) => choice(p, b, a),
        // Preparing makes every condition one of these.
        number => compared(CompareOp::Gt, number, &Expr::Number(0.0), own_a, own_b),
    }
}

/// Whether NESTML 9 writes another number into its code: it removes all zeros at the end, those of powers of ten too.
pub(super) fn is_garbled(x: f64) -> bool {
    [format!("{x:e}"), format!("{x:.8e}")].iter().any(|text| text.ends_with('0') && !text.ends_with("e0"))
}

/// A number, as a product where NESTML would garble it.
pub(super) fn factors(x: f64) -> String {
    match is_garbled(x.abs()) {
        true => format!("10.0 * {}", SYNTAX.signed(x / 10.0)),
        false => SYNTAX.signed(x),
    }
}
