//! Steady states and their eigenvalues, against closed forms.

use pyrates_runtime::SteadyStateError;
use pyrates_runtime::prelude::*;

pyrates_runtime::operator! {
    VanDerPol {
        equations { d/dt x = v; d/dt v = mu*(1 - x^2)*v - x + force; }
        variables { x: output(0.5), v: variable(-0.1), mu: 1.0, force: 0.0 }
    }
}

pyrates_runtime::operator! {
    /// A state that looks back; it rests where x = tanh(gain x) + drive.
    Feedback {
        equations { d/dt x = -x + tanh(gain*x(t - tau)) + drive; }
        variables { x: output(1.0), gain: 0.5, drive: 0.3, tau: 2.0 }
    }
}

pyrates_runtime::operator! {
    /// Two states with a sum that does not change.
    Exchange {
        equations { d/dt a = b - a*k; d/dt b = a*k - b; }
        variables { a: output(1.0), b: variable(0.0), k: 2.0 }
    }
}

pyrates_runtime::operator! {
    /// x' = x^2 + c, without a steady state for c > 0.
    Fold {
        equations { d/dt x = x^2 + c; }
        variables { x: output(1.0), c: 1.0 }
    }
}

pyrates_runtime::operator! {
    Driven {
        equations { d/dt x = -x + sin(t); }
        variables { x: output(1.0) }
    }
}

pyrates_runtime::operator! {
    /// Terms of very different sizes: x = 1e-12, y = 1e9, z = 0.
    Sizes {
        equations { d/dt x = 1e-12 - x; d/dt y = 1e3*sqrt(x)*1e6 - 1e-6*y; d/dt z = -z*(1 + z^2); }
        variables { x: output(3e-12), y: variable(1.0), z: variable(0.5) }
    }
}

pyrates_runtime::operator! {
    Complex {
        equations { d/dt z = (-0.5 + 3i)*z + 1 - 2i; }
        variables { z: output(0.0 + 0i) }
    }
}

pyrates_runtime::operator! {
    Logarithm {
        equations { d/dt x = -ln(x); }
        variables { x: output(0.1) }
    }
}

/// The eigenvalues at x = force are those of v'' = mu (1 - x^2) v' - x.
#[test]
fn eigenvalues_are_those_of_the_linearised_equations() {
    for (mu, force) in [(1.0_f64, 0.0_f64), (4.0, 0.0), (1.0, 1.5)] {
        let model = VanDerPol { mu, force, ..Default::default() };
        let steady = model.steady_state().unwrap();
        let (x, v) = (steady.get("x").unwrap(), steady.get("v").unwrap());
        assert!((x - force).abs() < 1e-14 && v.abs() < 1e-14, "{x} {v}");
        let b = mu * (1.0 - force * force);
        let root = (0.25 * b * b - 1.0).abs().sqrt();
        let expected = match 0.25 * b * b < 1.0 {
            true => [(0.5 * b, root), (0.5 * b, -root)],
            false => [(0.5 * b + root, 0.0), (0.5 * b - root, 0.0)],
        };
        let found = steady.eigenvalues().unwrap();
        assert_eq!(found.len(), 2);
        for (z, (re, im)) in found.iter().zip(expected) {
            assert!((z.re - re).abs() < 1e-13 && (z.im - im).abs() < 1e-13, "{z} is not {re} + {im}i");
        }
    }
}

#[test]
fn delayed_values_rest_as_well() {
    let steady = Feedback::default().steady_state().unwrap();
    let x = steady.y[0];
    assert!((x - (0.5 * x).tanh() - 0.3).abs() < 1e-15, "{x}");
    let error = steady.eigenvalues().unwrap_err();
    assert_eq!(error, SteadyStateError::Delays { delay: 2.0 });
    assert!(error.to_string().contains("nonlinear equation"), "{error}");
    // A delay of zero is none, and the derivative of the delayed term counts.
    let steady = Feedback { tau: 0.0, ..Default::default() }.steady_state().unwrap();
    let expected = -1.0 + 0.5 * (1.0 - (0.5 * x).tanh().powi(2));
    let found = steady.eigenvalues().unwrap();
    assert!((found[0].re - expected).abs() < 1e-14 && found[0].im == 0.0, "{found:?}");
}

/// The simulation from the steady state stays there.
#[test]
fn simulations_stay_where_the_model_rests() {
    let mut model = Feedback::default();
    let steady = model.steady_state().unwrap();
    model.set_initial_state(&steady.y);
    let solution = model.simulate(0.0..50.0).rtol(1e-10).run().unwrap();
    assert!(solution.rows().all(|(_, y)| (y[0] - steady.y[0]).abs() < 1e-14));
}

#[test]
fn sizes_may_differ() {
    let steady = Sizes::default().steady_state().unwrap();
    for (path, expected) in [("x", 1e-12), ("y", 1e9)] {
        assert!((steady.get(path).unwrap() / expected - 1.0).abs() < 1e-12, "{:?}", steady.y);
    }
    // Next to 1e9 this counts as zero.
    assert!(steady.get("z").unwrap().abs() < 1e-6, "{:?}", steady.y);
    assert_eq!(
        steady.get("zz").unwrap_err().to_string(),
        "the model has no parameter or state `zz`; did you mean `z`?"
    );
}

#[test]
fn complex_states_rest_too() {
    let steady = Complex::default().steady_state().unwrap();
    // z = (1 - 2i) / (0.5 - 3i)
    let (re, im) = (6.5 / 9.25, 2.0 / 9.25);
    assert!((steady.y[0] - re).abs() < 1e-14 && (steady.y[1] - im).abs() < 1e-14, "{:?}", steady.y);
    let found = steady.eigenvalues().unwrap();
    assert!((found[0].re + 0.5).abs() < 1e-14 && (found[0].im - 3.0).abs() < 1e-14, "{found:?}");
}

/// The full first step would leave the domain of the logarithm.
#[test]
fn steps_are_damped() {
    let model = Logarithm { x: 10.0 };
    let steady = model.steady_state().unwrap();
    assert!((steady.y[0] - 1.0).abs() < 1e-14, "{:?}", steady.y);
}

#[test]
fn what_has_no_steady_state_is_explained() {
    assert_eq!(Driven::default().steady_state().unwrap_err(), SteadyStateError::TimeDependent);
    let error = Fold::default().steady_state().unwrap_err();
    assert!(
        matches!(error, SteadyStateError::NotConverged { .. } | SteadyStateError::Singular { .. }),
        "{error}"
    );
    assert!(error.to_string().contains("simulate for some time"), "{error}");
    let error = Exchange::default().steady_state().unwrap_err();
    assert!(matches!(error, SteadyStateError::Singular { rests: false, .. }), "{error:?}");
    let error = Exchange { a: 1.0, b: 2.0, k: 2.0 }.steady_state().unwrap_err();
    assert!(matches!(error, SteadyStateError::Singular { rests: true, .. }), "{error:?}");
    let error = Logarithm { x: -1.0 }.steady_state().unwrap_err();
    assert_eq!(error, SteadyStateError::NotFinite { variable: "x".into() });
    let error = Fold { x: f64::NAN, c: 1.0 }.steady_state().unwrap_err();
    assert!(error.to_string().starts_with("`x` is NaN"), "{error}");
    let error = Fold { x: 1.0, c: f64::NAN }.steady_state().unwrap_err();
    assert!(error.to_string().starts_with("`c` is NaN"), "{error}");
}
