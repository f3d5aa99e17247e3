//! The look-ups of the past that a system makes, numbered: for each distinct delayed term of a group one
//! per unit, for each delayed term of a coupling one per edge.

use crate::expr::Expr;
use crate::system::{Coupling, Delays, Link, Role, Symbol, System};

/// A delayed term and its look-ups.
#[derive(Debug, Clone, PartialEq)]
pub struct Lookup {
    /// Where the term stands.
    pub owner: Owner,
    /// The term, a `Past` of a state.
    pub term: Expr<Symbol>,
    /// The number of its first look-up.
    pub first: usize,
    /// The number of its look-ups.
    pub count: usize,
}

/// Where a delayed term stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// In an equation of a group.
    Group(usize),
    /// In what a coupling transmits.
    Coupling(usize),
}

impl Lookup {
    /// Whether its delay changes during a run.
    pub fn changes(&self, system: &System) -> bool {
        let Expr::Past(_, delay) = &self.term else { return false };
        let group = match self.owner {
            Owner::Group(g) => g,
            Owner::Coupling(c) => system.couplings[c].source.group,
        };
        changes(delay, &|v| system.groups[group].variables[v].role)
    }
}

/// Whether a delay changes during a run: whether it is made of anything but numbers and parameters.
pub(crate) fn changes(delay: &Expr<Symbol>, role: &dyn Fn(usize) -> Role) -> bool {
    delay.any(&mut |e| match e {
        Expr::Past(..) | Expr::Leaf(Symbol::Time | Symbol::Noise(_)) => true,
        Expr::Leaf(Symbol::Variable(v)) => role(*v) != Role::Parameter,
        _ => false,
    })
}

/// All look-ups of a system, in order.
pub fn lookups(system: &System) -> Vec<Lookup> {
    let mut lookups: Vec<Lookup> = Vec::new();
    for (g, group) in system.groups.iter().enumerate() {
        for equation in &group.equations {
            add(&mut lookups, Owner::Group(g), &equation.value, group.n_units());
        }
    }
    for (c, coupling) in system.couplings.iter().enumerate() {
        add(&mut lookups, Owner::Coupling(c), &coupling.value, n_lookups(coupling));
    }
    lookups
}

/// The number of look-ups of each delayed term of a coupling: one per edge. Where all edges have the same
/// delay, a connection makes one per source unit.
pub fn n_lookups(coupling: &Coupling) -> usize {
    match &coupling.connection {
        Some(connection) if coupling.has_one_delay() => connection.sources.count,
        _ => coupling.n_links(),
    }
}

/// The edge, or one of the edges, for which a look-up of a delayed term of a coupling is made.
pub fn link(coupling: &Coupling, index: usize) -> Option<Link> {
    match &coupling.connection {
        Some(c) if coupling.has_one_delay() => {
            Some(Link { source: c.sources.first + index, target: c.targets.first, weight: 0, delay: 0 })
        }
        _ => coupling.links().get(index).copied(),
    }
}

/// The number of all look-ups.
pub fn total(lookups: &[Lookup]) -> usize {
    lookups.last().map_or(0, |last| last.first + last.count)
}

fn add(lookups: &mut Vec<Lookup>, owner: Owner, value: &Expr<Symbol>, count: usize) {
    value.visit(&mut |e| {
        let known = |lookup: &Lookup| lookup.owner == owner && lookup.term == *e;
        if matches!(e, Expr::Past(..)) && !lookups.iter().any(known) {
            let first = total(lookups);
            lookups.push(Lookup { owner, term: e.clone(), first, count });
        }
    });
}

/// The paths of the parameters that make the delay of a look-up.
pub fn delay_parameters(system: &System, number: usize) -> Vec<String> {
    let all = lookups(system);
    let Some(lookup) = all.iter().rfind(|lookup| lookup.first <= number) else { return Vec::new() };
    let Expr::Past(_, delay) = &lookup.term else { return Vec::new() };
    let index = number - lookup.first;
    let path = |symbol: &Symbol| match (lookup.owner, symbol) {
        (_, Symbol::Time | Symbol::Noise(_)) => None,
        (Owner::Group(g), Symbol::Variable(v)) => Some(system.groups[g].path(*v, index)),
        (Owner::Coupling(c), Symbol::Variable(v)) => {
            let coupling = &system.couplings[c];
            Some(system.group(coupling.source).path(*v, link(coupling, index)?.source))
        }
        (Owner::Coupling(c), Symbol::Delay) => {
            let coupling = &system.couplings[c];
            let link = link(coupling, index)?;
            Some(match coupling.delays {
                Delays::Target(v) => system.group(coupling.target).path(v, link.target),
                _ => crate::system::edge_place(coupling, link.delay, "delay").path(),
            })
        }
        (Owner::Group(_), Symbol::Delay) => None,
    };
    delay.leaves().into_iter().filter_map(path).collect()
}
