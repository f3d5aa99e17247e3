//! What the loop over the steps does where events happen and spikes arrive.

use crate::delay::{Recall, resolution};
use crate::event::{EventRule, Spikes, Step};
use crate::model::Model;

use super::super::SolveErrorKind;
use super::super::stepper::Stepper;
use super::{Control, Driver, Trial, values};

/// A moment after an event, in units of the step.
const MOMENT: f64 = 1e-6;

impl<M: Model, K: Recall, S: Stepper> Driver<'_, '_, M, K, S> {
    /// Accepts a step up to the first event in it, which then happens. Tells whether the run ends there.
    pub(super) fn accept_with_events(&mut self, t1: f64, h: f64, error: f64) -> Result<bool, SolveErrorKind> {
        if !self.events.has_conditions() {
            self.accept(t1, h, error);
            return if self.something_is_due() { self.happen() } else { Ok(false) };
        }
        self.stepper.interpolate(&mut self.rhs, &self.memory, self.t, &self.y, h);
        let (dense, n_coefficients) = (self.stepper.dense(), self.stepper.n_coefficients());
        let step = Step { t: self.t, t1, dense, n_coefficients, y1: self.stepper.y1() };
        let Some(at) = self.events.find(step, &mut values(&mut self.rhs)) else {
            self.accept_with_dense(t1, h, error);
            if self.something_is_due() {
                return self.happen();
            }
            self.events.arm(self.t, &self.y, &mut values(&mut self.rhs));
            return Ok(false);
        };
        if at >= t1 - resolution(t1) {
            self.accept_with_dense(t1, h, error);
        } else if at > self.t + resolution(self.t) {
            // The step is made again so that it ends there.
            let h = at - self.t;
            match self.attempt(at, h) {
                Trial::Good(error) => self.accept(at, h, error),
                trial => return self.reject(h, trial).map(|()| false),
            }
        } else if let count @ 1.. = self.events.count_since(self.t - resolution(self.t)) {
            return Err(SolveErrorKind::EventsPileUp { count });
        }
        self.happen()
    }

    /// Accepts a step, at whose end the events happen whose conditions became true in it. Tells whether the run ends there.
    pub(super) fn accept_with_events_at_end(
        &mut self,
        t1: f64,
        h: f64,
        error: f64,
    ) -> Result<bool, SolveErrorKind> {
        self.accept(t1, h, error);
        let found = self.events.find_at_end(self.t, &self.y, &mut values(&mut self.rhs));
        if found || self.something_is_due() { self.happen() } else { Ok(false) }
    }

    /// Lets the events happen that are due. Tells whether the run ends.
    fn happen(&mut self) -> Result<bool, SolveErrorKind> {
        let mut stop = false;
        loop {
            let (t, before) = (self.t, self.events.happened.len());
            let near = resolution(t);
            stop |= self.events.happen(t, near, &mut self.y, &mut values(&mut self.rhs));
            self.pass_spikes(before);
            if !self.events.follow_up(t, &self.y, &mut values(&mut self.rhs)) {
                break;
            }
        }
        self.check_finite(&self.y)?;
        self.recorder.jump(self.t, &self.y);
        self.memory.jump(self.t);
        self.jumps.push(self.t);
        self.breaking_points.add_jump(self.t);
        if !stop {
            self.begin();
            self.check_finite(self.stepper.slope())?;
            self.choose_first_step();
            self.arm_after_events();
        }
        Ok(stop)
    }

    /// Arms events after some happened, when conditions may hold by rounding only: what counts is the state a moment later.
    /// Otherwise a ball on the ground would fall through it when it bounces no higher than a step can see.
    fn arm_after_events(&mut self) {
        if self.plan.event_rule == EventRule::AtSteps {
            return self.events.arm(self.t, &self.y, &mut values(&mut self.rhs));
        }
        let (Control::Adaptive { h, .. } | Control::Fixed { dt: h, .. }) = &self.control;
        let moment = MOMENT * h;
        let later = self.stepper.moment_later(&mut self.rhs, &self.memory, self.t, &self.y, moment);
        self.events.arm(self.t + moment, &later, &mut values(&mut self.rhs));
    }

    /// When the next thing happens at a known time: a spike arrives, or a part of an event was planned.
    fn next_date(&self) -> f64 {
        if self.plan.events.is_empty() {
            return f64::INFINITY;
        }
        self.spikes.as_ref().map_or(f64::INFINITY, Spikes::next).min(self.events.next())
    }

    /// Whether that is the present time.
    pub(super) fn something_is_due(&self) -> bool {
        self.next_date() <= self.t + resolution(self.t)
    }

    /// Lets happen what is planned for the start of the run.
    pub(super) fn happen_at_start(&mut self) -> Result<(), SolveErrorKind> {
        let (t, near) = (self.t, resolution(self.t));
        self.is_over = self.events.happen(t, near, &mut self.y, &mut values(&mut self.rhs));
        self.check_finite(&self.y)?;
        self.recorder.jump(t, &self.y);
        Ok(())
    }

    /// Sends the spikes of the events that happened after the first `n`, and lets those arrive that are due.
    fn pass_spikes(&mut self, n: usize) {
        let Some(spikes) = &mut self.spikes else { return };
        for (event, unit) in self.events.declared_since(n) {
            spikes.send(event, unit, self.t, &self.rhs.p);
        }
        spikes.arrive(self.t, resolution(self.t), &mut self.y, &self.rhs.p);
    }

    /// The end of a step from the present time that would end at `t1`: what is planned happens at its exact time unless
    /// events wait for the ends of steps.
    pub(super) fn before_dates(&self, t1: f64) -> f64 {
        let next = self.next_date();
        match self.plan.event_rule {
            EventRule::Exact if next < t1 - resolution(t1) => next,
            _ => t1,
        }
    }
}
