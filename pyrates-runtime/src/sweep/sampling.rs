//! Points of the unit cube: random, or spread evenly.

use crate::noise::uniform;

use super::design::DesignError;

/// How the points of a sample are chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sampling {
    /// Independent random points.
    Random,
    /// A Latin hypercube (McKay, Beckman and Conover, Technometrics 21 (1979) 239): each of `n` equal parts of every
    /// parameter holds one of the `n` points.
    LatinHypercube,
    /// A Sobol sequence with the direction numbers of Joe and Kuo (SIAM J. Sci. Comput. 30 (2008) 2635), for up to 21
    /// parameters, shifted by a random number that the seed determines. It fills the space most evenly if `n` is a power of two.
    Sobol,
}

/// The coordinates of `n` points in `(0, 1)`, point by point.
pub(super) fn points(sampling: Sampling, n: usize, dim: usize, seed: u64) -> Result<Vec<f64>, DesignError> {
    Ok(match sampling {
        Sampling::Random => {
            (0..n * dim).map(|i| uniform(seed, (i / dim.max(1)) as u64, (i % dim) as u64)).collect()
        }
        Sampling::LatinHypercube => latin_hypercube(n, dim, seed),
        Sampling::Sobol => sobol(n, dim, seed)?,
    })
}

fn latin_hypercube(n: usize, dim: usize, seed: u64) -> Vec<f64> {
    let mut points = vec![0.0; n * dim];
    for j in 0..dim {
        // A random permutation (Durstenfeld, Commun. ACM 7 (1964) 420), and a random place within each part.
        let mut parts: Vec<usize> = (0..n).collect();
        for i in (1..n).rev() {
            let other = (uniform(seed, i as u64, (dim + j) as u64) * (i + 1) as f64) as usize;
            parts.swap(i, other.min(i));
        }
        for (i, part) in parts.into_iter().enumerate() {
            points[i * dim + j] = (part as f64 + uniform(seed, i as u64, j as u64)) / n as f64;
        }
    }
    points
}

/// The number of bits of a coordinate.
const BITS: usize = 52;

/// The degree of the primitive polynomial, its inner coefficients, and the first direction numbers, from the second
/// dimension on.
const DIRECTIONS: [(usize, u64, [u64; 7]); 20] = [
    (1, 0, [1, 0, 0, 0, 0, 0, 0]),
    (2, 1, [1, 3, 0, 0, 0, 0, 0]),
    (3, 1, [1, 3, 1, 0, 0, 0, 0]),
    (3, 2, [1, 1, 1, 0, 0, 0, 0]),
    (4, 1, [1, 1, 3, 3, 0, 0, 0]),
    (4, 4, [1, 3, 5, 13, 0, 0, 0]),
    (5, 2, [1, 1, 5, 5, 17, 0, 0]),
    (5, 4, [1, 1, 5, 5, 5, 0, 0]),
    (5, 7, [1, 1, 7, 11, 19, 0, 0]),
    (5, 11, [1, 1, 5, 1, 1, 0, 0]),
    (5, 13, [1, 1, 1, 3, 11, 0, 0]),
    (5, 14, [1, 3, 5, 5, 31, 0, 0]),
    (6, 1, [1, 3, 3, 9, 7, 49, 0]),
    (6, 13, [1, 1, 1, 15, 21, 21, 0]),
    (6, 16, [1, 3, 1, 13, 27, 49, 0]),
    (6, 19, [1, 1, 1, 15, 7, 5, 0]),
    (6, 22, [1, 3, 1, 15, 13, 25, 0]),
    (6, 25, [1, 1, 5, 5, 19, 61, 0]),
    (7, 1, [1, 3, 7, 11, 23, 15, 103]),
    (7, 4, [1, 3, 7, 13, 13, 15, 69]),
];

