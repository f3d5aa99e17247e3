//! Look-ups by interpolation: the rule for every method.

use std::cell::Cell;
use std::sync::Arc;

use crate::checkpoint::{Carry, Transfer};
use crate::model::Past;

use super::arguments::{self, Arguments, Passage};
use super::history::{Before, History};
use super::trajectory::evaluate_slope;
use super::{BreakingPoint, Looked, Memory, Recall, Side, Trajectory, evaluate, jump_near, resolution};

/// The past as a piecewise polynomial: the history before `t0`, the accepted steps, and a guess of the
/// step being made.
///
/// The guess starts as a straight line. Where a delay is shorter than the step, the driver repeats the
/// step with its own dense output as the guess until nothing changes any more.
pub(crate) struct Interpolated {
    before: Before,
    trajectory: Trajectory,
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
}

impl Interpolated {
    /// An empty past for delays that are not negative.
    pub(crate) fn new(
        history: Arc<History>,
        t0: f64,
        y0: &[f64],
        delays: &[f64],
        n_coefficients: usize,
        delays_change: bool,
    ) -> Interpolated {
        let dim = y0.len();
        let positive = delays.iter().copied().filter(|&d| d > 0.0);
        Interpolated {
            before: Before::new(history, t0, y0),
            trajectory: Trajectory::new(dim, n_coefficients),
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
            arguments: delays_change.then(|| Arguments::new(delays)),
        }
    }

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
}

/// The past as one stage sees it.
pub(crate) struct StagePast<'a> {
    memory: &'a Interpolated,
    t: f64,
    y: &'a [f64],
    side: Side,
}

impl Past<f64> for StagePast<'_> {
    #[inline]
    fn value(&self, lookup: usize, state: usize, time: f64) -> f64 {
        let memory = self.memory;
        if let Some(arguments) = &memory.arguments {
            if time.is_nan() {
                return f64::NAN;
            }
            arguments.note(lookup, time, (self.t, self.side), memory.t);
        }
        // A delay of zero means the present, which is the state of the stage and not yet on record.
        if time >= self.t {
            return self.y[state];
        }
        let t0 = memory.before.t0;
        let is_before = match self.side {
            Side::Left => time <= t0 + memory.near(self.t, t0),
            Side::Right => time < t0 - memory.near(self.t, t0),
            Side::Inside => time < t0,
        };
        if let Some(jump) = memory.jump_at(time, self.t, self.side) {
            return match self.side {
                Side::Left => memory.trajectory.before_jump(state, jump),
                // The present step may start there.
                _ if jump >= memory.t => memory.y[state],
                _ => memory.trajectory.after_jump(state, jump),
            };
        }
        if is_before {
            let near = memory.near(self.t, time);
            memory.before.value(state, time.min(t0), self.side, near)
        } else if time >= memory.t {
            memory.within_step(state, time)
        } else {
            memory.trajectory.value(state, time, &memory.cursors[lookup])
        }
    }

    fn slope(&self, _lookup: usize, state: usize, time: f64) -> f64 {
        let memory = self.memory;
        if time < memory.before.t0 {
            memory.before.slope(state, time)
        } else if time >= memory.t {
            memory.slope_within_step(state, time)
        } else {
            memory.trajectory.slope(state, time)
        }
    }
}

impl Memory<f64> for Interpolated {
    type Past<'a> = StagePast<'a>;

    #[inline]
    fn past<'a>(&'a self, t: f64, y: &'a [f64], side: Side) -> StagePast<'a> {
        StagePast { memory: self, t, y, side }
    }
}

impl Recall for Interpolated {
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
        self.trajectory.push(t, t1, dense);
        self.arguments.iter_mut().for_each(Arguments::accept);
        self.trajectory.forget_before(t1 - self.largest - resolution(t1));
    }
}

/// The step being made starts anew, and cursors only tell where to look first.
impl Carry for Interpolated {
    fn carry(&mut self, transfer: &mut Transfer) {
        self.trajectory.carry(transfer);
        self.jumps.carry(transfer);
        self.arguments.carry(transfer);
    }
}
