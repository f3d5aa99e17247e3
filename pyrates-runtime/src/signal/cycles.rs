//! Cycles by the times at which a signal crosses a level.

use super::{SignalError, check};

/// The times at which a signal crosses a level from below, counted from the first sample; between samples by a straight line.
/// Noise around the level makes many crossings of one: filter it out before.
///
/// # Errors
/// If a sample is not finite, or the step is not positive.
pub fn upward_crossings(x: &[f64], dt: f64, level: f64) -> Result<Vec<f64>, SignalError> {
    check::step(dt)?;
    check::samples(x, 0)?;
    Ok(crossings(x, level).map(|(k, part)| (k as f64 + part) * dt).collect())
}

/// The upward crossings of a level: the number of the sample before, and the part of the step to the next one.
fn crossings(x: &[f64], level: f64) -> impl Iterator<Item = (usize, f64)> {
    x.windows(2).enumerate().filter_map(move |(k, pair)| {
        let (before, after) = (pair[0], pair[1]);
        let crosses = before < level && level <= after;
        crosses.then(|| (k, (level - before) / (after - before)))
    })
}

/// The mean period of an oscillation around a level: the time from the first to the last upward crossing, for each cycle
/// between them.
///
/// # Errors
/// As [`upward_crossings`], or if there are fewer than two crossings.
pub fn period(x: &[f64], dt: f64, level: f64) -> Result<f64, SignalError> {
    let times = upward_crossings(x, dt, level)?;
    match times[..] {
        [first, .., last] => Ok((last - first) / (times.len() - 1) as f64),
        _ => Err(SignalError::NoCycle { level, crossings: times.len() }),
    }
}

/// How many cycles an oscillation makes for each of a drive of some frequency: upward crossings of a level per unit of time,
/// over the frequency. It is rational, and the same for a whole range of drives, where the oscillation is entrained.
///
/// Counting is exact to one cycle, so the number is right to `1/(time*frequency)`.
///
/// # Errors
/// As [`upward_crossings`], if there are fewer than two samples, or the frequency is not positive.
pub fn rotation_number(x: &[f64], dt: f64, level: f64, frequency: f64) -> Result<f64, SignalError> {
    check::samples(x, 2)?;
    if !(frequency.is_finite() && frequency > 0.0) {
        return Err(SignalError::Argument { name: "frequency", value: frequency, rule: "positive" });
    }
    let cycles = upward_crossings(x, dt, level)?.len() as f64;
    Ok(cycles / ((x.len() - 1) as f64 * dt) / frequency)
}
