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
#   from predator_prey_torch import PredatorPrey
#   model = PredatorPrey(dtype=torch.float64)
#   dy = model(t, y, Z)                           Z[..., k, i] is y[..., i] at time t - lags(p)[k]
#   ys = model.simulate(dt=0.01, steps=1000)      gradients pass through it

import math

import torch
from torch import nn

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
SHAPES = {name: torch.tensor(value).shape for name, value in P0.items()}


def join_lags(lags, p):
    """Numbers and arrays as one array, of the type of the parameters."""
    like = next(iter(p.values()), torch.zeros(()))
    return torch.cat([torch.as_tensor(lag, dtype=like.dtype, device=like.device).reshape(-1) for lag in lags])


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
    return torch.stack([
        predator_x*(predator_alpha + prey_to_predator_weight*prey_x_delayed),
        prey_x*(prey_alpha + predator_to_prey_weight*predator_x),
    ], dim=-1)


def cubic(theta, a, b, da, db):
    """The cubic polynomial that is a at 0 and b at 1, with derivatives da and db there."""
    return (1.0 - theta)*a + theta*b + theta*(theta - 1.0)*((1.0 - 2.0*theta)*(b - a) + (theta - 1.0)*da + theta*db)


class Past:
    """The states at earlier times, by cubic interpolation between steps; before the first it is that one."""

    def __init__(self, lags, y0, dt):
        self.lags = lags/dt
        self.whole = self.lags.detach().tolist()
        if any(0.0 < lag < 1.0 - 1e-9 for lag in self.whole):
            raise ValueError("a delay must be 0 or at least dt")
        self.states, self.slopes, self.dt = [y0], [], dt

    def __call__(self, c, y):
        """The states all lags ago, c steps after the last step; y is the present state."""
        return torch.stack([self.at(k, c, y) for k in range(len(self.whole))], dim=-2)

    def at(self, k, c, y):
        """The state one lag ago."""
        if self.whole[k] == 0.0:
            return y
        steps = len(self.states) - 1 + c
        cell = math.ceil(steps - self.whole[k] - 1e-9) - 1
        if cell < 0:
            return self.states[0].expand_as(y)
        theta = steps - self.lags[k] - cell
        a, b = self.states[cell], self.states[cell + 1]
        return cubic(theta, a, b, self.dt*self.slopes[cell], self.dt*self.slopes[cell + 1])


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


class PredatorPrey(nn.Module):
    """model(t, y, Z) is the derivative of the state y of shape (..., n), for the past Z of shape (..., lags, n).

    Parameters whose names are in `trainable` are trained, all of them by default; the others are buffers. `values`
    replace those of the model by name; one number for an array is shared by all of its elements.
    """

    def __init__(self, trainable=tuple(P0), dtype=None, device=None, **values):
        super().__init__()
        known({*trainable, *values})
        dtype = dtype or torch.get_default_dtype()
        self.register_buffer("y0", torch.tensor(Y0, dtype=dtype, device=device))
        for name, value in {**P0, **values}.items():
            value = torch.as_tensor(value, dtype=dtype, device=device).detach().clone()
            value.expand(SHAPES[name])
            if name in trainable:
                setattr(self, name, nn.Parameter(value))
            else:
                self.register_buffer(name, value)

    def values(self):
        """The parameters by name, each in its full shape."""
        return {name: getattr(self, name).expand(shape) for name, shape in SHAPES.items()}

    def forward(self, t, y, Z):
        return vector_field(t, y, Z, self.values())

    def simulate(self, dt, steps, y0=None, inputs=None, method="rk4"):
        """The states at 0, dt, ..., steps*dt, of shape (steps + 1, ..., n); gradients pass through all steps.

        It starts at y0 of shape (..., n), which is also the state at all earlier times. `inputs` are parameters that
        change, by name: in step k they are element k of their arrays. Methods are "rk4" and "euler". A delay is 0 or
        at least dt.
        """
        p, y = self.values(), torch.as_tensor(self.y0 if y0 is None else y0).to(self.y0)
        inputs = {name: torch.as_tensor(value, dtype=y.dtype, device=y.device) for name, value in (inputs or {}).items()}
        known(inputs, set(P0) - DELAYS)
        for name, value in inputs.items():
            if len(value) != steps:
                raise ValueError(f"the input {name} has {len(value)} values for {steps} steps")
        past = Past(lags(p), y, dt)
        states = [y]
        for k in range(steps):
            for name in inputs:
                p[name] = full(inputs[name][k], SHAPES[name])

            def f(c, y):
                return vector_field((k + c)*dt, y, past(c, y), p)

            k1 = f(0.0, y)
            past.slopes.append(k1)
            y = STEPS[method](f, y, k1, dt)
            states.append(y)
            past.states.append(y)
        return torch.stack(states)


def known(names, allowed=frozenset(P0)):
    """Refuses names of no parameter; as inputs, also those of parameters of delays, which are constant."""
    unknown = sorted(set(names) - allowed)
    if unknown:
        raise ValueError(f"no parameters that may be given: {', '.join(unknown)}")


def full(value, shape):
    """A value in the shape of its parameter, with axes of several runs before it."""
    return value.expand(torch.broadcast_shapes(value.shape, shape))
