//! Operators on pairs.

use crate::expr::{BinaryOp, CompareOp, Expr, LogicOp};
use crate::function::Function;
use crate::math::whole_exponent;
use crate::simplify::simplify;

use super::functions;
use super::{Naming, Pair};

/// What complex numbers do not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NoSuchOperation(pub(crate) String);

type Result<L> = std::result::Result<Pair<L>, NoSuchOperation>;

/// Expressions up to this size are repeated rather than named.
const SHORT: usize = 3;

/// The pair of an expression; `leaf` gives those of its leaves.
pub(crate) fn pair<L: Clone + PartialEq, M: Clone + PartialEq>(
    e: &Expr<L>,
    leaf: &mut impl FnMut(&L) -> Pair<M>,
    naming: &mut impl Naming<M>,
) -> Result<M> {
    let mut go = |e: &Expr<L>| pair(e, leaf, naming);
    match e {
        Expr::Number(x) => Ok(Pair::real(Expr::Number(*x))),
        Expr::Imaginary(x) => Ok(Pair::new(Expr::Number(0.0), Expr::Number(*x))),
        Expr::Leaf(l) => Ok(leaf(l)),
        Expr::Neg(a) => Ok(negate(go(a)?)),
        Expr::Binary(op, a, b) => {
            let (a, b) = (go(a)?, go(b)?);
            binary(*op, a, b, naming)
        }
        Expr::Call(function, arguments) => {
            let arguments: Vec<Pair<M>> = arguments.iter().map(go).collect::<std::result::Result<_, _>>()?;
            functions::call(function, arguments, naming)
        }
        Expr::Select(c, a, b) => {
            let (c, a, b) = (go(c)?.re, go(a)?, go(b)?);
            if a.im.is_none() && b.im.is_none() {
                return Ok(Pair::real(Expr::select(c, a.re, b.re)));
            }
            let re = Expr::select(c.clone(), a.re.clone(), b.re.clone());
            Ok(Pair { re, im: Some(Expr::select(c, a.imaginary(), b.imaginary())) })
        }
        Expr::Past(a, delay) => {
            let (a, delay) = (go(a)?, go(delay)?);
            if delay.im.is_some() {
                return Err(NoSuchOperation("a complex delay".to_string()));
            }
            let past = |e| Expr::past(e, delay.re.clone());
            Ok(Pair { re: past(a.re), im: a.im.map(past) })
        }
        Expr::Compare(op, a, b) => compare(*op, go(a)?, go(b)?),
        Expr::Logic(op, a, b) => Ok(Pair::real(Expr::logic(*op, go(a)?.re, go(b)?.re))),
        Expr::Not(a) => Ok(Pair::real(Expr::Not(Box::new(go(a)?.re)))),
    }
}

fn compare<L: Clone + PartialEq>(op: CompareOp, a: Pair<L>, b: Pair<L>) -> Result<L> {
    let of_reals = a.im.is_none() && b.im.is_none();
    let re = Expr::compare(op, a.re.clone(), b.re.clone());
    let join = match op {
        _ if of_reals => return Ok(Pair::real(re)),
        CompareOp::Eq => LogicOp::And,
        CompareOp::Ne => LogicOp::Or,
        CompareOp::Lt | CompareOp::Le | CompareOp::Gt | CompareOp::Ge => {
            return Err(NoSuchOperation("an order".to_string()));
        }
    };
    let im = Expr::compare(op, a.imaginary(), b.imaginary());
    Ok(Pair::real(Expr::logic(join, re, im)))
}

/// A pair whose parts may be used several times.
pub(super) fn named<L: Clone + PartialEq>(a: Pair<L>, naming: &mut impl Naming<L>) -> Pair<L> {
    let mut name = |e: Expr<L>| {
        let e = simplify(&e);
        if e.size() <= SHORT { e } else { naming.name(e) }
    };
    Pair { re: name(a.re), im: a.im.map(name) }
}

pub(super) fn negate<L: Clone + PartialEq>(a: Pair<L>) -> Pair<L> {
    Pair { re: simplify(&-a.re), im: a.im.map(|im| simplify(&-im)) }
}

pub(super) fn add<L: Clone + PartialEq>(a: Pair<L>, b: Pair<L>) -> Pair<L> {
    let im = match (a.im, b.im) {
        // A number and its conjugate.
        (Some(a), Some(b)) if a == simplify(&-b.clone()) => None,
        (Some(a), Some(b)) => Some(simplify(&(a + b))),
        (a, b) => a.or(b),
    };
    Pair { re: simplify(&(a.re + b.re)), im }
}

pub(super) fn subtract<L: Clone + PartialEq>(a: Pair<L>, b: Pair<L>) -> Pair<L> {
    let im = match (a.im, b.im) {
        (Some(a), Some(b)) => Some(simplify(&(a - b))),
        (a, b) => a.or(b.map(|b| simplify(&-b))),
    };
    Pair { re: simplify(&(a.re - b.re)), im }
}

