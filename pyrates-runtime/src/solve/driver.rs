//! The loop over the steps of a run, for all methods of our own, with and without delays. `lanes` has that for several plain
//! runs at once.

use std::time::Instant;

use crate::delay::{BreakingPoints, Knots, Looked, Recall, resolution};
use crate::event::{EventRule, Happened, Spikes, Values, Watches};
use crate::model::Model;
use crate::network::AddProducts;
use crate::solution::{Recorder, Solution, Stats};

use super::control::Control;
use super::right_hand_side::{RightHandSide, WriteInputs};
use super::stepper::{Made, Stepper};
use super::{Hooks, Plan, SolveError, SolveErrorKind};

use points::Tried;

mod checkpoints;
mod events;
mod march;
mod points;

/// Iterations of an implicit step: adaptive methods rather try a shorter step.
const ITERATIONS_ADAPTIVE: usize = 10;
const ITERATIONS_FIXED: usize = 50;
/// Iterations of adaptive methods end when the change is this part of the tolerance.
const ITERATION_TOLERANCE: f64 = 1e-3;
/// Iterations of fixed steps end when the relative change is near the rounding error.
const ITERATION_ROUNDING: f64 = 1e-13;

/// A run in progress.
pub(super) struct Driver<'a, 'm, M, K, S> {
    plan: &'a Plan,
    rhs: RightHandSide<'a, M, f64>,
    memory: K,
    stepper: S,
    breaking_points: BreakingPoints,
    recorder: Recorder,
    control: Control,
    stats: Stats,
    t: f64,
    y: Vec<f64>,
    events: Watches<'a>,
    /// When states or slopes jumped.
    jumps: Vec<f64>,
    spikes: Option<Spikes<'a>>,
    hooks: &'a Hooks<'m>,
    /// When the run was saved last, or began, if somebody saves it: the clock takes as long as some steps.
    saved: Option<Instant>,
    /// Whether an event has ended the run.
    is_over: bool,
    /// Whether steps may be made many at a time.
    may_march: bool,
}

/// The outcome of a trial step.
enum Trial {
    /// The step is good; its error is at most 1, in units of the tolerance.
    Good(f64),
    /// The error is above 1.
    Inaccurate(f64),
    /// Something was not finite.
    NotFinite,
    /// The step looks up values within itself and the iteration did not converge.
    NotConverged,
    /// A look-up that depends on states goes into the future.
    Ahead(usize),
}