/// The direction numbers of a dimension, as binary fractions.
fn directions(dimension: usize) -> [u64; BITS] {
    let mut v = [0; BITS];
    let Some(&(degree, a, m)) = dimension.checked_sub(1).map(|d| &DIRECTIONS[d]) else {
        v.iter_mut().enumerate().for_each(|(i, v)| *v = 1 << (BITS - 1 - i));
        return v;
    };
    for i in 0..BITS {
        v[i] = match i.checked_sub(degree) {
            None => m[i] << (BITS - 1 - i),
            Some(before) => {
                let taps = (1..degree).filter(|k| a >> (degree - 1 - k) & 1 == 1);
                taps.fold(v[before] ^ (v[before] >> degree), |value, k| value ^ v[i - k])
            }
        };
    }
    v
}

fn sobol(n: usize, dim: usize, seed: u64) -> Result<Vec<f64>, DesignError> {
    let limit = DIRECTIONS.len() + 1;
    if dim > limit {
        return Err(DesignError::Dimensions { found: dim, limit });
    }
    let scale = (1_u64 << BITS) as f64;
    let mut points = vec![0.0; n * dim];
    for j in 0..dim {
        let v = directions(j);
        let shift = (uniform(seed, u64::MAX, j as u64) * scale) as u64;
        let mut bits = 0_u64;
        for i in 0..n {
            // In the order of Gray's code each point differs from the one before in one direction.
            points[i * dim + j] = ((bits ^ shift) as f64 + 0.5) / scale;
            bits ^= v[(i + 1).trailing_zeros() as usize % BITS];
        }
    }
    Ok(points)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each of the parts of every coordinate holds one point.
    fn is_stratified(points: &[f64], n: usize, dim: usize) -> bool {
        (0..dim).all(|j| {
            let mut parts: Vec<usize> = (0..n).map(|i| (points[i * dim + j] * n as f64) as usize).collect();
            parts.sort_unstable();
            parts == (0..n).collect::<Vec<_>>()
        })
    }

    #[test]
    fn a_latin_hypercube_has_one_point_in_each_part() {
        let points = points(Sampling::LatinHypercube, 50, 4, 3).unwrap();
        assert!(is_stratified(&points, 50, 4));
        assert!(points.iter().all(|u| (0.0..1.0).contains(u)));
        assert_ne!(points, super::points(Sampling::LatinHypercube, 50, 4, 4).unwrap());
    }

    /// A sequence of 2^k points has one in each of 2^k parts of every coordinate, and of both halves and quarters of
    /// the planes of neighbouring coordinates for the first dimensions: properties that wrong direction numbers lose.
    #[test]
    fn a_sobol_sequence_is_stratified() {
        let points = points(Sampling::Sobol, 256, 21, 9).unwrap();
        assert!(is_stratified(&points, 256, 21));
        let mut boxes = [0; 256];
        for point in points.chunks(21) {
            boxes[(point[0] * 16.0) as usize * 16 + (point[1] * 16.0) as usize] += 1;
        }
        assert!(boxes.iter().all(|&n| n == 1), "{boxes:?}");
        assert!(matches!(
            super::points(Sampling::Sobol, 1, 22, 0),
            Err(DesignError::Dimensions { found: 22, limit: 21 })
        ));
    }

    /// The mean of a product of 21 factors of falling weight, each with mean 1: the error of an even sample is far below that of a
    /// random one, which is 6e-3 for so many points.
    #[test]
    fn a_sobol_sequence_integrates_well() {
        let points = points(Sampling::Sobol, 4096, 21, 1).unwrap();
        let factor = |(j, u): (usize, &f64)| 1.0 + (u - 0.5) / (j + 1) as f64;
        let product = |point: &[f64]| point.iter().enumerate().map(factor).product::<f64>();
        let mean = points.chunks(21).map(product).sum::<f64>() / 4096.0;
        assert!((mean - 1.0).abs() < 5e-4, "{mean}");
    }

    #[test]
    fn random_points_have_the_moments_of_the_uniform_distribution() {
        let points = points(Sampling::Random, 20_000, 3, 5).unwrap();
        for j in 0..3 {
            let column = || points.iter().skip(j).step_by(3);
            let mean = column().sum::<f64>() / 20_000.0;
            let variance = column().map(|u| (u - mean).powi(2)).sum::<f64>() / 20_000.0;
            // Four standard errors.
            assert!((mean - 0.5).abs() < 0.0082 && (variance - 1.0 / 12.0).abs() < 0.0021);
        }
    }
}
