//! The memory that runs take, counted, and refused where it is too much.

use pyrates_runtime::prelude::*;
use pyrates_runtime::{Memory, SolveErrorKind};

use crate::models::{Growths, now};

/// The parts of a run whose sizes are known, number by number.
#[test]
fn parts_are_counted() {
    let n = 300_u64;
    let model = Growths::default();
    let run = || model.simulate(0.0..1.0);
    let euler = run().method(Euler).dt(0.1).interval(0.5).memory().unwrap();
    assert_eq!(euler.samples, 3 * (1 + n) * 8);
    assert_eq!(euler.matrices, 3 * 8 * n * n);
    assert_eq!((euler.delays, euler.jacobian, euler.is_complete), (0, 0, true));
    let stiff = run().method(Rodas5P).interval(0.5).memory().unwrap();
    assert_eq!(stiff.jacobian, 2 * 8 * n * n);
    // One real matrix and two complex ones.
    let stiff = run().method(Radau9).interval(0.5).memory().unwrap();
    assert_eq!(stiff.jacobian, 6 * 8 * n * n);
    let every_step = run().memory().unwrap();
    assert!(!every_step.is_complete && every_step.samples == 0);
    let recorded = run().interval(0.5).record("cells/all/rate/s").memory().unwrap();
    assert_eq!(recorded.samples, 3 * (1 + 2 * n) * 8);
}

#[test]
fn what_does_not_fit_is_refused() {
    let model = Growths::default();
    let run = || model.simulate(0.0..1e6).method(Euler).dt(0.1).interval(0.1);
    let error = run().memory_limit(1_000_000_000).run().unwrap_err();
    let SolveErrorKind::Memory { needed, limit } = &error.kind else { panic!("{error}") };
    assert!((needed.total(), *limit) > (24_000_000_000, 0) && *limit == 1_000_000_000);
    let message = error.to_string();
    assert!(
        message.contains("needs at least 24.1 GB, mostly for its samples, and 1.0 GB may be used"),
        "{message}"
    );
    assert!(message.contains("longer `interval`"), "{message}");
    // Before anything is copied.
    assert!(matches!(
        model.simulate(0.0..1.0).memory_limit(1000).run().unwrap_err().kind,
        SolveErrorKind::Memory { .. }
    ));
    assert!(model.simulate(0.0..1.0).memory_limit(10_000_000).run().is_ok());
}

/// Samples of a thousand states, half a billion times.
#[cfg(target_os = "linux")]
#[test]
fn what_the_machine_does_not_have_is_refused() {
    let model = now(500, 500);
    let error =
        model.simulate(0.0..1e9).without_noise().method(Euler).dt(2.0).interval(2.0).run().unwrap_err();
    assert!(error.to_string().contains("needs at least 4.0 TB, mostly for its samples"), "{error}");
}

#[test]
fn memory_is_printed_as_a_table() {
    let model = Growths::default();
    let memory: Memory = model.simulate(0.0..1.0).method(Euler).dt(0.1).interval(0.5).memory().unwrap();
    let text = memory.to_string();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[2], "matrices       2.2 MB");
    assert_eq!(lines[5], "Jacobian      0 bytes");
    assert!(lines.len() == 7 && lines[6].starts_with("together       2."), "{text}");
}
