//! Networks with a delay for each pair of units, by methods that interpolate the past: ten different delays, drawn at random,
//! and all of them different. The times are those of an evaluation of the right-hand side, all else included.

use std::time::Duration;

use criterion::{Criterion, Throughput};
use pyrates::matrix::{Source, Target};
use pyrates::prelude::*;

operator! {
    /// A unit that transmits tanh(x).
    Rate {
        equations { d/dt x = -x + x_in; r = tanh(x); }
        variables { r: output, x: variable(0.0), x_in: input(0.0) }
    }
}

operator! {
    /// A unit that transmits its state.
    Linear {
        equations { d/dt x = -x + tanh(x_in); }
        variables { x: output(0.0), x_in: input(0.0) }
    }
}

node! { Cell { unit: Rate } }
node! { Plain { unit: Linear } }

circuit! {
    /// What is transmitted is computed from delayed states.
    Rates {
        nodes { cells: [Cell; 100] }
        edges { net: cells[j].unit.r -> cells[i].unit.x_in { weight: dense(0.0), delay: dense(1.0) }; }
    }
}

circuit! {
    /// Delayed states are transmitted.
    States {
        nodes { cells: [Plain; 100] }
        edges { net: cells[j].unit.x -> cells[i].unit.x_in { weight: dense(0.0), delay: dense(1.0) }; }
    }
}

circuit! {
    /// A smaller network.
    FewRates {
        nodes { cells: [Cell; 30] }
        edges { net: cells[j].unit.r -> cells[i].unit.x_in { weight: dense(0.0), delay: dense(1.0) }; }
    }
}

circuit! {
    /// A smaller network.
    FewStates {
        nodes { cells: [Plain; 30] }
        edges { net: cells[j].unit.x -> cells[i].unit.x_in { weight: dense(0.0), delay: dense(1.0) }; }
    }
}

/// Uniform numbers in [0, 1), by a linear congruential generator.
fn uniform(seed: &mut u64) -> f64 {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*seed >> 11) as f64 / (1_u64 << 53) as f64
}

/// Draws a weight and a delay for each pair; `$classes` is the number of different delays, if it is limited.
macro_rules! draw {
    ($net:expr, $classes:expr) => {{
        let (mut net, mut seed) = ($net, 1);
        let n = net.cells.len();
        let classes: Option<f64> = $classes;
        for (i, j) in (0..n).flat_map(|i| (0..n).map(move |j| (i, j))) {
            let pair = (Target(i), Source(j));
            net.edges.net.weights[pair] = (2.0 * uniform(&mut seed) - 1.0) / (n as f64).sqrt();
            let delay = uniform(&mut seed);
            let delay = classes.map_or(delay, |classes| (classes * delay).floor() / classes);
            net.edges.net.delays[pair] = 0.1 + 0.9 * delay;
        }
        for cell in &mut net.cells {
            cell.unit.x = 2.0 * uniform(&mut seed) - 1.0;
        }
        net
    }};
}

fn runs<M: Model>(c: &mut Criterion, name: &str, model: &M, t_end: Option<f64>) {
    let mut group = c.benchmark_group(name);
    let rk4 = || model.simulate(0.0..3.0).method(Rk4).dt(0.02).interval(3.0).run();
    let evaluations = |solution: Solution| Throughput::Elements(solution.stats.evaluations as u64);
    group.throughput(rk4().map(evaluations).expect("the model has a solution"));
    group.bench_function("rk4", |b| b.iter(rk4));
    let Some(t_end) = t_end else { return group.finish() };
    let dopri5 = || model.simulate(0.0..t_end).method(Dopri5).rtol(1e-6).interval(t_end).run();
    let tsit5 = || model.simulate(0.0..t_end).method(Tsit5).rtol(1e-6).interval(t_end).run();
    group.throughput(dopri5().map(evaluations).expect("the model has a solution"));
    group.bench_function("dopri5", |b| b.iter(dopri5));
    group.throughput(tsit5().map(evaluations).expect("the model has a solution"));
    group.bench_function("tsit5", |b| b.iter(tsit5));
    group.finish();
}

fn main() {
    let (warm_up, measurement) = (Duration::from_millis(300), Duration::from_secs(1));
    let c = Criterion::default().sample_size(10).warm_up_time(warm_up).measurement_time(measurement);
    let mut c = c.configure_from_args();
    runs(&mut c, "rates_100_10_delays", &draw!(Rates::default(), Some(10.0)), Some(10.0));
    runs(&mut c, "states_100_10_delays", &draw!(States::default(), Some(10.0)), Some(10.0));
    runs(&mut c, "rates_100_all_different", &draw!(Rates::default(), None), None);
    // Steps end where each of the delays has passed for the first time: the smaller network has 900 of them.
    runs(&mut c, "rates_30_all_different", &draw!(FewRates::default(), None), Some(2.0));
    runs(&mut c, "states_30_all_different", &draw!(FewStates::default(), None), Some(2.0));
    c.final_summary();
}
