//! The memory that a sweep takes, as far as it is known beforehand.

use std::fmt;

use crate::bytes::Bytes;
use crate::model::Model;
use crate::solve::{Memory, Plan, exceeded};

use super::error::SweepError;
use super::plan::Members;
use super::table;
use super::work::Hands;

/// The memory in bytes that a sweep takes beside its model, as far as it is known beforehand; see
/// [`Sweep::memory`](super::Sweep::memory).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct SweepMemory {
    /// What all runs share: the structure of the model, and its values.
    pub shared: Memory,
    /// What each thread takes for the runs that it makes at once.
    pub thread: Memory,
    /// The number of threads.
    pub threads: usize,
    /// How many runs each thread makes at once.
    pub lanes: usize,
    /// The results of all members: their trajectories, or the table.
    pub results: u64,
    /// Whether that is all. It is not where [`Memory::is_complete`] says so of a run, and for trajectories of all steps of a method
    /// that chooses them.
    pub is_complete: bool,
    keeps_trajectories: bool,
}

/// What a sweep keeps of each run.
#[derive(Clone, Copy)]
pub(super) enum Kept {
    /// So many numbers.
    Numbers(usize),
    Trajectories,
}

impl SweepMemory {
    /// That of the members of a sweep, made by some threads in some lanes.
    pub(super) fn of<M: Model>(members: &Members<M>, hands: Hands, kept: Kept) -> SweepMemory {
        let (threads, lanes) = hands.at_work(members);
        let in_lanes = lanes.as_ref().map(|lanes| (lanes.method, lanes.n_lanes, &lanes.shared));
        let base = &members.base;
        let thread = Memory::in_progress(members.model, base, in_lanes);
        let n = members.n_to_run() as u64;
        let of_result = match kept {
            Kept::Numbers(n_columns) => Some(table::bytes_of_row(n_columns)),
            Kept::Trajectories => bytes_of_trajectory(base),
        };
        SweepMemory {
            shared: Memory::of_base(base, in_lanes.map(|(.., shared)| shared)),
            thread,
            threads,
            lanes: in_lanes.map_or(1, |(_, n_lanes, _)| n_lanes),
            results: n.saturating_mul(of_result.unwrap_or_else(|| base.bytes_of_values())),
            is_complete: thread.is_complete && of_result.is_some(),
            keeps_trajectories: matches!(kept, Kept::Trajectories),
        }
    }

    /// The runs that are made at once.
    pub fn n_at_once(&self) -> usize {
        self.threads.saturating_mul(self.lanes)
    }

    /// What these take.
    pub fn runs(&self) -> u64 {
        self.thread.times(self.threads).total()
    }

    /// All parts together.
    pub fn total(&self) -> u64 {
        [self.shared.total(), self.runs(), self.results].into_iter().fold(0, u64::saturating_add)
    }

    /// Refuses a sweep that takes more than it may: `limit`, or what the machine has.
    pub(super) fn check(&self, limit: Option<u64>) -> Result<(), SweepError> {
        match exceeded(self.total(), limit) {
            None => Ok(()),
            Some(limit) => Err(SweepError::RunMemory { needed: Box::new(*self), limit }),
        }
    }

    /// Which part is the largest.
    fn largest_part(&self) -> Part {
        let (runs, shared) = (self.runs(), self.shared.total());
        match self.results >= runs.max(shared) {
            true if self.keeps_trajectories => Part::Trajectories,
            true => Part::Table,
            false if shared > runs => Part::Shared,
            false => Part::Runs,
        }
    }

    /// The largest part by name.
    pub(super) fn largest(&self) -> String {
        match (self.largest_part(), self.n_at_once()) {
            (Part::Trajectories, _) => "the trajectories".to_string(),
            (Part::Table, _) => "the table".to_string(),
            (Part::Shared, _) => format!("the {} of the model", self.shared.largest()),
            (Part::Runs, 1) => format!("the {} of each run", self.thread.largest()),
            (Part::Runs, n) => format!("the {} of {n} runs at once", self.thread.largest()),
        }
    }

    /// What would take less than a limit.
    pub(super) fn advice(&self, limit: u64) -> String {
        match self.largest_part() {
            Part::Trajectories => {
                "keep numbers only with `measure`, take samples at a longer `interval`".to_string()
            }
            Part::Table => "run it in shards".to_string(),
            Part::Shared => self.shared.advice().to_string(),
            Part::Runs => self.advice_for_runs(limit),
        }
    }

    fn advice_for_runs(&self, limit: u64) -> String {
        let others = self.shared.total().saturating_add(self.results);
        let n_fit = limit.saturating_sub(others).checked_div(self.thread.total()).unwrap_or(0);
        let threads = (self.threads > 1).then(|| match n_fit {
            0 => "set fewer `threads`".to_string(),
            1 => "set `threads` to 1".to_string(),
            n => format!("set `threads` to {n} at most"),
        });
        let lanes = (self.lanes > 1).then(|| "set fewer `lanes`".to_string());
        let ways = [threads, lanes, Some(self.thread.advice().to_string())];
        ways.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

/// A part of the memory of a sweep.
#[derive(Clone, Copy)]
enum Part {
    Shared,
    Runs,
    Trajectories,
    Table,
}

/// What a run leaves in trajectories, if it is known beforehand.
fn bytes_of_trajectory(base: &Plan) -> Option<u64> {
    Some(base.bytes_of_samples()?.saturating_add(base.bytes_of_values()))
}

impl fmt::Display for SweepMemory {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let SweepMemory { threads, lanes, .. } = self;
        writeln!(f, "{:10} {:>10}", "shared", Bytes(self.shared.total()))?;
        writeln!(f, "{:10} {:>10}, {threads} threads with {lanes} each", "runs", Bytes(self.runs()))?;
        writeln!(f, "{:10} {:>10}", "results", Bytes(self.results))?;
        write!(f, "{:10} {:>10}", "together", Bytes(self.total()))?;
        if !self.is_complete {
            f.write_str(", and more that depends on the steps or on a sparse Jacobian")?;
        }
        Ok(())
    }
}
