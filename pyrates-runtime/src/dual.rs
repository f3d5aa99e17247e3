//! Numbers with one derivative, for exact derivatives of compiled right-hand sides along one direction.

use std::ops::{Add, Div, Mul, Neg, Sub};

use pyrates_ir::user_function::{Implementation, MAX_ARGUMENTS};

use crate::scalar::Scalar;

/// A number `value + derivative * e` with `e^2 = 0`.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Dual {
    pub(crate) value: f64,
    pub(crate) derivative: f64,
}

impl Dual {
    pub(crate) fn constant(value: f64) -> Dual {
        Dual { value, derivative: 0.0 }
    }

    /// The value of a function at `self`, where it has the given slope. A constant stays one where the slope
    /// is infinite, as that of a root at zero.
    fn chain(self, value: f64, slope: f64) -> Dual {
        let derivative = if self.derivative == 0.0 { 0.0 } else { slope * self.derivative };
        Dual { value, derivative }
    }
}

impl Add for Dual {
    type Output = Dual;
    fn add(self, other: Dual) -> Dual {
        Dual { value: self.value + other.value, derivative: self.derivative + other.derivative }
    }
}

impl Sub for Dual {
    type Output = Dual;
    fn sub(self, other: Dual) -> Dual {
        Dual { value: self.value - other.value, derivative: self.derivative - other.derivative }
    }
}

impl Mul for Dual {
    type Output = Dual;
    fn mul(self, other: Dual) -> Dual {
        let derivative = self.derivative * other.value + self.value * other.derivative;
        Dual { value: self.value * other.value, derivative }
    }
}

impl Div for Dual {
    type Output = Dual;
    fn div(self, other: Dual) -> Dual {
        let value = self.value / other.value;
        Dual { value, derivative: (self.derivative - value * other.derivative) / other.value }
    }
}

impl Neg for Dual {
    type Output = Dual;
    fn neg(self) -> Dual {
        Dual { value: -self.value, derivative: -self.derivative }
    }
}

/// Comparisons look at values.
macro_rules! comparisons {
    ($($name:ident)*) => {$(
        fn $name(self, other: Dual) -> bool {
            Scalar::$name(self.value, other.value)
        }
    )*};
}

/// Functions of one number `x` with value `f` and their slopes.
macro_rules! functions {
    ($($name:ident: |$x:ident, $f:ident| $slope:expr;)*) => {$(
        fn $name(self) -> Dual {
            let $x = self.value;
            let $f = Scalar::$name($x);
            let _ = ($x, $f);
            self.chain($f, $slope)
        }
    )*};
}

impl Scalar for Dual {
    type Mask = bool;

    fn splat(self, value: f64) -> Dual {
        Dual::constant(value)
    }

    comparisons!(lt le gt ge eq ne);

    fn select(mask: bool, a: Dual, b: Dual) -> Dual {
        if mask { a } else { b }
    }

    functions! {
        sin: |x, f| x.cos();
        cos: |x, f| -x.sin();
        tan: |x, f| 1.0 + f * f;
        asin: |x, f| 1.0 / (1.0 - x * x).sqrt();
        acos: |x, f| -1.0 / (1.0 - x * x).sqrt();
        atan: |x, f| 1.0 / (1.0 + x * x);
        sinh: |x, f| x.cosh();
        cosh: |x, f| x.sinh();
        tanh: |x, f| 1.0 - f * f;
        asinh: |x, f| 1.0 / (1.0 + x * x).sqrt();
        acosh: |x, f| 1.0 / ((x - 1.0) * (x + 1.0)).sqrt();
        atanh: |x, f| 1.0 / (1.0 - x * x);
        exp: |x, f| f;
        ln: |x, f| 1.0 / x;
        log10: |x, f| 1.0 / (x * std::f64::consts::LN_10);
        sqrt: |x, f| 0.5 / f;
        abs: |x, f| Scalar::sign(x);
        sign: |x, f| 0.0;
        floor: |x, f| 0.0;
        ceil: |x, f| 0.0;
        round: |x, f| 0.0;
        erf: |x, f| std::f64::consts::FRAC_2_SQRT_PI * (-x * x).exp();
    }

    fn atan2(self, x: Dual) -> Dual {
        let r2 = self.value * self.value + x.value * x.value;
        let derivative = (x.value * self.derivative - self.value * x.derivative) / r2;
        Dual { value: Scalar::atan2(self.value, x.value), derivative }
    }

    fn pow(self, exponent: Dual) -> Dual {
        let (x, n) = (self.value, exponent.value);
        let value = Scalar::pow(x, n);
        let by_base = self.chain(value, n * Scalar::pow(x, n - 1.0));
        let by_exponent = exponent.chain(value, value * x.ln());
        Dual { value, derivative: by_base.derivative + by_exponent.derivative }
    }

