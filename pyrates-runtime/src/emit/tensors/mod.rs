//! What Python modules on PyTorch, JAX and TensorFlow have in common. All of them have a function of time, state and
//! parameters by name, whose states lie along the last axis, so that it takes any number of states at once, and they
//! integrate with steps of one size, so that gradients pass through.

mod shield;
mod text;

use pyrates_ir::expr::Expr;
use pyrates_ir::system::{Kind, Value};

use super::data::{Piece, data_files, pieces, table_file};
use super::prepared::{Leaf, Places, Prepared, PreparedPast, PreparedValue, PreparedVariable};
use super::reads::Reads;
use super::syntax::Syntax;
use super::writer::{Access, Writer, table};

pub(super) use shield::shielded;
pub(super) use text::{is_number, marked, number, sections, variant};

/// The states along the last axis, and lags along the one before it.
pub(super) struct Tensors {
    pub(super) syntax: &'static Syntax,
    /// What joins derivatives of single states along a new axis, and its last argument.
    pub(super) stack: (&'static str, &'static str),
    /// What joins arrays of derivatives along the last axis.
    pub(super) join: (&'static str, &'static str),
    /// What makes zeros of the shape of its argument.
    pub(super) zeros_like: &'static str,
    /// The elements of a matrix, row by row.
    pub(super) flat: fn(&str) -> String,
    /// A list of whole numbers as an array.
    pub(super) table: fn(&str) -> String,
    /// Elements of the last axis with the numbers in a table.
    pub(super) pick: fn(&str, &str) -> String,
    /// Pairs of elements of `Z`: the lags in the first table, the states in the second.
    pub(super) pairs: fn(&str, &str) -> String,
    /// The whole numbers from one to before another.
    pub(super) range: fn(usize, usize) -> String,
    /// A number of the type of `y`, of which it becomes `t`.
    pub(super) time: Option<&'static str>,
    /// The type of real numbers of the precision of `y`.
    pub(super) real_dtype: &'static str,
    /// The real part of complex numbers.
    pub(super) real: fn(&str) -> String,
    /// A real value as a complex one of the precision of `y`.
    pub(super) complex: fn(&str) -> String,
}

/// Steps of one size, in the words of all three: `f(c, y)` is the derivative `c` steps later.
pub(super) const STEPS: &str = r#"
def euler(f, y, k1, dt):
    """A step of Euler's method; k1 is the derivative at its start."""
    return y + dt*k1


def rk4(f, y, k1, dt):
    """A step of the classical Runge-Kutta method; f(c, y) is the derivative c steps later."""
    k2 = f(0.5, y + 0.5*dt*k1)
    k3 = f(0.5, y + 0.5*dt*k2)
    k4 = f(1.0, y + dt*k3)
    return y + dt/6.0*(k1 + 2.0*k2 + 2.0*k3 + k4)


STEPS = {"euler": euler, "rk4": rk4}
"#;

const NUMBERS: &str = r#"
def numbers(file, columns=None):
    """The numbers in a file beside this one; in rows, if there are columns."""
    values = [float(word) for word in (Path(__file__).parent / file).read_text().split()]
    if columns is None:
        return values
    return [values[i:i + columns] for i in range(0, len(values), columns)]
"#;

/// The import that files beside the text need.
pub(super) fn imports(w: &mut Writer, model: &Prepared) {
    if !data_files(model, 0).is_empty() {
        w.lines(["from pathlib import Path", ""]);
    }
}

