//! Noise and events: stochastic differential equations, and callbacks.

use super::{SYNTAX, bindings, past_from_history};
use crate::emit::prepared::{Leaf, Prepared, PreparedEvent, PreparedNoise};
use crate::emit::reads::Reads;
use crate::emit::writer::Writer;

/// How DifferentialEquations.jl solves a model.
pub(super) struct Solving {
    /// The package that has the method.
    pub(super) package: &'static str,
    /// The function that makes the problem, and its arguments but the last ones.
    problem: &'static str,
    /// What follows the parameters.
    options: &'static str,
    /// The method, and with noise its step.
    method: &'static str,
    /// The names of the module that are used.
    pub(super) names: Vec<&'static str>,
    /// Events as a keyword argument, if there are any.
    callback: Option<&'static str>,
}

impl Solving {
    pub(super) fn new(model: &Prepared) -> Solving {
        let (delayed, noisy) = (model.is_delayed(), !model.noise.is_empty());
        let (package, problem) = match (delayed, noisy) {
            (false, false) => ("OrdinaryDiffEq", "ODEProblem(f!, u0"),
            (true, false) => ("DelayDiffEq", "DDEProblem(f!, u0, h"),
            (false, true) => ("StochasticDiffEq", "SDEProblem(f!, g!, u0"),
            (true, true) => ("StochasticDelayDiffEq", "SDDEProblem(f!, g!, u0, h"),
        };
        let options = match (delayed, noisy) {
            (false, false) => "",
            (true, false) => "; constant_lags = lags(p)",
            (false, true) => "; noise_rate_prototype = noise()",
            (true, true) => "; constant_lags = lags(p), noise_rate_prototype = noise()",
        };
        let method = match (delayed, noisy) {
            (false, false) => "Tsit5()",
            (true, false) => "MethodOfSteps(Tsit5())",
            (_, true) => "EM(); dt = 1e-3",
        };
        let mut names = vec!["f!", "u0", "p"];
        names.extend(delayed.then_some(["h", "lags"]).into_iter().flatten());
        names.extend(noisy.then_some(["g!", "noise"]).into_iter().flatten());
        names.extend((!model.events.is_empty()).then_some("events"));
        let callback = "callback = events(VectorContinuousCallback, terminate!)";
        let callback = (!model.events.is_empty()).then_some(callback);
        Solving { package, problem, options, method, names, callback }
    }

    /// A problem from 0 to a time.
    pub(super) fn problem(&self, t_end: &str) -> String {
        format!("{}, (0.0, {t_end}), p{})", self.problem, self.options)
    }

    /// The call that solves it, with more keyword arguments.
    pub(super) fn solve(&self, more: &str) -> String {
        let (method, step) = self.method.split_once("; ").unwrap_or((self.method, ""));
        let arguments = [step, self.callback.unwrap_or(""), more];
        let arguments: Vec<&str> = arguments.into_iter().filter(|text| !text.is_empty()).collect();
        let semicolon = if arguments.is_empty() { "" } else { "; " };
        format!("solve(problem, {method}{semicolon}{})", arguments.join(", "))
    }
}

/// How to solve the model, for the header.
pub(super) fn usage(model: &Prepared, has_jacobian: bool) -> Vec<String> {
    let id = &model.identifier;
    let solving = Solving::new(model);
    let mut lines = vec![
        format!("  using .{id}: {}", solving.names.join(", ")),
        format!("  using {}", solving.package),
        format!("  problem = {}", solving.problem("100.0")),
        format!("  solution = {}", solving.solve("")),
    ];
    if has_jacobian && model.noise.is_empty() {
        let function = if model.is_delayed() { "DDEFunction" } else { "ODEFunction" };
        lines.push(String::new());
        lines.push(format!(
            "With {function}(f!; jac = {id}.jac!) in place of f!, stiff solvers take the Jacobian."
        ));
        if model.has_arrays && !model.is_delayed() {
            lines.push(format!(
                "With {function}(f!; jvp = {id}.jvp!), those that solve linear systems by Krylov methods take its product."
            ));
        }
    }
    lines.extend(bifurcations(model, has_jacobian));
    lines
}

/// How BifurcationKit.jl follows equilibria in the first parameter.
fn bifurcations(model: &Prepared, has_jacobian: bool) -> Vec<String> {
    let auxiliaries = model.auxiliaries.iter().filter_map(|auxiliary| auxiliary.value.expression());
    let reads_time = model.derivatives.iter().chain(auxiliaries).any(|e| e.leaves().contains(&&Leaf::Time));
    let is_autonomous = !reads_time && model.noise.is_empty() && model.events.is_empty();
    // The package is for real states and parameters.
    let is_autonomous = is_autonomous && !model.is_complex;
    let Some(first) = model.parameters.first().filter(|v| is_autonomous && v.n() == 1) else {
        return Vec::new();
    };
    let (id, name) = (&model.identifier, &first.name);
    let (package, problem) = match model.is_delayed() {
        true => {
            ("DDEBifurcationKit", format!("ConstantDDEBifProblem({id}.f, lags, u0, p, (@optic _.{name}))"))
        }
        false => {
            let jacobian = if has_jacobian { format!("; J = {id}.jac") } else { String::new() };
            ("BifurcationKit", format!("BifurcationProblem({id}.f, u0, p, (@optic _.{name}){jacobian})"))
        }
    };
    let using = if model.is_delayed() { "BifurcationKit, DDEBifurcationKit" } else { package };
    vec![String::new(), format!("  using {using}"), format!("  problem = {problem}")]
}

