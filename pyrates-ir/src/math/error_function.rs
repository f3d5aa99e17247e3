//! The error function.

use super::exponential::exp;
use super::real::Real;

/// Where [`erf`](super::erf) changes from the series to the scaled complement.
pub const ERF_SERIES_END: f64 = 0.85;
/// Centre of the map `s = (x - c)/(x + c)` in [`erf`](super::erf).
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

/// Coefficients of `erf(x)/x` in `x^2` for x <= 0.85, highest power first; interpolated at Chebyshev's points in 60 digits
/// (largest relative error 4e-17).
pub const ERF_SERIES: [f64; 12] = [
    -8.837207342835496e-10,
    1.4189584294135369e-08,
    -1.6300495998065118e-07,
    1.6457676496214065e-06,
    -1.4925450090912942e-05,
    0.00012055326932054655,
    -0.0008548326902886471,
    0.005223977623916789,
    -0.02686617064501726,
    0.11283791670954685,
    -0.3761263890318375,
    std::f64::consts::FRAC_2_SQRT_PI,
];

/// The error function.
#[inline(always)]
pub fn erf<R: Real>(x: R) -> R {
    let a = x.abs();
    R::choose(
        a.below(ERF_SERIES_END),
        #[inline(always)]
        || x * horner(&ERF_SERIES, x * x),
        #[inline(always)]
        || erf_far(a).copysign(x),
    )
}

/// The error function from [`ERF_SERIES_END`].
#[inline(always)]
fn erf_far<R: Real>(a: R) -> R {
    let a = a.at_most(6.0);
    let sum = a + ERF_CENTRE;
    let s = (a - ERF_CENTRE) / sum;
    let complement = exp(-a * a) * horner(&ERFC_SCALED, s) / sum;
    -complement + 1.0
}

/// The polynomial with these coefficients, highest power first.
#[inline(always)]
fn horner<R: Real, const N: usize>(coefficients: &[f64; N], x: R) -> R {
    let mut sum = x.constant(coefficients[0]);
    for c in &coefficients[1..] {
        sum = sum * x + *c;
    }
    sum
}
