//! How a run in progress is saved and taken up again.

use std::time::Instant;

use crate::checkpoint::{Carry, Checkpoint, Transfer};
use crate::delay::Recall;
use crate::model::Model;

use super::super::SolveErrorKind;
use super::super::stepper::Stepper;
use super::Driver;

impl<M: Model, K: Recall, S: Stepper> Driver<'_, '_, M, K, S> {
    /// Goes on from a checkpoint.
    pub(super) fn restore(&mut self, checkpoint: &Checkpoint) -> Result<(), SolveErrorKind> {
        let restored = checkpoint.restore(self.plan, |transfer| self.carry(transfer));
        self.follow_stepper();
        restored
    }

    /// Saves the run if that is due.
    pub(super) fn save_if_due(&mut self) -> Result<(), SolveErrorKind> {
        if self.saved.is_some_and(|saved| self.hooks.is_due(saved)) { self.save() } else { Ok(()) }
    }

    /// Saves the run if somebody wants that.
    pub(super) fn save(&mut self) -> Result<(), SolveErrorKind> {
        if !self.hooks.has_saver() {
            return Ok(());
        }
        let checkpoint = Checkpoint::new(self.plan, self.t, |transfer| self.carry(transfer));
        self.saved = Some(Instant::now());
        self.hooks.save(&checkpoint).map_err(|error| SolveErrorKind::Save { message: error.to_string() })
    }
}

/// All on which the steps after an accepted one depend, and what has been recorded.
impl<M, K: Recall, S: Stepper> Carry for Driver<'_, '_, M, K, S> {
    fn carry(&mut self, transfer: &mut Transfer) {
        self.t.carry(transfer);
        self.y.carry(transfer);
        self.is_over.carry(transfer);
        self.rhs.p.carry(transfer);
        self.rhs.evaluations.carry(transfer);
        self.stats.accepted.carry(transfer);
        self.stats.rejected.carry(transfer);
        self.control.carry(transfer);
        self.stepper.carry(transfer);
        self.memory.carry(transfer);
        self.breaking_points.carry(transfer);
        self.recorder.carry(transfer);
        self.events.carry(transfer);
        self.jumps.carry(transfer);
        self.spikes.carry(transfer);
    }
}
