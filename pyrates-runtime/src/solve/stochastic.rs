//! Methods for stochastic differential equations, with steps of fixed length.
//!
//! `dy = f dt + sum over sources k of g_k dW_k`. An increment `dW_k` of a step of length `h` is normally distributed with
//! variance `h`. Between the ends of a step both the Wiener processes and the solution are straight lines: that is what
//! samples, delays and events see, and a step that an event cuts short takes its part of the increment.

use crate::checkpoint::{Carry, Transfer};
use crate::delay::{Memory, Side};
use crate::model::VectorField;
use crate::noise::{Drawn, Draws, Interpretation, Noise, PartNumber};
use crate::solution::Stats;

use super::right_hand_side::RightHandSide;
use super::step_size::{Controller, Tolerance};
use super::stepper::{Made, Stepper};

/// The methods; see [`super::method`] for their sources.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rule {
    EulerMaruyama,
    Heun,
    Milstein,
    Sra1,
}

/// Straight lines.
pub(super) const N_COEFFICIENTS: usize = 2;

/// A stepper with its noise, for one run or for several in lanes.
pub(super) struct Stochastic<'p, S> {
    rule: Rule,
    noise: &'p Noise,
    draws: Draws,
    t0: f64,
    t_end: f64,
    /// The slope at the start and at the end of the step.
    pub(super) slope: Vec<S>,
    pub(super) end_slope: Vec<S>,
    /// The state of the second stage, and its slope.
    stage: Vec<S>,
    stage_slope: Vec<S>,
    pub(super) y1: Vec<S>,
    pub(super) dense: Vec<S>,
    /// For each source the increment, and for some methods the integral of the Wiener process over the step by `h`.
    dw: Vec<S>,
    integral: Vec<S>,
    /// The same for a part of a step.
    part: Vec<S>,
    part_integral: Vec<S>,
    /// The amplitudes at the start, and in the second stage.
    g: Vec<S>,
    g1: Vec<S>,
}

