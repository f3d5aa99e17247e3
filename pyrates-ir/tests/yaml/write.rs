//! Models as files: what is written is read back as the same model.

use std::collections::HashMap;
use std::path::Path;

use pyrates_ir::definition::{UnitChoice, UnitIndex};
use pyrates_ir::eval;
use pyrates_ir::flatten::flatten;
use pyrates_ir::system::System;
use pyrates_ir::yaml::{self, Dialect};

use crate::files::{Memory, field, folder, load, read, system};

/// The right-hand side by path, at the initial state moved by numbers that depend on the path.
fn moved_field(system: &System) -> HashMap<String, f64> {
    moved(system, &str::to_string)
}

/// The same with other paths.
fn moved(system: &System, rename: &dyn Fn(&str) -> String) -> HashMap<String, f64> {
    let system = system.split();
    let paths: Vec<String> = system.state_paths().iter().map(|path| rename(path)).collect();
    let by_path =
        |path: &String| path.bytes().fold(7u32, |h, b| h.wrapping_mul(31).wrapping_add(u32::from(b)));
    let move_by = |(path, y): (&String, f64)| y + f64::from(by_path(path) % 1000) / 4000.0 - 0.1;
    let start = system.initial_state();
    let y: Vec<f64> = paths.iter().zip(start.iter().copied()).map(move_by).collect();
    let dy = eval::vector_field(&system, 0.3, &y, &system.parameters(), &|i, _| start[i]);
    paths.into_iter().zip(dy).collect()
}

/// Writes a system and reads it back.
#[track_caller]
fn again(system: &System, dialect: Dialect) -> System {
    let text = yaml::to_yaml(system, dialect).unwrap_or_else(|error| panic!("{error}"));
    let files = Memory::new(&[("model.yaml", &text)]);
    let loaded = yaml::load(Path::new("model.yaml"), &system.name, &[], &files);
    let result = loaded.and_then(|loaded| loaded.system());
    result.unwrap_or_else(|report| panic!("{report}\n{text}"))
}

#[track_caller]
fn assert_same(system: &System, dialect: Dialect) {
    let other = again(system, dialect);
    let (mut a, mut b) = (moved_field(system), moved_field(&other));
    let sorted = |paths: Vec<String>| {
        let mut paths = paths;
        paths.sort();
        paths
    };
    assert_eq!(sorted(system.state_paths()), sorted(other.state_paths()));
    for (path, value) in a.drain() {
        let there = b.remove(&path).unwrap_or(f64::NAN);
        assert!(
            (there - value).abs() <= 1e-14 * (1.0 + value.abs()),
            "{} {path}: {there}, not {value}",
            system.name
        );
    }
    let values = |system: &System| -> HashMap<String, f64> {
        system.parameter_paths().into_iter().zip(system.parameters()).collect()
    };
    if dialect == Dialect::Extended {
        assert_eq!(values(system), values(&other), "{}", system.name);
    }
}

#[test]
fn the_library_is_written_and_read_back() {
    for file in ["base", "izhikevich", "jansen_rit", "oscillators", "qif", "theta", "wilson_cowan"] {
        let path = format!("library/{file}.yaml");
        let listed =
            yaml::templates(Path::new(&path), &[], &read).unwrap_or_else(|report| panic!("{report}"));
        for (name, kind) in listed {
            if kind != yaml::TemplateKind::Circuit {
                continue;
            }
            let loaded = yaml::load(Path::new(&path), &name, &[], &read);
            let system =
                loaded.and_then(|loaded| loaded.system()).unwrap_or_else(|report| panic!("{report}"));
            assert_same(&system, Dialect::PyRates);
            assert_same(&system, Dialect::Extended);
        }
    }
}

#[test]
fn a_file_looks_as_people_write_it() {
    let loaded = yaml::load(Path::new("library/jansen_rit.yaml"), "two_columns", &[], &read);
    let system = loaded.and_then(|loaded| loaded.system()).unwrap_or_else(|report| panic!("{report}"));
    let text = yaml::to_yaml(&system, Dialect::PyRates).unwrap_or_else(|error| panic!("{error}"));
    let path = folder().join("written/two_columns.yaml");
    if std::env::var_os("PYRATES_OVERWRITE").is_some() {
        std::fs::write(&path, &text).expect("the file can be written");
    }
    assert_eq!(std::fs::read_to_string(path).unwrap_or_default(), text);
}

