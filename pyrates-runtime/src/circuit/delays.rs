//! The values of all delays: expressions of parameters, evaluated once before a run.

use pyrates_ir::expr::Expr;
use pyrates_ir::lookup::{Owner, lookups, total};
use pyrates_ir::system::{Delays, Layout, Role, Symbol, System, VariableRef};

/// The unit whose parameters make a delay, and the delay of its edge.
struct Place<'a> {
    system: &'a System,
    layout: &'a Layout,
    p: &'a [f64],
    group: usize,
    unit: usize,
    delay: f64,
}

/// One delay for each look-up of a real system, in order.
pub(super) fn delays(system: &System, p: &[f64]) -> Vec<f64> {
    let (layout, lookups) = (Layout::new(system), lookups(system));
    let mut delays = Vec::with_capacity(total(&lookups));
    for lookup in &lookups {
        let Expr::Past(_, delay) = &lookup.term else { continue };
        for i in 0..lookup.count {
            let (group, unit, edge_delay) = match lookup.owner {
                Owner::Group(g) => (g, i, f64::NAN),
                Owner::Coupling(c) => {
                    let coupling = &system.couplings[c];
                    let link = pyrates_ir::lookup::link(coupling, i).unwrap_or_default();
                    let own = match coupling.delays {
                        Delays::Target(variable) => {
                            let first = layout.parameter(VariableRef { variable, ..coupling.target });
                            p[first + link.target]
                        }
                        _ => layout.delay(c).map_or(0.0, |first| p[first + link.delay]),
                    };
                    (coupling.source.group, link.source, own)
                }
            };
            let place = Place { system, layout: &layout, p, group, unit, delay: edge_delay };
            delays.push(place.value(delay));
        }
    }
    delays
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
            // Delays depend on parameters only.
            Expr::Leaf(Symbol::Time) | Expr::Imaginary(_) | Expr::Past(..) => f64::NAN,
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
