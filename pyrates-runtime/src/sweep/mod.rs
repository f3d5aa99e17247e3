//! Many runs of one model with different parameters: `simulation.sweep(design)`.
//!
//! A [`Design`] says which parameter sets there are, [`Measure`]s what is kept of each run, and a [`SweepTable`] holds that.
//! `plan` checks, `work` hands members to threads, `journal` keeps finished ones on disk.

mod design;
mod distribution;
mod error;
mod journal;
mod ledger;
mod measure;
mod memory;
#[cfg(feature = "parquet")]
mod parquet;
mod plan;
#[cfg(feature = "plot")]
mod plot;
#[cfg(feature = "progress")]
mod progress;
#[cfg(feature = "mpi")]
mod ranks;
mod sampling;
mod table;
mod trajectories;
mod work;
mod write;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crate::lanes::WIDTH;
use crate::model::Model;
use crate::solution::{Room, Solution};
use crate::solve::Options;

pub use design::{Design, DesignError, Key, geomspace, linspace};
pub use distribution::Distribution;
pub use error::SweepError;
pub use measure::Measure;
pub use memory::SweepMemory;
/// The crate whose communicators [`Sweep::measure_on_ranks`] takes.
#[cfg(feature = "mpi")]
pub use mpi;
pub use sampling::Sampling;
pub use table::{Failure, Grid, SweepTable};
pub use trajectories::Trajectories;

use ledger::Ledger;
use memory::Kept;
use plan::Members;
use table::Row;
use work::{Crew, Hands};

/// The memory that results may take if nothing is said: 4 GB.
const MEMORY_LIMIT: u64 = 4_000_000_000;

/// A member of a sweep: its number and its values.
#[derive(Debug, Clone, Copy)]
pub struct Member<'a> {
    /// The number, from 0, in the order of the design.
    pub number: usize,
    names: &'a [String],
    /// The value of each key, in the order of the design.
    pub values: &'a [f64],
}

impl Member<'_> {
    /// The value of a key, by its name.
    pub fn get(&self, key: &str) -> Option<f64> {
        self.names.iter().position(|name| name == key).map(|i| self.values[i])
    }
}

/// A sweep about to run; made by [`Simulation::sweep`](crate::Simulation::sweep).
///
/// All processors are used. The result of a member depends on its values alone: it is the same, to the last bit, for any number of
/// threads and shards, and equal to that of a single simulation with these values.
#[derive(Debug)]
#[must_use = "a sweep does nothing until `measure` or `run` is called"]
pub struct Sweep<'m, M> {
    model: &'m M,
    t: std::ops::Range<f64>,
    options: Options,
    design: Design,
    settings: Settings,
    /// An option of the simulation that cannot be honoured.
    unused: Option<&'static str>,
}

/// How a sweep is carried out.
#[derive(Debug, Default)]
struct Settings {
    threads: Option<usize>,
    lanes: Option<usize>,
    shard: Option<(usize, usize)>,
    journal: Option<PathBuf>,
    memory_limit: Option<u64>,
    stop: Option<Arc<AtomicBool>>,
    shows_progress: bool,
}

impl<'m, M: Model> Sweep<'m, M> {
    pub(crate) fn new(
        model: &'m M,
        t: std::ops::Range<f64>,
        options: Options,
        design: Design,
        unused: Option<&'static str>,
    ) -> Sweep<'m, M> {
        Sweep { model, t, options, design, settings: Settings::default(), unused }
    }
}

impl<'m, M: Model + Sync> Sweep<'m, M> {
    /// The number of threads; that of the processors by default.
    pub fn threads(mut self, n: usize) -> Self {
        self.settings.threads = Some(n);
        self
    }

    /// How many members a thread computes at once, from 1 to 8; 8 by default. Explicit methods compute compiled models so, and those
    /// for noise, if these have no events. Delays may be there if they are constant and whole steps of `Euler` or `Heun`, without noise.
    /// Other runs are made one by one. The results are the same.
    ///
    /// Matrices of weights that no member and no input changes, with no delays or one for all links, are there once, for all
    /// members and threads, and each weight is read once for eight members. Models with many hundred states, or as many
    /// weights that are not shared, are computed so only if they share far more weights: eight copies of their numbers leave the cache.
    pub fn lanes(mut self, n: usize) -> Self {
        self.settings.lanes = Some(n);
        self
    }

    /// Runs only a part of the members: shard `k` of `n`, counted from 1, has every `n`-th of them. So a cluster can
    /// share the work; [`SweepTable::read`] puts the journals of all shards together.
    pub fn shard(mut self, k: usize, n: usize) -> Self {
        self.settings.shard = Some((k, n));
        self
    }

