//! Every method converges with its order, with and without delays, on and between its steps.

use std::f64::consts::FRAC_PI_2;

use pyrates_runtime::prelude::*;
use pyrates_runtime::{Method, Simulation};

use crate::models::{Delayed, Equations, Gaussian, Oscillator, Relaxation, TestModel};

/// A simulation with `n` equal steps.
fn equal_steps<'m, E: Equations>(
    model: &'m TestModel<E>,
    t_end: f64,
    method: impl Method,
    n: usize,
) -> Simulation<'m, TestModel<E>> {
    with_steps(model.simulate(0.0..t_end), method, t_end / n as f64)
}

/// The same of a length. Adaptive methods make them if the tolerance accepts everything and steps are limited; one that iterates
/// until it meets a tolerance is exact with steps of one length only.
pub(crate) fn with_steps<M: Model>(
    simulation: Simulation<'_, M>,
    method: impl Method,
    h: f64,
) -> Simulation<'_, M> {
    let simulation = simulation.method(method).dt(h);
    match method.name() {
        "Radau9" => simulation.fixed_steps(),
        _ if method.is_adaptive() => simulation.rtol(1e6).atol(1e6).max_step(h),
        _ => simulation,
    }
}

/// The order of a method with delays: where that of its dense output is lower, this is what look-ups see.
fn order_with_delays(method: impl Method, dense_order: usize) -> usize {
    method.order().min(dense_order + 1)
}

/// The slope of `log(error)` over `log(step)`.
fn slope(errors: &[f64], steps: &[usize]) -> f64 {
    (errors[0] / errors[1]).log2() / (steps[1] as f64 / steps[0] as f64).log2()
}

/// The largest error on the steps, and in a fine grid between them.
fn errors(solution: &Solution, exact: impl Fn(f64) -> f64) -> (f64, f64) {
    let on_steps = solution.rows().map(|(t, y)| (y[0] - exact(t)).abs()).fold(0.0, f64::max);
    let (t_end, _) = solution.last().unwrap();
    let grid = (0..=1000).map(|k| t_end * f64::from(k) / 1000.0);
    let between = grid.map(|t| (solution.at(t.min(t_end)).unwrap()[0] - exact(t)).abs()).fold(0.0, f64::max);
    (on_steps, between)
}

/// Measured slopes reach the order but for terms of higher order, which are still of some percent.
fn check(name: &str, steps: &[usize], errors: [(f64, f64); 2], order: usize, dense_order: usize) {
    let on_steps = slope(&errors.map(|e| e.0), steps);
    let between = slope(&errors.map(|e| e.1), steps);
    assert!(on_steps > order as f64 - 0.25, "{name}: order {on_steps} {errors:?}");
    // The polynomial of order q has a local error of order q + 1, and cannot be better than the steps.
    let expected = (dense_order + 1).min(order) as f64;
    assert!(between > expected - 0.35, "{name}: order {between} between steps {errors:?}");
}

fn oscillator(method: impl Method, dense_order: usize, steps: &[usize; 2]) {
    let model = TestModel::<Oscillator>::new(&[1.0, 0.0], &[]);
    let errors = steps.map(|n| errors(&equal_steps(&model, 5.0, method, n).run().unwrap(), f64::cos));
    check(method.name(), steps, errors, method.order(), dense_order);
}

fn gaussian(method: impl Method, dense_order: usize, steps: &[usize; 2]) {
    let model = TestModel::<Gaussian>::new(&[1.0], &[]);
    let exact = |t: f64| (-0.5 * t * t).exp();
    let errors = steps.map(|n| errors(&equal_steps(&model, 2.0, method, n).run().unwrap(), exact));
    check(method.name(), steps, errors, method.order(), dense_order);
}

/// sin' t = -sin(t - pi/2), with a sine as the history, is smooth everywhere. With `4 m + 1` steps over one
/// period the delay is a quarter of a step longer than a multiple, so that look-ups always meet the same
/// place of an interpolated step, where its error has the same constant.
fn smooth_delay(method: impl Method, dense_order: usize, steps: &[usize; 2]) {
    let model = TestModel::<Delayed>::new(&[0.0], &[FRAC_PI_2]);
    let history = || History::function(|t, y| y[0] = t.sin());
    let steps = steps.map(|n| 4 * n.div_ceil(4) + 1);
    let run = |n| equal_steps(&model, 4.0 * FRAC_PI_2, method, n).history(history()).run().unwrap();
    let order = order_with_delays(method, dense_order);
    check(method.name(), &steps, steps.map(|n| errors(&run(n), f64::sin)), order, dense_order);
}

