//! Modules for JiTCODE, JiTCDDE and JiTCSDE: the compiled right-hand sides of all models at once, runs with and without
//! delays, control parameters, and noise.

use pyrates::prelude::*;

use crate::happenings::{Stops, Wanders};
use crate::models::{self, Suite};
use crate::tools::{Folder, jitcode_python};

const LOAD: &str = "
import importlib, sys
import numpy as np

def load(folder, name):
    sys.path.insert(0, folder)
    module = importlib.import_module(name)
    sys.path.pop(0)
    del sys.modules[name]
    return module
";

/// All models as one for JiTCODE, whose first states are the times of the models. Delayed states are functions of time.
const FIELDS: &str = "
from jitcode import jitcode, y
from symengine import Symbol, sin

def add(folder, name):
    m, start = load(folder, name), len(f)
    m.Symbol = lambda word: Symbol(f'{folder}_{word}')
    state = lambda k, at=None: y(start + 1 + k) if at is None else 0.5 + 0.3*sin(at + (k + 1.0))
    own, own_helpers = m.equations(y=state, t=y(start))
    f.extend([0*y(start)] + own)
    helpers.extend(own_helpers)
    rows.append(np.loadtxt(folder + '/points.txt', ndmin=2))
    assert rows[-1].shape[1] == len(own) + 1

f, helpers, rows = [], [], []
for line in open('models.txt'):
    add(*line.split())
sys.setrecursionlimit(100000)
ode = jitcode(f, helpers=helpers, n=len(f), verbose=False)
ode.generate_f_C(simplify=False, do_cse=False)
ode.compile_C()
values = [ode.f(0.0, point) for point in np.concatenate(rows, axis=1)]
place = 0
for points in rows:
    n = points.shape[1]
    for value in values:
        print(*value[place + 1:place + n].tolist())
    print('end')
    place += n
";

fn name(file: &str) -> String {
    file.trim_end_matches(".py").to_string()
}

/// Writes models into a folder, and runs a program there.
fn run(suite: &Suite, program: &str) -> Option<String> {
    let python = jitcode_python()?;
    let folder = Folder::new();
    suite.write(&folder, &|system| system.emit_jitcode(), &name);
    folder.write("driver.py", &format!("{LOAD}{program}"));
    Some(folder.run(&python, &["driver.py"]))
}

#[test]
fn every_model_is_compiled_by_jitcode() {
    for suite in models::suites() {
        let Some(printed) = run(&suite, FIELDS) else { return };
        suite.check(&printed);
    }
}

/// Integrates each model from its initial state, and prints where it is at the end.
const TRAJECTORIES: &str = "
for line in open('models.txt'):
    solver = load(*line.split()).integrator(verbose=False)
    if hasattr(solver, 'step_on_discontinuities'):
        solver.set_integration_parameters(rtol=1e-9, atol=1e-11)
        solver.step_on_discontinuities()
        state = solver.integrate(2.0)
    else:
        solver.set_integrator('dop853', rtol=1e-12, atol=1e-14)
        state = solver.integrate(2.0)
    print(*state)
    print('end')
";

#[test]
fn trajectories_of_jitcode_are_those_of_the_library() {
    let chosen = ["QifSfa", "VanDerPol", "Populations"];
    let [suite, _] = models::suites();
    let suite = suite.filtered(|system| chosen.contains(&system.name.as_str()));
    assert_eq!(suite.systems.len(), chosen.len());
    if let Some(printed) = run(&suite, TRAJECTORIES) {
        suite.check_ends(2.0, &printed);
    }
}

/// A run of predator and prey over twelve delays, also with a rate or the delay as control parameters.
const DELAYED: &str = "
for line in open('models.txt'):
    m = load(*line.split())
    def end(solver):
        solver.set_integration_parameters(rtol=1e-9, atol=1e-11)
        solver.step_on_discontinuities()
        return solver.integrate(6.0)
    state = end(m.integrator(verbose=False))
    print(*state)
    rate = m.integrator({'prey_alpha': 0.0}, control=('prey_alpha',), verbose=False)
    rate.set_parameters(m.P0['prey_alpha'])
    assert np.allclose(end(rate), state, rtol=1e-7, atol=1e-7)
    # The places where derivatives jump are then not known; the first step has an error of first order.
    delay = m.integrator(control=('prey_to_predator_delay',), max_delay=1.0, verbose=False)
    delay.set_parameters(m.P0['prey_to_predator_delay'])
    assert np.allclose(delay.integrate_blindly(6.0, 1e-4), state, rtol=1e-4, atol=1e-4)
    for wrong in ({'p': {'alfa': 1.0}}, {'control': ('alfa',)}):
        try:
            m.integrator(**wrong)
        except ValueError as error:
            assert 'alfa' in str(error)
        else:
            raise AssertionError('an unknown parameter was taken')
";

#[test]
fn jitcdde_integrates_with_delays() {
    let [suite, _] = models::suites();
    let suite = suite.filtered(|system| system.name == "PredatorPrey");
    if let Some(printed) = run(&suite, DELAYED) {
        models::check_predator_prey(&printed);
    }
}

/// The variances of a long run.
const NOISE: &str = "
for line in open('models.txt'):
    sde = load(*line.split()).integrator(verbose=False)
    sde.compile_C(simplify=False)
    sde.set_seed(1)
    states = np.array([sde.integrate(time) for time in np.arange(1.0, 3001.0)])[10:]
    print(*np.var(states, axis=0), np.corrcoef(states.T)[0, 1])
";

operator! {
    /// Two terms of noise in one equation.
    Shaken {
        equations { d/dt x = -x/tau + noise(sigma) + noise(sigma/2); d/dt y = -2*y + noise(2*sigma); }
        variables { x: output(0.0), y: variable(0.0), tau: 1.0, sigma: 0.5 }
    }
}

/// A variance is sigma^2 tau/2. That of about 2300 independent states has a standard deviation of 3 %.
#[test]
fn jitcsde_has_the_noise_of_the_model() {
    let systems = [Wanders::default().system(), Shaken::default().system()];
    let Some(printed) = run(&Suite::of(systems.to_vec()), NOISE) else { return };
    for (line, expected) in printed.lines().zip([[0.125, 0.25], [0.15625, 0.25]]) {
        let found: Vec<f64> = line.split_whitespace().map(|word| word.parse().unwrap()).collect();
        for (found, expected) in found.iter().zip(expected) {
            assert!((found / expected - 1.0).abs() < 0.12, "{found} but should be {expected}");
        }
        assert!(found[2].abs() < 0.08, "{line}");
    }
}

operator! {
    /// Noise and a delay together.
    Late {
        equations { d/dt x = -past(x, tau) + noise(sigma); }
        variables { x: output(0.0), tau: 0.5, sigma: 0.5 }
    }
}

#[test]
fn jitcode_refuses_what_none_of_its_packages_has() {
    let refused = Late::default().emit_jitcode().unwrap_err().to_string();
    let expected = "JiTCODE cannot express noise in a model with delays, as in the equation of `x`; simulate it here, or export to \
                    Julia or XPPAUT";
    assert_eq!(refused, expected);
    let refused = Stops::default().emit_jitcode().unwrap_err().to_string();
    assert!(refused.starts_with("JiTCODE cannot express the event of `low`"), "{refused}");
}