/// Operators, nodes and an edge template for the models below.
const PARTS: &str = r#"
leak: {base: OperatorTemplate, equations: "x' = u - x/tau", variables: {x: output(1.0), u: input(0.0), tau: 2.0}}
drive: {base: OperatorTemplate, equations: ["u = k*s", "s' = -s"], variables: {u: output, s: variable(0.5), k: 3.0}}
relay: {base: OperatorTemplate, equations: ["x' = u - x", "m = tanh(x)"], variables: {m: output, x: variable(1.0), u: input(0.0)}}
late: {base: OperatorTemplate, equations: ["x' = k - past(x, d) - x + u", "w = x - x(t-d)"], variables: {x: output(1.0), w: variable, u: input(0.0), k: 1.0, d: 0.5}}
front: {base: OperatorTemplate, equations: "a' = b - a", variables: {a: output(1.0), b: input(0.0)}}
back: {base: OperatorTemplate, equations: "b = 2*a", variables: {b: output, a: input(0.0)}}
reader: {base: OperatorTemplate, equations: "r' = x - r + past(x, 0.25)", variables: {r: output(0.0), x: input(0.0)}}
turn: {base: OperatorTemplate, equations: "z' = w*z + u", variables: {z: output(1.0+0.5j), w: -0.1+2.0j, u: input(complex)}}
gain: {base: OperatorTemplate, equations: ["q' = pre - q", "o = q*pre*post"], variables: {o: output, q: variable(1.0), pre: input(0.0), post: input(0.0)}}
square: {base: OperatorTemplate, equations: "o = k*i^2", variables: {o: output, i: input(0.0), k: 2.0}}
cell: {base: NodeTemplate, operators: [leak]}
slow: {base: NodeTemplate, operators: {leak: {tau: 8.0, x: -1.0}}}
driven: {base: NodeTemplate, operators: [leak, drive]}
relayed: {base: NodeTemplate, operators: [relay]}
delayed: {base: NodeTemplate, operators: [late]}
ring: {base: NodeTemplate, operators: [front, back]}
past: {base: NodeTemplate, operators: [leak, reader]}
turning: {base: NodeTemplate, operators: [turn]}
turned: {base: NodeTemplate, operators: [other_turn]}
other_turn: {base: turn, variables: {z: output(0.5-0.5j)}}
gain_edge: {base: EdgeTemplate, operators: [gain]}
square_edge: {base: EdgeTemplate, operators: [square]}
inner: {base: CircuitTemplate, nodes: {n: cell, m: slow}, edges: [[n/leak/x, m/leak/u, null, {weight: 0.5}]]}
"#;

fn model(nodes: &str, circuits: &str, edges: &str) -> System {
    let body = format!("nodes: {{{nodes}}}, circuits: {{{circuits}}}, edges: [{edges}]");
    system(&format!("{PARTS}\nModel: {{base: CircuitTemplate, {body}}}\n"), "Model")
}

fn both(system: &System) {
    assert_same(system, Dialect::PyRates);
    assert_same(system, Dialect::Extended);
}

#[test]
fn values_of_nodes_stay_with_their_nodes() {
    both(&model("a: cell, b: slow, c: cell", "", "[a/leak/x, b/leak/u, null, {weight: 2.0}]"));
    both(&model("a: turning, b: turning", "", "[a/turn/z, b/turn/u, null, {weight: 0.5}]"));
}

#[test]
fn complex_values_make_operators_of_their_own() {
    let system = model("a: turning, b: turned", "", "");
    let text = yaml::to_yaml(&system, Dialect::PyRates).unwrap_or_else(|error| panic!("{error}"));
    assert!(text.contains("z: variable(1.0+0.5j)") && text.contains("z: variable(0.5-0.5j)"), "{text}");
    assert_eq!(moved_field(&system).len(), moved_field(&again(&system, Dialect::PyRates)).len());
}

