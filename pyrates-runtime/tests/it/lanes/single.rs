//! Lanes of 32 bits, beside single numbers of 32 bits.

use pyrates_runtime::lanes::{Job, SINGLE_WIDTH, Simd, SingleLanes, SingleMask, dispatch_at, levels};
use pyrates_runtime::model::NoPast;
use pyrates_runtime::prelude::*;
use pyrates_runtime::scalar::Scalar;

use super::{Function, compare_lanes, next, same};

const SPECIAL: [f32; 20] = [
    0.0,
    -0.0,
    1.0,
    -1.0,
    f32::INFINITY,
    f32::NEG_INFINITY,
    f32::NAN,
    f32::MAX,
    f32::MIN,
    f32::MIN_POSITIVE,
    1e-45,
    -1e-45,
    3e-39,
    0.5,
    64.0,
    -65.0,
    1e22,
    -103.3,
    8_388_609.0,
    1_048_576.5,
];

/// Pairs of numbers: all pairs of special ones, any bits, moderate numbers, of which neighbours differ much, and whole exponents.
fn numbers() -> (Vec<f32>, Vec<f32>) {
    let pairs = SPECIAL.iter().flat_map(|&a| SPECIAL.iter().map(move |&b| (a, b)));
    let mut seed = 7;
    let mut any = || f32::from_bits(next(&mut seed) as u32);
    let any: Vec<(f32, f32)> = (0..6_000).map(|_| (any(), any())).collect();
    let mut moderate = |scale: f64| ((next(&mut seed) as f64 / u64::MAX as f64 - 0.5) * scale) as f32;
    let usual: Vec<(f32, f32)> = (0..18_000)
        .map(|k| [2.5, 40.0, 300.0][k % 3])
        .map(|scale| (moderate(scale), moderate(20.0)))
        .collect();
    let whole: Vec<(f32, f32)> = (0..4_096).map(|_| (moderate(6.0), moderate(140.0).round())).collect();
    pairs.chain(any).chain(usual).chain(whole).unzip()
}

#[test]
fn single_lanes_have_the_bits_of_single_numbers_with_all_instructions() {
    compare_lanes(numbers);
}

/// Functions of 32 bits are those of 64 bits, rounded: off by little more than half a unit in the last place.
#[test]
fn functions_of_single_numbers_are_rounded() {
    let (x, y) = numbers();
    for function in
        [Function::Exp, Function::Sin, Function::Tanh, Function::Erf, Function::Ln, Function::Atan2]
    {
        for (&x, &y) in x.iter().zip(&y) {
            let (found, exact) = (function.apply(x, y), function.apply(f64::from(x), f64::from(y)));
            assert!(same(found.into(), (exact as f32).into()), "{function:?}({x}, {y}): {found} {exact}");
        }
    }
}

/// What lanes are made of, and what they are made into.
struct Parts;

impl Job for Parts {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        let numbers: [f32; SINGLE_WIDTH] = std::array::from_fn(|lane| lane as f32 - 0.1);
        let mut lanes = SingleLanes::from_fn(simd, |lane| lane as f32 - 0.1);
        assert_eq!(lanes.to_array(), numbers);
        let (low, high) = lanes.widen();
        assert_eq!((low.lane(3), high.lane(7)), (f64::from(numbers[3]), f64::from(numbers[15])));
        assert_eq!(SingleLanes::narrow(low, high).to_array(), numbers);
        lanes.set_lane(9, 2.5);
        assert_eq!((lanes.lane(9), lanes.lane(8), (lanes * 2.0 - 1.0).lane(9)), (2.5, numbers[8], 4.0));
        let mask = SingleMask::from_fn(simd, |lane| lane % 3 == 0);
        assert!(mask.any() && !mask.all() && mask.lane(15) && !mask.lane(14) && (mask | !mask).all());
        assert!(!(mask & !mask).any());
        assert_eq!(mask.select(lanes, -lanes).lane(1), -numbers[1]);
    }
}

#[test]
fn single_lanes_are_made_and_read() {
    levels().into_iter().for_each(|level| dispatch_at(level, Parts));
}

operator! {
    /// Functions, powers, conditions and the time.
    Mixed {
        equations {
            d/dt x = -x*abs(x)^exponent + tanh(a*z) + 0.1*sin(t);
            d/dt z = if x > 0.2 { exp(-z) - z^3 } else { 1/(1 + z^2) };
        }
        variables { x: output(0.5), z: variable(-0.2), a: 1.0, exponent: 2.0 }
    }
}
operator! {
    /// A vector with a matrix.
    Ring {
        equations { d/dt x = -x + tanh(matvec(W, x)) + 0.1*mean(x); }
        variables { x: output([0.1, 0.2, -0.3]), W: [[0, 2, 0], [0, 0, 1.3], [-1.5, 0, 0]] }
    }
}

/// Steps of Euler's method from parameters that differ from lane to lane.
#[inline(always)]
fn euler<M: Model, S: Scalar>(model: &M, zero: S, p: &[S]) -> Vec<S> {
    let mut y: Vec<S> = Vec::new();
    for value in model.initial_state() {
        y.push(zero.splat(value));
    }
    let (mut dy, mut work) = (vec![zero; y.len()], vec![zero; model.n_work()]);
    for k in 0..200 {
        let t = zero.splat(0.05 * f64::from(k));
        model.vector_field(t, &y, p, &NoPast, &mut work, &mut dy);
        for i in 0..y.len() {
            y[i] = y[i] + zero.splat(0.05) * dy[i];
        }
    }
    y
}

struct Members<'a, M>(&'a M);

/// A parameter of a member.
fn parameter(value: f64, member: usize) -> f32 {
    (value * (1.0 + 0.07 * member as f64)) as f32
}

impl<M: Model> Job for Members<'_, M> {
    type Output = Vec<[f32; SINGLE_WIDTH]>;

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) -> Self::Output {
        let parameters = self.0.parameters();
        let of_lanes = |&value: &f64| SingleLanes::from_fn(simd, |member| parameter(value, member));
        let p: Vec<SingleLanes<S>> = parameters.iter().map(of_lanes).collect();
        let y = euler(self.0, SingleLanes::all(simd, 0.0), &p);
        y.into_iter().map(SingleLanes::to_array).collect()
    }
}

fn check_model<M: Model>(model: &M) {
    let parameters = model.parameters();
    let single = |member: usize| -> Vec<f32> {
        let p: Vec<f32> = parameters.iter().map(|&value| parameter(value, member)).collect();
        euler(model, 0.0_f32, &p)
    };
    let members: Vec<Vec<f32>> = (0..SINGLE_WIDTH).map(single).collect();
    assert!(members.iter().flatten().all(|y| y.is_finite()) && members[0] != members[1], "{members:?}");
    for level in levels() {
        let lanes = dispatch_at(level, Members(model));
        for (member, y) in members.iter().enumerate() {
            let found: Vec<u32> = lanes.iter().map(|state| state[member].to_bits()).collect();
            assert_eq!(found, y.iter().map(|y| y.to_bits()).collect::<Vec<_>>(), "{level:?}, {member}");
        }
    }
}

/// Compiled models give the bits of runs one by one.
#[test]
fn models_run_in_single_lanes() {
    check_model(&Mixed::default());
    check_model(&Ring::default());
}
