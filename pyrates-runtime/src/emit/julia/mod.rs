//! Julia modules. Vector fields have the signatures of DifferentialEquations.jl; parameters are a named
//! tuple, as BifurcationKit.jl likes them.

mod fitting;
mod happenings;
mod spelling;
mod toolkit;

use pyrates_ir::expr::Expr;
use pyrates_ir::system::{Kind, Value};

use crate::emit::data::{Piece, data_files, pieces, table_file};
use crate::emit::header::References;
use crate::emit::keywords;
use crate::emit::namer::NameRules;
use crate::emit::options::options;
use crate::emit::prepared::{Leaf, Places, Prepared, PreparedDelay, PreparedPast, PreparedVariable};
use crate::emit::reads::Reads;
use crate::emit::writer::{Access, Continuation, Writer};
use crate::emit::{Capabilities, Complex, EmitError, EmittedFile, Form, Options, Target};

pub(super) use spelling::SYNTAX;
pub use toolkit::ModelingToolkitOptions;

options! {
    /// Options of the export to Julia.
    pub struct JuliaOptions {
        /// Whether the module has functions for the Jacobian, and where populations are arrays for its product with a vector;
        /// models with complex numbers have none.
        pub jacobian: bool = true,
        /// Whether the units of populations share arrays, or all are written out.
        pub form: Form = Form::Populations,
        /// Parameters, by path or name, that a second file fits to data: `NAMEFit.jl`, with the loss as a function that
        /// BlackBoxOptim.jl and Optimization.jl take. Not for models with noise or complex numbers.
        pub fit: Vec<String> = Vec::new(),
        /// How complex variables stand in the file.
        pub complex: Complex = Complex::Native,
    }
}

impl Target for JuliaOptions {
    fn name(&self) -> &'static str {
        "Julia"
    }

    fn options(&mut self) -> Option<&mut dyn Options> {
        Some(self)
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities { delays: true, infinite_values: true, noise: true, events: true, complex: true }
    }

    fn name_rules(&self, delayed: bool) -> NameRules {
        NameRules {
            ignores_case: false,
            unicode: true,
            leading_underscore: true,
            max_length: 200,
            reserved: keywords::JULIA,
            reserved_here: if delayed {
                "t u p h i k du J vector column product jvp! xd past lag states places u0 lags params f f! rhs! jac jac! element g! noise condition! happen! events link_sum erf \
                 erf_series erf_scaled heaviside sigmoid"
            } else {
                "t u p i du J vector product column jvp! states places u0 params f f! jac jac! element g! noise condition! happen! events link_sum erf erf_series erf_scaled \
                 heaviside sigmoid"
            },
        }
    }

    fn identifier(&self, model: &str) -> String {
        model.to_string()
    }

    fn language(&self) -> &'static str {
        SYNTAX.language
    }

    fn has_jacobian(&self) -> bool {
        self.jacobian
    }

    fn has_jacobian_product(&self) -> bool {
        self.jacobian
    }

    fn form(&self) -> Form {
        self.form
    }

    fn complex(&self) -> Complex {
        self.complex
    }

    fn files(&self, model: &Prepared) -> Result<Vec<EmittedFile>, EmitError> {
        let mut w = Writer::new("    ", Continuation::Operator);
        let has_jacobian = self.jacobian && !model.is_complex;
        header(&mut w, model, has_jacobian);
        w.line(&format!("module {}", model.identifier));
        w.line("");
        constants(&mut w, model);
        let jacobian = model.jacobian_values().filter(|_| has_jacobian);
        let delays = model.delays.iter().map(|d| &d.value);
        let outputs = model.derivatives.iter().chain(delays).chain(jacobian);
        w.definitions(&model.definitions(&SYNTAX, outputs.chain(model.happenings())));
        if model.is_delayed() {
            lags_and_history(&mut w, model);
            delayed_vector_field(&mut w, model);
        } else {
            vector_field(&mut w, model);
        }
        happenings::functions(&mut w, model);
        if has_jacobian {
            jacobian_functions(&mut w, model);
        }
        w.line("end # module");
        let mut files = vec![EmittedFile { name: format!("{}.jl", model.identifier), text: w.finish() }];
        files.extend(fitting::file(model, &self.fit)?);
        files.extend(data_files(model, 1));
        Ok(files)
    }
}

