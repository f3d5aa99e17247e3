//! Elementary functions and whole runs of members in lanes, eight with numbers of 64 bits and sixteen with numbers of 32 bits, with
//! every instruction set of the processor, beside the same one by one. Results are compared before anything is timed: they are
//! the same to the last bit. Times are to be compared by their throughput, in evaluations of one member.

mod common;

use std::hint::black_box;

use criterion::{Criterion, Throughput};
use pyrates::lanes::{Job, Lanes, Level, SINGLE_WIDTH, Simd, SingleLanes, WIDTH, dispatch_at, levels};
use pyrates::model::{Model, NoPast};
use pyrates::operator;
use pyrates::scalar::Scalar;

use common::JansenRitColumn;
use common::models::VanDerPol;

operator! {
    /// Two rates that excite and inhibit each other.
    pub(crate) Rates {
        equations {
            d/dt x = (-x + tanh(a*x - b*z + u))/tau;
            d/dt z = -z + tanh(c*x - d*z);
        }
        variables { x: output(0.1), z: variable(0.2), a: 2.0, b: 3.0, c: 2.5, d: 0.5, u: 0.3, tau: 0.7 }
    }
}

const N_STEPS: usize = 250;

/// The name of an instruction set.
fn name(level: Level) -> String {
    let text = format!("{level:?}");
    text.split(['(', ' ']).next().unwrap_or(&text).to_lowercase()
}

/// Steps of the classical Runge-Kutta method for a model with at most eight states.
#[inline(always)]
fn rk4<M: Model, S: Scalar>(model: &M, h: f64, zero: S, y: &mut [S], p: &[S]) {
    let dim = y.len();
    let mut work = [zero; 8];
    let (mut k, mut stage, mut sum) = ([zero; 8], [zero; 8], [zero; 8]);
    let (mut t, h) = (zero, zero.splat(h));
    for _ in 0..N_STEPS {
        stage[..dim].copy_from_slice(y);
        for (c, weight) in [(0.5, 1.0 / 6.0), (0.5, 1.0 / 3.0), (1.0, 1.0 / 3.0), (0.0, 1.0 / 6.0)] {
            model.vector_field(t, &stage[..dim], p, &NoPast, &mut work, &mut k[..dim]);
            for i in 0..dim {
                sum[i] = sum[i] + zero.splat(weight) * k[i];
                stage[i] = y[i] + h * zero.splat(c) * k[i];
            }
        }
        for i in 0..dim {
            y[i] = y[i] + h * sum[i];
            sum[i] = zero;
        }
        t = t + h;
    }
}

/// A run of members that differ in a parameter, by its place.
struct Run<'a, M> {
    model: &'a M,
    h: f64,
    y: &'a [f64],
    p: &'a [f64],
    swept: usize,
}

/// The same with numbers of 32 bits.
struct SingleRun<'a, M>(Run<'a, M>);

// Not derived, since the model need not be copied.
impl<M> Clone for Run<'_, M> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<M> Copy for Run<'_, M> {}

impl<M: Model> Run<'_, M> {
    fn value(&self, member: usize) -> f64 {
        self.p[self.swept] * (1.0 + 0.05 * member as f64)
    }

    /// The first state at the end, for a value of the parameter or several.
    #[inline(always)]
    fn end<S: Scalar>(&self, value: S) -> S {
        let (mut y, mut p) = (Vec::new(), Vec::new());
        y.extend(self.y.iter().map(
            #[inline(always)]
            |&y| value.splat(y),
        ));
        p.extend(self.p.iter().map(
            #[inline(always)]
            |&p| value.splat(p),
        ));
        p[self.swept] = value;
        rk4(self.model, self.h, value.splat(0.0), &mut y, &p);
        y[0]
    }

    /// The first states of members at the end, one by one.
    #[inline(never)]
    fn one_by_one(&self) -> [f64; WIDTH] {
        std::array::from_fn(|member| self.end(self.value(member)))
    }

    #[inline(never)]
    fn one_by_one_single(&self) -> [f32; SINGLE_WIDTH] {
        std::array::from_fn(|member| self.end(self.value(member) as f32))
    }
}

impl<M: Model> Job for Run<'_, M> {
    type Output = [f64; WIDTH];

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) -> [f64; WIDTH] {
        self.end(Lanes::from_fn(simd, |member| self.value(member))).to_array()
    }
}

impl<M: Model> Job for SingleRun<'_, M> {
    type Output = [f32; SINGLE_WIDTH];

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) -> [f32; SINGLE_WIDTH] {
        let SingleRun(run) = self;
        run.end(SingleLanes::from_fn(simd, |member| run.value(member) as f32)).to_array()
    }
}

