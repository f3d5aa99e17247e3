//! What a sweep keeps of each run.

use std::fmt;
use std::sync::Arc;

use crate::signal::crossings;
use crate::solution::{Room, Solution};

use super::Member;

type Function = dyn Fn(&Solution, &Member, &mut [f64]) -> Result<(), String> + Send + Sync;

/// One number or several of each run of a sweep, with names.
///
/// The paths are those of [`Solution::column`]: columns, or any other variable of the model. Integrals over time are those of the
/// trapezoidal rule over the samples.
#[derive(Clone)]
pub struct Measure {
    names: Vec<String>,
    function: Arc<Function>,
}

impl Measure {
    /// A number of your own: from the solution, whose samples and columns are those that the simulation asks for, and the
    /// member of the sweep. A number that does not exist is `f64::NAN`; an error makes the member a failure.
    ///
    /// ```
    /// use pyrates_runtime::prelude::*;
    /// use pyrates_runtime::sweep::{Design, Measure, linspace};
    ///
    /// pyrates_runtime::operator! {
    ///     pub Decay { equations { d/dt x = -k*x; } variables { x: output(1.0), k: 1.0 } }
    /// }
    ///
    /// # fn main() -> Result<(), pyrates_runtime::Error> {
    /// let half_life = Measure::new("half_life", |solution, _| {
    ///     let x = solution.column("x")?;
    ///     let k = x.iter().position(|&x| x < 0.5);
    ///     Ok::<_, SolutionError>(k.map_or(f64::NAN, |k| solution.t[k]))
    /// });
    /// let table = Decay::default()
    ///     .simulate(0.0..10.0)
    ///     .interval(0.01)
    ///     .sweep(Design::new().axis("k", linspace(0.5, 2.0, 4)))
    ///     .measure([half_life, Measure::last("x")])?;
    /// assert!((table.column("half_life")?[0] - 1.39).abs() < 1e-9);
    /// # Ok(())
    /// # }
    /// ```
    pub fn new<E: fmt::Display>(
        name: impl Into<String>,
        function: impl Fn(&Solution, &Member) -> Result<f64, E> + Send + Sync + 'static,
    ) -> Measure {
        Measure::several([name.into()], move |solution, member| Ok::<_, E>([function(solution, member)?]))
    }

    /// Several numbers of your own, made together.
    pub fn several<const N: usize, S: Into<String>, E: fmt::Display>(
        names: [S; N],
        function: impl Fn(&Solution, &Member) -> Result<[f64; N], E> + Send + Sync + 'static,
    ) -> Measure {
        let function = move |solution: &Solution, member: &Member, out: &mut [f64]| {
            let values = function(solution, member).map_err(|error| error.to_string())?;
            out.copy_from_slice(&values);
            Ok(())
        };
        Measure { names: names.map(Into::into).to_vec(), function: Arc::new(function) }
    }

    /// A number that follows from the times and the values of a variable.
    fn of(name: &str, path: impl Into<String>, number: fn(&[f64], &[f64]) -> f64) -> Measure {
        let path = path.into();
        Measure::new(format!("{name} of {path}"), move |solution, _| {
            solution.column(&path).map(|x| number(&solution.t, &x))
        })
    }

    /// The same under another name, for a measure of one number.
    pub fn named(mut self, name: impl Into<String>) -> Measure {
        if let [only] = &mut self.names[..] {
            *only = name.into();
        }
        self
    }

    /// The last value, called `last of <path>`.
    pub fn last(path: impl Into<String>) -> Measure {
        Measure::of("last", path, |_, x| x.last().copied().unwrap_or(f64::NAN))
    }

    /// The smallest value.
    pub fn minimum(path: impl Into<String>) -> Measure {
        Measure::of("minimum", path, |_, x| x.iter().copied().fold(f64::NAN, f64::min))
    }

    /// The largest value.
    pub fn maximum(path: impl Into<String>) -> Measure {
        Measure::of("maximum", path, |_, x| x.iter().copied().fold(f64::NAN, f64::max))
    }

    /// The mean over time.
    pub fn mean(path: impl Into<String>) -> Measure {
        Measure::of("mean", path, mean)
    }

