//! Expressions for languages with complex arithmetic.

use crate::expr::{BinaryOp, Expr};
use crate::function::Function;
use crate::system::Kind;

use super::constant;
use super::kinds::{arithmetic_kind, kind_of_value};

/// An expression whose operations have the kinds that their values have: a number plus or times its conjugate, which is
/// real but a complex number to a language, becomes the real part of it. Functions of complex numbers that not every
/// language has are written in terms of others, and those of real numbers that are given real ones as what they are
/// there. `leaf` gives the kinds of the leaves.
pub(crate) fn native<L: Clone + PartialEq>(e: &Expr<L>, leaf: &dyn Fn(&L) -> Kind) -> Expr<L> {
    let typed = folded(resolved(e.map_children(|child| native(child, leaf)), leaf));
    let is_real = kind_of_value(e, leaf) == Kind::Real;
    if is_real && arithmetic_kind(&typed, leaf) == Kind::Complex {
        return Expr::call1(Function::Real, typed);
    }
    typed
}

/// A function, in terms that languages have for arguments of its kind.
fn resolved<L: Clone + PartialEq>(e: Expr<L>, leaf: &dyn Fn(&L) -> Kind) -> Expr<L> {
    let Expr::Call(function, arguments) = &e else { return e };
    let [z] = arguments.as_slice() else { return e };
    match (arithmetic_kind(z, leaf), function) {
        (Kind::Real, Function::Real | Function::Conj) => z.clone(),
        (Kind::Real, Function::Imag) => Expr::Number(0.0),
        (Kind::Real, Function::Arg) => Expr::Call(Function::Atan2, vec![Expr::Number(0.0), z.clone()]),
        (Kind::Complex, Function::Log10) => {
            Expr::Number(std::f64::consts::LOG10_E) * Expr::call1(Function::Ln, z.clone())
        }
        (Kind::Complex, Function::Sigmoid) => {
            Expr::Number(1.0) / (Expr::Number(1.0) + Expr::call1(Function::Exp, -z.clone()))
        }
        _ => e,
    }
}

/// A complex expression without leaves as a number, unless that would look like a real one.
fn folded<L: Clone + PartialEq>(e: Expr<L>) -> Expr<L> {
    if !matches!(e, Expr::Neg(_) | Expr::Binary(..) | Expr::Call(..)) {
        return e;
    }
    match constant(&e) {
        Some((value, Kind::Complex)) if value.re.is_finite() && value.im.is_finite() => {
            match (value.re, value.im) {
                (_, 0.0) => e,
                (0.0, im) => Expr::Imaginary(im),
                (re, im) => Expr::binary(BinaryOp::Add, Expr::Number(re), Expr::Imaginary(im)),
            }
        }
        _ => e,
    }
}
