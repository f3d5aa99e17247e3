//! Values between samples.

use crate::delay::{Side, resolution};
use crate::solution::Multiples;

use super::{InputError, Interpolation, Outside};

/// Samples of some columns at equal intervals.
#[derive(Debug, Clone)]
pub(crate) struct Samples {
    /// Row by row.
    values: Vec<f64>,
    /// Second derivatives at the samples, in units of the interval; for cubic interpolation only.
    bends: Vec<f64>,
    pub(super) columns: usize,
    n: usize,
    interval: f64,
    times: Multiples,
    start: f64,
    interpolation: Interpolation,
    outside: Outside,
}

/// Where a time is among the samples.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Position {
    /// Between sample `k` and the next, at a part `s` of the interval.
    Between(usize, f64),
    /// Before the first or after the last sample.
    Outside(f64),
}

impl Samples {
    pub(crate) fn new(
        table: &[Vec<f64>],
        columns: usize,
        interval: f64,
        start: f64,
        interpolation: Interpolation,
        outside: Outside,
    ) -> Result<Samples, InputError> {
        if !(interval > 0.0 && interval.is_finite() && start.is_finite()) {
            return Err(InputError::Times { interval, start });
        }
        if table.is_empty() {
            return Err(InputError::Empty);
        }
        for (row, values) in table.iter().enumerate() {
            if values.len() != columns {
                return Err(InputError::Columns { row, expected: columns, found: values.len() });
            }
            if let Some(&value) = values.iter().find(|value| !value.is_finite()) {
                return Err(InputError::NotFinite { sample: row, value });
            }
        }
        let (values, n) = (table.concat(), table.len());
        let bends = match interpolation {
            Interpolation::Cubic => spline(&values, n, columns),
            Interpolation::Hold | Interpolation::Linear => Vec::new(),
        };
        let times = Multiples::of(interval);
        Ok(Samples { values, bends, columns, n, interval, times, start, interpolation, outside })
    }

    /// The number of intervals that the samples cover.
    fn n_intervals(&self) -> usize {
        match self.interpolation {
            Interpolation::Hold => self.n,
            Interpolation::Linear | Interpolation::Cubic => self.n - 1,
        }
    }

    /// The time of a knot.
    pub(super) fn time(&self, k: usize) -> f64 {
        self.start + self.times.at(k)
    }

    /// Refuses runs that need values outside of the samples, unless there are any.
    pub(super) fn check_range(&self, t0: f64, t_end: f64) -> Result<(), InputError> {
        let covered = (self.start, self.time(self.n_intervals()));
        let near = 1e-9 * (t_end - t0).max(self.interval);
        let is_covered = covered.0 <= t0 + near && t_end <= covered.1 + near;
        if is_covered || self.outside != Outside::Refuse {
            return Ok(());
        }
        let intervals = ((t_end - self.start) / self.interval * (1.0 - 1e-12)).ceil();
        let more = self.n - self.n_intervals();
        let expected = (covered.0 <= t0 + near).then_some(intervals as usize + more);
        Err(InputError::Range { covered, needed: (t0, t_end), found: self.n, expected })
    }

    /// Where the input jumps or bends, as numbers of knots, and how often it can be differentiated there.
    pub(super) fn knots(&self) -> (std::ops::RangeInclusive<usize>, usize) {
        let last = self.n_intervals();
        match self.interpolation {
            Interpolation::Hold => (0..=last, 0),
            Interpolation::Linear => (0..=last, if self.jumps_outside() { 0 } else { 1 }),
            Interpolation::Cubic => (0..=last, if self.jumps_outside() { 0 } else { 2 }),
        }
    }

    fn jumps_outside(&self) -> bool {
        matches!(self.outside, Outside::Value(_))
    }

    /// Whether runs must stop at every knot, or at the ends only.
    pub(super) fn has_inner_knots(&self) -> bool {
        self.interpolation != Interpolation::Cubic
    }

    /// Where a time is, seen from a side.
    pub(super) fn position(&self, t: f64, side: Side) -> Position {
        let x = (t - self.start) / self.interval;
        let near = (resolution(t) + resolution(self.start)) / self.interval + 1e-14 * x.abs();
        let k = match side {
            Side::Left => (x - near).ceil() - 1.0,
            Side::Right => (x + near).floor(),
            Side::Inside => x.floor(),
        };
        let last = self.n_intervals() as f64;
        // At the very ends the samples count, unless another value begins there.
        let k = match (k, self.outside) {
            (-1.0, outside) if x >= -near && !matches!(outside, Outside::Value(_)) => 0.0,
            (k, outside) if k == last && x <= last + near && !matches!(outside, Outside::Value(_)) => {
                last - 1.0
            }
            (k, _) => k,
        };
        if k >= 0.0 && k < last {
            return Position::Between(k as usize, (x - k).clamp(0.0, 1.0));
        }
        match self.outside {
            Outside::Value(value) => Position::Outside(value),
            Outside::Hold | Outside::Refuse if x < 0.5 * last => Position::Between(0, 0.0),
            Outside::Hold | Outside::Refuse => Position::Between(self.n - 1, 0.0),
        }
    }

    /// The value of a column at a time.
    pub(crate) fn at(&self, t: f64, column: usize) -> f64 {
        self.value(self.position(t, Side::Inside), column)
    }

