//! Noise and events: stochastic differential equations, and callbacks.

use super::{SYNTAX, bindings, past_from_history};
use crate::emit::prepared::{Prepared, PreparedEvent, PreparedNoise};
use crate::emit::reads::Reads;
use crate::emit::writer::Writer;

/// How to solve the model, for the header.
pub(super) fn usage(model: &Prepared) -> Vec<String> {
    let id = &model.identifier;
    let (delayed, noisy) = (model.is_delayed(), !model.noise.is_empty());
    let package = match (delayed, noisy) {
        (false, false) => "OrdinaryDiffEq",
        (true, false) => "DelayDiffEq",
        (false, true) => "StochasticDiffEq",
        (true, true) => "StochasticDelayDiffEq",
    };
    let problem = match (delayed, noisy) {
        (false, false) => "ODEProblem(f!, u0, (0.0, 100.0), p)",
        (true, false) => "DDEProblem(f!, u0, h, (0.0, 100.0), p; constant_lags = lags(p))",
        (false, true) => "SDEProblem(f!, g!, u0, (0.0, 100.0), p; noise_rate_prototype = noise())",
        (true, true) => {
            "SDDEProblem(f!, g!, u0, h, (0.0, 100.0), p; constant_lags = lags(p), noise_rate_prototype = noise())"
        }
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
    let callback = match (model.events.is_empty(), noisy) {
        (true, _) => "",
        (false, false) => "; callback = events(VectorContinuousCallback, terminate!)",
        (false, true) => ", callback = events(VectorContinuousCallback, terminate!)",
    };
    vec![
        format!("  using .{id}: {}", names.join(", ")),
        format!("  using {package}"),
        format!("  problem = {problem}"),
        format!("  solution = solve(problem, {method}{callback})"),
    ]
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
