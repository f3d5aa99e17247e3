//! Options that would be ignored are refused.

use crate::delay::{DelayRule, History};
use crate::event::EventRule;

use super::method::sealed::Engine;
use super::{Euler, Method, Options, SolveErrorKind};

/// The refusal of an option that has no meaning.
fn unused(option: &'static str, context: &str, advice: &'static str) -> Result<(), SolveErrorKind> {
    Err(SolveErrorKind::UnusedOption { option, context: context.to_string(), advice })
}

impl Options {
    /// Refuses options that would be ignored, for a model with or without delays, delays that change, and events.
    pub(super) fn check_use(
        &self,
        has_delays: bool,
        delays_change: bool,
        declares_events: bool,
    ) -> Result<(), SolveErrorKind> {
        self.check_events(declares_events || !self.events.is_empty())?;
        self.check_steps()?;
        self.check_estimate()?;
        if has_delays { self.check_delays(delays_change) } else { self.check_without_delays() }
    }

    fn is_of_other_crate(&self) -> bool {
        matches!(self.scheme.engine, Engine::OdeSolvers(_))
    }

    fn check_events(&self, has_events: bool) -> Result<(), SolveErrorKind> {
        let method = self.scheme.name;
        let by_grid = self.delay_rule == Some(DelayRule::RingBuffer);
        if self.event_rule.is_some() && !has_events {
            return unused("event_rule", "a run without events", "leave it out");
        }
        if self.event_rule == Some(EventRule::AtSteps) && self.is_adaptive() {
            let context = format!("{method}, which chooses its steps itself");
            let advice = "choose a method with fixed steps, or leave it out: then steps end at events";
            return unused("event_rule", &context, advice);
        }
        if has_events && (by_grid || self.is_of_other_crate()) {
            let context = if by_grid { "`DelayRule::RingBuffer`" } else { method };
            let advice = "events end steps between the points of a grid; use `DelayRule::Interpolate`, and a method of this crate";
            return unused("event", context, advice);
        }
        Ok(())
    }

    fn check_steps(&self) -> Result<(), SolveErrorKind> {
        let method = self.scheme.name;
        if self.has_fixed_steps && matches!(self.scheme.engine, Engine::Auto | Engine::OdeSolvers(_)) {
            return unused("fixed_steps", method, "choose Tsit5 or Rodas5P, for example");
        }
        if !self.is_adaptive() {
            let context = match self.has_fixed_steps {
                true => "fixed steps".to_string(),
                false => format!("{method}, which makes fixed steps"),
            };
            let advice = "set the length of the steps with `dt`, or choose Dopri5 or Dop853";
            let given = [("rtol", self.rtol), ("atol", self.atol), ("max_step", self.max_step)].into_iter();
            if let Some((option, _)) = given.into_iter().find(|(_, value)| value.is_some()) {
                return unused(option, &context, advice);
            }
        }
        let given = [
            ("observe", self.is_observed),
            ("checkpoints", self.is_saved),
            ("resume", self.resume.is_some()),
        ];
        match given.into_iter().find(|(_, given)| *given) {
            Some((option, _)) if self.is_of_other_crate() => {
                unused(option, method, "choose a method of this crate, such as Dopri5 or Dop853")
            }
            _ => Ok(()),
        }
    }

    fn check_estimate(&self) -> Result<(), SolveErrorKind> {
        if self.estimates_error && self.is_adaptive() {
            let context = format!("{}, which keeps the error near its tolerance", self.scheme.name);
            return unused("estimate_error", &context, "tighten rtol to see what changes");
        }
        if self.estimates_error && matches!(self.scheme.engine, Engine::Stochastic(_)) {
            let advice = "compare the statistics of runs with different steps";
            return unused("estimate_error", "runs with noise", advice);
        }
        Ok(())
    }

    fn check_without_delays(&self) -> Result<(), SolveErrorKind> {
        let given = [("history", self.history.is_some()), ("delay_rule", self.delay_rule.is_some())];
        match given.into_iter().find(|(_, given)| *given) {
            Some((option, _)) => unused(option, "a model without delays", "leave it out"),
            None => Ok(()),
        }
    }

    fn check_delays(&self, delays_change: bool) -> Result<(), SolveErrorKind> {
        let method = self.scheme.name;
        if self.is_of_other_crate() {
            return Err(SolveErrorKind::DelaysUnsupported { method });
        }
        if self.delay_rule != Some(DelayRule::RingBuffer) {
            return Ok(());
        }
        let rule = "DelayRule::RingBuffer";
        if delays_change {
            let advice = "leave it out: delays are looked up by interpolation";
            return unused(rule, "a model whose delays change during a run", advice);
        }
        if method != Euler.name() {
            let advice = "it is the rule of PyRates for Euler's method: choose `Euler` with `dt`";
            return unused(rule, method, advice);
        }
        if !matches!(self.history.as_deref(), None | Some(History::Zero)) {
            let advice = "it starts from zero; use `DelayRule::Interpolate` for other histories";
            return unused("history", "`DelayRule::RingBuffer`", advice);
        }
        Ok(())
    }
}
