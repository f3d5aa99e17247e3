//! A stepper for the Radau IIA method (Hairer and Wanner, Solving Ordinary Differential Equations II, IV.8). Its stages are found in
//! `collocation`.

use crate::checkpoint::{Carry, Transfer};
use crate::delay::{Memory, Side, evaluate, evaluate_slope};
use crate::model::VectorField;
use crate::solution::Stats;

use super::collocation::Collocation;
use super::radau9::{DENSE, STAGES, product};
use super::right_hand_side::RightHandSide;
use super::step_size::{Controller, Tolerance};
use super::stepper::{Made, Stepper};

/// The coefficients of the dense output of each state.
pub(super) const N_COEFFICIENTS: usize = STAGES + 1;

/// The arrays as long as the state that the stepper has.
pub(super) const N_ARRAYS: usize = 3 + 2 * N_COEFFICIENTS + Collocation::N_ARRAYS;

/// The estimate of the error is of the order of the dense output.
pub(super) const CONTROLLER: Controller = Controller::predictive(N_COEFFICIENTS as f64);

/// Where in the step the dense output is looked at: it is furthest from stages there.
const BETWEEN: f64 = 0.734;

/// A step whose equations were not solved is tried again with this part of its length.
const SHORTEN: f64 = 0.5;

/// A step and what follows from its stages.
pub(super) struct Radau {
    stages: Collocation,
    start: Vec<f64>,
    end: Vec<f64>,
    y1: Vec<f64>,
    dense: Vec<f64>,
    /// The length of the step that was tried last, and whether its stages were found.
    h: f64,
    is_solved: bool,
    /// The dense output of the step before, and its length; 0 and no length if nothing follows from it.
    dense_before: Vec<f64>,
    h_before: f64,
}

impl Radau {
    /// A stepper for a model, whose own Jacobian is not all if delays are zero or depend on states.
    pub(super) fn new<M: VectorField>(model: &M, needs_total: bool, tolerance: Option<Tolerance>) -> Radau {
        let zeros = |m: usize| vec![0.0; m * model.dim()];
        Radau {
            stages: Collocation::new(model, needs_total, tolerance),
            start: zeros(1),
            end: zeros(1),
            y1: zeros(1),
            dense: zeros(N_COEFFICIENTS),
            h: 0.0,
            is_solved: false,
            dense_before: zeros(N_COEFFICIENTS),
            h_before: 0.0,
        }
    }

    /// Takes over a step that another method would have made.
    pub(super) fn take_over(&mut self, slope: &[f64]) {
        self.start.copy_from_slice(slope);
        self.begin_anew();
    }

    /// Nothing follows from what was before the start of the step.
    fn begin_anew(&mut self) {
        self.stages.equations.forget_jacobian();
        self.is_solved = false;
        self.h_before = 0.0;
        self.dense_before.fill(0.0);
    }

    /// A bound of the largest eigenvalue at the start of the step, from the Jacobian made last.
    pub(super) fn bound_of_eigenvalues(&mut self) -> f64 {
        self.stages.equations.linear.bound_of_eigenvalues()
    }

    /// Guesses the stages of a step of length `h`.
    fn guess(&mut self, h: f64) {
        let ratio = if self.h_before > 0.0 { h / self.h_before } else { 0.0 };
        self.stages.guess(ratio, self.dense_before.as_chunks().0);
    }

    /// The size of what the error estimate makes of the residuals in `stages.real`.
    fn size_of_error(&mut self, step: Made, tolerance: Tolerance) -> f64 {
        self.stages.equations.linear.solve(&mut self.stages.real);
        tolerance.mean_square(step.h, step.y, &self.y1, &self.stages.real).sqrt()
    }

    /// Fills the coefficients of the dense output and the state at the end of the step.
    fn make_dense(&mut self, y: &[f64]) {
        let dense = self.dense.as_chunks_mut::<N_COEFFICIENTS>().0;
        for (((r, y1), y), ways) in dense.iter_mut().zip(&mut self.y1).zip(y).zip(&self.stages.ways) {
            let [r2, r3, r4, r5] = product(&DENSE, ways);
            let way = ways[STAGES - 1];
            *r = [*y, way, r2, r3, r4, r5];
            *y1 = y + way;
        }
    }

    /// The error of the step as the dense output shows it by its slope at the start: it should be that of the equations, but
    /// only stages were made so. Times the inverse of a matrix of the step this is the difference to a formula of order 5, and fast
    /// terms do not make it large (IV.8.19).
    fn error_at_start<M: VectorField, K: Memory<f64>>(
        &mut self,
        rhs: &mut RightHandSide<M, f64>,
        memory: &K,
        step: Made,
        tolerance: Tolerance,
    ) -> f64 {
        self.stages.stage_slope.copy_from_slice(&self.start);
        self.set_residuals(0.0, step.h);
        let error = self.size_of_error(step, tolerance);
        if error <= 1.0 {
            return error;
        }
        // Once more from there, which takes the error out of fast terms (IV.8.20).
        let states = self.stages.stage.iter_mut().zip(step.y).zip(&self.stages.real);
        states.for_each(|((stage, y), error)| *stage = y + error);
        self.stages.evaluate(rhs, memory, Side::Right, step.t);
        self.set_residuals(0.0, step.h);
        self.size_of_error(step, tolerance)
    }

