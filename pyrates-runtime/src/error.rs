//! One error for `main`: whatever a verb of the crate can fail with.

use std::fmt;

#[cfg(feature = "yaml")]
use pyrates_ir::yaml::WriteError;

use crate::circuit::CircuitError;
#[cfg(feature = "yaml")]
use crate::circuit::YamlError;
use crate::continuation::ContinuationError;
use crate::emit::EmitError;
use crate::matrix::MatrixError;
use crate::model::{PathError, SizeError};
#[cfg(feature = "plot")]
use crate::plot::PlotError;
use crate::signal::SignalError;
use crate::solution::SolutionError;
use crate::solve::SolveError;
use crate::steady_state::SteadyStateError;
use crate::sweep::SweepError;

/// An error of any verb. Each verb has its own, more telling type; they convert into this one, so that
/// `fn main() -> Result<(), pyrates::Error>` may use `?` throughout.
#[non_exhaustive]
pub enum Error {
    /// A simulation failed.
    Solve(SolveError),
    /// No steady state was found.
    SteadyState(SteadyStateError),
    /// A solution could not be read or written.
    Solution(SolutionError),
    /// A signal could not be analysed.
    Signal(SignalError),
    /// A picture could not be made.
    #[cfg(feature = "plot")]
    Plot(PlotError),
    /// A sweep could not run, or its results could not be read or written.
    Sweep(SweepError),
    /// A continuation failed.
    Continuation(ContinuationError),
    /// A model could not be exported.
    Emit(EmitError),
    /// A system is not consistent.
    Circuit(CircuitError),
    /// A YAML file is wrong.
    #[cfg(feature = "yaml")]
    Yaml(YamlError),
    /// A model cannot be written as a YAML file.
    #[cfg(feature = "yaml")]
    Write(WriteError),
    /// A path names nothing in the model.
    Path(PathError),
    /// A matrix of weights or delays is not one.
    Matrix(MatrixError),
    /// A matrix does not fit the populations that it joins.
    Size(SizeError),
    /// A file could not be written.
    Io(std::io::Error),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Error::Solve(error) => error.fmt(f),
            Error::SteadyState(error) => error.fmt(f),
            Error::Solution(error) => error.fmt(f),
            Error::Signal(error) => error.fmt(f),
            #[cfg(feature = "plot")]
            Error::Plot(error) => error.fmt(f),
            Error::Sweep(error) => error.fmt(f),
            Error::Continuation(error) => error.fmt(f),
            Error::Emit(error) => error.fmt(f),
            Error::Circuit(error) => error.fmt(f),
            #[cfg(feature = "yaml")]
            Error::Yaml(error) => error.fmt(f),
            #[cfg(feature = "yaml")]
            Error::Write(error) => error.fmt(f),
            Error::Path(error) => error.fmt(f),
            Error::Matrix(error) => error.fmt(f),
            Error::Size(error) => error.fmt(f),
            Error::Io(error) => error.fmt(f),
        }
    }
}

/// The text for people: `main` prints an error in this form.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::Solve(error) => Some(error),
            Error::SteadyState(error) => Some(error),
            Error::Solution(error) => Some(error),
            Error::Signal(error) => Some(error),
            #[cfg(feature = "plot")]
            Error::Plot(error) => Some(error),
            Error::Sweep(error) => Some(error),
            Error::Continuation(error) => Some(error),
            Error::Emit(error) => Some(error),
            Error::Circuit(error) => Some(error),
            #[cfg(feature = "yaml")]
            Error::Yaml(error) => Some(error),
            #[cfg(feature = "yaml")]
            Error::Write(error) => Some(error),
            Error::Path(error) => Some(error),
            Error::Matrix(error) => Some(error),
            Error::Size(error) => Some(error),
            Error::Io(error) => Some(error),
        }
    }
}

macro_rules! from {
    ($($(#[$attribute:meta])* $variant:ident($ty:ty),)*) => {
        $(
            $(#[$attribute])*
            impl From<$ty> for Error {
                fn from(error: $ty) -> Self {
                    Error::$variant(error)
                }
            }
        )*
    };
}

from! {
    Solve(SolveError),
    Sweep(SweepError),
    SteadyState(SteadyStateError),
    Solution(SolutionError),
    Signal(SignalError),
    #[cfg(feature = "plot")]
    Plot(PlotError),
    Continuation(ContinuationError),
    Emit(EmitError),
    Circuit(CircuitError),
    #[cfg(feature = "yaml")]
    Yaml(YamlError),
    #[cfg(feature = "yaml")]
    Write(WriteError),
    Path(PathError),
    Matrix(MatrixError),
    Size(SizeError),
    Io(std::io::Error),
}
