use pyrates::prelude::*;
use pyrates::sweep::Design;

use crate::common::models::*;

/// Holds runs of eight at once to single runs, bit by bit. Some may fail, in both ways alike.
fn check<M: Model + Sync>(model: &M) {
    let key = model.system().state_paths().swap_remove(0);
    let key = key.as_str();
    let value = model.get(key).expect("a value");
    let values: Vec<f64> = (0..11).map(|k| value + 0.01 * f64::from(k)).collect();
    let run = |lanes: usize| {
        let design = Design::new().axis(key, values.clone());
        let run = model.simulate(0.0..0.5).rtol(1e-6).interval(0.05);
        run.sweep(design).threads(1).lanes(lanes).run().expect("a sweep")
    };
    let (single, eight) = (run(1), run(8));
    let messages = |failures: Vec<pyrates::sweep::Failure>| {
        failures.iter().map(ToString::to_string).collect::<Vec<String>>()
    };
    assert_eq!(messages(single.failures()), messages(eight.failures()));
    for ((member, single), (_, eight)) in single.iter().zip(eight.iter()) {
        let bits = |solution: &Solution| solution.values().iter().map(|x| x.to_bits()).collect::<Vec<u64>>();
        assert_eq!(bits(single), bits(eight), "member {}", member.number);
        assert_eq!(single.stats, eight.stats, "member {}", member.number);
    }
}

/// Every function of the language, conditionals, complex numbers, populations and networks: eight at once are as one.
#[test]
fn models_in_lanes_are_as_single_ones() {
    check(&Functions::default());
    check(&JansenRit::default());
    check(&ComplexCircuit::default());
    check(&Populations::default());
    check(&Mixed::default());
}
