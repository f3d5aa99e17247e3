//! Coefficients of explicit Runge-Kutta methods, as data. Stepping is in `runge_kutta`.

use super::dop853::{DOP853_DENSE, DOP853_ERROR_3, DOP853_ERROR_5, DOP853_STAGES, DOP853_WEIGHTS};
use super::step_size::Controller;

/// A weighted sum of slopes: pairs of the slope's index and its weight; zero weights are left out.
pub(crate) type Weights = &'static [(usize, f64)];

/// One stage: the slope `k_i = f(t + c h, y + h sum_j a_j k_j)`.
#[derive(Debug)]
pub(crate) struct Stage {
    /// Where in the step the stage lies, from 0 to 1.
    pub(crate) c: f64,
    /// The row of the matrix `A`.
    pub(crate) a: Weights,
}

/// The coefficients of an explicit Runge-Kutta method.
///
/// Slopes are numbered: 0 is `f(t, y)`, then one for each of `stages`, then `f(t + h, y1)` at the end of
/// the step, which is slope 0 of the next step, then one for each of the stages of the dense output.
#[derive(Debug)]
pub(crate) struct Tableau {
    /// The stages after the first.
    pub(crate) stages: &'static [Stage],
    /// The weights of the new state, `y1 = y + h sum_i b_i k_i`.
    pub(crate) b: Weights,
    /// How the error of a step is estimated; `None` for fixed steps.
    pub(crate) embedded: Option<Embedded>,
    /// The polynomial between the ends of a step.
    pub(crate) dense: Dense,
}

/// The error estimate of an adaptive method, and how its step size reacts.
#[derive(Debug)]
pub(crate) struct Embedded {
    /// The difference to the embedded formula.
    pub(crate) error: ErrorWeights,
    /// The step-size controller that Hairer, Norsett and Wanner recommend for the method.
    pub(crate) controller: Controller,
}

/// The weights of an error estimate.
#[derive(Debug)]
pub(crate) enum ErrorWeights {
    /// One embedded formula.
    One(Weights),
    /// Two estimates, of orders 5 and 3, combined as in Hairer's DOP853.
    Two(Weights, Weights),
}

/// A polynomial over the step, in the nested form of Hairer's `contd5` and `contd8`:
/// `r0 + s (r1 + s' (r2 + s (r3 + s' (r4 + ...))))` with `s = (t - t0) / h` and `s' = 1 - s`. The first
/// four coefficients are those of the cubic Hermite polynomial through both ends.
#[derive(Debug)]
pub(crate) struct Dense {
    /// Stages that only the polynomial needs.
    pub(crate) stages: &'static [Stage],
    /// The coefficients after the first four, as `h` times sums of slopes.
    pub(crate) d: &'static [Weights],
}

/// The cubic Hermite polynomial, for methods of order 4 and less.
const HERMITE: Dense = Dense { stages: &[], d: &[] };

impl Dense {
    /// The number of coefficients of each state.
    pub(crate) fn n_coefficients(&self) -> usize {
        4 + self.d.len()
    }
}

impl Tableau {
    /// The number of the slope at the end of the step.
    pub(crate) fn end(&self) -> usize {
        1 + self.stages.len()
    }

    /// The number of slopes.
    pub(crate) fn n_slopes(&self) -> usize {
        2 + self.stages.len() + self.dense.stages.len()
    }

    /// Whether the error estimate uses the slope at the end of the step.
    pub(crate) fn error_needs_end(&self) -> bool {
        let end = self.end();
        let uses = |weights: Weights| weights.iter().any(|&(slope, _)| slope == end);
        match &self.embedded {
            Some(Embedded { error: ErrorWeights::One(e), .. }) => uses(e),
            Some(Embedded { error: ErrorWeights::Two(e5, e3), .. }) => uses(e5) || uses(e3),
            None => false,
        }
    }
}

/// Euler's method.
pub(crate) static EULER: Tableau = Tableau { stages: &[], b: &[(0, 1.0)], embedded: None, dense: HERMITE };

/// Heun's method of order 2 (the explicit trapezoidal rule).
pub(crate) static HEUN: Tableau = Tableau {
    stages: &[Stage { c: 1.0, a: &[(0, 1.0)] }],
    b: &[(0, 0.5), (1, 0.5)],
    embedded: None,
    dense: HERMITE,
};

