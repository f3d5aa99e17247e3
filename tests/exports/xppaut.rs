//! Files for XPPAUT, run without its windows: right-hand sides against the interpreter, and runs against the library.
//!
//! XPPAUT writes numbers with 24 bits, so right-hand sides are written as a sign and four parts of 22 bits each. It ends without an
//! error whatever happens; that it has written what was asked for is the sign of success.

use std::fmt::Write;

use pyrates::Circuit;
use pyrates::emit::XppautOptions;
use pyrates::ir::eval;
use pyrates::ir::system::System;
use pyrates::prelude::*;

use crate::common::Random;
use crate::common::models::PredatorPrey;
use crate::happenings::{Fires, Stops, Swaps, Wanders};
use crate::models::{self, Suite};
use crate::tools::{Folder, tool};
use pyrates::models::qif::QifSfa;

/// The time at which right-hand sides are computed.
const TIME: f64 = 0.625;

/// The past. XPPAUT reads it without an error if delays are multiples of its step, which is 0.01 here.
fn past(state: usize, time: f64) -> f64 {
    0.6 + 0.015625 * state as f64 + 0.25 * (time - TIME)
}

/// Runs XPPAUT on a file and returns the rows that it writes.
fn run(folder: &Folder, text: &str) -> Option<Vec<Vec<f64>>> {
    let program = tool("xppaut")?;
    folder.write("model.ode", text);
    let _ = std::fs::remove_file(folder.0.join("out.dat"));
    let printed = folder.run(&program, &["model.ode", "-silent", "-outfile", "out.dat"]);
    let rows =
        std::fs::read_to_string(folder.0.join("out.dat")).unwrap_or_else(|_| panic!("{printed}\n{text}"));
    let number = |word: &str| word.parse().unwrap_or_else(|_| panic!("{word}\n{text}"));
    Some(rows.lines().map(|line| line.split_whitespace().map(number).collect()).collect())
}

/// The file with right-hand sides in parts as its output, at a given state.
fn with_parts(text: &str, y: &[f64]) -> String {
    let (mut out, mut n, mut k) = (String::new(), 0, 0);
    let states: Vec<&str> = text.lines().filter_map(|line| Some(line.split_once("'=")?.0)).collect();
    for line in text.lines() {
        if let Some((name, value)) = line.split_once("'=") {
            writeln!(out, "zq{n}={value}\n{name}'=0").unwrap();
            writeln!(out, "zs{n}=abs(zq{n})/1048576\naux ze{n}=sign(zq{n})\naux za{n}=flr(zs{n})").unwrap();
            writeln!(out, "zt{n}=(zs{n}-flr(zs{n}))*4194304\naux zb{n}=flr(zt{n})").unwrap();
            writeln!(out, "zu{n}=(zt{n}-flr(zt{n}))*4194304\naux zc{n}=flr(zu{n})").unwrap();
            writeln!(out, "aux zd{n}=flr((zu{n}-flr(zu{n}))*4194304)").unwrap();
            n += 1;
        } else if let Some((name, _)) = line.strip_prefix("init ").and_then(|rest| rest.split_once('=')) {
            writeln!(out, "init {name}={:?}", y[k]).unwrap();
            k += 1;
        } else if let Some((name, _)) = line.split_once("(0)=") {
            let state = states.iter().position(|state| *state == name).unwrap();
            let (start, slope) = (past(state, 0.0), past(state, 1.0) - past(state, 0.0));
            writeln!(out, "{name}(0)={start:?}+{slope:?}*t").unwrap();
        } else if let Some(settings) = line.strip_prefix("@ ") {
            let delay = settings.split(", ").find(|setting| setting.starts_with("delay"));
            let delay = delay.map(|delay| format!(", {delay}")).unwrap_or_default();
            writeln!(out, "@ total=0.01, dt=0.01, t0={TIME}, meth=euler, bounds=1e30{delay}").unwrap();
        } else {
            writeln!(out, "{line}").unwrap();
        }
    }
    assert_eq!((n, k), (y.len(), y.len()), "{text}");
    out
}

/// The numbers that the parts stand for.
fn joined(row: &[f64], n: usize) -> Vec<f64> {
    let unit = 4_194_304.0;
    let value = |parts: &[f64]| {
        let part = |sum: f64, part: &f64| (sum + part) / unit;
        parts[0] * parts[1..].iter().rev().fold(0.0, part) * unit * 1_048_576.0
    };
    row[1 + n..].chunks(5).map(value).collect()
}

fn check(suite: &Suite, system: &System, points: usize) -> Option<()> {
    let text = system.emit_xppaut().unwrap_or_else(|e| panic!("{}: {e}", system.name)).text();
    let (p, folder) = (system.parameters(), Folder::new());
    let mut random = Random::new(11);
    for _ in 0..points {
        let y = random.vector(system.initial_state().len(), 0.1, 1.1);
        let rows = run(&folder, &with_parts(&text, &y))?;
        // A delay of zero is none.
        let before = |state: usize, time: f64| if time < TIME { past(state, time) } else { y[state] };
        let expected = eval::vector_field(system, TIME, &y, &p, &before);
        suite.check_values(&system.name, &joined(&rows[0], y.len()), &expected);
    }
    Some(())
}

