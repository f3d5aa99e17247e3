//! The symbolic core of PyRates for Rust.
//!
//! This crate knows what a model *is*: expressions, definitions of operators, nodes and circuits, the
//! flat [`System`](system::System) they become, its checks, derivatives and meaning. It knows neither
//! Rust tokens nor target languages, files or solvers, and it has no dependencies. The feature `yaml` adds
//! [`yaml`], which reads model templates that a caller fetches for it, with a parser of YAML.

#![warn(clippy::print_stdout, clippy::print_stderr)]

pub mod arrays;
pub mod build;
pub mod check;
pub mod check_units;
pub mod complex;
pub mod constant;
pub mod definition;
pub mod derivative;
pub mod display;
pub mod eval;
pub mod event;
pub mod expr;
pub mod extend;
pub mod finding;
pub mod flatten;
pub mod function;
pub mod graph;
pub mod impulse;
pub mod jacobian;
pub mod lookup;
pub mod math;
pub mod nearest;
pub mod noise;
pub mod order;
pub mod parse;
pub mod precedence;
pub mod scalarise;
pub mod schedule;
pub mod select;
pub mod simplify;
mod summary;
pub mod system;
pub mod token;
pub mod units;
pub mod user_function;
pub mod vectors;
#[cfg(feature = "yaml")]
pub mod yaml;
