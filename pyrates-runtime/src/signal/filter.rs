//! Filters as cascades of sections of order 2, forwards in time or both ways.

use std::array;

use num_complex::Complex64;

use super::{SignalError, check};

/// A linear filter, made by [`Filter::butterworth`]: a cascade of sections of order 2, which keep their digits where one
/// polynomial of high order would lose them.
#[derive(Debug, Clone, PartialEq)]
pub struct Filter {
    sections: Vec<Section>,
}

/// `(b[0] + b[1]/z + b[2]/z^2)/(1 + a[0]/z + a[1]/z^2)`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Section {
    b: [f64; 3],
    a: [f64; 2],
}

/// What a section remembers between samples (transposed direct form II).
type State = [f64; 2];

impl Section {
    pub(super) fn from_roots(zeros: [f64; 2], poles: [Complex64; 2]) -> Section {
        let b = [1.0, -(zeros[0] + zeros[1]), zeros[0] * zeros[1]];
        Section { b, a: [-(poles[0] + poles[1]).re, (poles[0] * poles[1]).re] }
    }

    pub(super) fn scale(&mut self, factor: f64) {
        self.b = self.b.map(|b| b * factor);
    }

    /// Both poles are inside of the unit circle (the triangle of Jury's criterion), and nothing overflowed.
    pub(super) fn is_stable(&self) -> bool {
        self.b.iter().all(|b| b.is_finite()) && self.a[1].abs() < 1.0 && self.a[0].abs() < 1.0 + self.a[1]
    }

    fn gain(&self) -> f64 {
        self.b.iter().sum::<f64>() / (1.0 + self.a[0] + self.a[1])
    }

    /// The state that an input of 1 at all earlier times leaves behind.
    fn steady_state(&self) -> State {
        let b = [self.b[1] - self.a[0] * self.b[0], self.b[2] - self.a[1] * self.b[0]];
        let first = (b[0] + b[1]) / (1.0 + self.a[0] + self.a[1]);
        [first, (1.0 + self.a[0]) * first - b[0]]
    }
}

impl Filter {
    pub(super) fn new(sections: Vec<Section>) -> Filter {
        Filter { sections }
    }

    /// The coefficients `[b0, b1, b2, 1, a1, a2]` of each section, of
    /// `(b0 + b1/z + b2/z^2)/(1 + a1/z + a2/z^2)`, in the order in which they are applied.
    pub fn sections(&self) -> Vec<[f64; 6]> {
        self.sections.iter().map(|Section { b, a }| [b[0], b[1], b[2], 1.0, a[0], a[1]]).collect()
    }

    /// The filtered signal: each value depends on samples up to its own time, and what was before the first one counts as 0
    /// (SciPy: `sosfilt`). The result is delayed, and begins with a transient.
    ///
    /// # Errors
    /// If a sample is not finite.
    pub fn apply(&self, x: &[f64]) -> Result<Vec<f64>, SignalError> {
        let mut y = x.to_vec();
        self.apply_in_place(&mut y)?;
        Ok(y)
    }

    /// The same as [`apply`](Filter::apply) without a copy, for long signals.
    ///
    /// # Errors
    /// If a sample is not finite; the signal is as before then.
    pub fn apply_in_place(&self, x: &mut [f64]) -> Result<(), SignalError> {
        check::samples(x, 0)?;
        self.run(x, &vec![[0.0; 2]; self.sections.len()]);
        Ok(())
    }

    /// The signal filtered forwards and backwards, so that nothing is delayed, and each frequency is damped twice
    /// (SciPy: `sosfiltfilt`). Beyond its ends the signal is continued by its reflections through the end points.
    ///
    /// # Errors
    /// If a sample is not finite, or there are not more samples than the reflections need: three for each coefficient.
    pub fn apply_both_ways(&self, x: &[f64]) -> Result<Vec<f64>, SignalError> {
        let edge = self.edge();
        check::samples(x, edge + 1)?;
        let steady = self.steady_states();
        let from = |value: f64| -> Vec<State> { steady.iter().map(|s| s.map(|s| s * value)).collect() };
        let mut y = extended(x, edge);
        // Twice forwards through a signal that is reversed each time.
        for _ in 0..2 {
            let start = from(y[0]);
            self.run(&mut y, &start);
            y.reverse();
        }
        Ok(y[edge..edge + x.len()].to_vec())
    }

