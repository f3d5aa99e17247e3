//! Samples, columns and files.

use std::fs::File;
use std::io::Read;
use std::path::PathBuf;

use npyz::NpyFile;
use pyrates_runtime::model::Model;
use pyrates_runtime::{Dopri5, Euler, Rk4, SolutionError};

use crate::models::{Oscillator, TestModel, predator_prey};

/// A file in the folder for the test's scratch files.
pub(crate) fn scratch(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name)
}

fn oscillator() -> TestModel<Oscillator> {
    TestModel::new(&[1.0, 0.0], &[])
}

#[test]
fn samples_lie_on_the_grid_and_include_both_ends() {
    let solution = oscillator().simulate(0.0..1.0).interval(0.1).run().unwrap();
    assert_eq!(solution.t, [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0]);
    let solution = oscillator().simulate(0.0..1.0).interval(0.4).run().unwrap();
    assert_eq!(solution.t, [0.0, 0.4, 0.8]);
    let solution = oscillator().simulate(0.0..1.0).interval(5.0).run().unwrap();
    assert_eq!(solution.t, [0.0]);
}

/// Samples on the grid of fixed steps are the states of the steps themselves.
#[test]
fn samples_on_steps_are_not_interpolated() {
    let all = oscillator().simulate(0.0..1.0).method(Euler).dt(0.01).run().unwrap();
    let some = oscillator().simulate(0.0..1.0).method(Euler).dt(0.01).interval(0.1).run().unwrap();
    for (k, (_, y)) in some.rows().enumerate() {
        assert_eq!(y, all.rows().nth(10 * k).unwrap().1);
    }
}

#[test]
fn the_last_fixed_step_is_cut_at_the_end() {
    let solution = oscillator().simulate(0.0..1.0).method(Rk4).dt(0.3).run().unwrap();
    assert_eq!(solution.t, [0.0, 0.3, 0.6, 0.9, 1.0]);
    // RK4 with such steps has an error of some 0.3^5 / 120 per step.
    assert!((solution.last().unwrap().1[0] - 1.0_f64.cos()).abs() < 1e-3);
}

#[test]
fn any_time_can_be_asked_for_if_the_solution_is_dense() {
    let solution = oscillator().simulate(0.0..1.0).rtol(1e-9).run().unwrap();
    assert!((solution.at(0.3).unwrap()[0] - 0.3_f64.cos()).abs() < 1e-8);
    assert_eq!(solution.at(0.0).unwrap(), [1.0, 0.0]);
    assert_eq!(solution.at(1.0).unwrap(), solution.last().unwrap().1);
    for t in [-0.1, 1.1, f64::NAN] {
        assert!(matches!(solution.at(t), Err(SolutionError::OutOfRange { .. })));
    }
    let sampled = oscillator().simulate(0.0..1.0).interval(0.3).run().unwrap();
    assert!(matches!(sampled.at(0.3), Err(SolutionError::NotDense)));
    let dense = oscillator().simulate(0.0..1.0).interval(0.3).dense().run().unwrap();
    assert_eq!(dense.t.len(), 4);
    assert!(dense.at(1.0).is_ok());
}

#[test]
fn columns_are_found_and_renamed() {
    let solution = predator_prey().simulate(0.0..1.0).method(Dopri5).interval(0.5).run().unwrap();
    assert_eq!(solution.labels(), ["predator/lv/x", "prey/lv/x"]);
    assert_eq!(solution.column("prey/lv/x").unwrap(), solution.column("prey").unwrap());
    assert!(matches!(solution.column("x"), Err(SolutionError::AmbiguousColumn { .. })));
    let text = solution.column("preq/lv/x").unwrap_err().to_string();
    assert_eq!(text, "the solution has no variable `preq/lv/x`; did you mean `prey/lv/x`?");
    let swapped = [("predator/lv/x", "prey"), ("prey/lv/x", "predator")];
    assert_eq!(solution.clone().rename(&swapped).unwrap().labels(), ["prey", "predator"]);
    let twice = solution.rename(&[("predator", "x"), ("prey", "x")]);
    assert!(matches!(twice, Err(SolutionError::DuplicateLabel { .. })));
}

