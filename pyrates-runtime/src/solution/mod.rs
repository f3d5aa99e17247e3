//! What a simulation returns: times, labelled states, and the polynomial between the times.

mod columns;
mod error;
mod recorder;
mod write;

use std::fmt;

pub use error::SolutionError;
pub(crate) use recorder::{Multiples, Recorder, Sampling};

use crate::delay::Trajectory;

/// How much work a simulation was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stats {
    /// Evaluations of the right-hand side.
    pub evaluations: usize,
    /// Steps made.
    pub accepted: usize,
    /// Steps tried and given up because their error was above the tolerance.
    pub rejected: usize,
}

/// The solution of a model over an interval of time.
///
/// Every state has a column, labelled by its path, such as `predator/lv/x`.
#[derive(Clone, Default)]
pub struct Solution {
    /// The times of the samples, in the model's unit of time, increasing.
    pub t: Vec<f64>,
    /// How much work the simulation was.
    pub stats: Stats,
    labels: Vec<String>,
    /// Row by row: all states at `t[0]`, then at `t[1]`, ...
    y: Vec<f64>,
    dense: Option<Trajectory>,
}

impl Solution {
    /// The labels of the states, in order.
    pub fn labels(&self) -> &[String] {
        &self.labels
    }

    /// The states at all times as an array of shape `[t.len(), labels().len()]`, row by row.
    pub fn values(&self) -> &[f64] {
        &self.y
    }

    /// All states at each time, in order of time.
    pub fn rows(&self) -> impl Iterator<Item = (f64, &[f64])> {
        // Chunks must not be empty; a model without states has no values to hand out anyway.
        self.t.iter().copied().zip(self.y.chunks_exact(self.labels.len().max(1)))
    }

    /// The values of one state at all times.
    ///
    /// The name is a label, or the beginning or end of exactly one label: `prey`, `prey/lv` and `lv/x`
    /// name `prey/lv/x` if nothing else fits.
    ///
    /// # Errors
    /// If no label fits (the error names the nearest one) or several do.
    pub fn column(&self, name: impl AsRef<str>) -> Result<Vec<f64>, SolutionError> {
        let column = self.find(name.as_ref())?;
        Ok(self.rows().map(|(_, row)| row[column]).collect())
    }

    /// The last time and all states there, if there is one.
    pub fn last(&self) -> Option<(f64, &[f64])> {
        self.rows().last()
    }

    /// All states at any time of the interval, by the dense output of the method.
    ///
    /// # Errors
    /// If the time is outside of the interval, or if the simulation was sampled at an interval without
    /// [`dense`](crate::Simulation::dense), so that nothing is known between the samples.
    pub fn at(&self, t: f64) -> Result<Vec<f64>, SolutionError> {
        let (Some(&t0), Some(&t_end)) = (self.t.first(), self.t.last()) else {
            return Err(SolutionError::Empty);
        };
        let trajectory = self.dense.as_ref().ok_or(SolutionError::NotDense)?;
        let (t0, t_end) = trajectory.interval().unwrap_or((t0, t_end));
        if !(t0 <= t && t <= t_end) {
            return Err(SolutionError::OutOfRange { t, t0, t_end });
        }
        match self.rows().next() {
            // The state at the start is exact, and there may be nothing else.
            Some((_, row)) if t == t0 => Ok(row.to_vec()),
            _ => {
                let mut y = vec![0.0; self.labels.len()];
                trajectory.state(t, &mut y);
                Ok(y)
            }
        }
    }

    /// Gives states other labels: `rename(&[("predator/lv/x", "predator")])`. States are named as in
    /// [`Solution::column`], by the labels before the renaming.
    ///
    /// # Errors
    /// If a name fits no state or several, or if two states would have the same label.
    pub fn rename(mut self, names: &[(&str, &str)]) -> Result<Solution, SolutionError> {
        let mut labels = self.labels.clone();
        for (from, to) in names {
            labels[self.find(from)?] = (*to).to_string();
        }
        columns::check_unique(&labels)?;
        self.labels = labels;
        Ok(self)
    }

    /// A plot of the solution over time.
    #[cfg(feature = "plot")]
    pub fn plot(&self) -> crate::plot::Plot<'_> {
        crate::plot::Plot::new(self)
    }

    /// The position of a state among the labels; names are as in [`Solution::column`].
    pub(crate) fn find(&self, name: &str) -> Result<usize, SolutionError> {
        columns::find(&self.labels, name)
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
        let Stats { evaluations, accepted, rejected } = self.stats;
        write!(f, "; {accepted} steps, {rejected} rejected, {evaluations} evaluations")?;
        let rows: Vec<&[f64]> = self.rows().map(|(_, row)| row).collect();
        for (i, label) in self.labels.iter().enumerate() {
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