    /// Keeps finished members in a file, and leaves out those that it already has: a sweep that was interrupted, by whatever,
    /// goes on where it was. For [`measure`](Sweep::measure) only.
    ///
    /// ```
    /// use pyrates_runtime::prelude::*;
    /// use pyrates_runtime::sweep::{Design, Measure, SweepTable, linspace};
    ///
    /// pyrates_runtime::operator! {
    ///     pub Decay { equations { d/dt x = -k*x; } variables { x: output(1.0), k: 1.0 } }
    /// }
    ///
    /// # fn main() -> Result<(), pyrates_runtime::Error> {
    /// # let name = |k| std::env::temp_dir().join(format!("decay-{}-{k}.sweep", std::process::id()));
    /// let model = Decay::default();
    /// let sweep = || {
    ///     let design = Design::new().axis("k", linspace(0.5, 2.0, 10));
    ///     model.simulate(0.0..1.0).interval(1.0).sweep(design)
    /// };
    /// // Two shards, perhaps on two machines.
    /// let files = [1, 2].map(name);
    /// for (k, file) in [1, 2].into_iter().zip(&files) {
    ///     sweep().shard(k, 2).journal(file).measure([Measure::last("x")])?;
    /// }
    /// let merged = SweepTable::read(&files)?;
    /// assert_eq!(merged.fingerprint(), sweep().measure([Measure::last("x")])?.fingerprint());
    /// # files.iter().for_each(|file| std::fs::remove_file(file).unwrap());
    /// # Ok(())
    /// # }
    /// ```
    pub fn journal(mut self, path: impl Into<PathBuf>) -> Self {
        self.settings.journal = Some(path.into());
        self
    }

    /// The memory in bytes that the sweep may take beside its model, as far as it is known beforehand: the runs that are made at
    /// once, and all results. By default that of the machine, where it is Linux, and 4 GB for the results. A sweep that needs more
    /// is refused before anything is run.
    pub fn memory_limit(mut self, bytes: u64) -> Self {
        self.settings.memory_limit = Some(bytes);
        self
    }

    /// Ends the sweep when the flag is set, for instance by a handler of Ctrl-C: members that have begun are finished, no others
    /// are begun. The table then has those that are done.
    pub fn stop_when(mut self, flag: Arc<AtomicBool>) -> Self {
        self.settings.stop = Some(flag);
        self
    }

    /// Shows a bar on the terminal with the time that is left, once the sweep has taken half a second. Nothing is shown
    /// where the error output is no terminal.
    #[cfg(feature = "progress")]
    pub fn progress(mut self) -> Self {
        self.settings.shows_progress = true;
        self
    }

    /// Runs all members and keeps some numbers of each. A member that fails does not stop the others; see
    /// [`SweepTable::failures`].
    ///
    /// ```
    /// use pyrates_runtime::prelude::*;
    /// use pyrates_runtime::sweep::{Design, Measure, linspace};
    ///
    /// pyrates_runtime::operator! {
    ///     pub VanDerPol {
    ///         equations { d/dt x = v; d/dt v = mu*(1 - x^2)*v - x; }
    ///         variables { x: output(2.0), v: variable(0.0), mu: 1.0 }
    ///     }
    /// }
    ///
    /// # fn main() -> Result<(), pyrates_runtime::Error> {
    /// let table = VanDerPol::default()
    ///     .simulate(0.0..200.0)
    ///     .interval(0.01)
    ///     .cutoff(100.0)
    ///     .sweep(Design::new().axis("mu", linspace(0.1, 4.0, 5)))
    ///     .measure([Measure::period("x").named("period"), Measure::maximum("x")])?;
    /// let periods = table.column("period")?;
    /// assert!((periods[0] - 6.287).abs() < 1e-3 && (periods[4] - 10.2035).abs() < 1e-3);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// If nothing can be run at all: because of the design, the options, or a file.
    pub fn measure(mut self, measures: impl IntoIterator<Item = Measure>) -> Result<SweepTable, SweepError> {
        let measures: Vec<Measure> = measures.into_iter().collect();
        let names = table::names(&self.design, &measures)?;
        let options = std::mem::take(&mut self.options);
        let members = self.members_to_measure(options, &measures)?;
        self.check_table(members.n_to_run(), &names)?;
        self.memory_of(&members, Kept::Numbers(names.len()))?.check(self.settings.memory_limit)?;
        let mut ledger = Ledger::open(self.settings.journal.take(), &members, &names)?;
        let crew = self.crew(ledger.members())?;
        let numbers = |solution, member: Member| measure::all(&measures, solution, &member);
        crew.run(&members, numbers, |member, outcome| ledger.enter(Row { member, outcome }))?;
        Ok(SweepTable::new(self.design, names, ledger.rows))
    }

