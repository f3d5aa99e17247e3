//! Classes for The Virtual Brain: derivatives of all regions at once, and runs of two regions with delays between them
//! beside the same circuit here.

use pyrates::emit::{EmitError, TvbOptions};
use pyrates::prelude::*;

use crate::models;
use crate::tools::{Folder, tvb_python};

const LOAD: &str = "
import importlib, sys
import numpy as np
from tvb.simulator.models.base import Model

def load(folder, name):
    sys.path.insert(0, folder)
    module = importlib.import_module(name)
    sys.path.pop(0)
    del sys.modules[name]
    own = [c for c in vars(module).values() if isinstance(c, type) and issubclass(c, Model) and c is not Model]
    assert len(own) == 1
    model = own[0]()
    model.configure()
    return model
";

/// Every point is a region.
const FIELDS: &str = "
for line in open('models.txt'):
    folder, name = line.split()
    model = load(folder, name)
    states = np.loadtxt(folder + '/points.txt', ndmin=2)[:, 1:].T
    assert model.nvar == len(states) == len(model.state_variables)
    dy = model.dfun(states[:, :, None], np.zeros((1, states.shape[1], 1)))
    assert dy.shape == states.shape + (1,)
    for row in dy[:, :, 0].T.tolist():
        print(*row)
    print('end')
";

fn name(file: &str) -> String {
    file.trim_end_matches(".py").to_string()
}

/// Delays and time in equations are The Virtual Brain's own.
fn is_refused(error: &EmitError) -> bool {
    let constructs = ["the delay in the equation", "the time in the equation"];
    let is_own = |construct: &str| constructs.contains(&construct);
    models::is_too_large(error)
        || matches!(error, EmitError::Unsupported { construct, target: "The Virtual Brain", .. } if is_own(construct))
}

#[test]
fn every_model_without_delays_is_one_of_a_region() {
    let Some(python) = tvb_python() else { return };
    for suite in models::accepted(&|system| system.emit_tvb(), &is_refused) {
        let folder = Folder::new();
        suite.write(&folder, &|system| system.emit_tvb(), &name);
        folder.write("driver.py", &format!("{LOAD}{FIELDS}"));
        suite.check(&folder.run(&python, &["driver.py"]));
    }
}

operator! {
    /// Two populations that act on those of other regions, each in its own way.
    Rates {
        equations {
            d/dt e = (-e + tanh(1.5*e - i + from_e))/tau;
            d/dt i = -i + tanh(e - from_i);
        }
        variables { e: output(0.3), i: variable(-0.2), from_e: input(0.0), from_i: input(0.0), tau: 2.0 }
    }
}
node! { Region { rates: Rates } }
circuit! {
    /// Two regions with delays that differ.
    Regions {
        nodes { a: Region, b: Region }
        edges {
            a.rates.e -> b.rates.from_e { weight: 0.8, delay: 0.75 };
            a.rates.i -> b.rates.from_i { weight: 0.8, delay: 0.75 };
            b.rates.e -> a.rates.from_e { weight: 0.5, delay: 0.25 };
            b.rates.i -> a.rates.from_i { weight: 0.5, delay: 0.25 };
        }
    }
}

/// Prints the last states of both regions, for two steps. The Virtual Brain prints warnings, too.
const RUNS: &str = "
from tvb.simulator.lab import connectivity, coupling, integrators, monitors, simulator

model = load('.', 'rates_tvb')
lengths = np.array([[0.0, 0.25], [0.75, 0.0]])
for dt in (0.005, 0.0025):
    brain = connectivity.Connectivity(
        weights=np.array([[0.0, 0.5], [0.8, 0.0]]), tract_lengths=lengths, speed=np.array([1.0]),
        region_labels=np.array(['a', 'b']), centres=np.zeros((2, 3)))
    run = simulator.Simulator(
        model=model, connectivity=brain, coupling=coupling.Linear(a=np.array([1.0]), b=np.array([0.0])),
        integrator=integrators.HeunDeterministic(dt=dt), monitors=(monitors.Raw(),), simulation_length=6.0)
    (times, states), = run.configure().run()
    print('end', times[-1], *states[-1, :, :, 0].T.ravel().tolist())
";

/// What arrives from other regions is that of the start of each step, so errors are of first order; two runs give the
/// second.
#[test]
fn regions_act_on_each_other_as_edges_do() {
    let Some(python) = tvb_python() else { return };
    let pairs =
        [("e", "from_e"), ("i", "from_i")].map(|(state, input)| (state.to_string(), input.to_string()));
    let options = TvbOptions { coupling: pairs.to_vec() };
    let folder = Folder::new();
    Rates::default().emit_tvb_with(&options).unwrap().write_to(&folder.0).unwrap();
    folder.write("driver.py", &format!("{LOAD}{RUNS}"));
    let printed = folder.run(&python, &["-W", "ignore", "driver.py"]);
    let row = |line: &str| line.split_whitespace().map(|word| word.parse().unwrap()).collect::<Vec<f64>>();
    let rows: Vec<Vec<f64>> = printed.lines().filter_map(|line| line.strip_prefix("end ")).map(row).collect();
    assert!(rows.len() == 2 && rows.iter().all(|row| row.len() == 5), "{printed}");
    let run = Regions::default().simulate(0.0..6.0).method(Dop853).rtol(1e-11).atol(1e-13).run().unwrap();
    for (k, path) in ["a/rates/e", "a/rates/i", "b/rates/e", "b/rates/i"].into_iter().enumerate() {
        let expected = *run.column(path).unwrap().last().unwrap();
        let (coarse, fine) = (rows[0][1 + k], rows[1][1 + k]);
        let found = 2.0 * fine - coarse;
        assert!(
            (fine - expected).abs() < 5e-3 && (found - expected).abs() < 5e-5,
            "{path}: {rows:?}, {expected}"
        );
    }
}

#[test]
fn tvb_refuses_unknown_variables() {
    for pair in [("x", "from_e"), ("e", "tau_e"), ("from_e", "e")] {
        let options = TvbOptions { coupling: vec![(pair.0.to_string(), pair.1.to_string())] };
        let error = Rates::default().emit_tvb_with(&options).unwrap_err().to_string();
        let expected = "the option `coupling` of the export to The Virtual Brain must be pairs of the path or name of a \
                        state and that of a parameter";
        assert_eq!(error, expected);
    }
}
