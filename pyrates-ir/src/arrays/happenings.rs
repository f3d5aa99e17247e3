//! Noise and events in terms of arrays.

use std::collections::HashMap;

use super::{ArrayEvent, ArrayNoise, Flattener, Place};
use crate::expr::Expr;
use crate::scalarise::{ScalarSymbol, ScalariseError};
use crate::system::{Symbol, VariableRef};

/// Lists what is added to the right-hand sides, and what happens between them.
pub(super) fn add(run: &mut Flattener) -> Result<(), ScalariseError> {
    noise(run)?;
    events(run)
}

/// The terms of noise. Sources that terms share have the same numbers.
fn noise(run: &mut Flattener) -> Result<(), ScalariseError> {
    let mut numbers: HashMap<(usize, usize, usize), usize> = HashMap::new();
    let mut next = 0;
    for term in run.system.noise_terms() {
        let group = term.state.group;
        for block in 0..run.blocks[group].len() {
            let n = run.block(group, block).n();
            let first = *numbers.entry((group, term.source, block)).or_insert_with(|| {
                next += n;
                next - n
            });
            let path = run.path(term.state, block);
            let amplitude = run.expression(&term.amplitude, &Place { group, block, delay: None })?;
            let amplitude = run.finish(amplitude, &path)?;
            let state = run.places[&(term.state, block)];
            run.result.noise.push(ArrayNoise { state, first, amplitude });
        }
    }
    Ok(())
}

/// The events of all units. Those that only send spikes set nothing.
fn events(run: &mut Flattener) -> Result<(), ScalariseError> {
    let system = run.system;
    for (g, group) in system.groups.iter().enumerate() {
        let at = |variable| VariableRef { group: g, variable };
        for event in &group.events {
            for block in 0..run.blocks[g].len() {
                let place = Place { group: g, block, delay: None };
                let value = |run: &mut Flattener, variable: usize| {
                    let value = run.expression(&Expr::Leaf(Symbol::Variable(variable)), &place)?;
                    run.finish(value, &run.path(at(event.switch), block))
                };
                let switch = value(run, event.switch)?;
                let mut set = Vec::new();
                for (state, new) in &event.set {
                    let new: Expr<ScalarSymbol> = value(run, *new)?;
                    set.push((run.places[&(at(*state), block)], new));
                }
                let path = run.path(at(event.switch), block);
                let n = run.block(g, block).n();
                run.result.events.push(ArrayEvent { path, n, switch, set, stop: event.stop });
            }
        }
    }
    Ok(())
}
