//! How long a Newton iteration goes on (Hairer and Wanner, Solving Ordinary Differential Equations II, IV.8).

use crate::checkpoint::{Carry, Transfer};

/// An iteration ends when what is left is this part of the tolerance.
const TOLERABLE: f64 = 0.03;

/// Changes that do not decrease any more count as rounding below this part of the tolerance.
const NOISE: f64 = 0.1;

/// Changes that decrease more slowly than by this factor do not decrease.
const SLOWEST: f64 = 0.99;

/// How fast the changes of an iteration decrease.
#[derive(Debug, Clone, Copy)]
pub(super) struct Iteration {
    /// How many changes there are at most, and were made.
    most: i32,
    made: i32,
    change: f64,
    ratio: f64,
    /// What is left after a change, in units of it; from the iteration before at first.
    left: f64,
}

/// What an iteration shall do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    GoOn,
    Found,
    /// The solution will not be found.
    Lost,
}

impl Iteration {
    /// One of so many changes at most.
    pub(super) fn new(most: i32) -> Iteration {
        Iteration { most, made: 0, change: 0.0, ratio: 0.0, left: 1.0 }
    }

    pub(super) fn start(&mut self) {
        // Steps are much alike, but not the same.
        *self = Iteration { left: self.left.max(1e-16).powf(0.8), ..Iteration::new(self.most) };
    }

    /// Takes note of a change, in units of the tolerance.
    pub(super) fn judge(&mut self, change: f64) -> Verdict {
        self.made += 1;
        let before = std::mem::replace(&mut self.change, change);
        if self.made > 1 && before > 0.0 {
            let ratio = change / before;
            let last = std::mem::replace(&mut self.ratio, ratio);
            let rate = if self.made == 2 { ratio } else { (ratio * last).sqrt() };
            self.left = rate / (1.0 - rate.min(SLOWEST));
            let after_all = self.left * change * rate.powi(self.most - self.made);
            if (rate > SLOWEST || after_all > TOLERABLE) && change > NOISE {
                return self.give_up();
            }
        }
        match self.left * change <= TOLERABLE {
            true => Verdict::Found,
            false if !change.is_finite() => self.give_up(),
            false if change <= NOISE && (self.ratio > SLOWEST || self.made == self.most) => Verdict::Found,
            false if self.made == self.most => self.give_up(),
            false => Verdict::GoOn,
        }
    }

    /// Nothing follows for the next iteration.
    fn give_up(&mut self) -> Verdict {
        self.left = 1.0;
        Verdict::Lost
    }
}

impl Carry for Iteration {
    fn carry(&mut self, transfer: &mut Transfer) {
        self.left.carry(transfer);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(changes: impl Iterator<Item = f64>) -> (usize, Verdict) {
        let mut iteration = Iteration::new(10);
        iteration.start();
        let mut verdicts = changes.map(|change| iteration.judge(change)).enumerate();
        verdicts.find(|(_, verdict)| *verdict != Verdict::GoOn).unwrap()
    }

    /// Changes that decrease by a factor end the iteration once what follows is small; those that cannot become small in time
    /// end it at once.
    #[test]
    fn iterations_go_on_as_long_as_they_must() {
        let geometric = |first: f64, ratio: f64| judge((0..20).map(move |i| first * f64::powi(ratio, i)));
        assert_eq!(geometric(1.0, 1e-3), (1, Verdict::Found));
        assert_eq!(geometric(1e3, 1e-1), (4, Verdict::Found));
        assert_eq!(geometric(1e-3, 1e-3), (0, Verdict::Found));
        assert_eq!(geometric(1e3, 0.7), (1, Verdict::Lost));
        assert_eq!(geometric(1.0, 2.0), (1, Verdict::Lost));
        assert_eq!(geometric(f64::NAN, 1.0), (0, Verdict::Lost));
    }

    /// Rounding does not decrease.
    #[test]
    fn rounding_ends_an_iteration() {
        assert_eq!(judge([0.2, 0.09, 0.095].into_iter().cycle()), (2, Verdict::Found));
        assert_eq!(judge([10.0, 5.0, 6.0].into_iter().cycle()), (2, Verdict::Lost));
    }

    /// After an iteration that went well the next one may end with its first change.
    #[test]
    fn iterations_learn() {
        let mut iteration = Iteration::new(10);
        for expected in [Verdict::GoOn, Verdict::Found] {
            iteration.start();
            assert_eq!(iteration.judge(1.0), expected);
            iteration.judge(1e-3);
        }
    }
}
