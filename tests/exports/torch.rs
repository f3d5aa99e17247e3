use pyrates::emit::{Complex, EmitError, EmittedFiles, TorchOptions};
use pyrates::ir::system::System;
use pyrates::prelude::*;

use crate::models;
use crate::tools::{Folder, torch_python};

/// Finds the module and the class of each folder.
const LOAD: &str = "
import importlib, sys
import torch
torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)

def load(folder, name):
    sys.path.insert(0, folder)
    module = importlib.import_module(name)
    sys.path.pop(0)
    del sys.modules[name]
    classes = [c for c in vars(module).values() if isinstance(c, type) and issubclass(c, torch.nn.Module)]
    return module, classes[0]
";

/// Prints the vector field of each model at its points, and a line `end` behind each model. All points at once give
/// the same, if time is the same.
const FIELDS: &str = "
import numpy as np

def past(m, model, t, n):
    ages = m.lags(model.values())[:, None]
    return 0.5 + 0.3*torch.sin(t - ages + torch.arange(1.0, n + 1.0))

for line in open('models.txt'):
    folder, name = line.split()
    m, Class = load(folder, name)
    model = Class()
    rows = torch.tensor(np.loadtxt(folder + '/points.txt'))
    if name.startswith('random'):
        # Time is not in these.
        for dy in model(0.0, rows[:, 1:]).tolist():
            print(*dy)
        print('end')
        continue
    for row in rows:
        t, y = row[0], row[1:]
        z = (past(m, model, t, len(y)),) if hasattr(m, 'lags') else ()
        dy = model(t, y, *z)
        print(*dy.tolist())
    t, y = rows[0, 0], rows[:, 1:]
    z = (past(m, model, t, y.shape[1]).expand(len(rows), -1, -1),) if z else ()
    together, alone = model(t, y, *z), model(t, y[3], *(part[3] for part in z))
    assert together.shape == y.shape and torch.allclose(together[3], alone, rtol=1e-12, atol=1e-12)
    print('end')
";

/// A derivative of the end of a simulation in a direction that changes all parameters and initial states at once.
const GRADIENTS: &str = "
def gradient(folder, name, dt, steps):
    m, Class = load(folder, name)
    torch.manual_seed(1)
    model = Class()
    y0 = (model.y0 + 0.1).requires_grad_()
    weights = torch.rand(len(y0)) + 0.5
    loss = lambda: (weights*model.simulate(dt, steps, y0)[1:]**2).mean()
    tensors = [y0, *model.parameters()]
    loss().backward()
    directions = [torch.rand(x.shape)*abs(x.detach()) for x in tensors]
    # What the loss does not read has no gradient.
    exact = sum((x.grad*d).sum() for x, d in zip(tensors, directions) if x.grad is not None).item()
    def moved(by):
        with torch.no_grad():
            for x, d in zip(tensors, directions): x += by*d
            value = loss()
            for x, d in zip(tensors, directions): x -= by*d
            return value
    h = 1e-5
    # Differences of the fourth order.
    difference = (8.0*(moved(h) - moved(-h)) - (moved(2.0*h) - moved(-2.0*h)))/(12.0*h)
    assert abs(exact - difference) <= 1e-6*abs(difference), (name, exact, difference)
    assert abs(difference) > 1e-9, name

for line in open('models.txt'):
    folder, name = line.split()
    gradient(folder, name, 0.001, 3)
    if name in ('predator_prey_torch', 'populations_torch', 'delayed_torch'):
        gradient(folder, name, 0.07, 20)
";

/// The end of a simulation of predator and prey, the past of the prey in cells between steps; torchdiffeq, RectiPy's way
/// to call the field, inputs, shared and frozen parameters.
const TRAJECTORY: &str = "
from torchdiffeq import odeint, odeint_adjoint

