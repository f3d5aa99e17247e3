//! Integration tests of the whole: models written as users write them.

#![allow(unreachable_pub, reason = "a test binary has no outside")]

#[path = "../common/mod.rs"]
mod common;

/// Chains of distributed delays that edges share.
mod chains;
/// Models known at run time against compiled ones.
mod circuit;
/// Compiled vector fields and Jacobians against the interpreter and dual numbers.
mod compiled;
/// Definitions from another crate, under another name.
mod crates;
/// Definitions that extend others.
mod delay_matrices;
mod extend;
/// Fixed steps: quick ways beside others.
mod fixed_steps;
/// Functions of the user's own, in Rust and as expressions.
mod functions;
/// What the language means, model by model.
mod language;
/// The models that ship with the crate, against their golden values.
mod library;
/// Operators on the links of sparse matrices.
mod links;
/// Variables as a table.
mod listing;
/// Small networks by hand, and what PyRates gets wrong.
mod networks;
/// Typed structs: defaults, serde, arrays, paths.
mod parameters;
/// Edges between populations, and complex values.
mod populations;
/// Columns of any variable, and expressions of them.
mod recording;
/// Simulations and exports of models written with the macros.
mod simulate;
/// Vector fields of sixteen members at once, with numbers of 32 bits.
mod single_lanes;
/// Spreads that differ from pair to pair.
mod spreads;
/// Many runs with different parameters.
mod sweep;
/// Models in Rust, compiled from files, and read from files.
#[cfg(feature = "yaml")]
mod three_forms;
/// Compiled models as template files, and back.
#[cfg(feature = "yaml")]
mod to_yaml;
/// Vectors and matrices as variables.
mod vectors;
/// Models that template files describe.
#[cfg(feature = "yaml")]
mod yaml;
