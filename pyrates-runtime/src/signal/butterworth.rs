//! Design of Butterworth filters: poles of the analogue low-pass, moved to the band, mapped to the unit circle by the bilinear
//! transformation, and collected in sections of order 2 (Oppenheim & Schafer, Discrete-Time Signal Processing, chapter 7; the
//! order and the pairing of sections are those of SciPy's `butter(.., output="sos")`).

use std::f64::consts::PI;

use num_complex::Complex64;

use super::filter::Section;
use super::{Filter, SignalError, check};

/// Beyond this order the products of poles lose all digits in any band of interest.
const LARGEST_ORDER: usize = 64;
/// Imaginary parts below so many roundings make no pair.
const REAL: f64 = 100.0 * f64::EPSILON;

/// Which frequencies a filter lets pass; in cycles per unit of time, each damped to `1/sqrt(2)`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Band {
    /// Those below a frequency.
    Low(f64),
    /// Those above a frequency.
    High(f64),
    /// Those between two frequencies.
    Pass(f64, f64),
}

impl Band {
    fn corners(self) -> (f64, f64) {
        match self {
            Band::Low(f) | Band::High(f) => (f, f),
            Band::Pass(low, high) => (low, high),
        }
    }

    fn check(self, nyquist: f64) -> Result<(), SignalError> {
        let (low, high) = self.corners();
        let increasing = !matches!(self, Band::Pass(..)) || low < high;
        if increasing && low > 0.0 && high < nyquist {
            return Ok(());
        }
        Err(SignalError::Band { low, high, nyquist })
    }
}

/// A rational function of `s` or `z` by its zeros, all of them real, its poles, and a factor.
struct Roots {
    zeros: Vec<f64>,
    poles: Vec<Complex64>,
    gain: f64,
}

impl Filter {
    /// A Butterworth filter, flat in its band (SciPy: `butter(order, band, output="sos", fs=1/dt)`). A band-pass has twice
    /// as many poles as its order.
    ///
    /// # Errors
    /// If the order is 0 or above 64, a frequency does not lie between 0 and half the sampling rate, or the band is so
    /// narrow that rounding would make the filter unstable.
    pub fn butterworth(order: usize, band: Band, dt: f64) -> Result<Filter, SignalError> {
        check::step(dt)?;
        let nyquist = 0.5 / dt;
        if order == 0 || order > LARGEST_ORDER {
            return Err(SignalError::Order { order, largest: LARGEST_ORDER });
        }
        band.check(nyquist)?;
        let sections = sections(bilinear(to_band(order, band, dt)));
        if sections.iter().all(Section::is_stable) {
            return Ok(Filter::new(sections));
        }
        Err(SignalError::Unstable { order, band: band.corners(), nyquist })
    }
}

/// The analogue filter for time in units of half the sampling step, with its corners where the bilinear transformation
/// takes them from.
fn to_band(order: usize, band: Band, dt: f64) -> Roots {
    let angle = |k: usize| PI * (2.0 * k as f64 - (order as f64 - 1.0)) / (2 * order) as f64;
    let pole = |k| if 2 * k + 1 == order { Complex64::new(-1.0, 0.0) } else { -Complex64::cis(angle(k)) };
    let low_pass: Vec<Complex64> = (0..order).map(pole).collect();
    let warped = |f: f64| 4.0 * (PI * f * dt).tan();
    match band {
        Band::Low(f) => {
            let corner = warped(f);
            let poles = low_pass.iter().map(|pole| pole * corner).collect();
            Roots { zeros: Vec::new(), poles, gain: corner.powi(order as i32) }
        }
        Band::High(f) => {
            let corner = warped(f);
            let poles = low_pass.iter().map(|pole| corner / pole).collect();
            let product: Complex64 = low_pass.iter().map(|pole| -pole).product();
            Roots { zeros: vec![0.0; order], poles, gain: product.inv().re }
        }
        Band::Pass(low, high) => {
            let (low, high) = (warped(low), warped(high));
            let (width, square) = (high - low, low * high);
            let halves: Vec<Complex64> = low_pass.iter().map(|pole| pole * (width / 2.0)).collect();
            let root = |half: &Complex64| (half * half - square).sqrt();
            let plus = halves.iter().map(|half| half + root(half));
            let poles = plus.chain(halves.iter().map(|half| half - root(half))).collect();
            Roots { zeros: vec![0.0; order], poles, gain: width.powi(order as i32) }
        }
    }
}

