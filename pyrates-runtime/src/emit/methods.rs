//! Exports as methods, one pair for each target.

use pyrates_ir::system::System;

use super::functions::{
    auto_07p, brian2, c99, cellml, dde_biftool, desolve, diffsl, fortran, jax, jitcode, julia, latex, lems,
    matcont, matlab, modelica, modeling_toolkit, nestml, numpy, pygpc, sbml, stan, tensorflow, torch, tvb,
    xppaut,
};
use super::{
    AutoOptions, Brian2Options, COptions, CellmlOptions, DdeBiftoolOptions, DesolveOptions, DiffslOptions,
    EmitError, EmittedFiles, FortranOptions, JaxOptions, JitcodeOptions, JuliaOptions, LatexOptions,
    LemsOptions, MatcontOptions, MatlabOptions, ModelicaOptions, ModelingToolkitOptions, NestmlOptions,
    NumpyOptions, PygpcOptions, SbmlOptions, StanOptions, TensorflowOptions, TorchOptions, TvbOptions,
    XppautOptions,
};
use crate::model::Model;

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
    /// refused, and so are noise, events and delays of zero. With conditions in the options `boundary` and `integral`,
    /// `c.bvp` follows solutions of a boundary value problem; else their subroutines are there to be filled in. The option
    /// `homoclinic` is about `c.hom`.
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

    /// Exports as a Python module for Brian2, with the default options.
    fn emit_brian2(&self) -> Result<EmittedFiles, EmitError> {
        self.emit_brian2_with(&Brian2Options::default())
    }

    /// Exports as a Python module for Brian2: equations as text, and `neurons(n)`, a `NeuronGroup` of n copies of the model, in
    /// which populations are written out unit by unit. Noise of constant amplitude is `xi`, events happen at the ends of
    /// steps in which their conditions become true, the first as Brian's `spike`. Delays, other noise and `stop` are refused.
    ///
    /// ```
    /// use pyrates_runtime::prelude::*;
    ///
    /// pyrates_runtime::operator! {
    ///     Leaky {
    ///         equations { d/dt v = (i - v)/tau; }
    ///         variables { v: output(0.0), i: 1.5, tau: 2.0 }
    ///         events { spike: on v > 1 { v = 0; } }
    ///     }
    /// }
    ///
    /// let files = Leaky::default().emit_brian2()?;
    /// assert_eq!(files.files[0].name, "leaky_brian2.py");
    /// assert!(files.text().contains("dv/dt = ((i_1 - v)/tau)/second : 1"));
    /// # Ok::<(), pyrates_runtime::EmitError>(())
    /// ```
    fn emit_brian2_with(&self, options: &Brian2Options) -> Result<EmittedFiles, EmitError> {
        brian2(&self.emitted_system(), options)
    }

    /// Exports as a C99 header, with the default options.
    fn emit_c(&self) -> Result<EmittedFiles, EmitError> {
        self.emit_c_with(&COptions::default())
    }

    /// Exports as a C99 header without dependencies, which C++ and CUDA take, too. The order of arguments is that of
    /// GSL, and fits SUNDIALS with one line in between; delayed states come as `z[k*NY + i]`, state `i` at
    /// `t - lag[k]`.
    ///
    /// ```
    /// use pyrates_runtime::prelude::*;
    ///
    /// pyrates_runtime::operator! {
    ///     Decay {
    ///         equations { d/dt x = -x^3/tau; }
    ///         variables { x: output(1.0), tau: 2.0 }
    ///     }
    /// }
    ///
    /// let files = Decay::default().emit_c()?;
    /// assert_eq!(files.files[0].name, "decay.h");
    /// assert!(files.text().contains("dy[0] = -pow(x, 3.0)/tau;"));
    /// # Ok::<(), pyrates_runtime::EmitError>(())
    /// ```
    fn emit_c_with(&self, options: &COptions) -> Result<EmittedFiles, EmitError> {
        c99(&self.emitted_system(), options)
    }

    /// Exports as a model in CellML 2.0, with the default options.
    fn emit_cellml(&self) -> Result<EmittedFiles, EmitError> {
        self.emit_cellml_with(&CellmlOptions::default())
    }

    /// Exports as a model in CellML 2.0, with variables without dimension. Delays, noise and events are refused.
    ///
    /// ```
    /// use pyrates_runtime::prelude::*;
    ///
    /// pyrates_runtime::operator! {
    ///     Decay {
    ///         equations { d/dt x = -x/tau; }
    ///         variables { x: output(1.0), tau: 0.5 }
    ///     }
    /// }
    ///
    /// let files = Decay::default().emit_cellml()?;
    /// assert_eq!(files.files[0].name, "decay.cellml");
    /// assert!(files.text().contains("<apply><diff/><bvar><ci>t</ci></bvar><ci>x</ci></apply>"));
    /// # Ok::<(), pyrates_runtime::EmitError>(())
    /// ```
    fn emit_cellml_with(&self, options: &CellmlOptions) -> Result<EmittedFiles, EmitError> {
        cellml(&self.emitted_system(), options)
    }

    /// Exports as functions and a script for DDE-BIFTOOL, with the default options.
    fn emit_dde_biftool(&self) -> Result<EmittedFiles, EmitError> {
        self.emit_dde_biftool_with(&DdeBiftoolOptions::default())
    }

    /// Exports as functions and a script for DDE-BIFTOOL 3.2, in MATLAB or Octave: right-hand side, delays and partial
    /// derivatives in the form that `set_funcs` takes, and directional derivatives up to order five in the form that
    /// `set_symfuncs` takes, so that normal forms need no toolbox for symbols.
    ///
    /// Delays are parameters, and a delay that is a plain number becomes one. Delays that are computed are refused, and
    /// so are time in equations, noise and events. A model without parameters has no script.
    ///
    /// ```
    /// use pyrates_runtime::prelude::*;
    ///
    /// pyrates_runtime::operator! {
    ///     Hutchinson {
    ///         equations { d/dt x = r*x*(1 - past(x, tau)); }
    ///         variables { x: output(0.9), r: 1.0, tau: 1.0 }
    ///     }
    /// }
    ///
    /// let files = Hutchinson::default().emit_dde_biftool()?;
    /// let names: Vec<&str> = files.files.iter().map(|file| file.name.as_str()).collect();
    /// assert_eq!(names, ["hutchinson_biftool.m", "sym_hutchinson_biftool.m", "hutchinson_biftool_run.m"]);
    /// assert!(files.text().contains("x_delayed = xx(1,2,:);"));
    /// # Ok::<(), pyrates_runtime::EmitError>(())
    /// ```
    fn emit_dde_biftool_with(&self, options: &DdeBiftoolOptions) -> Result<EmittedFiles, EmitError> {
        dde_biftool(&self.emitted_system(), options)
    }

    /// Exports as R functions for deSolve, with the default options.
    fn emit_desolve(&self) -> Result<EmittedFiles, EmitError> {
        self.emit_desolve_with(&DesolveOptions::default())
    }

    /// Exports as R functions for deSolve: `NAME_rhs(t, y, p)` for `ode`, or for `dede` if there are delays, and
    /// `NAME_jac` for its argument `jacfunc`. Populations are vectors. Noise and events are refused.
    ///
    /// ```
    /// use pyrates_runtime::prelude::*;
    ///
    /// pyrates_runtime::operator! {
    ///     Decay {
    ///         equations { d/dt x = -past(x, tau); }
    ///         variables { x: output(1.0), tau: 0.5 }
    ///     }
    /// }
    ///
    /// let files = Decay::default().emit_desolve()?;
    /// assert_eq!(files.files[0].name, "decay.R");
    /// assert!(files.text().contains("x_delayed <- decay_past(t, lag[[1]], 1, y)[[1]]"));
    /// # Ok::<(), pyrates_runtime::EmitError>(())
    /// ```
    fn emit_desolve_with(&self, options: &DesolveOptions) -> Result<EmittedFiles, EmitError> {
        desolve(&self.emitted_system(), options)
    }

    /// Exports in DiffSL, the language of diffsol, with the default options.
    fn emit_diffsl(&self) -> Result<EmittedFiles, EmitError> {
        self.emit_diffsl_with(&DiffslOptions::default())
    }

    /// Exports in DiffSL, the language of diffsol in Rust and of pydiffsol. Parameters are inputs, populations vectors, and
    /// one event is `stop` and `reset`. Names have no underscores: `tau_a` becomes `tauA`. Delays, noise, `floor`, `ceil`,
    /// `round`, `mod`, `stop` and further events are refused.
    ///
    /// ```
    /// use pyrates_runtime::prelude::*;
    ///
    /// pyrates_runtime::operator! {
    ///     Decay {
    ///         equations { d/dt x = -x^3/tau_m; }
    ///         variables { x: output(1.0), tau_m: 2.0 }
    ///     }
    /// }
    ///
    /// let files = Decay::default().emit_diffsl()?;
    /// assert_eq!(files.files[0].name, "decay.diffsl");
    /// assert!(files.text().contains("-pow(x, 3.0)/tauM,"));
    /// # Ok::<(), pyrates_runtime::EmitError>(())
    /// ```
    fn emit_diffsl_with(&self, options: &DiffslOptions) -> Result<EmittedFiles, EmitError> {
        diffsl(&self.emitted_system(), options)
    }

    /// Exports as a Fortran 90 module, with the default options.
    fn emit_fortran(&self) -> Result<EmittedFiles, EmitError> {
        self.emit_fortran_with(&FortranOptions::default())
    }

    /// Exports as a Fortran 90 module.
    fn emit_fortran_with(&self, options: &FortranOptions) -> Result<EmittedFiles, EmitError> {
        fortran(&self.emitted_system(), options)
    }

    /// Exports as a Python module that uses JAX, with the default options.
    fn emit_jax(&self) -> Result<EmittedFiles, EmitError> {
        self.emit_jax_with(&JaxOptions::default())
    }

    /// Exports as a Python module that uses JAX: a pure function `vector_field(t, y, p)` of which Diffrax makes an
    /// `ODETerm`, and `simulate` in steps of one size, through which gradients pass; also with delays.
    fn emit_jax_with(&self, options: &JaxOptions) -> Result<EmittedFiles, EmitError> {
        jax(&self.emitted_system(), options)
    }

    /// Exports as a Python module for JiTCODE, JiTCDDE or JiTCSDE, with the default options.
    fn emit_jitcode(&self) -> Result<EmittedFiles, EmitError> {
        self.emit_jitcode_with(&JitcodeOptions::default())
    }

    /// Exports as a Python module for JiTCODE, with delays for JiTCDDE, with noise (of Ito) for JiTCSDE: `equations` gives the
    /// right-hand sides as symbols, `integrator` an object of the package. Noise and delays together are refused, and
    /// so are events.
    ///
    /// ```
    /// use pyrates_runtime::prelude::*;
    ///
    /// pyrates_runtime::operator! {
    ///     Decay {
    ///         equations { d/dt x = -past(x, tau); }
    ///         variables { x: output(1.0), tau: 0.5 }
    ///     }
    /// }
    ///
    /// let files = Decay::default().emit_jitcode()?;
    /// assert_eq!(files.files[0].name, "decay_jitcode.py");
    /// assert!(files.text().contains("x_delayed = past(0, lag[0])"));
    /// # Ok::<(), pyrates_runtime::EmitError>(())
    /// ```
    fn emit_jitcode_with(&self, options: &JitcodeOptions) -> Result<EmittedFiles, EmitError> {
        jitcode(&self.emitted_system(), options)
    }

    /// Exports as a Julia module, with the default options.
    fn emit_julia(&self) -> Result<EmittedFiles, EmitError> {
        self.emit_julia_with(&JuliaOptions::default())
    }

    /// Exports as a Julia module.
    fn emit_julia_with(&self, options: &JuliaOptions) -> Result<EmittedFiles, EmitError> {
        julia(&self.emitted_system(), options)
    }

    /// Exports as a LaTeX document, with the default options.
    fn emit_latex(&self) -> Result<EmittedFiles, EmitError> {
        self.emit_latex_with(&LatexOptions::default())
    }

    /// Exports as a LaTeX document: the equations, and tables of the initial values and parameters with their units.
    ///
    /// ```
    /// use pyrates_runtime::prelude::*;
    ///
    /// pyrates_runtime::operator! {
    ///     Leaky {
    ///         equations { d/dt r = -r/tau_m + I_ext; }
    ///         variables { r: output(0.5), tau_m: 10.0 [ms], I_ext: 0.2 }
    ///     }
    /// }
    ///
    /// let text = Leaky::default().emit_latex()?.text();
    /// assert!(text.contains(r"\dot{r} &= -\frac{r}{\tau_{m}} + I_{\mathrm{ext}}"), "{text}");
    /// # Ok::<(), pyrates_runtime::EmitError>(())
    /// ```
    fn emit_latex_with(&self, options: &LatexOptions) -> Result<EmittedFiles, EmitError> {
        latex(&self.emitted_system(), options)
    }

    /// Exports as a component in LEMS, with the default options.
    fn emit_lems(&self) -> Result<EmittedFiles, EmitError> {
        self.emit_lems_with(&LemsOptions::default())
    }

    /// Exports as a component in LEMS, the language of NeuroML, and a file that runs it in jNeuroML or PyLEMS. Populations are
    /// written out unit by unit. Events happen behind the steps in which their conditions become true, and send a signal
    /// from a port. Delays, noise and `stop` are refused, and so are new values that need each other's old ones.
    ///
    /// ```
    /// use pyrates_runtime::prelude::*;
    ///
    /// pyrates_runtime::operator! {
    ///     Leaky {
    ///         equations { d/dt v = (i - v)/tau; }
    ///         variables { v: output(0.0), i: 1.5, tau: 2.0 }
    ///         events { spike: on v > 1 { v = 0; } }
    ///     }
    /// }
    ///
    /// let files = Leaky::default().emit_lems()?;
    /// let names: Vec<&str> = files.files.iter().map(|file| file.name.as_str()).collect();
    /// assert_eq!(names, ["LEMS_leaky.xml", "leaky_lems.xml"]);
    /// assert!(files.text().contains("<TimeDerivative variable=\"v\" value=\"((i - v)/tau)/SEC\"/>"));
    /// # Ok::<(), pyrates_runtime::EmitError>(())
    /// ```
    fn emit_lems_with(&self, options: &LemsOptions) -> Result<EmittedFiles, EmitError> {
        lems(&self.emitted_system(), options)
    }

    /// Exports as a system file and a script for MatCont, with the default options.
    fn emit_matcont(&self) -> Result<EmittedFiles, EmitError> {
        self.emit_matcont_with(&MatcontOptions::default())
    }

    /// Exports as a system file for MatCont, in MATLAB or Octave, with symbolic derivatives by states to order five and by
    /// parameters, and a script that continues equilibria.
    ///
    /// Delayed states become lines of states, with errors that fall exponentially in `nodes`. Time in equations is
    /// refused, and so are noise, events and delays of zero. A model without parameters has no script.
    ///
    /// ```
    /// use pyrates_runtime::prelude::*;
    ///
    /// pyrates_runtime::operator! {
    ///     Cusp {
    ///         equations { d/dt x = a + b*x - x^3; }
    ///         variables { x: output(1.0), a: 0.0, b: 1.0 }
    ///     }
    /// }
    ///
    /// let files = Cusp::default().emit_matcont()?;
    /// assert_eq!(files.files[0].name, "cusp_matcont.m");
    /// assert!(files.text().contains("function dydt = fun_eval(t, y, a, b)"));
    /// assert!(files.text().contains("tensor(1,1,1,1) = -6.0;"));
    /// # Ok::<(), pyrates_runtime::EmitError>(())
    /// ```
    fn emit_matcont_with(&self, options: &MatcontOptions) -> Result<EmittedFiles, EmitError> {
        matcont(&self.emitted_system(), options)
    }

    /// Exports as MATLAB files that also run in Octave, with the default options.
    fn emit_matlab(&self) -> Result<EmittedFiles, EmitError> {
        self.emit_matlab_with(&MatlabOptions::default())
    }

    /// Exports as MATLAB files that also run in Octave.
    fn emit_matlab_with(&self, options: &MatlabOptions) -> Result<EmittedFiles, EmitError> {
        matlab(&self.emitted_system(), options)
    }

    /// Exports as a model in Modelica, with the default options.
    fn emit_modelica(&self) -> Result<EmittedFiles, EmitError> {
        self.emit_modelica_with(&ModelicaOptions::default())
    }

    /// Exports as a model in Modelica, for OpenModelica, Dymola and others. Populations are arrays, delays are `delay`, and
    /// events are `when` clauses. Noise is refused.
    ///
    /// ```
    /// use pyrates_runtime::prelude::*;
    ///
    /// pyrates_runtime::operator! {
    ///     Decay {
    ///         equations { d/dt x = -past(x, tau); }
    ///         variables { x: output(1.0), tau: 0.5 }
    ///     }
    /// }
    ///
    /// let files = Decay::default().emit_modelica()?;
    /// assert_eq!(files.files[0].name, "Decay.mo");
    /// assert!(files.text().contains("x_delayed = delay(x, tau);"));
    /// # Ok::<(), pyrates_runtime::EmitError>(())
    /// ```
    fn emit_modelica_with(&self, options: &ModelicaOptions) -> Result<EmittedFiles, EmitError> {
        modelica(&self.emitted_system(), options)
    }

    /// Exports as a Julia module for ModelingToolkit.jl: the equations as symbols, units written out.
    ///
    /// ```
    /// use pyrates_runtime::prelude::*;
    ///
    /// pyrates_runtime::operator! {
    ///     Decay {
    ///         equations { d/dt x = -past(x, tau); }
    ///         variables { x: output(1.0), tau: 0.5 }
    ///     }
    /// }
    ///
    /// let text = Decay::default().emit_modeling_toolkit()?.text();
    /// assert!(text.contains("D(x(t)) ~ -x(t - tau),"), "{text}");
    /// # Ok::<(), pyrates_runtime::EmitError>(())
    /// ```
    fn emit_modeling_toolkit(&self) -> Result<EmittedFiles, EmitError> {
        modeling_toolkit(&self.emitted_system(), &ModelingToolkitOptions::default())
    }

    /// Exports as a neuron in NESTML, with the default options.
    fn emit_nestml(&self) -> Result<EmittedFiles, EmitError> {
        self.emit_nestml_with(&NestmlOptions::default())
    }

    /// Exports as a neuron in NESTML, of which NEST makes compiled models. Populations are written out unit by unit. Events
    /// happen at the ends of the steps in which their conditions become true, the first as a spike; the options `current` and
    /// `spikes` say what arrives from others. Delays, noise and `stop` are refused.
    ///
    /// ```
    /// use pyrates_runtime::prelude::*;
    ///
    /// pyrates_runtime::operator! {
    ///     Leaky {
    ///         equations { d/dt v = (i - v)/tau; }
    ///         variables { v: output(0.0), i: 1.5, tau: 2.0 }
    ///         events { spike: on v > 1 { v = 0; } }
    ///     }
    /// }
    ///
    /// let files = Leaky::default().emit_nestml()?;
    /// assert_eq!(files.files[0].name, "leaky_neuron.nestml");
    /// assert!(files.text().contains("v' = ((i - v)/tau) / t_unit"));
    /// # Ok::<(), pyrates_runtime::EmitError>(())
    /// ```
    fn emit_nestml_with(&self, options: &NestmlOptions) -> Result<EmittedFiles, EmitError> {
        nestml(&self.emitted_system(), options)
    }

    /// Exports as a Python module that uses NumPy, with the default options.
    fn emit_numpy(&self) -> Result<EmittedFiles, EmitError> {
        self.emit_numpy_with(&NumpyOptions::default())
    }

    /// Exports as a Python module that uses NumPy.
    fn emit_numpy_with(&self, options: &NumpyOptions) -> Result<EmittedFiles, EmitError> {
        numpy(&self.emitted_system(), options)
    }

    /// Exports as Python modules for pygpc, with the default options.
    fn emit_pygpc(&self) -> Result<EmittedFiles, EmitError> {
        self.emit_pygpc_with(&PygpcOptions::default())
    }

    /// Exports as Python modules for pygpc, which finds how much of the variance of a measure of runs is due to which
    /// parameters: its Sobol indices, by an expansion in polynomials. One is that of [`Emit::emit_numpy`], the other has
    /// the model and the analysis. Noise and events are refused.
    ///
    /// ```
    /// use pyrates_runtime::prelude::*;
    ///
    /// pyrates_runtime::operator! {
    ///     Decay {
    ///         equations { d/dt x = (u - x)/tau; }
    ///         variables { x: output(1.0), u: 0.5, tau: 2.0 }
    ///     }
    /// }
    ///
    /// let options = PygpcOptions {
    ///     parameters: vec!["u".into(), "tau".into()],
    ///     ranges: vec![(0.0, 1.0), (1.0, 3.0)],
    ///     measures: vec!["last".into()],
    ///     t_end: 2.0,
    ///     ..Default::default()
    /// };
    /// let files = Decay::default().emit_pygpc_with(&options)?;
    /// assert_eq!((&*files.files[0].name, &*files.files[1].name), ("decay_gpc.py", "decay.py"));
    /// assert!(files.text().contains("\"tau\": (1.0, 3.0),"));
    /// # Ok::<(), pyrates_runtime::EmitError>(())
    /// ```
    fn emit_pygpc_with(&self, options: &PygpcOptions) -> Result<EmittedFiles, EmitError> {
        pygpc(&self.emitted_system(), options)
    }

    /// Exports as a model in SBML, with the default options.
    fn emit_sbml(&self) -> Result<EmittedFiles, EmitError> {
        self.emit_sbml_with(&SbmlOptions::default())
    }

    /// Exports as a model in SBML Level 3 Version 2: states are parameters with rate rules. Delays and events are there,
    /// though not every tool reads them; noise is refused, and so are events that end the run.
    ///
    /// ```
    /// use pyrates_runtime::prelude::*;
    ///
    /// pyrates_runtime::operator! {
    ///     Decay {
    ///         equations { d/dt x = -x/tau; }
    ///         variables { x: output(1.0), tau: 0.5 }
    ///     }
    /// }
    ///
    /// let files = Decay::default().emit_sbml()?;
    /// assert_eq!(files.files[0].name, "decay.xml");
    /// assert!(files.text().contains("<rateRule variable=\"x\">"));
    /// # Ok::<(), pyrates_runtime::EmitError>(())
    /// ```
    fn emit_sbml_with(&self, options: &SbmlOptions) -> Result<EmittedFiles, EmitError> {
        sbml(&self.emitted_system(), options)
    }

    /// Exports as a program for Stan, with the default options.
    fn emit_stan(&self) -> Result<EmittedFiles, EmitError> {
        self.emit_stan_with(&StanOptions::default())
    }

    /// Exports as a program for Stan that fits parameters to data, the functions of the program in a file of their own, and
    /// two files with values for it: data but for the observations, and where sampling starts. Delays, noise and events
    /// are refused.
    ///
    /// ```
    /// use pyrates_runtime::prelude::*;
    ///
    /// pyrates_runtime::operator! {
    ///     Decay {
    ///         equations { d/dt x = -x^3/tau; }
    ///         variables { x: output(1.0), tau: 0.5 }
    ///     }
    /// }
    ///
    /// let options = StanOptions { fit: vec!["tau".into(), "x".into()], ..Default::default() };
    /// let files = Decay::default().emit_stan_with(&options)?;
    /// assert_eq!(files.files[0].name, "decay.stan");
    /// assert!(files.text().contains("vector decay_rhs(real t, vector y, real tau) {"));
    /// assert!(files.text().contains("dy[1] = -x^3/tau;"));
    /// assert!(files.text().contains("tau ~ lognormal(log(tau_prior), prior_spread);"));
    /// # Ok::<(), pyrates_runtime::EmitError>(())
    /// ```
    fn emit_stan_with(&self, options: &StanOptions) -> Result<EmittedFiles, EmitError> {
        stan(&self.emitted_system(), options)
    }

    /// Exports as a Python module that uses TensorFlow, with the default options.
    fn emit_tensorflow(&self) -> Result<EmittedFiles, EmitError> {
        self.emit_tensorflow_with(&TensorflowOptions::default())
    }

    /// Exports as a Python module that uses TensorFlow: `ode_fn` for the solvers of TensorFlow Probability, and
    /// `simulate` in steps of one size, through which gradients pass; also with delays.
    fn emit_tensorflow_with(&self, options: &TensorflowOptions) -> Result<EmittedFiles, EmitError> {
        tensorflow(&self.emitted_system(), options)
    }

    /// Exports as a Python module that uses PyTorch, with the default options.
    fn emit_torch(&self) -> Result<EmittedFiles, EmitError> {
        self.emit_torch_with(&TorchOptions::default())
    }

    /// Exports as a Python module that uses PyTorch: a class of type `torch.nn.Module`.
    ///
    /// Its parameters are those of the model; which of them are trained says the argument `trainable` of the class.
    /// Its `forward` is what torchdiffeq integrates, for any number of states at once. `simulate` makes steps of one
    /// size, with inputs that change from step to step; gradients with respect to parameters, delays, inputs and
    /// initial states pass through it. Models without delays have functions for RectiPy, too.
    ///
    /// ```
    /// use pyrates_runtime::prelude::*;
    ///
    /// pyrates_runtime::operator! {
    ///     Leak {
    ///         equations { d/dt v = -v/tau + u; }
    ///         variables { v: output(1.0), tau: 2.0, u: 0.0 }
    ///     }
    /// }
    ///
    /// let files = Leak::default().emit_torch_with(&TorchOptions::default())?;
    /// assert_eq!(files.files[0].name, "leak_torch.py");
    /// assert!(files.text().contains("class Leak(nn.Module):"));
    /// assert!(files.text().contains("-v/tau + u,"));
    /// # Ok::<(), pyrates_runtime::EmitError>(())
    /// ```
    fn emit_torch_with(&self, options: &TorchOptions) -> Result<EmittedFiles, EmitError> {
        torch(&self.emitted_system(), options)
    }

    /// Exports as a Python class for The Virtual Brain, with the default options.
    fn emit_tvb(&self) -> Result<EmittedFiles, EmitError> {
        self.emit_tvb_with(&TvbOptions::default())
    }

    /// Exports as a Python class for The Virtual Brain: the model is that of a region, and the option `coupling` says how
    /// regions act on each other. Delays, noise and integration are The Virtual Brain's own, so these are refused
    /// in the model, and so are events and time in equations.
    ///
    /// ```
    /// use pyrates_runtime::prelude::*;
    ///
    /// pyrates_runtime::operator! {
    ///     Rate {
    ///         equations { d/dt r = -r + tanh(u); }
    ///         variables { r: output(0.1), u: input(0.0) }
    ///     }
    /// }
    ///
    /// let options = TvbOptions { coupling: vec![("r".into(), "u".into())] };
    /// let files = Rate::default().emit_tvb_with(&options)?;
    /// assert_eq!(files.files[0].name, "rate_tvb.py");
    /// assert!(files.text().contains("u = self.u + coupling[0] + local_coupling*state_variables[0]"));
    /// # Ok::<(), pyrates_runtime::EmitError>(())
    /// ```
    fn emit_tvb_with(&self, options: &TvbOptions) -> Result<EmittedFiles, EmitError> {
        tvb(&self.emitted_system(), options)
    }

    /// Exports as a file for XPPAUT, with the default options.
    fn emit_xppaut(&self) -> Result<EmittedFiles, EmitError> {
        self.emit_xppaut_with(&XppautOptions::default())
    }

    /// Exports as a file for XPPAUT 6 or later. Names are shortened to nine characters, and long formulas divided. An
    /// event whose new values need each other's old ones is refused, since XPPAUT sets one after the other.
    ///
    /// ```
    /// use pyrates_runtime::prelude::*;
    ///
    /// pyrates_runtime::operator! {
    ///     Decay {
    ///         equations { d/dt x = -past(x, tau); }
    ///         variables { x: output(1.0), tau: 0.5 }
    ///     }
    /// }
    ///
    /// let files = Decay::default().emit_xppaut()?;
    /// assert_eq!(files.files[0].name, "decay.ode");
    /// assert!(files.text().contains("x'=-delay(x,tau)"));
    /// # Ok::<(), pyrates_runtime::EmitError>(())
    /// ```
    fn emit_xppaut_with(&self, options: &XppautOptions) -> Result<EmittedFiles, EmitError> {
        xppaut(&self.emitted_system(), options)
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
