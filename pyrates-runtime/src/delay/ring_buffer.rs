//! PyRates' rule for delays with fixed steps, for comparison.

use std::collections::VecDeque;

use crate::model::Past;

use super::{Memory, Recall, Side};

/// The states at the beginnings of the last steps, the newest last.
pub(crate) struct RingBuffer {
    /// The delay of each look-up in whole steps.
    steps: Vec<usize>,
    longest: usize,
    states: VecDeque<Vec<f64>>,
}

impl RingBuffer {
    /// An empty buffer for delays that are not negative.
    pub(crate) fn new(delays: &[f64], dt: f64) -> RingBuffer {
        // A delay that is longer than any run leaves the look-up at zero; the cast saturates.
        let steps: Vec<usize> = delays.iter().map(|d| (d / dt).round_ties_even() as usize).collect();
        let longest = steps.iter().copied().max().unwrap_or(0);
        RingBuffer { steps, longest, states: VecDeque::new() }
    }
}

/// The past as the one stage of Euler's method sees it.
pub(crate) struct BufferPast<'a> {
    buffer: &'a RingBuffer,
    y: &'a [f64],
}

impl Past<f64> for BufferPast<'_> {
    fn value(&self, lookup: usize, state: usize, _time: f64) -> f64 {
        match self.buffer.steps[lookup] {
            0 => self.y[state],
            n if n > self.buffer.states.len() => 0.0,
            n => self.buffer.states[self.buffer.states.len() - n][state],
        }
    }
}

impl Memory<f64> for RingBuffer {
    type Past<'a> = BufferPast<'a>;

    fn past<'a>(&'a self, _t: f64, y: &'a [f64], _side: Side) -> BufferPast<'a> {
        BufferPast { buffer: self, y }
    }
}

impl Recall for RingBuffer {
    const NEEDS_DENSE: bool = false;

    fn begin(&mut self, _t: f64, _y: &[f64], _dy: &[f64]) {}

    fn explicit_limit(&self) -> f64 {
        f64::INFINITY
    }

    fn improve(&mut self, _h: f64, _dense: &[f64], _scale: impl Fn(usize) -> f64) -> f64 {
        0.0
    }

    fn accept(&mut self, _t: f64, _t1: f64, y: &[f64], _dense: &[f64]) {
        // The oldest state gives its place to the new one.
        let mut state = if self.states.len() >= self.longest { self.states.pop_front() } else { None }
            .unwrap_or_default();
        state.clear();
        state.extend_from_slice(y);
        self.states.push_back(state);
    }
}