#[test]
fn csv_reads_back_exactly() {
    let solution = predator_prey().simulate(0.0..1.0).interval(0.25).run().unwrap();
    let solution = solution.rename(&[("predator", "predator"), ("prey", "a,b")]).unwrap();
    let text = solution.to_csv();
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("t,predator,\"a,b\""));
    for ((t, y), line) in solution.rows().zip(lines) {
        let fields: Vec<f64> = line.split(',').map(|field| field.parse().unwrap()).collect();
        assert_eq!(fields, [t, y[0], y[1]]);
    }
    let path = scratch("solution.csv");
    solution.write_csv(&path).unwrap();
    assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
    let error = solution.write_csv(scratch("no/such/folder.csv")).unwrap_err();
    assert!(error.to_string().contains("folder.csv"), "{error}");
}

#[test]
fn npz_holds_times_states_and_labels() {
    let solution = predator_prey().simulate(0.0..1.0).interval(0.25).run().unwrap();
    let path = scratch("solution.npz");
    solution.write_npz(&path).unwrap();
    let mut archive = zip::ZipArchive::new(File::open(&path).unwrap()).unwrap();
    let mut array = |name: &str| {
        let mut bytes = Vec::new();
        archive.by_name(name).unwrap().read_to_end(&mut bytes).unwrap();
        bytes
    };
    let (t, y, labels) = (array("t.npy"), array("y.npy"), array("labels.npy"));
    let y = NpyFile::new(&y[..]).unwrap();
    assert_eq!(y.shape(), [5, 2]);
    assert_eq!(y.into_vec::<f64>().unwrap(), solution.values());
    assert_eq!(NpyFile::new(&t[..]).unwrap().into_vec::<f64>().unwrap(), solution.t);
    let labels = NpyFile::new(&labels[..]).unwrap().into_vec::<String>().unwrap();
    assert_eq!(labels, solution.labels());
}

#[test]
fn summaries_are_short() {
    let solution = oscillator().simulate(0.0..1.0).method(Euler).dt(0.5).run().unwrap();
    assert_eq!(
        solution.to_string(),
        "3 samples from t = 0 to 1; 2 steps, 0 rejected, 3 evaluations\n  x: from 0.75 to 1\n  v: from -1 to 0"
    );
}

#[test]
fn observers_see_every_step_and_may_end_the_run() {
    use std::ops::ControlFlow;
    let model = predator_prey();
    let mut seen: Vec<(f64, Vec<f64>)> = Vec::new();
    let all = |t: f64, y: &[f64]| {
        seen.push((t, y.to_vec()));
        ControlFlow::Continue(())
    };
    let solution = model.simulate(0.0..5.0).observe(all).run().unwrap();
    let rows: Vec<(f64, Vec<f64>)> = solution.rows().skip(1).map(|(t, y)| (t, y.to_vec())).collect();
    assert_eq!(seen, rows);
    let third = |t: f64, _: &[f64]| if t > 2.0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
    let part = model.simulate(0.0..5.0).observe(third).run().unwrap();
    let (t, y) = part.last().unwrap();
    assert!(t > 2.0 && t < 5.0);
    assert_eq!(y, solution.at(t).unwrap());
    let delay_free = oscillator();
    let error = delay_free
        .simulate(0.0..1.0)
        .method(pyrates_runtime::OdeSolvers::Dopri5)
        .observe(third)
        .run()
        .unwrap_err();
    assert!(error.to_string().contains("`observe`"), "{error}");
}

pyrates_runtime::operator! {
    Ramp { equations { d/dt x = 1; } variables { x: output(0.0) } }
}

/// A cutoff leaves out the samples before it, and moves none of the others.
#[test]
fn a_cutoff_leaves_out_the_transient() {
    use pyrates_runtime::prelude::*;
    let model = Ramp::default();
    let grid = model.simulate(1.0..3.0).interval(0.25).cutoff(1.6).run().unwrap();
    assert_eq!(grid.t, [1.75, 2.0, 2.25, 2.5, 2.75, 3.0]);
    assert!(grid.column("x").unwrap().iter().zip(&grid.t).all(|(x, t)| (x - (t - 1.0)).abs() < 1e-12));
    let on_grid = model.simulate(1.0..3.0).interval(0.1).cutoff(2.3).run().unwrap();
    assert_eq!((on_grid.t.len(), on_grid.t[0]), (8, 2.3));
    let steps = model.simulate(0.0..1.0).method(Rk4).dt(0.25).cutoff(0.5).run().unwrap();
    assert_eq!(steps.t, [0.5, 0.75, 1.0]);
    let whole = model.simulate(0.0..1.0).method(Rk4).dt(0.25).cutoff(0.0).run().unwrap();
    assert_eq!(whole.t.len(), 5);
    let text = model.simulate(0.0..1.0).cutoff(1.5).run().unwrap_err().to_string();
    assert!(text.contains("cutoff") && text.contains("within the interval"), "{text}");
}
