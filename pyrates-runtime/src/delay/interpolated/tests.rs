//! What edges share is what each would have looked up itself, and nothing more is stored.

use super::*;
use crate::model::JacobianSink;
use crate::scalar::Scalar;

/// Units that transmit their squares, times a parameter.
struct Squares(Vec<LookUp>);

impl VectorField for Squares {
    fn dim(&self) -> usize {
        N
    }
    fn n_parameters(&self) -> usize {
        1
    }
    fn n_work(&self) -> usize {
        0
    }
    fn n_lookups(&self) -> usize {
        self.0.len()
    }
    fn vector_field<S: Scalar, P: Past<S>>(
        &self,
        _t: S,
        _y: &[S],
        _p: &[S],
        _past: &P,
        _work: &mut [S],
        _dy: &mut [S],
    ) {
    }
    fn jacobian<S: Scalar, P: Past<S>, J: JacobianSink<S>>(
        &self,
        _t: S,
        _y: &[S],
        _p: &[S],
        _past: &P,
        _work: &mut [S],
        _jacobian: &mut J,
    ) {
    }
    fn n_transmitted(&self) -> usize {
        N
    }
    fn transmitted<S: Scalar>(&self, _t: S, y: &[S], p: &[S], transmitted: &mut [S]) {
        transmitted.iter_mut().zip(y).for_each(|(to, &y)| *to = square(y, p[0]));
    }
    fn lookups(&self, _p: &[f64]) -> Vec<LookUp> {
        self.0.clone()
    }
}

const N: usize = 6;

fn square<S: Scalar>(y: S, p: S) -> S {
    p * y * y
}

/// Numbers in [0, 1).
fn uniform(seed: &mut u64) -> f64 {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*seed >> 11) as f64 / (1_u64 << 53) as f64
}

/// A network of random edges; the delays are few, and multiples of half a step among them.
fn network(seed: &mut u64) -> Squares {
    let mut lookup = || {
        let state = (uniform(seed) * (N - 1) as f64) as usize;
        let delay = match (uniform(seed) * 8.0) as usize {
            0 => 0.0,
            1 => 0.3 * uniform(seed),
            2 => f64::INFINITY,
            k => 0.25 * k as f64,
        };
        LookUp { state, delay, transmitted: Some(state) }
    };
    Squares((0..40).map(|_| lookup()).collect())
}

/// Some steps with jumps, the last one with a guess.
fn fill(memory: &mut Interpolated<Squares>, steps: usize, mut seed: u64) {
    let mut random = |n: usize| (0..n).map(|_| uniform(&mut seed)).collect::<Vec<f64>>();
    for k in 0..steps {
        let t = 0.5 * k as f64;
        memory.begin(t, &random(N), &random(N));
        memory.accept(t, t + 0.5, &random(N * 4));
        if k % 3 == 2 {
            memory.jump(t + 0.5);
        }
    }
    memory.begin(0.5 * steps as f64, &random(N), &random(N));
    if steps % 2 == 1 {
        memory.improve(0.5, &random(N * 4), |_| 1.0);
    }
}

/// Look-ups that edges share return what each edge would have looked up itself, to the last bit.
#[test]
fn shared_look_ups_are_those_of_single_edges() {
    let mut seed = 5;
    for run in 0..200 {
        let model = network(&mut seed);
        let history = || match run % 3 {
            0 => Arc::new(History::Initial),
            1 => Arc::new(History::Zero),
            _ => Arc::new(History::function(|t, y| {
                y.iter_mut().enumerate().for_each(|(i, y)| *y = t - i as f64);
            })),
        };
        let memory = || {
            let y0 = [0.5; N];
            let mut memory = Interpolated::new(&model, history(), (0.0, &y0[..]), &model.0, 4, true);
            fill(&mut memory, run % 8, seed);
            memory
        };
        let (shared, mut plain) = (memory(), memory());
        assert!(shared.shared.is_some());
        plain.shared = None;
        let t = 0.5 * (run % 8) as f64;
        for (part, side) in [(0.0, Side::Right), (0.3, Side::Inside), (0.5, Side::Left)] {
            let (t, y, p) = (t + part, [2.0; N], [1.0 + part]);
            compare(&shared.past(t, &y, &p, side), &plain.past(t, &y, &p, side), &model);
        }
    }
}

fn compare(shared: &StagePast<Squares>, plain: &StagePast<Squares>, model: &Squares) {
    for (k, lookup) in model.0.iter().enumerate() {
        let delay = if lookup.delay.is_finite() { lookup.delay } else { 0.4 };
        let time = shared.t - delay;
        let (a, b) = (shared.value(k, lookup.state, time), plain.value(k, lookup.state, time));
        assert_eq!(a.to_bits(), b.to_bits(), "look-up {k} of {time}: {a} and {b}");
        assert_eq!(plain.transmitted(k, lookup.state), None);
        if let Some(a) = shared.transmitted(k, lookup.state) {
            assert_eq!(a.to_bits(), square(b, plain.p[0]).to_bits());
        }
    }
}

/// States that nobody looks up are not stored.
#[test]
fn only_states_that_are_looked_up_are_stored() {
    let lookup = |state| LookUp { state, delay: 1.0, transmitted: None };
    let model = Squares(vec![lookup(4), lookup(1), lookup(4)]);
    let history = Arc::new(History::Zero);
    let mut memory = Interpolated::new(&model, history, (0.0, &[0.0; N]), &model.0, 4, false);
    memory.begin(0.0, &[0.0; N], &[0.0; N]);
    let dense: Vec<f64> = (0..N).flat_map(|i| [i as f64, 0.0, 0.0, 0.0]).collect();
    memory.accept(0.0, 0.5, &dense);
    memory.begin(0.5, &[0.0; N], &[0.0; N]);
    assert_eq!(memory.asked, [1, 4]);
    let past = memory.past(1.25, &[0.0; N], &[1.0], Side::Inside);
    assert_eq!([past.value(0, 4, 0.25), past.value(1, 1, 0.25)], [4.0, 1.0]);
}
