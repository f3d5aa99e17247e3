//! Definitions that extend others.

use pyrates::models::{base::LeakyIntegrator, qif, wilson_cowan};
use pyrates::prelude::*;
use pyrates::{circuit, node, operator};

use crate::common::assert_close;

operator! {
    /// The library's adaptation, as an extension of the plain population.
    pub Adapting: qif::QifOperator {
        replace { eta: eta - a; }
        equations {
            d/dt a = x/tau_a;
            d/dt x = alpha*r - 2*x/tau_a - a/tau_a;
        }
        variables { a: variable(0.0), x: variable(0.0), alpha: 0.5, tau_a: 10.0 }
    }
}
operator! {
    /// One equation replaced, an input left out, another value.
    pub Passive: LeakyIntegrator {
        remove { u }
        equations { d/dt r = -r/tau + m_in; }
        variables { tau: 4.0 }
    }
}
node! { pub AdaptingNode: qif::QifNode { qif: Adapting } }
node! { pub Slow: wilson_cowan::Excitatory { rate { tau: 20.0 } } }
node! { pub Bare: wilson_cowan::Excitatory { remove { rate } sigmoid { s: 2.0 } } }
circuit! {
    pub AdaptingCircuit: qif::Qif { nodes { p: AdaptingNode } }
}
circuit! {
    pub Changed: wilson_cowan::WilsonCowan {
        nodes { e { rate.tau: 20.0 }, third: Slow }
        edges { e.rate.r -> third.sigmoid.r_in { weight: 2.0 }; }
    }
}
circuit! {
    pub Alone: wilson_cowan::WilsonCowan { remove { i } }
}

fn equal_trajectories<A: Model, B: Model>(a: &A, b: &B) {
    let end = |solution: Solution| {
        let last = |path: &String| *solution.column(path).expect("a state").last().expect("samples");
        a.system().state_paths().iter().map(last).collect::<Vec<f64>>()
    };
    let first = a.simulate(0.0..5.0).rtol(1e-9).run().expect("smooth");
    let second = b.simulate(0.0..5.0).rtol(1e-9).run().expect("smooth");
    for (a, b) in end(first).into_iter().zip(end(second)) {
        // The terms are summed in another order.
        assert_close(a, b, 1e-13, "last state");
    }
}

#[test]
fn an_extended_operator_is_the_one_written_out() {
    equal_trajectories(&Adapting::default(), &qif::QifSfaOperator::default());
    equal_trajectories(&AdaptingCircuit::default(), &qif::QifSfa::default());
}

#[test]
fn equations_and_values_are_replaced_and_removed() {
    let model = Passive { r: 1.0, ..Default::default() };
    assert_eq!(model.system().parameter_paths(), ["tau", "m_in"]);
    let solution = model.simulate(0.0..4.0).rtol(1e-11).run().expect("a decay");
    assert_close(
        *solution.column("r").expect("a state").last().expect("samples"),
        (-1.0f64).exp(),
        1e-9,
        "r",
    );
    assert_eq!(Slow::default().rate.tau, 20.0);
    assert_eq!(
        Bare::default().system().parameter_paths(),
        ["sigmoid/r_in", "sigmoid/r_ext", "sigmoid/s", "sigmoid/theta"]
    );
}

#[test]
fn circuits_take_over_nodes_and_edges() {
    let model = Changed::default();
    assert_eq!((model.e.rate.tau, model.i.rate.tau, model.third.rate.tau), (20.0, 10.0, 20.0));
    assert_eq!((model.edges.e_to_i.weight, model.edges.e_to_third.weight), (15.0, 2.0));
    // Without the inhibitory node its edges are gone, too.
    let paths = Alone::default().system().parameter_paths();
    assert_eq!(paths.iter().filter(|path| path.starts_with("edges/")).count(), 1, "{paths:?}");
}
