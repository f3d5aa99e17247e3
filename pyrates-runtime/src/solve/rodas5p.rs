//! Coefficients of Rosenbrock methods, as data. Stepping is in `rosenbrock`.

use super::step_size::Controller;
use super::weights::{Weights, weights};

/// One stage in the form of Hairer and Wanner, Solving Ordinary Differential Equations II, IV.7 (7.25): the
/// solution `u_i` of
/// `(1/(h gamma) - J) u_i = f(t + c h, y + sum_j a_j u_j) + sum_j gamma_j u_j / h + d h df/dt`.
#[derive(Debug)]
pub(super) struct Stage {
    /// Where in the step the stage lies, from 0 to 1.
    pub(super) c: f64,
    /// The part of the derivative by time.
    pub(super) d: f64,
    /// The sum in the argument of the right-hand side.
    pub(super) a: Weights,
    /// The sum beside it.
    pub(super) gamma: Weights,
}

/// The coefficients of a Rosenbrock method.
#[derive(Debug)]
pub(super) struct RosenbrockTableau {
    /// The diagonal of the matrix of `gamma`.
    pub(super) gamma: f64,
    /// All stages.
    pub(super) stages: &'static [Stage],
    /// The weights of the new state, `y1 = y + sum_i m_i u_i`.
    pub(super) m: Weights,
    /// The difference to the embedded formula.
    pub(super) error: Weights,
    /// The step-size controller.
    pub(super) controller: Controller,
    /// The coefficients of the dense output after the first two, in the nested form of
    /// [`Dense`](super::tableau::Dense).
    pub(super) dense: &'static [Weights],
}

/// Order 5(4), L-stable and stiffly accurate, with an interpolant of order 4: G. Steinebach, Construction of
/// Rosenbrock-Wanner method Rodas5P and numerical benchmarks within the Julia Differential Equations package,
/// BIT Numerical Mathematics 63 (2023) 27.
pub(super) static RODAS5P: RosenbrockTableau = RosenbrockTableau {
    gamma: 0.21193756319429014,
    stages: &[
        Stage { c: 0.0, d: 0.21193756319429014, a: weights![], gamma: weights![] },
        Stage {
            c: 0.6358126895828704,
            d: -0.42387512638858027,
            a: weights![(0, 3.0)],
            gamma: weights![(0, -14.155112264123755)],
        },
        Stage {
            c: 0.4095798393397535,
            d: -0.3384627126235924,
            a: weights![(0, 2.849394379747939), (1, 0.45842242204463923)],
            gamma: weights![(0, -17.97296035885952), (1, -2.859693295451294)],
        },
        Stage {
            c: 0.9769306725060716,
            d: 1.8046452872882734,
            a: weights![(0, -6.954028509809101), (1, 2.489845061869568), (2, -10.358996098473584)],
            gamma: weights![(0, 147.12150275711716), (1, -1.41221402718213), (2, 71.68940251302358)],
        },
        Stage {
            c: 0.4288403609558664,
            d: 2.325825639765069,
            a: weights![
                (0, 2.8029986275628964),
                (1, 0.5072464736228206),
                (2, -0.3988312541770524),
                (3, -0.04721187230404641),
            ],
            gamma: weights![
                (0, 165.43517024871676),
                (1, -0.4592823456491126),
                (2, 42.90938336958603),
                (3, -5.961986721573306),
            ],
        },
        Stage {
            c: 1.0,
            d: 0.0,
            a: weights![
                (0, -7.502846399306121),
                (1, 2.561846144803919),
                (2, -11.627539656261098),
                (3, -0.18268767659942256),
                (4, 0.030198172008377946),
            ],
            gamma: weights![
                (0, 24.854864614690072),
                (1, -3.0009227002832186),
                (2, 47.4931110020768),
                (3, 5.5814197821558125),
                (4, -0.6610691825249471),
            ],
        },
        Stage {
            c: 1.0,
            d: 0.0,
            a: weights![
                (0, -7.502846399306121),
                (1, 2.561846144803919),
                (2, -11.627539656261098),
                (3, -0.18268767659942256),
                (4, 0.030198172008377946),
                (5, 1.0),
            ],
            gamma: weights![
                (0, 30.91273214028599),
                (1, -3.1208243349937974),
                (2, 77.79954646070892),
                (3, 34.28646028294783),
                (4, -19.097331116725623),
                (5, -28.087943162872662),
            ],
        },
        Stage {
            c: 1.0,
            d: 0.0,
            a: weights![
                (0, -7.502846399306121),
                (1, 2.561846144803919),
                (2, -11.627539656261098),
                (3, -0.18268767659942256),
                (4, 0.030198172008377946),
                (5, 1.0),
                (6, 1.0),
            ],
            gamma: weights![
                (0, 37.80277123390563),
                (1, -3.2571969029072276),
                (2, 112.26918849496327),
                (3, 66.9347231244047),
                (4, -40.06618937091002),
                (5, -54.66780262877968),
                (6, -9.48861652309627),
            ],
        },
    ],
    m: weights![
        (0, -7.502846399306121),
        (1, 2.561846144803919),
        (2, -11.627539656261098),
        (3, -0.18268767659942256),
        (4, 0.030198172008377946),
        (5, 1.0),
        (6, 1.0),
        (7, 1.0),
    ],
    error: weights![(7, 1.0)],
    controller: Controller::predictive(5.0),
    dense: &[
        weights![
            (0, 25.948786856663858),
            (1, -2.5579724845846235),
            (2, 10.433815404888879),
            (3, -2.3679251022685204),
            (4, 0.524948541321073),
            (5, 1.1241088310450404),
            (6, 0.4272876194431874),
            (7, -0.17202221070155493),
        ],
        weights![
            (0, 1.5042150689705522),
            (1, 1.918970055202184),
            (2, 75.96518368425814),
            (3, 55.62989378001063),
            (4, -31.89673303144361),
            (5, -43.80927263842078),
            (6, -6.944867146247393),
            (7, -1.8271488842096497),
        ],
        weights![
            (0, -11.419903575922262),
            (1, -2.8879645146136994),
            (2, -72.92137995996029),
            (3, -80.12511834622643),
            (4, 52.072871366152654),
            (5, 59.78993625266729),
            (6, 0.15582684282751913),
            (7, -4.883087185713722),
        ],
    ],
};