#[test]
fn circuits_and_depths_are_kept() {
    both(&model("", "c1: inner, c2: inner", "[c1/n/leak/x, c2/m/leak/u, null, {weight: 3.0}]"));
    let mixed = model("a: cell", "c1: inner", "[c1/n/leak/x, a/leak/u, null, {weight: 3.0}]");
    assert_same(&mixed, Dialect::Extended);
    // PyRates needs equal depths.
    let deeper = again(&mixed, Dialect::PyRates).state_paths();
    assert!(deeper.contains(&"a/a/leak/x".to_string()), "{deeper:?}");
}

#[test]
fn operators_in_a_ring_become_one_for_pyrates() {
    let system = model("a: ring", "", "");
    assert_same(&system, Dialect::Extended);
    let paths = again(&system, Dialect::PyRates).state_paths();
    assert_eq!(paths.len(), 1);
    assert!(!paths.contains(&"a/front/a".to_string()));
}

#[test]
fn the_past_of_another_operator_joins_the_operators() {
    let system = model("a: past", "", "");
    let sorted = |system: &System| {
        let mut values: Vec<f64> = moved_field(system).into_values().collect();
        values.sort_by(f64::total_cmp);
        values.len()
    };
    for dialect in [Dialect::PyRates, Dialect::Extended] {
        assert_eq!(sorted(&system), sorted(&again(&system, dialect)));
    }
}

#[test]
fn inputs_fed_by_outputs_and_edges_have_an_input_for_each() {
    let edges = "[b/leak/x, a/leak/u, null, {weight: 2.0}], [a/leak/x, b/leak/u, null, {}]";
    let system = model("a: driven, b: cell", "", edges);
    assert_same(&system, Dialect::Extended);
    let text = yaml::to_yaml(&system, Dialect::PyRates).unwrap_or_else(|error| panic!("{error}"));
    assert!(text.contains("d/dt * x = u + u_edges - x/tau"), "{text}");
    let values = |system: &System| {
        let mut values: Vec<u64> = field(system).into_values().map(f64::to_bits).collect();
        values.sort_unstable();
        values
    };
    assert_eq!(values(&system), values(&again(&system, Dialect::PyRates)));
}

#[test]
fn delays_are_written() {
    both(&model("a: cell, b: cell", "", "[a/leak/x, b/leak/u, null, {delay: 0.5}]"));
    both(&model("a: relayed", "", "[a/relay/m, a/relay/u, null, {weight: 2.0, delay: 0.5}]"));
    both(&model("a: relayed", "", "[a/relay/m, a/relay/u, null, {weight: 2.0, delay: 0.75, spread: 0.3}]"));
    both(&model("a: delayed", "", "[a/late/x, a/late/u, null, {weight: 2.0}]"));
    let one = model("a: cell", "", "[a/leak/x, a/leak/u, null, {delay: 1.0}]");
    let text = yaml::to_yaml(&one, Dialect::PyRates).unwrap_or_default();
    assert!(text.contains("delay: 1.0000000000000002"), "{text}");
    assert_same(&one, Dialect::Extended);
    let none = model("a: cell", "", "[a/leak/x, a/leak/u, null, {delay: 0.0}]");
    assert!(!yaml::to_yaml(&none, Dialect::PyRates).unwrap_or_default().contains("delay"));
    assert_same(&none, Dialect::Extended);
}

#[test]
fn operators_on_edges_are_written() {
    let inputs = "gain_edge/gain/pre: source, gain_edge/gain/post: b/relay/x";
    for delay in ["", "delay: 0.5, ", "delay: 0.5, spread: 0.2, "] {
        both(&model(
            "a: relayed, b: relayed",
            "",
            &format!("[a/relay/m, b/relay/u, gain_edge, {{weight: 2.0, {delay}gain/q: 0.3, {inputs}}}]"),
        ));
        both(&model(
            "a: relayed, b: relayed",
            "",
            &format!(
                "[a/relay/x, b/relay/u, square_edge, {{{delay}square/k: 0.3}}], [b/relay/x, b/relay/u, square_edge, {{weight: 2.0}}]"
            ),
        ));
    }
}