/// `z = (4 + s)/(4 - s)`: zeros at infinity go to -1.
fn bilinear(analogue: Roots) -> Roots {
    let Roots { zeros, poles, gain } = analogue;
    let numerator: f64 = zeros.iter().map(|zero| 4.0 - zero).product();
    let denominator: Complex64 = poles.iter().map(|pole| 4.0 - pole).product();
    let poles: Vec<Complex64> = poles.iter().map(|pole| (4.0 + pole) / (4.0 - pole)).collect();
    let mut zeros: Vec<f64> = zeros.iter().map(|zero| (4.0 + zero) / (4.0 - zero)).collect();
    zeros.resize(poles.len(), -1.0);
    Roots { zeros, poles, gain: gain * (numerator / denominator).re }
}

/// Sections of two poles and two zeros. The poles nearest to the unit circle come last, with the zeros nearest to them, which
/// keeps intermediate signals small.
fn sections(digital: Roots) -> Vec<Section> {
    let Roots { mut zeros, poles, gain } = digital;
    let mut poles = halves_of_pairs(poles);
    if zeros.len() % 2 == 1 {
        zeros.push(0.0);
        poles.push(Complex64::new(0.0, 0.0));
    }
    zeros.sort_by(f64::total_cmp);
    let mut sections = Vec::new();
    while let Some(worst) = take_nearest_to_circle(&mut poles, |_| true) {
        let other = if worst.im == 0.0 {
            take_nearest_to_circle(&mut poles, |pole| pole.im == 0.0).unwrap_or_default()
        } else {
            worst.conj()
        };
        let nearest = [(); 2].map(|()| take_nearest(&mut zeros, worst));
        sections.push(Section::from_roots(nearest, [worst, other]));
    }
    sections.reverse();
    if let Some(first) = sections.first_mut() {
        first.scale(gain);
    }
    sections
}

/// One pole of each pair, and the real ones.
fn halves_of_pairs(poles: Vec<Complex64>) -> Vec<Complex64> {
    let is_real = |pole: &Complex64| pole.im.abs() <= REAL * pole.norm();
    let (real, complex): (Vec<Complex64>, Vec<Complex64>) = poles.into_iter().partition(is_real);
    let by_real_part = |a: &Complex64, b: &Complex64| a.re.total_cmp(&b.re);
    let mut halves: Vec<Complex64> = complex.into_iter().filter(|pole| pole.im > 0.0).collect();
    halves.sort_by(by_real_part);
    let mut real: Vec<Complex64> = real.into_iter().map(|pole| pole.re.into()).collect();
    real.sort_by(by_real_part);
    halves.extend(real);
    halves
}

fn take_nearest_to_circle(
    poles: &mut Vec<Complex64>,
    among: impl Fn(&Complex64) -> bool,
) -> Option<Complex64> {
    let distance = |pole: &Complex64| (1.0 - pole.norm()).abs();
    let candidates = poles.iter().enumerate().filter(|(_, pole)| among(pole));
    let (index, _) = candidates.min_by(|a, b| distance(a.1).total_cmp(&distance(b.1)))?;
    Some(poles.remove(index))
}

/// The zero nearest to a pole; there are as many zeros as poles.
fn take_nearest(zeros: &mut Vec<f64>, pole: Complex64) -> f64 {
    let distance = |zero: &f64| (pole - zero).norm();
    let nearest = zeros.iter().enumerate().min_by(|a, b| distance(a.1).total_cmp(&distance(b.1)));
    nearest.map(|(index, _)| index).map_or(0.0, |index| zeros.remove(index))
}
