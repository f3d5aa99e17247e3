//! How compiled models find functions that users write in Rust.

use pyrates_ir::user_function::Implementation;

/// A function that [`function!`](crate::function) defines.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a function that `function!` defines",
    note = "operators can call functions written in Rust after `function! {{ pub fn name(x: f64) -> f64 {{ ... }} }}`"
)]
pub trait RustFunction {
    /// What it computes.
    const IMPLEMENTATION: Implementation;
}

/// An operator, node or circuit whose equations call a function, by the identity of the function.
pub trait HasFunction<const IDENTITY: u64> {
    /// What it computes.
    const FUNCTION: Implementation;
}
