//! `pyrates to-yaml`.

use pyrates_runtime::Dialect;
use pyrates_runtime::ir::yaml::WriteError;
use pyrates_runtime::model::Model;

use crate::args::ToYamlArgs;
use crate::failure::{Failure, failed};
use crate::output::print;

/// Writes a model, with all that it takes from other templates and files, as one file.
pub(crate) fn to_yaml(args: &ToYamlArgs) -> Result<(), Failure> {
    let circuit = args.model.file().load()?;
    let dialect = if args.extended { Dialect::Extended } else { Dialect::PyRates };
    let text = circuit.to_yaml_as(dialect).map_err(|error| failed(advice(&error)))?;
    match &args.out {
        None => print(&text),
        Some(path) if path.as_os_str() == "-" => print(&text),
        Some(path) => std::fs::write(path, text)
            .map_err(|error| failed(format!("cannot write `{}`: {error}", path.display()))),
    }
}

/// The error, with how to write the model all the same.
fn advice(error: &WriteError) -> String {
    match error.has_extended_form() {
        true => format!("{error}: add `--extended`, for PyRates for Rust alone"),
        false => error.to_string(),
    }
}
