//! The value of systems of arrays: delays for the headers of files, and what tests compare.

use super::{ArraySystem, ArrayValue};
use crate::eval::Past;
use crate::expr::Expr;
use crate::scalarise::ScalarSymbol;

/// The values of all leaves.
struct Values<'a> {
    system: &'a ArraySystem,
    t: f64,
    y: &'a [f64],
    p: &'a [f64],
    auxiliaries: Vec<Vec<f64>>,
    past: Past<'a>,
}

impl ArraySystem {
    /// The derivative of every state, in the order of the layout, if the system is real.
    pub fn vector_field(&self, t: f64, y: &[f64], p: &[f64], past: Past) -> Vec<f64> {
        let values = Values::new(self, t, y, p, past);
        let of_states = self.states.iter().zip(&self.derivatives);
        of_states.flat_map(|(state, e)| values.array(e, state.values.len())).collect()
    }

    /// The elements of a real expression of real parameters, such as delays.
    pub fn evaluate(&self, e: &Expr<ScalarSymbol>, p: &[f64]) -> Vec<f64> {
        let y = vec![0.0; self.n_states()];
        Values::new(self, 0.0, &y, p, &|_, _| f64::NAN).array(e, self.n_of(e))
    }
}

impl<'a> Values<'a> {
    fn new(system: &'a ArraySystem, t: f64, y: &'a [f64], p: &'a [f64], past: Past<'a>) -> Values<'a> {
        let mut values = Values { system, t, y, p, auxiliaries: Vec::new(), past };
        for auxiliary in &system.auxiliaries {
            let value = values.auxiliary(&auxiliary.value, auxiliary.n);
            values.auxiliaries.push(value);
        }
        values
    }

    fn array(&self, e: &Expr<ScalarSymbol>, n: usize) -> Vec<f64> {
        (0..n).map(|k| self.number(e, k)).collect()
    }

    fn auxiliary(&self, value: &ArrayValue, n: usize) -> Vec<f64> {
        let indices = |table: &usize| &self.system.tables[*table].indices;
        match value {
            ArrayValue::Each(e) | ArrayValue::Fill(e) => self.array(e, n),
            ArrayValue::Sum(e) => vec![self.array(e, self.system.n_of(e)).iter().sum()],
            ArrayValue::Product { matrix, vector } => {
                let x: Vec<f64> = (0..self.system.n(vector)).map(|k| self.leaf(vector, k)).collect();
                let weight = |k| self.leaf(&ScalarSymbol::Parameter(*matrix), k);
                let row = |i| x.iter().enumerate().map(|(j, x_j)| weight(i * x.len() + j) * x_j).sum();
                (0..n).map(row).collect()
            }
            ArrayValue::Pick { of, table } => indices(table).iter().map(|&k| self.leaf(of, k)).collect(),
            ArrayValue::LinkSum { table, value } => {
                let mut sums = vec![0.0; n];
                for (k, &target) in indices(table).iter().enumerate() {
                    sums[target] += self.number(value, k);
                }
                sums
            }
            ArrayValue::Past { state, units, delays, table } => {
                let first = self.system.states[*state].first;
                let place = |table: &Option<usize>, k: usize, n: usize| match table {
                    Some(table) => self.system.tables[*table].indices[k],
                    None => k.min(n - 1),
                };
                let n_units = self.system.states[*state].values.len();
                let n_delays = self.system.n_of(delays);
                let element = |k| {
                    let delay = self.number(delays, place(table, k, n_delays));
                    (self.past)(first + place(units, k, n_units), self.t - delay)
                };
                (0..n).map(element).collect()
            }
        }
    }

    /// An element of an array; arrays of one element have it everywhere.
    fn leaf(&self, symbol: &ScalarSymbol, k: usize) -> f64 {
        let k = k.min(self.system.n(symbol) - 1);
        match *symbol {
            ScalarSymbol::Time => self.t,
            ScalarSymbol::State(i) => self.y[self.system.states[i].first + k],
            ScalarSymbol::Parameter(i) => self.p[self.system.parameters[i].first + k],
            ScalarSymbol::Auxiliary(i) => {
                self.auxiliaries.get(i).and_then(|values| values.get(k)).copied().unwrap_or(f64::NAN)
            }
        }
    }

    fn number(&self, e: &Expr<ScalarSymbol>, k: usize) -> f64 {
        match e {
            Expr::Number(x) => *x,
            // Only real systems have a value here.
            Expr::Imaginary(_) => f64::NAN,
            Expr::Leaf(symbol) => self.leaf(symbol, k),
            Expr::Neg(a) => -self.number(a, k),
            Expr::Binary(op, a, b) => op.apply(self.number(a, k), self.number(b, k)),
            Expr::Call(function, arguments) => {
                let values: Vec<f64> = arguments.iter().map(|a| self.number(a, k)).collect();
                function.apply(&values)
            }
            Expr::Select(condition, a, b) => self.number(if self.truth(condition, k) { a } else { b }, k),
            Expr::Past(state, delay) => match **state {
                Expr::Leaf(ScalarSymbol::State(i)) => {
                    let unit = self.system.states[i].first + k.min(self.system.states[i].values.len() - 1);
                    (self.past)(unit, self.t - self.number(delay, k))
                }
                _ => f64::NAN,
            },
            Expr::Compare(..) | Expr::Logic(..) | Expr::Not(_) => f64::from(self.truth(e, k)),
        }
    }

    fn truth(&self, e: &Expr<ScalarSymbol>, k: usize) -> bool {
        match e {
            Expr::Compare(op, a, b) => op.apply(self.number(a, k), self.number(b, k)),
            Expr::Logic(op, a, b) => op.apply(self.truth(a, k), self.truth(b, k)),
            Expr::Not(a) => !self.truth(a, k),
            number => self.number(number, k) != 0.0,
        }
    }
}
