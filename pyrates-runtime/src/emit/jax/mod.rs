//! Python modules on JAX: a pure function of time, state and parameters, as Diffrax integrates it, and a simulation in
//! steps of one size as one scan, through which gradients pass.

mod spelling;

pub(super) use spelling::SYNTAX;
use spelling::{FILL, TENSORS};

use super::data::data_files;
use super::header::References;
use super::keywords;
use super::namer::{NameRules, snake_case};
use super::numpy::elements;
use super::options::options;
use super::prepared::Prepared;
use super::tensors;
use super::writer::{Continuation, Writer};
use super::{Capabilities, Complex, EmitError, EmittedFile, Form, Options, Target};

options! {
    /// Options of the export to JAX.
    pub struct JaxOptions {
        /// Whether the units of populations share arrays, or all are written out.
        pub form: Form = Form::Populations,
        /// How complex variables stand in the file.
        pub complex: Complex = Complex::Native,
    }
}

/// What follows the equations.
const MODULE: &str = include_str!("module.py");

const JOIN_LAGS: &str = r#"
def join_lags(lags, p):
    """Numbers and arrays as one array."""
    return jnp.concatenate([jnp.ravel(jnp.asarray(lag)) for lag in lags])
"#;

impl Target for JaxOptions {
    fn name(&self) -> &'static str {
        "JAX"
    }

    fn options(&mut self) -> Option<&mut dyn Options> {
        Some(self)
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities { delays: true, infinite_values: true, noise: false, events: false, complex: true }
    }

    fn name_rules(&self, _delayed: bool) -> NameRules {
        NameRules::ascii(keywords::PYTHON, keywords::JAX)
    }

    fn identifier(&self, model: &str) -> String {
        format!("{}_jax", snake_case(model))
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

    fn complex(&self) -> Complex {
        self.complex
    }

    fn files(&self, model: &Prepared) -> Result<Vec<EmittedFile>, EmitError> {
        let model = &tensors::shielded(model);
        let mut w = Writer::new("    ", Continuation::Parentheses);
        header(&mut w, model);
        tensors::imports(&mut w, model);
        w.lines(["import jax", "import jax.numpy as jnp"]);
        w.lines(if model.used_tables().is_empty() && !model.is_complex {
            &[""][..]
        } else {
            &["import numpy as np", ""]
        });
        tensors::constants(&mut w, model, &SYNTAX, TENSORS.table);
        tensors::definitions(&mut w, model, &SYNTAX);
        if tensors::fills(model) {
            tensors::sections(&mut w, [FILL]);
        }
        if model.is_delayed() {
            tensors::sections(&mut w, [JOIN_LAGS]);
            tensors::lags(&mut w, model, &TENSORS, "p");
        }
        tensors::vector_field(&mut w, model, &TENSORS, "p");
        if model.is_delayed() {
            tensors::sections(&mut w, [tensors::CUBIC]);
        }
        let module = tensors::variant(MODULE, model);
        tensors::sections(&mut w, [tensors::STEPS, &module]);
        let mut files = vec![EmittedFile { name: format!("{}.py", model.identifier), text: w.finish() }];
        files.extend(data_files(model, 0));
        Ok(files)
    }
}

fn header(w: &mut Writer, model: &Prepared) {
    let mut lines = model.header(
        &SYNTAX,
        &References {
            state: &|i| elements("y", model.states[i].first, model.states[i].n()),
            parameter: &|i| tensors::shape(&model.parameters[i]),
            delay: &|k| elements("lags(p)", model.delays[k].first, model.delays[k].defaults.len()),
        },
    );
    let id = &model.identifier;
    let x64 = "jax.config.update(\"jax_enable_x64\", True)";
    let import = format!("import {id} as m");
    let mut calls = vec![
        (x64, "before anything else; JAX computes in single precision"),
        (import.as_str(), ""),
        ("ys = m.simulate(m.parameters(), 0.01, 1000)", "1000 steps of 0.01; gradients pass through it"),
    ];
    if model.is_delayed() {
        calls.push(("dy = m.vector_field(t, y, Z, p)", "Z[..., k, i] is y[..., i] at time t - lags(p)[k]"));
    } else if model.has_complex_states() {
        // Diffrax warns that it may be wrong.
        calls.push(("dy = m.vector_field(t, y, m.parameters())", ""));
    } else {
        calls.push(("term = diffrax.ODETerm(m.vector_field)", ""));
        calls.push(("y0, p = m.initial_state(), m.parameters()", ""));
        calls.push(("diffrax.diffeqsolve(term, diffrax.Tsit5(), 0.0, 100.0, 0.01, y0, p)", "up to t = 100"));
    }
    lines.extend(tensors::usage(&calls));
    w.comment("#", &lines);
    w.line("");
}
