//! What the driver asks of a method.

use crate::checkpoint::Carry;
use crate::delay::Memory;
use crate::model::VectorField;
use crate::solution::Stats;

use super::right_hand_side::RightHandSide;
use super::step_size::{Controller, Tolerance};

/// A step that was made: from time `t` and state `y`, of length `h`.
#[derive(Clone, Copy)]
pub(super) struct Made<'a> {
    pub(super) t: f64,
    pub(super) y: &'a [f64],
    pub(super) h: f64,
}

/// Makes the steps of a method, one at a time. When to step, how far, and what to keep is decided in `driver`.
///
/// In the life of a step come `step`, `finish` (before `error` if that needs it), `interpolate` if somebody needs
/// the dense output, and `advance` once the step is accepted.
/// Between steps all that it knows can be saved.
pub(super) trait Stepper: Carry {
    /// Whether the step-size controller changes during a run.
    const SWITCHES: bool = false;

    /// The step-size controller of the next step; `None` for methods with fixed steps.
    fn controller(&self) -> Option<Controller>;

    /// The number of coefficients of the dense output of each state.
    fn n_coefficients(&self) -> usize;

    /// Whether the error estimate uses the slope at the end of the step.
    fn error_needs_end(&self) -> bool;

    /// The slope at the start of the step.
    fn slope(&self) -> &[f64];

    /// The slope at the end of the step, once it is finished.
    fn end_slope(&self) -> &[f64];

    /// The state at the end of the step.
    fn y1(&self) -> &[f64];

    /// The same, for the driver to take.
    fn y1_mut(&mut self) -> &mut Vec<f64>;

    /// The coefficients of the dense output, state by state.
    fn dense(&self) -> &[f64];

    /// Evaluates the slope at the start of a step.
    fn start<M: VectorField, K: Memory<f64>>(
        &mut self,
        rhs: &mut RightHandSide<M, f64>,
        memory: &K,
        t: f64,
        y: &[f64],
    );

    /// Evaluates the slope after an Euler step of length `h`, for the choice of the first step: returns that at the start and that
    /// after the step.
    fn trial<M: VectorField, K: Memory<f64>>(
        &mut self,
        rhs: &mut RightHandSide<M, f64>,
        memory: &K,
        t: f64,
        y: &[f64],
        h: f64,
    ) -> (&[f64], &[f64]);

    /// The state a moment later, along the slope at the start of the step.
    fn moment_later<M: VectorField, K: Memory<f64>>(
        &mut self,
        _rhs: &mut RightHandSide<M, f64>,
        _memory: &K,
        _t: f64,
        y: &[f64],
        moment: f64,
    ) -> Vec<f64> {
        y.iter().zip(self.slope()).map(|(y, slope)| y + moment * slope).collect()
    }

    /// Makes the stages of a step and the state at its end.
    fn step<M: VectorField, K: Memory<f64>>(
        &mut self,
        rhs: &mut RightHandSide<M, f64>,
        memory: &K,
        t: f64,
        y: &[f64],
        h: f64,
    );

    /// Makes steps of length `h` between so many points of time, from the first on, of which nobody wants to see anything but
    /// their end. `y` is the state before and after. Tells whether the method does such a thing; it need not.
    fn march<M: VectorField, K: Memory<f64>>(
        &mut self,
        _rhs: &mut RightHandSide<M, f64>,
        _memory: &K,
        _y: &mut Vec<f64>,
        _h: f64,
        _times: impl Iterator<Item = f64>,
    ) -> bool {
        false
    }

    /// Evaluates the slope at the end of a step, where time is `t1`.
    fn finish<M: VectorField, K: Memory<f64>>(
        &mut self,
        rhs: &mut RightHandSide<M, f64>,
        memory: &K,
        t1: f64,
    );

    /// Fills the coefficients of the dense output.
    fn interpolate<M: VectorField, K: Memory<f64>>(
        &mut self,
        rhs: &mut RightHandSide<M, f64>,
        memory: &K,
        t: f64,
        y: &[f64],
        h: f64,
    );

    /// The estimated error of the step from `y`, in units of the tolerance.
    fn error<M: VectorField, K: Memory<f64>>(
        &mut self,
        rhs: &mut RightHandSide<M, f64>,
        memory: &K,
        step: Made,
        tolerance: Tolerance,
    ) -> f64;

    /// Looks for stiffness in a finished step of length `h` to `t1` that was accepted.
    fn watch<M: VectorField, K: Memory<f64>>(
        &mut self,
        _rhs: &mut RightHandSide<M, f64>,
        _memory: &K,
        _t1: f64,
        _h: f64,
    ) {
    }

    /// Makes the end of the step the start of the next.
    fn advance(&mut self);

    /// The first state that is not finite in the step made last, in the order in which the step was made.
    fn first_not_finite(&self) -> Option<usize>;

    /// Adds what the method counts itself.
    fn add_to(&self, stats: &mut Stats);
}
