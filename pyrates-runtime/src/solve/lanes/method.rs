//! The methods whose runs are made in lanes, and which runs these are.

use crate::lanes::{Lanes, Simd, WIDTH};
use crate::model::Model;
use crate::network::Shared;
use crate::noise::Noise;
use crate::past::asked;

use super::super::method::sealed::Engine;
use super::super::right_hand_side::RightHandSide;
use super::super::runge_kutta::{MeanSquares, RungeKutta};
use super::super::step_size::Tolerance;
use super::super::stochastic::{Rule, Stochastic};
use super::super::tableau::{EULER, Tableau};
use super::super::{Plan, states_before, whole_delays};
use super::buffer::{Buffer, LanePast, steps_to_keep};
use super::n_parameters;

/// The bytes of numbers in lanes that stay near the processor. With more of them single runs are faster, which take eight units of a
/// population at a time.
const CACHE: usize = 1 << 19;

/// Runs whose past is longer are made one by one: so many states at the ends of steps.
const LONGEST_PAST: usize = 1 << 16;

/// A method that makes steps of several runs at once.
#[derive(Debug, Clone, Copy)]
pub(crate) enum LaneMethod {
    RungeKutta(&'static Tableau),
    Stochastic(Rule),
}

/// The method of a plan, if its runs can be made in lanes: those of explicit methods without events, and with noise or
/// delays only where steps are fixed.
pub(crate) fn method<M: Model>(plan: &Plan) -> Option<LaneMethod> {
    let method = match plan.scheme.engine {
        Engine::RungeKutta(tableau) => LaneMethod::RungeKutta(tableau),
        Engine::Stochastic(rule) => LaneMethod::Stochastic(rule),
        Engine::OdeSolvers(_) | Engine::Rodas5P | Engine::Radau9 | Engine::Auto => return None,
    };
    let is_alone = plan.resume.is_none() && !plan.estimates_error && plan.events.is_empty();
    (is_alone && M::USES_LANES && past(method, plan).is_some()).then_some(method)
}

/// Whether eight runs of a plan at once are faster than one by one: where their numbers stay in the cache, and where weights that they
/// share are more than that, since single runs read these once for each of them.
pub(crate) fn pays<M: Model>(model: &M, plan: &Plan, shared: &Shared) -> bool {
    let n = plan.n_arrays() * model.dim() + model.n_work() + n_parameters(model, shared);
    let of_lanes = n * WIDTH * size_of::<f64>();
    of_lanes <= CACHE || of_lanes <= (WIDTH - 1) * shared.n_weights() * size_of::<f64>()
}

/// The past of a run in a lane, if it is one that lanes remember: nothing, or states at the ends of steps.
pub(super) fn past(method: LaneMethod, plan: &Plan) -> Option<LanePast> {
    let run = &plan.run;
    if run.lookups.is_empty() {
        return Some(LanePast { delays: Vec::new(), before: Vec::new() });
    }
    let LaneMethod::RungeKutta(tableau) = method else { return None };
    let (mut delays, n_steps) = whole_delays(plan, tableau)?;
    // Look-ups that reach beyond the start from everywhere need not reach further.
    delays.iter_mut().for_each(|delay| *delay = (*delay).min(n_steps + 1));
    let before = states_before(plan);
    let longest = delays.iter().copied().max().unwrap_or(0);
    (longest * asked(&run.lookups).len() <= LONGEST_PAST).then_some(LanePast { delays, before })
}

/// So many steps lanes must remember, if they remember a past.
pub(crate) fn longest_past(method: LaneMethod, plan: &Plan) -> Option<usize> {
    let past = past(method, plan)?;
    past.delays.into_iter().max().map(steps_to_keep)
}

/// The stepper of a method for all lanes.
pub(super) enum LaneStepper<'p, S: Simd> {
    RungeKutta(RungeKutta<Lanes<S>>),
    Stochastic(Box<Stochastic<'p, Lanes<S>>>),
}

impl<'p, S: Simd> LaneStepper<'p, S> {
    pub(super) fn new(
        method: LaneMethod,
        noise: &'p Noise,
        span: (f64, f64),
        y: &[Lanes<S>],
        simd: S,
    ) -> Self {
        match method {
            LaneMethod::RungeKutta(tableau) => LaneStepper::RungeKutta(RungeKutta::new(tableau, y)),
            LaneMethod::Stochastic(rule) => {
                let lanes = (Lanes::all(simd, 0.0), WIDTH);
                LaneStepper::Stochastic(Box::new(Stochastic::new(rule, noise, span, y.len(), lanes)))
            }
        }
    }

