//! Right-hand sides for ode45, ode15s and dde23, and a script that runs them.

use super::{
    MatlabOptions, SCALAR, assignments, bindings, data_functions, elements, header, names, of_each_state,
    query_usage, syntax, tables, takes_columns, writer,
};
use crate::emit::EmittedFile;
use crate::emit::prepared::Prepared;
use crate::emit::writer::Writer;

pub(super) fn files(model: &Prepared, options: &MatlabOptions) -> Vec<EmittedFile> {
    let id = &model.identifier;
    vec![
        EmittedFile { name: format!("{id}.m"), text: function_file(model, options) },
        EmittedFile { name: format!("{id}_run.m"), text: script(model, options) },
    ]
}

/// The arguments of the right-hand side.
fn arguments(model: &Prepared) -> &'static str {
    if model.is_delayed() { "t, y, Z, p" } else { "t, y, p" }
}

fn function_file(model: &Prepared, options: &MatlabOptions) -> String {
    let (id, syntax) = (&model.identifier, syntax(model));
    let columns = if takes_columns(model) { ",:" } else { "" };
    let has_jacobian = options.jacobian && !model.is_complex;
    let mut w = writer();
    header(&mut w, model, &usage(model, has_jacobian));
    w.block(&format!("function dydt = {id}({})", arguments(model)), "end", |w| {
        queries(w, model, has_jacobian);
        let n = if model.is_delayed() { 4 } else { 3 };
        w.block(&format!("if nargin < {n}"), "end", |w| w.line("p = default_parameters();"));
        assignments(w, model, syntax, columns);
    });
    w.line("");
    if has_jacobian {
        jacobian(&mut w, model);
    }
    data_functions(&mut w, model);
    let jacobian = model.jacobian_values().filter(|_| has_jacobian);
    let delays = model.delays.iter().map(|d| &d.value);
    w.definitions(&model.definitions(syntax, model.derivatives.iter().chain(delays).chain(jacobian)));
    trimmed(w)
}

/// The text with one newline at its end.
fn trimmed(w: Writer) -> String {
    w.finish().trim_end().to_string() + "\n"
}

fn usage(model: &Prepared, jacobian: bool) -> Vec<(String, &'static str)> {
    let (id, arguments) = (&model.identifier, arguments(model));
    let mut lines = Vec::new();
    if model.is_delayed() {
        lines.push((format!("dydt = {id}({arguments})"), "Z(:,k) is y at time t - lags(k)"));
        lines.push((format!("lags = {id}('lags', p)"), "the delays"));
    } else {
        let columns = if takes_columns(model) { "y may have several columns" } else { "the right-hand side" };
        lines.push((format!("dydt = {id}({arguments})"), columns));
    }
    if model.has_complex_states() {
        lines.push(("ode45, ode23".to_string(), "take complex states; ode15s of Octave is wrong with them"));
    }
    lines.extend(query_usage(id));
    if jacobian && model.has_arrays {
        lines
            .push((format!("jvp = {id}('jvp')"), "a function for the product of the Jacobian and a vector:"));
        lines.push((format!("product = jvp({})", with_vector(model)), "the vector is a column"));
    }
    if jacobian {
        lines.push((format!("jac = {id}('jac')"), "a function for the Jacobian:"));
        lines.push((format!("J = jac({arguments})"), "J(i,j) is the derivative of dydt(i) by y(j)"));
    }
    lines
}

/// What the function answers when its first argument is a word.
fn queries(w: &mut Writer, model: &Prepared, jacobian: bool) {
    let mut answers = vec![
        ("y0", "initial_state()".to_string()),
        ("p0", "default_parameters()".to_string()),
        ("states", names(&model.states)),
        ("params", names(&model.parameters)),
    ];
    if jacobian && model.has_arrays {
        answers.push(("jvp", "@jacobian_product".to_string()));
    }
    if jacobian {
        answers.push(("jac", "@jacobian_matrix".to_string()));
    }
    w.block("if ischar(t)", "end", |w| {
        if model.is_delayed() {
            w.block("if nargin < 2", "end", |w| w.line("y = default_parameters();"));
            answers.push(("lags", "delays(y)".to_string()));
        }
        w.line("switch t");
        for (word, answer) in &answers {
            w.block(&format!("  case '{word}'"), "", |w| w.line(&format!("  dydt = {answer};")));
        }
        let message = "error('no answer to the query %s', t);";
        w.block("  otherwise", "", |w| w.line(&format!("  {message}")));
        w.line("end");
        w.line("return");
    });
}

