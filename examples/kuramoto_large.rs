//! Synchrony of thousands of oscillators over the strength of their coupling, beside the theory of infinitely many.
//!
//! `cargo run --release --example kuramoto_large -- [--size N] [--points N] [--threads N] [--out FOLDER]` (5,000 oscillators and
//! 25 strengths by default) writes `kuramoto_large.csv`, `kuramoto_large.svg` and `kuramoto_large.png` to `out/`.
//!
//! Frequencies have the normal distribution. All oscillators see the mean field only, so a step costs as much as there are
//! oscillators, not as there are pairs. Infinitely many fall into step beyond `K = 2/(pi g(0)) = 1.596`, and their order
//! parameter follows `1 = K int cos^2(x) g(K r sin x) dx` over half a turn (Kuramoto, Chemical Oscillations, Waves, and
//! Turbulence, 1984).

use std::f64::consts::{FRAC_PI_2, TAU};
use std::path::PathBuf;

use pyrates::plot::Lines;
use pyrates::prelude::*;
use pyrates::sweep::{Design, Distribution, Key, Measure, linspace};

operator! {
    /// A phase that the mean field pulls towards its own.
    pub Phase {
        equations {
            e = exp(1i*theta);
            d/dt theta = omega + imag(z*conj(e));
        }
        variables { e: output(complex), theta: variable(0.0), omega: 0.0, z: input(complex) }
    }
}

operator! {
    /// The mean of all phases on the unit circle, and what comes back of it.
    pub MeanField {
        equations { z = K*mean; r = abs(mean); }
        variables { z: output(complex), r: variable, mean: input(complex), K: 1.0 }
    }
}

node! { pub Oscillator { phase: Phase } }
node! { pub Field { field: MeanField } }

circuit! {
    pub Oscillators {
        nodes { cells: [Oscillator], all: Field }
        edges {
            into: cells.phase.e -> all.field.mean { weight: 1.0 };
            back: all.field.z -> cells.phase.z;
        }
    }
}

struct Options {
    size: usize,
    points: usize,
    threads: Option<usize>,
    out: PathBuf,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let options = options()?;
    let model = oscillators(options.size);
    let design = Design::new().axis(Key::named("K", "all/field/K"), linspace(0.5, 3.0, options.points));
    // From full synchrony down, which is faster than up from none.
    let run = model.simulate(0.0..80.0).method(Rk4).dt(0.05).interval(0.5).cutoff(40.0).record("all/field/r");
    let mut sweep = run.sweep(design).progress();
    if let Some(threads) = options.threads {
        sweep = sweep.threads(threads);
    }
    let table = sweep.measure([Measure::mean("all/field/r").named("r")])?;
    println!("{table}");

    let (coupling, r) = (table.column("K")?, table.column("r")?);
    let theory: Vec<f64> = coupling.iter().map(|&k| order_parameter(k)).collect();
    std::fs::create_dir_all(&options.out)?;
    table.write_csv(options.out.join("kuramoto_large.csv"))?;
    let picture = Lines::new()
        .curve(format!("{} oscillators", options.size), &coupling, &r)
        .curve("infinitely many", &coupling, &theory)
        .title("Synchrony over the strength of the coupling")
        .x_label("coupling K")
        .y_label("order parameter r");
    for ending in ["svg", "png"] {
        picture.save(options.out.join(format!("kuramoto_large.{ending}")))?;
    }
    println!(
        "wrote kuramoto_large.csv, kuramoto_large.svg and kuramoto_large.png to {}/",
        options.out.display()
    );
    Ok(())
}

/// Oscillators with the quantiles of the normal distribution as frequencies.
fn oscillators(n: usize) -> Oscillators {
    let mut model = Oscillators::default();
    model.cells.resize(n);
    model.fit_edges();
    model.edges.into.weight = 1.0 / n as f64;
    let normal = Distribution::Normal { mean: 0.0, sd: 1.0 };
    for (i, cell) in model.cells.iter_mut().enumerate() {
        cell.phase.omega = normal.quantile((i as f64 + 0.5) / n as f64);
    }
    model
}

/// The order parameter of infinitely many oscillators: the root of a decreasing function, by bisection.
fn order_parameter(k: f64) -> f64 {
    let normal = |x: f64| (-0.5 * x * x).exp() / TAU.sqrt();
    let excess = |r: f64| {
        // The integrand is periodic, so the rule of midpoints is exact to rounding with a few hundred points.
        let n = 400;
        let point = |i: usize| FRAC_PI_2 * ((2 * i + 1) as f64 / n as f64 - 1.0);
        let value = |x: f64| x.cos().powi(2) * normal(k * r * x.sin());
        k * (0..n).map(|i| value(point(i))).sum::<f64>() * 2.0 * FRAC_PI_2 / n as f64 - 1.0
    };
    let (mut low, mut high) = (0.0, 1.0);
    if excess(low) <= 0.0 {
        return 0.0;
    }
    while high - low > 1e-12 {
        let middle = 0.5 * (low + high);
        if excess(middle) > 0.0 { low = middle } else { high = middle }
    }
    low
}

fn options() -> Result<Options, Box<dyn std::error::Error>> {
    use lexopt::prelude::*;
    let mut options = Options { size: 5000, points: 25, threads: None, out: PathBuf::from("out") };
    let mut arguments = lexopt::Parser::from_env();
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("size") => options.size = arguments.value()?.parse()?,
            Long("points") => options.points = arguments.value()?.parse()?,
            Long("threads") => options.threads = Some(arguments.value()?.parse()?),
            Long("out") => options.out = arguments.value()?.into(),
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(options)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The threshold of the theory, and its slope behind it: `r^2 = 16 (K - K_c)/(-pi K_c^4 g''(0))`.
    #[test]
    fn theory_has_the_threshold_of_kuramoto() {
        let critical = (8.0 / std::f64::consts::PI).sqrt();
        assert_eq!(order_parameter(critical - 1e-9), 0.0);
        let curvature = 1.0 / TAU.sqrt();
        let slope = 16.0 / (std::f64::consts::PI * critical.powi(4) * curvature);
        let r = order_parameter(critical + 1e-6);
        assert!((r * r / 1e-6 / slope - 1.0).abs() < 1e-3, "{} {slope}", r * r / 1e-6);
    }

    /// Far from the threshold a few hundred oscillators are near the theory, to the order of 1/size.
    #[test]
    fn a_small_network_is_near_the_theory() {
        let model = oscillators(400);
        let design = Design::new().axis(Key::named("K", "all/field/K"), [2.0, 3.0]);
        let run = model.simulate(0.0..40.0).method(Rk4).dt(0.05).interval(0.5).cutoff(20.0);
        let r = run.record("all/field/r").sweep(design).measure([Measure::mean("all/field/r").named("r")]);
        let r = r.unwrap().column("r").unwrap();
        for (r, k) in r.iter().zip([2.0, 3.0]) {
            assert!((r - order_parameter(k)).abs() < 5e-3, "K = {k}: {r} {}", order_parameter(k));
        }
    }
}
