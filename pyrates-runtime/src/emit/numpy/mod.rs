//! Python modules on NumPy. Vector fields have the signature of `scipy.integrate.solve_ivp`; delayed states
//! come as `Z[:, k]`, and a delay model brings a solver of its own, since SciPy has none.

mod spelling;

use pyrates_ir::expr::Expr;
use pyrates_ir::system::Kind;

use crate::emit::data::{Piece, data_files, pieces, table_file};
use crate::emit::header::References;
use crate::emit::keywords;
use crate::emit::namer::NameRules;
use crate::emit::options::options;
use crate::emit::prepared::{Leaf, Places, Prepared, PreparedPast, PreparedVariable};
use crate::emit::reads::Reads;
use crate::emit::writer::{Access, Continuation, Writer};
use crate::emit::{Capabilities, Complex, EmitError, EmittedFile, Form, Options, Target};

pub(super) use spelling::SYNTAX;

options! {
    /// Options of the export to NumPy.
    pub struct NumpyOptions {
        /// Whether the module has a function for the Jacobian, and where populations are arrays for its product with a vector;
        /// models with complex numbers have none.
        pub jacobian: bool = true,
        /// Whether the units of populations share arrays, or all are written out.
        pub form: Form = Form::Populations,
        /// How complex variables stand in the file.
        pub complex: Complex = Complex::Native,
    }
}

/// The method of steps with SciPy's DOP853.
const SOLVE: &str = r#"
def solve(t_end, t_eval=None, p=P0, rtol=1e-9, atol=1e-12):
    """Integrates from 0 to t_end by the method of steps, with SciPy's DOP853 on every step.

    Returns the times (t_eval, or 201 of them) and an array with a column of states for each.
    A step is no longer than the shortest delay and ends where a derivative may jump.
    """
    from scipy.integrate import solve_ivp

    delays = lags(p)
    distinct, places = np.unique(delays, return_inverse=True)
    positive = [d for d in distinct if d > 0.0]
    segments, ends = [], []

    def past(s):
        if s <= 0.0 or not segments:
            return history(s)
        return segments[min(int(np.searchsorted(ends, s)), len(segments) - 1)](s)

    def field(t, y):
        Z = np.stack([past(t - d) if d > 0.0 else y for d in distinct], axis=1)
        return rhs(t, y, Z[:, places], p)

    t, y = 0.0, history(0.0)
    for stop in steps(t_end, positive):
        part = solve_ivp(field, (t, stop), y, method="DOP853", rtol=rtol, atol=atol, dense_output=True)
        if not part.success:
            raise RuntimeError(f"no solution beyond t = {part.t[-1]}: {part.message}")
        segments.append(part.sol)
        ends.append(stop)
        t, y = stop, part.y[:, -1]
    times = np.linspace(0.0, t_end, 201) if t_eval is None else np.asarray(t_eval, dtype=float)
    return times, np.stack([past(s) for s in times], axis=1)


def steps(t_end, delays):
    """The ends of the steps: jumps of derivatives up to the eighth, at most the shortest delay apart."""
    jumps = {0.0}
    for _ in range(8):
        if len(jumps) > 500:
            break
        jumps |= {round(t + d, 12) for t in jumps for d in delays if t + d < t_end}
    ends, t = [], 0.0
    for stop in sorted(jumps - {0.0}) + [t_end]:
        n = max(1, int(np.ceil((stop - t) / delays[0] - 1e-9))) if delays else 1
        ends.extend(t + (stop - t) * (k + 1) / n for k in range(n))
        t = stop
    return ends
"#;

