//! The stages of an implicit Runge-Kutta method of collocation, all at once: by a simplified Newton iteration in a basis in which
//! its equations fall apart into a real system and two complex ones (Hairer and Wanner, Solving Ordinary Differential
//! Equations II, IV.8).

use num_complex::Complex64;

use crate::delay::{Memory, Side};
use crate::model::VectorField;

use super::equations::Equations;
use super::iteration::{Iteration, Verdict};
use super::radau9::{COMPLEX, FROM_BASIS, NODES, REAL, STAGES, TO_BASIS, product};
use super::right_hand_side::RightHandSide;
use super::step_size::Tolerance;

/// Iterations at most: adaptive steps are rather shorter.
const ITERATIONS_ADAPTIVE: i32 = 10;
const ITERATIONS_FIXED: i32 = 50;

/// Changes below this part of a state are rounding.
const ROUNDING: f64 = 300.0 * f64::EPSILON;

/// One number for each stage.
pub(super) type Stages = [f64; STAGES];

/// The stages of a step, and what it takes to find them.
pub(super) struct Collocation {
    /// What the iteration is measured by; `None` if steps are fixed, and it shall be exact.
    tolerance: Option<Tolerance>,
    pub(super) equations: Equations,
    pub(super) iteration: Iteration,
    /// The way from the start of the step to the stages, for each state, and the same in the basis.
    pub(super) ways: Vec<Stages>,
    basis: Vec<Stages>,
    slopes: Vec<Stages>,
    /// The state of the stage at hand, and the slope there.
    pub(super) stage: Vec<f64>,
    pub(super) stage_slope: Vec<f64>,
    /// Right-hand sides of the systems, then their solutions.
    pub(super) real: Vec<f64>,
    complex: [Vec<Complex64>; 2],
    /// What changes of the states are measured by.
    scales: Vec<f64>,
    /// The length of the step for which the matrices were factorised; 0 if it has another Jacobian.
    factorised: f64,
    /// The first state whose slope was not finite in a stage.
    pub(super) not_finite: Option<usize>,
}

impl Collocation {
    /// Room for the arrays of a model, as long as the state.
    pub(super) const N_ARRAYS: usize = 4 + 3 * STAGES + 2 * COMPLEX.len();

    /// For a model, whose own Jacobian is not all if delays are zero or depend on states.
    pub(super) fn new<M: VectorField>(
        model: &M,
        needs_total: bool,
        tolerance: Option<Tolerance>,
    ) -> Collocation {
        let n = model.dim();
        let zeros = || vec![0.0; n];
        let stages = || vec![[0.0; STAGES]; n];
        let complex = || vec![Complex64::default(); n];
        let iterations = if tolerance.is_some() { ITERATIONS_ADAPTIVE } else { ITERATIONS_FIXED };
        Collocation {
            tolerance,
            equations: Equations::new(model, needs_total, COMPLEX.len()),
            iteration: Iteration::new(iterations),
            ways: stages(),
            basis: stages(),
            slopes: stages(),
            stage: zeros(),
            stage_slope: zeros(),
            real: zeros(),
            complex: [complex(), complex()],
            scales: zeros(),
            factorised: 0.0,
            not_finite: None,
        }
    }

    /// Whether steps are fixed, so that nothing but an exact solution is one.
    pub(super) fn is_exact(&self) -> bool {
        self.tolerance.is_none()
    }

