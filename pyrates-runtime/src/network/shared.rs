//! The matrices that all runs of a sweep have in common: one copy of their weights, for all lanes of all threads.

use pyrates_ir::system::System;

use crate::lanes::{Lanes, Simd};

use super::rows::Rows;
use super::{AddProducts, Matrix, Precision};

/// Matrices whose weights no run of a sweep changes.
#[derive(Default)]
pub(crate) struct Shared {
    matrices: Vec<Matrix>,
    /// The rows of each, once they are needed.
    rows: Vec<Rows>,
}

impl Shared {
    /// Those of a system in its real form. `changing` are the parameters that differ between runs or change during one, in order.
    pub(crate) fn new(system: &System, changing: &[usize]) -> Shared {
        let is_fixed = |matrix: &Matrix| {
            let weights = matrix.weights();
            let next = changing.partition_point(|&i| i < weights.start);
            changing.get(next).is_none_or(|&i| i >= weights.end)
        };
        let matrices = Matrix::all(system).into_iter().filter(is_fixed).collect();
        Shared { matrices, rows: Vec::new() }
    }

    /// The same with weights from parameters.
    pub(crate) fn with_weights(self, system: &System, p: &[f64], precision: Precision) -> Shared {
        let rows = |matrix: &Matrix| Rows::new(system, matrix, 0..matrix.n_rows, p, precision);
        Shared { rows: self.matrices.iter().map(rows).collect(), ..self }
    }

    pub(crate) fn matrices(&self) -> &[Matrix] {
        &self.matrices
    }

    /// Whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.matrices.is_empty()
    }

    /// The number of weights.
    pub(crate) fn n_weights(&self) -> usize {
        self.matrices.iter().map(|matrix| matrix.n_weights).sum()
    }

    /// How many of `n` parameters runs need: all but the weights at the end, as far as they are in these matrices. The first
    /// `n_at_least` are read by others.
    pub(crate) fn n_needed(&self, n: usize, n_at_least: usize) -> usize {
        let before = |end: usize| {
            let mut matrices = self.matrices.iter().map(Matrix::weights);
            matrices.find(|weights| weights.end == end && !weights.is_empty()).map(|weights| weights.start)
        };
        let ends = std::iter::successors(Some(n), |&end| before(end).filter(|&start| start >= n_at_least));
        ends.last().unwrap_or(n)
    }

    fn rows(&self, first: usize) -> Option<&Rows> {
        self.rows.get(self.matrices.iter().position(|matrix| matrix.first == first)?)
    }
}

impl AddProducts<f64> for Shared {
    fn add(&self, first: usize, values: &[f64], sums: &mut [f64]) -> bool {
        self.rows(first).map(|rows| rows.add(values, sums)).is_some()
    }
}

impl<S: Simd> AddProducts<Lanes<S>> for Shared {
    fn add(&self, first: usize, values: &[Lanes<S>], sums: &mut [Lanes<S>]) -> bool {
        let Some(rows) = self.rows(first) else { return false };
        if let Some(simd) = values.first().map(|value| value.simd()) {
            simd.vectorize(
                #[inline(always)]
                || rows.add_in_lanes(simd, values, sums),
            );
        }
        true
    }
}
