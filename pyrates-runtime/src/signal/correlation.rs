//! Correlation of a signal with itself, and of many with each other.

use num_complex::Complex64;
use realfft::RealFftPlanner;

use super::{SignalError, check};

/// The autocorrelation of a signal at the lags 0 to `max_lag` samples: the mean is removed, and the value at 0 is 1. Sums over
/// fewer terms are not scaled up (the "biased" estimate, which stays within -1 and 1).
///
/// # Errors
/// If there are not more samples than `max_lag`, one is not finite, or all are equal, which leaves nothing to correlate.
pub fn autocorrelation(x: &[f64], max_lag: usize) -> Result<Vec<f64>, SignalError> {
    check::samples(x, max_lag.saturating_add(1))?;
    if is_constant(x) {
        return Err(SignalError::Argument { name: "x", value: x[0], rule: "a signal that changes" });
    }
    // Zeros between the end and the start keep lags from going around.
    let n = (x.len() + max_lag).next_power_of_two();
    let mut planner = RealFftPlanner::<f64>::new();
    let (forwards, backwards) = (planner.plan_fft_forward(n), planner.plan_fft_inverse(n));
    let mean = x.iter().sum::<f64>() / x.len() as f64;
    let mut y: Vec<f64> = x.iter().map(|value| value - mean).collect();
    y.resize(n, 0.0);
    let mut spectrum = forwards.make_output_vec();
    let lengths = |_| SignalError::Lengths { expected: n, given: x.len() };
    forwards.process(&mut y, &mut spectrum).map_err(lengths)?;
    for z in &mut spectrum {
        *z = Complex64::new(z.norm_sqr(), 0.0);
    }
    backwards.process(&mut spectrum, &mut y).map_err(lengths)?;
    Ok(y[..=max_lag].iter().map(|value| value / y[0]).collect())
}

fn is_constant(x: &[f64]) -> bool {
    x.iter().all(|value| *value == x[0])
}

/// Pearson's correlation of each pair of signals, `c[i][j]` from -1 to 1: functional connectivity, where the signals are the
/// activities of regions (NumPy: `corrcoef`). NaN where a signal is constant, for then there is no answer.
///
/// # Errors
/// If the signals differ in length, have fewer than two samples, or one that is not finite.
pub fn correlation_matrix<S: AsRef<[f64]>>(signals: &[S]) -> Result<Vec<Vec<f64>>, SignalError> {
    let Some(first) = signals.first() else { return Ok(Vec::new()) };
    let n = first.as_ref().len();
    let mut scores = Vec::with_capacity(signals.len());
    for x in signals.iter().map(AsRef::as_ref) {
        check::length(n, x)?;
        check::samples(x, 2)?;
        scores.push(standard_scores(x));
    }
    let size = scores.len();
    let mut matrix = vec![vec![0.0; size]; size];
    for i in 0..size {
        for j in i..size {
            let sum: f64 = scores[i].iter().zip(&scores[j]).map(|(a, b)| a * b).sum();
            // Rounding must not leave the interval.
            let value = if i == j && !sum.is_nan() { 1.0 } else { sum.clamp(-1.0, 1.0) };
            (matrix[i][j], matrix[j][i]) = (value, value);
        }
    }
    Ok(matrix)
}

/// The signal without its mean, with a sum of squares of 1; NaN if it is constant.
fn standard_scores(x: &[f64]) -> Vec<f64> {
    if is_constant(x) {
        return vec![f64::NAN; x.len()];
    }
    let mean = x.iter().sum::<f64>() / x.len() as f64;
    let norm = x.iter().map(|value| (value - mean).powi(2)).sum::<f64>().sqrt();
    x.iter().map(|value| (value - mean) / norm).collect()
}
