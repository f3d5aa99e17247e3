//! Modules for pygpc: runs of all models, and Sobol indices that are known.

use pyrates::emit::{EmitError, EmittedFiles, NumpyOptions, PygpcOptions, prepare};
use pyrates::ir::system::System;
use pyrates::prelude::*;

use crate::happenings::{Fires, Wanders};
use crate::joined::{joined, watched};
use crate::models::{self, Suite, is_too_large};
use crate::tools::{Folder, pygpc_python};

/// Prints where runs end, for the values of the model, as pygpc calls it.
const ENDS: &str = "
import importlib, sys
import numpy as np

for line in open('models.txt'):
    folder, name = line.split()
    sys.path.insert(0, folder)
    g = importlib.import_module(name)
    sys.path.pop(0)
    m = sys.modules[name.removesuffix('_gpc')]
    p = {name: np.ravel(m.P0[g.PLACES[name]])[:1] for name in g.parameters()}
    model, = [kind for kind in vars(g).values() if isinstance(kind, type) and issubclass(kind, g.pygpc.AbstractModel)]
    model = model().set_parameters(p)
    model.validate()
    out = model.simulate()
    assert out.shape == (1, len(g.OUTPUTS)), out.shape
    print(*out[0])
    print('end')
    for module in (name, m.__name__):
        del sys.modules[module]
";

fn emit(system: &System) -> Result<EmittedFiles, EmitError> {
    let options =
        PygpcOptions { measures: vec!["last".into()], t_end: 0.5, samples: 11, ..Default::default() };
    system.emit_pygpc_with(&options)
}

/// Some models have no parameters.
fn is_refused(error: &EmitError) -> bool {
    is_too_large(error) || matches!(error, EmitError::Option { option: "parameters", .. })
}

fn name(file: &str) -> String {
    file.trim_end_matches(".py").to_string()
}

#[test]
fn models_run_in_pygpc() {
    let Some(python) = pygpc_python() else { return };
    let [suite, _] = models::accepted(&emit, &is_refused);
    // The solver for delays stops at every jump of a derivative; with many delays that takes minutes.
    let suite = suite.filtered(|system| !system.has_delays() || system.state_paths().len() <= 4);
    assert!(suite.systems.iter().any(System::has_delays) && suite.systems.len() > 15);
    let folder = Folder::new();
    suite.write(&folder, &emit, &name);
    folder.write("driver.py", ENDS);
    suite.check_ends_within(1e-6, 0.5, &folder.run(&python, &["driver.py"]));
}

/// Prints what is observed at the start; a factor is that of all numbers of a parameter.
const OBSERVED: &str = "
import joined_gpc as g
print(*g.run({})[1][:, 0])
print(*g.OUTPUTS, sep=';')
(name, limits), = g.RANGES.items()
assert g.SCALED == [name] and limits == (0.9, 1.1)
double = g.run({name: 2.0})[1]
assert abs(double - g.run({})[1]).max() > 1e-3
g.joined.P0[g.PLACES[name]] *= 2
assert (double == g.run({})[1]).all()
";

/// Elements of populations that are measured, states and others.
#[test]
fn populations_are_observed() {
    let Some(python) = pygpc_python() else { return };
    let (observed, values) = watched();
    let weights = prepare(&joined().system(), &NumpyOptions::default()).unwrap().parameters;
    let weights = weights.into_iter().find(|v| v.path.contains("some")).unwrap().path;
    let options = PygpcOptions { observed, parameters: vec![weights], ..Default::default() };
    let folder = Folder::new();
    joined().emit_pygpc_with(&options).unwrap().write_to(&folder.0).unwrap();
    folder
        .write("driver.py", "import joined_gpc as g\nprint(*g.run({})[1][:, 0])\nprint(*g.OUTPUTS, sep=';')");
    let printed = folder.run(&python, &["driver.py"]);
    let (found, names) = printed.split_once('\n').expect("two lines");
    Suite::of(Vec::new()).check_values("Joined", &numbers(found), &values);
    let names: Vec<&str> = names.trim().split(';').collect();
    assert_eq!(names.len(), 8);
    assert!(
        names[1].starts_with("mean of ") && names[1].ends_with("[1]") && !names[4].ends_with(']'),
        "{names:?}"
    );
}

