//! Export of models to other tools.
//!
//! `System -> prepare -> Prepared -> text`. Three layers: [`Syntax`] says how a language spells numbers,
//! functions and operators; one [`Printer`] walks expressions with precedence for all languages; one
//! [`Target`] per tool lays out the files. No language builds on another.
//!
//! ```no_run
//! # fn example<M: pyrates_runtime::model::Model>(model: M) -> Result<(), Box<dyn std::error::Error>> {
//! use pyrates_runtime::emit::{Emit, MatlabOptions};
//!
//! model.emit_fortran()?.write_to("out")?;
//! model.emit_matlab_with(&MatlabOptions { adaptive: false, dt: 1e-3, ..Default::default() })?.write_to("out")?;
//! # Ok(())
//! # }
//! ```

mod abbreviation;
mod actions;
pub(crate) mod auto;
mod biftool;
mod brian2;
mod by_parameters;
mod c;
mod capability_table;
mod cellml;
mod checks;
mod chosen;
mod complex;
mod data;
mod derivatives;
mod desolve;
mod diffsl;
mod elementary;
mod emitted;
mod erf;
mod error;
mod fortran;
mod functions;
mod header;
mod jacobian_product;
mod jax;
mod jitcode;
mod julia;
mod keywords;
mod lags;
mod latex;
mod lems;
mod lines;
mod lower;
mod matcont;
mod mathml;
mod matlab;
mod methods;
mod modelica;
mod namer;
mod nestml;
mod numpy;
mod options;
mod prepare;
mod prepared;
mod printer;
#[cfg(test)]
mod printer_tests;
mod pygpc;
mod reads;
mod sbml;
mod stan;
mod syntax;
mod targets;
mod template;
mod tensorflow;
mod tensors;
mod torch;
mod tvb;
mod writer;
mod xml;
mod xppaut;

pub use pyrates_ir::arrays::Form;
use pyrates_ir::scalarise::ScalarSystem;
use pyrates_ir::system::System;

pub use auto::{AutoOptions, Homoclinic};
pub use biftool::DdeBiftoolOptions;
pub use brian2::Brian2Options;
pub use c::COptions;
pub use capability_table::capability_table;
pub use cellml::CellmlOptions;
pub use complex::Complex;
pub use data::{Piece, data_files, pieces, table_file};
pub use desolve::DesolveOptions;
pub use diffsl::DiffslOptions;
pub use emitted::{EmittedFile, EmittedFiles};
pub use error::EmitError;
pub use fortran::FortranOptions;
pub use functions::{
    auto_07p, brian2, c99, cellml, dde_biftool, desolve, diffsl, fortran, jax, jitcode, julia, latex, lems,
    matcont, matlab, modelica, modeling_toolkit, nestml, numpy, pygpc, sbml, stan, tensorflow, torch, tvb,
    xppaut,
};
pub use header::References;
pub use jax::JaxOptions;
pub use jitcode::JitcodeOptions;
pub use julia::{JuliaOptions, ModelingToolkitOptions};
pub use latex::LatexOptions;
pub use lems::LemsOptions;
pub use matcont::MatcontOptions;
pub use matlab::MatlabOptions;
pub use methods::Emit;
pub use modelica::ModelicaOptions;
pub use namer::{NameRules, Namer, snake_case};
pub use nestml::NestmlOptions;
pub use numpy::NumpyOptions;
pub use options::{OptionEntry, OptionError, Options};
pub use prepare::prepare;
pub use prepared::{
    Leaf, Places, Prepared, PreparedAuxiliary, PreparedDelay, PreparedEntry, PreparedEvent, PreparedNoise,
    PreparedPast, PreparedTable, PreparedValue, PreparedVariable,
};
pub use printer::Printer;
pub use pygpc::PygpcOptions;
pub use reads::Reads;
pub use sbml::SbmlOptions;
pub use stan::StanOptions;
pub use syntax::{ArrayStatement, ArraySyntax, ComplexSyntax, Helper, Logic, Power, Spelling, Syntax};
pub use targets::{TARGETS, TargetEntry};
pub use tensorflow::TensorflowOptions;
pub use torch::TorchOptions;
pub use tvb::TvbOptions;
pub use writer::{Access, Continuation, Writer, table};
pub use xppaut::XppautOptions;

