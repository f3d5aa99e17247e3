//! Members of sweeps have the bits of single runs, whether lanes and threads share weights or not.

use pyrates_runtime::prelude::*;
use pyrates_runtime::sweep::Design;
use pyrates_runtime::{Precision, Simulation, Solution};

use crate::models::{Now, Ripples, Stirred, dense, now, pair, sparse};

/// More members than lanes, so that lanes take several.
const VALUES: [f64; 11] = [0.05, -0.1, 0.3, 0.31, 0.0, 1.0, -0.7, 0.2, 0.21, 0.22, 0.4];

fn bits(solution: &Solution) -> Vec<u64> {
    solution.values().iter().map(|x| x.to_bits()).collect()
}

/// The samples of each member of a sweep over a key, with several numbers of lanes and threads, against those of single runs. With
/// noise, each member has its own.
fn check_noisy<M: Model + Sync + Clone>(
    what: &str,
    (model, key): (&M, &str),
    run: impl for<'m> Fn(&'m M) -> Simulation<'m, M>,
    is_noisy: bool,
) {
    let single = |(number, &value): (usize, &f64)| {
        let mut model = model.clone();
        model.set(key, value).unwrap();
        let run = run(&model);
        let run = if is_noisy { run.realization(number as u64) } else { run };
        bits(&run.run().unwrap())
    };
    let expected: Vec<Vec<u64>> = VALUES.iter().enumerate().map(single).collect();
    assert_ne!(expected[0], expected[1], "{what}");
    for (lanes, threads) in [(1, 1), (4, 1), (8, 1), (8, 2), (4, 3), (1, 2)] {
        let sweep = run(model).sweep(Design::new().axis(key, VALUES)).lanes(lanes).threads(threads);
        let runs = sweep.run().unwrap();
        for (number, expected) in expected.iter().enumerate() {
            let found = runs.get(number).map(bits);
            assert!(
                found.as_ref() == Some(expected),
                "{what}, {lanes} lanes, {threads} threads, member {number}"
            );
        }
    }
}

fn check<M: Model + Sync + Clone>(
    what: &str,
    swept: (&M, &str),
    run: impl for<'m> Fn(&'m M) -> Simulation<'m, M>,
) {
    check_noisy(what, swept, run, false);
}

fn plain(model: &Now) -> Simulation<'_, Now> {
    model.simulate(0.0..0.5).without_noise().interval(0.25)
}

#[test]
fn methods_of_all_kinds() {
    let model = now(19, 21);
    let swept = (&model, "a/all/rate/s");
    check("Dopri5", swept, plain);
    check("Vern7", swept, |model| plain(model).method(Vern7));
    check("Rk4", swept, |model| plain(model).method(Rk4).dt(0.1));
    check("Heun", swept, |model| plain(model).method(Heun).dt(0.05));
    check("every step", swept, |model| model.simulate(0.0..0.5).without_noise());
    check("initial values", (&model, "b/3/rate/x"), plain);
    let inputs = ["a/1/rate/s", "b/2/rate/s", "edges/dense/weights/1/2"];
    check("what follows from states", swept, |model| plain(model).record(inputs));
    check("rounded weights", swept, |model| plain(model).weights(Precision::Single));
}

/// A matrix that members change is none that they share, and others beside it still are.
#[test]
fn weights_that_are_swept() {
    let model = now(19, 21);
    let keys = [
        "edges/dense/weights/3/4",
        "edges/sparse/weights/0/1",
        "edges/dense/weights/all/all",
        "edges/sparse/weights/all/all",
        "edges/all/weights/all/all",
    ];
    for key in keys {
        check(key, (&model, key), plain);
        check(key, (&model, key), |model| plain(model).weights(Precision::Single));
    }
}

#[test]
fn weights_that_inputs_change() {
    let model = now(19, 21);
    let swept = (&model, "a/all/rate/s");
    let input = || Input::function(|t| 3.0 * t);
    check("dense", swept, |model| plain(model).input("edges/dense/weights/3/4", input()));
    check("sparse", swept, |model| plain(model).input("edges/sparse/weights/0/1", input()));
    check("others", swept, |model| plain(model).input("b/7/rate/s", input()));
}

/// Delays of whole steps, which lanes remember, and others, which they do not.
#[test]
fn delays() {
    let model = pair(19, 21);
    for key in ["b/all/rate/s", "edges/late/weights/2/3", "edges/late/weights/all/all"] {
        check(key, (&model, key), |model| model.simulate(0.0..0.5).without_noise().method(Euler).dt(0.05));
        check(key, (&model, key), |model| model.simulate(0.0..0.5).without_noise().method(Heun).dt(0.125));
    }
    let swept = (&model, "b/all/rate/s");
    check("no whole steps", swept, |model| model.simulate(0.0..0.5).without_noise().method(Euler).dt(0.06));
}

fn in_short_steps<M: Model>(model: &M) -> Simulation<'_, M> {
    model.simulate(0.0..0.5).dt(0.05)
}

#[test]
fn noise() {
    let model = now(19, 21);
    let swept = (&model, "a/all/rate/s");
    check_noisy("EulerMaruyama", swept, |model| in_short_steps(model).method(EulerMaruyama), true);
    check_noisy("StochasticHeun", swept, |model| in_short_steps(model).method(StochasticHeun), true);
    check_noisy("Sra1", swept, |model| in_short_steps(model).method(Sra1), true);
    check_noisy(
        "one noise",
        swept,
        |model| in_short_steps(model).method(EulerMaruyama).realization(3),
        false,
    );
}

/// Amplitudes of noise that depend on what edges bring.
#[test]
fn noise_of_sums() {
    let mut model = Stirred::default();
    model.cells.resize(18);
    model.edges.net.weights = dense(18, 18, 1);
    model.edges.links.weights = sparse(18, 18, 2);
    for key in ["cells/all/rate/k", "edges/net/weights/3/4", "edges/links/weights/0/1"] {
        check_noisy(key, (&model, key), |model| in_short_steps(model).method(EulerMaruyama), true);
        check_noisy(key, (&model, key), |model| in_short_steps(model).method(StochasticHeun), true);
    }
}

/// Two products, of real and of imaginary parts, with one matrix.
#[test]
fn complex_states() {
    let mut model = Ripples::default();
    model.edges.net.weights = dense(9, 9, 1);
    for key in ["cells/4/wave/z/re", "edges/net/weights/3/4"] {
        check(key, (&model, key), |model| model.simulate(0.0..0.3).method(Rk4).dt(0.1));
    }
}

/// Members are checked by what they change.
#[test]
fn values_that_are_not_finite() {
    let model = now(5, 6);
    let key = "edges/dense/weights/3/4";
    let sweep = plain(&model).sweep(Design::new().axis(key, [0.1, f64::INFINITY, 0.2]));
    let runs = sweep.run().unwrap();
    let failures = runs.failures();
    assert!(runs.get(0).is_some() && runs.get(2).is_some() && failures.len() == 1);
    assert!(failures[0].message.contains(key), "{:?}", failures[0]);
}
