//! The same files in PyRates itself: equal vector fields. Needs a Python with PyRates 1.2.3, which
//! `.ci/install-tools` installs; skips with a reason where there is none.

#![allow(unreachable_pub, dead_code, reason = "a test binary has no outside")]

#[path = "../../pyrates-runtime/tests/emit/tools.rs"]
mod tools;

use std::collections::HashMap;
use std::path::Path;

use pyrates::ir::yaml::{Dialect, to_yaml};
use pyrates::model::VectorField;
use pyrates::models::{izhikevich, jansen_rit, kuramoto, oscillators, qif, theta, wilson_cowan};
use pyrates::prelude::*;
use pyrates::{Circuit, circuit};

/// The circuits of `tests/yaml/library` that PyRates can compile.
const LIBRARY: &[(&str, &str)] = &[
    ("izhikevich", "ik_plain"),
    ("izhikevich", "ik_currents"),
    ("izhikevich", "ik_thresholds"),
    ("jansen_rit", "column"),
    ("jansen_rit", "lumped_column"),
    ("jansen_rit", "two_columns"),
    ("oscillators", "phases"),
    ("oscillators", "order"),
    ("oscillators", "two_orders"),
    ("qif", "qif"),
    ("qif", "qif_sfa"),
    ("qif", "qif_gap"),
    ("qif", "qif_conductance"),
    ("qif", "qif_depression"),
    ("qif", "qif_resources"),
    ("theta", "theta"),
    ("wilson_cowan", "wc"),
    ("wilson_cowan", "wc_stp"),
];

/// State and slope in PyRates: real and imaginary parts, by PyRates' key.
type Field = Vec<(String, [f64; 4])>;

/// Runs PyRates on models below `folder`: dotted path, and whether it is complex.
fn in_pyrates(folder: &tools::Folder, paths: &[(String, bool)]) -> Option<HashMap<String, Field>> {
    let python = tools::peer_python()?;
    let lines = paths
        .iter()
        .map(|(path, complex)| format!("{path} {}\n", if *complex { "complex128" } else { "float64" }));
    folder.write("models.txt", &lines.collect::<String>());
    folder.write("field.py", include_str!("field.py"));
    let command = format!("{} field.py . < models.txt", python.display());
    let text = folder.run(Path::new("sh"), &["-c", &command]);
    let mut fields: HashMap<String, Field> = HashMap::new();
    let mut model = String::new();
    for line in text.lines() {
        if let Some(path) = line.strip_prefix("# ") {
            model = path.to_string();
            continue;
        }
        let mut parts = line.split('\t');
        let key = parts.next().expect("a key").to_string();
        let numbers: Vec<f64> = parts.map(|x| x.parse().expect("a number")).collect();
        fields.entry(model.clone()).or_default().push((key, numbers.try_into().expect("four numbers")));
    }
    Some(fields)
}

/// The path here for each key of PyRates, in which edges are called after their templates and the stages of
/// a distributed delay after what they delay. Equal names stand in the order of the edges.
fn our_paths(keys: &[String], ours: &[String]) -> Vec<String> {
    let mut taken: Vec<String> = Vec::new();
    let mut find = |key: &String| {
        let stage = key.strip_suffix("_out0").and_then(|key| key.rsplit_once('_')?.1.parse::<usize>().ok());
        let (_, local) = key.split_once('/').unwrap_or_default();
        let fits = |path: &&String| match stage {
            _ if taken.contains(path) => false,
            Some(k) => path.ends_with(&format!("/kernel/stage{k}")),
            None => *path == key || (path.starts_with("edges/") && path.ends_with(&format!("/{local}"))),
        };
        let exact = ours.iter().find(|path| *path == key);
        // The delay of what a node sends is on an edge that begins with the name of the node.
        let parts: Vec<&str> = key.split('/').collect();
        let start = format!("edges/{}_to_", parts[..parts.len().saturating_sub(2)].join("_"));
        let near = ours.iter().filter(fits).find(|path| path.starts_with(&start));
        let found = exact.or(near).or_else(|| ours.iter().find(fits));
        let found = found.unwrap_or_else(|| panic!("{key} in {ours:?}"));
        taken.push(found.clone());
        found.clone()
    };
    keys.iter().map(&mut find).collect()
}

