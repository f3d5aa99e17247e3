//! Neurons in NESTML, compiled and run by NEST: right-hand sides, runs, spikes and resets, and what arrives from others.

use pyrates::Circuit;
use pyrates::emit::{EmitError, NestmlOptions};
use pyrates::ir::system::System;
use pyrates::prelude::*;

use crate::happenings::{Fires, Latch, Stops, Swaps, Wanders};
use crate::models::{self, Suite};
use crate::tools::{Folder, nest_python};

/// Makes one module of all models, with all digits of numbers, and runs `run.py` with it.
const BUILD: &str = "
import os, subprocess, sys
from pynestml.codegeneration.printers.constant_printer import ConstantPrinter
ConstantPrinter.n_float_digits = 17
from pynestml.frontend.pynestml_frontend import generate_nest_target
models = [line.split() for line in open('models.txt')]
here = os.getcwd()
with open('log.txt', 'w') as log:
    out = os.dup(1), os.dup(2)
    os.dup2(log.fileno(), 1), os.dup2(log.fileno(), 2)
    try:
        generate_nest_target(
            [f'{here}/{folder}/{name}' for folder, name in models], target_path=f'{here}/code', install_path=here,
            module_name='testmodule', logging_level='ERROR', codegen_opts={'nest_path': os.path.join(sys.prefix, 'nest'), **OPTIONS})
    finally:
        os.dup2(out[0], 1), os.dup2(out[1], 2)
        sys.stderr.write(open('log.txt').read()[-5000:])
path = here + ':' + os.environ.get('LD_LIBRARY_PATH', '')
os.execve(sys.executable, [sys.executable, 'run.py'], {**os.environ, 'LD_LIBRARY_PATH': path})
";

/// What `run.py` begins with: the models, and what a file declares in one of its blocks.
const START: &str = "
import contextlib, io, itertools, sys
import numpy as np
with contextlib.redirect_stdout(io.StringIO()):
    import nest
nest.verbosity = nest.VerbosityLevel.ERROR
models = [line.split() for line in open('models.txt')]
def names(folder, file, block):
    lines = open(f'{folder}/{file}').read().split(f'{block}:\\n')[1].split('\\n')
    return [line.split()[0] for line in itertools.takewhile(str.strip, lines)]
";

/// One step of Euler's method of a unit of time at all points, which are neurons here.
const FIELDS: &str = "
nest.resolution = 1.0
nest.Install('testmodule')
made = []
for folder, file in models:
    rows = np.loadtxt(folder + '/points.txt', ndmin=2)
    states = names(folder, file, 'state')
    neurons = nest.Create(file.split('.')[0], len(rows))
    start = [dict(zip(states, [*row[1:], row[0]])) for row in rows.tolist()]
    neurons.set(start)
    made.append((neurons, states[:rows.shape[1] - 1], start))
nest.Simulate(1.0)
for neurons, states, start in made:
    end = neurons.get(states, output='')
    for k, values in enumerate(start):
        print(*[np.atleast_1d(end[state])[k] - values[state] for state in states])
    print('end')
";

/// Runs a program with a module of the models.
fn run(suite: &Suite, options: &NestmlOptions, code: &str, program: &str) -> Option<String> {
    let python = nest_python()?;
    let folder = Folder::new();
    suite.write(&folder, &|system| system.emit_nestml_with(options), &str::to_string);
    folder.write("build.py", &BUILD.replace("OPTIONS", code));
    folder.write("run.py", &format!("{START}{program}"));
    Some(folder.run(&python, &["build.py"]))
}

const EULER: &str = "{'solver': 'numeric', 'numeric_solver': 'forward-Euler', 'preserve_expressions': True}";

fn is_refused(error: &EmitError) -> bool {
    models::is_too_large(error)
        || error.to_string().starts_with("NESTML cannot express the delay in the equation")
}

#[test]
fn every_model_has_its_right_hand_sides_in_nest() {
    let [suite, expressions] = models::accepted(&|system| system.emit_nestml(), &is_refused);
    // NESTML takes minutes for many parameters, and seconds for each model.
    let (most, random) = if std::env::var_os("PYRATES_ALL_NESTML").is_some() { (100, 5) } else { (16, 1) };
    let suite = suite.filtered(|system| system.parameters().len() < most);
    assert!(suite.systems.len() > 8, "{}", suite.systems.len());
    let options = NestmlOptions::default();
    for suite in [suite, expressions.first(random)] {
        let Some(printed) = run(&suite, &options, EULER, FIELDS) else { return };
        suite.check(&printed);
    }
}

/// States at t = 5, and times of spikes, with steps of the default method and tight tolerances.
const ENDS: &str = "
nest.resolution = STEP
nest.Install('testmodule')
made = []
for folder, file in models:
    neuron = nest.Create(file.split('.')[0])
    # What ODE-toolbox solves has no tolerances.
    neuron.set([{key: 1e-10 for key in neuron.get() if key.startswith('gsl_')}])
    recorder = nest.Create('spike_recorder')
    nest.Connect(neuron, recorder)
    made.append((neuron, names(folder, file, 'state'), recorder))
nest.Simulate(END)
for neuron, states, recorder in made:
    print(*[neuron.get(state) for state in states if not state.endswith('_held')], END_OF_STATES)
    print('end')
";

fn ends(suite: &Suite, t_end: f64, step: f64, with_spikes: bool) -> Option<String> {
    let last = if with_spikes { "*recorder.get('events')['times']" } else { "sep=' '" };
    let program = ENDS.replace("END_OF_STATES", last).replace("END", &t_end.to_string());
    run(suite, &NestmlOptions::default(), "{}", &program.replace("STEP", &step.to_string()))
}