fn numbers(line: &str) -> Vec<f64> {
    line.split_whitespace().map(|word| word.parse().expect("a number")).collect()
}

operator! {
    /// A decay to a level.
    Decay {
        equations { d/dt x = u - k*x; twice = 2*x; }
        variables { x: output(1.0), u: 1.0, k: 1.0, twice: variable }
    }
}

operator! {
    /// After one unit of time, a polynomial of the parameters.
    Polynomial {
        equations { d/dt x = a + 2*b^2 + 3*a*c; }
        variables { x: output(0.0), a: 0.0, b: 0.0, c: 0.0 }
    }
}

/// Prints mean, standard deviation and indices of the first output, from one process and from two.
const INDICES: &str = "
import sys, numpy as np, importlib
g = importlib.import_module(sys.argv[1])
for n_cpu in (1, 2):
    gpc, coefficients = g.analyse(n_cpu=n_cpu)
    indices = g.sobol_indices(gpc, coefficients)
    print(gpc.get_mean(coefficients).ravel()[0], gpc.get_std(coefficients).ravel()[0], end=' ')
    print(*[indices.get(tuple(names.split('+')), [0.0])[0] for names in sys.argv[2:]])
";

/// What is printed for a model, one process and two, and by its own script.
fn indices(system: &System, options: &PygpcOptions, names: &[&str]) -> Option<(Vec<Vec<f64>>, String)> {
    let python = pygpc_python()?;
    let folder = Folder::new();
    let files = system.emit_pygpc_with(options).unwrap_or_else(|e| panic!("{e}"));
    files.write_to(&folder.0).unwrap();
    folder.write("driver.py", INDICES);
    let module = name(&files.files[0].name);
    let arguments: Vec<&str> = ["driver.py", &module].into_iter().chain(names.iter().copied()).collect();
    let printed = folder.run(&python, &arguments);
    let rows = printed.lines().map(numbers);
    let script = folder.run(&python, &[&files.files[0].name]);
    Some((rows.collect(), script))
}

fn check(found: &[Vec<f64>], expected: &[f64], tolerance: f64) {
    assert_eq!(found.len(), 2);
    for row in found {
        assert_eq!(row.len(), expected.len());
        for (a, b) in row.iter().zip(expected) {
            assert!((a - b).abs() < tolerance, "{row:?} but should be {expected:?}");
        }
    }
}

/// The integral of a function over both intervals by the midpoint rule, divided by their lengths.
fn mean(u: (f64, f64), k: (f64, f64), f: impl Fn(f64, f64) -> f64) -> f64 {
    const N: usize = 1000;
    let at = |(low, high): (f64, f64), i: usize| low + (high - low) * (i as f64 + 0.5) / N as f64;
    let row = |i: usize| (0..N).map(|j| f(at(u, i), at(k, j))).sum::<f64>();
    (0..N).map(row).sum::<f64>() / (N * N) as f64
}

