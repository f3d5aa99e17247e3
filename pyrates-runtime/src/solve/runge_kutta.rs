//! One explicit Runge-Kutta stepper for all tableaus and all numbers. It makes stages and sums.

use crate::delay::{Memory, Side};
use crate::model::VectorField;
use crate::scalar::Scalar;

use super::right_hand_side::RightHandSide;
use super::step_size::Tolerance;
use super::stiffness::{StiffnessTest, WATCH_EVERY};
use super::tableau::{ErrorWeights, Stage, Tableau};
use super::weights::{Weights, add_last, sum_before_last, weighted_sum, weights};

/// A step of Euler's method.
static FORWARD: [Stage; 1] = [Stage { c: 1.0, a: weights![(0, 1.0)] }];

/// The slopes of a step and what follows from them.
#[derive(Debug)]
pub(crate) struct RungeKutta<S> {
    pub(crate) tableau: &'static Tableau,
    /// Whether the error estimate uses the slope at the end of the step.
    pub(super) error_needs_end: bool,
    /// All slopes, one after the other; see [`Tableau`] for their numbers. Behind them are the other arrays of [`Parts`], since
    /// short runs take less time with one array.
    slopes: Vec<S>,
    /// The state at the end of the step.
    pub(crate) y1: Vec<S>,
    /// The coefficients of the dense output, state by state; empty until somebody needs them.
    pub(crate) dense: Vec<S>,
    pub(super) stiffness: StiffnessTest,
}

/// What a stepper computes with.
struct Parts<'a, S> {
    slopes: &'a mut [S],
    /// The state of the stage at hand.
    stage: &'a mut [S],
    /// The last sum of slopes.
    sum: &'a mut [S],
    zero: &'a [S],
}

/// The number of arrays behind the slopes.
const BEHIND: usize = 3;

impl<'a, S> Parts<'a, S> {
    /// The parts of an array, for so many states.
    #[inline(always)]
    fn of(all: &'a mut [S], dim: usize) -> Parts<'a, S> {
        let (all, zero) = all.split_at_mut(all.len() - dim);
        let (all, sum) = all.split_at_mut(all.len() - dim);
        let (slopes, stage) = all.split_at_mut(all.len() - dim);
        Parts { slopes, stage, sum, zero }
    }
}

/// Zeros like the numbers of a state, for so many states.
fn zeros<S: Scalar>(y: &[S], n: usize) -> Vec<S> {
    let mut zeros = Vec::with_capacity(n * y.len());
    y.first().iter().for_each(|x| zeros.resize(n * y.len(), x.splat(0.0)));
    zeros
}

impl<S: Scalar> RungeKutta<S> {
    /// A stepper for states like `y`.
    pub(crate) fn new(tableau: &'static Tableau, y: &[S]) -> RungeKutta<S> {
        RungeKutta {
            tableau,
            error_needs_end: tableau.error_needs_end(),
            slopes: zeros(y, tableau.n_slopes() + BEHIND),
            y1: zeros(y, 1),
            dense: Vec::new(),
            stiffness: StiffnessTest::every(WATCH_EVERY),
        }
    }

    /// One of the slopes.
    #[inline]
    pub(crate) fn slope(&self, number: usize) -> &[S] {
        let dim = self.y1.len();
        &self.slopes[number * dim..][..dim]
    }

    /// Evaluates the slope at the start of a step.
    pub(crate) fn start<M: VectorField, K: Memory<S>>(
        &mut self,
        rhs: &mut RightHandSide<M, S>,
        memory: &K,
        t: S,
        y: &[S],
    ) {
        let dim = y.len();
        rhs.evaluate_apart(memory, Side::Right, t, y, &mut self.slopes[..dim]);
    }

    /// Evaluates the slope after an Euler step of length `h`, for the choice of the first step: returns that at the start and that
    /// after the step.
    pub(crate) fn trial<M: VectorField, K: Memory<S>>(
        &mut self,
        rhs: &mut RightHandSide<M, S>,
        memory: &K,
        t: S,
        y: &[S],
        h: S,
    ) -> (&[S], &[S]) {
        self.make_stages(rhs, memory, t, y, h, &FORWARD, 1);
        (self.slope(0), self.slope(1))
    }

