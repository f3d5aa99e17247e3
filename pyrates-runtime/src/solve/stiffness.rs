//! Whether the steps of an explicit method are limited by stability rather than by the error.

use crate::checkpoint::{Carry, Transfer};

/// The rule of Hairer's DOPRI5 (Hairer and Wanner, Solving Ordinary Differential Equations II, IV.2): a problem is
/// stiff if 15 steps were at the limit of stability, with fewer than 6 others in a row between them. As there, only
/// some steps are looked at until one is suspicious.
#[derive(Debug, Clone)]
pub(super) struct StiffnessTest {
    every: usize,
    /// Steps until the next look.
    until_due: usize,
    suspicious: usize,
    calm: usize,
}

/// Steps from one look to the next where nothing depends on it but advice.
pub(super) const WATCH_EVERY: usize = 50;

/// Steps are at the limit of stability from this part of it on: the control of the step makes it shorter now and
/// then, and the estimate is one from below.
const LIMIT: f64 = 0.8;
const SUSPICIOUS: usize = 15;
const CALM: usize = 6;

impl StiffnessTest {
    /// A test that looks at one of so many steps.
    pub(super) fn every(every: usize) -> StiffnessTest {
        StiffnessTest { every, until_due: every, suspicious: 0, calm: 0 }
    }

    /// Counts a step, and tells whether it is one to look at.
    #[inline]
    pub(super) fn is_due(&mut self) -> bool {
        self.until_due -= 1;
        self.until_due == 0
    }

    /// Takes the distance of a step from the limit of stability, in units of the limit.
    pub(super) fn observe(&mut self, distance: f64) {
        if distance > LIMIT {
            self.suspicious += 1;
            self.calm = 0;
        } else if !self.is_found() {
            self.calm += 1;
            if self.calm >= CALM {
                self.suspicious = 0;
            }
        }
        let is_suspicious = self.suspicious > 0 && !self.is_found();
        self.until_due = if is_suspicious { 1 } else { self.every };
    }

    /// Whether the problem was found to be stiff.
    pub(super) fn is_found(&self) -> bool {
        self.suspicious >= SUSPICIOUS
    }
}

impl Carry for StiffnessTest {
    fn carry(&mut self, transfer: &mut Transfer) {
        self.until_due.carry(transfer);
        self.suspicious.carry(transfer);
        self.calm.carry(transfer);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calm_steps_lift_the_suspicion() {
        let mut test = StiffnessTest::every(3);
        assert_eq!([(); 3].map(|()| test.is_due()), [false, false, true]);
        (0..14).for_each(|_| test.observe(1.0));
        (0..5).for_each(|_| test.observe(0.5));
        assert!(!test.is_found() && test.is_due());
        let mut once_more = test.clone();
        once_more.observe(1.0);
        assert!(once_more.is_found(), "five calm steps are not enough");
        test.observe(0.5);
        test.observe(1.0);
        assert!(!test.is_found());
    }

    #[test]
    fn what_was_found_stays() {
        let mut test = StiffnessTest::every(1);
        (0..15).for_each(|_| test.observe(1.0));
        (0..100).for_each(|_| test.observe(0.0));
        assert!(test.is_found());
    }
}
