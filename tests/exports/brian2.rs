//! Modules for Brian2: right-hand sides of all points at once, runs, noise and events.

use pyrates::emit::{Brian2Options, EmitError};
use pyrates::ir::system::System;
use pyrates::prelude::*;

use crate::happenings::{Fires, Latch, Stops, Swaps, Wanders};
use crate::models::{self, Suite, is_too_large};
use crate::tools::{Folder, brian2_python};

/// Loads modules, for code in NumPy.
const LOAD: &str = "
import importlib, logging, re, sys
import numpy as np
import brian2
from brian2 import NeuronGroup, Network, SpikeMonitor, StateMonitor, defaultclock, second
brian2.prefs.codegen.target = sys.argv[1]
brian2.BrianLogger.log_level_error()

def load(folder, name):
    sys.path.insert(0, folder)
    module = importlib.import_module(name)
    sys.path.pop(0)
    del sys.modules[name]
    return module
";

/// Prints the right-hand sides at all points, which are neurons here; states and time are given numbers, and their slopes are
/// variables to be read.
const FIELDS: &str = "
for line in open('models.txt'):
    folder, name = line.split()
    m, rows = load(folder, name), np.loadtxt(folder + '/points.txt')
    m.neurons(2)
    text = re.sub(r'^d(\\w+)/dt = (.*)/second : 1$', r'slope_\\1 = \\2 : 1\\n\\1 : 1', m.EQUATIONS, flags=re.M)
    text = text.replace('(t/second)', 'moment') + '\\nmoment : 1'
    points = NeuronGroup(len(rows), text, namespace={**getattr(m, 'FUNCTIONS', {}), **m.P0})
    points.moment = rows[:, 0]
    for k, state in enumerate(m.Y0):
        setattr(points, state, rows[:, k + 1])
    slopes = [np.broadcast_to(getattr(points, 'slope_' + state)[:], len(rows)) for state in m.Y0]
    for slope in zip(*slopes):
        print(*slope)
    print('end')
";

/// Prints where runs end.
const ENDS: &str = "
replaced = 0
for line in open('models.txt'):
    m = load(*line.split())
    group = m.neurons(2, dt=0.001*second)
    Network(group).run(0.5*second)
    print(*[getattr(group, state)[1] for state in m.Y0])
    print('end')
    # Parameters are replaced by name.
    changed = {name: 1.1*value for name, value in m.P0.items()}
    other = m.neurons(values=changed, dt=0.001*second)
    Network(other).run(0.01*second)
    own = m.neurons(dt=0.001*second)
    Network(own).run(0.01*second)
    replaced += any(getattr(other, state)[0] != getattr(own, state)[0] for state in m.Y0)
    try:
        m.neurons(values={'nothing': 1.0})
    except ValueError as error:
        assert 'nothing' in str(error)
    else:
        raise AssertionError('an unknown parameter was taken')
assert replaced >= 3
";

fn name(file: &str) -> String {
    file.trim_end_matches(".py").to_string()
}

/// Writes models into a folder, and runs a program there with code in a language.
fn run(suite: &Suite, program: &str, language: &str) -> Option<String> {
    let python = brian2_python()?;
    let folder = Folder::new();
    suite.write(&folder, &|system| system.emit_brian2(), &name);
    folder.write("driver.py", &format!("{LOAD}{program}"));
    Some(folder.run(&python, &["driver.py", language]))
}

fn is_refused(error: &EmitError) -> bool {
    let text = error.to_string();
    is_too_large(error) || text.starts_with("Brian2 cannot express the delay in the equation")
}

#[test]
fn every_model_has_its_right_hand_sides_in_brian2() {
    for suite in models::accepted(&|system| system.emit_brian2(), &is_refused) {
        let Some(printed) = run(&suite, FIELDS, "numpy") else { return };
        suite.check(&printed);
    }
}

/// The functions that the file defines are those of C, too.
#[test]
fn functions_are_compiled() {
    let [suite, expressions] = models::accepted(&|system| system.emit_brian2(), &is_refused);
    for suite in [suite.filtered(|system| system.name == "Functions"), expressions.first(2)] {
        let Some(printed) = run(&suite, FIELDS, "cython") else { return };
        suite.check(&printed);
    }
}

#[test]
fn trajectories_of_brian2_are_those_of_the_library() {
    let chosen = ["QifSfa", "VanDerPol", "Theta", "WilsonCowan", "QifGap"];
    let [suite, _] = models::accepted(&|system| system.emit_brian2(), &is_refused);
    let suite = suite.filtered(|system| chosen.contains(&system.name.as_str()));
    assert_eq!(suite.systems.len(), chosen.len());
    if let Some(printed) = run(&suite, ENDS, "numpy") {
        suite.check_ends(0.5, &printed);
    }
}

