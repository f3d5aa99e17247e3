def parameters(dtype=tf.float64):
    """The parameters of the model by name."""
    return {name: tf.constant(value, dtype) for name, value in P0.items()}  # REAL
    return {name: tf.constant(value, type_of(value, dtype)) for name, value in P0.items()}  # COMPLEX


def initial_state(dtype=tf.float64):
    """The state at which the model starts."""
    return tf.constant(Y0, dtype)  # REAL
    return tf.constant(Y0, type_of(Y0, dtype))  # COMPLEX


def type_of(value, dtype):  # COMPLEX
    """The complex type of a precision for complex numbers, else the real one, which is given."""  # COMPLEX
    complex_dtype = tf.complex64 if dtype == tf.float32 else tf.complex128  # COMPLEX
    return complex_dtype if tf.constant(value).dtype.is_complex else dtype  # COMPLEX


def of_type(y, value):  # COMPLEX
    """A real tensor as a complex one, if the states are complex."""  # COMPLEX
    return to_complex(value, y) if y.dtype.is_complex else value  # COMPLEX


def ode_fn(t, y, **constants):  # ODE
    """The derivative as tfp.math.ode calls it: the constants are all parameters by name."""  # ODE
    known(constants)  # ODE
    return vector_field(t, y, constants)  # ODE
def ode_fn(t, y, Z, **constants):  # DDE
    """The derivative of the state y for the past Z; the constants are all parameters by name."""  # DDE
    known(constants)  # DDE
    return vector_field(t, y, Z, constants)  # DDE


def known(names, allowed=frozenset(P0)):
    """Refuses names of no parameter."""  # ODE
    """Refuses names of no parameter; as inputs, also those of parameters of delays, which are constant."""  # DDE
    unknown = sorted(set(names) - allowed)
    if unknown:
        raise ValueError(f"no parameters that may be given: {', '.join(unknown)}")


def past(states, slopes, k, c, y, lag, dt):  # DDE
    """The states `lag` steps before time k + c, along the last axis but one; the latest states come first."""  # DDE
    steps = c - lag  # DDE
    cell = tf.minimum(tf.math.ceil(steps - 1e-9) - 1.0, -1.0)  # DDE
    column = [-1] + [1]*y.shape.rank  # DDE
    theta = tf.reshape(steps - cell, column)  # REAL  # DDE
    theta, dt = of_type(y, tf.reshape(steps - cell, column)), of_type(y, dt)  # COMPLEX  # DDE
    start = -tf.cast(cell, tf.int32)  # DDE
    a, b = tf.gather(states, start), tf.gather(states, start - 1)  # DDE
    z = cubic(theta, a, b, dt*tf.gather(slopes, start), dt*tf.gather(slopes, start - 1))  # DDE
    z = tf.where(tf.reshape(tf.cast(k, y.dtype) + steps <= 1e-9, column), states[-1], z)  # REAL  # DDE
    z = tf.where(tf.reshape(tf.cast(k, steps.dtype) + steps <= 1e-9, column), states[-1], z)  # COMPLEX  # DDE
    z = tf.where(tf.reshape(lag == 0.0, column), y, z)  # DDE
    return tf.transpose(z, [*range(1, y.shape.rank), 0, y.shape.rank])  # DDE


def latest(value, values):  # DDE
    """The values of the last steps with a new one in front, and without the oldest."""  # DDE
    return tf.concat([value[tf.newaxis], values[:-1]], 0)  # DDE


@tf.function
def simulate(p, dt, steps, y0=None, inputs=None, method="rk4"):
    """The states at 0, dt, ..., steps*dt, of shape (steps + 1, ..., n); gradients pass through all steps.

    It starts at y0 of shape (..., n), which is also the state at all earlier times. `inputs` are parameters that  # DDE
    change, by name: in step k they are element k of their arrays. Methods are "rk4" and "euler". A delay is 0 or at  # DDE
    least dt.  # DDE
    It starts at y0 of shape (..., n). `inputs` are parameters that change, by name: in step k they are element k of  # ODE
    their arrays. Methods are "rk4" and "euler".  # ODE
    """
    inputs, y = inputs or {}, initial_state() if y0 is None else tf.convert_to_tensor(y0)
    y = of_type(tf.constant(Y0), y)  # COMPLEX
    known(p)
    known(inputs)  # ODE
    known(inputs, set(P0) - DELAYS)  # DDE
    dt = tf.convert_to_tensor(dt, y.dtype)  # REAL
    dt = tf.convert_to_tensor(dt, y.dtype.real_dtype)  # COMPLEX
    for name in inputs:
        tf.debugging.assert_equal(tf.shape(inputs[name])[0], steps, f"{name} has not as many values as steps")
    lag = lags(p)/dt  # DDE
    tf.debugging.assert_equal(tf.reduce_any((lag > 0.0) & (lag < 1.0 - 1e-9)), False, "a delay must be 0 or at least dt")  # DDE
    rows = tf.cast(tf.math.ceil(tf.reduce_max(lag)), tf.int32) + 3  # DDE

    def step(k, y, results):  # ODE
    def step(k, y, results, states, slopes):  # DDE
        now = {**p, **{name: values[k] for name, values in inputs.items()}}
        time = tf.cast(k, y.dtype)  # REAL
        time = tf.cast(k, y.dtype.real_dtype)  # COMPLEX

        def f(c, y):
            return vector_field((time + c)*dt, y, now)  # ODE
            return vector_field((time + c)*dt, y, past(states, slopes, k, c, y, lag, dt), now)  # DDE

        k1 = f(0.0, y)
        slopes = tf.concat([k1[tf.newaxis], slopes[1:]], 0)  # DDE
        y = STEPS[method](f, y, k1, dt)  # REAL
        y = STEPS[method](f, y, k1, of_type(y, dt))  # COMPLEX
        return k + 1, y, results.write(k + 1, y)  # ODE
        return k + 1, y, results.write(k + 1, y), latest(y, states), latest(k1, slopes)  # DDE

    results = tf.TensorArray(y.dtype, size=steps + 1, element_shape=y.shape).write(0, y)
    start = (tf.constant(0), y, results)  # ODE
    states = tf.repeat(y[tf.newaxis], rows, axis=0)  # DDE
    start = (tf.constant(0), y, results, states, tf.zeros_like(states))  # DDE
    return tf.while_loop(lambda k, *_: k < steps, step, start)[2].stack()