/// With a constant history the derivative jumps at the start, the second one later, and so on: the order
/// holds if steps end at these points. The solution is by the method of steps.
fn kinked_history(method: impl Method, dense_order: usize, steps: &[usize; 2]) {
    let model = TestModel::<Relaxation>::new(&[1.0], &[1.0]);
    let (c1, e) = (2.0 * (-1.0_f64).exp() - 1.0, (-1.0_f64).exp());
    let c2 = 1.0 + (c1 - 1.0) * e - 2.0 * e;
    let exact = |t: f64| match t {
        t if t <= 1.0 => 2.0 * (-t).exp() - 1.0,
        t if t <= 2.0 => 1.0 + (c1 - 1.0 - 2.0 * (t - 1.0)) * (1.0 - t).exp(),
        t => -1.0 + (c2 + 1.0 - (c1 - 1.0) * (t - 2.0) + (t - 2.0).powi(2)) * (2.0 - t).exp(),
    };
    let steps = steps.map(|n| 3 * (n / 3));
    let run = |n| equal_steps(&model, 3.0, method, n).run().unwrap();
    let order = order_with_delays(method, dense_order);
    check(method.name(), &steps, steps.map(|n| errors(&run(n), exact)), order, dense_order);
}

pyrates_runtime::operator! {
    Spiral {
        equations { d/dt z = (-0.2 + 2i)*z; }
        variables { z: output(1.0 + 0.5i) }
    }
}

/// Complex states are pairs of real ones: z' = a z has the solution z0 exp(a t).
fn complex_state(method: impl Method, dense_order: usize, steps: &[usize; 2]) {
    let exact = |t: f64| (-0.2 * t).exp() * ((2.0 * t).cos() - 0.5 * (2.0 * t).sin());
    let model = Spiral::default();
    let run = |n: usize| with_steps(model.simulate(0.0..2.0), method, 2.0 / n as f64).run().unwrap();
    check(method.name(), steps, steps.map(|n| errors(&run(n), exact)), method.order(), dense_order);
}

/// x' = -x(t - d) has the solution exp(-a t) if a = exp(a d), which is smooth with itself as the history.
fn decay(d: f64) -> (TestModel<Delayed>, impl Fn(f64) -> f64 + Copy + Send + Sync + 'static) {
    let a = (0..200).fold(1.0, |a: f64, _| (a * d).exp());
    (TestModel::new(&[1.0], &[d]), move |t: f64| (-a * t).exp())
}

/// Steps longer than the delay are solved by iteration.
fn delay_within_step(method: impl Method, dense_order: usize, steps: &[usize; 2]) {
    let (model, exact) = decay(0.01);
    let steps = steps.map(|n| n / 4);
    let run = |n| {
        let history = History::function(move |t, y| y[0] = exact(t));
        equal_steps(&model, 2.0, method, n).history(history).run().unwrap()
    };
    check(method.name(), &steps, steps.map(|n| errors(&run(n), exact)), method.order(), dense_order);
}

#[test]
fn methods_have_their_order() {
    for_all_methods!(oscillator);
    for_all_methods!(gaussian);
    for_all_methods!(complex_state);
}

#[test]
fn methods_keep_their_order_with_a_delay() {
    for_all_methods!(smooth_delay);
    for_all_methods!(kinked_history);
}

#[test]
fn methods_keep_their_order_with_a_delay_shorter_than_the_step() {
    delay_within_step(Euler, 3, &[320, 640]);
    delay_within_step(Heun, 3, &[160, 320]);
    delay_within_step(Ralston, 3, &[160, 320]);
    delay_within_step(Rk4, 3, &[40, 80]);
}

/// The error of adaptive runs falls in proportion to the tolerance (within a factor of 100, since errors
/// add up over the steps, and the cubic or quartic between steps is not controlled).
#[test]
fn tolerances_are_met() {
    fn check(method: impl Method, _dense_order: usize, _steps: &[usize; 2]) {
        if !method.is_adaptive() {
            return;
        }
        for rtol in [1e-4, 1e-6, 1e-8, 1e-10, 1e-12] {
            let model = TestModel::<Oscillator>::new(&[1.0, 0.0], &[]);
            let solution = model.simulate(0.0..10.0).method(method).rtol(rtol).run().unwrap();
            let (on_steps, between) = errors(&solution, f64::cos);
            assert!(on_steps < 20.0 * rtol, "{}: {on_steps} for {rtol}", method.name());
            assert!(between < 100.0 * rtol, "{}: {between} between steps for {rtol}", method.name());
        }
    }
    for_all_methods!(check);
}

/// The same where the delay is shorter than the steps that the tolerance would allow: first slightly,
/// then so much that steps are solved by iteration.
#[test]
fn tolerances_are_met_with_short_delays() {
    fn check(method: impl Method, _dense_order: usize, _steps: &[usize; 2]) {
        if !method.is_adaptive() {
            return;
        }
        for (d, rtol) in [(0.1, 1e-4), (0.1, 1e-8), (0.01, 1e-4), (0.01, 1e-8), (1e-3, 1e-6), (1e-3, 1e-10)] {
            let (model, exact) = decay(d);
            let history = History::function(move |t, y| y[0] = exact(t));
            let solution = model.simulate(0.0..5.0).method(method).rtol(rtol).history(history).run().unwrap();
            let (on_steps, between) = errors(&solution, exact);
            assert!(on_steps < 20.0 * rtol, "{} d = {d}: {on_steps} for {rtol}", method.name());
            assert!(between < 100.0 * rtol, "{} d = {d}: {between} between steps for {rtol}", method.name());
        }
    }
    for_all_methods!(check);
}
