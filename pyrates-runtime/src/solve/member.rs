//! A plan that was made once, with other values: what the runs of a sweep have of their own.

use std::sync::Arc;

use crate::model::Model;
use crate::solution::Run;

use super::options::{check_finite, check_length, lookups};
use super::{Plan, SolveErrorKind};

impl Plan {
    /// The same run with other values of states and parameters, and with the noise of another realization. All checks of
    /// values are made anew.
    pub(crate) fn with_values<M: Model>(
        &self,
        model: &M,
        y0: Vec<f64>,
        p: Vec<f64>,
        realization: Option<u64>,
    ) -> Result<Plan, SolveErrorKind> {
        let system = &self.run.system;
        check_length("parameters", model.n_parameters(), p.len())?;
        check_length("initial state", model.dim(), y0.len())?;
        check_finite(&y0, || system.state_paths())?;
        if system.has_spreads {
            crate::spread::check(system, &p).map_err(SolveErrorKind::Spread)?;
        }
        let lookups = lookups(model, &p)?;
        check_finite(&p, || system.parameter_paths())?;
        let refuse = |error| SolveErrorKind::Event { condition: system.name.clone(), error };
        self.events.trains.iter().try_for_each(|trains| trains.check(&p)).map_err(refuse)?;
        let mut noise = self.run.noise.clone();
        if let (Some(noise), Some(realization)) = (&mut noise, realization) {
            noise.realization = realization;
        }
        let run = Run { y0: y0.clone(), p, lookups, noise, ..(*self.run).clone() };
        Ok(Plan { y0, run: Arc::new(run), ..self.clone() })
    }

    /// The memory in bytes that the samples of a run take, if their number is known beforehand.
    pub(crate) fn bytes_of_samples(&self) -> Option<u64> {
        let n_samples = self.sampling.n_samples(self.cutoff)? as u64;
        let n_states = self.y0.len();
        let per_sample = 1 + match &self.record {
            None => n_states,
            Some(columns) if self.keeps_states => n_states + columns.labels.len(),
            Some(columns) => columns.labels.len(),
        };
        Some(n_samples.saturating_mul(8 * per_sample as u64))
    }
}
