//! What can be wrong with a system.

use std::fmt;

/// A system that is not consistent, so that no model can be made of it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum CircuitError {
    /// A state or an auxiliary variable has no equation, or an equation belongs to no such variable.
    Equation {
        /// The path of the variable in its node.
        variable: String,
        /// The name of the group.
        group: String,
    },
    /// A variable has not one value for each unit.
    Values {
        /// The path of the variable in its node.
        variable: String,
        /// The name of the group.
        group: String,
        /// The number of units.
        expected: usize,
        /// The number of values.
        found: usize,
    },
    /// An expression refers to a variable that does not exist, or has a part that cannot stand there.
    Expression {
        /// Where the expression stands.
        place: String,
        /// What is wrong with it.
        what: &'static str,
    },
    /// A coupling or one of its edges refers to something that does not exist, or stands out of order.
    Edge {
        /// The path of the edge, or the number of the coupling.
        edge: String,
        /// What is wrong with it.
        what: &'static str,
    },
    /// Algebraic variables depend on each other in a ring.
    Loop {
        /// The paths of the variables on the way, in their nodes.
        variables: Vec<String>,
    },
}

impl fmt::Display for CircuitError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            CircuitError::Equation { variable, group } => write!(
                f,
                "`{variable}` of group `{group}` must have exactly one equation of its role: a derivative for \
                 a state, an assignment for an auxiliary variable, none for others"
            ),
            CircuitError::Values { variable, group, expected, found } => write!(
                f,
                "`{variable}` of group `{group}` must have {expected} values, one for each unit, but it has \
                 {found}"
            ),
            CircuitError::Expression { place, what } => write!(f, "the expression of {place} {what}"),
            CircuitError::Edge { edge, what } => write!(f, "edge {edge} {what}"),
            CircuitError::Loop { variables } => write!(
                f,
                "the algebraic variables `{}` depend on each other; put a state or a delay between them",
                variables.join("`, `")
            ),
        }
    }
}

impl std::error::Error for CircuitError {}
