//! White noise: random numbers for stochastic differential equations.
//!
//! Every increment of a Wiener process is a function of the seed, the realization, the step and the source. So a run
//! can be repeated to the last bit, and no run depends on others, on threads, or on what was drawn before.

mod philox;

use crate::lanes::{Lanes, Simd, WIDTH};
use crate::scalar::Scalar;

use philox::{philox, philox_in_lanes, polar};

/// What noise with an amplitude that depends on the state means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Interpretation {
    /// The amplitude is that at the start of each infinitesimal step: increments are independent of the state, and
    /// the mean of the noise is zero.
    #[default]
    Ito,
    /// The amplitude is that in the middle: the limit of noise with a short correlation time, for which the rules of
    /// ordinary calculus hold.
    Stratonovich,
}

/// The noise of a run.
#[derive(Debug, Clone, Default)]
pub(crate) struct Noise {
    pub(crate) seed: u64,
    pub(crate) realization: u64,
    /// The number of the first part of a step: runs that go on after others do not draw their numbers again.
    pub(crate) first_part: u64,
    pub(crate) interpretation: Interpretation,
    /// The length of a step.
    pub(crate) dt: f64,
    /// The number of parts of a step for which numbers are drawn.
    pub(crate) parts: u64,
    /// The state and the source of each amplitude.
    pub(crate) places: Vec<(usize, usize)>,
    /// The number of sources.
    pub(crate) n_sources: usize,
}

impl Noise {
    /// The number of the first part of the step that a run from `t0` would make after it reached `t`.
    pub(crate) fn part_after(&self, t0: f64, t: f64) -> u64 {
        self.first_part + self.parts * ((t - t0) / self.dt - 1e-6).max(0.0).ceil() as u64
    }
}

/// Draws what the sources do, for one run or for several in lanes.
#[derive(Debug)]
pub(crate) struct Draws {
    /// The key of each lane.
    keys: Vec<[u32; 2]>,
}

/// The numbers of parts of steps: `first + per_step * step`, with a step for each lane.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PartNumber<S> {
    pub(crate) first: u64,
    pub(crate) per_step: u64,
    /// A whole number.
    pub(crate) step: S,
}

impl<S> PartNumber<S> {
    /// The number for a step.
    #[inline(always)]
    fn of(&self, step: f64) -> u64 {
        self.first + self.per_step * step as u64
    }
}

/// Numbers that can be drawn at random: one, or lanes of them, which have the same bits.
pub(crate) trait Drawn: Scalar {
    /// Two numbers from the standard normal distribution, in polar coordinates.
    fn draw(number: PartNumber<Self>, pair: u32, draw: u32, keys: &[[u32; 2]]) -> (Self, Self);
}

impl Drawn for f64 {
    #[inline]
    fn draw(number: PartNumber<f64>, pair: u32, draw: u32, keys: &[[u32; 2]]) -> (f64, f64) {
        let number = number.of(number.step);
        let words = philox([number as u32, (number >> 32) as u32, pair, draw], keys[0]);
        polar(philox::uniform(words[0], words[1]), philox::uniform(words[2], words[3]))
    }
}

impl<S: Simd> Drawn for Lanes<S> {
    #[inline(always)]
    fn draw(number: PartNumber<Self>, pair: u32, draw: u32, keys: &[[u32; 2]]) -> (Self, Self) {
        let simd = number.step.simd();
        let (mut counter, mut key) = ([[0; WIDTH]; 4], [[0; WIDTH]; 2]);
        let steps = number.step.to_array();
        for lane in 0..WIDTH {
            let number = number.of(steps[lane]);
            (counter[0][lane], counter[1][lane]) = (number & u64::from(u32::MAX), number >> 32);
            (counter[2][lane], counter[3][lane]) = (u64::from(pair), u64::from(draw));
            (key[0][lane], key[1][lane]) = (u64::from(keys[lane][0]), u64::from(keys[lane][1]));
        }
        let words = philox_in_lanes(counter, key);
        let [first, second] = [0, 2].map(
            #[inline(always)]
            |k| {
                let (high, low) = (&words[k], &words[k + 1]);
                Lanes::from_fn(
                    simd,
                    #[inline(always)]
                    |lane| philox::uniform(high[lane] as u32, low[lane] as u32),
                )
            },
        );
        polar(first, second)
    }
}

