//! Coefficients of explicit Runge-Kutta methods, as data. Stepping is in `runge_kutta`.

use crate::delay::Side;

use super::dop853::{DOP853_DENSE, DOP853_ERROR_3, DOP853_ERROR_5, DOP853_STAGES, DOP853_WEIGHTS};
use super::step_size::Controller;
use super::weights::{Weights, weights};

/// One stage: the slope `k_i = f(t + c h, y + h sum_j a_j k_j)`.
#[derive(Debug)]
pub(crate) struct Stage {
    /// Where in the step the stage lies, from 0 to 1.
    pub(crate) c: f64,
    /// The row of the matrix `A`.
    pub(crate) a: Weights,
}

impl Stage {
    /// From where the stage sees what jumps at its time.
    #[inline]
    pub(super) fn side(&self) -> Side {
        if self.c == 1.0 { Side::Left } else { Side::Inside }
    }
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
    /// The step-size controller.
    pub(crate) controller: Controller,
    /// How far the region of stability reaches along the negative real axis.
    pub(crate) stability: f64,
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

    /// Whether a step evaluates at its beginning and its end only.
    pub(crate) fn stays_at_ends(&self) -> bool {
        let is_end = |stage: &Stage| stage.c == 0.0 || stage.c == 1.0;
        self.embedded.is_none() && self.stages.iter().all(is_end) && self.dense.stages.is_empty()
    }

    /// Whether the error estimate uses the slope at the end of the step.
    pub(crate) fn error_needs_end(&self) -> bool {
        let end = self.end();
        let uses = |weights: &Weights| weights.terms.iter().any(|&(slope, _)| slope == end);
        match &self.embedded {
            Some(Embedded { error: ErrorWeights::One(e), .. }) => uses(e),
            Some(Embedded { error: ErrorWeights::Two(e5, e3), .. }) => uses(e5) || uses(e3),
            None => false,
        }
    }
}

/// Euler's method.
pub(crate) static EULER: Tableau =
    Tableau { stages: &[], b: weights![(0, 1.0)], embedded: None, dense: HERMITE };

/// Heun's method of order 2 (the explicit trapezoidal rule).
pub(crate) static HEUN: Tableau = Tableau {
    stages: &[Stage { c: 1.0, a: weights![(0, 1.0)] }],
    b: weights![(0, 0.5), (1, 0.5)],
    embedded: None,
    dense: HERMITE,
};

/// Ralston's method of order 2, with the smallest bound of the error: A. Ralston, Math. Comp. 16 (1962) 431.
pub(crate) static RALSTON: Tableau = Tableau {
    stages: &[Stage { c: 2.0 / 3.0, a: weights![(0, 2.0 / 3.0)] }],
    b: weights![(0, 0.25), (1, 0.75)],
    embedded: None,
    dense: HERMITE,
};

/// Order 3(2): P. Bogacki and L. F. Shampine, Appl. Math. Lett. 2 (1989) 321.
pub(crate) static BOSH3: Tableau = Tableau {
    stages: &[Stage { c: 0.5, a: weights![(0, 0.5)] }, Stage { c: 0.75, a: weights![(1, 0.75)] }],
    b: weights![(0, 2.0 / 9.0), (1, 1.0 / 3.0), (2, 4.0 / 9.0)],
    embedded: Some(Embedded {
        error: ErrorWeights::One(weights![
            (0, -5.0 / 72.0),
            (1, 1.0 / 12.0),
            (2, 1.0 / 9.0),
            (3, -1.0 / 8.0)
        ]),
        controller: Controller::proportional_integral(3.0),
        stability: 2.5127,
    }),
    dense: HERMITE,
};

/// The classical method of order 4: W. Kutta, Z. Math. Phys. 46 (1901) 435.
pub(crate) static RK4: Tableau = Tableau {
    stages: &[
        Stage { c: 0.5, a: weights![(0, 0.5)] },
        Stage { c: 0.5, a: weights![(1, 0.5)] },
        Stage { c: 1.0, a: weights![(2, 1.0)] },
    ],
    b: weights![(0, 1.0 / 6.0), (1, 1.0 / 3.0), (2, 1.0 / 3.0), (3, 1.0 / 6.0)],
    embedded: None,
    dense: HERMITE,
};

