//! Extrinsic inputs: parameters as functions of time.

mod drive;
mod error;
mod samples;

use std::fmt;
use std::sync::Arc;

pub use error::InputError;

pub(crate) use drive::Drive;
pub(crate) use samples::Samples;

/// A function of time.
type Function = Arc<dyn Fn(f64) -> f64 + Send + Sync>;
/// A function of time and of the number of the value that it drives.
type EachFunction = Arc<dyn Fn(f64, usize) -> f64 + Send + Sync>;

/// An input from outside, which drives parameters during a run; see
/// [`Simulation::input`](crate::Simulation::input).
///
/// ```
/// use pyrates_runtime::prelude::*;
///
/// pyrates_runtime::operator! {
///     pub Leak {
///         equations { d/dt r = -r/tau + u; }
///         variables { r: output(0.0), tau: 1.0, u: input(0.0) }
///     }
/// }
/// # fn main() -> Result<(), pyrates_runtime::Error> {
/// let leak = Leak::default();
/// // A sine, and a recording of five values, each held for 0.2 units of time.
/// let sine = leak.simulate(0.0..1.0).input("u", Input::function(f64::sin)).run()?;
/// let steps = Input::sampled([0.0, 1.0, 1.0, 0.0, 0.5], 0.2);
/// let held = leak.simulate(0.0..1.0).input("u", steps).run()?;
/// assert_eq!(held.column("u")?.first(), Some(&0.0));
/// # let _ = sine;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Input {
    signal: Signal,
    start: Option<f64>,
    interpolation: Option<Interpolation>,
    outside: Option<Outside>,
}

#[derive(Clone)]
enum Signal {
    Constant(f64),
    Function(Function),
    Each(EachFunction),
    Samples { table: Vec<Vec<f64>>, shared: bool, interval: f64 },
}

/// The value of a sampled input between its samples.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Interpolation {
    /// Each sample is held until the next one, the last one for one more interval. With Euler's method whose
    /// steps are as long as the interval, sample `k` is the input during step `k`, as in PyRates.
    #[default]
    Hold,
    /// Straight lines between samples.
    Linear,
    /// A cubic spline through the samples with smooth second derivative, and with a smooth third derivative
    /// at the second and the last but one sample (as `CubicSpline` of SciPy and `spline` of MATLAB).
    Cubic,
}

/// The value of a sampled input before its first and after its last sample.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Outside {
    /// There is none: a simulation that needs it is refused.
    #[default]
    Refuse,
    /// The first sample before, the last one after.
    Hold,
    /// A value of its own, for instance zero.
    Value(f64),
}

impl Input {
    fn new(signal: Signal) -> Input {
        Input { signal, start: None, interpolation: None, outside: None }
    }

    /// The same value at all times.
    pub fn constant(value: f64) -> Input {
        Input::new(Signal::Constant(value))
    }

    /// A function of time. It must be pure, since methods ask for values at any time and in any order, and
    /// smooth, or the steps must be limited where it is not
    /// ([`max_step`](crate::Simulation::max_step)).
    pub fn function(value: impl Fn(f64) -> f64 + Send + Sync + 'static) -> Input {
        Input::new(Signal::Function(Arc::new(value)))
    }

    /// A function of time for each of the parameters that the path matches: it gets the time and the number
    /// of the parameter, from 0.
    pub fn each(value: impl Fn(f64, usize) -> f64 + Send + Sync + 'static) -> Input {
        Input::new(Signal::Each(Arc::new(value)))
    }

    /// Samples at equal intervals; all parameters that the path matches get the same.
    ///
    /// Without [`starting_at`](Input::starting_at) the first sample is at the start of the simulation. How
    /// values between samples are made says [`interpolation`](Input::interpolation), what happens outside
    /// of the samples [`outside`](Input::outside).
    pub fn sampled(values: impl IntoIterator<Item = f64>, interval: f64) -> Input {
        let table = values.into_iter().map(|value| vec![value]).collect();
        Input::new(Signal::Samples { table, shared: true, interval })
    }

    /// A table of samples: a row for each time, a column for each parameter that the path matches, in the
    /// order of the model.
    pub fn table(rows: impl IntoIterator<Item = impl Into<Vec<f64>>>, interval: f64) -> Input {
        let table = rows.into_iter().map(Into::into).collect();
        Input::new(Signal::Samples { table, shared: false, interval })
    }

    /// The time of the first sample; the start of the simulation by default.
    pub fn starting_at(mut self, t: f64) -> Input {
        self.start = Some(t);
        self
    }

    /// How values between samples are made; [`Interpolation::Hold`] by default.
    pub fn interpolation(mut self, interpolation: Interpolation) -> Input {
        self.interpolation = Some(interpolation);
        self
    }

    /// What the input is before its first and after its last sample; an error by default.
    pub fn outside(mut self, outside: Outside) -> Input {
        self.outside = Some(outside);
        self
    }

    /// The signal for `n` parameters in a run from `t0` to `t_end`.
    fn prepare(self, n: usize, t0: f64, t_end: f64) -> Result<drive::Source, InputError> {
        let Input { signal, start, interpolation, outside } = self;
        let (table, shared, interval) = match signal {
            Signal::Samples { table, shared, interval } => (table, shared, interval),
            other => {
                let options = [
                    ("starting_at", start.is_some()),
                    ("interpolation", interpolation.is_some()),
                    ("outside", outside.is_some()),
                ];
                if let Some((option, _)) = options.into_iter().find(|(_, is_given)| *is_given) {
                    return Err(InputError::NotSampled { option });
                }
                return Ok(match other {
                    Signal::Constant(value) => drive::Source::Function(Arc::new(move |_| value)),
                    Signal::Function(function) => drive::Source::Function(function),
                    Signal::Each(function) => drive::Source::Each(function),
                    Signal::Samples { .. } => unreachable!("handled above"),
                });
            }
        };
        let columns = if shared { 1 } else { n };
        let (interpolation, outside) = (interpolation.unwrap_or_default(), outside.unwrap_or_default());
        let samples = Samples::new(&table, columns, interval, start.unwrap_or(t0), interpolation, outside)?;
        samples.check_range(t0, t_end)?;
        Ok(drive::Source::Samples(samples))
    }
}

impl fmt::Debug for Input {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match &self.signal {
            Signal::Constant(value) => write!(f, "Input::constant({value})"),
            Signal::Function(_) => f.write_str("Input::function"),
            Signal::Each(_) => f.write_str("Input::each"),
            Signal::Samples { table, interval, .. } => {
                write!(f, "Input of {} samples every {interval}", table.len())
            }
        }
    }
}
