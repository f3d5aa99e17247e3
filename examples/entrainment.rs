//! Entrainment of a van der Pol oscillator by a phase oscillator, over the frequency `omega` and the strength `J` of the drive:
//! figure 2 of Gast, Knösche & Kennedy (PLOS Computational Biology, 2023).
//!
//! `cargo run --release --example entrainment -- [--size N] [--threads N] [--rtol RTOL] [--out FOLDER]` simulates N times N
//! drives (20 by default) and writes `entrainment.csv`, `entrainment.svg` and `entrainment.png` to `out/`.
//!
//! `--journal FILE` keeps finished drives, so that the same command goes on after it was killed; `--shard 3/16` runs the third
//! of 16 parts, on one of several machines; `--merge FILE...` puts the journals of all parts together.
//!
//! Alone the oscillator has the frequency 0.131. Where it is entrained it makes one cycle for three of the drive: the
//! rotation number is 1/3 in a whole tongue of the plane, and the coherence is 1.

use std::f64::consts::TAU;
use std::path::PathBuf;
use std::time::Instant;

use pyrates::SignalError;
use pyrates::models::kuramoto::{Phase, Sine};
use pyrates::models::oscillators::VanDerPol;
use pyrates::prelude::*;
use pyrates::signal::{Hilbert, replace_by_sines, rotation_number};
use pyrates::sweep::{Design, Key, Measure, SweepTable, linspace};

node! { pub Oscillator { vdp: VanDerPol } }
node! { pub Driver { phase: Phase, sine: Sine } }

circuit! {
    /// The driver makes `omega` cycles per unit of time: `inp = J sin(2 pi theta)`, `theta' = omega`.
    pub Driven {
        nodes { vpo: Oscillator { vdp.mu: 2.0 }, ko: Driver }
        edges { drive: ko.sine.s -> vpo.vdp.inp { weight: 1.0 } }
    }
}

const CUTOFF: f64 = 100.0;
const T_END: f64 = 1100.0;
const DT: f64 = 0.01;

struct Options {
    size: usize,
    threads: Option<usize>,
    rtol: f64,
    out: PathBuf,
    shard: Option<(usize, usize)>,
    journal: Option<PathBuf>,
    merge: Vec<PathBuf>,
}

type Failure = Box<dyn std::error::Error + Send + Sync>;

fn main() -> Result<(), Failure> {
    let options = options()?;
    std::fs::create_dir_all(&options.out)?;
    let start = Instant::now();
    let table = if options.merge.is_empty() { sweep(&options)? } else { SweepTable::read(&options.merge)? };
    println!("{table}\n{:.2} s", start.elapsed().as_secs_f64());
    table.write_csv(options.out.join("entrainment.csv"))?;
    draw(&table, &options)?;
    println!("wrote entrainment.csv, entrainment.svg and entrainment.png to {}/", options.out.display());
    Ok(())
}

/// Runs all drives, and measures what the oscillator makes of them.
fn sweep(options: &Options) -> Result<SweepTable, Failure> {
    let design = Design::new()
        .axis(Key::named("omega", "ko/phase/omega"), linspace(0.3, 0.5, options.size))
        .axis(Key::named("J", "edges/drive/weight"), linspace(0.0, 2.0, options.size));
    let analysis = Analysis::new()?;
    let measure = Measure::several(["coherence", "rotation_number"], move |solution, drive| {
        let omega = drive.get("omega").ok_or("a drive has a frequency")?;
        analysis.of(solution.column("vpo/vdp/x")?, solution.column("ko/phase/theta")?, omega)
    });
    let model = Driven::default();
    let run = simulation(&model, CUTOFF, options.rtol).record(["vpo/vdp/x", "ko/phase/theta"]);
    let mut sweep = run.sweep(design).progress();
    if let Some(threads) = options.threads {
        sweep = sweep.threads(threads);
    }
    if let Some((k, n)) = options.shard {
        sweep = sweep.shard(k, n);
    }
    if let Some(journal) = &options.journal {
        sweep = sweep.journal(journal);
    }
    Ok(sweep.measure([measure])?)
}

/// Runs with samples from a time on.
fn simulation(model: &Driven, cutoff: f64, rtol: f64) -> Simulation<'_, Driven> {
    model.simulate(0.0..T_END).method(Dop853).rtol(rtol).atol(1e-6).interval(DT).cutoff(cutoff)
}

/// One run.
fn simulate(omega: f64, j: f64, cutoff: f64, rtol: f64) -> Result<Solution, Failure> {
    let mut model = Driven::default();
    model.ko.phase.omega = omega;
    model.edges.drive.weight = j;
    Ok(simulation(&model, cutoff, rtol).run()?)
}

/// What all members share: the plans of the Fourier transforms.
struct Analysis {
    hilbert: Hilbert,
    welch: Welch,
}

impl Analysis {
    fn new() -> Result<Analysis, Failure> {
        let samples = ((T_END - CUTOFF) / DT).round() as usize;
        Ok(Analysis { hilbert: Hilbert::new(samples)?, welch: Welch::new(1024)?.window(Window::Hamming) })
    }

