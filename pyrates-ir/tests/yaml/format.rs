//! The forms of templates that PyRates knows, each with the meaning it has there.

use std::path::{Path, PathBuf};

use pyrates_ir::definition::{Circuit, Declared, InputSource};
use pyrates_ir::display;
use pyrates_ir::finding::Code;
use pyrates_ir::system::Symbol;
use pyrates_ir::yaml;

use crate::files::{Memory, field, load, report, system};

const LEAK: &str = r#"
leak:
  base: OperatorTemplate
  equations: "x' = u - x/tau"
  variables: {x: output(1.0), u: input(0.0), tau: 2.0}
cell: {base: NodeTemplate, operators: [leak]}
"#;

/// The equations of the template `Model`.
fn equations(text: &str) -> Vec<String> {
    let system = system(text, "Model");
    let group = &system.groups[0];
    let name = |v: usize| group.variables[v].path.join("/");
    let leaf = |symbol: &Symbol| match symbol {
        Symbol::Variable(v) => name(*v),
        Symbol::Time => "t".to_string(),
        Symbol::Delay => "delay".to_string(),
        Symbol::Noise(source) => format!("noise{source}"),
    };
    let equations = group.equations.iter();
    equations.map(|e| format!("{} = {}", name(e.variable), display::text(&e.value, &leaf))).collect()
}

fn operator(equations: &str) -> String {
    format!(
        "base:\n  base: OperatorTemplate\n  equations: [\"d/dt * x = k*x + in1\", \"m = k + x\"]\n  \
         variables: {{x: output(1.0), m: variable, k: 2.0, in1: input(0.5)}}\n\
         Model:\n  base: base\n  {equations}\n"
    )
}

#[test]
fn equations_are_strings_or_lists() {
    assert_eq!(equations(&operator("equations: \"d/dt * x = -x\"")), ["x = -x"]);
    assert_eq!(equations(&operator("equations: [\"x' = -x\", \"m = 2*x\"]")), ["m = 2*x", "x = -x"]);
    assert_eq!(equations(&operator("description: unchanged")), ["m = k + x", "x = k*x + in1"]);
    assert_eq!(equations(&operator("equations:")), ["m = k + x", "x = k*x + in1"]);
}

#[test]
fn equations_are_edited_in_the_order_of_pyrates() {
    let edited =
        |edits: &str| equations(&operator(&format!("equations: {{{edits}}}\n  variables: {{q: 1.0}}")));
    assert_eq!(edited("replace: {k: (k + q)}"), ["m = k + q + x", "x = (k + q)*x + in1"]);
    assert_eq!(edited("replace: {k: 3}"), ["m = 3 + x", "x = 3*x + in1"]);
    assert_eq!(edited("remove: \"+ in1\""), ["m = k + x", "x = k*x"]);
    assert_eq!(edited("remove: [k*, \"+ in1\"]"), ["m = k + x", "x = k*x"]);
    assert_eq!(edited("append: \"- q\""), ["m = k + x - q", "x = k*x + in1 - q"]);
    assert_eq!(edited("add: [\"d/dt * q = -q\"]"), ["m = k + x", "x = k*x + in1", "q = -q"]);
    // What is added is not edited; what is replaced first can be removed.
    let all = "add: [\"d/dt * q = k\"], append: \"+ 1\", remove: q, replace: {k: q}";
    assert!(report(&operator(&format!("equations: {{{all}}}")), "Model").contains("[P0101]"));
    // The text is edited, not the expression: the last term alone is multiplied.
    assert_eq!(edited("append: \"*q\""), ["m = k + x*q", "x = k*x + in1*q"]);
}

#[test]
fn text_goes_before_equations_too() {
    let text = "base: {base: OperatorTemplate, equations: \"* x = -x\", variables: {x: output(1.0)}}\n\
                Model: {base: base, equations: {prepend: d/dt}}\n";
    assert_eq!(equations(text), ["x = -x"]);
}

#[test]
fn variables_merge_and_unused_ones_vanish() {
    let text = operator("equations: {replace: {k: q}}\n  variables: {q: 3.0, x: output(4.0)}");
    let system = system(&text, "Model");
    let names: Vec<String> = system.groups[0].variables.iter().map(|v| v.path.join("/")).collect();
    assert_eq!(names, ["x", "m", "in1", "q"]);
    assert_eq!(system.initial_state(), [4.0]);
    assert_eq!(system.parameters(), [0.5, 3.0]);
}

