//! Newton's method with damping.

use crate::linear::{Lu, Matrix};
use crate::model::{Model, Past};
use crate::solve::Duals;

use super::SteadyStateError;

/// The solution is found when a full step changes no state by more than this part of it.
const TOLERANCE: f64 = 1e-10;
/// States below this part of the largest one are measured by that.
const SMALLEST: f64 = 1e-6;
const MAX_ITERATIONS: usize = 200;
/// The smallest part of a step that is tried.
const SMALLEST_DAMPING: f64 = 1e-6;

/// A past that is as the present.
struct Resting<'a>(&'a [f64]);

impl Past<f64> for Resting<'_> {
    fn value(&self, _lookup: usize, state: usize, _time: f64) -> f64 {
        self.0[state]
    }
}

/// A model with room for what its steps need.
struct Newton<'m, M> {
    model: &'m M,
    p: &'m [f64],
    work: Vec<f64>,
    duals: Option<Duals>,
    jacobian: Matrix,
    lu: Lu,
    /// What the steps of each state are measured by: the larger of its first value and its first step.
    scales: Vec<f64>,
}

/// Solves `f(y) = 0` from a guess. Returns the solution, the number of steps, and the Jacobian there.
///
/// Steps are damped until the next one, with the same Jacobian, is shorter: the natural monotonicity test of P.
/// Deuflhard (Newton Methods for Nonlinear Problems, Springer 2004, section 3.3), which does not depend on the
/// units of the equations.
pub(super) fn solve<M: Model>(
    model: &M,
    mut y: Vec<f64>,
    p: &[f64],
    labels: &[String],
) -> Result<(Vec<f64>, usize, Matrix), SteadyStateError> {
    let n = y.len();
    let mut newton = Newton {
        model,
        p,
        work: vec![0.0; model.n_work()],
        duals: (model.n_lookups() > 0).then(|| Duals::new(model)),
        jacobian: Matrix::new(n),
        lu: Lu::new(n),
        scales: Vec::new(),
    };
    let mut slope = vec![0.0; n];
    newton.evaluate(&y, &mut slope);
    if let Some(i) = slope.iter().position(|x| !x.is_finite()) {
        return Err(SteadyStateError::NotFinite { variable: labels[i].clone() });
    }
    for iteration in 0..MAX_ITERATIONS {
        newton.factorise(&y, &slope)?;
        newton.lu.solve(&mut slope);
        if change(&y, &slope) <= TOLERANCE {
            // The last step is for the last digits.
            y.iter_mut().zip(&slope).for_each(|(y, step)| *y -= step);
            newton.make_jacobian(&y);
            return Ok((y, iteration + 1, newton.jacobian));
        }
        if iteration == 0 {
            newton.scales = y.iter().zip(&slope).map(|(y, step)| y.abs().max(step.abs())).collect();
        }
        let Some((next, at_next)) = newton.damped(&y, &slope) else {
            return Err(SteadyStateError::NotConverged { iterations: iteration + 1, y });
        };
        (y, slope) = (next, at_next);
    }
    Err(SteadyStateError::NotConverged { iterations: MAX_ITERATIONS, y })
}

impl<M: Model> Newton<'_, M> {
    fn evaluate(&mut self, y: &[f64], slope: &mut [f64]) {
        self.model.vector_field(0.0, y, self.p, &Resting(y), &mut self.work, slope);
    }

    fn make_jacobian(&mut self, y: &[f64]) {
        let (model, p, jacobian) = (self.model, self.p, &mut self.jacobian);
        jacobian.clear();
        match &mut self.duals {
            None => model.jacobian(0.0, y, p, &Resting(y), &mut self.work, jacobian),
            Some(duals) => duals.jacobian(model, 0.0, y, p, |_, _, _| None, jacobian),
        }
    }

    /// Factorises the Jacobian. One that is singular is an error, even if nothing moves.
    fn factorise(&mut self, y: &[f64], slope: &[f64]) -> Result<(), SteadyStateError> {
        self.make_jacobian(y);
        let rests = slope.iter().all(|&x| x == 0.0);
        match self.lu.factorise(0.0, 1.0, &self.jacobian) {
            true => Ok(()),
            false => Err(SteadyStateError::Singular { y: y.to_vec(), rests }),
        }
    }

    fn norm(&self, step: &[f64]) -> f64 {
        let relative = self.scales.iter().zip(step).map(|(scale, step)| step / scale.max(f64::MIN_POSITIVE));
        relative.map(|x| x * x).sum::<f64>().sqrt()
    }

    /// The state after the longest part of a step that is followed by a shorter step, and the slope there.
    fn damped(&mut self, y: &[f64], step: &[f64]) -> Option<(Vec<f64>, Vec<f64>)> {
        let before = self.norm(step);
        let mut damping = 1.0;
        while damping >= SMALLEST_DAMPING {
            let next: Vec<f64> = y.iter().zip(step).map(|(y, step)| y - damping * step).collect();
            let mut slope = vec![0.0; y.len()];
            self.evaluate(&next, &mut slope);
            let mut following = slope.clone();
            self.lu.solve(&mut following);
            let after = self.norm(&following);
            if after <= (1.0 - 0.25 * damping) * before {
                return Some((next, slope));
            }
            damping *= 0.5;
        }
        None
    }
}

/// The largest relative change of a state. States that are small beside the largest one are measured by a part
/// of that.
fn change(y: &[f64], step: &[f64]) -> f64 {
    let largest = y.iter().fold(0.0, |a: f64, b| a.max(b.abs()));
    let scale = |y: f64| y.abs().max(SMALLEST * largest).max(f64::MIN_POSITIVE);
    // `f64::max` drops NaN, which must not count as small.
    let larger = |a: f64, b: f64| if b.is_nan() || b > a { b } else { a };
    y.iter().zip(step).map(|(&y, step)| (step / scale(y)).abs()).fold(0.0, larger)
}