/// Times of spikes up to t = 5, and the states there, with two steps.
const EVENTS: &str = "
for line in open('models.txt'):
    m = load(*line.split())
    for dt in (0.002, 0.001):
        group = m.neurons(2, dt=dt*second)
        spikes = SpikeMonitor(group)
        Network(group, spikes).run(5*second)
        print(*(spikes.t[spikes.i == 0]/second), *[getattr(group, state)[0] for state in m.Y0])
    print('end')
";

/// Events are at the ends of steps, so their times are late by up to a step.
#[test]
fn events_set_states_in_brian2() {
    let suite = Suite::of(vec![Fires::default().system(), Swaps::default().system()]);
    let Some(printed) = run(&suite, EVENTS, "numpy") else { return };
    for (system, part) in suite.systems.iter().zip(printed.split("end\n")) {
        let model = pyrates::Circuit::from_system(system.clone()).unwrap();
        let solution = model.simulate(0.0..5.0).method(Dop853).rtol(1e-11).atol(1e-13).run().unwrap();
        let last = solution.last().unwrap().1;
        let lines: Vec<Vec<f64>> = part.lines().map(numbers).collect();
        let [coarse, fine] = lines.as_slice() else { panic!("{part}") };
        let events = fine.len() - last.len();
        assert!(events > 0 && coarse.len() == fine.len(), "{}: {part}", system.name);
        for (k, expected) in last.iter().enumerate() {
            let errors = [coarse, fine].map(|line| (line[events + k] - expected).abs());
            assert!(errors[1] < 0.02 * expected.abs().max(1.0), "{}: {errors:?}", system.name);
        }
    }
    // The condition stays true behind the event, which happens once.
    let once = run(&Suite::of(vec![Latch::default().system()]), EVENTS, "numpy").expect("Brian2");
    let lines: Vec<Vec<f64>> = once.trim_end_matches("end\n").lines().map(numbers).collect();
    assert!(lines.iter().all(|line| line.len() == 3 && line[2] == 1.0), "{once}");
}

fn numbers(line: &str) -> Vec<f64> {
    line.split_whitespace().map(|word| word.parse().expect("a number")).collect()
}

/// The variances of many neurons at the end of a run.
const NOISE: &str = "
brian2.seed(1)
for line in open('models.txt'):
    m = load(*line.split())
    group = m.neurons(20000, dt=0.01*second)
    Network(group).run(5*second)
    x, y = group.x[:], group.y[:]
    print(np.var(x), np.var(y), np.corrcoef(x, y)[0, 1])
";

/// With steps of dt the variance of Euler's method is sigma^2/(2/tau - dt/tau^2); that of 20000 neurons has a standard
/// deviation of 1 %.
#[test]
fn brian2_has_the_noise_of_the_model() {
    let Some(printed) = run(&Suite::of(vec![Wanders::default().system()]), NOISE, "numpy") else { return };
    let found = numbers(printed.trim());
    let dt = 0.01;
    for (found, expected) in found.iter().zip([0.25 / (2.0 - dt), 1.0 / (4.0 - 4.0 * dt)]) {
        assert!((found / expected - 1.0).abs() < 0.04, "{found} but should be {expected}");
    }
    assert!(found[2].abs() < 0.03, "{printed}");
}

operator! {
    /// Noise that depends on the state.
    Grows {
        equations { d/dt x = -x + noise(sigma*x); }
        variables { x: output(1.0), sigma: 0.1 }
    }
}

#[test]
fn brian2_refuses_what_it_does_not_have() {
    let refused = |system: &System| system.emit_brian2().unwrap_err().to_string();
    let error = refused(&Grows::default().system());
    assert!(error.starts_with("Brian2 cannot express noise that is not of constant amplitude"), "{error}");
    let with = |method: &str| Brian2Options { method: Some(method.to_string()) };
    let (noisy, plain) = (Wanders::default().system(), Swaps::default().system());
    for (system, method, taken) in
        [(&noisy, "rk4", false), (&noisy, "heun", true), (&plain, "rk2", true), (&plain, "rk3", false)]
    {
        let result = system.emit_brian2_with(&with(method));
        assert_eq!(result.is_ok(), taken, "{method}");
        assert!(
            result.map_or_else(|e| e.to_string().contains("`method`"), |files| files.text().contains(method))
        );
    }
    let error = refused(&Stops::default().system());
    assert!(error.starts_with("Brian2 cannot express the end of the run at the event of `low`"), "{error}");
}

operator! {
    /// Variables that are units or words of Brian2.
    Units {
        equations { d/dt mV = -second*mV + N*xi; d/dt nS2 = lastspike - nS2/e; }
        variables { mV: output(0.5), nS2: variable(0.2), second: 1.0, N: 2.0, xi: 0.5, lastspike: 0.25, e: 3.0 }
    }
}

#[test]
fn names_are_no_units() {
    let suite = Suite::of(vec![Units::default().system()]);
    if let Some(printed) = run(&suite, FIELDS, "numpy") {
        suite.check(&printed);
    }
}
