//! Points of branches.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use num_complex::Complex64;

use super::names::Names;
use super::read::Record;
use super::{BranchKind, ContinuationError};

/// Auto's entry for the first state of the saddle of a homoclinic orbit.
const FIRST_OF_SADDLE: usize = 12;

/// What is special about a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum PointKind {
    /// Nothing.
    Regular,
    /// The branch begins or ends here.
    End,
    /// A parameter or the period has a value that [`Run::report_at`](super::Run::report_at) or
    /// [`Run::stop_at`](super::Run::stop_at) asked for.
    Chosen,
    /// A fold (saddle-node bifurcation) of equilibria, or of cycles.
    Fold,
    /// A Hopf bifurcation.
    Hopf,
    /// Another branch crosses (pitchfork and transcritical bifurcations).
    BranchPoint,
    /// A period doubling of cycles.
    PeriodDoubling,
    /// A torus (Neimark-Sacker) bifurcation of cycles.
    Torus,
    /// Two folds meet.
    Cusp,
    /// A curve of Hopf points ends at a curve of folds.
    BogdanovTakens,
    /// A Hopf point changes from supercritical to subcritical (Bautin bifurcation).
    GeneralizedHopf,
    /// A fold and a Hopf point meet.
    ZeroHopf,
    /// A strong resonance of cycles, 1:1 to 1:4.
    Resonance(u8),
    /// A homoclinic orbit to a saddle whose nearest stable and unstable eigenvalues are equally far from the imaginary axis.
    NeutralSaddle,
    /// A homoclinic orbit to a saddle whose two nearest stable eigenvalues are equal: they become complex.
    DoubleStableEigenvalue,
    /// The same for unstable eigenvalues.
    DoubleUnstableEigenvalue,
    /// A homoclinic orbit that returns from another direction than that of the nearest stable eigenvalue.
    StableOrbitFlip,
    /// The same for how it leaves and unstable eigenvalues.
    UnstableOrbitFlip,
}

impl PointKind {
    /// Its name in words, such as `Hopf point`.
    pub fn name(self) -> &'static str {
        match self {
            PointKind::Regular => "regular point",
            PointKind::End => "end",
            PointKind::Chosen => "chosen point",
            PointKind::Fold => "fold",
            PointKind::Hopf => "Hopf point",
            PointKind::BranchPoint => "branch point",
            PointKind::PeriodDoubling => "period doubling",
            PointKind::Torus => "torus bifurcation",
            PointKind::Cusp => "cusp",
            PointKind::BogdanovTakens => "Bogdanov-Takens point",
            PointKind::GeneralizedHopf => "generalized Hopf point",
            PointKind::ZeroHopf => "zero-Hopf point",
            PointKind::Resonance(_) => "resonance",
            PointKind::NeutralSaddle => "neutral saddle",
            PointKind::DoubleStableEigenvalue => "double stable eigenvalue",
            PointKind::DoubleUnstableEigenvalue => "double unstable eigenvalue",
            PointKind::StableOrbitFlip => "stable orbit flip",
            PointKind::UnstableOrbitFlip => "unstable orbit flip",
        }
    }

    /// The letters of its labels, as in the books: `LP` (`LPC` for cycles), `HB`, `BP`, `PD`, `TR`, `CP`, `BT`, `GH`, `ZH`, `R1` to `R4`,
    /// and for homoclinic orbits `NSS`, `DRS`, `DRU`, `OFS`, `OFU`; `UZ` for chosen points, `EP` for ends, and nothing for regular points.
    pub fn letters(self) -> &'static str {
        match self {
            PointKind::Regular => "",
            PointKind::End => "EP",
            PointKind::Chosen => "UZ",
            PointKind::Fold => "LP",
            PointKind::Hopf => "HB",
            PointKind::BranchPoint => "BP",
            PointKind::PeriodDoubling => "PD",
            PointKind::Torus => "TR",
            PointKind::Cusp => "CP",
            PointKind::BogdanovTakens => "BT",
            PointKind::GeneralizedHopf => "GH",
            PointKind::ZeroHopf => "ZH",
            PointKind::Resonance(1) => "R1",
            PointKind::Resonance(2) => "R2",
            PointKind::Resonance(3) => "R3",
            PointKind::Resonance(_) => "R4",
            PointKind::NeutralSaddle => "NSS",
            PointKind::DoubleStableEigenvalue => "DRS",
            PointKind::DoubleUnstableEigenvalue => "DRU",
            PointKind::StableOrbitFlip => "OFS",
            PointKind::UnstableOrbitFlip => "OFU",
        }
    }

    /// Whether it is a bifurcation.
    pub fn is_bifurcation(self) -> bool {
        !matches!(self, PointKind::Regular | PointKind::End | PointKind::Chosen)
    }
}

impl fmt::Display for PointKind {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.pad(self.name())
    }
}

/// Where points come from: what all points of a branch have in common.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Origin {
    pub(crate) names: Arc<Names>,
    pub(crate) kind: BranchKind,
    /// The indices of the parameters that were continued, with their ranges.
    pub(crate) continued: Vec<(usize, Range<f64>)>,
}

