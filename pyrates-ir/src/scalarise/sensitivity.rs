//! The derivatives of a scalar system with respect to its parameters, as expressions.

use super::jacobian::{Jacobian, derivatives};
use super::{ScalarSymbol, ScalarSystem};

impl ScalarSystem {
    /// The derivatives with respect to the parameters, with a column for each of them; the past is held constant, so
    /// that a delay counts only where it is read outside of look-ups.
    pub fn parameter_jacobian(&self) -> Jacobian {
        derivatives(self, &|symbol| match symbol {
            ScalarSymbol::Parameter(i) => Some(*i),
            ScalarSymbol::Time | ScalarSymbol::State(_) | ScalarSymbol::Auxiliary(_) => None,
        })
    }
}