    /// The same between two stages. Where a state follows another fast, stages may be right that are too far apart to
    /// interpolate between them.
    fn error_between<M: VectorField, K: Memory<f64>>(
        &mut self,
        rhs: &mut RightHandSide<M, f64>,
        memory: &K,
        step: Made,
        tolerance: Tolerance,
    ) -> f64 {
        let polynomials = self.dense.chunks_exact(N_COEFFICIENTS).zip(&mut self.stages.stage);
        polynomials.for_each(|(r, stage)| *stage = evaluate(r, BETWEEN));
        self.stages.evaluate(rhs, memory, Side::Inside, step.t + BETWEEN * step.h);
        self.set_residuals(BETWEEN, step.h);
        self.size_of_error(step, tolerance)
    }

    /// Makes the differences between the slopes of the equations in `stages.stage_slope` and that of the dense output at `s`.
    fn set_residuals(&mut self, s: f64, h: f64) {
        let polynomials = self.dense.as_chunks::<N_COEFFICIENTS>().0;
        let residuals = self.stages.real.iter_mut().zip(polynomials).zip(&self.stages.stage_slope);
        residuals.for_each(|((residual, r), slope)| *residual = slope - evaluate_slope(r, s) / h);
    }
}

impl Stepper for Radau {
    fn controller(&self) -> Option<Controller> {
        Some(CONTROLLER)
    }

    fn n_coefficients(&self) -> usize {
        N_COEFFICIENTS
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
        self.begin_anew();
    }

    fn trial<M: VectorField, K: Memory<f64>>(
        &mut self,
        rhs: &mut RightHandSide<M, f64>,
        memory: &K,
        t: f64,
        y: &[f64],
        h: f64,
    ) -> (&[f64], &[f64]) {
        let states = self.stages.stage.iter_mut().zip(y).zip(&self.start);
        states.for_each(|((stage, y), slope)| *stage = y + h * slope);
        self.stages.evaluate(rhs, memory, Side::Inside, t + h);
        (&self.start, &self.stages.stage_slope)
    }

    fn step<M: VectorField, K: Memory<f64>>(
        &mut self,
        rhs: &mut RightHandSide<M, f64>,
        memory: &K,
        t: f64,
        y: &[f64],
        h: f64,
    ) {
        self.stages.not_finite = None;
        // A step that looks up values within itself is made again and again: then its stages are known well.
        let is_known = self.is_solved && self.h == h;
        (self.h, self.is_solved) = (h, false);
        if !self.stages.prepare(rhs, memory, (t, y), h) {
            // A shorter step makes the matrices regular.
            return self.y1.fill(f64::NAN);
        }
        if !is_known {
            self.guess(h);
        }
        self.is_solved = self.stages.solve(rhs, memory, (t, y, &self.start), h);
        self.make_dense(y);
        if !self.is_solved && self.stages.is_exact() {
            self.y1.fill(f64::NAN);
        }
    }

    fn finish<M: VectorField, K: Memory<f64>>(
        &mut self,
        rhs: &mut RightHandSide<M, f64>,
        memory: &K,
        t1: f64,
    ) {
        rhs.evaluate_apart(memory, Side::Left, t1, &self.y1, &mut self.end);
    }

    /// The dense output is there with the stages.
    fn interpolate<M: VectorField, K: Memory<f64>>(
        &mut self,
        _rhs: &mut RightHandSide<M, f64>,
        _memory: &K,
        _t: f64,
        _y: &[f64],
        _h: f64,
    ) {
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
        if !self.is_solved {
            return CONTROLLER.error_for(SHORTEN);
        }
        let error = self.error_at_start(rhs, memory, step, tolerance);
        // Steps that are rejected anyway need not be looked at more closely.
        if error > 1.0 { error } else { error.max(self.error_between(rhs, memory, step, tolerance)) }
    }

    fn advance(&mut self) {
        std::mem::swap(&mut self.start, &mut self.end);
        std::mem::swap(&mut self.dense, &mut self.dense_before);
        self.h_before = self.h;
        self.is_solved = false;
        self.stages.equations.forget_jacobian();
    }

    fn first_not_finite(&self) -> Option<usize> {
        let position = |values: &[f64]| values.iter().position(|x| !x.is_finite());
        position(&self.start)
            .or(self.stages.not_finite)
            .or_else(|| position(&self.end))
            .or_else(|| position(&self.y1))
    }

    fn add_to(&self, stats: &mut Stats) {
        self.stages.equations.add_to(stats);
    }
}

/// The Jacobian is made anew.
impl Carry for Radau {
    fn carry(&mut self, transfer: &mut Transfer) {
        self.start.carry(transfer);
        self.stages.equations.carry(transfer);
        self.stages.iteration.carry(transfer);
        self.dense_before.carry(transfer);
        self.h_before.carry(transfer);
    }
}