/// The functions for noise and events, if the model has any.
pub(super) fn functions(w: &mut Writer, model: &Prepared) {
    if !model.noise.is_empty() {
        noise(w, model);
    }
    if !model.events.is_empty() {
        condition(w, model);
        happen(w, model);
        callback(w, model);
    }
}

/// The arguments behind the first, and the lines that look up the past.
fn arguments(model: &Prepared) -> &'static str {
    if model.is_delayed() { "u, h, p, t" } else { "u, p, t" }
}

fn bind(w: &mut Writer, model: &Prepared, reads: &Reads) {
    if !reads.past.is_empty() {
        past_from_history(w, model);
    }
    bindings(w, model, reads);
}

fn noise(w: &mut Writer, model: &Prepared) {
    let (n, m) = (model.n_states(), model.n_noise);
    w.line("# Noise: du = f dt + G dW, with a column of G for each Wiener process.");
    w.line(&format!("noise() = zeros({n}, {m})"));
    w.line("");
    w.block(&format!("function g!(G, {})", arguments(model)), "end", |w| {
        bind(w, model, &model.reads(model.noise.iter().map(|noise| &noise.amplitude)));
        w.line("fill!(G, zero(eltype(G)))");
        model.noise.iter().for_each(|noise| amplitude(w, model, noise));
        w.line("return nothing");
    });
    w.line("");
}

fn amplitude(w: &mut Writer, model: &Prepared, noise: &PreparedNoise) {
    let state = &model.states[noise.state];
    let text = model.text(&SYNTAX, &noise.amplitude);
    if state.n() == 1 {
        w.line(&format!("G[{}, {}] = {text}", state.first + 1, noise.first + 1));
        return;
    }
    w.block(&format!("for i in 1:{}", state.n()), "end", |w| {
        w.line(&format!("G[{}, {}] = {text}", place(state.first), place(noise.first)));
    });
}

/// The place of element `i` in an array.
fn place(first: usize) -> String {
    if first == 0 { "i".to_string() } else { format!("{first} + i") }
}

fn condition(w: &mut Writer, model: &Prepared) {
    w.line("# Events: out[k] is positive when the condition of event k holds.");
    w.block(&format!("function condition!(out, {})", arguments(model)), "end", |w| {
        bind(w, model, &model.reads(model.events.iter().map(|event| &event.switch)));
        for event in &model.events {
            let text = model.text(&SYNTAX, &event.switch);
            if event.n == 1 {
                w.line(&format!("out[{}] = {text}", event.first + 1));
            } else {
                let set = format!("out[{}] = {text}", place(event.first));
                w.block(&format!("for i in 1:{}", event.n), "end", |w| w.line(&set));
            }
        }
        w.line("return nothing");
    });
    w.line("");
}

fn happen(w: &mut Writer, model: &Prepared) {
    w.line("# What happens when the condition of event k becomes true; says whether the run ends.");
    w.block(&format!("function happen!({}, k)", arguments(model)), "end", |w| {
        let values = model.events.iter().flat_map(|event| event.set.iter().map(|(_, value)| value));
        bind(w, model, &model.reads(values));
        model.events.iter().for_each(|event| actions(w, model, event));
        w.line("return false");
    });
    w.line("");
}

/// All new values are computed before any is set.
fn actions(w: &mut Writer, model: &Prepared, event: &PreparedEvent) {
    let open = match event.n {
        1 => format!("if k == {}", event.first + 1),
        n => format!("if {} <= k <= {}", event.first + 1, event.first + n),
    };
    let what = event.path.clone();
    w.block(&open, "end", |w| {
        w.comment("#", &[what]);
        if event.n > 1 {
            w.line(&format!("i = k - {}", event.first));
        }
        let places = event.set.iter().map(|(state, _)| match &model.states[*state] {
            v if v.n() == 1 => format!("u[{}]", v.first + 1),
            v => format!("u[{}]", place(v.first)),
        });
        let places: Vec<String> = places.collect();
        let values: Vec<String> = event.set.iter().map(|(_, value)| model.text(&SYNTAX, value)).collect();
        if !places.is_empty() {
            w.line(&format!("{} = {}", places.join(", "), values.join(", ")));
        }
        w.line(&format!("return {}", event.stop));
    });
}

fn callback(w: &mut Writer, model: &Prepared) {
    let (past, n) = (if model.is_delayed() { "past(integrator), " } else { "" }, model.n_events());
    w.line("# The callback, made by the package's own VectorContinuousCallback and terminate!.");
    w.block("function events(make, terminate!)", "end", |w| {
        if model.is_delayed() {
            w.line("solution(integrator, p, t, idxs) = t <= 0 ? h(p, t; idxs = idxs) : integrator.sol(t; idxs = idxs)");
            w.line("past(integrator) = (p, t; idxs = nothing) -> solution(integrator, p, t, idxs)");
        }
        w.line(&format!(
            "condition(out, u, t, integrator) = condition!(out, u, {past}integrator.p, t)"
        ));
        w.line(&format!(
            "affect!(integrator, k) = happen!(integrator.u, {past}integrator.p, integrator.t, k) && terminate!(integrator)"
        ));
        w.line(&format!("return make(condition, affect!, nothing, {n})"));
    });
    w.line("");
}
