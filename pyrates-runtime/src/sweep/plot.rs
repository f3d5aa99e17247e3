//! Pictures of sweeps.

use std::ops::RangeInclusive;

use crate::plot::{HeatMap, Lines};

use super::error::SweepError;
use super::table::{Grid, SweepTable};

/// Values are evenly spaced if they differ from it by less than this part of their range.
const UNEVEN: f64 = 1e-6;

impl SweepTable {
    /// A heat map of what was measured over the two axes of the design, the first to the right, the second upwards. An axis whose
    /// values have equal ratios is logarithmic, and says so; one with values at other distances counts them from 0 on.
    ///
    /// # Errors
    /// As for [`grid`](SweepTable::grid).
    pub fn heat_map(&self, name: &str) -> Result<HeatMap, SweepError> {
        let Grid { rows: right, columns: up, values } = self.grid(name)?;
        let n = up.1.len();
        let rows: Vec<Vec<f64>> =
            (0..n).map(|j| values.iter().skip(j).step_by(n).copied().collect()).collect();
        let map = HeatMap::new(&rows).title(name);
        let ((x, across), (y, upwards)) = (axis(&right), axis(&up));
        Ok(map.x(x, across).y(y, upwards))
    }

    /// Curves of what was measured over the only axis of the design, one for each name.
    ///
    /// # Errors
    /// If the design has not one axis, or nothing of a name was measured.
    pub fn lines(&self, names: &[&str]) -> Result<Lines, SweepError> {
        let [factor] = self.design.axes()?;
        let (key, x) = factor.first_key();
        names
            .iter()
            .try_fold(Lines::new().x_label(key), |lines, name| Ok(lines.curve(*name, &x, &self.array(name)?)))
    }
}

/// The label of an axis, and the places of its first and its last value.
fn axis((name, values): &(String, Vec<f64>)) -> (String, RangeInclusive<f64>) {
    let logarithms: Vec<f64> = values.iter().map(|value| value.log10()).collect();
    match (even(values), even(&logarithms)) {
        (Some(range), _) => (name.clone(), range),
        (None, Some(range)) => (format!("log10({name})"), range),
        (None, None) => (format!("number of {name}"), 0.0..=values.len().saturating_sub(1) as f64),
    }
}

/// The first and the last of numbers that increase evenly.
fn even(values: &[f64]) -> Option<RangeInclusive<f64>> {
    let (&first, &last) = (values.first()?, values.last()?);
    let step = (last - first) / values.len().saturating_sub(1).max(1) as f64;
    let is_even =
        |(k, value): (usize, &f64)| (value - first - k as f64 * step).abs() <= UNEVEN * (last - first);
    (values.iter().enumerate().all(is_even) && (last > first || values.len() == 1)).then_some(first..=last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_say_what_they_show() {
        let axis = |values: &[f64]| axis(&("k".to_string(), values.to_vec()));
        assert_eq!(axis(&[0.5, 1.0, 1.5]), ("k".to_string(), 0.5..=1.5));
        assert_eq!(axis(&[0.1, 1.0, 10.0]).0, "log10(k)");
        assert_eq!(axis(&[1.0, 5.0, 2.0]), ("number of k".to_string(), 0.0..=2.0));
        assert_eq!(axis(&[3.0]), ("k".to_string(), 3.0..=3.0));
    }
}
