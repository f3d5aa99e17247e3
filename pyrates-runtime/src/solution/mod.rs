//! What a simulation returns: times, labelled states, and the polynomial between the times.

mod blocks;
mod columns;
mod error;
mod estimate;
mod expression;
pub(crate) mod npz;
mod recorder;
mod reduction;
mod spikes;
mod values;
mod variables;
mod write;

use std::fmt;
use std::sync::{Arc, OnceLock};

pub(crate) use columns::find;
pub use error::SolutionError;
pub use estimate::ErrorEstimate;
pub(crate) use recorder::{Multiples, PORTION, Recorder, Room, Sampling};
pub(crate) use reduction::{Reducer, Reduction};
pub use spikes::Spikes;
pub(crate) use values::Values;
pub(crate) use variables::{Columns, ColumnsError, Run};
pub(crate) use write::{csv_field, push_number};

use crate::delay::{PastRun, Side, Trajectory};
use crate::event::{Happened, Occurrence};
use crate::paths::Paths;

pub(crate) use expression::{Condition, Expression};
use variables::Evaluator;

/// How much work a simulation was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stats {
    /// Evaluations of the right-hand side.
    pub evaluations: usize,
    /// Steps made.
    pub accepted: usize,
    /// Steps tried and given up because their error was above the tolerance.
    pub rejected: usize,
    /// Jacobians made by stiff methods.
    pub jacobians: usize,
    /// Factorisations of matrices by stiff methods, one per step that was tried; with [`Radau9`](crate::Radau9) three.
    pub factorisations: usize,
    /// How often [`Auto`](crate::Auto) went from one method to the other.
    pub switches: usize,
    /// Whether the steps of an adaptive explicit method were limited by its stability, not by the error: then
    /// [`Rodas5P`](crate::Rodas5P) or [`Auto`](crate::Auto) may be faster.
    pub looks_stiff: bool,
}

/// The solution of a model over an interval of time.
///
/// Every state has a column, labelled by its path, such as `predator/lv/x`, unless
/// [`Simulation::record`](crate::Simulation::record) or [`select`](Solution::select) chose other columns.
/// All other variables can be had as well: [`column`](Solution::column) and
/// [`evaluate`](Solution::evaluate) compute them from the states.
#[derive(Clone, Default)]
pub struct Solution {
    /// The times of the samples, in the model's unit of time, increasing. Where an event sets states anew, a run that keeps
    /// every step has two samples of one time, before and after.
    pub t: Vec<f64>,
    /// How much work the simulation was.
    pub stats: Stats,
    /// The labels of the columns; those of the states are made when somebody asks, since short runs take less time.
    labels: OnceLock<Vec<String>>,
    /// Row by row: all columns at `t[0]`, then at `t[1]`, ...
    y: Vec<f64>,
    dense: Option<Trajectory>,
    /// `None` for solutions that belong to no run.
    run: Option<Arc<Run>>,
    /// Columns other than the states.
    chosen: Option<Box<Chosen>>,
    /// What events left behind, if there were any.
    happened: Option<Box<Happened>>,
    error_estimate: Option<Box<ErrorEstimate>>,
    /// The results of reductions; the samples are not there then.
    reduced: Option<Vec<f64>>,
}

/// The values of a column of rows of `N` numbers, which the compiler reads several at a time.
fn every<const N: usize>(rows: &[f64], column: usize) -> Vec<f64> {
    rows.as_chunks::<N>().0.iter().map(|row| row[column]).collect()
}

/// Columns that are not simply the states, and the states at all times.
#[derive(Clone)]
struct Chosen {
    columns: Columns,
    states: Vec<f64>,
}

impl Solution {
    /// What events left behind.
    pub(crate) fn happened(&self) -> &Happened {
        static NOTHING: Happened = Happened::nothing();
        self.happened.as_deref().unwrap_or(&NOTHING)
    }

    /// The events that happened, in order of time.
    pub fn events(&self) -> &[Occurrence] {
        &self.happened().events
    }

    /// The labels of the columns, in order.
    pub fn labels(&self) -> &[String] {
        self.labels.get_or_init(|| match (&self.chosen, &self.run) {
            (Some(chosen), _) => chosen.columns.labels.clone(),
            (None, Some(run)) => run.system.state_paths(),
            (None, None) => Vec::new(),
        })
    }

    /// The number of columns.
    fn n_columns(&self) -> usize {
        let of_states = self.run.as_ref().map_or(0, |run| run.y0.len());
        self.chosen.as_ref().map_or(of_states, |chosen| chosen.columns.labels.len())
    }

