//! What a sweep keeps of each run.

use std::fmt;
use std::sync::Arc;

use crate::error::Error;
use crate::signal::Welch;
use crate::solution::{Reducer, Reduction, Room, Solution, find};
use crate::solve::Plan;

use super::Member;

type Function = dyn Fn(&Solution, &Member, &mut [f64]) -> Result<(), String> + Send + Sync;

/// One number or several of each run of a sweep, with names.
///
/// The paths are those of [`Solution::column`]: columns, or any other variable of the model. Integrals over time are those of the
/// trapezoidal rule over the samples.
///
/// [`last`](Measure::last), [`minimum`](Measure::minimum), [`maximum`](Measure::maximum), [`mean`](Measure::mean),
/// [`standard_deviation`](Measure::standard_deviation), [`period_through`](Measure::period_through) and [`rate`](Measure::rate)
/// take one sample after the other. Where a sweep has no other measures, and these are of states, runs keep no
/// samples, and take no more memory the longer they are.
#[derive(Clone)]
pub struct Measure {
    names: Vec<String>,
    function: Arc<Function>,
    /// The path and the reduction, if the measure needs no more than one sample after the other.
    reduction: Option<(String, Reduction)>,
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
        Measure { names: names.map(Into::into).to_vec(), function: Arc::new(function), reduction: None }
    }

    /// A number that follows from the times and the values of a variable.
    fn of(name: &str, path: impl Into<String>, number: fn(&[f64], &[f64]) -> f64) -> Measure {
        let path = path.into();
        Measure::new(format!("{name} of {path}"), move |solution, _| {
            solution.column(&path).map(|x| number(&solution.t, &x))
        })
    }

    /// A number that follows from the values of a variable, one after the other.
    fn running(name: &str, path: impl Into<String>, reduction: Reduction) -> Measure {
        let path = path.into();
        let variable = path.clone();
        let measure = Measure::new(format!("{name} of {path}"), move |solution, _| {
            solution.column(&variable).map(|x| reduced(reduction, &solution.t, &x))
        });
        Measure { reduction: Some((path, reduction)), ..measure }
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
        Measure::running("last", path, Reduction::Last)
    }

    /// The smallest value.
    pub fn minimum(path: impl Into<String>) -> Measure {
        Measure::running("minimum", path, Reduction::Minimum)
    }

    /// The largest value.
    pub fn maximum(path: impl Into<String>) -> Measure {
        Measure::running("maximum", path, Reduction::Maximum)
    }

    /// The mean over time.
    pub fn mean(path: impl Into<String>) -> Measure {
        Measure::running("mean", path, Reduction::Mean)
    }

    /// The standard deviation over time.
    pub fn standard_deviation(path: impl Into<String>) -> Measure {
        Measure::running("standard deviation", path, Reduction::StandardDeviation)
    }

    /// The mean period: the time between upward passages through the mean, from the first to the last; NaN if there are fewer
    /// than two. Passages lie between samples by linear interpolation.
    pub fn period(path: impl Into<String>) -> Measure {
        Measure::of("period", path, |t, x| reduced(Reduction::Period { level: mean(t, x) }, t, x))
    }

    /// The same for a level that is known: the time between upward passages through it.
    pub fn period_through(path: impl Into<String>, level: f64) -> Measure {
        Measure::running("period", path, Reduction::Period { level })
    }

    /// The peak of the power spectrum by Welch's method, without frequency 0: two numbers, `peak frequency of <path>` and
    /// `peak power of <path>`, a density in squares of the variable's unit per frequency. Runs must have samples at equal
    /// distances, which [`interval`](crate::Simulation::interval) makes.
    ///
    /// ```
    /// use pyrates_runtime::prelude::*;
    /// use pyrates_runtime::signal::Welch;
    /// use pyrates_runtime::sweep::{Design, Measure};
    ///
    /// pyrates_runtime::operator! {
    ///     pub Oscillator {
    ///         equations { d/dt x = 2*pi*f*y; d/dt y = -2*pi*f*x; }
    ///         variables { x: output(1.0), y: variable(0.0), f: 1.0 }
    ///     }
    /// }
    ///
    /// # fn main() -> Result<(), pyrates_runtime::Error> {
    /// let table = Oscillator::default()
    ///     .simulate(0.0..100.0)
    ///     .interval(0.01)
    ///     .sweep(Design::new().axis("f", [1.0, 2.5]))
    ///     .measure([Measure::spectral_peak("x", Welch::new(1000)?)])?;
    /// assert!((table.column("peak frequency of x")?[1] - 2.5).abs() < 1e-12);
    /// # Ok(())
    /// # }
    /// ```
    pub fn spectral_peak(path: impl Into<String>, welch: Welch) -> Measure {
        let path = path.into();
        let names = [format!("peak frequency of {path}"), format!("peak power of {path}")];
        Measure::several(names, move |solution, _| -> Result<[f64; 2], Error> {
            let spectrum = welch.spectrum(&solution.column(&path)?, solution.sampling_step()?)?;
            let (frequency, power) = spectrum.largest(f64::MIN_POSITIVE..=f64::INFINITY);
            Ok([frequency, power])
        })
    }

    /// The number of upward passages through a threshold, per unit of time.
    pub fn rate(path: impl Into<String>, threshold: f64) -> Measure {
        Measure::running("rate", path, Reduction::Rate { threshold })
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

/// The reducers of all measures, if they need no samples and each is of a column of the runs that is a state.
pub(super) fn reducers(measures: &[Measure], plan: &Plan) -> Option<Arc<Vec<Reducer>>> {
    let labels = plan.state_columns()?;
    let reducer = |measure: &Measure| {
        let (path, reduction) = measure.reduction.as_ref()?;
        Some(Reducer::new(*reduction, find(&labels, path).ok()?))
    };
    measures.iter().map(reducer).collect::<Option<Vec<_>>>().map(Arc::new)
}

fn numbers(measures: &[Measure], solution: &Solution, member: &Member) -> Result<Vec<f64>, String> {
    if let Some(numbers) = solution.reduced() {
        return Ok(numbers.to_vec());
    }
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

/// The number that a reduction makes of samples.
fn reduced(reduction: Reduction, t: &[f64], x: &[f64]) -> f64 {
    let mut reducer = Reducer::new(reduction, 0);
    reducer.take(t, x, 1);
    reducer.value()
}

/// The mean over time; that of the value itself if there is no time.
fn mean(t: &[f64], x: &[f64]) -> f64 {
    reduced(Reduction::Mean, t, x)
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

    /// A sine has the standard deviation `1/sqrt(2)`; steps of other lengths weigh more; and a mean of 1e8 costs no digits but
    /// those that the samples have lost.
    #[test]
    fn standard_deviations_are_integrals() {
        let deviation = |t: &[f64], x: &[f64]| reduced(Reduction::StandardDeviation, t, x);
        let (t, x) = wave();
        assert!((deviation(&t, &x) - 0.5f64.sqrt()).abs() < 1e-12);
        let far: Vec<f64> = x.iter().map(|x| x + 1e8).collect();
        assert!((deviation(&t, &far) - 0.5f64.sqrt()).abs() < 1e-8);
        // The trapezoidal rule: 1/2 at -1, 1/2 + 3/2 at 1 and 3/2 at 1, of a time of 4.
        let expected = (1.0 - 0.75f64.powi(2)).sqrt();
        assert!((deviation(&[0.0, 1.0, 4.0], &[-1.0, 1.0, 1.0]) - expected).abs() < 1e-15);
        assert_eq!(deviation(&[1.0], &[7.0]), 0.0);
        assert!(deviation(&[], &[]).is_nan());
    }

    #[test]
    fn periods_through_a_level_are_those_of_passages() {
        let (t, x) = wave();
        let period = |level: f64| reduced(Reduction::Period { level }, &t, &x);
        assert!((period(3.0) - 2.0).abs() < 1e-9 && (period(3.7) - 2.0).abs() < 1e-9);
        assert!(period(5.0).is_nan());
    }
}
