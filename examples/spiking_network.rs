//! A sparse network of excitatory and inhibitory integrate-and-fire neurons that fires irregularly (Brunel, J. Comput.
//! Neurosci. 8 (2000) 183), with 10 000 neurons and a million synapses.
//!
//! `cargo run --release --example spiking_network -- [neurons]` simulates 300 ms, prints firing rates, and writes a raster
//! plot of some of the neurons to `out/`.

use pyrates::prelude::*;
use pyrates::{MatrixError, Source, SparseMatrix, Target};

operator! {
    /// Leaky integrate-and-fire neuron with an absolute refractory time and noisy drive.
    pub Lif {
        equations {
            d/dt v = where(t < free, 0, (mu - v)/tau + spikes) + noise(where(t < free, 0, sigma));
        }
        variables {
            /// Membrane potential, from rest.
            v: output(0.0) [mV],
            /// End of the refractory time.
            free: variable(-1.0) [ms],
            /// Spikes of other neurons, each a jump of the potential by its weight.
            spikes: input(0.0) [mV/ms],
            tau: 20.0 [ms],
            v_th: 20.0 [mV],
            v_reset: 10.0 [mV],
            t_ref: 2.0 [ms],
            /// Mean drive from outside.
            mu: 24.0 [mV],
            /// Its fluctuations.
            sigma: 1.0,
        }
        events {
            spike: on v > v_th { v = v_reset; free = t + t_ref; }
        }
    }
}

node! { pub Neuron { lif: Lif } }

circuit! {
    /// Excitatory and inhibitory neurons; the sizes are chosen at run time.
    pub Network {
        nodes { excitatory: [Neuron], inhibitory: [Neuron] }
        edges {
            ee: excitatory.lif.spike -> excitatory.lif.spikes { weight: sparse(0.2), delay: 1.5 };
            ei: excitatory.lif.spike -> inhibitory.lif.spikes { weight: sparse(0.2), delay: 1.5 };
            ie: inhibitory.lif.spike -> excitatory.lif.spikes { weight: sparse(-1.0), delay: 1.5 };
            ii: inhibitory.lif.spike -> inhibitory.lif.spikes { weight: sparse(-1.0), delay: 1.5 };
        }
    }
}

/// Each target gets links from about `k` random sources.
fn random_links(n: usize, m: usize, k: usize, weight: f64, seed: u64) -> Result<SparseMatrix, MatrixError> {
    let mut state = seed;
    let mut random = move || {
        // SplitMix64.
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let x = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        x ^ (x >> 31)
    };
    let mut links = Vec::new();
    for target in 0..n {
        let sources: std::collections::BTreeSet<usize> =
            (0..k).map(|_| (random() % m as u64) as usize).collect();
        links.extend(sources.into_iter().map(|source| (Target(target), Source(source), weight)));
    }
    SparseMatrix::from_links(n, m, links)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let n: usize = std::env::args().nth(1).map_or(Ok(10_000), |n| n.parse())?;
    let (n_e, n_i) = (n * 4 / 5, n / 5);
    let mut model = Network::default();
    model.excitatory.resize(n_e);
    model.inhibitory.resize(n_i);
    model.edges.ee.weights = random_links(n_e, n_e, 80, 0.2, 1)?;
    model.edges.ei.weights = random_links(n_i, n_e, 80, 0.2, 2)?;
    model.edges.ie.weights = random_links(n_e, n_i, 20, -1.0, 3)?;
    model.edges.ii.weights = random_links(n_i, n_i, 20, -1.0, 4)?;
    // Potentials start at different values, so that not all fire at once.
    let start = |k: usize| 20.0 * ((k as f64 * 0.618_034) % 1.0);
    model.excitatory.iter_mut().enumerate().for_each(|(k, neuron)| neuron.lif.v = start(k));
    model.inhibitory.iter_mut().enumerate().for_each(|(k, neuron)| neuron.lif.v = start(k));

    let run = model.simulate(0.0..300.0).method(EulerMaruyama).dt(0.1).seed(1);
    let solution = run.event_rule(EventRule::AtSteps).interval(300.0).run()?;
    for population in ["excitatory", "inhibitory"] {
        let spikes = solution.spikes(format!("{population}/all/lif/spike"))?;
        let rate = 1e3 * spikes.times.len() as f64 / (spikes.n_units as f64 * 300.0);
        println!(
            "{population}: {} neurons, {} spikes, {rate:.1} per second",
            spikes.n_units,
            spikes.times.len()
        );
    }

    let shown: Vec<usize> = (0..100.min(n_e)).collect();
    let mut spikes = solution.spikes("excitatory/all/lif/spike")?;
    spikes.keep(&shown);
    std::fs::create_dir_all("out")?;
    let plot = spikes.plot().title("Excitatory neurons of a sparse network").y_label("neuron");
    plot.save("out/spiking_network.svg")?;
    plot.save("out/spiking_network.png")?;
    println!("wrote spiking_network.svg and spiking_network.png to out/");
    Ok(())
}
