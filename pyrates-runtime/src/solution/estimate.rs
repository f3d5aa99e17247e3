//! The estimated error of a solution.

use std::fmt;

use super::Solution;

/// Errors above this part of the size of a state say that the result depends on the step.
const TOLERABLE: f64 = 0.01;

/// The largest estimated error of a run with fixed steps, in units of the largest value of its state.
/// See [`Simulation::estimate_error`](crate::Simulation::estimate_error).
#[derive(Debug, Clone, PartialEq)]
pub struct ErrorEstimate {
    /// The error, as a part of the largest value that the state has.
    pub relative: f64,
    /// The same in units of the state.
    pub absolute: f64,
    /// The path of the state.
    pub variable: String,
    /// When it is that large.
    pub t: f64,
}

impl ErrorEstimate {
    /// Whether the error is so large, above one percent, that the result depends on the step.
    pub fn depends_on_step(&self) -> bool {
        self.relative.is_nan() || self.relative > TOLERABLE
    }

    pub(crate) fn scaled(self, factor: f64) -> ErrorEstimate {
        ErrorEstimate { relative: factor * self.relative, absolute: factor * self.absolute, ..self }
    }
}

impl fmt::Display for ErrorEstimate {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let ErrorEstimate { relative, absolute, variable, t } = self;
        write!(
            f,
            "the estimated error is at most {absolute:.1e}, {:.2} % of `{variable}`, at t = {t}",
            100.0 * relative
        )?;
        match self.depends_on_step() {
            true => f.write_str("; the result depends on the step: choose a shorter one"),
            false => Ok(()),
        }
    }
}

impl Solution {
    /// The estimated error, if the run was asked for it.
    pub fn error_estimate(&self) -> Option<&ErrorEstimate> {
        self.error_estimate.as_deref()
    }

    /// The largest difference to another run, away from jumps by more than a step.
    pub(crate) fn largest_difference(
        &self,
        other: &Solution,
        labels: &[String],
        step: f64,
    ) -> Option<ErrorEstimate> {
        let n = labels.len();
        let jumps: Vec<f64> = [self, other].iter().flat_map(|run| run.happened().jumps.clone()).collect();
        let is_smooth = |t: f64| jumps.iter().all(|jump| (t - jump).abs() > step);
        let rows = || self.t.iter().zip(self.states().chunks_exact(n.max(1)));
        let size = |i: usize| rows().map(|(_, y)| y[i].abs()).fold(f64::MIN_POSITIVE, f64::max);
        let sizes: Vec<f64> = (0..n).map(size).collect();
        let mut largest: Option<ErrorEstimate> = None;
        for (&t, y) in rows().filter(|(t, _)| is_smooth(**t)) {
            let Ok(exact) = other.state_at(t) else { continue };
            for (i, (y, exact)) in y.iter().zip(exact).enumerate() {
                let absolute = (y - exact).abs();
                let relative = absolute / sizes[i];
                if largest.as_ref().is_none_or(|largest| relative > largest.relative) {
                    largest = Some(ErrorEstimate { relative, absolute, variable: labels[i].clone(), t });
                }
            }
        }
        largest
    }
}
