//! A run in a lane: its control, its samples, and what it counts.

use crate::delay::BreakingPoints;
use crate::solution::{Recorder, Stats};

use super::super::control::Control;
use super::super::stiffness::StiffnessTest;
use super::super::{Plan, SolveErrorKind};

/// What a run in a lane has of its own, besides numbers in vectors.
pub(super) struct Lane {
    pub(super) member: usize,
    pub(super) plan: Plan,
    pub(super) control: Control,
    pub(super) recorder: Recorder,
    pub(super) stiffness: StiffnessTest,
    pub(super) stats: Stats,
    pub(super) t: f64,
    /// The end and the length of the step at hand.
    pub(super) t1: f64,
    pub(super) h: f64,
    /// Where a step must end, since an input jumps or bends.
    pub(super) points: BreakingPoints,
    pub(super) may_march: bool,
}

impl Lane {
    /// How many fixed steps end well before the next sample and the end.
    pub(super) fn unseen_steps(&self) -> usize {
        let left = self.plan.max_steps - self.stats.accepted;
        let due = self.recorder.next().min(self.points.next());
        let steps = || self.control.unseen_steps(&self.plan, self.t, due);
        if self.may_march { steps().min(left) } else { 0 }
    }

    /// The time after so many more fixed steps.
    #[inline(always)]
    pub(super) fn time_after(&self, steps: usize) -> f64 {
        self.control.time_after(&self.plan, self.t, steps)
    }

    /// Takes note of steps that were made.
    pub(super) fn march(&mut self, n: usize, evaluations: usize) {
        self.t = self.time_after(n);
        self.stats.accepted += n;
        self.stats.evaluations += n * evaluations;
        self.control.march(n);
    }

    /// The error for a state that is not finite.
    pub(super) fn not_finite(&self, state: usize) -> SolveErrorKind {
        SolveErrorKind::NotFinite { variable: self.plan.label(state) }
    }

    /// The error for a run that has made as many steps as it may.
    pub(super) fn too_many_steps(&self) -> SolveErrorKind {
        SolveErrorKind::MaxSteps { max_steps: self.plan.max_steps, looks_stiff: self.stiffness.is_found() }
    }
}
