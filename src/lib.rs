//! PyRates for Rust.

pub use pyrates_runtime::*;
pub use pyrates_runtime::{circuit, node, operator};
