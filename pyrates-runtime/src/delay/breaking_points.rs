//! Where the solution of a delay differential equation is less smooth than elsewhere.
//!
//! At the start the first derivative jumps, one delay later the second, and so on. An adaptive method of
//! order p meets its tolerance only if it steps exactly onto these points until the jump is in a
//! derivative above p (Bellen and Zennaro, Numerical Methods for Delay Differential Equations, 2.2).

use super::resolution;

/// With many different delays only as many generations are followed as stay below this number of
/// points; the error control then deals with the weaker jumps of later generations.
const MAX_POINTS: usize = 2000;

/// The breaking points ahead, found as the run gets there.
#[derive(Debug, Clone)]
pub(crate) struct BreakingPoints {
    /// Positive, increasing, without repetition.
    delays: Vec<f64>,
    /// Generations to follow.
    depth: usize,
    /// Points ahead with their generation, the next one last.
    ahead: Vec<(f64, usize)>,
}

impl BreakingPoints {
    /// The breaking points after `t0` for a method of some order.
    pub(crate) fn new(t0: f64, delays: &[f64], order: usize) -> BreakingPoints {
        let mut delays: Vec<f64> = delays.iter().copied().filter(|&d| d > 0.0).collect();
        delays.sort_by(f64::total_cmp);
        delays.dedup_by(|b, a| *b - *a <= resolution(*b));
        let depth = depth(delays.len(), order);
        let mut points = BreakingPoints { delays, depth, ahead: Vec::new() };
        points.add_images(t0, 0);
        points
    }

    /// The next point after the present one.
    #[inline]
    pub(crate) fn next(&self) -> f64 {
        self.ahead.last().map_or(f64::INFINITY, |point| point.0)
    }

    /// Tells that the run has reached `t`. The answer is whether a breaking point is there.
    #[inline]
    pub(crate) fn reached(&mut self, t: f64) -> bool {
        self.next() <= t + resolution(t) && self.pass(t)
    }

    fn pass(&mut self, t: f64) -> bool {
        let mut is_breaking = false;
        while let Some(&(point, generation)) = self.ahead.last()
            && point <= t + resolution(t)
        {
            self.ahead.pop();
            self.add_images(point, generation);
            is_breaking |= point >= t - resolution(t);
        }
        is_breaking
    }

    fn add_images(&mut self, point: f64, generation: usize) {
        if generation >= self.depth {
            return;
        }
        for d in 0..self.delays.len() {
            let image = point + self.delays[d];
            let near = resolution(image);
            let at = self.ahead.partition_point(|&(other, _)| other > image + near);
            match self.ahead.get_mut(at) {
                Some((other, earlier)) if *other >= image - near => *earlier = (generation + 1).min(*earlier),
                _ => self.ahead.insert(at, (image, generation + 1)),
            }
        }
    }
}

/// The number of generations to follow: the order of the method, or fewer if the sums of up to so many
/// of `n` delays are too many; the first generation always.
fn depth(n: usize, order: usize) -> usize {
    let mut points = 1;
    for generation in 1..=order {
        // There are binomial(n + g, g) sums of up to g of n delays.
        points = points * (n + generation) / generation;
        if points > MAX_POINTS {
            return (generation - 1).max(1);
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(delays: &[f64], order: usize) -> Vec<f64> {
        let mut points = BreakingPoints::new(0.0, delays, order);
        let mut found = Vec::new();
        while points.next().is_finite() {
            found.push(points.next());
            assert!(points.reached(points.next()));
        }
        found
    }

    #[test]
    fn one_delay_gives_one_point_per_generation() {
        assert_eq!(all(&[0.5, 0.5, 0.0], 3), [0.5, 1.0, 1.5]);
    }

    #[test]
    fn sums_of_delays_are_points_once() {
        assert_eq!(all(&[1.0, 2.0], 2), [1.0, 2.0, 3.0, 4.0]);
    }

    #[test]
    fn many_delays_are_bounded() {
        let delays: Vec<f64> = (1..=1000).map(|i| 1.0 + i as f64 * 1e-3).collect();
        assert_eq!(all(&delays, 5).len(), 1000);
    }
}
