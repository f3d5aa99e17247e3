//! Exponentials and hyperbolic functions.
//!
//! `x = n ln 2 + r` with `|r| <= ln(2)/2`, and a polynomial for `exp(r)`.

use super::logarithm::{ln, ln_1p};
use super::real::{Real, fast_two_sum, two_product};

/// The first 33 bits of ln 2, so that products with exponents are exact, and the rest.
pub(super) const LN_2: [f64; 2] = [0.693_147_180_369_123_8, 1.908_214_929_270_587_7e-10];

/// Coefficients of `(exp(r) - 1 - r)/r^2`, lowest power first; interpolated at Chebyshev's points in 60 digits
/// (largest relative error of the exponential 1.6e-17).
const EXPONENTIAL: [f64; 10] = [
    0.500_000_000_000_000_1,
    0.166_666_666_666_666_69,
    0.041_666_666_666_624_04,
    0.008_333_333_333_330_055,
    0.001_388_888_891_725_875_9,
    0.000_198_412_698_630_882_55,
    2.480_152_122_598_643_2e-5,
    2.755_726_840_619_079_5e-6,
    2.762_012_171_738_193_3e-7,
    2.510_041_108_201_49e-8,
];

/// `n`, `r` and what rounding `r` lost.
#[inline(always)]
fn reduce<R: Real>(x: R) -> (R, R, R) {
    let n = (x * std::f64::consts::LOG2_E).nearest();
    let (high, low) = (x - n * LN_2[0], n * LN_2[1]);
    let r = high - low;
    (n, r, (high - r) - low)
}

/// `exp(r) - 1 - r`. The sums do not wait for each other, unlike those of Horner's rule.
#[inline(always)]
fn beyond_linear<R: Real>(r: R) -> R {
    let c = &EXPONENTIAL;
    let r2 = r * r;
    let r4 = r2 * r2;
    let low = (r * c[1] + c[0]) + r2 * (r * c[3] + c[2]);
    let middle = (r * c[5] + c[4]) + r2 * (r * c[7] + c[6]);
    r2 * (low + r4 * (middle + r4 * (r * c[9] + c[8])))
}

/// `y 2^n`, rounded once, also where the result is subnormal.
#[inline(always)]
pub(super) fn scale<R: Real>(y: R, n: R) -> R {
    let half = (n * 0.5).nearest();
    y * half.power_of_two() * (n - half).power_of_two()
}

/// `exp(x)`.
#[inline(always)]
pub fn exp<R: Real>(x: R) -> R {
    if !R::all(x.abs().below(700.0)) {
        return exp_scaled(x, 0.0);
    }
    let (y, n) = exp_parts(x);
    y * n.power_of_two()
}

/// `exp(x) 2^k` for a small whole `k`, without overflow on the way.
#[inline(always)]
fn exp_scaled<R: Real>(x: R, k: f64) -> R {
    let (y, n) = exp_parts(x.at_most(720.0).at_least(-760.0));
    scale(y, n + k)
}

/// `y` and a whole number `n` for `exp(x) = y 2^n`.
#[inline(always)]
fn exp_parts<R: Real>(x: R) -> (R, R) {
    let (n, r, _) = reduce(x);
    ((r + beyond_linear(r)) + 1.0, n)
}

/// `exp(x) - 1` for `x` from 0 to 40, and what rounding lost.
#[inline(always)]
fn exp_m1<R: Real>(x: R) -> (R, R) {
    let (n, r, lost) = reduce(x);
    let s = n.power_of_two();
    let (sum, error) = fast_two_sum(s - 1.0, s * r);
    fast_two_sum(sum, s * (beyond_linear(r) + lost) + error)
}

