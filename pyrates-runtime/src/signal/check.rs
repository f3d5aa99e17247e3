//! Conditions that several analyses have.

use super::SignalError;

/// All samples are finite, and there are enough of them.
pub(super) fn samples(x: &[f64], needed: usize) -> Result<(), SignalError> {
    if x.len() < needed {
        return Err(SignalError::TooShort { needed, given: x.len() });
    }
    match x.iter().position(|sample| !sample.is_finite()) {
        Some(index) => Err(SignalError::NotFinite { index, value: x[index] }),
        None => Ok(()),
    }
}

/// A signal has the length of another one.
pub(super) fn length(expected: usize, x: &[f64]) -> Result<(), SignalError> {
    if x.len() == expected { Ok(()) } else { Err(SignalError::Lengths { expected, given: x.len() }) }
}

pub(super) fn step(dt: f64) -> Result<(), SignalError> {
    if dt.is_finite() && dt > 0.0 { Ok(()) } else { Err(SignalError::Step { dt }) }
}
