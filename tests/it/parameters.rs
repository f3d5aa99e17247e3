use pyrates::model::{Model, VectorField};

use crate::common::links::sparse_pairs;
use crate::common::models::*;

#[test]
fn defaults_are_the_declared_values() {
    let model = PredatorPrey::default();
    assert_eq!((model.predator.lv.alpha, model.prey.lv.alpha), (-1.0, 0.7));
    assert_eq!((model.edges.predator_to_prey.weight, model.edges.prey_to_predator.delay), (-1.3, 0.5));
    assert_eq!(Pyramidal::default().rpo_e.u, 220.0);
    assert_eq!(Mixed::default().cells[3].leak.tau, 4.0);
    assert_eq!(Names::default().r#type, 0.3);
}

#[test]
fn arrays_and_fields_are_the_same_values() {
    let mut model = Mixed::default();
    let p: Vec<f64> = (0..model.n_parameters()).map(|i| i as f64).collect();
    let y: Vec<f64> = (0..model.dim()).map(|i| -(i as f64)).collect();
    model.set_parameters(&p);
    model.set_initial_state(&y);
    assert_eq!((model.parameters(), model.initial_state()), (p, y));
    let system = model.system();
    assert_eq!((system.parameters(), system.initial_state()), (model.parameters(), model.initial_state()));
    let paths = system.parameter_paths();
    let at = |path: &str| paths.iter().position(|p| p == path).map(|i| i as f64);
    assert_eq!(Some(model.cells[3].leak.tau), at("cells/3/leak/tau"));
    assert_eq!(Some(model.hub.leak.r0), at("hub/leak/r0"));
    assert_eq!(Some(model.edges.hub_to_cells_1.weight), at("edges/hub_to_cells_1/weight"));
    assert_eq!(Some(model.edges.cells_1_to_cells_3.delay), at("edges/cells_1_to_cells_3/delay"));
}

#[test]
fn models_survive_json() {
    let mut model = Mixed::default();
    model.cells[2].leak.tau = 7.5;
    model.edges.cells_1_to_cells_3.delay = 0.125;
    let text = serde_json::to_string(&model).expect("a model is plain data");
    let back: Mixed = serde_json::from_str(&text).expect("its own text");
    assert_eq!(back, model);
}

#[test]
fn json_with_mistakes_is_refused() {
    let text = serde_json::to_string(&VanDerPol::default()).expect("a model is plain data");
    assert_eq!(text, r#"{"x":0.0,"z":1.0,"mu":1.0,"inp":0.0}"#);
    for (wrong, message) in [
        (text.replace("mu", "mi"), "unknown field `mi`"),
        (text.replace(r#","mu":1.0"#, ""), "missing field `mu`"),
        (text.replace(r#""mu":1.0"#, r#""mu":1.0,"mu":2.0"#), "duplicate field `mu`"),
    ] {
        let error = serde_json::from_str::<VanDerPol>(&wrong).expect_err(message).to_string();
        assert!(error.contains(message), "{error}");
    }
}

#[test]
fn paths_of_variables_are_typed() {
    let v = Mixed::variables();
    assert_eq!(v.cells[4].leak.r.to_string(), "cells/4/leak/r");
    assert_eq!(v.relay[0].relay.m.as_ref(), "relay/0/relay/m");
    assert_eq!(VanDerPol::variables().x.to_string(), "x");
}

#[test]
fn circuits_in_circuits_are_structs_in_structs() {
    let mut model = Brain::default();
    assert_eq!((model.west.left.pc.pro.v_thr, model.east.left.pc.pro.v_thr), (7e-3, 6e-3));
    // The outer value replaces the one that the inner circuit gives.
    assert_eq!((model.west.right.pc.rpo_e.u, model.east.right.pc.rpo_e.u), (150.0, 180.0));
    assert_eq!(model.west.right.ein.pro.m_max, 4.0);
    assert_eq!((model.mixed.cells[2].leak.tau, model.mixed.hub.leak.tau), (5.0, 2.0));
    assert_eq!(
        (model.west.left.edges.pc_to_ein.weight, model.west.edges.left_pc_to_right_pc.delay),
        (135.0, 0.004)
    );
    assert_eq!((model.edges.bridge.delay, model.edges.west_left_pc_to_east_right_iin.weight), (0.01, 3.0));
    // Circuits of equal structure share a type, so they can be copied.
    model.west.right = model.west.left.clone();
    assert_eq!(model.get("west/right/pc/pro/v_thr"), Ok(7e-3));
    assert_eq!(model.set("all/all/pc/rpo_e/u", 200.0), Ok(4));
    assert_eq!(model.set("east/left/edges/pc_to_ein/weight", 130.0), Ok(1));
    assert_eq!(model.east.left.edges.pc_to_ein.weight, 130.0);
    let text = serde_json::to_string(&model).expect("a model is plain data");
    assert_eq!(serde_json::from_str::<Brain>(&text).expect("its own text"), model);
    assert_eq!(Brain::variables().mixed.relay[1].relay.m.to_string(), "mixed/relay/1/relay/m");
    let structure = model.structure();
    let paths = structure.parameter_paths();
    assert_eq!(paths.len(), paths.iter().collect::<std::collections::HashSet<_>>().len());
}

#[test]
fn nodes_of_all_circuits_form_groups() {
    // Pyramidal cells of all four columns are one group; interneurons differ by what feeds them.
    let groups = Columns::default()
        .structure()
        .groups
        .iter()
        .map(|g| (g.name.clone(), g.n_units()))
        .collect::<Vec<_>>();
    assert_eq!(groups[0], ("pyramidal".to_string(), 2));
}

/// Paths that are found part by part are those that are written out.
fn check_paths<M: Model>(mut model: M) {
    let system = model.structure();
    let (states, parameters) = (system.state_paths(), system.parameter_paths());
    let all: Vec<&String> = states.iter().chain(&parameters).collect();
    let start: Vec<f64> = (0..all.len()).map(|i| i as f64).collect();
    model.set_initial_state(&start[..states.len()]);
    model.set_parameters(&start[states.len()..]);
    for (i, path) in all.iter().enumerate() {
        assert_eq!(model.get(path), Ok(i as f64), "{path}");
    }
    for path in &all {
        let parts: Vec<&str> = path.split('/').collect();
        for wild in 1..1 << parts.len().min(5) {
            let part = |(i, part): (usize, &&str)| if wild >> i & 1 == 1 { "all" } else { *part }.to_string();
            let pattern: Vec<String> = parts.iter().enumerate().map(part).collect();
            let fits = |path: &&&String| {
                let path: Vec<&str> = path.split('/').collect();
                path.len() == pattern.len() && path.iter().zip(&pattern).all(|(a, b)| b == "all" || a == b)
            };
            let expected = all.iter().filter(fits).count();
            assert_eq!(model.set(pattern.join("/"), 0.5), Ok(expected), "{pattern:?}");
        }
    }
    for wrong in ["", "all", "cells", "cells/04/li/r", "cells/+1/li/r", "cells/99/li/r", "edges", "//"] {
        assert_eq!(model.get(wrong).is_ok(), all.iter().any(|path| *path == wrong), "{wrong}");
    }
}

#[test]
fn paths_mean_what_they_say() {
    check_paths(populations());
    check_paths(sparse_pairs());
    check_paths(ComplexCircuit::default());
    check_paths(Mixed::default());
    check_paths(PredatorPrey::default());
    check_paths(pyrates::Circuit::from_system(populations().system()).expect("consistent"));
}
