//! Local simplification: constants are folded and neutral elements removed. Terms keep their order (only a
//! numeric factor moves to the front), so the result has the structure that the user wrote.

use crate::expr::{BinaryOp, Expr, ValueSort};
use crate::function::Function;

/// The simplified expression.
pub fn simplify<L: Clone + PartialEq>(e: &Expr<L>) -> Expr<L> {
    let e = e.map_children(|child| simplify(child));
    match e {
        Expr::Neg(a) => negate(*a),
        Expr::Binary(op, a, b) => binary(op, *a, *b),
        Expr::Call(function, arguments) => {
            let numbers: Option<Vec<f64>> = arguments.iter().map(Expr::as_number).collect();
            // What users wrote in Rust is computed when the model runs.
            match numbers.filter(|_| !matches!(function, Function::User(_))) {
                Some(numbers) => fold(function.apply(&numbers)).unwrap_or(Expr::Call(function, arguments)),
                None => Expr::Call(function, arguments),
            }
        }
        Expr::Select(c, a, b) => select(*c, *a, *b),
        other => other,
    }
}

/// A literal for a finite value; others stay as the user wrote them.
fn fold<L>(x: f64) -> Option<Expr<L>> {
    x.is_finite().then_some(Expr::Number(x))
}

fn negate<L>(a: Expr<L>) -> Expr<L> {
    match a {
        Expr::Number(x) => Expr::Number(if x == 0.0 { 0.0 } else { -x }),
        Expr::Neg(inner) => *inner,
        other => Expr::Neg(Box::new(other)),
    }
}

fn select<L: Clone + PartialEq>(c: Expr<L>, a: Expr<L>, b: Expr<L>) -> Expr<L> {
    if a == b {
        return a;
    }
    if let Expr::Compare(op, x, y) = &c
        && let (Some(x), Some(y)) = (x.as_number(), y.as_number())
    {
        return if op.apply(x, y) { a } else { b };
    }
    Expr::select(c, a, b)
}

fn binary<L: Clone + PartialEq>(op: BinaryOp, a: Expr<L>, b: Expr<L>) -> Expr<L> {
    debug_assert!(a.sort() == ValueSort::Number && b.sort() == ValueSort::Number);
    if let (Some(x), Some(y)) = (a.as_number(), b.as_number())
        && let Some(folded) = fold(op.apply(x, y))
    {
        return folded;
    }
    match op {
        BinaryOp::Add => sum(a, b),
        BinaryOp::Sub => difference(a, b),
        BinaryOp::Mul => product(a, b),
        BinaryOp::Div => quotient(a, b),
        BinaryOp::Pow => power(a, b),
    }
}

fn is<L>(e: &Expr<L>, x: f64) -> bool {
    matches!(e, Expr::Number(value) if *value == x)
}

fn sum<L: Clone + PartialEq>(a: Expr<L>, b: Expr<L>) -> Expr<L> {
    match (a, b) {
        (a, b) if is(&a, 0.0) => b,
        (a, b) if is(&b, 0.0) => a,
        (a, Expr::Neg(b)) => difference(a, *b),
        (a, Expr::Number(y)) if y < 0.0 => a - Expr::Number(-y),
        (a, b) => a + b,
    }
}

fn difference<L: Clone + PartialEq>(a: Expr<L>, b: Expr<L>) -> Expr<L> {
    match (a, b) {
        (a, b) if is(&b, 0.0) => a,
        (a, b) if is(&a, 0.0) => negate(b),
        (a, Expr::Neg(b)) => sum(a, *b),
        (a, Expr::Number(y)) if y < 0.0 => a + Expr::Number(-y),
        (a, b) => a - b,
    }
}

fn product<L: Clone + PartialEq>(a: Expr<L>, b: Expr<L>) -> Expr<L> {
    match (a, b) {
        (a, b) if is(&a, 0.0) || is(&b, 0.0) => Expr::Number(0.0),
        (a, b) if is(&a, 1.0) => b,
        (a, b) if is(&b, 1.0) => a,
        (a, b) if is(&a, -1.0) => negate(b),
        (a, b) if is(&b, -1.0) => negate(a),
        (Expr::Neg(a), Expr::Neg(b)) => product(*a, *b),
        (Expr::Neg(a), b) => negate(product(*a, b)),
        (a, Expr::Neg(b)) => negate(product(a, *b)),
        // A number stands in front, and numbers in front of a product are joined.
        (Expr::Number(x), Expr::Binary(BinaryOp::Mul, b, c)) if b.as_number().is_some() => {
            product(Expr::Number(x * b.as_number().unwrap_or(1.0)), *c)
        }
        (a, b) if b.as_number().is_some() && a.as_number().is_none() => product(b, a),
        (a, b) => a * b,
    }
}

fn quotient<L: Clone + PartialEq>(a: Expr<L>, b: Expr<L>) -> Expr<L> {
    match (a, b) {
        (a, b) if is(&a, 0.0) && !is(&b, 0.0) => Expr::Number(0.0),
        (a, b) if is(&b, 1.0) => a,
        (a, b) if is(&b, -1.0) => negate(a),
        (Expr::Neg(a), b) => negate(quotient(*a, b)),
        (a, Expr::Neg(b)) => negate(quotient(a, *b)),
        (a, b) => a / b,
    }
}

fn power<L: Clone + PartialEq>(a: Expr<L>, b: Expr<L>) -> Expr<L> {
    match (a, b) {
        (_, b) if is(&b, 0.0) => Expr::Number(1.0),
        (a, b) if is(&b, 1.0) => a,
        (a, _) if is(&a, 1.0) => Expr::Number(1.0),
        (a, b) => Expr::binary(BinaryOp::Pow, a, b),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::display::text;

    fn check(e: Expr<&'static str>, expected: &str) {
        assert_eq!(text(&simplify(&e), &|leaf| leaf.to_string()), expected);
    }

    fn x() -> Expr<&'static str> {
        Expr::Leaf("x")
    }

    fn n(value: f64) -> Expr<&'static str> {
        Expr::Number(value)
    }

    #[test]
    fn neutral_elements_vanish() {
        check(x() + n(0.0), "x");
        check(n(1.0) * x() * n(0.0), "0");
        check(n(-1.0) * x(), "-x");
        check(x() - (-x()), "x + x");
        check(Expr::binary(BinaryOp::Pow, x(), n(1.0)), "x");
    }

    #[test]
    fn constants_fold_unless_the_result_is_not_finite() {
        check(n(2.0) * n(3.0) + x(), "6 + x");
        check(n(2.0) * (n(3.0) * x()), "6*x");
        check(n(1.0) / n(0.0), "1/0");
    }
}
