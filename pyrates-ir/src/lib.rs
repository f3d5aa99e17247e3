//! The symbolic core of PyRates for Rust.
//!
//! This crate knows what a model *is*: expressions, definitions of operators, nodes and circuits, the
//! flat [`System`](system::System) they become, its checks, derivatives and meaning. It knows neither
//! Rust tokens nor target languages, files or solvers, and it has no dependencies.

pub mod derivative;
pub mod display;
pub mod eval;
pub mod expr;
pub mod function;
pub mod math;
pub mod precedence;
pub mod scalarise;
pub mod simplify;
pub mod system;
