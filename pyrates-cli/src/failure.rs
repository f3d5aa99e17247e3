//! Why the command fails, and its exit codes.

use std::fmt::Display;
use std::process::ExitCode;

/// A reason to fail.
#[derive(Debug)]
pub(crate) struct Failure(Option<String>);

impl Failure {
    /// A failure of which everything has been said.
    pub(crate) fn silent() -> Failure {
        Failure(None)
    }

    /// Prints the reason and gives the exit code 1; clap exits with 2 for a wrong use of the command.
    #[expect(clippy::print_stderr, reason = "this is where the command speaks")]
    pub(crate) fn report(self) -> ExitCode {
        if let Some(message) = self.0 {
            eprintln!("{}", message.trim_end());
        }
        ExitCode::from(1)
    }
}

/// Reports of files are complete texts, others are one sentence.
impl From<pyrates_runtime::YamlError> for Failure {
    fn from(error: pyrates_runtime::YamlError) -> Failure {
        Failure(Some(error.to_string()))
    }
}

/// Any other error as a sentence.
pub(crate) fn failed(error: impl Display) -> Failure {
    Failure(Some(format!("error: {error}")))
}