/// The arguments of the right-hand side, and a vector.
fn with_vector(model: &Prepared) -> &'static str {
    if model.is_delayed() { "t, y, Z, vector, p" } else { "t, y, vector, p" }
}

fn jacobian_product(w: &mut Writer, model: &Prepared) {
    w.block(&format!("function product = jacobian_product({})", with_vector(model)), "end", |w| {
        let (syntax, reads) = (syntax(model), model.reads(&model.jacobian_product));
        tables(w, model);
        w.lines(model.vector_bindings(&reads, &|v| elements("vector", v.first, v.n()), ";"));
        bindings(w, model, syntax, &reads);
        of_each_state(w, model, syntax, ("product", ""), &model.jacobian_product);
    });
    w.line("");
}

/// The Jacobian, column by column.
fn jacobian_of_products(w: &mut Writer, model: &Prepared) {
    let n = model.n_states();
    w.block(&format!("function J = jacobian_matrix({})", arguments(model)), "end", |w| {
        w.line(&format!("J = zeros({n}, {n});"));
        w.block(&format!("for column = 1:{n}"), "end", |w| {
            w.line(&format!("vector = zeros({n}, 1);"));
            w.line("vector(column) = 1;");
            w.line(&format!("J(:,column) = jacobian_product({});", with_vector(model)));
        });
    });
    w.line("");
}

fn jacobian(w: &mut Writer, model: &Prepared) {
    if model.has_arrays {
        jacobian_product(w, model);
        return jacobian_of_products(w, model);
    }
    let n = model.states.len();
    w.block(&format!("function J = jacobian_matrix({})", arguments(model)), "end", |w| {
        bindings(w, model, &SCALAR, &model.reads(model.jacobian_values()));
        w.line(&format!("J = zeros({n}, {n});"));
        for entry in &model.jacobian {
            let value = model.text(&SCALAR, &entry.value);
            w.line(&format!("J({},{}) = {value};", entry.row + 1, entry.column + 1));
        }
    });
    w.line("");
}

fn script(model: &Prepared, options: &MatlabOptions) -> String {
    let (id, t_end) = (&model.identifier, SCALAR.signed(options.t_end));
    let mut w = writer();
    w.comment("%", &[format!("{}_RUN  Simulates and plots {id}.", id.to_uppercase())]);
    w.line(&format!("p = {id}('p0');"));
    if model.is_delayed() {
        w.line(&format!("lags = {id}('lags', p);"));
        w.line(&format!("history = @(t) {id}('y0');"));
        w.line("options = ddeset('RelTol', 1e-6, 'AbsTol', 1e-9);");
        // Links share delays; dde23 looks up each lag for all states.
        let (lags, z) = if model.has_arrays { ("distinct", "Z(:,places)") } else { ("lags", "Z") };
        if model.has_arrays {
            w.line("[distinct, ~, places] = unique(lags);");
        }
        w.line(&format!(
            "sol = dde23(@(t, y, Z) {id}(t, y, {z}, p), {lags}, history, [0 {t_end}], options);"
        ));
        w.line("t = sol.x';");
        w.line("y = sol.y';");
    } else {
        w.line("options = odeset('RelTol', 1e-6, 'AbsTol', 1e-9);");
        w.line(&format!("[t, y] = ode45(@(t, y) {id}(t, y, p), [0 {t_end}], {id}('y0'), options);"));
    }
    w.line(if model.has_complex_states() { "plot(t, real(y));" } else { "plot(t, y);" });
    w.line("xlabel('t');");
    w.line(&format!("legend({id}('states'), 'Interpreter', 'none');"));
    w.finish()
}