/// Holds a model to what PyRates computed.
fn compare(name: &str, model: &Circuit, field: &Field) {
    let complex = model.system().is_complex();
    let paths = model.system().state_paths();
    let plain: Vec<String> = if complex {
        let whole = paths.iter().map(|path| path.trim_end_matches("/re").trim_end_matches("/im").to_string());
        whole.collect()
    } else {
        paths.clone()
    };
    let keys: Vec<String> = field.iter().map(|(key, _)| key.clone()).collect();
    let ours = our_paths(&keys, &plain);
    let (mut y, mut expected) = (model.initial_state(), vec![0.0; model.dim()]);
    let mut seen = vec![false; model.dim()];
    for (path, (_, [re, im, slope_re, slope_im])) in ours.iter().zip(field) {
        let parts = [("", re, slope_re), ("/re", re, slope_re), ("/im", im, slope_im)];
        for (part, value, slope) in parts {
            if let Some(i) = paths.iter().position(|p| *p == format!("{path}{part}")) {
                (y[i], expected[i], seen[i]) = (*value, *slope, true);
            }
        }
    }
    assert!(seen.iter().all(|seen| *seen), "{name}: PyRates has no state for some of {paths:?}");
    let mut dy = vec![0.0; y.len()];
    let p = model.parameters();
    model.vector_field(0.0, &y, &p, &pyrates::model::NoPast, &mut vec![0.0; model.n_work()], &mut dy);
    let scale = expected.iter().fold(1.0f64, |m, x| m.max(x.abs()));
    for (i, path) in paths.iter().enumerate() {
        // PyRates reorders terms.
        assert!((dy[i] - expected[i]).abs() <= 1e-13 * scale, "{name} {path}: {} and {}", dy[i], expected[i]);
    }
}

#[test]
fn files_mean_what_they_mean_in_pyrates() {
    let folder = tools::Folder::new();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/yaml/library");
    std::fs::create_dir_all(folder.0.join("library")).expect("a folder");
    for entry in std::fs::read_dir(&source).expect("the files of this test") {
        let path = entry.expect("a file").path();
        std::fs::copy(&path, folder.0.join("library").join(path.file_name().expect("a name")))
            .expect("a copy");
    }
    let load = |(file, name): &(&str, &str)| {
        let path = source.join(format!("{file}.yaml"));
        Circuit::from_yaml(path, name).unwrap_or_else(|error| panic!("{file} {name}: {error}"))
    };
    let models: Vec<Circuit> = LIBRARY.iter().map(load).collect();
    let dotted = LIBRARY.iter().map(|(file, name)| format!("library.{file}.{name}"));
    let paths: Vec<(String, bool)> =
        dotted.zip(&models).map(|(path, model)| (path, model.system().is_complex())).collect();
    let Some(fields) = in_pyrates(&folder, &paths) else { return };
    for ((path, _), model) in paths.iter().zip(&models) {
        compare(path, model, &fields[path]);
    }
}

circuit! {
    /// Nodes with different values, parallel edges, circuits in circuits.
    pub Written {
        nodes { left: qif::Qif { p.qif.eta: -4.0 }, right: qif::Qif { p.qif.tau: 2.0 }, beside: qif::QifNode }
        edges {
            left.p.qif.r -> right.p.qif.r_in { weight: 2.0 };
            left.p.qif.r -> right.p.qif.r_in { weight: 1.0 };
            right.p.qif.r -> beside.qif.r_in { weight: 0.5, delay: 0.5, spread: 0.2 };
        }
    }
}

#[test]
fn written_files_load_in_pyrates() {
    let folder = tools::Folder::new();
    std::fs::create_dir_all(folder.0.join("written")).expect("a folder");
    let systems = [
        Written::default().system(),
        jansen_rit::JansenRitPair::default().system(),
        qif::QifSfa::default().system(),
        qif::QifDepression::default().system(),
        qif::QifTsodyks::default().system(),
        theta::Theta::default().system(),
        kuramoto::KuramotoPair::default().system(),
        kuramoto::KuramotoMeanFieldPair::default().system(),
        wilson_cowan::WilsonCowanPlastic::default().system(),
        izhikevich::IzhikevichTheta::default().system(),
        oscillators::Burst::default().system(),
    ];
    let (mut paths, mut models) = (Vec::new(), Vec::new());
    for system in systems {
        // `beta` is no name in PyRates; there the writer refuses.
        let Ok(text) = to_yaml(&system, Dialect::PyRates) else {
            assert_eq!(system.name, "Burst");
            continue;
        };
        let name = system.name.clone();
        folder.write(&format!("written/{name}.yaml"), &text);
        let file = folder.0.join(format!("written/{name}.yaml"));
        models
            .push(Circuit::from_yaml(file, &name).unwrap_or_else(|error| panic!("{name}: {error}\n{text}")));
        paths.push((format!("written.{name}.{name}"), system.is_complex()));
    }
    let Some(fields) = in_pyrates(&folder, &paths) else { return };
    for ((path, _), model) in paths.iter().zip(&models) {
        compare(path, model, &fields[path]);
    }
}
