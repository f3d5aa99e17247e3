"""Measures SciPy, JiTCODE and JiTCDDE: `python peers_python.py ode|stiff|dde` prints a line of JSON for each run.

What JiTCODE and JiTCDDE compile is not in the time of a run; `build` is the CPU time of that.
"""

from __future__ import annotations

import json
import os
import sys
import time
import warnings
from collections.abc import Callable
from unittest import mock

import numpy as np

import problems

TOLERANCES = [10.0**-digits for digits in (3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13)]
# One run is enough if it takes so long, in seconds; a method gets no tighter tolerances after a run that took so long.
ENOUGH = 0.2
TOO_LONG = 4.0


def fastest(run: Callable[[], np.ndarray | None]) -> tuple[float, np.ndarray | None]:
    """The CPU time of the fastest of up to five runs, and what the last one returned."""
    best, total, end = np.inf, 0.0, None
    for _ in range(5):
        start = time.process_time()
        end = run()
        seconds = time.process_time() - start
        best, total = min(best, seconds), total + seconds
        if total > ENOUGH:
            break
    return best, end


def report(
    problem: str, tool: str, method: str, tolerance: float, seconds: float, end: np.ndarray, build: float = 0.0
) -> None:
    line = {"problem": problem, "tool": tool, "method": method, "tolerance": tolerance, "seconds": seconds}
    print(json.dumps(line | {"build": build, "end": [float(x) for x in end]}), flush=True)


def work() -> float:
    """The CPU time so far, that of compilers that have ended included."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def scipy(name: str, problem: problems.Problem, methods: list[str]) -> None:
    from scipy.integrate import solve_ivp

    def run(method: str, tolerance: float) -> np.ndarray | None:
        options = {}
        if problem.jacobian and method in ("Radau", "BDF", "LSODA"):
            options["jac"] = problem.jacobian
        span, atol = (0.0, problem.t_end), problem.atol * tolerance
        solution = solve_ivp(problem.slopes, span, problem.y0, method, [problem.t_end], rtol=tolerance, atol=atol, **options)
        return solution.y[:, -1] if solution.success and solution.y.size else None

    for method in methods:
        for tolerance in TOLERANCES:
            seconds, end = fastest(lambda m=method, x=tolerance: run(m, x))
            if end is not None:
                report(name, "SciPy", method, tolerance, seconds, end)
            if seconds > TOO_LONG:
                break


class Terms:
    """NumPy for arrays of terms: the functions that these lack there are symengine's."""

    def __getattr__(self, name: str):
        import symengine

        if name in ("sin", "cos", "sqrt"):
            return np.vectorize(getattr(symengine, name), otypes=[object])
        return getattr(np, name)


def jitcode(name: str, problem: problems.Problem, methods: list[str]) -> None:
    from jitcode import jitcode as Solver
    from jitcode import t, y

    is_stiff = problem.jacobian is not None
    begin = work()
    with mock.patch.object(problems, "np", Terms()):
        slopes = problem.slopes(t, np.array([y(i) for i in range(len(problem.y0))], dtype=object))
    solver = Solver(list(slopes), wants_jacobian=is_stiff, verbose=False)
    solver.compile_C()
    solver.set_integrator(methods[0])
    build = work() - begin

    def run(method: str, tolerance: float) -> np.ndarray | None:
        solver.set_initial_value(np.array(problem.y0), 0.0)
        solver.set_integrator(method, rtol=tolerance, atol=problem.atol * tolerance, nsteps=10**8)
        try:
            return solver.integrate(problem.t_end)
        except Exception as error:  # noqa: BLE001: any failure is a row that is missing
            print(f"{name}: JiTCODE with {method} at {tolerance:g}: {error}", file=sys.stderr)
            return None

    for method in methods:
        for tolerance in TOLERANCES:
            seconds, end = fastest(lambda m=method, x=tolerance: run(m, x))
            if end is not None:
                report(name, "JiTCODE", method, tolerance, seconds, end, build)
            if seconds > TOO_LONG:
                break


def jitcdde(name: str, problem: problems.DelayProblem) -> None:
    import symengine
    from jitcdde import jitcdde as Solver
    from jitcdde import t, y

    begin, dim = work(), len(problem.y0)
    now = [y(i) for i in range(dim)]
    past = [[y(i, t - delay) for i in range(dim)] for delay in problem.delays]
    keywords = {"sin": symengine.sin} if name == "stiff delay" else {}
    slopes = [symengine.sympify(f) for f in problem.slopes(t, now, *past, **keywords)]
    solver = Solver(slopes, verbose=False)
    solver.compile_C()
    build = work() - begin

    def run(tolerance: float) -> np.ndarray | None:
        solver.purge_past()
        solver.constant_past(problem.y0)
        solver.reset_integrator()
        solver.set_integration_parameters(rtol=tolerance, atol=tolerance, first_step=1e-3, min_step=1e-14)
        try:
            solver.step_on_discontinuities()
            return solver.integrate(problem.t_end)
        except Exception as error:  # noqa: BLE001: any failure is a row that is missing
            print(f"{name}: JiTCDDE at {tolerance:g}: {error}", file=sys.stderr)
            return None

    for tolerance in TOLERANCES:
        seconds, end = fastest(lambda x=tolerance: run(x))
        if end is not None:
            report(name, "JiTCDDE", "dopri3(2)", tolerance, seconds, end, build)
        if seconds > 5 * TOO_LONG:
            break


def main() -> None:
    warnings.simplefilter("ignore")
    for part in sys.argv[1:]:
        if part == "ode":
            for name, problem in problems.ODE.items():
                scipy(name, problem, ["RK45", "DOP853", "LSODA"])
                jitcode(name, problem, ["dopri5", "dop853"])
        elif part == "stiff":
            for name, problem in problems.STIFF.items():
                scipy(name, problem, ["LSODA", "Radau", "BDF"])
                jitcode(name, problem, ["lsoda"])
        elif part == "dde":
            for name, problem in problems.DDE.items():
                jitcdde(name, problem)


if __name__ == "__main__":
    main()
