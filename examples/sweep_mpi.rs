//! The periods of van der Pol oscillators over their damping, on all processes of an MPI program.
//!
//! `cargo build --release --features mpi --example sweep_mpi` needs an MPI library and libclang (Debian: `openmpi-bin`,
//! `libopenmpi-dev`, `libclang-dev`); `mpirun -n 4 target/release/examples/sweep_mpi [POINTS [JOURNAL]]` runs the sweep, 200
//! points by default, and rank 0 writes `out/periods.csv`. With a journal it goes on after it was ended.

use pyrates::models::oscillators::VanDerPol;
use pyrates::prelude::*;
use pyrates::sweep::mpi::{self, Threading};
use pyrates::sweep::{Design, Measure, geomspace};

type Failure = Box<dyn std::error::Error + Send + Sync>;

fn main() -> Result<(), Failure> {
    let (universe, _) = mpi::initialize_with_threading(Threading::Funneled).ok_or("MPI has begun already")?;
    let mut arguments = std::env::args().skip(1);
    let points = arguments.next().map_or(Ok(200), |points| points.parse())?;
    let model = VanDerPol::default();
    let design = Design::new().axis("mu", geomspace(0.1, 20.0, points));
    let run = model.simulate(0.0..500.0).method(Dop853).rtol(1e-8).interval(0.01).cutoff(200.0).record("x");
    let mut sweep = run.sweep(design).progress();
    if let Some(journal) = arguments.next() {
        sweep = sweep.journal(journal);
    }
    // All processes come here; one of them has the table then.
    if let Some(table) = sweep.measure_on_ranks(&universe.world(), [Measure::period("x")])? {
        std::fs::create_dir_all("out")?;
        table.write_csv("out/periods.csv")?;
        println!("{table}\nfingerprint {:016x}; wrote out/periods.csv", table.fingerprint());
    }
    Ok(())
}
