//! The main file: right-hand side, delays, derivatives and values, by name.

use super::{DdeBiftoolOptions, ELEMENTWISE, Symbol, place, writer};
use crate::emit::EmittedFile;
use crate::emit::header::References;
use crate::emit::matlab::{names, row};
use crate::emit::prepared::{Leaf, Prepared};
use crate::emit::writer::{Access, Writer, table};

/// The file; `partial` is the text of `sys_deri` and what it needs.
pub(super) fn file(
    model: &Prepared,
    options: &DdeBiftoolOptions,
    delays: &[usize],
    partial: Option<String>,
) -> EmittedFile {
    let id = &model.identifier;
    let has = Has { partial: partial.is_some(), directional: options.jacobian };
    let mut w = writer();
    header(&mut w, model, has);
    w.block(&format!("function out = {id}(what)"), "end", |w| answers(w, model, has));
    w.line("");
    right_hand_side(&mut w, model);
    w.block("function ind = sys_tau()", "end", |w| {
        w.comment("%", &["The parameter that is delay k, for k = 1, 2, ...".to_string()]);
        let indices: Vec<String> = delays.iter().map(|i| (i + 1).to_string()).collect();
        w.line(&match indices.as_slice() {
            [] => "ind = zeros(1, 0);".to_string(),
            _ => format!("ind = [{}];", indices.join(", ")),
        });
    });
    w.line("");
    if let Some(partial) = partial {
        w.verbatim(&partial);
        w.line("");
    }
    values(&mut w, model);
    // The derivatives bring their own definitions, those of the right-hand side among them.
    if !has.partial {
        w.definitions(&model.definitions(&ELEMENTWISE, &model.derivatives));
    }
    EmittedFile { name: format!("{id}.m"), text: w.finish().trim_end().to_string() + "\n" }
}

/// Which derivatives there are.
#[derive(Clone, Copy)]
struct Has {
    partial: bool,
    directional: bool,
}

fn header(w: &mut Writer, model: &Prepared, has: Has) {
    let id = &model.identifier;
    let mut lines = model.header(
        &ELEMENTWISE,
        &References {
            state: &|i| format!("xx({},1)", i + 1),
            parameter: &|i| format!("par({})", i + 1),
            delay: &|k| format!("xx(:,{})", k + 2),
        },
    );
    if let Some(first) = lines.first_mut() {
        *first = format!("{}  {first}", id.to_uppercase());
    }
    lines.push(String::new());
    let call = |word: &str| format!("{id}('{word}')");
    let mut rows = vec![(call("funcs"), "the functions below for DDE-BIFTOOL, by its set_funcs")];
    if has.directional {
        rows.push((call("symfuncs"), "the same with derivatives for normal forms, by its set_symfuncs"));
    }
    rows.extend([
        (call("sys_rhs"), "a function of xx and par: xx(i,k+1,:) is state i at delay k"),
        (call("sys_tau"), "a function for the parameters that are delays"),
    ]);
    if has.partial {
        rows.push((call("sys_deri"), "a function for partial derivatives"));
    }
    rows.extend([
        (call("x0"), "the initial state"),
        (call("par"), "the parameters"),
        (call("ind"), "the number of each parameter by its name"),
        (call("states"), "the names of the states"),
        (call("params"), "the names of the parameters"),
    ]);
    lines.extend(table(&rows.iter().map(|row| vec![row.0.clone(), row.1.to_string()]).collect::<Vec<_>>()));
    w.comment("%", &lines);
    w.line("");
}

fn answers(w: &mut Writer, model: &Prepared, has: Has) {
    let id = &model.identifier;
    let vectorised = "'x_vectorized', true, 'p_vectorized', true";
    let deri = if has.partial { "'sys_deri', @sys_deri, " } else { "" };
    let mut answers =
        vec![("funcs", format!("set_funcs('sys_rhs', @sys_rhs, 'sys_tau', @sys_tau, {deri}{vectorised})"))];
    if has.directional {
        answers.push(("symfuncs", format!("set_symfuncs(@sym_{id}, 'sys_tau', @sys_tau)")));
    }
    answers.extend([("sys_rhs", "@sys_rhs".to_string()), ("sys_tau", "@sys_tau".to_string())]);
    if has.partial {
        answers.push(("sys_deri", "@sys_deri".to_string()));
    }
    answers.extend([
        ("x0", "initial_state()".to_string()),
        ("par", "default_parameters()".to_string()),
        ("ind", "cell2struct(num2cell(1:numel(parameter_names())), parameter_names(), 2)".to_string()),
        ("states", "state_names()".to_string()),
        ("params", "parameter_names()".to_string()),
    ]);
    w.line("switch what");
    for (word, answer) in &answers {
        w.block(&format!("  case '{word}'"), "", |w| w.line(&format!("  out = {answer};")));
    }
    w.block("  otherwise", "", |w| w.line("  error('no answer to the query %s', what);"));
    w.line("end");
}

fn right_hand_side(w: &mut Writer, model: &Prepared) {
    w.block("function dxdt = sys_rhs(xx, par)", "end", |w| {
        let at = |leaf| place(model, &Symbol::Value(leaf)).unwrap_or_default();
        let access = Access {
            state: &|i| at(Leaf::State(i)),
            parameter: &|i| at(Leaf::Parameter(i)),
            past: &|k| at(Leaf::Past(k)),
            end: ";",
        };
        w.lines(model.bindings(&ELEMENTWISE, &model.reads(&model.derivatives), &access));
        w.line(&format!("dxdt = zeros({}, 1, size(xx, 3));", model.states.len()));
        for (i, value) in model.derivatives.iter().enumerate() {
            w.line(&format!("dxdt({},1,:) = {};", i + 1, model.text(&ELEMENTWISE, value)));
        }
    });
    w.line("");
}

/// Functions for the values and names of states and parameters.
fn values(w: &mut Writer, model: &Prepared) {
    for (function, variable, value) in [
        ("initial_state", "x", format!("{}'", row(&model.states))),
        ("default_parameters", "par", row(&model.parameters)),
        ("state_names", "names", names(&model.states)),
        ("parameter_names", "names", names(&model.parameters)),
    ] {
        w.block(&format!("function {variable} = {function}()"), "end", |w| {
            w.line(&format!("{variable} = {value};"));
        });
        w.line("");
    }
}
