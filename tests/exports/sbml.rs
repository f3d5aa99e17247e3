//! Models in SBML: read and checked by libSBML, whose syntax trees are evaluated; compiled by libRoadRunner, with runs and
//! events.

use pyrates::Circuit;
use pyrates::ir::system::System;
use pyrates::prelude::*;

use crate::happenings::{Fires, Stops, Swaps};
use crate::models::{self, Suite};
use crate::tools::{Folder, sbml_python};

/// Reads each model, which must have no errors, and computes its rate rules at its points, node by node.
const TREES: &str = "
import math, sys
import libsbml as sb
import numpy as np
sys.setrecursionlimit(10000)

BINARY = {
    sb.AST_DIVIDE: lambda a, b: a/b, sb.AST_POWER: lambda a, b: a**b, sb.AST_FUNCTION_POWER: lambda a, b: a**b,
    sb.AST_RELATIONAL_LT: lambda a, b: a < b, sb.AST_RELATIONAL_LEQ: lambda a, b: a <= b,
    sb.AST_RELATIONAL_GT: lambda a, b: a > b, sb.AST_RELATIONAL_GEQ: lambda a, b: a >= b,
    sb.AST_RELATIONAL_EQ: lambda a, b: a == b, sb.AST_RELATIONAL_NEQ: lambda a, b: a != b,
}
UNARY = {
    sb.AST_FUNCTION_SIN: math.sin, sb.AST_FUNCTION_COS: math.cos, sb.AST_FUNCTION_TAN: math.tan,
    sb.AST_FUNCTION_ARCSIN: math.asin, sb.AST_FUNCTION_ARCCOS: math.acos, sb.AST_FUNCTION_ARCTAN: math.atan,
    sb.AST_FUNCTION_SINH: math.sinh, sb.AST_FUNCTION_COSH: math.cosh, sb.AST_FUNCTION_TANH: math.tanh,
    sb.AST_FUNCTION_ARCSINH: math.asinh, sb.AST_FUNCTION_ARCCOSH: math.acosh,
    sb.AST_FUNCTION_ARCTANH: math.atanh, sb.AST_FUNCTION_EXP: math.exp, sb.AST_FUNCTION_LN: math.log,
    sb.AST_FUNCTION_ABS: abs, sb.AST_FUNCTION_FLOOR: math.floor, sb.AST_FUNCTION_CEILING: math.ceil,
    sb.AST_LOGICAL_NOT: lambda a: not a,
}

class Model:
    def __init__(self, file):
        self.document = sb.readSBMLFromFile(file)
        self.document.checkConsistency()
        severe = [e for e in map(self.document.getError, range(self.document.getNumErrors())) if e.getSeverity() >= 2]
        assert not severe, severe[0].getMessage()
        model = self.document.getModel()
        self.constants = {p.getId(): p.getValue() for p in model.getListOfParameters() if p.getConstant()}
        self.functions = {f.getId(): f for f in model.getListOfFunctionDefinitions()}
        self.assigned = {r.getVariable(): r.getMath() for r in model.getListOfRules() if r.isAssignment()}
        self.rates = {r.getVariable(): r.getMath() for r in model.getListOfRules() if r.isRate()}
        self.states = list(self.rates)

    def field(self, t, y):
        names = {**self.constants, **dict(zip(self.states, y)), 't': t}
        def past(name, delay):
            return 0.5 + 0.3*math.sin(t - delay + self.states.index(name) + 1)
        return [self.value(rate, names, past) for rate in self.rates.values()]

    def value(self, node, names, past):
        kind, n = node.getType(), node.getNumChildren()
        go = lambda k: self.value(node.getChild(k), names, past)
        if kind == sb.AST_FUNCTION_DELAY:
            return past(node.getChild(0).getName(), go(1))
        if kind == sb.AST_FUNCTION_PIECEWISE:
            assert n % 2 == 1
            return go(next((k - 1 for k in range(1, n, 2) if go(k)), n - 1))
        if kind == sb.AST_NAME:
            name = node.getName()
            if name not in names:
                names[name] = self.value(self.assigned[name], names, past)
            return names[name]
        if kind == sb.AST_NAME_TIME:
            return names['t']
        if kind == sb.AST_FUNCTION:
            f = self.functions[node.getName()]
            return self.value(f.getBody(), {f.getArgument(k).getName(): go(k) for k in range(n)}, past)
        if kind == sb.AST_FUNCTION_ROOT:
            return math.sqrt(go(n - 1))
        if kind == sb.AST_FUNCTION_LOG:
            assert n == 1 or go(0) == 10
            return math.log10(go(n - 1))
        if node.isNumber():
            return float(node.getValue())
        if kind == sb.AST_PLUS:
            return sum(go(k) for k in range(n))
        if kind == sb.AST_TIMES:
            return math.prod(go(k) for k in range(n))
        if kind == sb.AST_MINUS:
            return -go(0) if n == 1 else go(0) - go(1)
        if kind == sb.AST_LOGICAL_AND:
            return all([go(k) for k in range(n)])
        if kind == sb.AST_LOGICAL_OR:
            return any([go(k) for k in range(n)])
        return UNARY[kind](go(0)) if n == 1 else BINARY[kind](go(0), go(1))

for line in open('models.txt'):
    folder, name = line.split()
    model = Model(f'{folder}/{name}')
    for row in np.loadtxt(folder + '/points.txt', ndmin=2):
        print(*model.field(row[0], row[1:].tolist()))
    print('end')
";

