//! The Jacobian of a scalar system, as expressions.

use std::collections::{BTreeSet, HashMap};

use super::{ScalarSymbol, ScalarSystem};
use crate::derivative::derivative;
use crate::expr::Expr;

/// A derivative of an auxiliary variable with at most this many nodes is written into the places that
/// need it; larger ones get a name, so that the text does not grow with the depth of the model.
const MAX_INLINE_SIZE: usize = 7;

/// The derivatives of the right-hand sides with respect to the present states, or to the parameters.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Jacobian {
    /// Named derivatives of auxiliary variables in order of evaluation. In expressions here, the `k`-th of
    /// them is the symbol `Auxiliary(n + k)`, where `n` is the number of auxiliaries of the system.
    pub auxiliaries: Vec<AuxiliaryDerivative>,
    /// The entries that are not always zero, row by row.
    pub entries: Vec<JacobianEntry>,
}

/// The derivative of an auxiliary variable with respect to a state or parameter, through all auxiliaries before it.
#[derive(Debug, Clone, PartialEq)]
pub struct AuxiliaryDerivative {
    /// Index of the auxiliary variable.
    pub auxiliary: usize,
    /// Index of the state or parameter.
    pub state: usize,
    /// The derivative.
    pub value: Expr<ScalarSymbol>,
}

/// The derivative of one right-hand side with respect to one state or parameter.
#[derive(Debug, Clone, PartialEq)]
pub struct JacobianEntry {
    /// Index of the right-hand side.
    pub row: usize,
    /// Index of the state or parameter.
    pub column: usize,
    /// The derivative.
    pub value: Expr<ScalarSymbol>,
}

impl ScalarSystem {
    /// The Jacobian with respect to the present states; the past is held constant.
    pub fn jacobian(&self) -> Jacobian {
        derivatives(self, &|symbol| match symbol {
            ScalarSymbol::State(i) => Some(*i),
            ScalarSymbol::Time | ScalarSymbol::Parameter(_) | ScalarSymbol::Auxiliary(_) => None,
        })
    }
}

/// The derivatives of the right-hand sides by all symbols of one kind; `index` gives their indices.
pub(super) fn derivatives(system: &ScalarSystem, index: Index) -> Jacobian {
    let mut run = Chain { index, depends: dependencies(system, index), inner: HashMap::new() };
    let mut auxiliaries = Vec::new();
    for (k, auxiliary) in system.auxiliaries.iter().enumerate() {
        for state in run.depends[k].clone() {
            let value = run.derivative(&auxiliary.value, state);
            if value.size() <= MAX_INLINE_SIZE {
                run.inner.insert((k, state), value);
            } else {
                let symbol = ScalarSymbol::Auxiliary(system.auxiliaries.len() + auxiliaries.len());
                run.inner.insert((k, state), Expr::Leaf(symbol));
                auxiliaries.push(AuxiliaryDerivative { auxiliary: k, state, value });
            }
        }
    }
    let mut entries = Vec::new();
    for (row, value) in system.derivatives.iter().enumerate() {
        for column in run.symbols_in(value) {
            let value = run.derivative(value, column);
            if value != Expr::Number(0.0) {
                entries.push(JacobianEntry { row, column, value });
            }
        }
    }
    Jacobian { auxiliaries, entries }
}

/// The index of a symbol, if it is one of those by which is derived.
type Index<'a> = &'a dyn Fn(&ScalarSymbol) -> Option<usize>;

/// For each auxiliary, the symbols on which its present value depends.
fn dependencies(system: &ScalarSystem, index: Index) -> Vec<BTreeSet<usize>> {
    let mut depends: Vec<BTreeSet<usize>> = Vec::new();
    for auxiliary in &system.auxiliaries {
        let symbols = present(&auxiliary.value, &depends, index);
        depends.push(symbols);
    }
    depends
}

/// The symbols of which the present value occurs in an expression, directly or in an auxiliary.
fn present(e: &Expr<ScalarSymbol>, depends: &[BTreeSet<usize>], index: Index) -> BTreeSet<usize> {
    match e {
        Expr::Past(..) => BTreeSet::new(),
        Expr::Leaf(ScalarSymbol::Auxiliary(k)) => depends[*k].clone(),
        Expr::Leaf(symbol) => index(symbol).into_iter().collect(),
        other => other.children().into_iter().flat_map(|child| present(child, depends, index)).collect(),
    }
}

/// The chain rule through auxiliaries: `inner` holds their derivatives.
struct Chain<'a> {
    index: Index<'a>,
    depends: Vec<BTreeSet<usize>>,
    inner: HashMap<(usize, usize), Expr<ScalarSymbol>>,
}

impl Chain<'_> {
    fn symbols_in(&self, e: &Expr<ScalarSymbol>) -> BTreeSet<usize> {
        present(e, &self.depends, self.index)
    }

    fn derivative(&self, e: &Expr<ScalarSymbol>, by: usize) -> Expr<ScalarSymbol> {
        let zero = Expr::Number(0.0);
        let mut leaf = |symbol: &ScalarSymbol| match symbol {
            ScalarSymbol::Auxiliary(k) => self.inner.get(&(*k, by)).unwrap_or(&zero).clone(),
            other => Expr::Number(if (self.index)(other) == Some(by) { 1.0 } else { 0.0 }),
        };
        derivative(e, &mut leaf, &mut |_| Expr::Number(0.0))
    }
}
