//! Stiff problems with known solutions, the choice of the method, and the advice of explicit methods.

use pyrates_runtime::prelude::*;
use pyrates_runtime::{Method, SolveErrorKind, Stats};

use crate::models::{TestModel, VanDerPol};

pyrates_runtime::operator! {
    /// Robertson's chemical reactions.
    Robertson {
        equations {
            d/dt a = -0.04*a + 1e4*b*c;
            d/dt b = 0.04*a - 1e4*b*c - 3e7*b^2;
            d/dt c = 3e7*b^2;
        }
        variables { a: output(1.0), b: variable(0.0), c: variable(0.0) }
    }
}

pyrates_runtime::operator! {
    /// A state that follows an input fast, as in Prothero and Robinson (Math. Comp. 28 (1974) 145).
    Follower {
        equations { d/dt x = -rate*(x - cos(t)) - sin(t) + u; }
        variables { x: output(1.0), rate: 1e6, u: input(0.0) }
    }
}

pyrates_runtime::operator! {
    /// A fast decay that is driven by its own past.
    DelayedDecay {
        equations { d/dt x = -rate*(x - x(t - tau)); }
        variables { x: output(1.0), rate: 1000.0, tau: 1.0 }
    }
}

pyrates_runtime::operator! {
    /// A decay with a fast term that vanishes if the delay does.
    Recalling {
        equations { d/dt x = -rate*(x - x(t - tau)) - x; }
        variables { x: output(1.0), rate: 1000.0, tau: 1.0 }
    }
}

pyrates_runtime::operator! {
    /// A fast complex decay.
    Spiral {
        equations { d/dt z = (-1e5 + 3e5i)*(z - exp(1i*t)) + 1i*exp(1i*t); }
        variables { z: output(1.0 + 0i) }
    }
}

fn van_der_pol(mu: f64) -> TestModel<VanDerPol> {
    TestModel::new(&[2.0, 0.0], &[mu])
}

/// Reference values of the test set for IVP solvers (Mazzia and Magherini, release 2.4): Robertson at t = 1e11. The
/// tolerances per step add up over some hundred steps.
#[test]
fn robertson_reaches_its_reference_values() {
    let expected = [0.2083340149701255e-07, 0.8333360770334713e-13, 0.999999979166505];
    for (rtol, bound) in [(1e-6, 1e-5), (1e-8, 1e-6), (1e-10, 1e-8)] {
        let model = Robertson::default();
        let run = || model.simulate(0.0..1e11).rtol(rtol).atol(1e-8 * rtol);
        for solution in [run().method(Rodas5P).run(), run().method(Radau9).run()] {
            let solution = solution.unwrap();
            let (_, y) = solution.last().unwrap();
            for (y, e) in y.iter().zip(expected) {
                assert!((y / e - 1.0).abs() < bound, "{rtol}: {y} {e}");
            }
        }
    }
}

/// The solution is cos(t) for any rate; the error between steps is not controlled, and larger. An input of zero that is sampled makes breaking points.
#[test]
fn order_reduction_is_small_and_inputs_are_seen() {
    follow(Rodas5P);
    follow(Radau9);
}

fn follow(method: impl Method) {
    let model = Follower::default();
    for rtol in [1e-4, 1e-6, 1e-8] {
        let solution = model.simulate(0.0..10.0).method(method).rtol(rtol).run().unwrap();
        for k in 0..=100 {
            let t = 0.1 * f64::from(k);
            let error = (solution.at(t).unwrap()[0] - t.cos()).abs();
            assert!(error < 100.0 * rtol, "{rtol} at {t}: {error}");
        }
        for (t, y) in solution.rows() {
            assert!((y[0] - t.cos()).abs() < 10.0 * rtol, "{rtol} at {t}: {y:?}");
        }
        assert!(solution.stats.accepted < 3000, "{:?}", solution.stats);
    }
    // A sampled input of size 1e6 that is held moves the state by 1 where it jumps.
    let input = Input::sampled([0.0, 1e6, 0.0], 0.5).interpolation(Interpolation::Hold);
    let solution = model.simulate(0.0..1.5).method(method).input("u", input).run().unwrap();
    for (t, shift) in [(0.4, 0.0), (0.6, 1.0), (0.9, 1.0), (1.1, 0.0)] {
        let x = solution.at(t).unwrap()[0];
        assert!((x - t.cos() - shift).abs() < 1e-4, "{x} at {t}");
    }
}

/// From x = 1 for t <= 0 nothing moves; from t = 0 to 1 with zero before it decays, then follows with a delay:
/// x(t) is exp(-1000 t) before 1, and (1000 (t - 1)) exp(-1000 (t - 1)) + exp(-1000 t) before 2.
#[test]
fn stiff_delay_equations_are_solved() {
    let model = DelayedDecay::default();
    let run = || model.simulate(0.0..2.0).rtol(1e-8).atol(1e-10).history(History::Zero);
    for solution in [run().method(Rodas5P).run(), run().method(Radau9).run(), run().method(Auto).run()] {
        let solution = solution.unwrap();
        for k in 0..=400 {
            let t = 0.005 * f64::from(k);
            let s = t - 1.0;
            let later = if s > 0.0 { 1000.0 * s * (-1000.0 * s).exp() } else { 0.0 };
            let error = (solution.at(t).unwrap()[0] - (-1000.0 * t).exp() - later).abs();
            assert!(error < 1e-7, "{t}: {error}");
        }
        assert!(solution.stats.accepted < 500, "{:?}", solution.stats);
    }
}

