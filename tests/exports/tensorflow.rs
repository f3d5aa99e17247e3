use pyrates::prelude::*;

use crate::models;
use crate::tools::{Folder, tensorflow_python};

/// Loads the module of each folder.
const LOAD: &str = "
import importlib, sys
import numpy as np
import tensorflow as tf

def load(folder, name):
    sys.path.insert(0, folder)
    module = importlib.import_module(name)
    sys.path.pop(0)
    del sys.modules[name]
    return module
";

/// Prints the vector field of each model at its points, and a line `end` behind each model. All points at once give
/// the same, if time is the same.
const FIELDS: &str = "
for line in open('models.txt'):
    folder, name = line.split()
    m = load(folder, name)
    p, rows = m.parameters(), np.loadtxt(folder + '/points.txt')
    n = rows.shape[1] - 1
    def past(t):
        return tf.constant(0.5 + 0.3*np.sin(t - m.lags(p).numpy()[:, None] + np.arange(1.0, n + 1.0)))
    @tf.function
    def field(t, y, *z):
        return m.ode_fn(t, y, *z, **p)
    for row in rows:
        z = (past(row[0]),) if hasattr(m, 'lags') else ()
        alone = field(tf.constant(row[0]), tf.constant(row[1:]), *z)
        print(*alone.numpy().tolist())
    z = tuple(tf.broadcast_to(part, [len(rows), *part.shape]) for part in z)
    together = field(tf.constant(rows[-1, 0]), tf.constant(rows[:, 1:]), *z)
    assert together.shape == (len(rows), n) and np.allclose(together[-1], alone, rtol=1e-12, atol=1e-12)
    print('end')
";

#[test]
fn every_model_runs_in_tensorflow() {
    let Some(python) = tensorflow_python() else { return };
    let folder = Folder::new();
    let name = |file: &str| file.trim_end_matches(".py").to_string();
    let systems = models::write(&folder, &|system| system.emit_tensorflow(), &name);
    folder.write("driver.py", &format!("{LOAD}{FIELDS}"));
    models::check_all(&systems, &folder.run(&python, &["driver.py"]));
}