#[test]
fn declarations_have_all_forms_of_pyrates() {
    let text = r#"
Model:
  base: OperatorTemplate
  equations: ["a' = -a", "b' = -b", "c' = -c", "d' = -d", "e = a", "t2 = t"]
  variables:
    a: output( 0.25 )
    b: variable(-1e-3)
    c: variable(float)
    d: {vtype: state_var, value: 2, dtype: float, shape: [1]}
    e: variable
    t2: variable
    t: variable(0.0)
    f: input(1_000)
    g: 10e-3
    h: '0.37'
    i: 2
    j: 0x10
    k: {vtype: constant, value: [7.5], dtype: float}
    l: -.5
    m: input
    n: {value: 3}
    o: {vtype: input, value: 4.0, shape: "(1,)"}
"#;
    let system = system(text, "Model");
    assert_eq!(system.initial_state(), [0.25, -1e-3, 0.0, 2.0]);
    assert_eq!(system.parameters(), [1000.0, 0.01, 0.37, 2.0, 16.0, 7.5, -0.5, 0.0, 3.0, 4.0]);
}

#[test]
fn complex_values_are_read() {
    let text = r#"
Model:
  base: OperatorTemplate
  equations: ["z' = i*z + w + v + u"]
  variables: {z: output(-0.6-0.8j), i: 0.0+1.0j, w: 1j, v: input(complex), u: {value: 2.0, dtype: complex}}
"#;
    let Ok(loaded) = load(text, "Model") else { panic!("{}", report(text, "Model")) };
    let variables = &loaded.circuit.nodes[0].node.operators[0].operator.variables;
    let values: Vec<(f64, f64)> = variables.iter().map(|v| (v.value.re, v.value.im)).collect();
    assert_eq!(values, [(-0.6, -0.8), (0.0, 1.0), (0.0, 1.0), (0.0, 0.0), (2.0, 0.0)]);
    assert!(variables.iter().all(|v| v.kind == pyrates_ir::system::Kind::Complex));
}

#[test]
fn operators_are_listed_in_three_forms() {
    for operators in ["leak", "[leak]", "{leak: {tau: 4.0}}", "{leak: {variables: {tau: 4.0}}}", "{leak: }"] {
        let text = format!("{LEAK}Model: {{base: NodeTemplate, operators: {operators}}}\n");
        let tau = if operators.contains('4') { 4.0 } else { 2.0 };
        assert_eq!(system(&text, "Model").parameters(), [0.0, tau], "{operators}");
    }
    // Those of a derived node replace those of its base.
    let text = format!(
        "{LEAK}other: {{base: leak, equations: \"x' = -x\"}}\nModel: {{base: cell, operators: [other]}}\n"
    );
    assert_eq!(system(&text, "Model").state_paths(), ["other/x"]);
    let text = format!("{LEAK}Model: {{base: cell}}\n");
    assert_eq!(system(&text, "Model").state_paths(), ["leak/x"]);
}

#[test]
fn values_of_one_node_do_not_spread() {
    let text = format!(
        "{LEAK}slow: {{base: NodeTemplate, operators: {{leak: {{tau: 8.0, x: 3.0}}}}}}\n\
         Model: {{base: CircuitTemplate, nodes: {{a: cell, b: slow, c: cell}}}}\n"
    );
    let system = system(&text, "Model");
    assert_eq!(system.initial_state(), [1.0, 3.0, 1.0]);
    assert_eq!(field(&system)["b/leak/x"], -3.0 / 8.0);
    assert_eq!(field(&system)["c/leak/x"], -0.5);
}

#[test]
fn derived_circuits_merge_nodes_and_add_edges() {
    let text = format!(
        "{LEAK}slow: {{base: NodeTemplate, operators: {{leak: {{tau: 8.0}}}}}}\n\
         first:\n  base: CircuitTemplate\n  nodes: {{a: cell, b: cell}}\n  \
         edges: [[a/leak/x, b/leak/u, null, {{weight: 2.0}}]]\n\
         Model:\n  base: first\n  nodes: {{b: slow, c: cell}}\n  \
         edges: [[b/leak/x, c/leak/u, null, {{weight: 3.0}}]]\n"
    );
    let system = system(&text, "Model");
    let field = field(&system);
    assert_eq!(field["a/leak/x"], -0.5);
    assert_eq!(field["b/leak/x"], 2.0 - 1.0 / 8.0);
    assert_eq!(field["c/leak/x"], 3.0 - 0.5);
}