    /// The units of measurement of the columns, where the model declares them.
    pub fn units(&self) -> Vec<Option<String>> {
        match (&self.chosen, &self.run) {
            (Some(chosen), _) => chosen.columns.units.clone(),
            (None, Some(run)) => run.system.state_units(),
            (None, None) => vec![None; self.n_columns()],
        }
    }

    /// The unit of time, if the units of the variables imply one.
    pub fn time_unit(&self) -> Option<&str> {
        self.run.as_ref()?.system.time_unit.as_deref()
    }

    /// The columns at all times as an array of shape `[t.len(), labels().len()]`, row by row.
    pub fn values(&self) -> &[f64] {
        &self.y
    }

    /// All columns at each time, in order of time.
    pub fn rows(&self) -> impl Iterator<Item = (f64, &[f64])> {
        // Chunks must not be empty; a model without states has no values to hand out anyway.
        self.t.iter().copied().zip(self.y.chunks_exact(self.n_columns().max(1)))
    }

    /// The values of one variable at all times: of a column, or of any other variable of the model.
    ///
    /// The name is a label, or the beginning or end of exactly one label: `prey`, `prey/lv` and `lv/x`
    /// name `prey/lv/x` if nothing else fits. Variables that are no columns are named by their whole path:
    /// states, inputs (the sum of their edges), algebraic variables and parameters. Values that depend on
    /// the past need the dense output of the run.
    ///
    /// # Errors
    /// If nothing fits (the error names the nearest variable), several labels do, or the past was not kept.
    pub fn column(&self, name: impl AsRef<str>) -> Result<Vec<f64>, SolutionError> {
        let name = name.as_ref();
        let column = match self.find(name) {
            Ok(column) => column,
            Err(SolutionError::UnknownColumn { nearest, .. }) => return self.variable(name, nearest),
            Err(error) => return Err(error),
        };
        Ok(match self.n_columns() {
            1 => self.y.clone(),
            2 => every::<2>(&self.y, column),
            3 => every::<3>(&self.y, column),
            n => self.y.iter().skip(column).step_by(n).copied().collect(),
        })
    }

