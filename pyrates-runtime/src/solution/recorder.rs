//! Collects a solution while it is made.

use std::sync::OnceLock;

use crate::checkpoint::{Carry, Transfer};
use crate::delay::{Trajectory, evaluate, resolution};
use crate::event::Happened;
use crate::lanes::{WIDTH, dispatch};
use crate::solve::{Plan, SolveErrorKind};

use super::blocks::{Blocks, Polynomials};
use super::{Chosen, Columns, Reducer, Solution, Stats};

/// More samples than this are refused, since no memory holds them.
const MAX_SAMPLES: f64 = 1e9;

/// When samples are taken.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Sampling {
    /// At the end of every step.
    EveryStep,
    /// At `t0 + k * interval` for `k` from 0 to `n - 1`.
    /// The last one is at `t_end` if `with_end`.
    Grid { t0: f64, t_end: f64, interval: Multiples, n: usize, with_end: bool },
}

impl Sampling {
    /// Samples from `t0` at an interval, up to `t_end` if that is a multiple away.
    /// With `with_end` the last one is at `t_end` in any case.
    pub(crate) fn every(
        interval: f64,
        t0: f64,
        t_end: f64,
        with_end: bool,
    ) -> Result<Sampling, SolveErrorKind> {
        let intervals = ((t_end - t0) / interval * (1.0 + 1e-9)).floor();
        if interval <= resolution(t0.abs().max(t_end.abs())) {
            let expected = "long enough to change the time";
            return Err(SolveErrorKind::InvalidOption { option: "interval", value: interval, expected });
        }
        if intervals > MAX_SAMPLES {
            let expected = "longer: this makes more than a billion samples";
            return Err(SolveErrorKind::InvalidOption { option: "interval", value: interval, expected });
        }
        let (times, n) = (Multiples::of(interval), intervals as usize + 1);
        let is_off = t0 + times.at(n - 1) < t_end - 1e-9 * (t_end - t0);
        let n = n + usize::from(with_end && is_off);
        Ok(Sampling::Grid { t0, t_end, interval: times, n, with_end })
    }

    /// The number of samples behind the first ones, which are skipped, if it is known beforehand.
    pub(crate) fn n_samples(&self, skipped: usize) -> Option<usize> {
        match *self {
            Sampling::EveryStep => None,
            Sampling::Grid { n, .. } => Some(n - skipped),
        }
    }

    /// How many samples of a grid lie before a time.
    pub(crate) fn before(&self, time: f64) -> usize {
        let Sampling::Grid { t0, interval, n, .. } = *self else { return 0 };
        if time <= t0 {
            return 0;
        }
        let near = resolution(t0.abs().max(time.abs()));
        let mut k = (((time - t0) / interval.at(1)).max(0.0) as usize).saturating_sub(1).min(n);
        while k < n && self.time(k) < time - near {
            k += 1;
        }
        k
    }

    /// The time of a sample, infinite after the last one.
    fn time(&self, k: usize) -> f64 {
        match *self {
            Sampling::Grid { t0, t_end, interval, n, with_end } if k < n => {
                let t = t0 + interval.at(k);
                // The end of the interval is hit even if the multiple is not exactly there.
                if k + 1 == n && (with_end || t >= t_end - 1e-9 * (t_end - t0)) { t_end } else { t }
            }
            _ => f64::INFINITY,
        }
    }
}

/// Whole multiples of a number. Where it is meant to be a fraction, as 0.1 and 0.3 are and the inverse of any
/// whole number, they are the nearest numbers to the multiples of that, so that three times 0.1 is 0.3.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Multiples {
    number: f64,
    /// Numerator and denominator.
    fraction: Option<(f64, f64)>,
}

/// Whole numbers up to this one are exact.
const LARGEST_WHOLE: f64 = 9_007_199_254_740_992.0;

