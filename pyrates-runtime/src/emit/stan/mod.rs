//! Programs for Stan: the right-hand side as a function for its solvers of differential equations, and around it a program that
//! fits chosen parameters to data. The functions are in a file of their own, too, for programs of the user's.

mod functions;
mod plan;
mod program;
mod shape;
mod spelling;
mod values;

use super::header::References;
use super::keywords;
use super::namer::NameRules;
use super::options::options;
use super::prepared::Prepared;
use super::writer::{Continuation, Writer};
use super::{Capabilities, EmitError, EmittedFile, Form, Options, Target};

use plan::Plan;
use shape::Shape;
pub(super) use spelling::SYNTAX;

const NAME: &str = "Stan";

options! {
    /// Options of the export to Stan.
    pub struct StanOptions {
        /// What is fitted, as paths or names: parameters, and states of which the initial values are. Without any, the first
        /// three parameters that are single numbers, or else the first three.
        pub fit: Vec<String> = Vec::new(),
        /// What is observed, as paths or names: states and variables computed from them, in the order of the columns of the
        /// data. Without any, all states.
        pub observed: Vec<String> = Vec::new(),
        /// The solver: `rk45`, `ckrk`, `bdf` or `adams`.
        pub solver: String = "rk45".to_string(),
        /// The standard deviation of the logarithms of fitted values before there are data.
        pub spread: f64 = 0.5,
        /// Whether the units of populations share arrays, or all are written out.
        pub form: Form = Form::Populations,
    }
}

impl Target for StanOptions {
    fn name(&self) -> &'static str {
        NAME
    }

    fn options(&mut self) -> Option<&mut dyn Options> {
        Some(self)
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities { delays: false, infinite_values: false, noise: false, events: false, complex: false }
    }

    fn name_rules(&self, _delayed: bool) -> NameRules {
        NameRules::ascii(keywords::STAN, keywords::STAN_PROGRAM)
    }

    fn language(&self) -> &'static str {
        SYNTAX.language
    }

    fn has_jacobian(&self) -> bool {
        false
    }

    fn form(&self) -> Form {
        self.form
    }

    fn files(&self, model: &Prepared) -> Result<Vec<EmittedFile>, EmitError> {
        let plan = Plan::new(self, model)?;
        let (id, functions) = (&model.identifier, functions::text(&plan));
        let file = |ending: &str, text: String| EmittedFile { name: format!("{id}{ending}"), text };
        Ok(vec![
            file(".stan", program::text(&plan, &functions)),
            file("_functions.stan", format!("{}{functions}", library_header(&plan))),
            file("_data.json", values::data(&plan, self.spread)),
            file("_inits.json", values::inits(&plan)),
        ])
    }
}

/// The names in the file, and what they are.
fn header(plan: &Plan) -> Vec<String> {
    let model = plan.model;
    model.header(
        &SYNTAX,
        &References {
            state: &|i| elements("y", model.states[i].first, model.states[i].n()),
            parameter: &|i| Shape::of(model, i).reference(),
            delay: &|k| k.to_string(),
        },
    )
}

/// What stands above the functions if they have a file to themselves.
fn library_header(plan: &Plan) -> String {
    let id = &plan.model.identifier;
    let mut lines = header(plan);
    lines.extend([
        String::new(),
        "For the block `functions` of a program of yours:".into(),
        String::new(),
        format!("  #include {id}_functions.stan"),
        format!("  ode_rk45({}, y0, t0, times, {})", plan.field, plan.arguments()),
    ]);
    let mut w = Writer::new("  ", Continuation::Operator);
    w.comment("//", &lines);
    w.line("");
    w.finish()
}

/// One element of a vector, or several.
fn elements(vector: &str, first: usize, n: usize) -> String {
    if n == 1 { format!("{vector}[{}]", first + 1) } else { format!("{vector}[{}:{}]", first + 1, first + n) }
}