/// The largest number of states that are written out variable by variable, and of arrays of states.
pub const MAX_STATES: usize = 200;

/// The largest number of edges that are written out term by term, and of arrays that are computed.
pub const MAX_EDGES: usize = 2000;

/// What a target can express.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capabilities {
    /// Delay equations.
    pub delays: bool,
    /// Infinity and NaN as values of parameters and literals.
    pub infinite_values: bool,
    /// White noise: stochastic differential equations.
    pub noise: bool,
    /// Conditions that are watched, and states that are set when they become true.
    pub events: bool,
    /// Complex numbers; the option `complex` says whether files have them.
    pub complex: bool,
}

/// A tool to which models can be exported.
///
/// How to add one, in a file of its own under `emit/`:
///
/// 1. Write down the language as a constant [`Syntax`]: numbers, operators, and for each [`Function`] its
///    name, or a [`Helper`] where the language lacks it or means something else by it. A language with complex
///    numbers has a [`ComplexSyntax`], too, and the option `complex`.
/// 2. Write down its [`NameRules`]; its keywords go into `keywords.rs`.
/// 3. Give the target an options struct with public fields and `Default`; [`Options`] gives them to programs by name.
/// 4. Implement [`Target`]: [`Prepared::header`] gives the comment, [`Prepared::bindings`] the first
///    statements of a routine, [`Prepared::text`] the right-hand sides; a [`Writer`] collects the lines.
///    What the tool lacks but can express in other terms is the task of [`Target::reformulate`].
/// 5. Add a function like [`fortran()`], the two methods of [`Emit`], and a row of [`TARGETS`].
/// 6. Add golden files and a test that runs the text in its tool, under `tests/emit`.
///
/// [`Function`]: pyrates_ir::function::Function
pub trait Target {
    /// The name of the tool, as its users write it.
    fn name(&self) -> &'static str;

    /// Its options by name, for programs that take them as text.
    fn options(&mut self) -> Option<&mut dyn Options> {
        None
    }

    /// What it can express.
    fn capabilities(&self) -> Capabilities;

    /// What it asks of names; the file of a model with delays uses some names more.
    fn name_rules(&self, delayed: bool) -> NameRules;

    /// How the name of a model becomes the name of a file, a module or a function.
    fn identifier(&self, model: &str) -> String {
        namer::snake_case(model)
    }

    /// Its language, as in the spellings of functions that users write in Rust.
    fn language(&self) -> &'static str;

    /// Whether the files have the Jacobian.
    fn has_jacobian(&self) -> bool;

    /// Whether the files have the product of the Jacobian and a vector where populations are arrays.
    fn has_jacobian_product(&self) -> bool {
        false
    }

    /// Whether the files have derivatives by parameters.
    fn has_parameter_derivatives(&self) -> bool {
        false
    }

    /// Whether the units of populations share arrays in the files, or all are written out.
    fn form(&self) -> Form {
        Form::Units
    }

    /// How complex variables stand in the files; `Native` asks for the capability.
    fn complex(&self) -> Complex {
        Complex::Parts
    }

    /// Whether functions that users wrote in Rust need a spelling in the language.
    fn needs_spellings(&self) -> bool {
        true
    }

    /// Whether the form with arrays is used for models without populations, too.
    fn always_arrays(&self) -> bool {
        false
    }

    /// The same system in terms that the target knows; states that it adds come behind those of the model.
    fn reformulate(&self, scalars: ScalarSystem) -> Result<ScalarSystem, EmitError> {
        Ok(scalars)
    }

    /// The files for a model.
    fn files(&self, model: &Prepared) -> Result<Vec<EmittedFile>, EmitError>;
}

/// Exports a system to a target.
pub fn emit(system: &System, target: &dyn Target) -> Result<EmittedFiles, EmitError> {
    let prepared = prepare(system, target)?;
    Ok(EmittedFiles { files: target.files(&prepared)? })
}
