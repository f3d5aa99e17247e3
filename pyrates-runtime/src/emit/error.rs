//! Why a model cannot be exported.

use crate::spread::SpreadError;
use std::fmt;

use pyrates_ir::scalarise::ScalariseError;

/// Why a model cannot be exported to a target.
#[derive(Debug, Clone, PartialEq)]
pub enum EmitError {
    /// The target cannot express a construct of the model.
    Unsupported {
        /// The target, as its users call it.
        target: &'static str,
        /// What it cannot express.
        construct: &'static str,
        /// The path of the variable in whose equation or value the construct stands.
        variable: String,
        /// What would work.
        advice: &'static str,
    },
    /// The model calls a function written in Rust that has no spelling for the target.
    Function {
        /// The target, as its users call it.
        target: &'static str,
        /// The function or its derivative.
        construct: String,
        /// The path of the variable in whose equation it stands.
        variable: String,
        /// What would work.
        advice: &'static str,
    },
    /// The model is too large to be written out variable by variable.
    TooLarge {
        /// The target, as its users call it.
        target: &'static str,
        /// The number of states.
        states: usize,
        /// The number of edges.
        edges: usize,
    },
    /// The model has too many populations to be written out.
    TooManyArrays {
        /// The target, as its users call it.
        target: &'static str,
        /// The number of arrays of states.
        arrays: usize,
        /// The number of arrays that are computed from them.
        lines: usize,
    },
    /// An edge between populations has not the number of weights that they need.
    Size {
        /// The path of the edge.
        path: String,
        /// The number of weights.
        found: usize,
        /// The number that the populations need.
        expected: usize,
    },
    /// A distributed delay has too few stages for its spread.
    Spread(SpreadError),
    /// A matrix, or what lies on an edge, does not fit the populations.
    Misfit {
        /// The path of the edge.
        path: String,
    },
    /// An option of the target has a value that makes no sense.
    Option {
        /// The target, as its users call it.
        target: &'static str,
        /// The name of the option.
        option: &'static str,
        /// What is asked of its value.
        requirement: &'static str,
    },
    /// A condition in an option of the target cannot be read.
    Condition {
        /// The target, as its users call it.
        target: &'static str,
        /// The name of the option.
        option: &'static str,
        /// The condition.
        text: String,
        /// What is wrong with it.
        message: String,
    },
    /// The model is not a real, explicit system of differential equations.
    Model(ScalariseError),
}

impl fmt::Display for EmitError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            EmitError::Unsupported { target, construct, variable, advice } => {
                write!(f, "{target} cannot express {construct} of `{variable}`; {advice}")
            }
            EmitError::Function { target, construct, variable, advice } => {
                write!(f, "{target} does not know {construct} in the equation of `{variable}`; {advice}")
            }
            EmitError::TooLarge { target, states, edges } => write!(
                f,
                "the export to {target} writes every variable out and takes at most {} states and {} edges, \
                 but the model has {states} states and {edges} edges; export a smaller population, or \
                 simulate the model in Rust",
                super::MAX_STATES,
                super::MAX_EDGES
            ),
            EmitError::TooManyArrays { target, arrays, lines } => write!(
                f,
                "the export to {target} writes every population out and takes at most {} arrays of states and {} \
                 arrays that are computed from them, but the model has {arrays} and {lines}; put equal nodes into \
                 populations, or simulate the model in Rust",
                super::MAX_STATES,
                super::MAX_EDGES
            ),
            EmitError::Size { path, found, expected } => write!(
                f,
                "`{path}` has {found} weights, but its populations need {expected}; give it their sizes, or \
                 call `fit_edges`"
            ),
            EmitError::Spread(error) => error.fmt(f),
            EmitError::Misfit { path } => write!(
                f,
                "the matrix of `{path}`, or what lies on the edge, does not fit its populations; call `fit_edges`"
            ),
            EmitError::Option { target, option, requirement } => {
                write!(f, "the option `{option}` of the export to {target} must be {requirement}")
            }
            EmitError::Condition { target, option, text, message } => write!(
                f,
                "the condition `{text}` in the option `{option}` of the export to {target} cannot be read: {message}"
            ),
            EmitError::Model(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for EmitError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            EmitError::Model(error) => Some(error),
            EmitError::Unsupported { .. }
            | EmitError::Function { .. }
            | EmitError::TooLarge { .. }
            | EmitError::TooManyArrays { .. }
            | EmitError::Size { .. }
            | EmitError::Misfit { .. }
            | EmitError::Spread(_)
            | EmitError::Condition { .. }
            | EmitError::Option { .. } => None,
        }
    }
}

impl From<ScalariseError> for EmitError {
    fn from(error: ScalariseError) -> EmitError {
        EmitError::Model(error)
    }
}
