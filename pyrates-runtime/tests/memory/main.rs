//! The memory that a run takes is known beforehand: against the peak that Linux measures.
//!
//! Each run is made by a process of its own, which gives large arrays back as soon as they are free. So this program has no
//! harness: without arguments it starts itself once for each case.

#![allow(unreachable_pub, reason = "a test binary has no outside")]

use std::process::{Command, ExitCode};

use pyrates_runtime::prelude::*;
use pyrates_runtime::sweep::{Design, Measure, Sweep, linspace};
use pyrates_runtime::{PairMatrix, Precision, Simulation, Source, SparseMatrix, Target};

operator! {
    pub Rate {
        equations { d/dt x = -x + s; r = tanh(x); }
        variables { x: variable(0.1), r: output, s: input }
    }
}
node! { pub Cell { rate: Rate } }
circuit! {
    pub Dense { nodes { cells: [Cell] } edges { net: cells[j].rate.r -> cells[i].rate.s { weight: dense(1e-4) }; } }
}
circuit! {
    pub Sparse { nodes { cells: [Cell] } edges { net: cells[j].rate.r -> cells[i].rate.s { weight: sparse }; } }
}
circuit! {
    pub Late {
        nodes { cells: [Cell] }
        edges { net: cells[j].rate.r -> cells[i].rate.s { weight: dense(1e-4), delay: dense(1.0) }; }
    }
}
circuit! {
    pub Together {
        nodes { cells: [Cell] }
        edges { net: cells[i].rate.r -> cells[i].rate.s { weight: 1e-4, delay: 1.0 }; }
    }
}

fn dense(n: usize) -> Dense {
    let mut model = Dense::default();
    model.cells.resize(n);
    model.fit_edges();
    model
}

/// Ten links into each unit.
fn sparse(n: usize) -> Sparse {
    let mut model = Sparse::default();
    model.cells.resize(n);
    let link = |k: usize| (Target(k / 10), Source(k % 10 * (n / 10) + k * 7919 % (n / 10)), 1e-2);
    model.edges.net.weights = SparseMatrix::from_links(n, n, (0..10 * n).map(link)).unwrap();
    model
}

/// Delays that differ from pair to pair, up to one.
fn late(n: usize) -> Late {
    let mut model = Late::default();
    model.cells.resize(n);
    model.fit_edges();
    let delay = |Target(i), Source(j)| 0.01 * ((7 * i + 3 * j) % 100 + 1) as f64;
    model.edges.net.delays = PairMatrix::from_fn(n, n, delay);
    model
}

fn together(n: usize) -> Together {
    let mut model = Together::default();
    model.cells.resize(n);
    model.fit_edges();
    model
}

/// How much the memory that was said to be taken may be, in parts of what was taken.
const PART: std::ops::Range<f64> = 0.8..1.25;

/// The runs, each with a size of its model that makes some tens of megabytes.
const CASES: [&str; 13] = [
    "a dense matrix",
    "a dense matrix and two threads",
    "single weights",
    "links",
    "links and two threads",
    "samples",
    "dense output",
    "delays of pairs",
    "a long past",
    "members in lanes",
    "members with a past in lanes",
    "members with a dense matrix",
    "trajectories",
];

/// Makes the run of a case.
fn run(case: &str) -> Measured {
    fn euler<M: Model>(model: &M) -> Simulation<'_, M> {
        model.simulate(0.0..0.2).method(Euler).dt(0.1)
    }
    match case {
        "a dense matrix" => measure(&dense(2500), euler),
        "a dense matrix and two threads" => measure(&dense(2500), |model| euler(model).threads(2)),
        "single weights" => measure(&dense(2500), |model| euler(model).weights(Precision::Single)),
        "links" => {
            measure(&sparse(200_000), |model| model.simulate(0.0..0.2).method(Rk4).dt(0.1).interval(0.1))
        }
        "links and two threads" => measure(&sparse(200_000), |model| euler(model).interval(0.1).threads(2)),
        "samples" => {
            measure(&sparse(10_000), |model| model.simulate(0.0..10.0).method(Euler).dt(0.1).interval(0.01))
        }
        "dense output" => measure(&sparse(10_000), |model| model.simulate(0.0..20.0).method(Euler).dt(0.1)),
        "delays of pairs" => {
            measure(&late(600), |model| model.simulate(0.0..0.1).method(Euler).dt(0.01).interval(0.1))
        }
        "a long past" => {
            measure(&together(8000), |model| model.simulate(0.0..1.5).method(Rk4).dt(0.01).interval(0.5))
        }
        _ => run_sweep(case),
    }
}

