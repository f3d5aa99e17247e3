//! Why the command fails, and its exit codes.

use std::fmt::Display;
use std::process::ExitCode;

/// A reason to fail.
#[derive(Debug)]
pub(crate) struct Failure {
    message: Option<String>,
    code: u8,
}

impl Failure {
    /// A failure of which everything has been said.
    pub(crate) fn silent() -> Failure {
        Failure { message: None, code: 1 }
    }

    /// Prints the reason and gives the exit code: 1, or, as clap does, 2 for a wrong use of the command.
    #[expect(clippy::print_stderr, reason = "this is where the command speaks")]
    pub(crate) fn report(self) -> ExitCode {
        if let Some(message) = self.message {
            eprintln!("{}", message.trim_end());
        }
        ExitCode::from(self.code)
    }
}

/// Reports of files are complete texts, others are one sentence.
impl From<pyrates_runtime::YamlError> for Failure {
    fn from(error: pyrates_runtime::YamlError) -> Failure {
        Failure { message: Some(error.to_string()), code: 1 }
    }
}

/// Any other error as a sentence.
pub(crate) fn failed(error: impl Display) -> Failure {
    Failure { message: Some(format!("error: {error}")), code: 1 }
}

/// A wrong use of the command, as a sentence.
pub(crate) fn misused(message: impl Display) -> Failure {
    Failure { message: Some(format!("error: {message}\n\nFor more information, try '--help'.")), code: 2 }
}
