# The oscillator of Stuart and Landau, a complex number.
#
# Model Rotor, exported by PyRates for Rust 0.1.0, hash 105bc686c99bfbf4.
#
#   State  Name  Path in the model  Initial value  d/dt at t = 0
#   y[0]   z     z                  1.0 + 0.5i     -1.95 + 1.525i
#
#   Parameter  Name   Path in the model  Value
#   number     mu     mu                 0.3
#   number     omega  omega              2.0
#
# To check this file: the last column of the states is the right-hand side at t = 0, for
# the initial values and the parameters above.
#
#   import rotor_tensorflow as m
#   ys = m.simulate(m.parameters(), 0.01, 1000)  1000 steps of 0.01; gradients pass through it
#   dy = m.ode_fn(t, y, **m.parameters())

import tensorflow as tf

STATES = {
    "z": 0,
}
Y0 = [1.0 + 0.5j]
P0 = {
    "mu": 0.3,
    "omega": 2.0,
}


def to_complex(value, y):
    """A number or a tensor as a complex one of the precision of y."""
    if not tf.is_tensor(value):
        return tf.constant(value, tf.complex64 if y.dtype.real_dtype == tf.float32 else tf.complex128)
    return value if value.dtype.is_complex else tf.complex(value, tf.zeros_like(value))


def vector_field(t, y, p):
    """The derivative of the state y, of shape (..., 1), for parameters by name."""
    z = y[..., 0]
    mu = p["mu"]
    omega = p["omega"]
    return tf.stack([
        (to_complex(mu, y) + 1.0j*to_complex(omega, y))*z - z**2*tf.math.conj(z),
    ], axis=-1)


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
    return {name: tf.constant(value, type_of(value, dtype)) for name, value in P0.items()}


def initial_state(dtype=tf.float64):
    """The state at which the model starts."""
    return tf.constant(Y0, type_of(Y0, dtype))


def type_of(value, dtype):
    """The complex type of a precision for complex numbers, else the real one, which is given."""
    complex_dtype = tf.complex64 if dtype == tf.float32 else tf.complex128
    return complex_dtype if tf.constant(value).dtype.is_complex else dtype


def of_type(y, value):
    """A real tensor as a complex one, if the states are complex."""
    return to_complex(value, y) if y.dtype.is_complex else value


def ode_fn(t, y, **constants):
    """The derivative as tfp.math.ode calls it: the constants are all parameters by name."""
    known(constants)
    return vector_field(t, y, constants)


def known(names, allowed=frozenset(P0)):
    """Refuses names of no parameter."""
    unknown = sorted(set(names) - allowed)
    if unknown:
        raise ValueError(f"no parameters that may be given: {', '.join(unknown)}")


@tf.function
def simulate(p, dt, steps, y0=None, inputs=None, method="rk4"):
    """The states at 0, dt, ..., steps*dt, of shape (steps + 1, ..., n); gradients pass through all steps.

    It starts at y0 of shape (..., n). `inputs` are parameters that change, by name: in step k they are element k of
    their arrays. Methods are "rk4" and "euler".
    """
    inputs, y = inputs or {}, initial_state() if y0 is None else tf.convert_to_tensor(y0)
    y = of_type(tf.constant(Y0), y)
    known(p)
    known(inputs)
    dt = tf.convert_to_tensor(dt, y.dtype.real_dtype)
    for name in inputs:
        tf.debugging.assert_equal(tf.shape(inputs[name])[0], steps, f"{name} has not as many values as steps")

    def step(k, y, results):
        now = {**p, **{name: values[k] for name, values in inputs.items()}}
        time = tf.cast(k, y.dtype.real_dtype)

        def f(c, y):
            return vector_field((time + c)*dt, y, now)

        k1 = f(0.0, y)
        y = STEPS[method](f, y, k1, of_type(y, dt))
        return k + 1, y, results.write(k + 1, y)

    results = tf.TensorArray(y.dtype, size=steps + 1, element_shape=y.shape).write(0, y)
    start = (tf.constant(0), y, results)
    return tf.while_loop(lambda k, *_: k < steps, step, start)[2].stack()
