use std::fmt::Write;
use std::process::Command;

use pyrates::emit::{Complex, EmitError, EmittedFiles, Form, FortranOptions};
use pyrates::ir::system::System;
use pyrates::prelude::*;

use crate::models;
use crate::tools::{Folder, f2py_python, tool};

/// Prints the vector field of one model at its points, and a line `end`.
const DRIVER: &str = "
subroutine run_NUMBER()
  use NAME
  implicit none
  integer :: i, k
  double precision :: t, y(ny), p(np), dy(ny), row(ny + 1)DECLARE
  open (10, file='mNUMBER/points.txt')
  do k = 1, POINTS
    call NAME_defaults(y, p)
    read (10, *) row
    t = row(1)
    y = row(2:)
    LAGS
    call NAME_rhs(t, y, Z p, dy)
    print '(es24.16e3)', (dy(i), i = 1, ny)
  end do
  close (10)
  print '(a)', 'end'
end subroutine
";

const LAGS: &str = "call NAME_lags(p, lag)
    do i = 1, ny
      z(i,:) = 0.5d0 + 0.3d0*sin(t - lag + i)
    end do";

fn driver(number: usize, name: &str, delayed: bool, points: usize) -> String {
    let (declare, z) = if delayed { (", lag(nlag), z(ny,nlag)", "z,") } else { ("", "") };
    DRIVER
        .replace("DECLARE", declare)
        .replace("LAGS", if delayed { LAGS } else { "" })
        .replace("y, Z p", &format!("y, {z} p"))
        .replace("POINTS", &points.to_string())
        .replace("NUMBER", &number.to_string())
        .replace("NAME", name)
}

/// Files with real and imaginary parts; for others see [`crate::complex`].
fn in_parts(system: &System) -> Result<EmittedFiles, EmitError> {
    system.emit_fortran_with(&FortranOptions { complex: Complex::Parts, ..Default::default() })
}

#[test]
fn every_model_runs_in_fortran() {
    let Some(gfortran) = tool("gfortran") else { return };
    for suite in models::suites() {
        let folder = Folder::new();
        let name = |file: &str| file.trim_end_matches(".f90").to_string();
        suite.write(&folder, &|system| in_parts(system), &name);
        let list = std::fs::read_to_string(folder.0.join("models.txt")).unwrap();
        let mut main = String::from("program main\n");
        let mut text = String::new();
        let mut files: Vec<String> = Vec::new();
        for (k, line) in list.lines().enumerate() {
            let name = line.split_once(' ').unwrap().1;
            text += &driver(k, name, suite.systems[k].has_delays(), suite.points);
            writeln!(main, "  call run_{k}()").unwrap();
            files.push(format!("m{k}/{name}.f90"));
        }
        folder.write("driver.f90", &(text + &main + "end program\n"));
        files.push("driver.f90".into());
        let checks = [
            "-std=f2008",
            "-Wall",
            "-Wextra",
            "-Wno-unused-dummy-argument",
            "-Wno-compare-reals",
            "-Werror",
            "-fimplicit-none",
        ];
        let checks =
            checks.iter().chain(&["-O0", "-fcheck=all", "-ffpe-trap=invalid,zero,overflow", "-o", "run"]);
        let status =
            Command::new(&gfortran).args(checks).args(&files).current_dir(&folder.0).output().unwrap();
        assert!(status.status.success(), "{}", String::from_utf8_lossy(&status.stderr));
        suite.check(&folder.run(&folder.0.join("run"), &[]));
    }
}

/// Builds all modules with f2py, and prints the vector field of each model at its points, and a line `end` behind each.
const F2PY: &str = "
import os, subprocess, sys
import numpy as np

models = [line.split() for line in open('models.txt')]
sources = [f'{folder}/{name}.f90' for folder, name in models]
path = os.path.dirname(sys.executable) + os.pathsep + os.environ['PATH']
build = [sys.executable, '-m', 'numpy.f2py', '-c', '--backend', 'meson', '-m', 'models', '--opt=-O0', *sources]
done = subprocess.run(build, env={**os.environ, 'PATH': path}, text=True, capture_output=True)
if done.returncode:
    sys.exit(done.stdout + done.stderr)
sys.path.insert(0, '.')
import models as built

for folder, name in models:
    module = getattr(built, name)
    of = lambda what: getattr(module, f'{name}_{what}')
    y0, p = of('defaults')()
    for row in np.loadtxt(folder + '/points.txt'):
        t, y = row[0], row[1:]
        if hasattr(module, name + '_lags'):
            z = 0.5 + 0.3*np.sin(t - of('lags')(p)[None, :] + np.arange(1, len(y) + 1)[:, None])
            print(*of('rhs')(t, y, np.asfortranarray(z), p).ravel())
        else:
            print(*of('rhs')(t, y, p).ravel())
    print('end')
";

/// The same with Jacobians, row by row.
pub fn jacobians() -> String {
    F2PY.replace("of('rhs')", "of('jac')")
}

/// The part that builds all modules.
pub fn build() -> &'static str {
    F2PY.split_once("\nfor folder, name").expect("two parts").0
}

#[test]
fn every_model_is_called_from_python() {
    let Some((_, python)) = tool("gfortran").zip(f2py_python()) else { return };
    let folder = Folder::new();
    let [suite, _] = models::suites();
    let name = |file: &str| file.trim_end_matches(".f90").to_string();
    suite.write(&folder, &|system| in_parts(system), &name);
    folder.write("driver.py", F2PY);
    suite.check(&folder.run(&python, &["driver.py"]));
}

/// A trajectory by SciPy's solver for stiff systems, which calls the Jacobian of the module.
const SCIPY: &str = "
from scipy.integrate import solve_ivp

for _, name in models:
    module = getattr(built, name)
    rhs, jac, defaults = (getattr(module, f'{name}_{what}') for what in ('rhs', 'jac', 'defaults'))
    y0, p = defaults()
    solution = solve_ivp(
        rhs, (0.0, 0.5), y0, jac=jac, args=(p,), method='Radau', rtol=1e-10, atol=1e-12, first_step=1e-6)
    print(*solution.y[:, -1])
    print('end')
";

#[test]
fn scipy_takes_vector_fields_and_jacobians_from_fortran() {
    let Some((_, python)) = tool("gfortran").zip(f2py_python()) else { return };
    let folder = Folder::new();
    let options = FortranOptions { form: Form::Units, complex: Complex::Parts, ..Default::default() };
    let mut suite = models::within_limits(&|system| system.emit_fortran_with(&options));
    suite.systems.retain(|system| !system.has_delays());
    let name = |file: &str| file.trim_end_matches(".f90").to_string();
    suite.write(&folder, &|system| system.emit_fortran_with(&options), &name);
    folder.write("driver.py", &format!("{}{SCIPY}", build()));
    suite.check_ends(0.5, &folder.run(&python, &["driver.py"]));
}
