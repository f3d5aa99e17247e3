//! The arguments of the command.

use std::ops::Range;
use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use pyrates_runtime::YamlFile;
use pyrates_runtime::emit::TARGETS;

use crate::sweep::{MergeArgs, SweepArgs};
use crate::target_options::TargetOptions;
use crate::words::{bytes, count};

/// Dynamical systems from YAML files: check them, show them, simulate them, and export them to other tools.
#[derive(Debug, Parser)]
#[command(name = "pyrates", version)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Check a model and say what is wrong, all at once.
    Check(ModelArgs),
    /// List what PyRates would silently do differently, as warnings with places.
    Lint(LintArgs),
    /// Print equations, values and edges, and a table of all variables.
    Show(ModelArgs),
    /// Solve a model over time and write a table.
    Simulate(Box<SimulateArgs>),
    /// Run a model with many values of its parameters and write a table of what is measured.
    Sweep(Box<SweepArgs>),
    /// Put the journals of a sweep's shards together.
    Merge(MergeArgs),
    /// Follow equilibria and cycles over a parameter with an installed Auto-07p.
    Continue(Box<ContinueArgs>),
    /// Write a model as code for another tool.
    Emit(Box<EmitArgs>),
    /// Write a model, with all that it takes from other templates and files, as one YAML file.
    ToYaml(ToYamlArgs),
}

/// Which model is meant.
#[derive(Debug, Args)]
pub(crate) struct ModelArgs {
    /// The YAML file.
    pub(crate) file: PathBuf,
    /// The template in it: a circuit, node or operator [default: the only circuit of the file].
    pub(crate) name: Option<String>,
    /// A folder in which other files are looked up, besides those of the file and above; may be repeated.
    #[arg(long, value_name = "DIR")]
    pub(crate) search: Vec<PathBuf>,
}

impl ModelArgs {
    /// The file, about to be read.
    pub(crate) fn file(&self) -> YamlFile {
        let file = YamlFile::new(&self.file).template(self.name.as_deref().unwrap_or_default());
        self.search.iter().fold(file, |file, folder| file.search(folder))
    }
}

#[derive(Debug, Args)]
pub(crate) struct LintArgs {
    #[command(flatten)]
    pub(crate) model: ModelArgs,
    /// Fail (exit code 1) if there is any warning.
    #[arg(long)]
    pub(crate) deny: bool,
}

const SIMULATE_EXAMPLES: &str = "\
Examples:
  pyrates simulate cortex.yaml column --t-end 2
  pyrates simulate cortex.yaml column --t-end 2 --dt 1e-4 --method euler --csv out.csv
  pyrates simulate cortex.yaml column --t-end 2 --dt 1e-3 --rtol 1e-8 \\
      --set all/rpo_e/tau=0.012 --record all/pro/m --csv -

Paths are node/operator/variable, or edges/name/weight; `all` stands for any one part.";

/// How a model is run, once or many times.
#[derive(Debug, Args)]
pub(crate) struct RunArgs {
    #[command(flatten)]
    pub(crate) model: ModelArgs,
    /// The time at which the simulation ends.
    #[arg(long, value_name = "T", allow_negative_numbers = true)]
    pub(crate) t_end: f64,
    /// The time at which it starts.
    #[arg(long, value_name = "T", default_value_t = 0.0, allow_negative_numbers = true)]
    pub(crate) t_start: f64,
    /// The step of methods with fixed steps; the interval between the samples of adaptive ones, which
    /// otherwise keep every step.
    #[arg(long)]
    pub(crate) dt: Option<f64>,
    /// The method of integration; capitals do not matter.
    #[arg(long, value_enum, ignore_case = true, default_value_t = MethodName::Dopri5)]
    pub(crate) method: MethodName,
    /// The relative tolerance of adaptive methods [default: 1e-6].
    #[arg(long)]
    pub(crate) rtol: Option<f64>,
    /// The absolute tolerance of adaptive methods [default: rtol/1000].
    #[arg(long)]
    pub(crate) atol: Option<f64>,
    /// Leave out the samples before this time.
    #[arg(long, value_name = "T", allow_negative_numbers = true)]
    pub(crate) cutoff: Option<f64>,
    /// The seed of the noise [default: 0].
    #[arg(long, value_name = "N")]
    pub(crate) seed: Option<u64>,
    /// Leave out the noise of the model.
    #[arg(long)]
    pub(crate) without_noise: bool,
    /// Make the steps of an adaptive method all equal, `--dt` long.
    #[arg(long, requires = "dt")]
    pub(crate) fixed_steps: bool,
    /// End a run that needs more steps [default: 10000000].
    #[arg(long, value_name = "N", value_parser = count)]
    pub(crate) max_steps: Option<usize>,
    /// Set a parameter or initial value; may be repeated.
    #[arg(long, value_name = "PATH=VALUE", value_parser = assignment, allow_hyphen_values = true)]
    pub(crate) set: Vec<(String, f64)>,
}

