//! Why an event cannot be watched.

use std::error::Error;
use std::fmt;

use crate::circuit::CircuitError;
use crate::model::PathError;

/// Why an event cannot be watched.
#[derive(Debug, Clone, PartialEq)]
pub enum EventError {
    /// The condition is no comparison of two numbers.
    Condition,
    /// An expression cannot be read.
    Expression {
        /// The expression.
        text: String,
        /// What is wrong with it.
        message: String,
    },
    /// A path names nothing.
    Path(PathError),
    /// What is set is constant during a run: a part of a delay, or driven by an input.
    Fixed {
        /// Its path.
        path: String,
    },
    /// A time at which it happens is not finite.
    Time {
        /// The time.
        t: f64,
    },
    /// A part of it happens earlier than the part before.
    Later {
        /// How much later it is said to happen.
        delay: f64,
    },
    /// An event sets a state that another path of the same event sets as well.
    SetTwice {
        /// The path.
        path: String,
    },
    /// Something that a declared event reads looks into the past.
    LooksBack,
    /// The delay of an edge that transmits spikes is negative or not finite.
    Delay {
        /// Its value.
        delay: f64,
    },
    /// The declared events cannot be computed.
    Model(CircuitError),
    /// Wildcards stand for different numbers of variables.
    Count {
        /// The path.
        path: String,
        /// The number of variables that it names.
        found: usize,
        /// The number of units with this event.
        expected: usize,
    },
}

impl fmt::Display for EventError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            EventError::Condition => f.write_str(
                "a condition is one comparison with `<`, `<=`, `>` or `>=`, such as `cell.v > 1`; give each part \
                 of `&&` and `||` an event of its own",
            ),
            EventError::Expression { text, message } => write!(f, "`{text}` cannot be evaluated: {message}"),
            EventError::Path(error) => {
                write!(f, "{error}; events read states, parameters and `t`, so write algebraic variables out")
            }
            EventError::Fixed { path } => write!(
                f,
                "`{path}` cannot be set: inputs drive it, or it is part of a delay, and delays are constant during a run"
            ),
            EventError::Time { t } => write!(f, "its time {t} is not finite"),
            EventError::Later { delay } => {
                write!(f, "a part of it is {delay} later than the part before; that must be zero or more")
            }
            EventError::SetTwice { path } => write!(f, "`{path}` is set twice; keep one of them"),
            EventError::LooksBack => f.write_str(
                "it reads a variable that looks into the past; let a state follow the delayed value",
            ),
            EventError::Delay { delay } => {
                write!(f, "the delay of an edge from it is {delay}; delays are zero or positive")
            }
            EventError::Model(error) => error.fmt(f),
            EventError::Count { path, found, expected } => write!(
                f,
                "`{path}` names {found} variables, but the event is one of {expected} units; use one wildcard for \
                 the same units everywhere"
            ),
        }
    }
}

impl Error for EventError {}

impl From<PathError> for EventError {
    fn from(error: PathError) -> EventError {
        EventError::Path(error)
    }
}
