//! Runs that begin and end in lanes.

use crate::delay::{NoMemory, Side};
use crate::lanes::{Lanes, Simd, WIDTH};
use crate::model::Model;
use crate::solution::{Recorder, Stats};

use super::super::control::Control;
use super::super::stiffness::{StiffnessTest, WATCH_EVERY};
use super::super::{Hooks, Plan, SolveError, SolveErrorKind, Stepping};
use super::buffer::LanePast;
use super::lane::Lane;
use super::method::past;
use super::{Lockstep, Supply, points, set_lane};

impl<M: Model, Q: Supply, S: Simd> Lockstep<'_, M, Q, S> {
    /// Ends runs that are at their end, and gives their lanes to others.
    #[inline(always)]
    pub(super) fn refill(&mut self) {
        for number in 0..self.n_lanes {
            loop {
                if let Some(lane) = &self.lanes[number] {
                    let is_at_end = lane.t >= lane.plan.t_end;
                    let is_at_limit = lane.stats.accepted + lane.stats.rejected >= lane.plan.max_steps;
                    match (is_at_end, is_at_limit) {
                        (true, _) => self.end(number, Ok(())),
                        (false, true) => self.end(number, Err(lane.too_many_steps())),
                        (false, false) => break,
                    }
                }
                let Some((member, plan)) = self.supply.next() else { break };
                match past(self.method, &plan) {
                    Some(past) => self.begin(number, member, plan, &past),
                    None => self.run_alone(member, &plan),
                }
            }
        }
    }

    /// Makes a run whose past lanes cannot hold, since its delays are no whole steps, for instance.
    #[inline(never)]
    fn run_alone(&mut self, member: usize, plan: &Plan) {
        let result = super::super::run(self.rhs.model, plan, &Hooks::default());
        self.room = self.supply.hand_in(member, result);
    }

    /// Begins a run in a lane, as `driver` does.
    #[inline(never)]
    fn begin(&mut self, number: usize, member: usize, plan: Plan, past: &LanePast) {
        set_lane(&mut self.y, number, &plan.run.y0);
        plan.run.p.write_to(&mut self.single_rhs.p);
        set_lane(&mut self.rhs.p, number, &self.single_rhs.p);
        if !self.memory.is_empty() {
            let mut is_used: [bool; WIDTH] = std::array::from_fn(|lane| self.lanes[lane].is_some());
            is_used[number] = true;
            self.memory.set_lane(self.simd, number, past, is_used);
        }
        let looks_back = !self.memory.is_empty();
        let delayed = looks_back.then(|| self.slope_of(number, plan.t0));
        let Lockstep { single, single_rhs: rhs, row: y, .. } = self;
        rhs.evaluations = 0;
        y.clone_from(&plan.run.y0);
        match delayed {
            Some(slope) => {
                single.first_slope_mut().copy_from_slice(&slope);
                rhs.evaluations = 1;
            }
            None => single.start(rhs, &NoMemory, plan.t0, y),
        }
        let embedded = single.tableau.embedded.as_ref();
        let mut control = Control::new(&plan, embedded.map(|embedded| embedded.controller));
        let slope = single.slope(0).to_vec();
        let not_finite = slope.iter().position(|x| !x.is_finite());
        if let (None, Some(h)) = (not_finite, control.step_before_first(&plan, y, &slope)) {
            let (slope, after) = single.trial(rhs, &NoMemory, plan.t0, y, h);
            control.choose_first_step(y, slope, after, h);
        }
        let room = std::mem::take(&mut self.room);
        let recorder = Recorder::within(room, &plan, self.stepper.n_coefficients());
        let lane = Lane {
            member,
            stiffness: StiffnessTest::every(WATCH_EVERY),
            stats: Stats { evaluations: rhs.evaluations, ..Stats::default() },
            t: plan.t0,
            t1: plan.t0,
            points: points(&plan),
            h: 0.0,
            may_march: matches!(plan.stepping, Stepping::Fixed { .. }) && !recorder.sees_every_step(),
            control,
            recorder,
            plan,
        };
        self.stepper.set_lane(number, &lane.plan, &slope);
        let refusal = not_finite.map(|state| lane.not_finite(state));
        self.lanes[number] = Some(lane);
        if let Some(kind) = refusal {
            self.end(number, Err(kind));
        }
    }

    /// The slope of a lane at a time, with its past: all lanes are evaluated, which is rarely needed.
    fn slope_of(&mut self, number: usize, t: f64) -> Vec<f64> {
        let mut slopes = self.y.clone();
        self.rhs.evaluate_apart(&self.memory, Side::Right, Lanes::all(self.simd, t), &self.y, &mut slopes);
        slopes.iter().map(|all| all.lane(number)).collect()
    }

    /// Hands in the run of a lane, which is free then.
    #[inline(never)]
    pub(super) fn end(&mut self, number: usize, outcome: Result<(), SolveErrorKind>) {
        let Some(lane) = self.lanes[number].take() else { return };
        let Lane { member, plan, mut recorder, mut stats, stiffness, t, .. } = lane;
        stats.looks_stiff |= stiffness.is_found();
        let solution = recorder.finish(&plan, stats, None);
        let result = match outcome {
            Ok(()) => Ok(solution),
            Err(kind) => Err(SolveError { kind, t, partial: Box::new(solution) }),
        };
        self.room = self.supply.hand_in(member, result);
    }

    /// Evaluates the slope of a lane anew, behind a jump of an input.
    #[inline(never)]
    pub(super) fn renew_slope(&mut self, number: usize) {
        if let (false, Some(t)) = (self.memory.is_empty(), self.lanes[number].as_ref().map(|lane| lane.t)) {
            let slope = self.slope_of(number, t);
            self.lanes[number].iter_mut().for_each(|lane| lane.stats.evaluations += 1);
            set_lane(self.stepper.first_slope_mut(), number, &slope);
            return;
        }
        let Lockstep { single, single_rhs: rhs, row, lanes, y, stepper, .. } = self;
        let Some(lane) = &mut lanes[number] else { return };
        lane.plan.run.p.write_to(&mut rhs.p);
        rhs.evaluations = 0;
        row.iter_mut().zip(&*y).for_each(|(y, all)| *y = all.lane(number));
        single.start(rhs, &NoMemory, lane.t, row);
        lane.stats.evaluations += rhs.evaluations;
        set_lane(stepper.first_slope_mut(), number, single.slope(0));
    }
}
