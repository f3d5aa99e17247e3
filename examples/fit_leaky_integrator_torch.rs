//! Gradient descent through an exported network: leaky integrators, coupled with gamma-distributed delays, are
//! fitted in PyTorch to a run of the same network with other parameters (Fig. 4 of Gast et al., PyRates, 2023).
//!
//! `cargo run --release --example fit_leaky_integrator_torch -- [--out FOLDER] [--epochs N]`
//!
//! Writes the network as a module for PyTorch, the target as `target.csv`, and a script `fit.py` beside them. The
//! script runs in the Python that the variable `PYRATES_TORCH_PYTHON` names, or in `python3`, if that has PyTorch.
//! It leaves `loss.csv` and `traces.csv`, which become pictures here.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;

use pyrates::prelude::*;
use pyrates::{PairMatrix, Source, Target};

operator! {
    /// A leaky integrator, and the rate that it sends out.
    pub Leaky {
        equations {
            d/dt v = -v/tau + k*m_in + u;
            m = tanh(v);
        }
        variables {
            m: output,
            v: variable(0.0),
            /// Time constant.
            tau: 2.0,
            /// Strength of all coupling.
            k: 1.0,
            m_in: input(0.0),
            /// Drive from outside.
            u: input(0.0),
        }
    }
}
node! { pub LeakyNode { leaky: Leaky } }
circuit! {
    /// Five leaky integrators; each pair has a weight, and a delay with a spread of its own.
    pub LeakyNetwork {
        nodes { cells: [LeakyNode; 5] }
        edges {
            all: cells[j].leaky.m -> cells[i].leaky.m_in {
                weight: dense(0.0), delay: dense(1.0), spread: dense(0.3), stages: 11
            };
        }
    }
}

operator! {
    /// A table over time as a variable, for pictures.
    pub Curve {
        equations { value = table; d/dt row = 1; }
        variables { value: output, row: variable(0.0), table: input(0.0) }
    }
}
node! { pub CurveNode { curve: Curve } }
circuit! { pub Curves { nodes { target: CurveNode, before: CurveNode, after: CurveNode } edges {} } }

/// Weights to the unit of the row from that of the column.
const WEIGHTS: [[f64; 5]; 5] = [
    [0.27, -0.46, -0.92, -0.97, 0.63],
    [0.83, 0.21, 0.46, 0.09, 0.87],
    [0.63, 0.59, -0.83, 0.18, -0.43],
    [0.10, -0.81, 0.91, -0.60, -0.39],
    [-0.54, 0.86, -0.18, 0.53, 0.35],
];
/// Delays of the same pairs.
const DELAYS: [[f64; 5]; 5] = [
    [3.0, 1.0, 1.0, 3.0, 3.0],
    [3.0, 1.0, 3.0, 3.0, 3.0],
    [3.0, 3.0, 3.0, 1.0, 3.0],
    [1.0, 3.0, 3.0, 3.0, 3.0],
    [1.0, 1.0, 1.0, 1.0, 3.0],
];
const START: [f64; 5] = [0.78, 1.49, -1.26, 1.51, 1.35];
const DT: f64 = 0.05;
const T_END: f64 = 6.0;

fn network() -> LeakyNetwork {
    let mut model = LeakyNetwork::default();
    model.edges.all.weights = PairMatrix::from_fn(5, 5, |Target(i), Source(j)| WEIGHTS[i][j]);
    for (i, row) in DELAYS.iter().enumerate() {
        for (j, &delay) in row.iter().enumerate() {
            let pair = model.edges.all.pair_mut(Target(i), Source(j));
            (pair.delay, pair.spread) = (delay, 0.3 * delay);
        }
    }
    for (unit, start) in model.cells.iter_mut().zip(START) {
        unit.leaky.v = start;
    }
    model
}

