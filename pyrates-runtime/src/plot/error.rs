//! What can go wrong when a plot is drawn.

use std::error::Error;
use std::fmt;
use std::io;
use std::path::PathBuf;

use crate::continuation::ContinuationError;
use crate::solution::SolutionError;

/// A plot that was not drawn.
#[derive(Debug)]
pub enum PlotError {
    /// The name of the file ends neither in `.svg` nor in `.png`.
    UnknownFormat {
        /// The file.
        path: PathBuf,
    },
    /// A column does not exist.
    Column(SolutionError),
    /// A branch has no such variable.
    Branch(Box<ContinuationError>),
    /// There are no states, or fewer than two times; or no branches, no panels, or no cells with a finite value.
    Empty,
    /// The rows of a heat map differ in length.
    Rows {
        /// The number of the row, from 0 on.
        row: usize,
        /// How many cells it has.
        given: usize,
        /// How many the first row has.
        expected: usize,
    },
    /// An axis, or the range of colours, does not increase.
    Axis {
        /// Its label.
        label: String,
        /// Its first value.
        first: f64,
        /// Its last value.
        last: f64,
    },
    /// A value cannot be drawn on a logarithmic axis.
    NotPositive {
        /// The label of the state.
        column: String,
        /// The time.
        t: f64,
        /// The value.
        y: f64,
    },
    /// The picture could not be made.
    Render(String),
    /// The file could not be written.
    Write {
        /// The file.
        path: PathBuf,
        /// Why not.
        error: io::Error,
    },
}

impl fmt::Display for PlotError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            PlotError::UnknownFormat { path } => {
                write!(f, "`{}` names no known kind of picture; let it end in .svg or .png", path.display())
            }
            PlotError::Column(error) => write!(f, "{error}"),
            PlotError::Branch(error) => write!(f, "{error}"),
            PlotError::Empty => {
                f.write_str("there is nothing to draw: no state, fewer than two times, no branch, no panel, or no finite cell")
            }
            PlotError::Rows { row, given, expected } => {
                write!(f, "row {row} has {given} cells and the first one {expected}; give all rows the same length")
            }
            PlotError::Axis { label, first, last } => write!(
                f,
                "the axis `{label}` goes from {first} to {last}; let it increase, and reverse the cells if need be"
            ),
            PlotError::NotPositive { column, t, y } => write!(
                f,
                "`{column}` is {y} at t = {t}, which has no place on a logarithmic axis; leave out `log_y` or \
                 the column"
            ),
            PlotError::Render(reason) => write!(f, "the picture could not be made: {reason}"),
            PlotError::Write { path, error } => write!(f, "could not write `{}`: {error}", path.display()),
        }
    }
}

impl Error for PlotError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            PlotError::Column(error) => Some(error),
            PlotError::Branch(error) => Some(error),
            PlotError::Write { error, .. } => Some(error),
            _ => None,
        }
    }
}
