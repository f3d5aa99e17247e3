//! What must be the same for a run to go on.

use crate::event::{Event, Watch};
use crate::fingerprint::{fnv1a, of_numbers};
use crate::solve::{Plan, SolveErrorKind, Stepping};

/// Names and values of everything that the results of a run depend on, as far as values can be compared. Functions of
/// the user's own (histories and inputs) cannot.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Identity(pub(crate) Vec<(String, String)>);

impl Identity {
    pub(crate) fn of(plan: &Plan) -> Identity {
        let run = &plan.run;
        let hash = |hash: u64| format!("{hash:016x}");
        let mut fields = vec![
            ("model", run.system.name.clone()),
            ("version of the library", env!("CARGO_PKG_VERSION").to_string()),
            ("equations", hash(fnv1a(run.system.to_string().bytes()))),
            ("parameters", hash(of_numbers(&run.p.all()))),
            ("initial state", hash(of_numbers(&plan.run.y0))),
            ("interval of time", format!("{:?} to {:?}", plan.t0, plan.t_end)),
            ("method", plan.scheme.name.to_string()),
        ];
        match plan.stepping {
            Stepping::Fixed { dt } => fields.push(("dt", format!("{dt:?}"))),
            Stepping::Adaptive { tolerance, first, longest } => fields.extend([
                ("rtol", format!("{:?}", tolerance.rtol)),
                ("atol", format!("{:?}", tolerance.atol)),
                ("dt", first.map_or("none".to_string(), |dt| format!("{dt:?}"))),
                ("max_step", format!("{longest:?}")),
            ]),
        }
        let events: Vec<&Event> = plan.events.given.iter().map(Watch::event).collect();
        fields.extend([
            ("interval", format!("{:?}", plan.sampling)),
            ("cutoff", format!("{:?}", plan.cutoff)),
            ("dense", plan.needs_dense.to_string()),
            ("history", format!("{:?}", run.history)),
            ("delay_rule", format!("{:?}", plan.delay_rule)),
            ("input", run.inputs.paths().collect::<Vec<_>>().join(", ")),
            ("event", format!("{events:?}")),
            ("event_rule", format!("{:?}", plan.event_rule)),
        ]);
        if let Some(noise) = &run.noise {
            fields.extend([
                ("seed", noise.seed.to_string()),
                ("realization", noise.realization.to_string()),
                ("noise_step", (noise.dt / noise.parts as f64).to_string()),
                ("interpretation", format!("{:?}", noise.interpretation)),
            ]);
        }
        Identity(fields.into_iter().map(|(name, value)| (name.to_string(), value)).collect())
    }

    pub(super) fn model(&self) -> &str {
        self.0.first().map_or("", |(_, model)| model)
    }

    /// An error that names the first difference.
    pub(super) fn check(&self, run: &Identity) -> Result<(), SolveErrorKind> {
        let value = |fields: &[(String, String)], name: &str| {
            fields
                .iter()
                .find(|field| field.0 == name)
                .map_or("not there".to_string(), |field| field.1.clone())
        };
        for (name, _) in self.0.iter().chain(&run.0) {
            let (before, now) = (value(&self.0, name), value(&run.0, name));
            if before != now {
                return Err(misfit(name, &before, &now));
            }
        }
        Ok(())
    }
}

/// The error for a checkpoint of another run.
pub(super) fn misfit(what: &str, before: &str, now: &str) -> SolveErrorKind {
    let (what, before, now) = (what.to_string(), before.to_string(), now.to_string());
    SolveErrorKind::Resume { what, before, now }
}
