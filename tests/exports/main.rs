//! Every model in every target: vector fields at random states, computed by the exported files in their own tools.
//! Each test needs the tool of its target, which `.ci/install-tools` installs; it skips with a reason where there
//! is none.

#![allow(unreachable_pub, dead_code, unused_imports, unused_macros, reason = "a test binary has no outside")]

/// Functions for DDE-BIFTOOL.
mod biftool;
/// Groups of neurons for Brian2.
mod brian2;
/// Headers for C and C++.
mod c;
/// Models in CellML.
mod cellml;
#[path = "../common/mod.rs"]
mod common;
/// Files with complex numbers.
mod complex;
/// Functions for deSolve.
mod desolve;
/// Models in DiffSL.
mod diffsl;
/// Random expressions.
mod expressions;
/// Modules for Fortran.
mod fortran;
/// Models with noise and events.
mod happenings;
/// Jacobians of models with populations.
mod jacobians;
/// Modules for JAX.
mod jax;
/// Modules for JiTCODE, JiTCDDE and JiTCSDE.
mod jitcode;
mod joined;
/// Modules for Julia.
mod julia;
/// Documents in LaTeX.
mod latex;
/// Components in LEMS.
mod lems;
/// System files for MatCont.
mod matcont;
/// Functions for MATLAB and Octave.
mod matlab;
/// Models in Modelica.
mod modelica;
/// All models.
mod models;
/// Neurons in NESTML.
mod nestml;
/// Modules for NumPy.
mod numpy;
/// What the scripts for Octave share.
mod octave;
/// Modules for pygpc.
mod pygpc;
mod rotors;
/// Models in SBML.
mod sbml;
/// Programs for Stan.
mod stan;
/// Modules for TensorFlow.
mod tensorflow;
#[path = "../../pyrates-runtime/tests/emit/tools.rs"]
mod tools;
/// Modules for PyTorch.
mod torch;
/// Classes for The Virtual Brain.
mod tvb;
/// Files for XPPAUT.
mod xppaut;
