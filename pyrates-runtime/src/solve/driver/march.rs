//! Steps of fixed length that nobody looks at: they are made many at a time, without what the driver does for each.

use crate::delay::{Recall, resolution};
use crate::model::Model;

use super::super::stepper::Stepper;
use super::{Control, Driver};

/// Steps at a time; they are lost if a state is no longer finite at their end.
const LONGEST: usize = 4096;

impl<M: Model, K: Recall, S: Stepper> Driver<'_, '_, M, K, S> {
    /// Makes all steps before the next point that somebody waits for, if there are several. Tells whether it did.
    pub(super) fn march(&mut self) -> bool {
        let Control::Fixed { dt, times, made, .. } = self.control else { return false };
        let n = if self.may_march { self.unseen_steps(dt) } else { 0 };
        let time = |k: usize| self.plan.t0 + times.at(k);
        if n < 2 || (self.t - time(made)).abs() > resolution(self.t) {
            return false;
        }
        let (before, evaluations) = (self.y.clone(), self.rhs.evaluations);
        let points = std::iter::once(self.t).chain((1..=n).map(|k| time(made + k)));
        let t1 = time(made + n);
        if !self.stepper.march(&mut self.rhs, &self.memory, &mut self.y, dt, points) {
            self.may_march = false;
            return false;
        }
        if !self.y.iter().chain(self.stepper.slope()).all(|x| x.is_finite()) {
            // The next steps are made one at a time, to find where that begins.
            (self.may_march, self.y) = (false, before);
            self.begin();
            self.rhs.evaluations = evaluations;
            return false;
        }
        self.t = t1;
        self.stats.accepted += n;
        if let Control::Fixed { made, .. } = &mut self.control {
            *made += n;
        }
        true
    }

    /// How many steps end well before the next sample, the next point where the slope must be made anew, and the end.
    fn unseen_steps(&self, dt: f64) -> usize {
        let due = self.recorder.next().min(self.breaking_points.next()).min(self.plan.t_end);
        let left = self.plan.max_steps - self.stats.accepted - self.stats.rejected;
        let steps = ((due - self.t) / dt - 1.5).max(0.0) as usize;
        steps.min(left).min(LONGEST)
    }
}
