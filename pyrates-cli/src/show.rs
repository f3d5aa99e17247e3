//! `pyrates show`.

use pyrates_runtime::Listing;
use pyrates_runtime::model::Model;

use crate::args::ModelArgs;
use crate::failure::Failure;
use crate::output::print;

/// Prints a model and a table of its variables.
pub(crate) fn show(args: &ModelArgs) -> Result<(), Failure> {
    let system = args.file().load()?.system();
    let table: Vec<String> =
        Listing::of(&system).to_string().lines().map(|line| format!("  {line}\n")).collect();
    print(&format!("{system}\nVariables\n{}", table.concat()))
}
