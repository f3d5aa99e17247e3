//! Ctrl-C ends a simulation, and keeps what there is.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether somebody pressed Ctrl-C.
#[derive(Clone)]
pub(crate) struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// Takes Ctrl-C over. A second one ends the program.
    pub(crate) fn new() -> Interrupt {
        let flag = Arc::new(AtomicBool::new(false));
        let handler = flag.clone();
        // Without a handler Ctrl-C ends the program at once, as if this was not here.
        let _ = ctrlc::set_handler(move || {
            if handler.swap(true, Ordering::Relaxed) {
                std::process::exit(130);
            }
        });
        Interrupt(flag)
    }

    /// What is set when it happens.
    pub(crate) fn flag(&self) -> Arc<AtomicBool> {
        self.0.clone()
    }

    /// Whether it happened.
    pub(crate) fn has_come(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// Whether a run shall go on.
    pub(crate) fn check(&self) -> ControlFlow<()> {
        if self.has_come() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}
