//! Functions of the user that are called during a run.

use std::cell::RefCell;
use std::fmt;
use std::io;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use crate::checkpoint::Checkpoint;

#[cfg(feature = "progress")]
use super::progress::Progress;

type Step<'m> = Box<dyn FnMut(f64, &[f64]) -> ControlFlow<()> + 'm>;
type Save<'m> = Box<dyn FnMut(&Checkpoint) -> io::Result<()> + 'm>;

/// What is called during a run.
#[derive(Default)]
pub(crate) struct Hooks<'m> {
    observer: Option<RefCell<Step<'m>>>,
    saver: Option<Saver<'m>>,
    #[cfg(feature = "progress")]
    progress: Option<RefCell<Progress>>,
}

/// A function that saves checkpoints now and then.
struct Saver<'m> {
    every: Duration,
    save: RefCell<Save<'m>>,
}

impl<'m> Hooks<'m> {
    pub(crate) fn set_observer(&mut self, function: impl FnMut(f64, &[f64]) -> ControlFlow<()> + 'm) {
        self.observer = Some(RefCell::new(Box::new(function)));
    }

    pub(crate) fn set_saver(
        &mut self,
        every: Duration,
        save: impl FnMut(&Checkpoint) -> io::Result<()> + 'm,
    ) {
        self.saver = Some(Saver { every, save: RefCell::new(Box::new(save)) });
    }

    /// Shows a bar on the terminal during a run over an interval of time.
    #[cfg(feature = "progress")]
    pub(crate) fn show_progress(&mut self, t0: f64, t_end: f64) {
        self.progress = Some(RefCell::new(Progress::new(t0, t_end)));
    }

    /// Whether nothing is called after a step.
    pub(super) fn is_empty(&self) -> bool {
        self.observer.is_none() && self.saver.is_none() && !self.has_progress()
    }

    /// Whether a bar is shown.
    pub(crate) fn has_progress(&self) -> bool {
        #[cfg(feature = "progress")]
        let has_bar = self.progress.is_some();
        #[cfg(not(feature = "progress"))]
        let has_bar = false;
        has_bar
    }

    /// Whether somebody wants to see every step.
    pub(crate) fn has_observer(&self) -> bool {
        self.observer.is_some()
    }

    /// Whether somebody wants checkpoints.
    pub(crate) fn has_saver(&self) -> bool {
        self.saver.is_some()
    }

    /// Shows a step. Tells whether the run shall end.
    pub(super) fn ends(&self, t: f64, y: &[f64]) -> bool {
        #[cfg(feature = "progress")]
        self.progress.iter().for_each(|progress| progress.borrow_mut().step(t));
        self.observer.as_ref().is_some_and(|observer| (observer.borrow_mut())(t, y).is_break())
    }

    /// Whether a checkpoint is due, where the last one was made at some moment.
    pub(super) fn is_due(&self, last: Instant) -> bool {
        self.saver.as_ref().is_some_and(|saver| last.elapsed() >= saver.every)
    }

    /// Hands a checkpoint to whoever wants it.
    pub(super) fn save(&self, checkpoint: &Checkpoint) -> io::Result<()> {
        self.saver.as_ref().map_or(Ok(()), |saver| (saver.save.borrow_mut())(checkpoint))
    }
}

impl fmt::Debug for Hooks<'_> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let (observer, saver) = (self.has_observer(), self.has_saver());
        f.debug_struct("Hooks").field("observer", &observer).field("saver", &saver).finish()
    }
}
