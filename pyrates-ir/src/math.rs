//! The value of every operation that needs one fixed meaning. The interpreter, compiled models and the documentation of
//! the language all refer to these.
//!
//! Elementary functions are written once, for one number and for several in lanes ([`Real`]). Those of the standard library
//! are the platform's: their last bits depend on the system and the processor, and they know one number only. The
//! largest error that was found over the whole range is 2 units in the last place, but for whole powers, which are products (`tests/it/lanes.rs` of the runtime). Sines,
//! cosines and tangents beyond 2^20 are the platform's.

mod error_function;
mod exponential;
mod logarithm;
mod power;
pub mod real;
mod trigonometric;

pub use error_function::{ERF_CENTRE, ERF_SERIES, ERF_SERIES_END, ERFC_SCALED};
pub use real::Real;
pub use trigonometric::{ARC_TANGENT_EVEN, ARC_TANGENT_ODD};

/// The functions for one number and for lanes.
pub mod elementary {
    pub use super::error_function::erf;
    pub use super::exponential::{acosh, asinh, atanh, cosh, exp, sinh, tanh};
    pub use super::logarithm::{ln, log10};
    pub use super::power::{pow, powf};
    pub use super::trigonometric::{acos, asin, atan, atan2, cos, sin, tan};
}

/// The functions of one number, compiled once.
macro_rules! of_one_number {
    ($($name:ident)*) => {$(
        #[doc = concat!("`", stringify!($name), "(x)`; the same bits in lanes.")]
        pub fn $name(x: f64) -> f64 {
            elementary::$name(x)
        }
    )*};
}

of_one_number!(sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh ln log10 erf);

/// `exp(x)`; the same bits in lanes. It is short, and models are full of it.
#[inline]
pub fn exp(x: f64) -> f64 {
    elementary::exp(x)
}

/// The angle of the point `(x, y)`; the same bits in lanes.
pub fn atan2(y: f64, x: f64) -> f64 {
    elementary::atan2(y, x)
}

/// `a` to the power `b` by logarithms; the same bits in lanes.
pub fn powf(a: f64, b: f64) -> f64 {
    elementary::powf(a, b)
}

/// -1 below zero, 0 at zero, 1 above; NaN stays NaN.
#[inline]
pub fn sign(x: f64) -> f64 {
    if x > 0.0 {
        1.0
    } else if x < 0.0 {
        -1.0
    } else {
        // Zeros become +0; NaN stays NaN.
        x * 0.0 + 0.0
    }
}

/// 0 below zero, 1/2 at zero, 1 above.
#[inline]
pub fn heaviside(x: f64) -> f64 {
    0.5 * (sign(x) + 1.0)
}

/// The logistic function `1/(1 + exp(-x))`.
#[inline]
pub fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + exp(-x))
}

/// The smaller of two numbers; NaN if one of them is.
#[inline]
pub fn min(a: f64, b: f64) -> f64 {
    if a < b || a.is_nan() { a } else { b }
}

/// The larger of two numbers; NaN if one of them is.
#[inline]
pub fn max(a: f64, b: f64) -> f64 {
    if a > b || a.is_nan() { a } else { b }
}

/// The remainder with the sign of `y`: `x - y*floor(x/y)`.
#[inline]
pub fn modulo(x: f64, y: f64) -> f64 {
    x - y * (x / y).floor()
}

/// `x` to a whole power, by repeated squaring: the same order of multiplications everywhere.
#[inline]
pub fn powi(x: f64, n: i32) -> f64 {
    let mut base = x;
    let mut result = 1.0;
    let mut k = n.unsigned_abs();
    while k > 0 {
        if k & 1 == 1 {
            result *= base;
        }
        k >>= 1;
        if k > 0 {
            base *= base;
        }
    }
    if n < 0 { 1.0 / result } else { result }
}

/// The largest whole exponent that [`pow`] computes by multiplication.
pub const MAX_POWI: i32 = 64;

/// The exponent as a whole number, if [`pow`] computes it by multiplication.
#[inline]
pub fn whole_exponent(b: f64) -> Option<i32> {
    (b.fract() == 0.0 && b.abs() <= f64::from(MAX_POWI)).then_some(b as i32)
}

/// `a` to the power `b`. Whole exponents up to [`MAX_POWI`] are products, so negative bases are fine.
#[inline]
pub fn pow(a: f64, b: f64) -> f64 {
    match whole_exponent(b) {
        Some(n) => powi(a, n),
        None => powf(a, b),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Points and values of erf, computed with 60 digits.
    const ERF_VALUES: [(f64, f64); 8] = [
        (1e-300, 1.1283791670955126e-300),
        (0.1, 0.1124629160182849),
        (0.4999, 0.5204119951613866),
        (0.5, 0.5204998778130465),
        (1.0, 0.8427007929497149),
        (2.0, 0.9953222650189527),
        (4.5, 0.9999999998033839),
        (7.0, 1.0),
    ];

    #[test]
    fn erf_has_full_accuracy() {
        for (x, value) in ERF_VALUES {
            let error = (erf(x) - value).abs() / value;
            assert!(error < 4.0 * f64::EPSILON, "erf({x}) is off by {error:e}");
            assert_eq!(erf(-x), -erf(x));
        }
        assert!(erf(f64::NAN).is_nan());
    }

    #[test]
    fn special_values() {
        assert_eq!((sign(0.0), sign(-0.0), sign(-3.0)), (0.0, 0.0, -1.0));
        assert!(sign(f64::NAN).is_nan() && min(f64::NAN, 1.0).is_nan() && max(1.0, f64::NAN).is_nan());
        assert_eq!(heaviside(0.0), 0.5);
        assert_eq!((modulo(-1.0, 3.0), modulo(1.0, -3.0)), (2.0, -2.0));
        assert_eq!((pow(-2.0, 3.0), pow(2.0, -2.0), pow(0.0, 0.0)), (-8.0, 0.25, 1.0));
        assert_eq!(pow(9.0, 0.5), 3.0);
    }
}
