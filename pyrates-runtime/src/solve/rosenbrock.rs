//! A Rosenbrock stepper: one factorisation and one linear system per stage, no iteration (Hairer and Wanner,
//! Solving Ordinary Differential Equations II, IV.7).

use crate::checkpoint::{Carry, Transfer};
use crate::delay::{Memory, Side, evaluate};
use crate::model::VectorField;
use crate::solution::Stats;

use super::equations::Equations;
use super::right_hand_side::RightHandSide;
use super::rodas5p::RosenbrockTableau;
use super::step_size::{Controller, Tolerance};
use super::stepper::{Made, Stepper};
use super::weights::{Weights, weighted_sum, weights};

/// A step of Euler's method.
static FORWARD: Weights = weights![(0, 1.0)];

/// The derivative by time is made from slopes at this part of the step and twice that. The error of the difference
/// is of size 1e-8, relative, for the square of the step over the time scale of inputs; rounding adds 1e-12.
const TIME_DIFFERENCE: f64 = 1e-4;

/// The stages of a step and what follows from them.
pub(super) struct Rosenbrock {
    tableau: &'static RosenbrockTableau,
    start: Vec<f64>,
    end: Vec<f64>,
    /// The solutions of the stages, one after the other.
    u: Vec<f64>,
    /// The state of the stage at hand, and the slope there.
    stage: Vec<f64>,
    stage_slope: Vec<f64>,
    /// The derivative of the slopes by time.
    by_time: Vec<f64>,
    equations: Equations,
    /// Whether slopes do not depend on time.
    is_autonomous: bool,
    y1: Vec<f64>,
    dense: Vec<f64>,
    zero: Vec<f64>,
    sum: Vec<f64>,
    /// The first state whose slope was not finite in a stage.
    not_finite: Option<usize>,
}

impl Rosenbrock {
    /// A stepper for a model, whose own Jacobian is not all if delays are zero or depend on states. Slopes of an autonomous
    /// one depend on the present state only.
    pub(super) fn new<M: VectorField>(
        tableau: &'static RosenbrockTableau,
        model: &M,
        needs_total: bool,
        is_autonomous: bool,
    ) -> Rosenbrock {
        let n = model.dim();
        let zeros = |m: usize| vec![0.0; m * n];
        Rosenbrock {
            tableau,
            start: zeros(1),
            end: zeros(1),
            u: zeros(tableau.stages.len()),
            stage: zeros(1),
            stage_slope: zeros(1),
            by_time: zeros(1),
            equations: Equations::new(model, needs_total, 0),
            is_autonomous,
            y1: zeros(1),
            dense: zeros(2 + tableau.dense.len()),
            zero: zeros(1),
            sum: zeros(1),
            not_finite: None,
        }
    }

    /// Takes over a step that another method would have made.
    pub(super) fn take_over(&mut self, slope: &[f64]) {
        self.start.copy_from_slice(slope);
        self.equations.forget_jacobian();
    }

    /// A bound of the largest eigenvalue at the start of the step, from the Jacobian made last.
    pub(super) fn bound_of_eigenvalues(&mut self) -> f64 {
        self.equations.linear.bound_of_eigenvalues()
    }

    fn evaluate<M: VectorField, K: Memory<f64>>(
        &mut self,
        rhs: &mut RightHandSide<M, f64>,
        memory: &K,
        side: Side,
        t: f64,
    ) {
        rhs.evaluate_apart(memory, side, t, &self.stage, &mut self.stage_slope);
        if self.not_finite.is_none() {
            self.not_finite = self.stage_slope.iter().position(|x| !x.is_finite());
        }
    }

