//! Events: what happens when a condition becomes true during a run.

mod error;
mod model;
mod root;
mod spikes;
mod watch;
mod watches;

pub use error::EventError;
pub(crate) use model::ModelEvents;
pub(crate) use spikes::{Pending, Spikes, Trains};
pub(crate) use watch::{Watch, watches};
pub(crate) use watches::{Step, Values, Watched, Watches};

use crate::checkpoint::{Carry, Transfer};

/// Something that happens when a condition becomes true: states are set anew, or the run ends.
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
    condition: String,
    /// Paths and expressions.
    set: Vec<(String, String)>,
    stop: bool,
}

impl Event {
    /// An event that is recorded, and does nothing else yet.
    pub fn when(condition: impl Into<String>) -> Event {
        Event { condition: condition.into(), set: Vec::new(), stop: false }
    }

    /// Sets a state to the value of an expression. All expressions see the states before the event.
    pub fn set(mut self, path: impl Into<String>, value: impl Into<String>) -> Event {
        self.set.push((path.into(), value.into()));
        self
    }

    /// Ends the run there. What is set is set before.
    pub fn stop(mut self) -> Event {
        self.stop = true;
        self
    }

    /// The condition.
    pub fn condition(&self) -> &str {
        &self.condition
    }
}

/// What a run leaves behind of its events.
#[derive(Debug, Clone, Default)]
pub(crate) struct Happened {
    pub(crate) events: Vec<Occurrence>,
    /// Spikes that were sent and did not arrive.
    pub(crate) pending: Vec<Pending>,
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

/// An event that happened.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Occurrence {
    /// When, in the model's unit of time.
    pub t: f64,
    /// Which event, in the order in which they were given to the simulation, from 0 on.
    pub event: usize,
    /// In which unit, if the condition has a wildcard: the number among all that it stands for, from 0 on.
    pub unit: usize,
}

impl Carry for Occurrence {
    fn carry(&mut self, transfer: &mut Transfer) {
        self.t.carry(transfer);
        self.event.carry(transfer);
        self.unit.carry(transfer);
    }
}
