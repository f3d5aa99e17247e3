//! Sweeps of neural models with noise and with delays, by steps of fixed length: one member after the other, and eight at once. The
//! results are compared before anything is timed: they are the same to the last bit. Times are those of one thread.

use std::time::Duration;

use criterion::{Criterion, Throughput};
use pyrates::prelude::*;
use pyrates::sweep::{Design, Measure, SweepTable, linspace};

operator! {
    /// Decay that noise keeps alive.
    OrnsteinUhlenbeck {
        equations { d/dt x = -x/tau + noise(sigma); }
        variables { x: output(0.0), tau: 1.0, sigma: 0.5 }
    }
}

operator! {
    /// The column of Jansen and Rit (Biological Cybernetics 73 (1995) 357).
    JansenRit {
        functions { rate(v) = 5/(1 + exp(0.56*(6 - v))); }
        equations {
            d/dt y0 = y3;
            d/dt y1 = y4;
            d/dt y2 = y5;
            d/dt y3 = h_e*a*rate(y1 - y2) - 2*a*y3 - a^2*y0;
            d/dt y4 = h_e*a*(u + 0.8*c*rate(c*y0)) - 2*a*y4 - a^2*y1;
            d/dt y5 = h_i*b*0.25*c*rate(0.25*c*y0) - 2*b*y5 - b^2*y2;
        }
        variables {
            y0: output(0.0), y1: variable(0.0), y2: variable(0.0),
            y3: variable(0.0), y4: variable(0.0), y5: variable(0.0),
            h_e: 3.25, h_i: 22.0, a: 100.0, b: 50.0, c: 135.0, u: 220.0,
        }
    }
}

operator! {
    /// A column under noise.
    NoisyJansenRit: JansenRit {
        equations { d/dt y4 = h_e*a*(u + 0.8*c*rate(c*y0)) - 2*a*y4 - a^2*y1 + noise(h_e*a*sigma); }
        variables { sigma: 2.0 }
    }
}

operator! {
    /// A column whose populations hear each other later.
    DelayedJansenRit: JansenRit {
        equations {
            d/dt y3 = h_e*a*rate(y1(t - tau) - y2(t - tau)) - 2*a*y3 - a^2*y0;
            d/dt y4 = h_e*a*(u + 0.8*c*rate(c*y0(t - tau))) - 2*a*y4 - a^2*y1;
            d/dt y5 = h_i*b*0.25*c*rate(0.25*c*y0(t - tau)) - 2*b*y5 - b^2*y2;
        }
        variables { tau: 0.002 }
    }
}

operator! {
    /// Mackey and Glass's equation (Science 197 (1977) 287).
    MackeyGlass {
        equations { d/dt x = beta*x(t - tau)/(1 + x(t - tau)^10) - gamma*x; }
        variables { x: output(1.2), beta: 0.2, gamma: 0.1, tau: 17.0 }
    }
}

/// Sweeps over a design, by the number of members at once.
fn bench(criterion: &mut Criterion, name: &str, n_steps: u64, sweep: impl Fn(usize) -> SweepTable) {
    let (one, eight) = (sweep(1), sweep(8));
    assert!(one.failures().is_empty(), "{:?}", one.failures());
    assert_eq!(one.fingerprint(), eight.fingerprint(), "{name}");
    let mut group = criterion.benchmark_group(name);
    group.throughput(Throughput::Elements(n_steps * one.members().count() as u64));
    for lanes in [1, 8] {
        group.bench_function(format!("lanes({lanes})"), |bencher| bencher.iter(|| sweep(lanes)));
    }
    group.finish();
}

fn noise(criterion: &mut Criterion) {
    let ou = OrnsteinUhlenbeck::default();
    bench(criterion, "Ornstein-Uhlenbeck", 100_000, |lanes| {
        let design = Design::new().axis("tau", linspace(0.5, 2.0, 32));
        let run = ou.simulate(0.0..1000.0).method(EulerMaruyama).dt(0.01).interval(1.0);
        let measures = [Measure::mean("x"), Measure::standard_deviation("x")];
        run.sweep(design).threads(1).lanes(lanes).measure(measures).expect("a table")
    });
    let column = NoisyJansenRit::default();
    for method in ["EulerMaruyama", "StochasticHeun"] {
        bench(criterion, &format!("Jansen-Rit with noise, {method}"), 20_000, |lanes| {
            let design = Design::new().axis("u", linspace(80.0, 300.0, 32));
            let run = column.simulate(0.0..2.0).dt(1e-4).interval(1e-3);
            let run = if method == "EulerMaruyama" {
                run.method(EulerMaruyama)
            } else {
                run.method(StochasticHeun)
            };
            run.sweep(design).threads(1).lanes(lanes).measure([Measure::mean("y1")]).expect("a table")
        });
    }
}

fn delays(criterion: &mut Criterion) {
    let column = DelayedJansenRit::default();
    for (name, swept) in [("inputs", "u"), ("delays", "tau")] {
        bench(criterion, &format!("Jansen-Rit with delays, other {name}"), 20_000, |lanes| {
            let values = if swept == "u" { linspace(80.0, 300.0, 32) } else { linspace(1e-4, 3.2e-3, 32) };
            let run = column.simulate(0.0..2.0).method(Euler).dt(1e-4).interval(1e-3);
            let sweep = run.sweep(Design::new().axis(swept, values)).threads(1).lanes(lanes);
            sweep.measure([Measure::mean("y1")]).expect("a table")
        });
    }
    let equation = MackeyGlass::default();
    bench(criterion, "Mackey-Glass", 50_000, |lanes| {
        let design =
            Design::new().axis("tau", (0..32).map(|k| 10.0 + 0.5 * f64::from(k)).collect::<Vec<_>>());
        let run = equation.simulate(0.0..1000.0).method(Heun).dt(0.02).interval(1.0);
        run.sweep(design).threads(1).lanes(lanes).measure([Measure::maximum("x")]).expect("a table")
    });
}

fn main() {
    let mut criterion =
        Criterion::default().configure_from_args().sample_size(10).measurement_time(Duration::from_secs(2));
    noise(&mut criterion);
    delays(&mut criterion);
    criterion.final_summary();
}
