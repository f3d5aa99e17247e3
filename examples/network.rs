//! Synchronisation: oscillators of many frequencies fall into step once their coupling is strong enough.
//!
//! `cargo run --release --example network -- [number of oscillators]` (200 by default).
//!
//! The coupling K grows slowly from 0 to 4. For frequencies with a Lorentzian distribution of half width 1, the
//! order parameter of infinitely many oscillators leaves 0 at K = 2 and follows sqrt(1 - 2/K) (Kuramoto,
//! Chemical Oscillations, Waves, and Turbulence, 1984). Just beyond K = 2 synchrony grows more slowly than K does
//! here, so the order parameter lags behind.

use pyrates::prelude::*;

operator! {
    /// A phase that the mean field pulls towards its own.
    pub Phase {
        equations {
            e = exp(1i*theta);
            d/dt theta = omega + K*imag(z*conj(e));
        }
        variables {
            e: output(complex),
            theta: variable(0.0),
            omega: 0.0,
            K: input(0.0),
            z: input(complex),
        }
    }
}

operator! {
    /// The mean of all phases on the unit circle.
    pub MeanField {
        equations { z = sum; r = abs(z); }
        variables { z: output(complex), r: variable, sum: input(complex) }
    }
}

operator! {
    /// A parameter that grows with time.
    pub Ramp {
        equations { K = rate*t; }
        variables { K: output, rate: 0.02 }
    }
}

node! { pub Oscillator { phase: Phase } }
node! { pub Field { mean: MeanField } }
node! { pub Coupling { ramp: Ramp } }

circuit! {
    pub Network {
        nodes { cells: [Oscillator], field: Field, coupling: Coupling }
        edges {
            coupling.ramp.K -> cells.phase.K;
            // Both edges cost as much as there are oscillators, not as there are pairs.
            into: cells.phase.e -> field.mean.sum { weight: 1.0 };
            back: field.mean.z -> cells.phase.z;
        }
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let n: usize = std::env::args().nth(1).map_or(Ok(200), |n| n.parse())?;
    let mut model = Network::default();
    model.cells.resize(n);
    model.fit_edges();
    model.edges.into.weight = 1.0 / n as f64;
    for (i, cell) in model.cells.iter_mut().enumerate() {
        let quantile = (i as f64 + 0.5) / n as f64 - 0.5;
        cell.phase.omega = (std::f64::consts::PI * quantile).tan();
        cell.phase.theta = 2.4 * i as f64;
    }

    let solution = model.simulate(0.0..200.0).method(Rk4).dt(0.005).interval(0.1).run()?;
    let (coupling, r) = (solution.column("coupling/ramp/K")?, solution.column("field/mean/r")?);
    println!("   K  order parameter  infinitely many");
    for low in [1.0, 2.5, 3.0, 3.5] {
        let near: Vec<f64> =
            coupling.iter().zip(&r).filter(|(k, _)| (*k - low).abs() < 0.1).map(|(_, r)| *r).collect();
        let mean = near.iter().sum::<f64>() / near.len() as f64;
        println!("{low:4.1}  {mean:15.3}  {:15.3}", (1.0 - 2.0 / low).max(0.0).sqrt());
    }

    std::fs::create_dir_all("out")?;
    let names = [("field/mean/r", "order parameter"), ("coupling/ramp/K", "coupling K")];
    let solution = solution.select(["field/mean/r", "coupling/ramp/K"])?.rename(&names)?;
    let title = format!("{n} oscillators fall into step beyond K = 2");
    solution
        .plot()
        .title(&title)
        .x_label("time")
        .y_label("order parameter and coupling")
        .save("out/network.svg")?;
    solution
        .plot()
        .title(&title)
        .x_label("time")
        .y_label("order parameter and coupling")
        .save("out/network.png")?;
    println!("wrote network.svg and network.png to out/");
    Ok(())
}
