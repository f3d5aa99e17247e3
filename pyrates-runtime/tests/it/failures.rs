//! What fails, and what the messages say.

use pyrates_runtime::model::Past;
use pyrates_runtime::prelude::*;
use pyrates_runtime::scalar::Scalar;
use pyrates_runtime::{Method, SolveError, SolveErrorKind};

use crate::models::{Delayed, Equations, Oscillator, TestModel, predator_prey};

/// y' = y^2, with a pole at t = 1 from y = 1; x is harmless.
struct Pole;
impl Equations for Pole {
    const STATES: &'static [&'static str] = &["x", "cell/y"];
    fn vector_field<S: Scalar, P: Past<S>>(_t: S, y: &[S], _p: &[S], _past: &P, dy: &mut [S]) {
        dy[0] = y[0].splat(1.0);
        dy[1] = y[1] * y[1];
    }
    fn jacobian<S: Scalar, P: Past<S>>(
        _t: S,
        y: &[S],
        _p: &[S],
        _past: &P,
        add: &mut impl FnMut(usize, usize, S),
    ) {
        add(1, 1, y[1] + y[1]);
    }
}

/// y' = sqrt(1 - t), which is NaN after t = 1.
struct Root;
impl Equations for Root {
    const STATES: &'static [&'static str] = &["x", "cell/y"];
    fn vector_field<S: Scalar, P: Past<S>>(t: S, y: &[S], _p: &[S], _past: &P, dy: &mut [S]) {
        dy[0] = y[0].splat(1.0);
        dy[1] = (t.splat(1.0) - t).sqrt();
    }
    fn jacobian<S: Scalar, P: Past<S>>(
        _t: S,
        _y: &[S],
        _p: &[S],
        _past: &P,
        _add: &mut impl FnMut(usize, usize, S),
    ) {
    }
}

/// y' = -sign(y), which chatters around zero: no step meets the tolerance there.
struct Friction;
impl Equations for Friction {
    const STATES: &'static [&'static str] = &["y"];
    fn vector_field<S: Scalar, P: Past<S>>(_t: S, y: &[S], _p: &[S], _past: &P, dy: &mut [S]) {
        dy[0] = -y[0].sign();
    }
    fn jacobian<S: Scalar, P: Past<S>>(
        _t: S,
        _y: &[S],
        _p: &[S],
        _past: &P,
        _add: &mut impl FnMut(usize, usize, S),
    ) {
    }
}

fn oscillator() -> TestModel<Oscillator> {
    TestModel::new(&[1.0, 0.0], &[])
}

/// The error, which must hold the solution up to the time it names.
fn failed(result: Result<pyrates_runtime::Solution, SolveError>) -> SolveError {
    let error = result.expect_err("this must fail");
    match error.partial.last() {
        Some((t, y)) => assert!(t <= error.t && y.iter().all(|y| y.is_finite())),
        None => assert!(error.to_string().starts_with("the simulation did not start")),
    }
    error
}

#[test]
fn nan_is_reported_with_its_variable_and_time() {
    fn check(method: impl Method, _dense_order: usize, _steps: &[usize; 2]) {
        let model = TestModel::<Root>::new(&[0.0, 0.0], &[]);
        let simulation = model.simulate(0.0..2.0).method(method);
        let simulation = if method.is_adaptive() { simulation } else { simulation.dt(0.01) };
        let error = failed(simulation.run());
        assert_eq!(error.kind, SolveErrorKind::NotFinite { variable: "cell/y".into() }, "{}", method.name());
        // Fixed steps stop one step before.
        assert!((error.t - 1.0).abs() < 0.011, "{}: {}", method.name(), error.t);
        assert!(error.to_string().contains("`cell/y`"), "{error}");
        assert!(error.partial.at(0.5).is_ok());
    }
    for_all_methods!(check);
    check(OdeSolvers::Dopri5, 3, &[20, 40]);
    check(OdeSolvers::Dop853, 3, &[20, 40]);
}

#[test]
fn a_value_that_is_not_finite_at_the_start_is_reported() {
    let error = failed(oscillator().simulate(0.0..1.0).initial(&[1.0, f64::NAN]).run());
    let SolveErrorKind::InvalidValue { path, value } = error.kind else { panic!("{error}") };
    assert!(path == "v" && value.is_nan());
}

#[test]
fn a_pole_is_an_error_at_its_time() {
    fn check(method: impl Method, _dense_order: usize, _steps: &[usize; 2]) {
        if !method.is_adaptive() {
            return;
        }
        let model = TestModel::<Pole>::new(&[0.0, 1.0], &[]);
        let error = failed(model.simulate(0.0..2.0).method(method).run());
        let named = SolveErrorKind::NotFinite { variable: "cell/y".into() };
        assert!(matches!(error.kind, SolveErrorKind::StepCollapse { .. }) || error.kind == named, "{error}");
        assert!((error.t - 1.0).abs() < 1e-3, "{error}");
    }
    for_all_methods!(check);
    check(OdeSolvers::Dopri5, 3, &[20, 40]);
    check(OdeSolvers::Dop853, 3, &[20, 40]);
    // A fixed step jumps over the pole and meets infinity later.
    let model = TestModel::<Pole>::new(&[0.0, 1.0], &[]);
    let error = failed(model.simulate(0.0..10.0).method(Rk4).dt(0.1).run());
    assert_eq!(error.kind, SolveErrorKind::NotFinite { variable: "cell/y".into() });
}

