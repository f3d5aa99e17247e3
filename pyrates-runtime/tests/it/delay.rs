//! Delay equations with known solutions.

use pyrates_runtime::Method;
use pyrates_runtime::prelude::*;

use crate::models::{CoupledOscillators, Delayed, TestModel, Undelayed, VanDerPol, predator_prey};

/// The solution of x' = -x(t - d) with x = 1 for t <= 0, by the method of steps:
/// sum over k of (-1)^k (t - (k - 1) d)^k / k! while t > (k - 1) d.
fn linear_delay(t: f64, d: f64) -> f64 {
    let (mut sum, mut factorial) = (1.0, 1.0);
    for k in 1..100 {
        factorial *= f64::from(k);
        let s = t - f64::from(k - 1) * d;
        if s <= 0.0 {
            break;
        }
        sum += (-1.0_f64).powi(k) * s.powi(k) / factorial;
    }
    sum
}

/// The solution is a polynomial between breaking points, of degree at most the order in the first ones:
/// only rounding is left where the points are hit, and the tolerance afterwards.
#[test]
fn constant_history_matches_the_method_of_steps() {
    fn check(method: impl Method, _dense_order: usize, _steps: &[usize; 2]) {
        if method.is_adaptive() {
            [1e-6, 1e-10].into_iter().for_each(|rtol| check_to(method, rtol));
        }
    }
    fn check_to(method: impl Method, rtol: f64) {
        for d in [0.1, 0.5, 1.0] {
            let model = TestModel::<Delayed>::new(&[1.0], &[d]);
            let solution = model.simulate(0.0..2.0).method(method).rtol(rtol).run().unwrap();
            for k in 0..=200 {
                let t = f64::from(k) * 0.01;
                let error = (solution.at(t).unwrap()[0] - linear_delay(t, d)).abs();
                assert!(error < 20.0 * rtol, "{} d = {d}, t = {t}: {error}", method.name());
            }
        }
    }
    for_all_methods!(check);
    check_to(Dop853, 1e-12);
}

/// A delay far below the step, where the solution is close to exp(-t): steps of their own length are
/// needed for the first breaking points only.
#[test]
fn a_tiny_delay_costs_few_steps() {
    let model = TestModel::<Delayed>::new(&[1.0], &[1e-4]);
    let solution = model.simulate(0.0..5.0).rtol(1e-8).run().unwrap();
    let a = (0..100).fold(1.0, |a: f64, _| (a * 1e-4).exp());
    // The constant history differs from exp(-a t) by 1e-4 over a time of 1e-4: a part of 5e-9 remains.
    let (t, y) = solution.last().unwrap();
    assert!((y[0] - (-a * t).exp()).abs() < 5e-8, "{y:?}");
    assert!(solution.stats.accepted < 200, "{:?}", solution.stats);
}

/// The reference has 15 digits; a solution to a relative tolerance of 1e-10 per step is good to 1e-7 of
/// the largest value, since errors grow along the orbit by less than a factor of 1000.
#[test]
fn predator_and_prey_match_the_reference() {
    let reference = include_str!("../../../tests/reference/lv_delay.csv");
    let rows: Vec<Vec<f64>> = reference
        .lines()
        .skip(1)
        .map(|line| line.split(',').map(|field| field.parse().unwrap()).collect())
        .collect();
    let largest = rows.iter().flat_map(|row| &row[1..]).fold(0.0, |a: f64, b| a.max(b.abs()));
    let model = predator_prey();
    let check = |solution: pyrates_runtime::Solution| {
        assert_eq!(solution.t.len(), rows.len());
        for ((t, y), row) in solution.rows().zip(&rows) {
            assert!((t - row[0]).abs() < 1e-12);
            let error = (y[0] - row[1]).abs().max((y[1] - row[2]).abs());
            assert!(error < 1e-7 * largest, "t = {t}: {error}");
        }
    };
    check(model.simulate(0.0..10.0).method(Dopri5).rtol(1e-10).interval(0.1).run().unwrap());
    check(model.simulate(0.0..10.0).method(Dop853).rtol(1e-10).interval(0.1).run().unwrap());
    check(model.simulate(0.0..10.0).method(Rk4).dt(1e-3).interval(0.1).run().unwrap());
}

