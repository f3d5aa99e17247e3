//! Networks with a delay for each pair of units: edges share look-ups, and nobody can tell by the results.

use std::cell::RefCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use pyrates::Method;
use pyrates::matrix::{Source, Target};
use pyrates::prelude::*;

use crate::common::Random;

operator! {
    Rate {
        equations { d/dt x = (k - 1)*x + x_in; r = tanh(gain*x); }
        variables { r: output, x: variable(0.0), gain: 1.0, k: 0.0, x_in: input(0.0) }
    }
}
node! { Cell { unit: Rate } }
circuit! {
    Net {
        nodes { cells: [Cell; 20] }
        edges { net: cells[j].unit.r -> cells[i].unit.x_in { weight: dense(0.0), delay: dense(1.0) }; }
    }
}

const N: usize = 20;

fn net(delays: &[f64]) -> Net {
    let (mut net, mut random) = (Net::default(), Random::new(3));
    for (i, j) in (0..N).flat_map(|i| (0..N).map(move |j| (i, j))) {
        net.edges.net.weights[(Target(i), Source(j))] = random.uniform(-0.5, 0.5);
        net.edges.net.delays[(Target(i), Source(j))] = delays[(i + j) % delays.len()];
    }
    for cell in &mut net.cells {
        (cell.unit.x, cell.unit.gain) = (random.uniform(-1.0, 1.0), random.uniform(0.8, 1.2));
    }
    net
}

fn all_different() -> Vec<f64> {
    (0..N).map(|k| 0.3 + 0.1 * k as f64).collect()
}

/// What is asked of the past before the start: three times in an evaluation, not one for each edge.
#[test]
fn evaluations_look_at_each_delay_once() {
    let model = net(&[0.5, 0.8, 1.3]);
    let calls = Arc::new(AtomicUsize::new(0));
    let counter = calls.clone();
    let history = History::function(move |t, y| {
        counter.fetch_add(1, Ordering::Relaxed);
        y.fill(t);
    });
    let solution = model.simulate(0.0..0.4).history(history).method(Dopri5).run().unwrap();
    let calls = calls.load(Ordering::Relaxed);
    assert!(calls > 0 && calls <= 3 * solution.stats.evaluations, "{calls} in {:?}", solution.stats);
}

fn assert_same(a: &Solution, b: &Solution, what: &str) {
    assert_eq!(a.t, b.t, "{what}");
    let differs = a.values().iter().zip(b.values()).any(|(a, b)| a.to_bits() != b.to_bits());
    assert!(!differs, "{what}");
}

/// Compiled models compute what sources transmit once for each delay, circuits at run time for each edge.
#[test]
fn what_sources_transmit_may_be_shared() {
    fn check(model: &Net, method: impl Method) {
        let circuit = Circuit::from_system(model.system()).unwrap();
        let event = || Event::at(1.7).set("cells/all/unit/gain", "1.3");
        let input = || Input::function(|t| 0.1 * t.sin());
        let run = |event_too: bool, input_too: bool| {
            let (a, b) = (model.simulate(0.0..4.0), circuit.simulate(0.0..4.0));
            let (mut a, mut b) = (a.method(method), b.method(method));
            if !method.is_adaptive() {
                (a, b) = (a.dt(0.013), b.dt(0.013));
            }
            if event_too {
                (a, b) = (a.event(event()), b.event(event()));
            }
            if input_too {
                (a, b) = (a.input("cells/all/unit/k", input()), b.input("cells/all/unit/k", input()));
            }
            assert_same(&a.run().unwrap(), &b.run().unwrap(), method.name());
        };
        [(false, false), (true, false), (false, true)].into_iter().for_each(|(a, b)| run(a, b));
    }
    for delays in [vec![0.5, 0.83, 1.3], vec![0.0, 0.01, 2.0], all_different()] {
        let model = net(&delays);
        check(&model, Dopri5);
        check(&model, Rk4);
        check(&model, Rodas5P);
        check(&model, Radau9);
    }
}

/// A run that was interrupted goes on as if nothing had happened.
#[test]
fn checkpoints_keep_what_look_ups_need() {
    for (method_is_fixed, dt) in [(true, 0.1), (true, 0.07), (false, 0.1)] {
        let model = net(&[0.5, 0.8, 1.3]);
        let simulation = || match method_is_fixed {
            true => model.simulate(0.0..7.0).method(Heun).dt(dt),
            false => model.simulate(0.0..7.0).method(Tsit5),
        };
        let saved = RefCell::new(None);
        let stop = |t: f64, _: &[f64]| match t > 3.0 {
            true => std::ops::ControlFlow::Break(()),
            false => std::ops::ControlFlow::Continue(()),
        };
        let keep = |checkpoint: &Checkpoint| {
            *saved.borrow_mut() = Some(checkpoint.clone());
            Ok(())
        };
        simulation().checkpoints(Duration::from_secs(3600), keep).observe(stop).run().unwrap();
        let resumed = simulation().resume(saved.take().expect("the end is saved")).run().unwrap();
        assert_same(&resumed, &simulation().run().unwrap(), "resumed");
    }
}

circuit! {
    /// The same with a size that is chosen at run time.
    AnyNet {
        nodes { cells: [Cell] }
        edges { net: cells[j].unit.r -> cells[i].unit.x_in { weight: dense(0.0), delay: dense(1.0) }; }
    }
}

/// A matrix of delays between units whose number is not known when the model is compiled.
#[test]
fn sizes_of_run_time_have_matrices_of_delays() {
    let fixed = net(&all_different());
    let mut any = AnyNet::default();
    any.cells.resize(N);
    any.fit_edges();
    for k in 0..N {
        any.cells[k].unit.x = fixed.cells[k].unit.x;
        any.cells[k].unit.gain = fixed.cells[k].unit.gain;
    }
    any.edges.net.weights = fixed.edges.net.weights.clone();
    any.edges.net.delays = fixed.edges.net.delays.clone();
    for dt in [0.01, 0.1] {
        let end = |solution: Solution| solution.last().map(|(_, y)| y.to_vec()).unwrap();
        let expected = end(fixed.simulate(0.0..3.0).method(Rk4).dt(dt).run().unwrap());
        assert_eq!(end(any.simulate(0.0..3.0).method(Rk4).dt(dt).run().unwrap()), expected);
        let circuit = Circuit::from_system(any.system()).unwrap();
        assert_eq!(end(circuit.simulate(0.0..3.0).method(Rk4).dt(dt).run().unwrap()), expected);
    }
}
