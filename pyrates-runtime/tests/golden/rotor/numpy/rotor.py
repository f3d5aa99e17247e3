# The oscillator of Stuart and Landau, a complex number.
#
# Model Rotor, exported by PyRates for Rust 0.1.0, hash 105bc686c99bfbf4.
#
#   State  Name  Path in the model  Initial value  d/dt at t = 0
#   y[0]   z     z                  1.0 + 0.5i     -1.95 + 1.525i
#
#   Parameter  Name   Path in the model  Value
#   p[0]       mu     mu                 0.3
#   p[1]       omega  omega              2.0
#
# To check this file: the last column of the states is the right-hand side at t = 0, for
# the initial values and the parameters above.
#
#   import rotor as m
#   from scipy.integrate import solve_ivp
#   solution = solve_ivp(m.rhs, (0.0, 100.0), m.Y0, args=(m.P0,), method="DOP853")

import numpy as np

STATES = ("z",)
PARAMS = ("mu", "omega")
Y0 = np.array([1.0 + 0.5j], dtype=complex)
P0 = np.array([0.3, 2.0])


def rhs_into(t, y, p, dy):
    """Writes the derivative of the state to dy; takes columns of several states, too."""
    z = y[0]
    mu = p[0]
    omega = p[1]
    dy[0] = (mu + 1.0j*omega)*z - z**2*np.conj(z)


def rhs(t, y, p=P0):
    """The derivative of the state."""
    dy = np.empty_like(y, dtype=complex)
    rhs_into(t, y, p, dy)
    return dy
