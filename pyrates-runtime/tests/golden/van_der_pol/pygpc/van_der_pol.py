# The oscillator of van der Pol.
#
# Model VanDerPol, exported by PyRates for Rust 0.1.0, hash 134ab624c7482f8f.
#
#   State  Name  Path in the model  Initial value  d/dt at t = 0
#   y[0]   x     oscillator/vdp/x   0.0            1.0
#   y[1]   z     oscillator/vdp/z   1.0            1.0
#
#   Parameter  Name  Path in the model  Value
#   p[0]       mu    oscillator/vdp/mu  1.0
#
# To check this file: the last column of the states is the right-hand side at t = 0, for
# the initial values and the parameters above.
#
#   import van_der_pol as m
#   from scipy.integrate import solve_ivp
#   solution = solve_ivp(m.rhs, (0.0, 100.0), m.Y0, args=(m.P0,), method="LSODA")

import numpy as np

STATES = ("x", "z")
PARAMS = ("mu",)
Y0 = np.array([0.0, 1.0])
P0 = np.array([1.0])


def rhs_into(t, y, p, dy):
    """Writes the derivative of the state to dy; takes columns of several states, too."""
    x = y[0]
    z = y[1]
    mu = p[0]
    dy[0] = z
    dy[1] = mu*z*(1.0 - x**2) - x


def rhs(t, y, p=P0):
    """The derivative of the state."""
    dy = np.empty_like(y)
    rhs_into(t, y, p, dy)
    return dy
