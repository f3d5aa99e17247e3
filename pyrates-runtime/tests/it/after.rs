//! Runs that go on where others ended.

use pyrates_runtime::prelude::*;
use pyrates_runtime::{AfterProblem, SolveErrorKind};

pyrates_runtime::operator! {
    /// Integrate-and-fire neuron whose synapse `s` acts on `z` after a delay.
    Lif {
        equations { d/dt v = (drive - v)/tau; d/dt s = -s/tau_s; d/dt z = -z + s(t - lag); }
        variables { v: output(0.0), s: variable(0.0), z: variable(0.0), drive: 1.5, tau: 1.0, tau_s: 0.5, lag: 0.7 }
    }
}

fn spike() -> Event {
    Event::when("v > 1").set("v", "0").set("s", "s + 1")
}

/// Splits a run at some times and compares its end with that of the whole run.
fn check(method: impl pyrates_runtime::Method, splits: &[f64], tolerance: f64) {
    let model = Lif::default();
    let run = |t0: f64, t1: f64| model.simulate(t0..t1).method(method).rtol(1e-10).event(spike());
    let history = || History::function(|t, y: &mut [f64]| y.fill(0.3 * (1.0 + t.sin())));
    let whole = run(0.0, 8.0).history(history()).run().unwrap();
    let mut part = run(0.0, splits[0]).history(history()).run().unwrap();
    let ends = splits[1..].iter().copied().chain([8.0]);
    let mut n_events = part.events().len();
    for end in ends {
        let t0 = part.last().unwrap().0;
        part = run(t0, end).after(&part).run().unwrap();
        n_events += part.events().len();
    }
    assert_eq!(n_events, whole.events().len());
    for (i, (a, b)) in whole.last().unwrap().1.iter().zip(part.last().unwrap().1).enumerate() {
        assert!((a - b).abs() < tolerance, "state {i}: {a} and {b} for {splits:?}");
    }
}

#[test]
fn runs_in_parts_end_where_one_run_does() {
    // Spikes are at multiples of ln 3 = 1.0986: some splits have one within the last delay, 0.7.
    let period = 3.0_f64.ln();
    for splits in
        [&[3.7][..], &[0.5], &[2.3, 2.4, 2.5], &[period + 0.7], &[2.0 * period, 2.0 * period + 0.3, 5.0]]
    {
        check(Dop853, splits, 1e-8);
        check(Tsit5, splits, 1e-8);
        check(Rodas5P, splits, 1e-7);
        check(Radau9, splits, 1e-7);
    }
}

/// A thousand short runs remember as much as the delay needs: the last ones are no slower, and nothing nests.
#[test]
fn many_runs_in_a_row_are_as_good_as_one() {
    let model = Lif::default();
    let end = |k: usize| 8.0 * k as f64 / 1000.0;
    let run = |t0: f64, t1: f64| model.simulate(t0..t1).method(Dop853).rtol(1e-10).event(spike());
    let mut part = run(0.0, end(1)).run().unwrap();
    for k in 1..1000 {
        part = run(end(k), end(k + 1)).after(&part).run().unwrap();
    }
    let whole = run(0.0, 8.0).run().unwrap();
    for (a, b) in whole.last().unwrap().1.iter().zip(part.last().unwrap().1) {
        assert!((a - b).abs() < 1e-8, "{a} and {b}");
    }
}

#[test]
fn a_changed_model_goes_on() {
    let mut model = Lif::default();
    let first = model.simulate(0.0..2.0).run().unwrap();
    model.drive = 0.0;
    let second = model.simulate(2.0..60.0).after(&first).rtol(1e-10).run().unwrap();
    assert!(second.last().unwrap().1.iter().all(|y| y.abs() < 1e-9));
    // Delayed terms of the second run look into the first.
    let z = second.evaluate("z").unwrap();
    assert_eq!(z[0], *first.column("z").unwrap().last().unwrap());
}

#[test]
fn runs_that_do_not_meet_are_refused() {
    let model = Lif::default();
    let first = model.simulate(0.0..2.0).run().unwrap();
    let sampled = model.simulate(0.0..2.0).interval(0.1).run().unwrap();
    let problem = |run: Result<Solution, pyrates_runtime::SolveError>| match run.unwrap_err().kind {
        SolveErrorKind::After { problem } => problem,
        other => panic!("{other:?}"),
    };
    let gap = model.simulate(3.0..4.0).after(&first).run();
    assert_eq!(problem(gap), AfterProblem::Time { t0: 3.0, end: 2.0 });
    assert_eq!(problem(model.simulate(2.0..4.0).after(&sampled).run()), AfterProblem::NotDense);
    assert_eq!(problem(model.simulate(2.0..4.0).after(&Solution::default()).run()), AfterProblem::Empty);
    let twice = model.simulate(2.0..4.0).after(&first).history(History::Zero).run().unwrap_err();
    assert!(matches!(twice.kind, SolveErrorKind::UnusedOption { option: "history", .. }));
}

/// A solution can be handed to another thread.
#[test]
fn solutions_are_send_and_sync() {
    fn is<T: Send + Sync>() {}
    is::<Solution>();
}
