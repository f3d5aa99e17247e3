//! Python modules on PyTorch: a module of type `torch.nn.Module` with the parameters of the model, whose `forward` is
//! what torchdiffeq integrates, and a simulation in steps of one size through which gradients pass.

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
    /// Options of the export to PyTorch.
    pub struct TorchOptions {
        /// Whether the units of populations share arrays, or all are written out.
        pub form: Form = Form::Populations,
        /// How complex variables stand in the file.
        pub complex: Complex = Complex::Native,
    }
}

/// What follows the equations; `MODEL` is the name of the class.
const MODULE: &str = include_str!("module.py");
const PAST: &str = include_str!("past.py");

const JOIN_LAGS: &str = r#"
def join_lags(lags, p):
    """Numbers and arrays as one array, of the type of the parameters."""
    like = next(iter(p.values()), torch.zeros(()))  # REAL
    like = next(iter(p.values()), torch.zeros(())).real  # COMPLEX
    return torch.cat([torch.as_tensor(lag, dtype=like.dtype, device=like.device).reshape(-1) for lag in lags])
"#;

impl Target for TorchOptions {
    fn name(&self) -> &'static str {
        "PyTorch"
    }

    fn options(&mut self) -> Option<&mut dyn Options> {
        Some(self)
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities { delays: true, infinite_values: true, noise: false, events: false, complex: true }
    }

    fn name_rules(&self, _delayed: bool) -> NameRules {
        NameRules::ascii(keywords::PYTHON, keywords::TORCH)
    }

    fn identifier(&self, model: &str) -> String {
        format!("{}_torch", snake_case(model))
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
        let class = tensors::class_name(&model.identifier, "_torch");
        let mut w = Writer::new("    ", Continuation::Parentheses);
        header(&mut w, model, &class);
        tensors::imports(&mut w, model);
        w.lines(if model.is_delayed() { &["import math", ""][..] } else { &[] });
        w.lines(["import torch", "from torch import nn", ""]);
        tensors::constants(&mut w, model, &SYNTAX, TENSORS.table);
        w.line("SHAPES = {name: torch.tensor(value).shape for name, value in P0.items()}");
        tensors::definitions(&mut w, model, &SYNTAX);
        let delayed = model.is_delayed();
        if tensors::fills(model) {
            tensors::sections(&mut w, [FILL]);
        }
        if delayed {
            tensors::sections(&mut w, [tensors::variant(JOIN_LAGS, model).as_str()]);
            tensors::lags(&mut w, model, &TENSORS, "p");
        }
        tensors::vector_field(&mut w, model, &TENSORS, "p");
        if delayed {
            tensors::sections(&mut w, [tensors::CUBIC, PAST]);
        }
        let module = tensors::variant(MODULE, model).replace("MODEL", &class);
        tensors::sections(&mut w, [tensors::STEPS, &module]);
        let mut files = vec![EmittedFile { name: format!("{}.py", model.identifier), text: w.finish() }];
        files.extend(data_files(model, 0));
        Ok(files)
    }
}

fn header(w: &mut Writer, model: &Prepared, class: &str) {
    let mut lines = model.header(
        &SYNTAX,
        &References {
            state: &|i| elements("y", model.states[i].first, model.states[i].n()),
            parameter: &|i| tensors::shape(&model.parameters[i]),
            delay: &|k| elements("lags(p)", model.delays[k].first, model.delays[k].defaults.len()),
        },
    );
    let import = format!("from {} import {class}", model.identifier);
    let make = format!("model = {class}(dtype=torch.float64)");
    let mut calls = vec![(import.as_str(), ""), (make.as_str(), "")];
    calls.push(match model.is_delayed() {
        true => ("dy = model(t, y, Z)", "Z[..., k, i] is y[..., i] at time t - lags(p)[k]"),
        false => ("ys = torchdiffeq.odeint(model, model.y0, torch.linspace(0.0, 100.0, 201))", ""),
    });
    calls.push(("ys = model.simulate(dt=0.01, steps=1000)", "gradients pass through it"));
    lines.extend(tensors::usage(&calls));
    w.comment("#", &lines);
    w.line("");
}
