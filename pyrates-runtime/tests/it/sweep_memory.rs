//! The memory that sweeps take, counted, and refused where it is too much; `tests/memory` compares it with what is taken.

use pyrates_runtime::prelude::*;
use pyrates_runtime::sweep::{Design, Measure, Sweep, SweepError, SweepMemory, linspace};
use pyrates_runtime::{circuit, node, operator};

operator! {
    Rate {
        equations { d/dt x = -x + s; r = tanh(x); }
        variables { x: output(0.1), r: variable, s: input(0.0) }
    }
}
node! { Cell { rate: Rate } }
circuit! {
    Dense {
        nodes { cells: [Cell] }
        edges { net: cells[j].rate.x -> cells[i].rate.s { weight: dense(1e-4) }; }
    }
}

fn dense(n: usize) -> Dense {
    let mut model = Dense::default();
    model.cells.resize(n);
    model.fit_edges();
    model
}

/// Forty runs on four threads.
fn sweep<'m, M: Model + Sync>(run: Simulation<'m, M>, path: &str) -> Sweep<'m, M> {
    run.sweep(Design::new().axis(path, linspace(0.0, 0.1, 40))).threads(4)
}

/// A measure that looks at all samples.
fn n_samples() -> Measure {
    Measure::new("n", |solution, _| Ok::<_, SolutionError>(solution.t.len() as f64))
}

/// What a sweep with a limit says before anything runs.
fn refusal<M: Model + Sync>(sweep: Sweep<'_, M>, limit: u64) -> (SweepMemory, String) {
    let never = Measure::new("n", |_, _| -> Result<f64, String> { panic!("a member was run") });
    let error = sweep.memory_limit(limit).measure([never]).unwrap_err();
    let text = error.to_string();
    match error {
        SweepError::RunMemory { needed, limit: found } if found == limit => (*needed, text),
        error => panic!("{error}"),
    }
}

/// Samples of all lanes of all threads are there at once.
#[test]
fn runs_with_many_samples_are_counted_and_refused() {
    let model = Rate::default();
    let run = || model.simulate(0.0..1000.0).interval(1e-3);
    let one = run().memory().unwrap().samples;
    assert_eq!(one, 1_000_001 * 2 * 8);
    let lanes = sweep(run(), "x").memory_to_measure(&[n_samples()]).unwrap();
    // Ten runs for each thread, eight at once.
    assert_eq!((lanes.threads, lanes.lanes, lanes.n_at_once()), (4, 8, 32));
    assert_eq!(lanes.thread.samples, 8 * one);
    let single = sweep(run(), "x").lanes(1).memory_to_measure(&[n_samples()]).unwrap();
    assert_eq!((single.n_at_once(), single.thread.samples), (4, one));
    // With reductions there are portions only.
    let reduced = sweep(run(), "x").memory_to_measure(&[Measure::mean("x")]).unwrap();
    assert_eq!(reduced.thread.samples, 8 * 4096 * 2 * 8);

    let (needed, text) = refusal(sweep(run(), "x"), 300_000_000);
    assert_eq!(needed, lanes);
    assert_eq!(
        text,
        "the sweep needs at least 512 MB, mostly for the samples of 32 runs at once, and 300 MB may be used; set `threads` to 2 at \
         most, set fewer `lanes`, take samples at a longer `interval`, leave out `dense`, or raise `memory_limit`"
    );
    let (_, text) = refusal(sweep(run(), "x").lanes(1), 20_000_000);
    assert!(
        text.contains("the samples of 4 runs at once") && text.contains("; set `threads` to 1, take"),
        "{text}"
    );
    // What fits is run.
    let fits = || sweep(model.simulate(0.0..1.0).interval(1e-3), "x").memory_limit(2_000_000);
    assert!(fits().measure([n_samples()]).is_ok() && fits().run().is_ok());
}

/// Weights that no member changes are there once for all lanes of all threads: with the model, in its plan, and for products.
#[test]
fn weights_that_members_share_are_counted_once() {
    let (model, weights) = (dense(300), 8 * 300 * 300);
    let run = || model.simulate(0.0..0.2).method(Euler).dt(0.1).interval(0.1);
    let memory = sweep(run(), "cells/0/rate/x").memory_to_measure(&[n_samples()]).unwrap();
    assert_eq!((memory.n_at_once(), memory.thread.matrices), (32, 0));
    assert_eq!(memory.shared.matrices, 3 * weights + 8 * 2 * 300);
    assert_eq!(run().memory().unwrap().matrices, 3 * weights);
    // The model is the largest part.
    let (_, text) = refusal(sweep(run(), "cells/0/rate/x"), 2_500_000);
    assert!(text.contains("use sparse matrices, fewer units, or raise"), "{text}");
}

/// Where members change weights, each run has all of them with its right-hand side.
#[test]
fn runs_with_a_large_matrix_are_counted_and_refused() {
    let (model, weights) = (dense(300), 8 * 300 * 300);
    let run = || model.simulate(0.0..0.2).method(Euler).dt(0.1).interval(0.1);
    let swept = || sweep(run(), "edges/net/weights/3/4");
    let memory = swept().memory_to_measure(&[n_samples()]).unwrap();
    assert_eq!(
        (memory.n_at_once(), memory.thread.matrices, memory.shared.matrices),
        (4, weights, 2 * weights)
    );
    let (_, text) = refusal(swept(), 4_000_000);
    assert!(
        text.contains(
            "mostly for the matrices of 4 runs at once, and 4.0 MB may be used; set `threads` to 3"
        ),
        "{text}"
    );
}

/// Trajectories of many members are the largest part.
#[test]
fn trajectories_are_counted_and_refused() {
    let model = dense(300);
    let run = || model.simulate(0.0..10.0).method(Euler).dt(0.1).interval(0.1);
    let trajectories = sweep(run(), "cells/0/rate/x").memory().unwrap();
    let samples = 40 * 101 * 301 * 8;
    assert!((samples..samples + samples / 20).contains(&trajectories.results), "{}", trajectories.results);
    let text = sweep(run(), "cells/0/rate/x").memory_limit(9_000_000).run().unwrap_err().to_string();
    assert!(text.contains("the trajectories need at least 9.8 MB and 9.0 MB may be used"), "{text}");
    assert!(text.contains("keep numbers only with `measure`"), "{text}");
}

#[test]
fn memory_is_printed_as_a_table() {
    let model = Rate::default();
    let memory = sweep(model.simulate(0.0..10.0).interval(1.0), "x").memory().unwrap();
    let text = memory.to_string();
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines.len() == 4 && lines[1].ends_with(", 4 threads with 8 each"), "{text}");
    let every_step = sweep(model.simulate(0.0..10.0), "x").memory().unwrap();
    assert!(
        !every_step.is_complete && every_step.to_string().contains("depends on the steps"),
        "{every_step}"
    );
}
