//! What a run is going to do, after its settings were checked and names were found.

use std::ops::Range;
use std::sync::Arc;

use super::point::Origin;
use super::read::Record;
use super::run::{Settings, Task};
use super::{AutoModel, BranchKind, ContinuationError, Direction, Point, PointKind};

/// The entry of Auto's parameters that holds the period.
pub(super) const PERIOD: usize = 11;

/// A checked run.
pub(super) struct Plan {
    pub(super) task: Task,
    pub(super) start: Point,
    pub(super) record: Arc<Record>,
    pub(super) origin: Arc<Origin>,
    pub(super) direction: Option<Direction>,
    pub(super) ds: f64,
    pub(super) ds_min: f64,
    pub(super) ds_max: f64,
    pub(super) max_points: usize,
    pub(super) max_period: Option<f64>,
    pub(super) mesh: usize,
    pub(super) collocation: usize,
    pub(super) tolerance: f64,
    /// Entries of Auto's parameters, and values of them.
    pub(super) report: Vec<(usize, Vec<f64>)>,
    pub(super) stop: Vec<(usize, Vec<f64>)>,
    /// Such as `HB1`.
    pub(super) stop_at: Option<String>,
    pub(super) branch_points: bool,
    pub(super) orbit_flips: bool,
    pub(super) profiles_every: usize,
}

impl Plan {
    pub(super) fn kind(&self) -> BranchKind {
        self.origin.kind
    }
}

pub(super) fn plan(
    model: &AutoModel,
    task: Task,
    start: &Point,
    settings: &Settings,
) -> Result<Plan, ContinuationError> {
    let kind = task.result(start)?;
    let record = startable(model, start)?;
    if task == Task::Homoclinic && start.origin.kind != BranchKind::HomoclinicOrbits {
        check_rest(start)?;
    }
    let mesh = if start.origin.kind.has_cycles() { record.mesh } else { (100, 4) };
    let continued = continued(model, kind, start, &settings.parameters)?;
    check_inside(model, start, &continued)?;
    check_numbers(settings)?;
    let span = |(_, range): &(usize, Range<f64>)| range.end - range.start;
    let span = continued.iter().map(span).fold(f64::INFINITY, f64::min);
    let part = if kind == BranchKind::Equilibria { 2.5e-3 } else { 1e-2 };
    let most = if kind == BranchKind::Equilibria { 5000 } else { 1000 };
    let ds_max = settings.ds_max.unwrap_or(part * span);
    let ds = settings.ds.unwrap_or((1e-4 * span).min(ds_max));
    let ds_min = settings.ds_min.unwrap_or((1e-9 * span).min(ds));
    if !(ds_min <= ds && ds <= ds_max) {
        return Err(setting("ds", "between `ds_min` and `ds_max`"));
    }
    let origin = Arc::new(Origin { names: model.names.clone(), kind, continued });
    let entries = |named: &[(String, Vec<f64>)]| -> Result<Vec<_>, ContinuationError> {
        named.iter().map(|(name, values)| Ok((entry(model, &origin, name)?, values.clone()))).collect()
    };
    Ok(Plan {
        task,
        start: start.clone(),
        direction: direction(task, kind, start, settings.direction)?,
        ds,
        ds_min,
        ds_max,
        max_points: settings.max_points.unwrap_or(most),
        max_period: max_period(kind, &record, settings.max_period)?,
        mesh: settings.mesh.unwrap_or(mesh.0),
        collocation: settings.collocation.unwrap_or(mesh.1),
        tolerance: settings.tolerance,
        report: entries(&settings.report)?,
        stop: entries(&settings.stop)?,
        stop_at: settings.stop_at.map(stop_at).transpose()?,
        branch_points: settings.branch_points,
        orbit_flips: settings.orbit_flips,
        profiles_every: settings.profiles_every,
        origin,
        record,
    })
}

fn setting(setting: &'static str, requirement: impl Into<String>) -> ContinuationError {
    ContinuationError::Setting { setting, requirement: requirement.into() }
}

/// The solution at the start, which only some points have.
fn startable(model: &AutoModel, start: &Point) -> Result<Arc<Record>, ContinuationError> {
    let wrong =
        |point: &str, advice| ContinuationError::WrongStart { run: "a run", point: point.into(), advice };
    if start.origin.names != model.names {
        return Err(wrong("a point of another model", "give it a point of this one"));
    }
    let advice =
        "start from a special point, ask for the point by `report_at`, or keep more by `profiles_every`";
    start.record.clone().ok_or_else(|| wrong("a cycle of which the profile was not kept", advice))
}

/// The largest part of its largest speed that a cycle may have where it is slowest, to be near a homoclinic orbit.
const REST: f64 = 1e-2;

/// Refuses cycles that do not come near a state of rest.
fn check_rest(start: &Point) -> Result<(), ContinuationError> {
    let speeds = start.profile().map_or_else(Vec::new, |profile| profile.speeds());
    let fastest = speeds.iter().copied().fold(0.0, f64::max);
    match speeds.iter().any(|speed| *speed <= REST * fastest) {
        true => Ok(()),
        false => Err(ContinuationError::WrongStart {
            run: "`homoclinic_from`",
            point: format!("{}, of which the speed never falls below {REST} of its maximum", start.called()),
            advice: "follow the cycles to longer periods, near a saddle",
        }),
    }
}

