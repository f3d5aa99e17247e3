//! Every model in every target: vector fields at random states, computed by the exported files in their own tools.
//! Each test needs the tool of its target, which `.ci/install-tools` installs; it skips with a reason where there
//! is none.

#![allow(unreachable_pub, dead_code, unused_imports, unused_macros, reason = "a test binary has no outside")]

#[path = "../common/mod.rs"]
mod common;
/// Modules for JAX.
mod jax;
/// Modules for Julia.
mod julia;
/// All models.
mod models;
/// Modules for NumPy.
mod numpy;
/// Modules for TensorFlow.
mod tensorflow;
#[path = "../../pyrates-runtime/tests/emit/tools.rs"]
mod tools;
/// Modules for PyTorch.
mod torch;

#[test]
fn dump_all() {
    use pyrates::emit::Emit;
    if let Ok(d) = std::env::var("DUMP") {
        for (k, s) in models::all().iter().enumerate() {
            s.emit_julia().unwrap().write_to(format!("{d}/{k}")).unwrap();
            s.emit_numpy().unwrap().write_to(format!("{d}/{k}")).unwrap();
            s.emit_fortran().unwrap().write_to(format!("{d}/{k}")).unwrap();
            s.emit_matlab().unwrap().write_to(format!("{d}/{k}")).unwrap();
        }
    }
}
