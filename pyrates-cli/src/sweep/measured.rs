//! What `pyrates sweep` measures: `--measure`.

use pyrates_runtime::signal::{Welch, Window};
use pyrates_runtime::sweep::Measure;

use crate::words::{count, number, word};

/// Something to measure.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Measured {
    /// The name in tables, if it has one of its own.
    name: Option<String>,
    what: What,
    pub(crate) path: String,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum What {
    Last,
    Min,
    Max,
    Mean,
    Std,
    Period { level: Option<f64> },
    Rate { threshold: f64 },
    Peak(Segments),
}

/// The segments of Welch's method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Segments {
    length: usize,
    /// Half a segment by default.
    overlap: Option<usize>,
    window: Window,
}

/// Reads what stands behind the path.
type Settings = fn(&[&str]) -> Result<What, String>;

const WORDS: [(&str, Settings); 8] = [
    ("last", |rest| plain(What::Last, rest)),
    ("min", |rest| plain(What::Min, rest)),
    ("max", |rest| plain(What::Max, rest)),
    ("mean", |rest| plain(What::Mean, rest)),
    ("std", |rest| plain(What::Std, rest)),
    ("period", period),
    ("rate", rate),
    ("peak", peak),
];

const WINDOWS: [(&str, Window); 4] = [
    ("boxcar", Window::Boxcar),
    ("hann", Window::Hann),
    ("hamming", Window::Hamming),
    ("blackman", Window::Blackman),
];

fn plain(what: What, rest: &[&str]) -> Result<What, String> {
    match rest {
        [] => Ok(what),
        [more, ..] => Err(format!("this measure ends with its path; leave `:{more}` out")),
    }
}

fn period(rest: &[&str]) -> Result<What, String> {
    match rest {
        [] => Ok(What::Period { level: None }),
        [level] => Ok(What::Period { level: Some(number(level)?) }),
        _ => Err("a period has one level at most, as in `period:all/op/x:0.5`".to_string()),
    }
}

fn rate(rest: &[&str]) -> Result<What, String> {
    match rest {
        [threshold] => Ok(What::Rate { threshold: number(threshold)? }),
        _ => Err("a rate needs a threshold, as in `rate:all/op/x:0.5`".to_string()),
    }
}

fn peak(rest: &[&str]) -> Result<What, String> {
    let [length, settings @ ..] = rest else {
        return Err("a peak needs the samples of a segment, as in `peak:all/op/x:1000`".to_string());
    };
    let mut segments = Segments { length: count(length)?, overlap: None, window: Window::default() };
    for setting in settings {
        match setting.split_once('=') {
            Some(("overlap", "0")) => segments.overlap = Some(0),
            Some(("overlap", n)) => segments.overlap = Some(count(n)?),
            Some(("window", name)) => segments.window = word("window", name, &WINDOWS)?,
            _ => {
                return Err(format!(
                    "`{setting}` is no setting of a peak; write `overlap=500` or `window=hamming`"
                ));
            }
        }
    }
    segments.welch().map(|_| What::Peak(segments))
}

impl Segments {
    fn welch(&self) -> Result<Welch, String> {
        let welch = Welch::new(self.length).map_err(|error| error.to_string())?.window(self.window);
        match self.overlap {
            Some(samples) => welch.overlap(samples).map_err(|error| error.to_string()),
            None => Ok(welch),
        }
    }
}

/// Reads `[name=]word:path`, with a level, a threshold or settings behind it.
pub(crate) fn measured(text: &str) -> Result<Measured, String> {
    let (head, rest) = text.split_once(':').ok_or("write `word:path`, as in `mean:all/op/x`")?;
    let (name, head) = match head.split_once('=') {
        Some((name, head)) => (Some(name.trim().to_string()), head),
        None => (None, head),
    };
    let mut parts = rest.split(':').map(str::trim);
    let path = parts.next().unwrap_or_default().to_string();
    let what = word("measure", head, &WORDS)?(&parts.collect::<Vec<_>>())?;
    if name.is_some() && matches!(what, What::Peak(_)) {
        return Err("a peak has two numbers with names of their own; leave the name out".to_string());
    }
    Ok(Measured { name, what, path })
}

impl Measured {
    /// Whether it needs samples at equal distances.
    pub(crate) fn needs_even_samples(&self) -> bool {
        matches!(self.what, What::Peak(_))
    }

    pub(crate) fn measure(&self) -> Result<Measure, String> {
        let path = &self.path;
        let measure = match self.what {
            What::Last => Measure::last(path),
            What::Min => Measure::minimum(path),
            What::Max => Measure::maximum(path),
            What::Mean => Measure::mean(path),
            What::Std => Measure::standard_deviation(path),
            What::Period { level: None } => Measure::period(path),
            What::Period { level: Some(level) } => Measure::period_through(path, level),
            What::Rate { threshold } => Measure::rate(path, threshold),
            What::Peak(segments) => Measure::spectral_peak(path, segments.welch()?),
        };
        Ok(match &self.name {
            Some(name) => measure.named(name),
            None => measure,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        measured(text).expect(text).measure().expect(text).names().to_vec()
    }

    #[test]
    fn measures_are_read() {
        let rate = measured("rate:a/b/x:-0.5").expect("a measure");
        assert_eq!((rate.what, &rate.path[..]), (What::Rate { threshold: -0.5 }, "a/b/x"));
        assert_eq!(measured("period:x:2").expect("a measure").what, What::Period { level: Some(2.0) });
        assert_eq!(names("std:x"), ["standard deviation of x"]);
        assert_eq!(names("high=max:x"), ["high"]);
        for wrong in ["mean", "maen:x", "rate:x", "rate:x:high", "mean:x:0.5", "period:x:1:2", "f=peak:x:8"] {
            assert!(measured(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn peaks_have_settings() {
        let segments = |text: &str| match measured(text).expect(text).what {
            What::Peak(segments) => segments,
            other => panic!("{other:?}"),
        };
        let plain = Segments { length: 8, overlap: None, window: Window::Hann };
        assert_eq!(segments("peak:x:8"), plain);
        assert_eq!(segments("peak:x:8:overlap=0"), Segments { overlap: Some(0), ..plain });
        let both = Segments { overlap: Some(7), window: Window::Blackman, ..plain };
        assert_eq!(segments("peak:x:8:window=blackman:overlap=7"), both);
        assert_eq!(names("peak:x:8"), ["peak frequency of x", "peak power of x"]);
        for wrong in ["peak:x", "peak:x:0", "peak:x:8:9", "peak:x:8:overlap=8", "peak:x:8:window=han"] {
            assert!(measured(wrong).is_err(), "{wrong}");
        }
    }
}
