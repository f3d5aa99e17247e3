//! Trigonometric functions and their inverses, after FreeBSD's msun.

use super::real::{Real, fast_two_sum, polynomial};

/// Three pieces of pi/2 with 33 bits each, so that products with whole numbers up to 2^20 are exact, and the rest.
const HALF_PI: [f64; 4] = [
    1.570_796_326_734_125_6,
    6.077_100_506_303_966e-11,
    2.022_266_248_711_166_5e-21,
    8.478_427_660_368_9e-32,
];
/// Up to here angles are reduced with these pieces.
const LARGE_ANGLE: f64 = 1_048_576.0;

/// Coefficients of `(sin(x)/x - 1)/x^2` in `x^2`.
const SINE: [f64; 6] = [
    -0.166_666_666_666_666_32,
    0.008_333_333_333_322_49,
    -0.000_198_412_698_298_579_5,
    2.755_731_370_707_006_8e-6,
    -2.505_076_025_340_686_3e-8,
    1.589_690_995_211_55e-10,
];
/// Coefficients of `(cos(x) - 1 + x^2/2)/x^4` in `x^2`.
const COSINE: [f64; 6] = [
    0.041_666_666_666_666_6,
    -0.001_388_888_888_887_411,
    2.480_158_728_947_673e-5,
    -2.755_731_435_139_066_3e-7,
    2.087_572_321_298_175e-9,
    -1.135_964_755_778_819_5e-11,
];

/// The number of quarter turns next to an angle from 0 to [`LARGE_ANGLE`], and the rest in two numbers.
#[inline(always)]
fn reduce<R: Real>(a: R) -> (R, R, R) {
    let n = (a * std::f64::consts::FRAC_2_PI).nearest();
    let r = a - n * HALF_PI[0];
    let w = n * HALF_PI[1];
    let r2 = r - w;
    let error = (r - r2) - w;
    let w = n * HALF_PI[2];
    let r3 = r2 - w;
    let rest = (((r2 - r3) - w) - n * HALF_PI[3]) + error;
    let high = r3 + rest;
    (n, high, (r3 - high) + rest)
}

/// The sine of a sum up to pi/4, as a sum.
#[inline(always)]
fn sine<R: Real>(x: R, low: R) -> (R, R) {
    let z = x * x;
    let [first, others @ ..] = SINE;
    let (r, v) = (polynomial(z, &others), z * x);
    (x, v * first - (z * (low * 0.5 - v * r) - low))
}

/// The cosine of a sum up to pi/4, as a sum.
#[inline(always)]
fn cosine<R: Real>(x: R, low: R) -> (R, R) {
    let z = x * x;
    let r = z * polynomial(z, &COSINE);
    let half = z * 0.5;
    let w = -half + 1.0;
    (w, ((-w + 1.0) - half) + (z * r - x * low))
}

/// A function of angles; for large ones it is asked of the platform.
#[inline(always)]
fn of_angle<R: Real>(x: R, near: impl Fn(R) -> R, far: impl Fn(f64) -> f64) -> R {
    let a = x.abs();
    let is_small = !a.above(LARGE_ANGLE);
    let value = near(R::select(is_small, a, a.constant(0.0)));
    if R::all(is_small) { value } else { a.each(!is_small, far, value) }
}

#[inline(always)]
fn sum<R: Real>((a, b): (R, R)) -> R {
    a + b
}

/// The cosine of `r + low` in the first quarter of a turn where the condition holds, else the sine.
#[inline(always)]
fn cosine_or_sine<R: Real>(is_cosine: R::Mask, r: R, low: R) -> R {
    R::choose(
        is_cosine,
        #[inline(always)]
        || sum(cosine(r, low)),
        #[inline(always)]
        || sum(sine(r, low)),
    )
}

/// `sin(x)`.
#[inline(always)]
pub fn sin<R: Real>(x: R) -> R {
    let value = of_angle(
        x,
        #[inline(always)]
        |a| {
            let (n, r, low) = reduce(a);
            let value = cosine_or_sine(n.has_bit(0), r, low);
            R::select(n.has_bit(1), -value, value)
        },
        f64::sin,
    );
    // Exactly odd, zeros included.
    R::select(x.constant(1.0).copysign(x).below(0.0), -value, value)
}

