# The oscillator of Stuart and Landau, a complex number.
#
# Model Rotor, exported by PyRates for Rust 0.1.0, hash 41a77f437c9f3675.
#
#   State               Name  Path in the model  Initial value  d/dt at t = 0
#   state_variables[0]  re    z/re               1.0            -1.95
#   state_variables[1]  im    z/im               0.5            1.525
#
#   Parameter  Name   Path in the model  Value
#   attribute  mu     mu                 0.3
#   attribute  omega  omega              2.0
#
# To check this file: the last column of the states is the right-hand side at t = 0, for
# the initial values and the parameters above.
#
#   from tvb.simulator.lab import connectivity, simulator
#   from rotor_tvb import Rotor
#   model = Rotor()        its parameters are arrays: one number, or one for each region
#   brain = connectivity.Connectivity.from_file()
#   run = simulator.Simulator(model=model, connectivity=brain).configure().run()

import numpy as np
from tvb.basic.neotraits.api import Final, List, NArray
from tvb.simulator.models.base import Model


class Rotor(Model):
    """The model Rotor of a region."""

    mu = NArray(label="mu", default=np.array([0.3]))
    omega = NArray(label="omega", default=np.array([2.0]))
    # Runs without initial conditions start at the initial state.
    state_variable_range = Final(default={
        "re": np.array([1.0, 1.0]),
        "im": np.array([0.5, 0.5]),
    })
    variables_of_interest = List(of=str, choices=("re", "im"), default=("re", "im"))
    state_variables = ("re", "im")
    _nvar = 2
    cvar = np.array([0], dtype=np.int32)

    def dfun(self, state_variables, coupling, local_coupling=0.0):
        """The derivatives, of the shape of the states: a row for each, a column for each region."""
        re = state_variables[0]
        im = state_variables[1]
        mu = self.mu
        omega = self.omega
        part1 = re**2 - im**2
        part2 = 2.0*re*im
        dy = np.empty_like(state_variables)
        dy[0] = mu*re - omega*im - (part1*re + part2*im)
        dy[1] = mu*im + omega*re - (-part1*im + part2*re)
        return dy
