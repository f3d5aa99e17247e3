//! Look-ups that are made once for many edges: one for each different delay of each state.

use std::cell::{Cell, RefCell};

use crate::model::LookUp;

/// Sharing costs a little for each look-up of an evaluation, and is worth it where so many of them ask at one time.
const WORTH_IT: usize = 4;
/// What sources transmit is computed for all of them at a time, which is worth it where it is so many times less often
/// than for each edge.
const TRANSMITTED_WORTH_IT: usize = 2;

/// No place: the look-up is not shared.
const NONE: usize = usize::MAX;

/// The different look-ups of an evaluation. Delays that change during the run are not among them.
#[derive(Debug)]
pub(super) struct Shared {
    /// Look-ups with one delay.
    classes: Vec<Class>,
    /// The states of the classes, one class after the other.
    states: Vec<usize>,
    /// The place in `values` of each look-up, and in `transmitted` of what its class transmits.
    places: Vec<usize>,
    blocks: Vec<usize>,
    /// What look-ups returned, in the order of `states`, and what sources made of it, class by class.
    values: Vec<Cell<f64>>,
    transmitted: Vec<Cell<f64>>,
    /// Whether they are those of the present evaluation.
    is_filled: Cell<bool>,
    /// All states at one time, and what they transmit.
    room: RefCell<(Vec<f64>, Vec<f64>)>,
}

/// Look-ups with one delay.
#[derive(Debug)]
struct Class {
    delay: f64,
    /// Where its states begin and end.
    from: usize,
    to: usize,
    /// Where what it transmits begins, if that is kept.
    block: usize,
    /// The step of the past where its last look-up ended.
    cursor: Cell<usize>,
}

impl Shared {
    /// The different look-ups among those of a model, if it is worth it to share them.
    pub(super) fn new(lookups: &[LookUp], y0: &[f64], n_transmitted: usize) -> Option<Shared> {
        let key = |k: usize| (lookups[k].delay, lookups[k].state);
        let mut order: Vec<usize> = (0..lookups.len()).filter(|&k| lookups[k].delay.is_finite()).collect();
        order.sort_by(|&a, &b| {
            let ((a, i), (b, j)) = (key(a), key(b));
            a.total_cmp(&b).then(i.cmp(&j))
        });
        let mut shared = Shared {
            classes: Vec::new(),
            states: Vec::new(),
            places: vec![NONE; lookups.len()],
            blocks: vec![NONE; lookups.len()],
            values: Vec::new(),
            transmitted: Vec::new(),
            is_filled: Cell::new(false),
            room: RefCell::new((y0.to_vec(), vec![0.0; n_transmitted])),
        };
        for same in order.chunk_by(|&a, &b| key(a).0 == key(b).0) {
            shared.add_class(lookups, same);
        }
        let (classes, pairs) = (shared.classes.len(), shared.states.len());
        if pairs == order.len() && WORTH_IT * classes > pairs {
            return None;
        }
        shared.values = vec![Cell::new(0.0); pairs];
        shared.keep_transmitted(lookups, &order, n_transmitted);
        Some(shared)
    }

    /// Adds look-ups with one delay, in order of states.
    fn add_class(&mut self, lookups: &[LookUp], same: &[usize]) {
        let from = self.states.len();
        for of_state in same.chunk_by(|&a, &b| lookups[a].state == lookups[b].state) {
            of_state.iter().for_each(|&k| self.places[k] = self.states.len());
            self.states.extend(of_state.first().map(|&k| lookups[k].state));
        }
        let delay = same.first().map_or(0.0, |&k| lookups[k].delay);
        self.classes.push(Class { delay, from, to: self.states.len(), block: NONE, cursor: Cell::new(0) });
    }

    /// Makes room for what sources transmit at the times of classes, if that is worth it.
    fn keep_transmitted(&mut self, lookups: &[LookUp], order: &[usize], n_transmitted: usize) {
        let class_of =
            |shared: &Shared, k: usize| shared.classes.partition_point(|class| class.to <= shared.places[k]);
        let mut of_edges = 0;
        let mut length = 0;
        for &k in order.iter().filter(|&&k| lookups[k].transmitted.is_some()) {
            of_edges += 1;
            let class = class_of(self, k);
            if self.classes[class].block == NONE {
                self.classes[class].block = length;
                length += n_transmitted;
            }
        }
        if TRANSMITTED_WORTH_IT * length > of_edges {
            return self.classes.iter_mut().for_each(|class| class.block = NONE);
        }
        for &k in order {
            let block = self.classes[class_of(self, k)].block;
            self.blocks[k] = lookups[k].transmitted.map_or(NONE, |place| block + place);
        }
        self.transmitted = vec![Cell::new(0.0); length];
    }

