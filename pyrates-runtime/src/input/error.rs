//! What can be wrong with an input.

use std::fmt;

/// An input that cannot drive what it was given for.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum InputError {
    /// The path names a state.
    State,
    /// The path names a delay, or a parameter that makes one.
    Delay {
        /// The path of the parameter.
        parameter: String,
    },
    /// Another input drives the parameter already.
    Twice {
        /// The path of the parameter.
        parameter: String,
    },
    /// An option was given that only sampled inputs have.
    NotSampled {
        /// Its name.
        option: &'static str,
    },
    /// There is no sample.
    Empty,
    /// The interval between samples is not positive and finite, or the first sample is at no time.
    Times {
        /// The interval.
        interval: f64,
        /// The time of the first sample.
        start: f64,
    },
    /// A row of a table has not one value for each parameter.
    Columns {
        /// The number of the row, from 0.
        row: usize,
        /// The number of parameters that the path matches.
        expected: usize,
        /// The number of values in the row.
        found: usize,
    },
    /// A sample is infinite or NaN.
    NotFinite {
        /// The number of the sample, from 0.
        sample: usize,
        /// Its value.
        value: f64,
    },
    /// The samples do not cover the simulation.
    Range {
        /// The times that they cover.
        covered: (f64, f64),
        /// The times of the simulation.
        needed: (f64, f64),
        /// The number of samples.
        found: usize,
        /// The number of samples that would do, if more at the end would.
        expected: Option<usize>,
    },
    /// The method cannot stop where the input jumps or bends.
    Knots {
        /// The name of the method.
        method: &'static str,
    },
}

impl fmt::Display for InputError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            InputError::State => f.write_str(
                "the path names a state; inputs drive parameters and inputs that nothing feeds, so add an \
                 input to the equation of the state",
            ),
            InputError::Delay { parameter } => {
                write!(f, "`{parameter}` is part of a delay, and delays are constant during a run")
            }
            InputError::Twice { parameter } => {
                write!(f, "`{parameter}` is driven by two inputs; add them up in one")
            }
            InputError::NotSampled { option } => {
                write!(f, "`{option}` has a meaning for sampled inputs only; leave it out")
            }
            InputError::Empty => f.write_str("there is no sample; give at least one"),
            InputError::Times { interval, start } => write!(
                f,
                "samples every {interval} from {start} are at no times; the interval must be positive and \
                 finite, the first time finite"
            ),
            InputError::Columns { row, expected, found } => write!(
                f,
                "row {row} of the table has {found} values, but the path matches {expected} parameters; give a \
                 column for each, or `Input::sampled` for one signal to all"
            ),
            InputError::NotFinite { sample, value } => write!(f, "sample {sample} is {value}"),
            InputError::Range { covered, needed, found, expected } => {
                write!(
                    f,
                    "its {found} samples cover the times from {} to {}, but the simulation runs from {} to {}; ",
                    covered.0, covered.1, needed.0, needed.1
                )?;
                if let Some(expected) = expected {
                    write!(f, "give {expected} samples, or ")?;
                }
                f.write_str("choose a value outside of them with `.outside(Outside::Hold)`, for example")
            }
            InputError::Knots { method } => write!(
                f,
                "{method} cannot stop where the input jumps or bends; use Dopri5 or Dop853, a fixed step, or \
                 cubic interpolation"
            ),
        }
    }
}

impl std::error::Error for InputError {}
