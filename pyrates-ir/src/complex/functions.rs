//! Functions on pairs, on their principal branches (Abramowitz and Stegun, Handbook of Mathematical
//! Functions, chapter 4). The branch cuts are those of the C standard for numbers without signed zeros.

use crate::expr::{CompareOp, Expr};
use crate::function::Function;
use crate::simplify::simplify;

use super::arithmetic::{
    NoSuchOperation, add, conjugate, divide, has_complex_form, multiply, named, negate, squared_modulus,
    subtract,
};
use super::{Naming, Pair};

/// A function of pairs.
pub(super) fn call<L: Clone + PartialEq>(
    function: &Function,
    arguments: Vec<Pair<L>>,
    naming: &mut impl Naming<L>,
) -> Result<Pair<L>, NoSuchOperation> {
    if arguments.iter().all(|a| a.im.is_none()) {
        return Ok(of_reals(function, arguments));
    }
    let mut arguments = arguments.into_iter();
    let (Some(z), true) = (arguments.next(), has_complex_form(function)) else {
        return Err(NoSuchOperation(function.name().to_string()));
    };
    Ok(match function {
        Function::Real => Pair::real(z.re),
        Function::Imag => Pair::real(z.imaginary()),
        Function::Conj => conjugate(z),
        Function::Abs => modulus(z, naming),
        Function::Arg => Pair::real(argument(z)),
        Function::Exp => exp(z, naming),
        Function::Ln => log(z, naming),
        Function::Log10 => scale(log(z, naming), std::f64::consts::LOG10_E),
        Function::Sqrt => sqrt(z, naming),
        Function::Sigmoid => {
            let e = exp(negate(z), naming);
            divide(one(), add(one(), e), naming)
        }
        Function::Sin | Function::Cos | Function::Tan => circular(function, z, naming),
        Function::Sinh | Function::Cosh | Function::Tanh => hyperbolic(function, z, naming),
        _ => inverse(function, z, naming),
    })
}

fn of_reals<L: Clone + PartialEq>(function: &Function, arguments: Vec<Pair<L>>) -> Pair<L> {
    let mut values: Vec<Expr<L>> = arguments.into_iter().map(|a| a.re).collect();
    let first = values.first().cloned();
    Pair::real(match (function, first) {
        (Function::Real | Function::Conj, Some(x)) => x,
        (Function::Imag, _) => Expr::Number(0.0),
        (Function::Arg, Some(x)) => Expr::Call(Function::Atan2, vec![Expr::Number(0.0), x]),
        _ => Expr::Call(function.clone(), std::mem::take(&mut values)),
    })
}

fn one<L: Clone + PartialEq>() -> Pair<L> {
    Pair::real(Expr::Number(1.0))
}

fn scale<L: Clone + PartialEq>(z: Pair<L>, factor: f64) -> Pair<L> {
    let times = |e: Expr<L>| simplify(&(Expr::Number(factor) * e));
    Pair { re: times(z.re), im: z.im.map(times) }
}

/// `i*z`
fn times_i<L: Clone + PartialEq>(z: Pair<L>) -> Pair<L> {
    let re = z.re.clone();
    Pair::new(-z.imaginary(), re)
}

fn f<L>(function: Function, x: &Expr<L>) -> Expr<L>
where
    L: Clone,
{
    Expr::call1(function, x.clone())
}

fn modulus<L: Clone + PartialEq>(z: Pair<L>, naming: &mut impl Naming<L>) -> Pair<L> {
    let z = named(z, naming);
    Pair::real(f(Function::Sqrt, &squared_modulus(&z)))
}

fn argument<L: Clone + PartialEq>(z: Pair<L>) -> Expr<L> {
    let re = z.re.clone();
    Expr::Call(Function::Atan2, vec![z.imaginary(), re])
}

pub(super) fn exp<L: Clone + PartialEq>(z: Pair<L>, naming: &mut impl Naming<L>) -> Pair<L> {
    let Some(im) = z.im.clone() else { return Pair::real(f(Function::Exp, &z.re)) };
    let size = naming.name(f(Function::Exp, &z.re));
    let im = named(Pair::real(im), naming).re;
    Pair::new(size.clone() * f(Function::Cos, &im), size * f(Function::Sin, &im))
}

pub(super) fn log<L: Clone + PartialEq>(z: Pair<L>, naming: &mut impl Naming<L>) -> Pair<L> {
    let z = named(z, naming);
    let re = Expr::Number(0.5) * f(Function::Ln, &squared_modulus(&z));
    Pair::new(re, argument(z))
}