impl Target for NumpyOptions {
    fn name(&self) -> &'static str {
        "NumPy"
    }

    fn options(&mut self) -> Option<&mut dyn Options> {
        Some(self)
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities { delays: true, infinite_values: true, noise: false, events: false, complex: true }
    }

    fn name_rules(&self, delayed: bool) -> NameRules {
        NameRules {
            ignores_case: false,
            unicode: false,
            leading_underscore: true,
            max_length: 200,
            reserved: keywords::PYTHON,
            reserved_here: if delayed {
                "t y Z p dy J vector product jvp STATES PARAMS STATE_SLICES PARAM_SLICES FOLDER Path Y0 P0 lags history rhs rhs_into jac solve steps erf ERF_SERIES \
                 ERF_SCALED heaviside sigmoid numpy scipy"
            } else {
                "t y p dy J vector product jvp STATES PARAMS STATE_SLICES PARAM_SLICES FOLDER Path Y0 P0 rhs rhs_into jac erf ERF_SERIES ERF_SCALED heaviside sigmoid \
                 numpy scipy"
            },
        }
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
        let mut w = Writer::new("    ", Continuation::Parentheses);
        let has_jacobian = self.jacobian && !model.is_complex;
        header(&mut w, model, has_jacobian);
        constants(&mut w, model);
        let jacobian_values = model.jacobian_values().filter(|_| has_jacobian);
        let delays = model.delays.iter().map(|d| &d.value);
        let outputs = model.derivatives.iter().chain(delays).chain(jacobian_values);
        for definition in model.definitions(&SYNTAX, outputs) {
            w.lines(["", ""]);
            w.verbatim(&definition);
        }
        if model.is_delayed() {
            lags_and_history(&mut w, model);
        }
        right_hand_side(&mut w, model);
        if has_jacobian {
            jacobian(&mut w, model);
        }
        if model.is_delayed() {
            w.lines(["", ""]);
            w.verbatim(SOLVE);
        }
        let mut files = vec![EmittedFile { name: format!("{}.py", model.identifier), text: w.finish() }];
        files.extend(data_files(model, 0));
        Ok(files)
    }
}

fn header(w: &mut Writer, model: &Prepared, jacobian: bool) {
    let mut lines = model.header(
        &SYNTAX,
        &References {
            state: &|i| elements("y", model.states[i].first, model.states[i].n()),
            parameter: &|i| elements("p", model.parameters[i].first, model.parameters[i].n()),
            delay: &|k| elements("lags(p)", model.delays[k].first, model.delays[k].defaults.len()),
        },
    );
    let id = &model.identifier;
    lines.push(String::new());
    lines.push(format!("  import {id} as m"));
    if model.is_delayed() {
        lines.push("  t, y = m.solve(100.0)".to_string());
        lines.push("  dy = m.rhs(t, y, Z, p)      Z[i, k] is y[i] at time t - lags(p)[k]".to_string());
    } else {
        let jac = if jacobian { ", jac=m.jac" } else { "" };
        let method = if model.has_complex_states() { "DOP853" } else { "LSODA" };
        lines.push("  from scipy.integrate import solve_ivp".to_string());
        lines.push(format!(
            "  solution = solve_ivp(m.rhs, (0.0, 100.0), m.Y0, args=(m.P0,), method=\"{method}\"{jac})"
        ));
    }
    w.comment("#", &lines);
    w.line("");
    if !data_files(model, 0).is_empty() {
        w.lines(["from pathlib import Path", ""]);
    }
    w.line("import numpy as np");
    w.line("");
}

/// One element of an array, or a slice of it.
pub(super) fn elements(array: &str, first: usize, n: usize) -> String {
    if n == 1 { format!("{array}[{first}]") } else { format!("{array}[{first}:{}]", first + n) }
}

