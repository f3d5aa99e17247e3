//! Following a branch: the runs of the program that it takes, and one branch from their results.

use std::sync::Arc;

use super::constants::{self, Stage};
use super::not_finite::not_finite;
use super::parts::{Part, part};
use super::plan::Plan;
use super::process::{self, Ended};
use super::progress::Watch;
use super::read::{BadLine, Record, Table, records, spectra};
use super::{AutoModel, Branch, BranchEnd, BranchKind, ContinuationError, Direction};

/// What one run of the program wrote.
pub(super) struct Output {
    pub(super) table: Table,
    pub(super) records: Vec<Record>,
    pub(super) spectra: Vec<super::read::Spectrum>,
    pub(super) ended: Ended,
}

/// Runs the program as often as the branch needs it.
pub(super) fn branch(model: &AutoModel, plan: &Plan, watch: &mut Watch) -> Result<Branch, ContinuationError> {
    let record = prepare(model, plan, watch)?;
    let mut follow = |sign: f64| -> Result<Part, ContinuationError> {
        let output = execute(model, plan, Stage::Branch(sign), &record, watch)?;
        watch.next_part();
        part(model, plan, output)
    };
    let parts = match plan.direction {
        None => vec![follow(1.0)?],
        Some(Direction::Both) => {
            let first = follow(1.0)?;
            if is_over(first.ended) { vec![first] } else { vec![first, follow(-1.0)?] }
        }
        Some(direction) => {
            let wanted = if direction == Direction::Up { 1.0 } else { -1.0 };
            // The sign of steps means a direction along the branch, not always one of the parameter.
            let first = follow(wanted)?;
            if first.goes(plan) * wanted < 0.0 { vec![follow(-wanted)?] } else { vec![first] }
        }
    };
    finish(model, plan, parts, watch)
}

/// The solution to start from. Curves of bifurcations of cycles start from one that is computed first.
fn prepare(model: &AutoModel, plan: &Plan, watch: &mut Watch) -> Result<Arc<Record>, ContinuationError> {
    use BranchKind::{FoldsOfCycles, PeriodDoublings, TorusBifurcations};
    if !matches!(plan.kind(), FoldsOfCycles | PeriodDoublings | TorusBifurcations) {
        return Ok(plan.record.clone());
    }
    let mut output = execute(model, plan, Stage::Preparation, &plan.record, watch)?;
    watch.next_part();
    let converged = output.table.rows.last().is_some_and(|row| row.kind % 10 != -9);
    match output.records.pop().filter(|_| converged && output.ended == Ended::ByItself) {
        Some(record) => Ok(Arc::new(record)),
        None => {
            let part = part(model, plan, output)?;
            let failed = finish(model, plan, vec![part], watch);
            let at = plan.start.place();
            failed.and_then(|branch| Err(ContinuationError::NotConverged { branch: Box::new(branch), at }))
        }
    }
}

/// Runs the program once.
fn execute(
    model: &AutoModel,
    plan: &Plan,
    stage: Stage,
    record: &Record,
    watch: &mut Watch,
) -> Result<Output, ContinuationError> {
    let folder = model.run_folder(plan.kind().name())?;
    folder.write("c.run", &constants::text(model, plan, stage, record.label)?)?;
    folder.write("s.start", &record.text)?;
    let ended = process::run(model, &folder, watch)?;
    let bad = |file: &str| {
        let file = folder.path.join(file).display().to_string();
        move |BadLine(line)| ContinuationError::Malformed { file, line }
    };
    let table = Table::parse(&folder.read("b.run")?).map_err(bad("b.run"))?;
    let said = folder.read("output.txt")?;
    let is_complete = said.contains("Total Time") || ended != Ended::ByItself;
    if !is_complete || (table.rows.is_empty() && ended == Ended::ByItself) {
        return Err(ContinuationError::NoResult { output: said + &folder.read("errors.txt")? });
    }
    let records = records(&folder.read("s.run")?).map_err(bad("s.run"))?;
    let spectra = spectra(&folder.read("d.run")?);
    Ok(Output { table, records, spectra, ended })
}

/// Whether nothing else shall be run.
fn is_over(ended: Ended) -> bool {
    match ended {
        Ended::TimedOut | Ended::Interrupted => true,
        Ended::ByItself | Ended::Stuck => false,
    }
}

/// One branch from its parts, or an error that has it.
fn finish(
    model: &AutoModel,
    plan: &Plan,
    mut parts: Vec<Part>,
    watch: &Watch,
) -> Result<Branch, ContinuationError> {
    let ended = parts.iter().map(|part| part.ended).find(|ended| is_over(*ended));
    let failed = parts.iter().find(|part| !is_over(part.ended) && part.end == BranchEnd::Failed);
    let failure = failed.map(|part| (part.last_place(plan), not_finite(model, plan, part)));
    // From low to high values of the first parameter, at the start.
    parts.sort_by(|a, b| a.goes(plan).total_cmp(&b.goes(plan)));
    let branch = Box::new(merge(plan, parts));
    match (ended, failure) {
        (Some(Ended::TimedOut), _) => {
            Err(ContinuationError::TimedOut { branch, limit: watch.limit.unwrap_or_default() })
        }
        (Some(_), _) => Err(ContinuationError::Interrupted { branch }),
        (None, Some((at, None))) => Err(ContinuationError::NotConverged { branch, at }),
        (None, Some((_, Some((variable, at))))) => Err(ContinuationError::NotFinite { branch, variable, at }),
        (None, None) => Ok(*branch),
    }
}

fn merge(plan: &Plan, mut parts: Vec<Part>) -> Branch {
    let last = parts.pop();
    let (mut points, mut end) = last.map_or((Vec::new(), BranchEnd::Failed), |part| (part.points, part.end));
    let mut start = BranchEnd::Start;
    for part in parts {
        start = part.end;
        let before = part.points.into_iter().skip(1).rev();
        points.splice(0..0, before);
    }
    if points.is_empty() {
        end = BranchEnd::Failed;
    }
    let mut branch = Branch { kind: plan.kind(), points, ends: [start, end], origin: plan.origin.clone() };
    branch.number();
    branch
}
