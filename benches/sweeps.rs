//! Sweeps of neural models with noise and with delays, and of networks, by steps of fixed length: one member after the other, and eight
//! at once. The results are compared before anything is timed: they are the same to the last bit. Times are those of one thread.

use std::time::Duration;

use criterion::{Criterion, Throughput};
use pyrates::prelude::*;
use pyrates::sweep::{Design, Measure, SweepTable, linspace};
use pyrates::{PairMatrix, Source, SparseMatrix, Target};

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

operator! {
    /// A unit of a network of firing rates (Sompolinsky, Crisanti and Sommers, Physical Review Letters 61 (1988) 259).
    RateUnit {
        equations { d/dt x = -x + g*s; r = tanh(x); }
        variables { x: variable(0.1), r: output, s: input(0.0), g: 1.5 }
    }
}
node! { RateCell { rate: RateUnit } }

circuit! {
    /// A network in which all units are connected.
    DenseNetwork {
        nodes { cells: [RateCell] }
        edges { net: cells[j].rate.r -> cells[i].rate.s { weight: dense(0.0) }; }
    }
}

circuit! {
    /// A network in which some are.
    SparseNetwork {
        nodes { cells: [RateCell] }
        edges { net: cells[j].rate.r -> cells[i].rate.s { weight: sparse }; }
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

/// Numbers from -0.5 to 0.5 that look random.
fn numbers() -> impl FnMut() -> f64 {
    let mut state: u64 = 1;
    move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / 9_007_199_254_740_992.0 - 0.5
    }
}

/// Networks whose members differ in the strength of all links.
fn networks(criterion: &mut Criterion) {
    for (n, n_steps) in [(200, 1000), (1000, 300)] {
        let (mut model, mut number) = (DenseNetwork::default(), numbers());
        model.cells.resize(n);
        let scale = (12.0 / n as f64).sqrt();
        model.edges.net.weights = PairMatrix::from_fn(n, n, |_, _| scale * number());
        network(criterion, &format!("{n} units, dense"), (&model, n_steps));
    }
    for (n, n_steps) in [(1000, 1000), (5000, 100)] {
        let (mut model, mut number) = (SparseNetwork::default(), numbers());
        model.cells.resize(n);
        let pairs = (0..n * n).filter(|_| number() < -0.45).collect::<Vec<_>>();
        let scale = (12.0 / (0.05 * n as f64)).sqrt();
        let links = pairs.into_iter().map(|k| (Target(k / n), Source(k % n), scale * number()));
        model.edges.net.weights = SparseMatrix::from_links(n, n, links).expect("links inside");
        network(criterion, &format!("{n} units, sparse"), (&model, n_steps));
    }
}

fn network<M: Model + Sync>(criterion: &mut Criterion, name: &str, (model, n_steps): (&M, u64)) {
    bench(criterion, name, n_steps, |lanes| {
        let design = Design::new().axis("cells/all/rate/g", linspace(0.5, 2.0, 8));
        let run = model.simulate(0.0..0.05 * n_steps as f64).method(Euler).dt(0.05).interval(1.0);
        let measure = Measure::mean("cells/0/rate/x");
        run.sweep(design).threads(1).lanes(lanes).measure([measure]).expect("a table")
    });
}

fn main() {
    let mut criterion =
        Criterion::default().configure_from_args().sample_size(10).measurement_time(Duration::from_secs(2));
    noise(&mut criterion);
    delays(&mut criterion);
    networks(&mut criterion);
    criterion.final_summary();
}
