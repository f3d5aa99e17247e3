//! The loop over steps for several runs at once, one in each lane: runs of explicit methods and of stochastic ones without events,
//! as sweeps have them by the thousand.
//!
//! Each lane has a time, a step and a control of its own, so its run is that of `driver`, to the last bit. A lane whose run
//! has ended takes the next one. Weights of matrices that no run changes are in no lane: `network::Shared` has them once, for all lanes
//! of all threads.

mod buffer;
mod lane;
mod march;
mod method;
mod runs;

use std::cell::RefCell;

use crate::delay::{BreakingPoints, Knots, Side, resolution};
use crate::input::Drive;
use crate::lanes::{Job, LaneMask, Lanes, Simd, WIDTH};
use crate::model::Model;
use crate::network::{AddProducts, Shared};
use crate::noise::Noise;
use crate::solution::{Room, Solution};

use super::control::Control;
use super::right_hand_side::RightHandSide;
use super::runge_kutta::RungeKutta;
use super::step_size::Reaction;
use super::{Plan, SolveError, SolveErrorKind, Stepping, WriteInputs};

use buffer::Buffer;
use lane::Lane;
use method::LaneStepper;

pub(crate) use method::{LaneMethod, first_tableau, longest_past, method, pays};

/// Where runs come from, and where their results go.
pub(crate) trait Supply {
    /// The next run, with its number.
    fn next(&mut self) -> Option<(usize, Plan)>;

    /// Takes the result of a run, and gives back its memory, if that is free again.
    fn hand_in(&mut self, member: usize, result: Result<Solution, SolveError>) -> Room;
}

/// Runs of a supply, up to some number of them at once.
pub(crate) struct LaneRuns<'m, M, Q> {
    pub(crate) model: &'m M,
    pub(crate) method: LaneMethod,
    /// The plan of one of the runs: they have the same interval of time, inputs and steps.
    pub(crate) base: &'m Plan,
    /// The matrices that they have in common.
    pub(crate) shared: &'m Shared,
    pub(crate) supply: Q,
    /// The number of lanes to use.
    pub(crate) n_lanes: usize,
}

impl<M: Model, Q: Supply> Job for LaneRuns<'_, M, Q> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        let (model, zero) = (self.model, Lanes::all(simd, 0.0));
        let (y, row) = (vec![zero; model.dim()], vec![0.0; model.dim()]);
        let (base, span) = (self.base, (self.base.t0, self.base.t_end));
        let inputs = &base.run.inputs;
        let drive = Some(inputs).filter(|inputs| !inputs.is_empty());
        let n_parameters = n_parameters(model, self.shared);
        let values = RefCell::new(vec![0.0; n_parameters]);
        let all = |t: Lanes<S>, side: Side, p: &mut [Lanes<S>]| {
            write_all((inputs, span), t, side, &mut values.borrow_mut(), p);
        };
        let one = |t: f64, side: Side, p: &mut [f64]| inputs.write(t, side, p);
        let (all, one): (&WriteInputs<Lanes<S>>, &WriteInputs<f64>) = (&all, &one);
        let (nothing, tableau) = (Noise::default(), first_tableau(self.method));
        let noise = base.run.noise.as_ref().unwrap_or(&nothing);
        let stepper = LaneStepper::new(self.method, noise, span, &y, simd);
        let shared = Some(self.shared).filter(|shared| !shared.is_empty());
        let mut rhs = RightHandSide::new(model, vec![zero; n_parameters], drive.map(|_| all), zero);
        let mut single_rhs = RightHandSide::new(model, vec![0.0; n_parameters], drive.map(|_| one), 0.0);
        rhs.products = shared.map(|shared| shared as &dyn AddProducts<Lanes<S>>);
        single_rhs.products = shared.map(|shared| shared as &dyn AddProducts<f64>);
        let mut lockstep = Lockstep {
            simd,
            method: self.method,
            memory: Buffer::new(&base.run.lookups),
            dense: vec![0.0; model.dim() * stepper.n_coefficients()],
            stepper,
            rhs,
            y,
            lanes: Default::default(),
            single: RungeKutta::new(tableau, &row),
            single_rhs,
            row,
            supply: self.supply,
            room: Room::default(),
            n_lanes: self.n_lanes.clamp(1, WIDTH),
        };
        lockstep.run();
    }
}

