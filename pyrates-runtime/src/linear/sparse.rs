//! Sparse matrices in an order of elimination that is found once. Pivots are on the diagonal; where that loses too many
//! digits the factorisation is given up, and a shorter step, which makes the diagonal larger, helps.

use crate::model::{JacobianSink, NoPast, VectorField};

use super::entry::Entry;
use super::ordering::minimum_degree;

/// The largest ratio of an entry to its pivot. Each factor of ten may cost a digit of the solution, and stages need no
/// more than half of them.
const LARGEST_FACTOR: f64 = 1e6;

/// A Jacobian, with its entries in the places that factors need, row by row, in the order of elimination.
#[derive(Debug, Clone)]
pub(crate) struct SparseJacobian {
    /// The state of each row.
    order: Vec<usize>,
    /// Where each row starts, and where the last one ends.
    starts: Vec<usize>,
    /// Where the diagonal is in each row.
    diagonals: Vec<usize>,
    /// The column of each place.
    columns: Vec<usize>,
    entries: Vec<f64>,
    /// The place of each entry that a model hands over, in the sequence in which it does.
    slots: Vec<usize>,
    /// The number of entries handed over so far.
    received: usize,
}

/// Factors of a matrix made from a Jacobian, in the same places.
#[derive(Debug, Clone)]
pub(crate) struct SparseLu<T> {
    factors: Vec<T>,
    row: Vec<T>,
}

/// Keeps the sequence of places, up to some length.
struct Sequence {
    places: Vec<(usize, usize)>,
    longest: usize,
    is_too_long: bool,
}

impl JacobianSink<f64> for Sequence {
    fn add(&mut self, row: usize, column: usize, _value: f64) {
        self.is_too_long |= self.places.len() >= self.longest;
        if !self.is_too_long {
            self.places.push((row, column));
        }
    }
}

impl SparseJacobian {
    /// For the Jacobian of a model; `None` if there would be more than `limit` places.
    pub(super) fn for_model<M: VectorField>(model: &M, limit: usize) -> Option<SparseJacobian> {
        let (y, p) = (vec![0.0; model.dim()], vec![0.0; model.n_parameters()]);
        // Few places are handed over more than once.
        let mut sequence = Sequence { places: Vec::new(), longest: 2 * limit, is_too_long: false };
        model.jacobian(0.0, &y, &p, &NoPast, &mut vec![0.0; model.n_work()], &mut sequence);
        if sequence.is_too_long {
            return None;
        }
        SparseJacobian::new(model.dim(), &sequence.places, limit)
    }

    /// For entries that are handed over in a sequence of (row, column).
    fn new(n: usize, sequence: &[(usize, usize)], limit: usize) -> Option<SparseJacobian> {
        let mut distinct = sequence.to_vec();
        distinct.sort_unstable();
        distinct.dedup();
        if distinct.len() > limit {
            return None;
        }
        let (order, later) = minimum_degree(n, &distinct, limit / 2)?;
        // Row i has the diagonal, the later states, and by symmetry the earlier ones that have it.
        let mut rows: Vec<Vec<usize>> = (0..n).map(|i| vec![i]).collect();
        for (i, later) in later.iter().enumerate() {
            rows[i].extend(later);
            later.iter().for_each(|&j| rows[j].push(i));
        }
        let (mut starts, mut diagonals, mut columns) = (vec![0], Vec::new(), Vec::new());
        for (i, mut row) in rows.into_iter().enumerate() {
            row.sort_unstable();
            diagonals.push(columns.len() + row.partition_point(|&j| j < i));
            columns.append(&mut row);
            starts.push(columns.len());
        }
        let mut place = vec![0; n];
        order.iter().enumerate().for_each(|(at, &state)| place[state] = at);
        let slot = |&(row, column): &(usize, usize)| {
            let (start, end) = (starts[place[row]], starts[place[row] + 1]);
            start + columns[start..end].partition_point(|&j| j < place[column])
        };
        let slots = sequence.iter().map(slot).collect();
        let entries = vec![0.0; columns.len()];
        Some(SparseJacobian { order, starts, diagonals, columns, entries, slots, received: 0 })
    }

    pub(super) fn clear(&mut self) {
        self.entries.fill(0.0);
        self.received = 0;
    }

    /// A bound of the absolute values of all eigenvalues. `columns` is room for one number per column.
    pub(super) fn bound_of_eigenvalues(&self, columns: &mut [f64]) -> f64 {
        let mut largest_row = 0.0;
        columns.fill(0.0);
        for i in 0..self.order.len() {
            let mut sum = 0.0;
            for at in self.starts[i]..self.starts[i + 1] {
                sum += self.entries[at].abs();
                columns[self.columns[at]] += self.entries[at].abs();
            }
            largest_row = f64::max(largest_row, sum);
        }
        largest_row.min(columns.iter().copied().fold(0.0, f64::max))
    }
}

impl<T: Entry> SparseLu<T> {
    pub(super) fn new(jacobian: &SparseJacobian) -> SparseLu<T> {
        let zeros = |n: usize| vec![T::from(0.0); n];
        SparseLu { factors: zeros(jacobian.entries.len()), row: zeros(jacobian.order.len()) }
    }

    /// Factorises `diagonal * I + factor * J` row by row. Tells whether all pivots were large enough.
    pub(super) fn factorise(&mut self, jacobian: &SparseJacobian, diagonal: T, factor: f64) -> bool {
        self.factors.iter_mut().zip(&jacobian.entries).for_each(|(a, &b)| *a = T::from(factor * b));
        jacobian.diagonals.iter().for_each(|&at| self.factors[at] += diagonal);
        (0..jacobian.order.len()).all(|i| self.eliminate(jacobian, i))
    }

