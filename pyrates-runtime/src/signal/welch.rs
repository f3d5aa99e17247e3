//! Spectra and coherence by Welch's method: the mean over segments that overlap (IEEE Transactions on Audio and
//! Electroacoustics 15 (1967) 70).

use std::f64::consts::TAU;
use std::fmt;
use std::ops::{Range, RangeInclusive};
use std::sync::{Arc, OnceLock};

use num_complex::Complex64;
use realfft::{RealFftPlanner, RealToComplex};

use super::few::FewFrequencies;
use super::halves::Halves;
use super::{SignalError, Window, check};

/// Up to so many frequencies, sums for each of them take less time than a transform.
const FEW: usize = 16;

/// Welch's method for segments of one length, planned once and used for many signals (from several threads, if you like).
///
/// The mean of each segment is removed. By default segments overlap by half, under a window of Hann, as in SciPy's `welch`,
/// `csd` and `coherence`.
#[derive(Clone)]
pub struct Welch {
    segment: usize,
    overlap: usize,
    cosines: [f64; 3],
    window: Vec<f64>,
    fft: Arc<dyn RealToComplex<f64>>,
    /// The points at `2 pi k/segment` on the unit circle, once somebody asks for few frequencies.
    circle: Arc<OnceLock<Vec<Complex64>>>,
}

/// A value for each frequency: a spectrum or a coherence.
#[derive(Debug, Clone, PartialEq)]
pub struct Spectrum {
    /// The frequencies from 0 to half the sampling rate, in cycles per unit of time.
    pub frequencies: Vec<f64>,
    /// The value at each frequency.
    pub values: Vec<f64>,
}

/// A complex value for each frequency.
#[derive(Debug, Clone, PartialEq)]
pub struct CrossSpectrum {
    /// The frequencies from 0 to half the sampling rate, in cycles per unit of time.
    pub frequencies: Vec<f64>,
    /// The value at each frequency.
    pub values: Vec<Complex64>,
}

/// Sums over the segments of two signals.
struct Sums {
    xx: Vec<f64>,
    yy: Vec<f64>,
    xy: Vec<Complex64>,
    segments: usize,
}

impl Sums {
    fn new(n: usize) -> Sums {
        Sums { xx: vec![0.0; n], yy: vec![0.0; n], xy: vec![Complex64::default(); n], segments: 0 }
    }

    /// Adds the transforms of a segment at a frequency.
    #[inline]
    fn add(&mut self, k: usize, x: Complex64, y: Complex64) {
        self.xx[k] += x.norm_sqr();
        self.yy[k] += y.norm_sqr();
        self.xy[k] += x.conj() * y;
    }

    fn coherence(&self) -> Vec<f64> {
        let value = |((xx, yy), xy): ((&f64, &f64), &Complex64)| xy.norm_sqr() / xx / yy;
        self.xx.iter().zip(&self.yy).zip(&self.xy).map(value).collect()
    }
}

impl Welch {
    /// Segments of so many samples: the longer, the finer the frequencies, and the rougher the estimate.
    ///
    /// # Errors
    /// If there is no sample in a segment.
    pub fn new(segment: usize) -> Result<Welch, SignalError> {
        if segment == 0 {
            return Err(SignalError::Segments { segment, overlap: 0 });
        }
        let fft = RealFftPlanner::new().plan_fft_forward(segment);
        let (window, circle) = (Window::default(), Arc::default());
        let (cosines, window) = (window.cosines(), window.values(segment));
        Ok(Welch { segment, overlap: segment / 2, cosines, window, fft, circle })
    }

    /// The window, [`Window::Hann`] by default.
    #[must_use]
    pub fn window(mut self, window: Window) -> Welch {
        (self.cosines, self.window) = (window.cosines(), window.values(self.segment));
        self
    }

    /// How many samples neighbouring segments share, half a segment by default.
    ///
    /// # Errors
    /// If they share a whole segment or more.
    pub fn overlap(mut self, samples: usize) -> Result<Welch, SignalError> {
        if samples >= self.segment {
            return Err(SignalError::Segments { segment: self.segment, overlap: samples });
        }
        self.overlap = samples;
        Ok(self)
    }