fn constants(w: &mut Writer, model: &Prepared) {
    let tuple = |list: &[PreparedVariable]| {
        let names: Vec<String> = list.iter().map(|v| format!("\"{}\"", v.name)).collect();
        format!("({}{})", names.join(", "), if names.len() == 1 { "," } else { "" })
    };
    let needs_folder =
        model.states.iter().chain(&model.parameters).any(|v| v.n() > 1) && !data_files(model, 0).is_empty();
    if needs_folder {
        w.line("FOLDER = Path(__file__).parent");
    }
    w.line(&format!("STATES = {}", tuple(&model.states)));
    w.line(&format!("PARAMS = {}", tuple(&model.parameters)));
    if model.has_arrays {
        w.line(&format!("STATE_SLICES = {}", slices(&model.states)));
        w.line(&format!("PARAM_SLICES = {}", slices(&model.parameters)));
    }
    w.line(&format!("Y0 = {}", values(model, &model.states)));
    w.line(&format!("P0 = {}", values(model, &model.parameters)));
    for k in model.used_tables() {
        let table = &model.tables[k];
        let numbers = || table.indices.iter().map(usize::to_string).collect::<Vec<_>>().join(", ");
        w.line(&match table_file(model, k) {
            Some(file) => format!("{} = np.loadtxt(FOLDER / \"{file}\", dtype=int)", table.name),
            None => format!("{} = np.array([{}])", table.name, numbers()),
        });
    }
}

/// Where variables are in the array of all of them, by name.
fn slices(variables: &[PreparedVariable]) -> String {
    let slice = |v: &PreparedVariable| format!("\"{}\": slice({}, {})", v.name, v.first, v.first + v.n());
    format!("{{{}}}", variables.iter().map(slice).collect::<Vec<_>>().join(", "))
}

/// The values of all variables as one array.
fn values(model: &Prepared, variables: &[PreparedVariable]) -> String {
    let is_complex = variables.iter().any(|v| v.kind() == Kind::Complex);
    let dtype = if is_complex { ", dtype=complex" } else { "" };
    let piece = |piece: &Piece| match piece {
        Piece::List(values) => {
            let values: Vec<String> = values.iter().map(|x| SYNTAX.complex_number(*x)).collect();
            format!("np.array([{}]{dtype})", values.join(", "))
        }
        Piece::Repeat(value, n) => format!("np.full({n}, {}{dtype})", SYNTAX.complex_number(*value)),
        Piece::File(re, None, _) => format!("np.loadtxt(FOLDER / \"{re}\")"),
        Piece::File(re, Some(im), _) => {
            format!("np.loadtxt(FOLDER / \"{re}\") + 1j*np.loadtxt(FOLDER / \"{im}\")")
        }
    };
    let pieces: Vec<String> = pieces(model, variables).iter().map(piece).collect();
    match pieces.as_slice() {
        [] => "np.array([])".to_string(),
        [one] => one.clone(),
        many => format!("np.concatenate([{}])", many.join(", ")),
    }
}

/// A function with two empty lines before it, as Python has them.
pub(super) fn function_block(w: &mut Writer, open: &str, doc: &str, content: impl FnOnce(&mut Writer)) {
    w.lines(["", ""]);
    w.block(open, "", |w| {
        w.verbatim(&format!("\"\"\"{doc}\"\"\""));
        content(w);
    });
}

fn lags_and_history(w: &mut Writer, model: &Prepared) {
    function_block(w, "def lags(p=P0):", "The delays.", |w| {
        bindings(w, model, &model.reads(model.delays.iter().map(|d| &d.value)));
        let lags: Vec<String> = model.delays.iter().map(|d| model.text(&SYNTAX, &d.value)).collect();
        let how = if model.n_lags() > lags.len() { "hstack" } else { "array" };
        w.line(&format!("return np.{how}([{}])", lags.join(", ")));
    });
    function_block(w, "def history(t):", "The state at t <= 0.", |w| w.line("return Y0.copy()"));
}

