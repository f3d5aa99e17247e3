//! Methods for stochastic differential equations, with steps of fixed length.
//!
//! `dy = f dt + sum over sources k of g_k dW_k`. An increment `dW_k` of a step of length `h` is normally distributed with
//! variance `h`. Between the ends of a step both the Wiener processes and the solution are straight lines: that is what
//! samples, delays and events see, and a step that an event cuts short takes its part of the increment.

use crate::checkpoint::{Carry, Transfer};
use crate::delay::{Memory, Side};
use crate::model::VectorField;
use crate::noise::{Draws, Interpretation, Noise};
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

/// A stepper with its noise.
pub(super) struct Stochastic<'p> {
    rule: Rule,
    noise: &'p Noise,
    draws: Draws,
    t0: f64,
    t_end: f64,
    /// The slope at the start and at the end of the step.
    slope: Vec<f64>,
    end_slope: Vec<f64>,
    /// The state of the second stage, and its slope.
    stage: Vec<f64>,
    stage_slope: Vec<f64>,
    y1: Vec<f64>,
    dense: Vec<f64>,
    /// For each source the increment, and for some methods the integral of the Wiener process over the step by `h`.
    dw: Vec<f64>,
    integral: Vec<f64>,
    /// The same for a part of a step.
    part: Vec<f64>,
    part_integral: Vec<f64>,
    /// The amplitudes at the start, and in the second stage.
    g: Vec<f64>,
    g1: Vec<f64>,
}