impl<'p, S: Drawn> Stochastic<'p, S> {
    /// A stepper for so many states, in lanes like `zero`.
    pub(super) fn new(
        rule: Rule,
        noise: &'p Noise,
        (t0, t_end): (f64, f64),
        n_states: usize,
        (zero, lanes): (S, usize),
    ) -> Stochastic<'p, S> {
        let states = |n: usize| vec![zero; n * n_states];
        let (sources, terms) = (vec![zero; noise.n_sources], vec![zero; noise.places.len()]);
        Stochastic {
            rule,
            noise,
            draws: Draws::new(noise, lanes),
            t0,
            t_end,
            slope: states(1),
            end_slope: states(1),
            stage: states(1),
            stage_slope: states(1),
            y1: states(1),
            dense: states(N_COEFFICIENTS),
            dw: sources.clone(),
            integral: sources.clone(),
            part: sources.clone(),
            part_integral: sources,
            g: terms.clone(),
            g1: terms,
        }
    }

    /// Gives a lane to a run with this noise.
    pub(super) fn set_lane(&mut self, lane: usize, noise: &Noise) {
        self.draws.set_lane(lane, noise);
    }

    /// The evaluations of a step between its ends.
    pub(super) fn n_stages(&self) -> usize {
        match self.rule {
            Rule::EulerMaruyama | Rule::Milstein => 0,
            Rule::Heun | Rule::Sra1 => 1,
        }
    }

    /// Draws the increments of a step from `t`, and their integrals: for what an event leaves of a step of the grid, the
    /// same share of them. A step has the sum of the increments of its parts.
    #[inline(always)]
    fn draw(&mut self, t: S, h: S) {
        let (dt, parts) = (self.noise.dt, self.noise.parts);
        let number = |value: f64| t.splat(value);
        let step = ((t - number(self.t0)) / number(dt) + number(1e-6)).floor().max(number(0.0));
        // The last step of a run may be shorter.
        let rest = number(self.t_end) - (number(self.t0) + step * number(dt));
        let whole = number(dt).min(rest).max(h);
        self.dw.fill(number(0.0));
        self.integral.fill(number(0.0));
        for k in 0..parts {
            let start = dt * k as f64 / parts as f64;
            let end = if k + 1 < parts { number(dt * (k + 1) as f64 / parts as f64) } else { whole };
            let length = end.min(whole) - number(start);
            // Behind the end of a shorter step nothing is added.
            let length = S::select(length.le(number(1e-6 * dt / parts as f64)), number(0.0), length);
            let number = PartNumber { first: self.noise.first_part + k, per_step: parts, step };
            self.add_part(number, length, (h, whole));
        }
    }

    /// Adds what the sources do in a part of a step, whose length is `whole`, for a step of length `h`.
    #[inline(always)]
    fn add_part(&mut self, number: PartNumber<S>, length: S, (h, whole): (S, S)) {
        let scale = h / whole * length.sqrt();
        self.draws.fill(number, 0, &mut self.part);
        for dw in &mut self.part {
            *dw = *dw * scale;
        }
        if self.rule == Rule::Sra1 {
            self.draws.fill(number, 1, &mut self.part_integral);
            let root = h.splat(3.0_f64.sqrt());
            for (i, integral) in self.integral.iter_mut().enumerate() {
                // The process at the start of the part, and what it does in it.
                let (part, other) = (self.part[i], self.part_integral[i]);
                let mean = self.dw[i] + h.splat(0.5) * (part + other * scale / root);
                *integral = *integral + length / whole * mean;
            }
        }
        for (dw, &part) in self.dw.iter_mut().zip(&self.part) {
            *dw = *dw + part;
        }
    }

    /// `y1 = y + h*slope`.
    #[inline(always)]
    fn drift(&mut self, y: &[S], h: S) {
        for (i, y1) in self.y1.iter_mut().enumerate() {
            *y1 = y[i] + h * self.slope[i];
        }
    }

    /// Makes a step.
    #[inline(always)]
    pub(super) fn make_step<M: VectorField, K: Memory<S>>(
        &mut self,
        rhs: &mut RightHandSide<M, S>,
        memory: &K,
        (t, y, h): (S, &[S], S),
    ) {
        self.draw(t, h);
        rhs.diffusion(memory, Side::Right, t, y, &mut self.g);
        self.drift(y, h);
        match self.rule {
            Rule::EulerMaruyama => self.add_noise(),
            Rule::Heun => self.heun(rhs, memory, (t, y, h)),
            Rule::Milstein => self.milstein(rhs, memory, (t, y, h)),
            Rule::Sra1 => self.sra1(rhs, memory, (t, y, h)),
        }
    }

    /// Evaluates the slope at the end of a step, where time is `t1`.
    #[inline(always)]
    pub(super) fn finish_step<M: VectorField, K: Memory<S>>(
        &mut self,
        rhs: &mut RightHandSide<M, S>,
        memory: &K,
        t1: S,
    ) {
        rhs.evaluate_apart(memory, Side::Left, t1, &self.y1, &mut self.end_slope);
    }

    /// Makes the end of the step the start of the next.
    pub(super) fn swap_slopes(&mut self) {
        std::mem::swap(&mut self.slope, &mut self.end_slope);
    }

    /// Fills the coefficients of straight lines.
    #[inline(always)]
    pub(super) fn make_lines(&mut self, y: &[S]) {
        let lines = self.dense.chunks_exact_mut(N_COEFFICIENTS);
        for ((line, &y), &y1) in lines.zip(y).zip(&self.y1) {
            (line[0], line[1]) = (y, y1 - y);
        }
    }

    /// The first state of which something in the step made last is so, in the order in which the step was made.
    pub(super) fn first_where(&self, is_so: impl Fn(&S) -> bool) -> Option<usize> {
        let mut all = [&self.slope, &self.y1, &self.end_slope].into_iter();
        all.find_map(|values| values.iter().position(&is_so))
    }

    /// Adds the amplitudes times the increments.
    #[inline(always)]
    fn add_noise(&mut self) {
        for (k, &(state, source)) in self.noise.places.iter().enumerate() {
            self.y1[state] = self.y1[state] + self.g[k] * self.dw[source];
        }
    }

    /// The second stage: `y1` with the noise so far becomes its state, and gets its slope.
    #[inline(always)]
    fn second_stage<M: VectorField, K: Memory<S>>(
        &mut self,
        rhs: &mut RightHandSide<M, S>,
        (memory, side): (&K, Side),
        t: S,
    ) {
        self.stage.copy_from_slice(&self.y1);
        rhs.evaluate_apart(memory, side, t, &self.stage, &mut self.stage_slope);
    }

    #[inline(always)]
    fn heun<M: VectorField, K: Memory<S>>(
        &mut self,
        rhs: &mut RightHandSide<M, S>,
        memory: &K,
        (t, y, h): (S, &[S], S),
    ) {
        self.add_noise();
        self.second_stage(rhs, (memory, Side::Left), t + h);
        let half = h.splat(0.5);
        for (i, y1) in self.y1.iter_mut().enumerate() {
            *y1 = y[i] + half * h * (self.slope[i] + self.stage_slope[i]);
        }
        match self.noise.interpretation {
            Interpretation::Ito => self.add_noise(),
            Interpretation::Stratonovich => {
                rhs.diffusion(memory, Side::Left, t + h, &self.stage, &mut self.g1);
                for (k, &(state, source)) in self.noise.places.iter().enumerate() {
                    let mean = half * (self.g[k] + self.g1[k]);
                    self.y1[state] = self.y1[state] + mean * self.dw[source];
                }
            }
        }
    }

    /// Amplitudes at a state nearby stand in for their derivatives. That state is without drift, which would have a part
    /// in the mean of Stratonovich's form.
    #[inline(always)]
    fn milstein<M: VectorField, K: Memory<S>>(
        &mut self,
        rhs: &mut RightHandSide<M, S>,
        memory: &K,
        (t, y, h): (S, &[S], S),
    ) {
        let root = h.sqrt();
        self.stage.copy_from_slice(y);
        for (k, &(state, _)) in self.noise.places.iter().enumerate() {
            self.stage[state] = self.stage[state] + root * self.g[k];
        }
        rhs.diffusion(memory, Side::Right, t, &self.stage, &mut self.g1);
        let mean_square = match self.noise.interpretation {
            Interpretation::Ito => h,
            Interpretation::Stratonovich => h.splat(0.0),
        };
        let twice = h.splat(2.0) * root;
        for (k, &(state, source)) in self.noise.places.iter().enumerate() {
            let (dw, g) = (self.dw[source], self.g[k]);
            let term = g * dw + (self.g1[k] - g) * (dw * dw - mean_square) / twice;
            self.y1[state] = self.y1[state] + term;
        }
    }

    #[inline(always)]
    fn sra1<M: VectorField, K: Memory<S>>(
        &mut self,
        rhs: &mut RightHandSide<M, S>,
        memory: &K,
        (t, y, h): (S, &[S], S),
    ) {
        rhs.diffusion(memory, Side::Left, t + h, y, &mut self.g1);
        let number = |value: f64| h.splat(value);
        for (i, y1) in self.y1.iter_mut().enumerate() {
            *y1 = y[i] + number(0.75) * h * self.slope[i];
        }
        for (k, &(state, source)) in self.noise.places.iter().enumerate() {
            self.y1[state] = self.y1[state] + number(1.5) * self.g1[k] * self.integral[source];
        }
        self.second_stage(rhs, (memory, Side::Inside), t + number(0.75) * h);
        for (i, y1) in self.y1.iter_mut().enumerate() {
            *y1 = y[i] + h * (self.slope[i] + number(2.0) * self.stage_slope[i]) / number(3.0);
        }
        for (k, &(state, source)) in self.noise.places.iter().enumerate() {
            let (dw, integral) = (self.dw[source], self.integral[source]);
            let term = self.g1[k] * (dw - integral) + self.g[k] * integral;
            self.y1[state] = self.y1[state] + term;
        }
    }
}

