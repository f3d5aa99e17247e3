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

use pyrates_ir::expr::Expr;

use super::data::{Piece, data_files, pieces, table_file};
use super::header::References;
use super::keywords;
use super::namer::{NameRules, snake_case};
use super::options::options;
use super::prepared::{Leaf, Places, Prepared, PreparedPast, PreparedVariable};
use super::reads::Reads;
use super::syntax::Syntax;
use super::writer::{Access, Continuation, Writer, table};
use super::{Capabilities, Complex, EmitError, EmittedFile, Form, Options, Target};

pub(super) use spelling::{ELEMENTWISE, SCALAR};

options! {
    /// Options of the export to MATLAB and Octave.
    pub struct MatlabOptions {
        /// A right-hand side for solvers that choose their step (ode45, dde23), or a fixed-step simulation.
        pub adaptive: bool = true,
        /// The step of the fixed-step simulation, if its caller does not say another.
        pub dt: f64 = 1e-3,
        /// The end of the simulation that the script runs, or that the fixed-step function runs by default.
        pub t_end: f64 = 100.0,
        /// Whether the file has a function for the Jacobian (not for fixed steps), and where populations are arrays for its product with a
        /// vector; models with complex numbers have none.
        pub jacobian: bool = true,
        /// Whether the units of populations share arrays, or all are written out.
        pub form: Form = Form::Populations,
        /// How complex variables stand in the file; dde23 takes real and imaginary parts.
        pub complex: Complex = Complex::Native,
    }
}

const TARGET: &str = "MATLAB";

/// The rules for names in files in which some names have a meaning, and in whose own names some characters stand around that
/// of the model.
pub(super) fn name_rules(around_model: &str, reserved_here: &'static str) -> NameRules {
    /// The limit of the language.
    const LONGEST: usize = 63;
    NameRules {
        ignores_case: false,
        unicode: false,
        leading_underscore: false,
        max_length: LONGEST - around_model.len() - 1,
        reserved: keywords::MATLAB,
        reserved_here,
    }
}

