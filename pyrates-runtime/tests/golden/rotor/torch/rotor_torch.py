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
#   from rotor_torch import Rotor
#   model = Rotor(dtype=torch.float64)
#   ys = torchdiffeq.odeint(model, model.y0, torch.linspace(0.0, 100.0, 201))
#   ys = model.simulate(dt=0.01, steps=1000)                                   gradients pass through it

import torch
from torch import nn

STATES = {
    "z": 0,
}
Y0 = [1.0 + 0.5j]
P0 = {
    "mu": 0.3,
    "omega": 2.0,
}
SHAPES = {name: torch.tensor(value).shape for name, value in P0.items()}


def vector_field(t, y, p):
    """The derivative of the state y, of shape (..., 1), for parameters by name."""
    z = y[..., 0]
    mu = p["mu"]
    omega = p["omega"]
    return torch.stack([
        (mu + 1.0j*omega)*z - z**2*torch.conj(z),
    ], dim=-1)


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


class Rotor(nn.Module):
    """model(t, y) is the derivative of the state y of shape (..., n).

    Parameters whose names are in `trainable` are trained, all of them by default; the others are buffers. `values`
    replace those of the model by name; one number for an array is shared by all of its elements.
    `dtype` is the type of real numbers; complex ones have the same precision.
    """

    def __init__(self, trainable=tuple(P0), dtype=None, device=None, **values):
        super().__init__()
        known({*trainable, *values})
        dtype = dtype or torch.get_default_dtype()
        self.register_buffer("y0", torch.tensor(Y0, dtype=type_of(Y0, dtype), device=device))
        for name, value in {**P0, **values}.items():
            value = torch.as_tensor(value, dtype=type_of(P0[name], dtype), device=device).detach().clone()
            value.expand(SHAPES[name])
            if name in trainable:
                setattr(self, name, nn.Parameter(value))
            else:
                self.register_buffer(name, value)

    def values(self):
        """The parameters by name, each in its full shape."""
        return {name: getattr(self, name).expand(shape) for name, shape in SHAPES.items()}

    def forward(self, t, y):
        return vector_field(t, y, self.values())

    def simulate(self, dt, steps, y0=None, inputs=None, method="rk4"):
        """The states at 0, dt, ..., steps*dt, of shape (steps + 1, ..., n); gradients pass through all steps.

        It starts at y0 of shape (..., n). `inputs` are parameters that change, by name: in step k they are element k
        of their arrays. Methods are "rk4" and "euler".
        """
        p, y = self.values(), torch.as_tensor(self.y0 if y0 is None else y0).to(self.y0)
        inputs = inputs or {}
        known(inputs)
        inputs = {name: torch.as_tensor(value, dtype=p[name].dtype, device=y.device) for name, value in inputs.items()}
        for name, value in inputs.items():
            if len(value) != steps:
                raise ValueError(f"the input {name} has {len(value)} values for {steps} steps")
        states = [y]
        for k in range(steps):
            for name in inputs:
                p[name] = full(inputs[name][k], SHAPES[name])

            def f(c, y):
                return vector_field((k + c)*dt, y, p)

            k1 = f(0.0, y)
            y = STEPS[method](f, y, k1, dt)
            states.append(y)
        return torch.stack(states)


def type_of(value, dtype):
    """The complex type of a precision for complex numbers, else the real one, which is given."""
    return torch.promote_types(dtype, torch.complex64) if torch.tensor(value).is_complex() else dtype


def known(names, allowed=frozenset(P0)):
    """Refuses names of no parameter."""
    unknown = sorted(set(names) - allowed)
    if unknown:
        raise ValueError(f"no parameters that may be given: {', '.join(unknown)}")


def full(value, shape):
    """A value in the shape of its parameter, with axes of several runs before it."""
    return value.expand(torch.broadcast_shapes(value.shape, shape))