/// The rates of models that libRoadRunner compiles. It has no delays.
const ROADRUNNER: &str = "
import libsbml, numpy as np, roadrunner
roadrunner.Logger.setLevel(roadrunner.Logger.LOG_FATAL)

def states_of(file):
    document = libsbml.readSBMLFromFile(file)
    return [rule.getVariable() for rule in document.getModel().getListOfRules() if rule.isRate()]
";

const FIELDS: &str = "

for line in open('models.txt'):
    folder, name = line.split()
    runner = roadrunner.RoadRunner(f'{folder}/{name}')
    states = states_of(f'{folder}/{name}')
    for row in np.loadtxt(folder + '/points.txt', ndmin=2).tolist():
        runner.model.setTime(row[0])
        for state, value in zip(states, row[1:]):
            runner.model[state] = value
        print(*[runner.getValue(f\"{state}'\") for state in states])
    print('end')
";

fn run(suite: &Suite, program: &str) -> Option<String> {
    let python = sbml_python()?;
    let folder = Folder::new();
    suite.write(&folder, &|system| system.emit_sbml(), &str::to_string);
    folder.write("driver.py", program);
    Some(folder.run(&python, &["driver.py"]))
}

#[test]
fn every_model_is_read_by_libsbml() {
    for suite in models::accepted(&|system| system.emit_sbml(), &models::is_too_large) {
        let Some(printed) = run(&suite, TREES) else { return };
        suite.check(&printed);
    }
}

#[test]
fn every_model_without_delays_is_compiled_by_roadrunner() {
    for suite in models::accepted(&|system| system.emit_sbml(), &models::is_too_large) {
        let suite = suite.filtered(|system| !system.has_delays());
        let Some(printed) = run(&suite, &(ROADRUNNER.to_string() + FIELDS)) else { return };
        suite.check(&printed);
    }
}

/// Integrates each model, and prints the states at the end.
const TRAJECTORIES: &str = "

for line in open('models.txt'):
    file = '/'.join(line.split())
    runner = roadrunner.RoadRunner(file)
    runner.integrator.relative_tolerance = 1e-11
    runner.integrator.absolute_tolerance = 1e-13
    runner.integrator.maximum_time_step = MAXIMUM
    runner.timeCourseSelections = ['time'] + states_of(file)
    print(*runner.simulate(0.0, END, 11)[-1][1:].tolist())
    print('end')
";

#[test]
fn trajectories_of_roadrunner_are_those_of_the_library() {
    let suites = models::accepted(&|system| system.emit_sbml(), &models::is_too_large);
    let [suite, _] = suites;
    let suite = suite.filtered(|system| !system.has_delays());
    let program = TRAJECTORIES.replace("END", "0.5").replace("MAXIMUM", "0.1");
    if let Some(printed) = run(&suite, &(ROADRUNNER.to_string() + &program)) {
        suite.check_ends(0.5, &printed);
    }
}

/// Events, also those whose new values need each other's old ones. The times of a hundred and more events are found to the
/// tolerance.
#[test]
fn events_of_roadrunner_are_those_of_the_library() {
    let suite = Suite::of(vec![Fires::default().system(), Swaps::default().system()]);
    let program = TRAJECTORIES.replace("END", "2.0").replace("MAXIMUM", "0.01");
    let Some(printed) = run(&suite, &(ROADRUNNER.to_string() + &program)) else { return };
    for (system, part) in suite.systems.iter().zip(printed.split("end\n")) {
        let found: Vec<f64> = part.split_whitespace().map(|word| word.parse().unwrap()).collect();
        let expected = end(system, 2.0);
        assert_eq!(found.len(), expected.len(), "{printed}");
        for (a, b) in found.iter().zip(&expected) {
            assert!((a - b).abs() <= 1e-6 * b.abs().max(1.0), "{}: {found:?}, {expected:?}", system.name);
        }
    }
}

fn end(system: &System, t_end: f64) -> Vec<f64> {
    let model = Circuit::from_system(system.clone()).unwrap();
    let run = model.simulate(0.0..t_end).method(Dop853).rtol(1e-11).atol(1e-13).run();
    run.unwrap().last().unwrap().1.to_vec()
}

#[test]
fn sbml_refuses_events_that_end_runs() {
    let error = Stops::default().emit_sbml().unwrap_err().to_string();
    assert!(error.starts_with("SBML cannot express the end of the run in the event of `low`"), "{error}");
}

function! {
    pub fn cube(x: f64, c: f64) -> f64 { (x - c).powi(3) }
    spellings {
        sbml: {
            value: "<apply><ci>cubed</ci><apply><minus/>{x}{c}</apply></apply>",
            definition: "<functionDefinition id='cubed'><math xmlns='http://www.w3.org/1998/Math/MathML'><lambda><bvar>\
                         <ci>x</ci></bvar><apply><power/><ci>x</ci><cn>3</cn></apply></lambda></math></functionDefinition>"
        }
    }
}

operator! {
    /// A function in Rust, and a value that is not finite.
    Cubic {
        functions { cube }
        equations { d/dt x = min(cube(x + 1, c), most); }
        variables { x: output(0.5), c: 0.25, most: 1.0 }
    }
}

#[test]
fn functions_in_rust_are_spelled_in_mathml() {
    let suite = Suite::of(vec![Cubic { most: f64::INFINITY, ..Default::default() }.system()]);
    if let Some(printed) = run(&suite, TREES) {
        suite.check(&printed);
    }
    if let Some(printed) = run(&suite, &(ROADRUNNER.to_string() + FIELDS)) {
        suite.check(&printed);
    }
}