fn header(w: &mut Writer, model: &Prepared, has_jacobian: bool) {
    let mut lines = model.header(
        &SYNTAX,
        &References {
            state: &|i| elements("u", model.states[i].first, model.states[i].n()),
            parameter: &|i| format!("p[{}]", i + 1),
            delay: &|k| elements("lags", model.delays[k].first, model.delays[k].defaults.len()),
        },
    );
    let id = &model.identifier;
    lines.push(String::new());
    lines.push(format!("  include(\"{id}.jl\")"));
    lines.extend(happenings::usage(model, has_jacobian));
    w.comment("#", &lines);
    w.line("");
}

fn constants(w: &mut Writer, model: &Prepared) {
    let symbols: Vec<String> = model.states.iter().map(|v| format!(":{}", v.name)).collect();
    let end = if symbols.len() == 1 { "," } else { "" };
    w.line(&format!("const states = ({}{end})", symbols.join(", ")));
    if model.has_arrays {
        let places = model.states.iter().map(|v| format!("{}:{}", v.first + 1, v.first + v.n()));
        w.line(&format!("const places = ({}{end})", places.collect::<Vec<_>>().join(", ")));
    }
    w.line(&format!("const u0 = {}", initial_state(model)));
    if model.parameters.is_empty() {
        w.line("const p = NamedTuple()");
    } else {
        w.block("const p = (", ")", |w| {
            for v in &model.parameters {
                w.line(&format!("{} = {},", v.name, parameter(model, v)));
            }
        });
    }
    w.line("");
    w.line("# Parameters from a vector, for optimisers.");
    w.line(&from_vector(model));
    w.line("");
    w.line("# The number type of results, so that dual numbers pass through states and parameters.");
    // Parameters do not make real states complex.
    let of = if model.is_complex { "x -> real(eltype(x))" } else { "eltype" };
    w.line(&format!("element(u, p) = promote_type(eltype(u), map({of}, Tuple(p))...)"));
    w.line("");
    for k in model.used_tables() {
        let table = &model.tables[k];
        let numbers = || table.indices.iter().map(|i| (i + 1).to_string()).collect::<Vec<_>>().join(", ");
        w.line(&match table_file(model, k) {
            Some(file) => format!("const {} = parse.(Int, {})", table.name, lines_of(&file)),
            None => format!("const {} = [{}]", table.name, numbers()),
        });
    }
    if !model.used_tables().is_empty() {
        w.line("");
    }
}

/// The function that makes parameters of a vector of numbers.
fn from_vector(model: &Prepared) -> String {
    let of = |(i, v): (usize, &PreparedVariable)| {
        let element = elements("vector", v.first, v.n());
        if model.is_real_part(&Leaf::Parameter(i)) { format!("real({element})") } else { element }
    };
    let all = model.parameters.iter().enumerate().map(of).collect::<Vec<_>>();
    let end = if all.len() == 1 { "," } else { "" };
    let is_plain = !model.has_arrays && !model.has_complex_parameters();
    let values = if is_plain { "Tuple(vector)".to_string() } else { format!("({}{end})", all.join(", ")) };
    format!("params(vector::AbstractVector) = NamedTuple{{keys(p)}}({values})")
}

/// One element of an array, or some that follow each other; `first` counts from 0.
fn elements(array: &str, first: usize, n: usize) -> String {
    if n == 1 { format!("{array}[{}]", first + 1) } else { format!("{array}[{}:{}]", first + 1, first + n) }
}

fn lines_of(file: &str) -> String {
    format!("readlines(joinpath(@__DIR__, \"{file}\"))")
}

fn parameter(model: &Prepared, v: &PreparedVariable) -> String {
    match (v.n(), v.complex_values().as_slice()) {
        (1, [value]) => typed(*value, v.kind()),
        _ => values(model, std::slice::from_ref(v)),
    }
}

/// A number, complex also if its imaginary part is zero.
fn typed(value: Value, kind: Kind) -> String {
    let text = SYNTAX.complex_number(value);
    if kind == Kind::Complex && value.im == 0.0 { format!("ComplexF64({text})") } else { text }
}

fn initial_state(model: &Prepared) -> String {
    values(model, &model.states)
}

