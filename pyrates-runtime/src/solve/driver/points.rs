//! Steps onto the points that look-ups meet whose delays change.
//!
//! Where such a look-up passes a point at which the solution is less smooth, the solution is less smooth as well (Bellen and
//! Zennaro, Numerical Methods for Delay Differential Equations, 2.2). The time is not known in advance, since it depends
//! on the solution: the step is made again, shorter, until it ends there.

use crate::delay::{BreakingPoint, Passage, Recall};
use crate::model::Model;

use super::super::stepper::Stepper;
use super::{Control, Driver, Trial};

/// Points that are looked for in one step: another look-up may pass one earlier than it seemed.
const POINTS: usize = 4;
/// Steps that are tried for one point.
const TRIALS: usize = 30;

/// A step that was tried: its end, its length, what came of it, and the point that a look-up meets at its end.
pub(super) struct Tried {
    pub(super) t1: f64,
    pub(super) h: f64,
    pub(super) trial: Trial,
    pub(super) point: Option<BreakingPoint>,
}

impl<M: Model, K: Recall, S: Stepper> Driver<'_, '_, M, K, S> {
    /// Tries a step that ends at `t1`, or before it, where the first look-up meets a point.
    pub(super) fn attempt_to_point(&mut self, t1: f64, h: f64) -> Tried {
        let mut tried = Tried { t1, h, trial: self.attempt(t1, h), point: None };
        for _ in 0..POINTS {
            let may_go_on = matches!(tried.trial, Trial::Good(_) | Trial::Inaccurate(_));
            let passage = self.memory.passage(self.breaking_points.passed()).filter(|_| may_go_on);
            let (Some(passage), Control::Adaptive { .. }) = (passage, &self.control) else { break };
            self.attempt_to_passage(passage, &mut tried);
        }
        tried
    }

    /// Makes a step shorter until a look-up meets at its end the point that it passes, by the rule of false position in the
    /// form of Illinois (Dowell and Jarratt, BIT 11 (1971) 168).
    fn attempt_to_passage(&mut self, passage: Passage, tried: &mut Tried) {
        let Passage { lookup, start, end, point, near } = passage;
        let sign = (end - start).signum();
        let (mut low, mut below) = (0.0, sign * (start - point.t));
        let (mut high, mut above) = (tried.h, sign * (end - point.t));
        for _ in 0..TRIALS {
            let t1 = self.t + low + (high - low) * below / (below - above);
            let h = t1 - self.t;
            *tried = Tried { t1, h, trial: self.attempt(t1, h), point: Some(point) };
            let value = sign * (self.memory.asked_at_end(lookup) - point.t);
            if value.is_nan() || value.abs() <= near || h <= low || h >= high {
                return;
            }
            if value < 0.0 {
                (low, below, above) = (h, value, 0.5 * above);
            } else {
                (high, above, below) = (h, value, 0.5 * below);
            }
        }
    }
}
