//! Events against exact times.

use pyrates_runtime::prelude::*;
use pyrates_runtime::{EventError, SolveErrorKind};

pyrates_runtime::operator! {
    /// A ball above the ground.
    Ball {
        equations { d/dt h = v; d/dt v = -g; energy = v^2/2 + g*h; }
        variables { h: output(1.0), v: variable(0.0), energy: variable, g: 2.0 }
    }
}

/// With g = 2 and h = 1 the ball falls for a time of 1, and every flight takes 0.8 of the time of the one before.
fn flights(n: usize) -> Vec<f64> {
    let flight = |k: usize| if k == 0 { 1.0 } else { 2.0 * 0.8_f64.powi(k as i32) };
    (0..n)
        .scan(0.0, |t, k| {
            *t += flight(k);
            Some(*t)
        })
        .collect()
}

fn bounce() -> Event {
    Event::when("h < 0").set("h", "0").set("v", "-0.8*v")
}

#[test]
fn a_bouncing_ball_has_exact_times() {
    let model = Ball::default();
    let runs = [
        ("Dopri5", model.simulate(0.0..7.0).method(Dopri5).rtol(1e-10)),
        ("Dop853", model.simulate(0.0..7.0).method(Dop853).rtol(1e-10)),
        ("Tsit5", model.simulate(0.0..7.0).method(Tsit5).rtol(1e-10)),
        ("Rodas5P", model.simulate(0.0..7.0).method(Rodas5P).rtol(1e-10)),
        ("Radau9", model.simulate(0.0..7.0).method(Radau9).rtol(1e-10)),
        ("Auto", model.simulate(0.0..7.0).method(Auto).rtol(1e-10)),
        // Parabolas are exact for methods of order two with cubic interpolation.
        ("Heun", model.simulate(0.0..7.0).method(Heun).dt(0.03)),
        ("Rk4", model.simulate(0.0..7.0).method(Rk4).dt(0.03)),
    ];
    for (name, run) in runs {
        let solution = run.event(bounce()).run().unwrap();
        let times: Vec<f64> = solution.events().iter().map(|event| event.t).collect();
        let exact: Vec<f64> = flights(40).into_iter().take_while(|t| *t < 7.0).collect();
        assert_eq!(times.len(), exact.len(), "{name}: {times:?}");
        for (t, exact) in times.iter().zip(&exact) {
            assert!((t - exact).abs() < 1e-10, "{name}: {t} and {exact}");
        }
        let last = solution.last().unwrap();
        assert_eq!(last.0, 7.0, "{name}");
        // Energy falls at bounces only: at the end it is that of the last flight.
        let energy = 2.0 * 0.64_f64.powi(exact.len() as i32);
        let (h, v) = (last.1[0], last.1[1]);
        assert!((v * v / 2.0 + 2.0 * h - energy).abs() < 1e-8, "{name}");
    }
}

pyrates_runtime::operator! {
    /// A ball, and where it was seen to be: its height a moment ago, by the integral of its velocity.
    SeenBall {
        equations { d/dt h = v; d/dt v = -2; d/dt seen = v(t - tau); }
        variables { h: output(1.0), v: variable(0.0), seen: variable(1.0), tau: 0.37 }
    }
}

/// The velocity jumps, and a look-up meets each jump one delay later: the seen ball crosses the middle when the ball did so
/// before, `0.8 +- sqrt(0.64 - 0.5)` after its first bounce at 1, and no more after the second one.
#[test]
fn a_bouncing_ball_is_seen_later() {
    let model = SeenBall { v: 0.0, ..SeenBall::default() };
    let (down, up) = (|| Event::when("seen < 0.5"), || Event::when("seen > 0.5"));
    let root = 0.14_f64.sqrt();
    let exact = [(0, 0.5_f64.sqrt()), (1, 1.8 - root), (0, 1.8 + root)];
    fn times(simulation: Simulation<SeenBall>) -> Vec<(usize, f64)> {
        let solution = simulation.run().unwrap();
        solution.events().iter().filter(|e| e.event < 2).map(|e| (e.event, e.t - 0.37)).collect()
    }
    let run = || model.simulate(0.0..5.0).event(down()).event(up()).event(bounce());
    let runs = [
        run().method(Dopri5).rtol(1e-10),
        run().method(Dop853).rtol(1e-10),
        run().method(Vern7).rtol(1e-10),
        run().method(Rodas5P).rtol(1e-10),
        run().method(Radau9).rtol(1e-10),
    ];
    for found in runs.map(times) {
        assert_eq!(found.len(), exact.len(), "{found:?}");
        for ((event, t), (expected, exact)) in found.into_iter().zip(exact) {
            assert!(event == expected && (t - exact).abs() < 1e-10, "{t} and {exact}");
        }
    }
}

