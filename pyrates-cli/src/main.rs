//! The command `pyrates`: models in YAML files checked, shown, simulated once or many times, and exported, without Rust.

mod args;
mod check;
mod continuation;
mod emit;
mod failure;
mod interrupt;
mod output;
mod run;
mod show;
mod simulate;
mod sweep;
mod target_options;
mod to_yaml;
mod words;

use std::process::ExitCode;

use clap::Parser;

use args::{Arguments, Command};

fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Check(args) => check::check(&args),
        Command::Lint(args) => check::lint(&args),
        Command::Show(args) => show::show(&args),
        Command::Simulate(args) => simulate::simulate(&args),
        Command::Sweep(args) => sweep::sweep(&args),
        Command::Merge(args) => sweep::merge(&args),
        Command::Continue(args) => continuation::continuation(&args),
        Command::Emit(args) => emit::emit(&args),
        Command::ToYaml(args) => to_yaml::to_yaml(&args),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}
