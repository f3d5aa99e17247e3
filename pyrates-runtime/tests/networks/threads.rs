//! Runs have the same bits for any number of threads.

use std::ops::ControlFlow;
use std::time::Duration;

use pyrates_runtime::prelude::*;
use pyrates_runtime::{Circuit, DelayRule};

use crate::models::{Now, Waves, dense, now, pair};

/// Runs with two to five threads against one of one thread.
fn check<'m, M: Model + 'm>(what: &str, run: impl Fn() -> Simulation<'m, M>) {
    let alone = run().run().unwrap();
    for threads in [2, 3, 5] {
        let together = run().threads(threads).run().unwrap();
        assert_eq!(together.t, alone.t, "{what}, {threads} threads");
        assert_eq!(together.values(), alone.values(), "{what}, {threads} threads");
    }
    let last = alone.values().last().unwrap();
    assert!(last.is_finite() && *last != 0.0, "{what}: {last}");
}

/// Sizes with all remainders of a division by four, and parts of a thread that are empty.
#[test]
fn sizes_of_all_kinds() {
    for (n, m) in
        [(256, 257), (257, 258), (310, 301), (311, 300), (4, 17000), (1, 66000), (66000, 1), (9400, 7)]
    {
        let model = now(n, m);
        check(&format!("{n} x {m}"), || model.simulate(0.0..0.2).without_noise().method(Euler).dt(0.1));
    }
}

#[test]
fn methods_of_all_kinds() {
    let model = now(258, 263);
    let run = || model.simulate(0.0..0.5).without_noise();
    check("Dopri5", run);
    check("Vern7", || run().method(Vern7).interval(0.1));
    check("Heun", || run().method(Heun).dt(0.1));
    check("ode_solvers", || run().method(OdeSolvers::Dop853));
    check("EulerMaruyama", || model.simulate(0.0..0.5).method(EulerMaruyama).dt(0.1).seed(1));
    check("Sra1", || model.simulate(0.0..0.5).method(Sra1).dt(0.1));
    check("estimate", || run().method(Euler).dt(0.1).estimate_error());
}

#[test]
fn delays() {
    let model = pair(258, 263);
    let run = || model.simulate(0.0..0.6).without_noise();
    check("interpolated", run);
    check("a buffer of states", || run().method(Euler).dt(0.05));
    check("fixed steps that are no part of the delay", || run().method(Euler).dt(0.06));
    check("the rule of PyRates", || run().method(Euler).dt(0.05).delay_rule(DelayRule::RingBuffer));
    check("noise", || model.simulate(0.0..0.5).method(EulerMaruyama).dt(0.05));
}

/// Two products, of real and of imaginary parts, with one matrix.
#[test]
fn complex_states() {
    let mut model = Waves::default();
    model.edges.net.weights = dense(257, 257, 1);
    check("complex", || model.simulate(0.0..0.3).method(Rk4).dt(0.1));
}

/// Models that are known only at run time.
#[test]
fn circuits() {
    let compiled = pair(257, 260);
    let circuit = Circuit::from_system(compiled.system()).unwrap();
    let run = || circuit.simulate(0.0..0.5).without_noise().method(Euler).dt(0.05);
    check("circuit", run);
    let expected =
        compiled.simulate(0.0..0.5).without_noise().method(Euler).dt(0.05).threads(2).run().unwrap();
    let found = run().threads(2).run().unwrap();
    let pairs = found.values().iter().zip(expected.values());
    let apart = pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
    assert!(apart < 1e-14, "circuit and compiled model are {apart} apart");
}

/// Matrices whose weights change stay with the thread of the run.
#[test]
fn events_and_inputs() {
    let model = pair(260, 261);
    let run = || model.simulate(0.0..0.5).without_noise().rtol(1e-6);
    check("states", || run().event(Event::at(0.2).set("a/all/rate/x", "0.5")));
    check("weights", || run().event(Event::at(0.2).set("edges/dense/weights/3/4", "2")));
    check("inputs", || run().input("edges/dense/weights/3/4", Input::function(|t| 3.0 * t)));
    check("others", || run().input("a/7/rate/s", Input::function(|t| 3.0 * t)));
}

/// A run that is saved with one number of threads goes on with another.
#[test]
fn checkpoints() {
    let model = now(257, 256);
    let run = || model.simulate(0.0..1.0).without_noise().method(Euler).dt(0.1);
    let file = std::env::temp_dir().join(format!("pyrates-threads-{}.json", std::process::id()));
    let enough =
        |t: f64, _: &[f64]| if t > 0.35 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
    let save = |checkpoint: &Checkpoint| checkpoint.write(&file);
    run().threads(2).observe(enough).checkpoints(Duration::from_secs(60), save).run().unwrap();
    let resumed = run().threads(3).resume(Checkpoint::read(&file).unwrap()).run().unwrap();
    std::fs::remove_file(&file).unwrap();
    assert_eq!(resumed.values(), run().run().unwrap().values());
}

/// Threads sleep between products that are far apart, and wake up again.
#[test]
fn slow_observers() {
    let model: Now = now(256, 256);
    let run = || model.simulate(0.0..0.3).without_noise().method(Euler).dt(0.1);
    let slow = |_: f64, _: &[f64]| {
        std::thread::sleep(Duration::from_millis(20));
        ControlFlow::Continue(())
    };
    let (alone, together) = (run().run().unwrap(), run().threads(2).observe(slow).run().unwrap());
    assert_eq!(together.values(), alone.values());
}