#[test]
fn edges_are_lists_or_maps_with_parts_left_out() {
    let edges = |edge: &str| {
        let text =
            format!("{LEAK}Model: {{base: CircuitTemplate, nodes: {{a: cell, b: cell}}, edges: [{edge}]}}\n");
        field(&system(&text, "Model"))["b/leak/x"]
    };
    assert_eq!(edges("[a/leak/x, b/leak/u]"), 0.5);
    assert_eq!(edges("[a/leak/x, b/leak/u, null]"), 0.5);
    assert_eq!(edges("[a/leak/x, b/leak/u, null, null]"), 0.5);
    assert_eq!(edges("[a/leak/x, b/leak/u, ~, {weight: '2.5'}]"), 2.0);
    assert_eq!(
        edges("{source: a/leak/x, target: b/leak/u, template: null, variables: {weight: 2, delay: 0}}"),
        1.5
    );
    assert_eq!(edges("{source: a/leak/x, target: b/leak/u}"), 0.5);
    assert_eq!(edges(""), -0.5);
}

#[test]
fn parallel_edges_add_up() {
    let text = format!(
        "{LEAK}Model:\n  base: CircuitTemplate\n  nodes: {{a: cell}}\n  edges:\n  \
         - [a/leak/x, a/leak/u, null, {{weight: 1.0}}]\n  - [a/leak/x, a/leak/u, null, {{weight: 2.0}}]\n"
    );
    assert_eq!(field(&system(&text, "Model"))["a/leak/x"], 2.5);
}

#[test]
fn a_template_without_operators_is_none() {
    let text = format!(
        "{LEAK}none: {{base: EdgeTemplate, operators: []}}\n\
         Model: {{base: CircuitTemplate, nodes: {{a: cell}}, edges: [[a/leak/x, a/leak/u, none, {{weight: 1.0}}]]}}\n"
    );
    let circuit = load(&text, "Model").map(|loaded| loaded.circuit);
    assert!(circuit.is_ok_and(|circuit| circuit.edges[0].template.is_none()));
}

#[test]
fn values_of_edge_operators_have_two_or_three_parts() {
    let text = format!(
        "{LEAK}gain: {{base: OperatorTemplate, equations: \"o = k*i1*i2\", \
         variables: {{o: output, i1: input, i2: input, k: 2.0}}}}\n\
         gain_edge: {{base: EdgeTemplate, operators: [gain]}}\n\
         Model:\n  base: CircuitTemplate\n  nodes: {{a: cell, b: cell}}\n  edges:\n  \
         - [a/leak/x, b/leak/u, gain_edge, {{gain/k: 3.0, gain_edge/gain/i1: source, gain_edge/gain/i2: b/leak/x}}]\n"
    );
    let Ok(loaded) = load(&text, "Model") else { panic!("{}", report(&text, "Model")) };
    let Some(template) = &loaded.circuit.edges[0].template else { panic!("no template") };
    assert_eq!(template.overrides[0].value.re, 3.0);
    let text = |from: &InputSource| match from {
        InputSource::Variable(end) => end.text(),
        InputSource::Source(_) => "source".to_string(),
    };
    let inputs: Vec<String> = template.inputs.iter().map(|input| text(&input.from)).collect();
    assert_eq!(inputs, ["source", "b.leak.x"]);
}

#[test]
fn edges_make_inputs_of_constants_in_their_target_only() {
    let text = format!(
        "{LEAK}Model: {{base: CircuitTemplate, nodes: {{a: cell, b: cell}}, \
         edges: [[a/leak/x, b/leak/tau, null, {{weight: 4.0}}]]}}\n"
    );
    let Ok(loaded) = load(&text, "Model") else { panic!("{}", report(&text, "Model")) };
    let declared = |circuit: &Circuit, n: usize| {
        circuit.nodes[n].node.operators[0].operator.declaration("tau").map(|v| v.declared)
    };
    assert_eq!(declared(&loaded.circuit, 0), Some(Declared::Parameter));
    assert_eq!(declared(&loaded.circuit, 1), Some(Declared::Input));
    assert_eq!(loaded.lints.iter().map(|lint| lint.code).collect::<Vec<_>>(), [Code::EdgeIntoConstant]);
    assert_eq!(field(&system(&text, "Model"))["b/leak/x"], -0.25);
}

