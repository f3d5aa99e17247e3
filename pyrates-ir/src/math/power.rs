//! Powers: `a^b = 2^(b log2(a))`, with log2 in two numbers, after FreeBSD's msun.

use super::exponential::scale;
use super::real::{Real, polynomial};

/// Coefficients of `(3/2) (ln(x) - 2s - 2/3 s^3)/s^5` in `s^2`.
const LOGARITHM: [f64; 6] = [
    0.599_999_999_999_994_6,
    0.428_571_428_578_550_2,
    0.333_333_329_818_377_43,
    0.272_728_123_808_534,
    0.230_660_745_775_561_75,
    0.206_975_017_800_338_42,
];
/// Coefficients of `r (exp(r) + 1)/(exp(r) - 1) - 2` in `r^2`.
const EXPONENTIAL: [f64; 5] = [
    0.166_666_666_666_666_02,
    -0.002_777_777_777_701_559_3,
    6.613_756_321_437_934e-5,
    -1.653_390_220_546_525_2e-6,
    4.138_136_797_057_238_5e-8,
];
/// ln 2, its first 24 bits, and the rest.
const LN_2: [f64; 3] = [std::f64::consts::LN_2, 0.693_147_182_464_599_6, -1.904_654_299_957_768e-9];
/// 2/(3 ln 2), its first 24 bits, and the rest.
const LOG2_OF_3: [f64; 3] = [0.961_796_693_925_975_6, 0.961_796_700_954_437_3, -7.028_461_650_952_758e-9];
/// log2(3/2), its first bits, and the rest.
const LOG2_OF_3_HALVES: [f64; 2] = [0.584_962_487_220_764_2, 1.350_039_202_129_749e-8];

/// Up to here numbers of a size from half of it have a place after the binary point.
const TWO_TO_52: f64 = 4_503_599_627_370_496.0;

/// Whether [`pow`](super::pow) computes powers with this exponent by multiplication.
#[inline(always)]
fn is_whole<R: Real>(b: R) -> R::Mask {
    let small = b.abs().below(f64::from(super::MAX_POWI) + 0.5);
    small & b.nearest().is_equal(b)
}

/// `a` to the power `b`, with whole exponents as products; see [`pow`](super::pow).
#[inline(always)]
pub fn pow<R: Real>(a: R, b: R) -> R {
    let whole = is_whole(b);
    R::choose(
        whole,
        #[inline(always)]
        || powi(a, R::select(whole, b, b.constant(0.0))),
        #[inline(always)]
        || powf(a, b),
    )
}

/// A whole power by repeated squaring, in the order of [`math::powi`](super::powi).
#[inline(always)]
fn powi<R: Real>(a: R, n: R) -> R {
    let (mut base, mut result, mut k) = (a, a.constant(1.0), n.abs());
    loop {
        result = R::select(k.has_bit(0), result * base, result);
        k = (k * 0.5 - 0.25).nearest();
        if R::all(k.below(0.5)) {
            break;
        }
        base = base * base;
    }
    R::select(n.below(0.0), a.constant(1.0) / result, result)
}

/// `a` to the power `b` by logarithms.
#[inline(always)]
pub fn powf<R: Real>(a: R, b: R) -> R {
    let is_usual = !a.below(f64::MIN_POSITIVE) & a.below(f64::INFINITY) & b.abs().below(1e20);
    if R::all(is_usual) {
        return of_positive(a, b, 0.0);
    }
    let (size, exponent) = (a.abs(), b.at_most(1e20).at_least(-1e20));
    let is_subnormal = size.below(f64::MIN_POSITIVE);
    let normal = R::select(is_subnormal, size.constant(1.0), size);
    let subnormal = of_positive(size * 9_007_199_254_740_992.0, exponent, -53.0);
    let value = R::select(is_subnormal, subnormal, of_positive(normal, exponent, 0.0));
    with_special_values(a, b, value)
}

