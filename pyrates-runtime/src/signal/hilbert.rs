//! Analytic signals: amplitudes and phases of oscillations.

use std::f64::consts::TAU;
use std::fmt;
use std::sync::Arc;

use num_complex::Complex64;
use realfft::{ComplexToReal, RealFftPlanner, RealToComplex};

use crate::lanes::{Job, Simd, dispatch};

use super::pool::Pool;
use super::{SignalError, check};

/// The Hilbert transform for signals of one length, planned once and used for many (from several threads, if you like).
#[derive(Clone)]
pub struct Hilbert {
    forwards: Arc<dyn RealToComplex<f64>>,
    backwards: Arc<dyn ComplexToReal<f64>>,
    buffers: Arc<Pool<Buffers>>,
}

/// Room for a transform.
struct Buffers {
    /// The signal, and its quadrature afterwards.
    signal: Vec<f64>,
    spectrum: Vec<Complex64>,
    scratch: Vec<Complex64>,
}

impl Hilbert {
    /// A plan for signals of `n` samples. Lengths that are products of 2, 3 and 5 are fastest.
    ///
    /// # Errors
    /// If `n` is 0.
    pub fn new(n: usize) -> Result<Hilbert, SignalError> {
        if n == 0 {
            return Err(SignalError::TooShort { needed: 1, given: 0 });
        }
        let mut planner = RealFftPlanner::new();
        let (forwards, backwards) = (planner.plan_fft_forward(n), planner.plan_fft_inverse(n));
        Ok(Hilbert { forwards, backwards, buffers: Arc::new(Pool::new()) })
    }

    /// The analytic signal (SciPy: `hilbert`): its real part is `x`, its imaginary part `x` with each frequency a quarter
    /// of its period later; its absolute value is the amplitude of an oscillation, its argument the phase.
    ///
    /// # Errors
    /// If the signal has another length than the plan, or a sample is not finite.
    pub fn analytic(&self, x: &[f64]) -> Result<Vec<Complex64>, SignalError> {
        let join = |y: &[f64]| x.iter().zip(y).map(|(&re, &im)| Complex64::new(re, im)).collect();
        self.transform(x, join)
    }

    /// The imaginary part of the analytic signal alone: the Hilbert transform of `x`.
    ///
    /// # Errors
    /// As [`Hilbert::analytic`].
    pub fn quadrature(&self, x: &[f64]) -> Result<Vec<f64>, SignalError> {
        self.transform(x, <[f64]>::to_vec)
    }

    /// Replaces an oscillation by the sine of its phase: a wave of the same cycles, and of amplitude 1. It is the imaginary part
    /// of the analytic signal over its absolute value; NaN where that is 0, or beyond the range of numbers when it is squared.
    ///
    /// # Errors
    /// As [`Hilbert::analytic`]; the signal is as before then.
    pub fn replace_by_sine(&self, x: &mut [f64]) -> Result<(), SignalError> {
        let n = x.len();
        check::length(self.forwards.len(), x)?;
        self.buffers.lend(
            || self.new_buffers(),
            |buffers| {
                self.transform_in(x, buffers)?;
                dispatch(Sines { x, y: &buffers.signal[..n] });
                Ok(())
            },
        )
    }

    /// Hands the quadrature of a signal to somebody.
    fn transform<R>(&self, x: &[f64], user: impl FnOnce(&[f64]) -> R) -> Result<R, SignalError> {
        check::length(self.forwards.len(), x)?;
        let with = |buffers: &mut Buffers| {
            self.transform_in(x, buffers)?;
            Ok(user(&buffers.signal))
        };
        self.buffers.lend(|| self.new_buffers(), with)
    }

    /// Leaves the quadrature of a signal in the buffers.
    fn transform_in(&self, x: &[f64], buffers: &mut Buffers) -> Result<(), SignalError> {
        check::samples(x, 1)?;
        let n = x.len();
        let Buffers { signal, spectrum, scratch } = buffers;
        signal.copy_from_slice(x);
        let (there, back) = (self.forwards.get_scratch_len(), self.backwards.get_scratch_len());
        // The lengths of all buffers come from the plans, which is all that these calls can object to.
        let transformed = self.forwards.process_with_scratch(signal, spectrum, &mut scratch[..there]);
        transformed.map_err(|_| wrong_length(n, x))?;
        let scale = 1.0 / n as f64;
        for z in spectrum.iter_mut() {
            *z = Complex64::new(z.im * scale, -z.re * scale);
        }
        // A mean has no phase, nor has the highest frequency of a signal of even length.
        spectrum[0] = Complex64::default();
        if n.is_multiple_of(2) {
            spectrum[n / 2] = Complex64::default();
        }
        let transformed = self.backwards.process_with_scratch(spectrum, signal, &mut scratch[..back]);
        transformed.map_err(|_| wrong_length(n, x))
    }

    fn new_buffers(&self) -> Buffers {
        let scratch = self.forwards.get_scratch_len().max(self.backwards.get_scratch_len());
        Buffers {
            signal: self.forwards.make_input_vec(),
            spectrum: self.forwards.make_output_vec(),
            scratch: vec![Complex64::default(); scratch],
        }
    }
}

/// Replaces real parts by the sines of phases.
struct Sines<'a> {
    x: &'a mut [f64],
    y: &'a [f64],
}

impl Job for Sines<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, _: S) {
        for (x, y) in self.x.iter_mut().zip(self.y) {
            *x = y / (y * y + *x * *x).sqrt();
        }
    }
}

fn wrong_length(expected: usize, x: &[f64]) -> SignalError {
    SignalError::Lengths { expected, given: x.len() }
}

impl fmt::Debug for Hilbert {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "Hilbert({} samples)", self.forwards.len())
    }
}

/// The phase of an oscillation at each sample, in radians and without jumps: the argument of the analytic signal. The signal
/// should have one frequency; filter it first.
///
/// # Errors
/// If there is no sample, or one is not finite.
pub fn phase(x: &[f64]) -> Result<Vec<f64>, SignalError> {
    let analytic = Hilbert::new(x.len())?.analytic(x)?;
    let angles: Vec<f64> = analytic.iter().map(|z| z.arg()).collect();
    Ok(unwrap(&angles))
}

/// The amplitude of an oscillation at each sample: the absolute value of the analytic signal.
///
/// # Errors
/// As for [`phase`].
pub fn envelope(x: &[f64]) -> Result<Vec<f64>, SignalError> {
    let analytic = Hilbert::new(x.len())?.analytic(x)?;
    Ok(analytic.iter().map(|z| z.norm()).collect())
}

/// Angles without their jumps: multiples of a turn are added so that neighbours differ by at most half a turn
/// (NumPy: `unwrap`).
pub fn unwrap(angles: &[f64]) -> Vec<f64> {
    let mut turns = 0.0;
    let mut before = angles.first().copied().unwrap_or(0.0);
    let one = |&angle: &f64| {
        let change = angle - before;
        before = angle;
        // Half a turn is no jump.
        turns -= ((change / TAU).abs() - 0.5).ceil().max(0.0).copysign(change);
        angle + TAU * turns
    };
    angles.iter().map(one).collect()
}
