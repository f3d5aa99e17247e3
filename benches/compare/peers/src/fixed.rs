//! Jobs that C programs do as well, most with fixed steps, and one adaptive run with a delay: a line of JSON for each job.

use pyrates::matrix::{PairMatrix, Source, SparseMatrix, Target};
use pyrates::prelude::*;
use pyrates::solve::SolveError;
use pyrates::sweep::{Design, Key, Measure, linspace};

use crate::clock::{fastest, fastest_elapsed, list};
use crate::models::fixed::{
    DelayedNet, Driven, GammaNet, LargeNet, N, Net, PredatorPrey, SparseDelayedNet, SparseNet, uniform,
};
use crate::models::jansen_rit::JansenRitColumn;

/// How large networks are run: by how many threads, and with what weights.
const NETWORKS: [(&str, usize, Precision); 4] = [
    ("", 1, Precision::Double),
    (", 2 threads", 2, Precision::Double),
    (", weights of 32 bits", 1, Precision::Single),
    (", 2 threads, weights of 32 bits", 2, Precision::Single),
];

/// Measures all jobs, or one of them; `variant` says how the program was built.
pub(crate) fn jobs(variant: &str, only: Option<&str>) -> Result<(), pyrates::Error> {
    let wanted = |job: &str| only.is_none_or(|only| only == job);
    if wanted("jansen_rit") {
        let column = JansenRitColumn::default();
        let run = || column.simulate(0.0..10.0).method(Euler).dt(1e-4).interval(10.0).run();
        measure("jansen_rit", variant, run)?;
    }
    if wanted("net") {
        let net = net();
        let run = || net.simulate(0.0..10.0).method(Euler).dt(1e-3).interval(10.0).run();
        measure("net", variant, run)?;
    }
    if wanted("large_net") {
        let net = large_net();
        for (how, threads, weights) in NETWORKS {
            let run = || {
                net.simulate(0.0..10.0)
                    .method(Euler)
                    .dt(1e-3)
                    .interval(10.0)
                    .threads(threads)
                    .weights(weights)
                    .run()
            };
            in_threads("large_net", &format!("{variant}{how}"), threads, run)?;
        }
    }
    if wanted("delayed_net") {
        let net = delayed_net();
        let run = || net.simulate(0.0..10.0).method(Euler).dt(1e-3).interval(10.0).run();
        measure("delayed_net", variant, run)?;
    }
    if wanted("sparse_delayed_net") {
        let net = sparse_delayed_net()?;
        let run = || net.simulate(0.0..10.0).method(Euler).dt(1e-3).interval(10.0).run();
        measure("sparse_delayed_net", variant, run)?;
    }
    if wanted("sparse_net") {
        let net = sparse_net(1_000_000, 10)?;
        let shown: Vec<String> = (0..100).map(|k| format!("cells/{k}/unit/x")).collect();
        for (how, threads, weights) in NETWORKS {
            let run = || {
                net.simulate(0.0..0.1)
                    .method(Euler)
                    .dt(1e-3)
                    .interval(0.1)
                    .record(&*shown)
                    .threads(threads)
                    .weights(weights)
                    .run()
            };
            in_threads("sparse_net", &format!("{variant}{how}"), threads, run)?;
        }
    }
    if wanted("gamma_net") {
        let net = gamma_net();
        let run = || net.simulate(0.0..10.0).method(Euler).dt(1e-3).interval(10.0).run();
        measure("gamma_net", variant, run)?;
    }
    if wanted("predator_prey") {
        let species = PredatorPrey::default();
        let run = || species.simulate(0.0..20.0).rtol(1e-8).interval(0.1);
        measure("predator_prey", &format!("{variant}, Dopri5"), || run().method(Dopri5).run())?;
        measure("predator_prey", &format!("{variant}, Tsit5"), || run().method(Tsit5).run())?;
        measure("predator_prey", &format!("{variant}, Dop853"), || run().method(Dop853).run())?;
    }
    if wanted("entrainment") {
        for lanes in [1, 8] {
            entrainment(&format!("{variant}, {lanes} at once"), lanes)?;
        }
    }
    Ok(())
}

