//! Peaks of a signal, by height, distance and prominence.

use super::{SignalError, check};

/// Which peaks of a signal count: set it up, then [`find`](Peaks::find) them (SciPy: `find_peaks`).
///
/// ```
/// use pyrates_runtime::signal::Peaks;
///
/// # fn main() -> Result<(), pyrates_runtime::SignalError> {
/// let x = [0.0, 1.0, 0.5, 0.6, 0.0, 3.0, 3.0, 0.0];
/// let all = Peaks::new().find(&x)?;
/// assert_eq!(all.iter().map(|peak| peak.index).collect::<Vec<_>>(), [1, 3, 5]);
/// let prominent = Peaks::new().prominence(0.5).find(&x)?;
/// assert_eq!(prominent.iter().map(|peak| peak.index).collect::<Vec<_>>(), [1, 5]);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
#[must_use = "peaks are found by `find`"]
pub struct Peaks {
    height: Option<f64>,
    distance: Option<usize>,
    prominence: Option<f64>,
}

/// A peak.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Peak {
    /// The number of its sample, from 0 on; the middle one of a plateau, the left of two.
    pub index: usize,
    /// The sample.
    pub height: f64,
    /// How far it stands out: the way down to the higher one of the two lowest points between it and the next higher sample
    /// (or the end) on each side.
    pub prominence: f64,
}

impl Peaks {
    /// All peaks: samples, or plateaus, with lower ones on both sides.
    pub fn new() -> Peaks {
        Peaks::default()
    }

    /// Only those of at least this height.
    pub fn height(mut self, height: f64) -> Peaks {
        self.height = Some(height);
        self
    }

    /// Only those at least so many samples away from each other: lower ones give way to higher ones.
    pub fn distance(mut self, samples: usize) -> Peaks {
        self.distance = Some(samples);
        self
    }

    /// Only those that stand out by at least this much.
    pub fn prominence(mut self, prominence: f64) -> Peaks {
        self.prominence = Some(prominence);
        self
    }

    /// The peaks of a signal, in order of time.
    ///
    /// # Errors
    /// If a sample is not finite, or the distance is 0.
    pub fn find(&self, x: &[f64]) -> Result<Vec<Peak>, SignalError> {
        check::samples(x, 0)?;
        if self.distance == Some(0) {
            return Err(SignalError::Argument { name: "distance", value: 0.0, rule: "1 or more" });
        }
        let mut found = local_maxima(x);
        if let Some(height) = self.height {
            found.retain(|&index| x[index] >= height);
        }
        if let Some(distance) = self.distance {
            found = far_apart(&found, x, distance);
        }
        let peak = |index| Peak { index, height: x[index], prominence: prominence(x, index) };
        let mut peaks: Vec<Peak> = found.into_iter().map(peak).collect();
        if let Some(least) = self.prominence {
            peaks.retain(|peak| peak.prominence >= least);
        }
        Ok(peaks)
    }
}

/// Samples and middles of plateaus with lower samples on both sides.
fn local_maxima(x: &[f64]) -> Vec<usize> {
    let mut maxima = Vec::new();
    let mut start = 1;
    while start + 1 < x.len() {
        let plateau = x[start..].iter().take_while(|value| **value == x[start]).count();
        let after = x.get(start + plateau);
        if x[start - 1] < x[start] && after.is_some_and(|after| *after < x[start]) {
            maxima.push(start + (plateau - 1) / 2);
        }
        start += plateau;
    }
    maxima
}

/// Removes lower peaks near higher ones; of equal ones the last stays.
fn far_apart(peaks: &[usize], x: &[f64], distance: usize) -> Vec<usize> {
    let mut by_height: Vec<usize> = (0..peaks.len()).collect();
    by_height.sort_by(|&a, &b| x[peaks[a]].total_cmp(&x[peaks[b]]));
    let mut keep = vec![true; peaks.len()];
    for &highest in by_height.iter().rev() {
        if !keep[highest] {
            continue;
        }
        let near = |&other: &usize| peaks[other].abs_diff(peaks[highest]) < distance;
        (0..highest).rev().take_while(near).for_each(|other| keep[other] = false);
        (highest + 1..peaks.len()).take_while(near).for_each(|other| keep[other] = false);
    }
    peaks.iter().zip(keep).filter_map(|(&peak, keep)| keep.then_some(peak)).collect()
}

fn prominence(x: &[f64], peak: usize) -> f64 {
    let not_higher = |value: &&f64| **value <= x[peak];
    let left = x[..peak].iter().rev().take_while(not_higher).fold(x[peak], |low, value| low.min(*value));
    let right = x[peak..].iter().take_while(not_higher).fold(x[peak], |low, value| low.min(*value));
    x[peak] - left.max(right)
}
