//! Equation files and constants files for Auto-07p. Auto continues autonomous systems without delays in real
//! numbers, so delays become lines of further states (`super::lines`). Its entries `par(10)` to `par(14)` belong to Auto.

mod conditions;
mod constants;
mod equations;
mod homoclinic;
mod order;
mod short_names;

use pyrates_ir::scalarise::{ScalarSystem, scalarise};
use pyrates_ir::system::System;

use super::checks::check_time;
use super::chosen::{Chosen, check_range, chosen};
use super::fortran::SYNTAX;
use super::keywords;
use super::lines::with_lines;
use super::namer::NameRules;
use super::options::options;
use super::prepare::prepare;
use super::prepared::Prepared;
use super::{Capabilities, EmitError, EmittedFile, Options, Target};
use conditions::Conditions;
pub use homoclinic::Homoclinic;
use order::with_first;

/// The name of the tool.
const NAME: &str = "Auto-07p";

/// The entries of `par` that Auto has at least, the last 16 of them for test functions of homoclinic orbits.
const MIN_SLOTS: usize = 36;

options! {
    /// Options of the export to Auto-07p. The constants files are where to begin; Auto's own keywords in them can be
    /// changed at will.
    pub struct AutoOptions {
        /// The path or the name of the parameter that is continued; the first one by default.
        pub parameter: Option<String> = None,
        /// The parameter that is continued too along curves of folds and Hopf points; the next one by default.
        pub second_parameter: Option<String> = None,
        /// Parameters that come first in `par`, as `par(1)`, `par(2)` and so on: by path, or an end of it that is clear. The
        /// others follow in the order of the model.
        pub order: Vec<String> = Vec::new(),
        /// Where the continuation of the first parameter ends.
        pub range: Option<(f64, f64)> = None,
        /// The time after which the model rests, to begin there; also the period beyond which cycles are not followed.
        pub t_end: f64 = 1000.0,
        /// The relative tolerance of Newton's method for parameters and states (`EPSL`, `EPSU`).
        pub tolerance: f64 = 1e-7,
        /// The number of mesh intervals on cycles (`NTST`).
        pub mesh: usize = 100,
        /// The number of states by which each delayed state is described.
        pub nodes: usize = 8,
        /// Boundary conditions of a problem on 0 <= t <= 1: expressions of parameters and of states at the ends, `x.left` and
        /// `x.right`, that are zero. With them there is `c.bvp`, which starts at the constant initial state.
        pub boundary: Vec<String> = Vec::new(),
        /// Integral conditions of such a problem: expressions of states and parameters whose integral is zero.
        pub integral: Vec<String> = Vec::new(),
        /// The constants of `c.hom`.
        pub homoclinic: Homoclinic = Homoclinic::default(),
        /// Whether the equation file has derivatives by states and parameters; else Auto takes differences.
        pub jacobian: bool = true,
    }
}

/// Where parameters lie among the entries of `par`: the first nine at the beginning, and the others behind all that is
/// Auto's own. That is 10 to 14; and for homoclinic orbits two states of rest, from 12 on, and test functions in 21 to 36.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Slots {
    n_parameters: usize,
    n_states: usize,
}

impl Slots {
    /// The places for the parameters of a model.
    pub(crate) fn new(model: &Prepared) -> Slots {
        Slots { n_parameters: model.parameters.len(), n_states: model.states.len() }
    }

    /// The last entry that is Auto's own.
    fn last_own(self) -> usize {
        MIN_SLOTS.max(11 + 2 * self.n_states)
    }

    /// The entry that holds a parameter.
    pub(crate) fn of(self, parameter: usize) -> usize {
        if parameter < 9 { parameter + 1 } else { self.last_own() + parameter - 8 }
    }

    /// The first and the last entry of each of the two groups of parameters, where there are any.
    pub(crate) fn ranges(self) -> Vec<std::ops::RangeInclusive<usize>> {
        let first = 1..=self.n_parameters.min(9);
        let others = self.last_own() + 1..=self.count();
        [first, others].into_iter().filter(|range| !range.is_empty()).collect()
    }

