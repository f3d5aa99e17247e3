//! Logarithms: `x = m 2^k`, and a series in `s = f/(2 + f)` for `ln(1 + f)` with `f = m - 1`, after FreeBSD's msun.

use super::exponential::LN_2;
use super::real::{Real, polynomial};

/// Coefficients of `(ln((1 + s)/(1 - s)) - 2s)/s` in `s^2`, without the constant, of even and of odd number.
const EVEN: [f64; 4] =
    [0.666_666_666_666_673_5, 0.285_714_287_436_623_9, 0.181_835_721_616_180_5, 0.147_981_986_051_165_86];
const ODD: [f64; 3] = [0.399_999_999_994_094_2, 0.222_221_984_321_497_84, 0.153_138_376_992_093_73];

/// `ln(1 + f)` as `f - f^2/2 + rest`: the half square and the rest.
#[inline(always)]
fn series<R: Real>(f: R) -> (R, R) {
    let s = f / (f + 2.0);
    let (half_square, z) = (f * f * 0.5, s * s);
    let w = z * z;
    let r = w * polynomial(w, &ODD) + z * polynomial(w, &EVEN);
    (half_square, s * (half_square + r))
}

/// A function of positive numbers by its values for normal ones; 2^54 times as large ones have exponents that are 54
/// larger. `of(x, k)` belongs to `x 2^k`.
#[inline(always)]
fn of_any<R: Real>(x: R, of: impl Fn(R, f64) -> R) -> R {
    let is_usual = !x.below(f64::MIN_POSITIVE) & x.below(f64::INFINITY);
    if R::all(is_usual) {
        return of(x, 0.0);
    }
    let subnormal = of(x * 1.801_439_850_948_198_4e16, -54.0);
    let other = R::select(x.equals(0.0), x.constant(f64::NEG_INFINITY), subnormal);
    let other = R::select(x.below(0.0), x.constant(f64::NAN), other);
    // Infinity and NaN are their own logarithms.
    let other = R::select(x.equals(f64::INFINITY) | x.is_nan(), x, other);
    R::select(is_usual, of(x.abs(), 0.0), other)
}

/// `ln(x)`.
#[inline(always)]
pub fn ln<R: Real>(x: R) -> R {
    of_any(
        x,
        #[inline(always)]
        |x, shift| {
            let (m, k) = x.split();
            let (f, k) = (m - 1.0, k + shift);
            let (half_square, rest) = series(f);
            k * LN_2[0] - ((half_square - (rest + k * LN_2[1])) - f)
        },
    )
}

/// `ln(1 + x + lost)` for a small part `lost` of `x >= 0`.
#[inline(always)]
pub(super) fn ln_1p<R: Real>(x: R, lost: R) -> R {
    let u = x + 1.0;
    let one = u - x;
    let error = (x - (u - one)) + (-one + 1.0) + lost;
    let (m, k) = u.split();
    let f = m - 1.0;
    let (half_square, rest) = series(f);
    k * LN_2[0] - ((half_square - (rest + (k * LN_2[1] + error / u))) - f)
}

/// 1/ln(10) and log10(2), each as a number of few bits and the rest.
const PER_LN_10: [f64; 2] = [0.434_294_481_878_168_9, 2.508_294_671_164_527_5e-11];
const LOG10_2: [f64; 2] = [0.301_029_995_663_611_77, 3.694_239_077_158_931e-13];

/// `log10(x)`.
#[inline(always)]
pub fn log10<R: Real>(x: R) -> R {
    of_any(
        x,
        #[inline(always)]
        |x, shift| {
            let (m, k) = x.split();
            let (f, k) = (m - 1.0, k + shift);
            let (half_square, rest) = series(f);
            let high = (f - half_square).leading();
            let low = (f - high) - half_square + rest;
            let (value, whole) = (high * PER_LN_10[0], k * LOG10_2[0]);
            let small = k * LOG10_2[1] + (low + high) * PER_LN_10[1] + low * PER_LN_10[0];
            let sum = whole + value;
            (small + ((whole - sum) + value)) + sum
        },
    )
}
