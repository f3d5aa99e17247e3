//! `pyrates simulate`.

use std::path::Path;
use std::time::Duration;

use pyrates_runtime::SolveError;
use pyrates_runtime::prelude::*;

use crate::args::SimulateArgs;
use crate::failure::{Failure, failed};
use crate::interrupt::Interrupt;
use crate::output::print;
use crate::run::explain;

/// Runs are saved so often.
const SAVE_EVERY: Duration = Duration::from_secs(60);

/// Solves a model and writes the table. A simulation that fails on the way writes what there is.
pub(crate) fn simulate(args: &SimulateArgs) -> Result<(), Failure> {
    let circuit = args.run.load()?;
    let checkpoint = args.checkpoint.as_deref().filter(|path| path.exists());
    let checkpoint = checkpoint.map(read).transpose()?;
    let interrupt = Interrupt::new();
    let outcome = run(&circuit, args, checkpoint, &interrupt);
    match outcome {
        Ok(solution) if interrupt.has_come() => {
            write(&solution, &args.csv)?;
            let t = solution.t.last().copied().unwrap_or(args.run.t_start);
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
    let mut run = args.run.simulation(circuit);
    if args.estimate_error {
        run = run.estimate_error();
    }
    if let Some(limit) = args.memory_limit {
        run = run.memory_limit(limit);
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

fn write(solution: &Solution, path: &Path) -> Result<(), Failure> {
    if path.as_os_str() == "-" {
        return print(&solution.to_csv());
    }
    solution.write_csv(path).map_err(failed)
}
