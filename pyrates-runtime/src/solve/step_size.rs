//! How long the next step is: the controller of adaptive methods, and their first step.

use pyrates_ir::math::Real;

use crate::checkpoint::{Carry, Transfer};
use crate::scalar::Scalar;

use super::rough;

/// A proportional-integral controller (Hairer, Norsett and Wanner, Solving Ordinary Differential
/// Equations I, II.4; and Hairer and Wanner, II, IV.2), or a predictive one (the same, II, IV.8).
#[derive(Debug, Clone, Copy)]
pub(crate) struct Controller {
    /// The order of the method, for the first step.
    pub(crate) order: f64,
    /// The exponent of the error.
    pub(crate) exponent: f64,
    /// The exponent of the previous error; 0 gives a purely proportional controller.
    pub(crate) beta: f64,
    /// Whether steps also follow how the last ones and their errors changed.
    pub(crate) is_predictive: bool,
    /// The smallest factor between successive steps.
    pub(crate) shrink: f64,
    /// The largest factor between successive steps.
    pub(crate) grow: f64,
}

impl Controller {
    /// The controller of Hairer's DOPRI5, for a method of some order with an embedded formula of one order
    /// less: `beta = 0.2 / order`, which is 0.04 for order 5.
    pub(crate) const fn proportional_integral(order: f64) -> Controller {
        let beta = 0.2 / order;
        let exponent = 1.0 / order - 0.75 * beta;
        Controller { order, exponent, beta, is_predictive: false, shrink: 0.2, grow: 10.0 }
    }

    /// The controller of K. Gustafsson (ACM Trans. Math. Softw. 20 (1994) 496) for an error estimate of some order. Where a
    /// stiff problem grows harder from step to step, steps become shorter before one is rejected.
    pub(crate) const fn predictive(order: f64) -> Controller {
        Controller { order, exponent: 1.0 / order, beta: 0.0, is_predictive: true, shrink: 0.2, grow: 10.0 }
    }

    /// The error that a step has if the next attempt shall be this part of it.
    pub(crate) fn error_for(&self, part: f64) -> f64 {
        (SAFETY / part).powf(1.0 / self.exponent)
    }
}

/// What an error says about the next step: its logarithm, and by which factor the step should change.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Reaction<R> {
    pub(crate) ln_error: R,
    pub(crate) factor: R,
}

impl Controller {
    /// The reaction to an error. `ln_previous_error` is that of the step before, and 0 for an error that is not tolerable.
    #[inline(always)]
    pub(crate) fn react<R: Real>(&self, error: R, ln_previous_error: R) -> Reaction<R> {
        let ln_error = rough::ln(error);
        let factor = rough::exp(ln_previous_error * self.beta - ln_error * self.exponent) * SAFETY;
        Reaction { ln_error, factor }
    }
}

/// Steps aim at this fraction of the length at which the error would just be tolerable.
const SAFETY: f64 = 0.9;

/// The logarithm of 1e-4: smaller errors say nothing about the next step.
const LN_SMALLEST_ERROR: f64 = -9.210340371976182;

/// The logarithm of 1e-2, the same for a predictive controller.
const LN_SMALLEST_PREDICTIVE: f64 = -4.605170185988091;

/// The memory of a controller during a run.
#[derive(Debug, Clone, Copy)]
pub(crate) struct StepSize {
    controller: Controller,
    /// Logarithms, because one logarithm and one exponential are cheaper than two powers.
    ln_previous_error: f64,
    /// The length of the step accepted last; 0 if there is none to predict from.
    previous: f64,
    just_rejected: bool,
}

impl StepSize {
    pub(crate) fn new(controller: Controller) -> StepSize {
        StepSize { controller, ln_previous_error: LN_SMALLEST_ERROR, previous: 0.0, just_rejected: false }
    }

    /// Goes on for another method.
    pub(crate) fn set_controller(&mut self, controller: Controller) {
        self.controller = controller;
    }

    pub(crate) fn controller(&self) -> &Controller {
        &self.controller
    }

    pub(crate) fn ln_previous_error(&self) -> f64 {
        self.ln_previous_error
    }