/// A delay of zero is the present: the same numbers as the equations without delays, bit by bit.
#[test]
fn delay_of_zero_equals_ode() {
    fn check(method: impl Method, _dense_order: usize, _steps: &[usize; 2]) {
        for k in [-0.5, 0.1, 2.0] {
            let y0 = [1.0, 0.0, 0.5, -0.2];
            let delayed = TestModel::<CoupledOscillators>::new(&y0, &[k, 0.0, 0.0]);
            let undelayed = TestModel::<Undelayed>::new(&y0, &[k]);
            let a = delayed.simulate(-1.0..4.0).method(method).dt(0.01).run().unwrap();
            let b = undelayed.simulate(-1.0..4.0).method(method).dt(0.01).run().unwrap();
            assert_eq!(a.t, b.t);
            assert_eq!(a.values(), b.values());
        }
    }
    for_all_methods!(check);
}

/// A zero delay beside a positive one: the model with one look-up in the present.
#[test]
fn zero_and_positive_delays_mix() {
    let run = |method_is_fixed: bool| {
        let model = TestModel::<CoupledOscillators>::new(&[1.0, 0.0, 0.5, -0.2], &[0.3, 0.0, 1.0]);
        let simulation = model.simulate(0.0..5.0).interval(0.5);
        if method_is_fixed { simulation.method(Rk4).dt(1e-3).run() } else { simulation.rtol(1e-10).run() }
    };
    // RK4 meets the breaking points, so its error is some (1e-3)^4.
    let (a, b) = (run(false).unwrap(), run(true).unwrap());
    assert!(a.values().iter().zip(b.values()).all(|(a, b)| (a - b).abs() < 1e-8));
}

/// Before the start there is what the user says: with x = 0 for t < 0 and x(0) = 1 the solution of
/// x' = -x(t - 1) is 1 until t = 1 and falls with slope 1 until t = 2. Jumps are met from the right side.
#[test]
fn zero_history_jumps_at_the_start() {
    fn check(method: impl Method, _dense_order: usize, _steps: &[usize; 2]) {
        let model = TestModel::<Delayed>::new(&[1.0], &[1.0]);
        let simulation = model.simulate(0.0..2.0).method(method).history(History::Zero);
        let simulation = if method.is_adaptive() { simulation } else { simulation.dt(0.1) };
        let solution = simulation.run().unwrap();
        for (t, x) in [(0.3, 1.0), (1.0, 1.0), (1.25, 0.75), (2.0, 0.0)] {
            let error = (solution.at(t).unwrap()[0] - x).abs();
            assert!(error < 1e-12, "{} at {t}: {error}", method.name());
        }
    }
    for_all_methods!(check);
}

/// Two incommensurable delays with breaking points at all their sums, against Dop853 at 1e-12: errors
/// stay in proportion to the tolerance.
#[test]
fn two_delays_meet_their_tolerance() {
    let model = TestModel::<CoupledOscillators>::new(&[1.0, 0.0, 0.5, -0.2], &[0.7, 0.31, 2.0_f64.sqrt()]);
    let run = |rtol: f64| model.simulate(0.0..20.0).rtol(rtol).interval(0.25).run().unwrap();
    let exact = model.simulate(0.0..20.0).method(Dop853).rtol(1e-12).interval(0.25).run().unwrap();
    for rtol in [1e-5, 1e-7, 1e-9] {
        let solution = run(rtol);
        let error =
            solution.values().iter().zip(exact.values()).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        assert!(error < 100.0 * rtol, "{error} for {rtol}");
    }
}

/// Time may be negative and start anywhere.
#[test]
fn the_start_does_not_matter() {
    let model = predator_prey();
    let a = model.simulate(0.0..5.0).rtol(1e-9).interval(0.5).run().unwrap();
    let b = model.simulate(-1000.0..-995.0).rtol(1e-9).interval(0.5).run().unwrap();
    assert!(a.values().iter().zip(b.values()).all(|(a, b)| (a - b).abs() < 1e-7));
    let ode = TestModel::<VanDerPol>::new(&[1.0, 0.0], &[1.0]);
    let a = ode.simulate(0.0..5.0).rtol(1e-9).interval(0.5).run().unwrap();
    let b = ode.simulate(-2.5..2.5).rtol(1e-9).interval(0.5).run().unwrap();
    assert!(a.values().iter().zip(b.values()).all(|(a, b)| (a - b).abs() < 1e-7));
}
