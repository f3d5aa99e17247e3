//! Derivatives of expressions.

use crate::expr::{BinaryOp, Expr, ValueSort};
use crate::function::Function;
use crate::simplify::simplify;

/// The derivative of `e`, simplified. `leaf` gives the derivative of each leaf: 1 for the variable in
/// question, 0 for others, or an expression where a leaf stands for one (chain rule). Values of the past
/// are leaves too: `past` gives the derivative of a `Past` term.
pub fn derivative<L: Clone + PartialEq>(
    e: &Expr<L>,
    leaf: &mut dyn FnMut(&L) -> Expr<L>,
    past: &mut dyn FnMut(&Expr<L>) -> Expr<L>,
) -> Expr<L> {
    simplify(&derive(e, leaf, past))
}

/// The derivative with respect to one leaf, all other leaves and the past held constant.
pub fn partial<L: Clone + PartialEq>(e: &Expr<L>, variable: &L) -> Expr<L> {
    let mut leaf = |l: &L| Expr::Number(if l == variable { 1.0 } else { 0.0 });
    derivative(e, &mut leaf, &mut |_| Expr::Number(0.0))
}

fn derive<L: Clone + PartialEq>(
    e: &Expr<L>,
    leaf: &mut dyn FnMut(&L) -> Expr<L>,
    past: &mut dyn FnMut(&Expr<L>) -> Expr<L>,
) -> Expr<L> {
    if e.sort() == ValueSort::Truth {
        return Expr::Number(0.0);
    }
    match e {
        Expr::Number(_) | Expr::Imaginary(_) => Expr::Number(0.0),
        Expr::Leaf(l) => leaf(l),
        Expr::Past(..) => past(e),
        Expr::Neg(a) => -derive(a, leaf, past),
        Expr::Binary(op, a, b) => {
            let (da, db) = (simplify(&derive(a, leaf, past)), simplify(&derive(b, leaf, past)));
            binary(*op, (a, da), (b, db))
        }
        Expr::Select(c, a, b) => Expr::select((**c).clone(), derive(a, leaf, past), derive(b, leaf, past)),
        Expr::Call(function, arguments) => {
            let mut sum = Expr::Number(0.0);
            for (i, argument) in arguments.iter().enumerate() {
                let inner = simplify(&derive(argument, leaf, past));
                if inner != Expr::Number(0.0) {
                    sum = sum + outer(function, arguments, i) * inner;
                }
            }
            sum
        }
        Expr::Compare(..) | Expr::Logic(..) | Expr::Not(_) => Expr::Number(0.0),
    }
}

/// The derivative of `a op b`, given both operands with their derivatives.
fn binary<L: Clone + PartialEq>(
    op: BinaryOp,
    (a, da): (&Expr<L>, Expr<L>),
    (b, db): (&Expr<L>, Expr<L>),
) -> Expr<L> {
    let zero = Expr::Number(0.0);
    match op {
        BinaryOp::Add => da + db,
        BinaryOp::Sub => da - db,
        BinaryOp::Mul => da * b.clone() + a.clone() * db,
        BinaryOp::Div if db == zero => da / b.clone(),
        BinaryOp::Div => da / b.clone() - a.clone() * db / power(b.clone(), Expr::Number(2.0)),
        BinaryOp::Pow if db == zero => {
            let lower = simplify(&(b.clone() - Expr::Number(1.0)));
            b.clone() * power(a.clone(), lower) * da
        }
        BinaryOp::Pow => {
            let value = power(a.clone(), b.clone());
            let by_base = if da == zero { zero } else { b.clone() * da / a.clone() };
            value * (db * Expr::call1(Function::Ln, a.clone()) + by_base)
        }
    }
}

fn power<L>(a: Expr<L>, b: Expr<L>) -> Expr<L> {
    Expr::binary(BinaryOp::Pow, a, b)
}

