"""Writes reference.json: arguments of elementary functions by their bits, and the nearest numbers to the exact values, by mpmath."""

import json
import random
import struct
from pathlib import Path

import mpmath as mp

mp.mp.prec = 2400
random.seed(20230601)


def bits(x):
    return struct.unpack("<Q", struct.pack("<d", x))[0]


def number(b):
    return struct.unpack("<d", struct.pack("<Q", b))[0]


def rounded(value):
    """The nearest double, also where that is denormal or infinite."""
    value = mp.mpf(value)
    if value == 0:
        return 0.0
    exponent = max(mp.frexp(value)[1] - 53, -1074)
    whole = int(mp.nint(mp.ldexp(value, -exponent)))
    try:
        return mp.mpf(whole).__mul__(mp.mpf(2) ** exponent).__float__() if abs(whole) < 2**54 else float("nan")
    except OverflowError:
        return mp.sign(value) * float("inf")


def spread(low, high, n):
    """Numbers whose logarithms are uniform, of both signs."""
    a, b = mp.log(low), mp.log(high)
    return [random.choice([-1, 1]) * float(mp.exp(a + (b - a) * random.random())) for _ in range(n)]


def near(x, n):
    """The neighbours of a number."""
    return [number(bits(x) + k) for k in range(-n, n + 1)]


tiny = [5e-324, 1e-310, 2.2250738585072014e-308, 1e-300, 1e-160, 1e-20, 1e-8]
turns = [x for k in (1, 2, 3, 4, 5, 11, 22, 355, 333333, 600000) for x in near(float(k * mp.pi / 2), 1)]
inside = spread(1e-12, 1, 60) + near(1.0, 0) + [0.5, -0.5, 0.49999999999999994, 0.99999999999999989]
exps = spread(1e-5, 700, 90) + [709.78, 709.782712893384, -708.5, -744.44, -745.1, 0.34657359, -0.34657359, 1.0397208]
logs = [abs(x) for x in spread(1e-307, 1e307, 60) + spread(0.3, 3, 60)] + near(1.0, 3) + [2.0, 10.0, 1000.0, 1e22]

ARGUMENTS = {
    "sin": spread(1e-9, 1e6, 120) + turns + tiny,
    "cos": spread(1e-9, 1e6, 120) + turns + tiny,
    "tan": spread(1e-9, 1e6, 120) + turns + tiny,
    "asin": inside + tiny,
    "acos": inside + tiny,
    "atan": spread(1e-12, 1e12, 100) + tiny + [0.4375, 0.6875, 1.1875, 2.4375, 1e300],
    "sinh": spread(1e-9, 710, 120) + tiny + [710.4],
    "cosh": spread(1e-9, 710, 120) + tiny + [710.4],
    "tanh": spread(1e-9, 30, 120) + tiny + [0.55, 22.0, 19.06],
    "asinh": spread(1e-9, 1e300, 120) + spread(0.1, 10, 30) + tiny,
    "acosh": [1 + abs(x) for x in spread(1e-15, 10, 80)] + [abs(x) for x in spread(2, 1e300, 60)],
    "atanh": spread(1e-12, 0.9999, 100) + tiny + [0.5, 0.99999999999999989],
    "exp": exps + tiny,
    "ln": logs + tiny,
    "log10": logs + tiny,
    "erf": spread(1e-9, 6, 120) + tiny + [0.84375, 1.25, 2.857, 5.9],
}
FUNCTIONS = {"ln": mp.log, "log10": mp.log10}


def pairs_of_pow():
    yield from ((abs(a), b) for a, b in zip(spread(1e-3, 1e3, 120), spread(1e-3, 90, 120)))
    yield from ((1 + a, b) for a, b in zip(spread(1e-9, 1e-3, 60), spread(1e3, 1e9, 60)))
    yield from ((-abs(a), float(random.randint(-90, 90) * 2 + 101)) for a in spread(0.1, 20, 40))
    yield from [(2.0, -1074.0), (2.0, 1023.5), (5e-324, 0.3), (1e308, 0.5), (10.0, 0.1), (0.9, 5000.5)]


def pairs_of_atan2():
    yield from zip(spread(1e-6, 1e6, 100), spread(1e-6, 1e6, 100))
    yield from [(1e-310, 1.0), (1.0, 1e-310), (1e300, -1e300), (-3.0, -1e-20)]


def main():
    table = {}
    for name, arguments in ARGUMENTS.items():
        function = FUNCTIONS.get(name) or getattr(mp, name)
        rows = ((x, rounded(function(mp.mpf(x)))) for x in arguments)
        table[name] = [[bits(x), bits(y)] for x, y in rows if y == y]
    two = {
        "pow": ((a, b, rounded(mp.power(mp.mpf(a), mp.mpf(b)))) for a, b in pairs_of_pow()),
        "atan2": ((a, b, rounded(mp.atan2(mp.mpf(a), mp.mpf(b)))) for a, b in pairs_of_atan2()),
    }
    table |= {name: [[bits(a), bits(b), bits(y)] for a, b, y in rows if y == y] for name, rows in two.items()}
    lines = ",\n".join(f'"{name}": {json.dumps(rows, separators=(",", ":"))}' for name, rows in table.items())
    Path(__file__).with_name("reference.json").write_text("{\n" + lines + "\n}\n")


main()