/// `cos(x)`.
#[inline(always)]
pub fn cos<R: Real>(x: R) -> R {
    of_angle(
        x,
        #[inline(always)]
        |a| {
            let (n, r, low) = reduce(a);
            let value = cosine_or_sine(!n.has_bit(0), r, low);
            R::select((n + 1.0).has_bit(1), -value, value)
        },
        f64::cos,
    )
}

/// `tan(x)`.
#[inline(always)]
pub fn tan<R: Real>(x: R) -> R {
    let value = of_angle(
        x,
        #[inline(always)]
        |a| {
            let (n, r, low) = reduce(a);
            let (s, c) = (sine(r, low), cosine(r, low));
            let (s, c) = (fast_two_sum(s.0, s.1), fast_two_sum(c.0, c.1));
            let is_odd = n.has_bit(0);
            let above = (R::select(is_odd, -c.0, s.0), R::select(is_odd, -c.1, s.1));
            let below = (R::select(is_odd, s.0, c.0), R::select(is_odd, s.1, c.1));
            let value = above.0 / below.0;
            value + (above.1 - value * below.1) / below.0
        },
        f64::tan,
    );
    R::select(x.constant(1.0).copysign(x).below(0.0), -value, value)
}

/// pi/2 and pi/4 as sums.
const PI_2: [f64; 2] = [std::f64::consts::FRAC_PI_2, 6.123_233_995_736_766e-17];
/// Numerator and denominator of `(asin(x) - x)/x^3` in `x^2`.
const ARC_SINE: ([f64; 6], [f64; 5]) = (
    [
        0.166_666_666_666_666_66,
        -0.325_565_818_622_400_9,
        0.201_212_532_134_862_93,
        -0.040_055_534_500_679_41,
        0.000_791_534_994_289_814_5,
        3.479_331_075_960_212e-5,
    ],
    [
        1.0,
        -2.403_394_911_734_414,
        2.020_945_760_233_505_7,
        -0.688_283_971_605_453_3,
        0.077_038_150_555_901_94,
    ],
);

/// `(asin(x) - x)/x` for `z = x^2` up to 1/4.
#[inline(always)]
fn beyond_linear<R: Real>(z: R) -> R {
    z * polynomial(z, &ARC_SINE.0) / polynomial(z, &ARC_SINE.1)
}

/// Half the distance to one, its root, the first bits of that and the rest.
#[inline(always)]
fn root_of_half_distance<R: Real>(a: R) -> (R, R, R, R) {
    let z = (-a + 1.0) * 0.5;
    let s = z.sqrt();
    let high = s.leading();
    let low = (z - high * high) / (s + high);
    (z, s, high, R::select(s.equals(0.0), s, low))
}

/// `asin(x)`; NaN beyond -1 and 1.
#[inline(always)]
pub fn asin<R: Real>(x: R) -> R {
    let a = x.abs();
    let value = R::choose(
        a.below(0.5),
        #[inline(always)]
        || a + a * beyond_linear(a * a),
        #[inline(always)]
        || asin_far(a),
    );
    value.copysign(x)
}

/// The arc sine of a number from 1/2 to 1.
#[inline(always)]
fn asin_far<R: Real>(a: R) -> R {
    let (z, s, high, low) = root_of_half_distance(a);
    let quarter = PI_2[0] * 0.5;
    let small = s * 2.0 * beyond_linear(z) - (low * -2.0 + PI_2[1]);
    -(small - (high * -2.0 + quarter)) + quarter
}

/// `acos(x)`; NaN beyond -1 and 1.
#[inline(always)]
pub fn acos<R: Real>(x: R) -> R {
    R::choose(
        x.abs().below(0.5),
        #[inline(always)]
        || acos_near(x),
        #[inline(always)]
        || acos_far(x),
    )
}

