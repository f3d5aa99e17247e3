//! The past of a trajectory: what was before the start, the steps since, and the rule of looking it up.
//!
//! One stepper serves ordinary and delay differential equations. It asks a `Memory` for the `Past` that
//! a right-hand side sees; without delays that is `NoPast`, which costs nothing.

mod arguments;
mod breaking_points;
mod history;
mod interpolated;
mod parameters;
mod ring_buffer;
mod shared;
mod trajectory;

use crate::checkpoint::{Carry, Transfer};
use crate::model::{NoPast, Past};
use crate::scalar::Scalar;

pub(crate) use arguments::Passage;
pub(crate) use breaking_points::{BreakingPoint, BreakingPoints, Knots};
pub(crate) use history::Before;
pub use history::{History, PastRun, PastSamples};
pub(crate) use interpolated::Interpolated;
pub(crate) use parameters::fixed_parameters;
pub(crate) use ring_buffer::{RingBuffer, whole_steps};
pub(crate) use trajectory::{Trajectory, evaluate, evaluate_slope};

/// How a look-up of the past at `t - delay` is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DelayRule {
    /// By the dense output of the method at exactly `t - delay`. Delays need not be multiples of the step.
    #[default]
    Interpolate,
    /// By the rule of PyRates for edges with delays: a delay is rounded to a whole number of steps
    /// (halves to the even number), the value is that at the beginning of the step so many steps ago, and
    /// before the start it is zero. For comparison with PyRates only, with [`Euler`](crate::Euler).
    RingBuffer,
}

/// From which side a stage looks at a jump in the past. Steps end where a delayed look-up meets the jump,
/// so its last stage still sees the value before, and the first stage of the next step the value after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// The end of a step.
    Left,
    /// The beginning of a step.
    Right,
    /// Between beginning and end, where no jump can be.
    Inside,
}

/// Where look-ups went whose delays change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Looked {
    /// To the past.
    Back,
    /// Into the step being made as well.
    Within,
    /// Into the future: one of them, by its number.
    Ahead(usize),
}

/// What a stepper remembers for the look-ups of a right-hand side.
pub(crate) trait Memory<S: Scalar> {
    /// The past as one evaluation of the right-hand side sees it.
    type Past<'a>: Past<S>
    where
        Self: 'a,
        S: 'a;

    /// The past for an evaluation at time `t` and state `y`, with parameters `p`.
    fn past<'a>(&'a self, t: S, y: &'a [S], p: &'a [S], side: Side) -> Self::Past<'a>;
}

/// A memory that a run fills step by step. Between steps all that it knows can be saved.
pub(crate) trait Recall: Memory<f64> + Carry {
    /// Whether steps must hand over their dense output.
    const NEEDS_DENSE: bool;
    /// Whether look-ups meet points where the past is less smooth than elsewhere.
    const HAS_POINTS: bool;

    /// Whether nothing is remembered.
    const IS_EMPTY: bool = false;

    /// Prepares for a step from `t` with state `y` and slope `dy`.
    fn begin(&mut self, t: f64, y: &[f64], dy: &[f64]);

    /// The longest step that looks up nothing within itself: the smallest positive delay.
    fn explicit_limit(&self) -> f64;

    /// Where the look-ups since the last call of `begin` went, if delays change.
    fn looked(&self) -> Looked {
        Looked::Back
    }

    /// Tells that all evaluations of a step were made, those at its ends included.
    fn settle(&self) {}

    /// The first of some points, in order of time, that a look-up whose delay changes passes in the step just finished.
    fn passage(&self, _points: &[BreakingPoint]) -> Option<Passage> {
        None
    }

    /// The time that a look-up whose delay changes asked for at the end of the step just finished.
    fn asked_at_end(&self, _lookup: usize) -> f64 {
        f64::NAN
    }

    /// Takes the dense output of a step of length `h` as a better guess of the step being made, and
    /// returns by how much it differs from the guess before, in units of `scale(i)` for state `i`.
    fn improve(&mut self, h: f64, dense: &[f64], scale: impl Fn(usize) -> f64) -> f64;

    /// Stores a step from `t` to `t1` with its dense output.
    fn accept(&mut self, t: f64, t1: f64, dense: &[f64]);

    /// Notes that states jump at the end of the last step.
    fn jump(&mut self, t: f64);
}

/// The memory of a model without delays.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NoMemory;

impl<S: Scalar> Memory<S> for NoMemory {
    type Past<'a>
        = NoPast
    where
        S: 'a;

    #[inline(always)]
    fn past<'a>(&'a self, _t: S, _y: &'a [S], _p: &'a [S], _side: Side) -> NoPast {
        NoPast
    }
}

impl Recall for NoMemory {
    const NEEDS_DENSE: bool = false;
    const HAS_POINTS: bool = false;
    const IS_EMPTY: bool = true;

    fn begin(&mut self, _t: f64, _y: &[f64], _dy: &[f64]) {}

    fn explicit_limit(&self) -> f64 {
        f64::INFINITY
    }

    fn improve(&mut self, _h: f64, _dense: &[f64], _scale: impl Fn(usize) -> f64) -> f64 {
        0.0
    }

    fn accept(&mut self, _t: f64, _t1: f64, _dense: &[f64]) {}

    fn jump(&mut self, _t: f64) {}
}

impl Carry for NoMemory {
    fn carry(&mut self, _transfer: &mut Transfer) {}
}

/// The jump that a look-up aims at, which it may miss by rounding.
#[inline]
fn jump_near(jumps: &[f64], time: f64, near: f64) -> Option<f64> {
    jumps.iter().copied().find(|jump| (jump - time).abs() <= near)
}

/// The smallest distance between times near `t` that is told apart: a few units in the last place.
#[inline]
pub(crate) fn resolution(t: f64) -> f64 {
    16.0 * f64::EPSILON * t.abs()
}
