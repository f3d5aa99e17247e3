//! The last changes to expressions before they are printed: what every language can say directly.

use pyrates_ir::expr::{BinaryOp, CompareOp, Expr, ValueSort};
use pyrates_ir::scalarise::ScalarSymbol;
use pyrates_ir::simplify::simplify;

use super::prepared::Leaf;

/// The leaf of a symbol.
type Leaves<'a> = &'a dyn Fn(&ScalarSymbol) -> Leaf;
/// The leaf of a state with a delay.
type Pasts<'a> = &'a dyn Fn(usize, &Expr<ScalarSymbol>) -> Leaf;

/// Lowers an expression; `leaf` gives the leaf of a symbol, `past` that of a delayed state.
pub(super) fn lower(e: &Expr<ScalarSymbol>, leaf: Leaves, past: Pasts) -> Expr<Leaf> {
    signs(&simplify(&number(e, leaf, past)))
}

/// A number: truth values become 0 and 1.
fn number(e: &Expr<ScalarSymbol>, leaf: Leaves, past: Pasts) -> Expr<Leaf> {
    let go = |e: &Expr<ScalarSymbol>| number(e, leaf, past);
    match e {
        Expr::Number(x) => Expr::Number(*x),
        Expr::Imaginary(x) => Expr::Imaginary(*x),
        Expr::Leaf(symbol) => Expr::Leaf(leaf(symbol)),
        Expr::Neg(a) => -go(a),
        Expr::Binary(op, a, b) => Expr::binary(*op, go(a), go(b)),
        Expr::Select(c, a, b) => Expr::select(truth(c, leaf, past), go(a), go(b)),
        Expr::Compare(..) | Expr::Logic(..) | Expr::Not(_) => {
            Expr::select(truth(e, leaf, past), Expr::Number(1.0), Expr::Number(0.0))
        }
        Expr::Past(state, delay) => match **state {
            Expr::Leaf(ScalarSymbol::State(i)) => Expr::Leaf(past(i, delay)),
            // Scalar systems have only states under `Past`.
            _ => Expr::Number(f64::NAN),
        },
        Expr::Call(function, arguments) => Expr::Call(function.clone(), arguments.iter().map(go).collect()),
    }
}

fn truth(e: &Expr<ScalarSymbol>, leaf: Leaves, past: Pasts) -> Expr<Leaf> {
    match e {
        Expr::Compare(op, a, b) => Expr::compare(*op, number(a, leaf, past), number(b, leaf, past)),
        Expr::Logic(op, a, b) => Expr::logic(*op, truth(a, leaf, past), truth(b, leaf, past)),
        Expr::Not(a) => Expr::Not(Box::new(truth(a, leaf, past))),
        value => {
            debug_assert!(value.sort() == ValueSort::Number);
            Expr::compare(CompareOp::Ne, number(value, leaf, past), Expr::Number(0.0))
        }
    }
}

/// Writes `a + (-2)*b` as `a - 2*b`, and the like.
pub(super) fn signs<L: Clone>(e: &Expr<L>) -> Expr<L> {
    let e = e.map_children(signs);
    match &e {
        Expr::Binary(op @ (BinaryOp::Add | BinaryOp::Sub), a, b) => match without_sign(b) {
            Some(b) if *op == BinaryOp::Add => (**a).clone() - b,
            Some(b) => (**a).clone() + b,
            None => e,
        },
        _ => e,
    }
}

/// The negative of an expression that starts with a minus sign.
fn without_sign<L: Clone>(e: &Expr<L>) -> Option<Expr<L>> {
    match e {
        Expr::Number(x) if *x < 0.0 => Some(Expr::Number(-x)),
        Expr::Neg(a) => Some((**a).clone()),
        Expr::Binary(op @ (BinaryOp::Mul | BinaryOp::Div), a, b) => {
            without_sign(a).map(|a| Expr::binary(*op, a, (**b).clone()))
        }
        _ => None,
    }
}