#[test]
fn indices_of_a_decay_are_those_of_its_solution() {
    let (u, k) = ((0.5, 1.5), (0.5, 3.0));
    let options = PygpcOptions {
        parameters: vec!["u".into(), "k".into()],
        ranges: vec![u, k],
        observed: vec!["twice".into(), "x".into()],
        measures: vec!["last".into(), "maximum".into()],
        t_end: 2.0,
        samples: 21,
        order: 6,
        ..Default::default()
    };
    let Some((found, script)) = indices(&Decay::default().system(), &options, &["u", "k", "u+k"]) else {
        return;
    };
    let end = |u: f64, k: f64| 2.0 * (u / k + (1.0 - u / k) * (-2.0 * k).exp());
    let level = mean(u, k, end);
    let variance = mean(u, k, |u, k| (end(u, k) - level).powi(2));
    // The solution is linear in u, and u has the mean 1.
    let slope = mean(u, k, |_, k| end(1.0, k) - end(0.0, k));
    let of_u = slope.powi(2) / 12.0;
    let of_k = mean(u, k, |_, k| (end(1.0, k) - level).powi(2));
    let of_both = variance - of_u - of_k;
    assert!(of_both > 0.01 * variance, "{of_both}");
    let indices = [of_u, of_k, of_both].map(|part| part / variance);
    check(&found, &[&[level, variance.sqrt()], indices.as_slice()].concat(), 2e-4);
    let line = format!("u {:8.3}", indices[0]);
    let words = |text: &str| text.split_whitespace().map(str::to_string).collect::<Vec<_>>();
    let start = words(&line);
    let is_it = |text: &str| {
        let found = words(text);
        found.len() == 3 && found[0] == start[0] && found[1].starts_with(&start[1])
    };
    assert!(script.contains("last of twice: mean") && script.lines().any(is_it), "{script}");
    assert!(script.contains("maximum of x: mean"), "{script}");
}

#[test]
fn indices_of_a_polynomial_are_exact() {
    let options = PygpcOptions {
        measures: vec!["last".into()],
        spread: 1.0,
        t_end: 1.0,
        samples: 2,
        order: 2,
        ..Default::default()
    };
    let names = ["a", "b", "c", "a+b", "a+c", "b+c"];
    let Some((found, _)) = indices(&Polynomial::default().system(), &options, &names) else { return };
    let parts = [1.0 / 3.0, 16.0 / 45.0, 0.0, 0.0, 1.0, 0.0];
    let variance: f64 = parts.iter().sum();
    let mut expected = vec![2.0 / 3.0, variance.sqrt()];
    expected.extend(parts.map(|part| part / variance));
    check(&found, &expected, 1e-6);
}

#[test]
fn pygpc_refuses_noise_and_events() {
    for (system, construct) in
        [(Fires::default().system(), "the event"), (Wanders::default().system(), "noise")]
    {
        let error = system.emit_pygpc().unwrap_err().to_string();
        assert!(error.starts_with(&format!("pygpc cannot express {construct} of `")), "{error}");
    }
}

#[test]
fn options_of_pygpc_are_checked() {
    let refused = |options: PygpcOptions| Decay::default().emit_pygpc_with(&options).unwrap_err().to_string();
    let list = |items: &[&str]| items.iter().map(ToString::to_string).collect::<Vec<_>>();
    let default = PygpcOptions::default;
    for (options, option) in [
        (PygpcOptions { parameters: list(&["x"]), ..default() }, "parameters"),
        (PygpcOptions { parameters: list(&["u", "u"]), ..default() }, "parameters"),
        (PygpcOptions { ranges: vec![(0.0, 1.0)], ..default() }, "ranges"),
        (PygpcOptions { ranges: vec![(0.0, 1.0), (1.0, 1.0)], ..default() }, "ranges"),
        (PygpcOptions { spread: 0.0, ..default() }, "spread"),
        (PygpcOptions { observed: list(&["u"]), ..default() }, "observed"),
        (PygpcOptions { measures: list(&["median"]), ..default() }, "measures"),
        (PygpcOptions { measures: list(&["mean", "mean"]), ..default() }, "measures"),
        (PygpcOptions { t_start: 100.0, ..default() }, "t_start"),
        (PygpcOptions { t_end: -1.0, t_start: 0.0, ..default() }, "t_end"),
        (PygpcOptions { samples: 1, ..default() }, "samples"),
        (PygpcOptions { order: 0, ..default() }, "order"),
    ] {
        let error = refused(options);
        assert!(
            error.starts_with(&format!("the option `{option}` of the export to pygpc must be")),
            "{error}"
        );
    }
}
