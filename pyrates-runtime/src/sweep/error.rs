//! What sweeps can fail with.

use std::fmt;
use std::path::PathBuf;

use crate::bytes::Bytes;
use crate::model::PathError;
use crate::solve::SolveError;

use super::design::DesignError;
use super::memory::SweepMemory;

/// A sweep that cannot run, or whose results cannot be read or written. Failures of single members are no such errors: see
/// [`SweepTable::failures`](super::SweepTable::failures).
#[non_exhaustive]
pub enum SweepError {
    /// The parameter sets are not what they should be.
    Design(DesignError),
    /// A key names nothing in the model.
    Key {
        /// The name of the key.
        key: String,
        /// Why.
        error: PathError,
    },
    /// Two keys set the same value of the model.
    Overlap {
        /// The name of the key that comes first.
        first: String,
        /// The name of the other.
        second: String,
    },
    /// The simulation cannot run, whatever the member.
    Solve(SolveError),
    /// An option of the simulation that has no meaning in a sweep.
    UnusedOption {
        /// The option.
        option: &'static str,
        /// What to do instead.
        advice: &'static str,
    },
    /// A setting of the sweep that makes no sense.
    Invalid {
        /// The setting.
        option: &'static str,
        /// What it must be.
        expected: &'static str,
    },
    /// The table would need more memory than may be used.
    TableMemory {
        /// The bytes that are needed, at least.
        needed: u64,
        /// The bytes that may be used.
        limit: u64,
    },
    /// A key sets a value that an input from outside drives.
    Driven {
        /// The name of the key.
        key: String,
    },
    /// Two columns of a table would have the same name.
    DuplicateColumn {
        /// The name.
        name: String,
    },
    /// Another process writes to the journal.
    Busy {
        /// The file.
        path: PathBuf,
    },
    /// The system gives no more threads.
    Threads(std::io::Error),
    /// There are no journals to read.
    NoJournals,
    /// Another process of an MPI program has failed.
    #[cfg(feature = "mpi")]
    Rank {
        /// Its rank; none if it is not known.
        rank: Option<i32>,
        /// What went wrong there.
        message: String,
    },
    /// MPI was begun without support of threads.
    #[cfg(feature = "mpi")]
    Threading,
    /// The trajectories would need more memory than may be used.
    Memory {
        /// The bytes that are needed, at least.
        needed: u64,
        /// The bytes that may be used.
        limit: u64,
    },
    /// The runs that are made at once, with the results, would need more memory than may be used.
    RunMemory {
        /// What is needed, part by part.
        needed: Box<SweepMemory>,
        /// The bytes that may be used.
        limit: u64,
    },
    /// A journal belongs to another sweep.
    OtherSweep {
        /// The file.
        path: PathBuf,
        /// What differs.
        what: String,
    },
    /// A file is no journal, or a damaged one.
    Damaged {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
    },
    /// A file cannot be read or written.
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// The table has no such column.
    UnknownColumn {
        /// The name.
        name: String,
        /// The nearest name, if any is near.
        nearest: Option<String>,
    },
    /// What was asked for needs another number of axes.
    Axes {
        /// The number of axes of the design.
        found: usize,
        /// The number that is needed.
        expected: usize,
    },
    /// The trajectories have samples at different times, which one array cannot hold.
    Ragged,
}

impl fmt::Display for SweepError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            SweepError::Design(error) => error.fmt(f),
            SweepError::Key { key, error } => write!(f, "key `{key}`: {error}"),
            SweepError::Overlap { first, second } => {
                write!(f, "`{first}` and `{second}` set the same value of the model; leave one of them out")
            }
            SweepError::Solve(error) => error.fmt(f),
            SweepError::UnusedOption { option, advice } => {
                write!(f, "`{option}` has no meaning in a sweep; {advice}")
            }
            SweepError::Invalid { option, expected } => write!(f, "`{option}` must be {expected}"),
            SweepError::Memory { needed, limit } => write!(
                f,
                "the trajectories need at least {} and {} may be used; take samples at a longer `interval`, `record` \
                 fewer variables, keep numbers only with `measure`, or raise `memory_limit`",
                Bytes(*needed),
                Bytes(*limit)
            ),
            SweepError::RunMemory { needed, limit } => write!(
                f,
                "the sweep needs at least {}, mostly for {}, and {} may be used; {}, or raise `memory_limit`",
                Bytes(needed.total()),
                needed.largest(),
                Bytes(*limit),
                needed.advice(*limit)
            ),
            SweepError::TableMemory { needed, limit } => write!(
                f,
                "the table needs at least {} and {} may be used; run it in shards, or raise `memory_limit`",
                Bytes(*needed),
                Bytes(*limit)
            ),
            SweepError::Driven { key } => {
                write!(f, "`{key}` is driven by an `input` of the simulation, so its value has no effect; leave one of both out")
            }
            SweepError::DuplicateColumn { name } => {
                write!(f, "two columns are called `{name}`; give one of them another name with `named`")
            }
            SweepError::Busy { path } => {
                write!(f, "another sweep writes to `{}`; wait for it, or give this one another file", path.display())
            }
            SweepError::Threads(error) => write!(f, "no thread could be started: {error}; set fewer `threads`"),
            #[cfg(feature = "mpi")]
            SweepError::Rank { rank: Some(rank), message } => write!(f, "the process of rank {rank} failed: {message}"),
            #[cfg(feature = "mpi")]
            SweepError::Rank { rank: None, message } => write!(f, "another process failed: {message}"),
            #[cfg(feature = "mpi")]
            SweepError::Threading => f.write_str(
                "MPI does not support threads as it was begun; begin it with `initialize_with_threading(Threading::Funneled)`",
            ),
            SweepError::NoJournals => f.write_str("there are no journals to read"),
            SweepError::OtherSweep { path, what } => write!(
                f,
                "`{}` belongs to another sweep: {what} differs; give this one another file",
                path.display()
            ),
            SweepError::Damaged { path, line } => {
                write!(f, "line {line} of `{}` is not what a sweep writes; remove the file", path.display())
            }
            SweepError::Io { path, error } => write!(f, "`{}`: {error}", path.display()),
            SweepError::UnknownColumn { name, nearest } => {
                write!(f, "the table has no column `{name}`")?;
                nearest.as_ref().map_or(Ok(()), |near| write!(f, "; did you mean `{near}`?"))
            }
            SweepError::Axes { found, expected } => {
                let axes = if *expected == 1 { "axis" } else { "axes" };
                write!(f, "this needs a design with {expected} {axes}, and this one has {found}")
            }
            SweepError::Ragged => f.write_str(
                "the trajectories have samples at different times, which one array cannot hold; choose an `interval`",
            ),
        }
    }
}

/// The text for people: `main` prints an error in this form.
impl fmt::Debug for SweepError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for SweepError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            SweepError::Design(error) => Some(error),
            SweepError::Key { error, .. } => Some(error),
            SweepError::Solve(error) => Some(error),
            SweepError::Io { error, .. } | SweepError::Threads(error) => Some(error),
            _ => None,
        }
    }
}

impl From<DesignError> for SweepError {
    fn from(error: DesignError) -> SweepError {
        SweepError::Design(error)
    }
}

impl From<SolveError> for SweepError {
    fn from(error: SolveError) -> SweepError {
        SweepError::Solve(error)
    }
}
