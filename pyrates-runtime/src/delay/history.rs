//! The past before the start of a simulation.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::sync::Arc;

use super::{Side, Trajectory, jump_near, resolution};

/// A pre-history given by the user.
type PastFunction = Box<dyn Fn(f64, &mut [f64]) + Send + Sync>;

/// The states before the start of a simulation, at times `t < t0`. At `t0` the state is the initial
/// value in any case, so the trajectory may start with a jump.
#[derive(Default)]
pub enum History {
    /// The initial value: the system rested there.
    #[default]
    Initial,
    /// Zero.
    Zero,
    /// A function of time that writes all states (in the order of [`pyrates_ir::system::Layout`]) at a
    /// time before `t0`. See [`History::function`].
    Function(PastFunction),
    /// Another run, which ended where this one starts. See [`Simulation::after`](crate::Simulation::after).
    Run(PastRun),
}

impl History {
    /// A function of time that writes all states, for example
    /// `History::function(|t, y| y[0] = t.sin())`.
    pub fn function(states: impl Fn(f64, &mut [f64]) + Send + Sync + 'static) -> History {
        History::Function(Box::new(states))
    }
}

/// A run as the past of another one.
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
    /// When states jump before the start, as far as that is known.
    pub(crate) fn breaks(&self) -> Vec<f64> {
        match self {
            History::Run(run) => run.breaks.clone(),
            History::Initial | History::Zero | History::Function(_) => Vec::new(),
        }
    }
}

impl fmt::Debug for History {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(match self {
            History::Initial => "Initial",
            History::Zero => "Zero",
            History::Function(_) => "Function",
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
