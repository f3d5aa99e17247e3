//! What can go wrong when a model is simulated.

use std::error::Error;
use std::fmt;

use crate::bytes::Bytes;
use crate::circuit::CircuitError;
use crate::event::EventError;
use crate::input::InputError;
use crate::model::{PathError, SizeError};
use crate::solution::{ColumnsError, Solution};
use crate::spread::SpreadError;

use super::Memory;

/// A simulation that was refused or that failed on the way.
#[derive(Clone)]
pub struct SolveError {
    /// What happened.
    pub kind: SolveErrorKind,
    /// The time that was reached, in the model's unit of time.
    pub t: f64,
    /// The solution up to that time; empty if the simulation did not start.
    pub partial: Box<Solution>,
}

/// The reasons for which a simulation is refused or fails.
#[derive(Debug, Clone, PartialEq)]
pub enum SolveErrorKind {
    /// The interval of time is empty, reversed, or not finite.
    Interval {
        /// Its start.
        t0: f64,
        /// Its end.
        t_end: f64,
    },
    /// A matrix does not fit the populations that it joins.
    Size(SizeError),
    /// A distributed delay has too few stages for its spread.
    Spread(SpreadError),
    /// An option has a value that makes no sense.
    InvalidOption {
        /// The name of the option.
        option: &'static str,
        /// Its value.
        value: f64,
        /// What it must be.
        expected: &'static str,
    },
    /// An option has no meaning for the chosen method.
    UnusedOption {
        /// The name of the option.
        option: &'static str,
        /// Where it has no meaning.
        context: String,
        /// What would work.
        advice: &'static str,
    },
    /// An input or a column was named that the model does not have.
    Path(PathError),
    /// The equations of the model cannot be evaluated for columns of the solution.
    Model(CircuitError),
    /// An input cannot drive what it was given for.
    Input {
        /// The path of what it was given for.
        path: String,
        /// Why not.
        error: InputError,
    },
    /// A run cannot go on where another one ended.
    After {
        /// Why not.
        problem: AfterProblem,
    },
    /// The samples of a history do not reach back as far as the longest delay.
    ShortHistory {
        /// The time of the first sample.
        from: f64,
        /// The time as far back as look-ups reach.
        needed: f64,
    },
    /// A checkpoint is that of another run.
    Resume {
        /// What is different.
        what: String,
        /// What it was when the checkpoint was made.
        before: String,
        /// What it is now.
        now: String,
    },
    /// A checkpoint could not be saved.
    Save {
        /// The message of whoever saves it.
        message: String,
    },
    /// An event cannot be watched.
    Event {
        /// Its condition.
        condition: String,
        /// Why not.
        error: EventError,
    },
    /// Events follow each other and time does not go on.
    EventsPileUp {
        /// How many happened at that time already.
        count: usize,
    },
    /// The run takes more memory than it may.
    Memory {
        /// What it takes at least, part by part.
        needed: Box<Memory>,
        /// What it may take, in bytes: the limit of the user, or what the machine has.
        limit: u64,
    },
    /// Threads could not be begun.
    Threads {
        /// The message of the system.
        message: String,
    },
    /// A weight is beyond the numbers of 32 bits.
    TooLargeForSingle {
        /// Its path.
        path: String,
        /// Its value.
        value: f64,
    },
    /// A method with fixed steps was chosen without a step.
    MissingStep {
        /// The name of the method.
        method: &'static str,
    },
    /// An array has the wrong length.
    WrongLength {
        /// Which array.
        what: &'static str,
        /// The length it must have.
        expected: usize,
        /// The length it has.
        found: usize,
    },
    /// A delay is negative or not finite.
    InvalidDelay {
        /// Its value.
        delay: f64,
        /// The number of the look-up in the model.
        lookup: usize,
        /// The paths of the parameters that make it.
        parameters: Vec<String>,
    },
    /// A delay that changes during the run became negative.
    NegativeDelay {
        /// The paths of the variables that make it.
        variables: Vec<String>,
    },
    /// The method cannot look into the past.
    DelaysUnsupported {
        /// The name of the method.
        method: &'static str,
    },
    /// The method is not for noise, and the model has some.
    NoiseUnsupported {
        /// The name of the method.
        method: &'static str,
    },
    /// The method does not take noise of the form that the model has.
    NoiseForm {
        /// The name of the method.
        method: &'static str,
        /// The path of the state with that noise.
        variable: String,
        /// What the method does not take.
        problem: &'static str,
    },
    /// A parameter or initial value is infinite or NaN.
    InvalidValue {
        /// Its path.
        path: String,
        /// Its value.
        value: f64,
    },
    /// A state or its derivative became infinite or NaN.
    NotFinite {
        /// The path of the state.
        variable: String,
    },
    /// The error stayed above the tolerance for ever smaller steps.
    StepCollapse {
        /// The length of the last step that was tried.
        h: f64,
    },
    /// The limit of steps was reached.
    MaxSteps {
        /// The limit.
        max_steps: usize,
        /// Whether the steps of an explicit method were limited by stability.
        looks_stiff: bool,
    },
    /// A delay is shorter than the fixed step, and the equations of the step have no solution nearby.
    DelayWithinStep {
        /// The smallest positive delay.
        delay: f64,
        /// The step.
        dt: f64,
    },
    /// The method gave up because the problem is stiff.
    Stiff {
        /// The name of the method.
        method: &'static str,
    },
}

