//! The trajectories of a sweep.

use std::fmt;
use std::path::Path;

use crate::solution::Solution;

use super::Member;
use super::design::Design;
use super::error::SweepError;
use super::table::{Failure, failure};
use super::work::Outcome;
use super::write::Archive;

/// The result of [`Sweep::run`](super::Sweep::run): the solution of each member.
#[derive(Clone)]
pub struct Trajectories {
    design: Design,
    names: Vec<String>,
    /// In the order of their numbers.
    runs: Vec<Run>,
}

/// A member that was run.
#[derive(Clone)]
struct Run {
    member: usize,
    values: Vec<f64>,
    outcome: Outcome<Solution>,
}

impl Trajectories {
    pub(super) fn new(design: Design, mut runs: Vec<(usize, Outcome<Solution>)>) -> Trajectories {
        runs.sort_by_key(|(member, _)| *member);
        let runs =
            runs.into_iter().map(|(member, outcome)| Run { member, values: design.values(member), outcome });
        let names = design.keys().map(|key| key.name().to_string()).collect();
        Trajectories { runs: runs.collect(), names, design }
    }

    /// What was run.
    pub fn design(&self) -> &Design {
        &self.design
    }

    /// The members that did not fail, with their solutions.
    pub fn iter(&self) -> impl Iterator<Item = (Member<'_>, &Solution)> {
        self.runs.iter().filter_map(|run| {
            let solution = run.outcome.as_ref().ok()?;
            Some((Member { number: run.member, names: &self.names, values: &run.values }, solution))
        })
    }

    /// The solution of a member, unless it failed or was not run.
    pub fn get(&self, member: usize) -> Option<&Solution> {
        let place = self.runs.binary_search_by_key(&member, |run| run.member).ok()?;
        self.runs[place].outcome.as_ref().ok()
    }

    /// The members that failed, and why.
    pub fn failures(&self) -> Vec<Failure> {
        let failure = |run: &Run| Some(failure(&self.design, run.member, run.outcome.as_ref().err()?));
        self.runs.iter().filter_map(failure).collect()
    }

    /// Writes all trajectories to a file for NumPy: `t` of shape `[n_t]`, `y` of shape `[n_members, n_t, n_columns]`, `labels`
    /// of the columns, `members`, their numbers, and each key by its name, of shape `[n_members]`. Members that
    /// failed are left out.
    ///
    /// # Errors
    /// If the runs have samples at different times, or the file cannot be written.
    pub fn write_npz(&self, path: impl AsRef<Path>) -> Result<(), SweepError> {
        let solutions: Vec<(Member, &Solution)> = self.iter().collect();
        let (t, labels) = match solutions.first() {
            Some((_, first)) => (&first.t[..], first.labels()),
            None => (&[][..], &[][..]),
        };
        if solutions.iter().any(|(_, solution)| solution.t != t) {
            return Err(SweepError::Ragged);
        }
        let mut archive = Archive::create(path.as_ref())?;
        let (n, n_t, n_columns) = (solutions.len(), t.len(), labels.len());
        archive.numbers("t", &[n_t], t.iter().copied())?;
        let values = solutions.iter().flat_map(|(_, solution)| solution.values()).copied();
        archive.numbers("y", &[n, n_t, n_columns], values)?;
        archive.strings("labels", labels)?;
        archive.numbers("members", &[n], solutions.iter().map(|(member, _)| member.number as f64))?;
        for (k, name) in self.names.iter().enumerate() {
            archive.numbers(name, &[n], solutions.iter().map(|(member, _)| member.values[k]))?;
        }
        archive.finish()
    }
}

impl fmt::Debug for Trajectories {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "Trajectories({} runs, {} failed)", self.runs.len(), self.failures().len())
    }
}
