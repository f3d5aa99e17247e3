//! Comparison with the crate `ode_solvers`: the same methods must make the same steps.

use pyrates_runtime::model::Model;
use pyrates_runtime::{Dop853, Dopri5, Method, OdeSolvers, SolveErrorKind};

use crate::models::{Oscillator, TestModel, VanDerPol, predator_prey};

/// Both use Hairer's coefficients and controller, so only the order of summation differs. It changes an
/// error estimate that is mostly rounding in the first, short steps, so times are equal to some digits
/// only (1e-4 was seen), while states at the same time agree to the tolerance.
#[test]
fn both_make_the_same_steps() {
    fn check(own: impl Method, other: OdeSolvers, rtol: f64) {
        let model = TestModel::<VanDerPol>::new(&[1.0, 0.0], &[1.0]);
        let a = model.simulate(0.0..20.0).method(own).rtol(rtol).run().unwrap();
        let b = model.simulate(0.0..20.0).method(other).rtol(rtol).run().unwrap();
        assert_eq!(a.stats.accepted, b.stats.accepted, "{rtol}");
        assert_eq!(a.stats.rejected, b.stats.rejected, "{rtol}");
        for ((t, _), (s, _)) in a.rows().zip(b.rows()) {
            assert!((t - s).abs() < 1e-3, "{t} {s}");
        }
        let (a, b) = (a.last().unwrap(), b.last().unwrap());
        assert_eq!(a.0, b.0);
        assert!((a.1[0] - b.1[0]).abs() < rtol && (a.1[1] - b.1[1]).abs() < rtol, "{a:?} {b:?}");
    }
    check(Dopri5, OdeSolvers::Dopri5, 1e-5);
    check(Dopri5, OdeSolvers::Dopri5, 1e-9);
    check(Dop853, OdeSolvers::Dop853, 1e-5);
    check(Dop853, OdeSolvers::Dop853, 1e-9);
}

/// The faults of the crate that the adapter guards against: the last sample, negative times, and tiny
/// initial values. Samples have the error of cubic interpolation over the steps.
#[test]
fn known_faults_are_guarded() {
    let model = TestModel::<Oscillator>::new(&[1.0, 0.0], &[]);
    for (t0, interval) in [(0.0, 10.0), (0.0, 1.0), (-5.0, 2.5)] {
        let simulation = model.simulate(t0..t0 + 10.0).method(OdeSolvers::Dopri5).rtol(1e-10);
        let solution = simulation.interval(interval).run().unwrap();
        let (t, y) = solution.last().unwrap();
        assert_eq!(t, t0 + 10.0);
        assert!((y[0] - 10.0_f64.cos()).abs() < 1e-8, "{y:?}");
    }
    let tiny = TestModel::<Oscillator>::new(&[1e-16, 0.0], &[]);
    for method in [OdeSolvers::Dopri5, OdeSolvers::Dop853] {
        assert!(tiny.simulate(0.0..10.0).method(method).rtol(1e-9).run().is_ok());
    }
}

#[test]
fn delays_are_refused() {
    let error = predator_prey().simulate(0.0..1.0).method(OdeSolvers::Dop853).run().unwrap_err();
    assert_eq!(error.kind, SolveErrorKind::DelaysUnsupported { method: "OdeSolvers::Dop853" });
    assert!(error.to_string().contains("use Dopri5 or Dop853"), "{error}");
}
