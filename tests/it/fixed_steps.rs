//! Fixed steps, where the quick ways must lead where the others lead: many steps at a time, and delays of whole steps.

use pyrates::prelude::*;
use pyrates::solve::Method;
use pyrates::{History, Input, Source, SparseMatrix, Target, circuit, node, operator};

operator! {
    /// A leaky unit that transmits a function of its state.
    pub Unit {
        equations { d/dt x = -a*x + u + drive; m = tanh(b*x); }
        variables { x: variable(0.2), m: output, a: 1.0, b: 2.0, u: input(0.0), drive: 0.1 }
    }
}
node! { pub Cell { unit: Unit } }
circuit! {
    pub Net {
        nodes { cells: [Cell; 4], others: [Cell; 3] }
        edges {
            all: cells[j].unit.m -> others[i].unit.u { weight: dense(0.3), delay: dense(0.2) };
            some: others[j].unit.m -> cells[i].unit.u { weight: sparse, delay: dense(0.3) };
            states: others[j].unit.x -> others[i].unit.u { weight: dense(-0.2), delay: dense(0.1) };
        }
    }
}

/// A network in which every pair has another delay of so many hundredths, the shortest first.
fn net(shortest: usize) -> Net {
    let mut net = Net::default();
    let sparse = |value: fn(usize) -> f64| {
        let links = (0..4).map(|i| (Target(i), Source((i + 1) % 3), value(i)));
        SparseMatrix::from_links(4, 3, links).expect("the links are within the populations")
    };
    net.edges.some.weights = sparse(|i| 0.5 + i as f64);
    net.edges.some.delays = sparse(|i| 0.03 + 0.2 * i as f64);
    for (i, cell) in net.cells.iter_mut().enumerate() {
        cell.unit.x = 0.3 * i as f64 - 0.4;
        cell.unit.b = 1.0 + i as f64;
    }
    let mut steps = shortest;
    for (i, j) in (0..3).flat_map(|i| (0..4).map(move |j| (i, j))) {
        net.edges.all.delays[(Target(i), Source(j))] = 0.01 * steps as f64;
        steps += 7;
    }
    net
}

/// The end of a run with steps of 0.01. The past before the start is the initial state in any case; given as a function
/// it is looked up by interpolation.
fn end(net: &Net, method: impl Method, by_interpolation: bool, input: Option<Input>) -> Vec<f64> {
    let mut run = net.simulate(0.0..5.0).method(method).dt(0.01).interval(0.5);
    if by_interpolation {
        let y0 = pyrates::model::Model::initial_state(net);
        run = run.history(History::function(move |_t, y| y.copy_from_slice(&y0)));
    }
    if let Some(input) = input {
        run = run.input("cells/all/unit/b", input);
    }
    let solution = run.run().expect("the network is stable");
    solution.values().to_vec()
}

fn assert_equal(quick: &[f64], other: &[f64]) {
    assert_eq!(quick.len(), other.len());
    for (a, b) in quick.iter().zip(other) {
        assert!((a - b).abs() <= 1e-13, "{a} is not {b}");
    }
}

#[test]
fn delays_of_whole_steps_are_looked_up_as_others() {
    // One step, and none: then some look-ups return the present.
    for shortest in [1, 0] {
        let net = net(shortest);
        assert_equal(&end(&net, Euler, false, None), &end(&net, Euler, true, None));
        assert_equal(&end(&net, Heun, false, None), &end(&net, Heun, true, None));
    }
}

/// What sources transmit depends on parameters at present, not on those of the past.
#[test]
fn parameters_of_delayed_terms_may_be_driven() {
    let input = || Some(Input::function(|t| 1.0 + 0.5 * t.sin()));
    assert_equal(&end(&net(1), Euler, false, input()), &end(&net(1), Euler, true, input()));
}

operator! {
    /// A rotation that depends on time.
    pub Rotation {
        equations { d/dt x = z*cos(t); d/dt z = -x; }
        variables { x: output(1.0), z: variable(0.0) }
    }
}

#[test]
fn samples_do_not_change_steps() {
    let model = Rotation::default();
    let compare = |every: Solution, some: Solution| {
        assert_eq!(some.t.len(), 11);
        assert_eq!(every.stats, some.stats);
        for (k, (t, row)) in some.rows().enumerate() {
            let (time, expected) = every.rows().nth(100 * k).expect("all steps are there");
            assert!((t - time).abs() < 1e-12);
            assert_eq!(row, expected);
        }
    };
    let run = || model.simulate(0.0..10.0).dt(0.01);
    let sampled = || run().interval(1.0);
    compare(run().method(Euler).run().unwrap(), sampled().method(Euler).run().unwrap());
    compare(run().method(Heun).run().unwrap(), sampled().method(Heun).run().unwrap());
    compare(run().method(Rk4).run().unwrap(), sampled().method(Rk4).run().unwrap());
}

operator! {
    /// It leaves all bounds at time 1.
    pub Explosion { equations { d/dt x = x^2; } variables { x: output(1.0) } }
}

#[test]
fn the_end_of_a_solution_is_found_between_samples() {
    let model = Explosion::default();
    let run = || model.simulate(0.0..10.0).method(Euler).dt(0.001);
    let every = run().run().unwrap_err();
    let some = run().interval(2.5).run().unwrap_err();
    assert_eq!(every.t, some.t);
    assert_eq!(every.to_string(), some.to_string());
    assert_eq!(every.partial.stats, some.partial.stats);
}