def van_der_pol(m, Class):
    model = Class()
    ys = model.simulate(1e-3, 5000)
    times = torch.linspace(0.0, 5.0, 6)
    solution = odeint(model, model.y0, times, rtol=1e-10, atol=1e-12)
    assert torch.allclose(solution[-1], ys[-1], rtol=1e-7, atol=1e-7)
    odeint_adjoint(model, model.y0, times, rtol=1e-9, atol=1e-11)[-1, 0].backward()
    adjoint = model.mu.grad.item()
    model.zero_grad()
    ys[-1, 0].backward()
    assert abs(adjoint - model.mu.grad.item()) < 1e-6*abs(adjoint)
    # An input is held during each step: one that is 0 before t = 2.5 and 1 behind.
    steps = torch.where(torch.arange(5000) < 2500, torch.tensor(0.0), torch.tensor(1.0))
    driven = model.simulate(1e-3, 5000, inputs={'inp': steps})
    rest = Class(inp=1.0).simulate(1e-3, 2500, ys[2500])
    assert torch.allclose(driven[2500:], rest, rtol=1e-12, atol=1e-12)
    refused(lambda: model.simulate(1e-3, 10, inputs={'imp': steps[:10]}), 'imp')
    refused(lambda: model.simulate(1e-3, 10, inputs={'inp': steps}), 'inp')
    refused(lambda: Class(trainable=('moo',)), 'moo')
    # Euler's method, step by step, as RectiPy makes it.
    (y, dy, *parameters), places = m.rectipy_args()
    assert places == {name: k + 1 for k, name in enumerate(m.P0)}
    for step in model.simulate(1e-2, 100, method='euler'):
        assert torch.allclose(y, step, rtol=1e-12, atol=1e-12)
        y = y + 1e-2*m.rectipy_rhs(0, y, dy, *(p.reshape(1) for p in parameters))
    frozen = Class(trainable=('mu',), dtype=torch.float32, inp=0.25)
    assert [name for name, _ in frozen.named_parameters()] == ['mu']
    assert frozen.inp == 0.25 and frozen(0.0, frozen.y0).dtype == torch.float32
    torch.set_default_dtype(torch.float32)
    assert Class(dtype=torch.float64, mu=0.1).mu.item() == 0.1
    torch.set_default_dtype(torch.float64)

def refused(call, name):
    try:
        call()
    except ValueError as error:
        assert name in str(error), error
    else:
        raise AssertionError(name + ' was not refused')

def populations(m, Class):
    # One number for an array is one parameter of all its elements.
    shared, own = Class(cells_tau=2.0), Class(cells_tau=[2.0]*4)
    assert shared.cells_tau.shape == () and own.cells_tau.shape == (4,)
    a, b = shared.simulate(0.05, 20), own.simulate(0.05, 20)
    assert torch.equal(a, b)
    a.sum().backward(), b.sum().backward()
    assert torch.allclose(shared.cells_tau.grad, own.cells_tau.grad.sum(), rtol=1e-10)
    # Several runs at once.
    y0 = torch.stack([own.y0, own.y0 + 0.1])
    assert torch.allclose(own.simulate(0.05, 20, y0)[:, 0], b, rtol=1e-12, atol=1e-12)
    refused(lambda: own.simulate(0.05, 3, inputs={'big_to_cells_delay': torch.ones(3)}), 'big_to_cells_delay')
    refused(lambda: own.simulate(0.15, 3), 'dt')

for line in open('models.txt'):
    folder, name = line.split()
    m, Class = load(folder, name)
    if name == 'predator_prey_torch':
        print(*Class().simulate(0.012, 500)[-1].tolist())
    if name == 'van_der_pol_torch':
        van_der_pol(m, Class)
    if name == 'populations_torch':
        populations(m, Class)
";

/// Files with real and imaginary parts; for others see [`crate::complex`].
fn in_parts(system: &System) -> Result<EmittedFiles, EmitError> {
    system.emit_torch_with(&TorchOptions { complex: Complex::Parts, ..Default::default() })
}

#[test]
fn every_model_runs_in_torch() {
    let Some(python) = torch_python() else { return };
    let name = |file: &str| file.trim_end_matches(".py").to_string();
    for suite in models::suites() {
        let folder = Folder::new();
        suite.write(&folder, &|system| in_parts(system), &name);
        folder.write("fields.py", &format!("{LOAD}{FIELDS}"));
        suite.check(&folder.run(&python, &["-W", "error", "fields.py"]));
    }
}

#[test]
fn simulations_in_torch_are_right_and_have_gradients() {
    let Some(python) = torch_python() else { return };
    let name = |file: &str| file.trim_end_matches(".py").to_string();
    let [suite, _] = models::suites();
    let folder = Folder::new();
    suite.write(&folder, &|system| in_parts(system), &name);
    folder.write("gradients.py", &format!("{LOAD}{GRADIENTS}"));
    folder.run(&python, &["gradients.py"]);
    folder.write("trajectory.py", &format!("{LOAD}{TRAJECTORY}"));
    models::check_predator_prey(&folder.run(&python, &["trajectory.py"]));
}
