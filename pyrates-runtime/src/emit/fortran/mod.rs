//! Fortran 90 modules. Arguments are `double precision` or `complex(c_double_complex)`, which f2py knows, with explicit
//! shapes; delayed states come as `z(i, k)`, state `i` at `t - lag(k)`, as in DDE_SOLVER.

mod arguments;
mod spelling;

use pyrates_ir::expr::Expr;
use pyrates_ir::system::Kind;

use crate::emit::header::References;
use crate::emit::keywords;
use crate::emit::namer::NameRules;
use crate::emit::options::options;
use crate::emit::prepared::{
    Leaf, Places, Prepared, PreparedDelay, PreparedEntry, PreparedPast, PreparedVariable,
};
use crate::emit::reads::Reads;
use crate::emit::writer::{Access, Continuation, Writer, table};
use crate::emit::{Capabilities, Complex, EmitError, EmittedFile, Form, Options, Target};

use arguments::{Argument, Arguments, declare, type_of};
pub(super) use spelling::SYNTAX;
use spelling::literal;

options! {
    /// Options of the export to Fortran.
    pub struct FortranOptions {
        /// Whether the module has a subroutine for the Jacobian, and where populations are arrays for its product with a vector;
        /// models with complex numbers have none.
        pub jacobian: bool = true,
        /// Whether the units of populations share arrays, or all are written out.
        pub form: Form = Form::Populations,
        /// How complex variables stand in the file.
        pub complex: Complex = Complex::Native,
    }
}

