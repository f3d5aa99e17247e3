//! One `.ode` file for XPPAUT.
//!
//! XPPAUT's names have nine characters and no case; a line has at most about a thousand characters, of which long
//! formulas lose the rest without a word, so formulas are divided. Delayed states are `delay(x,tau)`, and the line
//! `x(0)=` is the past. Noise is `wiener`, an event `global`.

mod divided;
mod file;
mod happenings;
mod spelling;

use super::keywords;
use super::namer::NameRules;
use super::options::options;
use super::prepared::Prepared;
use super::{Capabilities, EmitError, EmittedFile, Options, Target};

use spelling::SYNTAX;

const NAME: &str = "XPPAUT";

/// XPPAUT has room for so many parameters.
const MAX_PARAMETERS: usize = 390;

/// XPPAUT has room for so many states and named expressions together.
const MAX_EQUATIONS: usize = 1900;

/// XPPAUT has room for so many events.
const MAX_EVENTS: usize = 400;

/// XPPAUT cuts longer lines without a word.
const MAX_LINE: usize = 1000;

options! {
    /// Options of the export to XPPAUT.
    pub struct XppautOptions {
        /// The end of the run.
        pub t_end: f64 = 100.0,
        /// The distance of points of time in the output. With delays it is also the step: XPPAUT's errors are then
        /// proportional to it, whatever the method, and smaller if delays are multiples of it. With noise it is the step of
        /// the Euler-Maruyama method, and with events that in which these are sought, with an error of second order.
        pub dt: f64 = 0.01,
        /// The relative tolerance of the Dormand-Prince method of order eight, which is used without delays
        /// and noise.
        pub tolerance: f64 = 1e-8,
        /// The longest delay that XPPAUT keeps the past for; by default twice the longest one of the model.
        pub max_delay: Option<f64> = None,
    }
}

impl Target for XppautOptions {
    fn name(&self) -> &'static str {
        NAME
    }

    fn options(&mut self) -> Option<&mut dyn Options> {
        Some(self)
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities { delays: true, infinite_values: false, noise: true, events: true, complex: false }
    }

    fn name_rules(&self, _delayed: bool) -> NameRules {
        NameRules {
            ignores_case: true,
            unicode: false,
            leading_underscore: false,
            max_length: 9,
            reserved: keywords::XPPAUT,
            reserved_here: "asinh acosh atanh ceiling rnd_even step_half sigmoid modulo",
        }
    }

    fn language(&self) -> &'static str {
        SYNTAX.language
    }

    fn has_jacobian(&self) -> bool {
        false
    }

    fn files(&self, model: &Prepared) -> Result<Vec<EmittedFile>, EmitError> {
        self.check(model)?;
        Ok(vec![file::file(model, self)?])
    }
}

impl XppautOptions {
    fn check(&self, model: &Prepared) -> Result<(), EmitError> {
        let wrong = |option, requirement| Err(EmitError::Option { target: NAME, option, requirement });
        for (option, value) in [("t_end", self.t_end), ("dt", self.dt), ("tolerance", self.tolerance)] {
            if !(value > 0.0 && value.is_finite()) {
                return wrong(option, "a positive number");
            }
        }
        let longest = longest_delay(model);
        if self.max_delay.is_some_and(|max| !(max >= longest && max.is_finite())) {
            return wrong("max_delay", "a number that no delay of the model exceeds");
        }
        match model.parameters.get(MAX_PARAMETERS) {
            Some(v) => Err(EmitError::Unsupported {
                target: NAME,
                construct: "the 391st parameter, which would be that",
                variable: v.path.clone(),
                advice: "export a model with fewer edges or parameters",
            }),
            None => Ok(()),
        }
    }
}

/// The longest delay of the model.
fn longest_delay(model: &Prepared) -> f64 {
    model.delays.iter().flat_map(|delay| &delay.defaults).fold(0.0, |max, &delay| max.max(delay))
}
