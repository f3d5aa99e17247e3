//! Some rows of a matrix in the form in which they are multiplied.

use std::ops::Range;

use pyrates_ir::system::{Pattern, System};

use crate::lanes::{Lanes, Simd};
use crate::products::{self, Weight};

use super::{Matrix, Precision};

/// Rows that are multiplied: a chunk for one of the threads of a run, or those that all runs of a sweep share.
pub(super) struct Rows {
    /// Where the links of each row begin, and the columns of all links, if the matrix is sparse.
    links: Option<(Vec<usize>, Vec<u32>)>,
    weights: Weights,
}

enum Weights {
    Double(Vec<f64>),
    Single(Vec<f32>),
}

impl Rows {
    /// Some rows of a matrix, with weights from parameters.
    pub(super) fn new(
        system: &System,
        matrix: &Matrix,
        rows: Range<usize>,
        p: &[f64],
        precision: Precision,
    ) -> Rows {
        let (links, weights) = match pattern(system, matrix) {
            Some(Pattern::Sparse(all)) => {
                let of_rows = all.rows[rows.start]..all.rows[rows.end];
                let begins = all.rows[rows.start..=rows.end].iter().map(|begin| begin - of_rows.start);
                // A sparse matrix has no sources whose numbers are longer.
                let columns = all.columns[of_rows.clone()].iter().map(|&column| column as u32);
                (Some((begins.collect(), columns.collect())), of_rows)
            }
            _ => (None, rows.start * matrix.n_columns..rows.end * matrix.n_columns),
        };
        let numbers = &p[matrix.weights()][weights];
        let weights = match precision {
            Precision::Double => Weights::Double(stored(numbers)),
            Precision::Single => Weights::Single(stored(numbers)),
        };
        Rows { links, weights }
    }

    /// Adds the product of each row with `values` to its sum.
    pub(super) fn add(&self, values: &[f64], sums: &mut [f64]) {
        match &self.weights {
            Weights::Double(weights) => self.add_weighted(weights, values, sums),
            Weights::Single(weights) => self.add_weighted(weights, values, sums),
        }
    }

    fn add_weighted<W: Weight>(&self, weights: &[W], values: &[f64], sums: &mut [f64]) {
        match &self.links {
            None => products::add_products(weights, values, sums),
            Some((rows, columns)) => products::add_rows(rows, (columns, weights), values, sums, W::value),
        }
    }

    /// The same in all lanes.
    #[inline(always)]
    pub(super) fn add_in_lanes<S: Simd>(&self, simd: S, values: &[Lanes<S>], sums: &mut [Lanes<S>]) {
        match &self.weights {
            Weights::Double(weights) => self.add_weighted_in_lanes(simd, weights, values, sums),
            Weights::Single(weights) => self.add_weighted_in_lanes(simd, weights, values, sums),
        }
    }

    #[inline(always)]
    fn add_weighted_in_lanes<W: Weight, S: Simd>(
        &self,
        simd: S,
        weights: &[W],
        values: &[Lanes<S>],
        sums: &mut [Lanes<S>],
    ) {
        match &self.links {
            None => products::lanes::add_products(simd, weights, values, sums),
            Some((rows, columns)) => products::add_rows(
                rows,
                (columns, weights),
                values,
                sums,
                #[inline(always)]
                |weight| Lanes::all(simd, weight.value()),
            ),
        }
    }
}

fn stored<W: Weight>(numbers: &[f64]) -> Vec<W> {
    numbers.iter().map(|&number| W::nearest(number)).collect()
}

fn pattern<'s>(system: &'s System, matrix: &Matrix) -> Option<&'s Pattern> {
    system.couplings[matrix.coupling].connection.as_ref().map(|connection| &connection.pattern)
}

/// Shares the rows of a matrix out: where the rows of each of `n` begin, and where the last ones end. Parts of a dense matrix
/// begin at multiples of four rows, which are multiplied together; those of a sparse one have equally many links.
pub(super) fn parts(system: &System, matrix: &Matrix, n: usize) -> Vec<usize> {
    let n_rows = matrix.n_rows;
    let begin = |k: usize| match pattern(system, matrix) {
        _ if k == n => n_rows,
        Some(Pattern::Sparse(links)) => {
            let share = (links.columns.len() as u128 * k as u128 / n as u128) as usize;
            links.rows.partition_point(|&first| first < share).min(n_rows)
        }
        _ => (n_rows * k / n).next_multiple_of(products::ROWS).min(n_rows),
    };
    (0..=n).map(begin).collect()
}
