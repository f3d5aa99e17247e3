//! From what a run of the program wrote to points.

use std::sync::Arc;

use super::follow::Output;
use super::plan::{PERIOD, Plan};
use super::process::Ended;
use super::read::{Record, Row, Spectrum, Table};
use super::test_functions;
use super::{AutoModel, BranchEnd, BranchKind, ContinuationError, Direction, Point, PointKind};

/// A branch in one direction from its start.
pub(super) struct Part {
    pub(super) points: Vec<Point>,
    pub(super) end: BranchEnd,
    pub(super) ended: Ended,
}

impl Part {
    /// By how much the first parameter changes at first.
    pub(super) fn goes(&self, plan: &Plan) -> f64 {
        let value = |point: &Point| plan.origin.continued.first().map_or(0.0, |(i, _)| point.parameters[*i]);
        match self.points.as_slice() {
            [first, second, ..] => value(second) - value(first),
            _ => 0.0,
        }
    }

    /// The parameters of the last point, in words.
    pub(super) fn last_place(&self, plan: &Plan) -> String {
        self.points.last().unwrap_or(&plan.start).place()
    }
}

/// The points of a run, up to the first one that is outside of a range.
pub(super) fn part(model: &AutoModel, plan: &Plan, output: Output) -> Result<Part, ContinuationError> {
    let Output { table, records, spectra, ended } = output;
    let mut records = records.into_iter();
    let mut points = Vec::with_capacity(table.rows.len());
    for (i, row) in table.rows.iter().enumerate() {
        let record = (row.label != 0).then(|| records.next()).flatten();
        let reader = Reader { model, plan, table: &table, index: i, row };
        points.extend(reader.point(record, spectra.get(i)));
    }
    let mut end = match ended {
        Ended::ByItself => end(model, plan, &table, points.last()),
        Ended::TimedOut | Ended::Interrupted | Ended::Stuck => BranchEnd::Failed,
    };
    if end == BranchEnd::Failed && ended == Ended::ByItself && points.len() > 1 {
        // Newton's method failed there, so it is no point of the branch.
        points.pop();
    }
    if let Some(first) = (1..points.len()).find(|&i| !is_inside(plan, &points[i])) {
        points.truncate(first);
        end = BranchEnd::Range;
    }
    if end == BranchEnd::Hopf {
        end_at_hopf(&mut points);
    }
    settle_ends(plan, &mut points, end);
    Ok(Part { points, end, ended })
}

/// A row of the table as a point.
struct Reader<'a> {
    model: &'a AutoModel,
    plan: &'a Plan,
    table: &'a Table,
    index: usize,
    row: &'a Row,
}

impl Reader<'_> {
    /// The point, unless the run was ended before its solution was written.
    fn point(&self, record: Option<Record>, spectrum: Option<&Spectrum>) -> Option<Point> {
        let kind = self.plan.kind();
        let (parameters, max, min) = match kind.has_cycles() {
            true => self.cycle(),
            false => self.equilibrium(record.as_ref()?),
        };
        let n_stable = spectrum.and_then(|spectrum| spectrum.n_stable).filter(|_| !kind.is_curve());
        let kind_of_point = match point_kind(self.row.kind) {
            PointKind::Chosen => self.zero_of_test(spectrum).unwrap_or(PointKind::Chosen),
            kind => kind,
        };
        Some(Point {
            kind: kind_of_point,
            label: String::new(),
            stable: n_stable.map(|_| self.row.number < 0),
            n_unstable: n_stable.map(|n| self.model.n_states.saturating_sub(n)),
            eigenvalues: spectrum.map_or_else(Vec::new, |spectrum| spectrum.values.clone()),
            period: kind.has_cycles().then(|| self.value(PERIOD)),
            parameters,
            max,
            min,
            origin: self.plan.origin.clone(),
            record: record.map(Arc::new),
        })
    }

    fn value(&self, entry: usize) -> f64 {
        self.table.value(self.index, entry).unwrap_or(f64::NAN)
    }

    /// What the test functions say about a point of homoclinic orbits that was located because of a zero.
    fn zero_of_test(&self, spectrum: Option<&Spectrum>) -> Option<PointKind> {
        let is_asked_for = |(entry, values): &(usize, Vec<f64>)| {
            let value = self.value(*entry);
            values.iter().any(|asked| (value - asked).abs() <= 1e-5 * asked.abs().max(1e-5))
        };
        if self.plan.report.iter().chain(&self.plan.stop).any(is_asked_for) {
            return None;
        }
        let eigenvalues = spectrum.map_or(&[][..], |spectrum| &spectrum.values);
        test_functions::zero(self.plan, self.table, self.index, eigenvalues)
    }

    fn cycle(&self) -> (Vec<f64>, Vec<f64>, Vec<f64>) {
        let mut parameters = self.plan.start.parameters.clone();
        for (i, _) in &self.plan.origin.continued {
            parameters[*i] = self.value(self.model.slots.of(*i));
        }
        let states = 0..self.model.names.states.len();
        let max = states.clone().map(|i| self.value(self.model.measures.max(i))).collect();
        (parameters, max, states.map(|i| self.value(self.model.measures.min(i))).collect())
    }

    fn equilibrium(&self, record: &Record) -> (Vec<f64>, Vec<f64>, Vec<f64>) {
        let (all, rows) = (record.parameters(), record.rows());
        let of = |i: usize| all.get(self.model.slots.of(i) - 1).copied().unwrap_or(f64::NAN);
        let parameters = (0..self.model.names.parameters.len()).map(of).collect();
        let row = rows.first().map(Vec::as_slice).unwrap_or_default();
        let y: Vec<f64> = row.iter().skip(1).take(self.model.names.states.len()).copied().collect();
        (parameters, y.clone(), y)
    }
}

