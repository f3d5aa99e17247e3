//! Look-ups by interpolation: the rule for every method.

use std::cell::Cell;
use std::sync::Arc;

use crate::checkpoint::{Carry, Transfer};
use crate::model::{LookUp, Past, VectorField};
use crate::past::asked;

use super::arguments::{self, Arguments, Passage};
use super::history::{Before, History};
use super::shared::Shared;
use super::trajectory::evaluate_slope;
use super::{BreakingPoint, Looked, Memory, Recall, Side, Trajectory, evaluate, jump_near, resolution};

#[cfg(test)]
mod tests;

/// The past as a piecewise polynomial: the history before `t0`, the accepted steps, and a guess of the
/// step being made.
///
/// The guess starts as a straight line. Where a delay is shorter than the step, the driver repeats the
/// step with its own dense output as the guess until nothing changes any more.
pub(crate) struct Interpolated<'m, M> {
    model: &'m M,
    before: Before,
    /// The accepted steps, of the states that look-ups ask for.
    trajectory: Trajectory,
    /// These states, and the place of each state among them.
    asked: Vec<usize>,
    places: Vec<usize>,
    /// The smallest positive delay, infinite if there is none.
    smallest: f64,
    /// The largest delay.
    largest: f64,
    /// When states jumped, as far back as look-ups reach.
    jumps: Vec<f64>,
    /// One for each look-up of the model.
    cursors: Vec<Cell<usize>>,
    /// The start of the step being made, its length, and the coefficients of the guess.
    t: f64,
    h: f64,
    y: Vec<f64>,
    dy: Vec<f64>,
    guess: Vec<f64>,
    has_guess: bool,
    n_coefficients: usize,
    /// Where look-ups go, if delays change.
    arguments: Option<Arguments>,
    /// The different ones among many look-ups.
    shared: Option<Shared>,
}

/// Where the past is at a time.
enum Place {
    /// At the time of the stage.
    Present,
    /// At the start of the step being made.
    Start,
    /// At a part of an accepted step.
    Step(usize, f64),
    /// At a time within the step being made.
    Within(f64),
    /// At a time before the start of the run, and how close to it counts as the same.
    Before(f64, f64),
}

impl<'m, M: VectorField> Interpolated<'m, M> {
    /// An empty past for look-ups with delays that are not negative.
    pub(crate) fn new(
        model: &'m M,
        history: Arc<History>,
        (t0, y0): (f64, &[f64]),
        lookups: &[LookUp],
        n_coefficients: usize,
        delays_change: bool,
    ) -> Interpolated<'m, M> {
        let dim = y0.len();
        let delays: Vec<f64> = lookups.iter().map(|lookup| lookup.delay).collect();
        let positive = delays.iter().copied().filter(|&d| d > 0.0);
        let asked = asked(lookups);
        let places = places(&asked, dim);
        Interpolated {
            model,
            before: Before::new(history, t0, y0),
            trajectory: Trajectory::new(asked.len(), n_coefficients),
            asked,
            places,
            smallest: positive.fold(f64::INFINITY, f64::min),
            largest: delays.iter().copied().fold(0.0, f64::max),
            jumps: Vec::new(),
            cursors: vec![Cell::new(0); delays.len()],
            t: t0,
            h: 1.0,
            y: y0.to_vec(),
            dy: vec![0.0; dim],
            guess: vec![0.0; dim * n_coefficients],
            has_guess: false,
            n_coefficients,
            arguments: delays_change.then(|| Arguments::new(&delays)),
            shared: Shared::new(lookups, y0, model.n_transmitted()),
        }
    }
}

/// The place of each state among those that look-ups ask for.
fn places(asked: &[usize], dim: usize) -> Vec<usize> {
    let mut places = vec![usize::MAX; dim];
    asked.iter().enumerate().for_each(|(place, &state)| places[state] = place);
    places
}

