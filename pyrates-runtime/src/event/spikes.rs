//! Spike trains on edges: impulses that are on their way, and what they do when they arrive.

use std::ops::Range;

use pyrates_ir::impulse::Impulses;
use pyrates_ir::system::{Coupling, Delays, Layout, Link, Pattern, System, UnitRange, VariableRef};

use crate::checkpoint::{Carry, Transfer};
use crate::circuit::Variables;
use crate::model::NoPast;

use super::EventError;
use super::queue::{Planned, Queue};

/// Where a weight or a delay is.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Amount {
    One,
    /// The same parameter for all edges.
    Common(usize),
    /// A parameter for each edge: its own number is added.
    Each(usize),
    /// A parameter of the target unit.
    Target(usize),
}

impl Amount {
    fn value(self, number: usize, target: usize, p: &[f64]) -> f64 {
        match self {
            Amount::One => 1.0,
            Amount::Common(place) => p[place],
            Amount::Each(first) => p[first + number],
            Amount::Target(first) => p[first + target],
        }
    }
}

/// The edges of a coupling from each source unit.
#[derive(Debug)]
enum Edges {
    /// From a run of source units to a run of target units, with one weight.
    All { targets: UnitRange, sources: UnitRange },
    /// The same with a weight for each pair: those of target 0 first.
    Dense { targets: UnitRange, sources: UnitRange },
    /// Those of unit `i` of the source group are `rows[i]..rows[i + 1]`: target unit, numbers of weight and delay.
    Listed { rows: Vec<usize>, links: Vec<(u32, u32, u32)> },
}

/// A coupling that transmits impulses.
#[derive(Debug)]
struct Train {
    /// Group and event of the source.
    source: (usize, usize),
    edges: Edges,
    weight: Amount,
    delay: Option<Amount>,
    /// The jumps in the target: the number of the size in the program, and the place of the first state.
    jumps: Vec<(usize, usize)>,
}

/// All couplings that transmit impulses.
#[derive(Debug)]
pub(crate) struct Trains {
    trains: Vec<Train>,
    /// For each declared event, those that start there.
    of_event: Vec<Vec<usize>>,
    sizes: Variables,
}

/// Impulses that arrive: along one edge, or along all edges from a source unit.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Arrival {
    train: usize,
    source: usize,
    /// The edge, counted from the first one of the source unit; `None` for all.
    edge: Option<usize>,
}

impl Trains {
    /// The spike trains of a real system, if it has any.
    pub(crate) fn new(system: &System) -> Result<Option<Trains>, EventError> {
        if !system.has_impulses() {
            return Ok(None);
        }
        let Impulses { system: with_sizes, jumps } = Impulses::new(system);
        let variables: Vec<_> = jumps.iter().map(|jump| jump.size).collect();
        let sizes = Variables::new(&with_sizes, &variables).map_err(EventError::Model)?;
        if sizes.look_back() {
            return Err(EventError::LooksBack);
        }
        let layout = Layout::new(system);
        let mut trains = Vec::new();
        for (c, coupling) in system.couplings.iter().enumerate() {
            let (group, variable) = (coupling.source.group, coupling.source.variable);
            let events = &system.groups[group].events;
            let Some(event) = events.iter().position(|event| event.switch == variable) else { continue };
            let of_input = jumps.iter().enumerate().filter(|(_, jump)| jump.input == coupling.target);
            trains.push(Train {
                source: (group, event),
                edges: edges(system, coupling),
                weight: weight(coupling, layout.weight(c)),
                delay: delay(coupling, layout.delay(c), &layout),
                jumps: of_input.map(|(number, jump)| (number, layout.state(jump.state))).collect(),
            });
        }
        let events = system
            .groups
            .iter()
            .enumerate()
            .flat_map(|(g, group)| (0..group.events.len()).map(move |e| (g, e)));
        let starting = |source| (0..trains.len()).filter(|&k| trains[k].source == source).collect();
        let of_event = events.map(starting).collect();
        Ok(Some(Trains { trains, of_event, sizes }))
    }

    /// Refuses delays that are negative or not finite.
    pub(crate) fn check(&self, p: &[f64]) -> Result<(), EventError> {
        for train in &self.trains {
            let Some(delay) = train.delay else { continue };
            for source in train.sources() {
                for (target, _, number) in train.edges_of(source) {
                    let delay = delay.value(number, target, p);
                    if !(delay >= 0.0 && delay.is_finite()) {
                        return Err(EventError::Delay { delay });
                    }
                }
            }
        }
        Ok(())
    }
}

fn weight(coupling: &Coupling, place: Option<usize>) -> Amount {
    let is_one = coupling.connection.as_ref().is_some_and(|c| c.weights.len() == 1);
    match place {
        None => Amount::One,
        Some(place) if is_one => Amount::Common(place),
        Some(place) => Amount::Each(place),
    }
}

fn delay(coupling: &Coupling, place: Option<usize>, layout: &Layout) -> Option<Amount> {
    match (coupling.delays, place) {
        (Delays::Target(variable), _) => {
            let at = VariableRef { group: coupling.target.group, variable };
            layout.find(at).map(Amount::Target)
        }
        (Delays::None, _) | (_, None) => None,
        (_, Some(place)) if coupling.has_one_delay() => Some(Amount::Common(place)),
        (_, Some(place)) => Some(Amount::Each(place)),
    }
}

