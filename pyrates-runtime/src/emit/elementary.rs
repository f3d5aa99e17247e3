//! Functions in terms of others, for languages that lack them and cannot define them in their own words.

use pyrates_ir::expr::{CompareOp, Expr};
use pyrates_ir::function::Function;
use pyrates_ir::math::{ERF_CENTRE, ERF_SERIES, ERF_SERIES_END, ERFC_SCALED};
use pyrates_ir::system::Kind;

use super::namer::Namer;
use super::prepared::{Leaf, Prepared, PreparedAuxiliary, PreparedValue};

/// A model with only functions that a format has or that [`elementary`] leaves. Arguments that are then needed several
/// times become auxiliary variables, which come last: the order must not matter to the format.
pub(super) fn in_elementary_terms(
    model: &Prepared,
    is_native: &dyn Fn(&Function) -> bool,
    mut namer: Namer,
) -> Prepared {
    let mut result = model.clone();
    let variables = model.states.iter().chain(&model.parameters).map(|v| &v.name);
    variables.chain(model.auxiliaries.iter().map(|a| &a.name)).for_each(|name| namer.reserve(name));
    let mut terms = Terms { is_native, namer, model, added: Vec::new() };
    for auxiliary in &mut result.auxiliaries {
        if let Some(e) = auxiliary.value.expression_mut() {
            *e = terms.rewritten(e, &auxiliary.path);
        }
    }
    for (e, v) in result.derivatives.iter_mut().zip(&model.states) {
        *e = terms.rewritten(e, &v.path);
    }
    for event in &mut result.events {
        event.switch = terms.rewritten(&event.switch, &event.path);
        event.set.iter_mut().for_each(|(_, value)| *value = terms.rewritten(value, &event.path));
    }
    result.auxiliaries.extend(terms.added);
    result
}

/// Expressions on their way to elementary terms.
struct Terms<'a> {
    is_native: &'a dyn Fn(&Function) -> bool,
    namer: Namer,
    /// The model, of which new auxiliary variables follow those that there are.
    model: &'a Prepared,
    added: Vec<PreparedAuxiliary>,
}

impl Terms<'_> {
    /// An expression of the variable with this path.
    fn rewritten(&mut self, e: &Expr<Leaf>, path: &str) -> Expr<Leaf> {
        let e = e.map_children(|child| self.rewritten(child, path));
        match &e {
            Expr::Call(function, arguments) if !(self.is_native)(function) => {
                let arguments: Vec<Expr<Leaf>> = arguments.iter().map(|a| self.named(a, path)).collect();
                match (function, arguments.as_slice()) {
                    (Function::Atan, [x]) => self.arc_tangent(x, path),
                    // These are in terms of the inverse tangent.
                    (Function::Asin | Function::Acos | Function::Atan2, arguments) => {
                        elementary(function, arguments).map_or(e, |e| self.rewritten(&e, path))
                    }
                    (function, arguments) => elementary(function, arguments).unwrap_or(e),
                }
            }
            _ => e,
        }
    }

    /// The inverse tangent of a variable: `atan(x) = 2 atan(x/(1 + sqrt(1 + x^2)))`, three times, and a series. Beyond 1e100
    /// it is constant in all digits.
    fn arc_tangent(&mut self, x: &Expr<Leaf>, path: &str) -> Expr<Leaf> {
        const HALVINGS: i32 = 3;
        const TERMS: i32 = 12;
        let two = |function, a, b| Expr::Call(function, vec![a, b]);
        let inside = two(Function::Min, two(Function::Max, x.clone(), n(-1e100)), n(1e100));
        let inside = self.rewritten(&inside, path);
        let mut h = self.named(&inside, path);
        for _ in 0..HALVINGS {
            let half = h.clone() / (n(1.0) + call(Function::Sqrt, n(1.0) + h.clone() * h.clone()));
            h = self.named(&half, path);
        }
        let square = self.named(&(h.clone() * h.clone()), path);
        let coefficient = |k: i32| (if k % 2 == 0 { 1.0 } else { -1.0 }) / f64::from(2 * k + 1);
        let coefficients: Vec<f64> = (0..TERMS).rev().map(coefficient).collect();
        self.named(&(n(f64::from(1 << HALVINGS)) * h * horner(&coefficients, &square)), path)
    }

    /// A leaf for an argument.
    fn named(&mut self, argument: &Expr<Leaf>, path: &str) -> Expr<Leaf> {
        if matches!(argument, Expr::Leaf(_) | Expr::Number(_)) {
            return argument.clone();
        }
        let known = self.added.iter().position(|a| a.value.expression() == Some(argument));
        let place = known.unwrap_or_else(|| {
            let name = self.namer.name(&format!("argument_{}", self.added.len() + 1));
            let value = PreparedValue::Each(argument.clone());
            let (n, path) = (self.n_of(argument), path.to_string());
            self.added.push(PreparedAuxiliary { name, path, n, kind: Kind::Real, value });
            self.added.len() - 1
        });
        Expr::Leaf(Leaf::Auxiliary(self.model.auxiliaries.len() + place))
    }

    /// The number of elements of an expression.
    fn n_of(&self, e: &Expr<Leaf>) -> usize {
        let n_own = self.model.auxiliaries.len();
        let n = |leaf: &&Leaf| match **leaf {
            Leaf::Auxiliary(k) if k >= n_own => self.added[k - n_own].n,
            ref leaf => self.model.n(leaf),
        };
        e.leaves().iter().map(n).max().unwrap_or(1)
    }
}

