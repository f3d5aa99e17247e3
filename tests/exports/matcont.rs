//! System files for MatCont: right-hand sides against the interpreter, derivatives against the symbolic Jacobian and
//! against differences of those of the order before.

use pyrates::emit::{EmitError, MatcontOptions};
use pyrates::ir::system::System;
use pyrates::prelude::*;

use crate::models::{self, Suite};
use crate::octave::{RESULTS, visit};
use crate::tools::{Folder, tool};

/// Compares numbers.
const NEAR: &str = "
1;
function near(a, b, tolerance, what)
  error_ = max(abs(a(:) - b(:)))/max(1, max(abs(b(:))));
  assert(isequal(size(a), size(b)) && error_ <= tolerance, '%s: error %g', what, error_);
end
";

/// Leaves a line `end` behind each model in all results.
const EACH: &str = "
  handles = feval(name);
  p = num2cell(feval(name, 'p0'));
  PRINT
  fprintf(fields, 'end\\n');
  fprintf(jacobians, 'end\\n');";

/// All states in one call. Jacobians by rows, as the symbolic one.
const FIELDS: &str = "
  fprintf(fields, '%.17g\\n', handles{2}(0, rows(:,2:end)', p{:}));
  for k = 1:size(rows, 1)
    fprintf(jacobians, '%.17g\\n', handles{3}(0, rows(k,2:end)', p{:})');
  end";

/// At the first point, differences in every state and parameter.
const DERIVATIVES: &str = "
  y = rows(1,2:end)';
  n = numel(y);
  by_states = handles([2 3 5 7 8 9]);
  for order = 1:5
    if isempty(by_states{order + 1})
      break
    end
    exact = by_states{order + 1}(0, y, p{:});
    for j = 1:n
      h = 1e-5*((1:n)' == j);
      slope = (by_states{order}(0, y + h, p{:}) - by_states{order}(0, y - h, p{:}))/2e-5;
      place = [repmat({':'}, 1, order), {j}];
      near(slope, exact(place{:}), 1e-5, sprintf('%s, order %d', name, order));
    end
  end
  assert(order >= 2);
  jacobianp = handles{4}(0, y, p{:});
  hessiansp = handles{6}(0, y, p{:});
  assert(size(jacobianp), [n, numel(p)]);
  for j = 1:numel(p)
    [above, below] = deal(p);
    h = 1e-5*max(abs(p{j}), 1e-2);
    above{j} = p{j} + h;
    below{j} = p{j} - h;
    slope = @(f) (f(0, y, above{:}) - f(0, y, below{:}))/(above{j} - below{j});
    near(slope(handles{2}), jacobianp(:,j), 1e-5, sprintf('%s, parameter %d', name, j));
    near(slope(handles{3}), hessiansp(:,:,j), 1e-5, sprintf('%s, Jacobian and parameter %d', name, j));
  end";

fn is_refused(error: &EmitError) -> bool {
    match error {
        EmitError::Option { option: "nodes", .. } => true,
        EmitError::Unsupported { construct, .. } => construct.starts_with("the time in the equation"),
        other => models::is_too_large(other),
    }
}

/// Delayed models have more states than points, and are left to the tests of single models.
fn models() -> [Suite; 2] {
    let emit = |system: &System| system.emit_matcont();
    models::accepted(&emit, &is_refused).map(|suite| suite.filtered(|system| !system.has_delays()))
}

fn run(suite: &Suite, print: &str) -> Option<Folder> {
    let octave = tool("octave-cli")?;
    let folder = Folder::new();
    let name = |file: &str| file.trim_end_matches(".m").to_string();
    suite.write(&folder, &|system| system.emit_matcont(), &name);
    folder.write("driver.m", &format!("{NEAR}{RESULTS}{}", visit(&EACH.replace("PRINT", print))));
    folder.run(&octave, &["-qf", "driver.m"]);
    Some(folder)
}

#[test]
fn right_hand_sides_and_jacobians_are_the_symbolic_ones() {
    for suite in models() {
        if let Some(folder) = run(&suite, FIELDS) {
            suite.check(&folder.read("fields.txt"));
            suite.check_jacobians(&folder.read("jacobians.txt"));
        }
    }
}

#[test]
fn derivatives_agree_with_differences() {
    for suite in models().map(|suite| suite.first(25)) {
        if let Some(folder) = run(&suite, DERIVATIVES) {
            assert_eq!(folder.read("fields.txt"), "end\n".repeat(suite.systems.len()));
        }
    }
}
