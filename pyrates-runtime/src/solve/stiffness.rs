//! Whether the steps of an explicit method are limited by stability rather than by the error.

/// The rule of Hairer's DOPRI5 (Hairer and Wanner, Solving Ordinary Differential Equations II, IV.2): a problem is
/// stiff if 15 steps were at the limit of stability, with fewer than 6 others in a row between them.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct StiffnessTest {
    suspicious: usize,
    calm: usize,
}

/// Steps are at the limit of stability from this part of it on.
const LIMIT: f64 = 0.97;
const SUSPICIOUS: usize = 15;
const CALM: usize = 6;

impl StiffnessTest {
    /// Takes the distance of a step from the limit of stability, in units of the limit. Tells whether the
    /// problem is stiff.
    pub(super) fn observe(&mut self, stiffness: f64) -> bool {
        if stiffness > LIMIT {
            self.suspicious += 1;
            self.calm = 0;
        } else {
            self.calm += 1;
            if self.calm >= CALM {
                self.suspicious = 0;
            }
        }
        self.suspicious >= SUSPICIOUS
    }

    /// Whether there is reason to look at the next step.
    pub(super) fn is_suspicious(&self) -> bool {
        self.suspicious > 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calm_steps_lift_the_suspicion() {
        let mut test = StiffnessTest::default();
        assert!(!(0..14).any(|_| test.observe(1.0)));
        (0..5).for_each(|_| assert!(!test.observe(0.5)));
        assert!(test.clone().observe(1.0), "five calm steps are not enough");
        assert!(!test.observe(0.5) && !test.is_suspicious());
        assert!(!test.observe(1.0) && test.is_suspicious());
    }
}