pub(super) fn multiply<L: Clone + PartialEq>(a: Pair<L>, b: Pair<L>, naming: &mut impl Naming<L>) -> Pair<L> {
    if a.im.is_none() && b.im.is_none() {
        return Pair::real(simplify(&(a.re * b.re)));
    }
    let (a, b) = (named(a, naming), named(b, naming));
    match (a.im, b.im) {
        (None, Some(im)) => Pair::new(a.re.clone() * b.re, a.re * im),
        (Some(im), None) => Pair::new(a.re * b.re.clone(), im * b.re),
        (Some(ai), Some(bi)) => {
            Pair::new(a.re.clone() * b.re.clone() - ai.clone() * bi.clone(), a.re * bi + ai * b.re)
        }
        (None, None) => Pair::real(a.re * b.re),
    }
}

pub(super) fn divide<L: Clone + PartialEq>(a: Pair<L>, b: Pair<L>, naming: &mut impl Naming<L>) -> Pair<L> {
    let Some(bi) = b.im.clone() else {
        let re = simplify(&(a.re / b.re.clone()));
        return Pair { re, im: a.im.map(|im| simplify(&(im / b.re))) };
    };
    let b = named(Pair { re: b.re, im: Some(bi) }, naming);
    let square = naming.name(simplify(&squared_modulus(&b)));
    let product = multiply(a, conjugate(b), naming);
    let im = product.imaginary_ref() / square.clone();
    Pair::new(product.re / square, im)
}

impl<L: Clone> Pair<L> {
    fn imaginary_ref(&self) -> Expr<L> {
        self.im.clone().unwrap_or(Expr::Number(0.0))
    }
}

pub(super) fn conjugate<L: Clone + PartialEq>(a: Pair<L>) -> Pair<L> {
    Pair { re: a.re, im: a.im.map(|im| simplify(&-im)) }
}

/// `|a|^2`
pub(super) fn squared_modulus<L: Clone + PartialEq>(a: &Pair<L>) -> Expr<L> {
    let square = |e: &Expr<L>| Expr::binary(BinaryOp::Pow, e.clone(), Expr::Number(2.0));
    match &a.im {
        None => square(&a.re),
        Some(im) => square(&a.re) + square(im),
    }
}

fn binary<L: Clone + PartialEq>(
    op: BinaryOp,
    a: Pair<L>,
    b: Pair<L>,
    naming: &mut impl Naming<L>,
) -> Result<L> {
    Ok(match op {
        BinaryOp::Add => add(a, b),
        BinaryOp::Sub => subtract(a, b),
        BinaryOp::Mul => multiply(a, b, naming),
        BinaryOp::Div => divide(a, b, naming),
        BinaryOp::Pow => power(a, b, naming),
    })
}

/// Whole powers are products, in the order of [`crate::math::powi`]; others are `exp(b*log(a))`.
fn power<L: Clone + PartialEq>(a: Pair<L>, b: Pair<L>, naming: &mut impl Naming<L>) -> Pair<L> {
    if a.im.is_none() && b.im.is_none() {
        return Pair::real(Expr::binary(BinaryOp::Pow, a.re, b.re));
    }
    let whole = if b.im.is_none() { b.re.as_number().and_then(whole_exponent) } else { None };
    match whole {
        Some(n) => whole_power(a, n, naming),
        None => {
            let log = functions::log(a, naming);
            let exponent = multiply(b, log, naming);
            functions::exp(exponent, naming)
        }
    }
}

fn whole_power<L: Clone + PartialEq>(a: Pair<L>, n: i32, naming: &mut impl Naming<L>) -> Pair<L> {
    let mut base = named(a, naming);
    let mut result: Option<Pair<L>> = None;
    let mut k = n.unsigned_abs();
    while k > 0 {
        if k & 1 == 1 {
            result = Some(match result {
                None => base.clone(),
                Some(result) => multiply(result, base.clone(), naming),
            });
        }
        k >>= 1;
        if k > 0 {
            base = square(base, naming);
        }
    }
    let one = Pair::real(Expr::Number(1.0));
    let result = result.unwrap_or_else(|| one.clone());
    if n < 0 { divide(one, result, naming) } else { result }
}

fn square<L: Clone + PartialEq>(a: Pair<L>, naming: &mut impl Naming<L>) -> Pair<L> {
    let a = named(a, naming);
    let Some(im) = a.im else { return Pair::real(Expr::binary(BinaryOp::Pow, a.re, Expr::Number(2.0))) };
    let two = Expr::Number(2.0);
    let square = |e: &Expr<L>| Expr::binary(BinaryOp::Pow, e.clone(), Expr::Number(2.0));
    Pair::new(square(&a.re) - square(&im), two * a.re * im)
}

/// Whether a function takes complex arguments.
pub(super) fn has_complex_form(function: &Function) -> bool {
    !matches!(
        function,
        Function::Sign
            | Function::Floor
            | Function::Ceil
            | Function::Round
            | Function::Erf
            | Function::Heaviside
            | Function::Min
            | Function::Max
            | Function::Mod
            | Function::Atan2
            | Function::User(_)
    )
}