/// The power from that of a positive base.
#[inline(always)]
fn with_special_values<R: Real>(a: R, b: R, value: R) -> R {
    let (size, zero, infinity) = (a.abs(), a.constant(0.0), a.constant(f64::INFINITY));
    let (rises, falls) = (b.above(0.0), b.below(0.0));
    let value = R::select(size.equals(0.0), R::select(rises, zero, infinity), value);
    let value = R::select(size.equals(f64::INFINITY), R::select(rises, infinity, zero), value);
    let is_limit = b.abs().equals(f64::INFINITY);
    let vanishes = (size.below(1.0) & rises) | (size.above(1.0) & falls);
    let limit = R::select(vanishes, zero, infinity);
    let value = R::select(is_limit, R::select(size.equals(1.0), size, limit), value);
    // Negative bases have powers with whole exponents only; all numbers from 2^53 on are even.
    let size_of_b = b.abs();
    let rounded = (size_of_b + TWO_TO_52) - TWO_TO_52;
    let has_part = size_of_b.below(TWO_TO_52) & !rounded.is_equal(size_of_b);
    let even = (size_of_b + 2.0 * TWO_TO_52) - 2.0 * TWO_TO_52;
    let is_odd = size_of_b.below(2.0 * TWO_TO_52) & !has_part & !even.is_equal(size_of_b);
    let has_sign = a.constant(1.0).copysign(a).below(0.0);
    let value = R::select(has_sign & is_odd, -value, value);
    let value = R::select(a.below(0.0) & has_part & size.below(f64::INFINITY), a.constant(f64::NAN), value);
    let value = R::select(a.is_nan() | b.is_nan(), a + b, value);
    R::select(a.equals(1.0) | b.equals(0.0), a.constant(1.0), value)
}

/// `(a 2^shift)^b` for a positive normal `a`.
#[inline(always)]
fn of_positive<R: Real>(a: R, b: R, shift: f64) -> R {
    let (high, low) = log2(a, shift);
    let b1 = b.leading();
    let (small, large) = ((b - b1) * high + b * low, b1 * high);
    let z = (small + large).at_most(1100.0).at_least(-1150.0);
    let n = z.nearest();
    let is_inside = z.abs().below(1100.0);
    let large = R::select(is_inside, large - n, a.constant(0.0));
    let small = R::select(is_inside, small, a.constant(0.0));
    let value = exp2(large, small);
    if R::all(z.abs().below(1000.0)) { value * n.power_of_two() } else { scale(value, n) }
}

/// log2 of `a 2^shift` as a sum, of which the first part has 21 bits.
#[inline(always)]
fn log2<R: Real>(a: R, shift: f64) -> (R, R) {
    // From [sqrt(1/2), sqrt(2)) to [sqrt(3)/2, sqrt(3)): the middle of the upper part is 3/2.
    let (m, k) = a.split();
    let is_low = m.below(0.866_025_403_784_438_6);
    let (m, k) = (R::select(is_low, m * 2.0, m), R::select(is_low, k - 1.0, k) + shift);
    let is_upper = m.above(1.224_744_871_391_589);
    let centre = R::select(is_upper, a.constant(1.5), a.constant(1.0));
    let (difference, sum) = (m - centre, m + centre);
    let reciprocal = a.constant(1.0) / sum;
    let s = difference * reciprocal;
    let s_high = s.leading();
    let sum_high = sum.leading();
    let sum_low = m - (sum_high - centre);
    let s_low = reciprocal * ((difference - s_high * sum_high) - s_high * sum_low);
    // ln = 2/3 s (3 + s^2 + ...)
    let s2 = s * s;
    let rest = s2 * s2 * polynomial(s2, &LOGARITHM) + s_low * (s_high + s);
    let s2 = s_high * s_high;
    let t_high = ((s2 + 3.0) + rest).leading();
    let t_low = rest - ((t_high - 3.0) - s2);
    let (u, v) = (s_high * t_high, s_low * t_high + t_low * s);
    let p_high = (u + v).leading();
    let p_low = v - (p_high - u);
    let zero = a.constant(0.0);
    let centre_high = R::select(is_upper, a.constant(LOG2_OF_3_HALVES[0]), zero);
    let centre_low = R::select(is_upper, a.constant(LOG2_OF_3_HALVES[1]), zero);
    let z_high = p_high * LOG2_OF_3[1];
    let z_low = p_high * LOG2_OF_3[2] + p_low * LOG2_OF_3[0] + centre_low;
    let high = (((z_high + z_low) + centre_high) + k).leading();
    (high, z_low - (((high - k) - centre_high) - z_high))
}

/// 2 to the power of a sum below 1/2 in size.
#[inline(always)]
fn exp2<R: Real>(large: R, small: R) -> R {
    let t = (small + large).leading();
    let (u, v) = (t * LN_2[1], (small - (t - large)) * LN_2[0] + t * LN_2[2]);
    let z = u + v;
    let w = v - (z - u);
    let t = z * z;
    let t1 = z - t * polynomial(t, &EXPONENTIAL);
    let r = (z * t1) / (t1 - 2.0) - (w + z * w);
    -(r - z) + 1.0
}
