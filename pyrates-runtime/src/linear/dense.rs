//! Dense matrices, with partial pivoting.

use crate::model::JacobianSink;

use super::entry::Entry;

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
pub(crate) struct Lu<T = f64> {
    n: usize,
    /// Row by row. With few rows what is right of the diagonal is divided by it.
    factors: Vec<T>,
    /// The inverse of each entry of the diagonal.
    reciprocals: Vec<T>,
    /// The row that came to each place.
    order: Vec<usize>,
    /// Room for one side.
    side: Vec<T>,
}

/// Calls a function with the number of rows, as a constant if they are few, so that the compiler unrolls all loops.
macro_rules! with_rows {
    ($n:expr, $few:ident, $many:expr, $($argument:expr),*) => {
        match $n {
            2 => $few::<T, 2>($($argument),*),
            3 => $few::<T, 3>($($argument),*),
            4 => $few::<T, 4>($($argument),*),
            5 => $few::<T, 5>($($argument),*),
            6 => $few::<T, 6>($($argument),*),
            7 => $few::<T, 7>($($argument),*),
            8 => $few::<T, 8>($($argument),*),
            _ => $many,
        }
    };
}

impl<T: Entry> Lu<T> {
    pub(crate) fn new(n: usize) -> Lu<T> {
        let zeros = |n: usize| vec![T::from(0.0); n];
        Lu { n, factors: zeros(n * n), reciprocals: zeros(n), order: vec![0; n], side: zeros(n) }
    }

    /// Factorises `diagonal * I + factor * matrix`. Tells whether it is regular; if not, nothing may be solved.
    pub(crate) fn factorise(&mut self, diagonal: T, factor: f64, matrix: &Matrix) -> bool {
        let n = self.n;
        self.factors.iter_mut().zip(&matrix.entries).for_each(|(a, &b)| *a = T::from(factor * b));
        self.factors.iter_mut().step_by(n + 1).for_each(|a| *a += diagonal);
        self.order.iter_mut().enumerate().for_each(|(i, row)| *row = i);
        with_rows!(n, factorise_few, (0..n).all(|k| self.eliminate(k)), self)
    }

    /// Eliminates the column `k` from the rows below. Tells whether there is a pivot.
    fn eliminate(&mut self, k: usize) -> bool {
        let n = self.n;
        let a = &mut self.factors;
        let mut pivot = k;
        for i in k + 1..n {
            if a[i * n + k].size() > a[pivot * n + k].size() {
                pivot = i;
            }
        }
        if pivot != k {
            self.order.swap(k, pivot);
            let (above, below) = a.split_at_mut(pivot * n);
            above[k * n..][..n].swap_with_slice(&mut below[..n]);
        }
        let (above, below) = a.split_at_mut((k + 1) * n);
        let row = &above[k * n..][k..n];
        let Some(reciprocal) = row[0].reciprocal() else { return false };
        self.reciprocals[k] = reciprocal;
        for other in below.chunks_exact_mut(n) {
            let other = &mut other[k..];
            // Networks have many zeros.
            if other[0] != T::from(0.0) {
                let factor = other[0] * reciprocal;
                other[0] = factor;
                other[1..].iter_mut().zip(&row[1..]).for_each(|(a, &b)| *a -= factor * b);
            }
        }
        true
    }

    /// Replaces the right-hand side `b` by the solution.
    pub(crate) fn solve(&mut self, b: &mut [T]) {
        with_rows!(self.n, solve_few, self.solve_many(b), self, b)
    }

    /// The same for any number of rows.
    fn solve_many(&mut self, b: &mut [T]) {
        let n = self.n;
        self.side.copy_from_slice(b);
        b.iter_mut().zip(&self.order).for_each(|(b, &row)| *b = self.side[row]);
        let row = |i: usize| &self.factors[i * n..][..n];
        for i in 1..n {
            let (known, rest) = b.split_at_mut(i);
            rest[0] -= dot(&row(i)[..i], known);
        }
        for i in (0..n).rev() {
            let row = &row(i)[i..];
            let (rest, known) = b.split_at_mut(i + 1);
            rest[i] = (rest[i] - dot(&row[1..], known)) * self.reciprocals[i];
        }
    }
}

