//! A whole-brain network: Jansen-Rit columns (Biological Cybernetics 73, 1995) in 100 regions, joined by tracts with conduction
//! delays, and the functional connectivity of their alpha rhythms.
//!
//! `cargo run --release --example whole_brain -- [--connectome FOLDER] [--seconds T] [--speed V] [--coupling K] [--out FOLDER]`
//!
//! The folder has the files `weights.txt` and `tract_lengths.txt` of The Virtual Brain (a row for each region that a tract
//! leads to, a column for each region it comes from; lengths in mm); by default it is the made-up connectome of
//! `examples/data/connectome`. Pictures and `functional_connectivity.csv` go to `out/`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use pyrates::matrix::PairMatrix;
use pyrates::prelude::*;
use pyrates::signal::{correlation_matrix, envelope};
use pyrates::{SignalError, Source, SparseMatrix, Target};

operator! {
    /// A cortical column, with times in s, potentials in mV and rates in 1/s.
    pub Column {
        functions { rate(v) = 5/(1 + exp(0.56*(6 - v))); }
        equations {
            v = y1 - y2;
            m = rate(v);
            d/dt y0 = z0;
            d/dt z0 = A*a*m - 2*a*z0 - a^2*y0;
            d/dt y1 = z1;
            d/dt z1 = A*a*(p + 0.8*C*rate(C*y0) + others) - 2*a*z1 - a^2*y1 + noise(A*a*sigma);
            d/dt y2 = z2;
            d/dt z2 = B*b*0.25*C*rate(0.25*C*y0) - 2*b*z2 - b^2*y2;
        }
        variables {
            /// Firing rate of the pyramidal cells, which the tracts transmit.
            m: output,
            /// Their potential, which electrodes see.
            v: variable,
            y0: variable(0.1), z0: variable(0.0),
            y1: variable(20.0), z1: variable(0.0),
            y2: variable(15.0), z2: variable(0.0),
            /// Gains and rates of excitatory and inhibitory synapses.
            A: 3.25, a: 100.0, B: 22.0, b: 50.0,
            /// Number of synapses.
            C: 135.0,
            /// Rate that arrives from elsewhere, and its fluctuations.
            p: 90.0, sigma: 2.0,
            /// Rate that arrives from other regions.
            others: input(0.0),
        }
    }
}

node! { pub Region { column: Column } }

circuit! {
    pub Brain {
        nodes { regions: [Region] }
        edges {
            tracts: regions[j].column.m -> regions[i].column.others { weight: sparse, delay: dense(0.0) };
        }
    }
}

/// Steps, in s. Delays are whole steps, which makes them cheap.
const DT: f64 = 1e-3;
const INTERVAL: f64 = 5e-3;
/// What is left out at the start.
const TRANSIENT: f64 = 2.0;
/// The alpha rhythm, in Hz.
const ALPHA: Band = Band::Pass(8.0, 13.0);

struct Options {
    connectome: PathBuf,
    seconds: f64,
    /// Conduction speed in m/s.
    speed: f64,
    coupling: f64,
    out: PathBuf,
}

type Failure = Box<dyn std::error::Error>;

/// Strengths and lengths of tracts, from the region of a column to that of a row.
struct Connectome {
    weights: Vec<Vec<f64>>,
    lengths: Vec<Vec<f64>>,
}

fn main() -> Result<(), Failure> {
    let options = options()?;
    let connectome = Connectome::read(&options.connectome)?;
    let model = brain(&connectome, &options)?;
    let run = model.simulate(0.0..TRANSIENT + options.seconds).method(StochasticHeun).dt(DT).seed(1);
    let run = run.record("regions/all/column/v").interval(INTERVAL).cutoff(TRANSIENT).progress();
    let solution = run.run()?;
    let potentials = solution.columns("regions/all/column/v")?;

    let dt = solution.sampling_step()?;
    let alpha = Filter::butterworth(4, ALPHA, dt)?;
    let mut amplitudes = Vec::new();
    for (_, potential) in &potentials {
        amplitudes.push(envelope(&alpha.apply_both_ways(potential)?)?);
    }
    let functional = correlation_matrix(&amplitudes)?;
    let spectrum = Welch::new(400)?.spectrum(&potentials[0].1, dt)?;
    println!("{} regions, {} tracts", connectome.weights.len(), model.edges.tracts.weights.len());
    println!("rhythm of the first region: {:.1} Hz", spectrum.largest(2.0..=40.0).0);
    println!(
        "correlation of functional and structural connectivity: {:.2}",
        likeness(&functional, &connectome)?
    );

    std::fs::create_dir_all(&options.out)?;
    std::fs::write(options.out.join("functional_connectivity.csv"), table(&functional)?)?;
    draw(&connectome, &functional, &options.out)?;
    println!(
        "wrote whole_brain.svg, whole_brain.png and functional_connectivity.csv to {}/",
        options.out.display()
    );
    Ok(())
}

