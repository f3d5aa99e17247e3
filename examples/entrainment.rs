//! Entrainment of a van der Pol oscillator by a phase oscillator, over the frequency `omega` and the strength `J` of the drive:
//! figure 2 of Gast, Knösche & Kennedy (PLOS Computational Biology, 2023).
//!
//! `cargo run --release --example entrainment -- [--size N] [--threads N] [--rtol RTOL] [--out FOLDER]` simulates N times N
//! drives (20 by default) and writes `entrainment.csv`, `entrainment.svg` and `entrainment.png` to `out/`.
//!
//! Alone the oscillator has the frequency 0.131. Where it is entrained it makes one cycle for three of the drive: the
//! rotation number is 1/3 in a whole tongue of the plane, and the coherence is 1.

use std::f64::consts::TAU;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use pyrates::SignalError;
use pyrates::models::kuramoto::{Phase, Sine};
use pyrates::models::oscillators::VanDerPol;
use pyrates::prelude::*;
use pyrates::signal::{Hilbert, rotation_number};

node! { pub Oscillator { vdp: VanDerPol } }
node! { pub Driver { phase: Phase, sine: Sine } }

circuit! {
    /// The driver makes `omega` cycles per unit of time: `inp = J sin(2 pi theta)`, `theta' = omega`.
    pub Driven {
        nodes { vpo: Oscillator { vdp.mu: 2.0 }, ko: Driver }
        edges { drive: ko.sine.s -> vpo.vdp.inp { weight: 1.0 } }
    }
}

const OMEGA: (f64, f64) = (0.3, 0.5);
const J: (f64, f64) = (0.0, 2.0);
const CUTOFF: f64 = 100.0;
const T_END: f64 = 1100.0;
const DT: f64 = 0.01;

struct Options {
    size: usize,
    threads: usize,
    rtol: f64,
    out: PathBuf,
}

/// What is measured of one member of the sweep.
struct Measures {
    coherence: f64,
    rotation_number: f64,
    /// How long the analysis took.
    time: Duration,
}

type Failure = Box<dyn std::error::Error + Send + Sync>;

fn main() -> Result<(), Failure> {
    let options = options()?;
    std::fs::create_dir_all(&options.out)?;
    let (omegas, strengths) = (linspace(OMEGA, options.size), linspace(J, options.size));
    let drives: Vec<(f64, f64)> =
        strengths.iter().flat_map(|&j| omegas.iter().map(move |&omega| (omega, j))).collect();

    let start = Instant::now();
    let analysis = Analysis::new()?;
    let measures = sweep(&drives, options.threads, |&(omega, j)| {
        let solution = simulate(omega, j, CUTOFF, options.rtol)?;
        analysis.of(solution.column("vpo/vdp/x")?, solution.column("ko/phase/theta")?, omega)
    })?;
    let elapsed = start.elapsed().as_secs_f64();
    let analysed: Duration = measures.iter().map(|measures| measures.time).sum();
    println!(
        "{} drives in {elapsed:.2} s on {} threads; analysis {:.2} ms each",
        drives.len(),
        options.threads,
        1e3 * analysed.as_secs_f64() / drives.len() as f64
    );

    std::fs::write(options.out.join("entrainment.csv"), table(&drives, &measures)?)?;
    draw(&measures, &options)?;
    println!("wrote entrainment.csv, entrainment.svg and entrainment.png to {}/", options.out.display());
    Ok(())
}

/// A run, with samples from a time on.
fn simulate(omega: f64, j: f64, cutoff: f64, rtol: f64) -> Result<Solution, Failure> {
    let mut model = Driven::default();
    model.ko.phase.omega = omega;
    model.edges.drive.weight = j;
    let run = model.simulate(0.0..T_END).method(Dop853).rtol(rtol).atol(1e-6);
    Ok(run.interval(DT).cutoff(cutoff).run()?)
}