    /// Gives a lane to another run, whose first slope is known.
    pub(super) fn set_lane(&mut self, lane: usize, plan: &Plan, slope: &[f64]) {
        if let (LaneStepper::Stochastic(stepper), Some(noise)) = (&mut *self, &plan.run.noise) {
            stepper.set_lane(lane, noise);
        }
        self.first_slope_mut().iter_mut().zip(slope).for_each(|(x, &value)| x.set_lane(lane, value));
    }

    /// The number of coefficients of the dense output of a state.
    pub(super) fn n_coefficients(&self) -> usize {
        match self {
            LaneStepper::RungeKutta(stepper) => stepper.tableau.dense.n_coefficients(),
            LaneStepper::Stochastic(stepper) => stepper.dense.len() / stepper.y1.len().max(1),
        }
    }

    /// The evaluations of a step between its ends, and those that its dense output needs besides.
    pub(super) fn n_stages(&self) -> (usize, usize) {
        match self {
            LaneStepper::RungeKutta(stepper) => {
                (stepper.tableau.stages.len(), stepper.tableau.dense.stages.len())
            }
            LaneStepper::Stochastic(stepper) => (stepper.n_stages(), 0),
        }
    }

    /// Whether the error estimate uses the slope at the end of the step.
    pub(super) fn error_needs_end(&self) -> bool {
        match self {
            LaneStepper::RungeKutta(stepper) => stepper.error_needs_end,
            LaneStepper::Stochastic(_) => false,
        }
    }

    /// The slopes at the start of the step.
    pub(super) fn first_slope(&self) -> &[Lanes<S>] {
        match self {
            LaneStepper::RungeKutta(stepper) => stepper.slope(0),
            LaneStepper::Stochastic(stepper) => &stepper.slope,
        }
    }

    pub(super) fn first_slope_mut(&mut self) -> &mut [Lanes<S>] {
        match self {
            LaneStepper::RungeKutta(stepper) => stepper.first_slope_mut(),
            LaneStepper::Stochastic(stepper) => &mut stepper.slope,
        }
    }

    /// The slopes at the end of the step, once it is finished.
    pub(super) fn end_slope(&self) -> &[Lanes<S>] {
        match self {
            LaneStepper::RungeKutta(stepper) => stepper.slope(stepper.tableau.end()),
            LaneStepper::Stochastic(stepper) => &stepper.end_slope,
        }
    }

    /// The states at the end of the step.
    #[inline(always)]
    pub(super) fn y1(&self) -> &[Lanes<S>] {
        match self {
            LaneStepper::RungeKutta(stepper) => &stepper.y1,
            LaneStepper::Stochastic(stepper) => &stepper.y1,
        }
    }

    #[inline(always)]
    pub(super) fn y1_mut(&mut self) -> &mut Vec<Lanes<S>> {
        match self {
            LaneStepper::RungeKutta(stepper) => &mut stepper.y1,
            LaneStepper::Stochastic(stepper) => &mut stepper.y1,
        }
    }

    /// The coefficients of the dense output, state by state.
    pub(super) fn dense(&self) -> &[Lanes<S>] {
        match self {
            LaneStepper::RungeKutta(stepper) => &stepper.dense,
            LaneStepper::Stochastic(stepper) => &stepper.dense,
        }
    }

    /// Makes the stages of a step and the states at its end.
    #[inline(always)]
    pub(super) fn step<M: Model>(
        &mut self,
        rhs: &mut RightHandSide<M, Lanes<S>>,
        memory: &Buffer<S>,
        (t, y, h): (Lanes<S>, &[Lanes<S>], Lanes<S>),
    ) {
        match self {
            LaneStepper::RungeKutta(stepper) => stepper.step(rhs, memory, t, y, h),
            LaneStepper::Stochastic(stepper) => stepper.make_step(rhs, memory, (t, y, h)),
        }
    }

