//! The models that ship with PyRates, written anew as files in `tests/yaml/library`.

use std::collections::HashMap;
use std::path::Path;

use pyrates_ir::yaml::{self, TemplateKind};

use crate::files::{field, folder, read};

const FILES: [&str; 8] =
    ["base", "izhikevich", "jansen_rit", "oscillators", "plasticity", "qif", "theta", "wilson_cowan"];

fn values(file: &str, name: &str) -> HashMap<String, f64> {
    let path = format!("library/{file}.yaml");
    let loaded = yaml::load(Path::new(&path), name, &[], &read);
    let system = loaded.and_then(|loaded| loaded.system());
    field(&system.unwrap_or_else(|report| panic!("{report}")))
}

#[track_caller]
fn assert_values(file: &str, name: &str, wanted: &[(&str, f64)]) {
    let found = values(file, name);
    for (path, value) in wanted {
        let there = found.get(*path).unwrap_or_else(|| panic!("{name} has no {path}: {found:?}"));
        assert!((there - value).abs() < 1e-6 * (1.0 + value.abs()), "{name} {path}: {there}, not {value}");
    }
}

#[test]
fn every_template_can_be_read() {
    for file in FILES {
        let path = format!("library/{file}.yaml");
        let listed =
            yaml::templates(Path::new(&path), &[], &read).unwrap_or_else(|report| panic!("{report}"));
        assert!(!listed.is_empty(), "{file}");
        for (name, _) in listed {
            yaml::load(Path::new(&path), &name, &[], &read).unwrap_or_else(|report| panic!("{report}"));
        }
    }
    assert_eq!(
        std::fs::read_dir(folder().join("library")).map(|entries| entries.count()).ok(),
        Some(FILES.len())
    );
}

#[test]
fn right_hand_sides_are_those_of_pyrates() {
    assert_values("qif", "qif", &[("p/qif_op/r", 0.2783098862), ("p/qif_op/v", -0.8509869604)]);
    assert_values("qif", "qif_sfa", &[("p/qif_sfa_op/v", -0.8509869604), ("p/qif_sfa_op/x", 0.005)]);
    let column = [
        ("pc/driven/x", 77.391399),
        ("pc/inhibition/x", -6.231287),
        ("ein/excitation/x", 7.364248),
        ("iin/excitation/x", 1.841062),
    ];
    assert_values("jansen_rit", "column", &column);
    assert_values(
        "jansen_rit",
        "lumped_column",
        &[("jrc/lumped/X_e", 77.391399), ("jrc/lumped/X_i", 6.231287)],
    );
    assert_values("izhikevich", "ik_plain", &[("p/ik_plain_op/r", 0.0063661977)]);
    assert_values(
        "izhikevich",
        "ik_currents",
        &[("p/ik_currents_op/v", -2.0), ("p/ik_currents_op/u", -0.0008)],
    );
    assert_values("izhikevich", "ik_thresholds", &[("p/ik_thresholds_op/r", 0.0000063661977)]);
    assert_values("oscillators", "vdp", &[("p/vdp_op/x", 1.0), ("p/vdp_op/z", 1.0)]);
    assert_values("oscillators", "stuart_landau", &[("p/sl_op/x", 0.0), ("p/sl_op/z", -1.0)]);
    assert_values("wilson_cowan", "wc", &[("e/rate/r", 0.0), ("i/rate/r", 0.0)]);
}

#[test]
fn edges_with_operators_and_distributed_delays_are_those_of_pyrates() {
    let depression = [
        ("p/qif_op/r", 0.2783098862),
        ("p/qif_op/v", -1.000986960),
        ("edges/p_to_p/depression/x", -0.01),
        ("edges/p_to_p/kernel/stage1", 0.08),
        ("edges/p_to_p/kernel/stage6", 0.0),
    ];
    assert_values("qif", "qif_depression", &depression);
    assert_values(
        "wilson_cowan",
        "wc_stp",
        &[("edges/i_to_e/resources/x", 0.0), ("edges/e_to_i/resources/u", 0.0)],
    );
    assert_values("oscillators", "phases", &[("p1/phase_op/theta", 10.0)]);
    assert_eq!(values("jansen_rit", "two_columns").len(), 48);
}

#[test]
fn complex_models_are_those_of_pyrates() {
    assert_values("theta", "theta", &[("p/theta_op/z/re", -0.08), ("p/theta_op/z/im", 0.56)]);
    assert_values("oscillators", "order", &[("p/order_op/z/re", -1.315), ("p/order_op/z/im", 4.937)]);
}

#[test]
fn a_template_knows_its_kind_and_description() {
    let load = |file: &str, name: &str| {
        yaml::load(Path::new(file), name, &[], &read).unwrap_or_else(|report| panic!("{report}"))
    };
    let operator = load("library/plasticity.yaml", "resources");
    assert_eq!(operator.kind, TemplateKind::Operator);
    assert_eq!(operator.doc, "Depression and facilitation, after Tsodyks and Markram.");
    assert_eq!(load("library/base.yaml", "leaky_squash").kind, TemplateKind::Node);
    assert_eq!(load("library/plasticity.yaml", "depression_edge").kind, TemplateKind::Edge);
    let circuit = load("library/qif.yaml", "qif");
    assert_eq!((circuit.kind, circuit.circuit.name.text.as_str()), (TemplateKind::Circuit, "qif"));
    assert_eq!(
        circuit.system().map(|system| system.doc).ok().as_deref(),
        Some("One population that excites itself.")
    );
}

#[test]
fn operators_on_edges_keep_their_values_and_inputs() {
    let load = |file: &str, name: &str| {
        yaml::load(Path::new(file), name, &[], &read).unwrap_or_else(|report| panic!("{report}")).circuit
    };
    let circuit = load("library/qif.yaml", "qif_depression");
    let edge = &circuit.edges[0];
    assert_eq!(edge.delay.map(|(delay, _)| delay), Some(0.75));
    assert_eq!(edge.spread.map(|(spread, _)| spread), Some(0.3));
    let template = edge.template.as_ref().expect("the edge has a template");
    assert_eq!(template.node.operators[0].name.text, "depression");
    let circuit = load("library/qif.yaml", "qif_resources");
    let template = circuit.edges[0].template.as_ref().expect("the edge has a template");
    let texts: Vec<&str> = template.overrides[0].path.iter().map(|name| name.text.as_str()).collect();
    assert_eq!((texts.join("/"), template.overrides[0].value.re), ("resources/k".to_string(), 0.2));
    let circuit = load("library/oscillators.yaml", "phases");
    let template = circuit.edges[0].template.as_ref().expect("the edge has a template");
    assert_eq!(template.inputs.len(), 2);
}
