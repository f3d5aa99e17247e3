//! Sweeps over the processes of an MPI program. This program tests; with `rank` it is a process of the programs that `mpirun` runs
//! for the tests.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Output};

use pyrates_runtime::prelude::*;
use pyrates_runtime::sweep::mpi::topology::SimpleCommunicator;
use pyrates_runtime::sweep::mpi::{self, Threading};
use pyrates_runtime::sweep::{Design, Measure, Sweep, SweepError, SweepTable, linspace};

#[path = "../parquet/explosive.rs"]
mod explosive;
#[path = "../emit/tools.rs"]
#[allow(dead_code, reason = "these tests need one tool of many")]
mod tools;

use explosive::Explosive;

/// A test, with what runs the processes.
type Test = fn(&Runner);

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    if arguments.next().as_deref() == Some("rank") {
        return rank(&arguments.collect::<Vec<_>>());
    }
    let Some(mpirun) = tools::tool("mpirun") else { return ExitCode::SUCCESS };
    let runner = Runner { mpirun, folder: tools::Folder::new() };
    let tests: [(&str, Test); 4] = [
        ("tables_do_not_depend_on_the_number_of_processes", tables_do_not_depend_on_the_number_of_processes),
        ("a_journal_takes_up_where_it_was", a_journal_takes_up_where_it_was),
        ("what_makes_no_sense_is_refused_by_all", what_makes_no_sense_is_refused_by_all),
        ("a_panic_ends_the_program", a_panic_ends_the_program),
    ];
    for (name, test) in tests {
        test(&runner);
        println!("test {name} ... ok");
    }
    ExitCode::SUCCESS
}

/// Half of its 40 members fail.
fn sweep(model: &Explosive) -> Sweep<'_, Explosive> {
    model.simulate(0.0..1.0).rtol(1e-6).sweep(Design::new().axis("k", linspace(-2.0, 4.0, 40)))
}

fn measures() -> [Measure; 2] {
    [Measure::last("x"), Measure::maximum("x")]
}

/// What is to be the same.
fn summary(table: &SweepTable) -> String {
    format!("{:016x} {} rows, {} failed", table.fingerprint(), table.len(), table.failures().len())
}

/// A process of an MPI program.
fn rank(arguments: &[String]) -> ExitCode {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let threading = if words == ["single"] { Threading::Single } else { Threading::Funneled };
    let (universe, _) = mpi::initialize_with_threading(threading).expect("MPI is begun once");
    match run(&universe.world(), &words) {
        Ok(Some(table)) => println!("{}", summary(&table)),
        Ok(None) => {}
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

fn run(world: &SimpleCommunicator, words: &[&str]) -> Result<Option<SweepTable>, SweepError> {
    let model = Explosive::default();
    let sweep = sweep(&model);
    let panics = Measure::new("panic", |_, member| {
        assert_ne!(member.number, 3, "the third member panics");
        Ok::<_, String>(0.0)
    });
    match words {
        ["journal", path] => sweep.journal(path).measure_on_ranks(world, measures()),
        ["threads"] => sweep.threads(3).measure_on_ranks(world, measures()),
        ["no threads"] => sweep.threads(0).measure_on_ranks(world, measures()),
        ["shard"] => sweep.shard(1, 2).measure_on_ranks(world, measures()),
        ["panic"] => sweep.measure_on_ranks(world, [panics]),
        _ => sweep.measure_on_ranks(world, measures()),
    }
}

struct Runner {
    mpirun: PathBuf,
    folder: tools::Folder,
}

impl Runner {
    /// Runs processes of this program; `--oversubscribe` allows more of them than there are processors.
    fn run(&self, n: usize, words: &[&str]) -> Output {
        let mut command = Command::new(&self.mpirun);
        command.args(["--allow-run-as-root", "--oversubscribe", "-n", &n.to_string()]);
        let program = std::env::current_exe().expect("a program");
        command.arg(program).arg("rank").args(words).output().expect("mpirun runs")
    }

    /// What rank 0 prints.
    fn success(&self, n: usize, words: &[&str]) -> String {
        let output = self.run(n, words);
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{n} processes, {words:?}: {error}");
        String::from_utf8_lossy(&output.stdout).trim_end().to_string()
    }

    fn failure(&self, n: usize, words: &[&str]) -> String {
        let output = self.run(n, words);
        assert!(!output.status.success(), "{n} processes, {words:?}");
        String::from_utf8_lossy(&output.stderr).into_owned()
    }
}

/// The sweep in one process, without MPI.
fn alone() -> String {
    summary(&sweep(&Explosive::default()).measure(measures()).expect("a sweep"))
}

fn tables_do_not_depend_on_the_number_of_processes(runner: &Runner) {
    let alone = alone();
    assert!(alone.ends_with("40 rows, 20 failed"), "{alone}");
    for n in 1..=3 {
        assert_eq!(runner.success(n, &[]), alone, "{n} processes");
    }
    assert_eq!(runner.success(2, &["threads"]), alone);
}

/// The journal of one process is continued by three, and then it has everything.
fn a_journal_takes_up_where_it_was(runner: &Runner) {
    let path = runner.folder.0.join("explosive.sweep");
    let model = Explosive::default();
    sweep(&model).shard(2, 5).journal(&path).measure(measures()).expect("a sweep");
    let lines = |path: &Path| std::fs::read_to_string(path).expect("a journal").lines().count();
    assert_eq!(lines(&path), 1 + 8);
    let journal = path.display().to_string();
    assert_eq!(runner.success(3, &["journal", &journal]), alone());
    // No member was run twice.
    assert_eq!(lines(&path), 1 + 40);
    assert_eq!(summary(&SweepTable::read([&path]).expect("a journal")), alone());
    std::fs::write(&path, "nothing\n").expect("a file");
    let error = runner.failure(2, &["journal", &journal]);
    assert!(
        error.contains("line 1 of") && error.contains("another process failed: it cannot begin"),
        "{error}"
    );
}

fn what_makes_no_sense_is_refused_by_all(runner: &Runner) {
    let error = runner.failure(2, &["shard"]);
    assert!(error.contains("`shard` has no meaning in a sweep; each process has its share"), "{error}");
    assert!(runner.failure(2, &["no threads"]).contains("`threads` must be at least 1"));
    assert!(runner.failure(1, &["single"]).contains("MPI does not support threads as it was begun"));
}

/// Nobody waits for a process that has gone.
fn a_panic_ends_the_program(runner: &Runner) {
    assert!(runner.failure(3, &["panic"]).contains("the third member panics"));
}
