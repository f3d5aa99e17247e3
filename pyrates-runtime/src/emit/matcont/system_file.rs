//! The system file: a function that returns the handles of all others.

use super::tensors::{Entry, Tensors};
use super::{Derivatives, ELEMENTWISE, MAX_ORDER, MatcontOptions, writer};
use crate::emit::EmittedFile;
use crate::emit::derivatives::{Routine, Symbol};
use crate::emit::header::References;
use crate::emit::lines;
use crate::emit::matlab::{names, row};
use crate::emit::prepared::{Leaf, Prepared};
use crate::emit::writer::{Access, Writer, table};

/// The functions for derivatives by states, from the first order on.
const BY_STATES: [&str; MAX_ORDER] = ["jacobian", "hessians", "der3", "der4", "der5"];

const SYMMETRIC: &str = "
function tensor = symmetric(tensor, row, columns, value)
  % Sets the entries of a row with these columns, in whatever order.
  orders = unique(perms(columns), 'rows');
  for k = 1:size(orders, 1)
    place = num2cell([row, orders(k,:)]);
    tensor(place{:}) = value;
  end
end
";

pub(super) fn file(
    model: &Prepared,
    derivatives: &Derivatives,
    tensors: Option<&Tensors>,
    options: &MatcontOptions,
) -> EmittedFile {
    let id = &model.identifier;
    let mut w = writer();
    header(&mut w, model, tensors.map_or(0, Tensors::order), options);
    let order = tensors.map_or(0, Tensors::order);
    w.block(&format!("function out = {id}(what)"), "end", |w| handles(w, model, order));
    w.line("");
    initial(&mut w, model, order);
    right_hand_side(&mut w, model);
    if let Some(tensors) = tensors {
        write_tensors(&mut w, model, derivatives, tensors);
    }
    let mut parts = derivatives.rows.clone();
    parts.extend(tensors.iter().flat_map(|tensors| tensors.entries()).map(|entry| entry.part));
    w.definitions(&derivatives.routine(&ELEMENTWISE, &parts).definitions());
    EmittedFile { name: format!("{id}.m"), text: w.finish().trim_end().to_string() + "\n" }
}

fn header(w: &mut Writer, model: &Prepared, order: usize, options: &MatcontOptions) {
    let id = &model.identifier;
    let mut text = model.header(
        &ELEMENTWISE,
        &References {
            state: &|i| format!("y({})", i + 1),
            parameter: &|i| format!("p({})", i + 1),
            delay: &|_| String::new(),
        },
    );
    if let Some(first) = text.first_mut() {
        *first = format!("{}  {first}", id.to_uppercase());
    }
    if model.n_own_states < model.states.len() {
        text.push(String::new());
        let first = format!("y({})", model.n_own_states + 1);
        text.extend(lines::about(&first, options.nodes));
    }
    text.push(String::new());
    text.push(match order {
        0 => "There are no derivatives; MatCont takes differences.".to_string(),
        _ => format!("Derivatives by states go to order {order}; MatCont takes differences beyond."),
    });
    text.push(String::new());
    let line = |call: String, meaning: &str| vec![call, meaning.to_string()];
    text.extend(table(&[
        line(format!("{id}()"), "the handles of the functions below, as MatCont wants them"),
        line(format!("{id}('y0')"), "the initial state"),
        line(format!("{id}('p0')"), "the parameters"),
        line(format!("{id}('states')"), "the names of the states"),
        line(format!("{id}('params')"), "the names of the parameters"),
    ]));
    w.comment("%", &text);
    w.line("");
}

fn handles(w: &mut Writer, model: &Prepared, order: usize) {
    w.block("if nargin > 0", "end", |w| {
        w.line("switch what");
        for (word, answer) in [
            ("y0", format!("{}'", row(&model.states))),
            ("p0", format!("{}'", row(&model.parameters))),
            ("states", names(&model.states)),
            ("params", names(&model.parameters)),
        ] {
            w.line(&format!("  case '{word}'"));
            w.line(&format!("    out = {answer};"));
        }
        w.line("  otherwise");
        w.line("    error('no answer to the query %s', what);");
        w.line("end");
        w.line("return");
    });
    w.line("out{1} = @init;");
    w.line("out{2} = @fun_eval;");
    let by_states = |k: usize| if k <= order { format!("@{}", BY_STATES[k - 1]) } else { "[]".to_string() };
    let by_parameters = |name: &str, k: usize| if k <= order { format!("@{name}") } else { "[]".to_string() };
    let all = [by_states(1), by_parameters("jacobianp", 1), by_states(2), by_parameters("hessiansp", 2)];
    let all = all.into_iter().chain((3..=MAX_ORDER).map(by_states));
    for (k, handle) in all.enumerate() {
        w.line(&format!("out{{{}}} = {handle};", k + 3));
    }
}

