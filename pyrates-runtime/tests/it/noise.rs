//! Noise: orders of convergence against exact solutions, moments, delays, events, and what is refused.

use pyrates_runtime::model::VectorField;
use pyrates_runtime::prelude::*;
use pyrates_runtime::{Method, SolveErrorKind};

pyrates_runtime::operator! {
    /// The Wiener process itself.
    Wiener { equations { d/dt w = noise(); } variables { w: output(0.0) } }
}

pyrates_runtime::operator! {
    /// Geometric Brownian motion.
    Geometric {
        equations { d/dt x = a*x + noise(b*x); }
        variables { x: output(1.0), a: 0.5, b: 0.8 }
    }
}

pyrates_runtime::operator! {
    /// Kloeden and Platen, 4.4: `x = (1 + t)^2 * (1 + w + t)`.
    Additive {
        equations { d/dt x = 2*x/(1 + t) + (1 + t)^2 + (1 + t)^2*noise(); }
        variables { x: output(1.0) }
    }
}

pyrates_runtime::operator! {
    OrnsteinUhlenbeck {
        equations { d/dt x = -x/tau + sigma*noise(); }
        variables { x: output(0.0), tau: 0.5, sigma: 0.7 }
    }
}

/// The end of a run of one state.
fn end(model: &impl Model, method: impl Method, dt: f64, realization: u64, sense: Interpretation) -> f64 {
    let run = model.simulate(0.0..1.0).method(method).dt(dt).interpretation(sense);
    run.seed(11).realization(realization).run().unwrap().last().unwrap().1[0]
}

/// The strong and the weak order: slopes of the mean absolute error and of the error of the mean, whose own random
/// part is small since the exact solution has the same noise.
fn orders(
    model: &impl Model,
    method: impl Method,
    sense: Interpretation,
    exact: impl Fn(f64) -> f64,
) -> (f64, f64) {
    const RUNS: u64 = 2000;
    let errors = |dt: f64| {
        let (mut strong, mut weak) = (0.0, 0.0);
        for realization in 0..RUNS {
            let w = end(&Wiener::default(), EulerMaruyama, dt, realization, Interpretation::Ito);
            let error = end(model, method, dt, realization, sense) - exact(w);
            strong += error.abs();
            weak += error;
        }
        (strong, weak.abs())
    };
    let (coarse, fine) = (errors(1.0 / 8.0), errors(1.0 / 64.0));
    ((coarse.0 / fine.0).log2() / 3.0, (coarse.1 / fine.1).log2() / 3.0)
}

#[track_caller]
fn near(found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() < tolerance, "{found} instead of {expected}");
}

#[test]
fn strong_and_weak_orders_for_multiplicative_noise() {
    let model = Geometric::default();
    let ito = |w: f64| (0.5 - 0.32 + 0.8 * w).exp();
    let stratonovich = |w: f64| (0.5 + 0.8 * w).exp();
    near(orders(&model, EulerMaruyama, Interpretation::Ito, ito).0, 0.5, 0.15);
    // Where the drift is large, the error of the mean stands out from the noise.
    let fast = Geometric { a: 2.0, b: 0.5, ..model.clone() };
    let (_, weak) = orders(&fast, EulerMaruyama, Interpretation::Ito, |w| (2.0 - 0.125 + 0.5 * w).exp());
    near(weak, 1.0, 0.2);
    near(orders(&model, Milstein, Interpretation::Ito, ito).0, 1.0, 0.15);
    near(orders(&model, Milstein, Interpretation::Stratonovich, stratonovich).0, 1.0, 0.15);
    near(orders(&model, StochasticHeun, Interpretation::Ito, ito).0, 0.5, 0.15);
    near(orders(&model, StochasticHeun, Interpretation::Stratonovich, stratonovich).0, 1.0, 0.15);
}

#[test]
fn strong_and_weak_orders_for_additive_noise() {
    let model = Additive::default();
    // At time 1.
    let exact = |w: f64| 4.0 * (2.0 + w);
    let (strong, weak) = orders(&model, EulerMaruyama, Interpretation::Ito, exact);
    near(strong, 1.0, 0.15);
    near(weak, 1.0, 0.2);
    near(orders(&model, StochasticHeun, Interpretation::Ito, exact).0, 1.0, 0.2);
    let (strong, weak) = orders(&model, Sra1, Interpretation::Ito, exact);
    // Here the drift is linear; with others the strong order is 1.5 (see `noise_orders`).
    near(strong, 2.0, 0.2);
    near(weak, 2.0, 0.3);
}

