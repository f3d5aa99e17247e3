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

pub(crate) mod auto;
mod by_parameters;
mod checks;
mod data;
mod emitted;
mod erf;
mod error;
mod fortran;
mod header;
mod julia;
mod keywords;
mod lags;
mod lower;
mod matlab;
mod namer;
mod numpy;
mod prepare;
mod prepared;
mod printer;
#[cfg(test)]
mod printer_tests;
mod reads;
mod syntax;
mod template;
mod writer;

pub use pyrates_ir::arrays::Form;
use pyrates_ir::scalarise::ScalarSystem;
use pyrates_ir::system::System;

pub use auto::AutoOptions;
pub use data::{Piece, data_files, pieces, table_file};
pub use emitted::{EmittedFile, EmittedFiles};
pub use error::EmitError;
pub use fortran::FortranOptions;
pub use header::References;
pub use julia::JuliaOptions;
pub use matlab::MatlabOptions;
pub use namer::{NameRules, Namer, snake_case};
pub use numpy::NumpyOptions;
pub use prepare::prepare;
pub use prepared::{
    Leaf, Places, Prepared, PreparedAuxiliary, PreparedDelay, PreparedEntry, PreparedPast, PreparedTable,
    PreparedValue, PreparedVariable,
};
pub use printer::Printer;
pub use reads::Reads;
pub use syntax::{ArrayStatement, ArraySyntax, Helper, Logic, Spelling, Syntax};
pub use writer::{Access, Continuation, Writer, table};

use crate::model::Model;

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
}

