//! Look-ups at the ends of fixed steps: PyRates' rule for delays, and the quick way where delays are whole steps.

use crate::checkpoint::{Carry, Transfer};
use crate::model::{LookUp, Past, VectorField};

use super::{Memory, Recall, Side};

/// Steps for which there is room when values have moved to the front of their columns, besides a part of the mean length of columns.
const FREE: usize = 64;

/// The states at the beginnings of steps, and what they transmit: each as far back as somebody looks. Evaluations are at
/// the beginnings and ends of steps, as those of the methods of Euler and Heun are.
pub(crate) struct RingBuffer<'m, M> {
    model: &'m M,
    p: Vec<f64>,
    columns: Vec<Column>,
    /// How far values of a column are from each other: one where columns stand one after the other, and as many as there
    /// are columns where steps do.
    stride: usize,
    /// For each look-up, where its value is at the first step.
    places: Vec<usize>,
    /// All columns.
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
        let Frame { keeps_transmitted, asked, columns, stride, room } =
            Frame::new(model, lookups, (delays, n_steps), before.len(), is_constant);
        let length = columns.iter().map(|column| column.reach + room).sum();
        let places = places(&asked, &columns, stride);
        let transmitted = vec![0.0; if keeps_transmitted { model.n_transmitted() } else { 0 }];
        let mut buffer = RingBuffer {
            model,
            p: p.to_vec(),
            columns,
            stride,
            places,
            values: vec![0.0; length],
            keeps_transmitted,
            transmitted,
            made: 0,
            room,
        };
        buffer.write(before);
        for column in &buffer.columns {
            let value = buffer.values[column.first + column.reach * stride];
            let steps = buffer.values[column.first..].iter_mut().step_by(stride);
            steps.take(column.reach).for_each(|earlier| *earlier = value);
        }
        buffer
    }

    /// How many numbers a buffer has.
    pub(crate) fn n_numbers(
        model: &M,
        lookups: &[LookUp],
        delays: (&[usize], usize),
        dim: usize,
        is_constant: bool,
    ) -> usize {
        let Frame { columns, room, .. } = Frame::new(model, lookups, delays, dim, is_constant);
        columns.iter().map(|column| column.reach + room).sum()
    }

    /// Moves the values that somebody still looks at to the front of their columns.
    fn move_to_front(&mut self) {
        if self.stride > 1 {
            self.values.copy_within(self.room * self.stride.., 0);
            return;
        }
        for &Column { first, reach, .. } in &self.columns {
            self.values.copy_within(first + self.room..first + self.room + reach, first);
        }
    }

    /// Writes the values at the beginning of the step being made.
    fn write(&mut self, y: &[f64]) {
        if self.keeps_transmitted {
            self.model.transmitted(0.0, y, &self.p, &mut self.transmitted);
        }
        for column in &self.columns {
            let from = if column.is_transmitted { &self.transmitted[..] } else { y };
            self.values[column.first + (column.reach + self.made) * self.stride] = from[column.number];
        }
    }
}

/// The columns of a buffer before it has values.
struct Frame {
    keeps_transmitted: bool,
    /// What each look-up asks for, and how many steps back.
    asked: Vec<((bool, usize), usize)>,
    columns: Vec<Column>,
    stride: usize,
    room: usize,
}

impl Frame {
    /// That for a run of so many steps, with the delay of each look-up in whole steps.
    fn new<M: VectorField>(
        model: &M,
        lookups: &[LookUp],
        (delays, n_steps): (&[usize], usize),
        dim: usize,
        is_constant: bool,
    ) -> Frame {
        // What is transmitted at present is not kept yet.
        let keeps_transmitted = is_constant && model.n_transmitted() > 0 && !delays.contains(&0);
        // Look-ups that reach beyond the start from everywhere need not reach further.
        let reaches = delays.iter().map(|&steps| steps.min(n_steps + 1));
        let keys = lookups.iter().map(|lookup| match lookup.transmitted {
            Some(place) if keeps_transmitted => (true, place),
            _ => (false, lookup.state),
        });
        let asked: Vec<((bool, usize), usize)> = keys.zip(reaches).collect();
        let mut columns = columns(&asked, [dim, model.n_transmitted()]);
        let total: usize = columns.iter().map(|column| column.reach).sum();
        let room = FREE + total / (4 * columns.len().max(1));
        let stride = arrange(&mut columns, room);
        Frame { keeps_transmitted, asked, columns, stride, room }
    }
}

/// The columns for look-ups, each by its kind, its number and how far it reaches.
fn columns(asked: &[((bool, usize), usize)], [n_states, n_transmitted]: [usize; 2]) -> Vec<Column> {
    let mut reaches = [vec![0; n_states], vec![0; n_transmitted]];
    for &((is_transmitted, number), steps) in asked {
        let reach: &mut usize = &mut reaches[usize::from(is_transmitted)][number];
        *reach = steps.max(*reach);
    }
    let kinds = [false, true].into_iter().zip(&reaches);
    let all = kinds.flat_map(|(kind, reaches)| reaches.iter().enumerate().map(move |(k, &n)| (kind, k, n)));
    let column = |(is_transmitted, number, reach)| Column { number, is_transmitted, first: 0, reach };
    all.filter(|&(.., reach)| reach > 0).map(column).collect()
}

/// Gives columns their places, with room for so many steps, and returns how far their values are from each other. Where all
/// reach about equally far, steps stand one after the other: then all of the buffer is used evenly, and stays in a cache.
/// Columns of different lengths stand one after the other, which takes no more room than they need.
fn arrange(columns: &mut [Column], room: usize) -> usize {
    let longest = columns.iter().map(|column| column.reach).max().unwrap_or(0);
    let total: usize = columns.iter().map(|column| column.reach).sum();
    if 4 * longest * columns.len() <= 5 * total {
        for (c, column) in columns.iter_mut().enumerate() {
            (column.first, column.reach) = (c, longest);
        }
        return columns.len().max(1);
    }
    let mut first = 0;
    for column in columns {
        column.first = first;
        first += column.reach + room;
    }
    1
}

/// Where the values of look-ups are.
fn places(asked: &[((bool, usize), usize)], columns: &[Column], stride: usize) -> Vec<usize> {
    let key = |column: &Column| (column.is_transmitted, column.number);
    let place = |&(of, steps): &((bool, usize), usize)| match columns.binary_search_by_key(&of, key) {
        Ok(c) if steps > 0 => columns[c].first + (columns[c].reach - steps) * stride,
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
    /// From the step that the places are for to the time of the evaluation.
    further: usize,
    y: &'a [f64],
}

impl Past<f64> for BufferPast<'_> {
    #[inline(always)]
    fn value(&self, lookup: usize, state: usize, _time: f64) -> f64 {
        match self.places[lookup] {
            PRESENT => self.y[state],
            place => self.values[place + self.further],
        }
    }

    #[inline(always)]
    fn transmitted(&self, lookup: usize, _place: usize) -> Option<f64> {
        self.keeps_transmitted.then(|| self.values[self.places[lookup] + self.further])
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
        let (places, values, further) = (&self.places, &self.values, steps * self.stride);
        BufferPast { places, values, keeps_transmitted: self.keeps_transmitted, further, y }
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
            self.move_to_front();
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
