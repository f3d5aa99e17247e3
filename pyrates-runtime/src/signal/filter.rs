//! Filters as cascades of sections of order 2, forwards in time or both ways.

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

    #[inline(always)]
    fn sample(&self, x: f64, state: &mut State) -> f64 {
        let y = self.b[0] * x + state[0];
        state[0] = self.b[1] * x - self.a[0] * y + state[1];
        state[1] = self.b[2] * x - self.a[1] * y;
        y
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
        check::samples(x, 0)?;
        let mut y = x.to_vec();
        self.run(&mut y, &vec![[0.0; 2]; self.sections.len()]);
        Ok(y)
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

    /// Filters a signal in place. Four sections at a time go over it, so that processors can work on several at once.
    fn run(&self, y: &mut [f64], start: &[State]) {
        let (fours, rest) = self.sections.as_chunks::<4>();
        let (starts, rest_start) = start.as_chunks::<4>();
        for (sections, start) in fours.iter().zip(starts) {
            run_together(sections, *start, y);
        }
        for (section, start) in rest.iter().zip(rest_start) {
            run_together(&[*section], [*start], y);
        }
    }
}

fn run_together<const N: usize>(sections: &[Section; N], mut states: [State; N], y: &mut [f64]) {
    for value in y {
        for (section, state) in sections.iter().zip(&mut states) {
            *value = section.sample(*value, state);
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