#[test]
fn a_discontinuity_that_no_step_meets_collapses_or_runs_out_of_steps() {
    let model = TestModel::<Friction>::new(&[1.0], &[]);
    let error = failed(model.simulate(0.0..2.0).rtol(1e-12).max_steps(100_000).run());
    assert!(
        matches!(error.kind, SolveErrorKind::StepCollapse { .. } | SolveErrorKind::MaxSteps { .. }),
        "{error}"
    );
    assert!((error.t - 1.0).abs() < 1e-3, "{error}");
}

#[test]
fn the_limit_of_steps_holds_and_can_be_lifted() {
    let run = |n: usize| oscillator().simulate(0.0..1.0).method(Euler).dt(1e-3).max_steps(n).run();
    let error = failed(run(10));
    assert_eq!(error.kind, SolveErrorKind::MaxSteps { max_steps: 10, looks_stiff: false });
    assert_eq!(error.partial.t.len(), 11);
    assert!(run(usize::MAX).is_ok() && run(1000).is_ok());
    let error = failed(oscillator().simulate(0.0..100.0).method(OdeSolvers::Dopri5).max_steps(5).run());
    assert_eq!(error.kind, SolveErrorKind::MaxSteps { max_steps: 5, looks_stiff: false });
}

#[test]
fn delays_that_make_no_sense_are_refused() {
    for delay in [-0.5, f64::NAN, f64::INFINITY] {
        let model = TestModel::<Delayed>::new(&[1.0], &[delay]);
        let error = failed(model.simulate(0.0..1.0).run());
        assert!(matches!(error.kind, SolveErrorKind::InvalidDelay { lookup: 0, .. }), "{error}");
    }
}

#[test]
fn a_step_far_beyond_the_delay_is_refused() {
    let model = TestModel::<Delayed>::new(&[1.0], &[0.001]);
    let error = failed(model.simulate(0.0..10.0).method(Rk4).dt(5.0).run());
    assert!(matches!(error.kind, SolveErrorKind::DelayWithinStep { .. }), "{error}");
}

#[test]
fn options_without_meaning_are_refused() {
    let m = oscillator();
    let d = predator_prey();
    let unused = |result: Result<_, SolveError>| match failed(result).kind {
        SolveErrorKind::UnusedOption { option, .. } => option,
        kind => panic!("{kind}"),
    };
    assert_eq!(unused(m.simulate(0.0..1.0).method(Euler).dt(0.1).rtol(1e-3).run()), "rtol");
    assert_eq!(unused(m.simulate(0.0..1.0).method(Rk4).dt(0.1).atol(1e-3).run()), "atol");
    assert_eq!(unused(m.simulate(0.0..1.0).method(Rk4).dt(0.1).max_step(1.0).run()), "max_step");
    assert_eq!(unused(m.simulate(0.0..1.0).history(History::Zero).run()), "history");
    assert_eq!(unused(m.simulate(0.0..1.0).delay_rule(DelayRule::RingBuffer).run()), "delay_rule");
    let ring = DelayRule::RingBuffer;
    assert_eq!(unused(d.simulate(0.0..1.0).delay_rule(ring).run()), "DelayRule::RingBuffer");
    let euler = d.simulate(0.0..1.0).method(Euler).dt(0.1).delay_rule(ring);
    assert_eq!(unused(euler.history(History::Initial).run()), "history");
}

#[test]
fn options_with_impossible_values_are_refused() {
    let m = oscillator();
    let invalid = |result: Result<_, SolveError>| match failed(result).kind {
        SolveErrorKind::InvalidOption { option, .. } => option,
        kind => panic!("{kind}"),
    };
    for bad in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert_eq!(invalid(m.simulate(0.0..1.0).method(Euler).dt(bad).run()), "dt");
        assert_eq!(invalid(m.simulate(0.0..1.0).dt(bad).run()), "dt");
        assert_eq!(invalid(m.simulate(0.0..1.0).max_step(bad).run()), "max_step");
        assert_eq!(invalid(m.simulate(0.0..1.0).interval(bad).run()), "interval");
    }
    assert_eq!(invalid(m.simulate(0.0..1.0).rtol(-1e-3).run()), "rtol");
    assert_eq!(invalid(m.simulate(0.0..1.0).rtol(1e-16).run()), "rtol");
    assert_eq!(invalid(m.simulate(0.0..1.0).rtol(0.0).run()), "atol");
    assert_eq!(invalid(m.simulate(0.0..1.0).atol(f64::NAN).run()), "atol");
    assert_eq!(invalid(m.simulate(0.0..1.0).max_steps(0).run()), "max_steps");
    assert_eq!(invalid(m.simulate(1e6..2e6).method(Euler).dt(1e-12).run()), "dt");
    assert!(m.simulate(0.0..1.0).rtol(0.0).atol(1e-6).run().is_ok());
}

#[test]
fn intervals_and_lengths_are_checked() {
    let m = oscillator();
    for (t0, t_end) in [(1.0, 1.0), (1.0, 0.0), (0.0, f64::NAN), (0.0, f64::INFINITY), (-f64::MAX, f64::MAX)]
    {
        let error = failed(m.simulate(t0..t_end).run());
        assert!(matches!(error.kind, SolveErrorKind::Interval { .. }), "{error}");
    }
    let error = failed(m.simulate(0.0..1.0).initial(&[1.0]).run());
    assert_eq!(
        error.to_string(),
        "the simulation did not start: the initial state must have 2 entries, but it has 1"
    );
    let error = failed(m.simulate(0.0..1.0).method(Heun).run());
    assert_eq!(error.kind, SolveErrorKind::MissingStep { method: "Heun" });
}
