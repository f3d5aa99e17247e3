//! System files for MatCont, in MATLAB or Octave, with symbolic derivatives, and a script.
//!
//! MatCont continues autonomous ordinary differential equations, so delays become lines of further states
//! (`super::lines`). Its functions take every parameter as an argument of its own.

mod driver;
mod system_file;
mod tensors;

use pyrates_ir::scalarise::ScalarSystem;

use super::checks::check_time;
use super::chosen::chosen;
use super::derivatives::Derivatives;
use super::lines::with_lines;
use super::matlab::{ELEMENTWISE, name_rules};
use super::namer::{NameRules, snake_case};
use super::options::options;
use super::prepared::Prepared;
use super::writer::{Continuation, Writer};
use super::{Capabilities, EmitError, EmittedFile, Options, Target};

const NAME: &str = "MatCont";

/// The highest order of derivatives that MatCont uses.
const MAX_ORDER: usize = 5;

/// Derivatives with more distinct entries than this are not written out.
const MAX_ENTRIES: usize = 5000;

/// Tensors with more elements than this are not made without a wish.
const MAX_ELEMENTS: usize = 1_000_000;

options! {
    /// Options of the export to MatCont.
    pub struct MatcontOptions {
        /// The path or the name of the parameter that the script continues equilibria in; the first one by default.
        pub parameter: Option<String> = None,
        /// The largest number of points of the script's branch, in each direction.
        pub points: usize = 1000,
        /// Whether there are derivatives; else MatCont takes differences.
        pub jacobian: bool = true,
        /// The highest order of derivatives by states, from 1 to 5. Normal forms of Hopf points need 3, those of codimension
        /// two 5. By default the highest one for which a tensor has at most 1000000 elements, and not more than 5000 that
        /// must be computed; the file says which.
        pub order: Option<usize> = None,
        /// The number of states by which each delayed state is described.
        pub nodes: usize = 8,
    }
}

impl Target for MatcontOptions {
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
        // `_run` stands behind the name of the model.
        name_rules("_run", "t y dydt tensor symmetric heaviside sigmoid round_even choose")
    }

    fn identifier(&self, model: &str) -> String {
        format!("{}_matcont", snake_case(model))
    }

    fn language(&self) -> &'static str {
        ELEMENTWISE.language
    }

    fn has_jacobian(&self) -> bool {
        self.jacobian
    }

    fn has_parameter_derivatives(&self) -> bool {
        self.jacobian
    }

    fn reformulate(&self, scalars: ScalarSystem) -> Result<ScalarSystem, EmitError> {
        if self.points == 0 {
            let requirement = "a positive number";
            return Err(EmitError::Option { target: NAME, option: "points", requirement });
        }
        if self.order.is_some_and(|order| !(1..=MAX_ORDER).contains(&order)) {
            let requirement = "between 1 and 5";
            return Err(EmitError::Option { target: NAME, option: "order", requirement });
        }
        check_time(&scalars, NAME)?;
        with_lines(scalars, self.nodes, NAME)
    }

    fn files(&self, model: &Prepared) -> Result<Vec<EmittedFile>, EmitError> {
        let chosen = chosen(model, (self.parameter.as_deref(), None), &[], NAME)?;
        let mut derivatives = Derivatives::new(model, self);
        let tensors = match self.jacobian {
            true => Some(tensors::Tensors::new(&mut derivatives, self)?),
            false => None,
        };
        let mut files = vec![system_file::file(model, &derivatives, tensors.as_ref(), self)];
        if let Some(parameter) = chosen.first {
            files.push(driver::file(model, self, parameter));
        }
        Ok(files)
    }
}

fn writer() -> Writer {
    Writer::new("  ", Continuation::Mark(" ..."))
}
