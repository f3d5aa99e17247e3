//! Modules with complex numbers for PyTorch, JAX and TensorFlow. Each gives a function `field(t, y, *z)`, a function
//! `end(dt, steps)` of a simulation, and `slopes(loss, tensors)`, the derivative of a real number in directions.

use std::path::PathBuf;

use pyrates::emit::{EmitError, EmittedFiles};
use pyrates::ir::system::System;
use pyrates::prelude::*;

use super::{STEPS, T_END, stem};
use crate::models;
use crate::tools::{Folder, jax_python, tensorflow_python, torch_python};

const TORCH: &str = "
import torch
from torchdiffeq import odeint
torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)

def prepare(m):
    Class = next(c for c in vars(m).values() if isinstance(c, type) and issubclass(c, torch.nn.Module))
    model = Class()
    ages = m.lags(model.values()).detach().numpy() if hasattr(m, 'lags') else None
    assert model.y0.is_complex() == np.iscomplexobj(m.Y0) and Class(dtype=torch.float32).y0.real.dtype == torch.float32
    return model, ages

def field(m, model, t, y, *z):
    return model(t, torch.tensor(y), *(torch.tensor(x) for x in z)).detach().numpy()

def end(m, model, dt, steps):
    states = model.simulate(dt, steps).detach()
    solution = odeint(model, model.y0, torch.tensor([0.0, dt*steps]), rtol=1e-9, atol=1e-11)
    assert torch.allclose(solution[-1], states[-1], rtol=1e-7, atol=1e-8)
    return states[-1].numpy()

def slope(m, model, dt, steps, random):
    tensors = [(model.y0*1.1).requires_grad_(), *model.parameters()]
    loss = lambda: (abs(model.simulate(dt, steps, tensors[0])[1:])**2).mean()
    loss().backward()
    directions = [torch.tensor(random.uniform(size=x.shape)*like(x.detach().numpy())) for x in tensors]
    exact = sum((x.grad.conj()*d).real.sum() for x, d in zip(tensors, directions) if x.grad is not None)
    def moved(by):
        with torch.no_grad():
            for x, d in zip(tensors, directions): x += by*d
            value = loss()
            for x, d in zip(tensors, directions): x -= by*d
            return value
    return exact, moved
";

const JAX: &str = "
import jax, jax.numpy as jnp
jax.config.update('jax_enable_x64', True)

def prepare(m):
    p = m.parameters()
    assert jnp.iscomplexobj(m.initial_state()) == np.iscomplexobj(m.Y0)
    assert m.initial_state(jnp.float32).real.dtype == jnp.float32
    return p, np.asarray(m.lags(p)) if hasattr(m, 'lags') else None

def field(m, p, t, y, *z):
    return np.asarray(m.vector_field(t, jnp.asarray(y), *(jnp.asarray(x) for x in z), p))

def end(m, p, dt, steps):
    return np.asarray(m.simulate(p, dt, steps)[-1])

def slope(m, p, dt, steps, random):
    tensors = {**p, 'y0': m.initial_state()*1.1}
    run = jax.jit(m.simulate, static_argnums=2)
    def loss(x):
        values = {name: value for name, value in x.items() if name != 'y0'}
        return jnp.mean(jnp.abs(run(values, dt, steps, x['y0'])[1:])**2)
    found = jax.grad(loss)(tensors)
    directions = {name: random.uniform(size=x.shape)*like(np.asarray(x)) for name, x in tensors.items()}
    # JAX gives the conjugate of the direction of steepest ascent.
    exact = sum((found[name]*d).real.sum() for name, d in directions.items())
    return exact, lambda by: loss({name: x + by*directions[name] for name, x in tensors.items()})
";

const TENSORFLOW: &str = "
import tensorflow as tf

def prepare(m):
    p = m.parameters()
    assert m.initial_state().dtype.is_complex == np.iscomplexobj(m.Y0)
    assert m.initial_state(tf.float32).dtype.real_dtype == tf.float32
    return p, m.lags(p).numpy() if hasattr(m, 'lags') else None

def field(m, p, t, y, *z):
    return m.ode_fn(tf.constant(t), tf.constant(y), *(tf.constant(x) for x in z), **p).numpy()