/// The root with a real part that is not negative. The larger part comes from the sum without
/// cancellation, the other by division.
fn sqrt<L: Clone + PartialEq>(z: Pair<L>, naming: &mut impl Naming<L>) -> Pair<L> {
    let z = named(z, naming);
    let im = z.clone().imaginary();
    let half = |e| Expr::Number(0.5) * e;
    let sum = f(Function::Sqrt, &squared_modulus(&z)) + f(Function::Abs, &z.re);
    let large = naming.name(f(Function::Sqrt, &half(sum)));
    let zero = Expr::Number(0.0);
    let is_zero = Expr::compare(CompareOp::Eq, large.clone(), zero.clone());
    let small = half(Expr::select(is_zero, zero.clone(), im.clone() / large.clone()));
    let small = naming.name(small);
    let right = |a, b| Expr::select(Expr::compare(CompareOp::Ge, z.re.clone(), zero.clone()), a, b);
    let sign =
        Expr::select(Expr::compare(CompareOp::Lt, im, zero.clone()), Expr::Number(-1.0), Expr::Number(1.0));
    Pair::new(right(large.clone(), f(Function::Abs, &small)), right(small, sign * large))
}

/// sin, cos and tan of `a + ib`.
fn circular<L: Clone + PartialEq>(function: &Function, z: Pair<L>, naming: &mut impl Naming<L>) -> Pair<L> {
    match function {
        Function::Sin => {
            let Pair { re: a, im } = named(z, naming);
            let b = im.unwrap_or(Expr::Number(0.0));
            Pair::new(
                f(Function::Sin, &a) * f(Function::Cosh, &b),
                f(Function::Cos, &a) * f(Function::Sinh, &b),
            )
        }
        Function::Cos => {
            let Pair { re: a, im } = named(z, naming);
            let b = im.unwrap_or(Expr::Number(0.0));
            Pair::new(
                f(Function::Cos, &a) * f(Function::Cosh, &b),
                -(f(Function::Sin, &a) * f(Function::Sinh, &b)),
            )
        }
        // tan(z) = -i tanh(iz)
        _ => negate(times_i(hyperbolic(&Function::Tanh, times_i(z), naming))),
    }
}

/// sinh, cosh and tanh of `a + ib`.
fn hyperbolic<L: Clone + PartialEq>(function: &Function, z: Pair<L>, naming: &mut impl Naming<L>) -> Pair<L> {
    let Pair { re: a, im } = named(z, naming);
    let b = im.unwrap_or(Expr::Number(0.0));
    match function {
        Function::Sinh => Pair::new(
            f(Function::Sinh, &a) * f(Function::Cos, &b),
            f(Function::Cosh, &a) * f(Function::Sin, &b),
        ),
        Function::Cosh => Pair::new(
            f(Function::Cosh, &a) * f(Function::Cos, &b),
            f(Function::Sinh, &a) * f(Function::Sin, &b),
        ),
        // With t = tanh(a) and u = tan(b), which does not overflow where sinh and cosh would.
        _ => {
            let (t, u) = (naming.name(f(Function::Tanh, &a)), naming.name(f(Function::Tan, &b)));
            let one = || Expr::Number(1.0);
            let (tt, uu) = (t.clone() * t.clone(), u.clone() * u.clone());
            let d = naming.name(one() + tt.clone() * uu.clone());
            Pair::new(t * (one() + uu) / d.clone(), u * (one() - tt) / d)
        }
    }
}

/// The inverse functions, by logarithms.
fn inverse<L: Clone + PartialEq>(function: &Function, z: Pair<L>, naming: &mut impl Naming<L>) -> Pair<L> {
    let z = named(z, naming);
    let minus_i = |z: Pair<L>| negate(times_i(z));
    match function {
        // asinh(z) = log(z + sqrt(z^2 + 1)), an odd function: on the right half the sum does not cancel.
        Function::Asinh => {
            let square = multiply(z.clone(), z.clone(), naming);
            let root = sqrt(add(square, one()), naming);
            let left = Expr::compare(CompareOp::Lt, z.re.clone(), Expr::Number(0.0));
            let sign = naming.name(Expr::select(left, Expr::Number(-1.0), Expr::Number(1.0)));
            let flip = |z: Pair<L>| Pair { re: sign.clone() * z.re, im: z.im.map(|im| sign.clone() * im) };
            flip(log(add(flip(z), root), naming))
        }
        // acosh(z) = log(z + sqrt(z + 1) sqrt(z - 1))
        Function::Acosh => {
            let up = sqrt(add(z.clone(), one()), naming);
            let down = sqrt(subtract(z.clone(), one()), naming);
            let root = multiply(up, down, naming);
            log(add(z, root), naming)
        }
        // atanh(z) = (log(1 + z) - log(1 - z))/2
        Function::Atanh => {
            let (up, down) = (log(add(one(), z.clone()), naming), log(subtract(one(), z), naming));
            scale(subtract(up, down), 0.5)
        }
        Function::Asin => minus_i(inverse(&Function::Asinh, times_i(z), naming)),
        Function::Atan => minus_i(inverse(&Function::Atanh, times_i(z), naming)),
        // acos(z) = pi/2 - asin(z)
        _ => {
            let quarter = Pair::real(Expr::Number(std::f64::consts::FRAC_PI_2));
            subtract(quarter, inverse(&Function::Asin, z, naming))
        }
    }
}
