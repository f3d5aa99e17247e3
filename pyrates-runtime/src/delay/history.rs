//! The past before the start of a simulation.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::sync::{Arc, LazyLock};

use crate::input::{Interpolation, Outside, Samples};
use crate::solution::Multiples;
use crate::solve::SolveErrorKind;

use super::{Side, Trajectory, jump_near, resolution};

/// A pre-history given by the user.
type PastFunction = Arc<dyn Fn(f64, &mut [f64]) + Send + Sync>;

/// The states before the start of a simulation, at times `t < t0`. At `t0` the state is the initial
/// value in any case, so the trajectory may start with a jump.
#[derive(Clone, Default)]
pub enum History {
    /// The initial value: the system rested there.
    #[default]
    Initial,
    /// Zero.
    Zero,
    /// A function of time that writes all states (in the order of [`pyrates_ir::system::Layout`]) at a
    /// time before `t0`. See [`History::function`].
    Function(PastFunction),
    /// Samples. See [`History::samples`].
    Samples(PastSamples),
    /// Another run, which ended where this one starts. See [`Simulation::after`](crate::Simulation::after).
    Run(PastRun),
}

impl History {
    /// A function of time that writes all states, for example
    /// `History::function(|t, y| y[0] = t.sin())`.
    pub fn function(states: impl Fn(f64, &mut [f64]) + Send + Sync + 'static) -> History {
        History::Function(Arc::new(states))
    }

    /// Samples of all states at equal intervals, the last one at the start of the run; between them is a cubic spline, as
    /// that of [`Interpolation::Cubic`](crate::Interpolation::Cubic). They must reach back as far as the longest delay; if
    /// delays change during the run, the first row stands for all that was before.
    ///
    /// ```
    /// use pyrates_runtime::prelude::*;
    ///
    /// pyrates_runtime::operator! {
    ///     pub Feedback {
    ///         equations { d/dt x = -x(t - 1); }
    ///         variables { x: output(1.0) }
    ///     }
    /// }
    ///
    /// # fn main() -> Result<(), pyrates_runtime::Error> {
    /// // A straight line from 0 to 1, so that x' = -t at first.
    /// let recorded = (0..=10).map(|k| [0.1 * f64::from(k)]);
    /// let history = History::samples(recorded, 0.1);
    /// let solution = Feedback::default().simulate(0.0..1.0).history(history).rtol(1e-9).run()?;
    /// assert!((solution.column("x")?.last().unwrap() - 0.5).abs() < 1e-9);
    /// # Ok(())
    /// # }
    /// ```
    pub fn samples(rows: impl IntoIterator<Item = impl Into<Vec<f64>>>, interval: f64) -> History {
        let table = rows.into_iter().map(Into::into).collect();
        History::Samples(PastSamples { table, interval, samples: None })
    }
}

/// Samples as the past of a run.
#[derive(Clone)]
pub struct PastSamples {
    table: Vec<Vec<f64>>,
    interval: f64,
    /// What a run makes of them.
    samples: Option<Samples>,
}

impl PastSamples {
    /// Checks the samples of some states, and makes them ready for a run from `t0` that looks back as far as `from`.
    pub(crate) fn prepare(&mut self, labels: &[String], from: f64, t0: f64) -> Result<(), SolveErrorKind> {
        let (n, dim) = (self.table.len(), labels.len());
        if !(self.interval > 0.0 && self.interval.is_finite()) || n == 0 {
            let expected = "one or more samples at a positive interval";
            return Err(SolveErrorKind::InvalidOption { option: "history", value: self.interval, expected });
        }
        for (k, row) in self.table.iter().enumerate() {
            if row.len() != dim {
                let what = "rows of the history";
                return Err(SolveErrorKind::WrongLength { what, expected: dim, found: row.len() });
            }
            if let Some((value, label)) = row.iter().zip(labels).find(|(value, _)| !value.is_finite()) {
                let path = format!("{label} in row {k} of the history");
                return Err(SolveErrorKind::InvalidValue { path, value: *value });
            }
        }
        let start = t0 - Multiples::of(self.interval).at(n - 1);
        if from.is_finite() && start > from + 1e-9 * self.interval {
            return Err(SolveErrorKind::ShortHistory { from: start, needed: from });
        }
        let samples =
            Samples::new(&self.table, dim, self.interval, start, Interpolation::Cubic, Outside::Hold);
        self.samples = samples.ok();
        Ok(())
    }

    fn value(&self, state: usize, time: f64) -> f64 {
        self.samples.as_ref().map_or(f64::NAN, |samples| samples.at(time, state))
    }
}

