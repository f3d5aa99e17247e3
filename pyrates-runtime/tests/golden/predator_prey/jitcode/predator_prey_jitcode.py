# Lotka-Volterra dynamics of two species.
#
# The predator grows with a delay.
#
# Model PredatorPrey, exported by PyRates for Rust 0.1.0, hash c6ff5ff9d5b710a5.
#
#   State  Name        Path in the model  Initial value  d/dt at t = 0
#   y(0)   predator_x  predator/lv/x      0.5            -0.25
#   y(1)   prey_x      prey/lv/x          0.5            0.024999999999999967
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
#   import predator_prey_jitcode as m
#   solver = m.integrator()
#   solver.step_on_discontinuities()
#   state = solver.integrate(solver.t + 1.0)

import sys
from jitcdde import jitcdde, t, y
from symengine import (Symbol, sympify)

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


def symbolic(value):
    """A number or a list as symbols."""
    return [symbolic(x) for x in value] if hasattr(value, "__len__") else sympify(value)


def parameters(given=None):
    """The parameters of the model by name, with those that are given: numbers, symbols, or lists of them."""
    unknown = sorted(set(given or {}) - set(P0))
    if unknown:
        raise ValueError(f"no parameters of the model: {', '.join(unknown)}")
    return {name: symbolic(value) for name, value in {**P0, **(given or {})}.items()}


def lags(p):
    """The delays."""
    prey_to_predator_delay = p["prey_to_predator_delay"]
    return [prey_to_predator_delay]


def equations(p=None, y=y, t=t):
    """The right-hand sides as symbols: `f, helpers`.

    `p` gives numbers or symbols for parameters by name; `y` and `t` are what states and time shall be.
    """
    p, helpers = parameters(p), []

    def past(k, delay):
        """State k a delay ago."""
        return y(k) if delay == 0 else y(k, t - delay)

    lag = lags(p)
    predator_x = y(0)
    prey_x = y(1)
    prey_x_delayed = past(1, lag[0])
    predator_alpha = p["predator_alpha"]
    prey_alpha = p["prey_alpha"]
    predator_to_prey_weight = p["predator_to_prey_weight"]
    prey_to_predator_weight = p["prey_to_predator_weight"]
    f = [
        predator_x*(predator_alpha + prey_to_predator_weight*prey_x_delayed),
        prey_x*(prey_alpha + predator_to_prey_weight*predator_x),
    ]
    return f, helpers


def integrator(p=None, control=(), **options):
    """An object of jitcdde with the equations and the initial state of the model.

    `p` gives values of parameters by name. Those named in `control` stay symbols: `set_parameters` sets their values, in
    this order, without compiling anew. `options` are those of `jitcdde`.
    If a delay is among them, `options` needs `max_delay`.
    """
    lists = [name for name in control if hasattr(P0.get(name), "__len__")]
    if lists:
        raise ValueError(f"only numbers can be control parameters, not {', '.join(lists)}")
    symbols = {name: Symbol(name) for name in control}
    f, helpers = equations({**(p or {}), **symbols})
    options = {"helpers": helpers, "n": len(f), "control_pars": list(symbols.values()), **options}
    limit = sys.getrecursionlimit()
    # Helpers are sorted by a recursion.
    sys.setrecursionlimit(limit + 10*len(helpers))
    try:
        solver = jitcdde(f, **options)
    finally:
        sys.setrecursionlimit(limit)
    solver.constant_past(Y0, time=0.0)
    return solver
