//! Events at known times, parts of events that happen later, and parameters that events set.

use pyrates_runtime::prelude::*;
use pyrates_runtime::{AfterProblem, EventError, Method, SolveErrorKind};

pyrates_runtime::operator! {
    Leak {
        equations { d/dt v = i - v; power = i*v; }
        variables { v: output(0.0), power: variable, i: 0.0 }
    }
}

pyrates_runtime::operator! {
    Delayed {
        equations { d/dt x = -k*x(t - tau); }
        variables { x: output(1.0), k: 1.0, tau: 1.0 }
    }
}

pyrates_runtime::operator! {
    Neuron {
        equations { d/dt v = i - v; }
        variables { v: output(0.0), i: 2.0, rest: 0.0 }
    }
}
pyrates_runtime::node! { Cell { lif: Neuron } }
pyrates_runtime::circuit! { Cells { nodes { cells: [Cell; 3] } } }

/// A pulse of the height 0.5 from 1 to 3.
fn pulse() -> Event {
    Event::at(1.0).set("i", "0.5").later(2.0).set("i", "0")
}

fn under_the_pulse(t: f64) -> f64 {
    match t {
        ..1.0 => 0.0,
        1.0..3.0 => 0.5 * (1.0 - (1.0 - t).exp()),
        _ => 0.5 * (1.0 - (-2.0_f64).exp()) * (3.0 - t).exp(),
    }
}

fn check_pulse(method: impl Method, tolerance: f64) {
    let model = Leak::default();
    let run = model.simulate(0.0..5.0).method(method).event(pulse());
    // Steps of 0.03 do not end at 1.
    let run = if method.is_adaptive() { run.rtol(1e-10) } else { run.dt(0.03) };
    let solution = run.dense().run().unwrap();
    for k in 0..=500 {
        let t = 0.01 * f64::from(k);
        let (v, exact) = (solution.at(t).unwrap()[0], under_the_pulse(t));
        assert!((v - exact).abs() < tolerance, "{} at {t}: {v} and {exact}", method.name());
    }
    assert_eq!(solution.events().iter().map(|event| event.t).collect::<Vec<_>>(), [1.0]);
}

#[test]
fn a_pulse_begins_and_ends_at_its_times() {
    check_pulse(Rk4, 1e-7);
    check_pulse(Dopri5, 1e-9);
    check_pulse(Vern7, 1e-9);
    check_pulse(Dop853, 1e-9);
    check_pulse(Rodas5P, 1e-8);
    check_pulse(Radau9, 1e-8);
    check_pulse(Auto, 1e-9);
}

/// With the rule for grids a time is that of the first step that ends there or later.
#[test]
fn on_a_grid_times_wait_for_the_end_of_a_step() {
    let model = Leak::default();
    let run = model.simulate(0.0..5.0).method(Euler).dt(0.3).event_rule(EventRule::AtSteps);
    let solution = run.event(pulse()).record(["i"]).run().unwrap();
    let (mut on, i) = (Vec::new(), solution.column("i").unwrap());
    on.extend(solution.t.iter().zip(&i).filter(|(_, i)| **i > 0.0).map(|(t, _)| *t));
    // From 1.2 (after) to 3.3 (before): the second part is two units later than the first.
    assert_eq!((on[0], *on.last().unwrap()), (1.2, 3.3));
    assert_eq!(solution.events()[0].t, 1.2);
}

/// Algebraic variables and parameters in a table are those of their times: of two samples at one time the first is
/// that before the event.
#[test]
fn columns_know_what_was_set() {
    let model = Leak::default();
    let solution = model.simulate(0.0..5.0).event(pulse()).rtol(1e-8).run().unwrap();
    let [v, i, power] = ["v", "i", "power"].map(|name| solution.column(name).unwrap());
    for (k, t) in solution.t.iter().enumerate() {
        assert_eq!(power[k], i[k] * v[k], "{t}");
    }
    let at = |time: f64| solution.t.iter().position(|t| *t == time).unwrap();
    assert_eq!((i[at(1.0)], i[at(1.0) + 1]), (0.0, 0.5));
    assert_eq!((i[at(3.0)], i[at(3.0) + 1], *i.last().unwrap()), (0.5, 0.0, 0.0));
    let chosen = solution.clone().select(["i"]).unwrap();
    // At any times, in any order.
    for (t, i) in [(4.0, 0.0), (2.0, 0.5), (0.5, 0.0), (1.0, 0.5), (3.0, 0.0)] {
        assert_eq!(chosen.at(t).unwrap(), [i], "{t}");
    }
    let sampled = Leak::default().simulate(0.0..5.0).event(pulse()).interval(0.5).run().unwrap();
    assert_eq!(sampled.column("i").unwrap(), [0.0, 0.0, 0.5, 0.5, 0.5, 0.5, 0.0, 0.0, 0.0, 0.0, 0.0]);
}