#[test]
fn every_jump_has_a_sample_before_and_after() {
    let solution = Ball::default().simulate(0.0..1.5).event(bounce()).run().unwrap();
    let k = solution.t.windows(2).position(|pair| pair[0] == pair[1]).expect("a jump");
    let v = solution.column("v").unwrap();
    assert!((v[k] + 2.0).abs() < 1e-6 && (v[k + 1] - 1.6).abs() < 1e-6, "{} {}", v[k], v[k + 1]);
    // On a grid there is one sample, that after the jump.
    let grid = Ball::default().simulate(0.0..1.5).event(bounce()).interval(0.5).run().unwrap();
    assert_eq!(grid.t, [0.0, 0.5, 1.0, 1.5]);
    assert!((grid.column("v").unwrap()[2] - 1.6).abs() < 1e-6);
}

#[test]
fn a_run_can_end_at_an_event() {
    let stop = Event::when("v < -1").stop();
    let solution = Ball::default().simulate(0.0..10.0).event(stop).rtol(1e-9).run().unwrap();
    let (t, y) = solution.last().unwrap();
    assert!((t - 0.5).abs() < 1e-12 && (y[0] - 0.75).abs() < 1e-9, "{t} {y:?}");
    assert_eq!(solution.events().len(), 1);
}

#[test]
fn conditions_that_hold_for_a_short_time_are_seen() {
    // One step of the method could pass over it.
    let wave = Event::when("h < 0.36").set("v", "0");
    let solution = Ball::default().simulate(0.0..0.9).dt(0.9).event(wave).rtol(1e-3).run().unwrap();
    assert!((solution.events()[0].t - 0.8).abs() < 1e-9);
}

pyrates_runtime::operator! {
    /// Leaky integrate-and-fire neuron that feels its own past.
    Lif {
        equations { d/dt v = (drive - v)/tau; d/dt s = -s/tau_s; d/dt z = -z + s(t - lag); }
        variables { v: output(0.0), s: variable(0.0), z: variable(0.0), drive: 1.5, tau: 1.0, tau_s: 0.5, lag: 0.7 }
    }
}

/// The period of the neuron is ln(1.5/0.5); each spike adds one to `s`, which `z` sees with a delay. Both are sums of
/// exponentials.
#[test]
fn delayed_states_jump_when_their_past_did() {
    let spike = Event::when("v > 1").set("v", "0").set("s", "s + 1");
    for (tolerance, rtol) in [(1e-6, 1e-8), (1e-9, 1e-11)] {
        let solution =
            Lif::default().simulate(0.0..8.0).event(spike.clone()).method(Dop853).rtol(rtol).run().unwrap();
        let period = 3.0_f64.ln();
        let spikes: Vec<f64> = (1..).map(|k| k as f64 * period).take_while(|t| *t < 8.0).collect();
        let found: Vec<f64> = solution.events().iter().map(|event| event.t).collect();
        assert_eq!(found.len(), spikes.len());
        for (t, exact) in found.iter().zip(&spikes) {
            assert!((t - exact).abs() < tolerance, "{t} and {exact}");
        }
        // z' = -z + exp(-2 (t - lag - spike)) after each spike: 1/(1 - 2) (exp(-2 x) - exp(-x)).
        let response = |x: f64| if x > 0.0 { (-x).exp() - (-2.0 * x).exp() } else { 0.0 };
        let exact: f64 = spikes.iter().map(|spike| response(8.0 - 0.7 - spike)).sum();
        let z = solution.column("z").unwrap();
        assert!((z.last().unwrap() - exact).abs() < tolerance, "{} and {exact}", z.last().unwrap());
    }
}

