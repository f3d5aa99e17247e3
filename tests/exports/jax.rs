use pyrates::prelude::*;

use crate::models;
use crate::tools::{Folder, jax_python};

/// Loads the module of each folder.
const LOAD: &str = "
import importlib, sys
import numpy as np
import jax, jax.numpy as jnp
jax.config.update('jax_enable_x64', True)

def load(folder, name):
    sys.path.insert(0, folder)
    module = importlib.import_module(name)
    sys.path.pop(0)
    del sys.modules[name]
    return module
";

/// Prints the vector field of each model at its points, and a line `end` behind each model. All points at once, by
/// `vmap` and by the shape of the state, give the same, if time is the same.
const FIELDS: &str = "
for line in open('models.txt'):
    folder, name = line.split()
    m = load(folder, name)
    p, rows = m.parameters(), jnp.asarray(np.loadtxt(folder + '/points.txt'))
    n = rows.shape[1] - 1
    def past(t):
        return 0.5 + 0.3*jnp.sin(t - m.lags(p)[:, None] + jnp.arange(1.0, n + 1.0))
    def field(t, y, *z):
        return m.vector_field(t, y, *z, p)
    for row in rows:
        z = (past(row[0]),) if hasattr(m, 'lags') else ()
        print(*field(row[0], row[1:], *z).tolist())
    t, y = rows[0, 0], rows[:, 1:]
    z = tuple(jnp.broadcast_to(past(t), (len(rows), *part.shape)) for part in z)
    together = field(t, y, *z)
    mapped = jax.vmap(lambda y, *z: field(t, y, *z))(y, *z)
    assert together.shape == y.shape and np.allclose(together, mapped, rtol=1e-12, atol=1e-12)
    print('end')
";

#[test]
fn every_model_runs_in_jax() {
    let Some(python) = jax_python() else { return };
    let folder = Folder::new();
    let name = |file: &str| file.trim_end_matches(".py").to_string();
    let systems = models::write(&folder, &|system| system.emit_jax(), &name);
    folder.write("driver.py", &format!("{LOAD}{FIELDS}"));
    models::check_all(&systems, &folder.run(&python, &["-W", "error", "driver.py"]));
}