/// A condition sets a parameter: the delayed equation goes on with it, and its image one delay later is a point where
/// steps end. The exact solution is a polynomial in each part.
#[test]
fn delay_equations_go_on_with_new_parameters() {
    let event = Event::when("x < 0.5").set("k", "2*k");
    let solution = Delayed::default().simulate(0.0..2.0).rtol(1e-9).event(event).run().unwrap();
    assert!((solution.events()[0].t - 0.5).abs() < 1e-12);
    let exact = |t: f64| match t {
        ..0.5 => 1.0 - t,
        0.5..1.0 => 1.5 - 2.0 * t,
        // x' = -2(2 - t) and then -2(1.5 - 2(t - 1)).
        1.0..1.5 => -0.5 - 4.0 * (t - 1.0) + (t * t - 1.0),
        _ => -1.25 - 7.0 * (t - 1.5) + 2.0 * (t * t - 2.25),
    };
    for k in 0..=200 {
        let t = 0.01 * f64::from(k);
        let x = solution.at(t).unwrap()[0];
        assert!((x - exact(t)).abs() < 1e-9, "{t}: {x} and {}", exact(t));
    }
}

#[test]
fn many_times_and_all_units() {
    let model = Cells::default();
    let kicks =
        Event::at_times((0..4).map(|k| 0.5 * f64::from(k))).set("cells/all/lif/v", "cells.all.lif.v/2 + 1");
    let only = Event::at(2.0).set("cells/1/lif/i", "0").stop();
    let solution = model.simulate(0.0..5.0).rtol(1e-10).event(kicks).event(only).run().unwrap();
    let (t, y) = solution.last().unwrap();
    assert_eq!((t, solution.events().len()), (2.0, 5));
    let flow = |v: f64| 2.0 + (v - 2.0) * (-0.5_f64).exp();
    let exact = (0..4).fold(0.0, |v, _| flow(v / 2.0 + 1.0));
    assert!(y.iter().all(|v| (v - exact).abs() < 1e-9), "{y:?} and {exact}");
    assert_eq!(solution.column("cells/1/lif/i").unwrap().last(), Some(&0.0));
}

/// A neuron whose refractory time is a later part of its spike, unit by unit.
#[test]
fn later_parts_belong_to_their_unit() {
    let mut model = Cells::default();
    for (unit, v) in [0.0, 0.4, 0.8].into_iter().enumerate() {
        model.set(format!("cells/{unit}/lif/v"), v).unwrap();
    }
    let (v, i) = ("cells/all/lif/v", "cells/all/lif/i");
    let spike = Event::when("cells.all.lif.v > 1").set(v, "0").set(i, "0").later(0.25).set(i, "2");
    let solution = model.simulate(0.0..3.0).method(Dop853).rtol(1e-11).event(spike).run().unwrap();
    for (unit, v0) in [0.0_f64, 0.4, 0.8].into_iter().enumerate() {
        let times: Vec<f64> = solution.events().iter().filter(|e| e.unit == unit).map(|e| e.t).collect();
        let first = (2.0 - v0).ln();
        for (k, t) in times.iter().enumerate() {
            let exact = first + k as f64 * (0.25 + 2.0_f64.ln());
            assert!((t - exact).abs() < 1e-9, "{unit}: {t} and {exact}");
        }
        assert!(times.len() >= 3);
    }
}

#[test]
fn another_run_goes_on_with_what_was_set_and_planned() {
    let mut model = Leak::default();
    let whole = model.simulate(0.0..5.0).rtol(1e-11).event(pulse()).run().unwrap();
    let run = |model: &Leak, t0: f64, t1: f64| model.simulate(t0..t1).rtol(1e-11).event(pulse()).run();
    let first = run(&model, 0.0, 1.0).unwrap();
    let then = |model: &Leak, past: &Solution, t0: f64, t1: f64| {
        model.simulate(t0..t1).rtol(1e-11).event(pulse()).after(past).run()
    };
    let second = then(&model, &first, 1.0, 2.5).unwrap();
    assert!(second.events().is_empty(), "what happened at 1 does not happen again");
    let third = then(&model, &second, 2.5, 5.0).unwrap();
    let [a, b] = [&whole, &third].map(|run| run.last().unwrap().1[0]);
    assert!((a - b).abs() < 1e-11, "{a} and {b}");

    // What the user has set since counts.
    model.i = 0.75;
    let changed = then(&model, &first, 1.0, 2.5).unwrap();
    assert_eq!(changed.column("i").unwrap()[0], 0.75);

    let error = Leak::default().simulate(2.5..5.0).after(&second).run().unwrap_err();
    assert!(matches!(error.kind, SolveErrorKind::After { problem: AfterProblem::Event { t: 3.0, .. } }));
    assert!(error.to_string().contains("the event `t = 1` planned something for t = 3"), "{error}");
}

#[test]
fn what_cannot_be_is_refused() {
    let error = |event: Event| {
        let model = Delayed::default();
        let run = model.simulate(0.0..5.0).input("k", Input::function(|t| t)).event(event);
        match run.run().unwrap_err().kind {
            SolveErrorKind::Event { error, .. } => error,
            other => panic!("{other}"),
        }
    };
    let fixed = |path: &str| EventError::Fixed { path: path.to_string() };
    assert_eq!(error(Event::at(1.0).set("tau", "2")), fixed("tau"));
    assert_eq!(error(Event::when("x < 0").set("k", "2")), fixed("k"));
    assert!(fixed("tau").to_string().contains("`tau` cannot be set"));
    assert!(matches!(error(Event::at(f64::NAN)), EventError::Time { t } if t.is_nan()));
    assert_eq!(error(Event::at(1.0).later(-1.0).set("x", "0")), EventError::Later { delay: -1.0 });
    let leak = Leak::default();
    let error = leak.simulate(0.0..5.0).event(Event::at(1.0).set("i", "1/v")).run().unwrap_err();
    assert!(error.to_string().contains("infinite or NaN"), "{error}");
}
