//! The value of scalar systems: what tests compare exported code with.

use super::{Jacobian, ScalarSymbol, ScalarSystem};
use crate::eval::Past;
use crate::expr::Expr;

/// The values of all leaves.
struct Values<'a> {
    t: f64,
    y: &'a [f64],
    p: &'a [f64],
    auxiliaries: Vec<f64>,
    past: Past<'a>,
}

impl ScalarSystem {
    /// The derivative of every state.
    pub fn vector_field(&self, t: f64, y: &[f64], p: &[f64], past: Past) -> Vec<f64> {
        let values = self.values(t, y, p, past);
        self.derivatives.iter().map(|e| values.number(e)).collect()
    }

    /// The value of an expression without auxiliaries and past, such as a delay.
    pub fn evaluate(&self, e: &Expr<ScalarSymbol>, t: f64, y: &[f64], p: &[f64]) -> f64 {
        Values { t, y, p, auxiliaries: Vec::new(), past: &|_, _| f64::NAN }.number(e)
    }

    fn values<'a>(&self, t: f64, y: &'a [f64], p: &'a [f64], past: Past<'a>) -> Values<'a> {
        let mut values = Values { t, y, p, auxiliaries: Vec::new(), past };
        for auxiliary in &self.auxiliaries {
            let value = values.number(&auxiliary.value);
            values.auxiliaries.push(value);
        }
        values
    }
}

impl Jacobian {
    /// The value of the Jacobian of `system`: one row for each right-hand side.
    pub fn values(&self, system: &ScalarSystem, t: f64, y: &[f64], p: &[f64], past: Past) -> Vec<Vec<f64>> {
        self.matrix(system, y.len(), system.values(t, y, p, past))
    }

    /// The same for the derivatives by parameters.
    pub fn values_by_parameter(
        &self,
        system: &ScalarSystem,
        t: f64,
        y: &[f64],
        p: &[f64],
        past: Past,
    ) -> Vec<Vec<f64>> {
        self.matrix(system, p.len(), system.values(t, y, p, past))
    }

    fn matrix(&self, system: &ScalarSystem, n_columns: usize, mut values: Values) -> Vec<Vec<f64>> {
        for auxiliary in &self.auxiliaries {
            let value = values.number(&auxiliary.value);
            values.auxiliaries.push(value);
        }
        let mut matrix = vec![vec![0.0; n_columns]; system.derivatives.len()];
        for entry in &self.entries {
            matrix[entry.row][entry.column] = values.number(&entry.value);
        }
        matrix
    }
}

impl Values<'_> {
    fn number(&self, e: &Expr<ScalarSymbol>) -> f64 {
        match e {
            Expr::Number(x) => *x,
            // Scalar systems are real forms.
            Expr::Imaginary(_) => f64::NAN,
            Expr::Leaf(ScalarSymbol::Time) => self.t,
            Expr::Leaf(ScalarSymbol::State(i)) => self.y[*i],
            Expr::Leaf(ScalarSymbol::Parameter(i)) => self.p[*i],
            Expr::Leaf(ScalarSymbol::Auxiliary(i)) => self.auxiliaries.get(*i).copied().unwrap_or(f64::NAN),
            Expr::Neg(a) => -self.number(a),
            Expr::Binary(op, a, b) => op.apply(self.number(a), self.number(b)),
            Expr::Call(function, arguments) => {
                let values: Vec<f64> = arguments.iter().map(|a| self.number(a)).collect();
                function.apply(&values)
            }
            Expr::Select(condition, a, b) => self.number(if self.truth(condition) { a } else { b }),
            Expr::Past(state, delay) => match **state {
                Expr::Leaf(ScalarSymbol::State(i)) => (self.past)(i, self.t - self.number(delay)),
                _ => f64::NAN,
            },
            Expr::Compare(..) | Expr::Logic(..) | Expr::Not(_) => f64::from(self.truth(e)),
        }
    }

    fn truth(&self, e: &Expr<ScalarSymbol>) -> bool {
        match e {
            Expr::Compare(op, a, b) => op.apply(self.number(a), self.number(b)),
            Expr::Logic(op, a, b) => op.apply(self.truth(a), self.truth(b)),
            Expr::Not(a) => !self.truth(a),
            number => self.number(number) != 0.0,
        }
    }
}
