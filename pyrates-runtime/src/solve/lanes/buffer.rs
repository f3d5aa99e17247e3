//! The past of several runs at the ends of fixed steps: what `delay::RingBuffer` is for one.

use crate::delay::{Memory, Side};
use crate::lanes::{Lanes, Simd, WIDTH};
use crate::past::{LookUp, Past, asked};

/// Steps that may be made and taken back; see [`Buffer::take_back`].
pub(super) const FREE: usize = 256;

/// Steps before the first one have numbers too.
const BEFORE: usize = 1 << 30;

/// How many steps a buffer keeps for the longest delay of so many.
pub(super) fn steps_to_keep(longest: usize) -> usize {
    longest + 2 + FREE
}

/// States at the beginnings of steps, for all lanes together: these make one step at a time, so a delay of some steps leads
/// to one place, whenever the run of a lane began.
pub(super) struct Buffer<S: Simd> {
    /// The states that look-ups ask for, and the place of the state of each look-up among them.
    asked: Vec<usize>,
    places: Vec<usize>,
    /// The delay of each look-up in steps, in each lane, and in all that are used if it is the same.
    delays: Vec<[usize; WIDTH]>,
    common: Vec<Option<usize>>,
    /// Step by step, place by place; a power of two of steps, which are used again and again.
    values: Vec<Lanes<S>>,
    length: usize,
    /// The step being made.
    made: usize,
}

/// The past of a run in a lane.
pub(super) struct LanePast {
    /// The delay of each look-up in steps.
    pub(super) delays: Vec<usize>,
    /// All states before the start.
    pub(super) before: Vec<f64>,
}

impl<S: Simd> Buffer<S> {
    /// An empty buffer for the look-ups of a model.
    pub(super) fn new(lookups: &[LookUp]) -> Buffer<S> {
        let asked = asked(lookups);
        let place = |lookup: &LookUp| asked.partition_point(|&state| state < lookup.state);
        Buffer {
            places: lookups.iter().map(place).collect(),
            asked,
            delays: vec![[0; WIDTH]; lookups.len()],
            common: vec![Some(0); lookups.len()],
            values: Vec::new(),
            length: 0,
            made: BEFORE,
        }
    }

    /// Whether the model looks at no past.
    #[inline(always)]
    pub(super) fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// Gives a lane to another run. Lanes that are not used follow it.
    pub(super) fn set_lane(&mut self, simd: S, lane: usize, past: &LanePast, is_used: [bool; WIDTH]) {
        for (k, delays) in self.delays.iter_mut().enumerate() {
            for (other, delay) in delays.iter_mut().enumerate() {
                if other == lane || !is_used[other] {
                    *delay = past.delays[k];
                }
            }
            self.common[k] = delays.iter().all(|delay| *delay == delays[0]).then_some(delays[0]);
        }
        let longest = past.delays.iter().copied().max().unwrap_or(0);
        self.make_room(simd, steps_to_keep(longest));
        let width = self.asked.len();
        for row in self.values.chunks_exact_mut(width.max(1)) {
            row.iter_mut()
                .zip(&self.asked)
                .for_each(|(value, &state)| value.set_lane(lane, past.before[state]));
        }
    }

    /// Makes room for so many steps.
    fn make_room(&mut self, simd: S, needed: usize) {
        let (width, before) = (self.asked.len(), self.length);
        if needed <= before {
            return;
        }
        let length = needed.next_power_of_two();
        let mut values = vec![Lanes::all(simd, 0.0); length * width];
        for step in self.made + 1 - before..=self.made {
            let (from, to) = (step % before * width, step % length * width);
            values[to..to + width].copy_from_slice(&self.values[from..from + width]);
        }
        (self.values, self.length) = (values, length);
    }

    /// Writes the states at the beginning of the step being made.
    #[inline(always)]
    pub(super) fn begin(&mut self, y: &[Lanes<S>]) {
        if self.is_empty() {
            return;
        }
        let width = self.asked.len();
        let row = &mut self.values[(self.made & (self.length - 1)) * width..][..width];
        for (value, &state) in row.iter_mut().zip(&self.asked) {
            *value = y[state];
        }
    }

    /// Takes note of a step in all lanes.
    #[inline(always)]
    pub(super) fn accept(&mut self) {
        self.made += 1;
    }

    /// Forgets the last steps, at most as many as [`FREE`] says: what was before them is there still.
    pub(super) fn take_back(&mut self, steps: usize) {
        self.made -= steps;
    }
}

/// The past as one evaluation sees it.
pub(super) struct BufferPast<'a, S: Simd> {
    of: &'a Buffer<S>,
    /// The step that the time of the evaluation is at.
    step: usize,
    y: &'a [Lanes<S>],
}

impl<S: Simd> BufferPast<'_, S> {
    #[inline(always)]
    fn at(&self, delay: usize, lookup: usize, state: usize) -> &Lanes<S> {
        if delay == 0 {
            return &self.y[state];
        }
        let step = self.step.wrapping_sub(delay) & (self.of.length - 1);
        &self.of.values[step * self.of.asked.len() + self.of.places[lookup]]
    }
}

impl<S: Simd> Past<Lanes<S>> for BufferPast<'_, S> {
    #[inline(always)]
    fn value(&self, lookup: usize, state: usize, time: Lanes<S>) -> Lanes<S> {
        if let Some(delay) = self.of.common[lookup] {
            return *self.at(delay, lookup, state);
        }
        let delays = &self.of.delays[lookup];
        Lanes::from_fn(
            time.simd(),
            #[inline(always)]
            |lane| self.at(delays[lane], lookup, state).lane(lane),
        )
    }
}

impl<S: Simd> Memory<Lanes<S>> for Buffer<S> {
    type Past<'a> = BufferPast<'a, S>;

    #[inline(always)]
    fn past<'a>(
        &'a self,
        _t: Lanes<S>,
        y: &'a [Lanes<S>],
        _p: &'a [Lanes<S>],
        side: Side,
    ) -> BufferPast<'a, S> {
        // The end of a step is one step after its beginning.
        BufferPast { of: self, step: if side == Side::Left { self.made + 1 } else { self.made }, y }
    }
}
