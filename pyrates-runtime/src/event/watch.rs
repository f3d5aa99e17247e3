//! Events that are given to a simulation, with everything found that they name.

use std::collections::HashSet;

use pyrates_ir::system::System;

use crate::delay::resolution;
use crate::paths::{Slot, find_in};
use crate::solution::{Condition, Expression, SolutionError};
use crate::solve::{AfterProblem, SolveErrorKind};

use super::happened::{Later, Left};
use super::queue::{Planned, Queue};
use super::{Event, EventError, Trigger};

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
    /// `None` for an event at known times.
    condition: Option<Reads>,
    parts: Vec<Part>,
    n_units: usize,
}

/// A part of an event with everything found.
#[derive(Debug, Clone)]
struct Part {
    delay: f64,
    set: Vec<(Vec<Slot>, Reads)>,
    stop: bool,
}

/// Finds everything that some events name. Nothing can set the parameters that are `fixed`.
pub(crate) fn watches(
    events: &[Event],
    system: &System,
    fixed: &HashSet<usize>,
) -> Result<Vec<Watch>, (String, EventError)> {
    let watch = |event: &Event| watch(event, system, fixed).map_err(|error| (event.to_string(), error));
    events.iter().map(watch).collect()
}

fn watch(event: &Event, system: &System, fixed: &HashSet<usize>) -> Result<Watch, EventError> {
    let condition = match &event.trigger {
        Trigger::Condition(text) => Some(condition(text, system)?),
        Trigger::Times(times) => {
            times
                .iter()
                .try_for_each(|t| if t.is_finite() { Ok(()) } else { Err(EventError::Time { t: *t }) })?;
            None
        }
    };
    let units = condition.as_ref().map(Reads::n_units);
    let part = |part: &super::Part| self::part(part, units, system, fixed);
    let parts = event.parts().map(part).collect::<Result<_, _>>()?;
    Ok(Watch { event: event.clone(), condition, parts, n_units: units.unwrap_or(0) })
}

fn condition(text: &str, system: &System) -> Result<Reads, EventError> {
    let is_variable = |path: &str| find_in(system, path).is_ok();
    let condition = Condition::parse(text, is_variable).map_err(EventError::from)?;
    let condition = Reads::new(condition.ok_or(EventError::Condition)?, system)?;
    condition.check(condition.n_units())?;
    Ok(condition)
}

/// A part of an event that can happen in some units, or at known times in all.
fn part(
    part: &super::Part,
    units: Option<usize>,
    system: &System,
    fixed: &HashSet<usize>,
) -> Result<Part, EventError> {
    if !(part.delay >= 0.0 && part.delay.is_finite()) {
        return Err(EventError::Later { delay: part.delay });
    }
    let is_variable = |path: &str| find_in(system, path).is_ok();
    let mut set: Vec<(Vec<Slot>, Reads)> = Vec::new();
    for (path, value) in &part.set {
        let path = path.replace('.', "/");
        let slots = find_in(system, &path)?;
        if slots.iter().any(|slot| matches!(slot, Slot::Parameter(i) if fixed.contains(i))) {
            return Err(EventError::Fixed { path });
        }
        let n_units = units.unwrap_or(slots.len());
        check_count(&path, &slots, n_units)?;
        if set.iter().any(|(other, _)| other.iter().any(|slot| slots.contains(slot))) {
            return Err(EventError::SetTwice { path });
        }
        let value = Reads::new(Expression::parse(value, is_variable)?, system)?;
        value.check(n_units)?;
        set.push((slots, value));
    }
    Ok(Part { delay: part.delay, set, stop: part.stop })
}

/// What is planned at the start of a run: what the run before has left, and the events at known times. A run that goes on
/// does not repeat what happened at the end of the other one.
pub(crate) fn planned(
    given: &[Watch],
    (t0, t_end): (f64, f64),
    left: Option<&Left>,
) -> Result<Vec<Planned<Later>>, SolveErrorKind> {
    if given.is_empty() && left.is_none() {
        return Ok(Vec::new());
    }
    let mut queue = Queue::new(&[]);
    for (planned, event) in left.iter().flat_map(|left| &left.later) {
        let place = given.iter().position(|watch| watch.event == *event).ok_or_else(|| {
            let problem = AfterProblem::Event { event: event.to_string(), t: planned.t };
            SolveErrorKind::After { problem }
        })?;
        queue.plan(planned.t, Later { event: place, ..planned.what });
    }
    let first = if left.is_some() { t0 + resolution(t0) } else { t0 - resolution(t0) };
    for (event, watch) in given.iter().enumerate() {
        for &t in watch.times().iter().filter(|t| (first..=t_end + resolution(t_end)).contains(t)) {
            queue.plan(t, Later { event, part: 0, unit: 0 });
        }
    }
    Ok(queue.take_planned())
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

    /// The number of units for which it has values.
    fn n_units(&self) -> usize {
        self.slots.iter().map(Vec::len).max().unwrap_or(1)
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

    /// The parameters that it sets.
    pub(crate) fn parameters(&self) -> impl Iterator<Item = usize> {
        let slots = self.parts.iter().flat_map(|part| &part.set).flat_map(|(slots, _)| slots);
        slots.filter_map(|slot| match slot {
            Slot::Parameter(i) => Some(*i),
            Slot::State(_) => None,
        })
    }

    /// The times at which it happens without a condition.
    pub(crate) fn times(&self) -> &[f64] {
        match &self.event.trigger {
            Trigger::Condition(_) => &[],
            Trigger::Times(times) => times,
        }
    }

    /// The number of units whose conditions are watched.
    pub(super) fn n_conditions(&self) -> usize {
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
        self.condition.as_ref().map_or(f64::NAN, |condition| condition.value(unit, t, state, p, row))
    }

    /// How much later than a part the next one happens, if there is one.
    pub(super) fn delay_behind(&self, part: usize) -> Option<f64> {
        self.parts.get(part + 1).map(|part| part.delay)
    }

    /// What a part sets, from the values before. Tells whether the run ends.
    pub(super) fn happen(
        &self,
        (part, unit): (usize, usize),
        (t, before, p): (f64, &[f64], &[f64]),
        row: &mut Vec<f64>,
        set: &mut Vec<(Slot, f64)>,
    ) -> bool {
        let Some(part) = self.parts.get(part) else { return false };
        for (slots, value) in &part.set {
            let units = if self.condition.is_some() { unit..unit + 1 } else { 0..slots.len() };
            set.extend(
                units.map(|unit| (in_unit(slots, unit), value.value(unit, t, &|i| before[i], p, row))),
            );
        }
        part.stop
    }
}
