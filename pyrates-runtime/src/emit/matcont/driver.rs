//! The script: equilibria over a parameter and their bifurcations.

use super::{ELEMENTWISE, MatcontOptions, Prepared, writer};
use crate::emit::EmittedFile;

/// Newton's method to the start, and the continuation.
const SCRIPT: &str = "
handles = MODEL();
p = MODEL('p0');
values = num2cell(p);
rates = handles{2};
field = @(x) rates(0, x, values{:});
x = MODEL('y0');
for k = 1:50
  JACOBIAN
  change = slope\\field(x);
  x = x - change;
  if norm(change) <= 1e-10*(1 + norm(x))
    break
  end
end
assert(norm(change) <= 1e-10*(1 + norm(x)), 'Newton''s method finds no equilibrium; start nearer to one');

options = contset;
options = contset(options, 'Singularities', 1);
options = contset(options, 'MaxNumPoints', POINTS);
options = contset(options, 'MaxStepsize', STEP);
for direction = [0 1]
  options = contset(options, 'Backward', direction);
  [start, tangent] = init_EP_EP(@MODEL, x, p, INDEX);
  [points, tangents, special, tests, eigenvalues] = cont(@equilibrium, start, tangent, options);
  for k = 1:numel(special)
    fprintf('%s at NAME = %.10g\\n', special(k).label, points(end, special(k).index));
  end
end
";

/// The Jacobian in Newton's method, from the system file or by differences.
const EXACT: &str = "slope = handles{3}(0, x, values{:});";
const DIFFERENCES: &str = "slope = zeros(numel(x));
  for j = 1:numel(x)
    step = zeros(size(x));
    step(j) = 1e-6*max(1, abs(x(j)));
    slope(:,j) = (field(x + step) - field(x - step))/(2*step(j));
  end";

pub(super) fn file(model: &Prepared, options: &MatcontOptions, parameter: usize) -> EmittedFile {
    let (id, v) = (&model.identifier, &model.parameters[parameter]);
    let scale = v.value().abs().max(1.0);
    let mut w = writer();
    w.comment("%", &about(id, &v.name));
    w.line("");
    let jacobian = if options.jacobian { EXACT } else { DIFFERENCES };
    let script = SCRIPT.replace("JACOBIAN", jacobian).replace("POINTS", &options.points.to_string());
    let script = script.replace("MODEL", id).replace("NAME", &v.name);
    let script = script.replace("STEP", &ELEMENTWISE.signed(scale / 50.0));
    let script = script.replace("INDEX", &(parameter + 1).to_string());
    w.lines(script.trim_matches('\n').lines());
    EmittedFile { name: format!("{id}_run.m"), text: w.finish() }
}

fn about(id: &str, name: &str) -> Vec<String> {
    vec![
        format!("{}_RUN  Equilibria over {name} by MatCont, and their bifurcations.", id.to_uppercase()),
        String::new(),
        "MatCont must be on the path, with all its folders.".into(),
    ]
}
