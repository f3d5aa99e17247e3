def parameters(dtype=None):
    """The parameters of the model by name."""
    return {name: jnp.asarray(value, dtype) for name, value in P0.items()}  # REAL
    return {name: jnp.asarray(value, type_of(value, dtype)) for name, value in P0.items()}  # COMPLEX


def initial_state(dtype=None):
    """The state at which the model starts."""
    return jnp.asarray(Y0, dtype)  # REAL
    return jnp.asarray(Y0, type_of(Y0, dtype))  # COMPLEX


def type_of(value, dtype):  # COMPLEX
    """The complex type of a precision for complex numbers, else the real one, which is given or none."""  # COMPLEX
    is_complex = dtype is not None and np.iscomplexobj(value)  # COMPLEX
    return jnp.promote_types(dtype, jnp.complex64) if is_complex else dtype  # COMPLEX


def past(states, slopes, k, c, y, lag, dt):  # DDE
    """The states `lag` steps before time k + c, along the last axis but one; NaN for lags between 0 and one step."""  # DDE
    steps = k + c - lag  # DDE
    cell = jnp.maximum(jnp.ceil(steps - 1e-9).astype(int) - 1, 0)  # DDE
    column = (-1,) + (1,)*y.ndim  # DDE
    theta = (steps - cell).reshape(column)  # DDE
    z = cubic(theta, states[cell], states[cell + 1], dt*slopes[cell], dt*slopes[cell + 1])  # DDE
    z = jnp.where((steps <= 1e-9).reshape(column), states[0], z)  # DDE
    z = jnp.where((lag < 1.0 - 1e-9).reshape(column), jnp.nan, z)  # DDE
    return jnp.moveaxis(jnp.where((lag == 0.0).reshape(column), y, z), 0, -2)  # DDE


def known(names, allowed=frozenset(P0)):
    """Refuses names of no parameter."""  # ODE
    """Refuses names of no parameter; as inputs, also those of parameters of delays, which are constant."""  # DDE
    unknown = sorted(set(names) - allowed)
    if unknown:
        raise ValueError(f"no parameters that may be given: {', '.join(unknown)}")


def simulate(p, dt, steps, y0=None, inputs=None, method="rk4"):
    """The states at 0, dt, ..., steps*dt, of shape (steps + 1, ..., n); gradients pass through all steps.

    It starts at y0 of shape (..., n), which is also the state at all earlier times. `inputs` are parameters that  # DDE
    change, by name: in step k they are element k of their arrays. Methods are "rk4" and "euler". A delay is 0 or at  # DDE
    least dt; others give NaN. For jax.jit, `steps` and `method` are static.  # DDE
    It starts at y0 of shape (..., n). `inputs` are parameters that change, by name: in step k they are element k of  # ODE
    their arrays. Methods are "rk4" and "euler". For jax.jit, `steps` and `method` are static.  # ODE
    """
    inputs, y0 = inputs or {}, initial_state() if y0 is None else jnp.asarray(y0)
    y0 = y0.astype(type_of(Y0, y0.real.dtype))  # COMPLEX
    known(p)
    known(inputs)  # ODE
    known(inputs, set(P0) - DELAYS)  # DDE
    lag = lags(p)/dt  # DDE

    def step(y, x):  # ODE
    def step(memory, x):  # DDE
        k, now = x
        y, states, slopes = memory  # DDE

        def f(c, y):
            return vector_field((k + c)*dt, y, {**p, **now})  # ODE
            return vector_field((k + c)*dt, y, past(states, slopes, k, c, y, lag, dt), {**p, **now})  # DDE

        y = STEPS[method](f, y, f(0.0, y), dt)  # ODE
        return y, y  # ODE
        k1 = f(0.0, y)  # DDE
        slopes = slopes.at[k].set(k1)  # DDE
        y = STEPS[method](f, y, k1, dt)  # DDE
        return (y, states.at[k + 1].set(y), slopes), None  # DDE

    _, states = jax.lax.scan(step, y0, (jnp.arange(steps), inputs))  # ODE
    return jnp.concatenate([y0[None], states])  # ODE
    states = jnp.zeros((steps + 1,) + y0.shape, y0.dtype).at[0].set(y0)  # DDE
    memory = (y0, states, jnp.zeros_like(states))  # DDE
    (_, states, _), _ = jax.lax.scan(step, memory, (jnp.arange(steps), inputs))  # DDE
    return states  # DDE
