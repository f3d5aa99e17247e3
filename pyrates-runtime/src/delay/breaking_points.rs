//! Where the solution of a delay differential equation is less smooth than elsewhere.
//!
//! At the start the first derivative jumps, one delay later the second, and so on. An adaptive method of
//! order p meets its tolerance only if it steps exactly onto these points until the jump is in a
//! derivative above p (Bellen and Zennaro, Numerical Methods for Delay Differential Equations, 2.2).

use crate::checkpoint::{Carry, Transfer};

use super::resolution;

/// With many different delays only as many generations are followed as stay below this number of
/// points; the error control then deals with the weaker jumps of later generations.
const MAX_POINTS: usize = 2000;
/// The same where delays change: it takes several steps to find a point.
const MAX_CHANGING_POINTS: usize = 100;

/// A time at which the solution is less smooth than elsewhere: so many derivatives are continuous, for a state that
/// jumps at generation 0.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct BreakingPoint {
    pub(crate) t: f64,
    pub(crate) generation: usize,
}

/// The breaking points ahead, found as the run gets there.
#[derive(Debug, Clone)]
pub(crate) struct BreakingPoints {
    /// Positive, increasing, without repetition.
    delays: Vec<f64>,
    /// Generations to follow.
    depth: usize,
    /// Points ahead with their generation, the next one last.
    ahead: Vec<(f64, usize)>,
    /// The points of inputs.
    knots: Vec<Knots>,
    /// The next point of any kind.
    next: f64,
    /// Points that were passed, in order of time: delays that change may meet them at any time. `None` if none changes.
    passed: Option<Vec<BreakingPoint>>,
}

/// Times at which an input jumps or bends.
#[derive(Debug, Clone)]
pub(crate) struct Knots {
    /// Increasing.
    times: Vec<f64>,
    /// The number of the next one.
    next: usize,
    /// How often the state can be differentiated there, and by that the generation of the points.
    generation: usize,
}

impl Knots {
    /// Knots where the input has so many continuous derivatives, itself included.
    pub(crate) fn new(times: Vec<f64>, smoothness: usize) -> Knots {
        Knots { times, next: 0, generation: smoothness + 1 }
    }

    /// Whether the input jumps there.
    pub(crate) fn are_jumps(&self) -> bool {
        self.generation == 1
    }

    fn time(&self) -> f64 {
        self.times.get(self.next).copied().unwrap_or(f64::INFINITY)
    }
}

impl BreakingPoints {
    /// Those of a run without delays and without inputs that jump or bend.
    pub(crate) fn none() -> BreakingPoints {
        BreakingPoints {
            delays: Vec::new(),
            depth: 0,
            ahead: Vec::new(),
            knots: Vec::new(),
            next: f64::INFINITY,
            passed: None,
        }
    }

    /// The breaking points after `t0` for a method of some order. Delays that change are infinite.
    pub(crate) fn new(t0: f64, delays: &[f64], order: usize) -> BreakingPoints {
        let n_changing = delays.iter().filter(|delay| delay.is_infinite()).count();
        let mut delays: Vec<f64> = delays.iter().copied().filter(|&d| d > 0.0 && d.is_finite()).collect();
        delays.sort_by(f64::total_cmp);
        delays.dedup_by(|b, a| *b - *a <= resolution(*b));
        let most = if n_changing > 0 { MAX_CHANGING_POINTS } else { MAX_POINTS };
        let depth = depth(delays.len() + n_changing, order, most);
        let (ahead, knots) = (Vec::new(), Vec::new());
        let passed = (n_changing > 0 && order > 1).then(Vec::new);
        let mut points = BreakingPoints { delays, depth, ahead, knots, next: f64::INFINITY, passed };
        points.add_images(t0, 0);
        points.find_next();
        points
    }

    /// The same with the knots of inputs after `t0`. Images of knots are followed as those of the start, if
    /// there are not too many.
    pub(crate) fn with_knots(mut self, knots: Vec<Knots>, t0: f64) -> BreakingPoints {
        let longest = self.delays.last().copied().unwrap_or(0.0);
        for mut knots in knots {
            knots.next = knots.times.partition_point(|&t| t <= t0 + resolution(t0));
            let first = knots.times.get(knots.next).copied().unwrap_or(t0);
            let within =
                knots.times.partition_point(|&t| t <= first + longest) - knots.next.min(knots.times.len());
            if within.saturating_mul(self.delays.len()) > MAX_POINTS {
                knots.generation = self.depth;
            }
            self.knots.push(knots);
        }
        self.find_next();
        self
    }

