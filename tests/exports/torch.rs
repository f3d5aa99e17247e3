use pyrates::models::oscillators;
use pyrates::prelude::*;

use crate::common::models::{PredatorPrey, populations};
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

#[test]
fn every_model_runs_in_torch() {
    let Some(python) = torch_python() else { return };
    let folder = Folder::new();
    let name = |file: &str| file.trim_end_matches(".py").to_string();
    let systems = models::write(&folder, &|system| system.emit_torch(), &name);
    folder.write("driver.py", &format!("{LOAD}{FIELDS}"));
    models::check_all(&systems, &folder.run(&python, &["-W", "error", "driver.py"]));
}

/// A derivative of the end of a simulation in a direction that changes all parameters and initial states at once.
const GRADIENTS: &str = "
def gradient(folder, name, dt, steps, scale=1.0):
    m, Class = load(folder, name)
    torch.manual_seed(1)
    model = Class()
    y0 = (model.y0 + 0.1).requires_grad_()
    weights = torch.rand(len(y0)) + 0.5
    loss = lambda: (weights*model.simulate(dt, steps, y0)[1:]**2).mean()
    tensors = [y0, *model.parameters()]
    loss().backward()
    directions = [scale*torch.rand(x.shape)*abs(x.detach()) for x in tensors]
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

#[test]
fn gradients_pass_through_simulations() {
    let Some(python) = torch_python() else { return };
    let folder = Folder::new();
    let name = |file: &str| file.trim_end_matches(".py").to_string();
    models::write(&folder, &|system| system.emit_torch(), &name);
    folder.write("driver.py", &format!("{LOAD}{GRADIENTS}"));
    folder.run(&python, &["driver.py"]);
}