#[test]
fn nodes_and_circuits_stand_side_by_side_at_any_depth() {
    let text = format!(
        "{LEAK}inner: {{base: CircuitTemplate, nodes: {{n: cell}}, edges: [[n/leak/x, n/leak/u, null, {{}}]]}}\n\
         middle: {{base: CircuitTemplate, circuits: {{i: inner}}}}\n\
         Model:\n  base: CircuitTemplate\n  nodes: {{a: cell}}\n  circuits: {{m: middle, i: inner}}\n  edges:\n  \
         - [m/i/n/leak/x, a/leak/u, null, {{weight: 2.0}}]\n  - [a/leak/x, i/n/leak/u, null, {{weight: 3.0}}]\n"
    );
    let field = field(&system(&text, "Model"));
    assert_eq!((field["a/leak/x"], field["m/i/n/leak/x"], field["i/n/leak/x"]), (1.5, 0.5, 3.5));
}

#[test]
fn anchors_aliases_and_merges_work() {
    let text = format!(
        "shared: &vars {{tau: 4.0, x: output(2.0)}}\n{LEAK}\
         other:\n  base: OperatorTemplate\n  equations: &eq \"x' = u - x/tau\"\n  \
         variables:\n    <<: *vars\n    u: input(1.0)\n    tau: 5.0\n\
         third: {{base: OperatorTemplate, equations: *eq, variables: {{<<: [*vars, {{u: 3.0, tau: 9.0}}]}}}}\n\
         Model: {{base: NodeTemplate, operators: [other, third]}}\n"
    );
    let system = system(&text, "Model");
    assert_eq!(system.initial_state(), [2.0, 2.0]);
    let paths = system.parameter_paths();
    let value = |path: &str| paths.iter().position(|p| p == path).map(|at| system.parameters()[at]);
    assert_eq!((value("other/tau"), value("third/tau"), value("third/u")), (Some(5.0), Some(4.0), Some(3.0)));
}

fn loads(
    files: &[(&str, &str)],
    main: &str,
    name: &str,
    search: &[&str],
) -> Result<yaml::Loaded, yaml::Report> {
    let search: Vec<PathBuf> = search.iter().map(PathBuf::from).collect();
    yaml::load(Path::new(main), name, &search, &Memory::new(files))
}

#[test]
fn templates_are_found_around_the_file_and_in_the_folders_to_search() {
    let model = |base: &str| format!("Model: {{base: NodeTemplate, operators: [{base}]}}\n");
    for (at, base) in [
        ("here/lib.yaml", "lib/leak"),
        ("here/lib.yml", "lib.leak"),
        ("here/sub/lib.yaml", "sub/lib/leak"),
        ("here/sub/lib.yaml", "sub.lib.leak"),
        ("here/lib.yaml", "lib.yaml/leak"),
        ("lib.yaml", "lib/leak"),
        ("pkg/models/lib.yaml", "pkg.models.lib.leak"),
        ("here/pkg/models/lib.yaml", "pkg/models/lib/leak"),
        ("far/away/lib.yaml", "lib.leak"),
        ("far/away/model_templates/neural/lib.yaml", "model_templates.neural.lib.leak"),
    ] {
        let text = model(base);
        let result =
            loads(&[("here/model.yaml", &text), (at, LEAK)], "here/model.yaml", "Model", &["far/away"]);
        assert!(
            result.is_ok(),
            "{at} as {base}: {}",
            result.err().map(|r| r.to_string()).unwrap_or_default()
        );
    }
    // The nearest one wins, and names are looked up from where they stand.
    let other = LEAK.replace("tau: 2.0", "tau: 7.0");
    let files =
        [("a/model.yaml", "Model: {base: lib.cell}"), ("a/lib.yaml", other.as_str()), ("lib.yaml", LEAK)];
    let loaded = loads(&files, "a/model.yaml", "Model", &[]).and_then(|loaded| loaded.system());
    assert_eq!(loaded.map(|system| system.parameters()).ok(), Some(vec![0.0, 7.0]));
}

#[test]
fn paths_cannot_leave_the_folders_that_are_searched() {
    for base in
        ["../lib/leak", "/lib/leak", "a/../../lib/leak", "./lib/leak", "C:/lib/leak", "..lib.leak", "lib/"]
    {
        let text = format!("Model: {{base: \"{base}\"}}\n");
        let files = [("a/model.yaml", text.as_str()), ("lib.yaml", LEAK), ("/lib.yaml", LEAK)];
        let report =
            loads(&files, "a/model.yaml", "Model", &[]).err().map(|r| r.to_string()).unwrap_or_default();
        assert!(report.contains("[P0406]"), "{base}: {report}");
    }
}