impl Target for FortranOptions {
    fn name(&self) -> &'static str {
        "Fortran"
    }

    fn options(&mut self) -> Option<&mut dyn Options> {
        Some(self)
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities { delays: true, infinite_values: false, noise: false, events: false, complex: true }
    }

    fn name_rules(&self, delayed: bool) -> NameRules {
        NameRules {
            ignores_case: true,
            unicode: false,
            leading_underscore: false,
            // 63 is the limit of the language; the rest is for `_defaults` after the name of the model.
            max_length: 54,
            reserved: keywords::FORTRAN,
            reserved_here: if delayed {
                "t y z p dy dfdy vector product lag ny np nlag unit link_sum signum real_floor real_ceiling round_even heaviside sigmoid argument"
            } else {
                "t y p dy dfdy vector product ny np unit link_sum signum real_floor real_ceiling round_even heaviside sigmoid argument"
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
        let mut w = Writer::new("  ", Continuation::Mark(" &"));
        let has_jacobian = self.jacobian && !model.is_complex;
        header(&mut w, model, has_jacobian);
        let id = &model.identifier;
        w.block(&format!("module {id}"), "", |w| declarations(w, model, has_jacobian));
        w.block("contains", "", |w| {
            w.line("");
            defaults(w, model);
            if model.is_delayed() {
                lags(w, model);
                history(w, model);
            }
            right_hand_side(w, model);
            if has_jacobian {
                jacobian(w, model);
            }
            let jacobian = model.jacobian_values().filter(|_| has_jacobian);
            let delays = model.delays.iter().map(|d| &d.value);
            w.definitions(
                &model.definitions(&SYNTAX, model.derivatives.iter().chain(delays).chain(jacobian)),
            );
        });
        w.line(&format!("end module {id}"));
        Ok(vec![EmittedFile { name: format!("{id}.f90"), text: w.finish() }])
    }
}

fn header(w: &mut Writer, model: &Prepared, jacobian: bool) {
    let id = &model.identifier;
    let mut lines = model.header(
        &SYNTAX,
        &References {
            state: &|i| elements("y", model.states[i].first, model.states[i].n()),
            parameter: &|i| elements("p", model.parameters[i].first, model.parameters[i].n()),
            delay: &|k| elements("lag", model.delays[k].first, model.delays[k].defaults.len()),
        },
    );
    let z = if model.is_delayed() { " z," } else { "" };
    let mut calls = vec![(format!("call {id}_defaults(y, p)"), "initial state and parameters")];
    if model.is_delayed() {
        calls.push((format!("call {id}_lags(p, lag)"), "the delays"));
        calls.push((format!("call {id}_history(t, y)"), "the state at t <= 0"));
    }
    calls.push((format!("call {id}_rhs(t, y,{z} p, dy)"), "the right-hand side"));
    if jacobian && model.has_arrays {
        calls.push((
            format!("call {id}_jvp(t, y,{z} vector, p, product)"),
            "the product of the Jacobian and a vector",
        ));
    }
    if jacobian {
        calls.push((format!("call {id}_jac(t, y,{z} p, dfdy)"), "dfdy(i,j) = d dy(i) / d y(j)"));
    }
    if model.is_delayed() {
        calls.push(("z(i,k)".to_string(), "y(i) at time t - lag(k)"));
    }
    lines.push(String::new());
    lines.extend(table(&calls.into_iter().map(|(a, b)| vec![a, b.to_string()]).collect::<Vec<_>>()));
    w.comment("!", &lines);
    w.line("");
}

fn declarations(w: &mut Writer, model: &Prepared, jacobian: bool) {
    let id = &model.identifier;
    let mut sizes = format!("ny = {}, np = {}", model.n_states(), model.n_parameters());
    let mut names = vec!["defaults"];
    if model.is_delayed() {
        sizes += &format!(", nlag = {}", model.n_lags());
        names.extend(["lags", "history"]);
    }
    names.push("rhs");
    names.extend((jacobian && model.has_arrays).then_some("jvp"));
    names.extend(jacobian.then_some("jac"));
    let names: Vec<String> = names.iter().map(|name| format!("{id}_{name}")).collect();
    if model.is_complex {
        w.line("use, intrinsic :: iso_c_binding, only: c_double_complex");
    }
    w.line("implicit none");
    w.line("private");
    w.line(&format!("integer, parameter, public :: {sizes}"));
    w.line(&format!("public :: {}", names.join(", ")));
    tables(w, model);
    w.line("");
}

/// Numbers of elements, in lists of a length that every compiler takes.
fn tables(w: &mut Writer, model: &Prepared) {
    for k in model.used_tables() {
        let table = &model.tables[k];
        w.line(&format!("integer, save :: {}({})", table.name, table.indices.len()));
        for (part, numbers) in table.indices.chunks(MAX_LIST).enumerate() {
            let first = part * MAX_LIST;
            let count = numbers.len();
            let numbers = numbers.iter().map(|i| (i + 1).to_string()).collect::<Vec<_>>().join(", ");
            let place = format!("{}({}:{})", table.name, first + 1, first + count);
            w.line(&format!("data {place} / {numbers} /"));
        }
    }
}

/// One element of an array, or some that follow each other; `first` counts from 0.
fn elements(array: &str, first: usize, n: usize) -> String {
    if n == 1 { format!("{array}({})", first + 1) } else { format!("{array}({}:{})", first + 1, first + n) }
}

/// Lists of numbers have no more elements than this.
const MAX_LIST: usize = 200;

/// A subroutine of the module: its arguments with their intent, and its content.
fn subroutine(
    w: &mut Writer,
    model: &Prepared,
    (name, arguments): (&str, &str),
    (inputs, outputs): (&[&Argument], &[&Argument]),
    content: impl FnOnce(&mut Writer),
) {
    let name = format!("{}_{name}", model.identifier);
    let open = format!("pure subroutine {name}({arguments})");
    w.block(&open, &format!("end subroutine {name}"), |w| {
        declare(w, "in", inputs);
        declare(w, "out", outputs);
        content(w);
    });
    w.line("");
}

/// Sets all elements of an array of some type.
fn values(w: &mut Writer, array: &str, kind: Kind, variables: &[PreparedVariable]) {
    for v in variables {
        let all = v.complex_values();
        if let Some(first) = all.first().filter(|first| all.iter().all(|x| x == *first)) {
            let value = literal(*first, kind);
            w.line(&format!("{} = {value}", elements(array, v.first, v.n())));
            continue;
        }
        for (part, numbers) in all.chunks(MAX_LIST).enumerate() {
            let place = elements(array, v.first + part * MAX_LIST, numbers.len());
            let numbers: Vec<String> = numbers.iter().map(|x| literal(*x, kind)).collect();
            w.line(&match numbers.as_slice() {
                [one] => format!("{place} = {one}"),
                many => format!("{place} = (/ {} /)", many.join(", ")),
            });
        }
    }
}

fn defaults(w: &mut Writer, model: &Prepared) {
    let Arguments { y, p, .. } = &Arguments::new(model);
    subroutine(w, model, ("defaults", "y, p"), (&[], &[y, p]), |w| {
        values(w, "y", y.1, &model.states);
        values(w, "p", p.1, &model.parameters);
    });
}

fn history(w: &mut Writer, model: &Prepared) {
    let Arguments { t, y, .. } = &Arguments::new(model);
    subroutine(w, model, ("history", "t, y"), (&[t], &[y]), |w| values(w, "y", y.1, &model.states));
}

fn lags(w: &mut Writer, model: &Prepared) {
    let Arguments { p, lag, .. } = &Arguments::new(model);
    subroutine(w, model, ("lags", "p, lag"), (&[p], &[lag]), |w| {
        let delay = |d: &PreparedDelay| (d.first, d.defaults.len(), model.text(&SYNTAX, &d.value));
        let assignments: Vec<String> =
            model.delays.iter().map(delay).flat_map(|d| assignment("lag", d)).collect();
        statements(w, model, &model.reads(model.delays.iter().map(|d| &d.value)), &assignments);
    });
}

/// The lines that set one element of an array, or several in a loop; `first` counts from 0.
fn assignment(array: &str, (first, n, value): (usize, usize, String)) -> Vec<String> {
    let place = match (n, first) {
        (1, _) => return vec![format!("{array}({}) = {value}", first + 1)],
        (_, 0) => "unit".to_string(),
        _ => format!("{first} + unit"),
    };
    vec![format!("do unit = 1, {n}"), format!("  {array}({place}) = {value}"), "end do".to_string()]
}

/// A subroutine with the arguments of the right-hand side, perhaps a vector, and an output.
fn of_state(
    w: &mut Writer,
    model: &Prepared,
    name: &str,
    vector: Option<&Argument>,
    (output, shape): (&str, String),
    content: impl FnOnce(&mut Writer),
) {
    let Arguments { t, y, z, p, .. } = &Arguments::new(model);
    let mut inputs = vec![t, y];
    inputs.extend(model.is_delayed().then_some(z));
    inputs.extend(vector);
    inputs.push(p);
    let names = inputs.iter().filter_map(|argument| argument.0.split('(').next());
    let names = names.chain([output]).collect::<Vec<_>>().join(", ");
    let output = (format!("{output}({shape})"), y.1);
    subroutine(w, model, (name, &names), (&inputs, &[&output]), content);
}

fn right_hand_side(w: &mut Writer, model: &Prepared) {
    of_state(w, model, "rhs", None, ("dy", model.n_states().to_string()), |w| {
        of_each_state(w, model, "dy", &model.derivatives);
    });
}

/// Sets the elements of an output by an expression for each state.
fn of_each_state(w: &mut Writer, model: &Prepared, output: &str, values: &[Expr<Leaf>]) {
    let states = model.states.iter().zip(values);
    let states = states.map(|(v, value)| (v.first, v.n(), model.text(&SYNTAX, value)));
    let assignments: Vec<String> = states.flat_map(|state| assignment(output, state)).collect();
    statements(w, model, &model.reads(values), &assignments);
}

fn jacobian_product(w: &mut Writer, model: &Prepared) {
    let n = model.n_states();
    let vector = (format!("vector({n})"), Kind::Real);
    of_state(w, model, "jvp", Some(&vector), ("product", n.to_string()), |w| {
        of_each_state(w, model, "product", &model.jacobian_product);
    });
}

/// The Jacobian, column by column.
fn jacobian_of_products(w: &mut Writer, model: &Prepared) {
    let (id, n) = (&model.identifier, model.n_states());
    let z = if model.is_delayed() { " z," } else { "" };
    of_state(w, model, "jac", None, ("dfdy", format!("{n},{n}")), |w| {
        w.line(&format!("double precision :: vector({n})"));
        w.lines(["integer :: unit", "", "vector = 0.0d0"]);
        w.block(&format!("do unit = 1, {n}"), "end do", |w| {
            w.line("vector(unit) = 1.0d0");
            w.line(&format!("call {id}_jvp(t, y,{z} vector, p, dfdy(:,unit))"));
            w.line("vector(unit) = 0.0d0");
        });
    });
}

fn jacobian(w: &mut Writer, model: &Prepared) {
    if model.has_arrays {
        jacobian_product(w, model);
        return jacobian_of_products(w, model);
    }
    let n = model.states.len();
    of_state(w, model, "jac", None, ("dfdy", format!("{n},{n}")), |w| {
        let entry = |e: &PreparedEntry| {
            format!("dfdy({},{}) = {}", e.row + 1, e.column + 1, model.text(&SYNTAX, &e.value))
        };
        let mut lines = vec!["dfdy = 0.0d0".to_string()];
        lines.extend(model.jacobian.iter().map(entry));
        statements(w, model, &model.reads(model.jacobian_values()), &lines);
    });
}

/// Declares the local variables of a routine, gives them their values, and uses them. Arrays are names for parts of the
/// arguments; a copy of a large matrix of weights would take time, and more room than the stack has.
fn statements(w: &mut Writer, model: &Prepared, reads: &Reads, lines: &[String]) {
    let part = |leaf: Leaf, text: String| {
        if model.is_real_part(&leaf) { format!("dble({text})") } else { text }
    };
    let of = |array: &str, v: &PreparedVariable| elements(array, v.first, v.n());
    let access = Access {
        state: &|i| part(Leaf::State(i), of("y", &model.states[i])),
        parameter: &|i| part(Leaf::Parameter(i), of("p", &model.parameters[i])),
        past: &|i| part(Leaf::Past(i), past(model, &model.past[i])),
        end: "",
    };
    let (parts, copied) = split(model, reads);
    let bindings = model.bindings(&SYNTAX, &copied, &access);
    for kind in [Kind::Real, Kind::Complex] {
        let declared = model.declared(&copied);
        let of_kind: Vec<&Leaf> = declared.iter().filter(|leaf| model.kind(leaf) == kind).collect();
        let name = |leaf: &&Leaf| match model.n(leaf) {
            1 => model.leaf(leaf),
            n => format!("{}({n})", model.leaf(leaf)),
        };
        for leaves in of_kind.chunks(8) {
            let names: Vec<String> = leaves.iter().map(name).collect();
            w.line(&format!("{} :: {}", type_of(kind), names.join(", ")));
        }
    }
    if bindings.iter().chain(lines).any(|line| line.contains("unit = 1,")) {
        w.line("integer :: unit");
    }
    if !(bindings.is_empty() && parts == Reads::default()) {
        w.line("");
    }
    let content = |w: &mut Writer| {
        w.lines(&bindings);
        w.lines(lines);
    };
    let vector = model.vector_bindings(reads, &|v| elements("vector", v.first, v.n()), "");
    let parts = [vector, model.bindings(&SYNTAX, &parts, &access)].concat();
    match parts.as_slice() {
        [] => content(w),
        parts => {
            let parts: Vec<String> = parts.iter().map(|part| part.replacen(" = ", " => ", 1)).collect();
            w.block(&format!("associate ({})", parts.join(", ")), "end associate", content);
        }
    }
}

/// What is read as a part of an argument, and what has a place of its own.
fn split(model: &Prepared, reads: &Reads) -> (Reads, Reads) {
    let is_part = |past: &PreparedPast| {
        matches!(model.past_places(past), (Places::Range(..), Places::One(_))) && past.n > 1
    };
    let (states, own_states) = reads.states.iter().partition(|&&i| model.states[i].n() > 1);
    let (parameters, own_parameters) = reads.parameters.iter().partition(|&&i| model.parameters[i].n() > 1);
    let (past, own_past) = reads.past.iter().partition(|&&i| is_part(&model.past[i]));
    let parts = Reads { states, parameters, past, ..Reads::default() };
    let others = Reads { states: own_states, parameters: own_parameters, past: own_past, ..reads.clone() };
    (parts, others)
}

/// Elements of z: a row for each state, a column for each lag.
fn past(model: &Prepared, past: &PreparedPast) -> String {
    let (states, lags) = model.past_places(past);
    let from =
        |first: usize, text: &str| if first == 0 { text.to_string() } else { format!("{first} + {text}") };
    let text = |places: Places| match places {
        Places::One(i) => (i + 1).to_string(),
        Places::Range(first, n) => format!("{}:{}", first + 1, first + n),
        Places::Listed(first, _) => from(first, "unit"),
        Places::Table(first, k) => from(first, &format!("{}(unit)", model.tables[k].name)),
    };
    let element = format!("z({},{})", text(states), text(lags));
    match (states, lags) {
        (Places::One(_) | Places::Range(..), Places::One(_)) => element,
        _ => format!("(/ ({element}, unit = 1, {}) /)", past.n),
    }
}