/// A tool to which models can be exported.
///
/// How to add one, in a file of its own under `emit/`:
///
/// 1. Write down the language as a constant [`Syntax`]: numbers, operators, and for each [`Function`] its
///    name, or a [`Helper`] where the language lacks it or means something else by it.
/// 2. Write down its [`NameRules`]; its keywords go into `keywords.rs`.
/// 3. Give the target an options struct with public fields and `Default`.
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

    /// Whether the files have derivatives by parameters.
    fn has_parameter_derivatives(&self) -> bool {
        false
    }

    /// Whether the units of populations share arrays in the files, or all are written out.
    fn form(&self) -> Form {
        Form::Units
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

/// One row of [`TARGETS`].
#[derive(Debug, Clone, Copy)]
pub struct TargetEntry {
    /// The word by which programs ask for the target.
    pub word: &'static str,
    /// What its files are.
    pub summary: &'static str,
    /// Exports a system with the default options.
    pub emit: fn(&System) -> Result<EmittedFiles, EmitError>,
}

/// All targets.
pub const TARGETS: &[TargetEntry] = &[
    TargetEntry {
        word: "auto",
        summary: "equation file and constants files for Auto-07p",
        emit: |system| auto_07p(system, &AutoOptions::default()),
    },
    TargetEntry {
        word: "fortran",
        summary: "Fortran 90 module for solvers in Fortran, C and f2py",
        emit: |system| fortran(system, &FortranOptions::default()),
    },
    TargetEntry {
        word: "julia",
        summary: "Julia module for DifferentialEquations.jl and BifurcationKit.jl",
        emit: |system| julia(system, &JuliaOptions::default()),
    },
    TargetEntry {
        word: "matlab",
        summary: "MATLAB or Octave function for ode45, ode15s and dde23, with a script that runs it",
        emit: |system| matlab(system, &MatlabOptions::default()),
    },
    TargetEntry {
        word: "numpy",
        summary: "Python module for NumPy, SciPy and Numba",
        emit: |system| numpy(system, &NumpyOptions::default()),
    },
];

/// Exports a system as an equation file and constants files for Auto-07p.
pub fn auto_07p(system: &System, options: &AutoOptions) -> Result<EmittedFiles, EmitError> {
    emit(system, options)
}

/// Exports a system as a Fortran 90 module.
pub fn fortran(system: &System, options: &FortranOptions) -> Result<EmittedFiles, EmitError> {
    emit(system, options)
}

/// Exports a system as a Julia module.
pub fn julia(system: &System, options: &JuliaOptions) -> Result<EmittedFiles, EmitError> {
    emit(system, options)
}

/// Exports a system as MATLAB files that also run in Octave.
pub fn matlab(system: &System, options: &MatlabOptions) -> Result<EmittedFiles, EmitError> {
    emit(system, options)
}

/// Exports a system as a Python module that uses NumPy.
pub fn numpy(system: &System, options: &NumpyOptions) -> Result<EmittedFiles, EmitError> {
    emit(system, options)
}

/// Export, as methods of models and of systems.
pub trait Emit {
    /// The flat system with its present values.
    fn emitted_system(&self) -> System;

    /// Exports as an equation file and constants files for Auto-07p, with the default options.
    fn emit_auto(&self) -> Result<EmittedFiles, EmitError> {
        self.emit_auto_with(&AutoOptions::default())
    }

    /// Exports as an equation file and constants files for Auto-07p: `c.ivp` finds a state of rest, `c.eq` continues
    /// it, `c.lc` follows cycles from its first Hopf point, `c.lp2` and `c.hb2` are curves of folds and Hopf points
    /// in two parameters, and `c.hom` follows a cycle of long period. The file of the model's name is `c.ivp` too, for
    /// Auto's own commands.
    ///
    /// Delayed states become lines of states, with errors that fall exponentially in `nodes`. Time in equations is
    /// refused, and so are noise, events and delays of zero. There is no file for boundary value problems, since a
    /// model has no boundary conditions; their subroutines are there to be filled in. `c.hom` is left out where a model
    /// has more than nine parameters, because Auto writes into the entries of `par` that follow.
    ///
    /// ```
    /// use pyrates_runtime::prelude::*;
    ///
    /// pyrates_runtime::operator! {
    ///     Fold {
    ///         equations { d/dt x = mu + x^2; }
    ///         variables { x: output(-1.0), mu: -1.0 }
    ///     }
    /// }
    ///
    /// let options = AutoOptions { range: Some((-2.0, 2.0)), ..Default::default() };
    /// let files = Fold::default().emit_auto_with(&options)?;
    /// assert_eq!(files.files[0].name, "fold.f90");
    /// assert!(files.files[0].text.contains("dfdp(1,1) = 1.0d0"));
    /// assert!(files.text().contains("ICP=['mu']") && files.text().contains("UZSTOP={'mu': [-2.0, 2.0]}"));
    /// # Ok::<(), pyrates_runtime::EmitError>(())
    /// ```
    fn emit_auto_with(&self, options: &AutoOptions) -> Result<EmittedFiles, EmitError> {
        auto_07p(&self.emitted_system(), options)
    }

    /// Exports as a Fortran 90 module, with the default options.
    fn emit_fortran(&self) -> Result<EmittedFiles, EmitError> {
        self.emit_fortran_with(&FortranOptions::default())
    }

    /// Exports as a Fortran 90 module.
    fn emit_fortran_with(&self, options: &FortranOptions) -> Result<EmittedFiles, EmitError> {
        fortran(&self.emitted_system(), options)
    }

    /// Exports as a Julia module, with the default options.
    fn emit_julia(&self) -> Result<EmittedFiles, EmitError> {
        self.emit_julia_with(&JuliaOptions::default())
    }

    /// Exports as a Julia module.
    fn emit_julia_with(&self, options: &JuliaOptions) -> Result<EmittedFiles, EmitError> {
        julia(&self.emitted_system(), options)
    }

    /// Exports as MATLAB files that also run in Octave, with the default options.
    fn emit_matlab(&self) -> Result<EmittedFiles, EmitError> {
        self.emit_matlab_with(&MatlabOptions::default())
    }

    /// Exports as MATLAB files that also run in Octave.
    fn emit_matlab_with(&self, options: &MatlabOptions) -> Result<EmittedFiles, EmitError> {
        matlab(&self.emitted_system(), options)
    }

    /// Exports as a Python module that uses NumPy, with the default options.
    fn emit_numpy(&self) -> Result<EmittedFiles, EmitError> {
        self.emit_numpy_with(&NumpyOptions::default())
    }

    /// Exports as a Python module that uses NumPy.
    fn emit_numpy_with(&self, options: &NumpyOptions) -> Result<EmittedFiles, EmitError> {
        numpy(&self.emitted_system(), options)
    }
}

impl<M: Model> Emit for M {
    fn emitted_system(&self) -> System {
        self.system()
    }
}

impl Emit for System {
    fn emitted_system(&self) -> System {
        self.clone()
    }
}