#[test]
fn inputs_on_edges_have_other_names_than_what_feeds_them() {
    let parts =
        PARTS.replace("o = k*i^2", "o = k*x^2").replace("i: input(0.0), k: 2.0", "x: input(0.0), k: 2.0");
    let body = "nodes: {a: cell}, edges: [[a/leak/x, a/leak/u, square_edge, {weight: 2.0}]]";
    let system = system(&format!("{parts}\nModel: {{base: CircuitTemplate, {body}}}\n"), "Model");
    both(&system);
    let text = yaml::to_yaml(&system, Dialect::PyRates).unwrap_or_default();
    assert!(text.contains("o = k*x_in^2"), "{text}");
}

#[test]
fn parallel_edges_become_one_for_pyrates() {
    let system = model(
        "a: cell",
        "",
        "[a/leak/x, a/leak/u, null, {weight: 1.0}], [a/leak/x, a/leak/u, null, {weight: 2.0}]",
    );
    both(&system);
    let text = yaml::to_yaml(&system, Dialect::PyRates).unwrap_or_default();
    assert!(text.contains("weight: 3.0") && !text.contains("weight: 1.0"), "{text}");
}

/// A model in which `a` and `b` are populations of three units, with edges between all of them. `letters` are those
/// of the units of source and target, `None` for a connection that stands in the file.
fn populations(edges: &str, letters: (&str, &str)) -> System {
    let text = format!(
        "{PARTS}\nModel: {{base: CircuitTemplate, nodes: {{a: relayed, b: slow}}, edges: [{edges}]}}\n"
    );
    let Ok(loaded) = load(&text, "Model") else { panic!("{text}") };
    let mut circuit = loaded.circuit;
    for node in &mut circuit.nodes {
        node.count = Some(3);
    }
    for edge in &mut circuit.edges {
        let loc = edge.loc;
        let unit =
            |letter: &str| Some(UnitIndex { behind: 1, unit: UnitChoice::Each(letter.to_string()), loc });
        (edge.source.unit, edge.target.unit) = (unit(letters.0), unit(letters.1));
    }
    let mut system = flatten(&circuit).unwrap_or_else(|findings| panic!("{findings:?}"));
    for variable in system.groups.iter_mut().flat_map(|g| &mut g.variables) {
        for (i, value) in variable.values.iter_mut().enumerate() {
            value.re += 0.125 * i as f64;
        }
    }
    system
}

#[test]
fn populations_become_nodes() {
    let attributes = ["{weight: 2.0}", "{weight: 2.0, delay: 0.5}", "{weight: 2.0, delay: 0.5, spread: 0.2}"];
    for (given, letters) in attributes.iter().flat_map(|a| [(a, ("i", "i")), (a, ("i", "j"))]) {
        let edges = format!("[a/relay/m, b/leak/u, null, {given}]");
        let system = populations(&edges, letters);
        for dialect in [Dialect::PyRates, Dialect::Extended] {
            let other = moved(&again(&system, dialect), &|path| path.replace("a_", "a/").replace("b_", "b/"));
            for (path, value) in moved(&system, &str::to_string) {
                // Chains of distributed delays belong to single edges in a file.
                if path.contains("kernel") || given.contains("spread") && path.starts_with('b') {
                    continue;
                }
                let there = other.get(&path).copied().unwrap_or(f64::NAN);
                assert!(
                    (there - value).abs() < 1e-14 * (1.0 + value.abs()),
                    "{given} {path}: {there}, not {value}"
                );
            }
        }
    }
}

#[test]
fn a_single_operator_or_node_becomes_a_circuit() {
    for name in ["leak", "cell", "driven", "late"] {
        let system = system(PARTS, name);
        for dialect in [Dialect::PyRates, Dialect::Extended] {
            assert_eq!(moved_field(&again(&system, dialect)).len(), moved_field(&system).len(), "{name}");
        }
    }
}

/// What PyRates does not have is refused, with its name and place, and can be written for this reader.
#[track_caller]
fn assert_refused(system: &System, construct: &str, variable: &str) {
    let error =
        yaml::to_yaml(system, Dialect::PyRates).err().map(|error| error.to_string()).unwrap_or_default();
    assert!(error.contains(construct) && error.contains(&format!("`{variable}`")), "{error}");
    assert_same(system, Dialect::Extended);
}

