//! The arguments of `pyrates sweep` and `pyrates merge`.

use std::path::PathBuf;

use clap::Args;
use pyrates_runtime::sweep::{Measure, geomspace, linspace};

use crate::args::RunArgs;

const SWEEP_EXAMPLES: &str = "\
Examples:
  pyrates sweep cortex.yaml column --t-end 10 --dt 1e-3 --cutoff 5 \\
      --over all/driven/u=80:300:45 --measure mean:pc/firing/m --csv rates.csv
  pyrates sweep vdp.yaml vdp --t-end 200 --dt 0.01 --cutoff 100 \\
      --over p/op/mu=0.1:10:20:log --over p/op/x=1,2 --measure period:p/op/x --picture period.svg
  pyrates sweep vdp.yaml vdp --t-end 200 --dt 0.01 --over p/op/mu=0.1:10:1000 \\
      --measure rate:p/op/x:1.5 --shard 3/16 --journal 3.sweep     # one of 16 machines
  pyrates merge *.sweep --npz all.npz                              # and the table of all

Axes: PATH=FROM:TO:N are N values at equal distances, PATH=FROM:TO:N:log at equal ratios, PATH=1,2,5 a
list. All combinations are run, and the last axis changes fastest.

Measures, of the samples that --dt and --cutoff leave:
  last:PATH  min:PATH  max:PATH  mean:PATH  std:PATH   a value, the mean and the deviation over time
  period:PATH              the mean time between upward passages through the mean
  rate:PATH:THRESHOLD      upward passages through a threshold per unit of time

Paths are node/operator/variable, or edges/name/weight; `all` stands for any one part.";

