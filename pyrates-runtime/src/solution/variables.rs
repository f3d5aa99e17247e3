//! The values of any variables of the model: states from the samples, everything else computed from them.

use std::cell::Cell;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use pyrates_ir::nearest::nearest_path;
use pyrates_ir::select::{Item, known, select};
use pyrates_ir::system::{Kind, Layout, PARTS, Role, System, Variable, VariableRef};

use crate::circuit::{CircuitError, Variables};
use crate::delay::{Before, History, Side, Trajectory, resolution, whole_steps};
use crate::event::{Change, Kept};
use crate::input::Drive;
use crate::model::{LookUp, Past, Structure};
use crate::noise::Noise;
use crate::paths::{MAX_CANDIDATES, PathError, Slot, slot};

use super::{SolutionError, Values};

/// What a solution remembers of its run.
#[derive(Debug, Clone)]
pub(crate) struct Run {
    pub(crate) system: Arc<Structure>,
    pub(crate) t0: f64,
    pub(crate) t_end: f64,
    pub(crate) y0: Vec<f64>,
    pub(crate) p: Values,
    pub(crate) lookups: Vec<LookUp>,
    /// The step, if delays were looked up by the rule of PyRates.
    pub(crate) ring_step: Option<f64>,
    pub(crate) history: Arc<History>,
    pub(crate) inputs: Drive,
    pub(crate) noise: Option<Noise>,
    /// How many events were given to the simulation; those that the model declares are numbered behind them.
    pub(crate) n_given_events: usize,
    /// The parameters whose values come from events of an earlier run.
    pub(crate) kept: Vec<Kept>,
}

impl Run {
    /// The delay of each look-up.
    pub(crate) fn delays(&self) -> Vec<f64> {
        self.lookups.iter().map(|lookup| lookup.delay).collect()
    }
}

/// Variables with their paths, in the order of their columns.
#[derive(Debug, Clone)]
pub(crate) struct Columns {
    pub(crate) labels: Vec<String>,
    /// The units of measurement, where they are declared.
    pub(crate) units: Vec<Option<String>>,
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

/// The variables that a path names, in order: states, parameters, then inputs and algebraic variables. A path
/// without wildcards that is the path of a variable names that one alone.
fn targets(system: &System, layout: &Layout, path: &str) -> Vec<Item> {
    let mut found = select(system, path);
    if found.iter().any(|selected| selected.exact) {
        found.retain(|selected| selected.exact);
    }
    let items = found.into_iter().map(|selected| named(selected.item));
    let mut items: Vec<Item> = items.collect();
    items.sort_by_key(|item| order(system, layout, item));
    items
}

/// The item, by whatever path it was found.
fn named(item: Item) -> Item {
    match item {
        Item::Variable { at, part, unit, .. } => Item::Variable { at, part, unit, whole: false },
        other => other,
    }
}

/// The place of an item among all variables of a system.
fn order(system: &System, layout: &Layout, item: &Item) -> (u8, usize, usize) {
    let role = |item: &Item| match *item {
        Item::Variable { at, .. } => Some((at, system.group(at).variables[at.variable].role)),
        _ => None,
    };
    match (slot(system, layout, *item), role(item)) {
        (Some(Slot::State(i)), _) => (0, i, 0),
        (Some(Slot::Parameter(i)), _) => (1, i, 0),
        (None, Some((at, Role::Input))) => (2, 2 * at.group, at.variable),
        (None, Some((at, _))) => (2, 2 * at.group + 1, at.variable),
        (None, None) => (3, 0, 0),
    }
}

/// Where an item is in the real form of a system. An input is the sum of its edges and of the parameter of the
/// same path.
fn target(system: &System, real: &System, layout: &Layout, item: Item) -> Option<Target> {
    let Item::Variable { at, part, unit, .. } = item else {
        return slot(system, layout, item).map(Target::from);
    };
    let variable = &system.group(at).variables[at.variable];
    if !variable.role.is_computed() {
        return slot(system, layout, item).map(Target::from);
    }
    let part = (variable.kind == Kind::Complex).then(|| PARTS[part]);
    let local = || variable.path.iter().map(String::as_str).chain(part);
    // The real form has more variables, and those of the user at other places.
    let is_it = |other: &Variable| other.path.iter().map(String::as_str).eq(local());
    let place = real.groups[at.group].variables.iter().position(is_it)?;
    Some(Target::Variable(VariableRef { group: at.group, variable: place }, unit))
}

/// The unit of measurement of an item.
fn unit_of(system: &System, item: Item) -> Option<String> {
    match item {
        Item::Variable { at, .. } => system.group(at).variables[at.variable].unit.clone(),
        _ => None,
    }
}

impl From<Slot> for Target {
    fn from(slot: Slot) -> Target {
        match slot {
            Slot::State(i) => Target::State(i),
            Slot::Parameter(i) => Target::Parameter(i),
        }
    }
}

/// The nearest path of a variable.
fn nearest_variable(system: &System, path: &str) -> Option<String> {
    let known: Vec<String> = known(system).take(MAX_CANDIDATES).map(|item| item.path(system)).collect();
    nearest_path(path, &known)
}

impl Columns {
    /// The variables that some paths name, wildcards included; each once.
    pub(crate) fn named(system: &System, paths: &[String]) -> Result<Columns, ColumnsError> {
        let (real, layout) = (system.split(), Layout::new(system));
        let (mut labels, mut units, mut chosen) = (Vec::new(), Vec::new(), Vec::new());
        let mut seen: HashSet<Item> = HashSet::new();
        for path in paths {
            let items = targets(system, &layout, path);
            if items.is_empty() {
                let nearest = nearest_variable(system, path);
                return Err(ColumnsError::Path(PathError::UnknownVariable { path: path.clone(), nearest }));
            }
            for item in items {
                let is_new = seen.insert(item);
                if let Some(target) = target(system, &real, &layout, item).filter(|_| is_new) {
                    labels.push(item.path(system));
                    units.push(unit_of(system, item));
                    chosen.push(target);
                }
            }
        }
        Columns::new(&real, labels, units, &chosen)
    }

