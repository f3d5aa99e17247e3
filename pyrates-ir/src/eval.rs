//! The reference interpreter: it defines what a [`System`] means. Compiled and exported code is tested
//! against it; it is written for clarity, not for speed.

use crate::expr::Expr;
use crate::system::{Delays, Layout, Link, Role, Symbol, System, VariableRef};

/// The states of the past: `past(i, s)` is state `i` at time `s`.
pub type Past<'a> = &'a dyn Fn(usize, f64) -> f64;

/// The derivative of every state at time `t`, state `y` and parameters `p`, in the order of [`Layout`].
pub fn vector_field(system: &System, t: f64, y: &[f64], p: &[f64], past: Past) -> Vec<f64> {
    let system = &system.split();
    let run =
        Interpreter { layout: Layout::new(system), edges: edges_by_target(system), system, t, y, p, past };
    let mut dy = Vec::with_capacity(y.len());
    for (g, group) in system.groups.iter().enumerate() {
        for v in group.with_role(Role::State) {
            let Some(value) = group.derivative(v) else { continue };
            dy.extend(
                (0..group.n_units()).map(|unit| run.expression(value, Place { group: g, unit, delay: 0.0 })),
            );
        }
    }
    dy
}

/// The value of any variable of a real system, by group, variable and unit.
pub fn variable(
    system: &System,
    at: VariableRef,
    unit: usize,
    t: f64,
    y: &[f64],
    p: &[f64],
    past: Past,
) -> f64 {
    let run =
        Interpreter { layout: Layout::new(system), edges: edges_by_target(system), system, t, y, p, past };
    run.variable(at.variable, Place { group: at.group, unit, delay: 0.0 })
}

/// For each coupling and target unit, the edges.
type EdgeTable = Vec<Vec<Vec<Link>>>;

fn edges_by_target(system: &System) -> EdgeTable {
    let table = |coupling: &crate::system::Coupling| {
        let mut rows = vec![Vec::new(); system.group(coupling.target).n_units()];
        for link in coupling.links() {
            rows[link.target].push(link);
        }
        rows
    };
    system.couplings.iter().map(table).collect()
}

/// The unit in whose terms an expression is read, and the delay of the edge that reads it.
#[derive(Clone, Copy)]
struct Place {
    group: usize,
    unit: usize,
    delay: f64,
}

struct Interpreter<'a> {
    system: &'a System,
    layout: Layout,
    edges: EdgeTable,
    t: f64,
    y: &'a [f64],
    p: &'a [f64],
    past: Past<'a>,
}

impl Interpreter<'_> {
    fn variable(&self, v: usize, place: Place) -> f64 {
        let at = VariableRef { group: place.group, variable: v };
        let group = &self.system.groups[place.group];
        match group.variables[v].role {
            Role::State => self.y[self.layout.state(at) + place.unit],
            Role::Parameter => self.p[self.layout.parameter(at) + place.unit],
            Role::Auxiliary => group.assignment(v).map_or(f64::NAN, |value| self.expression(value, place)),
            Role::Input => {
                let extrinsic = self.layout.find(at).map_or(0.0, |first| self.p[first + place.unit]);
                extrinsic + self.input(at, place.unit)
            }
        }
    }

    fn input(&self, at: VariableRef, unit: usize) -> f64 {
        let mut sum = 0.0;
        for (c, coupling) in self.system.couplings_into(at) {
            for link in &self.edges[c][unit] {
                let delay = match (coupling.delays, self.layout.delay(c)) {
                    (Delays::Target(v), _) => self.variable(v, Place { group: at.group, unit, delay: 0.0 }),
                    (_, place) => place.map_or(0.0, |first| self.p[first + link.delay]),
                };
                let source = Place { group: coupling.source.group, unit: link.source, delay };
                let value = self.expression(&coupling.value, source);
                sum += self.layout.weight(c).map_or(value, |first| self.p[first + link.weight] * value);
            }
        }
        sum
    }

    fn expression(&self, e: &Expr<Symbol>, place: Place) -> f64 {
        match e {
            Expr::Number(x) => *x,
            // Complex systems are split into real and imaginary parts before they get here.
            Expr::Imaginary(_) => f64::NAN,
            Expr::Leaf(Symbol::Time) => self.t,
            Expr::Leaf(Symbol::Delay) => place.delay,
            // Right-hand sides are drifts.
            Expr::Leaf(Symbol::Noise(_)) => 0.0,
            Expr::Leaf(Symbol::Variable(v)) => self.variable(*v, place),
            Expr::Neg(a) => -self.expression(a, place),
            Expr::Binary(op, a, b) => op.apply(self.expression(a, place), self.expression(b, place)),
            Expr::Call(function, arguments) => {
                let values: Vec<f64> = arguments.iter().map(|a| self.expression(a, place)).collect();
                function.apply(&values)
            }
            Expr::Select(condition, a, b) => {
                self.expression(if self.truth(condition, place) { a } else { b }, place)
            }
            Expr::Past(a, delay) => self.delayed(a, self.expression(delay, place), place),
            Expr::Compare(..) | Expr::Logic(..) | Expr::Not(_) => f64::from(self.truth(e, place)),
        }
    }

    fn truth(&self, e: &Expr<Symbol>, place: Place) -> bool {
        match e {
            Expr::Compare(op, a, b) => op.apply(self.expression(a, place), self.expression(b, place)),
            Expr::Logic(op, a, b) => op.apply(self.truth(a, place), self.truth(b, place)),
            Expr::Not(a) => !self.truth(a, place),
            number => self.expression(number, place) != 0.0,
        }
    }

    /// The value of a state `delay` ago.
    fn delayed(&self, e: &Expr<Symbol>, delay: f64, place: Place) -> f64 {
        match e {
            Expr::Leaf(Symbol::Variable(v)) => {
                let at = VariableRef { group: place.group, variable: *v };
                (self.past)(self.layout.state(at) + place.unit, self.t - delay)
            }
            // Flattening leaves only states under `Past`.
            _ => f64::NAN,
        }
    }
}