impl Multiples {
    pub(crate) fn of(number: f64) -> Multiples {
        let inverse = (1.0 / number).round();
        let is_inverse = (1.0..1e15).contains(&inverse) && 1.0 / inverse == number;
        let decimal = |digits: i32| {
            let denominator = 10f64.powi(digits);
            let numerator = (number * denominator).round();
            (numerator < 1e9 && numerator / denominator == number).then_some((numerator, denominator))
        };
        let fraction = if is_inverse { Some((1.0, inverse)) } else { (1..=15).find_map(decimal) };
        Multiples { number, fraction }
    }

    /// The number itself.
    pub(super) fn number(&self) -> f64 {
        self.number
    }

    /// Numerator and denominator, if multiples up to the `k`-th are those of the fraction.
    #[inline]
    pub(super) fn as_fraction(&self, k: usize) -> Option<(f64, f64)> {
        self.fraction.filter(|(numerator, _)| k as f64 * numerator <= LARGEST_WHOLE)
    }

    /// `k` times the number.
    #[inline]
    pub(crate) fn at(&self, k: usize) -> f64 {
        match self.as_fraction(k) {
            Some((numerator, denominator)) => k as f64 * numerator / denominator,
            None => k as f64 * self.number,
        }
    }
}

/// A solution in the making.
pub(crate) struct Recorder {
    sampling: Sampling,
    /// Samples before this time are not kept.
    cutoff: f64,
    /// How many samples of the grid lie before the cutoff.
    skipped: usize,
    /// The time of the next sample on a grid.
    next: f64,
    t: Vec<f64>,
    y: Vec<f64>,
    dense: Option<Trajectory>,
    n_coefficients: usize,
    /// The states that are kept, if these are not all.
    kept: Option<Vec<usize>>,
    width: usize,
    /// What takes the samples, if they are not kept, and how many it has taken.
    reducers: Option<Vec<Reducer>>,
    n_taken: usize,
}

/// The memory of a solution that nobody needs: to clear new memory takes the system as long as many steps.
#[derive(Default)]
pub(crate) struct Room {
    t: Vec<f64>,
    y: Vec<f64>,
}

impl Solution {
    /// The memory of its samples, for another run.
    pub(crate) fn into_room(self) -> Room {
        let Solution { mut t, mut y, .. } = self;
        t.clear();
        y.clear();
        Room { t, y }
    }
}

/// Room for so many numbers, old or new.
fn with_room(mut room: Vec<f64>, n: usize) -> Vec<f64> {
    if room.capacity() == 0 {
        return Vec::with_capacity(n);
    }
    room.reserve_exact(n);
    room
}

/// Reducers take about so many samples at a time.
pub(crate) const PORTION: usize = 1 << 12;

/// Room for so many numbers is made beforehand at most.
const MAX_RESERVED: usize = 1 << 24;

impl Recorder {
    /// A recorder that holds the initial state.
    pub(crate) fn new(plan: &Plan, n_coefficients: usize) -> Recorder {
        Recorder::within(Room::default(), plan, n_coefficients)
    }

    /// The same with the room of another solution.
    pub(crate) fn within(room: Room, plan: &Plan, n_coefficients: usize) -> Recorder {
        let (sampling, cutoff) = (plan.sampling, plan.cutoff);
        let skipped = sampling.before(cutoff);
        let kept = plan.record.as_ref().filter(|_| !plan.keeps_states).and_then(Columns::as_states);
        let width = kept.as_ref().map_or(plan.run.y0.len(), Vec::len);
        let reducers = plan.reducers.as_ref().map(|reducers| reducers.to_vec());
        let most = if reducers.is_some() { PORTION } else { MAX_RESERVED / width.max(1) };
        let n = sampling.n_samples(skipped).unwrap_or(0).min(most);
        let (mut t, mut y) = (with_room(room.t, n), with_room(room.y, n * width));
        if plan.t0 >= cutoff {
            t.push(plan.t0);
            extend(&mut y, kept.as_deref(), |i| plan.run.y0[i], plan.run.y0.len());
        }
        Recorder {
            sampling,
            cutoff,
            skipped,
            next: sampling.time(skipped + t.len()),
            t,
            y,
            dense: plan.needs_dense.then(|| Trajectory::new(plan.run.y0.len(), n_coefficients)),
            n_coefficients,
            kept,
            width,
            reducers,
            n_taken: 0,
        }
    }

