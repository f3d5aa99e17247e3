//! What a careful user would write without the macros: the yardstick. States and parameters are in slices,
//! in the order of declaration.

/// The logistic function.
fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

/// The Jansen-Rit column of 8 states; `m_in` is the last parameter.
#[inline(always)]
pub(crate) fn jansen_rit_column(y: &[f64], p: &[f64], dy: &mut [f64]) {
    let (y, p, dy) = (&y[..8], &p[..12], &mut dy[..8]);
    let [v_ein, x_ein, v_iin, x_iin, v_e, x_e, v_i, x_i] = y.try_into().unwrap_or([0.0; 8]);
    let (h_e, tau_e, h_i, tau_i, m_max, r, v_thr) = (p[0], p[1], p[2], p[3], p[4], p[5], p[6]);
    let (c, ei_ratio, io_ratio, u, m_in) = (p[7], p[8], p[9], p[10], p[11]);
    let m = m_max * sigmoid(r * (v_e - v_i - v_thr));
    dy[0] = x_ein;
    dy[1] = h_e * c * m / tau_e - v_ein / (tau_e * tau_e) - 2.0 * x_ein / tau_e;
    dy[2] = x_iin;
    dy[3] = h_e * c * m / (ei_ratio * tau_e) - v_iin / (tau_e * tau_e) - 2.0 * x_iin / tau_e;
    dy[4] = x_e;
    dy[5] = (h_e / tau_e) * (0.8 * c * m_max * sigmoid(r * (v_ein - v_thr)) + c * m_in / io_ratio + u)
        - v_e / (tau_e * tau_e)
        - 2.0 * x_e / tau_e;
    dy[6] = x_i;
    dy[7] = h_i * c * m_max * sigmoid(r * (v_iin - v_thr)) / (ei_ratio * tau_i)
        - v_i / (tau_i * tau_i)
        - 2.0 * x_i / tau_i;
}

/// Van der Pol oscillator; parameters are `mu` and the input.
#[inline(always)]
pub(crate) fn van_der_pol(y: &[f64], p: &[f64], dy: &mut [f64]) {
    let (y, p, dy) = (&y[..2], &p[..2], &mut dy[..2]);
    dy[0] = y[1];
    dy[1] = p[0] * y[1] * (1.0 - y[0] * y[0]) - y[0] + p[1];
}

/// Predator and prey, with the prey as it was a delay ago.
#[inline(always)]
pub(crate) fn predator_prey(y: &[f64], p: &[f64], prey_before: f64, dy: &mut [f64]) {
    let (y, p, dy) = (&y[..2], &p[..6], &mut dy[..2]);
    dy[0] = y[0] * (p[0] + p[5] * prey_before);
    dy[1] = y[1] * (p[1] + p[4] * y[0]);
}

/// The Jansen-Rit circuit of a pyramidal cell population and two kinds of interneurons.
#[inline(always)]
pub(crate) fn jansen_rit_circuit(y: &[f64], p: &[f64], dy: &mut [f64]) {
    let (y, p, dy) = (&y[..8], &p[..24], &mut dy[..8]);
    let potential = |v: f64, m_max: f64, s: f64, v_thr: f64| m_max / (1.0 + (s * (v_thr - v)).exp());
    let m_pc = potential(y[0] + y[2], p[5], p[6], p[7]);
    let m_ein = potential(y[4], p[14], p[16], p[18]);
    let m_iin = potential(y[5], p[15], p[17], p[19]);
    let synapse =
        |v: f64, x: f64, input: f64, h: f64, tau: f64| h * input / tau - 2.0 * x / tau - v / (tau * tau);
    dy[0] = y[1];
    dy[1] = synapse(y[0], y[1], p[22] * m_ein + p[0], p[1], p[2]);
    dy[2] = y[3];
    dy[3] = synapse(y[2], y[3], p[23] * m_iin, p[3], p[4]);
    dy[4] = y[6];
    dy[5] = y[7];
    dy[6] = synapse(y[4], y[6], p[20] * m_pc + p[8], p[10], p[12]);
    dy[7] = synapse(y[5], y[7], p[21] * m_pc + p[9], p[11], p[13]);
}

/// 1000 leaky units; `u` are the inputs of all units.
#[inline(always)]
pub(crate) fn leaks(y: &[f64], r0: &[f64], tau: &[f64], u: &[f64], m: &[f64], dy: &mut [f64]) {
    let (y, r0, tau, u, m, dy) =
        (&y[..1000], &r0[..1000], &tau[..1000], &u[..1000], &m[..1000], &mut dy[..1000]);
    for i in 0..1000 {
        dy[i] = (r0[i] - y[i]) / tau[i] + u[i] + y[i] * m[i];
    }
}

/// Edges between leaky units: (from, to).
pub(crate) type Edges = [(usize, usize)];

/// 1000 leaky units with edges, whose weights are the last parameters.
#[inline(always)]
pub(crate) fn coupled_leaks(y: &[f64], p: &[f64], edges: &Edges, u: &mut [f64], dy: &mut [f64]) {
    u.fill(0.0);
    for (&(from, to), weight) in edges.iter().zip(&p[3000..]) {
        u[to] += weight * y[from];
    }
    leaks(y, p, &p[1000..], u, &p[2000..], dy);
}

/// Predator and prey by the classical Runge-Kutta method with a delay of `lag` steps. A stage in the middle
/// of a step reads the past there by cubic Hermite interpolation, so the buffer holds states and slopes.
pub(crate) fn delayed_rk4(y0: &[f64], p: &[f64], h: f64, lag: usize, n: usize) -> Vec<f64> {
    let mut y = [y0[0], y0[1]];
    // The prey and its slope at the beginnings of the last `lag + 1` steps; before the start it rests.
    let mut prey = vec![y[1]; lag + 1];
    let mut slope = vec![0.0; lag + 1];
    let f = |y: [f64; 2], past: f64| {
        let mut dy = [0.0; 2];
        predator_prey(&y, p, past, &mut dy);
        dy
    };
    let along = |h: f64, k: [f64; 2], y: [f64; 2]| [y[0] + h * k[0], y[1] + h * k[1]];
    for step in 0..n {
        let (oldest, next) = ((step + 1) % (lag + 1), (step + 2) % (lag + 1));
        let k1 = f(y, prey[oldest]);
        (prey[step % (lag + 1)], slope[step % (lag + 1)]) = (y[1], k1[1]);
        // The slope jumps at the start, one delay ago when the past ends.
        let left = slope[oldest];
        let right = if step + 1 == lag { 0.0 } else { slope[next] };
        let middle = 0.5 * (prey[oldest] + prey[next]) + 0.125 * h * (left - right);
        let k2 = f(along(0.5 * h, k1, y), middle);
        let k3 = f(along(0.5 * h, k2, y), middle);
        let k4 = f(along(h, k3, y), prey[next]);
        for i in 0..2 {
            y[i] += h / 6.0 * (k1[i] + 2.0 * k2[i] + 2.0 * k3[i] + k4[i]);
        }
    }
    y.to_vec()
}