#[derive(Debug, Args)]
#[command(after_help = SIMULATE_EXAMPLES)]
pub(crate) struct SimulateArgs {
    #[command(flatten)]
    pub(crate) run: RunArgs,
    /// Tell how much the result depends on the length of fixed steps, by a second run with steps of half the length.
    #[arg(long)]
    pub(crate) estimate_error: bool,
    /// Save the run to this file every minute and where it ends, and go on from there if the file exists already.
    #[arg(long, value_name = "FILE")]
    pub(crate) checkpoint: Option<PathBuf>,
    /// The memory that the run may take, as `4GB` [default: what the machine has].
    #[arg(long, value_name = "BYTES", value_parser = bytes)]
    pub(crate) memory_limit: Option<u64>,
    /// Write this variable instead of all states; may be repeated.
    #[arg(long, value_name = "PATH")]
    pub(crate) record: Vec<String>,
    /// The file to write; `-` is the standard output.
    #[arg(long, value_name = "FILE", default_value = "-")]
    pub(crate) csv: PathBuf,
}

/// The methods by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum MethodName {
    /// Euler's method, fixed steps, order 1.
    Euler,
    /// Heun's method, fixed steps, order 2.
    Heun,
    /// Ralston's method, fixed steps, order 2.
    Ralston,
    /// The classical Runge-Kutta method, fixed steps, order 4.
    Rk4,
    /// Bogacki and Shampine, adaptive, order 3; also `RK23`.
    #[value(alias = "rk23")]
    Bosh3,
    /// Dormand and Prince, adaptive, order 5; also `RK45`.
    #[value(alias = "rk45")]
    Dopri5,
    /// Tsitouras, adaptive, order 5.
    Tsit5,
    /// Verner, adaptive, order 7.
    Vern7,
    /// Hairer's method, adaptive, order 8.
    Dop853,
    /// Steinebach's Rosenbrock method for stiff problems, adaptive, order 5.
    #[value(name = "rodas5p")]
    Rodas5P,
    /// The Radau IIA method for stiff problems and tight tolerances, adaptive, order 9.
    Radau9,
    /// Tsit5, or Rodas5P where the problem is stiff.
    Auto,
    /// Euler and Maruyama, for noise, fixed steps.
    EulerMaruyama,
    /// Heun's method for noise, fixed steps.
    StochasticHeun,
    /// Milstein's method, for diagonal noise, fixed steps.
    Milstein,
    /// Roessler's method, for additive noise, fixed steps.
    Sra1,
}

const CONTINUE_EXAMPLES: &str = "\
Examples:
  pyrates continue qif.yaml qif_sfa --parameter eta --range -15:5
  pyrates continue qif.yaml qif_sfa --parameter eta --range -15:5 --after 100 \\
      --cycles 1 --state r --out qif
  pyrates continue qif.yaml qif_sfa --parameter eta --range -15:5 \\
      --folds 1 --second alpha --second-range 0:2 --out qif

Paths may be short where that is clear. Auto-07p and gfortran must be installed; AUTO_DIR may name the folder.";

