//! `pyrates simulate`.

use std::path::Path;
use std::time::Duration;

use pyrates_runtime::prelude::*;
use pyrates_runtime::{Method, SolveError, SolveErrorKind};

use crate::args::{MethodName, SimulateArgs};
use crate::failure::{Failure, failed};
use crate::interrupt::Interrupt;
use crate::output::print;

/// Runs are saved so often.
const SAVE_EVERY: Duration = Duration::from_secs(60);

/// Solves a model and writes the table. A simulation that fails on the way writes what there is.
pub(crate) fn simulate(args: &SimulateArgs) -> Result<(), Failure> {
    let mut circuit = args.model.file().load()?;
    for (path, value) in &args.set {
        circuit.set(path, *value).map_err(failed)?;
    }
    let checkpoint = args.checkpoint.as_deref().filter(|path| path.exists());
    let checkpoint = checkpoint.map(read).transpose()?;
    let interrupt = Interrupt::new();
    let outcome = run(&circuit, args, checkpoint, &interrupt);
    match outcome {
        Ok(solution) if interrupt.has_come() => {
            write(&solution, &args.csv)?;
            let t = solution.t.last().copied().unwrap_or(args.t_start);
            Err(failed(format!("interrupted at t = {t}; the table ends there")))
        }
        Ok(solution) => {
            if let Some(estimate) = solution.error_estimate() {
                eprintln!("{estimate}");
            }
            write(&solution, &args.csv)
        }
        Err(error) => {
            if !error.partial.t.is_empty() {
                write(&error.partial, &args.csv)?;
            }
            Err(explain(&error))
        }
    }
}

fn read(path: &Path) -> Result<Checkpoint, Failure> {
    let checkpoint = Checkpoint::read(path)
        .map_err(|error| failed(format!("{}: {error}; to start anew, remove the file", path.display())))?;
    eprintln!("{}: {checkpoint}, and goes on from there", path.display());
    Ok(checkpoint)
}

fn run(
    circuit: &Circuit,
    args: &SimulateArgs,
    checkpoint: Option<Checkpoint>,
    interrupt: &Interrupt,
) -> Result<Solution, SolveError> {
    let run = circuit.simulate(args.t_start..args.t_end);
    let steps = (args.dt, args.fixed_steps);
    let mut run = match args.method {
        MethodName::Euler => with_method(run, Euler, steps),
        MethodName::Heun => with_method(run, Heun, steps),
        MethodName::Ralston => with_method(run, Ralston, steps),
        MethodName::Rk4 => with_method(run, Rk4, steps),
        MethodName::Bosh3 => with_method(run, Bosh3, steps),
        MethodName::Dopri5 => with_method(run, Dopri5, steps),
        MethodName::Tsit5 => with_method(run, Tsit5, steps),
        MethodName::Vern7 => with_method(run, Vern7, steps),
        MethodName::Dop853 => with_method(run, Dop853, steps),
        MethodName::Rodas5P => with_method(run, Rodas5P, steps),
        MethodName::Auto => with_method(run, Auto, steps),
        MethodName::EulerMaruyama => with_method(run, EulerMaruyama, steps),
        MethodName::StochasticHeun => with_method(run, StochasticHeun, steps),
        MethodName::Milstein => with_method(run, Milstein, steps),
        MethodName::Sra1 => with_method(run, Sra1, steps),
    };
    if args.estimate_error {
        run = run.estimate_error();
    }
    if let Some(cutoff) = args.cutoff {
        run = run.cutoff(cutoff);
    }
    if let Some(seed) = args.seed {
        run = run.seed(seed);
    }
    if args.without_noise {
        run = run.without_noise();
    }
    if let Some(rtol) = args.rtol {
        run = run.rtol(rtol);
    }
    if let Some(atol) = args.atol {
        run = run.atol(atol);
    }
    if !args.record.is_empty() {
        run = run.record(args.record.as_slice());
    }
    if let Some(path) = &args.checkpoint {
        run = run.checkpoints(SAVE_EVERY, move |checkpoint| checkpoint.write(path));
    }
    if let Some(checkpoint) = checkpoint {
        run = run.resume(checkpoint);
    }
    run.progress().observe(|_, _| interrupt.check()).run()
}

/// Chooses a method. `dt` is the step of methods with fixed steps and the interval between rows of the others.
fn with_method<'m>(
    run: Simulation<'m, Circuit>,
    method: impl Method,
    (dt, fixed_steps): (Option<f64>, bool),
) -> Simulation<'m, Circuit> {
    let run = run.method(method);
    match dt {
        None => run,
        Some(dt) if method.is_adaptive() && !fixed_steps => run.interval(dt).with_end(),
        Some(dt) if fixed_steps => run.dt(dt).fixed_steps(),
        Some(dt) => run.dt(dt),
    }
}

/// The error in terms of the command.
fn explain(error: &SolveError) -> Failure {
    match &error.kind {
        SolveErrorKind::MissingStep { method } => {
            failed(format!("{method} makes fixed steps and needs their length; add `--dt 1e-3`, for example"))
        }
        SolveErrorKind::NoiseUnsupported { method } => failed(format!(
            "{method} is for equations without noise, and the model has noise; add `--method euler-maruyama --dt 1e-3`, \
             for example, or leave the noise out with `--without-noise`"
        )),
        SolveErrorKind::Resume { what, before, now } => failed(format!(
            "the checkpoint is of a run in which `{what}` was {before}, but now it is {now}; give the options of that run, \
             or remove the file to start anew"
        )),
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
