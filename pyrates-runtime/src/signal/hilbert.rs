//! Analytic signals: amplitudes and phases of oscillations.

use std::f64::consts::TAU;
use std::fmt;
use std::sync::Arc;

use num_complex::Complex64;
use realfft::{ComplexToReal, RealFftPlanner, RealToComplex};

use super::{SignalError, check};

/// The Hilbert transform for signals of one length, planned once and used for many (from several threads, if you like).
#[derive(Clone)]
pub struct Hilbert {
    forwards: Arc<dyn RealToComplex<f64>>,
    backwards: Arc<dyn ComplexToReal<f64>>,
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
        Ok(Hilbert { forwards: planner.plan_fft_forward(n), backwards: planner.plan_fft_inverse(n) })
    }

    /// The analytic signal (SciPy: `hilbert`): its real part is `x`, its imaginary part `x` with each frequency a quarter
    /// of its period later; its absolute value is the amplitude of an oscillation, its argument the phase.
    ///
    /// # Errors
    /// If the signal has another length than the plan, or a sample is not finite.
    pub fn analytic(&self, x: &[f64]) -> Result<Vec<Complex64>, SignalError> {
        let imaginary = self.quadrature(x)?;
        Ok(x.iter().zip(imaginary).map(|(&re, im)| Complex64::new(re, im)).collect())
    }

    /// The imaginary part of the analytic signal alone: the Hilbert transform of `x`.
    ///
    /// # Errors
    /// As [`Hilbert::analytic`].
    pub fn quadrature(&self, x: &[f64]) -> Result<Vec<f64>, SignalError> {
        let n = self.forwards.len();
        check::length(n, x)?;
        check::samples(x, 1)?;
        let mut y = x.to_vec();
        let mut spectrum = self.forwards.make_output_vec();
        let (there, back) = (self.forwards.get_scratch_len(), self.backwards.get_scratch_len());
        let mut scratch = vec![Complex64::default(); there.max(back)];
        // The lengths of all buffers come from the plans, which is all that these calls can object to.
        let transformed = self.forwards.process_with_scratch(&mut y, &mut spectrum, &mut scratch[..there]);
        transformed.map_err(|_| wrong_length(n, x))?;
        let scale = 1.0 / n as f64;
        for z in &mut spectrum {
            *z = Complex64::new(z.im * scale, -z.re * scale);
        }
        // A mean has no phase, nor has the highest frequency of a signal of even length.
        spectrum[0] = Complex64::default();
        if n.is_multiple_of(2) {
            spectrum[n / 2] = Complex64::default();
        }
        let transformed = self.backwards.process_with_scratch(&mut spectrum, &mut y, &mut scratch[..back]);
        transformed.map_err(|_| wrong_length(n, x))?;
        Ok(y)
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
