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

#[test]
fn every_model_runs_in_numpy() {
    let Some(python) = python() else { return };
    let folder = Folder::new();
    let systems = models::all();
    let mut list = String::new();
    for (k, system) in systems.iter().enumerate() {
        let name = models::folder(k);
        let files = system.emit_numpy().unwrap_or_else(|e| panic!("{}: {e}", system.name));
        files.write_to(folder.0.join(&name)).unwrap();
        folder.write(&format!("{name}/points.txt"), &models::points_file(system));
        list += &format!("{name} {}\n", files.files[0].name.trim_end_matches(".py"));
    }
    folder.write("models.txt", &list);
    folder.write("driver.py", DRIVER);
    let printed = folder.run(&python, &["-W", "error", "driver.py"]);
    let parts: Vec<&str> = printed.split("end\n").collect();
    assert_eq!(parts.len(), systems.len() + 1);
    systems.iter().zip(parts).for_each(|(system, part)| models::check(system, part));
}
