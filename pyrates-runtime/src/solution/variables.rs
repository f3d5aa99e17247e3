//! The values of any variables of the model: states from the samples, everything else computed from them.

use std::cell::Cell;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use pyrates_ir::nearest::nearest;
use pyrates_ir::system::{Group, Kind, PARTS, Role, System, VariableRef};

use crate::circuit::{CircuitError, Variables};
use crate::delay::{Before, History, Side, Trajectory, resolution, whole_steps};
use crate::input::Drive;
use crate::model::Past;
use crate::paths::{PathError, fits};

use super::SolutionError;

/// What a solution remembers of its run.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) system: System,
    pub(crate) t0: f64,
    pub(crate) t_end: f64,
    pub(crate) y0: Vec<f64>,
    pub(crate) p: Vec<f64>,
    /// The delay of each look-up.
    pub(crate) delays: Vec<f64>,
    /// The step, if delays were looked up by the rule of PyRates.
    pub(crate) ring_step: Option<f64>,
    pub(crate) history: Arc<History>,
    pub(crate) inputs: Drive,
}

/// Variables with their paths, in the order of their columns.
#[derive(Debug, Clone)]
pub(crate) struct Columns {
    pub(crate) labels: Vec<String>,
    places: Vec<Place>,
    /// Computes what is neither state nor parameter.
    program: Option<Arc<Variables>>,
}

/// Where the value of a variable is.
#[derive(Debug, Clone, Copy)]
enum Place {
    State(usize),
    Parameter(usize),
    /// The number of a variable in the program, and the unit.
    Computed(usize, usize),
}

/// Why variables cannot be columns.
#[derive(Debug)]
pub(crate) enum ColumnsError {
    Path(PathError),
    Model(CircuitError),
}

/// A variable of a unit, a parameter of an edge included.
#[derive(Clone, Copy)]
enum Target {
    State(usize),
    Parameter(usize),
    Variable(VariableRef, usize),
}

/// A variable with its path.
struct Named {
    path: String,
    /// The path of the complex number of which it is a part.
    whole: Option<String>,
    target: Target,
}

/// All variables of a system: states, parameters, inputs, auxiliaries.
fn all(system: &System, real: &System) -> Vec<Named> {
    let numbered = |paths: Vec<String>, target: fn(usize) -> Target| {
        let named = move |(i, path)| Named { path, whole: None, target: target(i) };
        paths.into_iter().enumerate().map(named)
    };
    let mut all: Vec<Named> = numbered(system.state_paths(), Target::State).collect();
    all.extend(numbered(system.parameter_paths(), Target::Parameter));
    for (g, group) in system.groups.iter().enumerate() {
        // The real form has more variables, and those of the user at other places.
        let places: HashMap<&[String], usize> =
            real.groups[g].variables.iter().enumerate().map(|(v, variable)| (&*variable.path, v)).collect();
        for role in [Role::Input, Role::Auxiliary] {
            for v in group.with_role(role) {
                let variable = &group.variables[v];
                let parts: &[&str] = if variable.kind == Kind::Complex { &PARTS } else { &[""] };
                for part in parts.iter().map(|part| Some(*part).filter(|part| !part.is_empty())) {
                    let local: Vec<String> =
                        variable.path.iter().cloned().chain(part.map(String::from)).collect();
                    let Some(&place) = places.get(&*local) else { continue };
                    let at = VariableRef { group: g, variable: place };
                    all.extend((0..group.n_units()).map(|unit| Named {
                        path: real.groups[g].path(place, unit),
                        whole: None,
                        target: Target::Variable(at, unit),
                    }));
                }
            }
        }
    }
    if system.is_complex() {
        name_wholes(system, &mut all);
    }
    all
}

/// Tells parts of complex numbers from variables that are called so.
fn name_wholes(system: &System, all: &mut [Named]) {
    let complex = |group: &Group| {
        let variables = (0..group.variables.len()).filter(|&v| group.variables[v].kind == Kind::Complex);
        let paths = variables.flat_map(|v| (0..group.n_units()).map(move |unit| group.path(v, unit)));
        paths.collect::<Vec<_>>()
    };
    let complex: HashSet<String> = system.groups.iter().flat_map(complex).collect();
    for named in all {
        let whole = PARTS.iter().find_map(|part| named.path.strip_suffix(part)?.strip_suffix('/'));
        named.whole = whole.filter(|whole| complex.contains(*whole)).map(String::from);
    }
}

