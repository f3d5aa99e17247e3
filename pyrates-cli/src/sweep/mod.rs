//! `pyrates sweep` and `pyrates merge`.

mod args;
mod axes;
mod measured;

use std::path::Path;

use pyrates_runtime::sweep::{Design, DesignError, SweepError, SweepTable};

use crate::args::RunArgs;
use crate::failure::{Failure, failed, misused};
use crate::interrupt::Interrupt;
use crate::output::print;
use crate::run::{explain, in_flags};

pub(crate) use args::{MergeArgs, SweepArgs};

use args::OutputArgs;
use measured::Measured;

/// Runs a model many times and writes the table. When it is interrupted, the table has the runs that are finished.
pub(crate) fn sweep(args: &SweepArgs) -> Result<(), Failure> {
    check_samples(args)?;
    let design = design(args)?;
    args.output.check(&design)?;
    let circuit = args.run.load()?;
    let mut paths: Vec<&str> = args.measure.iter().map(|measured| measured.path.as_str()).collect();
    paths.sort_unstable();
    paths.dedup();
    let interrupt = Interrupt::new();
    let run = args.run.simulation(&circuit).record(paths);
    let mut sweep = run.sweep(design).progress().stop_when(interrupt.flag());
    if let Some(threads) = args.threads {
        sweep = sweep.threads(threads);
    }
    if let Some(limit) = args.memory_limit {
        sweep = sweep.memory_limit(limit);
    }
    if let Some((k, n)) = args.shard {
        sweep = sweep.shard(k, n);
    }
    if let Some(journal) = &args.journal {
        sweep = sweep.journal(journal);
    }
    let measures =
        args.measure.iter().map(Measured::measure).collect::<Result<Vec<_>, _>>().map_err(failed)?;
    let table = sweep.measure(measures).map_err(explain_sweep)?;
    args.output.write(&table)?;
    if interrupt.has_come() {
        let n = table.len();
        return Err(failed(format!("interrupted when {n} runs were finished; the table has these")));
    }
    report(&table)
}

/// Puts journals together.
pub(crate) fn merge(args: &MergeArgs) -> Result<(), Failure> {
    let table = SweepTable::read(&args.files).map_err(failed)?;
    args.output.check(table.design())?;
    args.output.write(&table)?;
    if !table.is_complete() {
        let n = table.design().n_members().map_err(failed)?;
        note(&format!("{} of {n} runs are in these journals", table.len()));
    }
    report(&table)
}

/// Spectra need samples at equal distances, which a measure can only see when a run is over.
fn check_samples(args: &SweepArgs) -> Result<(), Failure> {
    let RunArgs { dt, t_start, t_end, .. } = args.run;
    let Some(measured) = args.measure.iter().find(|measured| measured.needs_even_samples()) else {
        return Ok(());
    };
    let refuse =
        |advice| Err(misused(format!("`peak:{}` needs samples at equal distances; {advice}", measured.path)));
    match dt {
        None => refuse("add their distance, as in `--dt 1e-3`".to_string()),
        Some(dt) if dt > 0.0 && !is_whole((t_end - t_start) / dt) => refuse(format!(
            "the time from {t_start} to {t_end} is no multiple of `--dt {dt}`: choose another one"
        )),
        Some(_) => Ok(()),
    }
}

/// Whether a number is whole up to rounding.
fn is_whole(number: f64) -> bool {
    (number - number.round()).abs() <= 1e-9 * number.abs().max(1.0)
}

/// The runs that the arguments ask for.
fn design(args: &SweepArgs) -> Result<Design, Failure> {
    let mut design = args.axes.add_to(Design::new())?;
    if let Some(path) = &args.table {
        let text = std::fs::read_to_string(path);
        design = design.csv(&text.map_err(|error| failed(format!("{}: {error}", path.display())))?);
    }
    if let Some(n) = args.realizations {
        design = design.realizations(n);
    }
    design.n_members().map_err(|error| explain_design(&error))?;
    Ok(design)
}

