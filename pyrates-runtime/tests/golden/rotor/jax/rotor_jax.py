# The oscillator of Stuart and Landau, a complex number.
#
# Model Rotor, exported by PyRates for Rust 0.1.0, hash 41a77f437c9f3675.
#
#   State  Name  Path in the model  Initial value  d/dt at t = 0
#   y[0]   re    z/re               1.0            -1.95
#   y[1]   im    z/im               0.5            1.525
#
#   Parameter  Name   Path in the model  Value
#   number     mu     mu                 0.3
#   number     omega  omega              2.0
#
# To check this file: the last column of the states is the right-hand side at t = 0, for
# the initial values and the parameters above.
#
#   jax.config.update("jax_enable_x64", True)                            before anything else; JAX computes in single precision
#   import rotor_jax as m
#   ys = m.simulate(m.parameters(), 0.01, 1000)                          1000 steps of 0.01; gradients pass through it
#   term = diffrax.ODETerm(m.vector_field)
#   y0, p = m.initial_state(), m.parameters()
#   diffrax.diffeqsolve(term, diffrax.Tsit5(), 0.0, 100.0, 0.01, y0, p)  up to t = 100

import jax
import jax.numpy as jnp

STATES = {
    "re": 0,
    "im": 1,
}
Y0 = [1.0, 0.5]
P0 = {
    "mu": 0.3,
    "omega": 2.0,
}


def vector_field(t, y, p):
    """The derivative of the state y, of shape (..., 2), for parameters by name."""
    re = y[..., 0]
    im = y[..., 1]
    mu = p["mu"]
    omega = p["omega"]
    part1 = re**2 - im**2
    part2 = 2.0*re*im
    return jnp.stack([
        mu*re - omega*im - (part1*re + part2*im),
        mu*im + omega*re - (-part1*im + part2*re),
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
    return {name: jnp.asarray(value, dtype) for name, value in P0.items()}


def initial_state(dtype=None):
    """The state at which the model starts."""
    return jnp.asarray(Y0, dtype)


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