    /// Whether every step is kept, as a sample or as dense output.
    pub(crate) fn sees_every_step(&self) -> bool {
        self.dense.is_some() || self.sampling == Sampling::EveryStep
    }

    /// The time of the next sample.
    #[inline]
    pub(crate) fn next(&self) -> f64 {
        self.next
    }

    /// Whether a step to `t1` must come with its dense output.
    #[inline]
    pub(crate) fn needs_dense(&self, t1: f64) -> bool {
        self.dense.is_some() || self.next < t1 - resolution(t1)
    }

    /// Whether a step to `t1` matters.
    #[inline]
    pub(crate) fn takes(&self, t1: f64) -> bool {
        self.sees_every_step() || self.next <= t1 + resolution(t1)
    }

    /// Takes a step from `t` to `t1` with the state `y1` at its end, and its dense output if needed.
    #[inline]
    pub(crate) fn record(&mut self, t: f64, t1: f64, y1: &[f64], dense: &[f64]) {
        // Most steps of a fine integration hold no sample.
        if self.takes(t1) {
            self.keep(t, t1, y1, dense);
            if self.reducers.is_some() && self.t.len() > PORTION {
                self.reduce(1);
            }
        }
    }

    /// Hands samples to the reducers, and keeps the last ones, which a jump may still change.
    fn reduce(&mut self, n_last: usize) {
        let Recorder { reducers: Some(reducers), t, y, width, .. } = self else { return };
        let n = t.len().saturating_sub(n_last);
        reducers.iter_mut().for_each(|reducer| reducer.take(&t[..n], &y[..n * *width], *width));
        t.drain(..n);
        y.drain(..n * *width);
        self.n_taken += n;
    }

    /// The number of the next sample on a grid.
    fn number(&self) -> usize {
        self.skipped + self.n_taken + self.t.len()
    }

    fn keep(&mut self, t: f64, t1: f64, y1: &[f64], dense: &[f64]) {
        if let Some(trajectory) = &mut self.dense {
            trajectory.push(t, t1, dense);
        }
        if self.sampling == Sampling::EveryStep {
            self.push(t1, y1);
            return;
        }
        let near = resolution(t1);
        self.keep_blocks(t, t1, dense);
        let n = self.n_coefficients;
        loop {
            if self.next < t1 - near {
                let s = (self.next - t) / (t1 - t);
                extend(&mut self.y, self.kept.as_deref(), |i| evaluate(&dense[i * n..][..n], s), y1.len());
            } else if self.next <= t1 + near {
                extend(&mut self.y, self.kept.as_deref(), |i| y1[i], y1.len());
            } else {
                return;
            }
            self.t.push(self.next);
            self.next = self.sampling.time(self.number());
        }
    }

    /// Takes most samples of a grid that lie before the end of a step, if these are many.
    fn keep_blocks(&mut self, t: f64, t1: f64, dense: &[f64]) {
        let Sampling::Grid { t0, interval, n, .. } = self.sampling else { return };
        if t1 - self.next < WIDTH as f64 * interval.number() {
            return;
        }
        let first = self.number();
        // One sample less than there should be, whatever was rounded; and not the last, which may lie off the grid.
        let end = (((t1 - t0) / interval.at(1)) as usize).saturating_sub(1).min(n - 1);
        let n_samples = end.saturating_sub(first);
        if n_samples == 0 {
            return;
        }
        dispatch(Blocks {
            t0,
            interval,
            first,
            n_samples,
            t,
            t1,
            of: Polynomials { dense, n_coefficients: self.n_coefficients, kept: self.kept.as_deref() },
            times: &mut self.t,
            values: &mut self.y,
        });
        self.next = self.sampling.time(self.number());
    }

