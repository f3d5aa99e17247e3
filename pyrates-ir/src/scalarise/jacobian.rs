//! The Jacobian of a scalar system, as expressions.

use std::collections::{BTreeSet, HashMap};

use super::{ScalarSymbol, ScalarSystem};
use crate::derivative::derivative;
use crate::expr::Expr;

/// A derivative of an auxiliary variable with at most this many nodes is written into the places that
/// need it; larger ones get a name, so that the text does not grow with the depth of the model.
const MAX_INLINE_SIZE: usize = 7;

/// The derivatives of the right-hand sides with respect to the present states.
#[derive(Debug, Clone, PartialEq)]
pub struct Jacobian {
    /// Named derivatives of auxiliary variables in order of evaluation. In expressions here, the `k`-th of
    /// them is the symbol `Auxiliary(n + k)`, where `n` is the number of auxiliaries of the system.
    pub auxiliaries: Vec<AuxiliaryDerivative>,
    /// The entries that are not always zero, row by row.
    pub entries: Vec<JacobianEntry>,
}

/// The derivative of an auxiliary variable with respect to a state, through all auxiliaries before it.
#[derive(Debug, Clone, PartialEq)]
pub struct AuxiliaryDerivative {
    /// Index of the auxiliary variable.
    pub auxiliary: usize,
    /// Index of the state.
    pub state: usize,
    /// The derivative.
    pub value: Expr<ScalarSymbol>,
}

/// The derivative of one right-hand side with respect to one state.
#[derive(Debug, Clone, PartialEq)]
pub struct JacobianEntry {
    /// Index of the right-hand side.
    pub row: usize,
    /// Index of the state.
    pub column: usize,
    /// The derivative.
    pub value: Expr<ScalarSymbol>,
}

impl ScalarSystem {
    /// The Jacobian with respect to the present states; the past is held constant.
    pub fn jacobian(&self) -> Jacobian {
        let mut run = Chain { system: self, depends: self.dependencies(), inner: HashMap::new() };
        let mut auxiliaries = Vec::new();
        for (k, auxiliary) in self.auxiliaries.iter().enumerate() {
            for state in run.depends[k].clone() {
                let value = run.derivative(&auxiliary.value, state);
                if value.size() <= MAX_INLINE_SIZE {
                    run.inner.insert((k, state), value);
                } else {
                    let symbol = ScalarSymbol::Auxiliary(self.auxiliaries.len() + auxiliaries.len());
                    run.inner.insert((k, state), Expr::Leaf(symbol));
                    auxiliaries.push(AuxiliaryDerivative { auxiliary: k, state, value });
                }
            }
        }
        let mut entries = Vec::new();
        for (row, value) in self.derivatives.iter().enumerate() {
            for column in run.states_in(value) {
                let value = run.derivative(value, column);
                if value != Expr::Number(0.0) {
                    entries.push(JacobianEntry { row, column, value });
                }
            }
        }
        Jacobian { auxiliaries, entries }
    }

    /// For each auxiliary, the states on which its present value depends.
    fn dependencies(&self) -> Vec<BTreeSet<usize>> {
        let mut depends: Vec<BTreeSet<usize>> = Vec::new();
        for auxiliary in &self.auxiliaries {
            let states = present_states(&auxiliary.value, &depends);
            depends.push(states);
        }
        depends
    }
}

/// The states of which the present value occurs in an expression, directly or in an auxiliary.
fn present_states(e: &Expr<ScalarSymbol>, depends: &[BTreeSet<usize>]) -> BTreeSet<usize> {
    match e {
        Expr::Past(..) => BTreeSet::new(),
        Expr::Leaf(ScalarSymbol::State(i)) => BTreeSet::from([*i]),
        Expr::Leaf(ScalarSymbol::Auxiliary(k)) => depends[*k].clone(),
        other => other.children().into_iter().flat_map(|child| present_states(child, depends)).collect(),
    }
}

/// The chain rule through auxiliaries: `inner` holds their derivatives.
struct Chain<'a> {
    system: &'a ScalarSystem,
    depends: Vec<BTreeSet<usize>>,
    inner: HashMap<(usize, usize), Expr<ScalarSymbol>>,
}

impl Chain<'_> {
    fn states_in(&self, e: &Expr<ScalarSymbol>) -> BTreeSet<usize> {
        debug_assert_eq!(self.depends.len(), self.system.auxiliaries.len());
        present_states(e, &self.depends)
    }

    fn derivative(&self, e: &Expr<ScalarSymbol>, state: usize) -> Expr<ScalarSymbol> {
        let mut leaf = |symbol: &ScalarSymbol| match symbol {
            ScalarSymbol::Time | ScalarSymbol::Parameter(_) => Expr::Number(0.0),
            ScalarSymbol::State(i) => Expr::Number(if *i == state { 1.0 } else { 0.0 }),
            ScalarSymbol::Auxiliary(k) => self.inner.get(&(*k, state)).cloned().unwrap_or(Expr::Number(0.0)),
        };
        derivative(e, &mut leaf, &mut |_| Expr::Number(0.0))
    }
}
