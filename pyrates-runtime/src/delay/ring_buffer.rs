//! Look-ups at the ends of fixed steps: PyRates' rule for delays, and the quick way where delays are whole steps.

use crate::checkpoint::{Carry, Transfer};
use crate::model::{LookUp, Past, VectorField};

use super::{Memory, Recall, Side};

/// Values of a column that are free when the others have moved to its front, besides a part of the mean of the others.
const FREE: usize = 64;

/// The states at the beginnings of steps, and what they transmit: each as far back as somebody looks. Evaluations are at
/// the beginnings and ends of steps, as those of the methods of Euler and Heun are.
pub(crate) struct RingBuffer<'m, M> {
    model: &'m M,
    p: Vec<f64>,
    columns: Vec<Column>,
    /// For each look-up, where its value is at the first step.
    places: Vec<usize>,
    /// The columns, one after the other.
    values: Vec<f64>,
    /// Whether columns have what is transmitted.
    keeps_transmitted: bool,
    /// What is transmitted at present.
    transmitted: Vec<f64>,
    /// How many steps were made since columns were moved, and how many there is room for.
    made: usize,
    room: usize,
}

/// The values of one state, or of what is transmitted.
#[derive(Debug, Clone, Copy)]
struct Column {
    number: usize,
    is_transmitted: bool,
    /// Where it begins.
    first: usize,
    /// How many values before the present it has.
    reach: usize,
}

/// The place of look-ups of the present.
const PRESENT: usize = usize::MAX;

impl<'m, M: VectorField> RingBuffer<'m, M> {
    /// A buffer for a run of so many steps, with the delay of each look-up in whole steps and a constant state before the
    /// start. What sources transmit is kept if parameters stay as they are; then their states are not.
    pub(crate) fn new(
        model: &'m M,
        p: &[f64],
        lookups: &[LookUp],
        (delays, n_steps): (&[usize], usize),
        before: &[f64],
        is_constant: bool,
    ) -> RingBuffer<'m, M> {
        // What is transmitted at present is not kept yet.
        let keeps_transmitted = is_constant && model.n_transmitted() > 0 && !delays.contains(&0);
        // Look-ups that reach beyond the start from everywhere need not reach further.
        let reaches = delays.iter().map(|&steps| steps.min(n_steps + 1));
        let keys = lookups.iter().map(|lookup| match lookup.transmitted {
            Some(place) if keeps_transmitted => (true, place),
            _ => (false, lookup.state),
        });
        let asked: Vec<((bool, usize), usize)> = keys.zip(reaches).collect();
        let (columns, room) = columns(&asked, [before.len(), model.n_transmitted()]);
        let length = columns.iter().map(|column| column.reach + room).sum();
        let places = places(&asked, &columns);
        let transmitted = vec![0.0; if keeps_transmitted { model.n_transmitted() } else { 0 }];
        let mut buffer = RingBuffer {
            model,
            p: p.to_vec(),
            columns,
            places,
            values: vec![0.0; length],
            keeps_transmitted,
            transmitted,
            made: 0,
            room,
        };
        buffer.write(before);
        for column in &buffer.columns {
            let present = column.first + column.reach;
            let value = buffer.values[present];
            buffer.values[column.first..present].fill(value);
        }
        buffer
    }

    /// Writes the values at the beginning of the step being made.
    fn write(&mut self, y: &[f64]) {
        if self.keeps_transmitted {
            self.model.transmitted(0.0, y, &self.p, &mut self.transmitted);
        }
        for column in &self.columns {
            let from = if column.is_transmitted { &self.transmitted[..] } else { y };
            self.values[column.first + column.reach + self.made] = from[column.number];
        }
    }
}

/// The columns for look-ups, each by its kind, its number and how far it reaches, and the room for steps.
fn columns(asked: &[((bool, usize), usize)], [n_states, n_transmitted]: [usize; 2]) -> (Vec<Column>, usize) {
    let mut reaches = [vec![0; n_states], vec![0; n_transmitted]];
    for &((is_transmitted, number), steps) in asked {
        let reach: &mut usize = &mut reaches[usize::from(is_transmitted)][number];
        *reach = steps.max(*reach);
    }
    let kinds = [false, true].into_iter().zip(&reaches);
    let all = kinds.flat_map(|(kind, reaches)| reaches.iter().enumerate().map(move |(k, &n)| (kind, k, n)));
    let mut columns: Vec<Column> = all
        .filter(|&(.., reach)| reach > 0)
        .map(|(is_transmitted, number, reach)| Column { number, is_transmitted, first: 0, reach })
        .collect();
    let total: usize = columns.iter().map(|column| column.reach).sum();
    let room = FREE + total / (4 * columns.len().max(1));
    let mut first = 0;
    for column in &mut columns {
        column.first = first;
        first += column.reach + room;
    }
    (columns, room)
}

/// Where the values of look-ups are.
fn places(asked: &[((bool, usize), usize)], columns: &[Column]) -> Vec<usize> {
    let key = |column: &Column| (column.is_transmitted, column.number);
    let place = |&(of, steps): &((bool, usize), usize)| match columns.binary_search_by_key(&of, key) {
        Ok(c) if steps > 0 => columns[c].first + columns[c].reach - steps,
        _ => PRESENT,
    };
    asked.iter().map(place).collect()
}

/// A delay in whole steps. One that is longer than any run leaves the look-up before the start; the cast saturates.
pub(crate) fn whole_steps(delay: f64, dt: f64) -> usize {
    (delay / dt).round_ties_even() as usize
}

/// The past as one evaluation sees it.
pub(crate) struct BufferPast<'a> {
    places: &'a [usize],
    values: &'a [f64],
    keeps_transmitted: bool,
    /// The number of steps from the one that the places are for to the time of the evaluation.
    steps: usize,
    y: &'a [f64],
}

impl Past<f64> for BufferPast<'_> {
    #[inline(always)]
    fn value(&self, lookup: usize, state: usize, _time: f64) -> f64 {
        match self.places[lookup] {
            PRESENT => self.y[state],
            place => self.values[place + self.steps],
        }
    }

    #[inline(always)]
    fn transmitted(&self, lookup: usize, _place: usize) -> Option<f64> {
        self.keeps_transmitted.then(|| self.values[self.places[lookup] + self.steps])
    }
}

impl<M: VectorField> Memory<f64> for RingBuffer<'_, M> {
    type Past<'a>
        = BufferPast<'a>
    where
        Self: 'a;

    #[inline]
    fn past<'a>(&'a self, _t: f64, y: &'a [f64], _p: &'a [f64], side: Side) -> BufferPast<'a> {
        // The end of a step is one step after its beginning.
        let steps = if side == Side::Left { self.made + 1 } else { self.made };
        let keeps_transmitted = self.keeps_transmitted;
        BufferPast { places: &self.places, values: &self.values, keeps_transmitted, steps, y }
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
        self.made += 1;
        if self.made == self.room {
            for &Column { first, reach, .. } in &self.columns {
                self.values.copy_within(first + self.room..first + self.room + reach, first);
            }
            self.made = 0;
        }
    }
}

impl<M> Carry for RingBuffer<'_, M> {
    fn carry(&mut self, transfer: &mut Transfer) {
        self.values.carry(transfer);
        self.made.carry(transfer);
    }
}
