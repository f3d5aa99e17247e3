//! Components in LEMS: right-hand sides by jLEMS, the library of jNeuroML, and by PyLEMS; runs of both, and events.

use pyrates::Circuit;
use pyrates::emit::{EmitError, LemsOptions};
use pyrates::ir::system::System;
use pyrates::prelude::*;

use crate::happenings::{Fires, Latch, Stops, Swaps, Wanders};
use crate::models::{self, Suite};
use crate::tools::{Folder, lems_python};

/// Right-hand sides at all points in jLEMS, whose Java code Python calls.
const FIELDS_JLEMS: &str = "
import glob, os
import jpype, numpy as np, pyneuroml
[jar] = glob.glob(os.path.dirname(pyneuroml.__file__) + '/lib/jNeuroML-*.jar')
jpype.startJVM('-Djava.awt.headless=true', classpath=[jar], convertStrings=True)
silent = jpype.JClass('java.util.logging.LogManager').getLogManager().reset()
read = jpype.JClass('org.neuroml.export.utils.Utils').readLemsNeuroMLFile
for line in open('models.txt'):
    folder, name = line.split()
    model = read(jpype.JClass('java.io.File')(f'{folder}/LEMS_{name}.xml')).getLems()
    component = model.getComponent(name + '_1').getStateType()
    instance = component.newInstance()
    component.initialize(instance, None, False, False)
    values, rates = instance.getVarHM(), list(component.getRates())
    states = [str(rate.getVariableName()) for rate in rates]
    for row in np.loadtxt(folder + '/points.txt', ndmin=2).tolist():
        for state, value in zip(['t'] + states, row):
            values.get(state).set(value)
        component.evaluate(instance, None)
        print(*[rate.evalptr(values) for rate in rates])
    print('end')
";

/// The same in PyLEMS: a step of Euler's method, of size 1 and from zero, with the derivatives at a point. Variables that read
/// others that choose follow them a step later, so values are computed until they stay; that is done twice or more often
/// for few models only.
const FIELDS_PYLEMS: &str = "
import contextlib, io
import numpy as np
from lems.api import Model
from lems.sim.build import SimulationBuilder
late = 0
for line in open('models.txt'):
    folder, name = line.split()
    with contextlib.redirect_stdout(io.StringIO()):
        model = Model()
        model.import_from_file(f'{folder}/LEMS_{name}.xml')
        model = model.resolve()
        run = SimulationBuilder(model).build().runnables[f'{name}_1_{name}_run']
    states = [rate.variable for rate in model.component_types[name].dynamics.time_derivatives]
    rounds = 0
    for row in np.loadtxt(folder + '/points.txt', ndmin=2).tolist():
        run.time_completed = row[0]
        before = None
        for k in range(20):
            for state, value in zip(states, row[1:]):
                setattr(run, state, value)
            run.update_shadow_variables()
            getattr(run, 'update_derived_variables', lambda run: None)(run)
            run.update_shadow_variables()
            found = [getattr(run, variable) for variable in run.derived_variables]
            if found == before:
                break
            before, rounds = found, max(rounds, k)
        for state in states:
            setattr(run, state, 0.0)
        run.update_state_variables(run, 1.0)
        print(*[getattr(run, state) for state in states])
    late += rounds > 0
    print('end')
print('late', late)
";

fn name(file: &str) -> String {
    file.trim_start_matches("LEMS_").trim_end_matches(".xml").to_string()
}

/// Writes models into a folder, and runs a program there.
fn run(suite: &Suite, program: &str, options: &LemsOptions) -> Option<String> {
    let python = lems_python()?;
    let folder = Folder::new();
    suite.write(&folder, &|system| system.emit_lems_with(options), &name);
    folder.write("driver.py", program);
    Some(folder.run(&python, &["driver.py"]))
}

fn is_refused(error: &EmitError) -> bool {
    models::is_too_large(error)
        || error.to_string().starts_with("LEMS cannot express the delay in the equation")
}

