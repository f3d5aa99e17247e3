//! The van der Pol oscillator with a stiff-ish damping: relaxation oscillations, and what stiffness costs.
//!
//! `cargo run --release --example van_der_pol -- [mu]` (5 by default).

use pyrates::prelude::*;

operator! {
    /// Van der Pol oscillator (van der Pol 1926).
    pub VanDerPol {
        equations {
            d/dt x = z;
            d/dt z = mu*z*(1 - x^2) - x + inp;
        }
        variables {
            x: output(0.0),
            z: variable(1.0),
            /// Damping: 0 is a harmonic oscillator, large values jump between two slow branches.
            mu: 5.0,
            inp: input(0.0),
        }
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut model = VanDerPol::default();
    if let Some(mu) = std::env::args().nth(1) {
        model.mu = mu.parse().map_err(|_| format!("mu is a number, such as 5; `{mu}` is not"))?;
    }
    // One period lasts about (3 - 2 ln 2) mu + 2 pi / mu^(1/3) for large mu, and 2 pi for small ones.
    let period = 1.614 * model.mu + std::f64::consts::TAU / model.mu.max(1.0).cbrt();
    let t_end = 4.0 * period;
    for (name, run) in [
        ("dopri5", model.simulate(0.0..t_end).method(Dopri5)),
        ("dop853", model.simulate(0.0..t_end).method(Dop853)),
    ] {
        let stats = run.rtol(1e-6).run()?.stats;
        println!(
            "{name}: {} steps, {} rejected, {} evaluations",
            stats.accepted, stats.rejected, stats.evaluations
        );
    }
    let solution = model.simulate(0.0..t_end).method(Dop853).rtol(1e-8).interval(t_end / 2000.0).run()?;
    let amplitude = solution.column("x")?.iter().fold(0.0f64, |a, x| a.max(x.abs()));
    println!("mu = {}: amplitude {amplitude:.4}", model.mu);

    std::fs::create_dir_all("out")?;
    let title = format!("Van der Pol oscillator, mu = {}", model.mu);
    let plot = solution.plot().title(&title).x_label("time").y_label("position and velocity");
    plot.save("out/van_der_pol.svg")?;
    plot.save("out/van_der_pol.png")?;
    solution.write_csv("out/van_der_pol.csv")?;
    println!("wrote van_der_pol.csv, van_der_pol.svg and van_der_pol.png to out/");
    Ok(())
}
