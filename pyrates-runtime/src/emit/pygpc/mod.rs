//! Sensitivity analysis with pygpc: beside the module for NumPy, one with a model whose outputs are measures of runs, and
//! the expansion of these in polynomials of chosen parameters.

use super::chosen::{Named, named_auxiliaries, named_parameters, named_states, several, usual};
use super::keywords;
use super::namer::NameRules;
use super::numpy::{self, NumpyOptions, SYNTAX};
use super::options::options;
use super::prepared::{Leaf, Prepared, PreparedVariable};
use super::tensors::{class_name, marked, sections};
use super::writer::{Continuation, Writer};
use super::{Capabilities, EmitError, EmittedFile, Form, Options, Target};
use pyrates_ir::expr::Expr;

const NAME: &str = "pygpc";

options! {
    /// Options of the export to pygpc.
    pub struct PygpcOptions {
        /// The parameters whose influence is measured, as paths or names. Arrays get one number for all of their elements, but
        /// a factor if these differ. Without any, the first three that are single numbers, or else the first three.
        pub parameters: Vec<String> = Vec::new(),
        /// Their smallest and largest values, in the same order; without any, `spread` decides.
        pub ranges: Vec<(f64, f64)> = Vec::new(),
        /// How far values are from those of the model, as a part of these; of one if they are zero.
        pub spread: f64 = 0.1,
        /// What is measured, as paths or names: states and variables computed from them. Without any, all states.
        pub observed: Vec<String> = Vec::new(),
        /// How: `mean`, `standard_deviation`, `minimum`, `maximum` or `last`. Without any, the mean.
        pub measures: Vec<String> = Vec::new(),
        /// Where runs end; they start at 0.
        pub t_end: f64 = 100.0,
        /// When measuring starts.
        pub t_start: f64 = 0.0,
        /// The number of times at which runs are sampled.
        pub samples: usize = 1001,
        /// The largest order of polynomials.
        pub order: usize = 5,
        /// Whether the units of populations share arrays, or all are written out.
        pub form: Form = Form::Populations,
    }
}

const MODULE: &str = include_str!("module.py");
const MEASURES: &str = include_str!("measures.py");

impl Target for PygpcOptions {
    fn name(&self) -> &'static str {
        NAME
    }

    fn options(&mut self) -> Option<&mut dyn Options> {
        Some(self)
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities { complex: false, ..NumpyOptions::default().capabilities() }
    }

    fn name_rules(&self, _delayed: bool) -> NameRules {
        NameRules::ascii(keywords::PYTHON, keywords::PYGPC)
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
        let plan = Plan { ranges: self.ranges_of(model)?, observed: self.observed_of(model)? };
        let mut w = Writer::new("    ", Continuation::Parentheses);
        header(&mut w, model, &plan);
        imports(&mut w, model);
        self.constants(&mut w, model, &plan);
        for definition in model.definitions(&SYNTAX, &plan.computed()) {
            sections(&mut w, [definition.as_str()]);
        }
        observed(&mut w, model, &plan);
        let module = module(model);
        sections(&mut w, [module.as_str()]);
        let mut files = vec![EmittedFile { name: format!("{}_gpc.py", model.identifier), text: w.finish() }];
        files.extend(NumpyOptions { jacobian: false, ..Default::default() }.files(model)?);
        Ok(files)
    }
}

/// A parameter with its limits.
type Ranged<'a> = (&'a PreparedVariable, (f64, f64));

/// Whether a parameter is changed by a factor, since its elements differ.
fn is_scaled(v: &PreparedVariable) -> bool {
    v.values.iter().any(|x| *x != v.value())
}

/// The parameters with their limits, and what is measured.
struct Plan<'a> {
    ranges: Vec<Ranged<'a>>,
    observed: Vec<Leaf>,
}

impl Plan<'_> {
    /// What is measured and is no state.
    fn computed(&self) -> Vec<Expr<Leaf>> {
        let computed = self.observed.iter().filter(|leaf| matches!(leaf, Leaf::Auxiliary(_)));
        computed.map(|leaf| Expr::Leaf(*leaf)).collect()
    }
}

