//! The inputs of a run, and the parameters they drive.

use std::collections::HashSet;

use pyrates_ir::system::System;

use crate::delay::{Knots, Side, fixed_parameters};
use crate::paths::{Slot, find_in};
use crate::solve::SolveErrorKind;

use super::samples::Samples;
use super::{EachFunction, Function, Input, InputError};

/// A prepared signal.
#[derive(Clone)]
pub(super) enum Source {
    Function(Function),
    Each(EachFunction),
    Samples(Samples),
}

/// Parameters and what drives them.
#[derive(Clone)]
struct Driven {
    path: String,
    slots: Vec<usize>,
    source: Source,
}

/// All inputs of a run.
#[derive(Clone, Default)]
pub(crate) struct Drive {
    driven: Vec<Driven>,
}

impl Drive {
    /// Finds the parameters of all inputs and checks that these can drive them.
    pub(crate) fn new(
        inputs: Vec<(String, Input)>,
        system: &System,
        t0: f64,
        t_end: f64,
    ) -> Result<Drive, SolveErrorKind> {
        let mut drive = Drive::default();
        if inputs.is_empty() {
            return Ok(drive);
        }
        let delays = fixed_parameters(system);
        let mut seen = HashSet::new();
        for (path, input) in inputs {
            let wrong = |error| SolveErrorKind::Input { path: path.clone(), error };
            let mut slots = Vec::new();
            for slot in find_in(system, &path).map_err(SolveErrorKind::Path)? {
                let Slot::Parameter(i) = slot else { return Err(wrong(InputError::State)) };
                let parameter = || system.parameter_paths().swap_remove(i);
                if delays.contains(&i) {
                    return Err(wrong(InputError::Delay { parameter: parameter() }));
                }
                if !seen.insert(i) {
                    return Err(wrong(InputError::Twice { parameter: parameter() }));
                }
                slots.push(i);
            }
            let source = input.prepare(slots.len(), t0, t_end).map_err(wrong)?;
            drive.driven.push(Driven { path, slots, source });
        }
        Ok(drive)
    }

    /// The parameters that are driven.
    pub(crate) fn parameters(&self) -> impl Iterator<Item = usize> {
        self.driven.iter().flat_map(|driven| driven.slots.iter().copied())
    }

    /// The paths of what is driven.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &str> {
        self.driven.iter().map(|driven| driven.path.as_str())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.driven.is_empty()
    }

    /// Writes the values of all inputs at a time, seen from a side, to the parameters.
    pub(crate) fn write(&self, t: f64, side: Side, p: &mut [f64]) {
        for Driven { slots, source, .. } in &self.driven {
            match source {
                Source::Function(function) => {
                    let value = function(t);
                    slots.iter().for_each(|&i| p[i] = value);
                }
                Source::Each(function) => {
                    slots.iter().enumerate().for_each(|(column, &i)| p[i] = function(t, column));
                }
                Source::Samples(samples) => {
                    let position = samples.position(t, side);
                    let is_shared = samples.columns == 1;
                    for (column, &i) in slots.iter().enumerate() {
                        p[i] = samples.value(position, if is_shared { 0 } else { column });
                    }
                }
            }
        }
    }

    /// The points where inputs jump or bend.
    pub(crate) fn knots(&self) -> Vec<Knots> {
        let knots = |driven: &Driven| match &driven.source {
            Source::Samples(samples) => samples_knots(samples),
            Source::Function(_) | Source::Each(_) => Vec::new(),
        };
        self.driven.iter().flat_map(knots).collect()
    }

    /// Refuses inputs that jump or bend, for a method that cannot stop there.
    pub(crate) fn check_smooth(&self, method: &'static str) -> Result<(), SolveErrorKind> {
        let has_knots = |driven: &&Driven| match &driven.source {
            Source::Samples(samples) => !samples_knots(samples).is_empty(),
            Source::Function(_) | Source::Each(_) => false,
        };
        match self.driven.iter().find(has_knots) {
            None => Ok(()),
            Some(driven) => {
                let (path, error) = (driven.path.clone(), InputError::Knots { method });
                Err(SolveErrorKind::Input { path, error })
            }
        }
    }
}

fn samples_knots(samples: &Samples) -> Vec<Knots> {
    let (numbers, smoothness) = samples.knots();
    let (first, last) = (*numbers.start(), *numbers.end());
    let times =
        |numbers: Vec<usize>| Knots::new(numbers.into_iter().map(|k| samples.time(k)).collect(), smoothness);
    match (samples.has_inner_knots(), smoothness) {
        (true, _) => vec![times(numbers.collect())],
        (false, 0) => vec![times(vec![first, last])],
        (false, _) => Vec::new(),
    }
}

impl std::fmt::Debug for Drive {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.debug_list().entries(self.driven.iter().map(|driven| &driven.path)).finish()
    }
}