#[test]
fn what_pyrates_does_not_have_is_refused() {
    let operator = |equation: &str, variables: &str| {
        let text = format!(
            "op: {{base: OperatorTemplate, equations: [\"{equation}\"], variables: {{x: output(1.0), {variables}}}}}\n\
             n: {{base: NodeTemplate, operators: [op]}}\nModel: {{base: CircuitTemplate, nodes: {{a: n}}}}\n"
        );
        system(&text, "Model")
    };
    assert_refused(&operator("x' = where(x > 1, 1, 2) - x", ""), "a condition", "a/op/x");
    assert_refused(&operator("x' = floor(x)", ""), "the function `floor`", "a/op/x");
    assert_refused(&operator("x' = sin(t) - x", ""), "the time `t`", "a/op/x");
    assert_refused(&operator("x' = past(x, 2*d)", "d: 0.5"), "a delay that is computed", "a/op/x");
    assert_refused(&operator("x' = past(x, x)", ""), "a delay that changes during a run", "a/op/x");
    assert_refused(
        &operator("x' = -beta*x", "beta: 0.5"),
        "PyRates cannot have a variable `beta`",
        "a/op/beta",
    );
    let edge = |edges: &str| model("a: cell, b: turning", "", edges);
    assert_refused(
        &edge("[b/turn/z, b/turn/u, null, {weight: 1.0+2.0j}]"),
        "a complex weight",
        "edges/b_to_b",
    );
    let two = "[a/leak/x, a/leak/u, null, {delay: 0.5}], [a/leak/x, a/leak/u, null, {delay: 0.25}]";
    assert_refused(&edge(two), "an edge with another delay than a parallel one", "edges/a_to_a_2");
    let mixed =
        "[a/leak/x, a/leak/u, null, {delay: 0.5}], [a/leak/x, b/turn/u, null, {delay: 0.5, spread: 0.2}]";
    assert_refused(&edge(mixed), "a delay beside a delay with spread from the same variable", "edges/a_to_a");
    // All reasons at once.
    let several = operator("x' = where(x > 1, 1, 2) - beta*t", "beta: 0.5");
    let problems = yaml::to_yaml(&several, Dialect::PyRates).err().map(|error| error.problems.len());
    assert_eq!(problems, Some(3));
}

#[test]
fn functions_have_their_names_in_pyrates() {
    let text = "Model: {base: OperatorTemplate, equations: [\"x' = asin(x/4) + abs(x) + max(x, 1) + sigmoid(x) - 2*pi\"], \
                variables: {x: output(1.0)}}";
    let written =
        yaml::to_yaml(&system(text, "Model"), Dialect::PyRates).unwrap_or_else(|error| panic!("{error}"));
    assert!(written.contains("arcsin(x/4) + absv(x) + maxi(x, 1) + sigmoid(x) - "), "{written}");
}

#[test]
fn values_that_are_no_numbers_are_refused() {
    let mut broken = system(PARTS, "leak");
    broken.groups[0].variables[2].values[0].re = f64::NAN;
    for dialect in [Dialect::PyRates, Dialect::Extended] {
        let error = yaml::to_yaml(&broken, dialect).err().map(|error| error.to_string());
        assert!(error.is_some_and(|error| error.contains("not finite")));
    }
}

#[test]
fn hostile_names_are_quoted() {
    let text = "\"op-1\": {base: OperatorTemplate, equations: \"x' = -x\", variables: {x: output(1.0)}}\n\
                n: {base: NodeTemplate, operators: [\"op-1\"]}\n\
                Model: {base: CircuitTemplate, description: \"a: \\\"b\\\" # c\", nodes: {\"null\": n, \"1\": n, \"a-b:c\": n, y: n}}\n";
    let system = system(text, "Model");
    let other = again(&system, Dialect::PyRates);
    assert_eq!(other.doc, "a: \"b\" # c");
    assert_eq!(other.state_paths(), ["null/op_1/x", "1/op_1/x", "a-b:c/op_1/x", "y/op_1/x"]);
    assert!(load(text, "Model").is_ok());
}