    /// The order of the method.
    pub(crate) fn order(&self) -> f64 {
        self.controller.order
    }

    /// Forgets the steps before, from which nothing follows for the next ones.
    pub(crate) fn start_anew(&mut self) {
        self.previous = 0.0;
    }

    /// The next step after a step `h` with the tolerable error `error <= 1`.
    #[inline]
    pub(crate) fn after_accepted(&mut self, h: f64, error: f64) -> f64 {
        let reaction = match self.controller.is_predictive {
            true => self.predict(h, rough::ln(error)),
            false => self.controller.react(error, self.ln_previous_error),
        };
        self.accept(h, reaction)
    }

    /// The same, with a reaction to the error.
    #[inline(always)]
    pub(crate) fn accept(&mut self, h: f64, Reaction { ln_error, factor }: Reaction<f64>) -> f64 {
        let Controller { is_predictive, shrink, grow, .. } = self.controller;
        // After a rejection the step must not grow at once, or it would be rejected again.
        let largest = if self.just_rejected { 1.0 } else { grow };
        let smallest = if is_predictive { LN_SMALLEST_PREDICTIVE } else { LN_SMALLEST_ERROR };
        self.ln_previous_error = ln_error.max(smallest);
        self.previous = h;
        self.just_rejected = false;
        h * factor.clamp(shrink, largest)
    }

    /// The reaction after which the error of the next step stays right if it goes on to change as it did in the last one.
    fn predict(&self, h: f64, ln_error: f64) -> Reaction<f64> {
        let exponent = self.controller.exponent;
        let (usual, change) = (-exponent * ln_error, exponent * (self.ln_previous_error - ln_error));
        let ln_factor = match self.previous > 0.0 {
            true => usual + (change + rough::ln(h / self.previous)).min(0.0),
            false => usual,
        };
        Reaction { ln_error, factor: SAFETY * rough::exp(ln_factor) }
    }

    /// The reaction to an error above 1.
    pub(crate) fn react_to_rejected(&self, error: f64) -> Reaction<f64> {
        self.controller.react(error, 0.0)
    }

    /// The next attempt after a step `h` with an error above 1, with the reaction to it.
    #[inline(always)]
    pub(crate) fn reject(&mut self, h: f64, reaction: Reaction<f64>) -> f64 {
        self.just_rejected = true;
        h * reaction.factor.clamp(self.controller.shrink, SAFETY)
    }

    /// The next attempt after a step `h` that could not be evaluated.
    pub(crate) fn after_failure(&mut self, h: f64) -> f64 {
        self.just_rejected = true;
        0.1 * h
    }
}

impl Carry for StepSize {
    fn carry(&mut self, transfer: &mut Transfer) {
        self.ln_previous_error.carry(transfer);
        self.previous.carry(transfer);
        self.just_rejected.carry(transfer);
    }
}

/// The tolerance of each state: `atol + rtol |y|`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tolerance {
    pub(crate) rtol: f64,
    pub(crate) atol: f64,
}

impl Tolerance {
    /// The tolerable error of a state of size `y`.
    #[inline]
    pub(crate) fn scale(&self, y: f64) -> f64 {
        self.atol + self.rtol * y.abs()
    }

    /// The mean square of errors of a step from `y` to `y1`, in units of the tolerance at the larger of both; of numbers like `like`.
    #[inline(always)]
    pub(crate) fn mean_square<S: Scalar>(&self, like: S, y: &[S], y1: &[S], errors: &[S]) -> S {
        let tolerance = (like.splat(self.atol), like.splat(self.rtol));
        let n = like.splat(y.len().max(1) as f64);
        let mut sum = like.splat(0.0);
        // Processors divide several numbers at a time, while the sum is made one by one.
        let (errors, last_errors) = errors.as_chunks::<SQUARES>();
        let (y, last_y) = y.as_chunks::<SQUARES>();
        let (y1, last_y1) = y1.as_chunks::<SQUARES>();
        for ((errors, y), y1) in errors.iter().zip(y).zip(y1) {
            let mut squares = *errors;
            for i in 0..SQUARES {
                squares[i] = square(tolerance, errors[i], y[i], y1[i]);
            }
            for square in squares {
                sum = sum + square;
            }
        }
        for ((&error, &y), &y1) in last_errors.iter().zip(last_y).zip(last_y1) {
            sum = sum + square(tolerance, error, y, y1);
        }
        sum / n
    }

