//! Where look-ups go whose delays change: what tells whether they go to the past at all, and when they pass a point at
//! which the solution is less smooth.

use std::cell::Cell;

use crate::checkpoint::{Carry, Transfer};

use super::{BreakingPoint, Looked, Side, resolution};

/// Look-ups within this part of the time from a point are at the point: so close a step can end to it.
const NEAR: f64 = 1e-12;

/// The times that look-ups with changing delays ask for, in the step being made.
#[derive(Debug)]
pub(super) struct Arguments {
    /// Whether the delay of each look-up changes.
    changes: Vec<bool>,
    /// At the start and at the end of the step, for each look-up; NaN for those whose delays are constant.
    start: Vec<Cell<f64>>,
    end: Vec<Cell<f64>>,
    looked: Cell<Looked>,
    /// Whether all look-ups of the step were made; those that follow are of others who want to know something about it.
    is_settled: Cell<bool>,
}

impl Arguments {
    /// For look-ups whose delays are infinite if they change.
    pub(super) fn new(delays: &[f64]) -> Arguments {
        let nothing = || vec![Cell::new(f64::NAN); delays.len()];
        let changes = delays.iter().map(|delay| delay.is_infinite()).collect();
        Arguments {
            changes,
            start: nothing(),
            end: nothing(),
            looked: Cell::new(Looked::Back),
            is_settled: Cell::new(false),
        }
    }

    /// Begins a step.
    pub(super) fn begin(&self) {
        self.looked.set(Looked::Back);
        self.is_settled.set(false);
    }

    /// Ends a step.
    pub(super) fn settle(&self) {
        self.is_settled.set(true);
    }

    /// Begins the next step where this one has ended.
    pub(super) fn accept(&mut self) {
        self.start.clone_from(&self.end);
    }

    pub(super) fn looked(&self) -> Looked {
        self.looked.get()
    }

    /// Notes a look-up of `time` by a stage at time `t`, in a step from `t0`.
    pub(super) fn note(&self, lookup: usize, time: f64, (t, side): (f64, Side), t0: f64) {
        if !self.changes[lookup] || self.is_settled.get() {
            return;
        }
        match side {
            Side::Left => self.end[lookup].set(time),
            Side::Right => self.start[lookup].set(time),
            Side::Inside => {}
        }
        let near = near(t, time);
        match self.looked.get() {
            Looked::Ahead(_) => {}
            _ if time > t + near => self.looked.set(Looked::Ahead(lookup)),
            _ if time > t0 + near && time < t - near => self.looked.set(Looked::Within),
            _ => {}
        }
    }

    /// The time that a look-up asked for at the end of the step.
    pub(super) fn end(&self, lookup: usize) -> f64 {
        self.end[lookup].get()
    }

    /// The first of some points, in order of time, that a look-up passes in the step, as far as can be told from its start
    /// and its end.
    pub(super) fn passage(&self, points: &[BreakingPoint]) -> Option<Passage> {
        let ends = self.start.iter().zip(&self.end).enumerate();
        let passages = ends.filter_map(|(lookup, (start, end))| {
            let (start, end) = (start.get(), end.get());
            let near = near(start, end);
            let (low, high) = (start.min(end) + 2.0 * near, start.max(end) - 2.0 * near);
            let from = points.partition_point(|point| point.t <= low);
            let to = points.partition_point(|point| point.t < high);
            let first = if start < end { from } else { to.saturating_sub(1) };
            points.get(first).filter(|_| from < to).map(|&point| Passage { lookup, start, end, point, near })
        });
        passages.min_by(|a, b| a.part().total_cmp(&b.part()))
    }
}

/// A look-up passes a point during a step.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Passage {
    pub(crate) lookup: usize,
    /// What it asks for at the start and at the end of the step.
    pub(crate) start: f64,
    pub(crate) end: f64,
    pub(crate) point: BreakingPoint,
    /// How close to the point is at the point.
    pub(crate) near: f64,
}

impl Passage {
    /// An estimate of the part of the step that lies before the passage.
    fn part(&self) -> f64 {
        (self.point.t - self.start) / (self.end - self.start)
    }
}

impl Carry for Arguments {
    fn carry(&mut self, transfer: &mut Transfer) {
        self.start.iter_mut().for_each(|time| time.get_mut().carry(transfer));
    }
}

/// How close times are that count as the same.
pub(super) fn near(t: f64, time: f64) -> f64 {
    resolution(t).max(NEAR * t.abs().max(time.abs()))
}
