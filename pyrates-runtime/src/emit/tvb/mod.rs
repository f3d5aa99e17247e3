//! Models of a region for The Virtual Brain: a class whose `dfun` computes the derivatives in all regions at once.
//! Regions act on each other through chosen states, which are added to chosen parameters.

use super::checks::check_time;
use super::chosen::find;
use super::header::References;
use super::keywords;
use super::namer::{NameRules, snake_case};
use super::numpy::SYNTAX;
use super::options::options;
use super::prepared::{Prepared, PreparedVariable};
use super::tensors::class_name;
use super::writer::{Access, Continuation, Writer};
use super::{Capabilities, EmitError, EmittedFile, Options, Target};
use pyrates_ir::scalarise::ScalarSystem;

const NAME: &str = "The Virtual Brain";

options! {
    /// Options of the export to The Virtual Brain.
    pub struct TvbOptions {
        /// States through which regions act on others, and the parameters or inputs to which what arrives is added, as paths or
        /// names. Without any, regions are on their own.
        pub coupling: Vec<(String, String)> = Vec::new(),
    }
}

impl Target for TvbOptions {
    fn name(&self) -> &'static str {
        NAME
    }

    fn options(&mut self) -> Option<&mut dyn Options> {
        Some(self)
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities { delays: false, infinite_values: true, noise: false, events: false, complex: false }
    }

    fn name_rules(&self, _delayed: bool) -> NameRules {
        NameRules::ascii(keywords::PYTHON, keywords::TVB)
    }

    fn identifier(&self, model: &str) -> String {
        format!("{}_tvb", snake_case(model))
    }

    fn language(&self) -> &'static str {
        SYNTAX.language
    }

    fn has_jacobian(&self) -> bool {
        false
    }

    /// The derivatives are not told the time.
    fn reformulate(&self, scalars: ScalarSystem) -> Result<ScalarSystem, EmitError> {
        check_time(&scalars, NAME)?;
        Ok(scalars)
    }

    fn files(&self, model: &Prepared) -> Result<Vec<EmittedFile>, EmitError> {
        let coupling = self.found(model)?;
        let mut w = Writer::new("    ", Continuation::Parentheses);
        header(&mut w, model);
        w.lines(["import numpy as np", "from tvb.basic.neotraits.api import Final, List, NArray"]);
        w.line("from tvb.simulator.models.base import Model");
        for definition in model.definitions(&SYNTAX, &model.derivatives) {
            w.lines(["", ""]);
            w.verbatim(&definition);
        }
        w.lines(["", ""]);
        let class = class_name(&model.identifier, "_tvb");
        w.block(&format!("class {class}(Model):"), "", |w| {
            w.verbatim(&format!("\"\"\"The model {} of a region.\"\"\"", model.model));
            w.line("");
            traits(w, model, &coupling);
            w.line("");
            derivatives(w, model, &coupling);
        });
        Ok(vec![EmittedFile { name: format!("{}.py", model.identifier), text: w.finish() }])
    }
}

/// A state, the place of what arrives from it, and the parameter to which that is added.
struct Coupled {
    state: usize,
    place: usize,
    parameter: usize,
}

impl TvbOptions {
    /// The variables that the option means.
    fn found(&self, model: &Prepared) -> Result<Vec<Coupled>, EmitError> {
        let requirement = "pairs of the path or name of a state and that of a parameter";
        let mut coupling: Vec<Coupled> = Vec::new();
        for (state, parameter) in &self.coupling {
            let find = |list: &[PreparedVariable], wanted: &String| {
                find(list, wanted).ok_or(EmitError::Option { target: NAME, option: "coupling", requirement })
            };
            let (state, parameter) = (find(&model.states, state)?, find(&model.parameters, parameter)?);
            let known = coupling.iter().find(|other| other.state == state).map(|other| other.place);
            let place = known.unwrap_or_else(|| coupled_states(&coupling).len());
            coupling.push(Coupled { state, place, parameter });
        }
        Ok(coupling)
    }
}

