//! Spikes on edges: exact times, delays of all kinds, and avalanches.

use pyrates_ir::system::{Edge, Link, System};
use pyrates_runtime::matrix::{PairMatrix, Source, SparseMatrix, Target};
use pyrates_runtime::prelude::*;

pyrates_runtime::operator! {
    /// Integrate-and-fire neuron whose potential jumps when spikes arrive.
    Lif {
        equations { d/dt v = i - v + u; }
        variables { v: output(0.0), u: input(0.0), i: 2.0, v_th: 1.0 }
        events { spike: on v > v_th { v = 0; } }
    }
}

pyrates_runtime::operator! {
    /// A synapse with saturating conductance.
    Synapse {
        equations { d/dt g = -g/tau + (1 - g)*u; }
        variables { g: output(0.0), u: input(0.0), tau: 0.8 }
    }
}

pyrates_runtime::node! { Cell { lif: Lif } }
pyrates_runtime::node! { Receiver { syn: Synapse } }

pyrates_runtime::circuit! {
    Feedback {
        nodes { cell: Cell, target: Receiver }
        edges {
            cell.lif.spike -> cell.lif.u { weight: -0.7, delay: 0.31 };
            cell.lif.spike -> target.syn.u { weight: 0.4, delay: 0.2 };
        }
    }
}

/// Spike times of a neuron that inhibits itself, from the solutions between its jumps.
fn feedback(end: f64) -> Vec<f64> {
    let (mut t, mut v, mut spikes) = (0.0_f64, 0.0_f64, Vec::<f64>::new());
    loop {
        let arrival = spikes.iter().map(|s| s + 0.31).find(|a| *a > t + 1e-12).unwrap_or(f64::INFINITY);
        let crossing = t + ((2.0 - v) / (2.0 - 1.0)).ln();
        let next = arrival.min(crossing);
        if next > end {
            return spikes;
        }
        v = 2.0 + (v - 2.0) * (t - next).exp();
        t = next;
        if crossing <= arrival {
            spikes.push(t);
            v = 0.0;
        } else {
            v -= 0.7;
        }
    }
}

#[test]
fn delayed_feedback_has_exact_times() {
    let expected = feedback(20.0);
    assert!(expected.len() > 15);
    let model = Feedback::default();
    let circuit = Circuit::from_system(model.system()).unwrap();
    let runs = [
        model.simulate(0.0..20.0).method(Dop853).rtol(1e-12).run(),
        circuit.simulate(0.0..20.0).method(Vern7).rtol(1e-12).run(),
        model.simulate(0.0..20.0).method(Rk4).dt(0.005).run(),
    ];
    for run in runs {
        let solution = run.unwrap();
        let times: Vec<f64> = solution.events().iter().map(|event| event.t).collect();
        assert_eq!(times.len(), expected.len());
        for (found, expected) in times.iter().zip(&expected) {
            assert!((found - expected).abs() < 1e-10, "{found} instead of {expected}");
        }
        // The synapse jumps by a part of what is missing to 1.
        let (mut g, mut before) = (0.0, 0.0);
        for arrival in expected.iter().map(|s| s + 0.2).filter(|arrival| *arrival < 20.0) {
            g *= ((before - arrival) / 0.8_f64).exp();
            (g, before) = (g + 0.4 * (1.0 - g), arrival);
        }
        g *= ((before - 20.0) / 0.8_f64).exp();
        let found = solution.at(20.0).unwrap();
        let column = solution.labels().iter().position(|label| label == "target/syn/g").unwrap();
        assert!((found[column] - g).abs() < 1e-9, "{} instead of {g}", found[column]);
    }
}

pyrates_runtime::circuit! {
    Chain {
        nodes { first: Cell, rest: [Cell; 4] { lif.i: 0.5 } }
        edges {
            first.lif.spike -> rest[0].lif.u { weight: 1.0 };
            rest[0].lif.spike -> rest[1].lif.u { weight: 1.0 };
            rest[1].lif.spike -> rest[2].lif.u { weight: 1.0 };
            rest[2].lif.spike -> rest[3].lif.u { weight: 0.9 };
        }
    }
}