/// The classical method of order 4: W. Kutta, Z. Math. Phys. 46 (1901) 435.
pub(crate) static RK4: Tableau = Tableau {
    stages: &[
        Stage { c: 0.5, a: &[(0, 0.5)] },
        Stage { c: 0.5, a: &[(1, 0.5)] },
        Stage { c: 1.0, a: &[(2, 1.0)] },
    ],
    b: &[(0, 1.0 / 6.0), (1, 1.0 / 3.0), (2, 1.0 / 3.0), (3, 1.0 / 6.0)],
    embedded: None,
    dense: HERMITE,
};

/// Order 5(4): J. R. Dormand and P. J. Prince, J. Comput. Appl. Math. 6 (1980) 19; dense output of order
/// 4 from Hairer, Norsett and Wanner, Solving Ordinary Differential Equations I, II.6.
pub(crate) static DOPRI5: Tableau = Tableau {
    stages: &[
        Stage { c: 1.0 / 5.0, a: &[(0, 1.0 / 5.0)] },
        Stage { c: 3.0 / 10.0, a: &[(0, 3.0 / 40.0), (1, 9.0 / 40.0)] },
        Stage { c: 4.0 / 5.0, a: &[(0, 44.0 / 45.0), (1, -56.0 / 15.0), (2, 32.0 / 9.0)] },
        Stage {
            c: 8.0 / 9.0,
            a: &[(0, 19372.0 / 6561.0), (1, -25360.0 / 2187.0), (2, 64448.0 / 6561.0), (3, -212.0 / 729.0)],
        },
        Stage {
            c: 1.0,
            a: &[
                (0, 9017.0 / 3168.0),
                (1, -355.0 / 33.0),
                (2, 46732.0 / 5247.0),
                (3, 49.0 / 176.0),
                (4, -5103.0 / 18656.0),
            ],
        },
    ],
    b: &[(0, 35.0 / 384.0), (2, 500.0 / 1113.0), (3, 125.0 / 192.0), (4, -2187.0 / 6784.0), (5, 11.0 / 84.0)],
    embedded: Some(Embedded {
        error: ErrorWeights::One(&[
            (0, 71.0 / 57600.0),
            (2, -71.0 / 16695.0),
            (3, 71.0 / 1920.0),
            (4, -17253.0 / 339200.0),
            (5, 22.0 / 525.0),
            (6, -1.0 / 40.0),
        ]),
        controller: Controller {
            order: 5.0,
            exponent: 0.2 - 0.75 * 0.04,
            beta: 0.04,
            shrink: 0.2,
            grow: 10.0,
        },
    }),
    dense: Dense {
        stages: &[],
        d: &[&[
            (0, -12715105075.0 / 11282082432.0),
            (2, 87487479700.0 / 32700410799.0),
            (3, -10690763975.0 / 1880347072.0),
            (4, 701980252875.0 / 199316789632.0),
            (5, -1453857185.0 / 822651844.0),
            (6, 69997945.0 / 29380423.0),
        ]],
    },
};

/// Order 8(5,3) with dense output of order 7: Hairer, Norsett and Wanner, Solving Ordinary Differential
/// Equations I, II.5 and II.6.
pub(crate) static DOP853: Tableau = Tableau {
    stages: DOP853_STAGES,
    b: DOP853_WEIGHTS,
    embedded: Some(Embedded {
        error: ErrorWeights::Two(DOP853_ERROR_5, DOP853_ERROR_3),
        controller: Controller { order: 8.0, exponent: 0.125, beta: 0.0, shrink: 0.333, grow: 6.0 },
    }),
    dense: DOP853_DENSE,
};

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(weights: Weights) -> f64 {
        weights.iter().map(|&(_, w)| w).sum()
    }

    /// Rows of `A` add up to `c`, weights to 1, and errors to 0; coefficients are of size 100 at most, so
    /// rounding leaves some 1e-13.
    #[test]
    fn coefficients_are_consistent() {
        for tableau in [&EULER, &HEUN, &RK4, &DOPRI5, &DOP853] {
            for stage in tableau.stages.iter().chain(tableau.dense.stages) {
                assert!((sum(stage.a) - stage.c).abs() < 1e-13, "{stage:?}");
            }
            assert!((sum(tableau.b) - 1.0).abs() < 1e-14);
            match &tableau.embedded {
                Some(Embedded { error: ErrorWeights::One(e), .. }) => assert!(sum(e).abs() < 1e-14),
                Some(Embedded { error: ErrorWeights::Two(e5, e3), .. }) => {
                    assert!(sum(e5).abs() < 1e-13 && sum(e3).abs() < 1e-14);
                }
                None => {}
            }
            for d in tableau.dense.d {
                assert!(sum(d).abs() < 1e-12, "{d:?}");
            }
        }
    }
}
