# Lotka-Volterra dynamics of two species.
#
# The predator grows with a delay.
#
# Model PredatorPrey, exported by PyRates for Rust 0.1.0, hash c6ff5ff9d5b710a5.
#
#   State  Name        Path in the model  Initial value  d/dt at t = 0
#   y[0]   predator_x  predator/lv/x      0.5            -0.25
#   y[1]   prey_x      prey/lv/x          0.5            0.024999999999999967
#
#   Parameter  Name                     Path in the model              Value
#   p[0]       predator_alpha           predator/lv/alpha              -1.0
#   p[1]       prey_alpha               prey/lv/alpha                  0.7
#   p[2]       predator_to_prey_weight  edges/predator_to_prey/weight  -1.3
#   p[3]       prey_to_predator_weight  edges/prey_to_predator/weight  1.0
#   p[4]       prey_to_predator_delay   edges/prey_to_predator/delay   0.5
#
#   Lag         Delay                   Value
#   lags(p)[0]  prey_to_predator_delay  0.5
#
# To check this file: the last column of the states is the right-hand side at t = 0, for
# the initial values now and at all earlier times, and the parameters above.
#
#   import predator_prey as m
#   t, y = m.solve(100.0)
#   dy = m.rhs(t, y, Z, p)      Z[i, k] is y[i] at time t - lags(p)[k]

import numpy as np

STATES = ("predator_x", "prey_x")
PARAMS = ("predator_alpha", "prey_alpha", "predator_to_prey_weight",
    "prey_to_predator_weight", "prey_to_predator_delay")
Y0 = np.array([0.5, 0.5])
P0 = np.array([-1.0, 0.7, -1.3, 1.0, 0.5])


def lags(p=P0):
    """The delays."""
    prey_to_predator_delay = p[4]
    return np.array([prey_to_predator_delay])


def history(t):
    """The state at t <= 0."""
    return Y0.copy()


def rhs_into(t, y, Z, p, dy):
    """Writes the derivative of the state to dy."""
    predator_x = y[0]
    prey_x = y[1]
    prey_x_delayed = Z[1, 0]
    predator_alpha = p[0]
    prey_alpha = p[1]
    predator_to_prey_weight = p[2]
    prey_to_predator_weight = p[3]
    dy[0] = predator_x*(predator_alpha + prey_to_predator_weight*prey_x_delayed)
    dy[1] = prey_x*(prey_alpha + predator_to_prey_weight*predator_x)


def rhs(t, y, Z, p=P0):
    """The derivative of the state."""
    dy = np.empty_like(y)
    rhs_into(t, y, Z, p, dy)
    return dy


def solve(t_end, t_eval=None, p=P0, rtol=1e-9, atol=1e-12):
    """Integrates from 0 to t_end by the method of steps, with SciPy's DOP853 on every step.

    Returns the times (t_eval, or 201 of them) and an array with a column of states for each.
    A step is no longer than the shortest delay and ends where a derivative may jump.
    """
    from scipy.integrate import solve_ivp

    delays = lags(p)
    distinct, places = np.unique(delays, return_inverse=True)
    positive = [d for d in distinct if d > 0.0]
    segments, ends = [], []

    def past(s):
        if s <= 0.0 or not segments:
            return history(s)
        return segments[min(int(np.searchsorted(ends, s)), len(segments) - 1)](s)

    def field(t, y):
        Z = np.stack([past(t - d) if d > 0.0 else y for d in distinct], axis=1)
        return rhs(t, y, Z[:, places], p)

    t, y = 0.0, history(0.0)
    for stop in steps(t_end, positive):
        part = solve_ivp(field, (t, stop), y, method="DOP853", rtol=rtol, atol=atol, dense_output=True)
        if not part.success:
            raise RuntimeError(f"no solution beyond t = {part.t[-1]}: {part.message}")
        segments.append(part.sol)
        ends.append(stop)
        t, y = stop, part.y[:, -1]
    times = np.linspace(0.0, t_end, 201) if t_eval is None else np.asarray(t_eval, dtype=float)
    return times, np.stack([past(s) for s in times], axis=1)


def steps(t_end, delays):
    """The ends of the steps: jumps of derivatives up to the eighth, at most the shortest delay apart."""
    jumps = {0.0}
    for _ in range(8):
        if len(jumps) > 500:
            break
        jumps |= {round(t + d, 12) for t in jumps for d in delays if t + d < t_end}
    ends, t = [], 0.0
    for stop in sorted(jumps - {0.0}) + [t_end]:
        n = max(1, int(np.ceil((stop - t) / delays[0] - 1e-9))) if delays else 1
        ends.extend(t + (stop - t) * (k + 1) / n for k in range(n))
        t = stop
    return ends