    /// Runs all members and keeps their trajectories.
    ///
    /// # Errors
    /// As [`measure`](Sweep::measure), and if the trajectories take more memory than
    /// [`memory_limit`](Sweep::memory_limit) allows.
    pub fn run(mut self) -> Result<Trajectories, SweepError> {
        if self.settings.journal.is_some() {
            let advice = "it holds numbers; use `measure`, or leave it out";
            return Err(SweepError::UnusedOption { option: "journal", advice });
        }
        let options = std::mem::take(&mut self.options);
        let members = self.members(options)?;
        let memory = self.memory_of(&members, Kept::Trajectories)?;
        let limit = self.settings.memory_limit.unwrap_or(MEMORY_LIMIT);
        let check = |needed| if needed > limit { Err(SweepError::Memory { needed, limit }) } else { Ok(()) };
        check(memory.results)?;
        memory.check(self.settings.memory_limit)?;
        let (mut runs, mut taken) = (Vec::new(), 0);
        let crew = self.crew(Vec::new())?;
        let of_values = members.base.bytes_of_values();
        crew.run(
            &members,
            |solution, _| (Ok(solution), Room::default()),
            |member, outcome| {
                taken += outcome.as_ref().map_or(0, |solution: &Solution| solution.bytes() + of_values);
                runs.push((member, outcome));
                check(taken)
            },
        )?;
        Ok(Trajectories::new(self.design, runs))
    }

    /// The memory that [`run`](Sweep::run) will take beside the model: the runs that are made at once by all threads, and their
    /// trajectories; all but what depends on the steps of a method that chooses them.
    ///
    /// ```
    /// use pyrates_runtime::prelude::*;
    /// use pyrates_runtime::sweep::{Design, Measure, linspace};
    ///
    /// pyrates_runtime::operator! {
    ///     pub Decay { equations { d/dt x = -k*x; } variables { x: output(1.0), k: 1.0 } }
    /// }
    ///
    /// # fn main() -> Result<(), pyrates_runtime::Error> {
    /// let model = Decay::default();
    /// let design = Design::new().axis("k", linspace(0.0, 1.0, 1000));
    /// let sweep = model.simulate(0.0..100.0).interval(0.1).sweep(design).threads(4);
    /// let trajectories = sweep.memory()?;
    /// println!("{trajectories}");
    /// assert_eq!(trajectories.n_at_once(), 4 * 8);
    /// assert!(trajectories.results > 1000 * 1001 * 2 * 8);    // 1000 runs with 1001 samples of time and state
    /// let table = sweep.memory_to_measure(&[Measure::last("x")])?;
    /// assert!(table.results < 100_000);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// If the sweep cannot be run.
    pub fn memory(&self) -> Result<SweepMemory, SweepError> {
        self.memory_of(&self.members(self.options.clone())?, Kept::Trajectories)
    }

    /// The same for [`measure`](Sweep::measure) with these measures.
    ///
    /// # Errors
    /// If the sweep cannot be run.
    pub fn memory_to_measure(&self, measures: &[Measure]) -> Result<SweepMemory, SweepError> {
        let n_numbers = table::names(&self.design, measures)?.len();
        let members = self.members_to_measure(self.options.clone(), measures)?;
        self.memory_of(&members, Kept::Numbers(n_numbers))
    }

    fn memory_of(&self, members: &Members<M>, kept: Kept) -> Result<SweepMemory, SweepError> {
        Ok(SweepMemory::of(members, self.hands()?, kept))
    }

    /// Refuses a table that takes more memory than it may.
    fn check_table(&self, n_rows: usize, names: &[String]) -> Result<(), SweepError> {
        let limit = self.settings.memory_limit.unwrap_or(MEMORY_LIMIT);
        table::check_memory(n_rows, names.len(), limit)
    }

    /// The members with all that can be checked beforehand.
    fn members(&self, options: Options) -> Result<Members<'m, M>, SweepError> {
        if let Some(option) = self.unused {
            let advice = "it is for one run; see what `Sweep` offers";
            return Err(SweepError::UnusedOption { option, advice });
        }
        let Settings { shard, memory_limit, .. } = self.settings;
        Members::new(self.model, self.t.clone(), options, &self.design, shard, memory_limit)
    }

    /// The same for members that keep no samples which the measures do not need.
    fn members_to_measure(
        &self,
        options: Options,
        measures: &[Measure],
    ) -> Result<Members<'m, M>, SweepError> {
        let mut members = self.members(options)?;
        members.base.reducers = measure::reducers(measures, &members.base);
        Ok(members)
    }

    /// Who does the work, without members that are done.
    fn crew(&self, done: Vec<usize>) -> Result<Crew, SweepError> {
        Ok(Crew::new(self.hands()?, done, self.settings.stop.clone(), self.settings.shows_progress))
    }

    /// How much is done at once.
    fn hands(&self) -> Result<Hands, SweepError> {
        let threads = match self.settings.threads {
            Some(0) => return Err(SweepError::Invalid { option: "threads", expected: "at least 1" }),
            Some(n) => n,
            None => std::thread::available_parallelism().map_or(1, usize::from),
        };
        let lanes = match self.settings.lanes {
            Some(n) if !(1..=WIDTH).contains(&n) => {
                return Err(SweepError::Invalid { option: "lanes", expected: "from 1 to 8" });
            }
            n => n.unwrap_or(WIDTH),
        };
        Ok(Hands { threads, lanes })
    }
}
