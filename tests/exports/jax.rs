use pyrates::emit::{Complex, EmitError, EmittedFiles, JaxOptions};
use pyrates::ir::system::System;
use pyrates::prelude::*;

use crate::models;
use crate::tools::{Folder, jax_python};

/// Loads the module of each folder.
const LOAD: &str = "
import importlib, sys
import numpy as np
import jax, jax.numpy as jnp
jax.config.update('jax_enable_x64', True)

def load(folder, name):
    sys.path.insert(0, folder)
    module = importlib.import_module(name)
    sys.path.pop(0)
    del sys.modules[name]
    return module
";

/// Prints the vector field of each model at its points, and a line `end` behind each model. All points at once, in
/// one array, give the same, if time is the same.
const FIELDS: &str = "
for line in open('models.txt'):
    folder, name = line.split()
    m = load(folder, name)
    p, rows = m.parameters(), jnp.asarray(np.loadtxt(folder + '/points.txt'))
    n = rows.shape[1] - 1
    def past(t):
        return 0.5 + 0.3*jnp.sin(t - m.lags(p)[:, None] + jnp.arange(1.0, n + 1.0))
    def field(t, y, *z):
        return m.vector_field(t, y, *z, p)
    def one(row):
        z = (past(row[0]),) if hasattr(m, 'lags') else ()
        return field(row[0], row[1:], *z)
    for dy in jax.jit(jax.vmap(one))(rows).tolist():
        print(*dy)
    if not name.startswith('random'):
        t, y = rows[0, 0], rows[:, 1:]
        z = (jnp.broadcast_to(past(t), (len(rows), *past(t).shape)),) if hasattr(m, 'lags') else ()
        together, alone = jax.jit(field)(t, y, *z), one(rows[0])
        assert together.shape == y.shape and np.allclose(together[0], alone, rtol=1e-12, atol=1e-12)
    print('end')
";

/// A derivative of the end of a simulation in a direction that changes all parameters and initial states at once.
const GRADIENTS: &str = "
from functools import partial

def gradient(folder, name, dt, steps):
    m, random = load(folder, name), np.random.default_rng(1)
    point = {**m.parameters(), 'y0': m.initial_state() + 0.1}
    weights = random.uniform(0.5, 1.5, m.initial_state().shape)
    @jax.jit
    def loss(x):
        p = {name: value for name, value in x.items() if name != 'y0'}
        return jnp.mean(weights*m.simulate(p, dt, steps, x['y0'])[1:]**2)
    directions = {name: random.uniform(size=x.shape)*abs(x) for name, x in point.items()}
    exact = sum((g*directions[name]).sum() for name, g in jax.grad(loss)(point).items())
    moved = lambda by: loss({name: x + by*directions[name] for name, x in point.items()})
    h = 1e-5
    difference = (8.0*(moved(h) - moved(-h)) - (moved(2.0*h) - moved(-2.0*h)))/(12.0*h)
    assert abs(exact - difference) <= 1e-6*abs(difference) and abs(difference) > 1e-9, (name, exact, difference)
    # Several runs at once are each alone.
    simulate = partial(m.simulate, dt=dt, steps=steps)
    several = jax.vmap(lambda y0: simulate(m.parameters(), y0=y0))(jnp.stack([m.initial_state(), point['y0']]))
    assert np.allclose(several[1], simulate(m.parameters(), y0=point['y0']), rtol=1e-10, atol=1e-12)

for line in open('models.txt'):
    folder, name = line.split()
    if name in CHOSEN:
        gradient(folder, name, 0.07, 20)
";

/// Models with and without delays, with arrays, choices and time in equations.
const CHOSEN: &str =
    "('predator_prey_jax', 'populations_jax', 'delayed_jax', 'van_der_pol_jax', 'functions_jax')";

/// The end of a simulation of predator and prey, the past of the prey in cells between steps; and Diffrax, whose
/// solution is that of small steps.
const TRAJECTORY: &str = "
import diffrax

for line in open('models.txt'):
    folder, name = line.split()
    if name == 'predator_prey_jax':
        m = load(folder, name)
        print(*m.simulate(m.parameters(), 0.012, 500)[-1].tolist())
    if name == 'van_der_pol_jax':
        m = load(folder, name)
        solution = diffrax.diffeqsolve(
            diffrax.ODETerm(m.vector_field), diffrax.Dopri8(), 0.0, 5.0, 0.01, m.initial_state(), m.parameters(),
            stepsize_controller=diffrax.PIDController(rtol=1e-10, atol=1e-12), max_steps=100000)
        ys = m.simulate(m.parameters(), 1e-3, 5000)
        assert np.allclose(solution.ys[-1], ys[-1], rtol=1e-9, atol=1e-9), (solution.ys, ys[-1])
        # An input is held during each step: one that is 0 before t = 2.5 and 1 behind.
        steps = jnp.where(jnp.arange(5000) < 2500, 0.0, 1.0)
        driven = m.simulate(m.parameters(), 1e-3, 5000, inputs={'inp': steps})
        rest = m.simulate({**m.parameters(), 'inp': jnp.asarray(1.0)}, 1e-3, 2500, ys[2500])
        assert np.allclose(driven[2500:], rest, rtol=1e-12, atol=1e-12)
        try:
            m.simulate(m.parameters(), 1e-3, 10, inputs={'imp': steps[:10]})
        except ValueError as error:
            assert 'imp' in str(error)
        else:
            raise AssertionError('an unknown input was taken')
";

/// Files with real and imaginary parts; for others see [`crate::complex`].
fn in_parts(system: &System) -> Result<EmittedFiles, EmitError> {
    system.emit_jax_with(&JaxOptions { complex: Complex::Parts, ..Default::default() })
}

#[test]
fn every_model_runs_in_jax() {
    let Some(python) = jax_python() else { return };
    let name = |file: &str| file.trim_end_matches(".py").to_string();
    for suite in models::suites() {
        let folder = Folder::new();
        suite.write(&folder, &|system| in_parts(system), &name);
        folder.write("fields.py", &format!("{LOAD}{FIELDS}"));
        suite.check(&folder.run(&python, &["-W", "error", "fields.py"]));
    }
}

#[test]
fn simulations_in_jax_are_right_and_have_gradients() {
    let Some(python) = jax_python() else { return };
    let name = |file: &str| file.trim_end_matches(".py").to_string();
    let [suite, _] = models::suites();
    let folder = Folder::new();
    suite.write(&folder, &|system| in_parts(system), &name);
    folder.write("gradients.py", &format!("{LOAD}{}", GRADIENTS.replace("CHOSEN", CHOSEN)));
    folder.run(&python, &["gradients.py"]);
    folder.write("trajectory.py", &format!("{LOAD}{TRAJECTORY}"));
    models::check_predator_prey(&folder.run(&python, &["trajectory.py"]));
}