    /// The number of entries.
    pub(crate) fn count(self) -> usize {
        self.last_own() + self.n_parameters.saturating_sub(9)
    }
}

/// The equation file of a system for a program that writes its own constants; `measures` makes the subroutine `pvls`.
pub(crate) fn equation_file(
    system: &System,
    options: &AutoOptions,
    measures: impl FnOnce(&Prepared) -> String,
) -> Result<(Prepared, EmittedFile), EmitError> {
    let prepared = prepare(system, options)?;
    let measures = measures(&prepared);
    let file = equations::file(&prepared, options, None, &measures);
    Ok((prepared, file))
}

/// The initial values of all states of the equation file, those of delays included.
pub(crate) fn initial_states(system: &System, options: &AutoOptions) -> Result<Vec<f64>, EmitError> {
    let scalars = options.reformulate(scalarise(&system.without_idle_inputs())?)?;
    Ok(scalars.states.iter().map(|v| v.value).collect())
}

impl Target for AutoOptions {
    fn name(&self) -> &'static str {
        NAME
    }

    fn options(&mut self) -> Option<&mut dyn Options> {
        Some(self)
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities { delays: true, infinite_values: false, noise: false, events: false, complex: false }
    }

    fn name_rules(&self, _delayed: bool) -> NameRules {
        NameRules {
            ignores_case: true,
            unicode: false,
            leading_underscore: false,
            max_length: 54,
            reserved: keywords::FORTRAN,
            reserved_here: "ndim u icp par ijac f dfdu dfdp t func stpnt bcnd icnd fopt pvls period signum \
                            real_floor real_ceiling round_even heaviside sigmoid",
        }
    }

    fn language(&self) -> &'static str {
        SYNTAX.language
    }

    fn has_jacobian(&self) -> bool {
        self.jacobian
    }

    fn has_parameter_derivatives(&self) -> bool {
        self.jacobian
    }

    fn reformulate(&self, scalars: ScalarSystem) -> Result<ScalarSystem, EmitError> {
        check_options(self)?;
        check_time(&scalars, NAME)?;
        with_first(with_lines(scalars, self.nodes, NAME)?, &self.order)
    }

    fn files(&self, model: &Prepared) -> Result<Vec<EmittedFile>, EmitError> {
        let wishes = (self.parameter.as_deref(), self.second_parameter.as_deref());
        let Chosen { first, second } = chosen(model, wishes, &[], NAME)?;
        self.homoclinic.check(model.states.len(), model.parameters.len())?;
        let conditions = Conditions::new(model, self)?;
        let mut files = vec![equations::file(model, self, conditions.as_ref(), equations::NO_MEASURES)];
        files.extend(constants::files(model, self, conditions.as_ref(), (first, second)));
        Ok(files)
    }
}

fn option(option: &'static str, requirement: &'static str) -> EmitError {
    EmitError::Option { target: NAME, option, requirement }
}

fn check_options(options: &AutoOptions) -> Result<(), EmitError> {
    let is_positive = |x: f64| x > 0.0 && x.is_finite();
    if !is_positive(options.t_end) {
        return Err(option("t_end", "a positive number"));
    }
    if !is_positive(options.tolerance) {
        return Err(option("tolerance", "a positive number"));
    }
    if options.mesh == 0 {
        return Err(option("mesh", "a positive number"));
    }
    check_range(options.range, NAME)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_that_belong_to_auto_are_left_out() {
        let slots = |n_parameters, n_states| Slots { n_parameters, n_states };
        assert_eq!([0, 8, 9, 10].map(|i| slots(11, 2).of(i)), [1, 9, 37, 38]);
        assert_eq!([0, 8, 9, 10].map(|i| slots(11, 20).of(i)), [1, 9, 52, 53]);
        assert_eq!([0, 1, 9, 11].map(|n| slots(n, 2).count()), [36, 36, 36, 38]);
        assert_eq!(slots(11, 20).count(), 53);
        assert_eq!([0, 2, 11].map(|n| slots(n, 2).ranges()), [vec![], vec![1..=2], vec![1..=9, 37..=38]]);
    }
}
