//! Delays that depend on states and time, against exact solutions.

use std::f64::consts::E;

use pyrates_runtime::prelude::*;
use pyrates_runtime::{Method, SolveErrorKind};

use crate::order::with_steps;

pyrates_runtime::operator! {
    /// Feldstein and Neves, SIAM J. Numer. Anal. 21 (1984) 844: the delay depends on the state.
    FeldsteinNeves {
        equations { d/dt y = y*past(y, t - ln(y))/t; }
        variables { y: output(1.0) }
    }
}

/// The solution from 1 on: it is less smooth at `e` and at `e^2`.
fn feldstein_neves(t: f64) -> f64 {
    match t {
        ..E => t,
        _ if t < E * E => (t / E).exp(),
        _ => (E / (3.0 - t.ln())).powf(E),
    }
}

pyrates_runtime::operator! {
    /// The pantograph equation: a delay that is zero at the start and grows.
    Pantograph {
        equations { d/dt y = -a*y + b*past(y, t/2); }
        variables { y: output(1.0), a: 1.0, b: 0.5 }
    }
}

/// Its solution as a power series.
fn pantograph(t: f64) -> f64 {
    let (mut sum, mut term) = (1.0, 1.0);
    for n in 0..60 {
        term *= t * (0.5 * 0.5_f64.powi(n) - 1.0) / f64::from(n + 1);
        sum += term;
    }
    sum
}

pyrates_runtime::operator! {
    /// A sine, which is smooth everywhere: its past is looked up by a delay made of an algebraic variable.
    Sine {
        equations {
            lag = 1 + y/2;
            d/dt y = cos(t) - k*y(t - lag) + k*sin(t - 1 - sin(t)/2);
        }
        variables { y: output(0.0), lag: variable, k: 0.7 }
    }
}

fn check_sine(method: impl Method, order: usize, steps: &[usize]) {
    let model = Sine::default();
    let error = |n: usize| {
        let run = model.simulate(0.0..4.0).history(History::function(|t, y| y[0] = t.sin()));
        let solution = with_steps(run, method, 4.0 / n as f64).run().unwrap();
        solution.t.iter().zip(solution.values()).map(|(t, y)| (y - t.sin()).abs()).fold(0.0, f64::max)
    };
    let errors: Vec<f64> = steps.iter().map(|n| error(*n)).collect();
    let found = (errors[0] / errors[1]).log2();
    // Where the method is of higher order than its dense output, that is what delays see. Steps are not all equal, since
    // they end at points that look-ups meet.
    let expected = method.order().min(order + 1) as f64;
    assert!(found > expected - 0.75, "{}: order {found}, errors {errors:?}", method.name());
}

#[test]
fn every_method_keeps_its_order() {
    for_all_methods!(check_sine);
}

#[test]
fn a_delay_that_depends_on_the_state() {
    fn check(method: impl Method, tolerance: f64) {
        let solution =
            FeldsteinNeves::default().simulate(1.0..12.0).method(method).rtol(1e-10).run().unwrap();
        for (t, y) in solution.rows() {
            let exact = feldstein_neves(t);
            assert!((y[0] / exact - 1.0).abs() < tolerance, "{} at {t}: {} and {exact}", method.name(), y[0]);
        }
    }
    check(Dopri5, 1e-8);
    check(Tsit5, 1e-8);
    check(Vern7, 1e-8);
    check(Dop853, 1e-8);
    check(Rodas5P, 1e-8);
    check(Radau9, 1e-8);
    check(Auto, 1e-8);
}

#[test]
fn a_delay_that_begins_at_zero() {
    fn check(method: impl Method, tolerance: f64) {
        let model = Pantograph::default();
        let run = model.simulate(0.0..5.0).method(method);
        let run = if method.is_adaptive() { run.rtol(1e-11) } else { run.dt(0.05) };
        let solution = run.run().unwrap();
        for (t, y) in solution.rows() {
            let error = (y[0] - pantograph(t)).abs();
            assert!(error < tolerance, "{} at {t}: {error:e}", method.name());
        }
    }
    check(Heun, 1e-3);
    check(Rk4, 1e-6);
    check(Dopri5, 1e-9);
    check(Vern7, 1e-9);
    check(Dop853, 1e-9);
    check(Rodas5P, 1e-9);
    check(Radau9, 1e-9);
    check(Auto, 1e-9);
}