/// A delay of zero is the present also for the Jacobian: nothing but x' = -x is left then. A method that takes the
/// past for a constant would see a decay with a rate of 1001, and lose its order.
#[test]
fn delays_of_zero_are_seen_by_the_jacobian() {
    let model = Recalling { tau: 0.0, ..Default::default() };
    let run = || model.simulate(0.0..5.0).rtol(1e-9);
    for solution in [run().method(Rodas5P).run(), run().method(Radau9).run()] {
        let solution = solution.unwrap();
        let (_, y) = solution.last().unwrap();
        assert!((y[0] - (-5.0_f64).exp()).abs() < 1e-9, "{y:?}");
        assert!(solution.stats.accepted < 150, "{:?}", solution.stats);
    }
}

/// The solution is exp(i t). Between steps the error is larger than the tolerance, which fast terms reduce the order
/// of; it is not controlled there.
#[test]
fn complex_states_may_be_stiff() {
    let model = Spiral::default();
    let run = || model.simulate(0.0..10.0).rtol(1e-8);
    for solution in [run().method(Rodas5P).run(), run().method(Radau9).run()] {
        let solution = solution.unwrap();
        for k in 0..=100 {
            let t = 0.1 * f64::from(k);
            let z = solution.at(t).unwrap();
            assert!((z[0] - t.cos()).abs() < 1e-6 && (z[1] - t.sin()).abs() < 1e-6, "{z:?} at {t}");
        }
    }
}

/// Van der Pol's oscillator for mu = 1000 at t = 2000; the reference value of the test set for IVP solvers.
#[test]
fn the_choice_follows_the_problem() {
    let run = |method_is_auto: bool, mu: f64, t_end: f64| {
        let model = van_der_pol(mu);
        let run = model.simulate(0.0..t_end).rtol(1e-7);
        if method_is_auto { run.method(Auto).run().unwrap() } else { run.method(Tsit5).run().unwrap() }
    };
    let stiff = run(true, 1000.0, 2000.0);
    let (_, y) = stiff.last().unwrap();
    assert!((y[0] - 1.706167732170483).abs() < 1e-5, "{y:?}");
    assert!(stiff.stats.accepted < 3000 && stiff.stats.switches > 1, "{:?}", stiff.stats);
    // Where nothing is stiff nothing but the explicit method is at work.
    let (auto, explicit) = (run(true, 1.0, 20.0), run(false, 1.0, 20.0));
    assert_eq!((auto.stats.switches, auto.stats.factorisations), (0, 0));
    assert_eq!(auto.values(), explicit.values());
    // Stiffness is seen at tight tolerances as well.
    let solution =
        Robertson::default().simulate(0.0..1e11).method(Auto).rtol(1e-8).atol(1e-16).run().unwrap();
    assert!(solution.stats.accepted < 1500 && solution.stats.switches == 1, "{:?}", solution.stats);
}

#[test]
fn explicit_methods_say_that_a_problem_looks_stiff() {
    fn check(method: impl Method, _dense_order: usize, _steps: &[usize; 2]) {
        if !method.is_adaptive() || ["Rodas5P", "Radau9", "Auto"].contains(&method.name()) {
            return;
        }
        let model = van_der_pol(1000.0);
        let error = model.simulate(0.0..1000.0).method(method).max_steps(5000).run().unwrap_err();
        let expected = SolveErrorKind::MaxSteps { max_steps: 5000, looks_stiff: true };
        assert_eq!(error.kind, expected, "{}", method.name());
        assert!(error.to_string().contains("try Rodas5P or Auto"), "{error}");
        let solution = model.simulate(0.0..10.0).method(method).run().unwrap();
        assert!(solution.stats.looks_stiff, "{}", method.name());
        assert!(solution.to_string().contains("try Rodas5P or Auto"), "{solution}");
        let solution = van_der_pol(1.0).simulate(0.0..100.0).method(method).run().unwrap();
        assert!(!solution.stats.looks_stiff, "{}", method.name());
    }
    for_all_methods!(check);
}

/// One Jacobian per step, and one factorisation per trial or three.
#[test]
fn the_work_is_counted() {
    let model = van_der_pol(10.0);
    let run = || model.simulate(0.0..50.0);
    for (solution, matrices) in [(run().method(Rodas5P).run(), 1), (run().method(Radau9).run(), 3)] {
        let Stats { accepted, rejected, jacobians, factorisations, switches, .. } = solution.unwrap().stats;
        assert!(rejected > 0 && switches == 0);
        assert_eq!((jacobians, factorisations), (accepted, matrices * (accepted + rejected)));
    }
}

/// Errors at the ends of steps are far below a tight tolerance, with a fifth of the steps of a method of order 5. Van der Pol's
/// oscillator for mu = 1000 at t = 2000 again.
#[test]
fn high_order_takes_few_steps() {
    let model = van_der_pol(1000.0);
    let run = || model.simulate(0.0..2000.0).rtol(1e-9);
    let (few, many) = (run().method(Radau9).run().unwrap(), run().method(Rodas5P).run().unwrap());
    let (_, y) = few.last().unwrap();
    assert!((y[0] / 1.706167732170483 - 1.0).abs() < 1e-9, "{y:?}");
    assert!(few.stats.accepted * 5 < many.stats.accepted, "{:?} {:?}", few.stats, many.stats);
}

/// Steps of one length, whose equations are solved to the last digits, damp what is fast.
#[test]
fn fixed_steps_are_stable() {
    let solution = Follower { x: 2.0, ..Follower::default() };
    let run = solution.simulate(0.0..2.0).method(Radau9).dt(0.1).fixed_steps().run().unwrap();
    assert_eq!(run.stats.accepted, 20);
    let (t, y) = run.last().unwrap();
    assert!((y[0] - t.cos()).abs() < 1e-12, "{y:?}");
}