/// Without delays spikes pass on at once, each neuron once.
#[test]
fn avalanches_happen_at_one_time() {
    let solution = Chain::default().simulate(0.0..1.0).rtol(1e-9).run().unwrap();
    let ln2 = 2.0_f64.ln();
    let times: Vec<f64> = solution.events().iter().map(|event| event.t).collect();
    assert_eq!(times.len(), 5, "{times:?}");
    assert!(times.iter().all(|t| (t - ln2).abs() < 1e-8 && *t == times[0]), "{times:?}");
}

pyrates_runtime::circuit! {
    Populations {
        nodes { cells: [Cell; 5], others: [Cell; 3] { lif.i: 0.4 } }
        edges {
            dense: cells.lif.spike -> others.lif.u { weight: dense(0.1), delay: dense(0.2) };
            all: cells.lif.spike -> others.lif.u { weight: 0.05, delay: 0.1 };
            back: others.lif.spike -> cells.lif.u { weight: sparse(-0.3) };
        }
    }
}

fn populations() -> Populations {
    let mut model = Populations::default();
    for (j, cell) in model.cells.iter_mut().enumerate() {
        cell.lif.i = 1.5 + 0.2 * j as f64;
    }
    model.edges.dense.weights = PairMatrix::from_fn(3, 5, |i, j| 0.2 + 0.03 * (3 * i.0 + j.0) as f64);
    model.edges.dense.delays = PairMatrix::from_fn(3, 5, |i, j| 0.1 + 0.05 * (i.0 + j.0) as f64);
    let links = [(0, 0), (2, 1), (3, 2), (4, 0)];
    let back = links.map(|(i, j)| (Target(i), Source(j), -0.3 - 0.1 * i as f64));
    model.edges.back.weights = SparseMatrix::from_links(5, 3, back).unwrap();
    model
}

/// The same system with all edges listed one by one.
fn listed(mut system: System) -> System {
    for coupling in &mut system.couplings {
        let (links, weights, delays) = (coupling.links(), coupling.weights(), coupling.delays());
        let Some(connection) = coupling.connection.take() else { continue };
        let edge = |(k, link): (usize, &Link)| Edge {
            scope: Vec::new(),
            name: format!("{}_{k}", connection.name),
            source_unit: link.source,
            target_unit: link.target,
            weight: weights[link.weight],
            delay: delays.get(link.delay).copied().unwrap_or(0.0),
        };
        coupling.edges = links.iter().enumerate().map(edge).collect();
    }
    system
}

/// Listed one by one the edges are the same, and so is the model known at run time.
#[test]
fn matrices_are_edges_one_by_one() {
    let model = populations();
    let solution = model.simulate(0.0..10.0).rtol(1e-10).run().unwrap();
    assert!(solution.events().iter().any(|e| e.unit >= 5), "the others fire, too");
    let system = model.system();
    for circuit in [Circuit::from_system(system.clone()), Circuit::from_system(listed(system))] {
        let again = circuit.unwrap().simulate(0.0..10.0).rtol(1e-10).run().unwrap();
        assert_eq!(again.events().len(), solution.events().len());
        for (a, b) in again.events().iter().zip(solution.events()) {
            assert_eq!((a.event, a.unit), (b.event, b.unit));
            assert!((a.t - b.t).abs() < 1e-9, "{} and {}", a.t, b.t);
        }
    }
}

