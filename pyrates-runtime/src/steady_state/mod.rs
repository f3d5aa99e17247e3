//! Where a model rests: steady states by Newton's method, and the eigenvalues of the Jacobian there.

mod error;
mod newton;

use num_complex::Complex64;

use crate::linear::Matrix;
use crate::model::Model;
use crate::paths::PathError;

pub use error::SteadyStateError;

/// The largest number of sweeps per eigenvalue of the QR algorithm; a handful is usual.
const MAX_SWEEPS: usize = 100;

/// A state in which a model rests, found by [`Model::steady_state`].
#[derive(Debug, Clone)]
pub struct SteadyState {
    /// The values of all states, in the order of [`pyrates_ir::system::Layout`].
    pub y: Vec<f64>,
    /// The paths of the states.
    pub labels: Vec<String>,
    /// The steps of Newton's method that it took.
    pub iterations: usize,
    jacobian: Matrix,
    /// The longest delay.
    delay: f64,
}

impl SteadyState {
    /// The value of a state by its path.
    ///
    /// # Errors
    /// If the model has no such state.
    pub fn get(&self, path: impl AsRef<str>) -> Result<f64, PathError> {
        let path = path.as_ref();
        match self.labels.iter().position(|label| label == path) {
            Some(i) => Ok(self.y[i]),
            None => {
                let nearest = pyrates_ir::nearest::nearest(path, self.labels.iter().map(String::as_str));
                Err(PathError::Unknown { path: path.to_string(), nearest: nearest.map(str::to_string) })
            }
        }
    }

    /// The eigenvalues of the Jacobian, by falling real part. If the first has a negative real part, small
    /// deviations from the steady state die out; if it has a positive one, they grow.
    ///
    /// # Errors
    /// If the model has delays: then infinitely many numbers take the place of the eigenvalues, the roots of a
    /// nonlinear equation.
    pub fn eigenvalues(&self) -> Result<Vec<Complex64>, SteadyStateError> {
        if self.delay > 0.0 {
            return Err(SteadyStateError::Delays { delay: self.delay });
        }
        let n = self.y.len();
        if n == 0 {
            return Ok(Vec::new());
        }
        let rows = (0..n).flat_map(|i| self.jacobian.row(i).iter().copied());
        let matrix = nalgebra::DMatrix::from_row_iterator(n, n, rows);
        let schur = nalgebra::linalg::Schur::try_new(matrix, f64::EPSILON, MAX_SWEEPS * n);
        let schur = schur.ok_or(SteadyStateError::Eigenvalues)?;
        let eigenvalues = schur.complex_eigenvalues();
        let mut eigenvalues: Vec<Complex64> =
            eigenvalues.iter().map(|z| Complex64::new(z.re, z.im)).collect();
        eigenvalues.sort_by(|a, b| b.re.total_cmp(&a.re).then(b.im.total_cmp(&a.im)));
        Ok(eigenvalues)
    }
}

/// Finds a steady state near the initial state of a model.
pub(crate) fn steady_state<M: Model>(model: &M) -> Result<SteadyState, SteadyStateError> {
    model.check_sizes().map_err(SteadyStateError::Size)?;
    let structure = model.shared_structure();
    if structure.depends_on_time() {
        return Err(SteadyStateError::TimeDependent);
    }
    let (y, p, labels) = (model.initial_state(), model.parameters(), structure.state_paths());
    check_finite(&y, &labels)?;
    if !p.iter().all(|p| p.is_finite()) {
        check_finite(&p, &structure.parameter_paths())?;
    }
    crate::spread::check(&structure, &p).map_err(SteadyStateError::Spread)?;
    let delay = model.delays(&p).into_iter().fold(0.0, f64::max);
    let (y, iterations, jacobian) = newton::solve(model, y, &p, &labels)?;
    Ok(SteadyState { y, labels, iterations, jacobian, delay })
}

/// Refuses values to start from that are not finite.
fn check_finite(values: &[f64], paths: &[String]) -> Result<(), SteadyStateError> {
    match values.iter().zip(paths).find(|(x, _)| !x.is_finite()) {
        Some((&value, path)) => Err(SteadyStateError::InvalidValue { path: path.clone(), value }),
        None => Ok(()),
    }
}
