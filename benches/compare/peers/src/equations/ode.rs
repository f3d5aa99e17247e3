//! The problems that are not stiff.
#![allow(unused_variables, reason = "not every slope depends on time, not every Jacobian on the state")]

use super::{Equations, equations};

equations!(A3, 1, [1.0], |t, y, dy| { dy[0] = y[0] * t.cos() }, |v, jv| { jv[0] = v[0] * t.cos() });

equations!(A4, 1, [1.0], |t, y, dy| { dy[0] = y[0] / 4.0 * (1.0 - y[0] / 20.0) }, |v, jv| {
    jv[0] = v[0] * (0.25 - y[0] / 40.0)
});

equations!(
    B1,
    2,
    [1.0, 3.0],
    |t, y, dy| {
        dy[0] = 2.0 * (y[0] - y[0] * y[1]);
        dy[1] = -(y[1] - y[0] * y[1]);
    },
    |v, jv| {
        jv[0] = 2.0 * (v[0] - v[0] * y[1] - y[0] * v[1]);
        jv[1] = -(v[1] - v[0] * y[1] - y[0] * v[1]);
    }
);

equations!(
    B5,
    3,
    [0.0, 1.0, 1.0],
    |t, y, dy| {
        dy[0] = y[1] * y[2];
        dy[1] = -y[0] * y[2];
        dy[2] = -0.51 * y[0] * y[1];
    },
    |v, jv| {
        jv[0] = v[1] * y[2] + y[1] * v[2];
        jv[1] = -v[0] * y[2] - y[0] * v[2];
        jv[2] = -0.51 * (v[0] * y[1] + y[0] * v[1]);
    }
);

fn chain(y: &[f64], dy: &mut [f64]) {
    dy[0] = -y[0];
    for i in 1..9 {
        dy[i] = y[i - 1] - y[i];
    }
    dy[9] = y[8];
}

equations!(C1, 10, first(), |t, y, dy| { chain(y, dy) }, |v, jv| { chain(v, jv) });

fn rod(y: &[f64], dy: &mut [f64]) {
    dy[0] = -2.0 * y[0] + y[1];
    for i in 1..50 {
        dy[i] = y[i - 1] - 2.0 * y[i] + y[i + 1];
    }
    dy[50] = y[49] - 2.0 * y[50];
}

equations!(C4, 51, first(), |t, y, dy| { rod(y, dy) }, |v, jv| { rod(v, jv) });

/// One, then zeros.
const fn first<const N: usize>() -> [f64; N] {
    let mut y = [0.0; N];
    y[0] = 1.0;
    y
}

/// A planet whose orbit has the eccentricity `E` in tenths.
pub(crate) struct Orbit<const E: usize>;

impl Equations<4> for Orbit<1> {
    // The square root of 11/9.
    const Y0: [f64; 4] = [0.9, 0.0, 0.0, 1.1055415967851333];

    #[inline]
    fn slopes(_t: f64, y: &[f64], dy: &mut [f64]) {
        gravity(y, dy);
    }

    #[inline]
    fn jacobian_times(_t: f64, y: &[f64], v: &[f64], jv: &mut [f64]) {
        tide(y, v, jv);
    }
}

impl Equations<4> for Orbit<9> {
    // The square root of 19.
    const Y0: [f64; 4] = [0.1, 0.0, 0.0, 4.358898943540674];

    #[inline]
    fn slopes(_t: f64, y: &[f64], dy: &mut [f64]) {
        gravity(y, dy);
    }

    #[inline]
    fn jacobian_times(_t: f64, y: &[f64], v: &[f64], jv: &mut [f64]) {
        tide(y, v, jv);
    }
}

#[inline]
fn gravity(y: &[f64], dy: &mut [f64]) {
    let square = y[0] * y[0] + y[1] * y[1];
    let cube = square * square.sqrt();
    dy[0] = y[2];
    dy[1] = y[3];
    dy[2] = -y[0] / cube;
    dy[3] = -y[1] / cube;
}