fn main() -> Result<(), Box<dyn Error>> {
    let options = Options::read()?;
    let out = options.out.as_path();
    std::fs::create_dir_all(out)?;
    let model = network();
    model.emit_torch()?.write_to(out)?;
    std::fs::write(out.join("fit.py"), include_str!("fit_leaky_integrator_torch.py"))?;
    // The script holds each value of the drive during a step, and so does this.
    let steps = (T_END / DT) as usize;
    let drive = (0..=steps).map(|k| 0.1 * (std::f64::consts::TAU * 0.2 * DT * k as f64).sin());
    let run = model.simulate(0.0..T_END).method(Rk4).dt(DT).interval(DT);
    let target = run.input("cells/all/leaky/u", Input::sampled(drive, DT)).run()?;
    target.select("cells/all/leaky/v")?.write_csv(out.join("target.csv"))?;
    println!("wrote leaky_network_torch.py, target.csv and fit.py to {}/", out.display());
    let Some(python) = python_with_torch() else {
        println!("found no Python with PyTorch; set PYRATES_TORCH_PYTHON to one, or run: python fit.py");
        return Ok(());
    };
    let epochs = options.epochs.to_string();
    let status = Command::new(python).arg(out.join("fit.py")).args(["--epochs", &epochs]).status()?;
    if !status.success() {
        return Err("the fit failed".into());
    }
    draw_traces(out)?;
    draw_loss(out)?;
    println!("wrote traces.png and loss.png to {}/", out.display());
    Ok(())
}

/// The first Python that has PyTorch.
fn python_with_torch() -> Option<PathBuf> {
    let chosen = std::env::var_os("PYRATES_TORCH_PYTHON").map(PathBuf::from);
    let candidates = [chosen, Some(PathBuf::from("python3"))];
    candidates.into_iter().flatten().find(|python| {
        let probe = Command::new(python).args(["-c", "import torch"]).output();
        probe.is_ok_and(|output| output.status.success())
    })
}

/// The columns of a table behind its header.
fn columns(path: &Path) -> Result<Vec<Vec<f64>>, Box<dyn Error>> {
    let mut columns = Vec::new();
    for line in std::fs::read_to_string(path)?.lines().skip(1) {
        for (i, cell) in line.trim().split(',').enumerate() {
            if columns.len() == i {
                columns.push(Vec::new());
            }
            columns[i].push(cell.parse()?);
        }
    }
    Ok(columns)
}

fn draw_traces(out: &Path) -> Result<(), Box<dyn Error>> {
    let table = columns(&out.join("traces.csv"))?;
    let curves = Curves::default();
    let mut run = curves.simulate(0.0..T_END).method(Euler).dt(DT).interval(DT);
    let names = ["target", "before", "after"];
    for (name, values) in names.iter().zip(&table[1..]) {
        run = run.input(
            format!("{name}/curve/table"),
            Input::sampled(values.iter().copied(), DT).interpolation(Interpolation::Linear),
        );
    }
    let solution = run.run()?.select(names.map(|name| format!("{name}/curve/value")))?;
    let labels = [
        ("target/curve/value", "target"),
        ("before/curve/value", "before the fit"),
        ("after/curve/value", "after the fit"),
    ];
    let solution = solution.rename(&labels)?;
    let plot = solution.plot().title("A leaky integrator in a network").x_label("time").y_label("v");
    plot.save(out.join("traces.png"))?;
    Ok(())
}

fn draw_loss(out: &Path) -> Result<(), Box<dyn Error>> {
    let table = columns(&out.join("loss.csv"))?;
    let loss = table[1].clone();
    let last = (loss.len() - 1) as f64;
    if last < 1.0 {
        return Ok(());
    }
    let curves = Curves::default();
    let run = curves.simulate(0.0..last).method(Euler).dt(1.0).interval(1.0);
    let solution = run
        .input("target/curve/table", Input::sampled(loss, 1.0).interpolation(Interpolation::Linear))
        .run()?;
    let solution = solution.select("target/curve/value")?;
    let plot = solution.plot().title("Gradient descent").x_label("epoch").y_label("mean squared error");
    plot.log_y().save(out.join("loss.png"))?;
    Ok(())
}

/// The options of the command line.
struct Options {
    out: PathBuf,
    epochs: usize,
}

impl Options {
    fn read() -> Result<Options, lexopt::Error> {
        use lexopt::prelude::*;
        let mut options = Options { out: "out/fit_leaky_integrator_torch".into(), epochs: 120 };
        let mut arguments = lexopt::Parser::from_env();
        while let Some(argument) = arguments.next()? {
            match argument {
                Long("out") => options.out = arguments.value()?.into(),
                Long("epochs") => options.epochs = arguments.value()?.parse()?,
                other => return Err(other.unexpected()),
            }
        }
        Ok(options)
    }
}