impl<M> Interpolated<'_, M> {
    /// The jump at which a look-up at the end or the start of a step aims, which it may miss by rounding.
    #[inline]
    fn jump_at(&self, time: f64, t: f64, side: Side) -> Option<f64> {
        if self.jumps.is_empty() || side == Side::Inside {
            return None;
        }
        jump_near(&self.jumps, time, self.near(t, time))
    }

    /// How close times are to a point that count as the point.
    #[inline]
    fn near(&self, t: f64, time: f64) -> f64 {
        match self.arguments {
            None => resolution(t.abs().max(time.abs())),
            Some(_) => arguments::near(t, time),
        }
    }

    /// The derivative of a state within the step being made.
    fn slope_within_step(&self, state: usize, time: f64) -> f64 {
        if !self.has_guess {
            return self.dy[state];
        }
        let r = &self.guess[state * self.n_coefficients..][..self.n_coefficients];
        evaluate_slope(r, (time - self.t) / self.h) / self.h
    }

    /// A state within the step being made.
    fn within_step(&self, state: usize, time: f64) -> f64 {
        if self.has_guess {
            let r = &self.guess[state * self.n_coefficients..][..self.n_coefficients];
            evaluate(r, (time - self.t) / self.h)
        } else {
            self.y[state] + (time - self.t) * self.dy[state]
        }
    }

    /// Where the past is at a time, for a stage at time `t`.
    #[inline]
    fn find(&self, time: f64, (t, side): (f64, Side), cursor: &Cell<usize>) -> Place {
        // A delay of zero means the present, which is the state of the stage and not yet on record.
        if time >= t {
            return Place::Present;
        }
        let t0 = self.before.t0;
        if let Some(jump) = self.jump_at(time, t, side) {
            return match side {
                Side::Left => Place::Step(self.trajectory.step_before(jump), 1.0),
                // The present step may start there.
                _ if jump >= self.t => Place::Start,
                _ => Place::Step(self.trajectory.step_after(jump), 0.0),
            };
        }
        let is_before = match side {
            Side::Left => time <= t0 + self.near(t, t0),
            Side::Right => time < t0 - self.near(t, t0),
            Side::Inside => time < t0,
        };
        if is_before {
            Place::Before(time.min(t0), self.near(t, time))
        } else if time >= self.t {
            Place::Within(time)
        } else {
            let (step, part) = self.trajectory.find(time, cursor);
            Place::Step(step, part)
        }
    }
}

/// The past as one stage sees it.
pub(crate) struct StagePast<'a, M> {
    memory: &'a Interpolated<'a, M>,
    t: f64,
    y: &'a [f64],
    p: &'a [f64],
    side: Side,
}

impl<M: VectorField> StagePast<'_, M> {
    #[inline]
    fn find(&self, time: f64, cursor: &Cell<usize>) -> Place {
        self.memory.find(time, (self.t, self.side), cursor)
    }

    #[inline]
    fn read(&self, place: &Place, state: usize) -> f64 {
        let memory = self.memory;
        match *place {
            Place::Present => self.y[state],
            Place::Start => memory.y[state],
            Place::Step(step, part) => memory.trajectory.at(step, memory.places[state], part),
            Place::Within(time) => memory.within_step(state, time),
            Place::Before(time, near) => memory.before.value(state, time, self.side, near),
        }
    }

    /// Makes the look-ups that edges share.
    #[inline(never)]
    fn fill(&self, shared: &Shared) {
        let find = |time: f64, cursor: &Cell<usize>| self.find(time, cursor);
        let transmit = |y: &[f64], to: &mut [f64]| self.memory.model.transmitted(0.0, y, self.p, to);
        shared.fill(self.t, find, |place, state| self.read(place, state), transmit);
    }
}

