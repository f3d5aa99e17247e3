//! The explicit Runge-Kutta stepper as the driver uses it: with an error estimate and a look at stiffness.

use crate::checkpoint::{Carry, Transfer};
use crate::delay::Memory;
use crate::model::VectorField;
use crate::scalar::Scalar;
use crate::solution::Stats;

use super::right_hand_side::RightHandSide;
use super::runge_kutta::RungeKutta;
use super::step_size::{Controller, Tolerance};
use super::stepper::{Made, Stepper};
use super::tableau::ErrorWeights;

impl RungeKutta<f64> {
    /// Takes over a step that another method would have made.
    pub(super) fn take_over(&mut self, slope: &[f64]) {
        self.first_slope_mut().copy_from_slice(slope);
    }

    /// How far the region of stability reaches along the negative real axis; infinitely for fixed steps, which
    /// are the user's choice.
    pub(super) fn stability(&self) -> f64 {
        self.tableau.embedded.as_ref().map_or(f64::INFINITY, |embedded| embedded.stability)
    }

    /// The estimated error of the step from `y`, in units of the tolerance; 0 without an embedded formula.
    #[inline]
    pub(super) fn estimate(&mut self, tolerance: Tolerance, y: &[f64], h: f64) -> f64 {
        self.mean_squares(tolerance, y, h).error()
    }
}

impl<S: Scalar> RungeKutta<S> {
    /// The first state of which something in the step made last is so, in the order in which the step was made.
    pub(super) fn first_where(&self, is_so: impl Fn(&S) -> bool) -> Option<usize> {
        let slopes = (0..=self.tableau.end()).map(|j| self.slope(j));
        let mut all = slopes.chain([&self.y1[..]]);
        all.find_map(|values| values.iter().position(&is_so))
    }

    /// What [`distance_from_stability`] needs of a finished step of length `h` to `t1`, at the price of an evaluation.
    pub(super) fn stability_test<M: VectorField, K: Memory<S>>(
        &mut self,
        rhs: &mut RightHandSide<M, S>,
        memory: &K,
        t1: S,
        h: S,
    ) -> (S, S) {
        match &self.tableau.embedded {
            None => (h.splat(0.0), h.splat(0.0)),
            Some(embedded) => {
                let (ErrorWeights::One(error) | ErrorWeights::Two(error, _)) = &embedded.error;
                self.differences(rhs, memory, t1, h, error)
            }
        }
    }
}

impl RungeKutta<f64> {
    /// How far a finished step is from the limit of stability: `h` times an estimate of the largest eigenvalue, in
    /// units of the limit.
    ///
    /// The eigenvalue is estimated from two slopes at the end of the step, as in Hairer and Wanner, Solving Ordinary
    /// Differential Equations II, IV.2. There the second one is that of the last stage; here it is that of the
    /// embedded formula, at the price of an evaluation, because the error is in the unstable direction where
    /// stability limits the step, also for tight tolerances.
    pub(super) fn distance_from_stability(&self, h: f64, (slopes, states): (f64, f64)) -> f64 {
        if states == 0.0 { 0.0 } else { h * (slopes / states).sqrt() / self.stability() }
    }
}

/// The stepper for `f64`, as the driver uses it.
impl Stepper for RungeKutta<f64> {
    fn controller(&self) -> Option<Controller> {
        self.tableau.embedded.as_ref().map(|embedded| embedded.controller)
    }

    fn n_coefficients(&self) -> usize {
        self.tableau.dense.n_coefficients()
    }

    fn error_needs_end(&self) -> bool {
        self.error_needs_end
    }

    #[inline]
    fn slope(&self) -> &[f64] {
        RungeKutta::slope(self, 0)
    }

    #[inline]
    fn end_slope(&self) -> &[f64] {
        RungeKutta::slope(self, self.tableau.end())
    }

    #[inline]
    fn y1(&self) -> &[f64] {
        &self.y1
    }

    #[inline]
    fn y1_mut(&mut self) -> &mut Vec<f64> {
        &mut self.y1
    }

    #[inline]
    fn dense(&self) -> &[f64] {
        &self.dense
    }

    fn start<M: VectorField, K: Memory<f64>>(
        &mut self,
        rhs: &mut RightHandSide<M, f64>,
        memory: &K,
        t: f64,
        y: &[f64],
    ) {
        RungeKutta::start(self, rhs, memory, t, y);
    }

    fn trial<M: VectorField, K: Memory<f64>>(
        &mut self,
        rhs: &mut RightHandSide<M, f64>,
        memory: &K,
        t: f64,
        y: &[f64],
        h: f64,
    ) -> (&[f64], &[f64]) {
        RungeKutta::trial(self, rhs, memory, t, y, h)
    }

    #[inline]
    fn step<M: VectorField, K: Memory<f64>>(
        &mut self,
        rhs: &mut RightHandSide<M, f64>,
        memory: &K,
        t: f64,
        y: &[f64],
        h: f64,
    ) {
        RungeKutta::step(self, rhs, memory, t, y, h);
    }

    fn march<M: VectorField, K: Memory<f64>>(
        &mut self,
        rhs: &mut RightHandSide<M, f64>,
        memory: &K,
        y: &mut Vec<f64>,
        h: f64,
        times: impl Iterator<Item = f64>,
    ) -> bool {
        self.make_steps(rhs, memory, y, h, times);
        true
    }

    #[inline]
    fn finish<M: VectorField, K: Memory<f64>>(
        &mut self,
        rhs: &mut RightHandSide<M, f64>,
        memory: &K,
        t1: f64,
    ) {
        RungeKutta::finish(self, rhs, memory, t1);
    }

    fn interpolate<M: VectorField, K: Memory<f64>>(
        &mut self,
        rhs: &mut RightHandSide<M, f64>,
        memory: &K,
        t: f64,
        y: &[f64],
        h: f64,
    ) {
        RungeKutta::interpolate(self, rhs, memory, t, y, h);
    }

    #[inline]
    fn error<M: VectorField, K: Memory<f64>>(
        &mut self,
        _rhs: &mut RightHandSide<M, f64>,
        _memory: &K,
        step: Made,
        tolerance: Tolerance,
    ) -> f64 {
        self.estimate(tolerance, step.y, step.h)
    }

    #[inline]
    fn watch<M: VectorField, K: Memory<f64>>(
        &mut self,
        rhs: &mut RightHandSide<M, f64>,
        memory: &K,
        t1: f64,
        h: f64,
    ) {
        if self.stiffness.is_due() {
            let test = self.stability_test(rhs, memory, t1, h);
            let distance = self.distance_from_stability(h, test);
            self.stiffness.observe(distance);
        }
    }

    fn advance(&mut self) {
        self.reuse_last_slope();
    }

    fn first_not_finite(&self) -> Option<usize> {
        self.first_where(|x| !x.is_finite())
    }

    fn add_to(&self, stats: &mut Stats) {
        stats.looks_stiff |= self.stiffness.is_found();
    }
}

impl Carry for RungeKutta<f64> {
    fn carry(&mut self, transfer: &mut Transfer) {
        self.first_slope_mut().iter_mut().for_each(|slope| slope.carry(transfer));
        self.stiffness.carry(transfer);
    }
}
