//! The program that fits.

use super::plan::{Fitted, Plan, Sign};
use super::values::scale;
use super::{Shape, elements, header};
use crate::emit::prepared::Leaf;
use crate::emit::writer::{Continuation, Writer, table};

/// The text of the program.
pub(super) fn text(plan: &Plan, functions: &str) -> String {
    let mut w = Writer::new("  ", Continuation::Operator);
    let mut lines = header(plan);
    lines.push(String::new());
    lines.extend(usage(plan));
    w.comment("//", &lines);
    w.line("");
    w.block("functions {", "}", |w| w.verbatim(functions));
    w.block("data {", "}", |w| data(w, plan));
    w.block("transformed data {", "}", |w| noise_scale(w, plan));
    w.block("parameters {", "}", |w| parameters(w, plan));
    w.block("transformed parameters {", "}", |w| expected(w, plan));
    w.block("model {", "}", |w| priors(w, plan));
    w.block("generated quantities {", "}", |w| generated(w, plan));
    w.finish()
}

fn comment(w: &mut Writer, lines: &[&str]) {
    w.comment("//", &lines.iter().map(ToString::to_string).collect::<Vec<_>>());
}

/// How the program is run.
fn usage(plan: &Plan) -> Vec<String> {
    let id = &plan.model.identifier;
    let mut lines = vec![
        format!("Fitted: {}.", names(plan)),
        format!("{id}_data.json has all data but the observations:"),
        String::new(),
    ];
    lines.extend(table(&[
        vec!["n_times".into(), "how many observations there are".into()],
        vec!["times".into(), "when they were made: increasing, and later than t0".into()],
        vec!["observed".into(), format!("a row for each time; the columns are {}", columns(plan))],
    ]));
    lines.push(String::new());
    let python = [
        "  import json".to_string(),
        "  from cmdstanpy import CmdStanModel".to_string(),
        format!("  data = json.load(open(\"{id}_data.json\"))"),
        "  data.update(n_times=len(times), times=times, observed=observed)".to_string(),
        format!("  fit = CmdStanModel(stan_file=\"{id}.stan\").sample(data=data, inits=\"{id}_inits.json\")"),
    ];
    lines.extend(python);
    lines
}

fn names(plan: &Plan) -> String {
    match plan.fitted.as_slice() {
        [] => "nothing but the noise of the observations".to_string(),
        fitted => fitted.iter().map(|f| f.name.as_str()).collect::<Vec<_>>().join(", "),
    }
}

/// What the columns of the data are; no more than a line has room for.
fn columns(plan: &Plan) -> String {
    const MANY: usize = 8;
    let name = |leaf: &Leaf| match plan.model.n(leaf) {
        1 => plan.model.leaf(leaf),
        n => format!("{n} of {}", plan.model.leaf(leaf)),
    };
    let mut names: Vec<String> = plan.observed.iter().take(MANY).map(name).collect();
    if plan.observed.len() > MANY {
        names.push(format!("and so on, as in {}", plan.view));
    }
    names.join(", ")
}

fn data(w: &mut Writer, plan: &Plan) {
    let model = plan.model;
    comment(w, &["The observations."]);
    w.lines(["int<lower=1> n_times;", "real t0;"]);
    w.line("array[n_times] real<lower=t0> times;");
    w.line(&format!("array[n_times] vector[{}] observed;", plan.n_observed()));
    comment(w, &["The state at t0, and parameters that are not fitted."]);
    w.line(&format!("vector[{}] y0;", model.n_states()));
    for (i, v) in model.parameters.iter().enumerate() {
        if !plan.is_fitted(Leaf::Parameter(i)) {
            w.line(&format!("{} {};", Shape::of(model, i).declared(""), v.name));
        }
    }
    for k in model.used_tables() {
        let table = &model.tables[k];
        w.line(&format!("array[{}] int<lower=1> {};", table.indices.len(), table.name));
    }
    comment(
        w,
        &["Values around which others are sought, and how far: the standard deviation of logarithms."],
    );
    for fitted in &plan.fitted {
        w.line(&format!("{} {};", fitted.shape.declared(bound(fitted.sign)), fitted.prior));
    }
    w.line("real<lower=0> prior_spread;");
    comment(w, &["1 leaves the observations out."]);
    w.line("int<lower=0, upper=1> prior_only;");
    comment(w, &["For the solver."]);
    w.lines(["real<lower=0> rtol;", "real<lower=0> atol;", "int<lower=1> max_steps;"]);
}

