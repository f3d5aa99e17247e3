//! What fails says what to do, and nothing is left behind.

use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use pyrates_runtime::continuation::{Auto07p, ContinuationError, Direction, PointKind};

use crate::models::{QifSfa, Root};
use crate::{compiled, installed};

#[test]
fn a_missing_auto_is_named_with_where_it_was_looked_for() {
    let error = Auto07p::at("/no/such/folder").unwrap_err();
    assert!(matches!(&error, ContinuationError::MissingAuto { .. }));
    let message = error.to_string();
    assert!(message.contains("/no/such/folder") && message.contains("AUTO_DIR"), "{message}");
    let Some(auto) = installed() else { return };
    let error = auto.compiler("no-such-fortran").unwrap_err();
    assert!(error.to_string().contains("`no-such-fortran`"), "{error}");
}

#[test]
fn unknown_names_are_refused_with_the_nearest_ones() {
    let Some(qif) = compiled(&QifSfa::default()) else { return };
    let rest = qif.equilibrium().unwrap();
    let message = |run: Result<_, ContinuationError>| run.map(|_: f64| ()).unwrap_err().to_string();
    let run = qif.continue_from(&rest).parameter("etaa", -15.0..5.0).run();
    assert_eq!(run.unwrap_err().to_string(), "the model has no parameter `etaa`; did you mean `eta`?");
    assert_eq!(
        message(rest.state("tau_a")),
        "the model has no state `tau_a`; `println!(\"{}\", model.list())` shows all variables"
    );
    let branch = qif.continue_from(&rest).parameter("eta", -15.0..-10.0).run().unwrap();
    let error = branch.hopf(1).unwrap_err().to_string();
    assert_eq!(error, "the branch has no Hopf point 1, and no other special point");
}

#[test]
fn settings_that_make_no_sense_are_refused() {
    let Some(qif) = compiled(&QifSfa::default()) else { return };
    let rest = qif.equilibrium().unwrap();
    let run = || qif.continue_from(&rest).parameter("eta", -15.0..5.0);
    let cases = [
        (qif.continue_from(&rest), "given once"),
        (qif.continue_from(&rest).parameter("eta", 5.0..-15.0), "smaller one first"),
        (qif.continue_from(&rest).parameter("eta", 0.0..5.0), "holds the start: `eta` is -10"),
        (run().parameter("alpha", 0.0..2.0), "given once"),
        (run().ds(-1.0), "`ds` must be a positive number"),
        (run().ds(1.0).ds_max(0.5), "between `ds_min` and `ds_max`"),
        (run().mesh(0), "`mesh`"),
        (run().tolerance(f64::NAN), "`tolerance`"),
        (run().max_points(0), "`max_points`"),
        (run().max_period(10.0), "`max_period` must be left out"),
        (run().report_at("alpha", &[1.0]), "`eta`"),
        (run().stop_at_point(PointKind::Regular, 1), "kind of bifurcation"),
        (qif.cycles_from(&rest), "give it a Hopf point"),
        (qif.curve_from(&rest).parameter("alpha", 0.0..2.0), "give it a fold"),
        (qif.switch_from(&rest), "give it a branch point"),
    ];
    for (run, part) in cases {
        let message = run.run().unwrap_err().to_string();
        assert!(message.contains(part), "{message}");
    }
}

#[test]
fn a_vector_field_that_is_not_finite_is_named() {
    let Some(model) = compiled(&Root::default()) else { return };
    let rest = model.equilibrium().unwrap();
    let run = model.continue_from(&rest).parameter("p", -1.0..1.0).direction(Direction::Down);
    let error = run.run().unwrap_err();
    assert!(matches!(&error, ContinuationError::NotFinite { .. }), "{error}");
    assert!(error.to_string().starts_with("the derivative of `x` is infinite or NaN at p = "), "{error}");
    let partial = error.into_partial().unwrap();
    assert!(partial.parameter("p").unwrap().iter().all(|p| *p > -1e-3));
}

#[test]
fn a_tolerance_that_cannot_be_reached_is_no_convergence() {
    let Some(qif) = compiled(&QifSfa::default()) else { return };
    let rest = qif.equilibrium().unwrap();
    let error = qif.continue_from(&rest).parameter("eta", -15.0..5.0).tolerance(1e-30).run().unwrap_err();
    assert!(matches!(&error, ContinuationError::NotConverged { .. }), "{error}");
    assert!(error.to_string().contains("looser `tolerance`"), "{error}");
    assert!(error.partial().is_some());
}

#[test]
fn runs_end_in_time_and_when_they_are_interrupted() {
    let Some(qif) = compiled(&QifSfa::default()) else { return };
    let rest = qif.equilibrium().unwrap();
    let branch = qif.continue_from(&rest).parameter("eta", -15.0..5.0).run().unwrap();
    let long = || qif.cycles_from(branch.hopf(1).unwrap()).mesh(1000).max_points(50_000);
    let start = Instant::now();
    let error = long().timeout(Duration::from_millis(800)).run().unwrap_err();
    assert!(matches!(&error, ContinuationError::TimedOut { .. }), "{error}");
    assert!(start.elapsed() < Duration::from_secs(20));
    let enough = |progress: &pyrates_runtime::continuation::Progress| match progress.points >= 3 {
        true => ControlFlow::Break(()),
        false => ControlFlow::Continue(()),
    };
    let error = long().observe(enough).run().unwrap_err();
    assert!(matches!(&error, ContinuationError::Interrupted { .. }), "{error}");
    assert!(error.into_partial().unwrap().points.len() >= 3);
}
