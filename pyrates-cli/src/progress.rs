//! A bar on a terminal while a simulation runs, and Ctrl-C, which ends it and keeps what there is.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Runs that are shorter show no bar.
const PATIENCE: Duration = Duration::from_millis(500);
/// The bar counts in so many parts of the interval of time.
const PARTS: f64 = 1000.0;

/// The progress of a run.
pub(crate) struct Progress {
    t0: f64,
    t_end: f64,
    start: Instant,
    bar: Option<ProgressBar>,
    interrupted: Arc<AtomicBool>,
}

impl Progress {
    /// Takes Ctrl-C over, for a run over an interval of time. A second Ctrl-C ends the program.
    pub(crate) fn new(t0: f64, t_end: f64) -> Progress {
        let interrupted = Arc::new(AtomicBool::new(false));
        let flag = interrupted.clone();
        // Without a handler Ctrl-C ends the program at once, as if this was not here.
        let _ = ctrlc::set_handler(move || {
            if flag.swap(true, Ordering::Relaxed) {
                std::process::exit(130);
            }
        });
        Progress { t0, t_end, start: Instant::now(), bar: None, interrupted }
    }

    /// Takes note of a step that ended at a time. Tells whether the run shall end.
    pub(crate) fn step(&mut self, t: f64) -> ControlFlow<()> {
        if self.interrupted.load(Ordering::Relaxed) {
            return ControlFlow::Break(());
        }
        if self.bar.is_none() && self.start.elapsed() > PATIENCE {
            self.bar = Some(bar().with_elapsed(self.start.elapsed()));
        }
        if let Some(bar) = &self.bar {
            let done = PARTS * (t - self.t0) / (self.t_end - self.t0);
            // Steps are many, and parts few: the bar is drawn when a part is full.
            if done as u64 != bar.position() {
                bar.set_position(done as u64);
                bar.set_message(format!("{t:.4}"));
            }
        }
        ControlFlow::Continue(())
    }

    /// Removes the bar. Tells whether Ctrl-C ended the run.
    pub(crate) fn finish(self) -> bool {
        if let Some(bar) = self.bar {
            bar.finish_and_clear();
        }
        self.interrupted.load(Ordering::Relaxed)
    }
}

/// A bar on the terminal; nothing where the error output is no terminal.
fn bar() -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(PARTS as u64), ProgressDrawTarget::stderr());
    let style =
        ProgressStyle::with_template("{percent:>3} % [{bar:40}] t = {msg}, {eta} left, Ctrl-C keeps it");
    match style {
        Ok(style) => bar.with_style(style.progress_chars("=> ")),
        Err(_) => bar,
    }
}
