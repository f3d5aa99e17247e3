//! The runs of a sweep before they are made.

use std::ops::Range;

use crate::model::Model;
use crate::network::Shared;
use crate::paths::{Slot, find};
use crate::solve::{Memory, Options, Plan, SolveError, SolveErrorKind};

use super::Member;
use super::design::Design;
use super::error::SweepError;

/// The members of a sweep that are to be run.
pub(super) struct Members<'m, M> {
    pub(super) model: &'m M,
    /// The plan for the model as it is.
    pub(super) base: Plan,
    pub(super) design: Design,
    /// The names of the keys.
    names: Vec<String>,
    /// The values of the model that each key sets.
    slots: Vec<Vec<Slot>>,
    /// Whether each member has noise of its own.
    pub(super) has_own_noise: bool,
    n_members: usize,
    /// Every so many members one is to be run, beginning with that of this number.
    first: usize,
    step: usize,
}

impl<'m, M: Model> Members<'m, M> {
    pub(super) fn new(
        model: &'m M,
        t: Range<f64>,
        mut options: Options,
        design: &Design,
        shard: Option<(usize, usize)>,
        memory_limit: Option<u64>,
    ) -> Result<Members<'m, M>, SweepError> {
        let n_members = design.n_members()?;
        let slots = slots(model, design)?;
        let (first, step) = match shard {
            None => (0, 1),
            Some((k, n)) if (1..=n).contains(&k) => (k - 1, n),
            Some(_) => {
                let expected = "a number from 1 to that of all shards";
                return Err(SweepError::Invalid { option: "shard", expected });
            }
        };
        let has_own_noise = options.noise.realization.is_none();
        if options.history.is_some() || options.after.is_some() {
            options.longest_delay = longest_delay(model, design, &slots, n_members);
        }
        let t0 = t.start;
        let refuse = |kind| SolveError { kind, t: t0, partial: Box::default() };
        Memory::at_least(model).check(memory_limit).map_err(refuse)?;
        let mut base = options.plan(model, t).map_err(refuse)?;
        // The dense output is of use only beside the states.
        base.keeps_states = base.record.is_none() || base.keep_dense;
        check_driven(&base, design, &slots)?;
        let names = design.keys().map(|key| key.name().to_string()).collect();
        Ok(Members {
            model,
            base,
            design: design.clone(),
            names,
            slots,
            has_own_noise,
            n_members,
            first,
            step,
        })
    }

    /// The number of all members, of other shards too.
    #[cfg(feature = "mpi")]
    pub(super) fn n_members(&self) -> usize {
        self.n_members
    }

    /// The number of members that are to be run.
    pub(super) fn n_to_run(&self) -> usize {
        self.n_members.saturating_sub(self.first).div_ceil(self.step)
    }

    /// The number of the `i`-th of them.
    pub(super) fn number(&self, i: usize) -> usize {
        self.first + i * self.step
    }

    /// A member, with room for its values.
    pub(super) fn member<'a>(&'a self, number: usize, values: &'a [f64]) -> Member<'a> {
        Member { number, names: &self.names, values }
    }

    /// The run of a member with some values.
    pub(super) fn plan(&self, member: usize, values: &[f64]) -> Result<Plan, SolveErrorKind> {
        let (mut y, mut own) = (self.base.run.y0.clone(), Vec::new());
        set(&self.slots, values, &mut y, |i, value| own.push((i, value)));
        self.base.with_values(self.model, y, own, self.has_own_noise.then_some(member as u64))
    }

    /// The matrices whose weights are the same for all members, at all times; their weights are not read yet.
    pub(super) fn shared(&self) -> Shared {
        let run = &self.base.run;
        let parameter = |slot: &Slot| if let Slot::Parameter(i) = *slot { Some(i) } else { None };
        let mut changing: Vec<usize> = self.slots.iter().flatten().filter_map(parameter).collect();
        changing.extend(run.inputs.parameters());
        changing.sort_unstable();
        Shared::new(&run.system.split(), &changing)
    }

    /// The same with their weights.
    pub(super) fn with_weights(&self, shared: Shared) -> Shared {
        let run = &self.base.run;
        shared.with_weights(&run.system.split(), &run.p.all(), self.base.network.precision)
    }
}

/// Writes values to where their keys point.
fn set(slots: &[Vec<Slot>], values: &[f64], y: &mut [f64], mut set_parameter: impl FnMut(usize, f64)) {
    for (slots, &value) in slots.iter().zip(values) {
        for slot in slots {
            match *slot {
                Slot::State(i) => y[i] = value,
                Slot::Parameter(i) => set_parameter(i, value),
            }
        }
    }
}

/// What each key sets. No value may be set by two.
fn slots<M: Model>(model: &M, design: &Design) -> Result<Vec<Vec<Slot>>, SweepError> {
    let mut all: Vec<Vec<Slot>> = Vec::new();
    let keys: Vec<_> = design.keys().collect();
    for (number, key) in keys.iter().enumerate() {
        let mut slots = Vec::new();
        for path in key.paths() {
            let found = find(model, path);
            slots.extend(found.map_err(|error| SweepError::Key { key: key.name().to_string(), error })?);
        }
        slots.sort_unstable();
        slots.dedup();
        let shares = |other: &Vec<Slot>| other.iter().any(|slot| slots.binary_search(slot).is_ok());
        if let Some(first) = all.iter().position(shares) {
            let name = |number: usize| keys[number].name().to_string();
            return Err(SweepError::Overlap { first: name(first), second: name(number) });
        }
        all.push(slots);
    }
    Ok(all)
}

/// Refuses keys whose values inputs replace.
fn check_driven(base: &Plan, design: &Design, slots: &[Vec<Slot>]) -> Result<(), SweepError> {
    let driven: Vec<Slot> = base.run.inputs.parameters().map(Slot::Parameter).collect();
    let is_driven = |slots: &&Vec<Slot>| slots.iter().any(|slot| driven.contains(slot));
    match slots.iter().zip(design.keys()).find(|(slots, _)| is_driven(slots)) {
        Some((_, key)) => Err(SweepError::Driven { key: key.name().to_string() }),
        None => Ok(()),
    }
}

/// The longest delay of any member, if it has delays: so far a given past must be kept.
fn longest_delay<M: Model>(model: &M, design: &Design, slots: &[Vec<Slot>], n: usize) -> f64 {
    if model.n_lookups() == 0 {
        return 0.0;
    }
    let (mut y, parameters) = (model.initial_state(), model.parameters());
    let longest = |member: usize| {
        let mut p = parameters.clone();
        set(slots, &design.values(member), &mut y, |i, value| p[i] = value);
        model.delays(&p).into_iter().filter(|delay| delay.is_finite()).fold(0.0, f64::max)
    };
    (0..n).map(longest).fold(0.0, f64::max)
}