impl Columns {
    /// The variables that some paths name, wildcards included; each once.
    pub(crate) fn named(system: &System, paths: &[String]) -> Result<Columns, ColumnsError> {
        let real = system.split();
        let all = all(system, &real);
        let mut numbers: HashMap<&str, usize> = HashMap::new();
        for (i, named) in all.iter().enumerate() {
            // An input is the sum of its edges and of the parameter of the same path.
            numbers.insert(&named.path, i);
        }
        let mut chosen: Vec<usize> = Vec::new();
        let mut seen = vec![false; all.len()];
        for path in paths {
            let exact: Vec<usize> = numbers.get(path.as_str()).copied().into_iter().collect();
            let fitting = if exact.is_empty() {
                let is_meant = |named: &&Named| {
                    fits(&named.path, path) || named.whole.as_ref().is_some_and(|whole| fits(whole, path))
                };
                all.iter().filter(is_meant).map(|named| numbers[named.path.as_str()]).collect()
            } else {
                exact
            };
            if fitting.is_empty() {
                let nearest = nearest(path, all.iter().map(|named| named.path.as_str())).map(String::from);
                return Err(ColumnsError::Path(PathError::UnknownVariable { path: path.clone(), nearest }));
            }
            for i in fitting {
                if !std::mem::replace(&mut seen[i], true) {
                    chosen.push(i);
                }
            }
        }
        let labels = chosen.iter().map(|&i| all[i].path.clone()).collect();
        let targets: Vec<Target> = chosen.into_iter().map(|i| all[i].target).collect();
        Columns::new(&real, labels, &targets)
    }

    fn new(real: &System, labels: Vec<String>, targets: &[Target]) -> Result<Columns, ColumnsError> {
        let mut variables: Vec<VariableRef> = Vec::new();
        let mut numbers: HashMap<VariableRef, usize> = HashMap::new();
        let places = targets.iter().map(|target| match *target {
            Target::State(i) => Place::State(i),
            Target::Parameter(i) => Place::Parameter(i),
            Target::Variable(at, unit) => {
                let number = *numbers.entry(at).or_insert_with(|| {
                    variables.push(at);
                    variables.len() - 1
                });
                Place::Computed(number, unit)
            }
        });
        let places = places.collect();
        let program = match variables.as_slice() {
            [] => None,
            some => Some(Arc::new(Variables::new(real, some).map_err(ColumnsError::Model)?)),
        };
        Ok(Columns { labels, places, program })
    }

    /// Whether the variables depend on the past.
    pub(crate) fn look_back(&self) -> bool {
        self.program.as_ref().is_some_and(|program| program.look_back())
    }
}

/// Computes the columns of a solution.
pub(super) struct Evaluator<'a> {
    run: &'a Run,
    columns: &'a Columns,
    trajectory: Option<&'a Trajectory>,
    before: Before,
    cursors: Vec<Cell<usize>>,
    p: Vec<f64>,
    work: Vec<f64>,
}

impl<'a> Evaluator<'a> {
    /// An evaluator of columns; those that depend on the past need the trajectory.
    pub(super) fn new(
        run: &'a Run,
        columns: &'a Columns,
        trajectory: Option<&'a Trajectory>,
    ) -> Result<Evaluator<'a>, SolutionError> {
        if columns.look_back() && trajectory.is_none() {
            return Err(SolutionError::NotDense);
        }
        Ok(Evaluator {
            run,
            columns,
            trajectory,
            before: Before::new(run.history.clone(), run.t0, &run.y0),
            cursors: vec![Cell::new(0); run.delays.len()],
            p: run.p.clone(),
            work: vec![0.0; columns.program.as_ref().map_or(0, |program| program.n_work())],
        })
    }

    /// Appends the values at a time, where the states are `y`.
    pub(super) fn row(&mut self, t: f64, y: &[f64], out: &mut Vec<f64>) {
        // A sample shows an input as it is from then on; at the end there is nothing behind.
        let side = if t >= self.run.t_end { Side::Left } else { Side::Right };
        self.run.inputs.write(t, side, &mut self.p);
        if let Some(program) = &self.columns.program {
            let mut work = std::mem::take(&mut self.work);
            let past = RunPast { evaluator: self, t, y };
            program.compute(t, y, &self.p, &past, &mut work);
            self.work = work;
        }
        out.extend(self.columns.places.iter().map(|place| match *place {
            Place::State(i) => y[i],
            Place::Parameter(i) => self.p[i],
            Place::Computed(variable, unit) => {
                let program = self.columns.program.as_ref();
                program.map_or(f64::NAN, |program| program.value(&self.work, variable, unit))
            }
        }));
    }
}

/// The past of a finished run.
struct RunPast<'e, 'a> {
    evaluator: &'e Evaluator<'a>,
    t: f64,
    y: &'e [f64],
}

impl Past<f64> for RunPast<'_, '_> {
    fn value(&self, lookup: usize, state: usize, time: f64) -> f64 {
        let Evaluator { run, trajectory, before, cursors, .. } = self.evaluator;
        let steps = run.ring_step.map(|dt| (whole_steps(run.delays[lookup], dt), dt));
        let time = match steps {
            Some((0, _)) => self.t,
            Some((n, dt)) => self.t - n as f64 * dt,
            None => time,
        };
        if time >= self.t {
            return self.y[state];
        }
        let is_before = time < run.t0 - resolution(self.t.abs().max(run.t0.abs()));
        match trajectory.filter(|trajectory| trajectory.interval().is_some()) {
            _ if is_before && steps.is_some() => 0.0,
            Some(trajectory) if !is_before => trajectory.value(state, time.max(run.t0), &cursors[lookup]),
            _ => before.value(state, time.min(run.t0)),
        }
    }
}
