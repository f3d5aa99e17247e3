//! The command as its users run it.

#![allow(unreachable_pub, reason = "a test binary has no outside")]

mod continuation;
mod sweep;

use std::path::PathBuf;
use std::process::{Command, Output};

/// A file under `tests/yaml`.
fn file(name: &str) -> String {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/yaml").join(name).display().to_string()
}

fn library(name: &str) -> String {
    file(&format!("library/{name}.yaml"))
}

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_pyrates")).args(arguments).output().expect("the command runs")
}

/// The standard output of a success.
fn success(arguments: &[&str]) -> String {
    let output = run(arguments);
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{arguments:?}: {error}");
    assert!(error.is_empty(), "{error}");
    String::from_utf8(output.stdout).expect("text")
}

/// The exit code and the error output of a failure.
fn failure(arguments: &[&str]) -> (i32, String) {
    let output = run(arguments);
    let code = output.status.code().expect("no signal");
    assert_ne!(code, 0, "{arguments:?}");
    (code, String::from_utf8(output.stderr).expect("text"))
}

/// The header and the rows of a table.
fn table(csv: &str) -> (Vec<&str>, Vec<Vec<f64>>) {
    let mut lines = csv.lines();
    let header = lines.next().expect("a header").split(',').collect();
    let numbers = |line: &str| line.split(',').map(|x| x.parse().expect("a number")).collect();
    (header, lines.map(numbers).collect())
}

/// A folder of its own for a test.
fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a writable folder");
    folder
}

#[test]
fn models_are_checked() {
    assert_eq!(success(&["check", &library("qif"), "qif"]), "qif is correct: 2 states, 6 parameters\n");
    let (code, error) = failure(&["check", &library("qif"), "qif_sfaa"]);
    assert_eq!(code, 1);
    assert!(error.contains("no template `qif_sfaa`") && error.contains("did you mean `qif_sfa`?"), "{error}");
    // Which circuit is meant must be clear.
    let (code, error) = failure(&["check", &library("jansen_rit")]);
    assert!(code == 1 && error.contains("`column`, `lumped_column`, `two_columns`"), "{error}");
    let (code, error) = failure(&["check", &file("missing.yaml")]);
    assert!(code == 1 && error.contains("P0401"), "{error}");
}