    /// The derivative by time at the start of the step, inputs and delayed values included, by a difference of
    /// second order to the right. Where slopes do not change at all there is none, and one evaluation tells.
    fn differentiate_by_time<M: VectorField, K: Memory<f64>>(
        &mut self,
        rhs: &mut RightHandSide<M, f64>,
        memory: &K,
        t: f64,
        y: &[f64],
        h: f64,
    ) {
        if self.is_autonomous {
            return;
        }
        let step = (TIME_DIFFERENCE * h).max(16.0 * f64::EPSILON * t.abs()).min(0.25 * h);
        let (t1, t2) = (t + step, t + 2.0 * step);
        let (d1, d2) = (t1 - t, t2 - t);
        self.stage.copy_from_slice(y);
        self.evaluate(rhs, memory, Side::Inside, t1);
        if self.stage_slope == self.start || d1 <= 0.0 || d2 <= d1 {
            return self.by_time.fill(0.0);
        }
        let first = self.by_time.iter_mut().zip(&self.stage_slope).zip(&self.start);
        first.for_each(|((by_time, f1), f0)| *by_time = (f1 - f0) / d1);
        self.evaluate(rhs, memory, Side::Inside, t2);
        let second = self.by_time.iter_mut().zip(&self.stage_slope).zip(&self.start);
        second.for_each(|((by_time, f2), f0)| *by_time += (*by_time - (f2 - f0) / d2) * d1 / (d2 - d1));
    }

    /// Solves the linear system of stage `i`, whose slope was evaluated.
    fn solve_stage(&mut self, i: usize, h: f64) {
        let (n, stage) = (self.y1.len(), &self.tableau.stages[i]);
        let (known, rest) = self.u.split_at_mut(i * n);
        let u = &mut rest[..n];
        let slope = if i == 0 { &self.start } else { &self.stage_slope };
        weighted_sum(slope, 1.0 / h, &stage.gamma, known, u);
        if stage.d != 0.0 {
            u.iter_mut().zip(&self.by_time).for_each(|(u, by_time)| *u += stage.d * h * by_time);
        }
        self.equations.linear.solve(u);
    }

    /// Fills the coefficients of the dense output.
    fn make_dense(&mut self, y: &[f64]) {
        let n = self.n_coefficients();
        let ends = self.dense.chunks_exact_mut(n).zip(y).zip(&self.y1);
        ends.for_each(|((r, y), y1)| (r[0], r[1]) = (*y, y1 - y));
        for (c, weights) in self.tableau.dense.iter().enumerate() {
            weighted_sum(&self.zero, 1.0, weights, &self.u, &mut self.sum);
            let coefficients = self.dense[2 + c..].iter_mut().step_by(n);
            coefficients.zip(&self.sum).for_each(|(r, &sum)| *r = sum);
        }
    }

    /// The error of the dense output in the middle of the step, in units of the tolerance. Where a state follows
    /// another fast, steps may be right that are too long to interpolate over.
    ///
    /// The residual of the polynomial is looked at, as in Rodas5Pr (G. Steinebach, Rosenbrock methods within
    /// OrdinaryDiffEq.jl, Proc. JuliaCon Conf. 2024), but multiplied by the inverse of the matrix of the step, so
    /// that fast terms do not make it large (Hairer and Wanner, Solving Ordinary Differential Equations II, (IV.8.20)).
    fn error_between<M: VectorField, K: Memory<f64>>(
        &mut self,
        rhs: &mut RightHandSide<M, f64>,
        memory: &K,
        step: Made,
        tolerance: Tolerance,
    ) -> f64 {
        self.make_dense(step.y);
        let n = self.n_coefficients();
        let polynomials = self.dense.chunks_exact(n).zip(&mut self.stage);
        polynomials.for_each(|(r, middle)| *middle = evaluate(r, 0.5));
        self.evaluate(rhs, memory, Side::Inside, step.t + 0.5 * step.h);
        for ((residual, r), slope) in
            self.sum.iter_mut().zip(self.dense.chunks_exact(n)).zip(&self.stage_slope)
        {
            // The slope of the nested form in the middle, for up to five coefficients.
            *residual = slope - (r[1] + 0.25 * r[3]) / step.h;
        }
        self.equations.linear.solve(&mut self.sum);
        tolerance.mean_square(step.h, step.y, &self.y1, &self.sum).sqrt()
    }
}

impl Stepper for Rosenbrock {
    fn controller(&self) -> Option<Controller> {
        Some(self.tableau.controller)
    }

    fn n_coefficients(&self) -> usize {
        2 + self.tableau.dense.len()
    }

