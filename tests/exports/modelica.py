"""Models in Modelica as CasADi functions, by pymoca, and their solution as every Modelica tool does it: equations are sorted."""
import re
import sys

import casadi as ca
import numpy as np
import pymoca.backends.casadi.generator as generator
import pymoca.parser

# CasADi's names of functions that pymoca does not translate, and its rules for names, which nested functions break.
for name, function in {
    "asin": ca.asin, "acos": ca.acos, "atan": ca.atan, "mod": lambda x, y: x - y*ca.floor(x/y), "atan2": ca.atan2,
}.items():
    setattr(ca.MX, name, function)
generator.OP_MAP["<>"] = "__ne__"
get_function = generator.Generator.get_function


def get_named(self, name):
    tree = self.root.classes[name]
    tree.name = re.sub("[._]+", "x", tree.name)
    return get_function(self, name)


generator.Generator.get_function = get_named


def written_out(text):
    """The text without what pymoca does not translate: loops with tables, delays or events, and sums over links."""
    text = re.sub(r"function link_sum .*?end link_sum;\n", "", text, flags=re.S)
    tables = {}
    for name, numbers in re.findall(r"constant Integer (\w+)\[\d+\] =\s+\{(.*?)\}", text, flags=re.S):
        tables[name] = [int(number) for number in numbers.split(",")]
    text = re.sub(r"constant Integer .*?;\n", "", text, flags=re.S)

    def lines(match):
        n, body = int(match[1]), match[2]
        if not re.search(r"\b(when|delay)\b", body) and not any(name + "[" in body for name in tables):
            return match[0]
        units = (re.sub(r"\bi\b", str(k), body) for k in range(1, n + 1))
        return "".join(re.sub(r"\b(\w+)\[(\d+)\]", chosen, unit) for unit in units)

    def chosen(match):
        return str(tables[match[1]][int(match[2]) - 1]) if match[1] in tables else match[0]

    def sums(match):
        name, targets, values, n = match.groups()
        value = lambda k: values[1:-1] if values[0] == "{" else f"{values}[{k + 1}]"
        links = [[value(k) for k, t in enumerate(tables[targets]) if t == i] for i in range(1, int(n) + 1)]
        return "\n".join(f"{name}[{i + 1}] = {' + '.join(terms) or '0.0'};" for i, terms in enumerate(links))

    text = re.sub(r"for i in 1:(\d+) loop\n(.*?)end for;", lines, text, flags=re.S)
    return re.sub(r"(\w+) =\s+link_sum\((\w+),\s+(\w+|\{\w+\}),\s+(\d+)\);", sums, text)


class Model:
    """A model, with `field(t, x, past)` for many times and states at once, side by side."""

    def __init__(self, text):
        tree = pymoca.parser.parse(text)
        assert tree is not None, "the text is no Modelica"
        model = generator.generate(tree, re.search(r"^model (\w+)", text, flags=re.M)[1])
        every = [model.time] + [ca.veccat(*[v.symbol for v in kind]) for kind in (
            model.states, model.der_states, model.alg_states, model.inputs, model.constants, model.parameters)]
        self.n = [e.numel() for e in every]
        self.places_of = {}
        for v in model.der_states + model.alg_states:
            first, n = len(self.places_of), v.symbol.numel()
            name = re.sub(r"der\((\w+)\)", r"\1", v.symbol.name())
            self.places_of.update({name if n == 1 else f"{name}[{k + 1}]": first + k for k in range(n)})
        value = lambda v: ca.vec(ca.DM(np.array(ca.evalf(ca.MX(ca.DM(v)))) if not isinstance(v, ca.MX) else ca.evalf(v)))
        self.fixed = [ca.veccat(*[value(v.value) for v in kind]) for kind in (model.constants, model.parameters)]
        starts = [value(v.start) for v in model.states]
        shapes = [v.symbol.numel() for v in model.states]
        self.start = np.concatenate([np.broadcast_to(np.array(s).ravel(), n) for s, n in zip(starts, shapes)])
        assert all(np.all(np.array(v.fixed) == 1) for v in model.states)
        residual = ca.veccat(*model.equations)
        self.residual = ca.Function("residual", every, [residual])
        unknowns = ca.veccat(every[2], every[3])
        pattern = np.array(ca.DM(ca.jacobian_sparsity(residual, unknowns), 1).full(), bool)
        self.levels = levels(pattern)
        delayed = [ca.veccat(ca.vec(a.expr)) for a in model.delay_arguments]
        durations = [ca.DM.ones(e.numel())*a.duration for a, e in zip(model.delay_arguments, delayed)]
        arguments = [every[1], every[5], every[6]]
        self.delays = ca.Function("delays", arguments, [ca.veccat(*delayed), ca.veccat(*durations)])
        places, self.lags = [np.array(e.full()).ravel() for e in self.delays(np.arange(self.n[1]), *self.fixed)]
        self.places = places.astype(int)

    def field(self, t, x, past=None):
        """The slopes."""
        return self.unknowns(t, x, past)[:self.n[2]]

    def unknowns(self, t, x, past=None):
        """The slopes, and then the variables that are computed."""
        m = len(t)
        u = np.array([past(i, t - lag) for i, lag in zip(self.places, self.lags)]).reshape(self.n[4], m)
        fixed = [np.repeat(np.array(values).reshape(-1, 1), m, axis=1) for values in self.fixed]
        z = np.zeros((self.n[2] + self.n[3], m))
        many = self.residual.map(m)
        for rows, columns in self.levels:
            r = many(np.reshape(t, (1, m)), x, z[:self.n[2]], z[self.n[2]:], u, *fixed).full()
            z[columns] = -r[rows]
        return z


