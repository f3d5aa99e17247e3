/// A script for Octave that visits all models: `each` is done with their `name` and with `rows`, the times and states of all
/// points.
pub fn visit(each: &str) -> String {
    VISIT.replace("EACH", each)
}

const VISIT: &str = "
list = fopen('models.txt');
models = textscan(list, '%s %s');
for m = 1:numel(models{1})
  folder = models{1}{m};
  name = models{2}{m};
  addpath(folder);
  rows = load([folder '/points.txt']);
EACH
  rmpath(folder);
  clear(name, ['sym_' name]);
end
";

/// The files of results.
pub const RESULTS: &str = "
fields = fopen('fields.txt', 'w');
jacobians = fopen('jacobians.txt', 'w');
";