impl Connectome {
    fn read(folder: &Path) -> Result<Connectome, Failure> {
        let weights = matrix(&folder.join("weights.txt"))?;
        let lengths = matrix(&folder.join("tract_lengths.txt"))?;
        let n = weights.len();
        if lengths.len() != n {
            return Err(format!("weights.txt has {n} regions and tract_lengths.txt {}", lengths.len()).into());
        }
        Ok(Connectome { weights, lengths })
    }
}

/// A square matrix of numbers between blanks, a row on each line.
fn matrix(path: &Path) -> Result<Vec<Vec<f64>>, Failure> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let mut rows: Vec<Vec<f64>> = Vec::new();
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let row: Result<Vec<f64>, _> = line.split_whitespace().map(str::parse).collect();
        rows.push(row.map_err(|error| format!("{}:{}: {error}", path.display(), number + 1))?);
    }
    let n = rows.len();
    match rows.iter().position(|row| row.len() != n || row.iter().any(|x| !x.is_finite() || *x < 0.0)) {
        Some(row) => Err(format!("{}: row {} has not {n} numbers from 0 on", path.display(), row + 1).into()),
        None => Ok(rows),
    }
}

/// The model of a connectome. What arrives in a region is a mean over its tracts, times the coupling.
fn brain(connectome: &Connectome, options: &Options) -> Result<Brain, Failure> {
    let Connectome { weights, lengths } = connectome;
    let mut model = Brain::default();
    model.regions.resize(weights.len());
    model.fit_edges();
    let totals: Vec<f64> = weights.iter().map(|row| row.iter().sum()).collect();
    let share = |Target(i), Source(j)| {
        if weights[i][j] > 0.0 { options.coupling * weights[i][j] / totals[i] } else { 0.0 }
    };
    let n = weights.len();
    let shares = SparseMatrix::from_dense(&PairMatrix::from_fn(n, n, share));
    let delay =
        |(Target(i), Source(j)): (Target, Source)| (1e-3 * lengths[i][j] / options.speed / DT).round() * DT;
    let delays = shares.links().map(|(target, source, _)| (target, source, delay((target, source))));
    model.edges.tracts.delays = SparseMatrix::from_links(n, n, delays)?;
    model.edges.tracts.weights = shares;
    Ok(model)
}

/// The correlation, over pairs of regions with a tract, of functional connectivity and the logarithm of the strength.
fn likeness(functional: &[Vec<f64>], connectome: &Connectome) -> Result<f64, SignalError> {
    let (mut strengths, mut correlations) = (Vec::new(), Vec::new());
    for (i, row) in connectome.weights.iter().enumerate() {
        for (j, weight) in row.iter().enumerate().filter(|(j, weight)| *j != i && **weight > 0.0) {
            strengths.push(weight.ln());
            correlations.push(functional[i][j]);
        }
    }
    Ok(correlation_matrix(&[strengths, correlations])?[0][1])
}

fn table(functional: &[Vec<f64>]) -> Result<String, std::fmt::Error> {
    let mut text = String::new();
    for row in functional {
        let row: Vec<String> = row.iter().map(|value| format!("{value:.6}")).collect();
        writeln!(text, "{}", row.join(","))?;
    }
    Ok(text)
}

