//! Constants files for runs.

use std::collections::BTreeMap;

use super::measures::VANISHING;
use super::plan::{PERIOD, Plan};
use super::run::Task;
use super::test_functions::{self, TestFunction};
use super::{AutoModel, BranchKind, ContinuationError};

/// Auto reads lists of at most 2048 characters.
const MAX_LIST: usize = 2000;

/// How far a run goes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Stage {
    /// It only finds what a curve of bifurcations of cycles starts from.
    Preparation,
    /// It follows the branch; the sign of the steps is that of the number.
    Branch(f64),
}

/// The text of the constants file of a run that starts from the solution with this label.
pub(super) fn text(
    model: &AutoModel,
    plan: &Plan,
    stage: Stage,
    label: usize,
) -> Result<String, ContinuationError> {
    let kind = plan.kind();
    let cycles = kind.has_cycles();
    let sign = if let Stage::Branch(sign) = stage { sign } else { 1.0 };
    let points = if stage == Stage::Preparation { 20 } else { plan.max_points };
    let jac = 1;
    let (n, n_slots) = (model.n_states, model.measures.n_slots());
    let (ips, ilp, isp) = detection(plan);
    let every = if cycles { plan.profiles_every } else { 1 };
    let tolerance = plan.tolerance;
    let mut lines = vec![
        "s='start', sv='run'".to_string(),
        format!("NDIM={n}, NPAR={n_slots}, JAC={jac}"),
        format!("IPS={ips}, IRS={label}, ILP={ilp}, ISP={isp}, ISW={}", switch(plan)),
        format!("ICP=[{}]", numbers(&entries(model, plan))),
        format!("NTST={}, NCOL={}, IAD=1", plan.mesh, plan.collocation),
        format!("NMX={points}, NPR={every}, MXBF=0, IID={}", if ips == 9 { 3 } else { 2 }),
        format!("DS={:?}, DSMIN={:?}, DSMAX={:?}, IADS=1", sign * plan.ds, plan.ds_min, plan.ds_max),
        format!("EPSL={tolerance:?}, EPSU={tolerance:?}, EPSS={:?}", 100.0 * tolerance),
        "ITMX=40, ITNW=20, NWTN=10".to_string(),
    ];
    if cycles {
        lines.push(format!("PAR={{{}: 1.0}}", model.measures.flag()));
        lines.push(format!("THL={{{PERIOD}: 0.0}}"));
    } else {
        lines.push(format!("PAR={{{}: 0.0}}", model.measures.flag()));
    }
    if let Stage::Branch(_) = stage {
        lines.extend(ends(model, plan));
    }
    match lines.iter().all(|line| line.len() <= MAX_LIST) {
        true => Ok(lines.join("\n") + "\n"),
        false => Err(ContinuationError::Setting {
            setting: "report_at",
            requirement: "shorter: Auto-07p does not read as many values, or maxima of as many states".into(),
        }),
    }
}

/// The type of problem, and whether folds and other bifurcations are looked for.
fn detection(plan: &Plan) -> (usize, usize, usize) {
    match plan.kind() {
        BranchKind::Equilibria => (1, 1, 2),
        BranchKind::Folds | BranchKind::HopfPoints => (1, 0, 2),
        BranchKind::Cycles if plan.branch_points => (2, 1, 2),
        BranchKind::Cycles => (2, 1, 4),
        BranchKind::CyclesOfOnePeriod => (2, 0, 1),
        BranchKind::FoldsOfCycles | BranchKind::PeriodDoublings | BranchKind::TorusBifurcations => (2, 0, 4),
        BranchKind::HomoclinicOrbits => (9, 0, 0),
    }
}

fn switch(plan: &Plan) -> i32 {
    match plan.task {
        Task::Continue | Task::Cycles | Task::OnePeriod | Task::Homoclinic => 1,
        Task::Switch => -1,
        Task::Curve => 2,
    }
}

/// What is continued, and then what is only printed.
fn entries(model: &AutoModel, plan: &Plan) -> Vec<usize> {
    let mut entries: Vec<usize> = plan.origin.continued.iter().map(|(i, _)| model.slots.of(*i)).collect();
    if plan.kind().has_cycles() {
        entries.push(PERIOD);
        entries.push(model.measures.amplitude());
        let states = 0..model.names.states.len();
        entries.extend(states.flat_map(|i| [model.measures.max(i), model.measures.min(i)]));
        entries.extend(test_functions::watched(plan).iter().map(TestFunction::entry));
    }
    entries
}

/// Where the run ends, and what it reports.
fn ends(model: &AutoModel, plan: &Plan) -> Vec<String> {
    let mut stop: BTreeMap<usize, Vec<f64>> = BTreeMap::new();
    let ranges =
        plan.origin.continued.iter().map(|(i, range)| (model.slots.of(*i), vec![range.start, range.end]));
    let period = plan.max_period.map(|period| (PERIOD, vec![period]));
    let amplitude =
        (plan.kind() == BranchKind::Cycles).then(|| (model.measures.amplitude(), VANISHING.to_vec()));
    let asked = plan.stop.iter().cloned();
    for (entry, values) in ranges.chain(period).chain(amplitude).chain(asked) {
        stop.entry(entry).or_default().extend(values);
    }
    let mut report: BTreeMap<usize, Vec<f64>> = BTreeMap::new();
    for (entry, values) in &plan.report {
        report.entry(*entry).or_default().extend(values);
    }
    let watched = test_functions::watched(plan);
    report.extend(watched.iter().map(|test| (test.entry(), vec![0.0])));
    let mut lines = vec![format!("UZSTOP={{{}}}", dictionary(&stop))];
    if !watched.is_empty() {
        lines
            .push(format!("IPSI=[{}]", numbers(&watched.iter().map(|test| test.number).collect::<Vec<_>>())));
    }
    if !report.is_empty() {
        lines.push(format!("UZR={{{}}}", dictionary(&report)));
    }
    lines.extend(plan.stop_at.iter().map(|label| format!("STOP=['{label}']")));
    // Where the run starts at an end of the range, nothing is crossed.
    if let Some((_, range)) = plan.origin.continued.first() {
        let margin = 1e-6 * (range.end - range.start);
        lines.push(format!("RL0={:?}, RL1={:?}", range.start - margin, range.end + margin));
    }
    lines
}

fn dictionary(entries: &BTreeMap<usize, Vec<f64>>) -> String {
    let entry = |(entry, values): (&usize, &Vec<f64>)| {
        let values: Vec<String> = values.iter().map(|value| format!("{value:?}")).collect();
        format!("{entry}: [{}]", values.join(", "))
    };
    entries.iter().map(entry).collect::<Vec<_>>().join(", ")
}

fn numbers(numbers: &[usize]) -> String {
    numbers.iter().map(usize::to_string).collect::<Vec<_>>().join(",")
}
