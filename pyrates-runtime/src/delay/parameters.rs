//! Which parameters are constant during a run.

use std::collections::HashSet;

use pyrates_ir::expr::Expr;
use pyrates_ir::lookup::{Owner, lookups};
use pyrates_ir::system::{Delays, Layout, Symbol, System, VariableRef};

use crate::spread::spreads;

/// The parameters that make delays, and the spreads of chains: a run is prepared for their values at its start.
pub(crate) fn fixed_parameters(system: &System) -> HashSet<usize> {
    let system = &*system.split();
    let layout = Layout::new(system);
    let mut parameters = HashSet::new();
    let mut add = |group: usize, variable: usize| {
        if let Some(first) = layout.find(VariableRef { group, variable }) {
            parameters.extend(first..first + system.groups[group].n_units());
        }
    };
    for (group, spread) in spreads(system) {
        add(group, spread);
    }
    let mut couplings = Vec::new();
    for lookup in lookups(system) {
        let Expr::Past(_, delay) = &lookup.term else { continue };
        for symbol in delay.leaves() {
            match (*symbol, lookup.owner) {
                (Symbol::Variable(v), Owner::Group(g)) => add(g, v),
                (Symbol::Variable(v), Owner::Coupling(c)) => add(system.couplings[c].source.group, v),
                (Symbol::Delay, Owner::Coupling(c)) => couplings.push(c),
                _ => {}
            }
        }
    }
    for &c in &couplings {
        let coupling = &system.couplings[c];
        if let Delays::Target(v) = coupling.delays {
            add(coupling.target.group, v);
        }
    }
    let own = couplings.iter().filter_map(|&c| Some((layout.delay(c)?, system.couplings[c].delays().len())));
    parameters.extend(own.flat_map(|(first, n)| first..first + n));
    parameters
}
