//! The runtime of PyRates for Rust: numbers and text.
//!
//! | module | holds |
//! |---|---|
//! | [`model`] | what a compiled model offers: [`Model`], [`VectorField`](model::VectorField), [`Past`](model::Past) |
//! | [`scalar`], [`lanes`] | the numbers that compiled models compute with, one or eight at a time |
//! | [`Circuit`] | a model that is known only at run time |
//! | [`listing`] | the variables of a model as a table |
//! | [`parameters`], [`matrix`] | edges, populations, matrices of weights, and the paths of variables |
//! | [`simulation`], [`solve`], [`delay`], [`event`] | runs, the methods behind them, how delays are looked up, and what happens on the way |
//! | [`steady_state`] | where a model rests, and the eigenvalues there |
//! | [`continuation`] | bifurcation analysis with Auto-07p |
//! | [`sweep`] | many runs with different parameters |
//! | [`solution`], [`plot`] | results and pictures |
//! | [`signal`] | spectra, filters, phases, peaks, periods and synchrony of samples |
//! | [`emit`] | the model as code for other tools |
//!
//! Most users import [`prelude`] and need nothing else.

#![warn(clippy::print_stdout, clippy::print_stderr)]

#[macro_use]
mod parts;
#[macro_use]
pub mod parameters;
mod bytes;
pub mod checkpoint;
mod circuit;
pub mod continuation;
pub mod delay;
mod dsl;
mod dual;
pub mod emit;
mod error;
pub mod event;
#[cfg(feature = "yaml")]
pub mod files;
mod fingerprint;
mod function;
mod input;
pub mod lanes;
mod linear;
pub mod listing;
pub mod matrix;
pub mod model;
mod network;
mod noise;
mod past;
mod paths;
#[cfg(feature = "plot")]
pub mod plot;
mod products;
pub mod scalar;
pub mod signal;
pub mod simulation;
pub mod solution;
pub mod solve;
mod spread;
pub mod steady_state;
mod structure;
pub mod sweep;
mod units;

pub use checkpoint::Checkpoint;
pub use circuit::{Circuit, CircuitError};
#[cfg(feature = "yaml")]
pub use circuit::{YamlError, YamlFile};
pub use continuation::{Auto07p, ContinuationError};
pub use delay::{DelayRule, History};
pub use emit::{
    AutoOptions, CellmlOptions, DdeBiftoolOptions, DesolveOptions, DiffslOptions, Emit, EmitError,
    FortranOptions, JaxOptions, JitcodeOptions, JuliaOptions, LemsOptions, MatcontOptions, MatlabOptions,
    ModelicaOptions, NestmlOptions, NumpyOptions, PygpcOptions, SbmlOptions, StanOptions, TensorflowOptions,
    TorchOptions, TvbOptions, XppautOptions,
};
pub use error::Error;
pub use event::{Event, EventError, EventRule, Occurrence};
pub use input::{Input, InputError, Interpolation, Outside};
pub use listing::Listing;
pub use matrix::{MatrixError, PairMatrix, Source, SparseMatrix, Target};
pub use model::{Model, PathError, SizeError};
pub use network::Precision;
pub use noise::Interpretation;
pub use num_complex::Complex64;
pub use parameters::{DelayedEdge, Edge, Population, UnitVariables, Units, Variable};
pub use paths::Paths;
#[cfg(feature = "plot")]
pub use plot::{Figure, HeatMap, Lines, Plot, PlotError, Raster};
pub use pyrates_ir as ir;
#[cfg(feature = "yaml")]
pub use pyrates_ir::yaml::Dialect;
#[cfg(feature = "yaml")]
#[doc(hidden)]
pub use pyrates_macros::__from_yaml;
#[doc(hidden)]
pub use pyrates_macros::{
    __circuit, __finish_circuit, __finish_node, __finish_operator, __function, __node, __operator,
};
pub use signal::SignalError;
pub use simulation::Simulation;
pub use solution::{ErrorEstimate, Solution, SolutionError, Spikes, Stats};
pub use solve::{AfterProblem, Memory, SolveError, SolveErrorKind};
pub use solve::{Auto, Radau9, Rodas5P};
pub use solve::{Bosh3, Dop853, Dopri5, Euler, Heun, Method, OdeSolvers, Ralston, Rk4, Tsit5, Vern7};
pub use solve::{EulerMaruyama, Milstein, Sra1, StochasticHeun};
pub use spread::SpreadError;
pub use steady_state::{SteadyState, SteadyStateError};
pub use sweep::{Design, Measure, SweepError, SweepTable};

/// Everything that a model with its simulation, pictures and exports needs.
pub mod prelude {
    #[cfg(feature = "yaml")]
    pub use crate::YamlFile;
    pub use crate::emit::{
        AutoOptions, CellmlOptions, DdeBiftoolOptions, DesolveOptions, DiffslOptions, Emit, FortranOptions,
        JaxOptions, JitcodeOptions, JuliaOptions, LemsOptions, MatcontOptions, MatlabOptions,
        ModelicaOptions, NestmlOptions, NumpyOptions, PygpcOptions, SbmlOptions, StanOptions,
        TensorflowOptions, TorchOptions, TvbOptions, XppautOptions,
    };
    #[cfg(feature = "yaml")]
    pub use crate::from_yaml;
    pub use crate::model::Model;
    #[cfg(feature = "plot")]
    pub use crate::plot::{Figure, HeatMap, Lines};
    pub use crate::signal::{self, Band, Filter, Welch, Window};
    pub use crate::{Auto, Radau9, Rodas5P};
    pub use crate::{Bosh3, Dop853, Dopri5, Euler, Heun, OdeSolvers, Ralston, Rk4, Tsit5, Vern7};
    pub use crate::{Checkpoint, Circuit, DelayRule, History, Simulation, Solution, SolutionError};
    pub use crate::{EulerMaruyama, Milstein, Sra1, StochasticHeun};
    pub use crate::{Event, EventRule, Input, Interpolation, Outside};
    pub use crate::{Interpretation, Precision};
    pub use crate::{circuit, function, node, operator};
}

/// What generated code needs and nobody else.
#[doc(hidden)]
pub mod __private {
    pub use crate::function::{HasFunction, RustFunction};
    pub use crate::parts::{Part, Read, Written};
    pub use crate::units::{Arguments, UnitLoop, Units};
    pub use serde;
}
