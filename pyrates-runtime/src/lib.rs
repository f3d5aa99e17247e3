//! The runtime of PyRates for Rust: numbers and text.

#[macro_use]
pub mod parameters;
mod dsl;
pub mod model;
pub mod scalar;

pub use parameters::{DelayedEdge, Edge, Population, Variable};
pub use pyrates_ir as ir;
#[doc(hidden)]
pub use pyrates_macros::{__circuit, __finish_circuit, __finish_node, __node, __operator};

/// What generated code needs and nobody else.
#[doc(hidden)]
pub mod __private {
    pub use serde;
}