/// The arc cosine of a number up to 1/2 in size.
#[inline(always)]
fn acos_near<R: Real>(x: R) -> R {
    let small = x * beyond_linear(x * x);
    -(x - (-small + PI_2[1])) + PI_2[0]
}

/// The arc cosine of a number from 1/2 in size.
#[inline(always)]
fn acos_far<R: Real>(x: R) -> R {
    let (z, s, high, low) = root_of_half_distance(x.abs());
    let w = beyond_linear(z) * s;
    let negative = (-(s + (w - PI_2[1])) + PI_2[0]) * 2.0;
    R::select(x.below(0.0), negative, (high + (w + low)) * 2.0)
}

/// Coefficients of `(1 - atan(x)/x)/x^2` in `x^2`, those of even number.
pub const ARC_TANGENT_EVEN: [f64; 6] = [
    0.333_333_333_333_329_3,
    0.142_857_142_725_034_66,
    0.090_908_871_334_365_07,
    0.066_610_731_373_875_31,
    0.049_768_779_946_159_324,
    0.016_285_820_115_365_782,
];
/// The coefficients of odd number.
pub const ARC_TANGENT_ODD: [f64; 5] = [
    -0.199_999_999_998_764_83,
    -0.111_111_104_054_623_56,
    -0.076_918_762_050_448_3,
    -0.058_335_701_337_905_735,
    -0.036_531_572_744_216_916,
];
/// Centres of the parts of the half line: where they begin, and their arc tangents as sums.
const CENTRES: [(f64, [f64; 2]); 4] = [
    (0.4375, [0.463_647_609_000_806_1, 2.269_877_745_296_168_7e-17]),
    (0.6875, [std::f64::consts::FRAC_PI_4, 3.061_616_997_868_383e-17]),
    (1.1875, [0.982_793_723_247_329, 1.390_331_103_123_099_8e-17]),
    (2.4375, PI_2),
];

/// `atan(x)`.
#[inline(always)]
pub fn atan<R: Real>(x: R) -> R {
    atan_of_size(x.abs()).copysign(x)
}

/// The arc tangent of a number that is not negative.
#[inline(always)]
fn atan_of_size<R: Real>(a: R) -> R {
    // The quotients (a - c)/(1 + ca) for the centres c = 1/2, 1, 3/2 and infinity.
    let quotients =
        [(a * 2.0 - 1.0, a + 2.0), (a - 1.0, a + 1.0), (a - 1.5, a * 1.5 + 1.0), (a.constant(-1.0), a)];
    let (mut above, mut below, mut high, mut low) = (a, a.constant(1.0), a.constant(0.0), a.constant(0.0));
    for ((start, [centre_high, centre_low]), (numerator, denominator)) in CENTRES.into_iter().zip(quotients) {
        let is_there = !a.below(start);
        above = R::select(is_there, numerator, above);
        below = R::select(is_there, denominator, below);
        high = R::select(is_there, a.constant(centre_high), high);
        low = R::select(is_there, a.constant(centre_low), low);
    }
    let q = above / below;
    let z = q * q;
    let w = z * z;
    let small = q * (z * polynomial(w, &ARC_TANGENT_EVEN) + w * polynomial(w, &ARC_TANGENT_ODD));
    high - ((small - low) - q)
}

/// `atan2(y, x)`: the angle of the point `(x, y)`.
#[inline(always)]
pub fn atan2<R: Real>(y: R, x: R) -> R {
    let (a, b) = (y.abs(), x.abs());
    let quotient = a / b;
    let infinity = f64::INFINITY;
    let quotient = R::select(a.equals(infinity) & b.equals(infinity), a.constant(1.0), quotient);
    let quotient = R::select(a.equals(0.0) & b.equals(0.0), a.constant(0.0), quotient);
    let z = atan_of_size(quotient);
    let is_left = x.constant(1.0).copysign(x).below(0.0);
    let left = -(z - 2.0 * PI_2[1]) + std::f64::consts::PI;
    R::select(is_left, left, z).copysign(y)
}
