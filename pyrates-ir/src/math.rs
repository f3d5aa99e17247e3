//! The value on `f64` of every operation that is not in the standard library, or that needs one fixed
//! meaning. The interpreter, compiled models and the documentation of the language all refer to these.

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
    1.0 / (1.0 + (-x).exp())
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
        None => a.powf(b),
    }
}

/// Where [`erf`] changes from the series to the scaled complement.
pub const ERF_SERIES_END: f64 = 0.5;
/// Centre of the map `s = (x - c)/(x + c)` in [`erf`].
pub const ERF_CENTRE: f64 = 3.5;

/// Coefficients of `exp(x^2) erfc(x) (x + c)` in `s = (x - c)/(x + c)`, for 0.5 <= x <= 6.1, highest
/// power first; computed in 60 digits as a Chebyshev fit (largest error 2e-18).
pub const ERFC_SCALED: [f64; 18] = [
    1.569865309163943e-07,
    4.223858573639393e-07,
    -1.0085210019498613e-06,
    -3.5109238952823386e-06,
    7.2406891387214774e-06,
    1.867180263295945e-05,
    -7.476907116630739e-05,
    -4.206341900930549e-05,
    0.0007145307269276429,
    -0.0013053547133893139,
    -0.0031770502935528195,
    0.026518619884749257,
    -0.09231870663975308,
    0.22573862164735725,
    -0.4352560267168734,
    0.6941136466346443,
    -0.937799724567112,
    1.08705558926226,
];

/// Coefficients of `erf(x)/x` in `x^2`: `2/sqrt(pi) (-1)^n / (n! (2n + 1))`, highest power first.
pub const ERF_SERIES: [f64; 12] = [
    -1.2290555301717928e-09,
    1.4807192815879218e-08,
    -1.6365844691234924e-07,
    1.6462114365889248e-06,
    -1.492565035840625e-05,
    0.00012055332981789664,
    -0.0008548327023450853,
    0.005223977625442188,
    -0.026866170645131252,
    0.11283791670955126,
    -0.37612638903183754,
    std::f64::consts::FRAC_2_SQRT_PI,
];

/// The error function, with a relative error of a few units in the last place.
pub fn erf(x: f64) -> f64 {
    let a = x.abs();
    if a < ERF_SERIES_END {
        return x * horner(&ERF_SERIES, x * x);
    }
    if a > 6.0 {
        return 1f64.copysign(x);
    }
    let s = (a - ERF_CENTRE) / (a + ERF_CENTRE);
    let complement = (-a * a).exp() * horner(&ERFC_SCALED, s) / (a + ERF_CENTRE);
    // NaN fails both comparisons above and comes out as NaN here.
    (1.0 - complement).copysign(x)
}

/// The polynomial with these coefficients, highest power first.
fn horner(coefficients: &[f64], x: f64) -> f64 {
    coefficients.iter().fold(0.0, |sum, c| sum * x + c)
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
