//! Dense matrices, with partial pivoting.

use crate::model::JacobianSink;

/// A square matrix, row by row.
#[derive(Debug, Clone)]
pub(crate) struct Matrix {
    n: usize,
    entries: Vec<f64>,
}

impl Matrix {
    /// A matrix of zeros.
    pub(crate) fn new(n: usize) -> Matrix {
        Matrix { n, entries: vec![0.0; n * n] }
    }

    pub(crate) fn clear(&mut self) {
        self.entries.fill(0.0);
    }

    #[inline]
    pub(crate) fn row(&self, i: usize) -> &[f64] {
        &self.entries[i * self.n..][..self.n]
    }

    /// Writes one column.
    pub(crate) fn set_column(&mut self, j: usize, column: impl Iterator<Item = f64>) {
        self.entries[j..].iter_mut().step_by(self.n).zip(column).for_each(|(entry, value)| *entry = value);
    }

    /// A bound of the absolute values of all eigenvalues: the smaller of the largest sum of a row and the
    /// largest sum of a column. `sums` is room for one number per column.
    pub(crate) fn bound_of_eigenvalues(&self, sums: &mut [f64]) -> f64 {
        sums.fill(0.0);
        let mut largest_row = 0.0;
        for i in 0..self.n {
            let mut sum = 0.0;
            for (column, entry) in sums.iter_mut().zip(self.row(i)) {
                *column += entry.abs();
                sum += entry.abs();
            }
            largest_row = f64::max(largest_row, sum);
        }
        largest_row.min(sums.iter().copied().fold(0.0, f64::max))
    }
}

impl JacobianSink<f64> for Matrix {
    #[inline]
    fn add(&mut self, row: usize, column: usize, value: f64) {
        self.entries[row * self.n + column] += value;
    }
}

/// A matrix as a product of triangular ones, by Gaussian elimination with partial pivoting.
#[derive(Debug, Clone)]
pub(crate) struct Lu {
    factors: Matrix,
    /// The inverse of each entry of the diagonal.
    reciprocals: Vec<f64>,
    /// The row that came to each place.
    pivots: Vec<usize>,
}

impl Lu {
    pub(crate) fn new(n: usize) -> Lu {
        Lu { factors: Matrix::new(n), reciprocals: vec![0.0; n], pivots: vec![0; n] }
    }

    /// Factorises `diagonal * I + factor * matrix`. Tells whether it is regular; if not, nothing may be solved.
    pub(crate) fn factorise(&mut self, diagonal: f64, factor: f64, matrix: &Matrix) -> bool {
        let n = matrix.n;
        let entries = &mut self.factors.entries;
        entries.iter_mut().zip(&matrix.entries).for_each(|(a, &b)| *a = factor * b);
        entries.iter_mut().step_by(n + 1).for_each(|a| *a += diagonal);
        (0..n).all(|k| self.eliminate(k))
    }

    /// Eliminates the column `k` from the rows below. Tells whether there is a pivot.
    fn eliminate(&mut self, k: usize) -> bool {
        let n = self.factors.n;
        let a = &mut self.factors.entries;
        let mut pivot = k;
        for i in k + 1..n {
            if a[i * n + k].abs() > a[pivot * n + k].abs() {
                pivot = i;
            }
        }
        self.pivots[k] = pivot;
        if pivot != k {
            let (above, below) = a.split_at_mut(pivot * n);
            above[k * n..][..n].swap_with_slice(&mut below[..n]);
        }
        let (above, below) = a.split_at_mut((k + 1) * n);
        let row = &above[k * n..][k..n];
        let reciprocal = row[0].recip();
        if !(row[0].is_finite() && reciprocal.is_finite()) {
            return false;
        }
        self.reciprocals[k] = reciprocal;
        for other in below.chunks_exact_mut(n) {
            let other = &mut other[k..];
            // Networks have many zeros.
            if other[0] != 0.0 {
                let factor = other[0] * reciprocal;
                other[0] = factor;
                other[1..].iter_mut().zip(&row[1..]).for_each(|(a, b)| *a -= factor * b);
            }
        }
        true
    }