impl Target for MatlabOptions {
    fn name(&self) -> &'static str {
        TARGET
    }

    fn options(&mut self) -> Option<&mut dyn Options> {
        Some(self)
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities { delays: true, infinite_values: true, noise: false, events: false, complex: true }
    }

    fn name_rules(&self, delayed: bool) -> NameRules {
        // `_run` stands behind the name of the model.
        name_rules(
            "_run",
            if delayed {
                "t y Z p J vector product column jacobian_product dydt lags distinct places history jacobian_matrix initial_state default_parameters delays delayed \
                 vector_field t_end dt n k heaviside sigmoid round_even choose"
            } else {
                "t y p J vector product column jacobian_product dydt jacobian_matrix initial_state default_parameters vector_field t_end dt n k \
                 heaviside sigmoid round_even choose"
            },
        )
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

    fn has_jacobian_product(&self) -> bool {
        self.jacobian && self.adaptive
    }

    fn form(&self) -> Form {
        self.form
    }

    fn complex(&self) -> Complex {
        self.complex
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
        if self.adaptive && model.is_delayed() && model.has_complex_states() {
            return Err(EmitError::Unsupported {
                target: TARGET,
                construct: "delays of complex states, which dde23 does not have, as that",
                variable: model.states[model.past[0].state].path.clone(),
                advice: "write real and imaginary parts, with the option `complex: Complex::Parts`, or a simulation in \
                         fixed steps, with `adaptive: false`",
            });
        }
        let mut files =
            if self.adaptive { solvers::files(model, self) } else { fixed_step::files(model, self) };
        files.extend(data_files(model, 1));
        Ok(files)
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
            state: &|i| elements("y", model.states[i].first, model.states[i].n()),
            parameter: &|i| elements("p", model.parameters[i].first, model.parameters[i].n()),
            delay: &|k| elements("lags", model.delays[k].first, model.delays[k].defaults.len()),
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

/// The values of variables of one element as a row.
pub(super) fn row(list: &[PreparedVariable]) -> String {
    let numbers: Vec<String> = list.iter().map(|v| SCALAR.signed(v.value())).collect();
    format!("[{}]", numbers.join(", "))
}

/// The names of variables as a cell array.
pub(super) fn names(list: &[PreparedVariable]) -> String {
    let names: Vec<String> = list.iter().map(|v| format!("'{}'", v.name)).collect();
    format!("{{{}}}", names.join(", "))
}

/// One element of an array, or some that follow each other; `first` counts from 0.
fn elements(array: &str, first: usize, n: usize) -> String {
    if n == 1 { format!("{array}({})", first + 1) } else { format!("{array}({}:{})", first + 1, first + n) }
}

/// The numbers in a file beside this one.
fn loaded(file: &str) -> String {
    format!("load(fullfile(fileparts(mfilename('fullpath')), '{file}'))")
}

/// Statements that fill an array with the values of variables.
fn assign(w: &mut Writer, model: &Prepared, array: &str, list: &[PreparedVariable]) {
    for v in list {
        let place = elements(array, v.first, v.n());
        for piece in pieces(model, std::slice::from_ref(v)) {
            w.line(&match piece {
                Piece::List(values) => match values.as_slice() {
                    [one] => format!("{place} = {};", SCALAR.complex_number(*one)),
                    many => {
                        let values: Vec<String> = many.iter().map(|x| SCALAR.complex_number(*x)).collect();
                        format!("{place} = [{}];", values.join(", "))
                    }
                },
                Piece::Repeat(value, _) => format!("{place} = {};", SCALAR.complex_number(value)),
                Piece::File(re, None, _) => format!("{place} = {};", loaded(&re)),
                Piece::File(re, Some(im), _) => {
                    format!("{place} = complex({}, {});", loaded(&re), loaded(&im))
                }
            });
        }
    }
}

/// Local functions for the initial state, the parameters and the delays.
fn data_functions(w: &mut Writer, model: &Prepared) {
    let (n, m) = (model.n_states(), model.n_parameters());
    w.block("function y = initial_state()", "end", |w| {
        w.line(&format!("y = zeros({n}, 1);"));
        assign(w, model, "y", &model.states);
    });
    w.line("");
    w.block("function p = default_parameters()", "end", |w| {
        w.line(&format!("p = zeros(1, {m});"));
        assign(w, model, "p", &model.parameters);
    });
    w.line("");
    if model.is_delayed() {
        w.block("function lags = delays(p)", "end", |w| {
            let syntax = syntax(model);
            let reads = model.reads(model.delays.iter().map(|d| &d.value));
            if !reads.auxiliaries.is_empty() {
                tables(w, model);
            }
            bindings(w, model, syntax, &reads);
            w.line(&format!("lags = zeros(1, {});", model.n_lags()));
            for delay in &model.delays {
                let place = elements("lags", delay.first, delay.defaults.len());
                w.line(&format!("{place} = {};", model.text(syntax, &delay.value)));
            }
        });
        w.line("");
    }
}

/// Columns of states, and arrays, ask for elementwise operators; dde23 asks for one state at a time.
fn syntax(model: &Prepared) -> &'static Syntax {
    if model.is_delayed() && !model.has_arrays { &SCALAR } else { &ELEMENTWISE }
}

/// Whether a right-hand side takes several states, as columns, at once.
fn takes_columns(model: &Prepared) -> bool {
    !model.is_delayed() && !model.has_arrays
}

/// The statements of a right-hand side; `columns` is `,:` if states are rows of numbers.
fn assignments(w: &mut Writer, model: &Prepared, syntax: &Syntax, columns: &str) {
    tables(w, model);
    bindings(w, model, syntax, &model.reads(&model.derivatives));
    of_each_state(w, model, syntax, ("dydt", columns), &model.derivatives);
}

/// Sets the elements of an output by an expression for each state.
fn of_each_state(
    w: &mut Writer,
    model: &Prepared,
    syntax: &Syntax,
    (output, columns): (&str, &str),
    values: &[Expr<Leaf>],
) {
    w.line(&format!("{output} = zeros(size(y));"));
    for (v, value) in model.states.iter().zip(values) {
        let text = model.text(syntax, value);
        match v.n() {
            1 => w.line(&format!("{output}({}{columns}) = {text};", v.first + 1)),
            n => w.line(&format!("{} = {text};", elements(output, v.first, n))),
        }
    }
}

/// The numbers of elements, as columns; those in files are read once.
fn tables(w: &mut Writer, model: &Prepared) {
    for k in model.used_tables() {
        let table = &model.tables[k];
        if let Some(file) = table_file(model, k) {
            w.line(&format!("persistent {}", table.name));
            w.block(&format!("if isempty({})", table.name), "end", |w| {
                w.line(&format!("{} = {};", table.name, loaded(&file)));
            });
        } else {
            let numbers: Vec<String> = table.indices.iter().map(|i| (i + 1).to_string()).collect();
            w.line(&format!("{} = [{}]';", table.name, numbers.join(", ")));
        }
    }
}

fn bindings(w: &mut Writer, model: &Prepared, syntax: &Syntax, reads: &Reads) {
    let columns = if takes_columns(model) && syntax.times == ELEMENTWISE.times { ",:" } else { "" };
    if model.has_arrays && !reads.parameters.is_empty() {
        w.line("p = p(:);");
    }
    let part = |leaf: Leaf, text: String| {
        if model.is_real_part(&leaf) { format!("real({text})") } else { text }
    };
    let state = |v: &PreparedVariable| match v.n() {
        1 => format!("y({}{columns})", v.first + 1),
        n => elements("y", v.first, n),
    };
    let parameter = |v: &PreparedVariable| elements("p", v.first, v.n());
    let access = Access {
        state: &|i| part(Leaf::State(i), state(&model.states[i])),
        parameter: &|i| part(Leaf::Parameter(i), parameter(&model.parameters[i])),
        past: &|i| part(Leaf::Past(i), past(model, &model.past[i])),
        end: ";",
    };
    w.lines(model.bindings(syntax, reads, &access));
}

/// Elements of Z: a row for each state, a column for each lag.
fn past(model: &Prepared, past: &PreparedPast) -> String {
    let text = |places: Places| match places {
        Places::One(i) => (i + 1).to_string(),
        Places::Range(first, n) => format!("{}:{}", first + 1, first + n),
        Places::Listed(first, n) => format!("({}:{})'", first + 1, first + n),
        Places::Table(0, k) => model.tables[k].name.clone(),
        Places::Table(first, k) => format!("{first} + {}", model.tables[k].name),
    };
    let (states, lags) = model.past_places(past);
    match (states, lags) {
        (_, Places::One(_)) => format!("Z({},{})", text(states), text(lags)),
        // Every element has a lag of its own.
        (Places::One(state), _) => {
            // A plain ' would conjugate.
            let transposed = if model.has_complex_states() { ".'" } else { "'" };
            format!("Z({},{}){transposed}", state + 1, text(lags))
        }
        _ => format!("Z(sub2ind(size(Z), {}, {}))", text(states), text(lags)),
    }
}