#[derive(Debug, Args)]
#[command(after_help = SWEEP_EXAMPLES)]
pub(crate) struct SweepArgs {
    #[command(flatten)]
    pub(crate) run: RunArgs,
    /// Run with each of these values, in all combinations with those of other axes; may be repeated.
    #[arg(long, value_name = "PATH=VALUES", value_parser = axis, allow_hyphen_values = true)]
    pub(crate) over: Vec<Axis>,
    /// Run with each row of a table of comma-separated values, whose first line has paths.
    #[arg(long, value_name = "FILE")]
    pub(crate) table: Option<PathBuf>,
    /// Run everything so many times, with independent noise.
    #[arg(long, value_name = "N")]
    pub(crate) realizations: Option<usize>,
    /// Measure this in every run, as `mean:PATH`; may be repeated.
    #[arg(long, value_name = "WORD:PATH", value_parser = measure, required = true)]
    pub(crate) measure: Vec<Measured>,
    /// The number of threads [default: that of the processors].
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<usize>,
    /// Run one part of several, as `3/16`.
    #[arg(long, value_name = "K/N", value_parser = shard)]
    pub(crate) shard: Option<(usize, usize)>,
    /// Keep finished runs in this file, and leave out those that it has already.
    #[arg(long, value_name = "FILE")]
    pub(crate) journal: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

#[derive(Debug, Args)]
#[command(after_help = "Example:\n  pyrates merge 1.sweep 2.sweep --csv all.csv --picture all.svg")]
pub(crate) struct MergeArgs {
    /// The journals.
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

/// Where a table goes.
#[derive(Debug, Args)]
pub(crate) struct OutputArgs {
    /// Write comma-separated values; `-` is the standard output [default: `-`, if nothing else is written].
    #[arg(long, value_name = "FILE")]
    pub(crate) csv: Option<PathBuf>,
    /// Write labelled arrays for NumPy.
    #[arg(long, value_name = "FILE")]
    pub(crate) npz: Option<PathBuf>,
    /// Write a Parquet file, for pandas, polars and R.
    #[arg(long, value_name = "FILE")]
    pub(crate) parquet: Option<PathBuf>,
    /// Draw what was measured over one axis as curves, over two as heat maps; as SVG or PNG.
    #[arg(long, value_name = "FILE")]
    pub(crate) picture: Option<PathBuf>,
}

/// An axis of a sweep.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Axis {
    pub(crate) path: String,
    pub(crate) values: Vec<f64>,
}

/// Something to measure.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Measured {
    word: Word,
    pub(crate) path: String,
    /// For rates.
    threshold: f64,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Word {
    Last,
    Min,
    Max,
    Mean,
    Std,
    Period,
    Rate,
}

const WORDS: [(&str, Word); 7] = [
    ("last", Word::Last),
    ("min", Word::Min),
    ("max", Word::Max),
    ("mean", Word::Mean),
    ("std", Word::Std),
    ("period", Word::Period),
    ("rate", Word::Rate),
];

impl Measured {
    pub(crate) fn measure(&self) -> Measure {
        let path = &self.path;
        match self.word {
            Word::Last => Measure::last(path),
            Word::Min => Measure::minimum(path),
            Word::Max => Measure::maximum(path),
            Word::Mean => Measure::mean(path),
            Word::Std => Measure::standard_deviation(path),
            Word::Period => Measure::period(path),
            Word::Rate => Measure::rate(path, self.threshold),
        }
    }
}

fn number(text: &str) -> Result<f64, String> {
    let number = text.trim().parse().ok().filter(|number: &f64| number.is_finite());
    number.ok_or_else(|| format!("`{}` is not a number", text.trim()))
}

/// Reads `path=from:to:n`, `path=from:to:n:log` or `path=1,2,5`.
fn axis(text: &str) -> Result<Axis, String> {
    let usage = "write `path=from:to:n`, as in `k=0.1:2:20`, with `:log` for equal ratios, or `path=1,2,5`";
    let (path, values) = text.split_once('=').ok_or(usage)?;
    let parts: Vec<&str> = values.split(':').collect();
    let values = match parts[..] {
        [list] => list.split(',').map(number).collect::<Result<_, _>>()?,
        [from, to, n] => linspace(number(from)?, number(to)?, count(n)?),
        [from, to, n, scale] if scale.trim() == "log" => {
            let (from, to) = (number(from)?, number(to)?);
            if from * to <= 0.0 {
                return Err("equal ratios need two ends of one sign, and neither of them 0".to_string());
            }
            geomspace(from, to, count(n)?)
        }
        _ => return Err(usage.to_string()),
    };
    Ok(Axis { path: path.trim().to_string(), values })
}

/// Reads a positive whole number.
fn count(text: &str) -> Result<usize, String> {
    let number = text.trim().parse().ok().filter(|n| *n > 0);
    number.ok_or_else(|| format!("`{}` is not a number of values", text.trim()))
}

/// Reads `word:path` or `rate:path:threshold`.
fn measure(text: &str) -> Result<Measured, String> {
    let (word, rest) = text.split_once(':').ok_or("write `word:path`, as in `mean:all/op/x`")?;
    let Some((_, word)) = WORDS.into_iter().find(|(name, _)| *name == word.trim()) else {
        let words = WORDS.map(|(name, _)| name).join(", ");
        return Err(format!("there is no measure `{word}`; there are {words}"));
    };
    let (path, threshold) = match (word, rest.rsplit_once(':')) {
        (Word::Rate, Some((path, threshold))) => (path, number(threshold)?),
        (Word::Rate, None) => return Err("a rate needs a threshold, as in `rate:all/op/x:0.5`".to_string()),
        (_, Some(_)) => return Err("only `rate` has a threshold".to_string()),
        (_, None) => (rest, 0.0),
    };
    Ok(Measured { word, path: path.trim().to_string(), threshold })
}

/// Reads `k/n`.
fn shard(text: &str) -> Result<(usize, usize), String> {
    let parts = text.split_once('/').and_then(|(k, n)| Some((k.parse().ok()?, n.parse().ok()?)));
    let parts = parts.filter(|(k, n)| (1..=*n).contains(k));
    parts.ok_or_else(|| "write `k/n` with k from 1 to n, as in `3/16`".to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_are_read() {
        let values = |text: &str| axis(text).expect(text).values;
        assert_eq!(values("k=-1:1:3"), [-1.0, 0.0, 1.0]);
        assert_eq!(values("k=1:100:3:log"), [1.0, 10.0, 100.0]);
        assert_eq!(values("k=3, 1e-2"), [3.0, 0.01]);
        assert_eq!(axis(" a/b/k =7").expect("an axis").path, "a/b/k");
        for wrong in ["k", "k=", "k=1:2", "k=1:2:0", "k=1:2:3:lin", "k=-1:1:3:log", "k=1,x", "k=1:inf:3"] {
            assert!(axis(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn measures_are_read() {
        let rate = measure("rate:a/b/x:-0.5").expect("a measure");
        assert_eq!(rate, Measured { word: Word::Rate, path: "a/b/x".to_string(), threshold: -0.5 });
        assert_eq!(measure("std:x").expect("a measure").measure().names(), ["standard deviation of x"]);
        for wrong in ["mean", "maen:x", "rate:x", "rate:x:high", "mean:x:0.5"] {
            assert!(measure(wrong).is_err(), "{wrong}");
        }
    }
}