    /// The values of a variable that is no column.
    fn variable(&self, name: &str, near: Option<String>) -> Result<Vec<f64>, SolutionError> {
        let unknown = |nearest| SolutionError::UnknownColumn { name: name.to_string(), nearest };
        let Some(run) = &self.run else { return Err(unknown(near)) };
        match Columns::named(&run.system, &[name.to_string()]) {
            Ok(columns) if columns.labels.len() == 1 => self.compute(&columns),
            Ok(columns) => {
                let (name, candidates) = (name.to_string(), columns.labels);
                Err(SolutionError::AmbiguousColumn { name, candidates })
            }
            Err(ColumnsError::Path(crate::model::PathError::UnknownVariable { nearest, .. })) => {
                Err(unknown(nearest.or(near)))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// The values of all variables that some paths name, with their paths; `all/lv/x_in` is the input of
    /// every node that has it.
    ///
    /// # Errors
    /// If a path names nothing, or if values of the past are needed and were not kept.
    pub fn columns(&self, paths: impl Paths) -> Result<Vec<(String, Vec<f64>)>, SolutionError> {
        let columns = self.named(&paths.paths())?;
        let (n, values) = (columns.labels.len(), self.compute(&columns)?);
        let column = |c: usize| values.iter().skip(c).step_by(n.max(1)).copied().collect();
        Ok(columns.labels.iter().enumerate().map(|(c, label)| (label.clone(), column(c))).collect())
    }

    /// The same solution with other columns, for files and plots: any variables of the model, by paths that
    /// may have wildcards.
    ///
    /// # Errors
    /// As [`columns`](Solution::columns).
    pub fn select(mut self, paths: impl Paths) -> Result<Solution, SolutionError> {
        let columns = self.named(&paths.paths())?;
        self.choose(columns)?;
        Ok(self)
    }

    /// The values of an expression of variables at all times, in the language of the equations:
    /// `prey.lv.x/2 + tanh(predator.lv.x_in)`.
    ///
    /// The parts of a path are separated by dots, since `/` divides; `` `prey/lv/x` `` in backquotes is the
    /// path itself. `t` is the time.
    ///
    /// ```
    /// use pyrates_runtime::prelude::*;
    ///
    /// pyrates_runtime::operator! {
    ///     pub Pendulum {
    ///         equations { d/dt x = v; d/dt v = -sin(x); energy = v^2/2 - cos(x); }
    ///         variables { x: output(1.0), v: variable(0.0), energy: variable }
    ///     }
    /// }
    /// # fn main() -> Result<(), pyrates_runtime::Error> {
    /// let solution = Pendulum::default().simulate(0.0..10.0).rtol(1e-9).run()?;
    /// let change = solution.evaluate("abs(energy + cos(1.0))")?;
    /// assert!(change.iter().all(|change| *change < 1e-8));
    /// let energies = solution.select("energy")?;
    /// assert!(energies.to_csv().starts_with("t,energy\n"));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// If the expression cannot be read, names something that the model does not have, or needs values of
    /// the past that were not kept.
    pub fn evaluate(&self, expression: &str) -> Result<Vec<f64>, SolutionError> {
        let Some(run) = &self.run else { return Err(SolutionError::Empty) };
        let is_variable = |path: &str| Columns::named(&run.system, &[path.to_string()]).is_ok();
        let expression = Expression::parse(expression, is_variable)?;
        let mut columns = Vec::new();
        for path in &expression.paths {
            columns.push(self.column(path)?);
        }
        let value = |(k, &t): (usize, &f64)| {
            let row: Vec<f64> = columns.iter().map(|column| column[k]).collect();
            expression.value(t, &row)
        };
        Ok(self.t.iter().enumerate().map(value).collect())
    }

    fn named(&self, paths: &[String]) -> Result<Columns, SolutionError> {
        let run = self.run.as_ref().ok_or(SolutionError::Empty)?;
        Ok(Columns::named(&run.system, paths)?)
    }

    /// The states at all times, row by row.
    fn states(&self) -> &[f64] {
        self.chosen.as_ref().map_or(&self.y, |chosen| &chosen.states)
    }

    /// The values of some columns at all times, row by row.
    fn compute(&self, columns: &Columns) -> Result<Vec<f64>, SolutionError> {
        let run = self.run.as_ref().ok_or(SolutionError::Empty)?;
        let mut evaluator = Evaluator::new(run, columns, &self.happened().changes, self.dense.as_ref())?;
        let mut values = Vec::with_capacity(self.t.len() * columns.labels.len());
        let states = self.states();
        let n = run.y0.len();
        if states.len() < self.t.len() * n {
            let name = columns.labels.first().cloned().unwrap_or_default();
            return Err(SolutionError::NotRecorded { name });
        }
        for (k, &t) in self.t.iter().enumerate() {
            // Of two samples at one time the first is that before a jump.
            let side = if self.t.get(k + 1) == Some(&t) { Side::Left } else { Side::Right };
            evaluator.row(t, &states[k * n..][..n], side, &mut values);
        }
        Ok(values)
    }

    /// Makes some variables the columns.
    fn choose(&mut self, columns: Columns) -> Result<(), SolutionError> {
        let values = self.compute(&columns)?;
        let before = std::mem::replace(&mut self.y, values);
        let states = self.chosen.take().map_or(before, |chosen| chosen.states);
        self.labels = OnceLock::new();
        self.chosen = Some(Box::new(Chosen { columns, states }));
        Ok(())
    }

    /// The last time and all columns there, if there is one.
    pub fn last(&self) -> Option<(f64, &[f64])> {
        self.rows().last()
    }

    /// The end of the run and all states there, which the last sample need not be.
    pub(crate) fn end(&self) -> Option<(f64, Vec<f64>)> {
        let (run, last) = (self.run.as_ref()?, *self.t.last()?);
        let n = run.y0.len();
        let states = self.states();
        let at_sample = || Some((last, states[states.len().checked_sub(n)?..].to_vec()));
        match self.dense.as_ref().and_then(Trajectory::interval) {
            Some((_, end)) if end > last => Some((end, self.state_at(end).ok()?)),
            _ => at_sample(),
        }
    }

    /// The same with an estimated error.
    pub(crate) fn with_error_estimate(mut self, estimate: Option<ErrorEstimate>) -> Solution {
        self.error_estimate = estimate.map(Box::new);
        self
    }

    /// The memory in bytes that the samples and the dense output take.
    pub(crate) fn bytes(&self) -> u64 {
        let chosen = self.chosen.as_ref().map_or(0, |chosen| chosen.states.len());
        let dense = self.dense.as_ref().map_or(0, Trajectory::n_numbers);
        8 * (self.t.len() + self.y.len() + chosen + dense) as u64
    }

    /// The results of reductions, if the run has these instead of samples.
    pub(crate) fn reduced(&self) -> Option<&[f64]> {
        self.reduced.as_deref()
    }

    /// What was run.
    pub(crate) fn run(&self) -> Option<&Run> {
        self.run.as_deref()
    }

    /// The run as the past of another one, if its dense output was kept.
    pub(crate) fn as_past(&self) -> Option<PastRun> {
        let (run, dense) = (self.run.as_ref()?, self.dense.as_ref()?);
        let jumps = self.happened().jumps.iter().copied();
        Some(PastRun::new(dense.clone(), jumps, run.history.clone(), run.t0, &run.y0))
    }

    /// All columns at any time of the interval, by the dense output of the method.
    ///
    /// # Errors
    /// If the time is outside of the interval, or if the simulation was sampled at an interval without
    /// [`dense`](crate::Simulation::dense), so that nothing is known between the samples.
    pub fn at(&self, t: f64) -> Result<Vec<f64>, SolutionError> {
        self.at_times(&[t])
    }

    /// All columns at some times, row by row.
    pub(crate) fn at_times(&self, times: &[f64]) -> Result<Vec<f64>, SolutionError> {
        let mut evaluator = match (&self.run, &self.chosen) {
            (Some(run), Some(chosen)) => {
                let changes = &self.happened().changes;
                Some(Evaluator::new(run, &chosen.columns, changes, self.dense.as_ref())?)
            }
            _ => None,
        };
        let mut values = Vec::with_capacity(times.len() * self.n_columns());
        for &t in times {
            let y = self.state_at(t)?;
            match &mut evaluator {
                Some(evaluator) => evaluator.row(t, &y, Side::Right, &mut values),
                None => values.extend(y),
            }
        }
        Ok(values)
    }

    /// All states at a time.
    fn state_at(&self, t: f64) -> Result<Vec<f64>, SolutionError> {
        let (Some(&t0), Some(&t_end)) = (self.t.first(), self.t.last()) else {
            return Err(SolutionError::Empty);
        };
        let trajectory = self.dense.as_ref().ok_or(SolutionError::NotDense)?;
        let (t0, t_end) = trajectory.interval().unwrap_or((t0, t_end));
        if !(t0 <= t && t <= t_end) {
            return Err(SolutionError::OutOfRange { t, t0, t_end });
        }
        let n = self.states().len() / self.t.len();
        if t == t0 {
            // The state at the start is exact, and there may be nothing else.
            return Ok(self.states()[..n].to_vec());
        }
        let mut y = vec![0.0; n];
        trajectory.state(t, &mut y);
        Ok(y)
    }

    /// Gives columns other labels: `rename(&[("predator/lv/x", "predator")])`. Columns are named as in
    /// [`Solution::column`], by the labels before the renaming.
    ///
    /// # Errors
    /// If a name fits no column or several, or if two columns would have the same label.
    pub fn rename(mut self, names: &[(&str, &str)]) -> Result<Solution, SolutionError> {
        let mut labels = self.labels().to_vec();
        for (from, to) in names {
            labels[self.find(from)?] = (*to).to_string();
        }
        columns::check_unique(&labels)?;
        self.labels = OnceLock::from(labels);
        Ok(self)
    }

    /// A plot of the solution over time.
    #[cfg(feature = "plot")]
    pub fn plot(&self) -> crate::plot::Plot<'_> {
        crate::plot::Plot::new(self)
    }

    /// The position of a column among the labels; names are as in [`Solution::column`].
    pub(crate) fn find(&self, name: &str) -> Result<usize, SolutionError> {
        columns::find(self.labels(), name)
    }
}

/// A short summary; the values are in [`Solution::rows`].
impl fmt::Display for Solution {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let n = self.t.len();
        match (self.t.first(), self.t.last()) {
            (Some(t0), Some(t_end)) => write!(f, "{n} samples from t = {t0} to {t_end}")?,
            _ => f.write_str("no samples")?,
        }
        let Stats { evaluations, accepted, rejected, factorisations, looks_stiff, .. } = self.stats;
        write!(f, "; {accepted} steps, {rejected} rejected, {evaluations} evaluations")?;
        if factorisations > 0 {
            write!(f, ", {factorisations} factorisations")?;
        }
        if looks_stiff {
            f.write_str("; the problem looks stiff: try Rodas5P or Auto")?;
        }
        if let Some(estimate) = &self.error_estimate {
            write!(f, "; {estimate}")?;
        }
        let rows: Vec<&[f64]> = self.rows().map(|(_, row)| row).collect();
        for (i, label) in self.labels().iter().enumerate() {
            let (low, high) = rows
                .iter()
                .fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), row| (a.min(row[i]), b.max(row[i])));
            if n > 0 {
                write!(f, "\n  {label}: from {low} to {high}")?;
            }
        }
        Ok(())
    }
}

/// The same text as `Display`: thousands of numbers help nobody.
impl fmt::Debug for Solution {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "Solution({self})")
    }
}
