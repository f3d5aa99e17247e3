//! Strong orders with nonlinear drift and additive noise: runs with steps of different lengths on the same Wiener processes.

use pyrates_runtime::prelude::*;
use pyrates_runtime::{Method, SolveErrorKind};

pyrates_runtime::operator! {
    DoubleWell {
        equations { d/dt x = x - x^3 + sigma*noise(); }
        variables { x: output(0.5), sigma: 1.0 }
    }
}

pyrates_runtime::operator! {
    FitzHughNagumo {
        equations {
            d/dt v = v - v^3/3 - w + i + sigma*noise();
            d/dt w = (v + 0.7 - 0.8*w)/tau + 0.2*noise();
        }
        variables { v: output(-1.0), w: variable(0.5), i: 0.5, tau: 3.0, sigma: 2.0 }
    }
}

pyrates_runtime::operator! {
    Wiener { equations { d/dt w = noise(); } variables { w: output(0.0) } }
}

pyrates_runtime::operator! {
    /// `z` is the integral of the Wiener process.
    Integrated {
        equations { d/dt w = noise(); d/dt z = w; }
        variables { w: output(0.0), z: variable(0.0) }
    }
}

const PATHS: u64 = 200;
/// The steps of the reference, for which all numbers are drawn.
const FINE: f64 = 1.0 / 1024.0;

fn end(model: &impl Model, method: impl Method, dt: f64, path: u64) -> Vec<f64> {
    let run = model.simulate(0.0..1.0).method(method).dt(dt).noise_step(FINE).interval(1.0);
    run.seed(5).realization(path).run().unwrap().last().unwrap().1.to_vec()
}

/// The slope of the mean error at the end over the length of steps, both in logarithms, by least squares.
fn order(model: &impl Model, method: impl Method, reference: &[Vec<f64>]) -> f64 {
    let points = [32.0_f64, 64.0, 128.0].map(|n| {
        let paths = reference.iter().zip(0..);
        let errors = paths.map(|(reference, path)| {
            let end = end(model, method, 1.0 / n, path);
            end.iter().zip(reference).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt()
        });
        (-n.log2(), (errors.sum::<f64>() / reference.len() as f64).log2())
    });
    let mean = |f: &dyn Fn(&(f64, f64)) -> f64| points.iter().map(f).sum::<f64>() / points.len() as f64;
    let (x, y) = (mean(&|point| point.0), mean(&|point| point.1));
    mean(&|point| (point.0 - x) * (point.1 - y)) / mean(&|point| (point.0 - x).powi(2))
}

#[track_caller]
fn near(found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() < tolerance, "{found} instead of {expected}");
}

fn check(model: &impl Model) {
    let reference: Vec<Vec<f64>> = (0..PATHS).map(|path| end(model, Sra1, FINE, path)).collect();
    near(order(model, EulerMaruyama, &reference), 1.0, 0.1);
    near(order(model, StochasticHeun, &reference), 1.0, 0.1);
    near(order(model, Milstein, &reference), 1.0, 0.1);
    near(order(model, Sra1, &reference), 1.5, 0.15);
}

#[test]
fn strong_orders_with_a_nonlinear_drift() {
    check(&DoubleWell::default());
}

#[test]
fn strong_orders_of_a_system() {
    check(&FitzHughNagumo::default());
}

/// Steps of all lengths see the same processes at their common ends, a last one that is shorter included.
#[test]
fn paths_do_not_depend_on_the_step() {
    let at = |dt: f64| {
        let model = Wiener::default();
        let run =
            model.simulate(0.0..1.3).method(EulerMaruyama).dt(dt).noise_step(0.05).interval(0.4).with_end();
        run.run().unwrap().column("w").unwrap()
    };
    for (a, b) in at(0.05).iter().zip(at(0.2)).chain(at(0.05).iter().zip(at(0.4))) {
        near(*a, b, 1e-13);
    }
}

/// Euler's method integrates the process at the starts of fine steps only, `Sra1` the process itself: with steps of any
/// length, and with the right variance.
#[test]
fn integrals_of_steps_are_made_of_those_of_their_parts() {
    let z = |dt: f64, path: u64| end(&Integrated::default(), Sra1, dt, path)[1];
    let mut variance = 0.0;
    for path in 0..PATHS {
        let fine = z(FINE, path);
        near(z(0.25, path), fine, 1e-12);
        near(z(1.0, path), fine, 1e-12);
        variance += fine * fine / PATHS as f64;
    }
    // The standard error of a variance of 200 numbers is 10 per cent.
    near(3.0 * variance, 1.0, 0.4);
}

/// Runs that go on draw the numbers behind those that were drawn.
#[test]
fn paths_go_on_after_other_runs() {
    let model = Wiener::default();
    let run = |t: std::ops::Range<f64>, dt: f64| model.simulate(t).method(EulerMaruyama).dt(dt);
    let whole = run(0.0..2.0, 0.25).noise_step(0.25).run().unwrap();
    let first = run(0.0..1.0, 0.5).noise_step(0.25).run().unwrap();
    let second = run(1.0..2.0, 0.5).after(&first).run().unwrap();
    near(second.last().unwrap().1[0], whole.last().unwrap().1[0], 1e-13);
}

#[test]
fn steps_of_noise_must_be_parts_of_steps() {
    let model = Wiener::default();
    for step in [0.0, -0.1, 0.3, 0.07, f64::NAN] {
        let run = model.simulate(0.0..1.0).method(EulerMaruyama).dt(0.2).noise_step(step).run();
        let is_refused = |kind: &SolveErrorKind| {
            matches!(kind, SolveErrorKind::InvalidOption { option: "noise_step", .. })
        };
        assert!(run.is_err_and(|error| is_refused(&error.kind)), "{step}");
    }
    let quiet = model.simulate(0.0..1.0).method(Euler).dt(0.2).without_noise().noise_step(0.1).run();
    assert!(quiet.is_err_and(|error| error.to_string().contains("noise_step")));
}
