use pyrates::emit::{Complex, EmitError, EmittedFiles, Form, NumpyOptions};
use pyrates::ir::system::System;
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

/// Files with real and imaginary parts; for others see [`crate::complex`].
fn in_parts(system: &System) -> Result<EmittedFiles, EmitError> {
    system.emit_numpy_with(&NumpyOptions { complex: Complex::Parts, ..Default::default() })
}

#[test]
fn every_model_runs_in_numpy() {
    let Some(python) = python() else { return };
    for suite in models::suites() {
        let folder = Folder::new();
        let name = |file: &str| file.trim_end_matches(".py").to_string();
        suite.write(&folder, &|system| in_parts(system), &name);
        folder.write("driver.py", DRIVER);
        suite.check(&folder.run(&python, &["-W", "error", "driver.py"]));
    }
}

/// Prints the Jacobian of each model at its points, row by row.
pub const JACOBIANS: &str = "
import importlib, sys
import numpy as np

for line in open('models.txt').read().splitlines():
    folder, name = line.split()
    sys.path.insert(0, folder)
    m = importlib.import_module(name)
    for row in np.loadtxt(folder + '/points.txt'):
        t, y = row[0], row[1:]
        if hasattr(m, 'lags'):
            Z = 0.5 + 0.3*np.sin(t - m.lags()[None, :] + np.arange(1, len(y) + 1)[:, None])
            print(*m.jac(t, y, Z).ravel())
        else:
            print(*m.jac(t, y).ravel())
    print('end')
    sys.path.pop(0)
    del sys.modules[name]
";

#[test]
fn every_jacobian_is_that_of_the_symbols() {
    let Some(python) = python() else { return };
    let folder = Folder::new();
    let name = |file: &str| file.trim_end_matches(".py").to_string();
    let options = NumpyOptions { form: Form::Units, complex: Complex::Parts, ..Default::default() };
    let suite = models::within_limits(&|system| system.emit_numpy_with(&options));
    suite.write(&folder, &|system| system.emit_numpy_with(&options), &name);
    folder.write("driver.py", JACOBIANS);
    suite.check_jacobians(&folder.run(&python, &["-W", "error", "driver.py"]));
}

/// Integrates each model from its initial state, and prints where it is at the end.
const TRAJECTORIES: &str = "
import importlib, sys
from scipy.integrate import solve_ivp

for line in open('models.txt').read().splitlines():
    folder, name = line.split()
    sys.path.insert(0, folder)
    m = importlib.import_module(name)
    if hasattr(m, 'lags'):
        print(*m.solve(0.5, [0.5], rtol=1e-10, atol=1e-13)[1][:, -1])
    else:
        solution = solve_ivp(m.rhs, (0.0, 0.5), m.Y0, args=(m.P0,), method='DOP853', rtol=1e-12, atol=1e-14)
        print(*solution.y[:, -1])
    print('end')
    sys.path.pop(0)
    del sys.modules[name]
";

#[test]
fn every_trajectory_is_the_one_of_the_library() {
    let Some(python) = python() else { return };
    let folder = Folder::new();
    let name = |file: &str| file.trim_end_matches(".py").to_string();
    let [mut suite, _] = models::suites();
    // The solver of files with delays stops at every jump of a derivative; with many delays that takes minutes.
    suite.systems.retain(|system| !system.has_delays() || system.state_paths().len() <= 4);
    suite.write(&folder, &|system| in_parts(system), &name);
    folder.write("driver.py", TRAJECTORIES);
    suite.check_ends(0.5, &folder.run(&python, &["driver.py"]));
}
