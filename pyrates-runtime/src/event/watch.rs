//! Events that are given to a simulation, with everything found that they name.

use pyrates_ir::system::System;

use crate::paths::{Slot, find_in};
use crate::solution::{Condition, Expression, SolutionError};

use super::{Event, EventError};

/// What one expression reads, for each unit.
#[derive(Debug, Clone)]
struct Reads {
    expression: Expression,
    /// For each path, the places in all units, or one place for all.
    slots: Vec<Vec<Slot>>,
}

/// An event with everything found.
#[derive(Debug, Clone)]
pub(crate) struct Watch {
    /// What the user wrote.
    event: Event,
    condition: Reads,
    set: Vec<(Vec<usize>, Reads)>,
    n_units: usize,
}

/// Finds everything that some events name.
pub(crate) fn watches(events: &[Event], system: &System) -> Result<Vec<Watch>, (String, EventError)> {
    let watch = |event: &Event| watch(event, system).map_err(|error| (event.condition.clone(), error));
    events.iter().map(watch).collect()
}

fn watch(event: &Event, system: &System) -> Result<Watch, EventError> {
    let is_variable = |path: &str| find_in(system, path).is_ok();
    let condition = Condition::parse(&event.condition, is_variable).map_err(EventError::from)?;
    let Some(condition) = condition else { return Err(EventError::Condition) };
    let condition = Reads::new(condition, system)?;
    let n_units = condition.slots.iter().map(Vec::len).max().unwrap_or(1);
    condition.check(n_units)?;
    let mut set: Vec<(Vec<usize>, Reads)> = Vec::new();
    for (path, value) in &event.set {
        let path = path.replace('.', "/");
        let states = states(&path, system)?;
        check_count(&path, &states, n_units)?;
        if set.iter().any(|(other, _)| other.iter().any(|state| states.contains(state))) {
            return Err(EventError::SetTwice { path });
        }
        let value = Reads::new(Expression::parse(value, is_variable)?, system)?;
        value.check(n_units)?;
        set.push((states, value));
    }
    Ok(Watch { event: event.clone(), condition, set, n_units })
}

/// Places in all units, or one for all.
fn check_count<T>(path: &str, places: &[T], n_units: usize) -> Result<(), EventError> {
    let found = places.len();
    if found == 1 || found == n_units {
        return Ok(());
    }
    Err(EventError::Count { path: path.to_string(), found, expected: n_units })
}

/// The place in a unit.
fn in_unit<T: Copy>(places: &[T], unit: usize) -> T {
    if places.len() == 1 { places[0] } else { places[unit] }
}

fn states(path: &str, system: &System) -> Result<Vec<usize>, EventError> {
    let state = |slot| match slot {
        Slot::State(i) => Ok(i),
        Slot::Parameter(_) => Err(EventError::NotAState { path: path.to_string() }),
    };
    find_in(system, path)?.into_iter().map(state).collect()
}

impl From<SolutionError> for EventError {
    fn from(error: SolutionError) -> EventError {
        match error {
            SolutionError::Expression { text, message } => EventError::Expression { text, message },
            other => EventError::Expression { text: String::new(), message: other.to_string() },
        }
    }
}

impl Reads {
    fn new(expression: Expression, system: &System) -> Result<Reads, EventError> {
        let slots = expression.paths.iter().map(|path| find_in(system, path)).collect::<Result<_, _>>()?;
        Ok(Reads { expression, slots })
    }

    fn check(&self, n_units: usize) -> Result<(), EventError> {
        let mut paths = self.expression.paths.iter().zip(&self.slots);
        paths.try_for_each(|(path, slots)| check_count(path, slots, n_units))
    }

    /// The value in a unit, for states from `state` and parameters `p`.
    fn value(&self, unit: usize, t: f64, state: &dyn Fn(usize) -> f64, p: &[f64], row: &mut Vec<f64>) -> f64 {
        row.clear();
        row.extend(self.slots.iter().map(|slots| match in_unit(slots, unit) {
            Slot::State(i) => state(i),
            Slot::Parameter(i) => p[i],
        }));
        self.expression.value(t, row)
    }
}

impl Watch {
    /// What the user wrote.
    pub(crate) fn event(&self) -> &Event {
        &self.event
    }

    /// The number of units in which it can happen.
    pub(super) fn n_units(&self) -> usize {
        self.n_units
    }

    /// The condition as a function that is negative as long as it does not hold.
    pub(super) fn condition(
        &self,
        unit: usize,
        t: f64,
        state: &dyn Fn(usize) -> f64,
        p: &[f64],
        row: &mut Vec<f64>,
    ) -> f64 {
        self.condition.value(unit, t, state, p, row)
    }

    /// Sets states from those before. Tells whether the run ends.
    pub(super) fn happen(
        &self,
        unit: usize,
        (t, before, p): (f64, &[f64], &[f64]),
        row: &mut Vec<f64>,
        y: &mut [f64],
    ) -> bool {
        for (states, value) in &self.set {
            y[in_unit(states, unit)] = value.value(unit, t, &|i| before[i], p, row);
        }
        self.event.stop
    }
}
