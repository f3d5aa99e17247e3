//! Runs with weights of 32 bits are those of models whose weights were rounded beforehand.

use pyrates_runtime::prelude::*;
use pyrates_runtime::sweep::{Design, Measure};
use pyrates_runtime::{Precision, Simulation, Solution};

use crate::models::{Now, Pair, now, pair};

fn round(weights: &mut [f64]) {
    weights.iter_mut().for_each(|weight| *weight = f64::from(*weight as f32));
}

fn rounded(model: &Pair) -> Pair {
    let mut rounded = model.clone();
    round(rounded.edges.dense.weights.values_mut());
    round(rounded.edges.late.weights.values_mut());
    round(rounded.edges.sparse.weights.values_mut());
    rounded
}

/// For matrices that threads share, and for small ones.
#[test]
fn single_weights_are_rounded_weights() {
    for (n, m) in [(300, 303), (5, 9)] {
        let model = pair(n, m);
        let beforehand = rounded(&model);
        let check = |what: &str, run: &dyn for<'m> Fn(&'m Pair) -> Simulation<'m, Pair>| {
            let values = |run: Simulation<Pair>| run.run().unwrap().values().to_vec();
            let expected = values(run(&beforehand));
            let single = || run(&model).weights(Precision::Single);
            assert_eq!(values(single()), expected, "{what}, {n} x {m}");
            if n * m > 65536 {
                assert_eq!(values(single().threads(2)), expected, "{what}, {n} x {m}, two threads");
            }
            assert_ne!(values(run(&model)), expected, "{what}, {n} x {m}");
        };
        check("Dopri5", &|model| model.simulate(0.0..0.5).without_noise());
        check("Euler", &|model| model.simulate(0.0..0.5).without_noise().method(Euler).dt(0.05));
        check("noise", &|model| model.simulate(0.0..0.5).method(EulerMaruyama).dt(0.05));
        // Inputs are computed after the run.
        let sums = ["a/1/rate/s", "b/2/rate/s"];
        check("inputs", &|model| model.simulate(0.0..0.5).without_noise().record(sums));
        if n < 10 {
            check("Rodas5P", &|model| model.simulate(0.0..0.5).without_noise().method(Rodas5P));
            check("Radau9", &|model| model.simulate(0.0..0.5).without_noise().method(Radau9));
        }
    }
}

/// Members of a sweep are rounded too, those that set weights included.
#[test]
fn sweeps_round_weights() {
    let model = now(5, 9);
    let third = 1.0 / 3.0;
    let end = |solution: Solution| *solution.column("a/1/rate/x").unwrap().last().unwrap();
    let run = |model: &Now| end(model.simulate(0.0..1.0).without_noise().interval(1.0).run().unwrap());
    let expected = [0.1, third].map(|weight| {
        let mut model = model.clone();
        model.edges.dense.weights.values_mut()[9] = weight;
        round(model.edges.dense.weights.values_mut());
        round(model.edges.sparse.weights.values_mut());
        run(&model)
    });
    for lanes in [1, 8] {
        let design = Design::new().axis("edges/dense/weights/1/0", [0.1, third]);
        let single = model.simulate(0.0..1.0).without_noise().interval(1.0).weights(Precision::Single);
        let table = single.sweep(design).lanes(lanes).measure([Measure::last("a/1/rate/x")]).unwrap();
        assert_eq!(table.column("last of a/1/rate/x").unwrap(), expected);
    }
}
