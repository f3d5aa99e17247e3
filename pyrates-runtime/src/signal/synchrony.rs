//! How far oscillations go together, by their phases.

use num_complex::Complex64;

use super::{SignalError, check};

/// How constant the difference of two phases is, from 0 to 1: `|mean of exp(i(n a - m b))|` for locking of `n` to `m`
/// (Lachaux et al., Human Brain Mapping 8 (1999) 194; Tass et al., Physical Review Letters 81 (1998) 3291). Phases are in radians, as
/// from [`phase`](super::phase).
///
/// # Errors
/// If there is no sample, one is not finite, or the phases differ in length.
pub fn phase_locking_value(a: &[f64], b: &[f64], n: u32, m: u32) -> Result<f64, SignalError> {
    check::samples(a, 1)?;
    check::samples(b, 1)?;
    check::length(a.len(), b)?;
    let unit = |(a, b): (&f64, &f64)| Complex64::cis(f64::from(n) * a - f64::from(m) * b);
    let sum: Complex64 = a.iter().zip(b).map(unit).sum();
    Ok(sum.norm() / a.len() as f64)
}

/// Kuramoto's order parameter at each sample: the mean of `exp(i phase)` over oscillators. Its absolute value is 1 where all
/// are in phase, its argument their mean phase. `phases` has the phases of one oscillator after the other, in radians.
///
/// # Errors
/// If there is no oscillator, a phase is not finite, or they differ in length.
pub fn order_parameter<S: AsRef<[f64]>>(phases: &[S]) -> Result<Vec<Complex64>, SignalError> {
    let first = phases.first().ok_or(SignalError::TooShort { needed: 1, given: 0 })?.as_ref();
    let mut sums = vec![Complex64::default(); first.len()];
    for phase in phases.iter().map(AsRef::as_ref) {
        check::length(first.len(), phase)?;
        check::samples(phase, 0)?;
        sums.iter_mut().zip(phase).for_each(|(sum, &phase)| *sum += Complex64::cis(phase));
    }
    let n = phases.len() as f64;
    Ok(sums.into_iter().map(|sum| sum / n).collect())
}
