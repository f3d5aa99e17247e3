//! Branches: what a run finds.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use super::point::Origin;
use super::{ContinuationError, Point, PointKind, csv};

/// Of what a branch consists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BranchKind {
    /// Equilibria over one parameter.
    Equilibria,
    /// Cycles over one parameter.
    Cycles,
    /// Cycles of one period over two parameters.
    CyclesOfOnePeriod,
    /// Folds of equilibria over two parameters.
    Folds,
    /// Hopf points over two parameters.
    HopfPoints,
    /// Folds of cycles over two parameters.
    FoldsOfCycles,
    /// Period doublings over two parameters.
    PeriodDoublings,
    /// Torus bifurcations over two parameters.
    TorusBifurcations,
    /// Homoclinic orbits over two parameters.
    HomoclinicOrbits,
}

impl BranchKind {
    /// Its name in words, such as `folds of cycles`.
    pub fn name(self) -> &'static str {
        match self {
            BranchKind::Equilibria => "equilibria",
            BranchKind::Cycles => "cycles",
            BranchKind::CyclesOfOnePeriod => "cycles of one period",
            BranchKind::Folds => "folds",
            BranchKind::HopfPoints => "Hopf points",
            BranchKind::FoldsOfCycles => "folds of cycles",
            BranchKind::PeriodDoublings => "period doublings",
            BranchKind::TorusBifurcations => "torus bifurcations",
            BranchKind::HomoclinicOrbits => "homoclinic orbits",
        }
    }

    /// Whether its points are cycles or homoclinic orbits, which have a profile, and largest and smallest values.
    pub fn has_cycles(self) -> bool {
        !matches!(self, BranchKind::Equilibria | BranchKind::Folds | BranchKind::HopfPoints)
    }

    /// Whether its points have periods that change along it.
    pub(super) fn has_periods(self) -> bool {
        self.has_cycles() && !matches!(self, BranchKind::CyclesOfOnePeriod | BranchKind::HomoclinicOrbits)
    }

    /// Whether it is a curve over two parameters.
    pub fn is_curve(self) -> bool {
        !matches!(self, BranchKind::Equilibria | BranchKind::Cycles)
    }
}

impl fmt::Display for BranchKind {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.pad(self.name())
    }
}

/// Why a branch ends where it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BranchEnd {
    /// The run started there and went the other way.
    Start,
    /// A parameter reached the end of its range.
    Range,
    /// What [`Run::stop_at`](super::Run::stop_at) or [`Run::stop_at_point`](super::Run::stop_at_point) asked for was reached.
    Stop,
    /// Cycles became as small as a point. That is a Hopf point, near to the last cycle; a branch of equilibria has it exactly.
    Hopf,
    /// The period became longer than [`Run::max_period`](super::Run::max_period).
    Period,
    /// There are as many points as [`Run::max_points`](super::Run::max_points) allows.
    Points,
    /// The run failed there, or was ended.
    Failed,
}

impl fmt::Display for BranchEnd {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(match self {
            BranchEnd::Start => "the start",
            BranchEnd::Range => "an end of the range",
            BranchEnd::Stop => "a stop that was asked for",
            BranchEnd::Hopf => "a Hopf point",
            BranchEnd::Period => "the longest period",
            BranchEnd::Points => "the largest number of points",
            BranchEnd::Failed => "a failure",
        })
    }
}

/// A branch of equilibria or cycles, or a curve of bifurcations: points in order, both directions of a run as one.
///
/// `println!("{branch}")` lists its special points.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Branch {
    /// Of what it consists.
    pub kind: BranchKind,
    /// Its points, from one end to the other.
    pub points: Vec<Point>,
    /// Why it ends at the first and at the last point.
    pub ends: [BranchEnd; 2],
    pub(crate) origin: Arc<Origin>,
}

impl Branch {
    /// The paths of the parameters that were continued, the one of the first axis first.
    pub fn continued(&self) -> Vec<&str> {
        self.origin.continued.iter().map(|(i, _)| self.origin.names.parameters[*i].as_str()).collect()
    }

    /// The paths of the states of the model.
    pub fn states(&self) -> &[String] {
        &self.origin.names.states
    }

    /// The values of a parameter at all points, by its path or a short form that is clear.
    ///
    /// # Errors
    /// If the model has no such parameter, or several.
    pub fn parameter(&self, name: &str) -> Result<Vec<f64>, ContinuationError> {
        let i = self.origin.names.parameter(name)?;
        Ok(self.points.iter().map(|point| point.parameters[i]).collect())
    }

