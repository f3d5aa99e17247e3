//! A plan that was made once, with other values: what the runs of a sweep have of their own.

use std::sync::Arc;

use crate::model::Model;
use crate::noise::Noise;
use crate::solution::Run;

use super::options::check_own_values;
use super::{Plan, SolveErrorKind};

impl Plan {
    /// The same run with other states, other values of `own` parameters, and the noise of another realization. All checks of
    /// values are made anew.
    pub(crate) fn with_values<M: Model>(
        &self,
        model: &M,
        y0: Vec<f64>,
        mut own: Vec<(usize, f64)>,
        realization: Option<u64>,
    ) -> Result<Plan, SolveErrorKind> {
        let before = &*self.run;
        self.network.round_own(&before.system, &mut own)?;
        let p = before.p.with(own);
        let lookups = check_own_values(model, &before.system, &y0, &p)?;
        let noise = before
            .noise
            .clone()
            .map(|noise| Noise { realization: realization.unwrap_or(noise.realization), ..noise });
        // Field by field, since states, parameters and look-ups of large models take time to copy.
        let run = Run {
            system: before.system.clone(),
            t0: before.t0,
            t_end: before.t_end,
            y0,
            p,
            lookups,
            ring_step: before.ring_step,
            history: before.history.clone(),
            inputs: before.inputs.clone(),
            noise,
            n_given_events: before.n_given_events,
            kept: before.kept.clone(),
        };
        Ok(Plan { run: Arc::new(run), ..self.clone() })
    }

    /// The labels of the columns of a run, if these are states that need no more than their own samples.
    pub(crate) fn state_columns(&self) -> Option<Vec<String>> {
        match &self.record {
            _ if self.needs_dense => None,
            None => Some(self.run.system.state_paths()),
            Some(_) if self.keeps_states => None,
            Some(columns) => columns.as_states().map(|_| columns.labels.clone()),
        }
    }

    /// The memory in bytes that the samples of a run take, if their number is known beforehand.
    pub(crate) fn bytes_of_samples(&self) -> Option<u64> {
        let n_samples = self.sampling.n_samples(self.sampling.before(self.cutoff))? as u64;
        let n_states = self.run.y0.len();
        let per_sample = 1 + match &self.record {
            None => n_states,
            Some(columns) if self.keeps_states => n_states + columns.labels.len(),
            Some(columns) => columns.labels.len(),
        };
        Some(n_samples.saturating_mul(8 * per_sample as u64))
    }
}