/// What MatCont asks for before it integrates.
fn initial(w: &mut Writer, model: &Prepared, order: usize) {
    let id = &model.identifier;
    w.block("function [tspan, y0, options] = init()", "end", |w| {
        w.line("tspan = [0 10];");
        w.line(&format!("y0 = {id}('y0');"));
        if order == 0 {
            w.line("options = odeset();");
            return;
        }
        w.line(&format!("handles = {id}();"));
        let second = if order > 1 { ", 'Hessians', handles(5), 'HessiansP', handles(6)" } else { "" };
        w.line(&format!("options = odeset('Jacobian', handles(3), 'JacobianP', handles(4){second});"));
    });
    w.line("");
}

/// The arguments of all functions.
fn arguments(model: &Prepared) -> String {
    let parameters = model.parameters.iter().map(|v| v.name.as_str());
    ["t", "y"].into_iter().chain(parameters).collect::<Vec<_>>().join(", ")
}

fn right_hand_side(w: &mut Writer, model: &Prepared) {
    w.block(&format!("function dydt = fun_eval({})", arguments(model)), "end", |w| {
        w.comment("%", &["Columns of y are states of their own.".to_string()]);
        let mut reads = model.reads(&model.derivatives);
        // They are arguments already.
        reads.parameters.clear();
        let access = Access {
            state: &|i| format!("y({},:)", i + 1),
            parameter: &|_| String::new(),
            // The past is in the states.
            past: &|_| String::new(),
            end: ";",
        };
        w.lines(model.bindings(&ELEMENTWISE, &reads, &access));
        w.line("dydt = zeros(size(y));");
        for (i, value) in model.derivatives.iter().enumerate() {
            w.line(&format!("dydt({},:) = {};", i + 1, model.text(&ELEMENTWISE, value)));
        }
    });
    w.line("");
}

fn write_tensors(w: &mut Writer, model: &Prepared, derivatives: &Derivatives, tensors: &Tensors) {
    let (n, m) = (model.states.len(), model.parameters.len());
    let mut write = |head: (&str, &str), sizes: Vec<usize>, entries: &[Entry], is_symmetric: bool| {
        let parts: Vec<usize> = entries.iter().map(|entry| entry.part).collect();
        let routine = derivatives.routine(&ELEMENTWISE, &parts);
        w.block(&format!("function tensor = {}({})", head.0, arguments(model)), "end", |w| {
            w.comment("%", &[head.1.to_string()]);
            body(w, model, &routine, &sizes, entries, is_symmetric);
        });
        w.line("");
    };
    write(("jacobian", "d dydt(i) / d y(j) at (i,j)"), vec![n, n], &tensors.by_states[0], false);
    write(("jacobianp", "d dydt(i) / d p(j) at (i,j)"), vec![n, m], &tensors.by_parameters, false);
    if tensors.order() > 1 {
        write(("hessiansp", "d^2 dydt(i) / d y(j) d p(k) at (i,j,k)"), vec![n, n, m], &tensors.mixed, false);
    }
    for (k, entries) in tensors.by_states.iter().enumerate().skip(1) {
        let about = format!("Derivatives of order {} of dydt(i) by y(j), y(k), ... at (i,j,k,...)", k + 1);
        write((BY_STATES[k], &about), vec![n; k + 2], entries, true);
    }
    if tensors.by_states.iter().skip(1).flatten().any(|entry| is_permutable(&entry.columns)) {
        w.verbatim(SYMMETRIC);
        w.line("");
    }
}

fn body(
    w: &mut Writer,
    model: &Prepared,
    routine: &Routine,
    sizes: &[usize],
    entries: &[Entry],
    is_symmetric: bool,
) {
    let place = |symbol: &Symbol| match symbol {
        Symbol::Value(Leaf::State(i)) => Some(format!("y({})", i + 1)),
        // Parameters are arguments.
        _ => None,
    };
    w.lines(routine.bindings(model, &place, ";"));
    let list = |numbers: &[usize]| numbers.iter().map(usize::to_string).collect::<Vec<_>>().join(",");
    w.line(&format!("tensor = zeros({});", list(sizes).replace(',', ", ")));
    for (entry, value) in entries.iter().zip(routine.values(model)) {
        let columns: Vec<usize> = entry.columns.iter().map(|i| i + 1).collect();
        let row = entry.row + 1;
        if is_symmetric && is_permutable(&columns) {
            let columns = list(&columns).replace(',', " ");
            w.line(&format!("tensor = symmetric(tensor, {row}, [{columns}], {value});"));
        } else {
            w.line(&format!("tensor({row},{}) = {value};", list(&columns)));
        }
    }
}

/// Whether the columns can be in several orders.
fn is_permutable(columns: &[usize]) -> bool {
    columns.iter().any(|i| Some(i) != columns.first())
}
