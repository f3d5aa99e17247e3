//! Who chooses the steps of a run.

use crate::checkpoint::{Carry, Transfer};
use crate::solution::Multiples;

use super::super::step_size::{Controller, StepSize, Tolerance};
use super::super::{Plan, Stepping};

/// Who chooses the steps.
pub(super) enum Control {
    /// Equal steps; `made` counts them.
    Fixed { dt: f64, times: Multiples, made: usize, total: usize },
    /// The error; `h` is the next step to try.
    Adaptive { step_size: StepSize, tolerance: Tolerance, h: f64, longest: f64 },
}

impl Control {
    pub(super) fn new(plan: &Plan, controller: Option<Controller>) -> Control {
        let span = plan.t_end - plan.t0;
        match (plan.stepping, controller) {
            (Stepping::Adaptive { tolerance, first, longest }, Some(controller)) => Control::Adaptive {
                step_size: StepSize::new(controller),
                tolerance,
                h: first.unwrap_or(span),
                longest,
            },
            (Stepping::Fixed { dt }, _) => Control::fixed(dt, span),
            // Plans give steps of their own choice to methods with an error estimate only.
            (Stepping::Adaptive { first, .. }, None) => Control::fixed(first.unwrap_or(span), span),
        }
    }

    fn fixed(dt: f64, span: f64) -> Control {
        // A remainder of rounding size is not a step of its own.
        let steps = span / dt;
        let rounding = (1e-9 * steps).clamp(1e-9, 1e-3);
        let is_whole = (steps - steps.round()).abs() < rounding;
        let total = if is_whole { steps.round() } else { steps.ceil() };
        Control::Fixed { dt, times: Multiples::of(dt), made: 0, total: (total as usize).max(1) }
    }
}

impl Carry for Control {
    fn carry(&mut self, transfer: &mut Transfer) {
        match self {
            Control::Fixed { made, .. } => made.carry(transfer),
            Control::Adaptive { step_size, h, .. } => {
                step_size.carry(transfer);
                h.carry(transfer);
            }
        }
    }
}