def end(m, p, dt, steps):
    return m.simulate(p, dt, steps)[-1].numpy()

def slope(m, p, dt, steps, random):
    tensors = {**p, 'y0': m.initial_state()*1.1}
    def loss(x):
        values = {name: value for name, value in x.items() if name != 'y0'}
        return tf.reduce_mean(abs(m.simulate(values, dt, steps, x['y0'])[1:])**2)
    with tf.GradientTape() as tape:
        tape.watch(tensors)
        value = loss(tensors)
    found = tape.gradient(value, tensors, unconnected_gradients=tf.UnconnectedGradients.ZERO)
    directions = {name: random.uniform(size=x.shape)*like(x.numpy()) for name, x in tensors.items()}
    exact = sum((found[name].numpy().conj()*d).real.sum() for name, d in directions.items())
    moved = lambda by: loss({name: x + by*directions[name] for name, x in tensors.items()})
    return exact, lambda by: moved(by).numpy()
";

const DRIVER: &str = "
import importlib, sys
import numpy as np

def like(x):
    # Directions of the size of a number, in all quarters of the plane.
    return x*(1.0 + 0.5j) if np.iscomplexobj(x) else x

def show(values):
    for value in values:
        print(value.real, value.imag)
TOOL
for line in open('models.txt').read().splitlines():
    folder, name = line.split()
    sys.path.insert(0, folder)
    m = importlib.import_module(name)
    model, ages = prepare(m)
    if sys.argv[1] == 'fields':
        for row in np.loadtxt(folder + '/points.txt'):
            t, y = row[0], row[1::2] + 1j*row[2::2]
            y, z = y if np.iscomplexobj(m.Y0) else y.real, ()
            if ages is not None:
                angle = t - ages[:, None] + np.arange(1, len(y) + 1)
                z = (0.5 + 0.3*np.sin(angle) + 1j*(0.4 + 0.2*np.cos(angle)),)
            alone = field(m, model, t, y, *z)
            show(alone)
            together = field(m, model, t, np.stack([0.5*y, y]), *(np.stack([0.5*x, x]) for x in z))
            assert together.dtype == alone.dtype and np.allclose(together[1], alone, rtol=1e-12, atol=1e-12)
    elif sys.argv[1] == 'ends':
        show(end(m, model, 0.5/int(sys.argv[2]), int(sys.argv[2])))
    else:
        exact, moved = slope(m, model, 0.043, 14, np.random.default_rng(1))
        # Differences of the fourth order.
        h = 1e-4
        difference = (8.0*(moved(h) - moved(-h)) - (moved(2.0*h) - moved(-2.0*h)))/(12.0*h)
        assert abs(exact - difference) <= 1e-7*abs(difference) and abs(difference) > 1e-9, (name, exact, difference)
    print('end')
    sys.path.pop(0)
    del sys.modules[name]
";

type Export = fn(&System) -> Result<EmittedFiles, EmitError>;

/// Fields, ends of runs and gradients of all complex models in one of the tools.
fn check(python: Option<PathBuf>, tool: &str, export: Export) {
    let Some(python) = python else { return };
    let folder = Folder::new();
    folder.write("driver.py", &DRIVER.replace("TOOL", tool));
    let suite = models::complex();
    suite.write(&folder, &export, &stem);
    suite.check(&folder.run(&python, &["driver.py", "fields"]));
    let small = suite.filtered(|system| system.state_paths().len() < 100);
    small.write(&folder, &export, &stem);
    // No delay is a multiple of the step, where the interpolant of the past has a kink.
    folder.run(&python, &["driver.py", "slopes"]);
    let small = small.filtered(|system| !system.has_delays());
    small.write(&folder, &export, &stem);
    small.check_ends_within(1e-9, T_END, &folder.run(&python, &["driver.py", "ends", &STEPS.to_string()]));
}

#[test]
fn in_torch() {
    check(torch_python(), TORCH, |system| system.emit_torch());
}

#[test]
fn in_jax() {
    check(jax_python(), JAX, |system| system.emit_jax());
}

#[test]
fn in_tensorflow() {
    check(tensorflow_python(), TENSORFLOW, |system| system.emit_tensorflow());
}
