//! The stiff problems.
#![allow(unused_variables, reason = "no slope depends on time")]

use super::{Equations, equations};

equations!(
    /// Van der Pol's oscillator for mu = 1000.
    VanDerPol1000, 2, [2.0, 0.0], |t, y, dy| {
        dy[0] = y[1];
        dy[1] = 1000.0 * y[1] * (1.0 - y[0] * y[0]) - y[0];
    }, |v, jv| {
        jv[0] = v[1];
        jv[1] = -(2000.0 * y[0] * y[1] + 1.0) * v[0] + 1000.0 * (1.0 - y[0] * y[0]) * v[1];
    }
);

equations!(
    Robertson,
    3,
    [1.0, 0.0, 0.0],
    |t, y, dy| {
        let (slow, fast) = (0.04 * y[0] - 1e4 * y[1] * y[2], 3e7 * y[1] * y[1]);
        dy[0] = -slow;
        dy[1] = slow - fast;
        dy[2] = fast;
    },
    |v, jv| {
        let slow = 0.04 * v[0] - 1e4 * (v[1] * y[2] + y[1] * v[2]);
        let fast = 6e7 * y[1] * v[1];
        jv[0] = -slow;
        jv[1] = slow - fast;
        jv[2] = fast;
    }
);

equations!(
    Hires,
    8,
    [1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0057],
    |t, y, dy| {
        hires(y, 280.0 * y[5] * y[7], dy);
        dy[0] += 0.0007;
    },
    |v, jv| {
        hires(v, 280.0 * (v[5] * y[7] + y[5] * v[7]), jv);
    }
);

/// The terms that are linear, and those of the one reaction that is not.
#[inline]
fn hires(y: &[f64], reaction: f64, dy: &mut [f64]) {
    dy[0] = -1.71 * y[0] + 0.43 * y[1] + 8.32 * y[2];
    dy[1] = 1.71 * y[0] - 8.75 * y[1];
    dy[2] = -10.03 * y[2] + 0.43 * y[3] + 0.035 * y[4];
    dy[3] = 8.32 * y[1] + 1.71 * y[2] - 1.12 * y[3];
    dy[4] = -1.745 * y[4] + 0.43 * y[5] + 0.43 * y[6];
    dy[5] = -reaction + 0.69 * y[3] + 1.71 * y[4] - 0.43 * y[5] + 0.69 * y[6];
    dy[6] = reaction - 1.81 * y[6];
    dy[7] = -reaction + 1.81 * y[6];
}

equations!(
    Oregonator,
    3,
    [1.0, 2.0, 3.0],
    |t, y, dy| {
        dy[0] = 77.27 * (y[1] + y[0] * (1.0 - 8.375e-6 * y[0] - y[1]));
        dy[1] = (y[2] - (1.0 + y[0]) * y[1]) / 77.27;
        dy[2] = 0.161 * (y[0] - y[2]);
    },
    |v, jv| {
        jv[0] = 77.27 * (v[1] + v[0] * (1.0 - 16.75e-6 * y[0] - y[1]) - y[0] * v[1]);
        jv[1] = (v[2] - v[0] * y[1] - (1.0 + y[0]) * v[1]) / 77.27;
        jv[2] = 0.161 * (v[0] - v[2]);
    }
);