/// What Auto's number for the type of a point means. On curves tens stand for the bifurcation that is followed.
fn point_kind(code: i32) -> PointKind {
    match code {
        -21 | -31 => PointKind::BogdanovTakens,
        -22 => PointKind::Cusp,
        -32 => PointKind::GeneralizedHopf,
        -13 | -23 | -33 => PointKind::ZeroHopf,
        -25 | -55 | -85 => PointKind::Resonance(1),
        -76 | -86 => PointKind::Resonance(2),
        -87 => PointKind::Resonance(3),
        -88 => PointKind::Resonance(4),
        _ => match code % 10 {
            1 | 6 => PointKind::BranchPoint,
            2 | 5 => PointKind::Fold,
            3 => PointKind::Hopf,
            7 => PointKind::PeriodDoubling,
            8 => PointKind::Torus,
            -4 => PointKind::Chosen,
            9 | -9 => PointKind::End,
            _ => PointKind::Regular,
        },
    }
}

/// Why the run ended.
fn end(model: &AutoModel, plan: &Plan, table: &Table, last: Option<&Point>) -> BranchEnd {
    let (Some(row), Some(last)) = (table.rows.last(), last) else { return BranchEnd::Failed };
    let index = table.rows.len() - 1;
    let has_finite_values = last.parameters.iter().chain(&last.max).all(|x| x.is_finite());
    if row.kind % 10 == -9 || !has_finite_values {
        return BranchEnd::Failed;
    }
    if row.kind % 10 == 9 && table.rows.len() >= plan.max_points {
        return BranchEnd::Points;
    }
    if plan.origin.continued.iter().any(|(i, range)| is_at_end(last.parameters[*i], range)) {
        return BranchEnd::Range;
    }
    if row.kind % 10 != -4 {
        return if row.kind % 10 == 9 { BranchEnd::Range } else { BranchEnd::Stop };
    }
    let amplitude = table.value(index, model.measures.amplitude());
    if plan.kind() == BranchKind::Cycles && amplitude.is_some_and(|amplitude| amplitude < 0.0) {
        return BranchEnd::Hopf;
    }
    let is_longest = |period: f64| last.period.is_some_and(|p| (p - period).abs() <= 1e-4 * period);
    if plan.max_period.is_some_and(is_longest) { BranchEnd::Period } else { BranchEnd::Stop }
}

fn is_at_end(value: f64, range: &std::ops::Range<f64>) -> bool {
    let margin = 1e-5 * (range.end - range.start);
    value <= range.start + margin || value >= range.end - margin
}

fn is_inside(plan: &Plan, point: &Point) -> bool {
    plan.origin.continued.iter().all(|(i, range)| {
        let margin = 2e-6 * (range.end - range.start);
        (range.start - margin..=range.end + margin).contains(&point.parameters[*i])
    })
}

/// Ends a branch with its smallest cycle. Where cycles become a point, the parameter has an extremum along the branch, but
/// that is no fold.
fn end_at_hopf(points: &mut Vec<Point>) {
    let size = |point: &Point| -> f64 { point.max.iter().zip(&point.min).map(|(max, min)| max - min).sum() };
    let largest = points.iter().map(size).fold(0.0, f64::max);
    let last = points.len().saturating_sub(3)..points.len();
    if let Some(smallest) = last.min_by(|&i, &j| size(&points[i]).total_cmp(&size(&points[j]))) {
        points.truncate(smallest + 1);
    }
    while let [.., before, _] = points.as_slice() {
        if before.kind != PointKind::Fold || size(before) > 5e-2 * largest {
            break;
        }
        points.remove(points.len() - 2);
    }
}

/// Makes the first and the last point what they are for the user.
fn settle_ends(plan: &Plan, points: &mut [Point], end: BranchEnd) {
    let two_sided = plan.direction == Some(Direction::Both);
    if let Some(first) = points.first_mut() {
        let from_hopf = plan.start.kind == PointKind::Hopf && plan.kind() == BranchKind::Cycles;
        first.kind = match (from_hopf, two_sided) {
            (true, _) => PointKind::Hopf,
            (false, true) => PointKind::Regular,
            (false, false) => PointKind::End,
        };
    }
    if let Some(last) = points.last_mut().filter(|last| end == BranchEnd::Hopf || !last.kind.is_bifurcation())
    {
        last.kind = if end == BranchEnd::Stop { PointKind::Chosen } else { PointKind::End };
    }
}
