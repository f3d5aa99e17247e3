//! The list of all targets.

use pyrates_ir::system::System;

use super::{
    AutoOptions, Brian2Options, COptions, CellmlOptions, DdeBiftoolOptions, DesolveOptions, DiffslOptions,
    EmitError, EmittedFiles, FortranOptions, JaxOptions, JitcodeOptions, JuliaOptions, LatexOptions,
    LemsOptions, MatcontOptions, MatlabOptions, ModelicaOptions, ModelingToolkitOptions, NestmlOptions,
    NumpyOptions, PygpcOptions, SbmlOptions, StanOptions, Target, TensorflowOptions, TorchOptions,
    TvbOptions, XppautOptions, emit,
};

/// One row of [`TARGETS`].
#[derive(Clone, Copy)]
pub struct TargetEntry {
    /// The word by which programs ask for the target.
    pub word: &'static str,
    /// What its files are.
    pub summary: &'static str,
    /// The target with its default options.
    pub target: fn() -> Box<dyn Target>,
}

impl TargetEntry {
    /// Exports a system with the default options.
    pub fn emit(&self, system: &System) -> Result<EmittedFiles, EmitError> {
        emit(system, &*(self.target)())
    }
}

/// All targets.
pub const TARGETS: &[TargetEntry] = &[
    TargetEntry {
        word: "auto",
        summary: "equation file and constants files for Auto-07p",
        target: || Box::new(AutoOptions::default()),
    },
    TargetEntry {
        word: "brian2",
        summary: "module for Brian2, with a group of neurons",
        target: || Box::new(Brian2Options::default()),
    },
    TargetEntry {
        word: "c",
        summary: "C99 header for GSL, SUNDIALS, CUDA and C++",
        target: || Box::new(COptions::default()),
    },
    TargetEntry {
        word: "cellml",
        summary: "model in CellML 2.0",
        target: || Box::new(CellmlOptions::default()),
    },
    TargetEntry {
        word: "dde-biftool",
        summary: "MATLAB or Octave functions and a script for DDE-BIFTOOL, with derivatives to order five",
        target: || Box::new(DdeBiftoolOptions::default()),
    },
    TargetEntry {
        word: "desolve",
        summary: "R functions for deSolve, also with delays",
        target: || Box::new(DesolveOptions::default()),
    },
    TargetEntry {
        word: "diffsl",
        summary: "model in DiffSL, for diffsol in Rust and Python",
        target: || Box::new(DiffslOptions::default()),
    },
    TargetEntry {
        word: "fortran",
        summary: "Fortran 90 module for solvers in Fortran, C and f2py",
        target: || Box::new(FortranOptions::default()),
    },
    TargetEntry {
        word: "jax",
        summary: "Python module for JAX and Diffrax",
        target: || Box::new(JaxOptions::default()),
    },
    TargetEntry {
        word: "jitcode",
        summary: "Python module for JiTCODE, JiTCDDE and JiTCSDE, with the equations as symbols",
        target: || Box::new(JitcodeOptions::default()),
    },
    TargetEntry {
        word: "julia",
        summary: "Julia module for DifferentialEquations.jl and BifurcationKit.jl",
        target: || Box::new(JuliaOptions::default()),
    },
    TargetEntry {
        word: "latex",
        summary: "LaTeX document with the equations and a table of parameters",
        target: || Box::new(LatexOptions::default()),
    },
    TargetEntry {
        word: "lems",
        summary: "component in LEMS, the language of NeuroML, and a file that runs it",
        target: || Box::new(LemsOptions::default()),
    },
    TargetEntry {
        word: "matcont",
        summary: "system file and script for MatCont, with derivatives to order five",
        target: || Box::new(MatcontOptions::default()),
    },
    TargetEntry {
        word: "matlab",
        summary: "MATLAB or Octave function for ode45, ode15s and dde23, with a script that runs it",
        target: || Box::new(MatlabOptions::default()),
    },
    TargetEntry {
        word: "modelica",
        summary: "model in Modelica, with arrays, delays and events",
        target: || Box::new(ModelicaOptions::default()),
    },
    TargetEntry {
        word: "modelingtoolkit",
        summary: "Julia module for ModelingToolkit.jl, with the equations as symbols",
        target: || Box::new(ModelingToolkitOptions::default()),
    },
    TargetEntry {
        word: "nestml",
        summary: "neuron in NESTML, for NEST",
        target: || Box::new(NestmlOptions::default()),
    },
    TargetEntry {
        word: "numpy",
        summary: "Python module for NumPy, SciPy and Numba",
        target: || Box::new(NumpyOptions::default()),
    },
    TargetEntry {
        word: "pygpc",
        summary: "Python modules for a sensitivity analysis with pygpc",
        target: || Box::new(PygpcOptions::default()),
    },
    TargetEntry {
        word: "sbml",
        summary: "model in SBML Level 3 Version 2, with rate rules",
        target: || Box::new(SbmlOptions::default()),
    },
    TargetEntry {
        word: "stan",
        summary: "program for Stan that fits parameters, and its functions",
        target: || Box::new(StanOptions::default()),
    },
    TargetEntry {
        word: "tensorflow",
        summary: "Python module for TensorFlow and TensorFlow Probability",
        target: || Box::new(TensorflowOptions::default()),
    },
    TargetEntry {
        word: "torch",
        summary: "Python module for PyTorch, torchdiffeq and RectiPy",
        target: || Box::new(TorchOptions::default()),
    },
    TargetEntry {
        word: "tvb",
        summary: "Python class for The Virtual Brain: the model of a region",
        target: || Box::new(TvbOptions::default()),
    },
    TargetEntry { word: "xppaut", summary: "file for XPPAUT", target: || Box::new(XppautOptions::default()) },
];
