//! Files for DDE-BIFTOOL: right-hand sides against the interpreter, derivatives against the symbolic Jacobian, against
//! each other and against differences.

use pyrates::emit::EmitError;
use pyrates::prelude::*;

use crate::models::{self, Suite};
use crate::octave::{RESULTS, visit};
use crate::tools::{Folder, tool};

/// Makes `xx` of all points of a model, and leaves a line `end` behind each model in all results.
const EACH: &str = "
  get = str2func(name);
  sym = str2func(['sym_' name]);
  par = get('par');
  tau = par(feval(get('sys_tau')));
  n = size(rows, 2) - 1;
  assert(sym('ntau'), numel(tau));
  xx = zeros(n, numel(tau) + 1, size(rows, 1));
  for k = 1:size(rows, 1)
    xx(:,:,k) = [rows(k,2:end)', 0.5 + 0.3*sin(rows(k,1) - tau + (1:n)')];
  end
  PRINT
  fprintf(fields, 'end\\n');
  fprintf(jacobians, 'end\\n');";

fn driver(print: &str) -> String {
    format!("{RESULTS}{}", visit(&EACH.replace("PRINT", print)))
}

/// All states in one call; the two files must agree. Jacobians by rows, as the symbolic one.
const FIELDS: &str = "
  f = reshape(feval(get('sys_rhs'), xx, par), n, []);
  a = [reshape(num2cell(reshape(xx, [], size(xx, 3)), 2), 1, []), num2cell(par)];
  [out{1:n}] = sym('rhs', 1, 0, n, a{:}, a{:});
  for i = 1:n
    assert(max(abs(f(i,:) - out{i})) <= 1e-12*max(1, max(abs(f(:)))));
  end
  clear out
  fprintf(fields, '%.17g\\n', f);
  J = feval(get('sys_deri'), xx, par, 0, [], []);
  fprintf(jacobians, '%.17g\\n', permute(J, [2 1 3]));";

/// What a model must be for DDE-BIFTOOL: autonomous, with delays that are parameters, and not too large.
fn is_refused(error: &EmitError) -> bool {
    match error {
        EmitError::Unsupported { construct, .. } => {
            construct.starts_with("the time in the equation")
                || construct.starts_with("the delay that is computed")
        }
        other => models::is_too_large(other),
    }
}

fn models() -> [Suite; 2] {
    models::accepted(&|system| system.emit_dde_biftool(), &is_refused)
}

/// Runs a driver on all models of a suite; what it writes is in the folder.
fn run(suite: &Suite, driver: &str) -> Option<Folder> {
    let octave = tool("octave-cli")?;
    let folder = Folder::new();
    let name = |file: &str| file.trim_end_matches(".m").to_string();
    suite.write(&folder, &|system| system.emit_dde_biftool(), &name);
    folder.write("driver.m", driver);
    folder.run(&octave, &["-qf", "driver.m"]);
    Some(folder)
}

#[test]
fn right_hand_sides_and_jacobians_by_the_present_are_the_symbolic_ones() {
    for suite in models() {
        if let Some(folder) = run(&suite, &driver(FIELDS)) {
            suite.check(&folder.read("fields.txt"));
            suite.check_jacobians(&folder.read("jacobians.txt"));
        }
    }
}

/// At the first point, for random directions: the first directional derivative is the sum of the partial ones, the second
/// that of those of second order (by polarisation), and each is the slope of the one before.
const DERIVATIVES: &str = "
  xx = xx(:,:,1);
  deri = get('sys_deri');
  f = @(order, h, dxx, dpar) directional(sym, order, xx + h*dxx, par + h*dpar, dxx, dpar);
  dxx = 0.4*sin(3*(1:numel(xx)) + 1);
  dxx = reshape(dxx, size(xx));
  dpar = 0.3*cos(2*(1:numel(par)) + 0.5).*max(abs(par), 0.1);
  first = zeros(n, 1);
  for k = 0:numel(tau)
    first = first + deri(xx, par, k, [], [])*dxx(:,k+1);
  end
  for j = 1:numel(par)
    first = first + deri(xx, par, [], j, [])*dpar(j);
  end
  near(first, f(1, 0, dxx, dpar), 1e-12, [name ', order 1']);
  second = zeros(n, 1);
  for k = 0:numel(tau)
    for l = 0:numel(tau)
      second = second + deri(xx, par, [k l], [], dxx(:,k+1))*dxx(:,l+1);
    end
    for j = 1:numel(par)
      second = second + 2*deri(xx, par, k, j, [])*dxx(:,k+1)*dpar(j);
    end
  end
  in_parameters = f(2, 0, 0*dxx, dpar);
  near(second + in_parameters, f(2, 0, dxx, dpar), 1e-11, [name ', order 2']);
  h = 1e-5;
  for order = 0:4
    slope = (f(order, h, dxx, dpar) - f(order, -h, dxx, dpar))/(2*h);
    near(slope, f(order + 1, 0, dxx, dpar), 1e-5, sprintf('%s, order %d from differences', name, order + 1));
  end";

const HELPERS: &str = "
1;
function y = directional(sym, order, xx, par, dxx, dpar)
  a = [num2cell(xx(:))', num2cell(par), num2cell(dxx(:))', num2cell(dpar)];
  [out{1:size(xx, 1)}] = sym('rhs', 1, order, size(xx, 1), a{:});
  y = cell2mat(out(:));
end
function near(a, b, tolerance, what)
  error_ = max(abs(a - b))/max(1, max(abs(b)));
  assert(error_ <= tolerance, '%s: error %g', what, error_);
end
";

#[test]
fn derivatives_agree_with_each_other_and_with_differences() {
    for suite in models().map(|suite| suite.first(25)) {
        let driver = format!("{HELPERS}{}", driver(DERIVATIVES));
        if let Some(folder) = run(&suite, &driver) {
            assert_eq!(folder.read("fields.txt"), "end\n".repeat(suite.systems.len()));
        }
    }
}