    /// Begins an evaluation.
    #[inline]
    pub(super) fn begin(&self) {
        self.is_filled.set(false);
    }

    /// What a look-up returns in the present evaluation, if it is shared; `fill` is called before the first one.
    #[inline]
    pub(super) fn value(&self, lookup: usize, fill: impl Fn(&Shared)) -> Option<f64> {
        let place = self.places[lookup];
        if place == NONE {
            return None;
        }
        if !self.is_filled.get() {
            fill(self);
        }
        Some(self.values[place].get())
    }

    /// The same for what the source transmits at the time of a look-up.
    #[inline]
    pub(super) fn transmitted(&self, lookup: usize, fill: impl Fn(&Shared)) -> Option<f64> {
        let place = self.blocks[lookup];
        if place == NONE {
            return None;
        }
        if !self.is_filled.get() {
            fill(self);
        }
        Some(self.transmitted[place].get())
    }

    /// Makes all look-ups of an evaluation at time `t`: `find` says where the past is at a time, with a guess of its own for
    /// each delay, `read` reads a state there, and `transmit` makes of states what sources transmit.
    pub(super) fn fill<P>(
        &self,
        t: f64,
        find: impl Fn(f64, &Cell<usize>) -> P,
        read: impl Fn(&P, usize) -> f64,
        transmit: impl Fn(&[f64], &mut [f64]),
    ) {
        let (states, transmitted) = &mut *self.room.borrow_mut();
        for class in &self.classes {
            let past = find(t - class.delay, &class.cursor);
            for k in class.from..class.to {
                let state = self.states[k];
                states[state] = read(&past, state);
                self.values[k].set(states[state]);
            }
            if class.block != NONE {
                transmit(states, transmitted);
                let kept = &self.transmitted[class.block..];
                kept.iter().zip(&*transmitted).for_each(|(kept, &value)| kept.set(value));
            }
        }
        self.is_filled.set(true);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A network of all with all, with the delays in turn.
    fn network(n: usize, delays: &[f64]) -> Vec<LookUp> {
        let lookup = |k: usize| LookUp {
            state: k % n,
            delay: delays[(k % n + k / n) % delays.len()],
            transmitted: Some(k % n),
        };
        (0..n * n).map(lookup).collect()
    }

    /// 20 times 20 edges with three delays ask for 60 different values at three times, and sources transmit three times.
    #[test]
    fn look_ups_are_made_once_for_each_source_and_delay() {
        let lookups = network(20, &[0.5, 1.0, 2.0]);
        let shared = Shared::new(&lookups, &[0.0; 20], 20).expect("edges share look-ups");
        let [finds, reads, transmissions] = [0; 3].map(Cell::new);
        let count = |counter: &Cell<usize>| counter.set(counter.get() + 1);
        let fill = |shared: &Shared| {
            let find = |time: f64, _: &Cell<usize>| {
                count(&finds);
                time
            };
            let read = |time: &f64, state: usize| {
                count(&reads);
                100.0 * time + state as f64
            };
            let transmit = |y: &[f64], to: &mut [f64]| {
                count(&transmissions);
                to.iter_mut().zip(y).for_each(|(to, y)| *to = -y);
            };
            shared.fill(3.0, find, read, transmit);
        };
        for evaluation in 1..=2 {
            shared.begin();
            for (k, lookup) in lookups.iter().enumerate() {
                let expected = 100.0 * (3.0 - lookup.delay) + lookup.state as f64;
                assert_eq!(shared.value(k, fill), Some(expected));
                assert_eq!(shared.transmitted(k, fill), Some(-expected));
            }
            let counts = [&finds, &reads, &transmissions].map(Cell::get);
            assert_eq!(counts, [3, 60, 3].map(|n| n * evaluation));
        }
    }

    /// Nothing is shared where all delays are different, nor delays that change.
    #[test]
    fn look_ups_that_differ_are_not_shared() {
        let delays: Vec<f64> = (0..400).map(|k| 1.0 + 0.001 * f64::from(k)).collect();
        let different = (0..400).map(|k| LookUp { state: k % 20, delay: delays[k], transmitted: None });
        assert!(Shared::new(&different.collect::<Vec<_>>(), &[0.0; 20], 0).is_none());
        let changing = network(3, &[0.5, f64::INFINITY]);
        let shared = Shared::new(&changing, &[0.0; 3], 3).expect("some are constant");
        let fill = |shared: &Shared| shared.fill(3.0, |time, _| time, |time, _| *time, |_, _| ());
        for (k, lookup) in changing.iter().enumerate() {
            assert_eq!(shared.value(k, fill), lookup.delay.is_finite().then_some(2.5));
            assert_eq!(shared.transmitted(k, fill), None);
        }
    }
}