/// Makes the runs of a case with two threads.
fn run_sweep(case: &str) -> Measured {
    fn sweep<'m, M: Model + Sync>(run: Simulation<'m, M>, n: usize) -> Sweep<'m, M> {
        run.sweep(Design::new().axis("cells/0/rate/x", linspace(0.0, 0.1, n))).threads(2)
    }
    match case {
        "members in lanes" => measure_table(&sparse(20), |model| {
            sweep(model.simulate(0.0..20.0).method(Euler).dt(1e-3).interval(1e-3), 32)
        }),
        "members with a past in lanes" => measure_table(&together(200), |model| {
            sweep(model.simulate(0.0..5.0).method(Euler).dt(0.005).interval(0.1), 32)
        }),
        "members with a dense matrix" => {
            measure_table(&dense(1200), |model| sweep(model.simulate(0.0..0.2).method(Euler).dt(0.1), 4))
        }
        "trajectories" => {
            let model = dense(600);
            let sweep = || sweep(model.simulate(0.0..0.2).method(Euler).dt(0.1).interval(0.1), 12);
            let memory = sweep().memory().unwrap();
            measure_call((memory.total(), memory.to_string()), || drop(sweep().run().unwrap()))
        }
        _ => panic!("there is no case `{case}`"),
    }
}

/// The memory that a run was said to take, in bytes and as a table, and what it took at most.
struct Measured {
    said: (u64, String),
    taken: u64,
}

fn measure<M: Model>(model: &M, run: impl Fn(&M) -> Simulation<'_, M>) -> Measured {
    let memory = run(model).memory().unwrap();
    assert!(memory.is_complete);
    measure_call((memory.total(), memory.to_string()), || drop(run(model).run().unwrap()))
}

/// The same for a sweep whose measure looks at all samples.
fn measure_table<M: Model + Sync>(model: &M, sweep: impl Fn(&M) -> Sweep<'_, M>) -> Measured {
    let n_samples = [Measure::new("n", |solution, _| Ok::<_, SolutionError>(solution.t.len() as f64))];
    let memory = sweep(model).memory_to_measure(&n_samples).unwrap();
    measure_call((memory.total(), memory.to_string()), || {
        drop(sweep(model).measure(n_samples.clone()).unwrap())
    })
}

fn measure_call(said: (u64, String), call: impl Fn()) -> Measured {
    // Forgets the peak so far.
    std::fs::write("/proc/self/clear_refs", "5").unwrap();
    let before = status("VmRSS");
    call();
    Measured { said, taken: status("VmHWM") - before }
}

/// A field of the status of this process, in bytes.
fn status(field: &str) -> u64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = text.lines().find(|line| line.starts_with(field)).unwrap();
    1024 * line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap()
}

/// Makes one run and compares.
fn check(case: &str) -> ExitCode {
    let Measured { said, taken } = run(case);
    let part = said.0 as f64 / taken as f64;
    println!("{case}: {taken} bytes were taken, {part:.2} times as much was said:\n{}\n", said.1);
    match PART.contains(&part) {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}

/// Starts a process for a case, in which glibc maps large arrays and unmaps them when they are free.
fn passes(case: &&str) -> bool {
    let program = std::env::current_exe().unwrap();
    Command::new(program).arg(case).env("MALLOC_MMAP_THRESHOLD_", "65536").status().unwrap().success()
}

fn main() -> ExitCode {
    if !cfg!(target_os = "linux") {
        println!("the peak of memory is measured on Linux only");
        return ExitCode::SUCCESS;
    }
    let case = std::env::args().nth(1).filter(|argument| CASES.contains(&argument.as_str()));
    match case {
        Some(case) => check(&case),
        None if CASES.iter().filter(|case| !passes(case)).count() == 0 => ExitCode::SUCCESS,
        None => ExitCode::FAILURE,
    }
}