    /// Evaluates the slopes at the end of a step, where time is `t1`.
    #[inline(always)]
    pub(super) fn finish<M: Model>(
        &mut self,
        rhs: &mut RightHandSide<M, Lanes<S>>,
        memory: &Buffer<S>,
        t1: Lanes<S>,
    ) {
        match self {
            LaneStepper::RungeKutta(stepper) => stepper.finish(rhs, memory, t1),
            LaneStepper::Stochastic(stepper) => stepper.finish_step(rhs, memory, t1),
        }
    }

    /// Makes the end of the step the start of the next.
    #[inline(always)]
    pub(super) fn advance(&mut self) {
        match self {
            LaneStepper::RungeKutta(stepper) => stepper.reuse_last_slope(),
            LaneStepper::Stochastic(stepper) => stepper.swap_slopes(),
        }
    }

    /// The same in some lanes only.
    #[inline(always)]
    pub(super) fn advance_where(&mut self, mask: crate::lanes::LaneMask<S>) {
        match self {
            LaneStepper::RungeKutta(stepper) => stepper.reuse_last_slope_where(mask),
            LaneStepper::Stochastic(stepper) => {
                for (slope, &end) in stepper.slope.iter_mut().zip(&stepper.end_slope) {
                    *slope = mask.select(end, *slope);
                }
            }
        }
    }

    /// Fills the coefficients of the dense output.
    #[inline(always)]
    pub(super) fn interpolate<M: Model>(
        &mut self,
        rhs: &mut RightHandSide<M, Lanes<S>>,
        memory: &Buffer<S>,
        (t, y, h): (Lanes<S>, &[Lanes<S>], Lanes<S>),
    ) {
        match self {
            LaneStepper::RungeKutta(stepper) => stepper.interpolate(rhs, memory, t, y, h),
            LaneStepper::Stochastic(stepper) => stepper.make_lines(y),
        }
    }

    /// The estimated errors of the step from `y`, in units of the tolerance.
    #[inline(always)]
    pub(super) fn errors(&mut self, tolerance: Tolerance, y: &[Lanes<S>], h: Lanes<S>) -> [f64; WIDTH] {
        let LaneStepper::RungeKutta(stepper) = self else { return [0.0; WIDTH] };
        match stepper.mean_squares(tolerance, y, h) {
            MeanSquares::None => [0.0; WIDTH],
            MeanSquares::One(square) => square.to_array().map(|square| MeanSquares::One(square).error()),
            MeanSquares::Two(error5, error3) => {
                let (error5, error3) = (error5.to_array(), error3.to_array());
                std::array::from_fn(|lane| MeanSquares::Two(error5[lane], error3[lane]).error())
            }
        }
    }

    /// What `distance_from_stability` needs of a finished step; nothing of a method whose steps are fixed.
    pub(super) fn stability_test<M: Model>(
        &mut self,
        rhs: &mut RightHandSide<M, Lanes<S>>,
        memory: &Buffer<S>,
        (t1, h): (Lanes<S>, Lanes<S>),
    ) -> Option<(Lanes<S>, Lanes<S>)> {
        match self {
            LaneStepper::RungeKutta(stepper) => Some(stepper.stability_test(rhs, memory, t1, h)),
            LaneStepper::Stochastic(_) => None,
        }
    }

    /// The first state of which something in the step made last is not finite in a lane.
    pub(super) fn first_not_finite(&self, lane: usize) -> Option<usize> {
        let is_so = |x: &Lanes<S>| !x.lane(lane).is_finite();
        match self {
            LaneStepper::RungeKutta(stepper) => stepper.first_where(is_so),
            LaneStepper::Stochastic(stepper) => stepper.first_where(is_so),
        }
    }
}

/// The tableau with which single runs begin; those of stochastic methods have the slope at their start only.
pub(crate) fn first_tableau(method: LaneMethod) -> &'static Tableau {
    match method {
        LaneMethod::RungeKutta(tableau) => tableau,
        LaneMethod::Stochastic(_) => &EULER,
    }
}
