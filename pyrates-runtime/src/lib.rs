//! The runtime of PyRates for Rust: numbers and text.

#[macro_use]
pub mod parameters;
pub mod delay;
mod dsl;
pub mod model;
#[cfg(feature = "plot")]
pub mod plot;
pub mod scalar;
pub mod simulation;
pub mod solution;
pub mod solve;

pub use delay::{DelayRule, History};
pub use parameters::{DelayedEdge, Edge, Population, Variable};
#[cfg(feature = "plot")]
pub use plot::{Plot, PlotError};
pub use pyrates_ir as ir;
#[doc(hidden)]
pub use pyrates_macros::{__circuit, __finish_circuit, __finish_node, __node, __operator};
pub use simulation::Simulation;
pub use solution::{Solution, SolutionError, Stats};
pub use solve::{Dop853, Dopri5, Euler, Heun, Method, OdeSolvers, Rk4, SolveError, SolveErrorKind};

/// What generated code needs and nobody else.
#[doc(hidden)]
pub mod __private {
    pub use serde;
}
