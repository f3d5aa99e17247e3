//! What can go wrong when a solution is read or written.

use std::error::Error;
use std::fmt;
use std::io;
use std::path::PathBuf;

use crate::circuit::CircuitError;
use crate::model::PathError;

use super::variables::ColumnsError;

/// A question to a solution that has no answer.
#[derive(Debug)]
pub enum SolutionError {
    /// No variable has this name.
    UnknownColumn {
        /// The name.
        name: String,
        /// The nearest name, if any is near.
        nearest: Option<String>,
    },
    /// Several states fit the name.
    AmbiguousColumn {
        /// The name.
        name: String,
        /// The labels that fit.
        candidates: Vec<String>,
    },
    /// Two states would have the same label.
    DuplicateLabel {
        /// The label.
        label: String,
    },
    /// A path names no variable of the model.
    Path(PathError),
    /// The equations of the model cannot be evaluated.
    Model(CircuitError),
    /// An expression cannot be read.
    Expression {
        /// The expression.
        text: String,
        /// What is wrong with it.
        message: String,
    },
    /// The time is outside of the solution.
    OutOfRange {
        /// The time.
        t: f64,
        /// The first time of the solution.
        t0: f64,
        /// The last time of the solution.
        t_end: f64,
    },
    /// A run of a sweep keeps recorded variables only.
    NotRecorded {
        /// The name.
        name: String,
    },
    /// Only samples were kept.
    NotDense,
    /// There are no samples.
    Empty,
    /// A file could not be written.
    Write {
        /// The file.
        path: PathBuf,
        /// Why not.
        error: io::Error,
    },
}

impl fmt::Display for SolutionError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            SolutionError::UnknownColumn { name, nearest } => {
                write!(f, "the solution has no variable `{name}`")?;
                nearest.as_ref().map_or(Ok(()), |label| write!(f, "; did you mean `{label}`?"))
            }
            SolutionError::NotRecorded { name } => {
                write!(f, "`{name}` was not kept, since a sweep keeps what `record` names; name it there too")
            }
            SolutionError::AmbiguousColumn { name, candidates } => {
                write!(f, "`{name}` may be any of `{}`; write one of them in full", candidates.join("`, `"))
            }
            SolutionError::DuplicateLabel { label } => {
                write!(f, "two states would have the label `{label}`; choose different ones")
            }
            SolutionError::Path(error) => error.fmt(f),
            SolutionError::Model(error) => error.fmt(f),
            SolutionError::Expression { text, message } => {
                write!(f, "the expression `{text}` cannot be evaluated: {message}")
            }
            SolutionError::OutOfRange { t, t0, t_end } => {
                write!(f, "t = {t} is outside of the solution, which is from {t0} to {t_end}")
            }
            SolutionError::NotDense => f.write_str(
                "only samples were kept, so nothing is known between them, and no delayed value; add `.dense()` to \
                 the simulation",
            ),
            SolutionError::Empty => f.write_str("the solution is empty"),
            SolutionError::Write { path, error } => {
                write!(f, "could not write `{}`: {error}", path.display())
            }
        }
    }
}

impl Error for SolutionError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            SolutionError::Write { error, .. } => Some(error),
            SolutionError::Path(error) => Some(error),
            SolutionError::Model(error) => Some(error),
            _ => None,
        }
    }
}

impl From<ColumnsError> for SolutionError {
    fn from(error: ColumnsError) -> SolutionError {
        match error {
            ColumnsError::Path(error) => SolutionError::Path(error),
            ColumnsError::Model(error) => SolutionError::Model(error),
        }
    }
}