    /// Makes the stages of a step and the state at its end.
    pub(crate) fn step<M: VectorField, K: Memory<S>>(
        &mut self,
        rhs: &mut RightHandSide<M, S>,
        memory: &K,
        t: S,
        y: &[S],
        h: S,
    ) {
        /// Leaves for the code for a number of states that is known when the model is compiled: other code is not even made.
        macro_rules! step_of_few {
            ($($dim:literal)*) => {$(
                if const { S::IS_REAL && matches!(M::DIM, Some($dim)) } {
                    return self.step_of_few::<M, K, $dim>(rhs, memory, t, y, h);
                }
            )*};
        }
        step_of_few!(1 2 3 4 5 6 7 8 9 10);
        self.make_stages(rhs, memory, t, y, h, self.tableau.stages, 1);
        weighted_sum(y, h, &self.tableau.b, &self.slopes, &mut self.y1);
    }

    /// Makes steps of Euler's method between points of time, from state `y`, to which the slope belongs.
    fn march_by_euler<M: VectorField, K: Memory<S>>(
        &mut self,
        rhs: &mut RightHandSide<M, S>,
        memory: &K,
        y: &mut [S],
        h: S,
        times: impl Iterator<Item = S>,
    ) {
        let slope = &mut self.slopes[..y.len()];
        for t1 in times.skip(1) {
            h.vectorize_loop(
                slope.len(),
                #[inline(always)]
                || {
                    for (y, &slope) in y.iter_mut().zip(&*slope) {
                        *y = *y + h * slope;
                    }
                },
            );
            rhs.evaluate(memory, Side::Left, t1, y, slope);
        }
    }

    /// Evaluates the slope at the end of a step, where time is `t1`.
    #[inline]
    pub(crate) fn finish<M: VectorField, K: Memory<S>>(
        &mut self,
        rhs: &mut RightHandSide<M, S>,
        memory: &K,
        t1: S,
    ) {
        let dim = self.y1.len();
        let end = self.tableau.end();
        rhs.evaluate(memory, Side::Left, t1, &self.y1, &mut self.slopes[end * dim..][..dim]);
    }

    /// Makes steps of one length between points of time, from state `y`, to which the first slope belongs.
    pub(super) fn make_steps<M: VectorField, K: Memory<S>>(
        &mut self,
        rhs: &mut RightHandSide<M, S>,
        memory: &K,
        y: &mut Vec<S>,
        h: S,
        times: impl Iterator<Item = S>,
    ) {
        if self.tableau.stages.is_empty() {
            self.march_by_euler(rhs, memory, y, h, times);
            return;
        }
        times.reduce(|t, t1| {
            self.step(rhs, memory, t, y, h);
            self.finish(rhs, memory, t1);
            std::mem::swap(y, &mut self.y1);
            self.reuse_last_slope();
            t1
        });
    }

    /// Makes the slope at the end of the last step the first of the next.
    pub(crate) fn reuse_last_slope(&mut self) {
        let dim = self.y1.len();
        let end = self.tableau.end();
        self.slopes.copy_within(end * dim..(end + 1) * dim, 0);
    }

    /// The same in some lanes only.
    #[inline(always)]
    pub(super) fn reuse_last_slope_where(&mut self, mask: S::Mask)
    where
        S::Mask: Copy,
    {
        let (dim, end) = (self.y1.len(), self.tableau.end());
        for i in 0..dim {
            self.slopes[i] = S::select(mask, self.slopes[end * dim + i], self.slopes[i]);
        }
    }