impl Draws {
    /// For a run, or for lanes that all begin with this one.
    pub(crate) fn new(noise: &Noise, lanes: usize) -> Draws {
        Draws { keys: vec![key(noise); lanes] }
    }

    /// Gives a lane to another run.
    pub(crate) fn set_lane(&mut self, lane: usize, noise: &Noise) {
        self.keys[lane] = key(noise);
    }

    /// Writes a number from the standard normal distribution for each source: of a part of a step, by its number, and of
    /// its `draw`-th series.
    #[inline(always)]
    pub(crate) fn fill<S: Drawn>(&self, number: PartNumber<S>, draw: u32, values: &mut [S]) {
        for (pair, values) in values.chunks_mut(2).enumerate() {
            let (radius, angle) = S::draw(number, pair as u32, draw, &self.keys);
            values[0] = radius * angle.cos();
            if let Some(value) = values.get_mut(1) {
                *value = radius * angle.sin();
            }
        }
    }
}

/// The key of the generator for a seed and a realization.
fn key(noise: &Noise) -> [u32; 2] {
    let mixed = mix(mix(noise.seed).wrapping_add(noise.realization));
    [mixed as u32, (mixed >> 32) as u32]
}

/// A number between 0 and 1, both excluded, that is a function of a seed and two more numbers.
pub(crate) fn uniform(seed: u64, row: u64, column: u64) -> f64 {
    let mixed = mix(mix(seed).wrapping_add(column));
    let words = philox([row as u32, (row >> 32) as u32, 0, u32::MAX], [mixed as u32, (mixed >> 32) as u32]);
    philox::uniform(words[0], words[1]).min(1.0 - f64::EPSILON / 2.0)
}

/// The finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014), a bijection that leaves no pattern.
fn mix(x: u64) -> u64 {
    let x = x.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noise(seed: u64, realization: u64) -> Noise {
        let (interpretation, places) = (Interpretation::Ito, Vec::new());
        Noise { seed, realization, first_part: 0, interpretation, dt: 0.1, parts: 1, places, n_sources: 3 }
    }

    fn sample(seed: u64, realization: u64, step: u64, draw: u32) -> Vec<f64> {
        let mut values = vec![0.0; 3];
        let number = PartNumber { first: 0, per_step: 1, step: step as f64 };
        Draws::new(&noise(seed, realization), 1).fill(number, draw, &mut values);
        values
    }

    /// Seed, realization, step and draw all make a difference, and nothing else does.
    #[test]
    fn numbers_are_functions_of_their_keys() {
        let first = sample(1, 0, 0, 0);
        assert_eq!(first, sample(1, 0, 0, 0));
        for other in [sample(2, 0, 0, 0), sample(1, 1, 0, 0), sample(1, 0, 1 << 40, 0), sample(1, 0, 0, 1)] {
            assert!(first.iter().zip(&other).all(|(a, b)| a != b));
        }
    }

    /// Moments of normal numbers, those of neighbours included. The bounds are five standard errors.
    #[test]
    fn numbers_are_normal() {
        const STEPS: u64 = 200_000;
        let mut sums = [0.0; 6];
        for step in 0..STEPS {
            let x = sample(7, 3, step, 0);
            let terms = [x[0], x[0].powi(2), x[0].powi(3), x[0].powi(4), x[0] * x[1], x[0] * x[2]];
            sums.iter_mut().zip(terms).for_each(|(sum, term)| *sum += term);
        }
        let expected = [0.0, 1.0, 0.0, 3.0, 0.0, 0.0];
        let variances: [f64; 6] = [1.0, 2.0, 15.0, 96.0, 1.0, 1.0];
        for ((sum, expected), variance) in sums.iter().zip(expected).zip(variances) {
            let (mean, error) = (sum / STEPS as f64, (variance / STEPS as f64).sqrt());
            assert!((mean - expected).abs() < 5.0 * error, "{mean} instead of {expected} +- {error}");
        }
    }

    #[test]
    fn steps_are_counted_to_the_grid() {
        let noise = noise(0, 0);
        assert_eq!(noise.part_after(0.0, 1.0), 10);
        assert_eq!(noise.part_after(0.0, 0.95), 10);
        assert_eq!(noise.part_after(0.0, 0.0), 0);
        let noise = Noise { parts: 4, ..noise };
        assert_eq!(noise.part_after(0.0, 1.0), 40);
    }
}
