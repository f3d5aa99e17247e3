//! PyRates for Rust.

pub use pyrates_runtime::*;
