//! What happens at a known time: in order of time, and at one time in the order in which it was planned.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use crate::checkpoint::{Carry, Transfer};

/// Something planned for a time.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Planned<T> {
    pub(crate) t: f64,
    /// In which order it was planned.
    number: u64,
    pub(crate) what: T,
}

impl<T: PartialEq> Eq for Planned<T> {}

impl<T: PartialEq> Ord for Planned<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.t.total_cmp(&other.t).then(self.number.cmp(&other.number))
    }
}

impl<T: PartialEq> PartialOrd for Planned<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// All that is planned.
#[derive(Debug)]
pub(crate) struct Queue<T> {
    heap: BinaryHeap<Reverse<Planned<T>>>,
    n_planned: u64,
}

impl<T: PartialEq + Copy> Queue<T> {
    /// A queue that goes on with what another one left.
    pub(super) fn new(planned: &[Planned<T>]) -> Queue<T> {
        if planned.is_empty() {
            return Queue { heap: BinaryHeap::new(), n_planned: 0 };
        }
        let n_planned = planned.iter().map(|planned| planned.number + 1).max().unwrap_or(0);
        Queue { heap: planned.iter().copied().map(Reverse).collect(), n_planned }
    }

    /// Plans something for a time.
    pub(super) fn plan(&mut self, t: f64, what: T) {
        self.heap.push(Reverse(Planned { t, number: self.n_planned, what }));
        self.n_planned += 1;
    }

    /// When the next thing happens.
    pub(super) fn next(&self) -> f64 {
        self.heap.peek().map_or(f64::INFINITY, |Reverse(planned)| planned.t)
    }

    /// The next thing that happens at a time or before it.
    pub(super) fn due(&mut self, t: f64) -> Option<T> {
        if self.next() > t {
            return None;
        }
        self.heap.pop().map(|Reverse(planned)| planned.what)
    }

    /// What is left.
    pub(super) fn take_planned(&mut self) -> Vec<Planned<T>> {
        self.heap.drain().map(|Reverse(planned)| planned).collect()
    }
}

impl<T: Carry> Carry for Planned<T> {
    fn carry(&mut self, transfer: &mut Transfer) {
        self.t.carry(transfer);
        self.number.carry(transfer);
        self.what.carry(transfer);
    }
}

impl<T: Carry + Copy + Default + PartialEq> Carry for Queue<T> {
    fn carry(&mut self, transfer: &mut Transfer) {
        let mut planned: Vec<_> = self.heap.drain().map(|Reverse(planned)| planned).collect();
        planned.carry(transfer);
        self.heap = planned.into_iter().map(Reverse).collect();
        self.n_planned.carry(transfer);
    }
}
