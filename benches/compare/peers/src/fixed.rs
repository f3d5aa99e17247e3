//! Jobs that C programs do as well, most with fixed steps, and one adaptive run with a delay: a line of JSON for each job.

use pyrates::matrix::{Source, Target};
use pyrates::prelude::*;
use pyrates::solve::SolveError;
use pyrates::sweep::{Design, Key, Measure, linspace};

use crate::clock::{fastest, list};
use crate::models::fixed::{DelayedNet, Driven, N, Net, PredatorPrey, uniform};
use crate::models::jansen_rit::JansenRitColumn;

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
    if wanted("delayed_net") {
        let net = delayed_net();
        let run = || net.simulate(0.0..10.0).method(Euler).dt(1e-3).interval(10.0).run();
        measure("delayed_net", variant, run)?;
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
    let (seconds, solution) = fastest(run);
    let solution = solution?;
    let end = list(solution.last().map_or(&[], |(_, y)| y));
    println!(r#"{{"job": "{job}", "tool": "{tool}", "seconds": {seconds:e}, "end": {end}}}"#);
    Ok(())
}

/// The network without delays, with the weights and initial states of the C program.
fn net() -> Net {
    let (mut net, mut seed) = (Net::default(), 1);
    for (i, j) in (0..N).flat_map(|i| (0..N).map(move |j| (i, j))) {
        net.edges.net.weights[(Target(i), Source(j))] = 2.0 * uniform(&mut seed) - 1.0;
    }
    for cell in &mut net.cells {
        cell.unit.x = 2.0 * uniform(&mut seed) - 1.0;
    }
    net
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
