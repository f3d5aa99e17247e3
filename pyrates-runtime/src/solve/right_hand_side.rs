//! A right-hand side as steppers call it.

use crate::delay::{Memory, Side};
use crate::dual::Dual;
use crate::linear::Matrix;
use crate::model::{JacobianSink, Past, VectorField};
use crate::network::{AddProducts, WithProducts};
use crate::scalar::Scalar;

/// Writes the values of inputs at a time, seen from a side, to parameters.
pub(crate) type WriteInputs<'m, S> = dyn Fn(S, Side, &mut [S]) + 'm;

/// A right-hand side with everything but time, state and past filled in.
pub(crate) struct RightHandSide<'m, M, S> {
    pub(crate) model: &'m M,
    pub(crate) p: Vec<S>,
    pub(crate) inputs: Option<&'m WriteInputs<'m, S>>,
    /// Who makes the products of some matrices, if that is somebody else. Weights of these are not looked for in `p`, which may end
    /// where nothing but such weights follows.
    pub(super) products: Option<&'m dyn AddProducts<S>>,
    pub(crate) work: Vec<S>,
    pub(crate) evaluations: usize,
}

impl<'m, M: VectorField, S: Scalar> RightHandSide<'m, M, S> {
    /// That of a model with some parameters, whose inputs are written before each evaluation.
    pub(super) fn new(model: &'m M, p: Vec<S>, inputs: Option<&'m WriteInputs<'m, S>>, zero: S) -> Self {
        let work = vec![zero; model.n_work()];
        RightHandSide { model, p, inputs, products: None, work, evaluations: 0 }
    }

    /// Writes the slope of `y` at time `t` to `dy`.
    #[inline]
    pub(super) fn evaluate<K: Memory<S>>(&mut self, memory: &K, side: Side, t: S, y: &[S], dy: &mut [S]) {
        self.evaluations += 1;
        if let Some(inputs) = self.inputs {
            inputs(t, side, &mut self.p);
        }
        t.vectorize(
            #[inline(always)]
            || {
                let past = memory.past(t, y, &self.p, side);
                let past = WithProducts { past, products: self.products };
                self.model.vector_field(t, y, &self.p, &past, &mut self.work, dy);
            },
        );
    }

    /// The same, not inlined: for calls that are rare, or small beside what is around them. Each inlined one makes
    /// a copy of the model's equations, which costs time when the user's program is compiled.
    #[inline(never)]
    pub(super) fn evaluate_apart<K: Memory<S>>(
        &mut self,
        memory: &K,
        side: Side,
        t: S,
        y: &[S],
        dy: &mut [S],
    ) {
        self.evaluate(memory, side, t, y, dy);
    }

    /// Writes the amplitudes of noise at time `t` and state `y`.
    #[inline(never)]
    pub(super) fn diffusion<K: Memory<S>>(
        &mut self,
        memory: &K,
        side: Side,
        t: S,
        y: &[S],
        amplitudes: &mut [S],
    ) {
        if let Some(inputs) = self.inputs {
            inputs(t, side, &mut self.p);
        }
        t.vectorize(
            #[inline(always)]
            || {
                let past = memory.past(t, y, &self.p, side);
                let past = WithProducts { past, products: self.products };
                self.model.diffusion(t, y, &self.p, &past, &mut self.work, amplitudes);
            },
        );
    }
}

impl<M: VectorField> RightHandSide<'_, M, f64> {
    /// Hands over the derivatives of the slopes at the start of a step.
    pub(super) fn jacobian<K: Memory<f64>>(
        &mut self,
        memory: &K,
        t: f64,
        y: &[f64],
        jacobian: &mut impl JacobianSink<f64>,
    ) {
        if let Some(inputs) = self.inputs {
            inputs(t, Side::Right, &mut self.p);
        }
        self.model.jacobian(
            t,
            y,
            &self.p,
            &memory.past(t, y, &self.p, Side::Right),
            &mut self.work,
            jacobian,
        );
    }

    /// The same with what a model's Jacobian does not know: delays of zero count as the present, and delays may depend on
    /// states.
    pub(super) fn total_jacobian<K: Memory<f64>>(
        &mut self,
        memory: &K,
        t: f64,
        y: &[f64],
        duals: &mut Duals,
        jacobian: &mut Matrix,
    ) {
        if let Some(inputs) = self.inputs {
            inputs(t, Side::Right, &mut self.p);
        }
        let past = memory.past(t, y, &self.p, Side::Right);
        let before = |lookup, state, time: Dual| {
            let value = || past.value(lookup, state, time.value);
            // Only where the delay depends on the states the slope of the past counts.
            let slope = || if time.derivative == 0.0 { 0.0 } else { past.slope(lookup, state, time.value) };
            (time.value < t).then(|| Dual { value: value(), derivative: slope() * time.derivative })
        };
        duals.jacobian(self.model, t, y, &self.p, before, jacobian);
    }
}

/// Room for exact derivatives of a right-hand side along the states, those that look-ups return included.
pub(crate) struct Duals {
    y: Vec<Dual>,
    p: Vec<Dual>,
    work: Vec<Dual>,
    dy: Vec<Dual>,
}

/// A past in which some look-ups return the present state, and others depend on it by their time.
struct PresentPast<'a, F> {
    y: &'a [Dual],
    before: F,
}

impl<F: Fn(usize, usize, Dual) -> Option<Dual>> Past<Dual> for PresentPast<'_, F> {
    fn value(&self, lookup: usize, state: usize, time: Dual) -> Dual {
        (self.before)(lookup, state, time).unwrap_or(self.y[state])
    }
}

impl Duals {
    pub(crate) fn new<M: VectorField>(model: &M) -> Duals {
        let zeros = |n: usize| vec![Dual::default(); n];
        Duals {
            y: zeros(model.dim()),
            p: zeros(model.n_parameters()),
            work: zeros(model.n_work()),
            dy: zeros(model.dim()),
        }
    }

    /// Writes the derivatives of all slopes by all states. `before` returns the value of a state at a time, with its
    /// derivative, if that is not the present.
    pub(crate) fn jacobian<M: VectorField>(
        &mut self,
        model: &M,
        t: f64,
        y: &[f64],
        p: &[f64],
        before: impl Fn(usize, usize, Dual) -> Option<Dual>,
        jacobian: &mut Matrix,
    ) {
        self.y.iter_mut().zip(y).for_each(|(dual, &y)| *dual = Dual::constant(y));
        self.p.iter_mut().zip(p).for_each(|(dual, &p)| *dual = Dual::constant(p));
        for j in 0..y.len() {
            self.y[j].derivative = 1.0;
            let past = PresentPast { y: &self.y, before: &before };
            model.vector_field(Dual::constant(t), &self.y, &self.p, &past, &mut self.work, &mut self.dy);
            jacobian.set_column(j, self.dy.iter().map(|dy| dy.derivative));
            self.y[j].derivative = 0.0;
        }
    }
}
