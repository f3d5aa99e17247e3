//! `pyrates check` and `pyrates lint`.

use pyrates_runtime::Circuit;
use pyrates_runtime::ir::yaml::{Loaded, text};
use pyrates_runtime::model::{Model, VectorField};

use crate::args::{LintArgs, ModelArgs};
use crate::failure::{Failure, failed};
use crate::output::print;

/// Reads a model, and says how large it is and how many warnings there are.
pub(crate) fn check(args: &ModelArgs) -> Result<(), Failure> {
    let loaded = args.file().read()?;
    let system = loaded.system().map_err(pyrates_runtime::YamlError::from)?;
    let circuit = Circuit::from_system(system).map_err(failed)?;
    let (name, n, p) = (circuit.structure().name, circuit.dim(), circuit.n_parameters());
    let warnings = match loaded.lints.len() {
        0 => String::new(),
        1 => "; 1 warning, see `pyrates lint`".to_string(),
        n => format!("; {n} warnings, see `pyrates lint`"),
    };
    print(&format!("{name} is correct: {n} states, {p} parameters{warnings}\n"))
}

/// Lists all warnings.
pub(crate) fn lint(args: &LintArgs) -> Result<(), Failure> {
    let loaded = args.model.file().read()?;
    print(&warnings(&loaded))?;
    if args.deny && !loaded.lints.is_empty() { Err(Failure::silent()) } else { Ok(()) }
}

fn warnings(loaded: &Loaded) -> String {
    let texts: Vec<String> =
        loaded.lints.iter().map(|finding| text("warning", finding, &loaded.sources)).collect();
    if texts.is_empty() { "no warnings\n".to_string() } else { texts.join("\n") }
}
