//! Jobs with fixed steps that C programs beside do as well, and one adaptive run with a delay: `fixed <variant>`
//! prints a line of JSON for each.

#[path = "../models/fixed.rs"]
mod models;

#[allow(unreachable_pub, dead_code)]
#[path = "../../../../common/jansen_rit.rs"]
mod jansen_rit;

use compare::{fastest, list};
use pyrates::matrix::{Source, Target};
use pyrates::prelude::*;
use pyrates::solve::SolveError;

use jansen_rit::JansenRitColumn;
use models::{DelayedNet, N, PredatorPrey, uniform};

fn main() -> Result<(), pyrates::Error> {
    let variant = std::env::args().nth(1).unwrap_or_else(|| "PyRates".to_string());
    let column = JansenRitColumn::default();
    measure("jansen_rit", &variant, || column.simulate(0.0..10.0).method(Euler).dt(1e-4).interval(10.0).run())?;
    let net = delayed_net();
    measure("delayed_net", &variant, || net.simulate(0.0..10.0).method(Euler).dt(1e-3).interval(10.0).run())?;
    let species = PredatorPrey::default();
    for method in ["Dopri5", "Tsit5", "Vern7", "Dop853"] {
        let run = || {
            let run = species.simulate(0.0..20.0).rtol(1e-8).interval(0.1);
            match method {
                "Tsit5" => run.method(Tsit5).run(),
                "Vern7" => run.method(Vern7).run(),
                "Dop853" => run.method(Dop853).run(),
                _ => run.method(Dopri5).run(),
            }
        };
        measure("predator_prey", &format!("{variant}, {method}"), run)?;
    }
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