fn wrong(option: &'static str, requirement: &'static str) -> EmitError {
    EmitError::Option { target: NAME, option, requirement }
}

/// Functions of the module.
const KNOWN_MEASURES: [&str; 5] = ["mean", "standard_deviation", "minimum", "maximum", "last"];

impl PygpcOptions {
    fn check(&self) -> Result<(), EmitError> {
        let positive = |x: f64| x > 0.0 && x.is_finite();
        let is_known = |(k, measure): (usize, &String)| {
            KNOWN_MEASURES.contains(&measure.as_str()) && !self.measures[..k].contains(measure)
        };
        let checks = [
            (positive(self.spread), "spread", "a positive number"),
            (positive(self.t_end), "t_end", "a positive number"),
            (self.t_start >= 0.0 && self.t_start < self.t_end, "t_start", "at least 0 and less than `t_end`"),
            (self.samples >= 2, "samples", "at least 2"),
            (self.order >= 1, "order", "at least 1"),
            (
                self.measures.iter().enumerate().all(is_known),
                "measures",
                "`mean`, `standard_deviation`, `minimum`, `maximum` or `last`, each once",
            ),
        ];
        match checks.into_iter().find(|(holds, ..)| !holds) {
            Some((_, option, requirement)) => Err(wrong(option, requirement)),
            None => Ok(()),
        }
    }

    fn ranges_of<'a>(&self, model: &'a Prepared) -> Result<Vec<Ranged<'a>>, EmitError> {
        let known: Vec<Named> = named_parameters(model).collect();
        let chosen = match self.parameters.as_slice() {
            [] => Some(usual(model).collect()),
            wanted => several(&known, wanted),
        };
        let parameter = |leaf: &Leaf| match leaf {
            Leaf::Parameter(i) => Some(&model.parameters[*i]),
            _ => None,
        };
        let chosen: Vec<&PreparedVariable> = chosen.iter().flatten().filter_map(parameter).collect();
        let is_finite = |v: &&PreparedVariable| v.values.iter().all(|x| x.is_finite());
        if chosen.is_empty() || !chosen.iter().all(is_finite) {
            return Err(wrong(
                "parameters",
                "the paths or names of parameters with finite values, each once",
            ));
        }
        let is_range = |(low, high): &(f64, f64)| low < high && (high - low).is_finite();
        match self.ranges.as_slice() {
            [] => Ok(chosen.into_iter().map(|v| (v, self.around(v))).collect()),
            ranges if ranges.len() == chosen.len() && ranges.iter().all(is_range) => {
                Ok(chosen.into_iter().zip(ranges.iter().copied()).collect())
            }
            _ => Err(wrong("ranges", "two finite numbers, the smaller one first, for each parameter")),
        }
    }

    /// Around the value, or around the factor 1.
    fn around(&self, v: &PreparedVariable) -> (f64, f64) {
        let value = if is_scaled(v) { 1.0 } else { v.value() };
        let far = self.spread * if value == 0.0 { 1.0 } else { value.abs() };
        (value - far, value + far)
    }

    fn observed_of(&self, model: &Prepared) -> Result<Vec<Leaf>, EmitError> {
        if self.observed.is_empty() {
            return Ok((0..model.states.len()).map(Leaf::State).collect());
        }
        let is_present = |leaf: &Leaf| model.reads(&[Expr::Leaf(*leaf)]).past.is_empty();
        let known: Vec<Named> = named_states(model).chain(named_auxiliaries(model)).collect();
        let leaves = several(&known, &self.observed).filter(|leaves| leaves.iter().all(is_present));
        let requirement =
            "paths or names of states, and of variables computed from them without delays, each once";
        leaves.ok_or(wrong("observed", requirement))
    }

    fn constants(&self, w: &mut Writer, model: &Prepared, plan: &Plan) {
        sections(w, [MEASURES]);
        w.lines(["", ""]);
        let number = |x: f64| SYNTAX.signed(x);
        w.line(&format!(
            "T_START, T_END, SAMPLES = {}, {}, {}",
            number(self.t_start),
            number(self.t_end),
            self.samples
        ));
        w.line(&format!("ORDER = {}", self.order));
        w.block("RANGES = {", "}", |w| {
            for (v, (low, high)) in &plan.ranges {
                w.line(&format!("\"{}\": ({}, {}),", v.name, number(*low), number(*high)));
            }
        });
        let scaled = plan.ranges.iter().filter(|(v, _)| is_scaled(v)).map(|(v, _)| format!("\"{}\"", v.name));
        w.line("# Parameters of different numbers, which are multiplied by the same factor.");
        w.line(&format!("SCALED = [{}]", scaled.collect::<Vec<_>>().join(", ")));
        let measures = match self.measures.as_slice() {
            [] => "mean".to_string(),
            chosen => chosen.join(", "),
        };
        w.line(&format!("MEASURES = ({measures},)"));
        w.block("VARIABLES = [", "]", |w| {
            for leaf in &plan.observed {
                let name = model.leaf(leaf);
                match model.n(leaf) {
                    1 => w.line(&format!("\"{name}\",")),
                    n => w.line(&format!("*(f\"{name}[{{k}}]\" for k in range({n})),")),
                }
            }
        });
        w.line("OUTPUTS = [f\"{measure.__name__} of {name}\" for name in VARIABLES for measure in MEASURES]");
    }
}