    /// The power density of a signal at positive frequencies, in squares of its unit per frequency (SciPy: `welch`).
    /// Its integral over the frequencies is about the variance of the signal.
    ///
    /// # Errors
    /// If the signal is shorter than a segment, a sample is not finite, or the step is not positive.
    pub fn spectrum(&self, x: &[f64], dt: f64) -> Result<Spectrum, SignalError> {
        check::step(dt)?;
        check::samples(x, self.segment)?;
        let mut sum = vec![0.0; self.fft.complex_len()];
        let mut buffers = self.buffers();
        for segment in self.segments(x) {
            self.transform(segment, &mut buffers)?;
            sum.iter_mut().zip(&buffers.spectrum).for_each(|(sum, z)| *sum += z.norm_sqr());
        }
        let scale = self.scale(self.segments(x).count(), dt);
        let values = sum.iter().enumerate().map(|(k, sum)| sum * self.sides(k) * scale).collect();
        Ok(Spectrum { frequencies: self.frequencies(dt), values })
    }

    /// The density of what two signals share at each frequency, `conj(X) Y` (SciPy: `csd`): the argument is how far `y` is
    /// ahead of `x`.
    ///
    /// # Errors
    /// As [`Welch::spectrum`], or if the signals differ in length.
    pub fn cross_spectrum(&self, x: &[f64], y: &[f64], dt: f64) -> Result<CrossSpectrum, SignalError> {
        check::step(dt)?;
        let sums = self.sums(x, y)?;
        let scale = self.scale(sums.segments, dt);
        let values = sums.xy.iter().enumerate().map(|(k, sum)| sum * (self.sides(k) * scale)).collect();
        Ok(CrossSpectrum { frequencies: self.frequencies(dt), values })
    }

    /// How constant the relation of two signals is at each frequency, from 0 to 1: the squared cross spectrum over the product
    /// of the spectra (SciPy: `coherence`). One segment has the coherence 1; NaN where a signal has no power at all.
    ///
    /// # Errors
    /// As [`Welch::cross_spectrum`].
    pub fn coherence(&self, x: &[f64], y: &[f64], dt: f64) -> Result<Spectrum, SignalError> {
        check::step(dt)?;
        Ok(Spectrum { frequencies: self.frequencies(dt), values: self.sums(x, y)?.coherence() })
    }

    /// The [`coherence`](Welch::coherence) at the frequencies of a range only, ends included. Where these are few it takes a
    /// fraction of the time, and differs by rounding.
    ///
    /// ```
    /// use pyrates_runtime::signal::Welch;
    ///
    /// # fn main() -> Result<(), pyrates_runtime::SignalError> {
    /// let wave = |f: f64| (0..4096).map(|k| (f * k as f64).sin()).collect::<Vec<f64>>();
    /// let (x, y) = (wave(0.3), wave(0.31));
    /// let welch = Welch::new(1024)?;
    /// let (all, some) = (welch.coherence(&x, &y, 1.0)?, welch.coherence_within(&x, &y, 1.0, 0.04..=0.06)?);
    /// assert_eq!(some.frequencies, all.frequencies[41..=61]);
    /// assert!(some.values.iter().zip(&all.values[41..]).all(|(a, b)| (a - b).abs() < 1e-12));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`Welch::coherence`].
    pub fn coherence_within(
        &self,
        x: &[f64],
        y: &[f64],
        dt: f64,
        range: RangeInclusive<f64>,
    ) -> Result<Spectrum, SignalError> {
        check::step(dt)?;
        let mut frequencies = self.frequencies(dt);
        let first = frequencies.partition_point(|f| f < range.start());
        let end = frequencies.partition_point(|f| f <= range.end()).max(first);
        frequencies.truncate(end);
        frequencies.drain(..first);
        let values = if end - first > FEW {
            let mut values = self.sums(x, y)?.coherence();
            values.truncate(end);
            values.split_off(first)
        } else {
            self.sums_of_few(x, y, first..end)?.coherence()
        };
        Ok(Spectrum { frequencies, values })
    }

    fn check(&self, x: &[f64], y: &[f64]) -> Result<(), SignalError> {
        check::length(x.len(), y)?;
        check::samples(x, self.segment)?;
        check::samples(y, self.segment)
    }

