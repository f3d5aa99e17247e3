//! MATLAB functions that also run in Octave 7.
//!
//! With `adaptive` the file is a right-hand side for the tool's own solvers: ode45 and its kin for ordinary
//! differential equations, with elementwise operators so that many columns are computed in one call, and
//! dde23 for delay equations. A script runs it. Without `adaptive` the file is a simulation by Euler's
//! method with a fixed step, which needs no solver; delayed states are interpolated linearly between steps,
//! so delays need not be multiples of the step.

mod fixed_step;
mod solvers;
mod spelling;

use super::header::References;
use super::keywords;
use super::namer::{NameRules, snake_case};
use super::prepared::{Prepared, PreparedVariable};
use super::reads::Reads;
use super::syntax::Syntax;
use super::writer::{Access, Continuation, Writer, table};
use super::{Capabilities, EmitError, EmittedFile, Target};

pub(super) use spelling::{ELEMENTWISE, SCALAR};

/// Options of the export to MATLAB and Octave.
#[derive(Debug, Clone, PartialEq)]
pub struct MatlabOptions {
    /// A right-hand side for solvers that choose their step (ode45, dde23), or a fixed-step simulation.
    pub adaptive: bool,
    /// The step of the fixed-step simulation, if its caller does not say another.
    pub dt: f64,
    /// The end of the simulation that the script runs, or that the fixed-step function runs by default.
    pub t_end: f64,
    /// Whether the file has a function for the Jacobian (not for fixed steps).
    pub jacobian: bool,
}

impl Default for MatlabOptions {
    fn default() -> Self {
        MatlabOptions { adaptive: true, dt: 1e-3, t_end: 100.0, jacobian: true }
    }
}

const TARGET: &str = "MATLAB";

impl Target for MatlabOptions {
    fn name(&self) -> &'static str {
        TARGET
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities { delays: true, infinite_values: true }
    }

    fn name_rules(&self, delayed: bool) -> NameRules {
        NameRules {
            ignores_case: false,
            unicode: false,
            leading_underscore: false,
            // 63 is the limit of the language; the rest is for `_run` after the name of the model.
            max_length: 58,
            reserved: keywords::MATLAB,
            reserved_here: if delayed {
                "t y Z p J dydt lags history jacobian_matrix initial_state default_parameters delays delayed \
                 vector_field t_end dt n k heaviside sigmoid round_even choose"
            } else {
                "t y p J dydt jacobian_matrix initial_state default_parameters vector_field t_end dt n k \
                 heaviside sigmoid round_even choose"
            },
        }
    }

    fn identifier(&self, model: &str) -> String {
        // The two forms have different names, so that they can lie in one folder.
        let name = snake_case(model);
        if self.adaptive { name } else { format!("{name}_euler") }
    }

    fn language(&self) -> &'static str {
        spelling::SCALAR.language
    }

    fn has_jacobian(&self) -> bool {
        self.jacobian
    }

    fn files(&self, model: &Prepared) -> Result<Vec<EmittedFile>, EmitError> {
        let positive = |x: f64| x.is_finite() && x > 0.0;
        let wrong = |option| EmitError::Option { target: TARGET, option, requirement: "a positive number" };
        if !positive(self.t_end) {
            return Err(wrong("t_end"));
        }
        if !self.adaptive && !positive(self.dt) {
            return Err(wrong("dt"));
        }
        Ok(if self.adaptive { solvers::files(model, self) } else { fixed_step::files(model, self) })
    }
}

fn writer() -> Writer {
    Writer::new("  ", Continuation::Mark(" ..."))
}

/// The header; MATLAB's help wants the name of the function first.
fn header(w: &mut Writer, model: &Prepared, usage: &[(String, &str)]) {
    let mut lines = model.header(
        &SCALAR,
        &References {
            state: &|i| format!("y({})", i + 1),
            parameter: &|i| format!("p({})", i + 1),
            delay: &|k| format!("lags({})", k + 1),
        },
    );
    if let Some(first) = lines.first_mut() {
        *first = format!("{}  {first}", model.identifier.to_uppercase());
    }
    lines.push(String::new());
    let row = |(call, meaning): &(String, &str)| vec![call.clone(), meaning.to_string()];
    lines.extend(table(&usage.iter().map(row).collect::<Vec<_>>()));
    w.comment("%", &lines);
    w.line("");
}

/// The queries that every file answers.
fn query_usage(id: &str) -> [(String, &'static str); 4] {
    let call = |word| format!("{word} = {id}('{word}')");
    [
        (call("y0"), "the initial state"),
        (call("p0"), "the parameters"),
        (call("states"), "the names of the states"),
        (call("params"), "the names of the parameters"),
    ]
}

/// The names of variables as a cell array.
fn names(list: &[PreparedVariable]) -> String {
    let names: Vec<String> = list.iter().map(|v| format!("'{}'", v.name)).collect();
    format!("{{{}}}", names.join(", "))
}

/// Local functions for the initial state, the parameters and the delays.
fn data_functions(w: &mut Writer, model: &Prepared) {
    let assign = |w: &mut Writer, array: &str, (rows, columns): (usize, usize), list: &[PreparedVariable]| {
        w.line(&format!("{array} = zeros({rows}, {columns});"));
        for (i, v) in list.iter().enumerate() {
            w.line(&format!("{array}({}) = {};", i + 1, SCALAR.signed(v.value())));
        }
    };
    let (n, m) = (model.states.len(), model.parameters.len());
    w.block("function y = initial_state()", "end", |w| assign(w, "y", (n, 1), &model.states));
    w.line("");
    w.block("function p = default_parameters()", "end", |w| assign(w, "p", (1, m), &model.parameters));
    w.line("");
    if model.is_delayed() {
        w.block("function lags = delays(p)", "end", |w| {
            bindings(w, model, &SCALAR, &model.reads(model.delays.iter().map(|d| &d.value)));
            w.line(&format!("lags = zeros(1, {});", model.delays.len()));
            for (k, delay) in model.delays.iter().enumerate() {
                w.line(&format!("lags({}) = {};", k + 1, model.text(&SCALAR, &delay.value)));
            }
        });
        w.line("");
    }
}

/// The statements of a right-hand side; `columns` is `,:` if states are rows of numbers.
fn assignments(w: &mut Writer, model: &Prepared, syntax: &Syntax, columns: &str) {
    bindings(w, model, syntax, &model.reads(&model.derivatives));
    w.line("dydt = zeros(size(y));");
    for (i, value) in model.derivatives.iter().enumerate() {
        w.line(&format!("dydt({}{columns}) = {};", i + 1, model.text(syntax, value)));
    }
}

fn bindings(w: &mut Writer, model: &Prepared, syntax: &Syntax, reads: &Reads) {
    let columns = if syntax.times == ELEMENTWISE.times { ",:" } else { "" };
    let access = Access {
        state: &|i| format!("y({}{columns})", i + 1),
        parameter: &|i| format!("p({})", i + 1),
        past: &|i| format!("Z({},{})", model.past[i].state + 1, model.past[i].delay + 1),
        end: ";",
    };
    w.lines(model.bindings(syntax, reads, &access));
}
