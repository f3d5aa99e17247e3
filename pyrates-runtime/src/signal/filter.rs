//! Filters as cascades of sections of order 2, forwards in time or both ways.

use std::array;
use std::ops::Range;

use fearless_simd::f64x8;
use fearless_simd::prelude::*;
use num_complex::Complex64;

use crate::lanes::{Job, Simd, WIDTH, dispatch};

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

    /// What comes out for a sample.
    fn step(&self, state: &mut State, x: f64) -> f64 {
        let y = self.b[0] * x + state[0];
        *state = [(self.b[1] * x + state[1]) - self.a[0] * y, self.b[2] * x - self.a[1] * y];
        y
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
    fn run(&self, signal: &mut [f64], start: &[State]) {
        for (sections, start) in self.sections.chunks(MOST).zip(start.chunks(MOST)) {
            dispatch(Pass { sections, start, signal });
        }
    }
}

/// The number of sections that work at once.
const MOST: usize = 2 * WIDTH;

/// How many samples each section is behind the one before it. With one, it waits for what that has just made.
const LAG: usize = 2;

/// Some sections on their way over a signal.
struct Pass<'a> {
    sections: &'a [Section],
    start: &'a [State],
    signal: &'a mut [f64],
}

impl Job for Pass<'_> {
    type Output = ();

    /// Each section is some samples behind the section before it, so that they need nothing of each other within a step, and all
    /// work at once. The numbers are those of one section after the other.
    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        let Pass { sections, start, signal } = self;
        let mut states = [[0.0; 2]; MOST];
        states[..start.len()].copy_from_slice(start);
        let mut progress = Progress { sections, states, made: [0.0; MOST], earlier: [0.0; MOST] };
        let (n, behind) = (signal.len(), LAG * (sections.len() - 1));
        // Short signals have no middle.
        let first = behind.min(n);
        progress.pass_edge(0..first, signal);
        if sections.len() <= WIDTH {
            progress.pass_middle::<S, 1>(simd, first..n, signal);
        } else {
            progress.pass_middle::<S, 2>(simd, first..n, signal);
        }
        progress.pass_edge(n..n + behind, signal);
    }
}

/// What sections have made of a signal so far.
struct Progress<'a> {
    sections: &'a [Section],
    states: [State; MOST],
    /// The last value that each section made, and the one before.
    made: [f64; MOST],
    earlier: [f64; MOST],
}

impl Progress<'_> {
    /// Steps at which some sections are before their first sample, or behind the last one, and stand still.
    fn pass_edge(&mut self, steps: Range<usize>, signal: &mut [f64]) {
        let (n, last) = (signal.len(), self.sections.len() - 1);
        for step in steps {
            for k in (0..=last).rev() {
                let made = self.made[k];
                if (LAG * k..n + LAG * k).contains(&step) {
                    let x = if k == 0 { signal[step] } else { self.earlier[k - 1] };
                    self.made[k] = self.sections[k].step(&mut self.states[k], x);
                    if k == last {
                        signal[step - LAG * k] = self.made[k];
                    }
                }
                self.earlier[k] = made;
            }
        }
    }

    /// The steps between the edges, with the sections in the lanes of some vectors.
    #[inline(always)]
    fn pass_middle<S: Simd, const V: usize>(&mut self, simd: S, steps: Range<usize>, signal: &mut [f64]) {
        let mut cascade = Cascade::<S, V>::new(simd, self);
        let last = self.sections.len() - 1;
        for step in steps {
            cascade.step(simd, signal[step]);
            // The last section is in the last vector.
            let made = cascade.made[V - 1].to_array();
            signal[step - LAG * last] = made[last % WIDTH];
        }
        // A copy, since the compiler keeps in memory what is read by index.
        let end = cascade;
        for k in 0..=last {
            let (v, lane) = (k / WIDTH, k % WIDTH);
            self.states[k] = end.states.map(|states| states[v].as_array()[lane]);
            self.made[k] = end.made[v].as_array()[lane];
            self.earlier[k] = end.earlier[v].as_array()[lane];
        }
    }
}

/// Sections in the lanes of vectors, which have zeros where there is none.
#[derive(Clone, Copy)]
struct Cascade<S: Simd, const V: usize> {
    b: [[f64x8<S>; V]; 3],
    a: [[f64x8<S>; V]; 2],
    states: [[f64x8<S>; V]; 2],
    made: [f64x8<S>; V],
    earlier: [f64x8<S>; V],
}

impl<S: Simd, const V: usize> Cascade<S, V> {
    #[inline(always)]
    fn new(simd: S, progress: &Progress) -> Cascade<S, V> {
        let Progress { sections, states, made, earlier } = progress;
        let vectors = |value: &dyn Fn(usize) -> f64| {
            let value = |k: usize| if k < sections.len() { value(k) } else { 0.0 };
            array::from_fn(|v| f64x8::from_fn(simd, |lane| value(v * WIDTH + lane)))
        };
        Cascade {
            b: array::from_fn(|i| vectors(&|k| sections[k].b[i])),
            a: array::from_fn(|i| vectors(&|k| sections[k].a[i])),
            states: array::from_fn(|i| vectors(&|k| states[k][i])),
            made: vectors(&|k| made[k]),
            earlier: vectors(&|k| earlier[k]),
        }
    }

    /// Takes a sample into the first section; each other one takes what the section before it made `LAG` steps ago.
    #[inline(always)]
    fn step(&mut self, simd: S, first: f64) {
        let Cascade { b, a, states, made, earlier } = self;
        let mut before = f64x8::splat(simd, first);
        // Closures would lose the instruction set.
        for v in 0..V {
            let late = earlier[v];
            let x = before.slide::<{ WIDTH - 1 }>(late);
            before = late;
            earlier[v] = made[v];
            let y = b[0][v] * x + states[0][v];
            states[0][v] = (b[1][v] * x + states[1][v]) - a[0][v] * y;
            states[1][v] = b[2][v] * x - a[1][v] * y;
            made[v] = y;
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
