//! Whole simulations. Fixed steps are beside plain loops written by hand (`by_hand`), whose end is compared
//! before anything is timed: 1e5 Euler steps of the Jansen-Rit column, and RK4 with a delay of a whole number
//! of steps, where the loop by hand keeps the states of all half steps in a ring buffer. Adaptive methods are
//! beside each other: van der Pol, and predator and prey with a delay; and stiff problems with known ends.

mod common;

use std::hint::black_box;

use criterion::{Criterion, Throughput};
use pyrates::prelude::*;

use common::models::{JansenRit, PredatorPrey, VanDerPol};
use common::stiff::*;
use common::{CoupledLeaks, JansenRitColumn, by_hand};

fn fixed_steps(c: &mut Criterion) {
    let model = JansenRitColumn::default();
    let (dt, n) = (1e-4, 100_000);
    let run = || model.simulate(0.0..10.0).method(Euler).dt(dt).interval(0.1).run();
    let (y0, p) = (model.initial_state(), model.parameters());
    let by_hand = || {
        let mut y = y0.clone();
        let mut dy = vec![0.0; y.len()];
        for _ in 0..n {
            by_hand::jansen_rit_column(&y, &p, &mut dy);
            y.iter_mut().zip(&dy).for_each(|(y, dy)| *y += dt * dy);
        }
        y
    };
    assert_same_end(&run(), &by_hand());

    let mut group = c.benchmark_group("jansen_rit_euler");
    group.throughput(Throughput::Elements(n as u64));
    group.bench_function("compiled", |b| b.iter(run));
    group.bench_function("by_hand", |b| b.iter(by_hand));
    group.finish();
}

/// Models known at run time beside compiled ones: 1e5 Euler steps of the Jansen-Rit circuit, and 1000 of 1000
/// leaky units with edges.
fn at_run_time(c: &mut Criterion) {
    beside_compiled(c, "circuit_jansen_rit_euler", &JansenRit::default(), 1e-4, 100_000);
    beside_compiled(c, "circuit_coupled_leaks_euler", &CoupledLeaks::default(), 1e-3, 1000);
}

fn beside_compiled<M: Model>(c: &mut Criterion, name: &str, model: &M, dt: f64, n: usize) {
    let circuit = Circuit::from_system(model.system()).expect("compiled models are consistent");
    let t_end = n as f64 * dt;
    let compiled = || model.simulate(0.0..t_end).method(Euler).dt(dt).interval(0.01 * t_end).run();
    let at_run_time = || circuit.simulate(0.0..t_end).method(Euler).dt(dt).interval(0.01 * t_end).run();
    let end = compiled().expect("the model has a solution");
    assert_same_end(&at_run_time(), end.last().expect("the start is a sample").1);

    let mut group = c.benchmark_group(name);
    group.throughput(Throughput::Elements(n as u64));
    group.bench_function("compiled", |b| b.iter(compiled));
    group.bench_function("circuit", |b| b.iter(at_run_time));
    group.finish();
}

fn delayed_fixed_steps(c: &mut Criterion) {
    let model = PredatorPrey::default();
    let n = 10_000;
    let run = || model.simulate(0.0..10.0).method(Rk4).dt(1e-3).interval(0.1).run();
    let (y0, p) = (model.initial_state(), model.parameters());
    let by_hand = || by_hand::delayed_rk4(&y0, &p, 1e-3, 500, n);
    assert_same_end(&run(), &by_hand());

    let mut group = c.benchmark_group("predator_prey_rk4");
    group.throughput(Throughput::Elements(4 * n as u64));
    group.bench_function("compiled", |b| b.iter(run));
    group.bench_function("by_hand", |b| b.iter(by_hand));
    group.finish();
}

/// The time per evaluation of the right-hand side, that included.
fn adaptive<M: Model>(c: &mut Criterion, name: &str, model: &M, t_end: f64) {
    let mut group = c.benchmark_group(name);
    let dopri5 = || model.simulate(0.0..t_end).method(Dopri5).rtol(1e-8).interval(0.1).run();
    let dop853 = || model.simulate(0.0..t_end).method(Dop853).rtol(1e-8).interval(0.1).run();
    let evaluations = |solution: Solution| Throughput::Elements(solution.stats.evaluations as u64);
    group.throughput(dopri5().map(evaluations).expect("the model has a solution"));
    group.bench_function("dopri5", |b| b.iter(dopri5));
    group.throughput(dop853().map(evaluations).expect("the model has a solution"));
    group.bench_function("dop853", |b| b.iter(dop853));
    group.finish();
}

/// A stiff problem by the stiff method and by the choice of the method. The largest relative error at the end is
/// printed, and must be in proportion to the tolerance.
fn stiff<M: Model>(c: &mut Criterion, name: &str, model: &M, reference: &Reference) {
    let Reference { t_end, atol, end } = *reference;
    let mut group = c.benchmark_group(name);
    for rtol in [1e-4, 1e-6, 1e-8, 1e-10] {
        let simulation = || model.simulate(0.0..t_end).rtol(rtol).atol(atol * rtol).interval(t_end);
        let rodas5p = || simulation().method(Rodas5P).run();
        let auto = || simulation().method(Auto).run();
        for (method, solution) in [("rodas5p", rodas5p()), ("auto", auto())] {
            let solution = solution.expect("the problem has a solution");
            let (_, y) = solution.last().expect("the start is a sample");
            let error = y.iter().zip(end).map(|(y, end)| (y / end - 1.0).abs()).fold(0.0, f64::max);
            eprintln!("{name}/{method}/{rtol:e}: error {error:.1e}, {:?}", solution.stats);
            assert!(error < 1e3 * rtol, "{name}: {error} for {rtol}");
        }
        group.bench_function(format!("rodas5p/{rtol:e}"), |b| b.iter(rodas5p));
        group.bench_function(format!("auto/{rtol:e}"), |b| b.iter(auto));
    }
    group.finish();
}

fn assert_same_end<E: std::fmt::Debug>(solution: &Result<Solution, E>, expected: &[f64]) {
    let solution = solution.as_ref().expect("the model has a solution");
    let (_, end) = solution.last().expect("the start is a sample");
    for (a, b) in black_box(end).iter().zip(expected) {
        // Sums of slopes are rounded in another order.
        assert!((a - b).abs() <= 1e-8 * b.abs(), "{a} is not {b}");
    }
}

fn main() {
    let mut c = common::criterion();
    fixed_steps(&mut c);
    at_run_time(&mut c);
    delayed_fixed_steps(&mut c);
    adaptive(&mut c, "van_der_pol", &VanDerPol::default(), 100.0);
    adaptive(&mut c, "predator_prey", &PredatorPrey::default(), 10.0);
    adaptive(&mut c, "leaks", &common::Leaks::default(), 10.0);
    let van_der_pol = VanDerPol { mu: 1000.0, x: 2.0, z: 0.0, ..Default::default() };
    stiff(&mut c, "van_der_pol_1000", &van_der_pol, &VAN_DER_POL_1000);
    stiff(&mut c, "robertson", &Robertson::default(), &ROBERTSON);
    stiff(&mut c, "hires", &Hires::default(), &HIRES);
    stiff(&mut c, "oregonator", &Oregonator::default(), &OREGONATOR);
    c.final_summary();
}