    /// Coherence and rotation number.
    fn of(&self, mut x: Vec<f64>, mut theta: Vec<f64>, omega: f64) -> Result<[f64; 2], Failure> {
        let rotation_number = rotation_number(&x, DT, 0.0, omega)?;
        // PyRates leaves out the sample at the end.
        x.pop();
        theta.pop();
        Ok([self.coherence(x, theta, omega)?, rotation_number])
    }

    /// The largest coherence, near the frequency of the drive, of the drive with the sine of the oscillator's phase in a band
    /// around this frequency.
    fn coherence(&self, mut x: Vec<f64>, mut theta: Vec<f64>, omega: f64) -> Result<f64, SignalError> {
        Filter::butterworth(10, Band::Pass(0.7 * omega, 1.3 * omega), DT)?.apply_in_place(&mut x)?;
        self.hilbert.replace_by_sine(&mut x)?;
        theta.iter_mut().for_each(|theta| *theta *= TAU);
        replace_by_sines(&mut theta);
        let near = 0.5 * omega..=1.6 * omega;
        let coherence = self.welch.coherence_within(&x, &theta, DT, near)?;
        let centre = coherence.nearest(omega);
        Ok(coherence.largest(0.7 * centre..=1.3 * centre).1)
    }
}

/// Both maps, and the courses of time of two drives: outside of the tongue, and inside.
fn draw(table: &SweepTable, options: &Options) -> Result<(), Failure> {
    let coherence = table.heat_map("coherence")?.title("Coherence of oscillator and drive").range(0.0..=1.0);
    let rotation_number = table.heat_map("rotation_number")?.title("Cycles for one of the drive");
    let names = [("vpo/vdp/x", "van der Pol"), ("ko/sine/s", "drive")];
    let course = |omega, j| -> Result<Solution, Failure> {
        let solution = simulate(omega, j, T_END - 50.0, options.rtol)?;
        Ok(solution.select(["vpo/vdp/x", "ko/sine/s"])?.rename(&names)?)
    };
    let (outside, inside) = (course(0.32, 0.5)?, course(0.42, 1.0)?);
    let figure = Figure::new(2)
        .panel(coherence)
        .panel(rotation_number)
        .panel(outside.plot().title("No entrainment: omega = 0.32, J = 0.5").x_label("time"))
        .panel(inside.plot().title("Entrainment: omega = 0.42, J = 1").x_label("time"));
    for ending in ["svg", "png"] {
        figure.save(options.out.join(format!("entrainment.{ending}")))?;
    }
    Ok(())
}

fn options() -> Result<Options, Failure> {
    use lexopt::prelude::*;
    let mut options = Options {
        size: 20,
        threads: None,
        rtol: 1e-3,
        out: PathBuf::from("out"),
        shard: None,
        journal: None,
        merge: Vec::new(),
    };
    let mut arguments = lexopt::Parser::from_env();
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("size") => options.size = arguments.value()?.parse()?,
            Long("threads") => options.threads = Some(arguments.value()?.parse()?),
            Long("rtol") => options.rtol = arguments.value()?.parse()?,
            Long("out") => options.out = arguments.value()?.into(),
            Long("shard") => options.shard = Some(shard(&arguments.value()?.string()?)?),
            Long("journal") => options.journal = Some(arguments.value()?.into()),
            Long("merge") => options.merge = arguments.values()?.map(PathBuf::from).collect(),
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(options)
}

/// `3/16` is the third of 16 parts.
fn shard(text: &str) -> Result<(usize, usize), Failure> {
    let parts = text.split_once('/').and_then(|(k, n)| Some((k.parse().ok()?, n.parse().ok()?)));
    parts.ok_or_else(|| format!("--shard is like 3/16, and not `{text}`").into())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `tests/reference/entrainment.csv` is from SciPy, with errors of 1e-10 per step, and has 400 drives.
    #[test]
    fn measures_are_those_of_scipy() {
        let reference = include_str!("../tests/reference/entrainment.csv");
        let rows = reference.lines().skip(1).map(|line| {
            let fields: Vec<f64> = line.split(',').map(|field| field.parse().unwrap()).collect();
            (fields[0], fields[1], fields[2], fields[3])
        });
        let analysis = Analysis::new().unwrap();
        for (omega, j, coherence, rotation_number) in rows.step_by(57) {
            let solution = simulate(omega, j, CUTOFF, 1e-10).unwrap();
            let (x, theta) = (solution.column("x").unwrap(), solution.column("theta").unwrap());
            let found = analysis.of(x, theta, omega).unwrap();
            // The absolute tolerance of 1e-6 moves the phase of the oscillator by 1e-5 or so.
            assert!((found[0] - coherence).abs() < 1e-4, "{omega}, {j}: {}", found[0]);
            // The same number of cycles.
            assert!((found[1] - rotation_number).abs() < 1e-9, "{omega}, {j}");
        }
    }
}