#[test]
fn every_model_has_its_right_hand_sides_in_jlems() {
    for suite in models::accepted(&|system| system.emit_lems(), &is_refused) {
        let Some(printed) = run(&suite, FIELDS_JLEMS, &LemsOptions::default()) else { return };
        suite.check(&printed);
    }
}

#[test]
fn every_model_has_its_right_hand_sides_in_pylems() {
    let [suite, expressions] = models::accepted(&|system| system.emit_lems(), &is_refused);
    // Choices of choices of choices are in random expressions only.
    for (suite, latest) in [(suite, 0), (expressions, 45)] {
        let Some(printed) = run(&suite, FIELDS_PYLEMS, &LemsOptions::default()) else { return };
        let (fields, late) = printed.rsplit_once("late ").expect("a number of models");
        suite.check(fields);
        assert!(late.trim().parse::<usize>().is_ok_and(|late| late <= latest), "{late}");
    }
}

/// What both programs write in a run of the model in a file.
const RUNS: &str = "
import glob, os, subprocess, sys
import pyneuroml
[jar] = glob.glob(os.path.dirname(pyneuroml.__file__) + '/lib/jNeuroML-*.jar')
for line in open('models.txt'):
    folder, name = line.split()
    for program in (['java', '-jar', jar], [os.path.dirname(sys.executable) + '/pylems']):
        subprocess.run(program + [f'LEMS_{name}.xml', '-nogui'], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        rows = open(f'{folder}/{name}.dat').read().split('\\n')
        os.remove(f'{folder}/{name}.dat')
        # PyLEMS writes the state behind a step into the row of its start.
        last = ROW if 'java' in program else ROW - 1
        print(rows[last])
        print('end')
";

/// The rows of both programs for each model behind so many steps: time and states.
fn rows(suite: &Suite, t_end: f64, steps: usize) -> Option<Vec<[Vec<f64>; 2]>> {
    let options = LemsOptions { t_end, dt: t_end / steps as f64 };
    let program = RUNS.replace("ROW", &steps.to_string());
    let printed = run(suite, &program, &options)?;
    let number = |word: &str| word.parse().unwrap_or_else(|_| panic!("{printed}"));
    let row = |part: &str| part.split_whitespace().map(number).collect::<Vec<f64>>();
    let rows: Vec<Vec<f64>> = printed.trim_end_matches("end\n").split("end\n").map(row).collect();
    Some(rows.chunks(2).map(|pair| [pair[0].clone(), pair[1].clone()]).collect())
}

/// Both programs make the steps of Euler's method; jNeuroML writes numbers with seven digits.
#[test]
fn trajectories_are_those_of_eulers_method() {
    let chosen = ["QifSfa", "VanDerPol", "Theta", "WilsonCowan", "QifGap"];
    let [suite, _] = models::accepted(&|system| system.emit_lems(), &is_refused);
    let suite = suite.filtered(|system| chosen.contains(&system.name.as_str()));
    assert_eq!(suite.systems.len(), chosen.len());
    let Some(found) = rows(&suite, 0.5, 500) else { return };
    for (system, pair) in suite.systems.iter().zip(found) {
        let model = Circuit::from_system(system.clone()).unwrap();
        let solution = model.simulate(0.0..0.5).method(Euler).dt(0.001).run().unwrap();
        let expected = solution.last().unwrap().1;
        for (row, tolerance) in pair.iter().zip([2e-6, 1e-11]) {
            assert_eq!(row.len(), 1 + expected.len(), "{}: {row:?}", system.name);
            for (a, b) in row[1..].iter().zip(expected) {
                assert!((a - b).abs() <= tolerance * b.abs().max(1.0), "{}: {a}, {b}", system.name);
            }
        }
    }
}

operator! {
    /// A condition that holds at the start, and becomes true again; the new value is chosen by the old one.
    Bounces {
        equations { d/dt x = v; d/dt v = -1; d/dt n = 0*n; d/dt m = 0*m; }
        variables { x: output(-0.5), v: variable(1.5), n: variable(0.0), m: variable(0.0) }
        events {
            down: on (x < 0) & (m < 10) {
                v = if n > 1 { 0.5 } else { 1 };
                n = n + 1;
                m = max(m, 0.5*n);
            }
        }
    }
}

/// Events happen behind steps, so they are late by up to one; the errors go with the step.
#[test]
fn events_happen_once_behind_their_steps() {
    let suite =
        Suite::of(vec![Fires::default().system(), Latch::default().system(), Bounces::default().system()]);
    let (Some(coarse), Some(fine)) = (rows(&suite, 5.0, 2500), rows(&suite, 5.0, 10000)) else { return };
    for ((system, coarse), fine) in suite.systems.iter().zip(coarse).zip(fine) {
        let model = Circuit::from_system(system.clone()).unwrap();
        let solution = model.simulate(0.0..5.0).method(Dop853).rtol(1e-11).atol(1e-13).run().unwrap();
        let expected = solution.last().unwrap().1;
        for (coarse, fine) in coarse.iter().zip(&fine) {
            let error = |row: &[f64]| {
                row[1..]
                    .iter()
                    .zip(expected)
                    .map(|(a, b)| (a - b).abs() / b.abs().max(1.0))
                    .fold(0.0, f64::max)
            };
            let errors = [error(coarse), error(fine)];
            assert!(
                errors[0] < 0.02 && errors[1] < 0.006,
                "{}: {errors:?} {fine:?} {expected:?}",
                system.name
            );
        }
    }
}

operator! {
    /// More choices in a new value than there is room for.
    Chooses {
        equations { d/dt x = 1; d/dt y = 0*y; }
        variables { x: output(0.0), y: variable(0.0), a: 1.0, b: 1.0, c: 1.0, d: 1.0, e: 1.0, f: 1.0 }
        events { up: on x > 1 { y = max(a, x) + max(b, x) + max(c, x) + max(d, x) + max(e, x) + max(f, x); } }
    }
}

#[test]
fn lems_refuses_what_it_does_not_have() {
    let refused = |system: &System| system.emit_lems().unwrap_err().to_string();
    for (system, start) in [
        (
            Swaps::default().system(),
            "LEMS cannot express new values that need each other's old ones, in the event",
        ),
        (Stops::default().system(), "LEMS cannot express the end of the run at the event of `low`"),
        (Wanders::default().system(), "LEMS cannot express noise of `x`"),
        (Chooses::default().system(), "LEMS cannot express so many choices in the event of `up`"),
    ] {
        let error = refused(&system);
        assert!(error.starts_with(start), "{error}");
    }
    for (option, options) in [
        ("t_end", LemsOptions { t_end: 0.0, ..Default::default() }),
        ("dt", LemsOptions { dt: f64::NAN, ..Default::default() }),
    ] {
        let error = Latch::default().emit_lems_with(&options).unwrap_err().to_string();
        assert_eq!(error, format!("the option `{option}` of the export to LEMS must be a positive number"));
    }
}

function! {
    pub fn third(x: f64) -> f64 { x.powi(3) }
    spellings {
        lems: {
            value: "{x}^three",
            definition: "<Constant name=\"three\" dimension=\"none\" value=\"3\"/>"
        }
    }
}

operator! {
    /// A function in Rust, and names that LEMS or Python have for themselves.
    Named {
        functions { third }
        equations { d/dt parent = third(SEC - uid)*id - H; d/dt H = time_step - children*H + type; }
        variables {
            parent: output(0.5), H: variable(0.2), SEC: 0.25, uid: 1.5, id: 2.0, time_step: 0.5, children: 1.5, type: 0.75,
        }
    }
}

#[test]
fn functions_in_rust_and_hostile_names_are_spelled_in_lems() {
    let suite = Suite::of(vec![Named::default().system()]);
    for program in [FIELDS_JLEMS, FIELDS_PYLEMS] {
        let Some(printed) = run(&suite, program, &LemsOptions::default()) else { return };
        suite.check(printed.split("late").next().unwrap_or_default());
    }
}