    fn new(
        real: &System,
        labels: Vec<String>,
        units: Vec<Option<String>>,
        targets: &[Target],
    ) -> Result<Columns, ColumnsError> {
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
        Ok(Columns { labels, units, places, program })
    }

    /// The states that they are, if they are nothing else.
    pub(crate) fn as_states(&self) -> Option<Vec<usize>> {
        let state = |place: &Place| if let Place::State(i) = *place { Some(i) } else { None };
        self.places.iter().map(state).collect()
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
    /// The parameters that events have set, and how many of them are in `p`.
    changes: &'a [Change],
    n_changes: usize,
    p: Vec<f64>,
    work: Vec<f64>,
}

impl<'a> Evaluator<'a> {
    /// An evaluator of columns; those that depend on the past need the trajectory.
    pub(super) fn new(
        run: &'a Run,
        columns: &'a Columns,
        changes: &'a [Change],
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
            cursors: vec![Cell::new(0); run.lookups.len()],
            changes,
            n_changes: 0,
            p: run.p.all().into_owned(),
            work: vec![0.0; columns.program.as_ref().map_or(0, |program| program.n_work())],
        })
    }

    /// Lets the parameters be those at a time, before or after what happens there.
    fn change_parameters(&mut self, t: f64, side: Side) {
        let near = if side == Side::Left { -resolution(t) } else { resolution(t) };
        let n = self.changes.partition_point(|change| change.t <= t + near);
        if n < self.n_changes {
            self.run.p.write_to(&mut self.p);
            self.n_changes = 0;
        }
        self.changes[self.n_changes..n].iter().for_each(|change| self.p[change.parameter] = change.value);
        self.n_changes = n;
    }

    /// Appends the values at a time, where the states are `y`, before or after what happens there.
    pub(super) fn row(&mut self, t: f64, y: &[f64], side: Side, out: &mut Vec<f64>) {
        self.change_parameters(t, side);
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
        let steps = run.ring_step.map(|dt| (whole_steps(run.lookups[lookup].delay, dt), dt));
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
            _ => before.value(state, time.min(run.t0), Side::Right, resolution(time)),
        }
    }
}
