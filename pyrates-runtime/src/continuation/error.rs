//! What can go wrong when a model is continued.

use std::error::Error;
use std::fmt;
use std::io;
use std::path::PathBuf;
use std::time::Duration;

use crate::circuit::CircuitError;
use crate::emit::EmitError;
use crate::solve::SolveError;
use crate::steady_state::SteadyStateError;

use super::{Branch, PointKind};

/// The reasons for which a continuation is refused or fails. Those on the way have the branch so far.
#[derive(Debug)]
pub enum ContinuationError {
    /// Auto-07p is in none of the places where it may be.
    MissingAuto {
        /// Where it was looked for.
        looked_in: Vec<PathBuf>,
    },
    /// The Fortran compiler is not there.
    MissingCompiler {
        /// Its name or path.
        compiler: PathBuf,
    },
    /// The model cannot be expressed for Auto-07p.
    Emit(EmitError),
    /// The model is not consistent.
    Model(CircuitError),
    /// No equilibrium was found to start from.
    Equilibrium(SteadyStateError),
    /// The simulation before the equilibrium failed.
    Simulation(Box<SolveError>),
    /// The compiler refused the equations.
    Compile {
        /// What it says.
        output: String,
    },
    /// The model has no such variable.
    Unknown {
        /// `parameter` or `state`.
        what: &'static str,
        /// The name.
        name: String,
        /// The nearest one that exists.
        nearest: Option<String>,
    },
    /// A short name may mean several variables.
    Ambiguous {
        /// The name.
        name: String,
        /// The full names.
        candidates: Vec<String>,
    },
    /// The branch has no such point.
    NoSuchPoint {
        /// What was asked for.
        kind: PointKind,
        /// Its number, from one.
        number: usize,
        /// The labels that there are.
        labels: Vec<String>,
    },
    /// A run cannot start from this kind of point.
    WrongStart {
        /// The run.
        run: &'static str,
        /// The label or the kind of the point.
        point: String,
        /// From what the run can start.
        advice: &'static str,
    },
    /// A setting has a value that makes no sense.
    Setting {
        /// Its name.
        setting: &'static str,
        /// What it must be.
        requirement: String,
    },
    /// Newton's method failed with the smallest step.
    NotConverged {
        /// The branch up to there.
        branch: Box<Branch>,
        /// Where, in words: `eta = 1.5`.
        at: String,
    },
    /// The vector field is infinite or NaN.
    NotFinite {
        /// The branch up to there.
        branch: Box<Branch>,
        /// The path of the state with that derivative, or what is infinite.
        variable: String,
        /// Where, in words: `eta = 1.5`.
        at: String,
    },
    /// The time that was allowed is over.
    TimedOut {
        /// The branch up to there.
        branch: Box<Branch>,
        /// The time.
        limit: Duration,
    },
    /// An observer ended the run.
    Interrupted {
        /// The branch up to there.
        branch: Box<Branch>,
    },
    /// Auto-07p ended without a result.
    NoResult {
        /// What it says.
        output: String,
    },
    /// A file of Auto-07p is not as it should be.
    Malformed {
        /// The name of the file.
        file: String,
        /// The number of the line.
        line: usize,
    },
    /// A file or program could not be used.
    Io {
        /// Which one.
        path: PathBuf,
        /// Why not.
        error: io::Error,
    },
}

impl ContinuationError {
    /// The branch up to where a run failed.
    pub fn partial(&self) -> Option<&Branch> {
        use ContinuationError::*;
        match self {
            NotConverged { branch, .. }
            | NotFinite { branch, .. }
            | TimedOut { branch, .. }
            | Interrupted { branch } => Some(branch),
            _ => None,
        }
    }

    /// The branch up to where a run failed, for those to whom it is enough; other errors stay errors.
    ///
    /// # Errors
    /// If the run has no result at all.
    pub fn into_partial(self) -> Result<Branch, ContinuationError> {
        use ContinuationError::*;
        match self {
            NotConverged { branch, .. }
            | NotFinite { branch, .. }
            | TimedOut { branch, .. }
            | Interrupted { branch } => Ok(*branch),
            other => Err(other),
        }
    }