    /// The value of a column.
    pub(super) fn value(&self, position: Position, column: usize) -> f64 {
        let (k, s) = match position {
            Position::Between(k, s) => (k, s),
            Position::Outside(value) => return value,
        };
        let at = |array: &[f64], k: usize| array[k.min(self.n - 1) * self.columns + column];
        let (y0, y1) = (at(&self.values, k), at(&self.values, k + 1));
        let r = 1.0 - s;
        match self.interpolation {
            Interpolation::Hold => y0,
            Interpolation::Linear => r * y0 + s * y1,
            Interpolation::Cubic => {
                let (m0, m1) = (at(&self.bends, k), at(&self.bends, k + 1));
                r * y0 + s * y1 + ((r * r * r - r) * m0 + (s * s * s - s) * m1) / 6.0
            }
        }
    }
}

/// The second derivatives of the cubic spline through the samples of each column, with the conditions
/// "not a knot": the first two and the last two polynomials are one.
fn spline(values: &[f64], n: usize, columns: usize) -> Vec<f64> {
    let mut bends = vec![0.0; values.len()];
    for c in 0..columns {
        let y = |k: usize| values[k * columns + c];
        let right = |k: usize| 6.0 * (y(k - 1) - 2.0 * y(k) + y(k + 1));
        let m = match n {
            0..=2 => vec![0.0; n],
            3 => vec![right(1) / 6.0; 3],
            _ => inner_bends(n, &right),
        };
        (0..n).for_each(|k| bends[k * columns + c] = m[k]);
    }
    bends
}

/// Solves `m[k-1] + 4 m[k] + m[k+1] = right(k)`, where the conditions at the ends give the second and the
/// last but one unknown at once.
fn inner_bends(n: usize, right: &dyn Fn(usize) -> f64) -> Vec<f64> {
    let mut m = vec![0.0; n];
    (m[1], m[n - 2]) = (right(1) / 6.0, right(n - 2) / 6.0);
    // Elimination from the left, for the unknowns 2 to n - 3.
    let mut factors = vec![0.0; n];
    for k in 2..n.saturating_sub(2) {
        let pivot = 4.0 - factors[k - 1];
        factors[k] = 1.0 / pivot;
        m[k] = (right(k) - m[k - 1]) / pivot;
    }
    for k in (2..n.saturating_sub(2)).rev() {
        m[k] -= factors[k] * m[k + 1];
    }
    m[0] = 2.0 * m[1] - m[2];
    m[n - 1] = 2.0 * m[n - 2] - m[n - 3];
    m
}

#[cfg(test)]
mod tests {
    use super::*;

    fn samples(values: &[f64], interpolation: Interpolation, outside: Outside) -> Samples {
        let table: Vec<Vec<f64>> = values.iter().map(|&x| vec![x]).collect();
        Samples::new(&table, 1, 0.1, 1.0, interpolation, outside).unwrap()
    }

    fn at(samples: &Samples, t: f64, side: Side) -> f64 {
        samples.value(samples.position(t, side), 0)
    }

    #[test]
    fn held_samples_change_at_their_times() {
        let held = samples(&[1.0, 2.0, 3.0], Interpolation::Hold, Outside::Refuse);
        for (k, value) in [(0, 1.0), (1, 2.0), (2, 3.0)] {
            assert_eq!(at(&held, held.time(k), Side::Right), value);
            assert_eq!(at(&held, held.time(k + 1), Side::Left), value);
            assert_eq!(at(&held, 1.05 + 0.1 * k as f64, Side::Inside), value);
        }
        // The ends of what is covered.
        assert_eq!((at(&held, 1.0, Side::Left), at(&held, held.time(3), Side::Right)), (1.0, 3.0));
    }

    #[test]
    fn values_outside_are_those_asked_for() {
        for interpolation in [Interpolation::Hold, Interpolation::Linear, Interpolation::Cubic] {
            let held = samples(&[1.0, 2.0, 4.0], interpolation, Outside::Hold);
            assert_eq!((at(&held, 0.0, Side::Inside), at(&held, 9.0, Side::Inside)), (1.0, 4.0));
            let zero = samples(&[1.0, 2.0, 4.0], interpolation, Outside::Value(0.0));
            assert_eq!((at(&zero, 0.0, Side::Inside), at(&zero, 9.0, Side::Inside)), (0.0, 0.0));
            assert_eq!((at(&zero, 1.0, Side::Left), at(&zero, 1.0, Side::Right)), (0.0, 1.0));
        }
    }

    /// A cubic is its own spline, from the fourth sample on.
    #[test]
    fn splines_are_exact_for_cubics() {
        for n in [4, 5, 6, 9] {
            let f = |x: f64| 1.0 - 2.0 * x + 0.5 * x * x - 0.25 * x * x * x;
            let values: Vec<f64> = (0..n).map(|k| f(0.1 * f64::from(k))).collect();
            let cubic = samples(&values, Interpolation::Cubic, Outside::Refuse);
            for i in 0..=10 * (n - 1) {
                let x = 0.01 * f64::from(i);
                assert!((at(&cubic, 1.0 + x, Side::Inside) - f(x)).abs() < 1e-14, "{n} samples at {x}");
            }
        }
        let parabola = samples(&[0.0, 0.01, 0.04], Interpolation::Cubic, Outside::Refuse);
        assert!((at(&parabola, 1.15, Side::Inside) - 0.0225).abs() < 1e-15);
        let line = samples(&[0.0, 1.0], Interpolation::Cubic, Outside::Refuse);
        assert!((at(&line, 1.025, Side::Inside) - 0.25).abs() < 1e-12);
    }
}
