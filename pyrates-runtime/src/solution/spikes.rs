//! When the events of units happened: spike trains.

use pyrates_ir::select::{Item, select};
use pyrates_ir::system::VariableRef;

use crate::model::PathError;

use super::{Solution, SolutionError};

/// How many events a message names.
const MAX_NAMED: usize = 6;

/// The times at which an event happened in some units.
#[derive(Debug, Clone, PartialEq)]
pub struct Spikes {
    /// The times, in order, in the model's unit of time.
    pub times: Vec<f64>,
    /// The unit of each: its number among those that the path names, from 0 on.
    pub units: Vec<usize>,
    /// The number of units that the path names.
    pub n_units: usize,
    /// The interval of time of the run.
    pub interval: (f64, f64),
    pub(crate) time_unit: Option<String>,
}

impl Spikes {
    /// The times of one unit.
    pub fn of(&self, unit: usize) -> Vec<f64> {
        let own = self.times.iter().zip(&self.units).filter(|(_, other)| **other == unit);
        own.map(|(t, _)| *t).collect()
    }

    /// Keeps some units only, which are numbered anew in the given order; numbers that are too large are left out.
    pub fn keep(&mut self, units: &[usize]) {
        let mut numbers = vec![None; self.n_units];
        let known = units.iter().filter(|unit| **unit < self.n_units);
        known.clone().zip(0..).for_each(|(&unit, number)| numbers[unit] = Some(number));
        self.n_units = known.count();
        let kept = self.times.iter().zip(&self.units).filter_map(|(t, unit)| Some((*t, numbers[*unit]?)));
        (self.times, self.units) = kept.unzip();
    }

    /// The mean number of spikes of each unit per unit of time; NaN for an empty interval.
    pub fn rates(&self) -> Vec<f64> {
        let mut counts = vec![0.0; self.n_units];
        self.units.iter().for_each(|&unit| counts[unit] += 1.0);
        let span = self.interval.1 - self.interval.0;
        counts.into_iter().map(|count| count / span).collect()
    }

    /// The mean rate of all units in bins of a width, each with the time of its middle: the activity of a population.
    /// What is left at the end of the interval is no bin. Empty if the width is not positive or not finite.
    pub fn population_rate(&self, width: f64) -> Vec<(f64, f64)> {
        let (start, end) = self.interval;
        let n = if width > 0.0 { ((end - start) / width + 1e-9).floor() as usize } else { 0 };
        let mut counts = vec![0.0; n];
        for t in &self.times {
            if let Some(count) = counts.get_mut(((t - start) / width) as usize) {
                *count += 1.0;
            }
        }
        let per = width * self.n_units.max(1) as f64;
        let bin = |(k, count): (usize, f64)| (start + (k as f64 + 0.5) * width, count / per);
        counts.into_iter().enumerate().map(bin).collect()
    }

    /// A table with the columns `t` and `unit`.
    pub fn to_csv(&self) -> String {
        let mut text = String::from("t,unit\n");
        self.times.iter().zip(&self.units).for_each(|(t, unit)| text += &format!("{t},{unit}\n"));
        text
    }
}

impl Solution {
    /// When an event that the model declares happened: `cells/0/lif/spike`, or in all units by a wildcard,
    /// `cells/all/lif/spike`.
    ///
    /// ```
    /// use pyrates_runtime::prelude::*;
    ///
    /// pyrates_runtime::operator! {
    ///     /// Integrate-and-fire neuron.
    ///     pub Lif {
    ///         equations { d/dt v = i - v; }
    ///         variables { v: output(0.0), i: 2.0 }
    ///         events { spike: on v > 1 { v = 0; } }
    ///     }
    /// }
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let solution = Lif::default().simulate(0.0..10.0).run()?;
    /// let spikes = solution.spikes("spike")?;
    /// assert_eq!(spikes.times.len(), 14);
    /// assert!((spikes.times[0] - 2.0_f64.ln()).abs() < 1e-5);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// If the path names no event.
    pub fn spikes(&self, path: impl AsRef<str>) -> Result<Spikes, SolutionError> {
        let path = path.as_ref().replace('.', "/");
        let unknown = |known| SolutionError::Path(PathError::UnknownEvent { path: path.clone(), known });
        let run = self.run().ok_or_else(|| unknown(Vec::new()))?;
        let mut first = run.n_given_events;
        // The number of each declared event, with its group and variable.
        let mut events: Vec<(usize, VariableRef)> = Vec::new();
        for (group, g) in run.system.groups.iter().enumerate() {
            for event in &g.events {
                events.push((first, VariableRef { group, variable: event.switch }));
                first += 1;
            }
        }
        let mut units: Vec<(usize, usize)> = Vec::new();
        for selected in select(&run.system, &path) {
            let Item::Variable { at, unit, .. } = selected.item else { continue };
            units.extend(events.iter().filter(|(_, event)| *event == at).map(|(number, _)| (*number, unit)));
        }
        if units.is_empty() {
            let first = |(_, at): &(usize, VariableRef)| run.system.group(*at).path(at.variable, 0);
            return Err(unknown(events.iter().take(MAX_NAMED).map(first).collect()));
        }
        let numbers: std::collections::HashMap<(usize, usize), usize> =
            units.iter().copied().zip(0..).collect();
        let own =
            |event: &crate::Occurrence| numbers.get(&(event.event, event.unit)).map(|&unit| (event.t, unit));
        let (times, of_unit) = self.events().iter().filter_map(own).unzip();
        let end = self.end().map_or(run.t0, |(end, _)| end);
        Ok(Spikes {
            times,
            units: of_unit,
            n_units: units.len(),
            interval: (run.t0, end),
            time_unit: run.system.time_unit.clone(),
        })
    }
}