/// Why a run cannot go on where another one ended.
#[derive(Debug, Clone, PartialEq)]
pub enum AfterProblem {
    /// The other run has no samples, or belongs to no model.
    Empty,
    /// The interval of time does not begin where the other run ended.
    Time {
        /// The start of the interval.
        t0: f64,
        /// The end of the other run.
        end: f64,
    },
    /// The model has delays, and of the other run only samples were kept.
    NotDense,
    /// An event of the other run has a part that is still to come, and this run does not have the event.
    Event {
        /// Its condition, or its times.
        event: String,
        /// When the part was to happen.
        t: f64,
    },
}

impl fmt::Display for AfterProblem {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            AfterProblem::Empty => f.write_str("the run to go on from has no samples"),
            AfterProblem::Time { t0, end } => write!(
                f,
                "the run to go on from ended at {end}, but the interval of time begins at {t0}; simulate from {end} on"
            ),
            AfterProblem::Event { event, t } => write!(
                f,
                "in the run to go on from, the event `{event}` planned something for t = {t}; give the same event to this run"
            ),
            AfterProblem::NotDense => f.write_str(
                "of the run to go on from only samples were kept, and the model looks back; add `dense()` to that run",
            ),
        }
    }
}

impl fmt::Display for SolveErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        use SolveErrorKind::*;
        match self {
            Interval { t0, t_end } => write!(
                f,
                "the interval of time from {t0} to {t_end} is not a forward interval of finite length; \
                 simulate forward in time, for example `simulate(0.0..100.0)`"
            ),
            Size(error) => error.fmt(f),
            Spread(error) => error.fmt(f),
            InvalidOption { option, value, expected } => {
                write!(f, "the option `{option}` is {value}, but it must be {expected}")
            }
            UnusedOption { option, context, advice } => {
                write!(f, "the option `{option}` has no meaning for {context}; {advice}")
            }
            Path(error) => error.fmt(f),
            Model(error) => error.fmt(f),
            Input { path, error } => write!(f, "the input to `{path}` cannot be used: {error}"),
            After { problem } => problem.fmt(f),
            ShortHistory { from, needed } => write!(
                f,
                "the samples of the history begin at {from}, but delays reach back to {needed}; give earlier samples: the last \
                 one is at the start of the run"
            ),
            Resume { what, before, now } => write!(
                f,
                "the checkpoint is of a run in which `{what}` was {before}, but now it is {now}; resume it with the \
                 same model and options, or go on from its end with `after`"
            ),
            Save { message } => write!(f, "a checkpoint could not be saved: {message}"),
            Event { condition, error } => {
                write!(f, "the event `{condition}` cannot be watched: {error}")
            }
            EventsPileUp { count } => write!(
                f,
                "an event follows {count} others without time going on, as when a bouncing ball comes to rest; let an event stop the \
                 run, or set states so that its condition stays false for a while"
            ),
            Memory { needed, limit } => write!(
                f,
                "the run needs at least {}, mostly for its {}, and {} may be used; {}, or raise `memory_limit`",
                Bytes(needed.total()),
                needed.largest(),
                Bytes(*limit),
                needed.advice()
            ),
            Threads { message } => {
                write!(f, "threads could not be begun: {message}; ask for fewer of them with `threads`")
            }
            TooLargeForSingle { path, value } => write!(
                f,
                "the weight `{path}` is {value}, and numbers of 32 bits end at {:e}; scale the weights, or leave \
                 `weights(Precision::Single)` out",
                f32::MAX
            ),
            MissingStep { method } => {
                write!(f, "{method} makes fixed steps and needs their length; add `.dt(1e-3)`, for example")
            }
            WrongLength { what, expected, found } => {
                write!(f, "the {what} must have {expected} entries, but it has {found}")
            }
            InvalidDelay { delay, lookup, parameters } => {
                match parameters.as_slice() {
                    [] => write!(f, "the delay of look-up {lookup} of the model is {delay}")?,
                    [path] => write!(f, "the delay `{path}` is {delay}")?,
                    several => write!(f, "the delay made of `{}` is {delay}", several.join("`, `"))?,
                }
                f.write_str("; delays must be zero or positive, since the future is not known")
            }
            NegativeDelay { variables } => {
                let of = match variables.as_slice() {
                    [] => String::new(),
                    some => format!(" made of `{}`", some.join("`, `")),
                };
                write!(
                    f,
                    "the delay{of} became negative, and the future is not known; keep it at zero or more, by `max(0, ..)` for \
                     example"
                )
            }
            DelaysUnsupported { method } => write!(
                f,
                "{method} solves ordinary differential equations only, and the model has delays; \
                 use Dopri5 or Dop853, or Euler, Heun or Rk4 with a fixed step"
            ),
            NoiseUnsupported { method } => write!(
                f,
                "{method} is for equations without noise, and the model has noise; choose `method(EulerMaruyama)` with \
                 a step, `dt(1e-3)` for example, StochasticHeun, Milstein or Sra1, or leave the noise out with \
                 `without_noise()`"
            ),
            NoiseForm { method, variable, problem } => write!(
                f,
                "the noise of `{variable}` has {problem}, which {method} does not take; choose EulerMaruyama or \
                 StochasticHeun"
            ),
            InvalidValue { path, value } => {
                write!(f, "`{path}` is {value}; give it a finite value before the simulation")
            }
            NotFinite { variable } => write!(
                f,
                "`{variable}` or its derivative became infinite or NaN; look for a division by zero, a \
                 root or logarithm of a negative number, or a solution that grows without bound (with a \
                 fixed step, also for a step that is too long)"
            ),
            StepCollapse { h } => write!(
                f,
                "the step size fell to {h:.1e} without meeting the tolerance; the solution may grow without \
                 bound or jump there, or the tolerance may be too small for rounding errors: try a larger \
                 rtol and atol"
            ),
            MaxSteps { max_steps, looks_stiff: true } => write!(
                f,
                "the limit of {max_steps} steps was reached, and the problem looks stiff: try Rodas5P or Auto"
            ),
            MaxSteps { max_steps, looks_stiff: false } => write!(
                f,
                "the limit of {max_steps} steps was reached; raise it with `max_steps`, or, if the steps \
                 are very small, loosen rtol and atol"
            ),
            DelayWithinStep { delay, dt } => write!(
                f,
                "the delay {delay} is shorter than the step {dt}, and the equations of the step could not \
                 be solved by iteration; choose dt no longer than the delay, or an adaptive method"
            ),
            Stiff { method } => write!(
                f,
                "{method} found the problem too stiff for an explicit method; try Rodas5P or Auto, or Dopri5, \
                 which goes on with small steps"
            ),
        }
    }
}

impl fmt::Display for SolveError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        if self.partial.t.is_empty() {
            return write!(f, "the simulation did not start: {}", self.kind);
        }
        write!(f, "the simulation failed at t = {}: {}", self.t, self.kind)?;
        write!(f, " (the solution up to there is in `partial`)")
    }
}

/// The same text as `Display`, since this is what `main` prints when it returns an error.
impl fmt::Debug for SolveError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl Error for SolveError {}

impl From<ColumnsError> for SolveErrorKind {
    fn from(error: ColumnsError) -> SolveErrorKind {
        match error {
            ColumnsError::Path(error) => SolveErrorKind::Path(error),
            ColumnsError::Model(error) => SolveErrorKind::Model(error),
        }
    }
}