/// The parameters to continue in, with their ranges: those of the run, or else those of the branch of the start.
fn continued(
    model: &AutoModel,
    kind: BranchKind,
    start: &Point,
    named: &[(String, Range<f64>)],
) -> Result<Vec<(usize, Range<f64>)>, ContinuationError> {
    let found = |(name, range): &(String, Range<f64>)| Ok((model.names.parameter(name)?, range.clone()));
    let named: Vec<(usize, Range<f64>)> =
        named.iter().map(found).collect::<Result<_, ContinuationError>>()?;
    for (i, (parameter, range)) in named.iter().enumerate() {
        if named[..i].iter().any(|(other, _)| other == parameter) {
            return Err(setting("parameter", "given once for each parameter"));
        }
        if !(range.start < range.end && range.start.is_finite() && range.end.is_finite()) {
            return Err(setting(
                "parameter",
                "given with a range of two finite numbers, the smaller one first",
            ));
        }
    }
    let needed = if kind.is_curve() { 2 } else { 1 };
    let mut continued = named;
    if continued.len() < needed {
        let rest = start.origin.continued.iter().filter(|(i, _)| continued.iter().all(|(j, _)| i != j));
        let rest: Vec<_> = rest.take(needed - continued.len()).cloned().collect();
        continued.splice(0..0, rest);
    }
    match continued.len() == needed {
        true => Ok(continued),
        false if needed == 1 => {
            Err(setting("parameter", "given once, as in `.parameter(\"eta\", -1.0..1.0)`"))
        }
        false => {
            Err(setting("parameter", "given for a second parameter, since a curve lies in the plane of two"))
        }
    }
}

/// Refuses ranges that do not hold the start.
fn check_inside(
    model: &AutoModel,
    start: &Point,
    continued: &[(usize, Range<f64>)],
) -> Result<(), ContinuationError> {
    for (i, range) in continued {
        let (value, margin) = (start.parameters[*i], 1e-6 * (range.end - range.start));
        if !(range.start - margin..=range.end + margin).contains(&value) {
            let name = &model.names.parameters[*i];
            let range = format!("from {} to {}", range.start, range.end);
            let requirement =
                format!("given with a range that holds the start: `{name}` is {value}, which is not {range}");
            return Err(setting("parameter", requirement));
        }
    }
    Ok(())
}

fn check_numbers(settings: &Settings) -> Result<(), ContinuationError> {
    let positive = "a positive number";
    let lengths = [
        ("ds", settings.ds),
        ("ds_min", settings.ds_min),
        ("ds_max", settings.ds_max),
        ("max_period", settings.max_period),
        ("tolerance", Some(settings.tolerance)),
    ];
    for (name, value) in lengths {
        if value.is_some_and(|value| !(value > 0.0 && value.is_finite())) {
            return Err(setting(name, positive));
        }
    }
    let values = settings.report.iter().chain(&settings.stop).flat_map(|(_, values)| values);
    if values.into_iter().any(|value| !value.is_finite()) {
        return Err(setting("report_at", "given finite numbers"));
    }
    if settings.max_points.is_some_and(|points| !(2..=90_000).contains(&points)) {
        return Err(setting("max_points", "between 2 and 90000"));
    }
    if settings.mesh.is_some_and(|mesh| !(5..=5000).contains(&mesh)) {
        return Err(setting("mesh", "between 5 and 5000"));
    }
    match settings.collocation.is_some_and(|points| !(2..=7).contains(&points)) {
        false => Ok(()),
        true => Err(setting("collocation", "between 2 and 7")),
    }
}

/// The direction, or nothing where there is only one.
fn direction(
    task: Task,
    kind: BranchKind,
    start: &Point,
    chosen: Direction,
) -> Result<Option<Direction>, ContinuationError> {
    let doubles = task == Task::Switch && start.kind == PointKind::PeriodDoubling;
    let from_hopf = task == Task::Cycles || (kind == BranchKind::Cycles && start.kind == PointKind::Hopf);
    match (doubles || from_hopf, chosen) {
        (false, chosen) => Ok(Some(chosen)),
        (true, Direction::Both) => Ok(None),
        (true, _) => Err(setting("direction", "left out: these cycles exist in one direction only")),
    }
}

/// The longest period, where periods change.
fn max_period(
    kind: BranchKind,
    record: &Record,
    chosen: Option<f64>,
) -> Result<Option<f64>, ContinuationError> {
    if !kind.has_periods() {
        return match chosen {
            None => Ok(None),
            Some(_) => Err(setting("max_period", "left out: the period does not change along this branch")),
        };
    }
    let at_start = record.parameters().get(PERIOD - 1).copied().unwrap_or(1.0);
    Ok(Some(chosen.unwrap_or(100.0 * at_start)))
}

/// The entry of Auto's parameters for a name.
fn entry(model: &AutoModel, origin: &Origin, name: &str) -> Result<usize, ContinuationError> {
    let has_period = origin.kind.has_periods();
    if name == "period" && has_period {
        return Ok(PERIOD);
    }
    let parameter = origin.names.parameter(name)?;
    if origin.continued.iter().any(|(i, _)| *i == parameter) {
        return Ok(model.slots.of(parameter));
    }
    let names: Vec<String> =
        origin.continued.iter().map(|(i, _)| format!("`{}`", origin.names.parameters[*i])).collect();
    let period = if has_period { " or `period`" } else { "" };
    Err(setting("report_at", format!("given a parameter that is continued: {}{period}", names.join(", "))))
}

fn stop_at((kind, number): (PointKind, usize)) -> Result<String, ContinuationError> {
    match kind.is_bifurcation() && number > 0 {
        true => Ok(format!("{}{number}", kind.letters())),
        false => Err(setting("stop_at_point", "given a kind of bifurcation and a number from one")),
    }
}