/// Order 5(4): J. R. Dormand and P. J. Prince, J. Comput. Appl. Math. 6 (1980) 19; dense output of order
/// 4 from Hairer, Norsett and Wanner, Solving Ordinary Differential Equations I, II.6.
pub(crate) static DOPRI5: Tableau = Tableau {
    stages: &[
        Stage { c: 1.0 / 5.0, a: weights![(0, 1.0 / 5.0)] },
        Stage { c: 3.0 / 10.0, a: weights![(0, 3.0 / 40.0), (1, 9.0 / 40.0)] },
        Stage { c: 4.0 / 5.0, a: weights![(0, 44.0 / 45.0), (1, -56.0 / 15.0), (2, 32.0 / 9.0)] },
        Stage {
            c: 8.0 / 9.0,
            a: weights![
                (0, 19372.0 / 6561.0),
                (1, -25360.0 / 2187.0),
                (2, 64448.0 / 6561.0),
                (3, -212.0 / 729.0)
            ],
        },
        Stage {
            c: 1.0,
            a: weights![
                (0, 9017.0 / 3168.0),
                (1, -355.0 / 33.0),
                (2, 46732.0 / 5247.0),
                (3, 49.0 / 176.0),
                (4, -5103.0 / 18656.0),
            ],
        },
    ],
    b: weights![
        (0, 35.0 / 384.0),
        (2, 500.0 / 1113.0),
        (3, 125.0 / 192.0),
        (4, -2187.0 / 6784.0),
        (5, 11.0 / 84.0)
    ],
    embedded: Some(Embedded {
        error: ErrorWeights::One(weights![
            (0, 71.0 / 57600.0),
            (2, -71.0 / 16695.0),
            (3, 71.0 / 1920.0),
            (4, -17253.0 / 339200.0),
            (5, 22.0 / 525.0),
            (6, -1.0 / 40.0),
        ]),
        controller: Controller::proportional_integral(5.0),
        stability: 3.3066,
    }),
    dense: Dense {
        stages: &[],
        d: &[weights![
            (0, -12715105075.0 / 11282082432.0),
            (2, 87487479700.0 / 32700410799.0),
            (3, -10690763975.0 / 1880347072.0),
            (4, 701980252875.0 / 199316789632.0),
            (5, -1453857185.0 / 822651844.0),
            (6, 69997945.0 / 29380423.0),
        ]],
    },
};

/// Order 5(4) with an interpolant of order 4: C. Tsitouras, Comput. Math. Appl. 62 (2011) 770.
pub(crate) static TSIT5: Tableau = Tableau {
    stages: &[
        Stage { c: 0.161, a: weights![(0, 0.161)] },
        Stage { c: 0.327, a: weights![(0, -0.008480655492356989), (1, 0.335480655492357)] },
        Stage {
            c: 0.9,
            a: weights![(0, 2.8971530571054935), (1, -6.359448489975075), (2, 4.3622954328695815)],
        },
        Stage {
            c: 0.9800255409045097,
            a: weights![
                (0, 5.325864828439257),
                (1, -11.748883564062828),
                (2, 7.4955393428898365),
                (3, -0.09249506636175525),
            ],
        },
        Stage {
            c: 1.0,
            a: weights![
                (0, 5.86145544294642),
                (1, -12.92096931784711),
                (2, 8.159367898576159),
                (3, -0.071584973281401),
                (4, -0.028269050394068383),
            ],
        },
    ],
    b: weights![
        (0, 0.09646076681806523),
        (1, 0.01),
        (2, 0.4798896504144996),
        (3, 1.379008574103742),
        (4, -3.290069515436081),
        (5, 2.324710524099774),
    ],
    embedded: Some(Embedded {
        error: ErrorWeights::One(weights![
            (0, -0.0017800110522257714),
            (1, -0.0008164344596567469),
            (2, 0.007880878010261995),
            (3, -0.1447110071732629),
            (4, 0.5823571654525552),
            (5, -0.45808210592918697),
            (6, 0.015151515151515152),
        ]),
        controller: Controller::proportional_integral(5.0),
        stability: 3.5068,
    }),
    dense: Dense {
        stages: &[],
        d: &[weights![
            (0, -1.0530884977290216),
            (1, 0.1017),
            (2, 2.490627285651253),
            (3, -16.548102889244902),
            (4, 47.37952196281928),
            (5, -34.87065786149661),
            (6, 2.5),
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
        controller: Controller {
            order: 8.0,
            exponent: 0.125,
            beta: 0.0,
            is_predictive: false,
            shrink: 0.333,
            grow: 6.0,
        },
        stability: 6.3936,
    }),
    dense: DOP853_DENSE,
};
