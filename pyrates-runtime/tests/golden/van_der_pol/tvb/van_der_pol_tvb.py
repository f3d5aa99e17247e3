# The oscillator of van der Pol.
#
# Model VanDerPol, exported by PyRates for Rust 0.1.0, hash 134ab624c7482f8f.
#
#   State               Name  Path in the model  Initial value  d/dt at t = 0
#   state_variables[0]  x     oscillator/vdp/x   0.0            1.0
#   state_variables[1]  z     oscillator/vdp/z   1.0            1.0
#
#   Parameter  Name  Path in the model  Value
#   attribute  mu    oscillator/vdp/mu  1.0
#
# To check this file: the last column of the states is the right-hand side at t = 0, for
# the initial values and the parameters above.
#
#   from tvb.simulator.lab import connectivity, simulator
#   from van_der_pol_tvb import VanDerPol
#   model = VanDerPol()        its parameters are arrays: one number, or one for each region
#   brain = connectivity.Connectivity.from_file()
#   run = simulator.Simulator(model=model, connectivity=brain).configure().run()

import numpy as np
from tvb.basic.neotraits.api import Final, List, NArray
from tvb.simulator.models.base import Model


class VanDerPol(Model):
    """The model VanDerPol of a region."""

    mu = NArray(label="oscillator/vdp/mu", default=np.array([1.0]))
    # Runs without initial conditions start at the initial state.
    state_variable_range = Final(default={
        "x": np.array([0.0, 0.0]),
        "z": np.array([1.0, 1.0]),
    })
    variables_of_interest = List(of=str, choices=("x", "z"), default=("x", "z"))
    state_variables = ("x", "z")
    _nvar = 2
    cvar = np.array([0], dtype=np.int32)

    def dfun(self, state_variables, coupling, local_coupling=0.0):
        """The derivatives, of the shape of the states: a row for each, a column for each region."""
        x = state_variables[0]
        z = state_variables[1]
        mu = self.mu
        dy = np.empty_like(state_variables)
        dy[0] = z
        dy[1] = mu*z*(1.0 - x**2) - x
        return dy
