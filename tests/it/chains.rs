//! Chains of distributed delays that edges share.

use pyrates::Dialect;
use pyrates::model::VectorField;
use pyrates::prelude::*;

use crate::common::{Random, assert_close};

operator! {
    Unit {
        equations { d/dt x = -x/tau + u + tanh(i); }
        variables { x: output(0.3), u: input(0.0), tau: 1.5, i: 0.2 }
    }
}
node! { Cell { op: Unit } }

// Edges without labels share chains: of `a` with rate 2, of `a` with rate 4/3, of `b` with rate 2.
circuit! {
    Shared {
        nodes { a: Cell, b: Cell { op.x: -0.2 }, c: Cell { op.x: 0.7 } }
        edges {
            a.op.x -> b.op.u { weight: 0.4, delay: 2.0, spread: 1.0 };
            a.op.x -> c.op.u { weight: -0.3, delay: 4.0, spread: 1.4142135623730951 };
            a.op.x -> a.op.u { weight: 0.2, delay: 2.0, spread: 1.0 };
            a.op.x -> b.op.u { weight: 0.1, delay: 3.0, spread: 1.5 };
            b.op.x -> c.op.u { weight: 0.6, delay: 2.0, spread: 1.0 };
            b.op.x -> a.op.u { weight: -0.5, delay: 0.5, spread: 0.5 };
            c.op.x -> a.op.u { weight: 0.7, delay: 1.0, spread: 0.5 };
        }
    }
}

circuit! {
    Apart {
        nodes { a: Cell, b: Cell { op.x: -0.2 }, c: Cell { op.x: 0.7 } }
        edges {
            e1: a.op.x -> b.op.u { weight: 0.4, delay: 2.0, spread: 1.0 };
            e2: a.op.x -> c.op.u { weight: -0.3, delay: 4.0, spread: 1.4142135623730951 };
            e3: a.op.x -> a.op.u { weight: 0.2, delay: 2.0, spread: 1.0 };
            e4: a.op.x -> b.op.u { weight: 0.1, delay: 3.0, spread: 1.5 };
            e5: b.op.x -> c.op.u { weight: 0.6, delay: 2.0, spread: 1.0 };
            e6: b.op.x -> a.op.u { weight: -0.5, delay: 0.5, spread: 0.5 };
            e7: c.op.x -> a.op.u { weight: 0.7, delay: 1.0, spread: 0.5 };
        }
    }
}

/// All nodes at all times of a run.
fn nodes(model: &impl Model) -> Vec<f64> {
    let run =
        model.simulate(0.0..12.0).method(Rk4).dt(0.01).interval(0.5).record(["a/op/x", "b/op/x", "c/op/x"]);
    run.run().unwrap().values().to_vec()
}

fn assert_all_close(a: &[f64], b: &[f64]) {
    a.iter().zip(b).for_each(|(a, b)| assert_close(*a, *b, 1e-13, "a node"));
}

#[test]
fn shared_chains_are_those_of_edges_one_by_one() {
    let (shared, apart) = (Shared::default(), Apart::default());
    // Of `a` 8 stages with rate 2 and 4 with rate 4/3, of `b` 4 with rate 2 and 1 with rate 2 in one, of `c` 4.
    assert_eq!(shared.dim(), 3 + 8 + 4 + 4 + 4);
    assert_eq!(apart.dim(), 3 + 4 + 8 + 4 + 4 + 4 + 1 + 4);
    assert_all_close(&nodes(&shared), &nodes(&apart));
    let circuit = Circuit::from_system(shared.system()).unwrap();
    assert_eq!(nodes(&circuit), nodes(&shared));
}

/// The delay of a shared chain is that of the longest edge, by its name; the others have none of their own.
#[test]
fn a_shared_chain_has_one_delay() {
    let mut model = Shared::default();
    model.edges.a_to_c.delay = 3.0;
    assert_eq!(model.get("edges/a_to_c/delay").unwrap(), 3.0);
    let error = model.get("edges/a_to_b/delay").unwrap_err().to_string();
    assert!(error.contains("edges/a_to_b_2/delay") || error.contains("edges/a_to_c/delay"), "{error}");
    // All stages became faster: those of the other edges have the delay 1.5 now.
    let mut apart = Apart::default();
    (apart.edges.e1.delay, apart.edges.e2.delay, apart.edges.e3.delay) = (1.5, 3.0, 1.5);
    assert_all_close(&nodes(&model), &nodes(&apart));
}

/// A file has each edge with a delay and a spread of its own.
#[test]
fn files_have_the_edges_one_by_one() {
    let text = Shared::default().to_yaml_as(Dialect::Extended).unwrap();
    assert_eq!(text.matches("spread:").count(), 7, "{text}");
    let again = Circuit::from_yaml_text(&text, "Shared").unwrap();
    assert_eq!(again.dim(), Shared::default().dim());
    assert_all_close(&nodes(&again), &nodes(&Shared::default()));
}

circuit! {
    Populations {
        nodes { cells: [Cell; 5], hub: Cell, other: Cell }
        edges {
            cells.op.x -> hub.op.u { weight: 0.1, delay: 2.0, spread: 1.0 };
            cells.op.x -> other.op.u { weight: 0.3, delay: 1.0, spread: 0.7071067811865476 };
            cells[2].op.x -> hub.op.u { weight: 0.1, delay: 2.0, spread: 1.0 };
        }
    }
}

/// Populations share chains of all their units; those of a single unit are others.
#[test]
fn populations_share_chains() {
    assert_eq!(Populations::default().dim(), 7 + 5 * 4 + 4);
}

/// Sixty nodes, all to all, with three delays: three chains of eleven stages for each.
#[test]
fn many_edges_need_few_states() {
    let mut random = Random::new(7);
    let mut text = String::from(
        "op:\n  base: OperatorTemplate\n  equations: \"x' = tanh(u) - x\"\n  variables: {x: output(0.1), u: input(0.0)}\n\
         n:\n  base: NodeTemplate\n  operators: [op]\nc:\n  base: CircuitTemplate\n  nodes:\n",
    );
    (0..60).for_each(|i| text += &format!("    p{i}: n\n"));
    text += "  edges:\n";
    for (i, j) in (0..60).flat_map(|i| (0..60).map(move |j| (i, j))) {
        let delay = 1.0 + (random.uniform(0.0, 3.0)).floor().min(2.0);
        let weight = random.uniform(-0.2, 0.2);
        let spread = 0.3 * delay;
        text += &format!(
            "    - [p{j}/op/x, p{i}/op/u, null, {{weight: {weight}, delay: {delay}, spread: {spread}}}]\n"
        );
    }
    let model = Circuit::from_yaml_text(&text, "c").unwrap();
    assert_eq!(model.dim(), 60 + 60 * 3 * 11);
    let end = model.simulate(0.0..5.0).run().unwrap();
    assert!(end.last().unwrap().1.iter().all(|x| x.abs() < 20.0));
}