#[derive(Debug, Args)]
#[command(after_help = CONTINUE_EXAMPLES)]
pub(crate) struct ContinueArgs {
    #[command(flatten)]
    pub(crate) model: ModelArgs,
    /// The parameter to continue in.
    #[arg(long, value_name = "PATH")]
    pub(crate) parameter: String,
    /// Its range.
    #[arg(long, value_name = "FROM:TO", value_parser = range, allow_hyphen_values = true)]
    pub(crate) range: Range<f64>,
    /// Start from the equilibrium that the model is near to after this time, instead of near the initial state.
    #[arg(long, value_name = "T")]
    pub(crate) after: Option<f64>,
    /// Set a parameter or initial value; may be repeated.
    #[arg(long, value_name = "PATH=VALUE", value_parser = assignment, allow_hyphen_values = true)]
    pub(crate) set: Vec<(String, f64)>,
    /// Follow the cycles from this Hopf point, counted from 1 along the equilibria; may be repeated.
    #[arg(long, value_name = "N")]
    pub(crate) cycles: Vec<usize>,
    /// Follow cycles until their period is so long [default: 100 times that at the Hopf point].
    #[arg(long, value_name = "T", value_parser = positive)]
    pub(crate) max_period: Option<f64>,
    /// Follow this fold in two parameters; may be repeated.
    #[arg(long, value_name = "N", requires = "second")]
    pub(crate) folds: Vec<usize>,
    /// Follow this Hopf point in two parameters; may be repeated.
    #[arg(long, value_name = "N", requires = "second")]
    pub(crate) hopf: Vec<usize>,
    /// Follow the homoclinic orbits near which the cycles from this Hopf point end, in two parameters; may be repeated.
    #[arg(long, value_name = "N", requires = "second")]
    pub(crate) homoclinic: Vec<usize>,
    /// The second parameter.
    #[arg(long, value_name = "PATH", requires = "second_range")]
    pub(crate) second: Option<String>,
    /// The range of the second parameter.
    #[arg(long, value_name = "FROM:TO", value_parser = range, allow_hyphen_values = true, requires = "second")]
    pub(crate) second_range: Option<Range<f64>>,
    /// End each run after so many seconds, and keep what there is.
    #[arg(long, value_name = "SECONDS", value_parser = positive)]
    pub(crate) timeout: Option<f64>,
    /// The state of the diagram.
    #[arg(long, value_name = "PATH", requires = "out")]
    pub(crate) state: Option<String>,
    /// The folder for a table of each branch, and for diagrams as SVG.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
}

const EMIT_EXAMPLES: &str = "\
Examples:
  pyrates emit cortex.yaml column --target julia --out generated
  pyrates emit cortex.yaml column --target fortran --form units --out generated
  pyrates emit qif.yaml qif_sfa --target auto --parameter eta --second-parameter alpha \\
      --range -15:5 --t-end 500 --homoclinic-tests 1 --out generated";

#[derive(Debug, Args)]
#[command(after_help = EMIT_EXAMPLES)]
pub(crate) struct EmitArgs {
    #[command(flatten)]
    pub(crate) model: ModelArgs,
    /// The tool for which to write.
    #[arg(long, value_parser = targets())]
    pub(crate) target: String,
    /// The folder for the files; it is made if it does not exist.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    #[command(flatten)]
    pub(crate) options: TargetOptions,
}

const TO_YAML_EXAMPLE: &str = "\
Example:
  pyrates to-yaml cortex.yaml column -o column.yaml

The file has the same right-hand side in PyRates 1.2.3; what PyRates does not have is refused by name.";

#[derive(Debug, Args)]
#[command(after_help = TO_YAML_EXAMPLE)]
pub(crate) struct ToYamlArgs {
    #[command(flatten)]
    pub(crate) model: ModelArgs,
    /// The file to write [default: the standard output].
    #[arg(short, long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Allow all of the language; PyRates for Python may not read the file.
    #[arg(long)]
    pub(crate) extended: bool,
}

fn targets() -> PossibleValuesParser {
    PossibleValuesParser::new(
        TARGETS.iter().map(|target| PossibleValue::new(target.word).help(target.summary)),
    )
}

/// Reads `from:to`.
fn range(text: &str) -> Result<Range<f64>, String> {
    let (from, to) = text.split_once(':').ok_or("write `from:to`, as in `-15:5`")?;
    let number = |text: &str| text.trim().parse().map_err(|_| format!("`{text}` is not a number"));
    Ok(number(from)?..number(to)?)
}

/// Reads a positive number.
fn positive(text: &str) -> Result<f64, String> {
    let number = text.parse().ok().filter(|number| *number > 0.0 && *number < 1e15);
    number.ok_or_else(|| format!("`{text}` is not a positive number"))
}

/// Reads `path=value`.
fn assignment(text: &str) -> Result<(String, f64), String> {
    let (path, value) = text.split_once('=').ok_or("write `path=value`, as in `all/op/tau=0.01`")?;
    let value = value.trim();
    let number = value.parse().map_err(|_| format!("`{value}` is not a number"))?;
    Ok((path.trim().to_string(), number))
}
