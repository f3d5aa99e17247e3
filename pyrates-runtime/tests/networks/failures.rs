//! Runs that end early end their threads, and what threads cannot do is refused.

use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};

use pyrates_runtime::prelude::*;
use pyrates_runtime::sweep::{Design, Measure};
use pyrates_runtime::{Precision, SolveErrorKind};

use crate::models::{Growths, now};

#[test]
fn a_run_that_fails_ends() {
    let mut model = Growths::default();
    model.cells[299].rate.x = 2.0;
    let run = |threads| model.simulate(0.0..5.0).threads(threads).run().unwrap_err();
    let (alone, together) = (run(1), run(2));
    assert_eq!(together.kind, alone.kind);
    assert_eq!(together.partial.values(), alone.partial.values());
    assert!(together.t > 0.1 && together.t < 0.126, "x grows without bound at 1/8, not at {}", together.t);
}

#[test]
fn a_run_that_is_interrupted_ends() {
    let model = now(256, 256);
    let at_once = |_: f64, _: &[f64]| ControlFlow::Break(());
    let solution = model.simulate(0.0..1.0).without_noise().threads(3).observe(at_once).run().unwrap();
    assert_eq!(solution.stats.accepted, 1);
}

#[test]
fn a_run_that_panics_ends() {
    let model = now(256, 256);
    let cry = |_: f64, _: &[f64]| -> ControlFlow<()> { std::panic::panic_any("enough") };
    let run = || model.simulate(0.0..1.0).without_noise().threads(3).observe(cry).run();
    let panic = catch_unwind(AssertUnwindSafe(run)).unwrap_err();
    assert_eq!(panic.downcast_ref(), Some(&"enough"));
}

#[test]
fn what_threads_cannot_do_is_refused() {
    let small = now(255, 256);
    let run = |threads| small.simulate(0.0..0.1).without_noise().threads(threads).run();
    assert!(run(1).is_ok());
    let message = run(2).unwrap_err().to_string();
    assert!(message.contains("without a matrix of 65536 weights or more"), "{message}");
    let message = run(0).unwrap_err().to_string();
    assert!(message.contains("`threads` is 0, but it must be at least 1"), "{message}");
    let design = Design::new().axis("a/0/rate/x", [0.0, 1.0]);
    let sweep = small.simulate(0.0..0.1).without_noise().threads(2).sweep(design);
    let message = sweep.measure([Measure::last("a/0/rate/x")]).unwrap_err().to_string();
    assert!(message.contains("threads"), "{message}");
}

#[test]
fn weights_that_cannot_be_rounded_are_refused() {
    let mut model = now(4, 5);
    let run = |model: &crate::models::Now| {
        model.simulate(0.0..0.1).without_noise().weights(Precision::Single).run().map(|_| ())
    };
    assert!(run(&model).is_ok());
    model.edges.dense.weights.values_mut()[7] = -1e39;
    let path = "edges/dense/weights/1/2".to_string();
    let kind = run(&model).unwrap_err().kind;
    assert_eq!(kind, SolveErrorKind::TooLargeForSingle { path, value: -1e39 });

    let model = now(4, 5);
    let single = || model.simulate(0.0..0.1).without_noise().weights(Precision::Single);
    let driven = single().input("edges/dense/weights/0/0", Input::function(|t| t));
    let message = driven.run().unwrap_err().to_string();
    assert!(message.contains("weights that an input or an event changes"), "{message}");
    let set = single().event(Event::at(0.05).set("edges/dense/weights/0/0", "2"));
    let message = set.run().unwrap_err().to_string();
    assert!(message.contains("weights that an input or an event changes"), "{message}");
}

operator! { pub Decay { equations { d/dt x = -x; } variables { x: output(1.0) } } }

#[test]
fn single_weights_of_a_model_without_matrices_are_refused() {
    let run = Decay::default().simulate(0.0..1.0).weights(Precision::Single).run();
    let message = run.unwrap_err().to_string();
    assert!(
        message.contains("`weights` has no meaning for a model without a matrix of weights"),
        "{message}"
    );
}