    pub(super) fn io(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> ContinuationError {
        let path = path.into();
        move |error| ContinuationError::Io { path, error }
    }
}

/// The last lines of what a program says, indented.
fn excerpt(output: &str) -> String {
    const LINES: usize = 12;
    let lines: Vec<&str> = output.lines().filter(|line| !line.trim().is_empty()).collect();
    let last = &lines[lines.len().saturating_sub(LINES)..];
    last.iter().map(|line| format!("\n  {}", line.trim_end())).collect()
}

fn list<T: fmt::Display>(items: &[T]) -> String {
    let items: Vec<String> = items.iter().map(|item| format!("`{item}`")).collect();
    items.join(", ")
}

const SMALLER_STEPS: &str = "try a smaller `ds_max`, a finer `mesh` for cycles, a looser `tolerance`, or a narrower \
                             range; `into_partial` gives the branch up to there";

impl fmt::Display for ContinuationError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        use ContinuationError::*;
        match self {
            MissingAuto { looked_in } => {
                let places: Vec<String> = looked_in.iter().map(|path| path.display().to_string()).collect();
                write!(
                    f,
                    "Auto-07p is not there (no lib/main.o in {}); install it (`apt install auto-07p` on Debian) or \
                     let the environment variable AUTO_DIR name its folder",
                    list(&places)
                )
            }
            MissingCompiler { compiler } => write!(
                f,
                "the Fortran compiler `{}` is not there; Auto-07p needs one (`apt install gfortran` on Debian)",
                compiler.display()
            ),
            Emit(error) => error.fmt(f),
            Model(error) => error.fmt(f),
            Equilibrium(error) => error.fmt(f),
            Simulation(error) => error.fmt(f),
            Compile { output } => write!(f, "the equations cannot be compiled:{}", excerpt(output)),
            Unknown { what, name, nearest } => {
                write!(f, "the model has no {what} `{name}`")?;
                match nearest {
                    Some(nearest) => write!(f, "; did you mean `{nearest}`?"),
                    None => f.write_str("; `println!(\"{}\", model.list())` shows all variables"),
                }
            }
            Ambiguous { name, candidates } => {
                write!(f, "`{name}` may be any of {}; write one of them in full", list(candidates))
            }
            NoSuchPoint { kind, number, labels } => {
                let ordinal = format!("{} {number}", kind.name());
                match labels.as_slice() {
                    [] => write!(f, "the branch has no {ordinal}, and no other special point"),
                    labels => {
                        write!(f, "the branch has no {ordinal}; its special points are {}", list(labels))
                    }
                }
            }
            WrongStart { run, point, advice } => write!(f, "{run} cannot start from {point}; {advice}"),
            Setting { setting, requirement } => write!(f, "`{setting}` must be {requirement}"),
            NotConverged { branch, at } => {
                write!(
                    f,
                    "Newton's method failed at {at}, after {} points; {SMALLER_STEPS}",
                    branch.points.len()
                )
            }
            NotFinite { branch, variable, at } => write!(
                f,
                "{variable} is infinite or NaN at {at}, after {} points; end the range before, or change the equation \
                 (as for roots and logarithms of negative numbers); `into_partial` gives the branch up to there",
                branch.points.len()
            ),
            TimedOut { branch, limit } => write!(
                f,
                "the run was ended after {} s, with {} points; give it more time, or fewer or larger steps; \
                 `into_partial` gives the branch up to there",
                limit.as_secs_f64(),
                branch.points.len()
            ),
            Interrupted { branch } => {
                write!(
                    f,
                    "the run was interrupted, with {} points; `into_partial` gives them",
                    branch.points.len()
                )
            }
            NoResult { output } => write!(f, "Auto-07p ended without a result; it says:{}", excerpt(output)),
            Malformed { file, line } => write!(
                f,
                "line {line} of the file {file} of Auto-07p is not as expected; is this another version of Auto-07p?"
            ),
            Io { path, error } => write!(f, "`{}`: {error}", path.display()),
        }
    }
}

impl Error for ContinuationError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            ContinuationError::Emit(error) => Some(error),
            ContinuationError::Model(error) => Some(error),
            ContinuationError::Equilibrium(error) => Some(error),
            ContinuationError::Simulation(error) => Some(error),
            ContinuationError::Io { error, .. } => Some(error),
            _ => None,
        }
    }
}

impl From<EmitError> for ContinuationError {
    fn from(error: EmitError) -> ContinuationError {
        ContinuationError::Emit(error)
    }
}
