//! Whether noise and method go together, and what the noise of a run is.

use pyrates_ir::noise::Reads;
use pyrates_ir::system::System;

use crate::model::Structure;
use crate::noise::{Interpretation, Noise};
use crate::solution::Run;

use super::method::sealed::Engine;
use super::stochastic::Rule;
use super::{Options, SolveErrorKind, Stepping};

/// What the user said about noise. `None` is what was not mentioned.
#[derive(Debug, Clone, Default)]
pub(crate) struct NoiseOptions {
    pub(crate) seed: Option<u64>,
    pub(crate) realization: Option<u64>,
    pub(crate) interpretation: Option<Interpretation>,
    /// The length of the parts of steps for which numbers are drawn.
    pub(crate) step: Option<f64>,
    /// Whether the run leaves the noise out.
    pub(crate) is_off: bool,
    /// The noise of the run to go on from, and the number of the first part of its next step.
    pub(crate) before: Option<Box<(Noise, u64)>>,
}

impl NoiseOptions {
    /// Takes over where another run ended at time `end`.
    pub(super) fn go_on(&mut self, run: Option<&Run>, end: f64) {
        let before = run.and_then(|run| Some((run.noise.clone()?, run.t0)));
        self.before = before.map(|(noise, t0)| {
            let part = noise.part_after(t0, end);
            Box::new((noise, part))
        });
    }

    /// The number of parts of a step for which numbers are drawn.
    fn parts(&self, dt: f64, before: Option<&Noise>) -> Result<u64, SolveErrorKind> {
        let as_before = before.filter(|noise| noise.parts > 1).map(|noise| noise.dt / noise.parts as f64);
        let Some(step) = self.step.or(as_before) else { return Ok(1) };
        let parts = (dt / step).round();
        if step > 0.0 && (1.0..=1e9).contains(&parts) && (parts * step - dt).abs() <= 1e-9 * dt {
            return Ok(parts as u64);
        }
        let expected = "a whole part of `dt`";
        Err(SolveErrorKind::InvalidOption { option: "noise_step", value: step, expected })
    }

    /// The first option that was given.
    fn given(&self) -> Option<&'static str> {
        let given = [
            ("seed", self.seed.is_some()),
            ("realization", self.realization.is_some()),
            ("interpretation", self.interpretation.is_some()),
            ("noise_step", self.step.is_some()),
        ];
        given.into_iter().find(|(_, given)| *given).map(|(option, _)| option)
    }
}

impl Options {
    /// The noise of the run, if it has any, after all checks.
    pub(super) fn noise(
        &self,
        structure: &Structure,
        stepping: Stepping,
    ) -> Result<Option<Noise>, SolveErrorKind> {
        let has_noise = structure.is_noisy;
        let method = self.scheme.name;
        let unused =
            |option, context: String, advice| Err(SolveErrorKind::UnusedOption { option, context, advice });
        if self.noise.is_off && !has_noise {
            return unused("without_noise", "a model without noise".to_string(), "leave it out");
        }
        let context = if has_noise { "a run without noise" } else { "a model without noise" };
        let is_noisy = has_noise && !self.noise.is_off;
        let Engine::Stochastic(rule) = self.scheme.engine else {
            if is_noisy {
                return Err(SolveErrorKind::NoiseUnsupported { method });
            }
            return match self.noise.given() {
                Some(option) => unused(option, context.to_string(), "leave it out"),
                None => Ok(None),
            };
        };
        if !is_noisy {
            let advice =
                "choose a method for ordinary differential equations, such as Dopri5, or Euler with `dt`";
            return unused("method", format!("{context}, and {method} is for noise"), advice);
        }
        let real = structure.split();
        check_form(method, rule, &real)?;
        let interpretation = self.interpretation(method, rule, &real)?;
        let before = self.noise.before.as_deref();
        let dt = match stepping {
            Stepping::Fixed { dt } => dt,
            Stepping::Adaptive { .. } => return Err(SolveErrorKind::MissingStep { method }),
        };
        Ok(Some(Noise {
            seed: self.noise.seed.or(before.map(|(noise, _)| noise.seed)).unwrap_or(0),
            realization: self.noise.realization.or(before.map(|(noise, _)| noise.realization)).unwrap_or(0),
            first_part: before.map_or(0, |(_, part)| *part),
            interpretation,
            dt,
            parts: self.noise.parts(dt, before.map(|(noise, _)| noise))?,
            places: real.noise_places(),
            n_sources: real.n_noise_sources(),
        }))
    }

    fn interpretation(
        &self,
        method: &'static str,
        rule: Rule,
        real: &System,
    ) -> Result<Interpretation, SolveErrorKind> {
        let before = self.noise.before.as_ref().map(|before| before.0.interpretation);
        let interpretation = self.noise.interpretation.or(before).unwrap_or_default();
        // Without the state in amplitudes both interpretations are the same.
        let matters = real.noise_terms().iter().any(|term| real.noise_reads(term) != Reads::default());
        if rule == Rule::EulerMaruyama && interpretation == Interpretation::Stratonovich && matters {
            return Err(SolveErrorKind::UnusedOption {
                option: "interpretation",
                context: format!("{method}, which is for noise in the sense of Ito"),
                advice: "choose StochasticHeun or Milstein, or add the drift of Stratonovich to the equations",
            });
        }
        Ok(interpretation)
    }
}

/// Refuses noise of a form that the method does not take.
fn check_form(method: &'static str, rule: Rule, real: &System) -> Result<(), SolveErrorKind> {
    let terms = real.noise_terms();
    let path = |term: &pyrates_ir::noise::NoiseTerm| real.group(term.state).path(term.state.variable, 0);
    for (k, term) in terms.iter().enumerate() {
        let reads = real.noise_reads(term);
        let shares = |other: &pyrates_ir::noise::NoiseTerm| {
            let same_group = other.state.group == term.state.group;
            other.state == term.state || same_group && other.source == term.source
        };
        let problem = match rule {
            Rule::EulerMaruyama | Rule::Heun => None,
            Rule::Sra1 if reads.own || reads.other => Some("an amplitude that depends on states"),
            Rule::Sra1 if reads.past => Some("an amplitude that depends on the past"),
            Rule::Sra1 => None,
            Rule::Milstein if terms[..k].iter().any(shares) => {
                Some("more than one source, or one that it shares with another state")
            }
            Rule::Milstein if reads.other => Some("an amplitude that depends on other states"),
            Rule::Milstein => None,
        };
        if let Some(problem) = problem {
            return Err(SolveErrorKind::NoiseForm { method, variable: path(term), problem });
        }
    }
    Ok(())
}
