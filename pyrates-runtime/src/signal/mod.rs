//! Analysis of sampled signals: spectra, coherence, filters, phases, peaks, periods and synchrony.
//!
//! A signal is a slice of samples, and `dt` the time between two of them: what [`Solution::column`] and
//! [`Solution::sampling_step`] hand out for a run with [`interval`](crate::Simulation::interval). Frequencies are in cycles
//! per unit of time. The conventions are those of SciPy, whose functions of similar names are the tests' reference.
//!
//! | what | |
//! |---|---|
//! | spectra | [`Welch`]: [`spectrum`](Welch::spectrum), [`coherence`](Welch::coherence) (of [a band](Welch::coherence_within)), [`cross_spectrum`](Welch::cross_spectrum) |
//! | filters | [`Filter::butterworth`], causal ([`apply`](Filter::apply)) or without delay ([`apply_both_ways`](Filter::apply_both_ways)) |
//! | phases | [`Hilbert`], [`phase`], [`envelope`], [`unwrap`], [`replace_by_sines`] |
//! | cycles | [`upward_crossings`], [`period`], [`rotation_number`], [`Peaks`] |
//! | correlation | [`autocorrelation`], [`correlation_matrix`] (functional connectivity) |
//! | synchrony | [`phase_locking_value`], [`order_parameter`] |
//!
//! ```
//! use pyrates_runtime::signal::{Band, Filter, Welch, Window};
//!
//! # fn main() -> Result<(), pyrates_runtime::SignalError> {
//! // An oscillation of frequency 5 under one of frequency 50, sampled every 0.001.
//! let dt = 1e-3;
//! let wave = |f: f64| (0..4000).map(move |k| (std::f64::consts::TAU * f * k as f64 * dt).sin());
//! let x: Vec<f64> = wave(5.0).zip(wave(50.0)).map(|(slow, fast)| slow + 2.0 * fast).collect();
//!
//! let welch = Welch::new(1000)?.window(Window::Hann);
//! assert_eq!(welch.spectrum(&x, dt)?.peak().0, 50.0);
//! let slow = Filter::butterworth(4, Band::Pass(3.0, 8.0), dt)?.apply_both_ways(&x)?;
//! assert_eq!(welch.spectrum(&slow, dt)?.peak().0, 5.0);
//! # Ok(())
//! # }
//! ```
//!
//! [`Solution::column`]: crate::Solution::column
//! [`Solution::sampling_step`]: crate::Solution::sampling_step

mod butterworth;
mod check;
mod correlation;
mod cycles;
mod error;
mod few;
mod filter;
mod halves;
mod hilbert;
mod peaks;
mod pool;
mod sampling;
mod sines;
mod synchrony;
mod welch;
mod window;

pub use butterworth::Band;
pub use correlation::{autocorrelation, correlation_matrix};
pub use cycles::{period, rotation_number, upward_crossings};
pub use error::SignalError;
pub use filter::Filter;
pub use hilbert::{Hilbert, envelope, phase, unwrap};
pub use peaks::{Peak, Peaks};
pub use sines::replace_by_sines;
pub use synchrony::{order_parameter, phase_locking_value};
pub use welch::{CrossSpectrum, Spectrum, Welch};
pub use window::Window;
