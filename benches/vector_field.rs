//! One call of compiled vector fields (`compiled`) beside plain Rust functions of the same mathematics with
//! parameters in a slice (`by_hand`). Results are compared before anything is timed.

mod common;

use std::hint::black_box;

use criterion::Criterion;
use pyrates::model::{Model, NoPast, Past};
use pyrates::scalar::Scalar;

use common::models::{JansenRit, PredatorPrey, VanDerPol};
use common::{CoupledLeaks, JansenRitColumn, Leaks, by_hand};

/// A past that never changes.
struct Constant(f64);

impl<S: Scalar> Past<S> for Constant {
    #[inline(always)]
    fn value(&self, _lookup: usize, _state: usize, time: S) -> S {
        time.splat(self.0)
    }
}

/// Compares and times a model and its yardstick at a state off the initial one.
fn compare<M: Model, P: Past<f64>>(
    c: &mut Criterion,
    name: &str,
    model: &M,
    past: &P,
    mut by_hand: impl FnMut(&[f64], &[f64], &mut [f64]),
) {
    let y: Vec<f64> = model.initial_state().iter().enumerate().map(|(i, y)| y + 0.001 * i as f64).collect();
    let p = model.parameters();
    let mut work = vec![0.0; model.n_work()];
    let (mut dy, mut expected) = (vec![0.0; y.len()], vec![0.0; y.len()]);
    model.vector_field(0.0, &y, &p, past, &mut work, &mut dy);
    by_hand(&y, &p, &mut expected);
    for (a, b) in dy.iter().zip(&expected) {
        assert!((a - b).abs() <= 1e-14 * b.abs(), "{name}: {a} is not {b}");
    }

    let mut group = c.benchmark_group(name);
    group.bench_function("compiled", |b| {
        b.iter(|| {
            model.vector_field(0.0, black_box(&y), black_box(&p), past, &mut work, &mut dy);
            black_box(&mut dy);
        });
    });
    group.bench_function("by_hand", |b| {
        b.iter(|| {
            by_hand(black_box(&y), black_box(&p), &mut expected);
            black_box(&mut expected);
        });
    });
    group.finish();
}

fn main() {
    let mut c = common::criterion();
    compare(&mut c, "van_der_pol", &VanDerPol::default(), &NoPast, by_hand::van_der_pol);
    compare(&mut c, "jansen_rit_column", &JansenRitColumn::default(), &NoPast, by_hand::jansen_rit_column);
    compare(&mut c, "predator_prey", &PredatorPrey::default(), &Constant(0.25), |y, p, dy| {
        by_hand::predator_prey(y, p, 0.25, dy);
    });
    compare(&mut c, "jansen_rit_circuit", &JansenRit::default(), &NoPast, by_hand::jansen_rit_circuit);
    compare(&mut c, "leaks", &Leaks::default(), &NoPast, |y, p, dy| {
        by_hand::leaks(y, p, &p[1000..], &p[2000..], &p[3000..], dy);
    });
    let edges: Vec<(usize, usize)> = (0..10).map(|k| (100 * ((k + 9) % 10), 100 * k)).collect();
    let mut u = vec![0.0; 1000];
    // The weights of the edges are in the order of their targets.
    compare(&mut c, "coupled_leaks", &CoupledLeaks::default(), &NoPast, |y, p, dy| {
        by_hand::coupled_leaks(y, p, &edges, &mut u, dy);
    });
    c.final_summary();
}
