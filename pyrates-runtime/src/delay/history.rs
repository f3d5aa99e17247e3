//! The past before the start of a simulation.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::sync::Arc;

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
}

impl History {
    /// A function of time that writes all states, for example
    /// `History::function(|t, y| y[0] = t.sin())`.
    pub fn function(states: impl Fn(f64, &mut [f64]) + Send + Sync + 'static) -> History {
        History::Function(Box::new(states))
    }
}

impl fmt::Debug for History {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(match self {
            History::Initial => "Initial",
            History::Zero => "Zero",
            History::Function(_) => "Function",
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
}

impl Before {
    pub(crate) fn new(history: Arc<History>, t0: f64, y0: &[f64]) -> Before {
        let last = RefCell::new(vec![0.0; y0.len()]);
        Before { t0, y0: y0.to_vec(), history, last_time: Cell::new(f64::NAN), last }
    }

    /// A state at a time before `t0`.
    pub(crate) fn value(&self, state: usize, time: f64) -> f64 {
        match &*self.history {
            History::Initial => self.y0[state],
            History::Zero => 0.0,
            History::Function(function) => {
                let mut last = self.last.borrow_mut();
                if self.last_time.get() != time {
                    function(time, &mut last);
                    self.last_time.set(time);
                }
                last[state]
            }
        }
    }
}
