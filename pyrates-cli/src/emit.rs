//! `pyrates emit`.

use pyrates_runtime::emit::TARGETS;
use pyrates_runtime::model::Model;

use crate::args::EmitArgs;
use crate::failure::{Failure, failed};
use crate::output::print;

/// Writes a model as code for another tool, and lists the files.
pub(crate) fn emit(args: &EmitArgs) -> Result<(), Failure> {
    let Some(target) = TARGETS.iter().find(|target| target.word == args.target) else {
        // The arguments allow only words of the table.
        return Err(failed(format!("there is no target `{}`", args.target)));
    };
    let target = args.options.apply(target)?;
    let circuit = args.model.file().load()?;
    let files = pyrates_runtime::emit::emit(&circuit.system(), &*target).map_err(failed)?;
    let written = files.write_to(&args.out).map_err(failed)?;
    let lines: Vec<String> = written.iter().map(|path| format!("{}\n", path.display())).collect();
    print(&lines.concat())
}
