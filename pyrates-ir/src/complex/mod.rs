//! Complex systems: which variables are complex, and the real form of a system.
//!
//! In the real form every complex variable `z` is a pair of real ones, `z/re` and `z/im`, in the same
//! [`Layout`](crate::system::Layout). Large factors become auxiliary variables of their own, so that the
//! size of the real form stays proportional to that of the equations.

mod arithmetic;
mod functions;
mod kinds;
mod native;
mod split;
#[cfg(test)]
mod tests;

use crate::expr::Expr;
use crate::simplify::simplify;
use crate::system::{Kind, Value};

pub(crate) use arithmetic::NoSuchOperation;
pub use kinds::arithmetic_kind;
pub(crate) use kinds::{infer, problems};
pub(crate) use native::native;

/// A complex value as two real expressions.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Pair<L> {
    pub(crate) re: Expr<L>,
    /// `None` where it is zero for certain.
    pub(crate) im: Option<Expr<L>>,
}

impl<L: Clone + PartialEq> Pair<L> {
    fn real(re: Expr<L>) -> Pair<L> {
        Pair { re, im: None }
    }

    fn new(re: Expr<L>, im: Expr<L>) -> Pair<L> {
        Pair { re: simplify(&re), im: Some(simplify(&im)) }
    }

    /// The imaginary part, zero written out.
    pub(crate) fn imaginary(self) -> Expr<L> {
        self.im.unwrap_or(Expr::Number(0.0))
    }
}

/// Gives names to what is used more than once, where names can be given.
pub(crate) trait Naming<L> {
    /// A leaf, or a short expression, with the value of `e`.
    fn name(&mut self, e: Expr<L>) -> Expr<L>;
}

/// No names: what is used more than once is repeated.
pub(crate) struct Repeat;

impl<L> Naming<L> for Repeat {
    fn name(&mut self, e: Expr<L>) -> Expr<L> {
        e
    }
}

/// The value of an expression without leaves, and whether it is complex. `None` if it has leaves or
/// operations that constants do not have.
pub fn constant<L: Clone + PartialEq>(e: &Expr<L>) -> Option<(Value, Kind)> {
    if e.any(&mut |e| matches!(e, Expr::Leaf(_) | Expr::Past(..) | Expr::Compare(..) | Expr::Select(..))) {
        return None;
    }
    let kind = if e.any(&mut |e| matches!(e, Expr::Imaginary(_))) { Kind::Complex } else { Kind::Real };
    let mut leaf = |_: &L| Pair::<L>::real(Expr::Number(f64::NAN));
    let pair = arithmetic::pair(e, &mut leaf, &mut Repeat).ok()?;
    let value = Value { re: number(&pair.re)?, im: pair.im.as_ref().map_or(Some(0.0), number)? };
    Some((value, kind))
}

/// The value of an expression of numbers; unlike [`simplify`] it may be infinite.
fn number<L>(e: &Expr<L>) -> Option<f64> {
    match e {
        Expr::Number(x) => Some(*x),
        Expr::Neg(a) => number(a).map(|a| -a),
        Expr::Binary(op, a, b) => Some(op.apply(number(a)?, number(b)?)),
        Expr::Call(function, arguments) => {
            let values: Option<Vec<f64>> = arguments.iter().map(number).collect();
            values.map(|values| function.apply(&values))
        }
        Expr::Select(c, a, b) => number(if truth(c)? { a } else { b }),
        _ => None,
    }
}

fn truth<L>(e: &Expr<L>) -> Option<bool> {
    match e {
        Expr::Compare(op, a, b) => Some(op.apply(number(a)?, number(b)?)),
        Expr::Logic(op, a, b) => Some(op.apply(truth(a)?, truth(b)?)),
        Expr::Not(a) => truth(a).map(|a| !a),
        _ => None,
    }
}