impl<'p> Stochastic<'p> {
    pub(super) fn new(rule: Rule, noise: &'p Noise, (t0, t_end): (f64, f64), y: &[f64]) -> Stochastic<'p> {
        let states = |n: usize| vec![0.0; n * y.len()];
        let (sources, terms) = (vec![0.0; noise.n_sources], vec![0.0; noise.places.len()]);
        Stochastic {
            rule,
            noise,
            draws: Draws::new(noise),
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

    /// Draws the increments of a step from `t`, and their integrals: for what an event leaves of a step of the grid, the
    /// same share of them. A step has the sum of the increments of its parts.
    fn draw(&mut self, t: f64, h: f64) {
        let dt = self.noise.dt;
        let step = ((t - self.t0) / dt + 1e-6).floor().max(0.0);
        // The last step of a run may be shorter.
        let whole = dt.min(self.t_end - (self.t0 + step * dt)).max(h);
        let first = self.noise.first_part + self.noise.parts * step as u64;
        self.dw.fill(0.0);
        self.integral.fill(0.0);
        for k in 0..self.noise.parts {
            let start = dt * k as f64 / self.noise.parts as f64;
            let end =
                if k + 1 < self.noise.parts { dt * (k + 1) as f64 / self.noise.parts as f64 } else { whole };
            let length = end.min(whole) - start;
            if length <= 1e-6 * dt / self.noise.parts as f64 {
                break;
            }
            self.add_part(first + k, length, (h, whole));
        }
    }

    /// Adds what the sources do in a part of a step, whose length is `whole`, for a step of length `h`.
    fn add_part(&mut self, number: u64, length: f64, (h, whole): (f64, f64)) {
        let scale = h / whole * length.sqrt();
        self.draws.fill(number, 0, &mut self.part);
        self.part.iter_mut().for_each(|dw| *dw *= scale);
        if self.rule == Rule::Sra1 {
            self.draws.fill(number, 1, &mut self.part_integral);
            let parts = self.part_integral.iter().zip(&self.part);
            for ((other, part), (integral, dw)) in parts.zip(self.integral.iter_mut().zip(&self.dw)) {
                // The process at the start of the part, and what it does in it.
                let mean = dw + 0.5 * (part + other * scale / 3.0_f64.sqrt());
                *integral += length / whole * mean;
            }
        }
        self.dw.iter_mut().zip(&self.part).for_each(|(dw, part)| *dw += part);
    }

    /// `y1 = y + h*slope`.
    fn drift(&mut self, y: &[f64], h: f64) {
        let states = self.y1.iter_mut().zip(y).zip(&self.slope);
        states.for_each(|((y1, y), slope)| *y1 = y + h * slope);
    }

    /// The second stage: `y1` with the noise so far becomes its state, and gets its slope.
    fn second_stage<M: VectorField, K: Memory<f64>>(
        &mut self,
        rhs: &mut RightHandSide<M, f64>,
        (memory, side): (&K, Side),
        t: f64,
    ) {
        self.stage.copy_from_slice(&self.y1);
        rhs.evaluate_apart(memory, side, t, &self.stage, &mut self.stage_slope);
    }

    fn heun<M: VectorField, K: Memory<f64>>(
        &mut self,
        rhs: &mut RightHandSide<M, f64>,
        memory: &K,
        (t, y, h): (f64, &[f64], f64),
    ) {
        add(&mut self.y1, &self.noise.places, |k, source| self.g[k] * self.dw[source]);
        self.second_stage(rhs, (memory, Side::Left), t + h);
        let slopes = self.slope.iter().zip(&self.stage_slope);
        for ((y1, y), (a, b)) in self.y1.iter_mut().zip(y).zip(slopes) {
            *y1 = y + 0.5 * h * (a + b);
        }
        match self.noise.interpretation {
            Interpretation::Ito => {
                add(&mut self.y1, &self.noise.places, |k, source| self.g[k] * self.dw[source])
            }
            Interpretation::Stratonovich => {
                rhs.diffusion(memory, Side::Left, t + h, &self.stage, &mut self.g1);
                let mean = |k: usize| 0.5 * (self.g[k] + self.g1[k]);
                add(&mut self.y1, &self.noise.places, |k, source| mean(k) * self.dw[source]);
            }
        }
    }

    /// Amplitudes at a state nearby stand in for their derivatives. That state is without drift, which would have a part
    /// in the mean of Stratonovich's form.
    fn milstein<M: VectorField, K: Memory<f64>>(
        &mut self,
        rhs: &mut RightHandSide<M, f64>,
        memory: &K,
        (t, y, h): (f64, &[f64], f64),
    ) {
        let root = h.sqrt();
        self.stage.copy_from_slice(y);
        add(&mut self.stage, &self.noise.places, |k, _| root * self.g[k]);
        rhs.diffusion(memory, Side::Right, t, &self.stage, &mut self.g1);
        let mean_square = match self.noise.interpretation {
            Interpretation::Ito => h,
            Interpretation::Stratonovich => 0.0,
        };
        add(&mut self.y1, &self.noise.places, |k, source| {
            let dw = self.dw[source];
            self.g[k] * dw + (self.g1[k] - self.g[k]) * (dw * dw - mean_square) / (2.0 * root)
        });
    }

    fn sra1<M: VectorField, K: Memory<f64>>(
        &mut self,
        rhs: &mut RightHandSide<M, f64>,
        memory: &K,
        (t, y, h): (f64, &[f64], f64),
    ) {
        rhs.diffusion(memory, Side::Left, t + h, y, &mut self.g1);
        let states = self.y1.iter_mut().zip(y).zip(&self.slope);
        states.for_each(|((y1, y), slope)| *y1 = y + 0.75 * h * slope);
        add(&mut self.y1, &self.noise.places, |k, source| 1.5 * self.g1[k] * self.integral[source]);
        self.second_stage(rhs, (memory, Side::Inside), t + 0.75 * h);
        let slopes = self.slope.iter().zip(&self.stage_slope);
        for ((y1, y), (a, b)) in self.y1.iter_mut().zip(y).zip(slopes) {
            *y1 = y + h * (a + 2.0 * b) / 3.0;
        }
        add(&mut self.y1, &self.noise.places, |k, source| {
            let (dw, integral) = (self.dw[source], self.integral[source]);
            self.g1[k] * (dw - integral) + self.g[k] * integral
        });
    }
}

/// Adds what noise does to each state; `term` gives it for an amplitude and its source.
fn add(y: &mut [f64], places: &[(usize, usize)], term: impl Fn(usize, usize) -> f64) {
    for (k, &(state, source)) in places.iter().enumerate() {
        y[state] += term(k, source);
    }
}

impl Stepper for Stochastic<'_> {
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
    ) -> &[f64] {
        // Steps of fixed length are not tried out.
        &self.slope
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
        self.draw(t, h);
        rhs.diffusion(memory, Side::Right, t, y, &mut self.g);
        self.drift(y, h);
        match self.rule {
            Rule::EulerMaruyama => {
                add(&mut self.y1, &self.noise.places, |k, source| self.g[k] * self.dw[source]);
            }
            Rule::Heun => self.heun(rhs, memory, (t, y, h)),
            Rule::Milstein => self.milstein(rhs, memory, (t, y, h)),
            Rule::Sra1 => self.sra1(rhs, memory, (t, y, h)),
        }
    }

    fn finish<M: VectorField, K: Memory<f64>>(
        &mut self,
        rhs: &mut RightHandSide<M, f64>,
        memory: &K,
        t1: f64,
    ) {
        rhs.evaluate_apart(memory, Side::Left, t1, &self.y1, &mut self.end_slope);
    }

    fn interpolate<M: VectorField, K: Memory<f64>>(
        &mut self,
        _rhs: &mut RightHandSide<M, f64>,
        _memory: &K,
        _t: f64,
        y: &[f64],
        _h: f64,
    ) {
        let lines = self.dense.chunks_exact_mut(N_COEFFICIENTS);
        for ((line, y), y1) in lines.zip(y).zip(&self.y1) {
            line.copy_from_slice(&[*y, y1 - y]);
        }
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

    fn watch<M: VectorField, K: Memory<f64>>(
        &mut self,
        _rhs: &mut RightHandSide<M, f64>,
        _memory: &K,
        _t1: f64,
        _h: f64,
    ) {
    }

    fn advance(&mut self) {
        std::mem::swap(&mut self.slope, &mut self.end_slope);
    }

    fn first_not_finite(&self) -> Option<usize> {
        let mut all = [&self.slope, &self.y1, &self.end_slope].into_iter();
        all.find_map(|values| values.iter().position(|x| !x.is_finite()))
    }

    fn add_to(&self, _stats: &mut Stats) {}
}

/// Random numbers follow from the number of the step.
impl Carry for Stochastic<'_> {
    fn carry(&mut self, transfer: &mut Transfer) {
        self.slope.carry(transfer);
    }
}
