//! `pyrates simulate`.

use std::path::Path;

use pyrates_runtime::prelude::*;
use pyrates_runtime::{SolveError, SolveErrorKind};

use crate::args::{MethodName, SimulateArgs};
use crate::failure::{Failure, failed};
use crate::output::print;

/// Solves a model and writes the table. A simulation that fails on the way writes what there is.
pub(crate) fn simulate(args: &SimulateArgs) -> Result<(), Failure> {
    let mut circuit = args.model.file().load()?;
    for (path, value) in &args.set {
        circuit.set(path, *value).map_err(failed)?;
    }
    match run(&circuit, args) {
        Ok(solution) => write(&solution, &args.csv),
        Err(error) => {
            if !error.partial.t.is_empty() {
                write(&error.partial, &args.csv)?;
            }
            Err(explain(&error))
        }
    }
}

fn run(circuit: &Circuit, args: &SimulateArgs) -> Result<Solution, SolveError> {
    let run = circuit.simulate(args.t_start..args.t_end);
    let run = match args.method {
        MethodName::Euler => run.method(Euler),
        MethodName::Heun => run.method(Heun),
        MethodName::Rk4 => run.method(Rk4),
        MethodName::Dopri5 => run.method(Dopri5),
        MethodName::Dop853 => run.method(Dop853),
    };
    let mut run = match (args.dt, args.method) {
        (None, _) => run,
        (Some(dt), MethodName::Euler | MethodName::Heun | MethodName::Rk4) => run.dt(dt),
        (Some(dt), MethodName::Dopri5 | MethodName::Dop853) => run.interval(dt).with_end(),
    };
    if let Some(rtol) = args.rtol {
        run = run.rtol(rtol);
    }
    if let Some(atol) = args.atol {
        run = run.atol(atol);
    }
    if !args.record.is_empty() {
        run = run.record(args.record.as_slice());
    }
    run.run()
}

/// The error in terms of the command.
fn explain(error: &SolveError) -> Failure {
    match &error.kind {
        SolveErrorKind::MissingStep { method } => {
            failed(format!("{method} makes fixed steps and needs their length; add `--dt 1e-3`, for example"))
        }
        _ => failed(
            error
                .to_string()
                .replace(" (the solution up to there is in `partial`)", "; the table ends there"),
        ),
    }
}

fn write(solution: &Solution, path: &Path) -> Result<(), Failure> {
    if path.as_os_str() == "-" {
        return print(&solution.to_csv());
    }
    solution.write_csv(path).map_err(failed)
}
