//! Modelica: one model in a file of its name. Populations are arrays, with loops in the equations; delays are `delay`, events
//! `when` clauses. The file needs no library.

mod declarations;
mod equations;
mod functions;
mod spelling;
mod terms;

use super::header::References;
use super::keywords;
use super::namer::{NameRules, Namer};
use super::options::options;
use super::prepared::{Prepared, PreparedVariable};
use super::writer::{Continuation, Writer};
use super::{Capabilities, EmitError, EmittedFile, Form, Options, Target};

use spelling::SYNTAX;

const NAME: &str = "Modelica";

options! {
    /// Options of the export to Modelica.
    pub struct ModelicaOptions {
        /// The end of the run that tools propose.
        pub t_end: f64 = 100.0,
        /// The relative tolerance that tools propose.
        pub tolerance: f64 = 1e-8,
        /// Whether the units of populations share arrays, or all are written out.
        pub form: Form = Form::Populations,
    }
}

impl Target for ModelicaOptions {
    fn name(&self) -> &'static str {
        NAME
    }

    fn options(&mut self) -> Option<&mut dyn Options> {
        Some(self)
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities { delays: true, infinite_values: false, noise: false, events: true, complex: false }
    }

    fn name_rules(&self, _delayed: bool) -> NameRules {
        NameRules::ascii(keywords::MODELICA, "i asinh acosh atanh round_even erf sigmoid link_sum")
    }

    fn identifier(&self, model: &str) -> String {
        model.to_string()
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
        self.check()?;
        let model = &terms::in_terms_of_modelica(model, Namer::new(self.name_rules(model.is_delayed())));
        let mut w = Writer::new("  ", Continuation::Operator);
        header(&mut w, model);
        let id = &model.identifier;
        w.line("within ;");
        w.line(&format!("model {id}{}", description(model.doc.trim().lines().next().unwrap_or_default())));
        w.indented(1, |w| {
            functions::write(w, model);
            declarations::write(w, model);
        });
        w.line("equation");
        w.indented(1, |w| {
            equations::write(w, model);
            equations::write_events(w, model);
            self.annotation(w, model);
        });
        w.line(&format!("end {id};"));
        Ok(vec![EmittedFile { name: format!("{id}.mo"), text: w.finish() }])
    }
}

impl ModelicaOptions {
    fn check(&self) -> Result<(), EmitError> {
        let requirement = "a positive number";
        for (option, value) in [("t_end", self.t_end), ("tolerance", self.tolerance)] {
            if !(value.is_finite() && value > 0.0) {
                return Err(EmitError::Option { target: NAME, option, requirement });
            }
        }
        Ok(())
    }

    /// What tools propose and show.
    fn annotation(&self, w: &mut Writer, model: &Prepared) {
        w.line("annotation(");
        let ModelicaOptions { t_end, tolerance, .. } = self;
        w.indented(1, |w| {
            w.line(&format!("experiment(StopTime = {t_end:?}, Tolerance = {tolerance:?}),"));
            let lines = model.doc.lines().map(str::trim).filter(|line| !line.is_empty());
            let lines = lines.map(|line| quoted(&in_html(line)));
            w.verbatim("Documentation(info = \"<html>");
            w.verbatim(&lines.map(|line| format!("<p>{line}</p>\n")).collect::<String>());
            w.verbatim(
                "<p>Exported by PyRates for Rust; the comment at the top of the file says which name means what.</p>",
            );
            w.verbatim("</html>\"));");
        });
    }
}

fn in_html(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Text inside quotes.
fn quoted(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}

/// The string behind what it describes.
fn description(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!(" \"{}\"", quoted(text.trim())) }
}

fn header(w: &mut Writer, model: &Prepared) {
    let kind = |v: &PreparedVariable, columns| format!("Real{}", declarations::subscript(v.n(), columns));
    let matrix = |i: usize| model.parameters[i].columns.filter(|_| model.is_multiplied(i));
    let mut lines = model.header(
        &SYNTAX,
        &References {
            state: &|i| kind(&model.states[i], None),
            parameter: &|i| kind(&model.parameters[i], matrix(i)),
            delay: &|k| (k + 1).to_string(),
        },
    );
    let id = &model.identifier;
    lines.extend([String::new(), format!("  loadFile(\"{id}.mo\"); simulate({id});")]);
    w.comment("//", &lines);
    w.line("");
}