/// A function of these arguments by arithmetic, choices, exponential functions, logarithms, roots, `floor`, `abs` and the
/// inverse tangent; none for a function that is one of these, and for other trigonometric and hyperbolic ones.
pub(super) fn elementary<L: Clone>(function: &Function, arguments: &[Expr<L>]) -> Option<Expr<L>> {
    let [x, rest @ ..] = arguments else { return None };
    let x = || x.clone();
    let y = || rest.first().cloned().unwrap_or(Expr::Number(f64::NAN));
    Some(match function {
        Function::Heaviside => (sign(x()) + n(1.0)) * n(0.5),
        Function::Sigmoid => n(1.0) / (n(1.0) + call(Function::Exp, -x())),
        Function::Sign => sign(x()),
        Function::Ceil => -call(Function::Floor, -x()),
        Function::Round => round(x()),
        Function::Erf => erf(x()),
        Function::Log10 => call(Function::Ln, x()) / n(std::f64::consts::LN_10),
        Function::Asinh => {
            let a = || call(Function::Abs, x());
            sign(x()) * call(Function::Ln, a() + call(Function::Sqrt, a() * a() + n(1.0)))
        }
        Function::Acosh => call(Function::Ln, x() + call(Function::Sqrt, x() * x() - n(1.0))),
        Function::Atanh => n(0.5) * call(Function::Ln, (n(1.0) + x()) / (n(1.0) - x())),
        Function::Tan => call(Function::Sin, x()) / call(Function::Cos, x()),
        Function::Asin => {
            let cosine = call(Function::Sqrt, (n(1.0) - x()) * (n(1.0) + x()));
            n(2.0) * call(Function::Atan, x() / (n(1.0) + cosine))
        }
        Function::Acos => {
            let half = call(Function::Sqrt, (n(1.0) - x()) / (n(1.0) + x()));
            n(2.0) * call(Function::Atan, half)
        }
        Function::Min => Expr::select(less(x(), y()), x(), y()),
        Function::Max => Expr::select(less(y(), x()), x(), y()),
        Function::Mod => x() - y() * call(Function::Floor, x() / y()),
        // The arguments are y and x.
        Function::Atan2 => atan2(x(), y()),
        _ => return None,
    })
}

fn n<L>(x: f64) -> Expr<L> {
    Expr::Number(x)
}

fn call<L>(function: Function, x: Expr<L>) -> Expr<L> {
    Expr::Call(function, vec![x])
}

fn less<L>(a: Expr<L>, b: Expr<L>) -> Expr<L> {
    Expr::compare(CompareOp::Lt, a, b)
}

fn sign<L: Clone>(x: Expr<L>) -> Expr<L> {
    // The sign of what is no number is none.
    let otherwise = Expr::select(less(x.clone(), n(0.0)), n(-1.0), n(0.0) * x.clone());
    Expr::select(less(n(0.0), x), n(1.0), otherwise)
}