    /// A sample of its own, unless it lies before the cutoff.
    fn push(&mut self, t: f64, y: &[f64]) {
        if t >= self.cutoff {
            self.t.push(t);
            extend(&mut self.y, self.kept.as_deref(), |i| y[i], y.len());
        }
    }

    /// Takes the state after a jump at the end of the last step. Every step has a sample before and one after it; on a
    /// grid, a sample at the jump is the one after it.
    pub(crate) fn jump(&mut self, t: f64, y: &[f64]) {
        if self.sampling == Sampling::EveryStep {
            self.push(t, y);
        } else if self.t.last().is_some_and(|last| (last - t).abs() <= resolution(t)) {
            let width = self.kept.as_ref().map_or(y.len(), Vec::len);
            self.y.truncate(self.y.len() - width);
            extend(&mut self.y, self.kept.as_deref(), |i| y[i], y.len());
        }
    }

    /// The solution so far, which is taken out.
    pub(crate) fn finish(&mut self, plan: &Plan, stats: Stats, happened: Option<Box<Happened>>) -> Solution {
        self.reduce(0);
        let reduced = self.reducers.as_ref().map(|reducers| reducers.iter().map(Reducer::value).collect());
        let mut solution = Solution {
            t: std::mem::take(&mut self.t),
            stats,
            labels: OnceLock::new(),
            y: std::mem::take(&mut self.y),
            dense: self.dense.take(),
            run: Some(plan.run.clone()),
            chosen: None,
            happened,
            error_estimate: None,
            reduced,
        };
        match &plan.record {
            Some(columns) if self.kept.is_some() => {
                let chosen = Chosen { columns: columns.clone(), states: Vec::new() };
                solution.chosen = Some(Box::new(chosen));
            }
            Some(columns) => {
                // The plan keeps what the columns need.
                let chosen = solution.choose(columns.clone());
                debug_assert!(chosen.is_ok(), "{chosen:?}");
            }
            None => {}
        }
        if let (Some(chosen), false) = (&mut solution.chosen, plan.keeps_states) {
            chosen.states = Vec::new();
        }
        if !plan.keep_dense {
            solution.dense = None;
        }
        solution
    }
}

/// Adds a row with some states, or all.
#[inline(always)]
fn extend(rows: &mut Vec<f64>, kept: Option<&[usize]>, value: impl Fn(usize) -> f64, n_states: usize) {
    match kept {
        Some(kept) => rows.extend(kept.iter().map(|i| value(*i))),
        None => rows.extend((0..n_states).map(value)),
    }
}

impl Carry for Recorder {
    fn carry(&mut self, transfer: &mut Transfer) {
        self.t.carry(transfer);
        self.y.carry(transfer);
        self.dense.carry(transfer);
        self.next = self.sampling.time(self.number());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn times(interval: f64, t0: f64, t_end: f64, with_end: bool) -> Vec<f64> {
        let sampling = Sampling::every(interval, t0, t_end, with_end).unwrap();
        (0..).map(|k| sampling.time(k)).take_while(|t| t.is_finite()).collect()
    }

    #[test]
    fn both_ends_are_samples() {
        assert_eq!(times(0.1, 0.0, 0.3, false), [0.0, 0.1, 0.2, 0.3]);
        assert_eq!(times(0.3, 0.0, 1.2, false), [0.0, 0.3, 0.6, 0.9, 1.2]);
        assert_eq!(times(0.25, -0.5, 0.5, true), [-0.5, -0.25, 0.0, 0.25, 0.5]);
    }

    #[test]
    fn an_end_off_the_grid_is_left_out() {
        assert_eq!(times(2.0, 0.0, 5.0, false), [0.0, 2.0, 4.0]);
        assert_eq!(times(2.0, 0.0, 5.0, true), [0.0, 2.0, 4.0, 5.0]);
    }
}
