# The oscillator of Stuart and Landau, a complex number.
#
# Model Rotor, exported by PyRates for Rust 0.1.0, hash 41a77f437c9f3675.
#
#   State  Name  Path in the model  Initial value  d/dt at t = 0
#   y(0)   re    z/re               1.0            -1.95
#   y(1)   im    z/im               0.5            1.525
#
#   Parameter  Name   Path in the model  Value
#   number     mu     mu                 0.3
#   number     omega  omega              2.0
#
# To check this file: the last column of the states is the right-hand side at t = 0, for
# the initial values and the parameters above.
#
#   import rotor_jitcode as m
#   solver = m.integrator()
#   solver.set_integrator("dopri5")
#   state = solver.integrate(1.0)

import sys
from jitcode import jitcode, t, y
from symengine import (Symbol, sympify)

STATES = {
    "re": 0,
    "im": 1,
}
Y0 = [1.0, 0.5]
P0 = {
    "mu": 0.3,
    "omega": 2.0,
}


def symbolic(value):
    """A number or a list as symbols."""
    return [symbolic(x) for x in value] if hasattr(value, "__len__") else sympify(value)


def parameters(given=None):
    """The parameters of the model by name, with those that are given: numbers, symbols, or lists of them."""
    unknown = sorted(set(given or {}) - set(P0))
    if unknown:
        raise ValueError(f"no parameters of the model: {', '.join(unknown)}")
    return {name: symbolic(value) for name, value in {**P0, **(given or {})}.items()}


def equations(p=None, y=y, t=t):
    """The right-hand sides as symbols: `f, helpers`.

    `p` gives numbers or symbols for parameters by name; `y` and `t` are what states and time shall be.
    """
    p, helpers = parameters(p), []

    def keep(name, value):
        """A symbol for a value that is computed once."""
        if isinstance(value, list):
            return [keep(f"{name}[{k}]", x) for k, x in enumerate(value)]
        helpers.append((Symbol(name), value))
        return Symbol(name)

    re = y(0)
    im = y(1)
    mu = p["mu"]
    omega = p["omega"]
    part1 = re**2 - im**2
    part1 = keep("part1", part1)
    part2 = 2.0*re*im
    part2 = keep("part2", part2)
    f = [
        mu*re - omega*im - (part1*re + part2*im),
        mu*im + omega*re - (-part1*im + part2*re),
    ]
    return f, helpers


def integrator(p=None, control=(), **options):
    """An object of jitcode with the equations and the initial state of the model.

    `p` gives values of parameters by name. Those named in `control` stay symbols: `set_parameters` sets their values, in
    this order, without compiling anew. `options` are those of `jitcode`.
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
        solver = jitcode(f, **options)
    finally:
        sys.setrecursionlimit(limit)
    solver.set_initial_value(Y0, 0.0)
    return solver