/// The values of variables as one vector.
fn values(model: &Prepared, variables: &[PreparedVariable]) -> String {
    let is_complex = variables.iter().any(|v| v.kind() == Kind::Complex);
    let (kind, prefix) = if is_complex { (Kind::Complex, "ComplexF64") } else { (Kind::Real, "") };
    let numbers = |file: &str| format!("parse.(Float64, {})", lines_of(file));
    let piece = |piece: &Piece| match piece {
        Piece::List(values) => {
            let values: Vec<String> = values.iter().map(|x| SYNTAX.complex_number(*x)).collect();
            format!("{prefix}[{}]", values.join(", "))
        }
        Piece::Repeat(value, n) => format!("fill({}, {n})", typed(*value, kind)),
        Piece::File(re, None, _) => numbers(re),
        Piece::File(re, Some(im), _) => format!("complex.({}, {})", numbers(re), numbers(im)),
    };
    let pieces: Vec<String> = pieces(model, variables).iter().map(piece).collect();
    match pieces.as_slice() {
        [] => "Float64[]".to_string(),
        [one] => one.clone(),
        many => format!("vcat({})", many.join(", ")),
    }
}

fn lags_and_history(w: &mut Writer, model: &Prepared) {
    w.block("function lags(p)", "end", |w| {
        bindings(w, model, &model.reads(model.delays.iter().map(|d| &d.value)));
        let lag = |d: &PreparedDelay| match (model.text(&SYNTAX, &d.value), d.defaults.len()) {
            (text, 1) => text,
            (text, n) => format!("({text} for i in 1:{n})..."),
        };
        let lags: Vec<String> = model.delays.iter().map(lag).collect();
        w.line(&format!("return [{}]", lags.join(", ")));
    });
    w.line("");
    w.line("# The states at t <= 0.");
    w.line("h(p, t; idxs = nothing) = idxs === nothing ? copy(u0) : u0[idxs]");
    w.line("h(out, p, t; idxs = nothing) = (out .= h(p, t; idxs = idxs); out)");
    w.line("");
}

fn assignments(w: &mut Writer, model: &Prepared) {
    bindings(w, model, &model.reads(&model.derivatives));
    assign(w, model, "du", &model.derivatives);
}

/// Sets the elements of an output by an expression for each state.
fn assign(w: &mut Writer, model: &Prepared, output: &str, values: &[Expr<Leaf>]) {
    for (v, value) in model.states.iter().zip(values) {
        let text = model.text(&SYNTAX, value);
        if v.n() == 1 {
            w.line(&format!("{output}[{}] = {text}", v.first + 1));
        } else {
            let open = format!("for i in 1:{}", v.n());
            let place = if v.first == 0 { "i".to_string() } else { format!("{} + i", v.first) };
            w.block(&open, "end", |w| w.line(&format!("{output}[{place}] = {text}")));
        }
    }
    w.line("return nothing");
}

fn vector_field(w: &mut Writer, model: &Prepared) {
    w.block("function f!(du, u, p, t = 0.0)", "end", |w| assignments(w, model));
    w.line("");
    w.block("function f(u, p, t = 0.0)", "end", |w| {
        w.lines(["du = similar(u, element(u, p))", "f!(du, u, p, t)", "return du"]);
    });
    w.line("");
}

fn delayed_vector_field(w: &mut Writer, model: &Prepared) {
    w.line("# The right-hand side; past holds the delayed states.");
    w.block("function rhs!(du, u, past, p, t)", "end", |w| assignments(w, model));
    w.line("");
    w.line("# For DelayDiffEq.jl.");
    w.block("function f!(du, u, h, p, t)", "end", |w| {
        past_from_history(w, model);
        w.line("return rhs!(du, u, past, p, t)");
    });
    w.line("");
    w.block("function f(u, h, p, t)", "end", |w| {
        w.lines(["du = similar(u, element(u, p))", "f!(du, u, h, p, t)", "return du"]);
    });
    w.line("");
    if model.has_complex_states() {
        return;
    }
    w.line("# For DDEBifurcationKit.jl: xd.u[k] is the state at t - lags(p)[k].");
    w.block("function f(u, xd, p)", "end", |w| {
        w.line("du = similar(u, element(u, p))");
        let past = past_tuple(model, &|lag, state| format!("xd.u[{lag}][{state}]"));
        w.line(&format!("rhs!(du, u, {past}, p, 0.0)"));
        w.line("return du");
    });
    w.line("");
}

fn past_from_history(w: &mut Writer, model: &Prepared) {
    w.line("lag = lags(p)");
    let past = past_tuple(model, &|lag, state| format!("h(p, t - lag[{lag}]; idxs = {state})"));
    w.line(&format!("past = {past}"));
}

