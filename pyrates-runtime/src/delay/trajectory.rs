//! Accepted steps as a piecewise polynomial.

use crate::scalar::Scalar;
use std::cell::Cell;

use crate::checkpoint::{Carry, Transfer};

/// A piecewise polynomial in time: one polynomial per step and state, in the nested form of
/// [`crate::solve`]'s dense output.
#[derive(Debug, Clone, Default)]
pub(crate) struct Trajectory {
    dim: usize,
    /// Coefficients per step and state.
    n_coefficients: usize,
    /// The ends of the steps: step `i` is from `ends[i]` to `ends[i + 1]`.
    ends: Vec<f64>,
    /// Step by step, state by state, so that one look-up reads neighbouring numbers.
    coefficients: Vec<f64>,
    /// How many steps were dropped. Steps keep their number when older ones are dropped.
    dropped: usize,
    /// How many steps at the front may be dropped.
    expired: usize,
}

/// The value at `s = (t - t0) / h` of a polynomial in nested form; see `solve::tableau::Dense`.
#[inline(always)]
pub(crate) fn evaluate<S: Scalar>(r: &[f64], s: S) -> S {
    // With the numbers of coefficients that our methods have the compiler unrolls the loop.
    match *r {
        [r0, r1, r2, r3] => nested(&[r0, r1, r2, r3], s),
        [r0, r1, r2, r3, r4] => nested(&[r0, r1, r2, r3, r4], s),
        [r0, r1, r2, r3, r4, r5] => nested(&[r0, r1, r2, r3, r4, r5], s),
        [r0, r1, r2, r3, r4, r5, r6, r7] => nested(&[r0, r1, r2, r3, r4, r5, r6, r7], s),
        _ => nested(r, s),
    }
}

#[inline(always)]
fn nested<S: Scalar>(r: &[f64], s: S) -> S {
    let s1 = s.splat(1.0) - s;
    let [inner @ .., last] = r else { return s.splat(0.0) };
    let mut value = s.splat(*last);
    // The outermost coefficient comes without a factor, the next with s, then s', s, s', ...
    for (i, &r) in inner.iter().enumerate().rev() {
        value = s.splat(r) + value * if i % 2 == 0 { s } else { s1 };
    }
    value
}

/// The derivative by `s` of a polynomial in nested form.
#[inline]
pub(crate) fn evaluate_slope(r: &[f64], s: f64) -> f64 {
    let [inner @ .., last] = r else { return 0.0 };
    let (mut value, mut slope) = (*last, 0.0);
    for (i, &r) in inner.iter().enumerate().rev() {
        let (factor, its_slope) = if i % 2 == 0 { (s, 1.0) } else { (1.0 - s, -1.0) };
        (value, slope) = (r + value * factor, slope * factor + value * its_slope);
    }
    slope
}

impl Trajectory {
    pub(crate) fn new(dim: usize, n_coefficients: usize) -> Trajectory {
        Trajectory { dim, n_coefficients, ..Trajectory::default() }
    }

    /// Appends the step from `t` to `t1`, which starts where the last one ended.
    pub(crate) fn push(&mut self, t: f64, t1: f64, coefficients: &[f64]) {
        if self.ends.is_empty() {
            self.ends.push(t);
        }
        self.ends.push(t1);
        self.coefficients.extend_from_slice(coefficients);
    }

    /// The same for some of the states that there are coefficients of.
    pub(super) fn push_some(&mut self, t: f64, t1: f64, coefficients: &[f64], states: &[usize]) {
        let n = self.n_coefficients;
        self.push(t, t1, &[]);
        states.iter().for_each(|state| self.coefficients.extend_from_slice(&coefficients[state * n..][..n]));
    }

    /// This trajectory and another one that starts where it ends, if both are of one method.
    pub(crate) fn followed_by(&self, other: &Trajectory) -> Option<Trajectory> {
        if (self.dim, self.n_coefficients) != (other.dim, other.n_coefficients) {
            return None;
        }
        let mut both = self.clone();
        let n = self.dim * self.n_coefficients;
        for (ends, coefficients) in other.ends.windows(2).zip(other.coefficients.chunks_exact(n.max(1))) {
            both.push(ends[0], ends[1], coefficients);
        }
        Some(both)
    }

    /// The first and last time, if any step is stored.
    /// How many numbers are stored.
    pub(crate) fn n_numbers(&self) -> usize {
        self.ends.len() + self.coefficients.len()
    }

    pub(crate) fn interval(&self) -> Option<(f64, f64)> {
        Some((*self.ends.first()?, *self.ends.last()?))
    }

    /// Forgets the steps that end before `time`. Memory is reclaimed when half of it is unused, so the
    /// cost per step is constant.
    pub(crate) fn forget_before(&mut self, time: f64) {
        while self.expired + 2 < self.ends.len() && self.ends[self.expired + 1] < time {
            self.expired += 1;
        }
        if self.expired > 32 && 2 * self.expired > self.ends.len() {
            self.ends.drain(..self.expired);
            self.coefficients.drain(..self.expired * self.dim * self.n_coefficients);
            self.dropped += self.expired;
            self.expired = 0;
        }
    }

    /// A state at a time within the trajectory. The cursor holds the number of the step where the last
    /// look-up ended; times that move forward slowly are found there at once.
    #[inline]
    pub(crate) fn value(&self, state: usize, time: f64, cursor: &Cell<usize>) -> f64 {
        let (step, part) = self.find(time, cursor);
        self.at(step, state, part)
    }