#[test]
fn warnings_are_listed() {
    let parallel = file("messages/L01_parallel_edges.yaml");
    let text = success(&["lint", &parallel]);
    assert!(text.starts_with("warning: [L01]"), "{text}");
    let output = run(&["lint", &parallel, "--deny"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(success(&["lint", &library("oscillators"), "vdp"]), "no warnings\n");
}

#[test]
fn models_are_shown() {
    let text = success(&["show", &library("theta"), "theta"]);
    assert!(text.contains("d/dt"), "{text}");
    let row = |path: &str| {
        let line = text.lines().find(|line| line.trim_start().starts_with(path)).expect(path);
        line.split_whitespace().map(String::from).collect::<Vec<_>>()
    };
    assert_eq!(row("p/theta_op/z")[1], "state");
    assert_eq!(row("edges/")[1], "weight");
    let header: Vec<&str> =
        text.lines().find(|line| line.contains("role")).expect("a header").split_whitespace().collect();
    assert_eq!(header, ["path", "role", "unit", "value", "count"]);
}

#[test]
fn simulations_write_a_table() {
    let qif = library("qif");
    let csv = success(&["simulate", &qif, "qif", "--t-end", "1", "--dt", "0.4", "--rtol", "1e-10"]);
    let (header, rows) = table(&csv);
    assert_eq!(header, ["t", "p/qif_op/r", "p/qif_op/v"]);
    let times: Vec<f64> = rows.iter().map(|row| row[0]).collect();
    assert_eq!(times, [0.0, 0.4, 0.8, 1.0]);
    assert_eq!(rows[0][1..], [0.01, -2.0]);

    // The same model by another method, to its accuracy; the last step is shorter.
    let rk4 = ["simulate", &qif, "qif", "--t-end", "1", "--dt", "0.0003", "--method", "rk4"];
    let csv = success(&rk4);
    let (_, fixed) = table(&csv);
    assert_eq!(fixed.len(), 3335);
    let (end, expected) = (&fixed[fixed.len() - 1], &rows[rows.len() - 1]);
    for (a, b) in end.iter().zip(expected) {
        assert!((a - b).abs() < 1e-9, "{a} and {b}");
    }
    // Numbers read back as they were.
    let first = csv.lines().nth(2).expect("a row").split(',').nth(1).expect("a column");
    assert_eq!(first.parse::<f64>().expect("a number").to_string(), first);
}

/// Names of methods with any capitals, and those of SciPy and PyRates.
#[test]
fn methods_have_several_names() {
    let qif = library("qif");
    let run =
        |method: &str| success(&["simulate", &qif, "qif", "--t-end", "1", "--dt", "0.5", "--method", method]);
    assert_eq!(run("RK45"), run("dopri5"));
    assert_eq!(run("RK23"), run("Bosh3"));
    assert_eq!(run("DOP853"), run("dop853"));
    assert_ne!(run("Tsit5"), run("vern7"));
    assert_ne!(run("Ralston"), run("heun"));
    assert_ne!(run("Rodas5P"), run("auto"));
    assert_ne!(run("Radau9"), run("rodas5p"));
    assert_eq!(run("Auto"), run("tsit5"));
}

#[test]
fn values_and_columns_are_chosen() {
    let folder = folder("chosen");
    let out = folder.join("out.csv").display().to_string();
    let jansen_rit = library("jansen_rit");
    let text = success(&[
        "simulate",
        &jansen_rit,
        "column",
        "--t-end",
        "0.1",
        "--dt",
        "0.05",
        "--set",
        "all/firing/m_max=2.5",
        "--set",
        "edges/all/weight=100",
        "--record",
        "all/firing/m",
        "--record",
        "all/firing/m_max",
        "--csv",
        &out,
    ]);
    assert!(text.is_empty(), "{text}");
    let csv = std::fs::read_to_string(&out).expect("written");
    let (header, rows) = table(&csv);
    assert_eq!(header.len(), 7, "{header:?}");
    assert!(header[1].ends_with("/firing/m") && header[4].ends_with("/firing/m_max"), "{header:?}");
    assert_eq!(rows.len(), 3);
    assert!(rows.iter().all(|row| row[1] < 2.5 && row[4] == 2.5));
}

#[test]
fn complex_states_are_two_columns() {
    let csv = success(&["simulate", &library("theta"), "theta", "--t-end", "0.5", "--dt", "0.5"]);
    assert_eq!(table(&csv).0, ["t", "p/theta_op/z/re", "p/theta_op/z/im"]);
}

#[test]
fn mistakes_offer_the_nearest_word() {
    let qif = library("qif");
    let simulate = |more: &[&str]| failure(&[&["simulate", &qif, "qif", "--t-end", "1"], more].concat());
    let (code, error) = simulate(&["--method", "dopry5"]);
    assert!(code == 2 && error.contains("a similar value exists: 'dopri5'"), "{error}");
    let (code, error) = simulate(&["--set", "p/qif_op/etta=1"]);
    assert!(code == 1 && error.contains("did you mean `p/qif_op/eta`?"), "{error}");
    let (code, error) = simulate(&["--record", "p/qif_op/r_inn"]);
    assert!(code == 1 && error.contains("did you mean `p/qif_op/r_in`?"), "{error}");
    let (code, error) = simulate(&["--set", "p/qif_op/eta"]);
    assert!(code == 2 && error.contains("path=value"), "{error}");
    let (code, error) = simulate(&["--method", "euler"]);
    assert!(code == 1 && error.contains("add `--dt 1e-3`"), "{error}");
    let (code, error) = simulate(&["--method", "euler", "--dt", "0.1", "--rtol", "1e-6"]);
    assert!(code == 1 && error.contains("`--rtol` has no meaning for Euler"), "{error}");
    let (code, error) = simulate(&["--dt", "0.001", "--memory-limit", "10kB"]);
    let advice = "10.0 kB may be used; take samples at a longer `--dt`, or raise `--memory-limit`";
    assert!(code == 1 && error.contains(advice), "{error}");
    let (code, error) = simulate(&["--memory-limit", "4G"]);
    assert!(code == 2 && error.contains("write `500MB`, `4GB`"), "{error}");
    let (code, error) = simulate(&["--max-steps", "2"]);
    assert!(
        code == 1 && error.contains("the limit of 2 steps was reached; raise it with `--max-steps`"),
        "{error}"
    );
    let (code, error) = failure(&["emit", &qif, "qif", "--target", "jula", "--out", "x"]);
    assert!(code == 2 && error.contains("a similar value exists: 'julia'"), "{error}");
    let (code, error) = failure(&["simulat"]);
    assert!(code == 2 && error.contains("simulate"), "{error}");
}

#[test]
fn failed_simulations_write_what_there_is() {
    let folder = folder("failed");
    let (file, out) = (folder.join("growing.yaml"), folder.join("out.csv"));
    let text = "%YAML 1.2\n---\ngrow:\n  base: OperatorTemplate\n  equations: \"x' = x^2\"\n  variables:\n    x: output(1.0)\n";
    std::fs::write(&file, text).expect("a writable folder");
    let (file, out) = (file.display().to_string(), out.display().to_string());
    let (code, error) = failure(&["simulate", &file, "grow", "--t-end", "2", "--csv", &out]);
    assert!(
        code == 1 && error.contains("failed at t = 1.0") && error.contains("the table ends there"),
        "{error}"
    );
    assert!(table(&std::fs::read_to_string(&out).expect("written")).1.len() > 10);
}

#[test]
fn models_are_exported() {
    let folder = folder("exported");
    let out = folder.display().to_string();
    for (target, ending) in [
        ("julia", "jl"),
        ("numpy", "py"),
        ("torch", "py"),
        ("jax", "py"),
        ("tensorflow", "py"),
        ("fortran", "f90"),
        ("matlab", "m"),
        ("auto", "f90"),
    ] {
        let text = success(&["emit", &library("qif"), "qif", "--target", target, "--out", &out]);
        let path = text.lines().next().expect("a file");
        assert!(path.ends_with(ending) && PathBuf::from(path).is_file(), "{text}");
    }
}

#[test]
fn targets_take_their_options() {
    let folder = folder("with_options");
    let out = folder.display().to_string();
    let model = library("qif");
    let emit = |options: &[&'static str]| {
        let start = ["emit", &model, "qif_sfa", "--out", &out, "--target"];
        [&start[..], options].concat().into_iter().map(String::from).collect::<Vec<_>>()
    };
    let run = |options: &[&'static str]| {
        let arguments = emit(options);
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        success(&arguments);
    };
    let written = |name: &str| std::fs::read_to_string(folder.join(name)).expect("a file");
    run(&[
        "auto",
        "--parameter",
        "p/qif_sfa_op/eta",
        "--range",
        "-15:5",
        "--homoclinic-tests",
        "1",
        "--mesh",
        "30",
    ]);
    let hom = written("c.hom");
    assert!(hom.contains("UZSTOP={'eta': [-15.0, 5.0]}") && hom.contains("IPSI=[1]"), "{hom}");
    assert!(hom.contains("NTST=30,"), "{hom}");
    run(&["fortran", "--jacobian", "false", "--form", "units"]);
    assert!(!written("qif_sfa.f90").contains("_jac"));
    run(&["matlab", "--adaptive", "false", "--dt", "0.25"]);
    assert!(written("qif_sfa_euler.m").contains("0.25"), "{}", written("qif_sfa_euler.m"));
    let refused = |options: &[&'static str], code: i32, message: &str| {
        let arguments = emit(options);
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let (found, error) = failure(&arguments);
        assert!(found == code && error.contains(message), "{found}: {error}");
    };
    let message = "`--dt` is no option of the target `fortran`, which has `--jacobian`, `--form`";
    refused(&["fortran", "--dt", "3"], 2, message);
    refused(&["auto", "--t-end", "soon"], 2, "`--t-end` must be a number, not `soon`");
    refused(&["auto", "--t-end", "1", "--t-end", "2"], 2, "`--t-end` is given twice");
    refused(&["modelingtoolkit", "--form", "units"], 2, "which has none");
    refused(
        &["auto", "--range", "3:2"],
        1,
        "the option `range` of the export to Auto-07p must be two finite",
    );
    refused(&["auto", "--parameter", "etaa"], 1, "must be the path or the name of a parameter");
}

#[test]
fn models_are_written_as_one_file() {
    let folder = folder("written");
    let out = folder.join("pair.yaml").display().to_string();
    let (file, name) = (library("jansen_rit"), "two_columns");
    assert_eq!(success(&["to-yaml", &file, name, "-o", &out]), "");
    let text = std::fs::read_to_string(&out).expect("written");
    assert_eq!(success(&["to-yaml", &file, name]), text);
    // The new file needs no other one, and is the same model.
    let values = |file: &str| success(&["simulate", file, name, "--t-end", "0.01", "--dt", "0.01"]);
    let (old, new) = (values(&file), values(&out));
    let ((old_names, old), (new_names, new)) = (table(&old), table(&new));
    assert_eq!(old_names.len(), new_names.len());
    for (column, name) in old_names.iter().enumerate() {
        let there = new_names.iter().position(|other| other == name).expect(name);
        assert!((old[1][column] - new[1][there]).abs() <= 1e-12 * old[1][column].abs(), "{name}");
    }
}

#[test]
fn what_pyrates_does_not_have_is_named() {
    let folder = folder("refused");
    let file = folder.join("steps.yaml").display().to_string();
    let text = "%YAML 1.2\n---\nstep:\n  base: OperatorTemplate\n  equations: \"x' = floor(x) - k\"\n  variables:\n    x: output(1.0)\n    k: 1.0\n";
    std::fs::write(&file, text).expect("a writable folder");
    let (code, error) = failure(&["to-yaml", &file, "step"]);
    assert!(code == 1 && error.contains("`x`: the function `floor`"), "{error}");
    assert!(error.contains("add `--extended`"), "{error}");
    assert!(success(&["to-yaml", &file, "step", "--extended"]).contains("floor(x)"));
    let missing = folder.join("no/such/folder.yaml").display().to_string();
    let (code, error) = failure(&["to-yaml", &library("qif"), "qif", "-o", &missing]);
    assert!(code == 1 && error.contains("cannot write") && error.contains("folder.yaml"), "{error}");
}

#[test]
fn help_has_examples() {
    assert!(success(&["simulate", "--help"]).contains("pyrates simulate cortex.yaml column --t-end 2"));
    assert!(success(&["--help"]).contains("simulate"));
}

/// Noise has methods of its own, equal seeds give equal tables, and a transient can be left out.
#[test]
fn noise_has_seeds_and_can_be_left_out() {
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("noisy.yaml");
    let text = "op:\n  base: OperatorTemplate\n  equations: \"x' = -x + noise(sigma)\"\n  variables: {x: output(1.0), sigma: 0.2}\n\
                n:\n  base: NodeTemplate\n  operators: [op]\nc:\n  base: CircuitTemplate\n  nodes: {p: n}\n";
    std::fs::write(&path, text).expect("a temporary file");
    let path = path.to_str().expect("a path in Unicode");
    let (code, error) = failure(&["simulate", path, "c", "--t-end", "1"]);
    assert!(code == 1 && error.contains("--method euler-maruyama --dt 1e-3"), "{error}");
    let noisy = |seed: &str| {
        let method = ["--method", "euler-maruyama", "--dt", "0.1", "--seed", seed, "--cutoff", "0.5"];
        success(&[&["simulate", path, "c", "--t-end", "1"][..], &method].concat())
    };
    let (_, rows) = table(&noisy("1"));
    assert_eq!((rows.len(), rows[0][0]), (6, 0.5));
    assert_eq!(noisy("1"), noisy("1"));
    assert_ne!(noisy("1"), noisy("2"));
    let quiet = success(&["simulate", path, "c", "--t-end", "1", "--without-noise", "--rtol", "1e-9"]);
    let (_, rows) = table(&quiet);
    assert!((rows[rows.len() - 1][1] - (-1.0_f64).exp()).abs() < 1e-8);
}

/// A run that was saved gives its table again, and one of another run is refused.
#[test]
fn runs_go_on_from_a_checkpoint() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"));
    let (path, saved) = (folder.join("saved.yaml"), folder.join("saved.json"));
    let text = "op:\n  base: OperatorTemplate\n  equations: \"x' = -x\"\n  variables: {x: output(1.0)}\n\
                n:\n  base: NodeTemplate\n  operators: [op]\nc:\n  base: CircuitTemplate\n  nodes: {p: n}\n";
    std::fs::write(&path, text).expect("a temporary file");
    let _ = std::fs::remove_file(&saved);
    let (path, saved) = (path.to_str().expect("Unicode"), saved.to_str().expect("Unicode"));
    let run = ["simulate", path, "c", "--t-end", "1", "--checkpoint", saved];
    let first = success(&run);
    let again = crate::run(&run);
    assert_eq!(String::from_utf8_lossy(&again.stdout), first);
    let note = String::from_utf8_lossy(&again.stderr).into_owned();
    assert!(note.ends_with("a run of c that has reached t = 1, and goes on from there\n"), "{note}");
    let (code, error) = failure(&[&run[..], &["--rtol", "1e-8"]].concat());
    assert!(code == 1 && error.contains("`rtol` was 1e-6, but now it is 1e-8; give the options"), "{error}");
    std::fs::write(saved, "[]").expect("a temporary file");
    let (code, error) = failure(&run);
    assert!(code == 1 && error.contains("to start anew, remove the file"), "{error}");
}

#[test]
fn fixed_steps_tell_how_much_they_matter() {
    let path = library("oscillators");
    let estimate = |method: &[&str]| {
        let output =
            crate::run(&[&["simulate", &path, "vdp", "--t-end", "10", "--estimate-error"], method].concat());
        (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let (is_ok, note) = estimate(&["--method", "euler", "--dt", "0.05"]);
    assert!(is_ok && note.contains("the result depends on the step: choose a shorter one"), "{note}");
    let (is_ok, note) = estimate(&["--method", "dop853", "--dt", "0.05", "--fixed-steps"]);
    assert!(is_ok && note.contains("the estimated error is at most") && !note.contains("depends"), "{note}");
    let (is_ok, note) = estimate(&["--method", "dop853"]);
    assert!(!is_ok && note.contains("`--estimate-error` has no meaning for Dop853"), "{note}");
}