/// The derivative of a function with respect to its `i`-th argument. Steps and corners have the
/// derivative of the piece on which the argument lies; at the corner itself that of the right piece.
pub(crate) fn outer<L: Clone + PartialEq>(function: &Function, arguments: &[Expr<L>], i: usize) -> Expr<L> {
    let x = || arguments[0].clone();
    let y = || arguments[1].clone();
    let n = |v: f64| Expr::<L>::Number(v);
    let call = |f: Function| Expr::call1(f, arguments[0].clone());
    let square = |e: Expr<L>| power(e, Expr::Number(2.0));
    match function {
        Function::Sin => call(Function::Cos),
        Function::Cos => -call(Function::Sin),
        Function::Tan => n(1.0) + square(call(Function::Tan)),
        Function::Asin => n(1.0) / Expr::call1(Function::Sqrt, n(1.0) - square(x())),
        Function::Acos => -(n(1.0) / Expr::call1(Function::Sqrt, n(1.0) - square(x()))),
        Function::Atan => n(1.0) / (n(1.0) + square(x())),
        Function::Sinh => call(Function::Cosh),
        Function::Cosh => call(Function::Sinh),
        Function::Tanh => n(1.0) - square(call(Function::Tanh)),
        Function::Asinh => n(1.0) / Expr::call1(Function::Sqrt, square(x()) + n(1.0)),
        Function::Acosh => n(1.0) / Expr::call1(Function::Sqrt, square(x()) - n(1.0)),
        Function::Atanh => n(1.0) / (n(1.0) - square(x())),
        Function::Exp => call(Function::Exp),
        Function::Ln => n(1.0) / x(),
        Function::Log10 => n(std::f64::consts::LOG10_E) / x(),
        Function::Sqrt => n(0.5) / call(Function::Sqrt),
        Function::Abs => call(Function::Sign),
        Function::Erf => n(std::f64::consts::FRAC_2_SQRT_PI) * Expr::call1(Function::Exp, -square(x())),
        Function::Sigmoid => call(Function::Sigmoid) * (n(1.0) - call(Function::Sigmoid)),
        Function::Sign | Function::Floor | Function::Ceil | Function::Round | Function::Heaviside => n(0.0),
        Function::Min => step(crate::expr::CompareOp::Lt, x(), y(), i),
        Function::Max => step(crate::expr::CompareOp::Gt, x(), y(), i),
        Function::Mod if i == 0 => n(1.0),
        Function::Mod => -Expr::call1(Function::Floor, x() / y()),
        Function::Atan2 if i == 0 => y() / (square(x()) + square(y())),
        Function::Atan2 => -(x() / (square(x()) + square(y()))),
        // On reals: the real part and the conjugate are the identity, the others are piecewise constant.
        Function::Real | Function::Conj => n(1.0),
        Function::Imag | Function::Arg => n(0.0),
        Function::User(function) => Expr::Call(Function::User(function.derivative(i)), arguments.to_vec()),
    }
}

/// 1 where `min` or `max` takes its `i`-th argument, else 0.
fn step<L>(op: crate::expr::CompareOp, x: Expr<L>, y: Expr<L>, i: usize) -> Expr<L> {
    let (first, second) = if i == 0 { (1.0, 0.0) } else { (0.0, 1.0) };
    Expr::select(Expr::compare(op, x, y), Expr::Number(first), Expr::Number(second))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Evaluates an expression whose leaves are indices of `at`.
    fn value(e: &Expr<usize>, at: &[f64]) -> f64 {
        match e {
            Expr::Number(x) => *x,
            Expr::Leaf(i) => at[*i],
            Expr::Neg(a) => -value(a, at),
            Expr::Binary(op, a, b) => op.apply(value(a, at), value(b, at)),
            Expr::Call(f, a) => f.apply(&a.iter().map(|a| value(a, at)).collect::<Vec<_>>()),
            Expr::Select(c, a, b) => value(if value(c, at) != 0.0 { a } else { b }, at),
            Expr::Compare(op, a, b) => f64::from(op.apply(value(a, at), value(b, at))),
            _ => f64::NAN,
        }
    }

    fn check(e: &Expr<usize>, at: &[f64]) {
        for i in 0..at.len() {
            let h = 1e-6;
            let (mut up, mut down) = (at.to_vec(), at.to_vec());
            up[i] += h;
            down[i] -= h;
            let difference = (value(e, &up) - value(e, &down)) / (2.0 * h);
            let symbolic = value(&partial(e, &i), at);
            // Central differences with this step are good to about 1e-9 here.
            let scale = 1.0 + symbolic.abs();
            assert!((difference - symbolic).abs() < 1e-7 * scale, "{e:?}: {difference} and {symbolic}");
        }
    }

    #[test]
    fn every_function_agrees_with_differences() {
        for function in Function::all() {
            let leaves = (0..function.arity()).map(Expr::Leaf).collect();
            let x = if function == Function::Acosh { 1.7 } else { 0.37 };
            let n = function.arity();
            check(&Expr::Call(function, leaves), &[x, 0.81][..n]);
        }
    }

    #[test]
    fn operators_agree_with_differences() {
        for op in [BinaryOp::Add, BinaryOp::Sub, BinaryOp::Mul, BinaryOp::Div, BinaryOp::Pow] {
            check(&Expr::binary(op, Expr::Leaf(0), Expr::Leaf(1)), &[1.3, 2.4]);
        }
    }
}
