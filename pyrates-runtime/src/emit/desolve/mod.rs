//! R files for deSolve: `func(t, y, parms)` as `ode` wants it, and with delays as `dede` wants it, which keeps the past
//! for `lagvalue`.

mod spelling;

use pyrates_ir::expr::Expr;

use super::data::{Piece, data_files, pieces, table_file};
use super::header::References;
use super::keywords;
use super::namer::NameRules;
use super::options::options;
use super::prepared::{Leaf, Places, Prepared, PreparedPast, PreparedVariable};
use super::reads::Reads;
use super::tensors::shape;
use super::writer::{Access, Continuation, Writer};
use super::{Capabilities, EmitError, EmittedFile, Form, Options, Target};

pub(super) use spelling::SYNTAX;

options! {
    /// Options of the export to deSolve.
    pub struct DesolveOptions {
        /// Whether the file has a function for the Jacobian, and where populations are arrays for its product with a vector.
        pub jacobian: bool = true,
        /// Whether the units of populations share arrays, or all are written out.
        pub form: Form = Form::Populations,
    }
}

impl Target for DesolveOptions {
    fn name(&self) -> &'static str {
        "deSolve"
    }

    fn options(&mut self) -> Option<&mut dyn Options> {
        Some(self)
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities { delays: true, infinite_values: true, noise: false, events: false, complex: false }
    }

    fn name_rules(&self, _delayed: bool) -> NameRules {
        NameRules::ascii(
            keywords::R,
            "t y p dy J vector product column lag past choose_if link_sum erf heaviside sigmoid modulo",
        )
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

    fn files(&self, model: &Prepared) -> Result<Vec<EmittedFile>, EmitError> {
        let has_jacobian = self.jacobian;
        let mut w = Writer::new("  ", Continuation::Operator);
        header(&mut w, model, has_jacobian);
        constants(&mut w, model);
        let jacobian_values = model.jacobian_values().filter(|_| has_jacobian);
        let delays = model.delays.iter().map(|d| &d.value);
        let outputs = model.derivatives.iter().chain(delays).chain(jacobian_values);
        w.definitions(&model.definitions(&SYNTAX, outputs));
        if model.is_delayed() {
            lags_and_past(&mut w, model);
        }
        right_hand_side(&mut w, model);
        if has_jacobian {
            jacobian(&mut w, model);
        }
        let mut files = vec![EmittedFile { name: format!("{}.R", model.identifier), text: w.finish() }];
        files.extend(data_files(model, 1));
        Ok(files)
    }
}

fn header(w: &mut Writer, model: &Prepared, jacobian: bool) {
    let mut lines = model.header(
        &SYNTAX,
        &References {
            state: &|i| elements("y", model.states[i].first, model.states[i].n()),
            parameter: &|i| shape(&model.parameters[i]),
            delay: &|k| elements("lag", model.delays[k].first, model.delays[k].defaults.len()),
        },
    );
    let id = &model.identifier;
    let solver = if model.is_delayed() { "dede" } else { "ode" };
    lines.push(String::new());
    lines.push("  library(deSolve)".to_string());
    lines.push(format!("  source(\"{id}.R\", chdir = TRUE)"));
    let end = if jacobian { "," } else { ")" };
    lines.push(format!("  out <- {solver}({id}_y0, seq(0, 100, 0.1), {id}_rhs, {id}_p0{end}"));
    if jacobian {
        lines.push(format!("    jactype = \"fullusr\", jacfunc = {id}_jac)"));
    }
    w.comment("#", &lines);
    w.line("");
}

/// One element of a vector, or several.
fn elements(vector: &str, first: usize, n: usize) -> String {
    if n == 1 {
        format!("{vector}[[{}]]", first + 1)
    } else {
        format!("{vector}[{}:{}]", first + 1, first + n)
    }
}

fn constants(w: &mut Writer, model: &Prepared) {
    let id = &model.identifier;
    let list = |w: &mut Writer, name: &str, call: &str, variables: &[PreparedVariable]| {
        let values = variables.iter().map(|v| format!("{} = {}", v.name, value(model, v)));
        w.line(&format!("{id}_{name} <- {call}({})", values.collect::<Vec<_>>().join(", ")));
    };
    list(w, "y0", "c", &model.states);
    list(w, "p0", "list", &model.parameters);
    for k in model.used_tables() {
        let table = &model.tables[k];
        let numbers = || table.indices.iter().map(|i| (i + 1).to_string()).collect::<Vec<_>>().join(", ");
        let value = match table_file(model, k) {
            Some(file) => format!("scan(\"{file}\", quiet = TRUE)"),
            None => format!("c({})", numbers()),
        };
        w.line(&format!("{} <- {value}", table.name));
    }
    w.line("");
}

/// The values of a variable: a number, or a vector.
fn value(model: &Prepared, v: &PreparedVariable) -> String {
    let piece = |piece: &Piece| match piece {
        Piece::List(values) if values.len() == 1 => SYNTAX.signed(values[0].re),
        Piece::List(values) => {
            format!("c({})", values.iter().map(|x| SYNTAX.signed(x.re)).collect::<Vec<_>>().join(", "))
        }
        Piece::Repeat(value, n) => format!("rep({}, {n})", SYNTAX.signed(value.re)),
        Piece::File(name, _, _) => format!("scan(\"{name}\", quiet = TRUE)"),
    };
    // The pieces of one variable are one.
    pieces(model, std::slice::from_ref(v)).iter().map(piece).collect()
}

