//! Events: two neurons that fire at a threshold, and hold each other back a moment later.
//!
//! `cargo run --release --example spikes`
//!
//! A neuron integrates its input, fires at 1, and starts anew at 0. Each spike lets a synapse conduct, and the other neuron
//! feels that after a delay. From unequal starts they come to fire together: it is inhibition that brings neurons into
//! step, where excitation would not (van Vreeswijk, Abbott and Ermentrout, J. Comput. Neurosci. 1 (1994) 313).

use pyrates::prelude::*;

operator! {
    /// Leaky integrate-and-fire neuron with an inhibitory synapse.
    pub Neuron {
        equations {
            d/dt v = drive - v - inhibition;
            d/dt s = -s/tau_s;
        }
        variables {
            /// Potential, in units of the threshold.
            v: variable(0.0),
            /// Conductance of the synapse that the neuron drives.
            s: output(0.0),
            drive: 1.6,
            tau_s: 0.4,
            inhibition: input(0.0),
        }
    }
}
node! { pub Cell { lif: Neuron } }
circuit! {
    pub Pair {
        nodes { left: Cell, right: Cell { lif.v: 0.3 } }
        edges {
            left.lif.s -> right.lif.inhibition { weight: 0.8, delay: 0.3 };
            right.lif.s -> left.lif.inhibition { weight: 0.8, delay: 0.3 };
        }
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let model = Pair::default();
    // One event in each neuron: the wildcard means the same one everywhere.
    let spike = Event::when("all.lif.v > 1").set("all.lif.v", "0").set("all.lif.s", "all.lif.s + 1");
    let solution = model.simulate(0.0..30.0).method(Tsit5).rtol(1e-9).event(spike).run()?;

    for (unit, name) in ["left", "right"].into_iter().enumerate() {
        let times: Vec<f64> = solution.events().iter().filter(|e| e.unit == unit).map(|e| e.t).collect();
        let last: Vec<String> = times.iter().rev().take(3).rev().map(|t| format!("{t:.9}")).collect();
        println!("{name:>5}: {} spikes, the last at {}", times.len(), last.join(", "));
    }

    std::fs::create_dir_all("out")?;
    let names = [("left/lif/v", "left neuron"), ("right/lif/v", "right neuron")];
    let shown = solution.select(["left/lif/v", "right/lif/v"])?.rename(&names)?;
    let plot = shown.plot().title("Two neurons that inhibit each other come to fire together");
    let plot = plot.x_label("time (membrane time constants)").y_label("potential (thresholds)");
    plot.save("out/spikes.svg")?;
    plot.save("out/spikes.png")?;
    println!("wrote spikes.svg and spikes.png to out/");
    Ok(())
}
