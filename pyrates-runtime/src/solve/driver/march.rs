//! Steps of fixed length that nobody looks at: they are made many at a time, without what the driver does for each.

use crate::delay::Recall;
use crate::model::Model;

use super::super::stepper::Stepper;
use super::{Control, Driver};

impl<M: Model, K: Recall, S: Stepper> Driver<'_, '_, M, K, S> {
    /// Makes all steps before the next point that somebody waits for, if there are several. Tells whether it did.
    pub(super) fn march(&mut self) -> bool {
        let n = if self.may_march { self.unseen_steps() } else { 0 };
        let (Control::Fixed { dt, .. }, 2..) = (&self.control, n) else { return false };
        let (dt, before, evaluations) = (*dt, self.y.clone(), self.rhs.evaluations);
        let time = |k: usize| self.control.time_after(self.plan, self.t, k);
        let (points, t1) = ((0..=n).map(time), time(n));
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
        self.control.march(n);
        true
    }

    /// How many steps end well before the next sample, the next point where the slope must be made anew, and the end.
    fn unseen_steps(&self) -> usize {
        let due = self.recorder.next().min(self.breaking_points.next());
        let left = self.plan.max_steps - self.stats.accepted - self.stats.rejected;
        self.control.unseen_steps(self.plan, self.t, due).min(left)
    }
}