    fn user(function: &Implementation, derivatives: &[usize], arguments: &[Dual]) -> Dual {
        let mut x = [0.0; MAX_ARGUMENTS];
        x.iter_mut().zip(arguments).for_each(|(x, argument)| *x = argument.value);
        let x = &x[..arguments.len()];
        let mut one_more = [0; MAX_ARGUMENTS];
        let n = derivatives.len().min(MAX_ARGUMENTS - 1);
        one_more[..n].copy_from_slice(&derivatives[..n]);
        let mut derivative = 0.0;
        for (i, argument) in arguments.iter().enumerate().filter(|(_, argument)| argument.derivative != 0.0) {
            one_more[n] = i;
            derivative += function.at(&one_more[..=n], x) * argument.derivative;
        }
        Dual { value: function.at(derivatives, x), derivative }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every function against a central difference: with steps of 1e-5 that has an error of some 1e-10.
    #[test]
    fn derivatives_agree_with_differences() {
        fn check(name: &str, f: impl Fn(Dual) -> Dual, x: f64) {
            let h = 1e-5;
            let at = |x: f64| f(Dual::constant(x)).value;
            let expected = (at(x + h) - at(x - h)) / (2.0 * h);
            let found = f(Dual { value: x, derivative: 1.0 }).derivative;
            assert!((found - expected).abs() < 1e-7 * expected.abs().max(1.0), "{name}: {found} {expected}");
        }
        let two = Dual::constant(2.0);
        check("sin", |x| x.sin(), 0.3);
        check("cos", |x| x.cos(), 0.3);
        check("tan", |x| x.tan(), 0.3);
        check("asin", |x| x.asin(), 0.3);
        check("acos", |x| x.acos(), 0.3);
        check("atan", |x| x.atan(), 0.3);
        check("sinh", |x| x.sinh(), 0.3);
        check("cosh", |x| x.cosh(), 0.3);
        check("tanh", |x| x.tanh(), 0.3);
        check("asinh", |x| x.asinh(), 0.3);
        check("acosh", |x| x.acosh(), 1.3);
        check("atanh", |x| x.atanh(), 0.3);
        check("exp", |x| x.exp(), 0.3);
        check("ln", |x| x.ln(), 0.3);
        check("log10", |x| x.log10(), 0.3);
        check("sqrt", |x| x.sqrt(), 0.3);
        check("abs", |x| x.abs(), -0.3);
        check("sign", |x| x.sign(), -0.3);
        check("floor", |x| x.floor(), -0.3);
        check("ceil", |x| x.ceil(), -0.3);
        check("round", |x| x.round(), -0.3);
        check("erf", |x| x.erf(), 0.3);
        check("sigmoid", |x| x.sigmoid(), 0.3);
        check("atan2, first", |x| x.atan2(two), 0.3);
        check("atan2, second", |x| two.atan2(x), 0.3);
        check("pow, base", |x| x.pow(Dual::constant(2.5)), 0.3);
        check("pow, negative base", |x| x.pow(two), -0.3);
        check("pow, exponent", |x| two.pow(x), 0.3);
        check("powi", |x| x.powi(-3), 0.3);
        check("quotient", |x| (x + two) / (x * x - two) - -x, 0.3);
        check("mod", |x| x.modulo(Dual::constant(0.7)), 1.3);
        check("min", |x| x.min(two) * x.max(two), 0.3);
    }

    #[test]
    fn functions_in_rust_follow_the_chain_rule() {
        let product = Implementation {
            arguments: &["x", "y"],
            value: |x| x[0] * x[0] * x[1],
            derivative: |x, i| Some(if i == 0 { 2.0 * x[0] * x[1] } else { x[0] * x[0] }),
            spellings: &[],
        };
        let (x, y) = (Dual { value: 3.0, derivative: 1.0 }, Dual { value: 0.5, derivative: 2.0 });
        let found = Dual::user(&product, &[], &[x, y]);
        assert_eq!(found, Dual { value: 4.5, derivative: 3.0 + 18.0 });
        // The derivative by the first argument, differentiated by differences.
        let slope = Dual::user(&product, &[0], &[x, y]);
        assert!((slope.derivative - (2.0 * 0.5 + 2.0 * 3.0 * 2.0)).abs() < 1e-8, "{slope:?}");
    }

    #[test]
    fn constants_stay_constant_where_slopes_are_infinite() {
        assert_eq!(Dual::constant(0.0).sqrt(), Dual::constant(0.0));
        assert_eq!(Dual::constant(-2.0).pow(Dual::constant(2.0)), Dual::constant(4.0));
    }
}