/// A run in two parts carries the spikes that are on their way.
#[test]
fn spikes_on_their_way_go_on() {
    let model = Feedback::default();
    let whole = model.simulate(0.0..3.0).method(Rk4).dt(0.01).run().unwrap();
    // Between a spike, at ln 2, and its arrival.
    let first = model.simulate(0.0..0.8).method(Rk4).dt(0.01).run().unwrap();
    let second = model.simulate(0.8..3.0).method(Rk4).dt(0.01).after(&first).run().unwrap();
    let times: Vec<f64> = first.events().iter().chain(second.events()).map(|event| event.t).collect();
    assert_eq!(times.len(), whole.events().len());
    assert!(times.iter().zip(whole.events()).all(|(t, event)| (t - event.t).abs() < 1e-9), "{times:?}");
}

/// At the ends of steps everything is on the grid: with delays that are multiples of the step, spikes arrive exactly.
#[test]
fn spikes_can_wait_for_the_ends_of_steps() {
    let model = Feedback::default();
    let run = model.simulate(0.0..20.0).method(Rk4).dt(0.01).event_rule(EventRule::AtSteps);
    let solution = run.run().unwrap();
    assert_eq!(solution.stats.accepted, 2000);
    let (mut v, mut arrivals, mut spikes) = (0.0_f64, Vec::<usize>::new(), Vec::<usize>::new());
    for step in 1..=2000 {
        v = 2.0 + (v - 2.0) * (-0.01_f64).exp();
        let fires = v > 1.0;
        if fires {
            v = 0.0;
            spikes.push(step);
            arrivals.push(step + 31);
        }
        if arrivals.contains(&step) {
            v -= 0.7;
        }
    }
    let found: Vec<usize> = solution.events().iter().map(|event| (event.t / 0.01).round() as usize).collect();
    assert_eq!(found, spikes);
}

#[test]
fn negative_delays_are_refused() {
    let mut model = Feedback::default();
    model.edges.cell_to_cell.delay = -0.1;
    let text = model.simulate(0.0..1.0).run().unwrap_err().to_string();
    assert!(text.contains("-0.1"), "{text}");
}

pyrates_runtime::operator! {
    /// Fires once, at ln 2.
    Once {
        equations { d/dt v = where(n > 0, 0, 2 - v); }
        variables { v: output(0.0), n: variable(0.0) }
        events { spike: on v > 1 { v = 0; n = n + 1; } }
    }
}
pyrates_runtime::operator! {
    Integral { equations { d/dt x = u; } variables { x: output(0.0), u: input(0.0) } }
}
pyrates_runtime::operator! {
    Trace { equations { d/dt s = -s/tau + pre; } variables { s: output(0.0), pre: input(0.0), tau: 0.5 } }
}
pyrates_runtime::node! { Firing { once: Once } }
pyrates_runtime::node! { Sum { int: Integral } }
pyrates_runtime::node! { Filter { trace: Trace } }

pyrates_runtime::circuit! {
    Through {
        nodes { cells: [Firing; 3], a: Sum, b: Sum, c: Sum }
        edges {
            cells[0].once.spike -> a.int.u { weight: 0.7, delay: 1.0, spread: 0.4 };
            cells[0].once.spike -> b.int.u via Filter { weight: 0.6, delay: 0.3 };
            cells.once.spike -> c.int.u { weight: 0.2, delay: 1.0, spread: 0.5 };
        }
    }
}

/// Distributed delays and operators on edges take impulses: in the end all that was sent has arrived.
#[test]
fn spikes_pass_through_chains_and_operators() {
    let model = Through::default();
    let circuit = Circuit::from_system(model.system()).unwrap();
    for run in [model.simulate(0.0..40.0).rtol(1e-9).run(), circuit.simulate(0.0..40.0).rtol(1e-9).run()] {
        let solution = run.unwrap();
        let last = |path: &str| *solution.column(path).unwrap().last().unwrap();
        for (path, expected) in [("a/int/x", 0.7), ("b/int/x", 0.6 * 0.5), ("c/int/x", 0.6)] {
            assert!((last(path) - expected).abs() < 1e-7, "{path}: {} instead of {expected}", last(path));
        }
    }
}
