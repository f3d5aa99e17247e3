//! One explicit Runge-Kutta stepper for all tableaus and all numbers. It makes stages and sums.

use crate::delay::{Memory, Side};
use crate::model::VectorField;
use crate::scalar::Scalar;

use super::right_hand_side::RightHandSide;
use super::step_size::Tolerance;
use super::stiffness::{StiffnessTest, WATCH_EVERY};
use super::tableau::{ErrorWeights, Stage, Tableau, Weights};

/// The slopes of a step and what follows from them.
#[derive(Debug)]
pub(crate) struct RungeKutta<S> {
    pub(crate) tableau: &'static Tableau,
    /// All slopes, one after the other; see [`Tableau`] for their numbers.
    slopes: Vec<S>,
    /// The state of the stage at hand.
    stage: Vec<S>,
    /// The state at the end of the step.
    pub(crate) y1: Vec<S>,
    /// The coefficients of the dense output, state by state.
    pub(crate) dense: Vec<S>,
    zero: Vec<S>,
    /// The last sum of slopes.
    sum: Vec<S>,
    pub(super) stiffness: StiffnessTest,
}

impl<S: Scalar> RungeKutta<S> {
    /// A stepper for states like `y`.
    pub(crate) fn new(tableau: &'static Tableau, y: &[S]) -> RungeKutta<S> {
        let repeat = |n: usize| y.iter().map(|x| x.splat(0.0)).cycle().take(n * y.len()).collect();
        RungeKutta {
            tableau,
            slopes: repeat(tableau.n_slopes()),
            stage: repeat(1),
            y1: repeat(1),
            dense: repeat(tableau.dense.n_coefficients()),
            zero: repeat(1),
            sum: repeat(1),
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

    /// Evaluates the slope after an Euler step of length `h`, for the choice of the first step.
    pub(crate) fn trial<M: VectorField, K: Memory<S>>(
        &mut self,
        rhs: &mut RightHandSide<M, S>,
        memory: &K,
        t: S,
        y: &[S],
        h: S,
    ) -> &[S] {
        self.make_stage(rhs, memory, t, y, h, &Stage { c: 1.0, a: &[(0, 1.0)] }, 1);
        self.slope(1)
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
        for (i, stage) in self.tableau.stages.iter().enumerate() {
            self.make_stage(rhs, memory, t, y, h, stage, i + 1);
        }
        weighted_sum(y, h, self.tableau.b, &self.slopes, &mut self.y1);
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
        for (i, stage) in tableau.dense.stages.iter().enumerate() {
            self.make_stage(rhs, memory, t, y, h, stage, tableau.end() + 1 + i);
        }
        h.vectorize(
            #[inline(always)]
            || self.begin_polynomial(y, h),
        );
        let n = tableau.dense.n_coefficients();
        for (c, d) in tableau.dense.d.iter().enumerate() {
            self.sum(h, d);
            let coefficients = self.dense[4 + c..].iter_mut().step_by(n);
            coefficients.zip(&self.sum).for_each(|(r, &sum)| *r = sum);
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
    pub(super) fn sum(&mut self, h: S, weights: Weights) {
        weighted_sum(&self.zero, h, weights, &self.slopes, &mut self.sum);
    }

    /// Evaluates the slope at the result of the embedded formula, with the given difference to that, and returns the sum of the
    /// squares of the differences of slopes, and that of states.
    pub(super) fn differences<M: VectorField, K: Memory<S>>(
        &mut self,
        rhs: &mut RightHandSide<M, S>,
        memory: &K,
        t1: S,
        h: S,
        error: Weights,
    ) -> (S, S) {
        self.sum(h, error);
        let states = self.stage.iter_mut().zip(&self.y1).zip(&self.sum);
        states.for_each(|((stage, &y1), &error)| *stage = y1 - error);
        rhs.evaluate_apart(memory, Side::Left, t1, &self.stage, &mut self.sum);
        let zero = h.splat(0.0);
        let add = |sum: S, (&a, &b): (&S, &S)| sum + (a - b) * (a - b);
        let slopes = self.slope(self.tableau.end()).iter().zip(&self.sum).fold(zero, add);
        (slopes, self.y1.iter().zip(&self.stage).fold(zero, add))
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
    fn mean_square(&mut self, weights: Weights, tolerance: Tolerance, y: &[S], h: S) -> S {
        self.sum(h, weights);
        h.vectorize(
            #[inline(always)]
            || tolerance.mean_square(h, y, &self.y1, &self.sum),
        )
    }

    /// The slope at the start of the step, to be written.
    pub(super) fn first_slope_mut(&mut self) -> &mut [S] {
        let dim = self.y1.len();
        &mut self.slopes[..dim]
    }

    #[allow(clippy::too_many_arguments, reason = "a stage is made of just these")]
    fn make_stage<M: VectorField, K: Memory<S>>(
        &mut self,
        rhs: &mut RightHandSide<M, S>,
        memory: &K,
        t: S,
        y: &[S],
        h: S,
        stage: &Stage,
        number: usize,
    ) {
        let dim = y.len();
        weighted_sum(y, h, stage.a, &self.slopes, &mut self.stage);
        let side = if stage.c == 1.0 { Side::Left } else { Side::Inside };
        let t = t + h.splat(stage.c) * h;
        rhs.evaluate(memory, side, t, &self.stage, &mut self.slopes[number * dim..][..dim]);
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

/// Writes `y + h * (weighted sum of slopes)` to `out`.
///
/// For few states their number is turned into a constant, otherwise that of the terms, so that the compiler unrolls the
/// inner loop. Both ways add up the same terms in the same order.
#[inline]
pub(super) fn weighted_sum<S: Scalar>(y: &[S], h: S, weights: Weights, slopes: &[S], out: &mut [S]) {
    match y.len() {
        1 => sum_of_few::<S, 1>(y, h, weights, slopes, out),
        2 => sum_of_few::<S, 2>(y, h, weights, slopes, out),
        3 => sum_of_few::<S, 3>(y, h, weights, slopes, out),
        4 => sum_of_few::<S, 4>(y, h, weights, slopes, out),
        6 => sum_of_few::<S, 6>(y, h, weights, slopes, out),
        8 => sum_of_few::<S, 8>(y, h, weights, slopes, out),
        _ => sum_of_many(y, h, weights, slopes, out),
    }
}

/// The sum for so many states.
#[inline]
fn sum_of_few<S: Scalar, const DIM: usize>(y: &[S], h: S, weights: Weights, slopes: &[S], out: &mut [S]) {
    h.vectorize(
        #[inline(always)]
        || {
            let (slopes, _) = slopes.as_chunks::<DIM>();
            let mut sum: [S; DIM] = std::array::from_fn(
                #[inline(always)]
                |i| y[i],
            );
            for &(j, w) in weights {
                let (w, slope) = (h * h.splat(w), &slopes[j]);
                for i in 0..DIM {
                    sum[i] = sum[i] + w * slope[i];
                }
            }
            out.copy_from_slice(&sum);
        },
    );
}

#[inline(always)]
fn sum_of_many<S: Scalar>(y: &[S], h: S, weights: Weights, slopes: &[S], out: &mut [S]) {
    match weights.len() {
        0 => out.copy_from_slice(y),
        1 => sum_of::<S, 1>(y, h, weights, slopes, out),
        2 => sum_of::<S, 2>(y, h, weights, slopes, out),
        3 => sum_of::<S, 3>(y, h, weights, slopes, out),
        4 => sum_of::<S, 4>(y, h, weights, slopes, out),
        5 => sum_of::<S, 5>(y, h, weights, slopes, out),
        6 => sum_of::<S, 6>(y, h, weights, slopes, out),
        7 => sum_of::<S, 7>(y, h, weights, slopes, out),
        8 => sum_of::<S, 8>(y, h, weights, slopes, out),
        9 => sum_of::<S, 9>(y, h, weights, slopes, out),
        _ => {
            // Longer sums are made in parts; no method here needs more than two.
            let (first, rest) = weights.split_at(9.min(weights.len()));
            sum_of::<S, 9>(y, h, first, slopes, out);
            for &(j, w) in rest {
                let slope = &slopes[j * y.len()..][..y.len()];
                h.vectorize_loop(
                    slope.len(),
                    #[inline(always)]
                    || {
                        let w = h * h.splat(w);
                        for (out, &k) in out.iter_mut().zip(slope) {
                            *out = *out + w * k;
                        }
                    },
                );
            }
        }
    }
}

#[inline]
fn sum_of<S: Scalar, const N: usize>(y: &[S], h: S, weights: Weights, slopes: &[S], out: &mut [S]) {
    let dim = y.len();
    let out = &mut out[..dim];
    h.vectorize_loop(
        dim,
        #[inline(always)]
        || {
            let w: [S; N] = std::array::from_fn(
                #[inline(always)]
                |n| h * h.splat(weights[n].1),
            );
            let k: [&[S]; N] = std::array::from_fn(
                #[inline(always)]
                |n| &slopes[weights[n].0 * dim..][..dim],
            );
            for i in 0..dim {
                let mut sum = y[i];
                for n in 0..N {
                    sum = sum + w[n] * k[n][i];
                }
                out[i] = sum;
            }
        },
    );
}

#[cfg(test)]
mod tests {
    use super::super::tableau::{DOP853, DOPRI5, RK4};
    use super::*;
    use crate::delay::NoMemory;
    use crate::model::{JacobianSink, LookUp, Past};

    /// y' = -y.
    struct Decay;

    impl VectorField for Decay {
        fn dim(&self) -> usize {
            1
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
            _t: S,
            y: &[S],
            _p: &[S],
            _past: &P,
            _work: &mut [S],
            dy: &mut [S],
        ) {
            dy[0] = -y[0];
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
            jacobian.add(0, 0, t.splat(-1.0));
        }
        fn lookups(&self, _p: &[f64]) -> Vec<LookUp> {
            Vec::new()
        }
    }

    fn one_step<S: Scalar>(tableau: &'static Tableau, zero: S) -> (S, S) {
        let mut rhs = RightHandSide::new(&Decay, Vec::new(), None, zero);
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
}
