//! Spreads that differ from pair to pair.

use pyrates::model::VectorField;
use pyrates::prelude::*;
use pyrates::{PairMatrix, Source, SparseMatrix, Target};

use crate::common::{Random, Wave, assert_close};

operator! {
    Unit {
        equations { d/dt x = tanh(u) - x; }
        variables { x: output(0.3), u: input(0.0) }
    }
}
node! { Cell { op: Unit } }

circuit! {
    Dense {
        nodes { a: [Cell; 2], b: [Cell; 3] }
        edges { ab: a.op.x -> b.op.u { weight: dense(0.5), delay: dense(1.0), spread: dense(0.25) }; }
    }
}

// The same edges one by one, with delays and spreads as below.
circuit! {
    Listed {
        nodes { a: [Cell; 2], b: [Cell; 3] }
        edges {
            a[0].op.x -> b[0].op.u { weight: 0.1, delay: 1.0, spread: 0.25 };
            a[1].op.x -> b[0].op.u { weight: 0.2, delay: 2.0, spread: 1.0 };
            a[0].op.x -> b[1].op.u { weight: 0.3, delay: 0.5, spread: 0.2 };
            a[1].op.x -> b[1].op.u { weight: 0.4, delay: 0.5, spread: 0.9 };
            a[0].op.x -> b[2].op.u { weight: 0.5, delay: 3.0, spread: 1.0 };
            a[1].op.x -> b[2].op.u { weight: 0.6, delay: 1.5, spread: 0.5 };
        }
    }
}

const DELAYS: [[f64; 2]; 3] = [[1.0, 2.0], [0.5, 0.5], [3.0, 1.5]];
const SPREADS: [[f64; 2]; 3] = [[0.25, 1.0], [0.2, 0.9], [1.0, 0.5]];

fn dense() -> Dense {
    let mut model = Dense::default();
    model.edges.ab.weights = PairMatrix::from_fn(3, 2, |i, j| 0.1 * (1 + 2 * i.0 + j.0) as f64);
    for (i, j) in (0..3).flat_map(|i| (0..2).map(move |j| (i, j))) {
        let pair = model.edges.ab.pair_mut(Target(i), Source(j));
        (pair.delay, pair.spread) = (DELAYS[i][j], SPREADS[i][j]);
    }
    model
}

/// Chains with different numbers of stages are those of edges one by one.
#[test]
fn pairs_have_spreads_of_their_own() {
    let (model, listed) = (dense(), Listed::default());
    let circuit = Circuit::from_system(model.system()).unwrap();
    let end = |solution: &pyrates::Solution| {
        (0..3).map(|i| *solution.column(format!("b/{i}/op/x")).unwrap().last().unwrap()).collect::<Vec<f64>>()
    };
    let expected = end(&listed.simulate(0.0..4.0).method(Rk4).dt(0.01).run().unwrap());
    let runs = [
        end(&model.simulate(0.0..4.0).method(Rk4).dt(0.01).run().unwrap()),
        end(&circuit.simulate(0.0..4.0).method(Rk4).dt(0.01).run().unwrap()),
    ];
    for found in runs {
        for (found, expected) in found.iter().zip(&expected) {
            assert_close(*found, *expected, 1e-13, "b");
        }
    }
    // Compiled code and the interpreter agree at random states.
    let y = Random::new(5).vector(model.dim(), -1.0, 1.0);
    let (mut dy, mut work) = (vec![0.0; y.len()], vec![0.0; model.n_work()]);
    model.vector_field(0.0, &y, &model.parameters(), &Wave, &mut work, &mut dy);
    let system = model.system();
    let expected = pyrates::ir::eval::vector_field(&system, 0.0, &y, &model.parameters(), &Wave::at);
    dy.iter().zip(&expected).for_each(|(a, b)| assert_close(*a, *b, 1e-13, "slope"));
}

circuit! {
    Sparse {
        nodes { a: [Cell; 2], b: [Cell; 3] }
        edges { ab: a.op.x -> b.op.u { weight: sparse(0.5), delay: dense(1.0), spread: dense(0.5), stages: 12 }; }
    }
}

/// On the links of a sparse matrix, too; missing links are those of weight zero.
#[test]
fn links_have_spreads_of_their_own() {
    let links = [(0, 1, 0.2), (1, 0, 0.3), (2, 0, 0.5)];
    let mut sparse = Sparse::default();
    let triplets = links.map(|(i, j, w)| (Target(i), Source(j), w));
    sparse.edges.ab.set_weights(SparseMatrix::from_links(3, 2, triplets).unwrap());
    let mut full = dense();
    full.edges.ab.weights = PairMatrix::uniform(3, 2, 0.0);
    for (i, j, w) in links {
        let pair = sparse.edges.ab.pair_mut(Target(i), Source(j)).unwrap();
        (pair.delay, pair.spread) = (DELAYS[i][j], SPREADS[i][j]);
        full.edges.ab.weights[(Target(i), Source(j))] = w;
    }
    let sparse = sparse.simulate(0.0..4.0).method(Rk4).dt(0.01).run().unwrap();
    let full = full.simulate(0.0..4.0).method(Rk4).dt(0.01).run().unwrap();
    for i in 0..3 {
        let last = |s: &pyrates::Solution| *s.column(format!("b/{i}/op/x")).unwrap().last().unwrap();
        assert_close(last(&sparse), last(&full), 1e-13, "b");
    }
}

/// Files in the extended dialect keep chains as they are; PyRates has no choice of stages.
#[test]
fn files_keep_the_spreads_of_pairs() {
    assert!(dense().to_yaml().is_err());
    let text = dense().to_yaml_as(pyrates::Dialect::Extended).unwrap();
    let again = Circuit::from_yaml_text(&text, "Dense").unwrap();
    let (a, b) = (dense().simulate(0.0..4.0).method(Rk4).dt(0.01).run().unwrap(), again.simulate(0.0..4.0));
    let b = b.method(Rk4).dt(0.01).run().unwrap();
    let ends = |s: &pyrates::Solution, last: &str| {
        let labels = s.labels().iter().zip(s.last().unwrap().1);
        let mut ends: Vec<f64> = labels.filter(|(label, _)| label.ends_with(last)).map(|(_, x)| *x).collect();
        ends.sort_by(f64::total_cmp);
        ends
    };
    for (a, b) in ends(&a, "op/x").iter().zip(&ends(&b, "/x")) {
        assert_close(*a, *b, 1e-13, "x");
    }
}

/// What needs more stages than there are, or is no spread, is refused by its path.
#[test]
fn spreads_without_enough_stages_are_refused() {
    let mut model = dense();
    let refusal = |model: &Dense| model.simulate(0.0..1.0).run().unwrap_err().to_string();
    model.edges.ab.pair_mut(Target(2), Source(1)).spread = 0.3;
    let text = refusal(&model);
    assert!(text.contains("25 stages") && text.contains("`stages: 25`") && text.contains("spread"), "{text}");
    assert!(model.emit_numpy().unwrap_err().to_string().contains("25 stages"));
    for (spread, delay) in [(0.0, 1.0), (f64::NAN, 1.0), (-0.5, 1.0), (0.5, 0.0)] {
        let mut model = dense();
        let pair = model.edges.ab.pair_mut(Target(0), Source(0));
        (pair.delay, pair.spread) = (delay, spread);
        assert!(!refusal(&model).is_empty());
    }
}