/// The states through which regions act, in order.
fn coupled_states(coupling: &[Coupled]) -> Vec<usize> {
    let mut states = Vec::new();
    for coupled in coupling {
        if coupled.place == states.len() {
            states.push(coupled.state);
        }
    }
    states
}

fn header(w: &mut Writer, model: &Prepared) {
    let mut lines = model.header(
        &SYNTAX,
        &References {
            state: &|i| format!("state_variables[{i}]"),
            parameter: &|_| "attribute".to_string(),
            delay: &|k| k.to_string(),
        },
    );
    let id = &model.identifier;
    let class = class_name(id, "_tvb");
    lines.extend([String::new(), "  from tvb.simulator.lab import connectivity, simulator".to_string()]);
    lines.push(format!("  from {id} import {class}"));
    lines.push(format!(
        "  model = {class}()        its parameters are arrays: one number, or one for each region"
    ));
    lines.push("  brain = connectivity.Connectivity.from_file()".to_string());
    lines.push("  run = simulator.Simulator(model=model, connectivity=brain).configure().run()".to_string());
    w.comment("#", &lines);
    w.line("");
}

fn traits(w: &mut Writer, model: &Prepared, coupling: &[Coupled]) {
    for v in &model.parameters {
        let value = SYNTAX.signed(v.value());
        w.line(&format!("{} = NArray(label={:?}, default=np.array([{value}]))", v.name, v.path));
    }
    w.line("# Runs without initial conditions start at the initial state.");
    w.block("state_variable_range = Final(default={", "})", |w| {
        for v in &model.states {
            let value = SYNTAX.signed(v.value());
            w.line(&format!("\"{}\": np.array([{value}, {value}]),", v.name));
        }
    });
    let names = tuple(&model.states);
    w.line(&format!("variables_of_interest = List(of=str, choices={names}, default={names})"));
    w.line(&format!("state_variables = {names}"));
    w.line(&format!("_nvar = {}", model.states.len()));
    let states = coupled_states(coupling);
    // There must be one.
    let states = if states.is_empty() { vec![0] } else { states };
    let states: Vec<String> = states.iter().map(usize::to_string).collect();
    w.line(&format!("cvar = np.array([{}], dtype=np.int32)", states.join(", ")));
}

fn tuple(variables: &[PreparedVariable]) -> String {
    let names: Vec<String> = variables.iter().map(|v| format!("\"{}\"", v.name)).collect();
    format!("({}{})", names.join(", "), if names.len() == 1 { "," } else { "" })
}

fn derivatives(w: &mut Writer, model: &Prepared, coupling: &[Coupled]) {
    w.block("def dfun(self, state_variables, coupling, local_coupling=0.0):", "", |w| {
        w.line("\"\"\"The derivatives, of the shape of the states: a row for each, a column for each region.\"\"\"");
        let access = Access {
            state: &|i| format!("state_variables[{i}]"),
            parameter: &|i| parameter(model, coupling, i),
            past: &|_| String::new(),
            end: "",
        };
        w.lines(model.bindings(&SYNTAX, &model.reads(&model.derivatives), &access));
        w.line("dy = np.empty_like(state_variables)");
        for (i, e) in model.derivatives.iter().enumerate() {
            w.line(&format!("dy[{i}] = {}", model.text(&SYNTAX, e)));
        }
        w.line("return dy");
    });
}

/// A parameter, with what arrives from other regions and, on surfaces, from nearby.
fn parameter(model: &Prepared, coupling: &[Coupled], i: usize) -> String {
    let arriving = coupling.iter().filter(|coupled| coupled.parameter == i).map(|coupled| {
        format!(" + coupling[{}] + local_coupling*state_variables[{}]", coupled.place, coupled.state)
    });
    format!("self.{}{}", model.parameters[i].name, arriving.collect::<String>())
}