    /// Eliminates what is before the diagonal of row `i`, with the rows above. In place of the diagonal comes its inverse.
    fn eliminate(&mut self, at: &SparseJacobian, i: usize) -> bool {
        let (start, diagonal, end) = (at.starts[i], at.diagonals[i], at.starts[i + 1]);
        let (columns, factors, row) = (&at.columns, &mut self.factors, &mut self.row);
        columns[start..end].iter().zip(&factors[start..end]).for_each(|(&j, &entry)| row[j] = entry);
        for &k in &columns[start..diagonal] {
            let above = at.diagonals[k];
            let factor = row[k] * factors[above];
            if factor.size() > LARGEST_FACTOR || factor.size().is_nan() {
                return false;
            }
            row[k] = factor;
            let later = above + 1..at.starts[k + 1];
            for (&j, &entry) in columns[later.clone()].iter().zip(&factors[later]) {
                row[j] -= factor * entry;
            }
        }
        columns[start..end].iter().zip(&mut factors[start..end]).for_each(|(&j, entry)| *entry = row[j]);
        let Some(reciprocal) = factors[diagonal].reciprocal() else { return false };
        factors[diagonal] = reciprocal;
        true
    }

    /// Replaces the right-hand side `b` by the solution.
    pub(super) fn solve(&mut self, at: &SparseJacobian, b: &mut [T]) {
        let n = at.order.len();
        for i in 0..n {
            let known = self.product(at, at.starts[i]..at.diagonals[i]);
            self.row[i] = b[at.order[i]] - known;
        }
        for i in (0..n).rev() {
            let known = self.product(at, at.diagonals[i] + 1..at.starts[i + 1]);
            self.row[i] = (self.row[i] - known) * self.factors[at.diagonals[i]];
        }
        at.order.iter().zip(&self.row).for_each(|(&state, &x)| b[state] = x);
    }

    /// The product of a part of a row with what is known of the solution.
    #[inline]
    fn product(&self, at: &SparseJacobian, part: std::ops::Range<usize>) -> T {
        let entries = self.factors[part.clone()].iter().zip(&at.columns[part]);
        entries.fold(T::from(0.0), |sum, (&factor, &j)| sum + factor * self.row[j])
    }
}

impl JacobianSink<f64> for SparseJacobian {
    #[inline]
    fn add(&mut self, _row: usize, _column: usize, value: f64) {
        // The sequence of places is the same in every call.
        self.entries[self.slots[self.received]] += value;
        self.received += 1;
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Debug;

    use num_complex::Complex64;

    use super::*;
    use crate::linear::{Lu, Matrix};

    /// A pattern with fill-in, entries that are handed over twice, and an empty row.
    fn sequence(n: usize) -> Vec<(usize, usize)> {
        let ring = (0..n - 1).flat_map(|i| [(i, (i + 1) % (n - 1)), (i, i)]);
        ring.chain([(2, 7), (7, 2), (3, 3), (0, 5)]).collect()
    }

    fn entry(k: usize) -> f64 {
        ((k * 7919 + 13) % 101) as f64 / 50.0 - 1.0
    }

    #[test]
    fn sparse_and_dense_solutions_are_equal() {
        let n = 12;
        let sequence = sequence(n);
        let mut sparse = SparseJacobian::new(n, &sequence, n * n).unwrap();
        let mut matrix = Matrix::new(n);
        for round in 0..2 {
            sparse.clear();
            matrix.clear();
            for (k, &(row, column)) in sequence.iter().enumerate() {
                sparse.add(row, column, entry(k + round));
                matrix.add(row, column, entry(k + round));
            }
            compare(&sparse, &matrix, 3.0);
            compare(&sparse, &matrix, Complex64::new(3.0, 2.0));
            let mut sums = vec![0.0; n];
            assert_eq!(sparse.bound_of_eigenvalues(&mut sums), matrix.bound_of_eigenvalues(&mut sums));
        }
    }

    fn compare<T: Entry + Debug>(sparse: &SparseJacobian, matrix: &Matrix, diagonal: T) {
        let n = sparse.order.len();
        let (mut few, mut all) = (SparseLu::new(sparse), Lu::new(n));
        assert!(few.factorise(sparse, diagonal, -1.0) && all.factorise(diagonal, -1.0, matrix));
        let mut a: Vec<T> = (0..n).map(|i| T::from(entry(i))).collect();
        let mut b = a.clone();
        few.solve(sparse, &mut a);
        all.solve(&mut b);
        assert!(a.iter().zip(&b).all(|(&a, &b)| (a - b).size() < 1e-13), "{a:?} {b:?}");
    }

    #[test]
    fn pivots_that_are_too_small_are_given_up() {
        let mut sparse = SparseJacobian::new(2, &[(0, 0), (0, 1), (1, 0), (1, 1)], 4).unwrap();
        let mut lu = SparseLu::new(&sparse);
        for (small, expected) in [(1e-3, true), (1e-9, false), (0.0, false), (f64::NAN, false)] {
            sparse.clear();
            for value in [small, 1.0, 1.0, small] {
                sparse.add(0, 0, value);
            }
            assert_eq!(lu.factorise(&sparse, 0.0, 1.0), expected, "{small}");
        }
    }

    #[test]
    fn matrices_with_too_many_places_are_refused() {
        // There are 25 places, and 4 more from fill-in, which each count once above and once below the diagonal.
        assert!(SparseJacobian::new(12, &sequence(12), 24).is_none());
        assert!(SparseJacobian::new(12, &sequence(12), 30).is_none());
        assert!(SparseJacobian::new(12, &sequence(12), 60).is_some());
    }
}
