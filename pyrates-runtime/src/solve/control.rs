//! Who chooses the steps of a run.

use crate::checkpoint::{Carry, Transfer};
use crate::delay::resolution;
use crate::solution::Multiples;

use super::step_size::{Controller, Reaction, StepSize, Tolerance, first_step, tiny_step};
use super::{Plan, Stepping};

/// A delay that is shorter than the step makes the step implicit. An adaptive method shortens its step
/// to the delay unless that multiplies the number of steps by more than this; then it iterates.
const SHORTEN: f64 = 4.0;

/// Steps at a time where nobody looks; they are lost if a state is no longer finite at their end.
const LONGEST_MARCH: usize = 4096;

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

    /// A tiny step to try before the first one, from a state and its slope, if the control chooses the first step.
    pub(super) fn step_before_first(&self, plan: &Plan, y: &[f64], slope: &[f64]) -> Option<f64> {
        let Control::Adaptive { tolerance, longest, .. } = self else { return None };
        let Stepping::Adaptive { first: None, .. } = plan.stepping else { return None };
        let span = plan.t_end - plan.t0;
        let smallest = (1e-10 * span).max(resolution(plan.t0));
        Some(tiny_step(*tolerance, y, slope, smallest, span.min(*longest)))
    }

    /// Chooses the first step from the slopes before and after a tiny one.
    pub(super) fn choose_first_step(&mut self, y: &[f64], slope: &[f64], slope_after: &[f64], tiny: f64) {
        if let Control::Adaptive { tolerance, h, step_size, .. } = self {
            step_size.start_anew();
            *h = first_step(*tolerance, step_size.order(), y, slope, slope_after, tiny);
        }
    }

    /// The end and the length of the next trial step from time `t`, not beyond the next point where a step must end. Steps
    /// longer than `limit` are implicit.
    #[inline]
    pub(super) fn propose(&self, plan: &Plan, t: f64, limit: f64, next_point: f64) -> (f64, f64) {
        let t_end = plan.t_end;
        match self {
            Control::Fixed { dt, made, total, .. } if made + 1 >= *total => {
                // The last step is shorter if the interval is not a multiple of `dt`, but not by rounding.
                let h = t_end - t;
                (t_end, if (h - dt).abs() <= resolution(t_end) { *dt } else { h })
            }
            Control::Fixed { dt, times, made, .. } => {
                let t1 = plan.t0 + times.at(made + 1);
                // After an event the rest of a step is made.
                let starts_on_grid = t <= plan.t0 + times.at(*made) + resolution(t);
                (t1, if starts_on_grid { *dt } else { t1 - t })
            }
            Control::Adaptive { h, longest, .. } => {
                let h = h.min(*longest);
                let h = if h > limit && h < SHORTEN * limit { limit } else { h };
                let stop = if next_point < t_end - resolution(t_end) { next_point } else { t_end };
                // A step that nearly reaches the stop is stretched, so that no tiny one remains.
                if t + 1.01 * h >= stop { (stop, stop - t) } else { (t + h, h) }
            }
        }
    }

    /// How many fixed steps from time `t` end well before somebody waits for one.
    pub(super) fn unseen_steps(&self, plan: &Plan, t: f64, due: f64) -> usize {
        let Control::Fixed { dt, times, made, .. } = self else { return 0 };
        if (t - (plan.t0 + times.at(*made))).abs() > resolution(t) {
            return 0;
        }
        (((due.min(plan.t_end) - t) / dt - 1.5).max(0.0) as usize).min(LONGEST_MARCH)
    }

    /// The time after so many more fixed steps; now for none.
    #[inline(always)]
    pub(super) fn time_after(&self, plan: &Plan, t: f64, steps: usize) -> f64 {
        match (self, steps) {
            (Control::Fixed { times, made, .. }, 1..) => plan.t0 + times.at(made + steps),
            _ => t,
        }
    }

    /// Takes note of fixed steps that were made at once.
    pub(super) fn march(&mut self, steps: usize) {
        if let Control::Fixed { made, .. } = self {
            *made += steps;
        }
    }

    /// Takes note of a step that was accepted; `is_whole` tells whether a step of the grid ended with it.
    #[inline]
    pub(super) fn accept(&mut self, h: f64, error: f64, is_whole: impl FnOnce(f64) -> bool) {
        match self {
            Control::Fixed { made, times, .. } => {
                if is_whole(times.at(*made + 1)) {
                    *made += 1;
                }
            }
            Control::Adaptive { step_size, h: next, .. } => {
                *next = unless_cut(h, step_size.after_accepted(h, error), *next);
            }
        }
    }

    /// The same for a whole step, with a reaction to its error.
    #[inline(always)]
    pub(super) fn accept_whole(&mut self, h: f64, reaction: Reaction<f64>) {
        match self {
            Control::Fixed { made, .. } => *made += 1,
            Control::Adaptive { step_size, h: next, .. } => {
                *next = unless_cut(h, step_size.accept(h, reaction), *next);
            }
        }
    }

    /// Goes on for a method with another controller.
    pub(super) fn follow(&mut self, controller: Option<Controller>) {
        if let (Control::Adaptive { step_size, .. }, Some(controller)) = (self, controller) {
            step_size.set_controller(controller);
        }
    }

    /// Shortens a step from time `t`, because of its error or because it could not be made. Tells whether it can be shortened.
    pub(super) fn reject(&mut self, plan: &Plan, t: f64, h: f64, error: Option<f64>) -> bool {
        let Control::Adaptive { step_size, .. } = self else { return false };
        let reaction = error.map(|error| step_size.react_to_rejected(error));
        self.reject_as(plan, t, h, reaction)
    }

    /// The same, with the reaction to the error, or without one if the step could not be made.
    #[inline(always)]
    pub(super) fn reject_as(&mut self, plan: &Plan, t: f64, h: f64, reaction: Option<Reaction<f64>>) -> bool {
        // Below this step time hardly moves; the second bound serves runs that start at zero.
        let smallest = 10.0 * f64::EPSILON * t.abs().max(1e-10 * (plan.t_end - plan.t0));
        let Control::Adaptive { step_size, h: next, .. } = self else { return false };
        if h <= smallest {
            return false;
        }
        *next = match reaction {
            Some(reaction) => step_size.reject(h, reaction),
            None => step_size.after_failure(h),
        };
        true
    }
}

/// The next step: a step that was cut short to hit a point says little against the one that was meant.
#[inline(always)]
fn unless_cut(h: f64, after: f64, meant: f64) -> f64 {
    if h < meant { after.max(meant) } else { after }
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
