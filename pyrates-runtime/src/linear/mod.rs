//! Systems of linear equations, as stiff methods and Newton's method need them: with dense matrices, and with sparse
//! ones where the places of the entries are known in advance. Nothing here allocates after it was made.

mod dense;
mod entry;
mod ordering;
mod sparse;

use num_complex::Complex64;

use crate::model::{JacobianSink, VectorField};

pub(crate) use dense::{Lu, Matrix};

use sparse::{SparseJacobian, SparseLu};

/// Systems with fewer states have dense matrices: they are as fast then, and may choose their pivots.
pub(crate) const SMALLEST_SPARSE: usize = 16;
/// Sparse matrices must have less than one place in so many. With one in four they are still 1.5 times as fast as dense
/// ones, with 16 states as with 500.
pub(crate) const FILL: usize = 4;

/// A Jacobian `J`, the factors of `a I + b J`, and those of some such matrices with complex `a`.
#[derive(Debug, Clone)]
pub(crate) struct Linear {
    kind: Kind,
    /// Room for a number for each column.
    sums: Vec<f64>,
}

#[derive(Debug, Clone)]
enum Kind {
    Dense { jacobian: Matrix, lu: Lu, complex: Vec<Lu<Complex64>> },
    Sparse { jacobian: SparseJacobian, lu: SparseLu<f64>, complex: Vec<SparseLu<Complex64>> },
}

impl Linear {
    /// Dense matrices of `n` rows.
    pub(crate) fn dense(n: usize) -> Linear {
        let kind = Kind::Dense { jacobian: Matrix::new(n), lu: Lu::new(n), complex: Vec::new() };
        Linear { kind, sums: vec![0.0; n] }
    }

    /// Dense or sparse matrices for a model, whatever suits its Jacobian.
    pub(crate) fn for_model<M: VectorField>(model: &M) -> Linear {
        let n = model.dim();
        if n < SMALLEST_SPARSE {
            return Linear::dense(n);
        }
        let Some(jacobian) = SparseJacobian::for_model(model, n * n / FILL) else { return Linear::dense(n) };
        let lu = SparseLu::new(&jacobian);
        Linear { kind: Kind::Sparse { jacobian, lu, complex: Vec::new() }, sums: vec![0.0; n] }
    }

    /// The same with room for the factors of so many complex matrices.
    pub(crate) fn with_complex(mut self, matrices: usize) -> Linear {
        match &mut self.kind {
            Kind::Dense { complex, .. } => complex.resize_with(matrices, || Lu::new(self.sums.len())),
            Kind::Sparse { jacobian, complex, .. } => {
                complex.resize_with(matrices, || SparseLu::new(jacobian));
            }
        }
        self
    }

    /// Makes the Jacobian anew by what `fill` hands over.
    #[inline]
    pub(crate) fn fill(&mut self, fill: impl FnOnce(&mut Sink)) {
        match &mut self.kind {
            Kind::Dense { jacobian, .. } => {
                jacobian.clear();
                fill(&mut Sink::Dense(jacobian));
            }
            Kind::Sparse { jacobian, .. } => {
                jacobian.clear();
                fill(&mut Sink::Sparse(jacobian));
            }
        }
    }

    /// The Jacobian, if it is dense, to be written.
    pub(crate) fn dense_mut(&mut self) -> Option<&mut Matrix> {
        match &mut self.kind {
            Kind::Dense { jacobian, .. } => Some(jacobian),
            Kind::Sparse { .. } => None,
        }
    }

    /// Factorises `diagonal * I + factor * J`. Tells whether that went well; if not, nothing may be solved.
    pub(crate) fn factorise(&mut self, diagonal: f64, factor: f64) -> bool {
        match &mut self.kind {
            Kind::Dense { jacobian, lu, .. } => lu.factorise(diagonal, factor, jacobian),
            Kind::Sparse { jacobian, lu, .. } => lu.factorise(jacobian, diagonal, factor),
        }
    }

    /// The same for all complex matrices.
    pub(crate) fn factorise_complex(&mut self, diagonals: &[Complex64], factor: f64) -> bool {
        match &mut self.kind {
            Kind::Dense { jacobian, complex, .. } => {
                complex.iter_mut().zip(diagonals).all(|(lu, &a)| lu.factorise(a, factor, jacobian))
            }
            Kind::Sparse { jacobian, complex, .. } => {
                complex.iter_mut().zip(diagonals).all(|(lu, &a)| lu.factorise(jacobian, a, factor))
            }
        }
    }

    /// Replaces the right-hand side `b` by the solution.
    #[inline]
    pub(crate) fn solve(&mut self, b: &mut [f64]) {
        match &mut self.kind {
            Kind::Dense { lu, .. } => lu.solve(b),
            Kind::Sparse { jacobian, lu, .. } => lu.solve(jacobian, b),
        }
    }

    /// The same with the complex matrix `i`.
    #[inline]
    pub(crate) fn solve_complex(&mut self, i: usize, b: &mut [Complex64]) {
        match &mut self.kind {
            Kind::Dense { complex, .. } => complex[i].solve(b),
            Kind::Sparse { jacobian, complex, .. } => complex[i].solve(jacobian, b),
        }
    }

    /// A bound of the absolute values of all eigenvalues of the Jacobian: the smaller of the largest sum of a row and
    /// the largest sum of a column.
    pub(crate) fn bound_of_eigenvalues(&mut self) -> f64 {
        match &self.kind {
            Kind::Dense { jacobian, .. } => jacobian.bound_of_eigenvalues(&mut self.sums),
            Kind::Sparse { jacobian, .. } => jacobian.bound_of_eigenvalues(&mut self.sums),
        }
    }
}

/// Where the entries of a Jacobian go.
pub(crate) enum Sink<'a> {
    Dense(&'a mut Matrix),
    Sparse(&'a mut SparseJacobian),
}

impl JacobianSink<f64> for Sink<'_> {
    #[inline]
    fn add(&mut self, row: usize, column: usize, value: f64) {
        match self {
            Sink::Dense(matrix) => matrix.add(row, column, value),
            Sink::Sparse(jacobian) => jacobian.add(row, column, value),
        }
    }
}