#[test]
fn the_one_circuit_of_a_file_needs_no_name() {
    let text =
        format!("{LEAK}only: {{base: CircuitTemplate, nodes: {{a: cell}}}}\nbroken: {{base: nowhere}}\n");
    assert_eq!(load(&text, "").map(|loaded| loaded.circuit.name.text).ok().as_deref(), Some("only"));
    assert!(report(LEAK, "").contains("[P0407]"));
    assert!(report(&text, "onyl").contains("did you mean `only`?"));
}

#[test]
fn places_are_exact_in_folded_and_quoted_strings() {
    let text = "Model:\n  base: OperatorTemplate\n  equations:\n    - >-\n      x' = -x\n      + foo\n    - 'm = ''q'\n    \
                - \"n = \\x41 + bar\"\n  variables: {x: output, m: variable, n: variable, A: 1.0}\n";
    let report = match load(text, "Model") {
        Err(report) => report,
        Ok(loaded) => panic!("{} lints", loaded.lints.len()),
    };
    let place = |i: usize| report.sources.position(report.errors[i].loc).map(|p| (p.line, p.column));
    assert_eq!(place(0), Some((7, 12)), "{report}");
    let text = text.replace("    - 'm = ''q'\n", "");
    let shown = self::report(&text, "Model");
    assert!(shown.contains("model.yaml:6:9"), "{shown}");
    assert!(shown.contains("model.yaml:7:19"), "{shown}");
}

#[test]
fn warnings_of_one_kind_are_counted() {
    let edges = vec!["[a/leak/x, a/leak/u, null, {delay: 1.0}]"; 30].join(", ");
    let text = format!("{LEAK}Model: {{base: CircuitTemplate, nodes: {{a: cell}}, edges: [{edges}]}}\n");
    let lints = load(&text, "Model").map(|loaded| loaded.lints).unwrap_or_default();
    assert_eq!(lints.iter().filter(|lint| lint.code == Code::DelayOfOne).count(), 10);
    assert!(lints.iter().any(|lint| lint.message == "a delay of exactly 1, and so in 20 more places"));
}

#[test]
fn places_of_letters_beyond_ascii_are_whole() {
    let text = format!(
        "{LEAK}Model:\n  base: CircuitTemplate\n  nodes: {{é: cell}}\n  edges:\n    - [ü/leak/x, é/läak/u, null, {{wéight: 1.0}}]\n    - [é/leak/x, é/leak/ü, null, {{}}]\n"
    );
    let shown = report(&text, "Model");
    for excerpt in
        ["model.yaml:11:8", "model.yaml:11:20", "model.yaml:11:35", "  ^^^^^^\n", "model.yaml:12:25"]
    {
        assert!(shown.contains(excerpt), "{excerpt}\n{shown}");
    }
}

#[test]
fn vectors_have_all_forms_of_pyrates() {
    let model = r#"
op:
  base: OperatorTemplate
  equations: ["x' = matvec(W, x)*k - x + index(b, 1)*c", "m = vsum(x)"]
  variables:
    x: output(0.5, 2)
    m: variable
    k: [1.0, 2.0]
    b: {vtype: constant, dtype: float, value: 3.0, shape: [2]}
    W: {vtype: constant, value: [[1, 2], [3, 4]], dtype: float, shape: [2, 2]}
    c: [0.25]
cell: {base: NodeTemplate, operators: {op: {k: [5.0, 6.0]}}}
Model: {base: CircuitTemplate, nodes: {p: cell}}
"#;
    assert_eq!(
        equations(model),
        [
            "op/m = op/x/0 + op/x/1",
            "op/x/0 = (op/W/0/0*op/x/0 + op/W/0/1*op/x/1)*op/k/0 - op/x/0 + op/b/1*op/c",
            "op/x/1 = (op/W/1/0*op/x/0 + op/W/1/1*op/x/1)*op/k/1 - op/x/1 + op/b/1*op/c",
        ]
    );
    let system = system(model, "Model");
    let value = |path: &str| {
        let at = system.parameter_paths().iter().position(|p| p == path).expect("a parameter");
        system.parameters()[at]
    };
    assert_eq!([value("p/op/k/1"), value("p/op/W/1/0"), value("p/op/b/0")], [6.0, 3.0, 3.0]);
    let written = yaml::to_yaml(&system, yaml::Dialect::PyRates).expect("it can be written");
    assert!(written.contains("x_0: output(0.5)") || written.contains("x_0: variable(0.5)"), "{written}");
}
