"""Prints Markdown tables of what was measured: `python report.py <folder of results> [ode] [stiff] [dde] [fixed]`."""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path

LEVELS = [1e-4, 1e-6, 1e-8, 1e-10]
OURS = "PyRates"
TITLES = {
    "ode": "Problems that are not stiff",
    "stiff": "Stiff problems",
    "dde": "Delay equations",
}

Curve = list[tuple[float, float]]  # errors and seconds, from loose to tight tolerances


def lines(folder: Path, part: str) -> list[dict]:
    files = sorted(folder.glob(f"{part}*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text().splitlines()]


def error(end: list[float], reference: list[float], relative: bool) -> float:
    """The largest error in a state, relative to that state or to the largest one."""
    largest = max(map(abs, reference))
    if len(end) != len(reference) or not all(map(math.isfinite, end)):
        return math.inf
    return max(abs(a - b) / (abs(b) if relative else largest) for a, b in zip(end, reference))


def curves(part: str, rows: list[dict], references: dict) -> dict[str, dict[str, Curve]]:
    """The curve of each tool and method, by problem."""
    found: dict[str, dict[str, list]] = {}
    for row in rows:
        reference = references[row["problem"]]["end"]
        name = row["method"] if row["tool"] == OURS else f"{row['tool']} {row['method']}"
        point = (row["tolerance"], error(row["end"], reference, part == "stiff"), row["seconds"])
        found.setdefault(row["problem"], {}).setdefault(name, []).append(point)
    return {
        problem: {name: [p[1:] for p in sorted(points, reverse=True)] for name, points in tools.items()}
        for problem, tools in found.items()
    }


def seconds_at(curve: Curve, level: float) -> float:
    """The least time for an error: between neighbouring tolerances by a straight line in logarithms."""
    times = [seconds for e, seconds in curve[:1] if e <= level]
    for (e0, s0), (e1, s1) in zip(curve, curve[1:]):
        if e1 <= level < e0 and math.isfinite(e0):
            share = math.log(e0 / level) / math.log(e0 / max(e1, 1e-18))
            times.append(s0 * (s1 / s0) ** share)
        elif e1 <= level:
            times.append(s1)
    return min(times, default=math.inf)


def best(tools: dict[str, Curve], level: float, wanted) -> tuple[float, str]:
    times = [(seconds_at(curve, level), name) for name, curve in tools.items() if wanted(name)]
    return min(times, default=(math.inf, ""))


def is_ours(name: str) -> bool:
    return " " not in name


def power(level: float) -> str:
    return f"{level:.0e}".replace("e-0", "e-")


def cell(seconds: float) -> str:
    """A time in ms, to three digits."""
    if not math.isfinite(seconds):
        return "–"
    ms = 1e3 * seconds
    return f"{ms:.{max(0, 2 - math.floor(math.log10(ms)))}f}"


def table(head: list[str], rows: list[list[str]]) -> None:
    print("| " + " | ".join(head) + " |")
    print("|" + "---|" * len(head))
    for row in rows:
        print("| " + " | ".join(row) + " |")
    print()


def ratio(ours: float, peer: float) -> str:
    if not math.isfinite(ours):
        return "not reached" if math.isfinite(peer) else "–"
    if not math.isfinite(peer):
        return "not reached by others"
    return f"{ours / peer:.2f}" if ours > 0.1 * peer else f"{ours / peer:.2g}"


def best_table(found: dict[str, dict[str, Curve]]) -> None:
    rows = []
    for problem, tools in found.items():
        for level in LEVELS:
            ours, method = best(tools, level, is_ours)
            peer, other = best(tools, level, lambda name: not is_ours(name))
            names = [f"{cell(ours)} ({method})", f"{cell(peer)} ({other})" if math.isfinite(peer) else "–"]
            rows.append([problem, power(level), *names, ratio(ours, peer)])
    table(["problem", "error", "PyRates, ms", "best other, ms", "ratio"], rows)


def tool_table(found: dict[str, dict[str, Curve]], level: float) -> None:
    names = sorted({name for tools in found.values() for name in tools}, key=lambda n: (not is_ours(n), n))
    rows = []
    for problem, tools in found.items():
        rows.append([problem, *(cell(seconds_at(tools.get(name, []), level)) for name in names)])
    print(f"CPU time in ms at an error of {power(level)}, every tool:\n")
    table(["problem", *names], rows)


def build_table(rows: list[dict]) -> None:
    """What tools do before they can run a problem: the least and the most of all problems."""
    seconds: dict[str, dict[str, float]] = {}
    for row in rows:
        if row.get("build", 0.0) > 0.0:
            seconds.setdefault(row["tool"], {})[row["problem"]] = row["build"]
    for tool, of in seconds.items():
        least, most = min(of, key=of.get), max(of, key=of.get)
        print(f"{tool} makes and compiles C before: {of[least]:.1f} s ({least}) to {of[most]:.1f} s ({most}) of CPU time.\n")


def fixed_tables(rows: list[dict]) -> None:
    for job in dict.fromkeys(row["job"] for row in rows):
        of_job = [row for row in rows if row["job"] == job]
        yardstick = next((row for row in of_job if row["tool"].startswith("C, -O3")), None)
        has_build = any("build" in row for row in of_job)
        cells = []
        for row in of_job:
            same = f"{row['seconds'] / yardstick['seconds']:.2f}" if yardstick else "–"
            apart = f"{error(row['end'], yardstick['end'], False):.0e}" if yardstick else "–"
            build = [f"{row['build']:.1f}" if "build" in row else "–"] if has_build else []
            cells.append([row["tool"], cell(row["seconds"]), same, apart, *build])
        print(f"{job}:\n")
        more = ["build, s"] if has_build else []
        table(["program", "ms", "times C -O3 -ffast-math", "difference at the end", *more], cells)


def main() -> None:
    folder, parts = Path(sys.argv[1]), sys.argv[2:] or ["ode", "stiff", "dde", "fixed"]
    references = json.loads(Path(__file__).with_name("references.json").read_text())
    for part in parts:
        rows = lines(folder, part)
        if part == "fixed":
            print("## Fixed steps beside C\n")
            fixed_tables(rows)
            for line in lines(folder, "bandwidth"):
                print(f"Reading {line['kB']} kB again and again: {line['GB_per_s']} GB/s.\n")
            continue
        print(f"## {TITLES[part]}\n")
        found = curves(part, rows, references)
        best_table(found)
        for level in (1e-6, 1e-10):
            tool_table(found, level)
        build_table(rows)


if __name__ == "__main__":
    main()