    /// The root mean square of `values` in units of the tolerance at `y`.
    pub(crate) fn norm(&self, y: &[f64], values: impl Iterator<Item = f64>) -> f64 {
        let squares = y.iter().zip(values).map(|(&y, value)| (value / self.scale(y)).powi(2));
        (squares.sum::<f64>() / y.len().max(1) as f64).sqrt()
    }
}

/// Squares that are computed at a time.
const SQUARES: usize = 4;

/// The square of an error, in units of the tolerance at the larger of two states.
#[inline(always)]
fn square<S: Scalar>((atol, rtol): (S, S), error: S, y: S, y1: S) -> S {
    let (before, after) = (y.abs(), y1.abs());
    // As `f64::max`: NaN does not count.
    let size = S::select(after.gt(before), after, before);
    let relative = error / (atol + rtol * size);
    relative * relative
}

/// A guess of a tiny step, from the sizes of the state and its slope: the first half of Hairer's `hinit`.
/// Contrary to `hinit` the guess is bounded from below by `smallest`: a state that starts at 1e-16 says
/// nothing about the time scale of the problem.
pub(crate) fn tiny_step(tolerance: Tolerance, y: &[f64], dy: &[f64], smallest: f64, largest: f64) -> f64 {
    let size = tolerance.norm(y, y.iter().copied());
    let slope = tolerance.norm(y, dy.iter().copied());
    let guess = if size < 1e-5 || slope < 1e-5 { 1e-6 } else { 0.01 * size / slope };
    guess.max(smallest).min(largest)
}

/// The first step, from the slopes `dy0` at the start and `dy1` after an Euler step of length `h0`: the
/// second half of Hairer's `hinit`.
pub(crate) fn first_step(
    tolerance: Tolerance,
    order: f64,
    y: &[f64],
    dy0: &[f64],
    dy1: &[f64],
    h0: f64,
) -> f64 {
    let slope = tolerance.norm(y, dy0.iter().copied());
    let curvature = tolerance.norm(y, dy0.iter().zip(dy1).map(|(a, b)| b - a)) / h0;
    let steepest = slope.max(curvature);
    if !steepest.is_finite() {
        // The trial step left the domain of the right-hand side, so nothing longer is safe.
        return h0;
    }
    let h1 = if steepest <= 1e-15 { (1e-3 * h0).max(1e-6) } else { (0.01 / steepest).powf(1.0 / order) };
    h1.min(100.0 * h0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exact_step_grows_and_a_bad_one_shrinks() {
        for controller in [Controller::proportional_integral(5.0), Controller::predictive(5.0)] {
            let mut step_size = StepSize::new(controller);
            assert_eq!(step_size.after_accepted(1.0, 0.0), 10.0);
            let reaction = step_size.react_to_rejected(f64::INFINITY);
            assert_eq!(step_size.reject(1.0, reaction), 0.2);
            assert_eq!(step_size.after_accepted(1.0, 0.0), 1.0);
        }
    }

    /// A step in which the error grew tenfold without being longer is followed by one that expects the same.
    #[test]
    fn errors_that_grow_are_predicted() {
        let mut step_size = StepSize::new(Controller::predictive(5.0));
        step_size.after_accepted(1.0, 0.05);
        let next = step_size.after_accepted(1.0, 0.5);
        assert!((next - SAFETY * (0.5_f64 * 10.0).powf(-0.2)).abs() < 1e-5, "{next}");
        step_size.start_anew();
        let next = step_size.after_accepted(1.0, 0.5);
        assert!((next - SAFETY * 0.5_f64.powf(-0.2)).abs() < 1e-5, "{next}");
    }

    #[test]
    fn a_tiny_state_does_not_give_a_tiny_step() {
        let tolerance = Tolerance { rtol: 1e-9, atol: 1e-12 };
        assert!(tiny_step(tolerance, &[1e-16], &[1.0], 1e-9, 10.0) >= 1e-9);
    }
}