/// 400 drives of a van der Pol oscillator, on one thread.
fn entrainment(tool: &str, lanes: usize) -> Result<(), pyrates::Error> {
    let model = Driven::default();
    let design = || {
        let omega = Key::named("omega", "ko/phase/omega");
        let strength = Key::named("J", "edges/drive/weight");
        Design::new().axis(omega, linspace(0.3, 0.5, 20)).axis(strength, linspace(0.0, 2.0, 20))
    };
    let run = || {
        let run = model.simulate(0.0..1100.0).method(Dopri5).rtol(1e-3).atol(1e-6).interval(1100.0);
        run.sweep(design()).threads(1).lanes(lanes).measure([Measure::last("ko/phase/theta").named("end")])
    };
    let (seconds, table) = fastest(run);
    let end = list(&table?.column("end")?[399..]);
    println!(r#"{{"job": "entrainment", "tool": "{tool}", "seconds": {seconds:e}, "end": {end}}}"#);
    Ok(())
}

fn measure(
    job: &str,
    tool: &str,
    run: impl Fn() -> Result<Solution, SolveError>,
) -> Result<(), pyrates::Error> {
    report(job, tool, fastest(run))
}

/// The same for runs with several threads, in elapsed time.
fn in_threads(
    job: &str,
    tool: &str,
    threads: usize,
    run: impl Fn() -> Result<Solution, SolveError>,
) -> Result<(), pyrates::Error> {
    report(job, tool, if threads > 1 { fastest_elapsed(run) } else { fastest(run) })
}

fn report(
    job: &str,
    tool: &str,
    (seconds, solution): (f64, Result<Solution, SolveError>),
) -> Result<(), pyrates::Error> {
    let solution = solution?;
    let end = list(solution.last().map_or(&[], |(_, y)| y));
    println!(r#"{{"job": "{job}", "tool": "{tool}", "seconds": {seconds:e}, "end": {end}}}"#);
    Ok(())
}

/// The network without delays, with the weights and initial states of the C program.
fn net() -> Net {
    let (mut net, mut seed) = (Net::default(), 1);
    fill(&mut net.edges.net.weights, &mut seed);
    for cell in &mut net.cells {
        cell.unit.x = 2.0 * uniform(&mut seed) - 1.0;
    }
    net
}

/// The same with 1000 units.
fn large_net() -> LargeNet {
    let (mut net, mut seed) = (LargeNet::default(), 1);
    fill(&mut net.edges.net.weights, &mut seed);
    for cell in &mut net.cells {
        cell.unit.x = 2.0 * uniform(&mut seed) - 1.0;
        cell.unit.k = 0.01;
    }
    net
}

/// Weights from -1 to 1, row by row.
fn fill(weights: &mut PairMatrix, seed: &mut u64) {
    for weight in weights.values_mut() {
        *weight = 2.0 * uniform(seed) - 1.0;
    }
}

/// The network with the weights, delays and initial states of the C program.
fn delayed_net() -> DelayedNet {
    let (mut net, mut seed) = (DelayedNet::default(), 1);
    for i in 0..N {
        for j in 0..N {
            let pair = (Target(i), Source(j));
            net.edges.net.weights[pair] = 2.0 * uniform(&mut seed) - 1.0;
            let steps = 1 + (1000.0 * uniform(&mut seed)) as usize;
            net.edges.net.delays[pair] = steps as f64 / 1000.0;
        }
    }
    for cell in &mut net.cells {
        cell.unit.x = 2.0 * uniform(&mut seed) - 1.0;
    }
    net
}

/// The sparse network with the links, delays and initial states of the C program.
fn sparse_delayed_net() -> Result<SparseDelayedNet, pyrates::Error> {
    let (mut net, mut seed) = (SparseDelayedNet::default(), 1);
    let (mut links, mut delays) = (Vec::new(), Vec::new());
    for (i, l) in (0..1000).flat_map(|i| (0..50).map(move |l| (i, l))) {
        let source = Source(20 * l + (20.0 * uniform(&mut seed)) as usize);
        links.push((Target(i), source, 2.0 * uniform(&mut seed) - 1.0));
        let steps = 1 + (1000.0 * uniform(&mut seed)) as usize;
        delays.push((Target(i), source, steps as f64 / 1000.0));
    }
    net.edges.net.weights = SparseMatrix::from_links(1000, 1000, links)?;
    net.edges.net.delays = SparseMatrix::from_links(1000, 1000, delays)?;
    for cell in &mut net.cells {
        cell.unit.x = 2.0 * uniform(&mut seed) - 1.0;
        cell.unit.k = 0.2;
    }
    Ok(net)
}

/// Units with so many links into each from others anywhere, as in the C program.
fn sparse_net(n: usize, fan_in: usize) -> Result<SparseNet, pyrates::Error> {
    let (mut net, mut seed) = (SparseNet::default(), 1);
    net.cells.resize(n);
    let mut links = Vec::with_capacity(n * fan_in);
    let part = n / fan_in;
    for (i, l) in (0..n).flat_map(|i| (0..fan_in).map(move |l| (i, l))) {
        let source = Source(part * l + (part as f64 * uniform(&mut seed)) as usize);
        links.push((Target(i), source, 2.0 * uniform(&mut seed) - 1.0));
    }
    net.edges.net.weights = SparseMatrix::from_links(n, n, links)?;
    for cell in net.cells.iter_mut() {
        cell.unit.x = 2.0 * uniform(&mut seed) - 1.0;
    }
    Ok(net)
}

/// Delays of one or two, with spreads of three tenths of them.
fn gamma_net() -> GammaNet {
    let (mut net, mut seed) = (GammaNet::default(), 1);
    fill(&mut net.edges.net.weights, &mut seed);
    for (i, j) in (0..20).flat_map(|i| (0..20).map(move |j| (i, j))) {
        let delay = if uniform(&mut seed) < 0.5 { 1.0 } else { 2.0 };
        let pair = net.edges.net.pair_mut(Target(i), Source(j));
        pair.delay = delay;
        pair.spread = 0.3 * delay;
    }
    for cell in &mut net.cells {
        cell.unit.x = 2.0 * uniform(&mut seed) - 1.0;
    }
    net
}