/// A point of a [`Branch`](super::Branch): an equilibrium or a cycle, with its parameters.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Point {
    /// What is special about it.
    pub kind: PointKind,
    /// For special points, the letters of the kind and a number, counted along the branch: `HB1`. Otherwise empty.
    pub label: String,
    /// Whether small deviations die out; unknown on curves of bifurcations.
    pub stable: Option<bool>,
    /// The number of directions in which deviations grow.
    pub n_unstable: Option<usize>,
    /// The eigenvalues of an equilibrium or of the saddle of a homoclinic orbit, or the Floquet multipliers of a cycle; with delays those of the approximation by
    /// states, of which the slow ones are exact. Empty where they are unknown.
    pub eigenvalues: Vec<Complex64>,
    /// The period of a cycle. For a homoclinic orbit, the length of the part that is computed, which begins and ends near
    /// the saddle.
    pub period: Option<f64>,
    /// The values of all parameters, in the order of the model.
    pub parameters: Vec<f64>,
    /// The states of the model, in its order; the largest values on cycles.
    pub max: Vec<f64>,
    /// The same, or the smallest values on cycles.
    pub min: Vec<f64>,
    pub(crate) origin: Arc<Origin>,
    /// From where runs can start.
    pub(crate) record: Option<Arc<Record>>,
}

impl Point {
    /// The value of a parameter, by its path or a short form that is clear: `"eta"` for `"p/qif/eta"`.
    ///
    /// # Errors
    /// If the model has no such parameter, or several.
    pub fn parameter(&self, name: &str) -> Result<f64, ContinuationError> {
        Ok(self.parameters[self.origin.names.parameter(name)?])
    }

    /// The value of a state, by its path or a short form that is clear; the largest value on a cycle.
    ///
    /// # Errors
    /// If the model has no such state, or several.
    pub fn state(&self, name: &str) -> Result<f64, ContinuationError> {
        Ok(self.max[self.origin.names.state(name)?])
    }

    /// The same, but the smallest value on a cycle.
    ///
    /// # Errors
    /// If the model has no such state, or several.
    pub fn minimum(&self, name: &str) -> Result<f64, ContinuationError> {
        Ok(self.min[self.origin.names.state(name)?])
    }

    /// The states along the cycle, where they are kept: at special and chosen points, and as
    /// [`Run::profiles_every`](super::Run::profiles_every) says.
    pub fn profile(&self) -> Option<Profile> {
        let (record, period) = (self.record.as_deref()?, self.period?);
        let n = self.origin.names.states.len();
        let rows = record.rows();
        let t = rows.iter().filter_map(|row| Some(row.first()? * period)).collect();
        let values = rows.iter().flat_map(|row| row.iter().skip(1).take(n).copied()).collect();
        Some(Profile { t, values, names: self.origin.names.clone() })
    }

    /// The saddle that a homoclinic orbit leaves and returns to, where the profile is kept; the states in the order of the
    /// model.
    pub fn saddle(&self) -> Option<Vec<f64>> {
        let record = self.record.as_deref().filter(|_| self.origin.kind == BranchKind::HomoclinicOrbits)?;
        let entries = record.parameters();
        entries.get(FIRST_OF_SADDLE - 1..)?.get(..self.origin.names.states.len()).map(<[f64]>::to_vec)
    }

    /// The label, or else what it is: `HB1`, `regular point`.
    pub(super) fn called(&self) -> String {
        if self.label.is_empty() { format!("a {}", self.kind.name()) } else { self.label.clone() }
    }

    /// The parameters that were continued, in words: `eta = 1.5`.
    pub(super) fn place(&self) -> String {
        let names = &self.origin.names;
        let one = |(i, _): &(usize, Range<f64>)| {
            format!("{} = {}", names.short(&names.parameters[*i]), self.parameters[*i])
        };
        self.origin.continued.iter().map(one).collect::<Vec<_>>().join(", ")
    }
}

/// One line: label, parameters, states.
impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{:<4} {:<24} {}", self.label, self.kind, self.place())?;
        if let Some(period) = self.period.filter(|_| self.origin.kind != BranchKind::HomoclinicOrbits) {
            write!(f, ", period {period}")?;
        }
        Ok(())
    }
}

/// The same text as `Display`.
impl fmt::Debug for Point {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "Point({self})")
    }
}

/// The states along a cycle, over one period.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Profile {
    /// Times from 0 to the period, in the unit of time of the model; not evenly spaced.
    pub t: Vec<f64>,
    /// The states row by row: one row for each time, one column for each state.
    pub values: Vec<f64>,
    names: Arc<Names>,
}

impl Profile {
    /// The paths of the states.
    pub fn labels(&self) -> &[String] {
        &self.names.states
    }

    /// The speed in each interval between two times: the largest change of a state, by time.
    pub(super) fn speeds(&self) -> Vec<f64> {
        let rows = self.values.chunks_exact(self.names.states.len().max(1));
        let pairs = rows.clone().zip(rows.skip(1)).zip(self.t.windows(2));
        let speed = |((a, b), t): ((&[f64], &[f64]), &[f64])| {
            let change = a.iter().zip(b).map(|(a, b)| (b - a).abs()).fold(0.0, f64::max);
            change / (t[1] - t[0])
        };
        pairs.map(speed).collect()
    }

    /// One state at all times, by its path or a short form that is clear.
    ///
    /// # Errors
    /// If the model has no such state, or several.
    pub fn column(&self, name: &str) -> Result<Vec<f64>, ContinuationError> {
        let i = self.names.state(name)?;
        Ok(self.values.iter().skip(i).step_by(self.names.states.len()).copied().collect())
    }
}
