"""Evaluates models with PyRates: python field.py FOLDER, lines `path kind` on standard input.

For each line prints `# path`, then for each state its key, state and slope: real and imaginary parts,
separated by tabs. States are the initial values plus reproducible random numbers.
"""

import contextlib
import io
import random
import sys
import warnings

import numpy as np

warnings.filterwarnings("ignore")
sys.path.insert(0, sys.argv[1])

from pyrates import CircuitTemplate, clear_frontend_caches


def field(path, kind, number):
    clear_frontend_caches()
    with contextlib.redirect_stdout(io.StringIO()):
        model = CircuitTemplate.from_yaml(path)
        # Vectorised delay equations are wrong in PyRates 1.2.3, single nodes are not.
        function, arguments, names, index = model.get_run_func(
            "field", step_size=1e-3, vectorize=False, solver="scipy", float_precision=kind,
            verbose=False, file_name=f"generated_{number}", in_place=False)
    arguments = list(arguments)
    states = np.array(arguments[1], dtype=complex if kind.startswith("complex") else float)
    start = states.copy()
    places = {key: int(np.ravel(place)[0]) for key, place in index.items()}
    generator = random.Random(number)
    for place in places.values():
        states[place] += generator.uniform(-0.3, 0.3)
        if kind.startswith("complex"):
            states[place] += 1j * generator.uniform(-0.3, 0.3)
    arguments[1] = states
    if callable(arguments[2]):
        arguments[2] = lambda t: start
    slopes = function(*arguments)
    return [(key, complex(states[i]), complex(slopes[i])) for key, i in places.items()]


for number, line in enumerate(sys.stdin):
    path, kind = line.split()
    rows = field(path, kind, number)
    print("#", path)
    for key, state, slope in rows:
        print(key, state.real, state.imag, slope.real, slope.imag, sep="\t")
