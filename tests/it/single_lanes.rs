use pyrates::lanes::{Job, SINGLE_WIDTH, Simd, SingleLanes, dispatch_at, levels};
use pyrates::prelude::*;
use pyrates::scalar::Scalar;

use crate::common::Wave;
use crate::common::models::*;

/// The slopes of a model.
#[inline(always)]
fn slopes<M: Model, S: Scalar>(model: &M, t: S, y: &[S], p: &[S]) -> Vec<S> {
    let (mut work, mut dy) = (vec![t; model.n_work()], vec![t; y.len()]);
    model.vector_field(t, y, p, &Wave, &mut work, &mut dy);
    dy
}

/// A time, states or parameters that differ from member to member.
fn shifted(value: f64, place: usize, member: usize) -> f32 {
    (value * (1.0 + 0.01 * member as f64) + 1e-3 * ((place + member) % 7) as f64) as f32
}

/// The slopes of sixteen members.
struct Slopes<'a, M>(&'a M);

impl<M: Model> Job for Slopes<'_, M> {
    type Output = Vec<[f32; SINGLE_WIDTH]>;

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) -> Self::Output {
        let lanes = |(place, &value): (usize, &f64)| {
            SingleLanes::from_fn(simd, |member| shifted(value, place, member))
        };
        let (y, p) = (self.0.initial_state(), self.0.parameters());
        let y: Vec<SingleLanes<S>> = y.iter().enumerate().map(lanes).collect();
        let p: Vec<SingleLanes<S>> = p.iter().enumerate().map(lanes).collect();
        let dy = slopes(self.0, lanes((0, &0.7)), &y, &p);
        dy.into_iter().map(SingleLanes::to_array).collect()
    }
}

/// Holds the slopes of members in lanes to those of each alone, bit by bit, with all instruction sets.
fn check<M: Model>(model: &M) {
    let single = |member: usize| {
        let all = |values: Vec<f64>| -> Vec<f32> {
            values.iter().enumerate().map(|(place, &value)| shifted(value, place, member)).collect()
        };
        let (y, p) = (all(model.initial_state()), all(model.parameters()));
        slopes(model, shifted(0.7, 0, member), &y, &p)
    };
    let members: Vec<Vec<f32>> = (0..SINGLE_WIDTH).map(single).collect();
    assert!(members.iter().flatten().all(|x| x.is_finite()), "{members:?}");
    for level in levels() {
        let lanes = dispatch_at(level, Slopes(model));
        for (member, dy) in members.iter().enumerate() {
            for (state, x) in dy.iter().enumerate() {
                let found = lanes[state][member];
                assert_eq!(
                    found.to_bits(),
                    x.to_bits(),
                    "{level:?}, member {member}, state {state}: {found} {x}"
                );
            }
        }
    }
}

/// Every function of the language, conditionals, complex numbers, populations and networks: sixteen at once are as one.
#[test]
fn models_in_single_lanes_are_as_single_ones() {
    check(&Functions::default());
    check(&JansenRit::default());
    check(&ComplexCircuit::default());
    check(&Populations::default());
    check(&Mixed::default());
}
