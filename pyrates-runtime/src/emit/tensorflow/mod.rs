//! Python modules on TensorFlow: a function of time, state and parameters, as the solvers of TensorFlow Probability call
//! it, and a simulation in steps of one size as one graph, through which gradients pass.

mod spelling;

pub(super) use spelling::SYNTAX;
use spelling::{FILL, PAIRS, TENSORS, TO_COMPLEX};

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
    /// Options of the export to TensorFlow.
    pub struct TensorflowOptions {
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
    """Numbers and arrays as one array, of the type of the parameters."""
    dtype = next((value.dtype for value in p.values()), tf.float64)  # REAL
    dtype = next((value.dtype.real_dtype for value in p.values()), tf.float64)  # COMPLEX
    return tf.concat([tf.reshape(tf.convert_to_tensor(lag, dtype), [-1]) for lag in lags], 0)
"#;

impl Target for TensorflowOptions {
    fn name(&self) -> &'static str {
        "TensorFlow"
    }

    fn options(&mut self) -> Option<&mut dyn Options> {
        Some(self)
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities { delays: true, infinite_values: true, noise: false, events: false, complex: true }
    }

    fn name_rules(&self, _delayed: bool) -> NameRules {
        NameRules::ascii(keywords::PYTHON, keywords::TENSORFLOW)
    }

    fn identifier(&self, model: &str) -> String {
        format!("{}_tensorflow", snake_case(model))
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
        w.lines(["import tensorflow as tf", ""]);
        tensors::constants(&mut w, model, &SYNTAX, TENSORS.table);
        tensors::definitions(&mut w, model, &SYNTAX);
        if tensors::fills(model) {
            tensors::sections(&mut w, [FILL]);
        }
        if tensors::has_pairs(model) {
            tensors::sections(&mut w, [PAIRS]);
        }
        if model.is_complex {
            tensors::sections(&mut w, [TO_COMPLEX]);
        }
        if model.is_delayed() {
            tensors::sections(&mut w, [tensors::variant(JOIN_LAGS, model).as_str()]);
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
    let import = format!("import {id} as m");
    let mut calls = vec![
        (import.as_str(), ""),
        ("ys = m.simulate(m.parameters(), 0.01, 1000)", "1000 steps of 0.01; gradients pass through it"),
    ];
    match model.is_delayed() {
        true => calls.push((
            "dy = m.ode_fn(t, y, Z, **m.parameters())",
            "Z[..., k, i] is y[..., i] at time t - lags(p)[k]",
        )),
        false if model.has_complex_states() => calls.push(("dy = m.ode_fn(t, y, **m.parameters())", "")),
        false => calls.extend([
            ("solver = tfp.math.ode.DormandPrince()", ""),
            ("y0, p = m.initial_state(), m.parameters()", ""),
            ("solution = solver.solve(m.ode_fn, 0.0, y0, times, constants=p)", ""),
        ]),
    }
    lines.extend(tensors::usage(&calls));
    w.comment("#", &lines);
    w.line("");
}
