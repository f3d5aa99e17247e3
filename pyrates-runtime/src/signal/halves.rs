//! The Fourier transforms of two signals at few frequencies, in segments that overlap by half: each half is summed once.
//!
//! Without a window the transform of a segment of `n` samples at frequency `k` is that of its first half plus `(-1)^k` times that
//! of the second; a window that is a sum of cosines mixes the transforms of neighbouring frequencies; and to take away the mean
//! of a segment is to take away its transform at frequency 0. In a half, cosines at `j` and `n/2 - j` are equal but for their
//! sign, and so are sines: samples are added and subtracted before they are multiplied.

use std::ops::Range;

use num_complex::Complex64;

use crate::lanes::{Job, Lanes, Simd, WIDTH, dispatch};

use super::few::{Block, sum, total};

/// The values of two signals at a frequency.
type Pair = [Complex64; 2];

/// Sums for segments of so many samples.
pub(super) struct Halves {
    n: usize,
    /// The frequencies that are wanted, and those of which sums are made.
    wanted: Range<usize>,
    summed: Range<usize>,
    /// The window is `cosines[0] - cosines[1] cos(2 pi j/n) + cosines[2] cos(4 pi j/n)`.
    cosines: [f64; 3],
    /// `cos` and `-sin` of `2 pi k j/n` for `j` from 1 to `n/4`, with half the weight at the end, where a sample meets itself.
    waves: Vec<[Vec<Block>; 2]>,
}

impl Halves {
    /// For segments of `n` samples, if such segments can be halved and folded into blocks of lanes.
    /// `circle` has the points at `-2 pi k/n` on the unit circle.
    pub(super) fn new(
        (n, overlap): (usize, usize),
        cosines: [f64; 3],
        wanted: Range<usize>,
        circle: &[Complex64],
    ) -> Option<Halves> {
        let is_even = n.is_multiple_of(4 * WIDTH) && 2 * overlap == n;
        // The window mixes a frequency with so many neighbours.
        let reach = cosines.iter().rposition(|c| *c != 0.0).unwrap_or(0);
        let summed = wanted.start.saturating_sub(reach)..wanted.end + reach;
        let wave = |k: usize, part: fn(Complex64) -> f64| {
            let value = |j: usize| part(circle[k * j % n]) * if 4 * j == n { 0.5 } else { 1.0 };
            let block = |block: usize| std::array::from_fn(|lane| value(1 + block * WIDTH + lane));
            (0..n / 4 / WIDTH).map(block).collect()
        };
        let waves = |k: usize| [wave(k, |z| z.re), wave(k, |z| z.im)];
        is_even.then(|| Halves { n, waves: summed.clone().map(waves).collect(), wanted, summed, cosines })
    }

    /// Hands over the transforms of each segment at all wanted frequencies.
    pub(super) fn transform(&self, x: &[f64], y: &[f64], mut user: impl FnMut(&[Pair])) {
        let halves = dispatch(Sums { of: self, pair: [x, y] });
        let mut values = vec![Pair::default(); self.wanted.len()];
        for both in halves.windows(2) {
            for (value, k) in values.iter_mut().zip(self.wanted.clone()) {
                *value = [0, 1].map(|signal| self.windowed(both, k, signal));
            }
            user(&values);
        }
    }

    /// The transform of a segment under the window.
    fn windowed(&self, both: &[Vec<Pair>], k: usize, signal: usize) -> Complex64 {
        let plain = |k: usize, offset: isize| -> Complex64 {
            let k = k as isize + offset;
            let place = k.unsigned_abs();
            if place == 0 {
                return Complex64::default();
            }
            let [first, second] = [0, 1].map(|half| both[half][place - self.summed.start][signal]);
            let value = if place.is_multiple_of(2) { first + second } else { first - second };
            if k < 0 { value.conj() } else { value }
        };
        let around = |offset: isize| plain(k, -offset) + plain(k, offset);
        let [c0, c1, c2] = self.cosines;
        let value = plain(k, 0) * c0;
        let value = if c1 == 0.0 { value } else { value - around(1) * (0.5 * c1) };
        if c2 == 0.0 { value } else { value + around(2) * (0.5 * c2) }
    }
}

