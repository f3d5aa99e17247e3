//! The runtime of PyRates for Rust: numbers and text.

pub mod delay;
pub mod model;
#[cfg(feature = "plot")]
pub mod plot;
pub mod scalar;
pub mod simulation;
pub mod solution;
pub mod solve;

pub use delay::{DelayRule, History};
#[cfg(feature = "plot")]
pub use plot::{Plot, PlotError};
pub use pyrates_ir as ir;
pub use simulation::Simulation;
pub use solution::{Solution, SolutionError, Stats};
pub use solve::{Dop853, Dopri5, Euler, Heun, Method, OdeSolvers, Rk4, SolveError, SolveErrorKind};