    /// Evaluates the slope of the state in `stage`.
    pub(super) fn evaluate<M: VectorField, K: Memory<f64>>(
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

    /// Makes the Jacobian and factorises the matrices of a step of length `h`, unless they are there. Tells whether that went well.
    pub(super) fn prepare<M: VectorField, K: Memory<f64>>(
        &mut self,
        rhs: &mut RightHandSide<M, f64>,
        memory: &K,
        (t, y): (f64, &[f64]),
        h: f64,
    ) -> bool {
        if !self.equations.make_jacobian(rhs, memory, t, y) && self.factorised == h {
            return true;
        }
        let linear = &mut self.equations.linear;
        let is_regular = linear.factorise(REAL / h, -1.0)
            && linear.factorise_complex(&COMPLEX.map(|eigenvalue| eigenvalue / h), -1.0);
        self.equations.factorisations += 1 + COMPLEX.len();
        self.factorised = if is_regular { h } else { 0.0 };
        is_regular
    }

    /// Guesses the stages of a step that is `ratio` times as long as one before with a dense output that goes on; 0 if there is none.
    pub(super) fn guess(&mut self, ratio: f64, dense: &[[f64; STAGES + 1]]) {
        for ((ways, basis), r) in self.ways.iter_mut().zip(&mut self.basis).zip(dense) {
            for i in 0..STAGES {
                // The nested form without the state at the end of the step before.
                let (s, beyond) = (1.0 + ratio * NODES[i], ratio * NODES[i]);
                let inner = r[2] + s * (r[3] - beyond * (r[4] + s * r[5]));
                ways[i] = beyond * (r[1] - s * inner);
            }
            *basis = product(&TO_BASIS, ways);
        }
    }

    /// Finds the stages of a step from `y`, where the slope is `start`. Tells whether they were found.
    pub(super) fn solve<M: VectorField, K: Memory<f64>>(
        &mut self,
        rhs: &mut RightHandSide<M, f64>,
        memory: &K,
        (t, y, start): (f64, &[f64], &[f64]),
        h: f64,
    ) -> bool {
        self.set_scales(y, start, h);
        self.iteration.start();
        loop {
            self.evaluate_stages(rhs, memory, (t, y), h);
            let change = self.improve(h);
            match self.iteration.judge(change) {
                Verdict::GoOn => {}
                Verdict::Found => return true,
                Verdict::Lost => return false,
            }
        }
    }

    /// Sets what changes of the states are measured by.
    fn set_scales(&mut self, y: &[f64], start: &[f64], h: f64) {
        if let Some(tolerance) = self.tolerance {
            let scales = self.scales.iter_mut().zip(y);
            return scales.for_each(|(scale, &y)| *scale = tolerance.scale(y).max(ROUNDING * y.abs()));
        }
        let scales = self.scales.iter_mut().zip(y).zip(start);
        scales.for_each(|((scale, y), slope)| *scale = ROUNDING * y.abs().max((h * slope).abs()));
        // States that are zero are as exact as the others.
        let smallest = 1e-3 * self.scales.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
        self.scales.iter_mut().for_each(|scale| *scale = scale.max(smallest));
    }

    /// Evaluates the slopes of all stages.
    fn evaluate_stages<M: VectorField, K: Memory<f64>>(
        &mut self,
        rhs: &mut RightHandSide<M, f64>,
        memory: &K,
        (t, y): (f64, &[f64]),
        h: f64,
    ) {
        for (i, &c) in NODES.iter().enumerate() {
            for ((stage, y), ways) in self.stage.iter_mut().zip(y).zip(&self.ways) {
                *stage = y + ways[i];
            }
            let side = if c == 1.0 { Side::Left } else { Side::Inside };
            self.evaluate(rhs, memory, side, t + c * h);
            self.slopes.iter_mut().zip(&self.stage_slope).for_each(|(slopes, &slope)| slopes[i] = slope);
        }
    }

    /// Improves the stages by one step of Newton's method, from their slopes. Returns the size of the change.
    fn improve(&mut self, h: f64) -> f64 {
        let by_h = 1.0 / h;
        let (real, complex) = (REAL * by_h, COMPLEX.map(|eigenvalue| eigenvalue * by_h));
        let [first, second] = &mut self.complex;
        for k in 0..self.real.len() {
            let (f, w) = (product(&TO_BASIS, &self.slopes[k]), &self.basis[k]);
            self.real[k] = f[0] - real * w[0];
            first[k] = Complex64::new(f[1], f[2]) - complex[0] * Complex64::new(w[1], w[2]);
            second[k] = Complex64::new(f[3], f[4]) - complex[1] * Complex64::new(w[3], w[4]);
        }
        self.equations.linear.solve(&mut self.real);
        self.equations.linear.solve_complex(0, first);
        self.equations.linear.solve_complex(1, second);
        let mut sum = 0.0;
        for k in 0..self.real.len() {
            let change = [self.real[k], first[k].re, first[k].im, second[k].re, second[k].im];
            let (basis, by_scale) = (&mut self.basis[k], 1.0 / self.scales[k]);
            let mut squares = 0.0;
            for i in 0..STAGES {
                basis[i] += change[i];
                squares += (change[i] * by_scale) * (change[i] * by_scale);
            }
            sum += squares;
            self.ways[k] = product(&FROM_BASIS, basis);
        }
        (sum / (STAGES * self.real.len().max(1)) as f64).sqrt()
    }
}