pyrates_runtime::operator! {
    /// Delays made of the past, of an input that edges feed, and of a parameter for each unit.
    Unit {
        equations { d/dt x = -x(t - base - 0.2*x(t - 0.3)^2) + 0.1*x(t - u^2); }
        variables { x: output(0.8), u: input(0.0), base: 0.5 }
    }
}
pyrates_runtime::node! { Cell { unit: Unit } }
pyrates_runtime::circuit! {
    Cells {
        nodes { cells: [Cell; 3] { unit.base: 0.7 }, one: Cell }
        edges {
            one.unit.x -> cells.unit.u { weight: 0.5 };
            cells[0].unit.x -> one.unit.u { weight: 0.3, delay: 0.1 };
        }
    }
}

/// A model that is known at run time does the same to the last bit, and a finer run agrees.
#[test]
fn networks_have_changing_delays() {
    let model = Cells::default();
    let circuit = Circuit::from_system(pyrates_runtime::Model::system(&model)).unwrap();
    let run = model.simulate(0.0..6.0).method(Dop853).rtol(1e-9).run().unwrap();
    let same = circuit.simulate(0.0..6.0).method(Dop853).rtol(1e-9).run().unwrap();
    assert_eq!(run.values(), same.values());
    let fine = model.simulate(0.0..6.0).method(Rk4).dt(1e-3).run().unwrap();
    for (a, b) in run.last().unwrap().1.iter().zip(fine.last().unwrap().1) {
        assert!((a - b).abs() < 1e-7, "{a} and {b}");
    }
    let cells = |i: usize| run.last().unwrap().1[i];
    assert_eq!(cells(0), cells(1));
    assert_ne!(cells(0), cells(3));
}

pyrates_runtime::operator! {
    Falling {
        equations { d/dt x = -1; d/dt y = -y(t - x); }
        variables { x: variable(0.5), y: output(1.0) }
    }
}

/// The state jumps at the start, and a look-up meets that at a time that depends on the state: at 1.3. From there on the
/// solution is the straight line `2.3 - t`, as long as look-ups find a one.
#[test]
fn a_jump_is_met_from_both_sides() {
    pyrates_runtime::operator! {
        Jump {
            equations { d/dt x = -x(t - 1 - 0.3*x); }
            variables { x: output(1.0) }
        }
    }
    fn check(method: impl Method, tolerance: f64) {
        let model = Jump::default();
        let run = model.simulate(0.0..2.3).method(method).rtol(1e-8).history(History::Zero);
        let solution = run.dense().run().unwrap();
        for t in [0.5, 1.2, 1.3, 1.4, 2.0, 2.3] {
            let (x, exact) = (solution.at(t).unwrap()[0], 1.0_f64.min(2.3 - t));
            assert!((x - exact).abs() < tolerance, "{} at {t}: {x}", method.name());
        }
    }
    check(Bosh3, 1e-10);
    check(Dopri5, 1e-10);
    check(Tsit5, 1e-10);
    check(Vern7, 1e-10);
    check(Dop853, 1e-10);
    check(Radau9, 1e-10);
    // Its derivatives by time are differences, which look a little beyond the point.
    check(Rodas5P, 1e-7);
    check(Auto, 1e-10);
}

#[test]
fn the_future_is_refused() {
    let model = Falling::default();
    let error = model.simulate(0.0..2.0).run().unwrap_err();
    assert_eq!(error.kind, SolveErrorKind::NegativeDelay { variables: vec!["x".to_string()] });
    assert!((error.t - 0.5).abs() < 1e-3, "{}", error.t);
    let error = model.simulate(0.0..2.0).method(Rk4).dt(0.03).run().unwrap_err();
    assert!(error.to_string().contains("the delay made of `x` became negative"), "{error}");
    assert!(model.simulate(0.0..0.5).run().is_ok());
    let ring = model.simulate(0.0..0.5).method(Euler).dt(0.1).delay_rule(DelayRule::RingBuffer).run();
    assert!(ring.unwrap_err().to_string().contains("a model whose delays change during a run"));
    let not_emitted = model.emit_julia().unwrap_err().to_string();
    assert!(not_emitted.contains("delay that changes in time"), "{not_emitted}");
}

#[test]
fn at_rest_all_pasts_are_the_present() {
    pyrates_runtime::operator! {
        Logistic {
            equations { d/dt x = r*x*(1 - x(t - 1 - x)/k); }
            variables { x: output(1.5), r: 0.5, k: 2.0 }
        }
    }
    let steady = Logistic::default().steady_state().unwrap();
    assert!((steady.get("x").unwrap() - 2.0).abs() < 1e-12);
}