fn edges(system: &System, coupling: &Coupling) -> Edges {
    match &coupling.connection {
        Some(c) if c.pattern == Pattern::All => Edges::All { targets: c.targets, sources: c.sources },
        Some(c) if c.pattern == Pattern::Dense => Edges::Dense { targets: c.targets, sources: c.sources },
        _ => by_source(&coupling.links(), system.group(coupling.source).n_units()),
    }
}

/// Edges in the order of their source units.
fn by_source(links: &[Link], n_sources: usize) -> Edges {
    let mut rows = vec![0; n_sources + 1];
    links.iter().for_each(|link| rows[link.source + 1] += 1);
    for unit in 0..n_sources {
        rows[unit + 1] += rows[unit];
    }
    let mut next = rows.clone();
    let mut sorted = vec![(0, 0, 0); links.len()];
    for link in links {
        sorted[next[link.source]] = (link.target as u32, link.weight as u32, link.delay as u32);
        next[link.source] += 1;
    }
    Edges::Listed { rows, links: sorted }
}

impl Train {
    /// The source units that have edges, and maybe others; where all have the same edges, one of them.
    fn sources(&self) -> Range<usize> {
        match &self.edges {
            Edges::All { sources, .. } => sources.first..sources.first + sources.count.min(1),
            Edges::Dense { sources, .. } => sources.first..sources.first + sources.count,
            Edges::Listed { rows, .. } => 0..rows.len() - 1,
        }
    }

    /// The edges from a source unit: target unit, numbers of weight and delay.
    fn edges_of(&self, source: usize) -> Box<dyn Iterator<Item = (usize, usize, usize)> + '_> {
        let index = |range: &UnitRange| source.checked_sub(range.first).filter(|j| *j < range.count);
        match &self.edges {
            Edges::All { targets, sources } => {
                let count = index(sources).map_or(0, |_| targets.count);
                Box::new((targets.first..targets.first + count).map(|target| (target, 0, 0)))
            }
            Edges::Dense { targets, sources } => {
                let (j, first, n) = (index(sources), targets.first, sources.count);
                Box::new((0..targets.count).filter_map(move |i| {
                    let number = i * n + j?;
                    Some((first + i, number, number))
                }))
            }
            Edges::Listed { rows, links } => {
                let links = links[rows[source]..rows[source + 1]].iter();
                Box::new(links.map(|&(t, w, d)| (t as usize, w as usize, d as usize)))
            }
        }
    }
}

/// The spike trains of a run.
pub(crate) struct Spikes<'t> {
    trains: &'t Trains,
    arrivals: Queue<Arrival>,
    work: Vec<f64>,
}

impl<'t> Spikes<'t> {
    /// The trains of a run that goes on with impulses on their way.
    pub(crate) fn new(trains: &'t Trains, pending: &[Planned<Arrival>]) -> Spikes<'t> {
        Spikes { trains, arrivals: Queue::new(pending), work: vec![0.0; trains.sizes.n_work()] }
    }

    /// When the next impulse arrives.
    pub(crate) fn next(&self) -> f64 {
        self.arrivals.next()
    }

    /// What is still on its way.
    pub(crate) fn take_pending(&mut self) -> Vec<Planned<Arrival>> {
        self.arrivals.take_planned()
    }

    /// Sends impulses along all edges from an event that happened in a unit at time `t`.
    pub(crate) fn send(&mut self, event: usize, unit: usize, t: f64, p: &[f64]) {
        let trains = self.trains;
        for &k in trains.of_event.get(event).into_iter().flatten() {
            let train = &trains.trains[k];
            match train.delay {
                None => self.push(t, k, unit, None),
                Some(delay @ Amount::Common(_)) => self.push(t + delay.value(0, 0, p), k, unit, None),
                Some(delay) => {
                    for (edge, (target, _, number)) in train.edges_of(unit).enumerate() {
                        self.push(t + delay.value(number, target, p), k, unit, Some(edge));
                    }
                }
            }
        }
    }

    fn push(&mut self, t: f64, train: usize, source: usize, edge: Option<usize>) {
        self.arrivals.plan(t, Arrival { train, source, edge });
    }

    /// Lets all impulses arrive that are due at time `t` (or by `near` later). Tells whether there were any.
    pub(crate) fn arrive(&mut self, t: f64, near: f64, y: &mut [f64], p: &[f64]) -> bool {
        if self.next() > t + near {
            return false;
        }
        let trains = self.trains;
        trains.sizes.compute(t, y, p, &NoPast, &mut self.work);
        while let Some(Arrival { train, source, edge }) = self.arrivals.due(t + near) {
            let train = &trains.trains[train];
            let mut edges = train.edges_of(source);
            let mut jump = |(target, weight, _): (usize, usize, usize)| {
                let weight = train.weight.value(weight, target, p);
                for &(size, state) in &train.jumps {
                    y[state + target] += weight * trains.sizes.value(&self.work, size, target);
                }
            };
            match edge {
                None => edges.for_each(jump),
                Some(edge) => edges.nth(edge).into_iter().for_each(&mut jump),
            }
        }
        true
    }
}

impl Carry for Arrival {
    fn carry(&mut self, transfer: &mut Transfer) {
        self.train.carry(transfer);
        self.source.carry(transfer);
        // No edge is number 0, and all others one more.
        let mut edge = self.edge.map_or(0, |edge| edge + 1);
        edge.carry(transfer);
        self.edge = edge.checked_sub(1);
    }
}

impl Carry for Spikes<'_> {
    fn carry(&mut self, transfer: &mut Transfer) {
        self.arrivals.carry(transfer);
    }
}