#[test]
fn right_hand_sides_are_those_of_the_interpreter() {
    let [all, expressions] = models::accepted(&|system| system.emit_xppaut(), &models::is_too_large);
    for (suite, points) in [(all, 2), (expressions, 4)] {
        for system in &suite.systems {
            if check(&suite, system, points).is_none() {
                return;
            }
        }
    }
}

#[test]
fn runs_without_delays_are_those_of_the_library() {
    let system = QifSfa::default().system();
    let options = XppautOptions { t_end: 20.0, dt: 0.1, ..Default::default() };
    let text = system.emit_xppaut_with(&options).unwrap().text();
    if let Some(rows) = run(&Folder::new(), &text) {
        assert_eq!(rows.len(), 201);
        compare(&system, 20.0, &rows[200], 1e-6);
    }
}

/// Steps are of first order with delays; two runs give the second.
#[test]
fn runs_with_delays_converge_to_those_of_the_library() {
    let system = PredatorPrey::default().system();
    let last = |dt: f64| {
        let options = XppautOptions { t_end: 10.0, dt, ..Default::default() };
        let rows = run(&Folder::new(), &system.emit_xppaut_with(&options).unwrap().text())?;
        rows.last().cloned()
    };
    if let (Some(coarse), Some(fine)) = (last(0.001), last(0.0005)) {
        let extrapolated: Vec<f64> = coarse.iter().zip(&fine).map(|(a, b)| 2.0 * b - a).collect();
        compare(&system, 10.0, &fine, 2e-3);
        // Numbers have seven digits, and the error of the extrapolation is of second order.
        compare(&system, 10.0, &extrapolated, 2e-6);
    }
}

/// Events are found by linear interpolation within steps.
#[test]
fn events_set_states_at_their_times() {
    let system = Fires::default().system();
    let options = XppautOptions { t_end: 20.0, dt: 0.001, ..Default::default() };
    if let Some(rows) = run(&Folder::new(), &system.emit_xppaut_with(&options).unwrap().text()) {
        let row = rows.last().unwrap();
        assert!(row[3] > 20.0, "{row:?}");
        compare(&system, 20.0, row, 2e-4);
    }
    let error = Swaps::default().emit_xppaut().unwrap_err().to_string();
    assert!(error.starts_with("XPPAUT cannot express new values that need each other's old ones"), "{error}");
}

#[test]
fn events_end_runs() {
    let text = Stops::default().emit_xppaut().unwrap().text();
    if let Some(rows) = run(&Folder::new(), &text) {
        let last = rows.last().unwrap();
        assert!((last[0] - 2f64.ln()).abs() < 0.02 && last[1] > 0.49, "{last:?}");
    }
}

/// The variances of Euler's method with this step are known; those of so long a run have a standard deviation below 2 %.
#[test]
fn noise_has_its_variance() {
    let dt = 0.05;
    let options = XppautOptions { t_end: 20_000.0, dt, ..Default::default() };
    let text = Wanders::default().emit_xppaut_with(&options).unwrap().text();
    let Some(rows) = run(&Folder::new(), &text) else { return };
    let mean = |f: &dyn Fn(&Vec<f64>) -> f64| {
        let rows = &rows[1000..];
        rows.iter().map(f).sum::<f64>() / rows.len() as f64
    };
    let expected = [0.25 / (2.0 - dt), 1.0 / (4.0 * (1.0 - dt))];
    for (k, variance) in expected.into_iter().enumerate() {
        let found = mean(&|row| row[1 + k] * row[1 + k]);
        assert!((found / variance - 1.0).abs() < 0.08, "state {k}: {found} but should be {variance}");
    }
    let correlation = mean(&|row| row[1] * row[2]) / (expected[0] * expected[1]).sqrt();
    assert!(correlation.abs() < 0.05, "{correlation}");
}

/// Compares time and states in a row with those at the end of a run from the initial state.
fn compare(system: &System, t_end: f64, row: &[f64], tolerance: f64) {
    let model = Circuit::from_system(system.clone()).unwrap();
    let run = model.simulate(0.0..t_end).method(Dop853).rtol(1e-11).atol(1e-13);
    let solution = run.run().unwrap();
    let (t, y) = solution.last().unwrap();
    assert!((row[0] - t).abs() < 1e-5 && row.len() > y.len(), "{row:?}");
    for (a, b) in row[1..].iter().zip(y) {
        assert!((a - b).abs() <= tolerance * b.abs().max(1.0), "{}: {a} but should be {b}", system.name);
    }
}