/// The number of parameters that lanes have: all but the weights at the end that they share.
pub(crate) fn n_parameters<M: Model>(model: &M, shared: &Shared) -> usize {
    shared.n_needed(model.n_parameters(), model.n_before_products())
}

/// Writes the values of inputs at the times of all lanes. A lane without a run has the time 0, for which there need not be values.
fn write_all<S: Simd>(
    (inputs, (t0, t_end)): (&Drive, (f64, f64)),
    t: Lanes<S>,
    side: Side,
    values: &mut [f64],
    p: &mut [Lanes<S>],
) {
    for (lane, t) in t.to_array().into_iter().enumerate() {
        let is_within = t >= t0 - resolution(t0) && t <= t_end + resolution(t_end);
        inputs.write(if is_within { t } else { t0 }, side, values);
        inputs.parameters().for_each(|i| p[i].set_lane(lane, values[i]));
    }
}

/// Runs in progress, step by step.
struct Lockstep<'m, M, Q, S: Simd> {
    simd: S,
    method: LaneMethod,
    stepper: LaneStepper<'m, S>,
    /// The past, if the model looks at it.
    memory: Buffer<S>,
    rhs: RightHandSide<'m, M, Lanes<S>>,
    y: Vec<Lanes<S>>,
    lanes: [Option<Lane>; WIDTH],
    /// Starts runs, one at a time.
    single: RungeKutta<f64>,
    single_rhs: RightHandSide<'m, M, f64>,
    /// Room for the state and the dense output of one lane.
    row: Vec<f64>,
    dense: Vec<f64>,
    supply: Q,
    /// The memory of the last run that has ended.
    room: Room,
    n_lanes: usize,
}

/// Writes the numbers of a lane.
fn set_lane<S: Simd>(all: &mut [Lanes<S>], lane: usize, values: &[f64]) {
    all.iter_mut().zip(values).for_each(|(x, &value)| x.set_lane(lane, value));
}

/// The points at which inputs jump or bend. Fixed steps are made anew only where one jumps.
fn points(plan: &Plan) -> BreakingPoints {
    let mut knots = plan.run.inputs.knots();
    if let Stepping::Fixed { .. } = plan.stepping {
        knots.retain(Knots::are_jumps);
    }
    BreakingPoints::new(plan.t0, &[], 0).with_knots(knots, plan.t0)
}

/// Whether all of some numbers are finite, lane by lane.
#[inline(always)]
fn are_finite<'a, S: Simd + 'a>(simd: S, numbers: impl Iterator<Item = &'a Lanes<S>>) -> [bool; WIDTH] {
    // The product with zero is zero for numbers, and NaN for everything else.
    let mut sum = Lanes::all(simd, 0.0);
    for &x in numbers {
        sum = sum + x * 0.0;
    }
    sum.to_array().map(|sum| sum == 0.0)
}

/// What became of the step of a lane.
#[derive(Clone, Copy, PartialEq)]
enum Trial {
    /// There is no run in the lane.
    Idle,
    Good(Reaction<f64>),
    Inaccurate(Reaction<f64>),
    NotFinite,
}

