//! A bar on a terminal while a simulation runs.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Runs that are shorter show no bar.
const PATIENCE: Duration = Duration::from_millis(500);
/// The bar is drawn anew at most so often.
const REFRESH: Duration = Duration::from_millis(100);
/// The bar of a run is as long as so many parts of the interval of time.
const PARTS: u64 = 1000;

/// A bar that appears after a while and goes when it is dropped. Nothing is shown where the error output is no terminal.
pub(crate) struct Bar {
    parts: u64,
    start: Instant,
    /// When it is drawn next.
    next: Instant,
    bar: Option<ProgressBar>,
}

impl Bar {
    /// A bar of so many parts, not yet drawn.
    pub(crate) fn new(parts: u64) -> Bar {
        let start = Instant::now();
        Bar { parts, start, next: start + PATIENCE, bar: None }
    }

    /// Draws the bar, if it is time, with a text that may tell how much time has passed.
    pub(crate) fn show(&mut self, done: u64, text: impl FnOnce(Duration) -> String) {
        let now = Instant::now();
        if now < self.next {
            return;
        }
        self.next = now + REFRESH;
        let bar = self.bar.get_or_insert_with(|| bar(self.parts));
        bar.set_position(done);
        bar.set_message(text(now - self.start));
    }
}

/// Removes the bar.
impl Drop for Bar {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

/// The progress of a run.
pub(super) struct Progress {
    t0: f64,
    t_end: f64,
    /// Where a run that goes on from a checkpoint began, as a part of the interval of time.
    first: Option<f64>,
    bar: Bar,
}

impl Progress {
    pub(super) fn new(t0: f64, t_end: f64) -> Progress {
        Progress { t0, t_end, first: None, bar: Bar::new(PARTS) }
    }

    /// Takes note of a step that ended at a time.
    pub(super) fn step(&mut self, t: f64) {
        let done = (t - self.t0) / (self.t_end - self.t0);
        let first = *self.first.get_or_insert(done);
        self.bar.show((PARTS as f64 * done) as u64, |elapsed| {
            match left(elapsed, done - first, 1.0 - done) {
                Some(left) => format!("t = {t:.4}, {} left", readable(left)),
                None => format!("t = {t:.4}"),
            }
        });
    }
}

/// The time that is left, if it goes on as so far.
pub(crate) fn left(elapsed: Duration, done: f64, rest: f64) -> Option<Duration> {
    Duration::try_from_secs_f64(elapsed.as_secs_f64() * rest / done).ok()
}

/// A duration in its two largest units.
pub(crate) fn readable(duration: Duration) -> String {
    let s = duration.as_secs_f64().ceil() as u64;
    match s {
        0..60 => format!("{s} s"),
        60..3600 => format!("{} min {} s", s / 60, s % 60),
        _ => format!("{} h {} min", s / 3600, s / 60 % 60),
    }
}

fn bar(parts: u64) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(parts), ProgressDrawTarget::stderr());
    match ProgressStyle::with_template("{percent:>3} % [{bar:40}] {msg}") {
        Ok(style) => bar.with_style(style.progress_chars("=> ")),
        Err(_) => bar,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_is_in_two_units() {
        let seconds = |s| readable(Duration::from_secs_f64(s));
        assert_eq!([0.2, 59.0, 61.0, 7325.0].map(seconds), ["1 s", "59 s", "1 min 1 s", "2 h 2 min"]);
    }

    #[test]
    fn what_is_left_follows_from_what_is_done() {
        let elapsed = Duration::from_secs(10);
        assert_eq!(left(elapsed, 0.25, 0.5), Some(Duration::from_secs(20)));
        assert_eq!(left(elapsed, 0.0, 0.5), None);
    }
}
