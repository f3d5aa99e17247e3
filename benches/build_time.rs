//! How long rustc takes to build a model, against the number of its nodes: as a population, and as named nodes in a
//! ring, which are grouped by their structure.
//!
//! `cargo bench --bench build_time` writes a crate to `target/build_time`, builds what it depends on, and then times
//! builds of the crate itself. `docs/build-time.md` has the figures.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

/// Builds of each model; the fastest counts.
const RUNS: usize = 3;

/// A cortical column in one operator, so that there is something to compile.
const COLUMN: &str = r#"
use pyrates_runtime::prelude::*;

operator! {
    pub Column {
        equations {
            d/dt v_e = x_e;
            d/dt x_e = h_e/tau_e*(0.8*c*m_max*sigmoid(r*(v_ein - v_thr)) + u) - v_e/tau_e^2 - 2*x_e/tau_e;
            d/dt v_i = x_i;
            d/dt x_i = h_i/tau_i*c/4*m_max*sigmoid(r*(v_iin - v_thr)) - v_i/tau_i^2 - 2*x_i/tau_i;
            d/dt v_ein = x_ein;
            d/dt x_ein = h_e/tau_e*c*m - v_ein/tau_e^2 - 2*x_ein/tau_e;
            d/dt v_iin = x_iin;
            d/dt x_iin = h_e/tau_e*c/4*m - v_iin/tau_e^2 - 2*x_iin/tau_e;
            m = m_max*sigmoid(r*(v_e - v_i - v_thr));
        }
        variables {
            m: output, v_e: variable, x_e: variable, v_i: variable, x_i: variable,
            v_ein: variable, x_ein: variable, v_iin: variable, x_iin: variable,
            u: input(220.0), h_e: 3.25e-3, h_i: 22e-3, tau_e: 10e-3, tau_i: 20e-3,
            m_max: 5.0, r: 560.0, v_thr: 6e-3, c: 135.0,
        }
    }
}
node! { pub Area { col: Column } }
"#;

const MAIN: &str = r#"
fn main() -> Result<(), pyrates_runtime::Error> {
    let model = Model_::default();
    let solution = model.simulate(0.0..1.0).rtol(1e-6).interval(0.1).run()?;
    println!("{:?}", solution.last().map(|(_, y)| y.iter().sum::<f64>()));
    Ok(())
}
"#;

/// `n` columns as a population, each coupled to all.
fn population(n: usize) -> String {
    let edge = "areas[j].col.m -> areas[i].col.u { weight: 0.1 };";
    format!("{COLUMN}circuit! {{ pub Model_ {{ nodes {{ areas: [Area; {n}] }} edges {{ {edge} }} }} }}{MAIN}")
}

/// `n` columns with names, in a ring.
fn named(n: usize) -> String {
    let (mut nodes, mut edges) = (String::new(), String::new());
    for i in 0..n {
        let _ = write!(nodes, "area{i}: Area {{ col.c: {}.0 }}, ", 130 + i % 10);
        let _ = write!(edges, "area{i}.col.m -> area{}.col.u {{ weight: 0.1 }}; ", (i + 1) % n);
    }
    format!("{COLUMN}circuit! {{ pub Model_ {{ nodes {{ {nodes} }} edges {{ {edges} }} }} }}{MAIN}")
}

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = root.join("target/build_time");
    let built = make(root, &folder).and_then(|()| table(&folder));
    if let Err(error) = built {
        eprintln!("{error}");
        std::process::exit(1);
    }
}

/// Writes the crate without a model.
fn make(root: &Path, folder: &Path) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("cannot write to {}: {error}", folder.display());
    std::fs::create_dir_all(folder.join("src")).map_err(failed)?;
    let runtime = root.join("pyrates-runtime");
    let manifest = format!(
        "[package]\nname = \"build_time\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n\
         pyrates-runtime = {{ path = {:?}, default-features = false }}\n\n[workspace]\n",
        runtime.display().to_string()
    );
    std::fs::write(folder.join("Cargo.toml"), manifest).map_err(failed)?;
    std::fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock")).map_err(failed)?;
    Ok(())
}

fn table(folder: &Path) -> Result<(), String> {
    println!("seconds to build a model of n cortical columns (8 states each), the rest being built");
    println!("{:>12} {:>6} {:>8} {:>8}", "", "n", "debug", "release");
    let populations = [10, 300, 10_000].map(|n| ("population", n, population(n)));
    let nodes = [10, 30, 100, 300].map(|n| ("named nodes", n, named(n)));
    for (kind, n, source) in populations.into_iter().chain(nodes) {
        let (debug, release) = (seconds(folder, &source, false)?, seconds(folder, &source, true)?);
        println!("{kind:>12} {n:>6} {debug:>8.2} {release:>8.2}");
    }
    Ok(())
}

/// The fastest of some builds of a source.
fn seconds(folder: &Path, source: &str, release: bool) -> Result<f64, String> {
    let main: PathBuf = folder.join("src/main.rs");
    let mut fastest = f64::INFINITY;
    // The first build may have to build what the crate depends on; it does not count.
    for run in 0..=RUNS {
        std::fs::write(&main, format!("// Build {run}.\n{source}")).map_err(|error| error.to_string())?;
        let start = Instant::now();
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["build", "--quiet", "--offline"]).args(release.then_some("--release"));
        let status = cargo.current_dir(folder).env("CARGO_TARGET_DIR", folder.join("target")).status();
        if !status.map_err(|error| error.to_string())?.success() {
            return Err(format!("a build failed; its source is {}", main.display()));
        }
        if run > 0 {
            fastest = fastest.min(start.elapsed().as_secs_f64());
        }
    }
    Ok(fastest)
}