def levels(pattern):
    """Rows and columns of unknowns that follow from those before: equations are sorted, each for one variable."""
    open_rows, known, found = set(range(len(pattern))), np.zeros(pattern.shape[1], bool), []
    assert pattern.shape[0] == pattern.shape[1], f"{pattern.shape[0]} equations for {pattern.shape[1]} variables"
    while open_rows:
        next_ones = [(r, np.flatnonzero(pattern[r] & ~known)) for r in sorted(open_rows)]
        next_ones = [(r, columns[0]) for r, columns in next_ones if len(columns) == 1]
        assert next_ones, "equations that cannot be sorted"
        rows, columns = map(list, zip(*next_ones))
        open_rows -= set(rows)
        known[columns] = True
        found.append((rows, columns))
    return found


def events_as_variables(text):
    """The text with variables for conditions and new values in place of `when`, and the names of these variables."""
    declared, clauses = [], []

    def variable(value):
        declared.append(f"happening_{len(declared)}")
        before = re.sub(r"pre[(]([^()]*)[)]", r"\1", value)
        equations.append(f"{declared[-1]} = {before};")
        return declared[-1]

    def clause(match):
        branches = []
        for branch in re.split(r"\belse(?=when )", match[0][:-len("end when;")]):
            condition, actions = re.fullmatch(r"when\s+(.*?) > 0\.0 then(.*)", branch.strip(), flags=re.S).groups()
            new = [(state, variable(value)) for state, value in re.findall(r"reinit\((\S+),\s+(.*?)\);", actions)]
            branches.append((variable(condition), new, "terminate(" in actions))
        clauses.append(branches)
        return ""

    equations = []
    text = re.sub(r"\bwhen .*?end when;", clause, text, flags=re.S)
    declarations = "".join(f"Real {name};\n" for name in declared)
    return text.replace("\nequation\n", "\n" + declarations + "equation\n" + "\n".join(equations) + "\n"), clauses


def run_with_events(text, t_end):
    """Where a run ends, and when. Clauses act where one of their conditions becomes true, first ones first."""
    from scipy.integrate import solve_ivp
    text, clauses = events_as_variables(written_out(text))
    m = Model(text)
    one = lambda t, x: m.unknowns(np.array([t]), x.reshape(-1, 1)).ravel()
    branches = [branch for clause in clauses for branch in clause]
    rises = [lambda t, x, place=m.places_of[condition]: one(t, x)[place] for condition, _, _ in branches]
    for g in rises:
        g.terminal, g.direction = True, 1
    t, x = 0.0, m.start
    while t < t_end:
        run = solve_ivp(lambda t, x: one(t, x)[:len(x)], (t, t_end), x, method="DOP853", rtol=1e-11, atol=1e-13, events=rises)
        t, x = run.t[-1], run.y[:, -1]
        happened = [branch for branch, times in zip(branches, run.t_events) if len(times)]
        z, x = one(t, x), x.copy()
        for condition, new, stops in happened:
            for state, value in new:
                x[m.places_of[state]] = z[m.places_of[value]]
            if stops:
                return x, t
    return x, t
