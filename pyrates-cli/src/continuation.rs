//! `pyrates continue`.

use std::time::Duration;

use pyrates_runtime::Model;
use pyrates_runtime::continuation::{Auto07p, AutoModel, Branch, Diagram, PointKind, Run};

use crate::args::ContinueArgs;
use crate::failure::{Failure, failed};
use crate::interrupt::Interrupt;
use crate::output::print;

/// Continues the equilibria of a model and what bifurcates from them, and writes tables and a diagram.
pub(crate) fn continuation(args: &ContinueArgs) -> Result<(), Failure> {
    let mut circuit = args.model.file().load()?;
    for (path, value) in &args.set {
        circuit.set(path, *value).map_err(failed)?;
    }
    let model = Auto07p::find().and_then(|auto| auto.compile(&circuit)).map_err(failed)?;
    let mut found = Found { args, interrupt: Interrupt::new(), branches: Vec::new() };
    let outcome = found.follow(&model);
    // What there is before a failure is written too.
    found.write()?;
    outcome
}

/// The numbers without repetitions, from low to high.
fn numbers_once<'a>(numbers: impl Iterator<Item = &'a usize>) -> std::collections::BTreeSet<usize> {
    numbers.copied().collect()
}

struct Found<'a> {
    args: &'a ContinueArgs,
    interrupt: Interrupt,
    /// Branches with the names of their files.
    branches: Vec<(String, Branch)>,
}

impl Found<'_> {
    fn follow(&mut self, model: &AutoModel) -> Result<(), Failure> {
        let args = self.args;
        let start = args.after.map_or_else(|| model.equilibrium(), |t| model.after(t)).map_err(failed)?;
        let run = model.continue_from(&start).parameter(&args.parameter, args.range.clone());
        let equilibria = self.run("equilibria", run)?;
        let mut ends = Vec::new();
        for number in numbers_once(args.cycles.iter().chain(&args.homoclinic)) {
            let hopf = equilibria.hopf(number).map_err(failed)?;
            let run = model.cycles_from(hopf);
            let run = args.max_period.into_iter().fold(run, Run::max_period);
            let cycles = self.run(&format!("cycles_{}", hopf.label), run)?;
            ends.extend(cycles.points.last().filter(|_| args.homoclinic.contains(&number)).cloned());
        }
        let Some((second, range)) = args.second.as_ref().zip(args.second_range.as_ref()) else {
            return Ok(());
        };
        for (end, number) in ends.iter().zip(numbers_once(args.homoclinic.iter())) {
            let run = model.homoclinic_from(end).parameter(second, range.clone());
            self.run(&format!("homoclinic_HB{number}"), run)?;
        }
        let folds = args.folds.iter().map(|number| (PointKind::Fold, *number));
        for (kind, number) in folds.chain(args.hopf.iter().map(|number| (PointKind::Hopf, *number))) {
            let point = equilibria.point(kind, number).map_err(failed)?;
            let run = model.curve_from(point).parameter(second, range.clone());
            self.run(&format!("curve_{}", point.label), run)?;
        }
        Ok(())
    }

    /// Runs, prints what was found, and keeps it; from a run that fails, what there is.
    fn run(&mut self, name: &str, run: Run) -> Result<Branch, Failure> {
        let interrupt = self.interrupt.clone();
        let run = run.progress().observe(move |_| interrupt.check());
        let run = match self.args.timeout {
            Some(seconds) => run.timeout(Duration::from_secs_f64(seconds)),
            None => run,
        };
        let (branch, failure) = match run.run() {
            Ok(branch) => (branch, None),
            Err(error) => {
                let failure = failed(&error);
                (error.into_partial().map_err(failed)?, Some(failure))
            }
        };
        print(&format!("{branch}\n"))?;
        self.branches.push((name.to_string(), branch.clone()));
        failure.map_or(Ok(branch), Err)
    }

    fn write(&self) -> Result<(), Failure> {
        let Some(out) = &self.args.out else { return Ok(()) };
        std::fs::create_dir_all(out).map_err(failed)?;
        for (name, branch) in &self.branches {
            branch.write_csv(out.join(format!("{name}.csv"))).map_err(failed)?;
        }
        let is_curve = |(_, branch): &&(String, Branch)| branch.kind.is_curve();
        let (curves, branches): (Vec<_>, Vec<_>) = self.branches.iter().partition(is_curve);
        let args = self.args;
        if let Some(state) = args.state.as_ref().filter(|_| !branches.is_empty()) {
            let diagram = Diagram::new(&args.parameter, state);
            let diagram = branches.iter().fold(diagram, |diagram, (_, branch)| diagram.branch(branch));
            diagram.save(out.join("diagram.svg")).map_err(failed)?;
        }
        if let Some(second) = args.second.as_ref().filter(|_| !curves.is_empty()) {
            let diagram = Diagram::new(&args.parameter, second);
            let diagram = curves.iter().fold(diagram, |diagram, (_, branch)| diagram.branch(branch));
            diagram.save(out.join("curves.svg")).map_err(failed)?;
        }
        Ok(())
    }
}
