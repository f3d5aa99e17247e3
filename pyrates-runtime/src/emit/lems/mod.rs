//! LEMS, the language below NeuroML: a component type with the equations, a component with the values, and a second file that
//! runs it in jNeuroML and PyLEMS. Numbers have no dimension; rates are divided by a constant second.

mod choices;
mod component;
mod reactions;
mod simulation;
mod text;

use super::keywords;
use super::namer::NameRules;
use super::options::options;
use super::prepared::Prepared;
use super::{Capabilities, EmitError, EmittedFile, Options, Target};

const NAME: &str = "LEMS";
const LANGUAGE: &str = "lems";

options! {
    /// Options of the export to LEMS.
    pub struct LemsOptions {
        /// The end of the run, in seconds: a second is one of the model's units of time.
        pub t_end: f64 = 100.0,
        /// The step of Euler's method, which both tools use.
        pub dt: f64 = 1e-3,
    }
}

impl Target for LemsOptions {
    fn name(&self) -> &'static str {
        NAME
    }

    fn options(&mut self) -> Option<&mut dyn Options> {
        Some(self)
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities { delays: false, infinite_values: false, noise: false, events: true, complex: false }
    }

    fn name_rules(&self, _delayed: bool) -> NameRules {
        NameRules {
            ignores_case: false,
            unicode: false,
            leading_underscore: false,
            max_length: 200,
            reserved: keywords::PYTHON,
            reserved_here: keywords::LEMS,
        }
    }

    fn language(&self) -> &'static str {
        LANGUAGE
    }

    fn has_jacobian(&self) -> bool {
        false
    }

    fn files(&self, model: &Prepared) -> Result<Vec<EmittedFile>, EmitError> {
        for (option, value) in [("t_end", self.t_end), ("dt", self.dt)] {
            if !(value > 0.0 && value.is_finite()) {
                return Err(EmitError::Option { target: NAME, option, requirement: "a positive number" });
            }
        }
        let component = component::file(model, self.name_rules(false))?;
        Ok(vec![simulation::file(model, self, &component.name), component])
    }
}
