//! Collects a solution while it is made.

use crate::delay::{Trajectory, evaluate, resolution};
use crate::solve::{Plan, SolveErrorKind};

use super::{Solution, Stats};

/// When samples are taken.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Sampling {
    /// At the end of every step.
    EveryStep,
    /// At `t0 + k * interval` for `k` from 0 to `n - 1`.
    Grid { t0: f64, t_end: f64, interval: f64, n: usize },
}

impl Sampling {
    /// Samples from `t0` at an interval, up to `t_end` if that is a multiple away.
    pub(crate) fn every(interval: f64, t0: f64, t_end: f64) -> Result<Sampling, SolveErrorKind> {
        let intervals = ((t_end - t0) / interval * (1.0 + 1e-9)).floor();
        if interval <= resolution(t0.abs().max(t_end.abs())) {
            let expected = "long enough to change the time";
            return Err(SolveErrorKind::InvalidOption { option: "interval", value: interval, expected });
        }
        Ok(Sampling::Grid { t0, t_end, interval, n: intervals as usize + 1 })
    }

    /// The time of a sample, infinite after the last one.
    fn time(&self, k: usize) -> f64 {
        match *self {
            Sampling::Grid { t0, t_end, interval, n } if k < n => {
                let t = t0 + multiple(k, interval);
                // The end of the interval is hit even if the multiple is not exactly there.
                if k + 1 == n && t >= t_end - 1e-9 * (t_end - t0) { t_end } else { t }
            }
            _ => f64::INFINITY,
        }
    }
}

/// `k * dt`; where `dt` is the inverse of a whole number, as 0.1 is meant to be, the nearest number to the
/// fraction, so that three times 0.1 is 0.3.
pub(crate) fn multiple(k: usize, dt: f64) -> f64 {
    let inverse = (1.0 / dt).round();
    if inverse >= 1.0 && inverse < 1e15 && 1.0 / inverse == dt { k as f64 / inverse } else { k as f64 * dt }
}

/// A solution in the making.
pub(crate) struct Recorder {
    sampling: Sampling,
    t: Vec<f64>,
    y: Vec<f64>,
    dense: Option<Trajectory>,
    n_coefficients: usize,
}

impl Recorder {
    /// A recorder that holds the initial state.
    pub(crate) fn new(plan: &Plan, n_coefficients: usize) -> Recorder {
        Recorder {
            sampling: plan.sampling,
            t: vec![plan.t0],
            y: plan.y0.clone(),
            dense: plan.keep_dense.then(|| Trajectory::new(plan.y0.len(), n_coefficients)),
            n_coefficients,
        }
    }

    /// Whether a step to `t1` must come with its dense output.
    pub(crate) fn needs_dense(&self, t1: f64) -> bool {
        self.dense.is_some() || self.sampling.time(self.t.len()) < t1 - resolution(t1)
    }

    /// Takes a step from `t` to `t1` with the state `y1` at its end, and its dense output if needed.
    pub(crate) fn record(&mut self, t: f64, t1: f64, y1: &[f64], dense: &[f64]) {
        if let Some(trajectory) = &mut self.dense {
            trajectory.push(t, t1, dense);
        }
        if self.sampling == Sampling::EveryStep {
            self.t.push(t1);
            self.y.extend_from_slice(y1);
            return;
        }
        let near = resolution(t1);
        loop {
            let sample = self.sampling.time(self.t.len());
            if sample < t1 - near {
                let s = (sample - t) / (t1 - t);
                self.y.extend(dense.chunks_exact(self.n_coefficients).map(|r| evaluate(r, s)));
            } else if sample <= t1 + near {
                self.y.extend_from_slice(y1);
            } else {
                return;
            }
            self.t.push(sample);
        }
    }

    /// The solution so far.
    pub(crate) fn finish(self, labels: Vec<String>, stats: Stats) -> Solution {
        Solution { t: self.t, stats, labels, y: self.y, dense: self.dense }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn times(interval: f64, t0: f64, t_end: f64) -> Vec<f64> {
        let sampling = Sampling::every(interval, t0, t_end).unwrap();
        (0..).map(|k| sampling.time(k)).take_while(|t| t.is_finite()).collect()
    }

    #[test]
    fn both_ends_are_samples() {
        assert_eq!(times(0.1, 0.0, 0.3), [0.0, 0.1, 0.2, 0.3]);
        assert_eq!(times(0.25, -0.5, 0.5), [-0.5, -0.25, 0.0, 0.25, 0.5]);
    }

    #[test]
    fn an_end_off_the_grid_is_left_out() {
        assert_eq!(times(2.0, 0.0, 5.0), [0.0, 2.0, 4.0]);
    }
}
