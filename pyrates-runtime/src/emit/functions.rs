//! Exports as functions, one for each target.

use pyrates_ir::system::System;

use super::{
    AutoOptions, Brian2Options, COptions, CellmlOptions, DdeBiftoolOptions, DesolveOptions, DiffslOptions,
    EmitError, EmittedFiles, FortranOptions, JaxOptions, JitcodeOptions, JuliaOptions, LatexOptions,
    LemsOptions, MatcontOptions, MatlabOptions, ModelicaOptions, ModelingToolkitOptions, NestmlOptions,
    NumpyOptions, PygpcOptions, SbmlOptions, StanOptions, TensorflowOptions, TorchOptions, TvbOptions,
    XppautOptions, emit,
};

/// Exports a system as an equation file and constants files for Auto-07p.
pub fn auto_07p(system: &System, options: &AutoOptions) -> Result<EmittedFiles, EmitError> {
    emit(system, options)
}

/// Exports a system as a module for Brian2.
pub fn brian2(system: &System, options: &Brian2Options) -> Result<EmittedFiles, EmitError> {
    emit(system, options)
}

/// Exports a system as a C99 header.
pub fn c99(system: &System, options: &COptions) -> Result<EmittedFiles, EmitError> {
    emit(system, options)
}

/// Exports a system as a model in CellML.
pub fn cellml(system: &System, options: &CellmlOptions) -> Result<EmittedFiles, EmitError> {
    emit(system, options)
}

/// Exports a system as functions and a script for DDE-BIFTOOL.
pub fn dde_biftool(system: &System, options: &DdeBiftoolOptions) -> Result<EmittedFiles, EmitError> {
    emit(system, options)
}

/// Exports a system as R functions for deSolve.
pub fn desolve(system: &System, options: &DesolveOptions) -> Result<EmittedFiles, EmitError> {
    emit(system, options)
}

/// Exports a system in DiffSL, the language of diffsol.
pub fn diffsl(system: &System, options: &DiffslOptions) -> Result<EmittedFiles, EmitError> {
    emit(system, options)
}

/// Exports a system as a Fortran 90 module.
pub fn fortran(system: &System, options: &FortranOptions) -> Result<EmittedFiles, EmitError> {
    emit(system, options)
}

/// Exports a system as a Python module that uses JAX.
pub fn jax(system: &System, options: &JaxOptions) -> Result<EmittedFiles, EmitError> {
    emit(system, options)
}

/// Exports a system as a Python module for JiTCODE, JiTCDDE or JiTCSDE.
pub fn jitcode(system: &System, options: &JitcodeOptions) -> Result<EmittedFiles, EmitError> {
    emit(system, options)
}

/// Exports a system as a Julia module.
pub fn julia(system: &System, options: &JuliaOptions) -> Result<EmittedFiles, EmitError> {
    emit(system, options)
}

/// Exports a system as a LaTeX document.
pub fn latex(system: &System, options: &LatexOptions) -> Result<EmittedFiles, EmitError> {
    emit(system, options)
}

/// Exports a system as a component of LEMS, and a file that runs it.
pub fn lems(system: &System, options: &LemsOptions) -> Result<EmittedFiles, EmitError> {
    emit(system, options)
}

/// Exports a system as a system file and a script for MatCont.
pub fn matcont(system: &System, options: &MatcontOptions) -> Result<EmittedFiles, EmitError> {
    emit(system, options)
}

/// Exports a system as MATLAB files that also run in Octave.
pub fn matlab(system: &System, options: &MatlabOptions) -> Result<EmittedFiles, EmitError> {
    emit(system, options)
}

/// Exports a system as a model in Modelica.
pub fn modelica(system: &System, options: &ModelicaOptions) -> Result<EmittedFiles, EmitError> {
    emit(system, options)
}

/// Exports a system as a Julia module for ModelingToolkit.jl.
pub fn modeling_toolkit(
    system: &System,
    options: &ModelingToolkitOptions,
) -> Result<EmittedFiles, EmitError> {
    emit(system, options)
}

/// Exports a system as a neuron in NESTML.
pub fn nestml(system: &System, options: &NestmlOptions) -> Result<EmittedFiles, EmitError> {
    emit(system, options)
}

/// Exports a system as a Python module that uses NumPy.
pub fn numpy(system: &System, options: &NumpyOptions) -> Result<EmittedFiles, EmitError> {
    emit(system, options)
}

/// Exports a system as modules for pygpc.
pub fn pygpc(system: &System, options: &PygpcOptions) -> Result<EmittedFiles, EmitError> {
    emit(system, options)
}

/// Exports a system as a model in SBML.
pub fn sbml(system: &System, options: &SbmlOptions) -> Result<EmittedFiles, EmitError> {
    emit(system, options)
}

/// Exports a system as a program for Stan.
pub fn stan(system: &System, options: &StanOptions) -> Result<EmittedFiles, EmitError> {
    emit(system, options)
}

/// Exports a system as a Python module that uses TensorFlow.
pub fn tensorflow(system: &System, options: &TensorflowOptions) -> Result<EmittedFiles, EmitError> {
    emit(system, options)
}

/// Exports a system as a Python module that uses PyTorch.
pub fn torch(system: &System, options: &TorchOptions) -> Result<EmittedFiles, EmitError> {
    emit(system, options)
}

/// Exports a system as a Python class for The Virtual Brain.
pub fn tvb(system: &System, options: &TvbOptions) -> Result<EmittedFiles, EmitError> {
    emit(system, options)
}

/// Exports a system as a file for XPPAUT.
pub fn xppaut(system: &System, options: &XppautOptions) -> Result<EmittedFiles, EmitError> {
    emit(system, options)
}
