//! The options of targets as flags: `second_parameter` is `--second-parameter`.

use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches};
use pyrates_runtime::emit::{OptionEntry, OptionError, TARGETS, Target, TargetEntry};

use crate::failure::{Failure, misused};

/// The options that were given, by name, in the order of the targets' fields.
#[derive(Debug, Clone, Default)]
pub(crate) struct TargetOptions(Vec<(String, String)>);

impl TargetOptions {
    /// The target with these options.
    pub(crate) fn apply(&self, entry: &TargetEntry) -> Result<Box<dyn Target>, Failure> {
        let mut target = (entry.target)();
        for (i, (name, text)) in self.0.iter().enumerate() {
            let flag = flag(name);
            let known = entries(entry);
            let again = self.0[..i].iter().any(|(other, _)| other == name);
            if again && known.iter().any(|entry| entry.name == *name && !entry.repeats) {
                return Err(misused(format!("`--{flag}` is given twice")));
            }
            let outcome = target.options().map_or(Err(OptionError::Unknown), |all| all.set(name, text));
            outcome.map_err(|error| match error {
                OptionError::Unknown => misused(format!(
                    "`--{flag}` is no option of the target `{}`, {}",
                    entry.word,
                    listed(&known)
                )),
                OptionError::Malformed { expected } => {
                    misused(format!("`--{flag}` must be {expected}, not `{text}`"))
                }
            })?;
        }
        Ok(target)
    }
}

fn listed(entries: &[OptionEntry]) -> String {
    let flags: Vec<String> = entries.iter().map(|entry| format!("`--{}`", flag(&entry.name))).collect();
    match flags.as_slice() {
        [] => "which has none".to_string(),
        flags => format!("which has {}", flags.join(", ")),
    }
}

fn flag(name: &str) -> String {
    name.replace('_', "-")
}

fn entries(target: &TargetEntry) -> Vec<OptionEntry> {
    (target.target)().options().map_or_else(Vec::new, |options| options.entries())
}

/// An option of one or more targets.
struct Shared {
    entry: OptionEntry,
    /// For each text of help, the targets for which it is.
    help: Vec<(String, Vec<&'static str>)>,
}

/// The options of all targets, each name once.
fn shared() -> Vec<Shared> {
    let mut all: Vec<Shared> = Vec::new();
    for target in TARGETS {
        for entry in entries(target) {
            let help = help(&entry);
            let found = all.iter().position(|shared| shared.entry.name == entry.name);
            let at = found.unwrap_or_else(|| {
                all.push(Shared { entry, help: Vec::new() });
                all.len() - 1
            });
            match all[at].help.iter_mut().find(|(text, _)| *text == help) {
                Some((_, targets)) => targets.push(target.word),
                None => all[at].help.push((help, vec![target.word])),
            }
        }
    }
    all
}

/// What the documentation says, without the full stop, and the default.
fn help(entry: &OptionEntry) -> String {
    let text = entry.help.trim_end_matches('.');
    let default = entry.value.as_ref().map_or(String::new(), |value| format!(" [default: {value}]"));
    let repeats = if entry.repeats { "; may be repeated" } else { "" };
    format!("{text}{repeats}{default}")
}

impl Shared {
    fn argument(&self) -> Arg {
        let line = |(text, targets): &(String, Vec<&str>)| format!("{}: {text}", targets.join(", "));
        let help: Vec<String> = self.help.iter().map(line).collect();
        Arg::new(self.entry.name.clone())
            .long(flag(&self.entry.name))
            .value_name(self.entry.form)
            .help(help.join("\n"))
            .action(ArgAction::Append)
            .allow_hyphen_values(true)
            .help_heading("Options of targets")
    }
}

impl Args for TargetOptions {
    fn augment_args(command: Command) -> Command {
        shared().iter().fold(command, |command, shared| command.arg(shared.argument()))
    }

    fn augment_args_for_update(command: Command) -> Command {
        TargetOptions::augment_args(command)
    }
}

impl FromArgMatches for TargetOptions {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut options = TargetOptions::default();
        options.update_from_arg_matches(matches)?;
        Ok(options)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        for Shared { entry, .. } in shared() {
            let given = matches.get_many::<String>(&entry.name).into_iter().flatten();
            self.0.extend(given.map(|text| (entry.name.clone(), text.clone())));
        }
        Ok(())
    }
}