    fn error_needs_end(&self) -> bool {
        false
    }

    fn slope(&self) -> &[f64] {
        &self.start
    }

    fn end_slope(&self) -> &[f64] {
        &self.end
    }

    fn y1(&self) -> &[f64] {
        &self.y1
    }

    fn y1_mut(&mut self) -> &mut Vec<f64> {
        &mut self.y1
    }

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
        rhs.evaluate_apart(memory, Side::Right, t, y, &mut self.start);
        self.equations.forget_jacobian();
    }

    fn trial<M: VectorField, K: Memory<f64>>(
        &mut self,
        rhs: &mut RightHandSide<M, f64>,
        memory: &K,
        t: f64,
        y: &[f64],
        h: f64,
    ) -> (&[f64], &[f64]) {
        weighted_sum(y, h, &FORWARD, &self.start, &mut self.stage);
        rhs.evaluate_apart(memory, Side::Inside, t + h, &self.stage, &mut self.stage_slope);
        (&self.start, &self.stage_slope)
    }

    fn step<M: VectorField, K: Memory<f64>>(
        &mut self,
        rhs: &mut RightHandSide<M, f64>,
        memory: &K,
        t: f64,
        y: &[f64],
        h: f64,
    ) {
        self.not_finite = None;
        self.equations.make_jacobian(rhs, memory, t, y);
        self.differentiate_by_time(rhs, memory, t, y, h);
        self.equations.factorisations += 1;
        if !self.equations.linear.factorise(1.0 / (self.tableau.gamma * h), -1.0) {
            // A shorter step makes the matrix regular.
            return self.y1.fill(f64::NAN);
        }
        for (i, stage) in self.tableau.stages.iter().enumerate() {
            if i > 0 {
                weighted_sum(y, 1.0, &stage.a, &self.u, &mut self.stage);
                let side = if stage.c == 1.0 { Side::Left } else { Side::Inside };
                self.evaluate(rhs, memory, side, t + stage.c * h);
            }
            self.solve_stage(i, h);
        }
        weighted_sum(y, 1.0, &self.tableau.m, &self.u, &mut self.y1);
    }

    fn finish<M: VectorField, K: Memory<f64>>(
        &mut self,
        rhs: &mut RightHandSide<M, f64>,
        memory: &K,
        t1: f64,
    ) {
        rhs.evaluate_apart(memory, Side::Left, t1, &self.y1, &mut self.end);
    }

    fn interpolate<M: VectorField, K: Memory<f64>>(
        &mut self,
        _rhs: &mut RightHandSide<M, f64>,
        _memory: &K,
        _t: f64,
        y: &[f64],
        _h: f64,
    ) {
        self.make_dense(y);
    }

    fn error<M: VectorField, K: Memory<f64>>(
        &mut self,
        rhs: &mut RightHandSide<M, f64>,
        memory: &K,
        step: Made,
        tolerance: Tolerance,
    ) -> f64 {
        if !self.y1.iter().all(|y| y.is_finite()) {
            return f64::NAN;
        }
        weighted_sum(&self.zero, 1.0, &self.tableau.error, &self.u, &mut self.sum);
        let error = tolerance.mean_square(step.h, step.y, &self.y1, &self.sum).sqrt();
        // Steps that are rejected anyway need not be looked at more closely.
        if error > 1.0 { error } else { error.max(self.error_between(rhs, memory, step, tolerance)) }
    }

    fn advance(&mut self) {
        std::mem::swap(&mut self.start, &mut self.end);
        self.equations.forget_jacobian();
    }

    fn first_not_finite(&self) -> Option<usize> {
        let position = |values: &[f64]| values.iter().position(|x| !x.is_finite());
        position(&self.start)
            .or(self.not_finite)
            .or_else(|| position(&self.end))
            .or_else(|| position(&self.y1))
    }

    fn add_to(&self, stats: &mut Stats) {
        self.equations.add_to(stats);
    }
}

/// The Jacobian is made anew.
impl Carry for Rosenbrock {
    fn carry(&mut self, transfer: &mut Transfer) {
        self.start.carry(transfer);
        self.equations.carry(transfer);
    }
}
