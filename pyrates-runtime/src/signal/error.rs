//! What can go wrong when a signal is analysed.

use std::error::Error;
use std::fmt;

/// An analysis that was not made.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum SignalError {
    /// There are too few samples.
    TooShort {
        /// How many the analysis needs.
        needed: usize,
        /// How many there are.
        given: usize,
    },
    /// A sample is not a finite number.
    NotFinite {
        /// The number of the sample, from 0 on.
        index: usize,
        /// The sample.
        value: f64,
    },
    /// Signals that belong together have different lengths, or a plan was made for another length.
    Lengths {
        /// The length that was expected.
        expected: usize,
        /// The length that was found.
        given: usize,
    },
    /// The sampling step is not a positive number.
    Step {
        /// The step.
        dt: f64,
    },
    /// The corner frequencies of a filter are not increasing, or not between 0 and half the sampling rate.
    Band {
        /// The lower corner frequency.
        low: f64,
        /// The upper corner frequency.
        high: f64,
        /// Half the sampling rate.
        nyquist: f64,
    },
    /// The order of a filter is 0 or too large.
    Order {
        /// The order.
        order: usize,
        /// The largest order.
        largest: usize,
    },
    /// A filter whose poles are not inside of the unit circle once its coefficients are rounded.
    Unstable {
        /// The order.
        order: usize,
        /// The corner frequencies.
        band: (f64, f64),
        /// Half the sampling rate.
        nyquist: f64,
    },
    /// Segments of a spectrum do not advance.
    Segments {
        /// Samples of a segment.
        segment: usize,
        /// Samples that neighbouring segments share.
        overlap: usize,
    },
    /// An argument has no meaning.
    Argument {
        /// Its name.
        name: &'static str,
        /// Its value.
        value: f64,
        /// What it must be.
        rule: &'static str,
    },
    /// The samples of a solution are not evenly spaced.
    Uneven {
        /// The number of the sample, from 0 on.
        index: usize,
        /// The time from it to the next sample.
        step: f64,
        /// The mean time between samples.
        mean: f64,
    },
    /// A signal does not cross a level often enough to have a period.
    NoCycle {
        /// The level.
        level: f64,
        /// How often the signal crosses it upwards.
        crossings: usize,
    },
}

impl fmt::Display for SignalError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            SignalError::TooShort { needed, given } => write!(
                f,
                "the analysis needs at least {needed} samples and has {given}; simulate longer, sample more often, or \
                 choose shorter segments"
            ),
            SignalError::NotFinite { index, value } => {
                write!(
                    f,
                    "sample {index} is {value}; leave out what comes before the run is well-behaved, or fails"
                )
            }
            SignalError::Lengths { expected, given } => {
                write!(
                    f,
                    "a signal has {given} samples where {expected} are expected; use signals of one length"
                )
            }
            SignalError::Step { dt } => {
                write!(f, "the sampling step is {dt}; give the time between two samples, a positive number")
            }
            SignalError::Band { low, high, nyquist } => write!(
                f,
                "corner frequencies {low} and {high} do not fit; they increase, and are between 0 and half the sampling \
                 rate, {nyquist}"
            ),
            SignalError::Order { order, largest } => {
                write!(f, "a filter of order {order} is not made; choose an order from 1 to {largest}")
            }
            SignalError::Unstable { order, band: (low, high), nyquist } => write!(
                f,
                "a filter of order {order} for {low} to {high} is unstable with samples up to {nyquist}; choose a lower \
                 order, a wider band, or keep fewer samples per unit of time"
            ),
            SignalError::Segments { segment, overlap } => write!(
                f,
                "segments of {segment} samples cannot share {overlap}; give segments a sample or more, and let them \
                 share fewer than that"
            ),
            SignalError::Argument { name, value, rule } => {
                write!(f, "`{name}` is {value}, but must be {rule}")
            }
            SignalError::Uneven { index, step, mean } => write!(
                f,
                "the samples are not evenly spaced: {step} after sample {index}, {mean} on average; add \
                 `.interval(..)` to the simulation"
            ),
            SignalError::NoCycle { level, crossings } => write!(
                f,
                "the signal crosses {level} upwards {crossings} times, and a period needs two; choose a level between \
                 its extremes, or simulate longer"
            ),
        }
    }
}

impl Error for SignalError {}