impl<M: Model, Q: Supply, S: Simd> Lockstep<'_, M, Q, S> {
    #[inline(always)]
    fn run(&mut self) {
        loop {
            self.refill();
            if self.lanes.iter().all(Option::is_none) {
                return;
            }
            if self.march() {
                continue;
            }
            let h = self.propose();
            let trials = self.attempt(h);
            self.accept(h, &trials);
            self.reject(&trials);
        }
    }

    /// Numbers of the lanes, zero where there is no run.
    #[inline(always)]
    fn each(&self, number: impl Fn(&Lane) -> f64) -> Lanes<S> {
        Lanes::from_fn(
            self.simd,
            #[inline(always)]
            |lane| self.lanes[lane].as_ref().map_or(0.0, &number),
        )
    }

    /// The lengths of the next trial steps.
    #[inline(always)]
    fn propose(&mut self) -> Lanes<S> {
        for lane in self.lanes.iter_mut().flatten() {
            (lane.t1, lane.h) = lane.control.propose(&lane.plan, lane.t, f64::INFINITY, lane.points.next());
        }
        self.each(|lane| lane.h)
    }

    /// Makes a step in every lane.
    #[inline(always)]
    fn attempt(&mut self, h: Lanes<S>) -> [Trial; WIDTH] {
        let (t, t1) = (self.each(|lane| lane.t), self.each(|lane| lane.t1));
        self.memory.begin(&self.y);
        self.stepper.step(&mut self.rhs, &self.memory, (t, &self.y, h));
        let needs_end = self.stepper.error_needs_end();
        if needs_end {
            self.stepper.finish(&mut self.rhs, &self.memory, t1);
        }
        let errors = self.errors(h);
        let has_ended = |lane: usize| needs_end || errors[lane] <= 1.0 || errors[lane].is_nan();
        if !needs_end && (0..WIDTH).any(|lane| self.lanes[lane].is_some() && has_ended(lane)) {
            self.stepper.finish(&mut self.rhs, &self.memory, t1);
        }
        let is_finite = self.is_finite();
        let reactions = self.reactions(&errors);
        let (n_stages, _) = self.stepper.n_stages();
        let mut trials = [Trial::Idle; WIDTH];
        for (number, trial) in trials.iter_mut().enumerate() {
            let Some(lane) = &mut self.lanes[number] else { continue };
            lane.stats.evaluations += n_stages + usize::from(has_ended(number));
            *trial = match errors[number] {
                error if error > 1.0 => Trial::Inaccurate(reactions[number]),
                error if error.is_nan() || !is_finite[number] => Trial::NotFinite,
                _ => Trial::Good(reactions[number]),
            };
        }
        trials
    }

    /// The estimated errors of a step, in units of the tolerance; 0 for fixed steps.
    #[inline(always)]
    fn errors(&mut self, h: Lanes<S>) -> [f64; WIDTH] {
        let Some(Stepping::Adaptive { tolerance, .. }) =
            self.lanes.iter().flatten().next().map(|lane| lane.plan.stepping)
        else {
            return [0.0; WIDTH];
        };
        self.stepper.errors(tolerance, &self.y, h)
    }

    /// What the errors say about the next steps; nothing of fixed ones.
    #[inline(always)]
    fn reactions(&self, errors: &[f64; WIDTH]) -> [Reaction<f64>; WIDTH] {
        let mut reactions = [Reaction { ln_error: 0.0, factor: 1.0 }; WIDTH];
        let mut controller = None;
        let mut before = [0.0; WIDTH];
        for (number, lane) in self.lanes.iter().enumerate() {
            if let Some(Control::Adaptive { step_size, .. }) = lane.as_ref().map(|lane| &lane.control) {
                controller = Some(step_size.controller());
                before[number] = if errors[number] > 1.0 { 0.0 } else { step_size.ln_previous_error() };
            }
        }
        if let Some(controller) = controller {
            let (errors, before) = (Lanes::new(self.simd, *errors), Lanes::new(self.simd, before));
            let all = controller.react(errors, before);
            let (ln_errors, factors) = (all.ln_error.to_array(), all.factor.to_array());
            for number in 0..WIDTH {
                reactions[number] = Reaction { ln_error: ln_errors[number], factor: factors[number] };
            }
        }
        reactions
    }

    /// Whether the states at the end of the step and their slopes are finite.
    #[inline(always)]
    fn is_finite(&self) -> [bool; WIDTH] {
        are_finite(self.simd, self.stepper.y1().iter().chain(self.stepper.end_slope()))
    }

    /// Goes on where the step was good.
    #[inline(always)]
    fn accept(&mut self, h: Lanes<S>, trials: &[Trial; WIDTH]) {
        let is_good = |lane: usize| matches!(trials[lane], Trial::Good(_));
        if !(0..WIDTH).any(is_good) {
            return;
        }
        self.watch(h, trials);
        let needs_dense = |lane: usize| {
            let needs = |lane: &Lane| lane.recorder.needs_dense(lane.t1);
            is_good(lane) && self.lanes[lane].as_ref().is_some_and(needs)
        };
        let is_dense: [bool; WIDTH] = std::array::from_fn(needs_dense);
        if is_dense.contains(&true) {
            let t = self.each(|lane| lane.t);
            self.stepper.interpolate(&mut self.rhs, &self.memory, (t, &self.y, h));
        }
        let mut is_due = [false; WIDTH];
        for (number, trial) in trials.iter().enumerate() {
            let (Some(lane), Trial::Good(reaction)) = (&mut self.lanes[number], *trial) else { continue };
            if is_dense[number] {
                lane.stats.evaluations += self.stepper.n_stages().1;
                self.dense.iter_mut().zip(self.stepper.dense()).for_each(|(x, all)| *x = all.lane(number));
            }
            lane.stats.accepted += 1;
            if lane.recorder.takes(lane.t1) {
                self.row.iter_mut().zip(self.stepper.y1()).for_each(|(x, all)| *x = all.lane(number));
                lane.recorder.record(lane.t, lane.t1, &self.row, &self.dense);
            }
            lane.t = lane.t1;
            is_due[number] = lane.points.reached(lane.t1);
            lane.control.accept_whole(lane.h, reaction);
        }
        let mask = LaneMask::from_fn(self.simd, is_good);
        let (y, y1) = (&mut self.y, self.stepper.y1());
        y.iter_mut().zip(y1).for_each(|(y, &y1)| *y = mask.select(y1, *y));
        self.stepper.advance_where(mask);
        self.memory.accept();
        (0..WIDTH).filter(|&number| is_due[number]).for_each(|number| self.renew_slope(number));
    }

    /// Looks for stiffness where that is due.
    #[inline(always)]
    fn watch(&mut self, h: Lanes<S>, trials: &[Trial; WIDTH]) {
        let mut is_due = [false; WIDTH];
        for (number, lane) in self.lanes.iter_mut().enumerate() {
            if let (Some(lane), Trial::Good(_)) = (lane, trials[number]) {
                is_due[number] = matches!(lane.control, Control::Adaptive { .. }) && lane.stiffness.is_due();
            }
        }
        if !is_due.contains(&true) {
            return;
        }
        let t1 = self.each(|lane| lane.t1);
        let Some((slopes, states)) = self.stepper.stability_test(&mut self.rhs, &self.memory, (t1, h)) else {
            return;
        };
        for (number, lane) in self.lanes.iter_mut().enumerate() {
            if let (Some(lane), true) = (lane, is_due[number]) {
                let test = (slopes.lane(number), states.lane(number));
                lane.stiffness.observe(self.single.distance_from_stability(lane.h, test));
                lane.stats.evaluations += 1;
            }
        }
    }

    /// Shortens steps that were not good, or ends their runs.
    #[inline(always)]
    fn reject(&mut self, trials: &[Trial; WIDTH]) {
        for (number, trial) in trials.iter().enumerate() {
            let reaction = match *trial {
                Trial::Idle | Trial::Good(_) => continue,
                Trial::Inaccurate(reaction) => Some(reaction),
                Trial::NotFinite => None,
            };
            let Some(lane) = &mut self.lanes[number] else { continue };
            if lane.control.reject_as(&lane.plan, lane.t, lane.h, reaction) {
                lane.stats.rejected += 1;
                continue;
            }
            let state = if reaction.is_some() { None } else { self.stepper.first_not_finite(number) };
            let kind = match state {
                Some(state) => lane.not_finite(state),
                None => SolveErrorKind::StepCollapse { h: lane.h },
            };
            self.end(number, Err(kind));
        }
    }
}
