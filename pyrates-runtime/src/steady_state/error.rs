//! What can go wrong when a steady state is looked for.

use std::error::Error;
use std::fmt;

use crate::model::SizeError;
use crate::spread::SpreadError;

/// The reasons for which no steady state is found, or no eigenvalues.
#[derive(Debug, Clone, PartialEq)]
pub enum SteadyStateError {
    /// The equations depend on time, so nothing rests.
    TimeDependent,
    /// A matrix does not fit the populations that it joins.
    Size(SizeError),
    /// A distributed delay has too few stages for its spread.
    Spread(SpreadError),
    /// A parameter or initial value is infinite or NaN.
    InvalidValue {
        /// Its path.
        path: String,
        /// Its value.
        value: f64,
    },
    /// A derivative is infinite or NaN at the initial state.
    NotFinite {
        /// The path of the state.
        variable: String,
    },
    /// The Jacobian is singular.
    Singular {
        /// The state where it is.
        y: Vec<f64>,
        /// Whether that is a steady state, though not an isolated one.
        rests: bool,
    },
    /// Newton's method found nothing.
    NotConverged {
        /// The steps that were made.
        iterations: usize,
        /// The state where it gave up.
        y: Vec<f64>,
    },
    /// The model has delays, so there are no eigenvalues of a matrix.
    Delays {
        /// The longest delay.
        delay: f64,
    },
    /// The iteration for the eigenvalues did not end.
    Eigenvalues,
}

/// What helps Newton's method.
const START_NEARER: &str = "simulate for some time and start from the end of that (`set_initial_state`)";

impl fmt::Display for SteadyStateError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        use SteadyStateError::*;
        match self {
            TimeDependent => f.write_str(
                "the equations depend on the time `t`, so the model has no steady state; replace the terms \
                 with `t` by an input, which counts as constant here",
            ),
            Size(error) => error.fmt(f),
            Spread(error) => error.fmt(f),
            InvalidValue { path, value } => write!(f, "`{path}` is {value}; give it a finite value"),
            NotFinite { variable } => write!(
                f,
                "the derivative of `{variable}` is infinite or NaN at the initial state; choose another one"
            ),
            Singular { rests: true, .. } => f.write_str(
                "nothing moves at this state, but the Jacobian is singular: the steady state is not isolated, as in \
                 a model that conserves a quantity, or two of them meet there",
            ),
            Singular { rests: false, .. } => write!(
                f,
                "the Jacobian became singular, as in a model that conserves a quantity, or where steady states \
                 meet; {START_NEARER}, or write a conserved quantity as a parameter"
            ),
            NotConverged { iterations, .. } => write!(
                f,
                "Newton's method found no steady state in {iterations} steps; {START_NEARER}, or the model may have \
                 none"
            ),
            Delays { delay } => write!(
                f,
                "the model has delays (the longest is {delay}), so its stability is not that of a matrix: the \
                 eigenvalues are infinitely many roots of a nonlinear equation, which is not solved here; set the \
                 delays to zero for the eigenvalues without them, or simulate a small deviation"
            ),
            Eigenvalues => f.write_str("the iteration for the eigenvalues of the Jacobian did not end"),
        }
    }
}

impl Error for SteadyStateError {}
