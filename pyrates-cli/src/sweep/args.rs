//! The arguments of `pyrates sweep` and `pyrates merge`.

use std::path::PathBuf;

use clap::Args;

use crate::args::RunArgs;
use crate::words::{bytes, count};

use super::axes::Axes;
use super::measured::{Measured, measured};

const SWEEP_EXAMPLES: &str = "\
Examples:
  pyrates sweep cortex.yaml column --t-end 10 --dt 1e-3 --cutoff 5 \\
      --over all/driven/u=80:300:45 --measure mean:pc/firing/m --csv rates.csv
  pyrates sweep vdp.yaml vdp --t-end 200 --dt 0.01 --cutoff 100 \\
      --over p/op/mu=0.1:10:20:log --over p/op/x=1,2 --measure period:p/op/x --picture period.svg
  pyrates sweep vdp.yaml vdp --t-end 200 --dt 0.01 --cutoff 100 --measure peak:p/op/x:5000 \\
      --over p/op/mu=loguniform:0.1:10 --over p/op/x=normal:0:1 --sample sobol:256
  pyrates sweep vdp.yaml two --t-end 200 --over a/op/mu=1,2,4 --with b/op/mu=4,2,1 --measure last:b/op/x
  pyrates sweep vdp.yaml vdp --t-end 200 --dt 0.01 --over p/op/mu=0.1:10:1000 \\
      --measure rate:p/op/x:1.5 --shard 3/16 --journal 3.sweep     # one of 16 machines
  pyrates merge *.sweep --npz all.npz                              # and the table of all

Axes, of which all combinations are run, the last changing fastest:
  PATH=FROM:TO:N           N values at equal distances
  PATH=FROM:TO:N:log       N values at equal ratios
  PATH=1,2,5               a list
  PATH=uniform:LOW:HIGH  PATH=loguniform:LOW:HIGH  PATH=normal:MEAN:SD  PATH=lognormal:MEDIAN:SD
                           a distribution; --sample draws from those of all axes together, which are one axis
  PATH,PATH=VALUES         the same value for several paths
  NAME=PATH=VALUES         with a name for the table

Measures, of the samples that --dt and --cutoff leave:
  last:PATH  min:PATH  max:PATH  mean:PATH  std:PATH   a value, the mean and the deviation over time
  period:PATH              the mean time between upward passages through the mean
  period:PATH:LEVEL        the same for passages through a level
  rate:PATH:THRESHOLD      upward passages through a threshold per unit of time
  peak:PATH:N              frequency and power of the spectrum's peak, by Welch's method with segments of N samples;
                           :overlap=N and :window=boxcar|hann|hamming|blackman may follow
  NAME=WORD:PATH           any of them but `peak`, with a name for the table

Paths are node/operator/variable, or edges/name/weight; `all` stands for any one part.";

#[derive(Debug, Args)]
#[command(after_help = SWEEP_EXAMPLES)]
pub(crate) struct SweepArgs {
    #[command(flatten)]
    pub(crate) run: RunArgs,
    #[command(flatten)]
    pub(crate) axes: Axes,
    /// Run with each row of a table of comma-separated values, whose first line has paths.
    #[arg(long, value_name = "FILE")]
    pub(crate) table: Option<PathBuf>,
    /// Run everything so many times, with independent noise.
    #[arg(long, value_name = "N", value_parser = count)]
    pub(crate) realizations: Option<usize>,
    /// Measure this in every run, as `mean:PATH`; may be repeated.
    #[arg(long, value_name = "WORD:PATH", value_parser = measured, required = true, allow_hyphen_values = true)]
    pub(crate) measure: Vec<Measured>,
    /// The number of threads [default: that of the processors].
    #[arg(long, value_name = "N", value_parser = count)]
    pub(crate) threads: Option<usize>,
    /// The memory that runs and table may take [default: what the machine has, and 4GB for the table].
    #[arg(long, value_name = "BYTES", value_parser = bytes)]
    pub(crate) memory_limit: Option<u64>,
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

/// Reads `k/n`.
fn shard(text: &str) -> Result<(usize, usize), String> {
    let parts = text.split_once('/').and_then(|(k, n)| Some((k.parse().ok()?, n.parse().ok()?)));
    let parts = parts.filter(|(k, n)| (1..=*n).contains(k));
    parts.ok_or_else(|| "write `k/n` with k from 1 to n, as in `3/16`".to_string())
}