/// The nearest whole number, halves to the even one.
fn round<L: Clone>(x: Expr<L>) -> Expr<L> {
    let up = || call(Function::Floor, x.clone() + n(0.5));
    let is_half = Expr::compare(CompareOp::Eq, up(), x.clone() + n(0.5));
    let odd = || up() - n(2.0) * call(Function::Floor, n(0.5) * up());
    Expr::select(is_half, up() - odd(), up())
}

/// The angle of a point, from the inverse tangent in the half plane where it lies.
fn atan2<L: Clone>(y: Expr<L>, x: Expr<L>) -> Expr<L> {
    use std::f64::consts::{FRAC_PI_2, PI};
    let angle = || call(Function::Atan, y.clone() / x.clone());
    let left = Expr::select(less(y.clone(), n(0.0)), angle() - n(PI), angle() + n(PI));
    let below = Expr::select(less(y.clone(), n(0.0)), n(-FRAC_PI_2), n(0.0));
    let above = Expr::select(less(n(0.0), y.clone()), n(FRAC_PI_2), below);
    let beside = Expr::select(less(x.clone(), n(0.0)), left, above);
    Expr::select(less(n(0.0), x.clone()), angle(), beside)
}

/// A series near zero, a scaled complement elsewhere, as in [`pyrates_ir::math::erf`].
fn erf<L: Clone>(x: Expr<L>) -> Expr<L> {
    let a = || call(Function::Abs, x.clone());
    let near = x.clone() * horner(&ERF_SERIES, &(x.clone() * x.clone()));
    let sum = || a() + n(ERF_CENTRE);
    let scaled = horner(&ERFC_SCALED, &((a() - n(ERF_CENTRE)) / sum()));
    let far = n(1.0) - call(Function::Exp, -(a() * a())) * scaled / sum();
    let far = Expr::select(less(n(6.0), a()), n(1.0), far);
    Expr::select(less(a(), n(ERF_SERIES_END)), near, sign(x.clone()) * far)
}

/// The polynomial with these coefficients, highest power first.
fn horner<L: Clone>(coefficients: &[f64], x: &Expr<L>) -> Expr<L> {
    let mut sum = n(0.0);
    for (k, c) in coefficients.iter().enumerate() {
        sum = if k == 0 { n(*c) } else { sum * x.clone() + n(*c) };
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The value of an expression without variables.
    fn value(e: &Expr<f64>) -> f64 {
        match e {
            Expr::Number(x) | Expr::Leaf(x) => *x,
            Expr::Neg(a) => -value(a),
            Expr::Binary(op, a, b) => op.apply(value(a), value(b)),
            Expr::Select(c, a, b) => match &**c {
                Expr::Compare(op, p, q) if op.apply(value(p), value(q)) => value(a),
                _ => value(b),
            },
            Expr::Call(function, arguments) => {
                let arguments: Vec<f64> = arguments.iter().map(value).collect();
                function.apply(&arguments)
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn functions_are_what_they_stand_for() {
        let points =
            [-7.0, -2.5, -1.5, -0.9, -0.3, 0.0, 0.2, 0.5, 0.84, 0.86, 1.0, 1.5, 2.0, 2.5, 3.0, 5.9, 6.5];
        let functions = [
            Function::Heaviside,
            Function::Sigmoid,
            Function::Sign,
            Function::Ceil,
            Function::Round,
            Function::Erf,
            Function::Log10,
            Function::Asinh,
            Function::Acosh,
            Function::Atanh,
            Function::Min,
            Function::Max,
            Function::Mod,
            Function::Atan2,
            Function::Tan,
            Function::Asin,
            Function::Acos,
        ];
        for function in functions {
            for x in points {
                for y in points {
                    let expected = function.apply(&[x, y][..function.arity()]);
                    let arguments = [Expr::Leaf(x), Expr::Leaf(y)];
                    let found = value(&elementary(&function, &arguments).unwrap());
                    let is_equal = (found - expected).abs() <= 2e-15 * expected.abs().max(1.0);
                    let both_undefined = found.is_nan() && expected.is_nan();
                    let is_infinite = found == expected;
                    assert!(
                        is_equal || both_undefined || is_infinite,
                        "{function:?}({x}, {y}): {found}, {expected}"
                    );
                }
            }
        }
    }
}
