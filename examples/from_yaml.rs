//! A model from a file of PyRates, compiled and at run time: two cortical columns that excite each other.
//!
//! `cargo run --release --example from_yaml`
//!
//! `from_yaml!` reads the file while this program is compiled. Mistakes in the file are compile errors, and the model
//! has typed fields, as if it stood in Rust. `Circuit::from_yaml` reads the file when the program runs.

use pyrates::prelude::*;

from_yaml! {
    /// Two columns of Jansen and Rit.
    pub TwoColumns = "examples/models/jansen_rit.yaml", "two_columns"
}

/// The potential of the pyramidal cells of a column, which is what an EEG sees of it.
const POTENTIALS: [&str; 2] =
    ["left.pc.excitation.v + left.pc.inhibition.v", "right.pc.excitation.v + right.pc.inhibition.v"];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut model = TwoColumns::default();
    // Typed fields, checked by the compiler.
    model.right.pc.excitation.u = 120.0;
    model.edges.left_pc_to_right_pc.delay = 0.02;
    let solution = model.simulate(0.0..2.0).method(Dop853).rtol(1e-8).interval(1e-3).run()?;

    // The same file as data: other values by path, and the same numbers.
    let mut circuit = Circuit::from_yaml("examples/models/jansen_rit.yaml", "two_columns")?;
    circuit.set("right/pc/excitation/u", 120.0)?;
    circuit.set("edges/left_pc_to_right_pc/delay", 0.02)?;
    let again = circuit.simulate(0.0..2.0).method(Dop853).rtol(1e-8).interval(1e-3).run()?;
    let (a, b) = (solution.evaluate(POTENTIALS[0])?, again.evaluate(POTENTIALS[0])?);
    let difference = a.iter().zip(&b).fold(0.0_f64, |d, (a, b)| d.max((a - b).abs()));
    println!("compiled and read at run time: largest difference {difference:e} V");

    for (name, potential) in ["left", "right"].into_iter().zip(POTENTIALS) {
        let late = &solution.evaluate(potential)?[1000..];
        let mean = late.iter().sum::<f64>() / late.len() as f64;
        let upward = late.windows(2).filter(|pair| pair[0] < mean && pair[1] >= mean).count();
        println!("{name:>5} column: mean potential {:.1} mV, about {upward} Hz", 1e3 * mean);
    }

    std::fs::create_dir_all("out")?;
    let names = [("left/pc/excitation/v", "left column"), ("right/pc/excitation/v", "right column")];
    let shown = solution.select(["left/pc/excitation/v", "right/pc/excitation/v"])?.rename(&names)?;
    let plot = shown.plot().title("Two coupled cortical columns");
    let plot = plot.x_label("time (s)").y_label("excitatory potential (V)");
    plot.save("out/from_yaml.svg")?;
    plot.save("out/from_yaml.png")?;
    println!("wrote from_yaml.svg and from_yaml.png to out/");
    Ok(())
}