pyrates_runtime::node! { Neuron { lif: Lif } }
pyrates_runtime::circuit! {
    Neurons { nodes { cells: [Neuron; 5] } }
}

#[test]
fn a_wildcard_is_an_event_in_each_unit() {
    let mut model = Neurons::default();
    for (i, cell) in model.cells.iter_mut().enumerate() {
        cell.lif.drive = 1.1 + 0.2 * i as f64;
    }
    let spike = Event::when("cells.all.lif.v > 1")
        .set("cells.all.lif.v", "0")
        .set("cells.all.lif.s", "cells.all.lif.s + 1");
    let solution = model.simulate(0.0..10.0).event(spike).rtol(1e-10).run().unwrap();
    for i in 0..5 {
        let drive = 1.1 + 0.2 * i as f64;
        let period = (drive / (drive - 1.0)).ln();
        let times: Vec<f64> = solution.events().iter().filter(|e| e.unit == i).map(|e| e.t).collect();
        assert_eq!(times.len(), (10.0 / period).floor() as usize, "unit {i}");
        for (k, t) in times.iter().enumerate() {
            assert!((t - (k + 1) as f64 * period).abs() < 1e-8, "unit {i}: {t}");
        }
    }
}

#[test]
fn events_that_cannot_be_are_refused() {
    let run = |event: Event| Ball::default().simulate(0.0..1.0).event(event).run().unwrap_err();
    let kind = |event: Event| match run(event).kind {
        SolveErrorKind::Event { error, .. } => error,
        other => panic!("{other:?}"),
    };
    assert_eq!(kind(Event::when("h")), EventError::Condition);
    assert_eq!(kind(Event::when("h < 0 && v < 0")), EventError::Condition);
    assert!(matches!(kind(Event::when("h <")), EventError::Expression { .. }));
    assert!(matches!(kind(Event::when("hh < 0")), EventError::Path(_)));
    assert!(matches!(kind(Event::when("energy < 0")), EventError::Path(_)));
    assert!(matches!(kind(Event::when("h < 0").set("w", "1")), EventError::Path(_)));
    assert!(matches!(kind(Event::when("h < 0").set("v", "v > 1")), EventError::Expression { .. }));
    assert!(matches!(kind(Event::when("h < 0").set("v", "1").set("v", "2")), EventError::SetTwice { .. }));
    let ode_solvers =
        Ball::default().simulate(0.0..1.0).event(bounce()).method(OdeSolvers::Dopri5).run().unwrap_err();
    assert!(matches!(ode_solvers.kind, SolveErrorKind::UnusedOption { option: "event", .. }));
}

#[test]
fn events_that_pile_up_end_the_run() {
    // The ball comes to rest at 9 = 1 + 2 * (0.8 + 0.64 + ...).
    let error = Ball::default().simulate(0.0..10.0).event(bounce()).rtol(1e-9).run().unwrap_err();
    assert!((error.t - 9.0).abs() < 1e-3, "{error}");
    assert!(!error.partial.events().is_empty());
}

#[test]
fn conditions_see_inputs_at_their_time() {
    // Gravity grows with time; the condition watches it rather than the ball.
    let event = Event::when("g > 2.5").set("v", "g").stop();
    let model = Ball::default();
    let run = model.simulate(0.0..2.0).input("g", Input::function(|t| 2.0 + t)).event(event);
    let solution = run.rtol(1e-10).run().unwrap();
    let (t, y) = solution.last().unwrap();
    assert!((t - 0.5).abs() < 1e-12 && (y[1] - 2.5).abs() < 1e-12, "{t} {y:?}");
}
