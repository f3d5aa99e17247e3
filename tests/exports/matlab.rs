use pyrates::emit::{Complex, MatlabOptions};
use pyrates::prelude::*;

use crate::models;
use crate::octave::visit;
use crate::tools::{Folder, tool};

/// Prints the vector field of each model at its points, and a line `end` behind each model.
const FIELDS: &str = "
  f = str2func(name);
  for j = 1:size(rows, 1)
    t = rows(j,1);
    y = rows(j,2:end)';
    p = f('p0');
    if nargin(name) == 4
      lags = f('lags', p);
      Z = 0.5 + 0.3*sin(t - lags + (1:numel(y))');
      dydt = f(t, y, Z, p);
    else
      dydt = f(t, y, p);
    end
    printf('%.17g\\n', dydt');
  end
  printf('end\\n');";

/// The same with Jacobians, row by row.
pub fn jacobians() -> String {
    FIELDS
        .replace("f = str2func(name);", "f = str2func(name);\n  jac = f('jac');")
        .replace("dydt = f(", "dydt = jac(")
}

#[test]
fn every_model_runs_in_octave() {
    let Some(octave) = tool("octave-cli") else { return };
    for suite in models::suites() {
        let folder = Folder::new();
        let name = |file: &str| file.trim_end_matches(".m").to_string();
        let parts = MatlabOptions { complex: Complex::Parts, ..Default::default() };
        suite.write(&folder, &|system| system.emit_matlab_with(&parts), &name);
        folder.write("driver.m", &visit(FIELDS));
        suite.check(&folder.run(&octave, &["-qf", "driver.m"]));
    }
}