/// States by name, initial values, parameters, and tables, which `array` makes of lists.
pub(super) fn constants(w: &mut Writer, model: &Prepared, syntax: &Syntax, array: fn(&str) -> String) {
    if !data_files(model, 0).is_empty() {
        w.lines(["", ""]);
        w.verbatim(NUMBERS);
        w.lines(["", ""]);
    }
    w.block("STATES = {", "}", |w| {
        for v in &model.states {
            w.line(&format!("\"{}\": {},", v.name, place(model, v)));
        }
    });
    let kind = if model.has_complex_states() { Kind::Complex } else { Kind::Real };
    w.line(&format!("Y0 = {}", flat_list(syntax, kind, &pieces(model, &model.states))));
    if model.parameters.is_empty() {
        w.line("P0 = {}");
    } else {
        w.block("P0 = {", "}", |w| {
            for v in &model.parameters {
                w.line(&format!("\"{}\": {},", v.name, value(syntax, model, v)));
            }
        });
    }
    if model.is_delayed() {
        let reads = model.reads(model.delays.iter().map(|d| &d.value)).parameters;
        let names: Vec<String> = reads.iter().map(|&i| format!("\"{}\"", model.parameters[i].name)).collect();
        w.line(&format!(
            "DELAYS = {}",
            if names.is_empty() { "set()".into() } else { format!("{{{}}}", names.join(", ")) }
        ));
    }
    for k in model.used_tables() {
        let table = &model.tables[k];
        let numbers = || table.indices.iter().map(usize::to_string).collect::<Vec<_>>().join(", ");
        let list = match table_file(model, k) {
            Some(file) => format!("[int(i) for i in numbers(\"{file}\")]"),
            None => format!("[{}]", numbers()),
        };
        w.line(&format!("{} = {}", table.name, array(&list)));
    }
}

fn place(model: &Prepared, v: &PreparedVariable) -> String {
    if model.has_arrays { format!("slice({}, {})", v.first, v.first + v.n()) } else { v.first.to_string() }
}

/// A list, in which one number at least is complex if the list is.
fn list(syntax: &Syntax, kind: Kind, values: &[Value]) -> String {
    let is_plain = kind == Kind::Complex && values.iter().all(|x| x.im == 0.0);
    let text = |x: &Value| match syntax.complex_number(*x) {
        number if is_plain => format!("complex({number})"),
        number => number,
    };
    format!("[{}]", values.iter().map(text).collect::<Vec<_>>().join(", "))
}

fn flat_list(syntax: &Syntax, kind: Kind, pieces: &[Piece]) -> String {
    let piece = |piece: &Piece| match piece {
        Piece::List(values) => list(syntax, kind, values),
        Piece::Repeat(value, n) => format!("{}*{n}", list(syntax, kind, &[*value])),
        Piece::File(re, None, _) => format!("numbers(\"{re}\")"),
        Piece::File(re, Some(im), _) => {
            format!("[complex(*z) for z in zip(numbers(\"{re}\"), numbers(\"{im}\"))]")
        }
    };
    let pieces: Vec<String> = pieces.iter().map(piece).collect();
    if pieces.is_empty() { "[]".to_string() } else { pieces.join(" + ") }
}

/// The value of a parameter: a number, a list, or a list of rows.
fn value(syntax: &Syntax, model: &Prepared, v: &PreparedVariable) -> String {
    let own = pieces(model, std::slice::from_ref(v));
    match (v.columns, own.as_slice()) {
        (None, [Piece::List(values)]) if v.n() == 1 => {
            let text = syntax.complex_number(values[0]);
            if v.kind() == Kind::Complex && values[0].im == 0.0 { format!("complex({text})") } else { text }
        }
        (None, own) => flat_list(syntax, v.kind(), own),
        (Some(m), [Piece::Repeat(x, n)]) => format!("[[{}]*{m}]*{}", syntax.signed(x.re), n / m),
        (Some(m), [Piece::File(name, _, _)]) => format!("numbers(\"{name}\", {m})"),
        (Some(m), _) => {
            let values = v.complex_values();
            let rows: Vec<String> = values.chunks(m).map(|row| list(syntax, v.kind(), row)).collect();
            format!("[{}]", rows.join(", "))
        }
    }
}

