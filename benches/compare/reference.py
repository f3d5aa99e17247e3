"""Makes `references.json`: the states at the ends of the problems, to more digits than any tool here reaches.

The method is that of Gragg, Bulirsch and Stoer in numbers of 80 bits: midpoint sums with 2, 4, .. 20 parts of a step,
extrapolated to parts of length zero. Nothing of it is used by the tools that are compared. Delay equations become
ordinary ones: all pieces of the solution that are one unit long (all delays are multiples of the unit) are solved side by
side, one more after each, so that nothing is interpolated. Every problem is solved with steps of two lengths; the
difference is in the file. The ends of the stiff problems are published: F. Mazzia and C. Magherini, Test Set for Initial
Value Problem Solvers, release 2.4, and E. Hairer and G. Wanner, Solving Ordinary Differential Equations II, IV.10.

Run it in the environment that `run` makes: `python reference.py`. It takes some minutes.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np

import problems

Real = np.longdouble
PARTS = [2 * k for k in range(1, 11)]

PUBLISHED = {
    "VdP1000": [1.706167732170483, -0.8928097010247975e-3],
    "Robertson": [0.2083340149701255e-7, 0.8333360770334713e-13, 0.999999979166505],
    "HIRES": [
        0.7371312573325668e-3, 0.1442485726316185e-3, 0.5888729740967575e-4, 0.1175651343283149e-2,
        0.2386356198831331e-2, 0.6238968252742796e-2, 0.2849998395185769e-2, 0.2850001604814231e-2,
    ],
    "Oregonator": [1.000814870318523, 1228.178521549917, 132.0554942846706],
}  # fmt: skip


def step(slopes: Callable, t: Real, y: np.ndarray, h: Real) -> np.ndarray:
    """One step by extrapolation."""
    table: list[np.ndarray] = []
    for k, n in enumerate(PARTS):
        part = h / Real(n)
        before, now = y, y + part * slopes(t, y)
        for i in range(1, n):
            before, now = now, before + 2 * part * slopes(t + i * part, now)
        row = [(before + now + part * slopes(t + h, now)) / 2]
        for j in range(k):
            ratio = (Real(n) / Real(PARTS[k - 1 - j])) ** 2
            row.append(row[j] + (row[j] - table[j]) / (ratio - 1))
        table = row
    return table[-1]


def solve(slopes: Callable, y0: np.ndarray, t_end: float | Real, n: int) -> np.ndarray:
    y, h = y0, Real(t_end) / n
    for i in range(n):
        y = step(slopes, h * i, y, h)
    return y


def solve_delayed(problem: problems.DelayProblem, n: int) -> np.ndarray:
    """The end of a delay problem; `n` steps in each unit."""
    unit, dim = Real(str(problem.unit)), len(problem.y0)
    back = [round(delay / problem.unit) for delay in problem.delays]
    pieces = round(problem.t_end / problem.unit)
    starts = [np.array(problem.y0, Real)]

    def slopes(s: Real, y: np.ndarray) -> np.ndarray:
        now = y.reshape(-1, dim)
        past = [np.vstack([np.tile(starts[0], (b, 1)), now])[: len(now)] for b in back]
        t = s + unit * np.arange(len(now), dtype=Real)
        return np.array(problem.slopes(t, now.T, *(p.T for p in past))).T.reshape(-1)

    for _ in range(pieces):
        ends = solve(slopes, np.concatenate(starts), unit, n)
        starts.append(ends[-dim:])
    return starts[-1]


# Steps in the interval, or in a unit of a delay problem.
STEPS = {"D5": 4000, "VdP": 1000, "Pleiades": 4000, "stiff delay": 500, "predator-prey": 400}


def both(name: str, run: Callable[[int], np.ndarray], default: int) -> dict:
    n = STEPS.get(name, default)
    end, coarse = run(2 * n), run(n)
    change = float(np.max(np.abs(end - coarse)) / np.max(np.abs(end)))
    print(f"{name:15} {change:.1e} {[f'{x:.17g}' for x in end[:3]]}", flush=True)
    return {"end": [float(x) for x in end], "how": "extrapolation in 80 bits", "change with half the steps": change}


def main() -> None:
    table: dict[str, dict] = {}
    for name, problem in problems.ODE.items():
        y0 = np.array(problem.y0, Real)
        table[name] = both(name, lambda n, p=problem, y=y0: solve(p.slopes, y, p.t_end, n), 200)
    for name, problem in problems.DDE.items():
        table[name] = both(name, lambda n, p=problem: solve_delayed(p, n), 4)
    for name, end in PUBLISHED.items():
        table[name] = {"end": end, "how": "published"}
    Path(__file__).with_name("references.json").write_text(json.dumps(table, indent=1) + "\n")


if __name__ == "__main__":
    main()