/// Mean, variance and autocorrelation of a stationary run. Its length is 10 000 correlation times, so variances are good
/// to 1.4 percent in one standard error.
#[test]
fn ornstein_uhlenbeck_moments() {
    let solution = OrnsteinUhlenbeck::default().simulate(0.0..5000.0).method(Sra1).dt(0.01).run().unwrap();
    let x = &solution.column("x").unwrap()[1000..];
    let mean = |values: &mut dyn Iterator<Item = f64>| {
        let (sum, n) = values.fold((0.0, 0.0), |(sum, n), x| (sum + x, n + 1.0));
        sum / n
    };
    // sigma^2 tau/2, and exp(-lag/tau) of it.
    let variance = 0.7_f64.powi(2) * 0.5 / 2.0;
    near(mean(&mut x.iter().copied()), 0.0, 5.0 * (variance * 2.0 * 0.5 / 5000.0_f64).sqrt());
    near(mean(&mut x.iter().map(|x| x * x)) / variance, 1.0, 0.07);
    let lagged = &mut x.iter().zip(&x[50..]).map(|(a, b)| a * b);
    near(mean(lagged) / variance, (-1.0_f64).exp(), 0.07);
}

pyrates_runtime::operator! {
    DelayedFeedback {
        equations { d/dt x = -a*x(t - tau) + noise(sigma); }
        variables { x: output(0.0), a: 1.0, tau: 1.0, sigma: 0.5 }
    }
}

/// The stationary variance of Kuechler and Mensch (Stochastics 40 (1992) 23).
#[test]
fn noise_with_delayed_feedback() {
    let solution =
        DelayedFeedback::default().simulate(0.0..20_000.0).method(EulerMaruyama).dt(0.02).run().unwrap();
    let x = &solution.column("x").unwrap()[5000..];
    let variance = x.iter().map(|x| x * x).sum::<f64>() / x.len() as f64;
    let (a, tau, sigma) = (1.0_f64, 1.0, 0.5_f64);
    let expected = sigma * sigma * (1.0 + (a * tau).sin()) / (2.0 * a * (a * tau).cos());
    // The correlation time is about 5: one standard error is 3 percent, the step adds 1.
    near(variance / expected, 1.0, 0.12);
}

pyrates_runtime::operator! {
    /// Two states with a common and a private source.
    Correlated {
        equations {
            d/dt x = noise(1, common) + noise(2);
            d/dt y = noise(3, common);
        }
        variables { x: output(0.0), y: variable(0.0) }
    }
}

/// Terms with one name share a source, others do not.
#[test]
fn sources_are_shared_by_name() {
    const RUNS: u64 = 4000;
    let (mut xx, mut xy, mut yy) = (0.0, 0.0, 0.0);
    let model = Correlated::default();
    for realization in 0..RUNS {
        let run = model.simulate(0.0..1.0).method(EulerMaruyama).dt(0.5);
        let solution = run.realization(realization).run().unwrap();
        let (_, end) = solution.last().unwrap();
        (xx, xy, yy) = (xx + end[0] * end[0], xy + end[0] * end[1], yy + end[1] * end[1]);
    }
    let n = RUNS as f64;
    near(xx / n, 5.0, 0.6);
    near(xy / n, 3.0, 0.6);
    near(yy / n, 9.0, 1.1);
}

pyrates_runtime::node! { Unit { ou: OrnsteinUhlenbeck } }

pyrates_runtime::operator! {
    /// Noise that grows with the input, and complex noise.
    Driven {
        equations {
            d/dt z = -(1 + 2i)*z + (1 + 1i)*noise(drive, w) + noise();
            d/dt y = -y + noise(drive, w)/2;
            drive = 1 + input^2;
        }
        variables { z: output(1 + 0i), y: variable(0.0), drive: variable, input: input(0.0) }
    }
}

pyrates_runtime::node! { Receiver { driven: Driven } }

pyrates_runtime::circuit! {
    Population {
        nodes { cells: [Unit; 7], receiver: Receiver }
        edges { cells.ou.x -> receiver.driven.input { weight: 0.3 }; }
    }
}

