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
#   number     predator_alpha           predator/lv/alpha              -1.0
#   number     prey_alpha               prey/lv/alpha                  0.7
#   number     predator_to_prey_weight  edges/predator_to_prey/weight  -1.3
#   number     prey_to_predator_weight  edges/prey_to_predator/weight  1.0
#   number     prey_to_predator_delay   edges/prey_to_predator/delay   0.5
#
#   Lag         Delay                   Value
#   lags(p)[0]  prey_to_predator_delay  0.5
#
# To check this file: the last column of the states is the right-hand side at t = 0, for
# the initial values now and at all earlier times, and the parameters above.
#
#   jax.config.update("jax_enable_x64", True)    before anything else; JAX computes in single precision
#   import predator_prey_jax as m
#   ys = m.simulate(m.parameters(), 0.01, 1000)  1000 steps of 0.01; gradients pass through it
#   dy = m.vector_field(t, y, Z, p)              Z[..., k, i] is y[..., i] at time t - lags(p)[k]

import jax
import jax.numpy as jnp

STATES = {
    "predator_x": 0,
    "prey_x": 1,
}
Y0 = [0.5, 0.5]
P0 = {
    "predator_alpha": -1.0,
    "prey_alpha": 0.7,
    "predator_to_prey_weight": -1.3,
    "prey_to_predator_weight": 1.0,
    "prey_to_predator_delay": 0.5,
}
DELAYS = {"prey_to_predator_delay"}


def join_lags(lags, p):
    """Numbers and arrays as one array."""
    return jnp.concatenate([jnp.ravel(jnp.asarray(lag)) for lag in lags])


def lags(p):
    """The delays."""
    prey_to_predator_delay = p["prey_to_predator_delay"]
    return join_lags([prey_to_predator_delay], p)


def vector_field(t, y, Z, p):
    """The derivative of the state y, of shape (..., 2), for parameters by name.

    Z[..., k, :] is the state lags(p)[k] ago.
    """
    predator_x = y[..., 0]
    prey_x = y[..., 1]
    prey_x_delayed = Z[..., 0, 1]
    predator_alpha = p["predator_alpha"]
    prey_alpha = p["prey_alpha"]
    predator_to_prey_weight = p["predator_to_prey_weight"]
    prey_to_predator_weight = p["prey_to_predator_weight"]
    return jnp.stack([
        predator_x*(predator_alpha + prey_to_predator_weight*prey_x_delayed),
        prey_x*(prey_alpha + predator_to_prey_weight*predator_x),
    ], axis=-1)


def cubic(theta, a, b, da, db):
    """The cubic polynomial that is a at 0 and b at 1, with derivatives da and db there."""
    return (1.0 - theta)*a + theta*b + theta*(theta - 1.0)*((1.0 - 2.0*theta)*(b - a) + (theta - 1.0)*da + theta*db)


def euler(f, y, k1, dt):
    """A step of Euler's method; k1 is the derivative at its start."""
    return y + dt*k1


def rk4(f, y, k1, dt):
    """A step of the classical Runge-Kutta method; f(c, y) is the derivative c steps later."""
    k2 = f(0.5, y + 0.5*dt*k1)
    k3 = f(0.5, y + 0.5*dt*k2)
    k4 = f(1.0, y + dt*k3)
    return y + dt/6.0*(k1 + 2.0*k2 + 2.0*k3 + k4)


STEPS = {"euler": euler, "rk4": rk4}


def parameters(dtype=None):
    """The parameters of the model by name."""
    return {name: jnp.asarray(value, dtype) for name, value in P0.items()}


def initial_state(dtype=None):
    """The state at which the model starts."""
    return jnp.asarray(Y0, dtype)


def past(states, slopes, k, c, y, lag, dt):
    """The states `lag` steps before time k + c, along the last axis but one; NaN for lags between 0 and one step."""
    steps = k + c - lag
    cell = jnp.maximum(jnp.ceil(steps - 1e-9).astype(int) - 1, 0)
    column = (-1,) + (1,)*y.ndim
    theta = (steps - cell).reshape(column)
    z = cubic(theta, states[cell], states[cell + 1], dt*slopes[cell], dt*slopes[cell + 1])
    z = jnp.where((steps <= 1e-9).reshape(column), states[0], z)
    z = jnp.where((lag < 1.0 - 1e-9).reshape(column), jnp.nan, z)
    return jnp.moveaxis(jnp.where((lag == 0.0).reshape(column), y, z), 0, -2)


def known(names, allowed=frozenset(P0)):
    """Refuses names of no parameter; as inputs, also those of parameters of delays, which are constant."""
    unknown = sorted(set(names) - allowed)
    if unknown:
        raise ValueError(f"no parameters that may be given: {', '.join(unknown)}")


def simulate(p, dt, steps, y0=None, inputs=None, method="rk4"):
    """The states at 0, dt, ..., steps*dt, of shape (steps + 1, ..., n); gradients pass through all steps.

    It starts at y0 of shape (..., n), which is also the state at all earlier times. `inputs` are parameters that
    change, by name: in step k they are element k of their arrays. Methods are "rk4" and "euler". A delay is 0 or at
    least dt; others give NaN. For jax.jit, `steps` and `method` are static.
    """
    inputs, y0 = inputs or {}, initial_state() if y0 is None else jnp.asarray(y0)
    known(p)
    known(inputs, set(P0) - DELAYS)
    lag = lags(p)/dt

    def step(memory, x):
        k, now = x
        y, states, slopes = memory

        def f(c, y):
            return vector_field((k + c)*dt, y, past(states, slopes, k, c, y, lag, dt), {**p, **now})

        k1 = f(0.0, y)
        slopes = slopes.at[k].set(k1)
        y = STEPS[method](f, y, k1, dt)
        return (y, states.at[k + 1].set(y), slopes), None

    states = jnp.zeros((steps + 1,) + y0.shape, y0.dtype).at[0].set(y0)
    memory = (y0, states, jnp.zeros_like(states))
    (_, states, _), _ = jax.lax.scan(step, memory, (jnp.arange(steps), inputs))
    return states
