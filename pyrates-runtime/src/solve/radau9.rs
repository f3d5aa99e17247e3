//! Coefficients of the Radau IIA method with five stages, as data. Stepping is in `radau`.
//!
//! They were computed with 60 digits from the definition: the nodes are the zeros of a polynomial of Radau, the matrix `A` is
//! that of collocation, and what follows belongs to it (E. Hairer and G. Wanner, Solving Ordinary Differential Equations II,
//! IV.5 and IV.8).

use num_complex::Complex64;

/// The number of stages.
pub(super) const STAGES: usize = 5;

/// Where in the step the stages lie, from 0 to 1.
pub(super) const NODES: [f64; STAGES] =
    [0.05710419611451768, 0.2768430136381238, 0.5835904323689168, 0.8602401356562195, 1.0];

/// The real eigenvalue of the inverse of `A`.
pub(super) const REAL: f64 = 6.2867047517292765;

/// One of each pair of complex eigenvalues of the inverse of `A`.
pub(super) const COMPLEX: [Complex64; 2] = [
    Complex64::new(5.70095329867179, -3.2102656003085497),
    Complex64::new(3.655694325463572, -6.543736899360077),
];

/// A basis in which the inverse of `A` has its real eigenvalue, and a block `[[a, -b], [b, a]]` for each complex one `a + i b`:
/// the matrix that leads from it to the stages, column by column.
pub(super) const FROM_BASIS: Columns<STAGES> = [
    [
        0.012517586220501045,
        0.0014916701518953824,
        0.07298187638808715,
        0.3800914400035681,
        0.9219789736812105,
    ],
    [
        -0.010417478092525138,
        -0.006959948612558609,
        0.017605332156906864,
        0.3699238253278914,
        0.9075632048996078,
    ],
    [0.012723908069058276, -0.022424596625284465, -0.07423899116929791, -0.18122442421508134, 0.0],
    [
        -0.008540546173128941,
        0.04183769434267688,
        -0.1922402209240466,
        0.31511474834719466,
        0.8338709528572295,
    ],
    [-0.03975386148245753, 0.07866056394572621, -0.08564108631246486, -0.389204372700876, 0.0],
];

/// The inverse.
pub(super) const TO_BASIS: Columns<STAGES> = [
    [30.0415677215444, -36.407249693616656, 9.488533617697588, 6.408889072731512, -4.494771996310952],
    [13.865107856271413, -19.146824579546234, -10.687951381415683, 5.5087847250456425, 4.778875823278818],
    [3.4800027747951856, -0.1896606895527965, -2.109746879732389, -3.64128323819824, 1.2524907337632585],
    [-1.0320087978252634, -0.10927038188322381, -2.6650397383094537, 1.259979360872817, -1.4200021766925404],
    [0.8043030450739899, 0.5853345673010947, 1.1541493554172957, -0.3271232927944425, 0.5395532349641787],
];

/// The coefficients of the dense output from the third on, in the nested form of [`Dense`](super::tableau::Dense), from
/// the stages: the polynomial through all stages and the start of the step.
pub(super) const DENSE: Columns<4> = [
    [27.78093394406464, -36.19335816765893, -144.05356518917776, 199.88739542347736],
    [-3.641478498049213, 10.611734614705874, 63.63016294236274, -127.022853068795],
    [1.2525477211691187, -10.029661925319592, -17.885204671340986, 92.10283313613321],
    [-0.5920031671845428, 18.811285478272644, -5.291393081843982, -64.16737549081559],
    [-0.8, -11.2, 5.6, 25.2],
];

/// A matrix with as many columns as there are stages.
pub(super) type Columns<const ROWS: usize> = [[f64; ROWS]; STAGES];

/// The product of a matrix with one number for each stage.
#[inline(always)]
pub(super) fn product<const ROWS: usize>(columns: &Columns<ROWS>, x: &[f64; STAGES]) -> [f64; ROWS] {
    let mut sums = [0.0; ROWS];
    for j in 0..STAGES {
        for (sum, entry) in sums.iter_mut().zip(&columns[j]) {
            *sum += entry * x[j];
        }
    }
    sums
}
