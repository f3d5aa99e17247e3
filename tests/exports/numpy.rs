use pyrates::prelude::*;

use crate::models;
use crate::tools::{Folder, python};

/// Prints the vector field of each model at its points, and a line `end` behind each model.
const DRIVER: &str = "
import importlib, sys
import numpy as np

for line in open('models.txt'):
    folder, name = line.split()
    sys.path.insert(0, folder)
    m = importlib.import_module(name)
    for row in np.loadtxt(folder + '/points.txt'):
        t, y = row[0], row[1:]
        if hasattr(m, 'lags'):
            Z = 0.5 + 0.3*np.sin(t - m.lags()[None, :] + np.arange(1, len(y) + 1)[:, None])
            print(*m.rhs(t, y, Z))
        else:
            print(*m.rhs(t, y))
    print('end')
    sys.path.pop(0)
    del sys.modules[name]
";

#[test]
fn every_model_runs_in_numpy() {
    let Some(python) = python() else { return };
    let folder = Folder::new();
    let name = |file: &str| file.trim_end_matches(".py").to_string();
    let systems = models::write(&folder, &|system| system.emit_numpy(), &name);
    folder.write("driver.py", DRIVER);
    models::check_all(&systems, &folder.run(&python, &["-W", "error", "driver.py"]));
}
