"""The problems in Python: for SciPy, for JiTCDDE and for the reference values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

Array = np.ndarray
Slopes = Callable[[float, Array], Array]


@dataclass(frozen=True)
class Problem:
    """An initial value problem; `atol` is the absolute tolerance for a relative one of 1."""

    slopes: Slopes
    y0: list[float]
    t_end: float
    atol: float = 1.0
    jacobian: Callable[[float, Array], Array] | None = None


def chain(t: float, y: Array) -> Array:
    return np.concatenate(([-y[0]], y[:-2] - y[1:-1], [y[-2]]))


def rod(t: float, y: Array) -> Array:
    dy = -2 * y
    dy[1:] += y[:-1]
    dy[:-1] += y[1:]
    return dy


def orbit(t: float, y: Array) -> Array:
    square = y[0] * y[0] + y[1] * y[1]
    cube = square * np.sqrt(square)
    return np.array([y[2], y[3], -y[0] / cube, -y[1] / cube])


def orbit_from(eccentricity: float) -> list[float]:
    return [1 - eccentricity, 0.0, 0.0, float(np.sqrt((1 + eccentricity) / (1 - eccentricity)))]


def pleiades(t: float, y: Array) -> Array:
    x, z = y[:7], y[7:14]
    dx, dz = x[None, :] - x[:, None], z[None, :] - z[:, None]
    square = dx * dx + dz * dz
    square[np.arange(7), np.arange(7)] = 1
    pull = np.arange(1, 8) / (square * np.sqrt(square))
    return np.concatenate((y[14:], (pull * dx).sum(axis=1), (pull * dz).sum(axis=1)))


def bessel(t: float, y: Array) -> Array:
    s = 1 / (t + 1)
    return np.array([y[1], -(y[1] * s + (1 - s * s / 4) * y[0])])


def duffing(t: float, y: Array) -> Array:
    force = 2 * np.sin(y.dtype.type("2.78535") * t) if y.dtype == np.longdouble else 2 * np.sin(2.78535 * t)
    return np.array([y[1], y[0] * y[0] * y[0] / 6 - y[0] + force])


def van_der_pol(mu: float) -> Slopes:
    return lambda t, y: np.array([y[1], mu * y[1] * (1 - y[0] * y[0]) - y[0]])


def van_der_pol_jacobian(mu: float) -> Callable[[float, Array], Array]:
    return lambda t, y: np.array([[0.0, 1.0], [-2 * mu * y[0] * y[1] - 1, mu * (1 - y[0] * y[0])]])


def robertson(t: float, y: Array) -> Array:
    slow, fast = 0.04 * y[0] - 1e4 * y[1] * y[2], 3e7 * y[1] * y[1]
    return np.array([-slow, slow - fast, fast])


def robertson_jacobian(t: float, y: Array) -> Array:
    slow, fast = np.array([0.04, -1e4 * y[2], -1e4 * y[1]]), np.array([0.0, 6e7 * y[1], 0.0])
    return np.array([-slow, slow - fast, fast])


HIRES = np.array(
    [
        [-1.71, 0.43, 8.32, 0, 0, 0, 0, 0],
        [1.71, -8.75, 0, 0, 0, 0, 0, 0],
        [0, 0, -10.03, 0.43, 0.035, 0, 0, 0],
        [0, 8.32, 1.71, -1.12, 0, 0, 0, 0],
        [0, 0, 0, 0, -1.745, 0.43, 0.43, 0],
        [0, 0, 0, 0.69, 1.71, -0.43, 0.69, 0],
        [0, 0, 0, 0, 0, 0, -1.81, 0],
        [0, 0, 0, 0, 0, 0, 1.81, 0],
    ]
)


def hires(t: float, y: Array) -> Array:
    dy = HIRES @ y
    reaction = 280 * y[5] * y[7]
    dy[0] += 0.0007
    dy[5] -= reaction
    dy[6] += reaction
    dy[7] -= reaction
    return dy


def hires_jacobian(t: float, y: Array) -> Array:
    jacobian = HIRES.copy()
    for row, sign in ((5, -1), (6, 1), (7, -1)):
        jacobian[row, 5] += sign * 280 * y[7]
        jacobian[row, 7] += sign * 280 * y[5]
    return jacobian


def oregonator(t: float, y: Array) -> Array:
    a, b, c = y
    return np.array([77.27 * (b + a * (1 - 8.375e-6 * a - b)), (c - (1 + a) * b) / 77.27, 0.161 * (a - c)])


def oregonator_jacobian(t: float, y: Array) -> Array:
    a, b, _ = y
    return np.array(
        [
            [77.27 * (1 - 16.75e-6 * a - b), 77.27 * (1 - a), 0.0],
            [-b / 77.27, -(1 + a) / 77.27, 1 / 77.27],
            [0.161, 0.0, -0.161],
        ]
    )


def first(n: int) -> list[float]:
    return [1.0] + [0.0] * (n - 1)


STARS = [3, 3, -1, -3, 2, -2, 2, 3, -3, 2, 0, 0, -4, 4, 0, 0, 0, 0, 0, 1.75, -1.5, 0, 0, 0, -1.25, 1, 0, 0]

ODE: dict[str, Problem] = {
    "A3": Problem(lambda t, y: y * np.cos(t), [1.0], 20.0),
    "A4": Problem(lambda t, y: y / 4 * (1 - y / 20), [1.0], 20.0),
    "B1": Problem(lambda t, y: np.array([2 * (y[0] - y[0] * y[1]), -(y[1] - y[0] * y[1])]), [1.0, 3.0], 20.0),
    "B5": Problem(
        lambda t, y: np.array([y[1] * y[2], -y[0] * y[2], -51 * y[0] * y[1] / 100]), [0.0, 1.0, 1.0], 20.0
    ),
    "C1": Problem(chain, first(10), 20.0),
    "C4": Problem(rod, first(51), 20.0),
    "Pleiades": Problem(pleiades, [float(x) for x in STARS], 3.0),
    "D1": Problem(orbit, orbit_from(0.1), 20.0),
    "D5": Problem(orbit, orbit_from(0.9), 20.0),
    "E1": Problem(bessel, [0.6713967071418030, 0.09540051444747446], 20.0),
    "E3": Problem(duffing, [0.0, 0.0], 20.0),
    "VdP": Problem(van_der_pol(1.0), [2.0, 0.0], 100.0),
}

STIFF: dict[str, Problem] = {
    "VdP1000": Problem(van_der_pol(1000.0), [2.0, 0.0], 2000.0, 1e-3, van_der_pol_jacobian(1000.0)),
    "Robertson": Problem(robertson, first(3), 1e11, 1e-8, robertson_jacobian),
    "HIRES": Problem(hires, [1.0] + [0.0] * 6 + [0.0057], 321.8122, 1e-4, hires_jacobian),
    "Oregonator": Problem(oregonator, [1.0, 2.0, 3.0], 360.0, 1e-3, oregonator_jacobian),
}


@dataclass(frozen=True)
class DelayProblem:
    """A delay problem with a constant past. `slopes` gets the states now and one array for each delay."""

    slopes: Callable[..., list]
    y0: list[float]
    t_end: float
    delays: list[float]
    # All delays are multiples of it.
    unit: float


def mackey_glass(t, y, past) -> list:
    return [past[0] / (1 + past[0] ** 10) / 5 - y[0] / 10]


def two_delays(t, y, one, other) -> list:
    return [2 * y[0] * (1 - 3 * one[0] / 5 - 2 * other[0] / 5)]


def predator_prey(t, y, past) -> list:
    return [y[0] * (past[1] - 1), y[1] * (7 - 13 * y[0]) / 10]


def stiff_delay(t, y, past, sin=np.sin) -> list:
    return [-1000 * y[0] + 900 * past[0] + 100 * sin(t)]


DDE: dict[str, DelayProblem] = {
    "Mackey-Glass": DelayProblem(mackey_glass, [0.5], 200.0, [17.0], 1.0),
    "two delays": DelayProblem(two_delays, [0.5], 20.0, [1.0, 0.7], 0.1),
    "predator-prey": DelayProblem(predator_prey, [0.5, 0.5], 20.0, [0.5], 0.5),
    "stiff delay": DelayProblem(stiff_delay, [1.0], 10.0, [1.0], 1.0),
}