/// An error of a design in terms of the command.
fn explain_design(error: &DesignError) -> Failure {
    match error {
        DesignError::Lengths { key, found, expected } => failed(format!(
            "`--with {key}=..` has {found} values, and the `--over` before it {expected}; let both have equally many"
        )),
        DesignError::DuplicateKey { key } => failed(format!(
            "two axes are called `{key}`; leave one of them out, or give it a name, as in `--over name={key}=1,2`"
        )),
        DesignError::Dimensions { found, limit } => failed(format!(
            "a Sobol sequence has at most {limit} dimensions here, and there are {found} distributions; write \
             `--sample latin-hypercube:N`"
        )),
        error => failed(in_flags(&error.to_string())),
    }
}

/// An error of a sweep in terms of the command.
fn explain_sweep(error: SweepError) -> Failure {
    match error {
        SweepError::Solve(error) => explain(&error),
        SweepError::Design(error) => explain_design(&error),
        SweepError::DuplicateColumn { name } => failed(format!(
            "two columns are called `{name}`; leave one of them out, or give it a name, as in `--measure name=mean:PATH`"
        )),
        error @ (SweepError::RunMemory { .. } | SweepError::TableMemory { .. } | SweepError::Threads(_)) => {
            failed(in_flags(&error.to_string()))
        }
        error => failed(error),
    }
}

#[expect(clippy::print_stderr, reason = "the standard output is for the table")]
fn note(text: &str) {
    eprintln!("{text}");
}

/// Says which runs failed. If all did, so did the sweep.
fn report(table: &SweepTable) -> Result<(), Failure> {
    let failures = table.failures();
    let Some(first) = failures.first() else { return Ok(()) };
    let text = format!("{} of {} runs failed, the first: {first}", failures.len(), table.len());
    if failures.len() == table.len() {
        return Err(failed(text));
    }
    note(&text);
    Ok(())
}

impl OutputArgs {
    /// Refuses beforehand what cannot be written afterwards.
    fn check(&self, design: &Design) -> Result<(), Failure> {
        if self.parquet.is_some() && !cfg!(feature = "parquet") {
            let advice = "this `pyrates` writes no Parquet files; build it with `--features parquet`";
            return Err(failed(advice));
        }
        let is_drawn =
            |path: &Path| path.extension().is_some_and(|ending| ending == "svg" || ending == "png");
        if let Some(path) = &self.picture {
            if !is_drawn(path) {
                return Err(failed(format!("`{}` must end in `.svg` or `.png`", path.display())));
            }
            let n_axes = design.shape().len();
            if design.n_realizations().is_some() || !(1..=2).contains(&n_axes) {
                return Err(failed(
                    "a picture needs one axis or two, and no realizations; leave `--picture` out",
                ));
            }
        }
        Ok(())
    }

    fn write(&self, table: &SweepTable) -> Result<(), Failure> {
        let others = [&self.npz, &self.parquet, &self.picture];
        match &self.csv {
            Some(path) if path.as_os_str() != "-" => table.write_csv(path).map_err(failed)?,
            None if others.into_iter().any(Option::is_some) => {}
            _ => print(&table.to_csv())?,
        }
        if let Some(path) = &self.npz {
            table.write_npz(path).map_err(failed)?;
        }
        #[cfg(feature = "parquet")]
        if let Some(path) = &self.parquet {
            table.write_parquet(path).map_err(failed)?;
        }
        self.picture.as_ref().map_or(Ok(()), |path| draw(table, path))
    }
}

/// A panel for each thing that was measured.
fn draw(table: &SweepTable, path: &Path) -> Result<(), Failure> {
    let names = table.names();
    let measured = &names[table.design().keys().count()..];
    let mut figure = pyrates_runtime::plot::Figure::new(2);
    for name in measured {
        figure = match table.design().shape().len() {
            1 => figure.panel(table.lines(&[name]).map_err(failed)?.y_label(*name)),
            _ => figure.panel(table.heat_map(name).map_err(failed)?),
        };
    }
    figure.save(path).map_err(failed)
}
