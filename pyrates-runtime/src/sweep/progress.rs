//! A bar on a terminal while a sweep runs.

use std::time::{Duration, Instant};

use indicatif::ProgressBar;

use crate::solve::progress::{PATIENCE, REFRESH, bar, left, readable};

/// The progress of a sweep. Nothing is shown where the error output is no terminal.
pub(super) struct Progress {
    total: usize,
    done: usize,
    start: Instant,
    /// When it is drawn next.
    next: Instant,
    bar: Option<ProgressBar>,
}

impl Progress {
    /// The progress of a sweep over so many members.
    pub(super) fn new(total: usize) -> Progress {
        let start = Instant::now();
        Progress { total, done: 0, start, next: start + PATIENCE, bar: None }
    }

    /// Takes note of a member that is done.
    pub(super) fn step(&mut self) {
        self.done += 1;
        let now = Instant::now();
        if now < self.next {
            return;
        }
        self.next = now + REFRESH;
        let text = self.text(now - self.start);
        let bar = self.bar.get_or_insert_with(|| bar(self.total as u64));
        bar.set_position(self.done as u64);
        bar.set_message(text);
    }

    /// How many are done, how fast, and what is left.
    fn text(&self, elapsed: Duration) -> String {
        let (done, total) = (self.done as f64, self.total as f64);
        let rate = done / elapsed.as_secs_f64();
        let digits = if rate < 10.0 { 2 } else { 0 };
        let left = left(elapsed, done, total - done)
            .map_or(String::new(), |left| format!(", {} left", readable(left)));
        format!("{} of {} runs, {rate:.digits$} per second{left}", self.done, self.total)
    }
}

/// Removes the bar.
impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_tells_rate_and_rest() {
        let mut progress = Progress::new(120);
        progress.done = 30;
        assert_eq!(progress.text(Duration::from_secs(10)), "30 of 120 runs, 3.00 per second, 30 s left");
    }
}
