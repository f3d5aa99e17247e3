//! What the measuring programs share: CPU time, elapsed time for runs with several threads, and lines of JSON for `report.py`.

use std::time::{Duration, Instant};

use cpu_time::ProcessTime;

/// Seconds that one measurement takes at least, unless one run takes longer.
const ENOUGH: f64 = 0.05;
/// Runs at least, unless they take longer than `LONG` together.
const RUNS: usize = 5;
const LONG: f64 = 2.0;

/// The CPU time of the fastest of several runs, in seconds, and what the last one returned. Short runs are timed many
/// at a time, since reading the clock takes a fraction of a microsecond.
pub(crate) fn fastest<T>(run: impl FnMut() -> T) -> (f64, T) {
    fastest_by(cpu_time, run)
}

/// The same in elapsed time. It counts what other programs take, so it needs a machine that does nothing else.
pub(crate) fn fastest_elapsed<T>(run: impl FnMut() -> T) -> (f64, T) {
    let start = Instant::now();
    fastest_by(move || start.elapsed(), run)
}

fn cpu_time() -> Duration {
    ProcessTime::now().as_duration()
}

fn fastest_by<T>(clock: impl Fn() -> Duration, mut run: impl FnMut() -> T) -> (f64, T) {
    let timed = |n, run: &mut _| timed(&clock, n, run);
    let (first, mut result) = timed(1, &mut run);
    let batch = (2e-4 / first).clamp(1.0, 1e5) as usize;
    let (mut best, mut total, mut runs) = (first, first, 1);
    while total < ENOUGH || (runs < RUNS && total < LONG) {
        let (seconds, last) = timed(batch, &mut run);
        best = best.min(seconds / batch as f64);
        total += seconds;
        runs += 1;
        result = last;
    }
    (best, result)
}

fn timed<T>(clock: &impl Fn() -> Duration, n: usize, run: &mut impl FnMut() -> T) -> (f64, T) {
    let start = clock();
    let mut result = std::hint::black_box(run());
    for _ in 1..n {
        result = std::hint::black_box(run());
    }
    ((clock() - start).as_secs_f64(), result)
}

/// Numbers as a list of JSON.
pub(crate) fn list(values: &[f64]) -> String {
    let values: Vec<String> = values.iter().map(|x| format!("{x:e}")).collect();
    format!("[{}]", values.join(", "))
}
