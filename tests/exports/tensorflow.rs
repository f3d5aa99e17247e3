use pyrates::emit::{Complex, EmitError, EmittedFiles, TensorflowOptions};
use pyrates::ir::system::System;
use pyrates::prelude::*;

use crate::models;
use crate::tools::{Folder, tensorflow_python};

/// Loads the module of each folder.
const LOAD: &str = "
import importlib, sys
import numpy as np
import tensorflow as tf

def load(folder, name):
    sys.path.insert(0, folder)
    module = importlib.import_module(name)
    sys.path.pop(0)
    del sys.modules[name]
    return module
";

/// Prints the vector field of each model at its points, and a line `end` behind each model. All points at once give
/// the same, if time is the same.
const FIELDS: &str = "
for line in open('models.txt'):
    folder, name = line.split()
    m = load(folder, name)
    p, rows = m.parameters(), np.loadtxt(folder + '/points.txt')
    n = rows.shape[1] - 1
    def past(t):
        return tf.constant(0.5 + 0.3*np.sin(t - m.lags(p).numpy()[:, None] + np.arange(1.0, n + 1.0)))
    def field(t, y, *z):
        return m.ode_fn(t, y, *z, **p)
    if name.startswith('random'):
        # Time is not in these.
        for dy in field(tf.constant(0.0), tf.constant(rows[:, 1:])).numpy().tolist():
            print(*dy)
        print('end')
        continue
    for row in rows:
        z = (past(row[0]),) if hasattr(m, 'lags') else ()
        alone = field(tf.constant(row[0]), tf.constant(row[1:]), *z)
        print(*alone.numpy().tolist())
    z = tuple(tf.broadcast_to(part, [len(rows), *part.shape]) for part in z)
    together = field(tf.constant(rows[-1, 0]), tf.constant(rows[:, 1:]), *z)
    assert together.shape == (len(rows), n) and np.allclose(together[-1], alone, rtol=1e-12, atol=1e-12)
    print('end')
";

/// A derivative of the end of a simulation in a direction that changes all parameters and initial states at once.
const GRADIENTS: &str = "
def gradient(folder, name, dt, steps):
    m, random = load(folder, name), np.random.default_rng(1)
    tensors = {**m.parameters(), 'y0': m.initial_state() + 0.1}
    weights = random.uniform(0.5, 1.5, m.initial_state().shape)
    def loss(x):
        p = {name: value for name, value in x.items() if name != 'y0'}
        return tf.reduce_mean(weights*m.simulate(p, dt, steps, x['y0'])[1:]**2)
    with tf.GradientTape() as tape:
        tape.watch(tensors)
        value = loss(tensors)
    # What the loss does not read has no gradient.
    found = tape.gradient(value, tensors, unconnected_gradients=tf.UnconnectedGradients.ZERO)
    directions = {name: random.uniform(size=x.shape)*abs(x.numpy()) for name, x in tensors.items()}
    exact = sum((found[name].numpy()*d).sum() for name, d in directions.items())
    moved = lambda by: loss({name: x + by*directions[name] for name, x in tensors.items()}).numpy()
    h = 1e-5
    difference = (8.0*(moved(h) - moved(-h)) - (moved(2.0*h) - moved(-2.0*h)))/(12.0*h)
    assert abs(exact - difference) <= 1e-6*abs(difference) and abs(difference) > 1e-9, (name, exact, difference)

for line in open('models.txt'):
    folder, name = line.split()
    if name in CHOSEN:
        gradient(folder, name, 0.07, 20)
";

/// Models with and without delays, with arrays, choices and time in equations.
const CHOSEN: &str = "('predator_prey_tensorflow', 'populations_tensorflow', 'delayed_tensorflow', \
                      'van_der_pol_tensorflow', 'functions_tensorflow')";

/// The end of a simulation of predator and prey, the past of the prey in cells between steps.
const TRAJECTORY: &str = "
for line in open('models.txt'):
    folder, name = line.split()
    if name == 'predator_prey_tensorflow':
        m = load(folder, name)
        print(*m.simulate(m.parameters(), 0.012, 500)[-1].numpy())
";

/// Files with real and imaginary parts; for others see [`crate::complex`].
fn in_parts(system: &System) -> Result<EmittedFiles, EmitError> {
    system.emit_tensorflow_with(&TensorflowOptions { complex: Complex::Parts, ..Default::default() })
}

#[test]
fn every_model_runs_in_tensorflow() {
    let Some(python) = tensorflow_python() else { return };
    let name = |file: &str| file.trim_end_matches(".py").to_string();
    for suite in models::suites() {
        let folder = Folder::new();
        suite.write(&folder, &|system| in_parts(system), &name);
        folder.write("fields.py", &format!("{LOAD}{FIELDS}"));
        suite.check(&folder.run(&python, &["fields.py"]));
    }
}

#[test]
fn simulations_in_tensorflow_are_right_and_have_gradients() {
    let Some(python) = tensorflow_python() else { return };
    let name = |file: &str| file.trim_end_matches(".py").to_string();
    let [suite, _] = models::suites();
    let folder = Folder::new();
    suite.write(&folder, &|system| in_parts(system), &name);
    folder.write("gradients.py", &format!("{LOAD}{}", GRADIENTS.replace("CHOSEN", CHOSEN)));
    folder.run(&python, &["gradients.py"]);
    folder.write("trajectory.py", &format!("{LOAD}{TRAJECTORY}"));
    models::check_predator_prey(&folder.run(&python, &["trajectory.py"]));
}