fn draw(connectome: &Connectome, functional: &[Vec<f64>], out: &Path) -> Result<(), pyrates::PlotError> {
    let last = connectome.weights.len() as f64 - 1.0;
    let map = |values: &[Vec<f64>], title: &str| {
        HeatMap::new(values).x("from region", 0.0..=last).y("to region", 0.0..=last).title(title)
    };
    // Where there is no tract the logarithm has no value.
    let strengths: Vec<Vec<f64>> =
        connectome.weights.iter().map(|row| row.iter().map(|weight| weight.log10()).collect()).collect();
    let functional =
        map(functional, "Correlation of alpha amplitudes").x("region", 0.0..=last).y("region", 0.0..=last);
    let figure = Figure::new(2)
        .panel(map(&strengths, "Logarithm of the strength of tracts"))
        .panel(functional.range(-1.0..=1.0).diverging());
    figure.save(out.join("whole_brain.svg"))?;
    figure.save(out.join("whole_brain.png"))
}

fn options() -> Result<Options, Failure> {
    use lexopt::prelude::*;
    let connectome = PathBuf::from("examples/data/connectome");
    let (seconds, speed, coupling, out) = (60.0, 5.0, 80.0, PathBuf::from("out"));
    let mut options = Options { connectome, seconds, speed, coupling, out };
    let mut arguments = lexopt::Parser::from_env();
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("connectome") => options.connectome = arguments.value()?.into(),
            Long("seconds") => options.seconds = arguments.value()?.parse()?,
            Long("speed") => options.speed = arguments.value()?.parse()?,
            Long("coupling") => options.coupling = arguments.value()?.parse()?,
            Long("out") => options.out = arguments.value()?.into(),
            other => return Err(other.unexpected().into()),
        }
    }
    if !(options.speed > 0.0 && options.seconds >= 2.0) {
        return Err("--speed is positive, in m/s, and --seconds 2 or more".into());
    }
    Ok(options)
}

#[cfg(test)]
mod tests {
    use super::*;
    use pyrates::models::jansen_rit::JansenRitOperator;

    /// The column is that of the library in mV instead of V.
    #[test]
    fn columns_are_those_of_the_library() {
        let ours = Column { y1: 0.0, y2: 0.0, y0: 0.0, p: 220.0, sigma: 0.0, ..Column::default() };
        let library = JansenRitOperator { u: 220.0, ..JansenRitOperator::default() };
        let ours =
            ours.simulate(0.0..0.5).without_noise().rtol(1e-10).atol(1e-10).interval(1e-2).run().unwrap();
        let library = library.simulate(0.0..0.5).rtol(1e-10).atol(1e-13).interval(1e-2).run().unwrap();
        let potentials = library.evaluate("1e3*(v_e - v_i)").unwrap();
        let error =
            ours.column("v").unwrap().iter().zip(&potentials).fold(0.0f64, |e, (a, b)| e.max((a - b).abs()));
        // Potentials are up to 10 mV; errors grow a hundredfold over five cycles.
        assert!(error < 1e-6, "{error:e}");
    }

    #[test]
    fn tracts_have_strengths_and_delays() {
        let folder = Path::new("examples/data/connectome");
        let connectome = Connectome::read(folder).unwrap();
        let (seconds, speed, coupling) = (2.0, 5.0, 80.0);
        let options = Options { connectome: folder.into(), seconds, speed, coupling, out: PathBuf::new() };
        let model = brain(&connectome, &options).unwrap();
        let (weights, delays) = (&model.edges.tracts.weights, &model.edges.tracts.delays);
        let mut totals = vec![0.0; 100];
        for ((Target(i), Source(j), weight), (_, _, delay)) in weights.links().zip(delays.links()) {
            totals[i] += weight;
            assert!((delay - 1e-3 * connectome.lengths[i][j] / 5.0).abs() <= DT / 2.0 + 1e-12);
        }
        assert!(totals.iter().all(|total| (total - 80.0).abs() < 1e-9), "{totals:?}");
    }

    #[test]
    fn broken_files_are_refused() {
        let path = std::env::temp_dir().join(format!("whole_brain_{}.txt", std::process::id()));
        for (text, words) in
            [("1 2\n3 x\n", ":2: invalid float"), ("1 2\n3\n", "row 2"), ("1 -2\n3 4\n", "row 1")]
        {
            std::fs::write(&path, text).unwrap();
            let message = matrix(&path).unwrap_err().to_string();
            assert!(message.contains(words), "{message}");
        }
        std::fs::write(&path, "0 1.5\n\n 2e1\t0 \n").unwrap();
        assert_eq!(matrix(&path).unwrap(), [[0.0, 1.5], [20.0, 0.0]]);
        std::fs::remove_file(&path).unwrap();
        assert!(matrix(&path).is_err());
    }
}
