//! Python modules, run with NumPy and SciPy.

use pyrates_ir::system::System;
use pyrates_runtime::emit::{Emit, Form, NumpyOptions};

use crate::check::{check_points, check_predator_prey, check_van_der_pol, points_file};
use crate::contrast::contrast;
use crate::models;
use crate::tools::{Folder, python};

fn run(system: &System, driver: &str) -> Option<String> {
    let python = python()?;
    let folder = Folder::new();
    // Jacobians are in files that write units out.
    let options = NumpyOptions { form: Form::Units, ..Default::default() };
    system.emit_numpy_with(&options).unwrap().write_to(&folder.0).unwrap();
    folder.write("driver.py", driver);
    folder.write("points.txt", &points_file(system));
    Some(folder.run(&python, &["-W", "error", "driver.py"]))
}

/// Prints the vector field and the Jacobian at all points, and computes all points in one call, too.
const ODE_POINTS: &str = "
import numpy as np
import MODULE as m

rows = np.loadtxt('points.txt')
for row in rows:
    dy = m.rhs(row[0], row[1:])
    print(*dy, *m.jac(row[0], row[1:], m.P0).ravel())
columns = np.empty((len(m.STATES), len(rows)))
m.rhs_into(rows[0, 0], rows[:, 1:].T, m.P0, columns)
assert np.allclose(columns[:, 0], m.rhs(rows[0, 0], rows[0, 1:]), rtol=1e-14)
assert len(m.PARAMS) == len(m.P0)
";

const DDE_POINTS: &str = "
import numpy as np
import MODULE as m

for row in np.loadtxt('points.txt'):
    t, y = row[0], row[1:]
    Z = 0.5 + 0.3*np.sin(t - m.lags()[None, :] + np.arange(1, len(y) + 1)[:, None])
    print(*m.rhs(t, y, Z), *m.jac(t, y, Z, m.P0).ravel())
";

#[test]
fn vector_fields_and_jacobians_agree() {
    for (system, module, driver) in [
        (models::predator_prey(), "predator_prey", DDE_POINTS),
        (models::van_der_pol(), "van_der_pol", ODE_POINTS),
        (models::hostile(), "hostile", ODE_POINTS),
        (models::vectors(), "vectors", ODE_POINTS),
        (contrast(), "contrast", ODE_POINTS),
        (models::ring(), "ring", DDE_POINTS),
    ] {
        if let Some(printed) = run(&system, &driver.replace("MODULE", module)) {
            check_points(&system, &printed);
        }
    }
}

#[test]
fn solve_follows_the_reference() {
    let driver = "
import numpy as np
import predator_prey as m

t, y = m.solve(10.0, np.linspace(0.0, 10.0, 101))
for row in zip(t, *y):
    print(*row)
";
    if let Some(printed) = run(&models::predator_prey(), driver) {
        // The default relative tolerance is 1e-9 per step.
        check_predator_prey(&printed, 1e-7);
    }
}

#[test]
fn a_delay_of_zero_is_no_delay() {
    let driver = "
import numpy as np
from scipy.integrate import solve_ivp
import predator_prey as m

p = m.P0.copy()
p[m.PARAMS.index('prey_to_predator_delay')] = 0.0
t, y = m.solve(5.0, p=p)
ode = solve_ivp(lambda t, y: m.rhs(t, y, y[:, None], p), (0.0, 5.0), m.Y0, method='DOP853', rtol=1e-10, atol=1e-12)
assert np.abs(y[:, -1] - ode.y[:, -1]).max() < 1e-7
";
    run(&models::predator_prey(), driver);
}

#[test]
fn scipy_takes_the_field_and_the_jacobian() {
    let driver = "
from scipy.integrate import solve_ivp
import van_der_pol as m

solution = solve_ivp(m.rhs, (0.0, 10.0), m.Y0, args=(m.P0,), method='Radau', jac=m.jac, rtol=1e-10, atol=1e-12)
print(*solution.y[:, -1])
";
    let system = models::van_der_pol();
    if let Some(printed) = run(&system, driver) {
        check_van_der_pol(&system, &printed, 1e-7);
    }
}
