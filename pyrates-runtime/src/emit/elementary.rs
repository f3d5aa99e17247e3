//! Functions in terms of others, for languages that lack them and cannot define them in their own words.

use pyrates_ir::expr::{CompareOp, Expr};
use pyrates_ir::function::Function;
use pyrates_ir::math::{
    ARC_TANGENT_EVEN, ARC_TANGENT_ODD, ERF_CENTRE, ERF_SERIES, ERF_SERIES_END, ERFC_SCALED,
};
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
    model.names().for_each(|name| namer.reserve(name));
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
        for (_, value) in &mut event.set {
            *value = terms.rewritten(value, &event.path);
        }
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
                match (function, &arguments[..]) {
                    (Function::Atan, [x]) => self.arc_tangent(x, path),
                    (Function::Erf, [x]) => self.erf(x, path),
                    // Each of these is in terms of the other.
                    (Function::Floor, _) if !(self.is_native)(&Function::Ceil) => e,
                    // In these terms may be others that the format lacks.
                    _ => elementary(function, &arguments).map_or(e, |found| self.rewritten(&found, path)),
                }
            }
            _ => e,
        }
    }

    /// The inverse tangent of a leaf, by that of a quarter of the angle.
    fn arc_tangent(&mut self, x: &Expr<Leaf>, path: &str) -> Expr<Leaf> {
        let x = self.bounded(x, path);
        let half = self.named(&tangent_of_half(&x), path);
        let quarter = self.named(&tangent_of_half(&half), path);
        let square = self.named(&(quarter.clone() * quarter.clone()), path);
        self.named(&(n(4.0) * small_angle(&quarter, &square)), path)
    }

    /// A leaf between bounds where its square does not overflow, nor what tools compute for derivatives; where that takes choices,
    /// without bounds.
    fn bounded(&mut self, x: &Expr<Leaf>, path: &str) -> Expr<Leaf> {
        if ![Function::Min, Function::Max].iter().all(self.is_native) {
            return x.clone();
        }
        let two = |function, a, b| Expr::Call(function, vec![a, b]);
        self.named(&two(Function::Min, two(Function::Max, x.clone(), n(-1e100)), n(1e100)), path)
    }

    /// The error function of a leaf, whose long parts have names.
    fn erf(&mut self, x: &Expr<Leaf>, path: &str) -> Expr<Leaf> {
        let [near, far] = [erf_near(x), erf_far(x)].map(|part| self.rewritten(&part, path));
        let [near, far] = [near, far].map(|part| self.named(&part, path));
        self.rewritten(&erf(x, near, far), path)
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

/// A function of these arguments by arithmetic, choices, exponential functions, logarithms, roots, `abs`, `floor` or `ceil`, and
/// the inverse tangent; none for other trigonometric and hyperbolic functions, and others that are among these.
pub(super) fn elementary<L: Clone>(function: &Function, arguments: &[Expr<L>]) -> Option<Expr<L>> {
    let [x, rest @ ..] = arguments else { return None };
    let x = || x.clone();
    let y = || rest.first().cloned().unwrap_or(Expr::Number(f64::NAN));
    Some(match function {
        Function::Heaviside => (sign(x()) + n(1.0)) * n(0.5),
        Function::Sigmoid => n(1.0) / (n(1.0) + call(Function::Exp, -x())),
        Function::Sign => sign(x()),
        Function::Ceil => -call(Function::Floor, -x()),
        Function::Floor => -call(Function::Ceil, -x()),
        Function::Round => round(x()),
        Function::Erf => erf(&x(), erf_near(&x()), erf_far(&x())),
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
        Function::Acos => n(std::f64::consts::FRAC_PI_2) - elementary(&Function::Asin, arguments)?,
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

/// The tangent of half the angle with this tangent, `x/(1 + sqrt(1 + x^2))`, with a root that does not overflow.
fn tangent_of_half<L: Clone>(x: &Expr<L>) -> Expr<L> {
    let size = || call(Function::Abs, x.clone());
    let more = || n(1.0) + size();
    let root = more() * call(Function::Sqrt, n(1.0) - n(2.0) * (size() / more()) / more());
    x.clone() / (n(1.0) + root)
}

/// The inverse tangent of a number between -7/16 and 7/16, which is given with its square, as in [`pyrates_ir::math::atan`].
fn small_angle<L: Clone>(x: &Expr<L>, square: &Expr<L>) -> Expr<L> {
    let mut coefficients = vec![ARC_TANGENT_EVEN[5]];
    for k in (0..5).rev() {
        coefficients.extend([ARC_TANGENT_ODD[k], ARC_TANGENT_EVEN[k]]);
    }
    x.clone() - x.clone() * square.clone() * horner(&coefficients, square)
}

/// The angle of a point, by the tangent of half the angle between the nearer end of the horizontal axis and it.
fn atan2<L: Clone>(y: Expr<L>, x: Expr<L>) -> Expr<L> {
    use std::f64::consts::PI;
    let radius = call(Function::Sqrt, x.clone() * x.clone() + y.clone() * y.clone());
    // The origin has the angle zero.
    let below = radius + call(Function::Abs, x.clone()) + n(f64::MIN_POSITIVE);
    let angle = n(2.0) * call(Function::Atan, y.clone() / below);
    let left = Expr::select(less(y, n(0.0)), n(-PI), n(PI)) - angle.clone();
    Expr::select(less(x, n(0.0)), left, angle)
}

/// A series near zero, a scaled complement elsewhere, as in [`pyrates_ir::math::erf`].
fn erf<L: Clone>(x: &Expr<L>, near: Expr<L>, far: Expr<L>) -> Expr<L> {
    let a = || call(Function::Abs, x.clone());
    let far = Expr::select(less(n(6.0), a()), n(1.0), far);
    Expr::select(less(a(), n(ERF_SERIES_END)), near, sign(x.clone()) * far)
}

fn erf_near<L: Clone>(x: &Expr<L>) -> Expr<L> {
    x.clone() * horner(&ERF_SERIES, &(x.clone() * x.clone()))
}

/// Of the size of a number.
fn erf_far<L: Clone>(x: &Expr<L>) -> Expr<L> {
    let a = || call(Function::Abs, x.clone());
    let sum = || a() + n(ERF_CENTRE);
    let scaled = horner(&ERFC_SCALED, &((a() - n(ERF_CENTRE)) / sum()));
    n(1.0) - call(Function::Exp, -(a() * a())) * scaled / sum()
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
    use crate::emit::actions::value;

    #[test]
    fn angles_are_those_of_their_tangents() {
        for k in -400..=400 {
            let x = (0.05 * f64::from(k)).sinh();
            let half = tangent_of_half(&n::<Leaf>(x));
            let quarter = value(&tangent_of_half(&half));
            let found = 4.0 * value(&small_angle(&n::<Leaf>(quarter), &n(quarter * quarter)));
            assert!((found - x.atan()).abs() <= 4e-16 * x.atan().abs().max(0.1), "{x}: {found}");
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
            Function::Floor,
            Function::Round,
            Function::Erf,
            Function::Log10,
            Function::Asin,
            Function::Acos,
            Function::Asinh,
            Function::Acosh,
            Function::Atanh,
            Function::Min,
            Function::Max,
            Function::Mod,
            Function::Atan2,
            Function::Tan,
        ];
        for function in functions {
            for x in points {
                for y in points {
                    let expected = function.apply(&[x, y][..function.arity()]);
                    let arguments = [n::<Leaf>(x), n(y)];
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
