"""Prints entrainment.csv. Takes about ten minutes with SciPy 1.17."""

import math

import numpy as np
from scipy import signal
from scipy.integrate import solve_ivp

DT, CUTOFF, T_END = 0.01, 100.0, 1100.0


def trajectory(omega, strength):
    """x at the cutoff and every DT after it, the end included."""

    def field(t, y):
        x, z = y
        return z, 2 * z * (1 - x * x) - x + strength * math.sin(2 * math.pi * omega * t)

    times = CUTOFF + DT * np.arange(round((T_END - CUTOFF) / DT) + 1)
    options = {"method": "DOP853", "rtol": 1e-10, "atol": 1e-12}
    return solve_ivp(field, (0.0, T_END), (0.0, 1.0), t_eval=times, **options).y[0]


def coherence(x, theta, omega):
    """The measure of figure 2 of Gast, Knoesche & Kennedy (2023)."""
    band = (0.7 * omega, 1.3 * omega)
    sos = signal.butter(10, band, output="sos", btype="bandpass", fs=1 / DT)
    oscillator = np.sin(np.angle(signal.hilbert(signal.sosfilt(sos, x))))
    drive = np.sin(2 * np.pi * theta)
    f, values = signal.coherence(oscillator, drive, fs=1 / DT, nperseg=1024, window="hamming")
    centre = f[np.argmin(np.abs(f - omega))]
    return np.max(values[(f >= 0.7 * centre) & (f <= 1.3 * centre)])


print("omega,J,coherence,rotation_number")
for strength in np.linspace(0.0, 2.0, 20):
    for omega in np.linspace(0.3, 0.5, 20):
        x = trajectory(omega, strength)
        theta = omega * (CUTOFF + DT * np.arange(len(x) - 1))
        crossings = np.sum((x[:-1] < 0) & (x[1:] >= 0))
        row = (omega, strength, coherence(x[:-1], theta, omega), crossings / (T_END - CUTOFF) / omega)
        print(",".join(repr(float(value)) for value in row))
