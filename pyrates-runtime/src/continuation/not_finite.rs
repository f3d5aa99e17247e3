//! Whether a run failed because the vector field is not finite.

use crate::model::{Model, Past, VectorField};

use super::parts::Part;
use super::plan::Plan;
use super::{AutoModel, BranchKind, Point};

/// A past that is as the present.
struct Resting<'a>(&'a [f64]);

impl Past<f64> for Resting<'_> {
    fn value(&self, _lookup: usize, state: usize, _time: f64) -> f64 {
        self.0[state]
    }
}

/// Parts of the range of the first parameter by which equilibria are looked at beyond the last one.
const BEYOND: [f64; 4] = [0.0, 1e-6, 1e-4, 2.5e-3];

/// What is infinite or NaN where a run failed, and where that is: a value of the last point; or, at or a little beyond the
/// last equilibrium, the derivative of a state.
pub(super) fn not_finite(model: &AutoModel, plan: &Plan, part: &Part) -> Option<(String, String)> {
    let last = part.points.last().unwrap_or(&plan.start);
    let states = last.max.iter().zip(&model.names.states);
    if let Some((_, path)) = states.into_iter().find(|(y, _)| !y.is_finite()) {
        return Some((format!("`{path}`"), last.place()));
    }
    let (first, range) = plan.origin.continued.first()?;
    if plan.kind() != BranchKind::Equilibria {
        return None;
    }
    let directions = match part.goes(plan) {
        d if d > 0.0 => vec![1.0],
        d if d < 0.0 => vec![-1.0],
        _ => vec![1.0, -1.0],
    };
    let steps = directions.iter().flat_map(|d| BEYOND.map(|part| d * part * (range.end - range.start)));
    steps.into_iter().find_map(|step| {
        let mut beyond = last.clone();
        beyond.parameters[*first] += step;
        let state = infinite_derivative(model, &beyond)?;
        Some((format!("the derivative of `{state}`"), beyond.place()))
    })
}

/// The first state of which the derivative is infinite or NaN.
fn infinite_derivative(model: &AutoModel, point: &Point) -> Option<String> {
    let mut circuit = model.circuit.clone();
    for (path, value) in model.names.parameters.iter().zip(&point.parameters) {
        circuit.set(path, *value).ok()?;
    }
    let (p, y) = (circuit.parameters(), &point.max);
    let (mut work, mut dy) = (vec![0.0; circuit.n_work()], vec![0.0; circuit.dim()]);
    if y.len() != dy.len() {
        return None;
    }
    circuit.vector_field(0.0, y, &p, &Resting(y), &mut work, &mut dy);
    let states = dy.iter().zip(&model.names.states);
    states.into_iter().find(|(dy, _)| !dy.is_finite()).map(|(_, path)| path.clone())
}
