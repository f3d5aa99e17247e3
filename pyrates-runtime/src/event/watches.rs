//! All events of a run as the driver watches them: functions that change their sign.

use std::sync::Arc;

use crate::checkpoint::{Carry, Transfer};
use crate::delay::{Side, evaluate};
use crate::paths::Slot;
use crate::solve::WriteInputs;

use super::Event;
use super::happened::{Change, Later, Occurrence};
use super::model::ModelEvents;
use super::queue::{Planned, Queue};
use super::root::first_not_negative;
use super::spikes::Trains;
use super::watch::Watch;

/// Parts of a step that are looked at one after the other, so that a condition that is true for a short time only
/// is seen.
const PARTS: usize = 4;

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

/// What a run watches for.
#[derive(Debug, Clone)]
pub(crate) struct Watched {
    /// The events that were given to the simulation.
    pub(crate) given: Vec<Watch>,
    /// Those that the model declares.
    pub(crate) declared: Option<Arc<ModelEvents>>,
    /// Edges that transmit spikes.
    pub(crate) trains: Option<Arc<Trains>>,
    /// What is planned at the start.
    pub(crate) planned: Vec<Planned<Later>>,
}

impl Watched {
    /// Whether nothing can happen.
    pub(crate) fn is_empty(&self) -> bool {
        let are_none = self.declared.is_none() && self.trains.is_none();
        self.given.is_empty() && self.planned.is_empty() && are_none
    }
}

/// All events of a run. Their conditions are numbered: first those of the events that were given, then those that the model
/// declares, event by event and unit by unit.
pub(crate) struct Watches<'w> {
    watched: &'w Watched,
    /// Whether each condition is false and may become true.
    armed: Vec<bool>,
    /// The functions that are negative as long as the conditions do not hold.
    switches: Vec<f64>,
    declared_switches: Vec<f64>,
    /// Room for the values that an expression reads, for programs, and for states.
    row: Vec<f64>,
    work: Vec<f64>,
    y: Vec<f64>,
    /// The conditions that become true at the end of the present step.
    due: Vec<usize>,
    /// What happens at known times.
    planned: Queue<Later>,
    pub(crate) happened: Vec<Occurrence>,
    /// The parameters that were set.
    pub(crate) changes: Vec<Change>,
    /// What is set at the present time.
    set: Vec<(Slot, f64)>,
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

impl<'w> Watches<'w> {
    pub(crate) fn new(watched: &'w Watched) -> Watches<'w> {
        let given: usize = watched.given.iter().map(Watch::n_conditions).sum();
        let declared = watched.declared.as_deref();
        let n = given + declared.map_or(0, ModelEvents::n_conditions);
        let work = vec![0.0; declared.map_or(0, ModelEvents::n_work)];
        Watches {
            watched,
            armed: vec![false; n],
            switches: Vec::with_capacity(n),
            declared_switches: Vec::new(),
            row: Vec::new(),
            work,
            y: Vec::new(),
            due: Vec::new(),
            planned: Queue::new(&watched.planned),
            happened: Vec::new(),
            changes: Vec::new(),
            set: Vec::new(),
        }
    }

    /// The declared events that happened after the first `n` of all: event and unit.
    pub(crate) fn declared_since(&self, n: usize) -> impl Iterator<Item = (usize, usize)> + '_ {
        let given = self.watched.given.len();
        let declared = move |event: &Occurrence| Some((event.event.checked_sub(given)?, event.unit));
        self.happened[n..].iter().filter_map(declared)
    }

    /// How many events happened at a time or later.
    pub(crate) fn count_since(&self, t: f64) -> usize {
        self.happened.iter().rev().take_while(|event| event.t >= t).count()
    }

    /// Whether nothing can happen.
    pub(crate) fn is_empty(&self) -> bool {
        self.watched.given.is_empty() && self.armed.is_empty()
    }

    /// Whether conditions are watched.
    pub(crate) fn has_conditions(&self) -> bool {
        !self.armed.is_empty()
    }

    /// When the next thing happens at a known time.
    pub(crate) fn next(&self) -> f64 {
        self.planned.next()
    }

    /// What has not happened, with its events.
    pub(crate) fn take_later(&mut self) -> Vec<(Planned<Later>, Event)> {
        let given = &self.watched.given;
        let later = self.planned.take_planned().into_iter().filter(|planned| planned.what.part > 0);
        later.map(|planned| (planned, given[planned.what.event].event().clone())).collect()
    }

    /// Computes all switching functions. `y` writes all states, `state` gives a single one.
    fn evaluate(
        &mut self,
        t: f64,
        p: &[f64],
        y: &mut dyn FnMut(&mut Vec<f64>),
        state: &dyn Fn(usize) -> f64,
    ) {
        self.switches.clear();
        for watch in &self.watched.given {
            let units = 0..watch.n_conditions();
            let row = &mut self.row;
            self.switches.extend(units.map(|unit| watch.condition(unit, t, state, p, row)));
        }
        if let Some(declared) = &self.watched.declared {
            y(&mut self.y);
            declared.conditions(t, &self.y, p, &mut self.work, &mut self.declared_switches);
            self.switches.append(&mut self.declared_switches);
        }
    }

    fn evaluate_at(&mut self, t: f64, y: &[f64], values: &mut Values, side: Side) {
        let mut all = |room: &mut Vec<f64>| {
            room.clear();
            room.extend_from_slice(y);
        };
        self.evaluate(t, values.at(t, side), &mut all, &|i| y[i]);
    }

    fn evaluate_within(&mut self, step: Step, s: f64, values: &mut Values) {
        let t = step.time(s);
        let mut all = |room: &mut Vec<f64>| {
            room.clear();
            room.extend((0..step.y1.len()).map(|i| step.state(i, s)));
        };
        let side = if s == 1.0 { Side::Left } else { Side::Inside };
        self.evaluate(t, values.at(t, side), &mut all, &|i| step.state(i, s));
    }

