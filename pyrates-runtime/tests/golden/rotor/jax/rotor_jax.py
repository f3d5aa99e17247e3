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
#   jax.config.update("jax_enable_x64", True)    before anything else; JAX computes in single precision
#   import rotor_jax as m
#   ys = m.simulate(m.parameters(), 0.01, 1000)  1000 steps of 0.01; gradients pass through it
#   dy = m.vector_field(t, y, m.parameters())

import jax
import jax.numpy as jnp
import numpy as np

STATES = {
    "z": 0,
}
Y0 = [1.0 + 0.5j]
P0 = {
    "mu": 0.3,
    "omega": 2.0,
}


def vector_field(t, y, p):
    """The derivative of the state y, of shape (..., 1), for parameters by name."""
    z = y[..., 0]
    mu = p["mu"]
    omega = p["omega"]
    return jnp.stack([
        (mu + 1.0j*omega)*z - z**2*jnp.conj(z),
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


def parameters(dtype=None):
    """The parameters of the model by name."""
    return {name: jnp.asarray(value, type_of(value, dtype)) for name, value in P0.items()}


def initial_state(dtype=None):
    """The state at which the model starts."""
    return jnp.asarray(Y0, type_of(Y0, dtype))


def type_of(value, dtype):
    """The complex type of a precision for complex numbers, else the real one, which is given or none."""
    is_complex = dtype is not None and np.iscomplexobj(value)
    return jnp.promote_types(dtype, jnp.complex64) if is_complex else dtype


def known(names, allowed=frozenset(P0)):
    """Refuses names of no parameter."""
    unknown = sorted(set(names) - allowed)
    if unknown:
        raise ValueError(f"no parameters that may be given: {', '.join(unknown)}")


def simulate(p, dt, steps, y0=None, inputs=None, method="rk4"):
    """The states at 0, dt, ..., steps*dt, of shape (steps + 1, ..., n); gradients pass through all steps.

    It starts at y0 of shape (..., n). `inputs` are parameters that change, by name: in step k they are element k of
    their arrays. Methods are "rk4" and "euler". For jax.jit, `steps` and `method` are static.
    """
    inputs, y0 = inputs or {}, initial_state() if y0 is None else jnp.asarray(y0)
    y0 = y0.astype(type_of(Y0, y0.real.dtype))
    known(p)
    known(inputs)

    def step(y, x):
        k, now = x

        def f(c, y):
            return vector_field((k + c)*dt, y, {**p, **now})

        y = STEPS[method](f, y, f(0.0, y), dt)
        return y, y

    _, states = jax.lax.scan(step, y0, (jnp.arange(steps), inputs))
    return jnp.concatenate([y0[None], states])
