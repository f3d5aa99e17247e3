//! The samples of a solution as a signal.

use crate::solution::Solution;

use super::SignalError;

/// Steps that differ by less than this part are equal: times are sums of rounded numbers.
const EVEN: f64 = 1e-9;

impl Solution {
    /// The time between two samples, for [`signal`](crate::signal): of a run with
    /// [`interval`](crate::Simulation::interval), or with steps of one length.
    ///
    /// ```
    /// use pyrates_runtime::prelude::*;
    /// use pyrates_runtime::signal;
    ///
    /// pyrates_runtime::operator! {
    ///     pub Oscillator {
    ///         equations { d/dt x = 2*pi*f*y; d/dt y = -2*pi*f*x; }
    ///         variables { x: output(1.0), y: variable(0.0), f: 3.0 }
    ///     }
    /// }
    /// # fn main() -> Result<(), pyrates_runtime::Error> {
    /// let run = Oscillator::default().simulate(0.0..10.0).rtol(1e-8).atol(1e-8).interval(0.01).run()?;
    /// let period = signal::period(&run.column("x")?, run.sampling_step()?, 0.0)?;
    /// assert!((period - 1.0/3.0).abs() < 1e-6);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// If there are fewer than two samples, or they are not evenly spaced.
    pub fn sampling_step(&self) -> Result<f64, SignalError> {
        let [first, .., last] = self.t[..] else {
            return Err(SignalError::TooShort { needed: 2, given: self.t.len() });
        };
        let mean = (last - first) / (self.t.len() - 1) as f64;
        let rounding = 4.0 * f64::EPSILON * first.abs().max(last.abs());
        let uneven =
            |(_, pair): &(usize, &[f64])| ((pair[1] - pair[0]) - mean).abs() > EVEN * mean + rounding;
        match self.t.windows(2).enumerate().find(uneven) {
            Some((index, pair)) => Err(SignalError::Uneven { index, step: pair[1] - pair[0], mean }),
            None => Ok(mean),
        }
    }
}
