# The oscillator of van der Pol.
#
# Model VanDerPol, exported by PyRates for Rust 0.1.0, hash 134ab624c7482f8f.
#
#   State    Name  Path in the model  Initial value  d/dt at t = 0
#   Y0["x"]  x     oscillator/vdp/x   0.0            1.0
#   Y0["z"]  z     oscillator/vdp/z   1.0            1.0
#
#   Parameter  Name  Path in the model  Value
#   P0["mu"]   mu    oscillator/vdp/mu  1.0
#
# To check this file: the last column of the states is the right-hand side at t = 0, for
# the initial values and the parameters above.
#
# Variables have no units; a second of Brian is one of the model's units of time.
#
#   from brian2 import *
#   import van_der_pol_brian2 as m
#   group = m.neurons(10, dt=0.01*second)
#   monitor = StateMonitor(group, "x", record=True)
#   run(100*second)

from brian2 import NeuronGroup

Y0 = {
    "x": 0.0,
    "z": 1.0,
}
P0 = {
    "mu": 1.0,
}

EQUATIONS = "\n".join([
    "dx/dt = (z)/second : 1",
    "dz/dt = (mu*z*(1.0 - x**2) - x)/second : 1",
])


def neurons(n=1, method="rk4", dt=None, values=None, **options):
    """A NeuronGroup of n copies of the model, which start at its initial state.

    `values` replace parameters by name. `options` are those of NeuronGroup, such as `name`.
    """
    unknown = sorted(set(values or {}) - set(P0))
    if unknown:
        raise ValueError(f"no parameters of the model: {', '.join(unknown)}")
    namespace = {**P0, **(values or {})}
    group = NeuronGroup(n, EQUATIONS, method=method, dt=dt, namespace=namespace, **options)
    for name, value in Y0.items():
        setattr(group, name, value)
    return group
