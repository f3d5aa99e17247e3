//! What is seen of a run while it lasts.

use std::fmt;
use std::fs;
use std::ops::ControlFlow;
use std::path::Path;
use std::time::{Duration, Instant};

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// The number of points so far.
    pub points: usize,
    /// The time since the start of the run.
    pub elapsed: Duration,
}

/// A line such as `120 points, 3.5 s`.
impl fmt::Display for Progress {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{} points, {:.1} s", self.points, self.elapsed.as_secs_f64())
    }
}

/// Sees how far a run is, and may end it.
pub(super) type Observer<'m> = Box<dyn FnMut(&Progress) -> ControlFlow<()> + 'm>;

/// What watches over a run, in all its parts.
pub(super) struct Watch<'m> {
    pub(super) start: Instant,
    pub(super) limit: Option<Duration>,
    pub(super) observer: Option<Observer<'m>>,
    /// Points of parts that have ended.
    before: usize,
    points: usize,
    /// How much of the file of results has been counted.
    counted: u64,
    /// How much Auto-07p had told when it found its last point.
    told: u64,
    #[cfg(feature = "progress")]
    bar: Option<indicatif::ProgressBar>,
    #[cfg(feature = "progress")]
    pub(super) shows_bar: bool,
}

/// Steps towards one point tell some kilobytes.
const TOO_MUCH: u64 = 1 << 24;

/// The length of a file; none has no length.
fn length(file: &Path) -> u64 {
    fs::metadata(file).map_or(0, |metadata| metadata.len())
}

/// Shorter runs show nothing.
#[cfg(feature = "progress")]
const PATIENCE: Duration = Duration::from_millis(500);

impl<'m> Watch<'m> {
    pub(super) fn new(limit: Option<Duration>, observer: Option<Observer<'m>>) -> Watch<'m> {
        Watch {
            start: Instant::now(),
            limit,
            observer,
            before: 0,
            points: 0,
            counted: 0,
            told: 0,
            #[cfg(feature = "progress")]
            bar: None,
            #[cfg(feature = "progress")]
            shows_bar: false,
        }
    }

    /// Whether the time is over.
    pub(super) fn is_over(&self) -> bool {
        self.limit.is_some_and(|limit| self.start.elapsed() > limit)
    }

    /// Another part of the run begins.
    pub(super) fn next_part(&mut self) {
        self.before += self.points;
        (self.points, self.counted, self.told) = (0, 0, 0);
    }

    /// Whether so much was told since the last point that there will be no other one.
    pub(super) fn is_stuck(&self, diagnostics: &Path) -> bool {
        length(diagnostics) > self.told + TOO_MUCH
    }

    /// Looks at the file of results.
    pub(super) fn look(&mut self, file: &Path) -> ControlFlow<()> {
        let size = length(file);
        if size != self.counted {
            self.counted = size;
            self.told = length(&file.with_file_name("d.run"));
            let bytes = fs::read(file).unwrap_or_default();
            let is_point = |line: &&[u8]| line.get(..4).is_some_and(|branch| branch != b"   0");
            self.points = bytes.split(|byte| *byte == b'\n').filter(is_point).count();
        }
        let progress = Progress { points: self.before + self.points, elapsed: self.start.elapsed() };
        #[cfg(feature = "progress")]
        self.show(&progress);
        match &mut self.observer {
            Some(observer) => observer(&progress),
            None => ControlFlow::Continue(()),
        }
    }

    #[cfg(feature = "progress")]
    fn show(&mut self, progress: &Progress) {
        use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
        if !self.shows_bar || progress.elapsed < PATIENCE {
            return;
        }
        let target = ProgressDrawTarget::stderr();
        let spinner =
            || ProgressBar::with_draw_target(None, target).with_style(ProgressStyle::default_spinner());
        let bar = self.bar.get_or_insert_with(spinner);
        bar.set_message(progress.to_string());
        bar.tick();
    }
}

/// Removes what is shown.
#[cfg(feature = "progress")]
impl Drop for Watch<'_> {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