/// Eliminates all columns of `N` rows, as [`Lu::eliminate`] does.
fn factorise_few<T: Entry, const N: usize>(lu: &mut Lu<T>) -> bool {
    let rows = &mut lu.factors.as_chunks_mut::<N>().0[..N];
    let (reciprocals, order) = (&mut lu.reciprocals[..N], &mut lu.order[..N]);
    for k in 0..N {
        let mut pivot = k;
        for i in k + 1..N {
            if rows[i][k].size() > rows[pivot][k].size() {
                pivot = i;
            }
        }
        if pivot != k {
            rows.swap(k, pivot);
            order.swap(k, pivot);
        }
        let row = rows[k];
        let Some(reciprocal) = row[k].reciprocal() else { return false };
        reciprocals[k] = reciprocal;
        for other in &mut rows[k + 1..] {
            let factor = other[k] * reciprocal;
            other[k] = factor;
            for j in k + 1..N {
                other[j] -= factor * row[j];
            }
        }
        for (entry, &before) in rows[k][k + 1..].iter_mut().zip(&row[k + 1..]) {
            *entry = before * reciprocal;
        }
    }
    true
}

/// Solves the triangular systems of `N` rows, column by column: sums of rows would wait for each other, and so would products with
/// the diagonal in between.
fn solve_few<T: Entry, const N: usize>(lu: &Lu<T>, b: &mut [T]) {
    let rows = &lu.factors.as_chunks::<N>().0[..N];
    let (reciprocals, order, b) = (&lu.reciprocals[..N], &lu.order[..N], &mut b[..N]);
    let mut x = [T::from(0.0); N];
    for i in 0..N {
        x[i] = b[order[i]];
    }
    for j in 0..N {
        for i in j + 1..N {
            x[i] -= rows[i][j] * x[j];
        }
    }
    for i in 0..N {
        x[i] = x[i] * reciprocals[i];
    }
    for j in (0..N).rev() {
        for i in 0..j {
            x[i] -= rows[i][j] * x[j];
        }
    }
    b.copy_from_slice(&x);
}

#[inline]
fn dot<T: Entry>(a: &[T], b: &[T]) -> T {
    a.iter().zip(b).fold(T::from(0.0), |sum, (&a, &b)| sum + a * b)
}

#[cfg(test)]
mod tests {
    use num_complex::Complex64;

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
            let order = lu.order.clone();
            lu.factors.iter_mut().zip(&a.entries).for_each(|(to, &a)| *to = a);
            lu.factors.iter_mut().step_by(n + 1).for_each(|to| *to += 2.0);
            lu.order.iter_mut().enumerate().for_each(|(i, row)| *row = i);
            assert!((0..n).all(|k| lu.eliminate(k)));
            assert_eq!(lu.order, order);
            lu.solve_many(&mut many);
            few.iter().zip(&many).for_each(|(a, b)| assert!((a - b).abs() < 1e-14, "{a} is not {b}"));
        }
    }

    /// Complex systems are solved as the real ones of twice the size that they are.
    #[test]
    fn complex_equations_are_solved() {
        for n in [3, 11] {
            let mut a = Matrix::new(n);
            (0..n * n).for_each(|k| a.add(k / n, k % n, ((7 * k + 3) as f64).sin()));
            let diagonal = Complex64::new(0.7, -1.9);
            let mut lu = Lu::new(n);
            assert!(lu.factorise(diagonal, -1.5, &a));
            let b: Vec<Complex64> =
                (0..n).map(|i| Complex64::new((i as f64).cos(), (i as f64).sin())).collect();
            let mut x = b.clone();
            lu.solve(&mut x);
            for i in 0..n {
                let product: Complex64 = (0..n).map(|j| x[j] * a.row(i)[j]).sum();
                let left = diagonal * x[i] - product * 1.5;
                assert!((left - b[i]).norm() < 1e-13, "{left} is not {}", b[i]);
            }
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