/// Applies a function to all members, on several threads.
fn sweep<M: Sync, R: Send>(
    members: &[M],
    threads: usize,
    run: impl Fn(&M) -> Result<R, Failure> + Sync,
) -> Result<Vec<R>, Failure> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        while let Some((i, member)) =
            Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|i| members.get(i).map(|member| (i, member)))
        {
            done.push((i, run(member)));
        }
        done
    };
    let mut results: Vec<(usize, Result<R, Failure>)> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        threads.into_iter().flat_map(|thread| thread.join().expect("members do not panic")).collect()
    });
    results.sort_by_key(|(i, _)| *i);
    results.into_iter().map(|(_, result)| result).collect()
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

    fn of(&self, mut x: Vec<f64>, mut theta: Vec<f64>, omega: f64) -> Result<Measures, Failure> {
        let start = Instant::now();
        let rotation_number = rotation_number(&x, DT, 0.0, omega)?;
        // PyRates leaves out the sample at the end.
        x.pop();
        theta.pop();
        let coherence = self.coherence(x, theta, omega)?;
        Ok(Measures { coherence, rotation_number, time: start.elapsed() })
    }

    /// The largest coherence, near the frequency of the drive, of the drive with the sine of the oscillator's phase in a band
    /// around this frequency.
    fn coherence(&self, mut x: Vec<f64>, mut theta: Vec<f64>, omega: f64) -> Result<f64, SignalError> {
        Filter::butterworth(10, Band::Pass(0.7 * omega, 1.3 * omega), DT)?.apply_in_place(&mut x)?;
        // The sine of the phase is the imaginary part of the analytic signal over its absolute value.
        let mut sine = self.hilbert.quadrature(&x)?;
        sine.iter_mut().zip(&x).for_each(|(im, re)| *im /= (*im * *im + re * re).sqrt());
        theta.iter_mut().for_each(|theta| *theta = (TAU * theta.fract()).sin());
        let coherence = self.welch.coherence(&sine, &theta, DT)?;
        let centre = coherence.nearest(omega);
        Ok(coherence.largest(0.7 * centre..=1.3 * centre).1)
    }
}

fn table(drives: &[(f64, f64)], measures: &[Measures]) -> Result<String, std::fmt::Error> {
    let mut text = String::from("omega,J,coherence,rotation_number\n");
    for ((omega, j), Measures { coherence, rotation_number, .. }) in drives.iter().zip(measures) {
        writeln!(text, "{omega},{j},{coherence},{rotation_number}")?;
    }
    Ok(text)
}

/// Both maps, and the courses of time of two drives: outside of the tongue, and inside.
fn draw(measures: &[Measures], options: &Options) -> Result<(), Failure> {
    let map = |title: &str, value: fn(&Measures) -> f64| {
        let values: Vec<f64> = measures.iter().map(value).collect();
        let rows: Vec<&[f64]> = values.chunks(options.size).collect();
        HeatMap::new(&rows).x("omega", OMEGA.0..=OMEGA.1).y("J", J.0..=J.1).title(title)
    };
    let coherence = map("Coherence of oscillator and drive", |measures| measures.coherence).range(0.0..=1.0);
    let rotation_number = map("Cycles for one of the drive", |measures| measures.rotation_number);
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

/// `n` values from one to another.
fn linspace((first, last): (f64, f64), n: usize) -> Vec<f64> {
    let step = (last - first) / (n - 1) as f64;
    (0..n).map(|k| if k + 1 == n { last } else { first + k as f64 * step }).collect()
}

fn options() -> Result<Options, Failure> {
    use lexopt::prelude::*;
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let mut options = Options { size: 20, threads, rtol: 1e-3, out: PathBuf::from("out") };
    let mut arguments = lexopt::Parser::from_env();
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("size") => options.size = arguments.value()?.parse()?,
            Long("threads") => options.threads = arguments.value()?.parse()?,
            Long("rtol") => options.rtol = arguments.value()?.parse()?,
            Long("out") => options.out = arguments.value()?.into(),
            other => return Err(other.unexpected().into()),
        }
    }
    if options.size < 2 || options.threads == 0 {
        return Err("--size is 2 or more, and --threads 1 or more".into());
    }
    Ok(options)
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
            assert!((found.coherence - coherence).abs() < 1e-4, "{omega}, {j}: {}", found.coherence);
            // The same number of cycles.
            assert!((found.rotation_number - rotation_number).abs() < 1e-9, "{omega}, {j}");
        }
    }
}