    /// Sums for few frequencies.
    fn sums_of_few(&self, x: &[f64], y: &[f64], numbers: Range<usize>) -> Result<Sums, SignalError> {
        self.check(x, y)?;
        let point = |k: usize| Complex64::cis(-TAU * k as f64 / self.segment as f64);
        let circle = self.circle.get_or_init(|| (0..self.segment).map(point).collect());
        if let Some(halves) = Halves::new((self.segment, self.overlap), self.cosines, numbers.clone(), circle)
        {
            let mut sums = Sums::new(numbers.len());
            halves.transform(x, y, |values| {
                values.iter().enumerate().for_each(|(k, [x, y])| sums.add(k, *x, *y));
                sums.segments += 1;
            });
            return Ok(sums);
        }
        let waves = numbers.map(|number| {
            let point = move |(k, weight): (usize, &f64)| circle[number * k % self.segment] * weight;
            self.window.iter().enumerate().map(point)
        });
        let mut few = FewFrequencies::new(self.segment, waves);
        let mut sums = Sums::new(few.len());
        for (x, y) in self.segments(x).zip(self.segments(y)) {
            few.transform(x, y);
            few.values().iter().enumerate().for_each(|(k, (x, y))| sums.add(k, *x, *y));
            sums.segments += 1;
        }
        Ok(sums)
    }

    fn sums(&self, x: &[f64], y: &[f64]) -> Result<Sums, SignalError> {
        self.check(x, y)?;
        let n = self.fft.complex_len();
        let mut sums = Sums::new(n);
        let (mut of_x, mut of_y) = (self.buffers(), self.buffers());
        for (x, y) in self.segments(x).zip(self.segments(y)) {
            self.transform(x, &mut of_x)?;
            self.transform(y, &mut of_y)?;
            for k in 0..n {
                sums.add(k, of_x.spectrum[k], of_y.spectrum[k]);
            }
            sums.segments += 1;
        }
        Ok(sums)
    }

    fn segments<'x>(&self, x: &'x [f64]) -> impl Iterator<Item = &'x [f64]> {
        x.windows(self.segment).step_by(self.segment - self.overlap)
    }

    /// The spectrum of a segment without its mean, under the window.
    fn transform(&self, segment: &[f64], buffers: &mut Buffers) -> Result<(), SignalError> {
        let mean = segment.iter().sum::<f64>() / self.segment as f64;
        for ((sample, x), weight) in buffers.samples.iter_mut().zip(segment).zip(&self.window) {
            *sample = (x - mean) * weight;
        }
        let Buffers { samples, spectrum, scratch } = buffers;
        let lengths = |_| SignalError::Lengths { expected: self.segment, given: segment.len() };
        self.fft.process_with_scratch(samples, spectrum, scratch).map_err(lengths)
    }

    fn buffers(&self) -> Buffers {
        Buffers {
            samples: self.fft.make_input_vec(),
            spectrum: self.fft.make_output_vec(),
            scratch: self.fft.make_scratch_vec(),
        }
    }

    fn frequencies(&self, dt: f64) -> Vec<f64> {
        (0..self.fft.complex_len()).map(|k| k as f64 / (self.segment as f64 * dt)).collect()
    }

    /// From sums of squares to the mean density.
    fn scale(&self, segments: usize, dt: f64) -> f64 {
        let energy: f64 = self.window.iter().map(|weight| weight * weight).sum();
        dt / (energy * segments as f64)
    }

    /// Positive frequencies stand for negative ones too, other than 0 and the highest one of an even number of samples.
    fn sides(&self, k: usize) -> f64 {
        if k == 0 || 2 * k == self.segment { 1.0 } else { 2.0 }
    }
}

struct Buffers {
    samples: Vec<f64>,
    spectrum: Vec<Complex64>,
    scratch: Vec<Complex64>,
}

impl fmt::Debug for Welch {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "Welch({} samples, {} shared)", self.segment, self.overlap)
    }
}

impl Spectrum {
    /// The frequency with the largest value, and the value; NaN is no value. `(NaN, NaN)` if there is none.
    pub fn peak(&self) -> (f64, f64) {
        self.largest(f64::NEG_INFINITY..=f64::INFINITY)
    }

    /// The same among the frequencies of a range, ends included.
    pub fn largest(&self, range: RangeInclusive<f64>) -> (f64, f64) {
        let pairs = self.frequencies.iter().copied().zip(self.values.iter().copied());
        let within = pairs.filter(|(f, value)| range.contains(f) && !value.is_nan());
        // The first of equal values.
        let larger = |best: (f64, f64), next: (f64, f64)| if next.1 > best.1 { next } else { best };
        within.reduce(larger).unwrap_or((f64::NAN, f64::NAN))
    }

    /// The frequency of the spectrum that is nearest to one; the lower one of two. NaN if there is none.
    pub fn nearest(&self, frequency: f64) -> f64 {
        let distance = |f: &f64| (f - frequency).abs();
        let nearest = self.frequencies.iter().min_by(|a, b| distance(a).total_cmp(&distance(b)));
        nearest.copied().unwrap_or(f64::NAN)
    }
}
