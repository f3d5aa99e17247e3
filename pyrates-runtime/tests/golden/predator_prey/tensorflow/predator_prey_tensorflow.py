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
#   import predator_prey_tensorflow as m
#   ys = m.simulate(m.parameters(), 0.01, 1000)  1000 steps of 0.01; gradients pass through it
#   dy = m.ode_fn(t, y, Z, **m.parameters())     Z[..., k, i] is y[..., i] at time t - lags(p)[k]

import tensorflow as tf

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
    """Numbers and arrays as one array, of the type of the parameters."""
    dtype = next((value.dtype for value in p.values()), tf.float64)
    return tf.concat([tf.reshape(tf.convert_to_tensor(lag, dtype), [-1]) for lag in lags], 0)


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
    return tf.stack([
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


def parameters(dtype=tf.float64):
    """The parameters of the model by name."""
    return {name: tf.constant(value, dtype) for name, value in P0.items()}


def initial_state(dtype=tf.float64):
    """The state at which the model starts."""
    return tf.constant(Y0, dtype)


def ode_fn(t, y, Z, **constants):
    """The derivative of the state y for the past Z; the constants are all parameters by name."""
    known(constants)
    return vector_field(t, y, Z, constants)


def known(names, allowed=frozenset(P0)):
    """Refuses names of no parameter; as inputs, also those of parameters of delays, which are constant."""
    unknown = sorted(set(names) - allowed)
    if unknown:
        raise ValueError(f"no parameters that may be given: {', '.join(unknown)}")


def past(states, slopes, k, c, y, lag, dt):
    """The states `lag` steps before time k + c, along the last axis but one; the latest states come first."""
    steps = c - lag
    cell = tf.minimum(tf.math.ceil(steps - 1e-9) - 1.0, -1.0)
    column = [-1] + [1]*y.shape.rank
    theta = tf.reshape(steps - cell, column)
    start = -tf.cast(cell, tf.int32)
    a, b = tf.gather(states, start), tf.gather(states, start - 1)
    z = cubic(theta, a, b, dt*tf.gather(slopes, start), dt*tf.gather(slopes, start - 1))
    z = tf.where(tf.reshape(tf.cast(k, y.dtype) + steps <= 1e-9, column), states[-1], z)
    z = tf.where(tf.reshape(lag == 0.0, column), y, z)
    return tf.transpose(z, [*range(1, y.shape.rank), 0, y.shape.rank])


def latest(value, values):
    """The values of the last steps with a new one in front, and without the oldest."""
    return tf.concat([value[tf.newaxis], values[:-1]], 0)


@tf.function
def simulate(p, dt, steps, y0=None, inputs=None, method="rk4"):
    """The states at 0, dt, ..., steps*dt, of shape (steps + 1, ..., n); gradients pass through all steps.

    It starts at y0 of shape (..., n), which is also the state at all earlier times. `inputs` are parameters that
    change, by name: in step k they are element k of their arrays. Methods are "rk4" and "euler". A delay is 0 or at
    least dt.
    """
    inputs, y = inputs or {}, initial_state() if y0 is None else tf.convert_to_tensor(y0)
    known(p)
    known(inputs, set(P0) - DELAYS)
    dt = tf.convert_to_tensor(dt, y.dtype)
    for name in inputs:
        tf.debugging.assert_equal(tf.shape(inputs[name])[0], steps, f"{name} has not as many values as steps")
    lag = lags(p)/dt
    tf.debugging.assert_equal(tf.reduce_any((lag > 0.0) & (lag < 1.0 - 1e-9)), False, "a delay must be 0 or at least dt")
    rows = tf.cast(tf.math.ceil(tf.reduce_max(lag)), tf.int32) + 3

    def step(k, y, results, states, slopes):
        now = {**p, **{name: values[k] for name, values in inputs.items()}}
        time = tf.cast(k, y.dtype)

        def f(c, y):
            return vector_field((time + c)*dt, y, past(states, slopes, k, c, y, lag, dt), now)

        k1 = f(0.0, y)
        slopes = tf.concat([k1[tf.newaxis], slopes[1:]], 0)
        y = STEPS[method](f, y, k1, dt)
        return k + 1, y, results.write(k + 1, y), latest(y, states), latest(k1, slopes)

    results = tf.TensorArray(y.dtype, size=steps + 1, element_shape=y.shape).write(0, y)
    states = tf.repeat(y[tf.newaxis], rows, axis=0)
    start = (tf.constant(0), y, results, states, tf.zeros_like(states))
    return tf.while_loop(lambda k, *_: k < steps, step, start)[2].stack()