fn compare_runs<M: Model>(c: &mut Criterion, title: &str, model: &M, h: f64, swept: usize) {
    let (y, p) = (model.initial_state(), model.parameters());
    assert!(model.n_work() <= 8, "{title} needs more room");
    let run = Run { model, h, y: &y, p: &p, swept };
    let expected = run.one_by_one();
    assert!(expected.iter().all(|y| y.is_finite()), "{expected:?}");
    let mut group = c.benchmark_group(title);
    group.throughput(Throughput::Elements((4 * N_STEPS * WIDTH) as u64));
    group.bench_function("one_by_one", |b| b.iter(|| black_box(run).one_by_one()));
    for level in levels() {
        let found = dispatch_at(level, run);
        assert_eq!(found.map(f64::to_bits), expected.map(f64::to_bits), "{title} with {level:?}");
        group.bench_function(name(level), |b| b.iter(|| dispatch_at(level, black_box(run))));
    }
    let expected = run.one_by_one_single();
    group.throughput(Throughput::Elements((4 * N_STEPS * SINGLE_WIDTH) as u64));
    group.bench_function("one_by_one_f32", |b| b.iter(|| black_box(run).one_by_one_single()));
    for level in levels() {
        let found = dispatch_at(level, SingleRun(run));
        assert_eq!(found.map(f32::to_bits), expected.map(f32::to_bits), "{title} with {level:?}");
        let name = format!("{}_f32", name(level));
        group.bench_function(name, |b| b.iter(|| dispatch_at(level, SingleRun(black_box(run)))));
    }
    group.finish();
}

fn main() {
    let mut c = common::criterion();
    functions::compare(&mut c);
    compare_runs(&mut c, "jansen_rit", &JansenRitColumn::default(), 1e-4, 7);
    compare_runs(&mut c, "van_der_pol", &VanDerPol::default(), 0.01, 0);
    compare_runs(&mut c, "rates", &Rates::default(), 0.01, 0);
    c.final_summary();
}

mod functions {
    use super::*;

    const N: usize = 1024;

    /// A function of a list of numbers of 64 or 32 bits.
    macro_rules! on_lists {
        (@ $name:ident $float:ident $lanes:ident $width:ident) => {
            impl Job for $name<'_, $float> {
                type Output = ();
                #[inline(always)]
                fn run<S: Simd>(self, simd: S) {
                    let (xs, _) = self.0.as_chunks::<$width>();
                    let (ys, _) = self.1.as_chunks_mut::<$width>();
                    for (x, y) in xs.iter().zip(ys) {
                        *y = Scalar::$name($lanes::new(simd, *x)).to_array();
                    }
                }
            }
        };
        ($($name:ident ($std:expr) from $from:literal to $to:literal;)*) => {
            $(
                #[allow(non_camel_case_types, reason = "a type for each function")]
                struct $name<'a, F>(&'a [F], &'a mut [F]);

                on_lists!(@ $name f64 Lanes WIDTH);
                on_lists!(@ $name f32 SingleLanes SINGLE_WIDTH);
            )*

            pub(super) fn compare(c: &mut Criterion) {
                $(
                    let width = $to - $from;
                    let x: Vec<f64> = (0..N).map(|i| $from + width * (i * 389 % N) as f64 / N as f64).collect();
                    let x_single: Vec<f32> = x.iter().map(|&x| x as f32).collect();
                    let (mut y, mut y_single) = (vec![0.0; N], vec![0.0; N]);
                    let mut group = c.benchmark_group(stringify!($name));
                    group.throughput(Throughput::Elements(N as u64));
                    group.bench_function("std", |b| {
                        b.iter(|| {
                            x.iter().zip(&mut y).for_each(|(x, y)| *y = $std(*x));
                            black_box(&mut y);
                        });
                    });
                    group.bench_function("one_by_one", |b| {
                        b.iter(|| {
                            x.iter().zip(&mut y).for_each(|(x, y)| *y = Scalar::$name(*x));
                            black_box(&mut y);
                        });
                    });
                    for level in levels() {
                        group.bench_function(name(level), |b| {
                            b.iter(|| dispatch_at(level, $name(black_box(&x), &mut y)));
                        });
                        group.bench_function(format!("{}_f32", name(level)), |b| {
                            b.iter(|| dispatch_at(level, $name(black_box(&x_single), &mut y_single)));
                        });
                    }
                    group.finish();
                )*
            }
        };
    }

    on_lists! {
        exp (f64::exp) from -10.0 to 10.0;
        tanh (f64::tanh) from -3.0 to 3.0;
        sin (f64::sin) from -10.0 to 10.0;
        ln (f64::ln) from 0.01 to 100.0;
        atan (f64::atan) from -3.0 to 3.0;
    }
}