    /// Fills the coefficients of the dense output; needs all slopes of the step.
    pub(crate) fn interpolate<M: VectorField, K: Memory<S>>(
        &mut self,
        rhs: &mut RightHandSide<M, S>,
        memory: &K,
        t: S,
        y: &[S],
        h: S,
    ) {
        let tableau = self.tableau;
        if self.dense.is_empty() {
            self.dense = zeros(y, tableau.dense.n_coefficients());
        }
        self.make_stages(rhs, memory, t, y, h, tableau.dense.stages, tableau.end() + 1);
        h.vectorize(
            #[inline(always)]
            || self.begin_polynomial(y, h),
        );
        let n = tableau.dense.n_coefficients();
        for (c, d) in tableau.dense.d.iter().enumerate() {
            self.sum(h, d);
            let coefficients = self.dense[4 + c..].iter_mut().step_by(n);
            coefficients.zip(Parts::of(&mut self.slopes, y.len()).sum).for_each(|(r, sum)| *r = *sum);
        }
    }

    /// Makes the coefficients that every dense output begins with.
    #[inline(always)]
    fn begin_polynomial(&mut self, y: &[S], h: S) {
        let (dim, n) = (y.len(), self.tableau.dense.n_coefficients());
        let end = &self.slopes[self.tableau.end() * dim..];
        for i in 0..dim {
            let r = &mut self.dense[i * n..][..n];
            hermite(y[i], self.y1[i], h, self.slopes[i], end[i], r);
        }
    }

    /// Makes `h` times a weighted sum of slopes.
    pub(super) fn sum(&mut self, h: S, weights: &Weights) {
        let Parts { slopes, sum, zero, .. } = Parts::of(&mut self.slopes, self.y1.len());
        weighted_sum(zero, h, weights, slopes, sum);
    }

    /// Evaluates the slope at the result of the embedded formula, with the given difference to that, and returns the sum of the
    /// squares of the differences of slopes, and that of states.
    pub(super) fn differences<M: VectorField, K: Memory<S>>(
        &mut self,
        rhs: &mut RightHandSide<M, S>,
        memory: &K,
        t1: S,
        h: S,
        error: &Weights,
    ) -> (S, S) {
        self.sum(h, error);
        let (dim, end) = (self.y1.len(), self.tableau.end());
        let Parts { slopes, stage, sum, .. } = Parts::of(&mut self.slopes, dim);
        let states = stage.iter_mut().zip(&self.y1).zip(&*sum);
        states.for_each(|((stage, &y1), &error)| *stage = y1 - error);
        rhs.evaluate_apart(memory, Side::Left, t1, stage, sum);
        let zero = h.splat(0.0);
        let add = |sum: S, (&a, &b): (&S, &S)| sum + (a - b) * (a - b);
        let slopes = slopes[end * dim..].iter().zip(&*sum).fold(zero, add);
        (slopes, self.y1.iter().zip(&*stage).fold(zero, add))
    }

    /// The mean squares of the estimated errors of the step from `y`, in units of the tolerance; nothing without an embedded
    /// formula.
    #[inline(always)]
    pub(super) fn mean_squares(&mut self, tolerance: Tolerance, y: &[S], h: S) -> MeanSquares<S> {
        match self.tableau.embedded.as_ref().map(|embedded| &embedded.error) {
            None => MeanSquares::None,
            Some(ErrorWeights::One(e)) => MeanSquares::One(self.mean_square(e, tolerance, y, h)),
            Some(ErrorWeights::Two(e5, e3)) => {
                MeanSquares::Two(self.mean_square(e5, tolerance, y, h), self.mean_square(e3, tolerance, y, h))
            }
        }
    }

    #[inline(always)]
    fn mean_square(&mut self, weights: &Weights, tolerance: Tolerance, y: &[S], h: S) -> S {
        self.sum(h, weights);
        let sum = &*Parts::of(&mut self.slopes, y.len()).sum;
        h.vectorize(
            #[inline(always)]
            || tolerance.mean_square(h, y, &self.y1, sum),
        )
    }

    /// The slope at the start of the step, to be written.
    pub(super) fn first_slope_mut(&mut self) -> &mut [S] {
        let dim = self.y1.len();
        &mut self.slopes[..dim]
    }