impl Stepper for Stochastic<'_, f64> {
    fn controller(&self) -> Option<Controller> {
        None
    }

    fn n_coefficients(&self) -> usize {
        N_COEFFICIENTS
    }

    fn error_needs_end(&self) -> bool {
        false
    }

    fn slope(&self) -> &[f64] {
        &self.slope
    }

    fn end_slope(&self) -> &[f64] {
        &self.end_slope
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
        rhs.evaluate_apart(memory, Side::Right, t, y, &mut self.slope);
    }

    fn trial<M: VectorField, K: Memory<f64>>(
        &mut self,
        _rhs: &mut RightHandSide<M, f64>,
        _memory: &K,
        _t: f64,
        _y: &[f64],
        _h: f64,
    ) -> (&[f64], &[f64]) {
        // Steps of fixed length are not tried out.
        (&self.slope, &self.slope)
    }

    fn moment_later<M: VectorField, K: Memory<f64>>(
        &mut self,
        rhs: &mut RightHandSide<M, f64>,
        memory: &K,
        t: f64,
        y: &[f64],
        moment: f64,
    ) -> Vec<f64> {
        self.step(rhs, memory, t, y, moment);
        self.y1.clone()
    }

    fn step<M: VectorField, K: Memory<f64>>(
        &mut self,
        rhs: &mut RightHandSide<M, f64>,
        memory: &K,
        t: f64,
        y: &[f64],
        h: f64,
    ) {
        self.make_step(rhs, memory, (t, y, h));
    }

    fn finish<M: VectorField, K: Memory<f64>>(
        &mut self,
        rhs: &mut RightHandSide<M, f64>,
        memory: &K,
        t1: f64,
    ) {
        self.finish_step(rhs, memory, t1);
    }

    fn interpolate<M: VectorField, K: Memory<f64>>(
        &mut self,
        _rhs: &mut RightHandSide<M, f64>,
        _memory: &K,
        _t: f64,
        y: &[f64],
        _h: f64,
    ) {
        self.make_lines(y);
    }

    fn error<M: VectorField, K: Memory<f64>>(
        &mut self,
        _rhs: &mut RightHandSide<M, f64>,
        _memory: &K,
        _step: Made,
        _tolerance: Tolerance,
    ) -> f64 {
        0.0
    }

    fn advance(&mut self) {
        self.swap_slopes();
    }

    fn first_not_finite(&self) -> Option<usize> {
        self.first_where(|x| !x.is_finite())
    }

    fn add_to(&self, _stats: &mut Stats) {}
}

/// Random numbers follow from the number of the step.
impl Carry for Stochastic<'_, f64> {
    fn carry(&mut self, transfer: &mut Transfer) {
        self.slope.carry(transfer);
    }
}