fn lags_and_past(w: &mut Writer, model: &Prepared) {
    let id = &model.identifier;
    w.line("# The delays.");
    w.block(&format!("{id}_lags <- function(p) {{"), "}", |w| {
        bindings(w, model, &model.reads(model.delays.iter().map(|d| &d.value)));
        let lags: Vec<String> = model.delays.iter().map(|d| model.text(&SYNTAX, &d.value)).collect();
        w.line(&format!("c({})", lags.join(", ")));
    });
    w.line("");
    w.line("# The state at t <= 0.");
    w.line(&format!("{id}_history <- function(t) {id}_y0"));
    w.line("");
    w.line("# Some states a lag ago, by their numbers; dede keeps them.");
    w.block(&format!("{id}_past <- function(t, lag, i, y) {{"), "}", |w| {
        w.line("if (lag <= 0) return(y[i])");
        w.line(&format!("if (t <= lag) return({id}_history(t - lag)[i])"));
        w.line("deSolve::lagvalue(t - lag, i)");
    });
    w.line("");
}

fn right_hand_side(w: &mut Writer, model: &Prepared) {
    w.line("# The derivative of the state.");
    w.block(&format!("{}_rhs <- function(t, y, p) {{", model.identifier), "}", |w| {
        bindings(w, model, &model.reads(&model.derivatives));
        of_each_state(w, model, "dy", &model.derivatives);
        w.line("list(dy)");
    });
}

/// Makes an output of an expression for each state.
fn of_each_state(w: &mut Writer, model: &Prepared, output: &str, values: &[Expr<Leaf>]) {
    w.line(&format!("{output} <- numeric({})", model.n_states()));
    for (v, value) in model.states.iter().zip(values) {
        w.line(&format!("{} <- {}", elements(output, v.first, v.n()), model.text(&SYNTAX, value)));
    }
}

fn jacobian_product(w: &mut Writer, model: &Prepared) {
    w.line("");
    w.line("# The product of the Jacobian and the vector.");
    w.block(&format!("{}_jvp <- function(t, y, vector, p) {{", model.identifier), "}", |w| {
        let reads = model.reads(&model.jacobian_product);
        let vector = model.vector_bindings(&reads, &|v| elements("vector", v.first, v.n()), "");
        w.lines(vector.iter().map(|line| line.replacen(" = ", " <- ", 1)));
        bindings(w, model, &reads);
        of_each_state(w, model, "product", &model.jacobian_product);
        w.line("product");
    });
}

fn jacobian(w: &mut Writer, model: &Prepared) {
    let (id, n) = (&model.identifier, model.n_states());
    if model.has_arrays {
        jacobian_product(w, model);
    }
    w.line("");
    w.line("# J[i, j] is the derivative of dy[i] with respect to y[j].");
    w.block(&format!("{id}_jac <- function(t, y, p) {{"), "}", |w| {
        if model.has_arrays {
            w.line(&format!(
                "sapply(1:{n}, function(column) {id}_jvp(t, y, replace(numeric({n}), column, 1), p))"
            ));
            return;
        }
        bindings(w, model, &model.reads(model.jacobian_values()));
        w.line(&format!("J <- matrix(0, {n}, {n})"));
        for entry in &model.jacobian {
            let value = model.text(&SYNTAX, &entry.value);
            w.line(&format!("J[{}, {}] <- {value}", entry.row + 1, entry.column + 1));
        }
        w.line("J");
    });
}

fn bindings(w: &mut Writer, model: &Prepared, reads: &Reads) {
    if !reads.past.is_empty() {
        w.line(&format!("lag <- {}_lags(p)", model.identifier));
    }
    let access = Access {
        state: &|i| elements("y", model.states[i].first, model.states[i].n()),
        parameter: &|i| format!("p${}", model.parameters[i].name),
        past: &|i| past(model, &model.past[i]),
        end: "",
    };
    let lines = model.bindings(&SYNTAX, reads, &access);
    w.lines(lines.iter().map(|line| line.replacen(" = ", " <- ", 1)));
}

/// Delayed states: several of one lag, or pairs of lags and states.
fn past(model: &Prepared, past: &PreparedPast) -> String {
    let id = &model.identifier;
    let text = |places: Places| match places {
        Places::One(i) => (i + 1).to_string(),
        Places::Range(first, n) | Places::Listed(first, n) => format!("{}:{}", first + 1, first + n),
        Places::Table(0, k) => model.tables[k].name.clone(),
        Places::Table(first, k) => format!("{first} + {}", model.tables[k].name),
    };
    match model.past_places(past) {
        (Places::One(state), Places::One(lag)) => {
            format!("{id}_past(t, lag[[{}]], {}, y)[[1]]", lag + 1, state + 1)
        }
        (states, Places::One(lag)) => format!("{id}_past(t, lag[[{}]], {}, y)", lag + 1, text(states)),
        (states, lags) => {
            let call = format!("{id}_past(t, d, i, y)");
            format!("mapply(function(d, i) {call}, lag[{}], {})", text(lags), text(states))
        }
    }
}
