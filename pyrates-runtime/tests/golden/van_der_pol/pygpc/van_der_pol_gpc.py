# Which parameters of VanDerPol matter for its runs: mu.
# Names, paths and values are in van_der_pol.py, which must lie beside this file.
#
#   python van_der_pol_gpc.py
#
# From Python:
#
#   import van_der_pol_gpc as g
#   gpc, coefficients = g.analyse(order=4, n_cpu=2)
#   indices = g.sobol_indices(gpc, coefficients)       shares in the variance of g.OUTPUTS, by names

from collections import OrderedDict

import numpy as np
import pygpc
from scipy.integrate import solve_ivp

import van_der_pol


def mean(t, x):
    """The mean over time."""
    return np.mean((x[1:] + x[:-1]) / 2)


def standard_deviation(t, x):
    """The standard deviation over time."""
    return np.sqrt(mean(t, (x - mean(t, x)) ** 2))


def minimum(t, x):
    """The smallest value."""
    return np.min(x)


def maximum(t, x):
    """The largest value."""
    return np.max(x)


def last(t, x):
    """The last value."""
    return x[-1]


T_START, T_END, SAMPLES = 0.0, 100.0, 1001
ORDER = 5
RANGES = {
    "mu": (0.9, 1.1),
}
# Parameters of different numbers, which are multiplied by the same factor.
SCALED = []
MEASURES = (mean,)
VARIABLES = [
    "x",
    "z",
]
OUTPUTS = [f"{measure.__name__} of {name}" for name in VARIABLES for measure in MEASURES]


def observed(t, y, p):
    """What is observed of a state, in the order of VARIABLES."""
    return np.hstack([y[0], y[1]])


# Where each parameter is among all of them.
PLACES = {name: k for k, name in enumerate(van_der_pol.PARAMS)}


def parameters():
    """The parameters whose influence is measured: all values between two limits are as probable as each other.

    Other distributions are `pygpc.Beta(pdf_shape=[p, q], pdf_limits=[low, high])` and
    `pygpc.Norm(pdf_shape=[mean, standard_deviation])`. Numbers replace values of the model.
    """
    return OrderedDict((name, pygpc.Beta(pdf_shape=[1, 1], pdf_limits=list(limits))) for name, limits in RANGES.items())


def run(values):
    """Times, and what is observed at them: a row for each variable. `values` replace parameters by name."""
    p = van_der_pol.P0.copy()
    for name, value in values.items():
        p[PLACES[name]] = value * p[PLACES[name]] if name in SCALED else value
    times = np.linspace(T_START, T_END, SAMPLES)
    solution = solve_ivp(van_der_pol.rhs, (0.0, T_END), van_der_pol.Y0, "LSODA", times, args=(p,), rtol=1e-9, atol=1e-12)
    if not solution.success:
        raise RuntimeError(f"no solution for {values}: {solution.message}")
    states = solution.y
    return times, np.stack([observed(t, y, p) for t, y in zip(times, states.T)], axis=1)


class VanDerPol(pygpc.AbstractModel):
    """The measures as functions of parameters."""

    def __init__(self, matlab_model=False):
        super().__init__(matlab_model=matlab_model)

    def validate(self):
        """All names must be those of parameters."""
        unknown = sorted(set(self.p) - set(PLACES))
        if unknown:
            raise ValueError(f"no parameters of the model: {', '.join(unknown)}")

    def simulate(self, process_id=None, matlab_engine=None):
        """A row of measures, in the order of OUTPUTS, for each set of parameters."""
        rows = zip(*np.broadcast_arrays(*[np.ravel(values) for values in self.p.values()]))
        return np.array([self.measured(dict(zip(self.p, row))) for row in rows])

    @staticmethod
    def measured(values):
        times, observed = run(values)
        return [measure(times, x) for x in observed for measure in MEASURES]


def analyse(order=ORDER, n_cpu=1, seed=1):
    """The expansion in polynomials up to an order, and its coefficients, by regression at twice as many points."""
    problem = pygpc.Problem(VanDerPol(), parameters())
    options = {
        "method": "reg",
        "solver": "Moore-Penrose",
        "settings": None,
        "order": [order] * problem.dim,
        "order_max": order,
        "interaction_order": problem.dim,
        "matrix_ratio": 2,
        "grid": pygpc.LHS,
        "grid_options": {"seed": seed},
        "error_type": "loocv",
        "n_cpu": n_cpu,
        "fn_results": None,
        "verbose": False,
    }
    gpc, coefficients, _ = pygpc.Static(problem=problem, options=options).run()
    return gpc, coefficients


def sobol_indices(gpc, coefficients):
    """The share of each parameter and of each combination in the variance of each output, by names."""
    indices, combinations, _ = gpc.get_sobol_indices(coefficients)
    names = list(gpc.problem.parameters_random)
    return {tuple(names[k] for k in chosen): row for chosen, row in zip(combinations, indices)}


def main():
    gpc, coefficients = analyse()
    indices = sobol_indices(gpc, coefficients)
    mean, deviation = gpc.get_mean(coefficients).ravel(), gpc.get_std(coefficients).ravel()
    print(f"error of the expansion, left-one-out: {float(gpc.error[-1]):.2g}")
    for k, output in enumerate(OUTPUTS):
        print(f"\n{output}: mean {mean[k]:.6g}, standard deviation {deviation[k]:.6g}")
        print(f"{'':20} {'alone':>8} {'in all':>8}")
        for name in gpc.problem.parameters_random:
            total = sum(row[k] for chosen, row in indices.items() if name in chosen)
            print(f"{name:20} {indices[(name,)][k]:8.4f} {total:8.4f}")


if __name__ == "__main__":
    main()