    /// The stored step that contains a time, and the part of it that lies before.
    #[inline]
    pub(super) fn find(&self, time: f64, cursor: &Cell<usize>) -> (usize, f64) {
        let step = self.step(time, cursor.get().saturating_sub(self.dropped));
        cursor.set(step + self.dropped);
        let (t, t1) = (self.ends[step], self.ends[step + 1]);
        (step, (time - t) / (t1 - t))
    }

    /// The derivative of a state at a time within the trajectory.
    pub(crate) fn slope(&self, state: usize, time: f64) -> f64 {
        let step = self.step(time, 0);
        let (t, t1) = (self.ends[step], self.ends[step + 1]);
        let first = (step * self.dim + state) * self.n_coefficients;
        let r = &self.coefficients[first..][..self.n_coefficients];
        evaluate_slope(r, (time - t) / (t1 - t)) / (t1 - t)
    }

    /// A state just before a jump, which is the end of a step.
    pub(crate) fn before_jump(&self, state: usize, jump: f64) -> f64 {
        self.at(self.step_before(jump), state, 1.0)
    }

    /// A state just after a jump, which is the start of a step.
    pub(crate) fn after_jump(&self, state: usize, jump: f64) -> f64 {
        self.at(self.step_after(jump), state, 0.0)
    }

    /// The step that ends at a jump.
    pub(super) fn step_before(&self, jump: f64) -> usize {
        self.ends.partition_point(|&end| end < jump).saturating_sub(1)
    }

    /// The step that starts at a jump.
    pub(super) fn step_after(&self, jump: f64) -> usize {
        self.ends.partition_point(|&end| end < jump).min(self.ends.len().saturating_sub(2))
    }

    /// A state at a part of a stored step.
    #[inline]
    pub(super) fn at(&self, step: usize, state: usize, part: f64) -> f64 {
        let first = (step * self.dim + state) * self.n_coefficients;
        evaluate(&self.coefficients[first..][..self.n_coefficients], part)
    }

    /// Writes all states at a time within the trajectory to `y`.
    pub(crate) fn state(&self, time: f64, y: &mut [f64]) {
        let cursor = Cell::new(self.dropped);
        y.iter_mut().enumerate().for_each(|(i, y)| *y = self.value(i, time, &cursor));
    }

    /// The stored step that contains a time, with a guess to try first.
    #[inline]
    fn step(&self, time: f64, guess: usize) -> usize {
        let n_steps = self.ends.len().saturating_sub(1);
        let contains = |i: usize| i < n_steps && self.ends[i] <= time && time < self.ends[i + 1];
        if contains(guess) {
            return guess;
        }
        let next = guess.saturating_add(1);
        if contains(next) {
            return next;
        }
        let after = self.ends.partition_point(|&end| end <= time);
        after.saturating_sub(1).min(n_steps.saturating_sub(1))
    }
}

impl Carry for Trajectory {
    fn carry(&mut self, transfer: &mut Transfer) {
        self.ends.carry(transfer);
        self.coefficients.carry(transfer);
        self.dropped.carry(transfer);
        self.expired.carry(transfer);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The straight line y = t on steps of length 1.
    fn line(n: usize) -> Trajectory {
        let mut trajectory = Trajectory::new(1, 4);
        for i in 0..n {
            trajectory.push(i as f64, i as f64 + 1.0, &[i as f64, 1.0, 0.0, 0.0]);
        }
        trajectory
    }

    #[test]
    fn look_ups_find_their_step_from_any_cursor() {
        let trajectory = line(10);
        for guess in [0, 3, 9, 10, 1000, usize::MAX] {
            for time in [0.0, 0.5, 3.0, 3.25, 9.75, 10.0] {
                assert_eq!(trajectory.value(0, time, &Cell::new(guess)), time);
            }
        }
    }

    #[test]
    fn forgetting_keeps_what_is_asked_for() {
        let mut trajectory = line(200);
        trajectory.forget_before(150.5);
        assert_eq!(trajectory.interval(), Some((150.0, 200.0)));
        assert_eq!(trajectory.value(0, 150.5, &Cell::new(3)), 150.5);
        assert_eq!(trajectory.value(0, 199.5, &Cell::new(199)), 199.5);
    }

    /// The slope of a polynomial, against a difference that is exact for its degree but for rounding.
    #[test]
    fn slopes_are_those_of_the_polynomial() {
        let r = [1.0, 2.0, -3.0, 4.0, -5.0, 6.0, 7.0, -8.0];
        for s in [0.0, 0.3, 0.5, 1.0] {
            let difference = (evaluate(&r, s + 1e-5) - evaluate(&r, s - 1e-5)) / 2e-5;
            assert!((evaluate_slope(&r, s) - difference).abs() < 1e-7, "{s}");
        }
    }

    /// The nested form with all eight coefficients, against its definition.
    #[test]
    fn nested_form_has_alternating_factors() {
        let (s, s1) = (0.25, 0.75);
        let r = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0];
        let inner = r[4] + s * (r[5] + s1 * (r[6] + s * r[7]));
        let expected = r[0] + s * (r[1] + s1 * (r[2] + s * (r[3] + s1 * inner)));
        assert_eq!(evaluate(&r, s), expected);
    }
}