/// The sums of all halves.
struct Sums<'a> {
    of: &'a Halves,
    pair: [&'a [f64]; 2],
}

/// A half of both signals: sums of samples that mirror each other, and differences.
#[derive(Default)]
struct Folded {
    first: [f64; 2],
    sums: [Vec<Block>; 2],
    differences: [Vec<Block>; 2],
}

impl Folded {
    /// Folds a half of a signal, of which its mean is taken away: that loses no digits of what is left.
    #[inline(always)]
    fn fold<S: Simd>(&mut self, simd: S, signal: usize, half: &[f64], mean: f64) {
        self.first[signal] = half[0] - mean;
        let (sums, differences) = (&mut self.sums[signal], &mut self.differences[signal]);
        for (block, (sum, difference)) in sums.iter_mut().zip(differences).enumerate() {
            let after = Lanes::load(simd, &half[1 + block * WIDTH..][..WIDTH]) - mean;
            let mirrored =
                Lanes::load(simd, &half[half.len() - (block + 1) * WIDTH..][..WIDTH]).reverse() - mean;
            *sum = (after + mirrored).to_array();
            *difference = (after - mirrored).to_array();
        }
    }

    /// The transforms of both signals at a frequency.
    #[inline(always)]
    fn transform<S: Simd>(&self, simd: S, k: usize, [cos, sin]: &[Vec<Block>; 2]) -> Pair {
        let (with_cos, with_sin) = match k.is_multiple_of(2) {
            true => (&self.sums, &self.differences),
            false => (&self.differences, &self.sums),
        };
        let blocks = cos.len();
        let [x, y, u, v] = [&with_cos[0], &with_cos[1], &with_sin[0], &with_sin[1]].map(
            #[inline(always)]
            |part| &part[..blocks],
        );
        let sin = &sin[..blocks];
        let mut totals = [Lanes::all(simd, 0.0); 4];
        for block in 0..blocks {
            let (cos, sin) = (Lanes::new(simd, cos[block]), Lanes::new(simd, sin[block]));
            totals[0] = totals[0] + Lanes::new(simd, x[block]) * cos;
            totals[1] = totals[1] + Lanes::new(simd, u[block]) * sin;
            totals[2] = totals[2] + Lanes::new(simd, y[block]) * cos;
            totals[3] = totals[3] + Lanes::new(simd, v[block]) * sin;
        }
        let [re, im, re_y, im_y] = totals.map(total);
        [Complex64::new(self.first[0] + re, im), Complex64::new(self.first[1] + re_y, im_y)]
    }
}

impl Job for Sums<'_> {
    type Output = Vec<Vec<Pair>>;

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) -> Vec<Vec<Pair>> {
        let Sums { of: Halves { n, waves, summed, .. }, pair: [x, y] } = self;
        let blocks = || [(); 2].map(|()| vec![Block::default(); n / 4 / WIDTH]);
        let mut folded = Folded { sums: blocks(), differences: blocks(), ..Folded::default() };
        let means = [sum(simd, x) / x.len() as f64, sum(simd, y) / y.len() as f64];
        let mut halves = Vec::with_capacity(x.len() / (n / 2));
        for (x, y) in x.chunks_exact(n / 2).zip(y.chunks_exact(n / 2)) {
            folded.fold(simd, 0, x, means[0]);
            folded.fold(simd, 1, y, means[1]);
            let mut values = Vec::with_capacity(waves.len());
            for (wave, k) in waves.iter().zip(summed.clone()) {
                values.push(folded.transform(simd, k, wave));
            }
            halves.push(values);
        }
        halves
    }
}
