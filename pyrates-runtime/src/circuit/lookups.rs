//! All look-ups of the past, with their delays: expressions of parameters, evaluated once before a run.

use pyrates_ir::expr::Expr;
use pyrates_ir::lookup::{Owner, total};
use pyrates_ir::system::{Delays, Layout, Link, Role, Symbol, System, VariableRef};

use crate::model::LookUp;

/// The unit whose parameters make a delay, and the delay of its edge.
struct Place<'a> {
    system: &'a System,
    layout: &'a Layout,
    p: &'a [f64],
    group: usize,
    unit: usize,
    delay: f64,
}

/// All look-ups of a real system, in order; with infinite delays where they change during a run.
pub(super) fn lookups(system: &System, p: &[f64]) -> Vec<LookUp> {
    let (layout, terms) = (Layout::new(system), pyrates_ir::lookup::lookups(system));
    let mut lookups = Vec::with_capacity(total(&terms));
    for term in &terms {
        let Expr::Past(state, delay) = &term.term else { continue };
        let Expr::Leaf(Symbol::Variable(variable)) = **state else { continue };
        let (group, units) = match term.owner {
            Owner::Group(group) => (group, (0..term.count).map(|unit| (unit, f64::NAN)).collect()),
            Owner::Coupling(c) => (system.couplings[c].source.group, edge_delays(system, &layout, p, c)),
        };
        let first = layout.state(VariableRef { group, variable });
        let changes = term.changes(system);
        lookups.extend(units.into_iter().map(|(unit, edge_delay)| {
            let place = Place { system, layout: &layout, p, group, unit, delay: edge_delay };
            let delay = if changes { f64::INFINITY } else { place.value(delay) };
            LookUp { state: first + unit, delay, transmitted: None }
        }));
    }
    lookups
}

/// The source unit and the delay of each look-up of a coupling.
fn edge_delays(system: &System, layout: &Layout, p: &[f64], c: usize) -> Vec<(usize, f64)> {
    let coupling = &system.couplings[c];
    let own = |place: usize| layout.delay(c).map_or(0.0, |first| p[first + place]);
    if let Some(connection) = coupling.connection.as_ref().filter(|_| coupling.has_one_delay()) {
        let first = connection.sources.first;
        return (first..first + connection.sources.count).map(|unit| (unit, own(0))).collect();
    }
    let delay = |link: &Link| match coupling.delays {
        Delays::Target(variable) => {
            let first = layout.parameter(VariableRef { variable, ..coupling.target });
            p[first + link.target]
        }
        _ => own(link.delay),
    };
    coupling.links().iter().map(|link| (link.source, delay(link))).collect()
}

impl Place<'_> {
    fn value(&self, e: &Expr<Symbol>) -> f64 {
        match e {
            Expr::Number(x) => *x,
            Expr::Leaf(Symbol::Delay) => self.delay,
            Expr::Leaf(Symbol::Variable(v)) => self.parameter(*v),
            Expr::Neg(a) => -self.value(a),
            Expr::Binary(op, a, b) => op.apply(self.value(a), self.value(b)),
            Expr::Call(function, arguments) => {
                let values: Vec<f64> = arguments.iter().map(|a| self.value(a)).collect();
                function.apply(&values)
            }
            Expr::Select(c, a, b) => self.value(if self.truth(c) { a } else { b }),
            Expr::Compare(..) | Expr::Logic(..) | Expr::Not(_) => f64::from(self.truth(e)),
            // The others depend on parameters only.
            Expr::Leaf(Symbol::Time | Symbol::Noise(_)) | Expr::Imaginary(_) | Expr::Past(..) => f64::NAN,
        }
    }

    fn truth(&self, e: &Expr<Symbol>) -> bool {
        match e {
            Expr::Compare(op, a, b) => op.apply(self.value(a), self.value(b)),
            Expr::Logic(op, a, b) => op.apply(self.truth(a), self.truth(b)),
            Expr::Not(a) => !self.truth(a),
            number => self.value(number) != 0.0,
        }
    }

    fn parameter(&self, v: usize) -> f64 {
        let at = VariableRef { group: self.group, variable: v };
        match self.system.group(at).variables[v].role {
            Role::Parameter => self.p[self.layout.parameter(at) + self.unit],
            Role::State | Role::Input | Role::Auxiliary => f64::NAN,
        }
    }
}
