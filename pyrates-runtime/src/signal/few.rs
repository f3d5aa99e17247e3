//! The Fourier transforms of two signals at few frequencies: a sum for each, without a fast transform of all.

use num_complex::Complex64;

use crate::lanes::{Job, Lanes, Simd, WIDTH, dispatch};

pub(super) type Block = [f64; WIDTH];

/// Sums of two signals with the waves of some frequencies.
pub(super) struct FewFrequencies {
    n: usize,
    /// Real and imaginary parts of each wave, in blocks; zeros behind the end.
    waves: Vec<[Vec<Block>; 2]>,
    /// Both signals without their means.
    signals: [Vec<Block>; 2],
    values: Vec<(Complex64, Complex64)>,
}

impl FewFrequencies {
    /// For signals of `n` samples.
    pub(super) fn new(
        n: usize,
        waves: impl Iterator<Item = impl Iterator<Item = Complex64> + Clone>,
    ) -> FewFrequencies {
        let waves: Vec<_> = waves
            .map(|wave| [blocks(n, wave.clone().map(|z| z.re)), blocks(n, wave.map(|z| z.im))])
            .collect();
        let signals = [(); 2].map(|()| blocks(n, std::iter::empty()));
        FewFrequencies { n, values: vec![Default::default(); waves.len()], waves, signals }
    }

    /// The number of frequencies.
    pub(super) fn len(&self) -> usize {
        self.waves.len()
    }

    /// Transforms two signals without their means.
    pub(super) fn transform(&mut self, x: &[f64], y: &[f64]) {
        dispatch(Transform { of: self, pair: [x, y] });
    }

    /// The transforms of the last pair, frequency by frequency.
    pub(super) fn values(&self) -> &[(Complex64, Complex64)] {
        &self.values
    }
}

/// Numbers in blocks, with zeros behind the last one.
fn blocks(n: usize, values: impl Iterator<Item = f64>) -> Vec<Block> {
    let mut blocks = vec![[0.0; WIDTH]; n.div_ceil(WIDTH)];
    blocks.as_flattened_mut().iter_mut().zip(values).for_each(|(place, value)| *place = value);
    blocks
}

struct Transform<'a> {
    of: &'a mut FewFrequencies,
    pair: [&'a [f64]; 2],
}

impl Job for Transform<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        let FewFrequencies { n, waves, signals, values } = self.of;
        for (centred, signal) in signals.iter_mut().zip(self.pair) {
            let mean = sum(simd, signal) / *n as f64;
            centred.as_flattened_mut().iter_mut().zip(signal).for_each(|(to, x)| *to = x - mean);
        }
        let [x, y] = signals;
        for (value, [re, im]) in values.iter_mut().zip(waves) {
            let mut sums = [Lanes::all(simd, 0.0); 4];
            for (((x, y), re), im) in x.iter().zip(y.iter()).zip(re).zip(im) {
                let (x, y) = (Lanes::new(simd, *x), Lanes::new(simd, *y));
                let (re, im) = (Lanes::new(simd, *re), Lanes::new(simd, *im));
                sums[0] = sums[0] + x * re;
                sums[1] = sums[1] + x * im;
                sums[2] = sums[2] + y * re;
                sums[3] = sums[3] + y * im;
            }
            let [x_re, x_im, y_re, y_im] = sums.map(total);
            *value = (Complex64::new(x_re, x_im), Complex64::new(y_re, y_im));
        }
    }
}

/// The sum of a signal, lane by lane.
#[inline(always)]
pub(super) fn sum<S: Simd>(simd: S, signal: &[f64]) -> f64 {
    let (blocks, rest) = signal.as_chunks::<WIDTH>();
    let mut sum = Lanes::all(simd, 0.0);
    for block in blocks {
        sum = sum + Lanes::new(simd, *block);
    }
    total(sum) + rest.iter().sum::<f64>()
}

#[inline(always)]
pub(super) fn total<S: Simd>(lanes: Lanes<S>) -> f64 {
    lanes.to_array().iter().sum()
}
