//! The counter-based generator Philox4x32-10 of Salmon, Moraes, Dror and Shaw (Parallel random numbers: as easy as
//! 1, 2, 3, SC 2011): four words that are a function of a counter and a key.

use crate::lanes::WIDTH;
use crate::scalar::Scalar;

const ROUNDS: usize = 10;
const MULTIPLIERS: [u32; 2] = [0xD251_1F53, 0xCD9E_8D57];
/// The golden ratio, and the root of 3 less 1.
const WEYL: [u32; 2] = [0x9E37_79B9, 0xBB67_AE85];

/// Four words, each of 32 random bits.
#[inline]
pub(super) fn philox(counter: [u32; 4], key: [u32; 2]) -> [u32; 4] {
    let (mut x, mut key) = (counter, key);
    for _ in 0..ROUNDS {
        let [a, b] = [(0, 0), (1, 2)].map(|(m, i)| u64::from(MULTIPLIERS[m]) * u64::from(x[i]));
        x = [(b >> 32) as u32 ^ x[1] ^ key[0], b as u32, (a >> 32) as u32 ^ x[3] ^ key[1], a as u32];
        key = [key[0].wrapping_add(WEYL[0]), key[1].wrapping_add(WEYL[1])];
    }
    x
}

/// A number between 0 and 1, both excluded, from 64 random bits.
#[inline]
pub(super) fn uniform(high: u32, low: u32) -> f64 {
    let bits = (u64::from(high) << 32 | u64::from(low)) >> 11;
    (bits as f64 + 0.5) / (1_u64 << 53) as f64
}

/// The same in lanes, each with a counter and a key of its own; words are the lower halves of larger ones.
#[inline(always)]
pub(super) fn philox_in_lanes(counter: [[u64; WIDTH]; 4], key: [[u64; WIDTH]; 2]) -> [[u64; WIDTH]; 4] {
    const LOW: u64 = u32::MAX as u64;
    let (mut x, mut key) = (counter, key);
    for _ in 0..ROUNDS {
        for lane in 0..WIDTH {
            let a = u64::from(MULTIPLIERS[0]) * (x[0][lane] & LOW);
            let b = u64::from(MULTIPLIERS[1]) * (x[2][lane] & LOW);
            let (first, third) = (b >> 32 ^ x[1][lane] ^ key[0][lane], a >> 32 ^ x[3][lane] ^ key[1][lane]);
            (x[0][lane], x[1][lane]) = (first & LOW, b & LOW);
            (x[2][lane], x[3][lane]) = (third & LOW, a & LOW);
            key[0][lane] = (key[0][lane] + u64::from(WEYL[0])) & LOW;
            key[1][lane] = (key[1][lane] + u64::from(WEYL[1])) & LOW;
        }
    }
    x
}

/// Two numbers in polar coordinates: radius and angle of a point whose coordinates are independent numbers from the standard
/// normal distribution (Box and Muller, Ann. Math. Stat. 29 (1958) 610). With 53 bits for the radius they reach 8.6 standard
/// deviations.
#[inline(always)]
pub(super) fn polar<S: Scalar>(first: S, second: S) -> (S, S) {
    let radius = (first.ln() * first.splat(-2.0)).sqrt();
    (radius, second.splat(std::f64::consts::TAU) * second)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The known answers that come with the authors' Random123 library.
    #[test]
    fn gives_the_known_answers() {
        let zeros = philox([0; 4], [0; 2]);
        assert_eq!(zeros, [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]);
        let ones = philox([u32::MAX; 4], [u32::MAX; 2]);
        assert_eq!(ones, [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]);
        let counter = [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344];
        let digits = philox(counter, [0xa409_3822, 0x299f_31d0]);
        assert_eq!(digits, [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]);
    }

    #[test]
    fn lanes_have_the_words_of_single_numbers() {
        let part = |row: u64, lane: usize| (row * 0x9E37_79B9 + lane as u64 * 0x1234_5679) & 0xffff_ffff;
        let rows = |row: u64| std::array::from_fn(|lane| part(row, lane));
        let found = philox_in_lanes([1, 2, 3, 4].map(rows), [5, 6].map(rows));
        for lane in 0..WIDTH {
            let word = |row: u64| part(row, lane) as u32;
            let expected = philox([1, 2, 3, 4].map(word), [5, 6].map(word));
            assert_eq!(found.map(|words| words[lane] as u32), expected);
        }
    }

    /// The largest and the smallest words give finite numbers.
    #[test]
    fn extreme_words_give_finite_numbers() {
        for word in [0, u32::MAX] {
            let (radius, angle) = polar(uniform(word, word), uniform(word, word));
            assert!((0.0..9.0).contains(&radius) && (0.0..=std::f64::consts::TAU).contains(&angle));
        }
    }
}