    /// The same with jumps before the start.
    pub(crate) fn with_breaks(mut self, breaks: &[f64], t0: f64) -> BreakingPoints {
        let mut breaks = breaks.to_vec();
        breaks.sort_by(f64::total_cmp);
        for time in breaks.into_iter().filter(|time| *time < t0) {
            self.add_images(time, 0);
        }
        self.find_next();
        // Images before the start have images of their own.
        self.reached(t0);
        self
    }

    /// Adds the images of a jump of the state at the present time.
    pub(crate) fn add_jump(&mut self, t: f64) {
        self.add_images(t, 0);
        self.find_next();
    }

    fn find_next(&mut self) {
        let ahead = self.ahead.last().map_or(f64::INFINITY, |point| point.0);
        self.next = self.knots.iter().map(Knots::time).fold(ahead, f64::min);
    }

    /// The next point after the present one.
    #[inline]
    pub(crate) fn next(&self) -> f64 {
        self.next
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
        for i in 0..self.knots.len() {
            while self.knots[i].time() <= t + resolution(t) {
                let (point, generation) = (self.knots[i].time(), self.knots[i].generation);
                self.knots[i].next += 1;
                self.add_images(point, generation);
                is_breaking |= point >= t - resolution(t);
            }
        }
        self.find_next();
        is_breaking
    }

    /// The points that were passed, in order of time, if delays change.
    pub(crate) fn passed(&self) -> &[BreakingPoint] {
        self.passed.as_deref().unwrap_or_default()
    }

    /// Adds the image of a point by a delay that changes, at the present time.
    pub(crate) fn add_image(&mut self, t: f64, of: BreakingPoint) {
        self.add_images(t, of.generation + 1);
        self.find_next();
    }

    fn add_images(&mut self, point: f64, generation: usize) {
        if generation >= self.depth {
            return;
        }
        if let Some(passed) = &mut self.passed
            && passed.len() < MAX_POINTS
        {
            let at = passed.partition_point(|other| other.t < point - resolution(point));
            match passed.get_mut(at) {
                Some(same) if same.t <= point + resolution(point) => {
                    same.generation = generation.min(same.generation);
                }
                _ => passed.insert(at, BreakingPoint { t: point, generation }),
            }
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

impl Carry for BreakingPoint {
    fn carry(&mut self, transfer: &mut Transfer) {
        self.t.carry(transfer);
        self.generation.carry(transfer);
    }
}

impl Carry for BreakingPoints {
    fn carry(&mut self, transfer: &mut Transfer) {
        self.ahead.carry(transfer);
        self.passed.carry(transfer);
        self.knots.iter_mut().for_each(|knots| knots.next.carry(transfer));
        self.find_next();
    }
}

/// The number of generations to follow: the order of the method, or fewer if the sums of up to so many
/// of `n` delays are more than `most`; the first generation always.
fn depth(n: usize, order: usize, most: usize) -> usize {
    let mut points = 1;
    for generation in 1..=order {
        // There are binomial(n + g, g) sums of up to g of n delays.
        points = points * (n + generation) / generation;
        if points > most {
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
    fn knots_are_points_and_have_images() {
        let knots = Knots::new(vec![0.0, 0.25, 0.75], 0);
        let mut points = BreakingPoints::new(0.0, &[0.5], 2).with_knots(vec![knots], 0.0);
        let mut found = Vec::new();
        while points.next().is_finite() {
            found.push(points.next());
            assert!(points.reached(points.next()));
        }
        // The start with two generations, the knots with one.
        assert_eq!(found, [0.25, 0.5, 0.75, 1.0, 1.25]);
    }

    #[test]
    fn many_delays_are_bounded() {
        let delays: Vec<f64> = (1..=1000).map(|i| 1.0 + i as f64 * 1e-3).collect();
        assert_eq!(all(&delays, 5).len(), 1000);
    }
}
