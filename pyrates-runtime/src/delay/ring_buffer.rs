//! Look-ups at the ends of fixed steps: PyRates' rule for delays, and the quick way where delays are whole steps.

use crate::checkpoint::{Carry, Transfer};
use crate::model::{Past, VectorField};

use super::{Memory, Recall, Side};

/// Rows that are free when the others have moved to the front, besides a part of the others.
const FREE_ROWS: usize = 64;

/// The states at the beginnings of steps, and what they transmit. Evaluations are at the beginnings and ends of
/// steps, as those of the methods of Euler and Heun are.
pub(crate) struct RingBuffer<'m, M> {
    model: &'m M,
    p: Vec<f64>,
    /// How far each look-up reaches back, in numbers of `rows`; 0 is the present.
    back: Vec<usize>,
    /// Whether some look-up returns the present.
    has_present: bool,
    /// A row for each beginning of a step: the states, then what they transmit.
    rows: Vec<f64>,
    dim: usize,
    width: usize,
    /// The place of the row of the step being made, and how many numbers before it look-ups reach.
    present: usize,
    reach: usize,
}

impl<'m, M: VectorField> RingBuffer<'m, M> {
    /// A buffer for a run of so many steps, with delays in whole steps and a constant state before the start. What sources
    /// transmit is kept if parameters stay as they are.
    pub(crate) fn new(
        model: &'m M,
        p: &[f64],
        (delays, n_steps): (&[usize], usize),
        before: &[f64],
        is_constant: bool,
    ) -> RingBuffer<'m, M> {
        let (dim, has_present) = (before.len(), delays.contains(&0));
        // What is transmitted at present is not kept yet.
        let is_kept = is_constant && !has_present;
        let width = dim + if is_kept { model.n_transmitted() } else { 0 };
        // Look-ups that reach beyond the start from everywhere need not reach further.
        let back: Vec<usize> = delays.iter().map(|&steps| steps.min(n_steps + 1) * width).collect();
        let reach = back.iter().copied().max().unwrap_or(0);
        let rows = vec![0.0; reach + reach / 4 + FREE_ROWS * width];
        let mut buffer =
            RingBuffer { model, p: p.to_vec(), back, has_present, rows, dim, width, present: reach, reach };
        buffer.write(before);
        let row = buffer.rows[reach..reach + width].to_vec();
        buffer.rows[..reach].chunks_exact_mut(width.max(1)).for_each(|past| past.copy_from_slice(&row));
        buffer
    }

    /// Writes the row of the step being made.
    fn write(&mut self, y: &[f64]) {
        let (states, transmitted) = self.rows[self.present..][..self.width].split_at_mut(self.dim);
        states.copy_from_slice(y);
        if !transmitted.is_empty() {
            self.model.transmitted(0.0, y, &self.p, transmitted);
        }
    }
}

/// A delay in whole steps. One that is longer than any run leaves the look-up before the start; the cast saturates.
pub(crate) fn whole_steps(delay: f64, dt: f64) -> usize {
    (delay / dt).round_ties_even() as usize
}

/// The past as one evaluation sees it.
pub(crate) struct BufferPast<'a> {
    rows: &'a [f64],
    back: &'a [usize],
    has_present: bool,
    /// The row of the time of the evaluation, in which look-ups count back.
    origin: usize,
    /// Where in a row is what states transmit, if it is there.
    transmitted: Option<usize>,
    y: &'a [f64],
}

impl Past<f64> for BufferPast<'_> {
    #[inline(always)]
    fn value(&self, lookup: usize, state: usize, _time: f64) -> f64 {
        let back = self.back[lookup];
        if self.has_present && back == 0 { self.y[state] } else { self.rows[self.origin + state - back] }
    }

    #[inline(always)]
    fn transmitted(&self, lookup: usize, place: usize) -> Option<f64> {
        self.transmitted.map(|first| self.rows[self.origin + first + place - self.back[lookup]])
    }
}

impl<M: VectorField> Memory<f64> for RingBuffer<'_, M> {
    type Past<'a>
        = BufferPast<'a>
    where
        Self: 'a;

    #[inline]
    fn past<'a>(&'a self, _t: f64, y: &'a [f64], side: Side) -> BufferPast<'a> {
        // The end of a step is one step after its beginning.
        let origin = if side == Side::Left { self.present + self.width } else { self.present };
        let transmitted = (self.width > self.dim).then_some(self.dim);
        BufferPast {
            rows: &self.rows,
            back: &self.back,
            has_present: self.has_present,
            origin,
            transmitted,
            y,
        }
    }
}

impl<M: VectorField> Recall for RingBuffer<'_, M> {
    const NEEDS_DENSE: bool = false;
    const HAS_POINTS: bool = false;

    fn begin(&mut self, _t: f64, y: &[f64], _dy: &[f64]) {
        self.write(y);
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
        self.present += self.width;
        if self.present + self.width > self.rows.len() {
            self.rows.copy_within(self.present - self.reach..self.present, 0);
            self.present = self.reach;
        }
    }
}

impl<M> Carry for RingBuffer<'_, M> {
    fn carry(&mut self, transfer: &mut Transfer) {
        self.rows.carry(transfer);
        self.present.carry(transfer);
    }
}
