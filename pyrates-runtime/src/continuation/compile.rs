//! A model as a program, and where runs of it start.

use std::path::PathBuf;
use std::process::{Command, Output};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::circuit::Circuit;
use crate::emit::auto::{Slots, equation_file, initial_states};
use crate::emit::{AutoOptions, Prepared};
use crate::model::Model;
use crate::solve::Auto;

use super::folder::{Folder, remove};
use super::measures::Measures;
use super::names::Names;
use super::point::Origin;
use super::read::Record;
use super::{Auto07p, BranchKind, ContinuationError, Point, PointKind};

/// A model, compiled with Auto-07p. Runs start from an equilibrium:
///
/// ```no_run
/// use pyrates_runtime::continuation::{Auto07p, Diagram};
/// # fn main() -> Result<(), pyrates_runtime::Error> {
/// # pyrates_runtime::operator! {
/// #     pub Logistic { equations { d/dt x = r*x*(1 - x/k) - h; } variables { x: output(1.5), r: 0.5, k: 2.0, h: 0.1 } }
/// # }
/// let harvest = Auto07p::find()?.compile(&Logistic::default())?;
/// let rest = harvest.equilibrium()?;
/// let branch = harvest.continue_from(&rest).parameter("h", 0.0..1.0).run()?;
/// println!("{branch}");
/// let folds = harvest.curve_from(branch.fold(1)?).parameter("k", 0.5..4.0).run()?;
/// Diagram::new("h", "x").branch(&branch).save("harvest.svg")?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct AutoModel {
    folder: Folder,
    pub(super) names: Arc<Names>,
    pub(super) circuit: Circuit,
    options: AutoOptions,
    pub(super) slots: Slots,
    pub(super) measures: Measures,
    /// The number of states, those that describe the past included.
    pub(super) n_states: usize,
    n_runs: AtomicUsize,
}

impl Auto07p {
    /// Compiles a model, with its present values as those from which runs start.
    ///
    /// # Errors
    /// If the model cannot be expressed for Auto-07p (the error says why), or if the compiler refuses it.
    pub fn compile<M: Model>(&self, model: &M) -> Result<AutoModel, ContinuationError> {
        let options = AutoOptions { nodes: self.nodes, ..AutoOptions::default() };
        let circuit = Circuit::from_system(model.system()).map_err(ContinuationError::Model)?;
        let measure = |prepared: &Prepared| Measures::new(prepared).subroutine();
        let (prepared, equations) = equation_file(&circuit.system(), &options, measure)?;
        let folder = Folder::new(self.work.as_deref())?;
        folder.write(&equations.name, &equations.text)?;
        let paths =
            |variables: &[crate::emit::PreparedVariable]| variables.iter().map(|v| v.path.clone()).collect();
        let names = Names {
            states: paths(&prepared.states[..prepared.n_own_states]),
            parameters: paths(&prepared.parameters),
        };
        let compiled = AutoModel {
            folder,
            names: Arc::new(names),
            circuit,
            options,
            slots: Slots::new(&prepared),
            measures: Measures::new(&prepared),
            n_states: prepared.states.len(),
            n_runs: AtomicUsize::new(0),
        };
        self.build(&equations.name, &compiled)?;
        Ok(compiled)
    }

    /// Makes the program from the equations and the library.
    fn build(&self, equations: &str, compiled: &AutoModel) -> Result<(), ContinuationError> {
        let program = compiled.program();
        remove(&program)?;
        let entries = std::fs::read_dir(&self.library).map_err(ContinuationError::io(&self.library))?;
        let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
        let mut objects: Vec<PathBuf> =
            paths.filter(|path| path.extension().is_some_and(|e| e == "o")).collect();
        objects.sort();
        let mut command = Command::new(&self.compiler);
        command.current_dir(&compiled.folder.path).args(["-O2", "-fopenmp", equations]);
        command.args(objects).arg("-o").arg(&program);
        let Output { status, stderr, .. } =
            command.output().map_err(ContinuationError::io(&self.compiler))?;
        match status.success() && program.is_file() {
            true => Ok(()),
            false => {
                Err(ContinuationError::Compile { output: String::from_utf8_lossy(&stderr).into_owned() })
            }
        }
    }
}

impl AutoModel {
    pub(super) fn program(&self) -> PathBuf {
        self.folder.path.join("model.exe")
    }

    /// A folder for the next run.
    pub(super) fn run_folder(&self, what: &str) -> Result<Folder, ContinuationError> {
        let number = self.n_runs.fetch_add(1, Ordering::Relaxed) + 1;
        self.folder.for_run(&format!("{number:02}_{}", what.replace(' ', "_")))
    }

    /// The paths of the states of the model.
    pub fn states(&self) -> &[String] {
        &self.names.states
    }

    /// The paths of the parameters of the model.
    pub fn parameters(&self) -> &[String] {
        &self.names.parameters
    }

    /// The equilibrium that Newton's method finds from the initial state of the model, as [`Model::steady_state`] does.
    ///
    /// # Errors
    /// If none is found; then [`AutoModel::after`] may help.
    pub fn equilibrium(&self) -> Result<Point, ContinuationError> {
        let steady = self.circuit.steady_state().map_err(ContinuationError::Equilibrium)?;
        self.at_rest(&steady.y)
    }

    /// The equilibrium near which the model is after some time, in its unit of time: a simulation from the initial state,
    /// and Newton's method from its end.
    ///
    /// # Errors
    /// If the simulation fails, or if no equilibrium is found from its end.
    pub fn after(&self, t: f64) -> Result<Point, ContinuationError> {
        let failed = |error| ContinuationError::Simulation(Box::new(error));
        let solution = self.circuit.simulate(0.0..t).method(Auto).interval(t).run().map_err(failed)?;
        let mut later = self.circuit.clone();
        if let Some((_, y)) = solution.last() {
            later.set_initial_state(y);
        }
        let steady = later.steady_state().map_err(ContinuationError::Equilibrium)?;
        self.at_rest(&steady.y)
    }

    fn at_rest(&self, y: &[f64]) -> Result<Point, ContinuationError> {
        let mut at_rest = self.circuit.clone();
        at_rest.set_initial_state(y);
        let states = initial_states(&at_rest.system(), &self.options)?;
        let parameters = self.start_parameters()?;
        let mut entries = vec![0.0; self.measures.n_slots()];
        for (i, value) in parameters.iter().enumerate() {
            entries[self.slots.of(i) - 1] = *value;
        }
        let own = states[..self.names.states.len()].to_vec();
        let origin =
            Origin { names: self.names.clone(), kind: BranchKind::Equilibria, continued: Vec::new() };
        Ok(Point {
            kind: PointKind::Regular,
            label: String::new(),
            stable: None,
            n_unstable: None,
            eigenvalues: Vec::new(),
            period: None,
            parameters,
            max: own.clone(),
            min: own,
            origin: Arc::new(origin),
            record: Some(Arc::new(Record::at_rest(&states, &entries))),
        })
    }

    /// The values of the parameters that the program knows.
    fn start_parameters(&self) -> Result<Vec<f64>, ContinuationError> {
        let value = |path: &String| {
            let unknown =
                |_| ContinuationError::Unknown { what: "parameter", name: path.clone(), nearest: None };
            self.circuit.get(path).map_err(unknown)
        };
        self.names.parameters.iter().map(value).collect()
    }
}