/// Definitions of the functions that equations and delays call, with empty lines before each.
pub(super) fn definitions(w: &mut Writer, model: &Prepared, syntax: &Syntax) {
    let delays = model.delays.iter().map(|d| &d.value);
    for definition in model.definitions(syntax, model.derivatives.iter().chain(delays)) {
        w.lines(["", ""]);
        w.verbatim(&definition);
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

/// The function of time, state and parameters.
pub(super) fn vector_field(w: &mut Writer, model: &Prepared, tensors: &Tensors, p: &str) {
    let z = if model.is_delayed() { "Z, " } else { "" };
    let doc = match model.is_delayed() {
        true => format!(
            "The derivative of the state y, of shape (..., {}), for parameters by name.\n\nZ[..., k, :] is the state \
             lags({p})[k] ago.\n",
            model.n_states()
        ),
        false => format!(
            "The derivative of the state y, of shape (..., {}), for parameters by name.",
            model.n_states()
        ),
    };
    function_block(w, &format!("def vector_field(t, y, {z}{p}):"), &doc, |w| {
        let reads = model.reads(&model.derivatives);
        if let Some(time) = tensors.time.filter(|_| reads_time(model, &reads)) {
            let time = time.replace("y.dtype", if model.is_complex { tensors.real_dtype } else { "y.dtype" });
            w.line(&format!("t = {time}"));
        }
        bindings(w, model, tensors, &reads, p);
        let (name, axis) = if model.has_arrays { tensors.join } else { tensors.stack };
        w.block(&format!("return {name}(["), &format!("], {axis}=-1)"), |w| {
            for (i, e) in model.derivatives.iter().enumerate() {
                w.line(&format!("{},", derivative(model, tensors, i, e)));
            }
        });
    });
}

fn reads_time(model: &Prepared, reads: &Reads) -> bool {
    let of_auxiliaries = reads.auxiliaries.iter().filter_map(|&k| model.auxiliaries[k].value.expression());
    model.derivatives.iter().chain(of_auxiliaries).any(|e| e.leaves().contains(&&Leaf::Time))
}

/// A right-hand side in the shape of its state, even if it depends on no state.
fn derivative(model: &Prepared, tensors: &Tensors, i: usize, e: &Expr<Leaf>) -> String {
    let text = model.text(tensors.syntax, e);
    let reads = model.reads([e]);
    let follows_state = !(reads.states.is_empty() && reads.past.is_empty());
    let is_promoted = model.has_complex_states() && model.kind_of(e) == Kind::Real;
    let text = if is_promoted { (tensors.complex)(&text) } else { text };
    if follows_state && model.n_of(e) == model.states[i].n() {
        return text;
    }
    let sign = if text.starts_with('-') { format!("({text})") } else { text };
    format!("{}({}) + {sign}", tensors.zeros_like, element(model, i))
}

/// An element of `y`; where arrays are, its last axis is kept.
fn element(model: &Prepared, i: usize) -> String {
    let (first, n) = (model.states[i].first, model.states[i].n());
    if model.has_arrays { format!("y[..., {first}:{}]", first + n) } else { format!("y[..., {first}]") }
}

fn bindings(w: &mut Writer, model: &Prepared, tensors: &Tensors, reads: &Reads, p: &str) {
    let parameter = |i: usize| {
        let v = &model.parameters[i];
        if v.columns.is_some() && !is_multiplied(model, i) {
            (tensors.flat)(&format!("{p}[\"{}\"]", v.name))
        } else {
            format!("{p}[\"{}\"]", v.name)
        }
    };
    let part = |leaf: Leaf, text: String| {
        if model.is_real_part(&leaf) { (tensors.real)(&text) } else { text }
    };
    let access = Access {
        state: &|i| part(Leaf::State(i), element(model, i)),
        parameter: &parameter,
        past: &|i| part(Leaf::Past(i), past(model, tensors, &model.past[i])),
        end: "",
    };
    w.lines(model.bindings(tensors.syntax, reads, &access));
}

/// Whether a parameter is used as a matrix, and not element by element.
pub(super) fn is_multiplied(model: &Prepared, parameter: usize) -> bool {
    let is_it = |value: &PreparedValue| matches!(value, PreparedValue::Product { matrix, .. } if *matrix == parameter);
    model.auxiliaries.iter().any(|a| is_it(&a.value))
}

/// A function that joins all delays, in the order of the lags.
pub(super) fn lags(w: &mut Writer, model: &Prepared, tensors: &Tensors, p: &str) {
    function_block(w, &format!("def lags({p}):"), "The delays.", |w| {
        let reads = model.reads(model.delays.iter().map(|d| &d.value));
        bindings(w, model, tensors, &reads, p);
        if model.delays.iter().any(|d| d.value.any(&mut |e| matches!(e, Expr::Select(..)))) {
            // Choices between numbers take their type from `y`.
            w.line(&format!("y = next(iter({p}.values()))"));
        }
        let delays: Vec<String> = model.delays.iter().map(|d| model.text(tensors.syntax, &d.value)).collect();
        w.line(&format!("return join_lags([{}], {p})", delays.join(", ")));
    });
}

/// Elements of `Z`: a row for each lag, a column for each state.
fn past(model: &Prepared, tensors: &Tensors, past: &PreparedPast) -> String {
    let table = |places: Places| match places {
        Places::One(i) => (tensors.range)(i, i + 1),
        Places::Range(first, n) | Places::Listed(first, n) => (tensors.range)(first, first + n),
        Places::Table(0, k) => model.tables[k].name.clone(),
        Places::Table(first, k) => format!("{first} + {}", model.tables[k].name),
    };
    let (states, lags) = model.past_places(past);
    match (states, lags) {
        (Places::One(i), Places::One(k)) if model.has_arrays => format!("Z[..., {k}, {i}:{}]", i + 1),
        (Places::One(i), Places::One(k)) => format!("Z[..., {k}, {i}]"),
        (Places::Range(first, n) | Places::Listed(first, n), Places::One(k)) => {
            format!("Z[..., {k}, {first}:{}]", first + n)
        }
        (Places::One(i), Places::Range(first, n) | Places::Listed(first, n)) => {
            format!("Z[..., {first}:{}, {i}]", first + n)
        }
        (Places::Table(..), Places::One(k)) => (tensors.pick)(&format!("Z[..., {k}, :]"), &table(states)),
        (Places::One(i), Places::Table(..)) => (tensors.pick)(&format!("Z[..., {i}]"), &table(lags)),
        (_, _) => (tensors.pairs)(&table(lags), &table(states)),
    }
}

/// Whether a statement makes copies of a number.
pub(super) fn fills(model: &Prepared) -> bool {
    model.auxiliaries.iter().any(|a| matches!(a.value, PreparedValue::Fill(_)))
}

/// Whether the past is read in pairs of lags and states.
pub(super) fn has_pairs(model: &Prepared) -> bool {
    let is_one = |places: Places| matches!(places, Places::One(_));
    model
        .past
        .iter()
        .map(|past| model.past_places(past))
        .any(|(states, lags)| !is_one(states) && !is_one(lags))
}

/// What a parameter is, for the header; the file knows it by its name.
pub(super) fn shape(v: &PreparedVariable) -> String {
    match v.columns {
        Some(m) => format!("{} x {m}", v.n() / m),
        None if v.n() == 1 => "number".to_string(),
        None => format!("{} numbers", v.n()),
    }
}

/// How a file is used: lines of code and what is to be said about them.
pub(super) fn usage(calls: &[(&str, &str)]) -> Vec<String> {
    let rows = calls.iter().map(|(code, about)| vec![code.to_string(), about.to_string()]);
    let mut lines = vec![String::new()];
    lines.extend(table(&rows.collect::<Vec<_>>()));
    lines
}

/// The name of a class: `van_der_pol_torch` becomes `VanDerPol`.
pub(super) fn class_name(identifier: &str, ending: &str) -> String {
    let words = identifier.trim_end_matches('_').trim_end_matches(ending).split('_');
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().map(|c| c.to_uppercase().chain(letters).collect::<String>()).unwrap_or_default()
    };
    words.map(capital).collect()
}

/// The cubic polynomial between two states with known slopes.
pub(super) const CUBIC: &str = r#"
def cubic(theta, a, b, da, db):
    """The cubic polynomial that is a at 0 and b at 1, with derivatives da and db there."""
    return (1.0 - theta)*a + theta*b + theta*(theta - 1.0)*((1.0 - 2.0*theta)*(b - a) + (theta - 1.0)*da + theta*db)
"#;