#[inline]
fn tide(y: &[f64], v: &[f64], jv: &mut [f64]) {
    let square = y[0] * y[0] + y[1] * y[1];
    let cube = square * square.sqrt();
    let along = 3.0 * (y[0] * v[0] + y[1] * v[1]) / square;
    jv[0] = v[2];
    jv[1] = v[3];
    jv[2] = (along * y[0] - v[0]) / cube;
    jv[3] = (along * y[1] - v[1]) / cube;
}

equations!(
    E1,
    2,
    [0.671_396_707_141_803, 0.09540051444747446],
    |t, y, dy| {
        let s = 1.0 / (t + 1.0);
        dy[0] = y[1];
        dy[1] = -(y[1] * s + (1.0 - 0.25 * s * s) * y[0]);
    },
    |v, jv| {
        let s = 1.0 / (t + 1.0);
        jv[0] = v[1];
        jv[1] = -(v[1] * s + (1.0 - 0.25 * s * s) * v[0]);
    }
);

equations!(
    E3,
    2,
    [0.0, 0.0],
    |t, y, dy| {
        dy[0] = y[1];
        dy[1] = y[0] * y[0] * y[0] / 6.0 - y[0] + 2.0 * (2.78535 * t).sin();
    },
    |v, jv| {
        jv[0] = v[1];
        jv[1] = (0.5 * y[0] * y[0] - 1.0) * v[0];
    }
);

equations!(
    VanDerPol,
    2,
    [2.0, 0.0],
    |t, y, dy| {
        dy[0] = y[1];
        dy[1] = y[1] * (1.0 - y[0] * y[0]) - y[0];
    },
    |v, jv| {
        jv[0] = v[1];
        jv[1] = -(2.0 * y[0] * y[1] + 1.0) * v[0] + (1.0 - y[0] * y[0]) * v[1];
    }
);

equations!(
    /// Positions, then velocities.
    Pleiades, 28, [
        3.0, 3.0, -1.0, -3.0, 2.0, -2.0, 2.0, 3.0, -3.0, 2.0, 0.0, 0.0, -4.0, 4.0,
        0.0, 0.0, 0.0, 0.0, 0.0, 1.75, -1.5, 0.0, 0.0, 0.0, -1.25, 1.0, 0.0, 0.0,
    ], |t, y, dy| {
        dy[..14].copy_from_slice(&y[14..]);
        dy[14..].fill(0.0);
        for i in 0..7 {
            for j in i + 1..7 {
                let (x, z) = (y[j] - y[i], y[j + 7] - y[i + 7]);
                let square = x * x + z * z;
                let inverse = 1.0 / (square * square.sqrt());
                let (mi, mj) = ((i + 1) as f64 * inverse, (j + 1) as f64 * inverse);
                dy[14 + i] += mj * x;
                dy[21 + i] += mj * z;
                dy[14 + j] -= mi * x;
                dy[21 + j] -= mi * z;
            }
        }
    }, |v, jv| {
        jv[..14].copy_from_slice(&v[14..]);
        jv[14..].fill(0.0);
        for i in 0..7 {
            for j in i + 1..7 {
                let (x, z, a, b) = (y[j] - y[i], y[j + 7] - y[i + 7], v[j] - v[i], v[j + 7] - v[i + 7]);
                let square = x * x + z * z;
                let (inverse, along) = (1.0 / (square * square.sqrt()), 3.0 * (x * a + z * b) / square);
                let (fx, fz) = ((a - along * x) * inverse, (b - along * z) * inverse);
                jv[14 + i] += (j + 1) as f64 * fx;
                jv[21 + i] += (j + 1) as f64 * fz;
                jv[14 + j] -= (i + 1) as f64 * fx;
                jv[21 + j] -= (i + 1) as f64 * fz;
            }
        }
    }
);
