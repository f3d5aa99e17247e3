//! What a run leaves behind of its events.

use crate::checkpoint::{Carry, Transfer};

use super::Event;
use super::queue::Planned;
use super::spikes::Arrival;

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

/// A parameter that an event has set.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Change {
    pub(crate) t: f64,
    pub(crate) parameter: usize,
    pub(crate) value: f64,
}

/// A part of an event that happens later than the rest.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Later {
    pub(crate) event: usize,
    pub(crate) part: usize,
    pub(crate) unit: usize,
}

/// What a run leaves behind of its events.
#[derive(Debug, Clone, Default)]
pub(crate) struct Happened {
    pub(crate) events: Vec<Occurrence>,
    /// Parameters that were set, in order of time.
    pub(crate) changes: Vec<Change>,
    /// When states or slopes jumped.
    pub(crate) jumps: Vec<f64>,
    /// Spikes that were sent and did not arrive.
    pub(crate) pending: Vec<Planned<Arrival>>,
    /// Parts of events that had not happened at the end, with their events.
    pub(crate) later: Vec<(Planned<Later>, Event)>,
}

impl Happened {
    /// What a run without events leaves behind.
    pub(crate) const fn nothing() -> Happened {
        Happened {
            events: Vec::new(),
            changes: Vec::new(),
            jumps: Vec::new(),
            pending: Vec::new(),
            later: Vec::new(),
        }
    }
}

/// A parameter that has its value from an event of an earlier run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Kept {
    parameter: usize,
    /// The value that the model had.
    model: f64,
    value: f64,
}

/// What a run takes over from the one before.
#[derive(Debug, Clone, Default)]
pub(crate) struct Left {
    pub(crate) kept: Vec<Kept>,
    pub(crate) pending: Vec<Planned<Arrival>>,
    pub(crate) later: Vec<(Planned<Later>, Event)>,
}

impl Left {
    /// What is left of a run that started from parameters `p`, some of which were `kept` already.
    pub(crate) fn of(happened: &Happened, kept: &[Kept], p: &[f64]) -> Left {
        let mut kept = kept.to_vec();
        for &Change { parameter, value, .. } in &happened.changes {
            match kept.iter_mut().find(|kept| kept.parameter == parameter) {
                Some(kept) => kept.value = value,
                None => kept.push(Kept { parameter, model: p[parameter], value }),
            }
        }
        Left { kept, pending: happened.pending.clone(), later: happened.later.clone() }
    }

    /// Writes the kept values to the parameters of a model, and forgets those that were changed there since.
    pub(crate) fn write_to(&mut self, p: &mut [f64]) {
        self.kept.retain(|kept| p.get(kept.parameter).is_some_and(|p| p.to_bits() == kept.model.to_bits()));
        self.kept.iter().for_each(|kept| p[kept.parameter] = kept.value);
    }
}

impl Carry for Occurrence {
    fn carry(&mut self, transfer: &mut Transfer) {
        self.t.carry(transfer);
        self.event.carry(transfer);
        self.unit.carry(transfer);
    }
}

impl Carry for Change {
    fn carry(&mut self, transfer: &mut Transfer) {
        self.t.carry(transfer);
        self.parameter.carry(transfer);
        self.value.carry(transfer);
    }
}

impl Carry for Later {
    fn carry(&mut self, transfer: &mut Transfer) {
        self.event.carry(transfer);
        self.part.carry(transfer);
        self.unit.carry(transfer);
    }
}