/// All delayed states, in order; `item` gives those of a lag.
fn past_tuple(model: &Prepared, item: &dyn Fn(&str, &str) -> String) -> String {
    let text = |places: Places| match places {
        Places::One(i) => (i + 1).to_string(),
        Places::Range(first, n) | Places::Listed(first, n) => format!("{}:{}", first + 1, first + n),
        Places::Table(0, k) => model.tables[k].name.clone(),
        Places::Table(first, k) => format!("{first} .+ {}", model.tables[k].name),
    };
    let past = |past: &PreparedPast| match model.past_places(past) {
        (states, Places::One(lag)) => item(&(lag + 1).to_string(), &text(states)),
        (Places::One(state), lags) => {
            format!("[{} for k in {}]", item("k", &(state + 1).to_string()), text(lags))
        }
        (states, lags) => {
            format!("[{} for (k, i) in zip({}, {})]", item("k", "i"), text(lags), text(states))
        }
    };
    let items: Vec<String> = model.past.iter().map(past).collect();
    let end = if items.len() == 1 { "," } else { "" };
    format!("({}{end})", items.join(", "))
}

fn jacobian_functions(w: &mut Writer, model: &Prepared) {
    let delayed = model.is_delayed();
    let open = if delayed { "function jac!(J, u, h, p, t)" } else { "function jac!(J, u, p, t = 0.0)" };
    if model.has_arrays {
        jacobian_product(w, model);
    }
    w.line("# J[i, j] is the derivative of du[i] with respect to u[j].");
    w.block(open, "end", |w| {
        if model.has_arrays {
            return columns_of_products(w, model);
        }
        let reads = model.reads(model.jacobian_values());
        if !reads.past.is_empty() {
            past_from_history(w, model);
        }
        bindings(w, model, &reads);
        w.line("fill!(J, zero(eltype(J)))");
        for entry in &model.jacobian {
            let value = model.text(&SYNTAX, &entry.value);
            w.line(&format!("J[{}, {}] = {value}", entry.row + 1, entry.column + 1));
        }
        w.line("return nothing");
    });
    w.line("");
    if !delayed {
        w.block("function jac(u, p, t = 0.0)", "end", |w| {
            w.lines(["J = zeros(element(u, p), length(u), length(u))", "jac!(J, u, p, t)", "return J"]);
        });
        w.line("");
    }
}

fn jacobian_product(w: &mut Writer, model: &Prepared) {
    let delayed = model.is_delayed();
    let open = if delayed {
        "function jvp!(product, vector, u, h, p, t)"
    } else {
        "function jvp!(product, vector, u, p, t = 0.0)"
    };
    w.line("# The product of the Jacobian and the vector.");
    w.block(open, "end", |w| {
        let reads = model.reads(&model.jacobian_product);
        if !reads.past.is_empty() {
            past_from_history(w, model);
        }
        w.lines(model.vector_bindings(&reads, &|v| part("vector", v), ""));
        bindings(w, model, &reads);
        assign(w, model, "product", &model.jacobian_product);
    });
    w.line("");
}

/// The Jacobian, column by column.
fn columns_of_products(w: &mut Writer, model: &Prepared) {
    let h = if model.is_delayed() { " h," } else { "" };
    w.line("vector = zeros(eltype(J), length(u))");
    w.block("for column in eachindex(vector)", "end", |w| {
        w.line("vector[column] = 1");
        w.line(&format!("jvp!(view(J, :, column), vector, u,{h} p, t)"));
        w.line("vector[column] = 0");
    });
    w.line("return nothing");
}

/// One element of a vector, or a view of some that follow each other.
fn part(vector: &str, v: &PreparedVariable) -> String {
    match v.n() {
        1 => format!("{vector}[{}]", v.first + 1),
        n => format!("view({vector}, {}:{})", v.first + 1, v.first + n),
    }
}

fn bindings(w: &mut Writer, model: &Prepared, reads: &Reads) {
    let real = |leaf: Leaf, text: String| {
        if model.is_real_part(&leaf) { format!("real({text})") } else { text }
    };
    let access = Access {
        state: &|i| real(Leaf::State(i), part("u", &model.states[i])),
        parameter: &|i| format!("p.{}", model.parameters[i].name),
        past: &|i| real(Leaf::Past(i), format!("past[{}]", i + 1)),
        end: "",
    };
    w.lines(model.bindings(&SYNTAX, reads, &access));
}
