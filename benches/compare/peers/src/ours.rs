//! PyRates' methods on a problem.

use crate::clock::{fastest, list};
use pyrates::model::Model;
use pyrates::prelude::*;

use crate::adaptive::Problem;

/// The methods that take part.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Method {
    Dopri5,
    Tsit5,
    Vern7,
    Dop853,
    Rodas5P,
    Radau9,
    Auto,
}

impl Method {
    pub(crate) const NOT_STIFF: [Method; 6] =
        [Method::Dopri5, Method::Tsit5, Method::Vern7, Method::Dop853, Method::Rodas5P, Method::Auto];
    pub(crate) const STIFF: [Method; 3] = [Method::Rodas5P, Method::Radau9, Method::Auto];
}

/// Times the methods at all tolerances. What is asked for is the end, as of the others.
pub(crate) fn measure<M: Model>(problem: &Problem, model: &M, methods: &[Method]) {
    for &method in methods {
        for tolerance in tolerances() {
            let run = || {
                let atol = problem.atol * tolerance;
                let run =
                    model.simulate(0.0..problem.t_end).rtol(tolerance).atol(atol).interval(problem.t_end);
                match method {
                    Method::Dopri5 => run.method(Dopri5).run(),
                    Method::Tsit5 => run.method(Tsit5).run(),
                    Method::Vern7 => run.method(Vern7).run(),
                    Method::Dop853 => run.method(Dop853).run(),
                    Method::Rodas5P => run.method(Rodas5P).run(),
                    Method::Radau9 => run.method(Radau9).run(),
                    Method::Auto => run.method(Auto).run(),
                }
            };
            let (seconds, solution) = fastest(run);
            match solution.as_ref().map(Solution::last) {
                Ok(Some((_, end))) => {
                    print("PyRates", &format!("{method:?}"), problem, tolerance, seconds, end)
                }
                Ok(None) => {}
                Err(error) => eprintln!("{}: {method:?} at {tolerance:e}: {error}", problem.name),
            }
        }
    }
}

/// One in each decade.
pub(crate) fn tolerances() -> impl Iterator<Item = f64> {
    (2..=13).map(|digits| 10f64.powi(-digits))
}

/// A line for the report.
pub(crate) fn print(tool: &str, method: &str, problem: &Problem, tolerance: f64, seconds: f64, end: &[f64]) {
    let (name, end) = (problem.name, list(end));
    println!(
        r#"{{"problem": "{name}", "tool": "{tool}", "method": "{method}", "tolerance": {tolerance:e}, "seconds": {seconds:e}, "end": {end}}}"#
    );
}
