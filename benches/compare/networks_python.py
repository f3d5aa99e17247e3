"""Networks of tanh units in Python: `python networks_python.py` prints a line of JSON for each job and tool.

The jobs are those of c/net.c: x_i' = -x_i + 10/N sum_j w_ij tanh(x_j), 1e4 Euler steps of 1e-3. Seconds are CPU time of the
fastest run; `build` is what comes before the first one: imports and compilation.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable

import numpy as np

STEPS, DT, K = 10_000, 1e-3, 10.0


def numbers(seed: int, n: int) -> np.ndarray:
    """The generator that all programs of this comparison share: numbers from -1 to 1."""
    found = np.empty(n)
    for i in range(n):
        seed = (seed * 6364136223846793005 + 1442695040888963407) % 2**64
        found[i] = 2.0 * ((seed >> 11) / 9007199254740992.0) - 1.0
    return found


def network(n: int) -> tuple[np.ndarray, np.ndarray]:
    """Weights and initial states."""
    drawn = numbers(1, n * n + n)
    return drawn[: n * n].reshape(n, n).copy(), drawn[n * n :].copy()


def report(job: str, tool: str, build: float, run: Callable[[], np.ndarray], repetitions: int) -> None:
    best, end = np.inf, np.empty(0)
    for _ in range(repetitions):
        start = time.process_time()
        end = run()
        best = min(best, time.process_time() - start)
    line = {"job": job, "tool": tool, "seconds": best, "build": build, "end": [float(x) for x in end]}
    print(json.dumps(line), flush=True)


def with_numpy(job: str, weights: np.ndarray, start: np.ndarray) -> None:
    def run() -> np.ndarray:
        x = start.copy()
        for _ in range(STEPS):
            x += DT * (-x + K / len(x) * (weights @ np.tanh(x)))
        return x

    report(job, f"NumPy {np.__version__}", 0.0, run, 2)


def with_numba(job: str, weights: np.ndarray, start: np.ndarray) -> None:
    begin = time.process_time()
    import numba

    @numba.njit(fastmath=True)
    def steps(weights: np.ndarray, x: np.ndarray, n_steps: int) -> np.ndarray:
        n = len(x)
        m, dx = np.empty(n), np.empty(n)
        for _ in range(n_steps):
            for j in range(n):
                m[j] = np.tanh(x[j])
            for i in range(n):
                total = 0.0
                for j in range(n):
                    total += weights[i, j] * m[j]
                dx[i] = -x[i] + K / n * total
            for i in range(n):
                x[i] += DT * dx[i]
        return x

    steps(weights, start.copy(), 1)
    build = time.process_time() - begin
    report(job, f"numba {numba.__version__}, fastmath", build, lambda: steps(weights, start.copy(), STEPS), 2)


def with_brian(job: str, weights: np.ndarray, start: np.ndarray) -> None:
    begin = time.process_time()
    import brian2

    brian2.prefs.codegen.target = "cython"
    n = len(start)
    brian2.defaultclock.dt = DT * brian2.second
    units = brian2.NeuronGroup(n, "dx/dt = (-x + k*u)/second : 1\nu : 1", method="euler", namespace={"k": K / n})
    links = brian2.Synapses(units, units, "w : 1\nu_post = w*tanh(x_pre) : 1 (summed)")
    links.connect()
    links.w = weights.T.flatten()
    units.x = start
    net = brian2.Network(units, links)
    net.store()
    net.run(DT * brian2.second)
    build = time.process_time() - begin

    def run() -> np.ndarray:
        net.restore()
        net.run(STEPS * DT * brian2.second)
        return np.asarray(units.x)

    report(job, f"Brian2 {brian2.__version__}, Cython", build, run, 1)


def main() -> None:
    for job, n in (("net", 100), ("large_net", 1000)):
        weights, start = network(n)
        tools = [with_numpy, with_numba] + ([with_brian] if n == 100 else [])
        for tool in tools:
            try:
                tool(job, weights, start)
            except ImportError as error:
                print(f"{job}: {error}; its row is missing", file=sys.stderr)


if __name__ == "__main__":
    main()