    /// Makes stages, of which the first has a number.
    #[allow(clippy::too_many_arguments, reason = "stages are made of just these")]
    fn make_stages<M: VectorField, K: Memory<S>>(
        &mut self,
        rhs: &mut RightHandSide<M, S>,
        memory: &K,
        t: S,
        y: &[S],
        h: S,
        stages: &[Stage],
        first: usize,
    ) {
        let dim = y.len();
        let Parts { slopes, stage: state, .. } = Parts::of(&mut self.slopes, dim);
        for (stage, number) in stages.iter().zip(first..) {
            let (known, slopes) = slopes.split_at_mut(number * dim);
            weighted_sum(y, h, &stage.a, known, state);
            rhs.evaluate(memory, stage.side(), t + h.splat(stage.c) * h, state, &mut slopes[..dim]);
        }
    }

    /// A step for so many states. From one slope to the next the way is through registers: what is known of the next sum
    /// is made before a slope, and the slope is its last term in nearly all stages. Slopes are written to memory, too, but nothing
    /// waits for that.
    #[inline]
    fn step_of_few<M: VectorField, K: Memory<S>, const DIM: usize>(
        &mut self,
        rhs: &mut RightHandSide<M, S>,
        memory: &K,
        t: S,
        y: &[S],
        h: S,
    ) {
        let (tableau, y) = (self.tableau, &y[..DIM]);
        let (slopes, _) = self.slopes.as_chunks_mut::<DIM>();
        let (mut known, mut slope) = ([h; DIM], slopes[0]);
        if let Some(stage) = tableau.stages.first() {
            sum_before_last(y, h, &stage.a, slopes.as_flattened(), &mut known);
        }
        for (number, stage) in tableau.stages.iter().enumerate() {
            let mut state = known;
            match stage.a.last {
                (last, weight) if last == number => add_last(h, weight, &slope, &mut state),
                (last, weight) => add_last(h, weight, &slopes[last], &mut state),
            }
            if let Some(next) = tableau.stages.get(number + 1) {
                sum_before_last(y, h, &next.a, slopes.as_flattened(), &mut known);
            }
            rhs.evaluate(memory, stage.side(), t + h.splat(stage.c) * h, &state, &mut slope);
            slopes[number + 1] = slope;
        }
        weighted_sum(y, h, &tableau.b, &self.slopes, &mut self.y1);
    }
}

/// The mean squares of estimated errors, of one formula or two.
#[derive(Debug, Clone, Copy)]
pub(super) enum MeanSquares<S> {
    None,
    One(S),
    /// Those of Hairer's DOP853, of orders 5 and 3.
    Two(S, S),
}

impl MeanSquares<f64> {
    /// The estimated error, in units of the tolerance.
    #[inline]
    pub(super) fn error(self) -> f64 {
        match self {
            MeanSquares::None => 0.0,
            MeanSquares::One(square) => square.sqrt(),
            MeanSquares::Two(error5, error3) => {
                let both = error5 + 0.01 * error3;
                if both == 0.0 { 0.0 } else { error5 / both.sqrt() }
            }
        }
    }
}

/// The first four coefficients of the dense output: the cubic Hermite polynomial.
#[inline(always)]
pub(crate) fn hermite<S: Scalar>(y0: S, y1: S, h: S, dy0: S, dy1: S, r: &mut [S]) {
    let difference = y1 - y0;
    let start = h * dy0 - difference;
    r[0] = y0;
    r[1] = difference;
    r[2] = start;
    r[3] = difference - h * dy1 - start;
}

#[cfg(test)]
mod tests {
    use super::super::tableau::{DOP853, DOPRI5, RK4};
    use super::*;
    use crate::delay::NoMemory;
    use crate::model::{JacobianSink, LookUp, Past};

    /// A chain of states, each of which decays into the next; its length may be known when the solver is compiled.
    struct Chain<const N: usize, const IS_KNOWN: bool>;

    impl<const N: usize, const IS_KNOWN: bool> VectorField for Chain<N, IS_KNOWN> {
        const DIM: Option<usize> = if IS_KNOWN { Some(N) } else { None };