    /// The values of a state at all points, by its path or a short form that is clear; the largest values on cycles.
    ///
    /// # Errors
    /// If the model has no such state, or several.
    pub fn state(&self, name: &str) -> Result<Vec<f64>, ContinuationError> {
        let i = self.origin.names.state(name)?;
        Ok(self.points.iter().map(|point| point.max[i]).collect())
    }

    /// The same, but the smallest values on cycles.
    ///
    /// # Errors
    /// If the model has no such state, or several.
    pub fn minimum(&self, name: &str) -> Result<Vec<f64>, ContinuationError> {
        let i = self.origin.names.state(name)?;
        Ok(self.points.iter().map(|point| point.min[i]).collect())
    }

    /// The points with labels, in order; without ends.
    pub fn special(&self) -> impl Iterator<Item = &Point> {
        self.points.iter().filter(|point| point.kind.is_bifurcation() || point.kind == PointKind::Chosen)
    }

    /// A special point by its kind and number, counted from one along the branch.
    ///
    /// # Errors
    /// If the branch has fewer of them; the error says which points there are.
    pub fn point(&self, kind: PointKind, number: usize) -> Result<&Point, ContinuationError> {
        let found = self.points.iter().filter(|point| point.kind == kind).nth(number.wrapping_sub(1));
        found.ok_or_else(|| {
            let labels = self.special().map(|point| point.label.clone()).collect();
            ContinuationError::NoSuchPoint { kind, number, labels }
        })
    }

    /// A fold, counted from one along the branch.
    ///
    /// # Errors
    /// If the branch has fewer of them.
    pub fn fold(&self, number: usize) -> Result<&Point, ContinuationError> {
        self.point(PointKind::Fold, number)
    }

    /// A Hopf point, counted from one along the branch.
    ///
    /// # Errors
    /// If the branch has fewer of them.
    pub fn hopf(&self, number: usize) -> Result<&Point, ContinuationError> {
        self.point(PointKind::Hopf, number)
    }

    /// A branch point, counted from one along the branch.
    ///
    /// # Errors
    /// If the branch has fewer of them.
    pub fn branch_point(&self, number: usize) -> Result<&Point, ContinuationError> {
        self.point(PointKind::BranchPoint, number)
    }

    /// A period doubling, counted from one along the branch.
    ///
    /// # Errors
    /// If the branch has fewer of them.
    pub fn period_doubling(&self, number: usize) -> Result<&Point, ContinuationError> {
        self.point(PointKind::PeriodDoubling, number)
    }

    /// A torus bifurcation, counted from one along the branch.
    ///
    /// # Errors
    /// If the branch has fewer of them.
    pub fn torus(&self, number: usize) -> Result<&Point, ContinuationError> {
        self.point(PointKind::Torus, number)
    }

    /// A point that was asked for by its parameter or period, counted from one along the branch.
    ///
    /// # Errors
    /// If the branch has fewer of them.
    pub fn chosen(&self, number: usize) -> Result<&Point, ContinuationError> {
        self.point(PointKind::Chosen, number)
    }

    /// The branch as comma-separated values, a line for each point: `label,type,stable,unstable`, the parameters that were
    /// continued, the states (on cycles the largest values, the smallest ones as `<state>_min`, and `period`).
    pub fn to_csv(&self) -> String {
        csv::text(self)
    }

    /// Writes [`Branch::to_csv`] to a file.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn write_csv(&self, path: impl AsRef<Path>) -> Result<(), ContinuationError> {
        let path = path.as_ref();
        std::fs::write(path, self.to_csv()).map_err(ContinuationError::io(path))
    }

    /// Gives all special points their labels, after the order of points is settled.
    pub(super) fn number(&mut self) {
        let mut counts = std::collections::HashMap::new();
        for point in &mut self.points {
            let is_fold_of_cycles = point.kind == PointKind::Fold && self.kind.has_cycles();
            let letters = if is_fold_of_cycles { "LPC" } else { point.kind.letters() };
            let count: &mut usize = counts.entry(letters).or_default();
            *count += 1;
            point.label = if letters.is_empty() { String::new() } else { format!("{letters}{count}") };
        }
    }
}

/// A summary: the size, the ends, and a line for each special point.
impl fmt::Display for Branch {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let parameters: Vec<&str> =
            self.continued().iter().map(|path| self.origin.names.short(path)).collect();
        write!(f, "{} over {}: {} points", self.kind, parameters.join(" and "), self.points.len())?;
        write!(f, ", from {} to {}", self.ends[0], self.ends[1])?;
        self.special().try_for_each(|point| write!(f, "\n  {point}"))
    }
}

/// The same text as `Display`: thousands of numbers help nobody.
impl fmt::Debug for Branch {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "Branch({self})")
    }
}
