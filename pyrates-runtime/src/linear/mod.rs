//! Systems of linear equations, as stiff methods and Newton's method need them: with dense matrices, and with sparse
//! ones where the places of the entries are known in advance. Nothing here allocates after it was made.

mod dense;
mod ordering;
mod sparse;

use crate::model::{JacobianSink, VectorField};

pub(crate) use dense::{Lu, Matrix};

use sparse::SparseLu;

/// Systems with fewer states have dense matrices: they are as fast then, and may choose their pivots.
pub(crate) const SMALLEST_SPARSE: usize = 16;
/// Sparse matrices must have less than one place in so many. With one in four they are still 1.5 times as fast as dense
/// ones, with 16 states as with 500.
pub(crate) const FILL: usize = 4;

/// A Jacobian `J`, and the factors of `a I + b J`.
#[derive(Debug, Clone)]
pub(crate) enum Linear {
    Dense { jacobian: Matrix, lu: Lu, sums: Vec<f64> },
    Sparse(SparseLu),
}

impl Linear {
    /// Dense matrices of `n` rows.
    pub(crate) fn dense(n: usize) -> Linear {
        Linear::Dense { jacobian: Matrix::new(n), lu: Lu::new(n), sums: vec![0.0; n] }
    }

    /// Dense or sparse matrices for a model, whatever suits its Jacobian.
    pub(crate) fn for_model<M: VectorField>(model: &M) -> Linear {
        let n = model.dim();
        if n < SMALLEST_SPARSE {
            return Linear::dense(n);
        }
        SparseLu::for_model(model, n * n / FILL).map_or_else(|| Linear::dense(n), Linear::Sparse)
    }

    /// Makes the Jacobian anew by what `fill` hands over.
    #[inline]
    pub(crate) fn fill(&mut self, fill: impl FnOnce(&mut Sink)) {
        match self {
            Linear::Dense { jacobian, .. } => {
                jacobian.clear();
                fill(&mut Sink::Dense(jacobian));
            }
            Linear::Sparse(lu) => {
                lu.clear();
                fill(&mut Sink::Sparse(lu));
            }
        }
    }

    /// The Jacobian, if it is dense, to be written.
    pub(crate) fn dense_mut(&mut self) -> Option<&mut Matrix> {
        match self {
            Linear::Dense { jacobian, .. } => Some(jacobian),
            Linear::Sparse(_) => None,
        }
    }

    /// Factorises `diagonal * I + factor * J`. Tells whether that went well; if not, nothing may be solved.
    pub(crate) fn factorise(&mut self, diagonal: f64, factor: f64) -> bool {
        match self {
            Linear::Dense { jacobian, lu, .. } => lu.factorise(diagonal, factor, jacobian),
            Linear::Sparse(lu) => lu.factorise(diagonal, factor),
        }
    }

    /// Replaces the right-hand side `b` by the solution.
    #[inline]
    pub(crate) fn solve(&mut self, b: &mut [f64]) {
        match self {
            Linear::Dense { lu, .. } => lu.solve(b),
            Linear::Sparse(lu) => lu.solve(b),
        }
    }

    /// A bound of the absolute values of all eigenvalues of the Jacobian: the smaller of the largest sum of a row and
    /// the largest sum of a column.
    pub(crate) fn bound_of_eigenvalues(&mut self) -> f64 {
        match self {
            Linear::Dense { jacobian, sums, .. } => jacobian.bound_of_eigenvalues(sums),
            Linear::Sparse(lu) => lu.bound_of_eigenvalues(),
        }
    }
}

/// Where the entries of a Jacobian go.
pub(crate) enum Sink<'a> {
    Dense(&'a mut Matrix),
    Sparse(&'a mut SparseLu),
}

impl JacobianSink<f64> for Sink<'_> {
    #[inline]
    fn add(&mut self, row: usize, column: usize, value: f64) {
        match self {
            Sink::Dense(matrix) => matrix.add(row, column, value),
            Sink::Sparse(lu) => lu.add(row, column, value),
        }
    }
}