/// Compiled and run-time models have the same noise, to the last bit; the amplitudes are those of the interpreter's
/// variables; units have sources of their own.
#[test]
fn compiled_and_run_time_models_agree() {
    let model = Population::default();
    let circuit = Circuit::from_system(model.system()).unwrap();
    let compiled = model.simulate(0.0..2.0).method(StochasticHeun).dt(0.1).seed(3).run().unwrap();
    let data = circuit.simulate(0.0..2.0).method(StochasticHeun).dt(0.1).seed(3).run().unwrap();
    let ends = (compiled.last().unwrap().1, data.last().unwrap().1);
    assert_eq!(ends.0, ends.1);
    let real = model.system().split().into_owned();
    // 7 cells; z has two sources in its real part and one in its imaginary part, y has one.
    assert_eq!((real.noise_places().len(), real.n_noise_sources()), (11, 9));
    let mut amplitudes = vec![0.0; 11];
    let (y, p) = (model.initial_state(), model.parameters());
    let mut work = vec![0.0; model.n_work()];
    model.diffusion(0.0, &y, &p, &pyrates_runtime::model::NoPast, &mut work, &mut amplitudes);
    assert_eq!(amplitudes, [0.7, 0.7, 0.7, 0.7, 0.7, 0.7, 0.7, 1.0, 1.0, 1.0, 0.5]);
    let cells = &compiled.last().unwrap().1[..7];
    assert!((1..7).all(|i| cells[i] != cells[0]));
}

/// A watched event changes nothing: the step that it cuts takes its part of the noise.
#[test]
fn events_split_the_noise_of_a_step() {
    let model = Wiener::default();
    let plain = model.simulate(0.0..5.0).method(EulerMaruyama).dt(0.1).seed(5).run().unwrap();
    let up = Event::when("w > 0.5");
    let run = model.simulate(0.0..5.0).method(EulerMaruyama).dt(0.1).seed(5).event(up);
    let watched = run.run().unwrap();
    assert!(!watched.events().is_empty());
    for event in watched.events() {
        near(watched.at(event.t).unwrap()[0], 0.5, 1e-12);
        near(plain.at(event.t).unwrap()[0], 0.5, 1e-12);
    }
    near(watched.last().unwrap().1[0], plain.last().unwrap().1[0], 1e-12);
}

/// A run in two parts draws the numbers of one, and goes on with the seed.
#[test]
fn runs_go_on_with_new_numbers() {
    let model = OrnsteinUhlenbeck::default();
    let whole = model.simulate(0.0..2.0).method(Milstein).dt(0.125).seed(9).run().unwrap();
    let first = model.simulate(0.0..1.0).method(Milstein).dt(0.125).seed(9).run().unwrap();
    let second = model.simulate(1.0..2.0).method(Milstein).dt(0.125).after(&first).run().unwrap();
    assert_eq!(whole.last(), second.last());
}

/// The last step may be shorter, with noise to match.
#[test]
fn the_last_step_has_the_noise_of_its_length() {
    let model = Wiener::default();
    let ends = (0..4000).map(|realization| {
        let run = model.simulate(0.0..0.25).method(EulerMaruyama).dt(0.2);
        run.realization(realization).run().unwrap().last().unwrap().1[0]
    });
    let variance = ends.map(|w| w * w).sum::<f64>() / 4000.0;
    near(variance, 0.25, 0.03);
}

/// The reason for which a run is refused.
fn refusal(result: Result<pyrates_runtime::Solution, pyrates_runtime::SolveError>) -> String {
    result.unwrap_err().to_string()
}

#[test]
fn what_does_not_fit_is_refused() {
    let model = Geometric::default();
    let text = refusal(model.simulate(0.0..1.0).run());
    assert!(text.contains("EulerMaruyama") && text.contains("without_noise"), "{text}");
    let text = refusal(model.simulate(0.0..1.0).method(EulerMaruyama).run());
    assert!(text.contains("dt"), "{text}");
    let text = refusal(model.simulate(0.0..1.0).method(Sra1).dt(0.1).run());
    assert!(text.contains("`x` has an amplitude that depends on states"), "{text}");
    let text = refusal(Correlated::default().simulate(0.0..1.0).method(Milstein).dt(0.1).run());
    assert!(text.contains("more than one source"), "{text}");
    let run = model.simulate(0.0..1.0).method(EulerMaruyama).dt(0.1);
    let text = refusal(run.interpretation(Interpretation::Stratonovich).run());
    assert!(text.contains("StochasticHeun or Milstein"), "{text}");
    let text = refusal(model.simulate(0.0..1.0).without_noise().seed(1).run());
    assert!(text.contains("seed"), "{text}");
    let error = model.simulate(0.0..1.0).without_noise().method(EulerMaruyama).dt(0.1).run().unwrap_err();
    assert!(matches!(error.kind, SolveErrorKind::UnusedOption { option: "method", .. }));
    let end = model.simulate(0.0..1.0).without_noise().run().unwrap();
    near(end.last().unwrap().1[0], 0.5_f64.exp(), 1e-6);
    let text = model.emit_fortran().unwrap_err().to_string();
    assert!(text.contains("noise"), "{text}");
}