    /// The standard deviation over time.
    pub fn standard_deviation(path: impl Into<String>) -> Measure {
        Measure::of("standard deviation", path, |t, x| {
            let centre = mean(t, x);
            let squares: Vec<f64> = x.iter().map(|x| (x - centre).powi(2)).collect();
            mean(t, &squares).sqrt()
        })
    }

    /// The mean period: the time between upward passages through the mean, from the first to the last; NaN if there are fewer
    /// than two. Passages lie between samples by linear interpolation.
    pub fn period(path: impl Into<String>) -> Measure {
        Measure::of("period", path, |t, x| match passages(t, x, mean(t, x)) {
            Some((first, last, n)) if n > 1 => (last - first) / (n - 1) as f64,
            _ => f64::NAN,
        })
    }

    /// The number of upward passages through a threshold, per unit of time.
    pub fn rate(path: impl Into<String>, threshold: f64) -> Measure {
        let path = path.into();
        Measure::new(format!("rate of {path}"), move |solution, _| {
            let x = solution.column(&path)?;
            let n = passages(&solution.t, &x, threshold).map_or(0, |(_, _, n)| n);
            Ok::<_, crate::solution::SolutionError>(n as f64 / span(&solution.t))
        })
    }

    /// The names of its numbers.
    pub fn names(&self) -> &[String] {
        &self.names
    }
}

/// All numbers of a run, and its memory.
pub(super) fn all(
    measures: &[Measure],
    solution: Solution,
    member: &Member,
) -> (Result<Vec<f64>, String>, Room) {
    (numbers(measures, &solution, member), solution.into_room())
}

fn numbers(measures: &[Measure], solution: &Solution, member: &Member) -> Result<Vec<f64>, String> {
    let mut values = vec![0.0; measures.iter().map(|measure| measure.names.len()).sum()];
    let mut rest = &mut values[..];
    for measure in measures {
        let (out, others) = rest.split_at_mut(measure.names.len());
        (measure.function)(solution, member, out)?;
        rest = others;
    }
    Ok(values)
}

impl fmt::Debug for Measure {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.debug_struct("Measure").field("names", &self.names).finish_non_exhaustive()
    }
}

fn span(t: &[f64]) -> f64 {
    t.last().zip(t.first()).map_or(0.0, |(last, first)| last - first)
}

/// The mean over time; that of the value itself if there is no time.
fn mean(t: &[f64], x: &[f64]) -> f64 {
    let area: f64 = t.windows(2).zip(x.windows(2)).map(|(t, x)| (t[1] - t[0]) * 0.5 * (x[0] + x[1])).sum();
    if span(t) > 0.0 { area / span(t) } else { x.first().copied().unwrap_or(f64::NAN) }
}

/// The first and the last time at which a variable passes a level upwards, and how often it does.
fn passages(t: &[f64], x: &[f64], level: f64) -> Option<(f64, f64, usize)> {
    let times = crossings(x, level).map(|(k, part)| t[k] + (t[k + 1] - t[k]) * part);
    times.fold(None, |found, time| Some(found.map_or((time, time, 1), |(first, _, n)| (first, time, n + 1))))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A sine of period 2 around 3.
    fn wave() -> (Vec<f64>, Vec<f64>) {
        let t: Vec<f64> = (0..=1000).map(|k| 0.01 * k as f64).collect();
        let x = t.iter().map(|t| 3.0 + (std::f64::consts::PI * (t - 0.25)).sin()).collect();
        (t, x)
    }

    #[test]
    fn means_are_integrals() {
        let (t, x) = wave();
        assert!((mean(&t, &x) - 3.0).abs() < 1e-12);
        assert!((mean(&[0.0, 1.0, 4.0], &[0.0, 1.0, 4.0]) - 2.0).abs() < 1e-15);
        assert_eq!(mean(&[1.0], &[7.0]), 7.0);
        assert!(mean(&[], &[]).is_nan());
    }

    #[test]
    fn passages_lie_between_samples() {
        let (t, x) = wave();
        let (first, last, n) = passages(&t, &x, 3.0).unwrap();
        assert_eq!(n, 5);
        assert!((first - 0.25).abs() < 1e-9 && (last - 8.25).abs() < 1e-9);
        assert!(passages(&t, &x, 5.0).is_none());
    }
}