    /// Arms the events whose conditions do not hold, and disarms the others.
    pub(crate) fn arm(&mut self, t: f64, y: &[f64], values: &mut Values) {
        self.evaluate_at(t, y, values, Side::Right);
        self.armed.iter_mut().zip(&self.switches).for_each(|(armed, value)| *armed = *value < 0.0);
    }

    /// The largest switching function of all that are armed.
    fn highest(&self) -> f64 {
        let armed = self.switches.iter().zip(&self.armed).filter(|(_, armed)| **armed);
        armed.map(|(value, _)| *value).fold(f64::NEG_INFINITY, f64::max)
    }

    /// The conditions that are armed and hold become due, and are armed no more.
    fn note_due(&mut self) {
        self.due.clear();
        for (k, armed) in self.armed.iter_mut().enumerate() {
            if *armed && self.switches[k] >= 0.0 {
                *armed = false;
                self.due.push(k);
            }
        }
    }

    /// The conditions that do not hold are armed.
    fn rearm(&mut self) {
        self.armed.iter_mut().zip(&self.switches).for_each(|(armed, value)| *armed |= *value < 0.0);
    }

    /// The first time in a step at which events happen, which are kept as due.
    pub(crate) fn find(&mut self, step: Step, values: &mut Values) -> Option<f64> {
        let (mut low, mut below) = (0.0, f64::NAN);
        for part in 1..=PARTS {
            let high = part as f64 / PARTS as f64;
            self.evaluate_within(step, high, values);
            let above = self.highest();
            if above >= 0.0 {
                let s = first_not_negative((low, below), (high, above), &mut |s| {
                    self.evaluate_within(step, s, values);
                    self.highest()
                });
                self.evaluate_within(step, s, values);
                self.note_due();
                return Some(step.time(s));
            }
            self.rearm();
            (low, below) = (high, self.highest());
        }
        None
    }

    /// Whether events happen at the end of a step, without looking between.
    pub(crate) fn find_at_end(&mut self, t1: f64, y1: &[f64], values: &mut Values) -> bool {
        self.evaluate_at(t1, y1, values, Side::Left);
        self.note_due();
        if self.due.is_empty() {
            self.rearm();
        }
        !self.due.is_empty()
    }

    /// Whether what has just been set made further conditions true, whose events happen at the same time. None happens twice.
    pub(crate) fn follow_up(&mut self, t: f64, y: &[f64], values: &mut Values) -> bool {
        self.evaluate_at(t, y, values, Side::Right);
        self.note_due();
        !self.due.is_empty()
    }

    /// Lets the due events happen at a time, and what was planned for it or for `near` later: the state after them is
    /// written to `y`. Tells whether the run ends.
    pub(crate) fn happen(&mut self, t: f64, near: f64, y: &mut [f64], values: &mut Values) -> bool {
        let p = values.at(t, Side::Left);
        let before = (t, &*y.to_vec(), p);
        let due = std::mem::take(&mut self.due);
        let n_given: usize = self.watched.given.iter().map(Watch::n_conditions).sum();
        let (given, declared) = due.split_at(due.partition_point(|condition| *condition < n_given));
        let mut stop = self.given_happen(given, before);
        while let Some(later) = self.planned.due(t + near) {
            stop |= self.part_happens(later, before);
        }
        for (slot, value) in &self.set {
            if let Slot::State(i) = slot {
                y[*i] = *value;
            }
        }
        if let Some(events) = self.watched.declared.as_ref().filter(|_| !declared.is_empty()) {
            let declared: Vec<_> =
                declared.iter().map(|condition| events.find(condition - n_given)).collect();
            stop |= events.happen(&declared, before, &mut self.work, y);
            let first = self.watched.given.len();
            let occurrence = |&(event, unit): &(usize, usize)| Occurrence { t, event: first + event, unit };
            self.happened.extend(declared.iter().map(occurrence));
        }
        for (slot, value) in self.set.drain(..) {
            if let Slot::Parameter(parameter) = slot {
                values.p[parameter] = value;
                self.changes.push(Change { t, parameter, value });
            }
        }
        stop
    }

    /// Lets events that were given happen, whose conditions are due.
    fn given_happen(&mut self, due: &[usize], before: (f64, &[f64], &[f64])) -> bool {
        let (mut stop, mut first) = (false, 0);
        let mut due = due.iter().peekable();
        for (event, watch) in self.watched.given.iter().enumerate() {
            let behind = first + watch.n_conditions();
            while let Some(condition) = due.next_if(|condition| **condition < behind) {
                let unit = condition - first;
                stop |= self.part_happens(Later { event, part: 0, unit }, before);
            }
            first = behind;
        }
        stop
    }

    /// Lets a part of an event happen, and plans the next one.
    fn part_happens(&mut self, now: Later, before: (f64, &[f64], &[f64])) -> bool {
        let (Later { event, part, unit }, t) = (now, before.0);
        let Some(watch) = self.watched.given.get(event) else { return false };
        if part == 0 {
            self.happened.push(Occurrence { t, event, unit });
        }
        if let Some(delay) = watch.delay_behind(part) {
            self.planned.plan(t + delay, Later { event, part: part + 1, unit });
        }
        watch.happen((part, unit), before, &mut self.row, &mut self.set)
    }
}

impl Carry for Watches<'_> {
    fn carry(&mut self, transfer: &mut Transfer) {
        self.armed.carry(transfer);
        self.planned.carry(transfer);
        self.happened.carry(transfer);
        self.changes.carry(transfer);
    }
}
