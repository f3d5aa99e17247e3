//! Systems without arrays: every unit of every group written out, and edges as terms of sums.
//!
//! Exported code names every variable, so it starts from a [`ScalarSystem`]. The order of states and
//! parameters is that of [`Layout`](crate::system::Layout). Its size grows with the number of units and edges; whoever calls
//! [`scalarise`] decides how much is sensible.

mod eval;
mod jacobian;
mod sensitivity;
#[cfg(test)]
pub(crate) mod tests;

use std::fmt;

pub use jacobian::{AuxiliaryDerivative, Jacobian, JacobianEntry};

use crate::arrays::{ArrayAuxiliary, ArrayEvent, ArrayNoise, ArrayValue, ArrayVariable, Form, arrays};
use crate::expr::Expr;
use crate::system::System;

/// A leaf of an expression in a [`ScalarSystem`]; the numbers are places in its lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ScalarSymbol {
    /// Time.
    Time,
    /// A state.
    State(usize),
    /// A parameter, an edge weight or a delay.
    Parameter(usize),
    /// An auxiliary variable.
    Auxiliary(usize),
}

/// Where a variable is in the model.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ScalarPath {
    /// The node and, in a population, the index of the unit; `edges` for weights and delays.
    pub node: Vec<String>,
    /// Operator and variable; name of the edge and `weight` or `delay`.
    pub local: Vec<String>,
}

impl fmt::Display for ScalarPath {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let segments: Vec<&str> = self.node.iter().chain(&self.local).map(String::as_str).collect();
        f.write_str(&segments.join("/"))
    }
}

/// A state or a parameter with its value.
#[derive(Debug, Clone, PartialEq)]
pub struct ScalarVariable {
    /// Where it is in the model.
    pub path: ScalarPath,
    /// The initial value of a state, the value of a parameter.
    pub value: f64,
    /// The unit of measurement, if one is declared.
    pub unit: Option<String>,
}

/// An auxiliary variable, or an input that is a sum of many edges.
#[derive(Debug, Clone, PartialEq)]
pub struct ScalarAuxiliary {
    /// Where it is in the model.
    pub path: ScalarPath,
    /// Its value, in terms of states, parameters and auxiliaries before it.
    pub value: Expr<ScalarSymbol>,
}

/// A system of scalar variables. In its expressions, the first part of a `Past` is a state, and the second,
/// the delay, contains no auxiliaries.
#[derive(Debug, Clone, PartialEq)]
pub struct ScalarSystem {
    /// The name of the model.
    pub name: String,
    /// What the user wrote about the model.
    pub doc: String,
    /// States, in the order of [`Layout`](crate::system::Layout).
    pub states: Vec<ScalarVariable>,
    /// Parameters, edge weights and delays, in the order of [`Layout`](crate::system::Layout).
    pub parameters: Vec<ScalarVariable>,
    /// Auxiliary variables in an order of evaluation.
    pub auxiliaries: Vec<ScalarAuxiliary>,
    /// The right-hand side of each state.
    pub derivatives: Vec<Expr<ScalarSymbol>>,
    /// Noise; the derivatives are without it.
    pub noise: Vec<ArrayNoise>,
    /// What happens when conditions become true.
    pub events: Vec<ArrayEvent>,
}

/// Why a system cannot be written out in real scalars.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ScalariseError {
    /// A variable depends on itself without a delay or a differential equation in between.
    AlgebraicLoop {
        /// The path of the variable.
        path: String,
    },
    /// A state without a differential equation, or an auxiliary variable without an assignment.
    MissingEquation {
        /// The path of the variable.
        path: String,
    },
    /// The past of something else than a state.
    PastOfNoState {
        /// The path of the variable in whose equation it stands.
        path: String,
    },
}

impl fmt::Display for ScalariseError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            ScalariseError::AlgebraicLoop { path } => write!(
                f,
                "`{path}` depends on itself; break the loop with a delay or a differential equation"
            ),
            ScalariseError::MissingEquation { path } => write!(f, "`{path}` has no equation"),
            ScalariseError::PastOfNoState { path } => {
                write!(f, "the equation of `{path}` reads the past of something that is not a state")
            }
        }
    }
}

impl std::error::Error for ScalariseError {}

/// Writes a system out in scalars: its real form, without extrinsic inputs that are zero.
pub fn scalarise(system: &System) -> Result<ScalarSystem, ScalariseError> {
    let arrays = arrays(system, Form::Units)?;
    let variable = |v: ArrayVariable| {
        let value = v.values.first().copied().unwrap_or(f64::NAN);
        ScalarVariable { path: v.path, value, unit: v.unit }
    };
    // With one unit in each array there is nothing to sum over or to choose from.
    let auxiliary = |a: ArrayAuxiliary| match a.value {
        ArrayValue::Each(value) => Some(ScalarAuxiliary { path: a.path, value }),
        _ => None,
    };
    Ok(ScalarSystem {
        name: arrays.name,
        doc: arrays.doc,
        states: arrays.states.into_iter().map(variable).collect(),
        parameters: arrays.parameters.into_iter().map(variable).collect(),
        auxiliaries: arrays.auxiliaries.into_iter().map_while(auxiliary).collect(),
        derivatives: arrays.derivatives,
        noise: arrays.noise,
        events: arrays.events,
    })
}

impl ScalarSystem {
    /// All expressions, auxiliaries first, then derivatives.
    pub fn expressions(&self) -> impl Iterator<Item = &Expr<ScalarSymbol>> {
        self.auxiliaries.iter().map(|a| &a.value).chain(&self.derivatives)
    }

    /// The distinct delays, in order of their first appearance. A delay is told from others by its
    /// expression, never by its value.
    pub fn delays(&self) -> Vec<Expr<ScalarSymbol>> {
        let mut delays = Vec::new();
        for (_, delay) in self.lags() {
            if !delays.contains(&delay) {
                delays.push(delay);
            }
        }
        delays
    }

    /// The distinct pairs of a state and a delay, in order of their first appearance.
    pub fn lags(&self) -> Vec<(usize, Expr<ScalarSymbol>)> {
        let mut lags = Vec::new();
        for e in self.expressions() {
            e.visit(&mut |e| {
                if let Expr::Past(state, delay) = e
                    && let Expr::Leaf(ScalarSymbol::State(i)) = **state
                    && !lags.contains(&(i, (**delay).clone()))
                {
                    lags.push((i, (**delay).clone()));
                }
            });
        }
        lags
    }
}