/// `tanh(x)`.
#[inline(always)]
pub fn tanh<R: Real>(x: R) -> R {
    let (e, lost) = exp_m1(x.abs().at_most(20.0) * 2.0);
    let sum = e + 2.0;
    let lost_in_sum = (e - (sum - 2.0)) + lost;
    let value = e / sum;
    // The reciprocal of the sum is (1 - value)/2. Near 1 that is rough, and the rest less than half an ulp.
    let rest = (lost - value * lost_in_sum) * (value * -0.5 + 0.5);
    let rest = R::select(value.below(0.999), rest, x.constant(0.0));
    (value + rest).copysign(x)
}

/// `sinh(x)`.
#[inline(always)]
pub fn sinh<R: Real>(x: R) -> R {
    let a = x.abs();
    let value = R::choose(
        a.below(1.0),
        #[inline(always)]
        || sinh_near(a.at_most(1.0)),
        #[inline(always)]
        || sinh_far(a),
    );
    value.copysign(x)
}

/// The hyperbolic sine of a number from 0 to 1.
#[inline(always)]
fn sinh_near<R: Real>(a: R) -> R {
    let (e, lost) = exp_m1(a);
    e + (lost - e * e / ((e + 1.0) * 2.0))
}

/// The hyperbolic sine of a number from 1.
#[inline(always)]
fn sinh_far<R: Real>(a: R) -> R {
    let half = exp_scaled(a, -1.0);
    half - a.constant(0.25) / half
}

/// `cosh(x)`.
#[inline(always)]
pub fn cosh<R: Real>(x: R) -> R {
    let half = exp_scaled(x.abs(), -1.0);
    half + x.constant(0.25) / half
}

/// From here on one is nothing beside a square.
const LARGE: f64 = 268_435_456.0;

/// `asinh(x)`.
#[inline(always)]
pub fn asinh<R: Real>(x: R) -> R {
    let a = x.abs();
    let value = R::choose(
        !a.above(LARGE),
        #[inline(always)]
        || asinh_near(a.at_most(LARGE)),
        #[inline(always)]
        || ln(a) + std::f64::consts::LN_2,
    );
    value.copysign(x)
}

/// The inverse hyperbolic sine of a number from 0 to [`LARGE`].
#[inline(always)]
fn asinh_near<R: Real>(a: R) -> R {
    let square = a * a;
    ln_1p(a + square / ((square + 1.0).sqrt() + 1.0), a.constant(0.0))
}

/// `acosh(x)`; NaN below 1.
#[inline(always)]
pub fn acosh<R: Real>(x: R) -> R {
    let value = R::choose(
        !x.above(LARGE),
        #[inline(always)]
        || acosh_near(x.at_most(LARGE)),
        #[inline(always)]
        || ln(x) + std::f64::consts::LN_2,
    );
    R::select(x.below(1.0), x.constant(f64::NAN), value)
}

/// `ln(1 + t + sqrt(t^2 + 2t))` with `t = x - 1` up to [`LARGE`], with the rounding errors of the argument.
#[inline(always)]
fn acosh_near<R: Real>(x: R) -> R {
    let t = x - 1.0;
    let (sum, lost_in_sum) = fast_two_sum(x.constant(2.0), t);
    let (square, lost) = two_product(t, sum);
    let root = square.sqrt();
    let (back, lost_back) = two_product(root, root);
    let rest = (((square - back) - lost_back) + (lost + t * lost_in_sum)) / (root * 2.0);
    let rest = R::select(root.equals(0.0), root, rest);
    // The root is the larger of the two.
    let (argument, lost) = fast_two_sum(root, t);
    ln_1p(argument, lost + rest)
}

/// `atanh(x)`; NaN beyond -1 and 1.
#[inline(always)]
pub fn atanh<R: Real>(x: R) -> R {
    let a = x.abs();
    let (twice, rest) = (a * 2.0, -a + 1.0);
    let argument = R::select(a.below(0.5), twice + twice * a / rest, twice / rest);
    let value = ln_1p(argument, a.constant(0.0)) * 0.5;
    let value = R::select(a.equals(1.0), a.constant(f64::INFINITY), value);
    R::select(a.above(1.0), a.constant(f64::NAN), value).copysign(x)
}
