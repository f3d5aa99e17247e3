//! Every model in every target: vector fields at random states, computed by the exported files in their own tools.
//! Each test needs the tool of its target, which `.ci/install-tools` installs; it skips with a reason where there
//! is none.

#![allow(unreachable_pub, dead_code, unused_imports, unused_macros, reason = "a test binary has no outside")]

#[path = "../common/mod.rs"]
mod common;
/// Modules for Fortran.
mod fortran;
/// Modules for Julia.
mod julia;
/// Functions for MATLAB and Octave.
mod matlab;
/// All models.
mod models;
/// Modules for NumPy.
mod numpy;
#[path = "../../pyrates-runtime/tests/emit/tools.rs"]
mod tools;