fn header(w: &mut Writer, model: &Prepared, plan: &Plan) {
    let id = &model.identifier;
    let names: Vec<&str> = plan.ranges.iter().map(|(v, _)| v.name.as_str()).collect();
    let lines = [
        format!("Which parameters of {} matter for its runs: {}.", model.model, names.join(", ")),
        format!("Names, paths and values are in {id}.py, which must lie beside this file."),
        String::new(),
        format!("  python {id}_gpc.py"),
        String::new(),
        "From Python:".to_string(),
        String::new(),
        format!("  import {id}_gpc as g"),
        "  gpc, coefficients = g.analyse(order=4, n_cpu=2)".to_string(),
        "  indices = g.sobol_indices(gpc, coefficients)       shares in the variance of g.OUTPUTS, by names"
            .to_string(),
    ];
    w.comment("#", &lines);
    w.line("");
}

fn imports(w: &mut Writer, model: &Prepared) {
    w.lines(["from collections import OrderedDict", "", "import numpy as np", "import pygpc"]);
    if !model.is_delayed() {
        w.line("from scipy.integrate import solve_ivp");
    }
    w.lines([String::new(), format!("import {}", model.identifier)]);
}

fn observed(w: &mut Writer, model: &Prepared, plan: &Plan) {
    let doc = "What is observed of a state, in the order of VARIABLES.";
    numpy::function_block(w, "def observed(t, y, p):", doc, |w| {
        let reads = model.reads(&plan.computed());
        for k in model.tables_of(&reads) {
            let table = &model.tables[k].name;
            w.line(&format!("{table} = {}.{table}", model.identifier));
        }
        numpy::bindings(w, model, &reads);
        let value = |leaf: &Leaf| match *leaf {
            Leaf::State(i) => numpy::elements("y", model.states[i].first, model.states[i].n()),
            other => model.leaf(&other),
        };
        let values: Vec<String> = plan.observed.iter().map(value).collect();
        w.line(&format!("return np.hstack([{}])", values.join(", ")));
    });
}

/// The text of the functions, without the lines that are for other models.
fn module(model: &Prepared) -> String {
    let marks = [
        ("  # ARRAYS", model.has_arrays),
        ("  # SCALARS", !model.has_arrays),
        ("  # DDE", model.is_delayed()),
        ("  # ODE", !model.is_delayed()),
    ];
    let text = marked(MODULE, &marks);
    text.replace("MODEL", &class_name(&model.identifier, "_gpc")).replace("MODULE", &model.identifier)
}