    /// Replaces the right-hand side `b` by the solution. With few rows their number is a constant, so that the compiler
    /// unrolls all loops.
    pub(crate) fn solve(&self, b: &mut [f64]) {
        for (k, &pivot) in self.pivots.iter().enumerate() {
            b.swap(k, pivot);
        }
        match self.factors.n {
            2 => solve_few::<2>(&self.factors.entries, &self.reciprocals, b),
            3 => solve_few::<3>(&self.factors.entries, &self.reciprocals, b),
            4 => solve_few::<4>(&self.factors.entries, &self.reciprocals, b),
            5 => solve_few::<5>(&self.factors.entries, &self.reciprocals, b),
            6 => solve_few::<6>(&self.factors.entries, &self.reciprocals, b),
            7 => solve_few::<7>(&self.factors.entries, &self.reciprocals, b),
            8 => solve_few::<8>(&self.factors.entries, &self.reciprocals, b),
            _ => self.solve_many(b),
        }
    }

    /// Solves the triangular systems of any number of rows.
    fn solve_many(&self, b: &mut [f64]) {
        let n = self.factors.n;
        for i in 1..n {
            let (known, rest) = b.split_at_mut(i);
            rest[0] -= dot(&self.factors.row(i)[..i], known);
        }
        for i in (0..n).rev() {
            let row = &self.factors.row(i)[i..];
            let (rest, known) = b.split_at_mut(i + 1);
            rest[i] = (rest[i] - dot(&row[1..], known)) * self.reciprocals[i];
        }
    }
}

/// Solves the triangular systems of `N` rows, column by column: sums of rows would wait for each other.
fn solve_few<const N: usize>(factors: &[f64], reciprocals: &[f64], b: &mut [f64]) {
    let rows = &factors.as_chunks::<N>().0[..N];
    let (reciprocals, b) = (&reciprocals[..N], &mut b[..N]);
    for j in 0..N {
        for i in j + 1..N {
            b[i] -= rows[i][j] * b[j];
        }
    }
    for j in (0..N).rev() {
        b[j] *= reciprocals[j];
        for i in 0..j {
            b[i] -= rows[i][j] * b[j];
        }
    }
}

#[inline]
fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matrix(rows: &[&[f64]]) -> Matrix {
        let mut matrix = Matrix::new(rows.len());
        for (i, row) in rows.iter().enumerate() {
            row.iter().enumerate().for_each(|(j, &value)| matrix.add(i, j, value));
        }
        matrix
    }

    /// Solutions satisfy their equations; rows must be exchanged in both steps.
    #[test]
    fn equations_are_solved() {
        let a = matrix(&[&[0.0, 2.0, 1.0], &[1.0, 1e-20, 0.0], &[4.0, -1.0, 3.0]]);
        let mut lu = Lu::new(3);
        assert!(lu.factorise(0.5, -2.0, &a));
        let b = [1.0, -2.0, 0.25];
        let mut x = b;
        lu.solve(&mut x);
        for i in 0..3 {
            let product = 0.5 * x[i] - 2.0 * dot(a.row(i), &x);
            assert!((product - b[i]).abs() < 1e-14, "{product} is not {}", b[i]);
        }
    }

    /// Constant numbers of rows change nothing but rounding.
    #[test]
    fn few_rows_are_solved_as_many() {
        for n in 1..=9 {
            let mut a = Matrix::new(n);
            (0..n * n).for_each(|k| a.add(k / n, k % n, ((7 * k + 3) as f64).sin()));
            let mut lu = Lu::new(n);
            assert!(lu.factorise(2.0, 1.0, &a));
            let b: Vec<f64> = (0..n).map(|i| (i as f64).cos()).collect();
            let (mut few, mut many) = (b.clone(), b);
            lu.solve(&mut few);
            lu.pivots.iter().enumerate().for_each(|(k, &pivot)| many.swap(k, pivot));
            lu.solve_many(&mut many);
            few.iter().zip(&many).for_each(|(a, b)| assert!((a - b).abs() < 1e-14, "{a} is not {b}"));
        }
    }

    #[test]
    fn singular_matrices_are_reported() {
        let mut lu = Lu::new(2);
        assert!(!lu.factorise(0.0, 1.0, &matrix(&[&[1.0, 2.0], &[2.0, 4.0]])));
        assert!(!lu.factorise(0.0, 1.0, &matrix(&[&[f64::NAN, 2.0], &[2.0, 4.0]])));
    }

    #[test]
    fn bounds_are_the_smaller_norm() {
        let a = matrix(&[&[-1.0, 2.0], &[0.0, 4.0]]);
        assert_eq!(a.bound_of_eigenvalues(&mut [0.0; 2]), 4.0);
    }
}