/// The constraint of a sign.
fn bound(sign: Sign) -> &'static str {
    match sign {
        Sign::Positive => "<lower=0>",
        Sign::Negative => "<upper=0>",
        Sign::Any => "",
    }
}

fn noise_scale(w: &mut Writer, plan: &Plan) {
    let n = plan.n_observed();
    comment(w, &["How much each column varies; 1 if it does not."]);
    w.line(&format!("vector[{n}] noise_scale = rep_vector(1.0, {n});"));
    w.block(&format!("for (k in 1:{n}) {{"), "}", |w| {
        w.line("real deviation = sd(observed[, k]);");
        w.line("if (deviation > 0) noise_scale[k] = deviation;");
    });
}

fn parameters(w: &mut Writer, plan: &Plan) {
    for fitted in &plan.fitted {
        w.line(&format!("{} {};", fitted.shape.declared(bound(fitted.sign)), fitted.name));
    }
    comment(w, &["The standard deviations of the noise of observations."]);
    w.line(&format!("vector<lower=0>[{}] noise;", plan.n_observed()));
}

fn expected(w: &mut Writer, plan: &Plan) {
    let (model, arguments) = (plan.model, plan.arguments());
    let comma = if arguments.is_empty() { "" } else { ", " };
    w.line(&format!("array[n_times] vector[{}] expected;", plan.n_observed()));
    w.block("{", "}", |w| {
        w.line(&format!("vector[{}] start = y0;", model.n_states()));
        for fitted in &plan.fitted {
            if let Leaf::State(_) = fitted.leaf {
                let place = elements("start", fitted.variable.first, fitted.variable.n());
                w.line(&format!("{place} = {};", fitted.name));
            }
        }
        let solver = format!("ode_{}_tol", plan.solver);
        w.line(&format!(
            "array[n_times] vector[{}] states = {solver}({}, start, t0, times, rtol, atol, max_steps{comma}{arguments});",
            model.n_states(),
            plan.field,
        ));
        w.block("for (k in 1:n_times) {", "}", |w| {
            w.line(&format!("expected[k] = {}(times[k], states[k]{comma}{arguments});", plan.view));
        });
    });
}

fn priors(w: &mut Writer, plan: &Plan) {
    if !plan.fitted.is_empty() {
        comment(
            w,
            &[
                "Assumed: what is positive or negative in the model stays so, and its logarithm is normal; the",
                "rest is normal. Both are centred on the values of the data.",
            ],
        );
    }
    plan.fitted.iter().for_each(|fitted| w.line(&prior(fitted)));
    comment(
        w,
        &["Assumed: the noise is normal and independent, and about as large as what is observed, or less."],
    );
    w.line("noise ~ exponential(1 ./ noise_scale);");
    w.block("if (prior_only == 0) {", "}", |w| {
        w.line("for (k in 1:n_times) observed[k] ~ normal(expected[k], noise);");
    });
}

fn prior(fitted: &Fitted) -> String {
    let listed = |text: String| match fitted.shape {
        Shape::Matrix(..) => format!("to_vector({text})"),
        Shape::Real | Shape::Vector(_) => text,
    };
    let sign = if fitted.sign == Sign::Negative { "-" } else { "" };
    let name = listed(format!("{sign}{}", fitted.name));
    let centre = listed(format!("{sign}{}", fitted.prior));
    match scale(fitted.sign, &fitted.variable.values) {
        Some(scale) => format!("{name} ~ normal({centre}, {scale});"),
        None => format!("{name} ~ lognormal(log({centre}), prior_spread);"),
    }
}

fn generated(w: &mut Writer, plan: &Plan) {
    comment(w, &["Observations as they might have been, and the log likelihood of those that were made."]);
    w.line(&format!("array[n_times] vector[{}] simulated;", plan.n_observed()));
    w.line("vector[n_times] log_lik;");
    w.block("for (k in 1:n_times) {", "}", |w| {
        w.line("simulated[k] = to_vector(normal_rng(expected[k], noise));");
        w.line("log_lik[k] = normal_lpdf(observed[k] | expected[k], noise);");
    });
}
