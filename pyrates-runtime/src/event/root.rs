//! Where a function changes its sign.

/// Evaluations at most: bisection alone needs so many for the last bit, and one more is allowed.
const MAX_EVALUATIONS: usize = 62;

/// The place between `low`, where a function is negative (or not known), and `high`, where it is not, from which on it is
/// not negative; on the side of `high`, to the last bit.
///
/// It is the method ITP of Oliveira and Takahashi (ACM Trans. Math. Softw. 47 (2020) 5) with a slack of one step: it takes as
/// many evaluations as bisection at most, and few for smooth functions.
pub(super) fn first_not_negative(low: (f64, f64), high: (f64, f64), g: &mut dyn FnMut(f64) -> f64) -> f64 {
    let ((mut a, mut below), (mut b, mut above)) = (low, high);
    let resolution = f64::EPSILON * b;
    let halvings = ((b - a) / resolution).log2().ceil().max(0.0);
    for n in 0..MAX_EVALUATIONS {
        let middle = 0.5 * (a + b);
        if middle <= a || middle >= b || b - a <= resolution {
            break;
        }
        let is_known = below.is_finite() && above.is_finite() && above > below;
        let secant = if is_known { (b * below - a * above) / (below - above) } else { middle };
        // Towards the middle by a little, so that the bracket shrinks from both sides.
        let shift = (0.2 * (b - a) * (b - a)).max(0.5 * resolution).min((middle - secant).abs());
        let truncated = secant + shift.copysign(middle - secant);
        let radius = (resolution * 0.5 * (halvings + 1.0 - n as f64).exp2() - 0.5 * (b - a)).max(0.0);
        let s = truncated.clamp(middle - radius, middle + radius);
        let s = if s > a && s < b { s } else { middle };
        let value = g(s);
        if value < 0.0 { (a, below) = (s, value) } else { (b, above) = (s, value) }
    }
    b
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The root of a function that rises through it, and the number of evaluations.
    fn root(f: impl Fn(f64) -> f64) -> (f64, usize) {
        let mut n = 0;
        let ends = ((0.0, f(0.0)), (1.0, f(1.0)));
        let s = first_not_negative(ends.0, ends.1, &mut |s| {
            n += 1;
            f(s)
        });
        (s, n)
    }

    #[test]
    fn smooth_functions_take_few_evaluations() {
        for c in [0.1, 0.25, 0.7, 0.999] {
            let (s, n) = root(|s| s * s * s + s - (c * c * c + c));
            assert!((s - c).abs() < 1e-15, "{s} instead of {c}");
            assert!(n <= 14, "{n} evaluations");
        }
    }

    #[test]
    fn jumps_and_flat_functions_take_no_more_than_bisection() {
        let (s, n) = root(|s| if s < 0.3 { -1e300 } else { 1e-300 });
        assert!((s - 0.3).abs() < 1e-15 && n <= MAX_EVALUATIONS, "{s} after {n}");
        let (s, n) = root(|s| (s - 0.5).powi(9));
        assert!((s - 0.5).abs() < 1e-15 && n <= MAX_EVALUATIONS, "{s} after {n}");
    }

    /// The value is on the side where the function is not negative.
    #[test]
    fn the_root_is_on_the_right() {
        for c in [0.2, 1.0 / 3.0, 0.9] {
            let f = |s: f64| (s - c).exp() - 1.0;
            assert!(f(root(f).0) >= 0.0);
        }
    }
}
