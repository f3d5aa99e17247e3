//! Analytic signals: amplitudes and phases of oscillations.

use std::f64::consts::TAU;
use std::fmt;
use std::sync::Arc;

use num_complex::Complex64;
use rustfft::{Fft, FftPlanner};

use crate::lanes::{Job, Simd, dispatch};

use super::pool::Pool;
use super::{SignalError, check};

/// The Hilbert transform for signals of one length, planned once and used for many (from several threads, if you like).
#[derive(Clone)]
pub struct Hilbert {
    n: usize,
    forwards: Arc<dyn Fft<f64>>,
    backwards: Arc<dyn Fft<f64>>,
    /// `exp(-2 pi i k/n)` for the first quarter of all `k`.
    turns: Arc<Vec<Complex64>>,
    buffers: Arc<Pool<Buffers>>,
}

/// Room for a transform.
struct Buffers {
    /// The samples of a signal, and those of its quadrature afterwards. If their number is even two neighbours are one complex
    /// number, otherwise each is one without an imaginary part.
    signal: Vec<Complex64>,
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
        let mut planner = FftPlanner::new();
        let numbers = if n.is_multiple_of(2) { n / 2 } else { n };
        let (forwards, backwards) = (planner.plan_fft_forward(numbers), planner.plan_fft_inverse(numbers));
        let turn = |k: usize| Complex64::cis(-TAU * k as f64 / n as f64);
        let turns = Arc::new((0..=n / 4).map(turn).collect());
        Ok(Hilbert { n, forwards, backwards, turns, buffers: Arc::new(Pool::new()) })
    }

    /// The analytic signal (SciPy: `hilbert`): its real part is `x`, its imaginary part `x` with each frequency a quarter
    /// of its period later; its absolute value is the amplitude of an oscillation, its argument the phase.
    ///
    /// # Errors
    /// If the signal has another length than the plan, or a sample is not finite.
    pub fn analytic(&self, x: &[f64]) -> Result<Vec<Complex64>, SignalError> {
        let y = self.quadrature(x)?;
        Ok(x.iter().zip(y).map(|(&re, im)| Complex64::new(re, im)).collect())
    }

    /// The imaginary part of the analytic signal alone: the Hilbert transform of `x`.
    ///
    /// # Errors
    /// As [`Hilbert::analytic`].
    pub fn quadrature(&self, x: &[f64]) -> Result<Vec<f64>, SignalError> {
        self.transform(
            x.to_vec(),
            #[inline(always)]
            |x, y| *x = y,
        )
    }

    /// Replaces an oscillation by the sine of its phase: a wave of the same cycles, and of amplitude 1. It is the imaginary part
    /// of the analytic signal over its absolute value; NaN where that is 0, or beyond the range of numbers when it is squared.
    ///
    /// # Errors
    /// As [`Hilbert::analytic`]; the signal is as before then.
    pub fn replace_by_sine(&self, x: &mut [f64]) -> Result<(), SignalError> {
        self.transform(
            x,
            #[inline(always)]
            |x, y| *x = y / (y * y + *x * *x).sqrt(),
        )?;
        Ok(())
    }

    /// Hands each sample of a signal to somebody, with that of its quadrature.
    fn transform<X: AsMut<[f64]>>(&self, mut x: X, user: impl Fn(&mut f64, f64)) -> Result<X, SignalError> {
        let samples = x.as_mut();
        check::length(self.n, samples)?;
        check::samples(samples, 1)?;
        let numbers = self.forwards.len();
        let room = self.forwards.get_inplace_scratch_len().max(self.backwards.get_inplace_scratch_len());
        let zeros = |n: usize| vec![Complex64::default(); n];
        let new = || Buffers { signal: zeros(numbers), scratch: zeros(room) };
        self.buffers.lend(new, |Buffers { signal, scratch }| {
            dispatch(Load { x: samples, z: signal });
            self.forwards.process_with_scratch(signal, scratch);
            dispatch(Turn { z: signal, turns: &self.turns, is_paired: numbers < self.n });
            self.backwards.process_with_scratch(signal, scratch);
            dispatch(Use { x: samples, z: signal, user });
        });
        Ok(x)
    }
}

