//! Sparse matrices in an order of elimination that is found once. Pivots are on the diagonal; where that loses too many
//! digits the factorisation is given up, and a shorter step, which makes the diagonal larger, helps.

use crate::model::{JacobianSink, NoPast, VectorField};

use super::ordering::minimum_degree;

/// The largest ratio of an entry to its pivot. Each factor of ten may cost a digit of the solution, and stages need no
/// more than half of them.
const LARGEST_FACTOR: f64 = 1e6;

/// A Jacobian and factors of a matrix made from it. Both have their entries in the same places, row by row, in the
/// order of elimination.
#[derive(Debug, Clone)]
pub(crate) struct SparseLu {
    /// The state of each row.
    order: Vec<usize>,
    /// Where each row starts, and where the last one ends.
    starts: Vec<usize>,
    /// Where the diagonal is in each row.
    diagonals: Vec<usize>,
    /// The column of each place.
    columns: Vec<usize>,
    jacobian: Vec<f64>,
    factors: Vec<f64>,
    /// The place of each entry that a model hands over, in the sequence in which it does.
    slots: Vec<usize>,
    /// The number of entries handed over so far.
    received: usize,
    row: Vec<f64>,
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

impl SparseLu {
    /// For the Jacobian of a model; `None` if there would be more than `limit` places.
    pub(super) fn for_model<M: VectorField>(model: &M, limit: usize) -> Option<SparseLu> {
        let (y, p) = (vec![0.0; model.dim()], vec![0.0; model.n_parameters()]);
        // Few places are handed over more than once.
        let mut sequence = Sequence { places: Vec::new(), longest: 2 * limit, is_too_long: false };
        model.jacobian(0.0, &y, &p, &NoPast, &mut vec![0.0; model.n_work()], &mut sequence);
        if sequence.is_too_long {
            return None;
        }
        SparseLu::new(model.dim(), &sequence.places, limit)
    }

    /// For entries that are handed over in a sequence of (row, column).
    fn new(n: usize, sequence: &[(usize, usize)], limit: usize) -> Option<SparseLu> {
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
        let zeros = vec![0.0; columns.len()];
        let (jacobian, factors, row) = (zeros.clone(), zeros, vec![0.0; n]);
        Some(SparseLu { order, starts, diagonals, columns, jacobian, factors, slots, received: 0, row })
    }

    pub(super) fn clear(&mut self) {
        self.jacobian.fill(0.0);
        self.received = 0;
    }

    /// Factorises `diagonal * I + factor * J` row by row. Tells whether all pivots were large enough.
    pub(super) fn factorise(&mut self, diagonal: f64, factor: f64) -> bool {
        self.factors.iter_mut().zip(&self.jacobian).for_each(|(a, &b)| *a = factor * b);
        self.diagonals.iter().for_each(|&at| self.factors[at] += diagonal);
        (0..self.order.len()).all(|i| self.eliminate(i))
    }

    /// Eliminates what is before the diagonal of row `i`, with the rows above.
    fn eliminate(&mut self, i: usize) -> bool {
        let (start, diagonal, end) = (self.starts[i], self.diagonals[i], self.starts[i + 1]);
        let (columns, factors, row) = (&self.columns, &mut self.factors, &mut self.row);
        columns[start..end].iter().zip(&factors[start..end]).for_each(|(&j, &entry)| row[j] = entry);
        for &k in &columns[start..diagonal] {
            let above = self.diagonals[k];
            let factor = row[k] / factors[above];
            if factor.abs() > LARGEST_FACTOR || factor.is_nan() {
                return false;
            }
            row[k] = factor;
            let later = above + 1..self.starts[k + 1];
            for (&j, &entry) in columns[later.clone()].iter().zip(&factors[later]) {
                row[j] -= factor * entry;
            }
        }
        columns[start..end].iter().zip(&mut factors[start..end]).for_each(|(&j, entry)| *entry = row[j]);
        let pivot = factors[diagonal];
        pivot != 0.0 && pivot.is_finite()
    }

    /// Replaces the right-hand side `b` by the solution.
    pub(super) fn solve(&mut self, b: &mut [f64]) {
        let n = self.order.len();
        for i in 0..n {
            let known = self.product(self.starts[i]..self.diagonals[i]);
            self.row[i] = b[self.order[i]] - known;
        }
        for i in (0..n).rev() {
            let known = self.product(self.diagonals[i] + 1..self.starts[i + 1]);
            self.row[i] = (self.row[i] - known) / self.factors[self.diagonals[i]];
        }
        self.order.iter().zip(&self.row).for_each(|(&state, &x)| b[state] = x);
    }

    /// The product of a part of a row with what is known of the solution.
    #[inline]
    fn product(&self, part: std::ops::Range<usize>) -> f64 {
        let columns = &self.columns[part.clone()];
        self.factors[part].iter().zip(columns).map(|(factor, &j)| factor * self.row[j]).sum()
    }

    pub(super) fn bound_of_eigenvalues(&mut self) -> f64 {
        let mut largest_row = 0.0;
        self.row.fill(0.0);
        for i in 0..self.order.len() {
            let mut sum = 0.0;
            for at in self.starts[i]..self.starts[i + 1] {
                sum += self.jacobian[at].abs();
                self.row[self.columns[at]] += self.jacobian[at].abs();
            }
            largest_row = f64::max(largest_row, sum);
        }
        largest_row.min(self.row.iter().copied().fold(0.0, f64::max))
    }
}

impl JacobianSink<f64> for SparseLu {
    #[inline]
    fn add(&mut self, _row: usize, _column: usize, value: f64) {
        // The sequence of places is the same in every call.
        self.jacobian[self.slots[self.received]] += value;
        self.received += 1;
    }
}

#[cfg(test)]
mod tests {
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
        let mut sparse = SparseLu::new(n, &sequence, n * n).unwrap();
        let mut matrix = Matrix::new(n);
        for round in 0..2 {
            sparse.clear();
            matrix.clear();
            for (k, &(row, column)) in sequence.iter().enumerate() {
                sparse.add(row, column, entry(k + round));
                matrix.add(row, column, entry(k + round));
            }
            let mut lu = Lu::new(n);
            assert!(sparse.factorise(3.0, -1.0) && lu.factorise(3.0, -1.0, &matrix));
            let mut a: Vec<f64> = (0..n).map(entry).collect();
            let mut b = a.clone();
            sparse.solve(&mut a);
            lu.solve(&mut b);
            assert!(a.iter().zip(&b).all(|(a, b)| (a - b).abs() < 1e-13), "{a:?} {b:?}");
            assert_eq!(sparse.bound_of_eigenvalues(), matrix.bound_of_eigenvalues(&mut vec![0.0; n]));
        }
    }

    #[test]
    fn pivots_that_are_too_small_are_given_up() {
        let mut sparse = SparseLu::new(2, &[(0, 0), (0, 1), (1, 0), (1, 1)], 4).unwrap();
        for (small, expected) in [(1e-3, true), (1e-9, false), (0.0, false), (f64::NAN, false)] {
            sparse.clear();
            for value in [small, 1.0, 1.0, small] {
                sparse.add(0, 0, value);
            }
            assert_eq!(sparse.factorise(0.0, 1.0), expected, "{small}");
        }
    }

    #[test]
    fn matrices_with_too_many_places_are_refused() {
        // There are 25 places, and 4 more from fill-in, which each count once above and once below the diagonal.
        assert!(SparseLu::new(12, &sequence(12), 24).is_none());
        assert!(SparseLu::new(12, &sequence(12), 30).is_none());
        assert!(SparseLu::new(12, &sequence(12), 60).is_some());
    }
}