impl<M: VectorField> Past<f64> for StagePast<'_, M> {
    #[inline]
    fn value(&self, lookup: usize, state: usize, time: f64) -> f64 {
        let memory = self.memory;
        if let Some(shared) = &memory.shared
            && let Some(value) = shared.value(lookup, |shared| self.fill(shared))
        {
            return value;
        }
        if let Some(arguments) = &memory.arguments {
            if time.is_nan() {
                return f64::NAN;
            }
            arguments.note(lookup, time, (self.t, self.side), memory.t);
        }
        let place = self.find(time, &memory.cursors[lookup]);
        self.read(&place, state)
    }

    #[inline]
    fn transmitted(&self, lookup: usize, _place: usize) -> Option<f64> {
        self.memory.shared.as_ref()?.transmitted(lookup, |shared| self.fill(shared))
    }

    fn slope(&self, _lookup: usize, state: usize, time: f64) -> f64 {
        let memory = self.memory;
        if time < memory.before.t0 {
            memory.before.slope(state, time)
        } else if time >= memory.t {
            memory.slope_within_step(state, time)
        } else {
            memory.trajectory.slope(memory.places[state], time)
        }
    }
}

impl<M: VectorField> Memory<f64> for Interpolated<'_, M> {
    type Past<'a>
        = StagePast<'a, M>
    where
        Self: 'a;

    #[inline]
    fn past<'a>(&'a self, t: f64, y: &'a [f64], p: &'a [f64], side: Side) -> StagePast<'a, M> {
        self.shared.iter().for_each(Shared::begin);
        StagePast { memory: self, t, y, p, side }
    }
}

impl<M: VectorField> Recall for Interpolated<'_, M> {
    const NEEDS_DENSE: bool = true;
    const HAS_POINTS: bool = true;

    #[inline]
    fn begin(&mut self, t: f64, y: &[f64], dy: &[f64]) {
        self.t = t;
        self.y.copy_from_slice(y);
        self.dy.copy_from_slice(dy);
        self.has_guess = false;
        self.arguments.iter().for_each(Arguments::begin);
    }

    fn looked(&self) -> Looked {
        self.arguments.as_ref().map_or(Looked::Back, Arguments::looked)
    }

    fn settle(&self) {
        self.arguments.iter().for_each(Arguments::settle);
    }

    fn passage(&self, points: &[BreakingPoint]) -> Option<Passage> {
        self.arguments.as_ref()?.passage(points)
    }

    fn asked_at_end(&self, lookup: usize) -> f64 {
        self.arguments.as_ref().map_or(f64::NAN, |arguments| arguments.end(lookup))
    }

    #[inline]
    fn explicit_limit(&self) -> f64 {
        self.smallest
    }

    fn improve(&mut self, h: f64, dense: &[f64], scale: impl Fn(usize) -> f64) -> f64 {
        let n = self.n_coefficients;
        let difference = |(at, (&new, &old)): (usize, (&f64, &f64))| (new - old).abs() / scale(at / n);
        // `f64::max` drops NaN, but a step that cannot be evaluated must not count as converged.
        let larger = |a: f64, b: f64| if a.is_nan() || a > b { a } else { b };
        let changes = dense.iter().zip(&self.guess).enumerate().map(difference);
        let change = if self.has_guess { changes.fold(0.0, larger) } else { f64::INFINITY };
        self.guess.copy_from_slice(dense);
        self.has_guess = true;
        self.h = h;
        change
    }

    fn jump(&mut self, t: f64) {
        let oldest = t - self.largest - resolution(t);
        self.jumps.retain(|jump| *jump >= oldest);
        self.jumps.push(t);
    }

    fn accept(&mut self, t: f64, t1: f64, dense: &[f64]) {
        self.trajectory.push_some(t, t1, dense, &self.asked);
        self.arguments.iter_mut().for_each(Arguments::accept);
        self.trajectory.forget_before(t1 - self.largest - resolution(t1));
    }
}

/// The step being made starts anew, and cursors only tell where to look first.
impl<M> Carry for Interpolated<'_, M> {
    fn carry(&mut self, transfer: &mut Transfer) {
        self.trajectory.carry(transfer);
        self.jumps.carry(transfer);
        self.arguments.carry(transfer);
    }
}