        fn dim(&self) -> usize {
            N
        }
        fn n_parameters(&self) -> usize {
            0
        }
        fn n_work(&self) -> usize {
            0
        }
        fn n_lookups(&self) -> usize {
            0
        }
        fn vector_field<S: Scalar, P: Past<S>>(
            &self,
            t: S,
            y: &[S],
            _p: &[S],
            _past: &P,
            _work: &mut [S],
            dy: &mut [S],
        ) {
            dy[0] = -y[0];
            for i in 1..N {
                dy[i] = y[i - 1] - t.splat(1.0 + 0.1 * i as f64) * y[i];
            }
        }
        fn jacobian<S: Scalar, P: Past<S>, J: JacobianSink<S>>(
            &self,
            t: S,
            _y: &[S],
            _p: &[S],
            _past: &P,
            _work: &mut [S],
            jacobian: &mut J,
        ) {
            for i in 1..N {
                jacobian.add(i, i - 1, t.splat(1.0));
                jacobian.add(i, i, t.splat(-1.0 - 0.1 * i as f64));
            }
            jacobian.add(0, 0, t.splat(-1.0));
        }
        fn lookups(&self, _p: &[f64]) -> Vec<LookUp> {
            Vec::new()
        }
    }

    fn one_step<S: Scalar>(tableau: &'static Tableau, zero: S) -> (S, S) {
        let mut rhs = RightHandSide::new(&Chain::<1, true>, Vec::new(), None, zero);
        let (y, h) = ([zero.splat(1.0)], zero.splat(0.1));
        let mut stepper = RungeKutta::new(tableau, &y);
        stepper.start(&mut rhs, &NoMemory, zero, &y);
        stepper.step(&mut rhs, &NoMemory, zero, &y, h);
        stepper.finish(&mut rhs, &NoMemory, h);
        stepper.interpolate(&mut rhs, &NoMemory, zero, &y, h);
        (stepper.y1[0], stepper.dense[1])
    }

    /// The stepper works on any scalar: one step in f32 has the rounding error of f32.
    #[test]
    fn steps_in_single_precision() {
        for tableau in [&RK4, &DOPRI5, &DOP853] {
            let (y1, difference) = one_step(tableau, 0.0_f32);
            assert!((f64::from(y1) - (-0.1_f64).exp()).abs() < 1e-6);
            assert_eq!(difference, y1 - 1.0);
            let (y1, _) = one_step(tableau, 0.0_f64);
            assert!((y1 - (-0.1_f64).exp()).abs() < 1e-7);
        }
    }

    /// The bits of the state after some steps, of all slopes of the last one, and of its estimated error.
    fn steps<const N: usize, const IS_KNOWN: bool>(tableau: &'static Tableau) -> Vec<u64> {
        let mut rhs = RightHandSide::new(&Chain::<N, IS_KNOWN>, Vec::new(), None, 0.0);
        let mut y: Vec<f64> = (0..N).map(|i| 1.0 / (1.0 + i as f64)).collect();
        let mut stepper = RungeKutta::new(tableau, &y);
        stepper.start(&mut rhs, &NoMemory, 0.0, &y);
        stepper.make_steps(&mut rhs, &NoMemory, &mut y, 0.1, (0..4).map(|k| 0.1 * f64::from(k)));
        stepper.step(&mut rhs, &NoMemory, 0.3, &y, 0.1);
        stepper.finish(&mut rhs, &NoMemory, 0.4);
        let error = stepper.estimate(Tolerance { rtol: 1e-3, atol: 1e-6 }, &y, 0.1);
        let slopes = (0..=tableau.end()).flat_map(|j| stepper.slope(j).to_vec());
        slopes.chain(stepper.y1.clone()).chain([error]).map(f64::to_bits).collect()
    }

    /// Code for a known number of states makes the steps of that for any number, to the last bit.
    #[test]
    fn a_known_number_of_states_changes_no_bit() {
        macro_rules! compare {
            ($($n:literal)*) => {$(
                for tableau in [&RK4, &DOPRI5, &DOP853] {
                    assert_eq!(steps::<$n, true>(tableau), steps::<$n, false>(tableau), "{} states", $n);
                }
            )*};
        }
        compare!(1 2 3 4 5 6 7 8 9 10 11);
    }
}
