//! The events that a model declares, as the driver watches them.

use pyrates_ir::system::{Layout, System, VariableRef};

use crate::circuit::Variables;
use crate::model::NoPast;

use super::EventError;

/// An event of all units of a group.
#[derive(Debug, Clone)]
struct Declared {
    /// The switching function, by its number in the program.
    switch: usize,
    n_units: usize,
    /// The states that are set: the place of the first unit, and the number of the new value in its program.
    set: Vec<(usize, usize)>,
    stop: bool,
}

/// All events that a model declares, with programs for their conditions and for the new values.
#[derive(Debug)]
pub(crate) struct ModelEvents {
    events: Vec<Declared>,
    conditions: Variables,
    values: Variables,
}

impl ModelEvents {
    /// The events of a real system, if it has any.
    pub(crate) fn new(system: &System) -> Result<Option<ModelEvents>, EventError> {
        let layout = Layout::new(system);
        let (mut events, mut switches, mut values) = (Vec::new(), Vec::new(), Vec::new());
        for (g, group) in system.groups.iter().enumerate() {
            let at = |variable| VariableRef { group: g, variable };
            for event in &group.events {
                let mut set = Vec::new();
                for &(state, value) in &event.set {
                    set.push((layout.state(at(state)), values.len()));
                    values.push(at(value));
                }
                let (switch, n_units) = (switches.len(), group.n_units());
                events.push(Declared { switch, n_units, set, stop: event.stop });
                switches.push(at(event.switch));
            }
        }
        if events.is_empty() {
            return Ok(None);
        }
        let program = |variables: &[VariableRef]| {
            let program = Variables::new(system, variables).map_err(EventError::Model)?;
            if program.look_back() { Err(EventError::LooksBack) } else { Ok(program) }
        };
        Ok(Some(ModelEvents { conditions: program(&switches)?, values: program(&values)?, events }))
    }

    /// The number of conditions: one in each unit for each event.
    pub(super) fn n_conditions(&self) -> usize {
        self.events.iter().map(|event| event.n_units).sum()
    }

    /// How much room programs need.
    pub(super) fn n_work(&self) -> usize {
        self.conditions.n_work().max(self.values.n_work())
    }

    /// Writes all switching functions, event by event, unit by unit.
    pub(super) fn conditions(&self, t: f64, y: &[f64], p: &[f64], work: &mut [f64], out: &mut Vec<f64>) {
        self.conditions.compute(t, y, p, &NoPast, work);
        out.clear();
        for event in &self.events {
            out.extend((0..event.n_units).map(|unit| self.conditions.value(work, event.switch, unit)));
        }
    }

    /// Event and unit of a condition.
    pub(super) fn find(&self, condition: usize) -> (usize, usize) {
        let mut unit = condition;
        for (number, event) in self.events.iter().enumerate() {
            match unit.checked_sub(event.n_units) {
                Some(rest) => unit = rest,
                None => return (number, unit),
            }
        }
        (self.events.len(), unit)
    }

    /// Sets states where events happen, all from the values before. Tells whether the run ends.
    pub(super) fn happen(
        &self,
        due: &[(usize, usize)],
        (t, before, p): (f64, &[f64], &[f64]),
        work: &mut [f64],
        y: &mut [f64],
    ) -> bool {
        self.values.compute(t, before, p, &NoPast, work);
        let mut stop = false;
        for &(event, unit) in due {
            let event = &self.events[event];
            for &(state, value) in &event.set {
                y[state + unit] = self.values.value(work, value, unit);
            }
            stop |= event.stop;
        }
        stop
    }
}
