//! `pyrates sweep` and `pyrates merge`.

mod args;

use std::path::Path;

use pyrates_runtime::sweep::{Design, SweepError, SweepTable};

use crate::failure::{Failure, failed};
use crate::interrupt::Interrupt;
use crate::output::print;
use crate::run::explain;

pub(crate) use args::{MergeArgs, SweepArgs};

use args::OutputArgs;

/// Runs a model many times and writes the table. When it is interrupted, the table has the runs that are finished.
pub(crate) fn sweep(args: &SweepArgs) -> Result<(), Failure> {
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
    if let Some((k, n)) = args.shard {
        sweep = sweep.shard(k, n);
    }
    if let Some(journal) = &args.journal {
        sweep = sweep.journal(journal);
    }
    let table = sweep.measure(args.measure.iter().map(|measured| measured.measure()));
    let table = table.map_err(|error| match error {
        SweepError::Solve(error) => explain(&error),
        error => failed(error),
    })?;
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

/// The runs that the arguments ask for.
fn design(args: &SweepArgs) -> Result<Design, Failure> {
    let mut design = Design::new();
    for axis in &args.over {
        design = design.axis(axis.path.as_str(), axis.values.iter().copied());
    }
    if let Some(path) = &args.table {
        let text = std::fs::read_to_string(path);
        design = design.csv(&text.map_err(|error| failed(format!("{}: {error}", path.display())))?);
    }
    if let Some(n) = args.realizations {
        design = design.realizations(n);
    }
    design.n_members().map_err(failed)?;
    Ok(design)
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