fn right_hand_side(w: &mut Writer, model: &Prepared) {
    let z = if model.is_delayed() { " Z," } else { "" };
    let doc = match model.is_delayed() || model.has_arrays {
        true => "Writes the derivative of the state to dy.",
        false => "Writes the derivative of the state to dy; takes columns of several states, too.",
    };
    function_block(w, &format!("def rhs_into(t, y,{z} p, dy):"), doc, |w| {
        bindings(w, model, &model.reads(&model.derivatives));
        of_each_state(w, model, "dy", &model.derivatives);
    });
    let doc = "The derivative of the state.";
    function_block(w, &format!("def rhs(t, y,{z} p=P0):"), doc, |w| {
        let dtype = if model.has_complex_states() { ", dtype=complex" } else { "" };
        w.line(&format!("dy = np.empty_like(y{dtype})"));
        w.line(&format!("rhs_into(t, y,{z} p, dy)"));
        w.line("return dy");
    });
}

/// Sets the elements of an output by an expression for each state.
fn of_each_state(w: &mut Writer, model: &Prepared, output: &str, values: &[Expr<Leaf>]) {
    for (v, value) in model.states.iter().zip(values) {
        w.line(&format!("{} = {}", elements(output, v.first, v.n()), model.text(&SYNTAX, value)));
    }
}

fn jacobian(w: &mut Writer, model: &Prepared) {
    let z = if model.is_delayed() { " Z," } else { "" };
    let doc = "J[i, j] is the derivative of dy[i] with respect to y[j].";
    if model.has_arrays {
        jacobian_product(w, model);
        function_block(w, &format!("def jac(t, y,{z} p=P0):"), doc, |w| {
            w.line(&format!(
                "return np.stack([jvp(t, y,{z} vector, p) for vector in np.eye(y.size)], axis=1)"
            ));
        });
        return;
    }
    function_block(w, &format!("def jac(t, y,{z} p=P0):"), doc, |w| {
        bindings(w, model, &model.reads(model.jacobian_values()));
        let n = model.states.len();
        w.line(&format!("J = np.zeros(({n}, {n}), dtype=y.dtype)"));
        for entry in &model.jacobian {
            let value = model.text(&SYNTAX, &entry.value);
            w.line(&format!("J[{}, {}] = {value}", entry.row, entry.column));
        }
        w.line("return J");
    });
}

fn jacobian_product(w: &mut Writer, model: &Prepared) {
    let z = if model.is_delayed() { " Z," } else { "" };
    let doc = "The product of the Jacobian and the vector.";
    function_block(w, &format!("def jvp(t, y,{z} vector, p=P0):"), doc, |w| {
        let reads = model.reads(&model.jacobian_product);
        w.lines(model.vector_bindings(&reads, &|v| elements("vector", v.first, v.n()), ""));
        bindings(w, model, &reads);
        w.line("product = np.empty_like(vector)");
        of_each_state(w, model, "product", &model.jacobian_product);
        w.line("return product");
    });
}

pub(super) fn bindings(w: &mut Writer, model: &Prepared, reads: &Reads) {
    let part = |leaf: Leaf| if model.is_real_part(&leaf) { ".real" } else { "" };
    let of = |array: &str, v: &PreparedVariable, leaf| elements(array, v.first, v.n()) + part(leaf);
    let access = Access {
        state: &|i| of("y", &model.states[i], Leaf::State(i)),
        parameter: &|i| of("p", &model.parameters[i], Leaf::Parameter(i)),
        past: &|i| past(model, &model.past[i]) + part(Leaf::Past(i)),
        end: "",
    };
    w.lines(model.bindings(&SYNTAX, reads, &access));
}

/// Elements of Z: a row for each state, a column for each lag.
fn past(model: &Prepared, past: &PreparedPast) -> String {
    let text = |places: Places| match places {
        Places::One(i) => i.to_string(),
        Places::Range(first, n) => format!("{first}:{}", first + n),
        Places::Listed(first, n) => format!("np.arange({first}, {})", first + n),
        Places::Table(0, k) => model.tables[k].name.clone(),
        Places::Table(first, k) => format!("{first} + {}", model.tables[k].name),
    };
    let (states, lags) = model.past_places(past);
    format!("Z[{}, {}]", text(states), text(lags))
}