#[test]
fn trajectories_of_nest_are_those_of_the_library() {
    let chosen = ["QifSfa", "VanDerPol", "Theta", "WilsonCowan", "QifGap"];
    let [suite, _] = models::accepted(&|system| system.emit_nestml(), &is_refused);
    let suite = suite.filtered(|system| chosen.contains(&system.name.as_str()));
    assert_eq!(suite.systems.len(), chosen.len());
    if let Some(printed) = ends(&suite, 0.5, 0.1, false) {
        suite.check_ends_within(1e-7, 0.5, &printed);
    }
}

fn numbers(line: &str) -> Vec<f64> {
    line.split_whitespace().map(|word| word.parse().expect("a number")).collect()
}

/// Events are at the ends of steps.
#[test]
fn events_are_spikes_of_nest() {
    let suite =
        Suite::of(vec![Fires::default().system(), Swaps::default().system(), Latch::default().system()]);
    let Some(printed) = ends(&suite, 5.0, 0.001, true) else { return };
    for (system, part) in suite.systems.iter().zip(printed.split("end\n")) {
        let model = Circuit::from_system(system.clone()).unwrap();
        let solution = model.simulate(0.0..5.0).method(Dop853).rtol(1e-11).atol(1e-13).run().unwrap();
        let expected = solution.last().unwrap().1;
        let found = numbers(part);
        assert!(found.len() > expected.len(), "{}: {part}", system.name);
        for (a, b) in found.iter().zip(expected) {
            assert!((a - b).abs() < 0.01 * b.abs().max(1.0), "{}: {a} but should be {b}", system.name);
        }
        if system.name == "Fires" {
            // The number of spikes is a state of the model.
            assert_eq!((found.len() - expected.len()) as f64, expected[2], "{part}");
        }
    }
}

operator! {
    /// What follows its input, and numbers that NESTML writes wrongly into its code.
    Follows {
        equations { d/dt x = (u - x)/tau; d/dt y = -1e-10*y + 1e20*small + 2; d/dt z = 0*z; }
        variables { x: output(0.5), y: variable(0.25), z: variable(-3e-10), u: 0.5, tau: 0.5, small: 2e-20 }
    }
}

/// States behind a current, and behind two spikes of weight 0.25.
const ARRIVALS: &str = "
nest.resolution = 0.1
nest.Install('testmodule')
with_current, with_spikes = nest.Create('follows_neuron'), nest.Create('follows_neuron')
nest.Connect(nest.Create('dc_generator', params={'amplitude': 0.75}), with_current)
nest.Connect(nest.Create('spike_generator', params={'spike_times': [1.0, 19.8]}), with_spikes, syn_spec={'weight': 0.25, 'delay': 0.1})
before = with_spikes.get(['x', 'y', 'z'])
nest.Simulate(20.0)
print(with_current.x, with_spikes.x, before['z'], with_current.y)
";

#[test]
fn currents_and_spikes_arrive_in_nest() {
    let suite = Suite::of(vec![Follows::default().system()]);
    let options = NestmlOptions { current: Some("u".into()), spikes: Some("x".into()) };
    let Some(printed) = run(&suite, &options, "{}", ARRIVALS) else { return };
    let [current, spikes, small, y] = numbers(&printed)[..] else { panic!("{printed}") };
    assert!((current - 1.25).abs() < 1e-6, "{printed}");
    // The second spike arrives within the last two steps, and its trace decays.
    assert!(spikes > 0.5 + 0.25 * (-0.5f64).exp() && spikes < 0.7500001, "{printed}");
    assert!((small + 3e-10).abs() < 1e-20 && (y - 80.25).abs() < 1e-3, "{printed}");
}

function! {
    pub fn third(x: f64) -> f64 { x.powi(3) }
    spellings {
        nestml: { value: "cube({x})", definition: "function cube(x real) real:\n    return x * x * x" }
    }
}

operator! {
    /// A function in Rust, names that NEST, Python or SymPy have for themselves, and those of units.
    Named {
        functions { third }
        equations {
            d/dt mV = third(S - pi)*lambda - local;
            d/dt local = t_unit - tau_minus*local + type + ms*t;
            d/dt x = atan(y - x) + atan2(x, y);
            d/dt y = round(3*x) - sqrt(y) + mod(x, half);
        }
        variables {
            x: variable(0.3), y: variable(0.4), half: 0.75, mV: output(0.5), local: variable(0.2), S: 0.25, pi: 1.5, lambda: 2.0, t_unit: 0.5, tau_minus: 1.5,
            type: 0.75, ms: 0.5,
        }
    }
}

#[test]
fn functions_in_rust_and_hostile_names_are_spelled_in_nestml() {
    let suite = Suite::of(vec![Named::default().system()]);
    if let Some(printed) = run(&suite, &NestmlOptions::default(), EULER, FIELDS) {
        suite.check(&printed);
    }
}

#[test]
fn nestml_refuses_what_it_does_not_have() {
    for (system, start) in [
        (Stops::default().system(), "NESTML cannot express the end of the run at the event of `low`"),
        (Wanders::default().system(), "NESTML cannot express noise of `x`"),
    ] {
        let error = system.emit_nestml().unwrap_err().to_string();
        assert!(error.starts_with(start), "{error}");
    }
    let wrong = |options: NestmlOptions| Latch::default().emit_nestml_with(&options).unwrap_err().to_string();
    let error = wrong(NestmlOptions { current: Some("x".into()), spikes: None });
    assert!(
        error.contains("`current` of the export to NESTML must be the path or the name of a parameter"),
        "{error}"
    );
    let error = wrong(NestmlOptions { current: None, spikes: Some("y".into()) });
    assert!(
        error.contains("`spikes` of the export to NESTML must be the path or the name of a state"),
        "{error}"
    );
}