impl<'a, 'm, M: Model, K: Recall, S: Stepper> Driver<'a, 'm, M, K, S> {
    pub(super) fn new(
        model: &'a M,
        stepper: S,
        plan: &'a Plan,
        memory: K,
        (inputs, products): (Option<&'a WriteInputs<'a, f64>>, Option<&'a dyn AddProducts<f64>>),
        hooks: &'a Hooks<'m>,
    ) -> Self {
        let (t0, y0) = (plan.t0, &plan.run.y0);
        let control = Control::new(plan, stepper.controller());
        let recorder = Recorder::new(plan, stepper.n_coefficients());
        let is_fixed = matches!(control, Control::Fixed { .. }) && !recorder.sees_every_step();
        let is_watched = !hooks.is_empty() || !plan.events.is_empty();
        Driver {
            plan,
            may_march: K::IS_EMPTY && is_fixed && !is_watched,
            rhs: RightHandSide {
                products,
                ..RightHandSide::new(model, plan.run.p.all().into_owned(), inputs, 0.0)
            },
            memory,
            breaking_points: breaking_points(plan, &control, K::HAS_POINTS),
            recorder,
            stepper,
            control,
            stats: Stats::default(),
            t: t0,
            y: y0.clone(),
            events: Watches::new(&plan.events),
            jumps: Vec::new(),
            spikes: plan.events.trains.as_deref().map(|trains| Spikes::new(trains, &plan.pending)),
            hooks,
            saved: hooks.has_saver().then(Instant::now),
            is_over: false,
        }
    }

    /// Runs to the end of the interval.
    pub(super) fn run(mut self) -> Result<Solution, SolveError> {
        let outcome = self.start().and_then(|()| {
            let outcome = self.integrate();
            outcome.and(self.save())
        });
        let mut stats = Stats { evaluations: self.rhs.evaluations, ..self.stats };
        self.stepper.add_to(&mut stats);
        let happened = self.take_happened();
        let solution = self.recorder.finish(self.plan, stats, happened);
        match outcome {
            Ok(()) => Ok(solution),
            Err(SolveErrorKind::MaxSteps { max_steps, .. }) => {
                let kind = SolveErrorKind::MaxSteps { max_steps, looks_stiff: stats.looks_stiff };
                Err(SolveError { kind, t: self.t, partial: Box::new(solution) })
            }
            Err(kind) => Err(SolveError { kind, t: self.t, partial: Box::new(solution) }),
        }
    }

    /// What events left behind, if there can be any.
    fn take_happened(&mut self) -> Option<Box<Happened>> {
        if self.plan.events.is_empty() {
            return None;
        }
        let (events, changes) =
            (std::mem::take(&mut self.events.happened), std::mem::take(&mut self.events.changes));
        let pending = self.spikes.as_mut().map(Spikes::take_pending).unwrap_or_default();
        let (jumps, later) = (std::mem::take(&mut self.jumps), self.events.take_later());
        Some(Box::new(Happened { events, changes, jumps, pending, later }))
    }

    /// Prepares for the first step, or goes on from a checkpoint.
    fn start(&mut self) -> Result<(), SolveErrorKind> {
        if let Some(checkpoint) = &self.plan.resume {
            return self.restore(checkpoint);
        }
        if self.something_is_due() {
            self.happen_at_start()?;
        }
        self.begin();
        self.check_finite(self.stepper.slope())?;
        self.choose_first_step();
        if self.events.has_conditions() {
            self.events.arm(self.t, &self.y, &mut values(&mut self.rhs));
        }
        Ok(())
    }

    fn integrate(&mut self) -> Result<(), SolveErrorKind> {
        while self.t < self.plan.t_end && !self.is_over {
            if self.stats.accepted + self.stats.rejected >= self.plan.max_steps {
                return Err(SolveErrorKind::MaxSteps { max_steps: self.plan.max_steps, looks_stiff: false });
            }
            if self.march() {
                continue;
            }
            let accepted = self.stats.accepted;
            let (t1, h) = self.propose();
            let Tried { t1, h, trial, point } = match self.plan.delays_change {
                true => self.attempt_to_point(t1, h),
                false => Tried { t1, h, trial: self.attempt(t1, h), point: None },
            };
            match trial {
                Trial::Good(error) if self.events.is_empty() => self.accept(t1, h, error),
                Trial::Good(error) if self.plan.event_rule == EventRule::AtSteps => {
                    self.is_over = self.accept_with_events_at_end(t1, h, error)?;
                }
                Trial::Good(error) => self.is_over = self.accept_with_events(t1, h, error)?,
                _ => self.reject(h, trial)?,
            }
            if let Some(point) = point.filter(|_| self.stats.accepted > accepted && self.t == t1) {
                self.breaking_points.add_image(t1, point);
                self.begin();
            }
            if !self.hooks.is_empty() && self.stats.accepted > accepted {
                if self.hooks.ends(self.t, &self.y) {
                    return Ok(());
                }
                self.save_if_due()?;
            }
        }
        Ok(())
    }

    /// Evaluates the slope at the present time anew.
    #[inline]
    fn begin(&mut self) {
        self.memory.begin(self.t, &self.y, self.stepper.slope());
        self.stepper.start(&mut self.rhs, &self.memory, self.t, &self.y);
    }

    fn choose_first_step(&mut self) {
        let slope = self.stepper.slope();
        let Some(h) = self.control.step_before_first(self.plan, &self.y, slope) else { return };
        self.memory.begin(self.t, &self.y, slope);
        let (slope, after) = self.stepper.trial(&mut self.rhs, &self.memory, self.t, &self.y, h);
        self.control.choose_first_step(&self.y, slope, after, h);
    }

    /// The end and the length of the next trial step.
    fn propose(&self) -> (f64, f64) {
        let limit = self.memory.explicit_limit();
        let (t1, h) = self.control.propose(self.plan, self.t, limit, self.breaking_points.next());
        let end = if self.events.is_empty() { t1 } else { self.before_dates(t1) };
        if end < t1 { (end, end - self.t) } else { (t1, h) }
    }

    fn attempt(&mut self, t1: f64, h: f64) -> Trial {
        let (t, y, slope) = (self.t, &self.y, self.stepper.slope());
        self.memory.begin(t, y, slope);
        let mut is_implicit = h > self.memory.explicit_limit() + resolution(t.abs() + h);
        let needs_end = self.stepper.error_needs_end() || self.plan.delays_change;
        if !is_implicit {
            self.stepper.step(&mut self.rhs, &self.memory, t, y, h);
            if needs_end {
                self.stepper.finish(&mut self.rhs, &self.memory, t1);
            }
            is_implicit = self.memory.looked() == Looked::Within;
        }
        if is_implicit && !self.iterate(t1, h) {
            return match self.stepper.first_not_finite() {
                Some(_) => Trial::NotFinite,
                None => Trial::NotConverged,
            };
        }
        if let Looked::Ahead(lookup) = self.memory.looked() {
            return Trial::Ahead(lookup);
        }
        self.memory.settle();
        let error = self.error(h);
        if error > 1.0 {
            return Trial::Inaccurate(error);
        }
        if !needs_end && !is_implicit {
            self.stepper.finish(&mut self.rhs, &self.memory, t1);
        }
        if error.is_nan() || !self.is_finite() {
            return Trial::NotFinite;
        }
        if !is_implicit && let Control::Adaptive { .. } = self.control {
            self.stepper.watch(&mut self.rhs, &self.memory, t1, h);
        }
        Trial::Good(error)
    }

    /// Repeats a step that looks up values within itself, with its own dense output as the past, until
    /// nothing changes any more. Tells whether that happened.
    fn iterate(&mut self, t1: f64, h: f64) -> bool {
        let iterations = match self.control {
            Control::Fixed { .. } => ITERATIONS_FIXED,
            Control::Adaptive { .. } => ITERATIONS_ADAPTIVE,
        };
        for _ in 0..iterations {
            let (t, y) = (self.t, &self.y);
            self.stepper.step(&mut self.rhs, &self.memory, t, y, h);
            self.stepper.finish(&mut self.rhs, &self.memory, t1);
            self.stepper.interpolate(&mut self.rhs, &self.memory, t, y, h);
            let (y1, slope) = (self.stepper.y1(), self.stepper.slope());
            let size = |i: usize| y[i].abs().max(y1[i].abs()).max((h * slope[i]).abs());
            let change = match &self.control {
                Control::Fixed { .. } => {
                    let scale = |i: usize| f64::MIN_POSITIVE + ITERATION_ROUNDING * size(i);
                    self.memory.improve(h, self.stepper.dense(), scale)
                }
                Control::Adaptive { tolerance, .. } => {
                    let scale = |i: usize| ITERATION_TOLERANCE * tolerance.scale(size(i));
                    self.memory.improve(h, self.stepper.dense(), scale)
                }
            };
            if change <= 1.0 {
                return true;
            }
        }
        false
    }

    /// The estimated error of the step just made, in units of the tolerance; 0 for fixed steps.
    #[inline]
    fn error(&mut self, h: f64) -> f64 {
        match self.control {
            Control::Fixed { .. } => 0.0,
            Control::Adaptive { tolerance, .. } => {
                let step = Made { t: self.t, y: &self.y, h };
                self.stepper.error(&mut self.rhs, &self.memory, step, tolerance)
            }
        }
    }

    fn accept(&mut self, t1: f64, h: f64, error: f64) {
        if K::NEEDS_DENSE || self.recorder.needs_dense(t1) {
            self.stepper.interpolate(&mut self.rhs, &self.memory, self.t, &self.y, h);
        }
        self.accept_with_dense(t1, h, error);
    }

    /// The same for a step whose dense output, if anybody needs it, was made.
    fn accept_with_dense(&mut self, t1: f64, h: f64, error: f64) {
        self.stats.accepted += 1;
        self.memory.accept(self.t, t1, self.stepper.dense());
        self.recorder.record(self.t, t1, self.stepper.y1(), self.stepper.dense());
        self.t = t1;
        std::mem::swap(&mut self.y, self.stepper.y1_mut());
        self.stepper.advance();
        if self.breaking_points.reached(t1) {
            self.begin();
        }
        // A step that events or spikes cut short is not all of a step of the grid.
        let (t0, has_events) = (self.plan.t0, !self.events.is_empty());
        self.control.accept(h, error, |end| !has_events || t1 >= t0 + end - resolution(t1));
        self.follow_stepper();
    }

    /// Lets the control know which method makes the next step.
    #[inline]
    fn follow_stepper(&mut self) {
        if S::SWITCHES {
            self.control.follow(self.stepper.controller());
        }
    }

    /// Shortens the step, or fails if it cannot be shortened any more.
    fn reject(&mut self, h: f64, trial: Trial) -> Result<(), SolveErrorKind> {
        let error = if let Trial::Inaccurate(error) = trial { Some(error) } else { None };
        if !self.control.reject(self.plan, self.t, h, error) {
            return Err(self.failure(h, trial));
        }
        self.stats.rejected += 1;
        Ok(())
    }

    fn failure(&self, h: f64, trial: Trial) -> SolveErrorKind {
        if let Trial::Ahead(lookup) = trial {
            let variables = pyrates_ir::lookup::delay_parameters(&self.plan.run.system.split(), lookup);
            return SolveErrorKind::NegativeDelay { variables };
        }
        match (trial, self.stepper.first_not_finite()) {
            (Trial::NotConverged, _) if matches!(self.control, Control::Fixed { .. }) => {
                SolveErrorKind::DelayWithinStep { delay: self.memory.explicit_limit(), dt: h }
            }
            (Trial::NotFinite, Some(i)) => self.not_finite(i),
            _ => SolveErrorKind::StepCollapse { h },
        }
    }

    fn not_finite(&self, state: usize) -> SolveErrorKind {
        SolveErrorKind::NotFinite { variable: self.plan.label(state) }
    }

    fn check_finite(&self, values: &[f64]) -> Result<(), SolveErrorKind> {
        values.iter().position(|x| !x.is_finite()).map_or(Ok(()), |i| Err(self.not_finite(i)))
    }

    /// Whether the state at the end of the step and its slope are finite.
    fn is_finite(&self) -> bool {
        self.stepper.y1().iter().chain(self.stepper.end_slope()).all(|x| x.is_finite())
    }
}

/// The points where steps must end, for a past that has such points or not.
fn breaking_points(plan: &Plan, control: &Control, has_points: bool) -> BreakingPoints {
    if !has_points && plan.run.inputs.is_empty() {
        return BreakingPoints::none();
    }
    let generations = match control {
        _ if !has_points => 0,
        // Fixed steps need not hit breaking points. Where they do, the slope is made anew.
        Control::Fixed { .. } => 1,
        Control::Adaptive { .. } => plan.scheme.order,
    };
    let mut knots = plan.run.inputs.knots();
    if let Control::Fixed { .. } = control {
        // Only where an input jumps the slope must be made anew.
        knots.retain(Knots::are_jumps);
    }
    let points = BreakingPoints::new(plan.t0, &plan.run.delays(), generations).with_knots(knots, plan.t0);
    points.with_breaks(&plan.run.history.breaks(), plan.t0)
}

/// The parameters as events read them.
fn values<'r, M>(rhs: &'r mut RightHandSide<M, f64>) -> Values<'r> {
    Values { p: &mut rhs.p, inputs: rhs.inputs }
}
