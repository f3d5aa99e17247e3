//! Events: what happens when a condition becomes true during a run.

mod error;
mod happened;
mod model;
mod queue;
mod root;
mod spikes;
mod watch;
mod watches;

pub use error::EventError;
pub use happened::Occurrence;
pub(crate) use happened::{Change, Happened, Kept, Left};
pub(crate) use model::ModelEvents;
pub(crate) use queue::Planned;
pub(crate) use spikes::{Arrival, Spikes, Trains};
pub(crate) use watch::{Watch, planned, watches};
pub(crate) use watches::{Step, Values, Watched, Watches};

use std::fmt;

/// Something that happens when a condition becomes true, or at known times: states or parameters are set anew, or the run
/// ends.
///
/// The condition is a comparison in the language of the equations, `ball.height < 0` or `x > 1 - tanh(y)`, of states,
/// parameters and the time `t`. The event happens when it becomes true, not while it stays so; a condition that holds
/// at the start must first become false. Paths are written with dots. A path with a wildcard, `cells.all.lif.v > 1`,
/// stands for one event in each unit; a wildcard in what is set then means the same unit.
///
/// ```
/// use pyrates_runtime::prelude::*;
///
/// pyrates_runtime::operator! {
///     /// A ball above the ground.
///     pub Ball {
///         equations { d/dt h = v; d/dt v = -g; }
///         variables { h: output(1.0), v: variable(0.0), g: 9.81 }
///     }
/// }
///
/// # fn main() -> Result<(), pyrates_runtime::Error> {
/// let bounce = Event::when("h < 0").set("h", "0").set("v", "-0.8*v");
/// let solution = Ball::default().simulate(0.0..2.0).event(bounce).rtol(1e-9).run()?;
/// let first = &solution.events()[0];
/// assert!((first.t - (2.0_f64 / 9.81).sqrt()).abs() < 1e-9);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq)]
#[must_use = "an event does nothing until it is given to a simulation"]
pub struct Event {
    trigger: Trigger,
    /// What happens at once.
    first: Part,
    /// What happens later, part by part.
    later: Vec<Part>,
}

/// What sets an event off.
#[derive(Debug, Clone, PartialEq)]
enum Trigger {
    Condition(String),
    Times(Vec<f64>),
}

/// A part of an event.
#[derive(Debug, Clone, PartialEq, Default)]
struct Part {
    /// How much later than the part before.
    delay: f64,
    /// Paths and expressions.
    set: Vec<(String, String)>,
    stop: bool,
}

impl Event {
    fn new(trigger: Trigger) -> Event {
        Event { trigger, first: Part::default(), later: Vec::new() }
    }

    /// An event that is recorded, and does nothing else yet.
    pub fn when(condition: impl Into<String>) -> Event {
        Event::new(Trigger::Condition(condition.into()))
    }

    /// An event at a time, in the model's unit of time, where a step ends. A wildcard in what is set means all units.
    ///
    /// ```
    /// use pyrates_runtime::prelude::*;
    ///
    /// pyrates_runtime::operator! {
    ///     pub Leak { equations { d/dt v = i - v; } variables { v: output(0.0), i: 0.0 } }
    /// }
    ///
    /// # fn main() -> Result<(), pyrates_runtime::Error> {
    /// // A pulse of length 2, which begins at 1.
    /// let pulse = Event::at(1.0).set("i", "0.5").later(2.0).set("i", "0");
    /// let solution = Leak::default().simulate(0.0..4.0).event(pulse).rtol(1e-9).run()?;
    /// let exact = 0.5 * (1.0 - (-2.0_f64).exp()) * (-1.0_f64).exp();
    /// assert!((solution.column("v")?.last().unwrap() - exact).abs() < 1e-8);
    /// # Ok(())
    /// # }
    /// ```
    pub fn at(t: f64) -> Event {
        Event::at_times([t])
    }

    /// The same at each of several times. Those before the start of a run, and behind its end, are times of other runs.
    pub fn at_times(times: impl IntoIterator<Item = f64>) -> Event {
        Event::new(Trigger::Times(times.into_iter().collect()))
    }

    /// Sets a state or a parameter to the value of an expression. All expressions see the values before the event. A
    /// parameter keeps its value until an event sets it again; delays, and what inputs drive, cannot be set.
    pub fn set(mut self, path: impl Into<String>, value: impl Into<String>) -> Event {
        let set = (path.into(), value.into());
        self.last_part().set.push(set);
        self
    }

    /// What is said from here on happens so much later, in units of time. Expressions see the values at that time.
    pub fn later(mut self, delay: f64) -> Event {
        self.later.push(Part { delay, ..Part::default() });
        self
    }

    /// Ends the run there. What is set is set before.
    pub fn stop(mut self) -> Event {
        self.last_part().stop = true;
        self
    }

    fn parts(&self) -> impl Iterator<Item = &Part> {
        std::iter::once(&self.first).chain(&self.later)
    }

    fn last_part(&mut self) -> &mut Part {
        self.later.last_mut().unwrap_or(&mut self.first)
    }
}

/// The condition, or the times.
impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match &self.trigger {
            Trigger::Condition(condition) => f.write_str(condition),
            Trigger::Times(times) => match times.as_slice() {
                [t] => write!(f, "t = {t}"),
                [t, .., last] => write!(f, "t = {t}, ..., {last}"),
                [] => f.write_str("at no time"),
            },
        }
    }
}

/// When events happen, and the times that they are given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum EventRule {
    /// At the exact time, found on the dense output of the method; then a step ends there.
    #[default]
    Exact,
    /// At the end of the step in which the condition becomes true, all together, as in most simulators of spiking networks:
    /// for methods with fixed steps, and for networks that have events in nearly every step.
    AtSteps,
}
