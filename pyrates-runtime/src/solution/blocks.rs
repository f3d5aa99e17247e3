//! Samples within a step, eight at a time.

use crate::delay::evaluate;
use crate::lanes::{Job, Lanes, Simd, WIDTH};

use super::Multiples;

/// The dense output of the columns of a step.
#[derive(Clone, Copy)]
pub(super) struct Polynomials<'a> {
    /// The coefficients, state by state, so many for each.
    pub(super) dense: &'a [f64],
    pub(super) n_coefficients: usize,
    /// The states that are kept, if these are not all.
    pub(super) kept: Option<&'a [usize]>,
}

/// Samples at `t0 + k * interval` for some `k`, within a step from `t` to `t1`.
pub(super) struct Blocks<'a> {
    pub(super) t0: f64,
    pub(super) interval: Multiples,
    pub(super) first: usize,
    pub(super) n_samples: usize,
    pub(super) t: f64,
    pub(super) t1: f64,
    pub(super) of: Polynomials<'a>,
    /// Where the samples go.
    pub(super) times: &'a mut Vec<f64>,
    pub(super) values: &'a mut Vec<f64>,
}

impl Job for Blocks<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        let Blocks { of, values, .. } = self;
        let (t, h) = (Lanes::all(simd, self.t), Lanes::all(simd, self.t1 - self.t));
        let width = of.n_columns();
        let base = values.len();
        values.resize(base + self.n_samples * width, 0.0);
        for done in (0..self.n_samples).step_by(WIDTH) {
            let first = self.first + done;
            // The last block may have more lanes than samples are left.
            let n = WIDTH.min(self.n_samples - done);
            let time = Lanes::all(simd, self.t0) + multiples(simd, &self.interval, first);
            self.times.extend_from_slice(&time.to_array()[..n]);
            let s = (time - t) / h;
            let rows = &mut values[base + done * width..][..n * width];
            match (width, rows.as_chunks_mut::<WIDTH>()) {
                (1, ([row], [])) => *row = of.at(0, s).to_array(),
                (2, ([first, second], [])) => {
                    let [low, high] = of.at(0, s).interleave(of.at(1, s));
                    (*first, *second) = (low.to_array(), high.to_array());
                }
                _ => {
                    for column in 0..width {
                        let values = of.at(column, s).to_array();
                        (0..n).for_each(|lane| rows[lane * width + column] = values[lane]);
                    }
                }
            }
        }
    }
}

impl Polynomials<'_> {
    fn n_columns(&self) -> usize {
        self.kept.map_or(self.dense.len() / self.n_coefficients, <[usize]>::len)
    }

    /// A column at parts of the step.
    #[inline(always)]
    fn at<S: Simd>(&self, column: usize, s: Lanes<S>) -> Lanes<S> {
        let state = self.kept.map_or(column, |kept| kept[column]);
        evaluate(&self.dense[state * self.n_coefficients..][..self.n_coefficients], s)
    }
}

/// Eight multiples, as [`Multiples::at`] makes them.
#[inline(always)]
fn multiples<S: Simd>(simd: S, interval: &Multiples, first: usize) -> Lanes<S> {
    let k = Lanes::from_fn(
        simd,
        #[inline(always)]
        |lane| (first + lane) as f64,
    );
    match interval.as_fraction(first + WIDTH) {
        Some((numerator, denominator)) => k * numerator / denominator,
        None if interval.as_fraction(first).is_none() => k * interval.number(),
        // The last multiples that are exact fractions.
        None => Lanes::from_fn(simd, |lane| interval.at(first + lane)),
    }
}
