//! Steps of one length: of adaptive methods too, and how much the result depends on them.

use pyrates_runtime::prelude::*;
use pyrates_runtime::{ErrorEstimate, Method, SolveErrorKind};

pyrates_runtime::operator! {
    Pair {
        equations { d/dt x = z; d/dt z = -x; }
        variables { x: output(1.0), z: variable(0.0) }
    }
}

pyrates_runtime::operator! {
    Feedback {
        equations { d/dt x = -k*x(t - tau); }
        variables { x: output(0.0), k: 1.0, tau: 1.0 }
    }
}

/// The estimated error and the true one, which is at the end.
fn estimate(method: impl Method, dt: f64) -> (ErrorEstimate, f64) {
    let model = Pair::default();
    let run = model.simulate(0.0..10.0).method(method).dt(dt).fixed_steps().estimate_error();
    let solution = run.run().unwrap();
    let exact = |(t, y): (f64, &[f64])| (y[0] - t.cos()).abs().max((y[1] + t.sin()).abs());
    let error = solution.rows().map(exact).fold(0.0, f64::max);
    (solution.error_estimate().unwrap().clone(), error)
}

#[test]
fn estimates_are_near_the_errors() {
    macro_rules! check {
        ($($method:ident $dt:literal),*) => {$(
            let (found, error) = estimate($method, $dt);
            let ratio = found.absolute / error;
            assert!((0.8..1.25).contains(&ratio), "{}: {found}, the error is {error}", stringify!($method));
        )*};
    }
    check!(Euler 0.01, Heun 0.1, Ralston 0.1, Rk4 0.2, Bosh3 0.1, Dopri5 0.3, Tsit5 0.3, Vern7 0.5, Dop853 0.5, Rodas5P 0.2, Radau9 1.0);
    let (rough, _) = estimate(Euler, 0.1);
    assert!(rough.depends_on_step() && rough.to_string().contains("choose a shorter one"), "{rough}");
    let (fine, _) = estimate(Rk4, 0.01);
    assert!(
        !fine.depends_on_step() && fine.to_string().starts_with("the estimated error is at most"),
        "{fine}"
    );
}

/// The error of Euler's method with a delay, and with PyRates' rule for it.
#[test]
fn delays_count_too() {
    let model = Feedback { x: 1.0, ..Feedback::default() };
    for rule in [DelayRule::Interpolate, DelayRule::RingBuffer] {
        let run = model.simulate(0.0..3.0).method(Euler).dt(0.01).delay_rule(rule).estimate_error();
        let solution = run.run().unwrap();
        let estimate = solution.error_estimate().unwrap();
        let exact = match rule {
            // 1 - t + (t - 1)^2/2 - (t - 2)^3/6 from 2 to 3.
            DelayRule::Interpolate => -1.0 / 6.0,
            // Before the start is nothing: 1 - (t - 1) + (t - 2)^2/2.
            DelayRule::RingBuffer => -0.5,
        };
        let error = (solution.last().unwrap().1[0] - exact).abs();
        assert!(estimate.absolute > 0.5 * error && estimate.absolute < 0.03, "{rule:?}: {estimate}, {error}");
    }
}

/// Runs whose states jump are compared between the jumps.
#[test]
fn jumps_are_left_out() {
    let model = Pair::default();
    let kick = || Event::when("x < 0").set("x", "1");
    let run = model.simulate(0.0..6.0).method(Rk4).dt(0.05).event(kick()).estimate_error();
    let solution = run.run().unwrap();
    assert!(solution.events().len() > 2);
    assert!(solution.error_estimate().unwrap().relative < 1e-4, "{solution}");
}

#[test]
fn options_without_meaning_are_refused() {
    let model = Pair::default();
    let unused = |simulation: Simulation<Pair>| match simulation.run().unwrap_err().kind {
        SolveErrorKind::UnusedOption { option, .. } => option,
        other => panic!("{other}"),
    };
    let run = || model.simulate(0.0..1.0);
    assert_eq!(unused(run().estimate_error()), "estimate_error");
    assert_eq!(unused(run().dt(0.1).fixed_steps().rtol(1e-3)), "rtol");
    assert_eq!(unused(run().method(Auto).dt(0.1).fixed_steps()), "fixed_steps");
    assert_eq!(unused(run().method(OdeSolvers::Dopri5).dt(0.1).fixed_steps()), "fixed_steps");
    assert!(matches!(run().fixed_steps().run().unwrap_err().kind, SolveErrorKind::MissingStep { .. }));
}

/// A recorded past, between whose samples is a spline.
#[test]
fn a_history_can_be_an_array() {
    let model = Feedback { tau: 2.0, ..Feedback::default() };
    let f = |t: f64| t.sin();
    let rows = |n: i32| (0..=n).map(move |k| [f(-2.0 + 2.0 * f64::from(k) / f64::from(n))]);
    let end = |history: History| {
        let solution = model.simulate(0.0..3.0).history(history).rtol(1e-10).run().unwrap();
        solution.last().unwrap().1[0]
    };
    let exact = end(History::function(move |t, y| y[0] = f(t)));
    // Splines of order four.
    let errors = [20, 40].map(|n| (end(History::samples(rows(n), 2.0 / f64::from(n))) - exact).abs());
    assert!(errors[1] < 1e-7 && errors[0] / errors[1] > 12.0, "{errors:?}");

    let refused = |history: History| model.simulate(0.0..3.0).history(history).run().unwrap_err();
    let short = refused(History::samples(rows(20), 0.05));
    assert_eq!(short.kind, SolveErrorKind::ShortHistory { from: -1.0, needed: -2.0 });
    assert!(short.to_string().contains("begin at -1, but delays reach back to -2"), "{short}");
    assert!(refused(History::samples([[1.0, 2.0]], 3.0)).to_string().contains("must have 1 entries"));
    assert!(
        refused(History::samples([[f64::NAN]], 3.0))
            .to_string()
            .contains("`x in row 0 of the history` is NaN")
    );
    assert!(refused(History::samples(rows(20), 0.0)).to_string().contains("a positive interval"));
}
