//! Simulation by Euler's method in one function, with the trajectory itself as the buffer of delays.

use super::{
    ELEMENTWISE, MatlabOptions, SCALAR, assignments, data_functions, header, names, query_usage, writer,
};
use crate::emit::EmittedFile;
use crate::emit::prepared::Prepared;
use crate::emit::syntax::Syntax;
use crate::emit::writer::Writer;

/// Linear interpolation of the trajectory, as exact as the steps themselves.
const DELAYED: &str = "
function Z = delayed(y, step, lags)
  % The states lags (in steps) before a step; before the first step they are the initial state.
  Z = zeros(size(y, 1), numel(lags));
  for k = 1:numel(lags)
    position = step - lags(k);
    if position <= 1
      Z(:,k) = y(:,1);
    else
      n = min(floor(position), step - 1);
      Z(:,k) = y(:,n) + (position - n)*(y(:,n+1) - y(:,n));
    end
  end
end
";

pub(super) fn files(model: &Prepared, options: &MatlabOptions) -> Vec<EmittedFile> {
    let id = &model.identifier;
    let mut w = writer();
    let mut usage = vec![
        (format!("[t, y] = {id}(t_end, dt, p)"), "Euler's method from 0 to t_end with step dt;"),
        (String::new(), "y(i,k) is state i at time t(k);"),
        (String::new(), "arguments may be left out from the right"),
    ];
    if model.is_delayed() {
        usage.insert(1, (String::new(), "delayed states are interpolated between steps;"));
    }
    usage.extend(query_usage(id));
    header(&mut w, model, &usage);
    w.block(&format!("function [t, y] = {id}(t_end, dt, p)"), "end", |w| {
        queries(w, model);
        let defaults = [
            ("1", "t_end", SCALAR.signed(options.t_end)),
            ("2", "dt", SCALAR.signed(options.dt)),
            ("3", "p", "default_parameters()".to_string()),
        ];
        for (n, name, value) in defaults {
            w.block(&format!("if nargin < {n}"), "end", |w| w.line(&format!("{name} = {value};")));
        }
        steps(w, model);
    });
    w.line("");
    let arguments = if model.is_delayed() { "t, y, Z, p" } else { "t, y, p" };
    w.block(&format!("function dydt = vector_field({arguments})"), "end", |w| {
        assignments(w, model, fixed_syntax(model), "");
    });
    w.line("");
    data_functions(&mut w, model);
    if model.is_delayed() {
        w.verbatim(DELAYED);
        w.line("");
    }
    let delays = model.delays.iter().map(|d| &d.value);
    w.definitions(&model.definitions(fixed_syntax(model), model.derivatives.iter().chain(delays)));
    let text = w.finish().trim_end().to_string() + "\n";
    vec![EmittedFile { name: format!("{id}.m"), text }]
}

/// One state at a time; only arrays ask for elementwise operators.
fn fixed_syntax(model: &Prepared) -> &'static Syntax {
    if model.has_arrays { &ELEMENTWISE } else { &SCALAR }
}

fn queries(w: &mut Writer, model: &Prepared) {
    let answers = [
        ("y0", "initial_state()".to_string()),
        ("p0", "default_parameters()".to_string()),
        ("states", names(&model.states)),
        ("params", names(&model.parameters)),
    ];
    w.block("if nargin > 0 && ischar(t_end)", "end", |w| {
        w.line("switch t_end");
        for (word, answer) in &answers {
            w.block(&format!("  case '{word}'"), "", |w| w.line(&format!("  t = {answer};")));
        }
        let message = "error('no answer to the query %s', t_end);";
        w.block("  otherwise", "", |w| w.line(&format!("  {message}")));
        w.line("end");
        w.line("return");
    });
}

fn steps(w: &mut Writer, model: &Prepared) {
    w.line("n = round(t_end/dt);");
    w.line("t = (0:n)*dt;");
    w.line(&format!("y = zeros({}, n + 1);", model.n_states()));
    w.line("y(:,1) = initial_state();");
    if model.is_delayed() {
        w.line("lags = delays(p)/dt;");
    }
    w.block("for k = 1:n", "end", |w| {
        if model.is_delayed() {
            w.line("Z = delayed(y, k, lags);");
            w.line("y(:,k+1) = y(:,k) + dt*vector_field(t(k), y(:,k), Z, p);");
        } else {
            w.line("y(:,k+1) = y(:,k) + dt*vector_field(t(k), y(:,k), p);");
        }
    });
}
