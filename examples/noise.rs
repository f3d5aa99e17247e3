//! Neurons that only noise can excite: FitzHugh-Nagumo units that rest without it, and fire more often the stronger it is.
//!
//! `cargo run --release --example noise` prints firing rates over noise amplitudes, and writes a picture to `out/`.

use pyrates::prelude::*;

operator! {
    /// FitzHugh-Nagumo neuron (FitzHugh 1961, Nagumo et al. 1962) in the excitable regime, with noise.
    pub FitzHughNagumo {
        equations {
            d/dt v = (v - v^3/3 - w)/eps + noise(sigma);
            d/dt w = v + a;
        }
        variables {
            /// Membrane potential.
            v: output(-1.1),
            /// Recovery.
            w: variable(-0.65),
            eps: 0.05, a: 1.1,
            /// Amplitude of the noise.
            sigma: 0.6,
        }
    }
}

node! { pub Neuron { fhn: FitzHughNagumo } }

circuit! {
    /// Independent neurons.
    pub Neurons { nodes { cells: [Neuron; 50] } }
}

const SPAN: f64 = 100.0;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut model = Neurons::default();
    println!("noise   spikes per neuron and unit of time");
    for sigma in [0.0, 0.3, 0.6, 0.9, 1.2] {
        model.set("cells/all/fhn/sigma", sigma)?;
        let spike = Event::when("cells.all.fhn.v > 1");
        let run = model.simulate(0.0..SPAN).method(EulerMaruyama).dt(2e-3).interval(0.1).event(spike);
        let spikes = run.seed(1).run()?.events().len();
        println!("{sigma:.1}     {:.3}", spikes as f64 / (50.0 * SPAN));
    }

    model.set("cells/all/fhn/sigma", 0.6)?;
    let run = model.simulate(0.0..30.0).method(EulerMaruyama).dt(2e-3).seed(1);
    let solution = run.record(["cells/0/fhn/v", "cells/1/fhn/v"]).run()?;
    let plot = solution.plot().title("Two neurons excited by noise").y_label("v");
    std::fs::create_dir_all("out")?;
    plot.save("out/noise.svg")?;
    plot.save("out/noise.png")?;
    println!("wrote noise.svg and noise.png to out/");
    Ok(())
}
