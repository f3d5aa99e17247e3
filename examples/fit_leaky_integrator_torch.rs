//! Gradient descent through an exported network: leaky integrators, coupled with gamma-distributed delays, are
//! fitted in PyTorch to a run of the same network with other parameters, from random starts (Fig. 4 of Gast et al.,
//! PyRates, 2023).
//!
//! `cargo run --release --example fit_leaky_integrator_torch -- [--out FOLDER] [--epochs N] [--starts N]`
//!
//! Writes the network as a module for PyTorch, the target as `target.csv`, and a script `fit.py` beside them. The
//! script runs in the Python that the variable `PYRATES_TORCH_PYTHON` names, or in `python3`, if that has PyTorch.
//! It leaves `loss.csv` and `traces.csv`, which become one picture here, `fit.png`.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;

use pyrates::plot::{Figure, Lines};
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
    let (epochs, starts) = (options.epochs.to_string(), options.starts.to_string());
    let arguments = ["--epochs", &epochs, "--starts", &starts];
    let status = Command::new(python).arg(out.join("fit.py")).args(arguments).status()?;
    if !status.success() {
        return Err("the fit failed".into());
    }
    draw(out)?;
    println!("wrote fit.png to {}/", out.display());
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

/// The course of the fit from one start.
#[derive(Debug, Default)]
struct Course {
    epoch: Vec<f64>,
    loss: Vec<f64>,
    tau: Vec<f64>,
    k: Vec<f64>,
}

impl Course {
    fn last_loss(&self) -> f64 {
        self.loss.last().copied().unwrap_or(f64::INFINITY)
    }
}

/// The courses from all starts, in their order.
fn courses(path: &Path) -> Result<Vec<Course>, Box<dyn Error>> {
    let table = columns(path)?;
    let [start, epoch, loss, tau, k] = table.as_slice() else {
        return Err("loss.csv has five columns".into());
    };
    let mut courses: Vec<Course> = Vec::new();
    for row in 0..start.len() {
        if courses.len() < start[row] as usize {
            courses.push(Course::default());
        }
        if let Some(course) = courses.last_mut() {
            course.epoch.push(epoch[row]);
            course.loss.push(loss[row]);
            course.tau.push(tau[row]);
            course.k.push(k[row]);
        }
    }
    Ok(courses)
}

/// The loss over epochs, the ways of the parameters, and a unit before and after the fits that end best and worst.
fn draw(out: &Path) -> Result<(), Box<dyn Error>> {
    let courses = courses(&out.join("loss.csv"))?;
    let traces = columns(&out.join("traces.csv"))?;
    let mut loss =
        Lines::new().title("Gradient descent").x_label("epoch").y_label("mean squared error").log_y();
    let mut ways = Lines::new().title("Parameters").x_label("k").y_label("tau");
    for (i, course) in courses.iter().enumerate() {
        let name = format!("start {}", i + 1);
        loss = loss.curve(&name, &course.epoch, &course.loss);
        ways = ways.curve(name, &course.k, &course.tau);
    }
    let by_loss = |a: &usize, b: &usize| courses[*a].last_loss().total_cmp(&courses[*b].last_loss());
    let best = (0..courses.len()).min_by(by_loss).ok_or("there is no start")?;
    let worst = (0..courses.len()).max_by(by_loss).ok_or("there is no start")?;
    let unit = |start: usize, which: &str| {
        let (before, after) = (&traces[2 + 2 * start], &traces[3 + 2 * start]);
        let title = format!("First unit, start {} ({which})", start + 1);
        let lines = Lines::new().title(title).x_label("time").y_label("v");
        // The target as dots, with the curve after the fit below them.
        let is_dot = |(i, y): (usize, &f64)| if i % 6 == 0 { *y } else { f64::NAN };
        let dots: Vec<f64> = traces[1].iter().enumerate().map(is_dot).collect();
        let lines =
            lines.curve("before the fit", &traces[0], before).curve("after the fit", &traces[0], after);
        lines.curve("target", &traces[0], &dots)
    };
    let figure = Figure::new(2).panel(loss).panel(ways).panel(unit(best, "best")).panel(unit(worst, "worst"));
    Ok(figure.save(out.join("fit.png"))?)
}

/// The options of the command line.
struct Options {
    out: PathBuf,
    epochs: usize,
    starts: usize,
}

impl Options {
    fn read() -> Result<Options, lexopt::Error> {
        use lexopt::prelude::*;
        let mut options = Options { out: "out/fit_leaky_integrator_torch".into(), epochs: 120, starts: 5 };
        let mut arguments = lexopt::Parser::from_env();
        while let Some(argument) = arguments.next()? {
            match argument {
                Long("out") => options.out = arguments.value()?.into(),
                Long("epochs") => options.epochs = arguments.value()?.parse()?,
                Long("starts") => options.starts = arguments.value()?.parse()?,
                other => return Err(other.unexpected()),
            }
        }
        Ok(options)
    }
}