/// Copies samples to complex numbers: two to each, or one.
struct Load<'a> {
    x: &'a [f64],
    z: &'a mut [Complex64],
}

impl Job for Load<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, _: S) {
        if self.z.len() == self.x.len() {
            self.z.iter_mut().zip(self.x).for_each(|(z, &x)| *z = Complex64::new(x, 0.0));
        } else {
            let (pairs, _) = self.x.as_chunks::<2>();
            self.z.iter_mut().zip(pairs).for_each(|(z, &[re, im])| *z = Complex64::new(re, im));
        }
    }
}

/// Makes the transform of the quadrature of that of a signal: each positive frequency is turned by -i, each negative one by
/// i, and what belongs to neither becomes 0, a mean and the highest frequency of an even number of samples.
struct Turn<'a> {
    z: &'a mut [Complex64],
    turns: &'a [Complex64],
    is_paired: bool,
}

impl Job for Turn<'_> {
    type Output = ();

    /// Of pairs `x[2k] + i x[2k+1]` the transform at `k` is `E + i O`, that at `-k` its mirror image `conj(E) + i conj(O)`, with
    /// the transforms `E` of even samples and `O` of odd ones. That of all samples is `E + w O` with the turn
    /// `w = exp(-2 pi i k/n)`, and `E - w O` half of all frequencies further, which are negative. So the quadrature has
    /// `-i w O` for `E`, and `-i E/w` for `O`.
    #[inline(always)]
    fn run<S: Simd>(self, _: S) {
        let Turn { z, turns, is_paired } = self;
        let n = z.len();
        let scale = 1.0 / n as f64;
        z[0] = Complex64::default();
        if !is_paired {
            let (positive, negative) = z[1..].split_at_mut(n / 2);
            positive.iter_mut().for_each(|z| *z = Complex64::new(z.im * scale, -z.re * scale));
            negative.iter_mut().for_each(|z| *z = Complex64::new(-z.im * scale, z.re * scale));
            return;
        }
        let half = 0.5 * scale;
        let (first, second) = z[1..].split_at_mut((n - 1) / 2);
        // Where their number is even, the frequency in the middle is its own mirror image.
        let middle = second.len() - first.len();
        if let [middle, ..] = &mut second[..middle] {
            *middle = turned(*middle, *middle, turns[n / 2], half).0;
        }
        let mirrored = second[middle..].iter_mut().rev();
        for ((a, b), &w) in first.iter_mut().zip(mirrored).zip(&turns[1..]) {
            (*a, *b) = turned(*a, *b, w, half);
        }
    }
}

/// The quadrature's transforms at a frequency and its mirror image, of pairs; `half` is half of a scale for both.
#[inline(always)]
fn turned(a: Complex64, b: Complex64, w: Complex64, half: f64) -> (Complex64, Complex64) {
    // The transform of odd samples times `i`.
    let (even, odd) = ((a + b.conj()) * half, (a - b.conj()) * half);
    let (p, q) = (w * odd, w.conj() * even);
    (q - p, -(q + p).conj())
}

/// Hands over samples and those of the quadrature.
struct Use<'a, F> {
    x: &'a mut [f64],
    z: &'a [Complex64],
    user: F,
}

impl<F: Fn(&mut f64, f64)> Job for Use<'_, F> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, _: S) {
        let Use { x, z, user } = self;
        if z.len() == x.len() {
            x.iter_mut().zip(z).for_each(|(x, z)| user(x, z.re));
        } else {
            let (pairs, _) = x.as_chunks_mut::<2>();
            for (pair, z) in pairs.iter_mut().zip(z) {
                user(&mut pair[0], z.re);
                user(&mut pair[1], z.im);
            }
        }
    }
}

impl fmt::Debug for Hilbert {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "Hilbert({} samples)", self.n)
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
