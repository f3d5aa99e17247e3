//! PyRates' rule for delays with fixed steps, for comparison.

use std::collections::VecDeque;

use crate::checkpoint::{Carry, Transfer};
use crate::model::Past;

use super::{Memory, Recall, Side};

/// The states at the beginnings of steps. Evaluations are at the ends of steps, or at the start of the
/// run, as Euler's method makes them.
pub(crate) struct RingBuffer {
    /// The delay of each look-up in whole steps.
    steps: Vec<usize>,
    longest: usize,
    /// Of the steps before the one being made, the newest last.
    states: VecDeque<Vec<f64>>,
    /// Of the step being made.
    beginning: Vec<f64>,
}

impl RingBuffer {
    /// An empty buffer for delays that are not negative.
    pub(crate) fn new(delays: &[f64], dt: f64) -> RingBuffer {
        let steps: Vec<usize> = delays.iter().map(|d| whole_steps(*d, dt)).collect();
        let longest = steps.iter().copied().max().unwrap_or(0);
        RingBuffer { steps, longest, states: VecDeque::new(), beginning: Vec::new() }
    }

    /// A state `n` steps before the step being made; zero before the start.
    fn before(&self, n: usize, state: usize) -> f64 {
        match n {
            0 => self.beginning[state],
            n if n > self.states.len() => 0.0,
            n => self.states[self.states.len() - n][state],
        }
    }
}

/// A delay in whole steps. One that is longer than any run leaves the look-up at zero; the cast saturates.
pub(crate) fn whole_steps(delay: f64, dt: f64) -> usize {
    (delay / dt).round_ties_even() as usize
}

/// The past as one evaluation sees it.
pub(crate) struct BufferPast<'a> {
    buffer: &'a RingBuffer,
    y: &'a [f64],
    side: Side,
}

impl Past<f64> for BufferPast<'_> {
    fn value(&self, lookup: usize, state: usize, _time: f64) -> f64 {
        match (self.buffer.steps[lookup], self.side) {
            (0, _) => self.y[state],
            // The end of a step is one step after its beginning.
            (n, Side::Left) => self.buffer.before(n - 1, state),
            (n, Side::Right | Side::Inside) => self.buffer.before(n, state),
        }
    }
}

impl Memory<f64> for RingBuffer {
    type Past<'a> = BufferPast<'a>;

    fn past<'a>(&'a self, _t: f64, y: &'a [f64], side: Side) -> BufferPast<'a> {
        BufferPast { buffer: self, y, side }
    }
}

impl Recall for RingBuffer {
    const NEEDS_DENSE: bool = false;

    fn begin(&mut self, _t: f64, y: &[f64], _dy: &[f64]) {
        self.beginning.clear();
        self.beginning.extend_from_slice(y);
    }

    fn explicit_limit(&self) -> f64 {
        f64::INFINITY
    }

    fn improve(&mut self, _h: f64, _dense: &[f64], _scale: impl Fn(usize) -> f64) -> f64 {
        0.0
    }

    /// Steps of a grid have no jumps between them; runs with events are refused.
    fn jump(&mut self, _t: f64) {}

    fn accept(&mut self, _t: f64, _t1: f64, _dense: &[f64]) {
        // The oldest state gives its place to the new one.
        let is_full = self.states.len() >= self.longest;
        let oldest = if is_full { self.states.pop_front() } else { None };
        let mut state = oldest.unwrap_or_default();
        state.clone_from(&self.beginning);
        self.states.push_back(state);
    }
}

impl Carry for RingBuffer {
    fn carry(&mut self, transfer: &mut Transfer) {
        let mut states = Vec::from(std::mem::take(&mut self.states));
        states.carry(transfer);
        self.states = states.into();
    }
}
