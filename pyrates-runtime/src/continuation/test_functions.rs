//! Test functions of homoclinic orbits: numbers whose zeros are special points.

use num_complex::Complex64;

use super::plan::Plan;
use super::read::Table;
use super::{BranchKind, PointKind};

/// A test function of Auto's.
#[derive(Debug, Clone, Copy)]
pub(super) struct TestFunction {
    pub(super) number: usize,
    kind: PointKind,
    /// How many stable and unstable eigenvalues the saddle needs for the function to mean something.
    needs: (usize, usize),
}

const fn test(number: usize, kind: PointKind, needs: (usize, usize)) -> TestFunction {
    TestFunction { number, kind, needs }
}

/// Those that only need eigenvalues.
const OF_EIGENVALUES: [TestFunction; 3] = [
    test(2, PointKind::DoubleStableEigenvalue, (2, 1)),
    test(3, PointKind::DoubleUnstableEigenvalue, (1, 2)),
    test(4, PointKind::NeutralSaddle, (1, 1)),
];

/// Those about the directions in which orbits leave and return.
const OF_ORBITS: [TestFunction; 2] =
    [test(11, PointKind::StableOrbitFlip, (2, 1)), test(12, PointKind::UnstableOrbitFlip, (1, 2))];

impl TestFunction {
    /// The entry of Auto's parameters that holds its value.
    pub(super) fn entry(&self) -> usize {
        20 + self.number
    }
}

/// The functions that are watched along a branch.
pub(super) fn watched(plan: &Plan) -> Vec<TestFunction> {
    let of_orbits = if plan.orbit_flips { &OF_ORBITS[..] } else { &[] };
    match plan.kind() {
        BranchKind::HomoclinicOrbits => OF_EIGENVALUES.iter().chain(of_orbits).copied().collect(),
        _ => Vec::new(),
    }
}

/// The point that the function is about that is almost zero at a row, beside its values before and behind.
pub(super) fn zero(plan: &Plan, table: &Table, row: usize, eigenvalues: &[Complex64]) -> Option<PointKind> {
    const ALMOST: f64 = 1e-2;
    let n_stable = eigenvalues.iter().filter(|value| value.re < 0.0).count();
    let n_unstable = eigenvalues.len() - n_stable;
    let part = |test: TestFunction| {
        let value = |row: usize| table.value(row, test.entry()).map_or(0.0, f64::abs);
        let around = f64::max(value(row.saturating_sub(1)), value((row + 1).min(table.rows.len() - 1)));
        let has_meaning = n_stable >= test.needs.0 && n_unstable >= test.needs.1;
        (has_meaning && around > 0.0).then(|| (test.kind, value(row) / around))
    };
    let nearest = watched(plan).into_iter().filter_map(part).min_by(|a, b| a.1.total_cmp(&b.1));
    nearest.filter(|(_, part)| *part < ALMOST).map(|(kind, _)| kind)
}
