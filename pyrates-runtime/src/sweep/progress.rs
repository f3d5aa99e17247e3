//! A bar on a terminal while a sweep runs.

use std::time::Duration;

use crate::solve::progress::{Bar, left, readable};

/// The progress of a sweep.
pub(super) struct Progress {
    total: usize,
    done: usize,
    bar: Bar,
}

impl Progress {
    /// The progress of a sweep over so many members.
    pub(super) fn new(total: usize) -> Progress {
        Progress { total, done: 0, bar: Bar::new(total as u64) }
    }

    /// Takes note of a member that is done.
    pub(super) fn step(&mut self) {
        self.done += 1;
        let (done, total) = (self.done, self.total);
        self.bar.show(done as u64, |elapsed| text(done, total, elapsed));
    }
}

/// How many are done, how fast, and what is left.
fn text(done: usize, total: usize, elapsed: Duration) -> String {
    let rate = done as f64 / elapsed.as_secs_f64();
    let digits = if rate < 10.0 { 2 } else { 0 };
    let left = left(elapsed, done as f64, (total - done) as f64);
    let left = left.map_or(String::new(), |left| format!(", {} left", readable(left)));
    format!("{done} of {total} runs, {rate:.digits$} per second{left}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_tells_rate_and_rest() {
        assert_eq!(text(30, 120, Duration::from_secs(10)), "30 of 120 runs, 3.00 per second, 30 s left");
    }
}