/// A run as the past of another one.
#[derive(Clone)]
pub struct PastRun {
    trajectory: Trajectory,
    /// When its states jumped, or may have.
    breaks: Vec<f64>,
    t0: f64,
    y0: Vec<f64>,
    /// What was before it.
    before: Arc<History>,
}

impl PastRun {
    /// A run with its dense output, its events, and what was before it.
    pub(crate) fn new(
        trajectory: Trajectory,
        events: impl Iterator<Item = f64>,
        before: Arc<History>,
        t0: f64,
        y0: &[f64],
    ) -> PastRun {
        let mut breaks = before.breaks();
        breaks.push(t0);
        breaks.extend(events);
        if let History::Run(past) = &*before
            && let Some(trajectory) = past.trajectory.followed_by(&trajectory)
        {
            // Many runs in a row are one.
            let (t0, y0, before) = (past.t0, past.y0.clone(), past.before.clone());
            return PastRun { trajectory, breaks, t0, y0, before };
        }
        PastRun { trajectory, breaks, t0, y0: y0.to_vec(), before }
    }

    /// Forgets what was before a time, so that many runs in a row remember no more than the last one needs.
    pub(crate) fn forget_before(&mut self, time: f64) {
        let time = time - resolution(time);
        self.trajectory.forget_before(time);
        self.breaks.retain(|jump| *jump >= time);
        if self.t0 <= time {
            self.before = Arc::default();
        }
    }
}

impl History {
    /// The initial value as that of a run. All runs share it.
    pub(crate) fn initial() -> Arc<History> {
        static INITIAL: LazyLock<Arc<History>> = LazyLock::new(Arc::default);
        INITIAL.clone()
    }

    /// When states jump before the start, as far as that is known.
    pub(crate) fn breaks(&self) -> Vec<f64> {
        match self {
            History::Run(run) => run.breaks.clone(),
            History::Initial | History::Zero | History::Function(_) | History::Samples(_) => Vec::new(),
        }
    }
}

impl fmt::Debug for History {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(match self {
            History::Initial => "Initial",
            History::Zero => "Zero",
            History::Function(_) => "Function",
            History::Samples(_) => "Samples",
            History::Run(_) => "Run",
        })
    }
}

/// A history with the initial value filled in. It remembers the last value of a function, since the
/// look-ups of one evaluation often share their time.
pub(crate) struct Before {
    pub(crate) t0: f64,
    y0: Vec<f64>,
    history: Arc<History>,
    last_time: Cell<f64>,
    last: RefCell<Vec<f64>>,
    cursor: Cell<usize>,
}

impl Before {
    pub(crate) fn new(history: Arc<History>, t0: f64, y0: &[f64]) -> Before {
        let last = RefCell::new(vec![0.0; y0.len()]);
        let (last_time, cursor) = (Cell::new(f64::NAN), Cell::new(0));
        Before { t0, y0: y0.to_vec(), history, last_time, last, cursor }
    }

    /// A state at a time before `t0`, looked at from a side if it is within some distance of a jump.
    pub(crate) fn value(&self, state: usize, time: f64, side: Side, near: f64) -> f64 {
        self.of(&self.history, &self.y0, state, time, (side, near))
    }

    /// The derivative of a state at a time before `t0`, by a difference.
    pub(crate) fn slope(&self, state: usize, time: f64) -> f64 {
        let h = 1e-6 * time.abs().max(1e-3);
        let value = |time: f64| self.value(state, time.min(self.t0), Side::Inside, 0.0);
        (value(time + h) - value(time - h)) / ((time + h).min(self.t0) - (time - h))
    }

    fn of(&self, history: &History, y0: &[f64], state: usize, time: f64, at: (Side, f64)) -> f64 {
        match history {
            History::Initial => y0[state],
            History::Zero => 0.0,
            History::Function(function) => {
                let mut last = self.last.borrow_mut();
                if self.last_time.get() != time {
                    function(time, &mut last);
                    self.last_time.set(time);
                }
                last[state]
            }
            History::Samples(samples) => samples.value(state, time),
            History::Run(run) => self.of_run(run, state, time, at),
        }
    }

    fn of_run(&self, run: &PastRun, state: usize, time: f64, (side, near): (Side, f64)) -> f64 {
        let jump = jump_near(&run.breaks, time, near);
        let is_before = match (jump, side) {
            (Some(jump), Side::Left) if jump > run.t0 => return run.trajectory.before_jump(state, jump),
            (Some(jump), Side::Right) if jump >= run.t0 => return run.trajectory.after_jump(state, jump),
            (Some(_), Side::Left) => true,
            _ => time < run.t0,
        };
        if is_before {
            let time = time.min(run.t0);
            self.of(&run.before, &run.y0, state, time, (side, near))
        } else {
            run.trajectory.value(state, time, &self.cursor)
        }
    }
}
