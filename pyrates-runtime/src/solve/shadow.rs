//! How much the result of fixed steps depends on them: a second run with steps of half the length.

use std::sync::Arc;

use crate::model::Model;
use crate::solution::{ErrorEstimate, Run, Solution};

use super::{Hooks, Plan, SolveError, Stepping, solve};

impl Plan {
    /// The same run with steps of half the length, all of whose states are kept.
    fn with_half_steps(&self, dt: f64) -> Plan {
        let run = match self.run.ring_step {
            Some(step) => Arc::new(Run { ring_step: Some(0.5 * step), ..(*self.run).clone() }),
            None => self.run.clone(),
        };
        let stepping = Stepping::Fixed { dt: 0.5 * dt };
        Plan {
            stepping,
            run,
            needs_dense: true,
            keep_dense: true,
            record: None,
            resume: None,
            ..self.clone()
        }
    }
}

/// Estimates the error of a run with fixed steps from its difference to a run with half of them.
///
/// For a method of order `p` the error of the longer steps is `2^p/(2^p - 1)` times the difference (Hairer, Norsett and
/// Wanner, Solving Ordinary Differential Equations I, II.4). Where states jump nothing is compared, since the jumps of
/// both runs are at different times.
pub(super) fn estimate<M: Model>(
    model: &M,
    plan: &Plan,
    solution: &Solution,
) -> Result<Option<ErrorEstimate>, SolveError> {
    let Stepping::Fixed { dt } = plan.stepping else { return Ok(None) };
    let refuse = |error: SolveError| SolveError { partial: Box::new(solution.clone()), ..error };
    let fine = solve(model, &plan.with_half_steps(dt), &Hooks::default()).map_err(refuse)?;
    let factor = (plan.scheme.order as f64).exp2();
    let difference = solution.largest_difference(&fine, &plan.run.system.state_paths(), dt);
    Ok(difference.map(|estimate| estimate.scaled(factor / (factor - 1.0))))
}
