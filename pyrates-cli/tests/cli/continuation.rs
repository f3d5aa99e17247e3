//! `pyrates continue`.

use crate::{failure, folder, library, success};

/// Whether Auto-07p and its compiler are there; as in the tests of exported code, a missing one may be required.
fn has_auto() -> bool {
    let found = pyrates_runtime::continuation::Auto07p::find();
    let required = std::env::var("PYRATES_REQUIRE_TOOLS").is_ok_and(|value| value == "1");
    match found {
        Ok(_) => true,
        Err(error) if required => panic!("{error}"),
        Err(error) => {
            println!("skipped: {error}");
            false
        }
    }
}

#[test]
fn models_are_continued() {
    if !has_auto() {
        return;
    }
    let out = folder("continued");
    let out_name = out.display().to_string();
    let model = library("qif");
    let common = ["continue", &model, "qif_sfa", "--parameter", "eta", "--range", "-12:2"];
    let found = success(&[&common[..], &["--after", "100", "--state", "r", "--out", &out_name]].concat());
    assert!(found.starts_with("equilibria over eta: "), "{found}");
    let csv = std::fs::read_to_string(out.join("equilibria.csv")).expect("a table");
    assert!(csv.starts_with("label,type,stable,unstable,"), "{csv}");
    assert!(out.join("diagram.svg").is_file());
    let (_, error) = failure(&[&common[..], &["--cycles", "9"]].concat());
    assert!(error.contains("the branch has no Hopf point 9"), "{error}");
    let (_, error) = failure(&["continue", &model, "qif_sfa", "--parameter", "etaa", "--range", "-12:2"]);
    assert!(error.contains("did you mean"), "{error}");
}

/// A saddle with a homoclinic orbit for `mu = nu^2` (Sandstede, J. Dyn. Diff. Eqs. 9 (1997) 269).
const SANDSTEDE: &str = "\
op:
  base: OperatorTemplate
  equations:
    - 'm = mu - nu^2'
    - 'x'' = a*x + y - a*x^2 + m*x*(2 - 3*x)'
    - 'y'' = x + a*y - 3*x^2/2 - 3*a*x*y/2 - 2*m*y'
  variables: {x: output(0.65), y: variable(0.07), m: variable, mu: 0.1, nu: 0.0, a: -0.3}
node: {base: NodeTemplate, operators: [op]}
saddle: {base: CircuitTemplate, nodes: {p: node}, edges: []}
";

#[test]
fn homoclinic_orbits_are_followed() {
    if !has_auto() {
        return;
    }
    let out = folder("homoclinic");
    let model = out.join("saddle.yaml");
    std::fs::write(&model, SANDSTEDE).expect("a writable folder");
    let (model, out_name) = (model.display().to_string(), out.display().to_string());
    let common = ["continue", &model, "--parameter", "mu", "--range", "-0.1:0.2", "--second", "nu"];
    let more = ["--second-range", "-0.3:0.3", "--homoclinic", "1", "--out", &out_name];
    let found = success(&[&common[..], &more, &["--max-period", "40"]].concat());
    assert!(found.contains("homoclinic orbits over mu and nu: "), "{found}");
    let csv = std::fs::read_to_string(out.join("homoclinic_HB1.csv")).expect("a table");
    let values =
        |line: &str| -> Vec<f64> { line.split(',').skip(4).filter_map(|x| x.parse().ok()).collect() };
    let rows: Vec<Vec<f64>> = csv.lines().skip(1).map(values).collect();
    assert!(rows.len() > 10 && rows.iter().all(|row| (row[0] - row[1] * row[1]).abs() < 1e-6), "{csv}");
    let (_, error) = failure(&[&common[..], &more, &["--max-period", "7"]].concat());
    assert!(error.contains("follow the cycles to longer periods"), "{error}");
}