    /// Samples of the reflections at each end.
    fn edge(&self) -> usize {
        let first_order = |of: fn(&Section) -> f64| self.sections.iter().filter(|s| of(s) == 0.0).count();
        let shorter = first_order(|s| s.b[2]).min(first_order(|s| s.a[1]));
        3 * (2 * self.sections.len() + 1 - shorter)
    }

    /// The states in which an input of 1 leaves all sections.
    fn steady_states(&self) -> Vec<State> {
        let mut input = 1.0;
        let state = |section: &Section| {
            let state = section.steady_state().map(|state| state * input);
            input *= section.gain();
            state
        };
        self.sections.iter().map(state).collect()
    }

    /// Filters a signal in place.
    fn run(&self, y: &mut [f64], start: &[State]) {
        let (tens, rest) = self.sections.as_chunks::<10>();
        let (starts, rest_starts) = start.as_chunks::<10>();
        tens.iter().zip(starts).for_each(|(sections, start)| Cascade::new(sections, start).run(y));
        let (fours, rest) = rest.as_chunks::<4>();
        let (starts, rest_starts) = rest_starts.as_chunks::<4>();
        fours.iter().zip(starts).for_each(|(sections, start)| Cascade::new(sections, start).run(y));
        rest.iter().zip(rest_starts).for_each(|(section, start)| Cascade::new(&[*section], &[*start]).run(y));
    }
}

/// Sections that work at once. Each is one sample behind the section before it, so that they need nothing of each other within
/// a step, and the compiler can use vector instructions. The numbers are those of one section after the other.
struct Cascade<const N: usize> {
    b: [[f64; N]; 3],
    a: [[f64; N]; 2],
    states: [[f64; N]; 2],
}

impl<const N: usize> Cascade<N> {
    fn new(sections: &[Section; N], start: &[State; N]) -> Cascade<N> {
        Cascade {
            b: array::from_fn(|k| sections.map(|section| section.b[k])),
            a: array::from_fn(|k| sections.map(|section| section.a[k])),
            states: array::from_fn(|k| start.map(|state| state[k])),
        }
    }

    /// A sample for each section.
    #[inline(always)]
    fn step(&mut self, x: [f64; N]) -> [f64; N] {
        let Cascade { b, a, states } = self;
        let mut y = [0.0; N];
        for k in 0..N {
            y[k] = b[0][k] * x[k] + states[0][k];
            states[0][k] = (b[1][k] * x[k] + states[1][k]) - a[0][k] * y[k];
            states[1][k] = b[2][k] * x[k] - a[1][k] * y[k];
        }
        y
    }

    /// The same where some sections are before their first sample, or behind the last one, and stand still.
    fn step_of(&mut self, runs: impl Fn(usize) -> bool, x: [f64; N]) -> [f64; N] {
        let before = self.states;
        let y = self.step(x);
        for k in (0..N).filter(|&k| !runs(k)) {
            (self.states[0][k], self.states[1][k]) = (before[0][k], before[1][k]);
        }
        y
    }

    /// Filters a signal in place.
    fn run(mut self, signal: &mut [f64]) {
        let n = signal.len();
        let mut x = [0.0; N];
        for step in 0..n + N - 1 {
            x[0] = signal.get(step).copied().unwrap_or(0.0);
            let all_run = step + 1 >= N && step < n;
            let y = if all_run { self.step(x) } else { self.step_of(|k| k <= step && step < n + k, x) };
            x[1..].copy_from_slice(&y[..N - 1]);
            if step + 1 >= N {
                signal[step + 1 - N] = y[N - 1];
            }
        }
    }
}

/// A signal with its reflections through both end points.
fn extended(x: &[f64], edge: usize) -> Vec<f64> {
    let (first, last) = (x[0], x[x.len() - 1]);
    let before = x[1..=edge].iter().rev().map(|value| 2.0 * first - value);
    let after = x[x.len() - 1 - edge..x.len() - 1].iter().rev().map(|value| 2.0 * last - value);
    before.chain(x.iter().copied()).chain(after).collect()
}
