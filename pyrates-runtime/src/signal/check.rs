//! Conditions that several analyses have.

use super::SignalError;

/// So many samples are looked at together.
const PART: usize = 256;

/// All samples are finite, and there are enough of them.
pub(super) fn samples(x: &[f64], needed: usize) -> Result<(), SignalError> {
    if x.len() < needed {
        return Err(SignalError::TooShort { needed, given: x.len() });
    }
    // Without an exit from the inner loop the compiler uses vector instructions.
    let is_bad = |part: &[f64]| part.iter().fold(false, |bad, sample| bad | !sample.is_finite());
    let Some(part) = x.chunks(PART).position(is_bad) else { return Ok(()) };
    let index = (part * PART..x.len()).find(|&index| !x[index].is_finite()).unwrap_or(part * PART);
    Err(SignalError::NotFinite { index, value: x[index] })
}

/// A signal has the length of another one.
pub(super) fn length(expected: usize, x: &[f64]) -> Result<(), SignalError> {
    if x.len() == expected { Ok(()) } else { Err(SignalError::Lengths { expected, given: x.len() }) }
}

pub(super) fn step(dt: f64) -> Result<(), SignalError> {
    if dt.is_finite() && dt > 0.0 { Ok(()) } else { Err(SignalError::Step { dt }) }
}
