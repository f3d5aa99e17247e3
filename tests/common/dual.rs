//! Dual numbers with one derivative: they show that kernels run on other scalars than floats, and give
//! exact derivatives to test Jacobians against.

use std::ops::{Add, Div, Mul, Neg, Sub};

use pyrates::ir::user_function::Implementation;
use pyrates::scalar::Scalar;

#[derive(Debug, Clone, Copy)]
pub struct Dual {
    pub value: f64,
    pub slope: f64,
}

impl Dual {
    pub fn constant(value: f64) -> Dual {
        Dual { value, slope: 0.0 }
    }

    pub fn variable(value: f64) -> Dual {
        Dual { value, slope: 1.0 }
    }

    /// The chain rule: a function's value and derivative at `self.value`.
    fn chain(self, value: f64, derivative: f64) -> Dual {
        Dual { value, slope: derivative * self.slope }
    }
}

impl Add for Dual {
    type Output = Dual;
    fn add(self, b: Dual) -> Dual {
        Dual { value: self.value + b.value, slope: self.slope + b.slope }
    }
}

impl Sub for Dual {
    type Output = Dual;
    fn sub(self, b: Dual) -> Dual {
        Dual { value: self.value - b.value, slope: self.slope - b.slope }
    }
}

impl Mul for Dual {
    type Output = Dual;
    fn mul(self, b: Dual) -> Dual {
        Dual { value: self.value * b.value, slope: self.slope * b.value + self.value * b.slope }
    }
}

impl Div for Dual {
    type Output = Dual;
    fn div(self, b: Dual) -> Dual {
        let value = self.value / b.value;
        Dual { value, slope: (self.slope - value * b.slope) / b.value }
    }
}

impl Neg for Dual {
    type Output = Dual;
    fn neg(self) -> Dual {
        Dual { value: -self.value, slope: -self.slope }
    }
}

impl Scalar for Dual {
    type Mask = bool;

    fn splat(self, value: f64) -> Dual {
        Dual::constant(value)
    }
    fn lt(self, other: Dual) -> bool {
        self.value < other.value
    }
    fn le(self, other: Dual) -> bool {
        self.value <= other.value
    }
    fn gt(self, other: Dual) -> bool {
        self.value > other.value
    }
    fn ge(self, other: Dual) -> bool {
        self.value >= other.value
    }
    fn eq(self, other: Dual) -> bool {
        self.value == other.value
    }
    fn ne(self, other: Dual) -> bool {
        self.value != other.value
    }
    fn select(mask: bool, a: Dual, b: Dual) -> Dual {
        if mask { a } else { b }
    }
    fn sin(self) -> Dual {
        self.chain(self.value.sin(), self.value.cos())
    }
    fn cos(self) -> Dual {
        self.chain(self.value.cos(), -self.value.sin())
    }
    fn tan(self) -> Dual {
        self.chain(self.value.tan(), self.value.cos().powi(-2))
    }
    fn asin(self) -> Dual {
        self.chain(self.value.asin(), (1.0 - self.value * self.value).sqrt().recip())
    }
    fn acos(self) -> Dual {
        self.chain(self.value.acos(), -(1.0 - self.value * self.value).sqrt().recip())
    }
    fn atan(self) -> Dual {
        self.chain(self.value.atan(), (1.0 + self.value * self.value).recip())
    }
    fn sinh(self) -> Dual {
        self.chain(self.value.sinh(), self.value.cosh())
    }
    fn cosh(self) -> Dual {
        self.chain(self.value.cosh(), self.value.sinh())
    }
    fn tanh(self) -> Dual {
        self.chain(self.value.tanh(), self.value.cosh().powi(-2))
    }
    fn asinh(self) -> Dual {
        self.chain(self.value.asinh(), (self.value * self.value + 1.0).sqrt().recip())
    }
    fn acosh(self) -> Dual {
        self.chain(self.value.acosh(), (self.value * self.value - 1.0).sqrt().recip())
    }
    fn atanh(self) -> Dual {
        self.chain(self.value.atanh(), (1.0 - self.value * self.value).recip())
    }
    fn exp(self) -> Dual {
        self.chain(self.value.exp(), self.value.exp())
    }
    fn ln(self) -> Dual {
        self.chain(self.value.ln(), self.value.recip())
    }
    fn log10(self) -> Dual {
        self.chain(self.value.log10(), (self.value * std::f64::consts::LN_10).recip())
    }
    fn sqrt(self) -> Dual {
        self.chain(self.value.sqrt(), 0.5 / self.value.sqrt())
    }
    fn abs(self) -> Dual {
        self.chain(self.value.abs(), self.value.signum())
    }
    fn sign(self) -> Dual {
        self.chain(self.value.signum(), 0.0)
    }
    fn floor(self) -> Dual {
        self.chain(self.value.floor(), 0.0)
    }
    fn ceil(self) -> Dual {
        self.chain(self.value.ceil(), 0.0)
    }
    fn round(self) -> Dual {
        self.chain(self.value.round_ties_even(), 0.0)
    }
    fn erf(self) -> Dual {
        let slope = std::f64::consts::FRAC_2_SQRT_PI * (-self.value * self.value).exp();
        self.chain(Scalar::erf(self.value), slope)
    }
    fn atan2(self, x: Dual) -> Dual {
        let square = self.value * self.value + x.value * x.value;
        let slope = (self.slope * x.value - self.value * x.slope) / square;
        Dual { value: self.value.atan2(x.value), slope }
    }
    fn pow(self, exponent: Dual) -> Dual {
        let value = Scalar::pow(self.value, exponent.value);
        let by_base = exponent.value * Scalar::pow(self.value, exponent.value - 1.0) * self.slope;
        let by_exponent = if exponent.slope == 0.0 { 0.0 } else { value * self.value.ln() * exponent.slope };
        Dual { value, slope: by_base + by_exponent }
    }
    fn user(function: &Implementation, derivatives: &[usize], arguments: &[Dual]) -> Dual {
        let x: Vec<f64> = arguments.iter().map(|argument| argument.value).collect();
        let partial = |i: usize| function.at(&[derivatives, &[i]].concat(), &x);
        let slope = arguments.iter().enumerate().filter(|(_, argument)| argument.slope != 0.0);
        Dual {
            value: function.at(derivatives, &x),
            slope: slope.map(|(i, argument)| partial(i) * argument.slope).sum(),
        }
    }
}
