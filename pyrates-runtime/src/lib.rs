//! The runtime of PyRates for Rust: numbers and text.

pub mod emit;
pub mod model;
pub mod scalar;

pub use pyrates_ir as ir;
