//! Events as the driver watches them: functions that change their sign.

use pyrates_ir::system::System;

use crate::delay::{Side, evaluate, resolution};
use crate::paths::{Slot, find_in};
use crate::solution::{Condition, Expression, SolutionError};
use crate::solve::WriteInputs;

use super::{Event, EventError, Occurrence};

/// Parts of a step that are looked at one after the other, so that a condition that is true for a short time only
/// is seen.
const PARTS: usize = 4;
/// Halvings of a part of a step: enough for the last bit of the time.
const HALVINGS: usize = 60;

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
    condition: Reads,
    set: Vec<(Vec<usize>, Reads)>,
    stop: bool,
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
    Ok(Watch { condition, set, stop: event.stop, n_units })
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

/// The parameters, some of which may be driven by inputs.
pub(crate) struct Values<'a> {
    pub(crate) p: &'a mut [f64],
    pub(crate) inputs: Option<&'a WriteInputs<'a, f64>>,
}

impl Values<'_> {
    /// The parameters at a time.
    fn at(&mut self, t: f64, side: Side) -> &[f64] {
        if let Some(write) = self.inputs {
            write(t, side, self.p);
        }
        self.p
    }
}

/// All events of a run.
pub(crate) struct Watches {
    watches: Vec<Watch>,
    /// For each unit of each event, whether its condition is false and may become true.
    armed: Vec<bool>,
    /// Room for the values that an expression reads.
    row: Vec<f64>,
    /// Where the events of the present step happen: event and unit.
    due: Vec<(usize, usize)>,
    pub(crate) happened: Vec<Occurrence>,
}

/// A finished step: its polynomials, and what it started from.
#[derive(Clone, Copy)]
pub(crate) struct Step<'a> {
    pub(crate) t: f64,
    pub(crate) t1: f64,
    pub(crate) dense: &'a [f64],
    pub(crate) n_coefficients: usize,
    pub(crate) y1: &'a [f64],
}

impl Step<'_> {
    fn state(&self, state: usize, s: f64) -> f64 {
        if s == 1.0 {
            return self.y1[state];
        }
        evaluate(&self.dense[state * self.n_coefficients..][..self.n_coefficients], s)
    }

    fn time(&self, s: f64) -> f64 {
        if s == 1.0 { self.t1 } else { self.t + s * (self.t1 - self.t) }
    }
}

impl Watches {
    pub(crate) fn new(watches: Vec<Watch>) -> Watches {
        let n = watches.iter().map(|watch| watch.n_units).sum();
        let (row, due, happened) = (Vec::new(), Vec::new(), Vec::new());
        Watches { watches, armed: vec![false; n], row, due, happened }
    }

    /// How many events happened at a time or later.
    pub(crate) fn count_since(&self, t: f64) -> usize {
        self.happened.iter().rev().take_while(|event| event.t >= t).count()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.watches.is_empty()
    }

    /// Arms the events whose conditions do not hold, and disarms the others.
    pub(crate) fn arm(&mut self, t: f64, y: &[f64], values: &mut Values) {
        let p = values.at(t, Side::Right);
        let mut armed = self.armed.iter_mut();
        for watch in &self.watches {
            for unit in 0..watch.n_units {
                let value = watch.condition.value(unit, t, &|i| y[i], p, &mut self.row);
                if let Some(armed) = armed.next() {
                    *armed = value < 0.0;
                }
            }
        }
    }

    /// The first time in a step at which events happen, which are kept as due.
    pub(crate) fn find(&mut self, step: Step, values: &mut Values) -> Option<f64> {
        self.due.clear();
        let (mut first, mut at) = (f64::INFINITY, 0);
        for (event, watch) in self.watches.iter().enumerate() {
            for unit in 0..watch.n_units {
                let armed = self.armed[at];
                at += 1;
                let mut g = |s: f64| {
                    let t = step.time(s);
                    let p = values.at(t, if s == 1.0 { Side::Left } else { Side::Inside });
                    watch.condition.value(unit, t, &|i| step.state(i, s), p, &mut self.row)
                };
                let Some(s) = first_root(armed, &mut g) else { continue };
                let (t, near) = (step.time(s), resolution(step.t1));
                if t < first - near {
                    first = t;
                    self.due.clear();
                }
                if t <= first + near {
                    self.due.push((event, unit));
                }
            }
        }
        (!self.due.is_empty()).then_some(first)
    }

    /// Lets the due events happen at a time: the state after them is written to `y`. Tells whether the run ends.
    pub(crate) fn happen(&mut self, t: f64, y: &mut [f64], values: &mut Values) -> bool {
        let p = values.at(t, Side::Left);
        let before = y.to_vec();
        let mut stop = false;
        for (event, unit) in std::mem::take(&mut self.due) {
            let watch = &self.watches[event];
            for (states, value) in &watch.set {
                let state = in_unit(states, unit);
                y[state] = value.value(unit, t, &|i| before[i], p, &mut self.row);
            }
            stop |= watch.stop;
            self.happened.push(Occurrence { t, event, unit });
        }
        stop
    }
}

/// The first place in a step, from 0 to 1, at which a function becomes positive or zero. It is negative at the start
/// if `armed`; if not, it must become negative first.
fn first_root(mut armed: bool, g: &mut impl FnMut(f64) -> f64) -> Option<f64> {
    let mut low = 0.0;
    for part in 1..=PARTS {
        let high = part as f64 / PARTS as f64;
        let is_negative = g(high) < 0.0;
        if armed && !is_negative {
            return Some(bisect(low, high, g));
        }
        armed |= is_negative;
        low = high;
    }
    None
}

/// The place between `low`, where the function is negative, and `high`, where it is not; on the side of `high`.
fn bisect(mut low: f64, mut high: f64, g: &mut impl FnMut(f64) -> f64) -> f64 {
    for _ in 0..HALVINGS {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            break;
        }
        if g(middle) < 0.0 { low = middle } else { high = middle }
    }
    high
}
