//! Exports a model of the library to every target, and says what was written and what was refused.
//!
//! `cargo run --release --example export_all -- qif_sfa`; without a name it lists the models.

use std::path::PathBuf;

use pyrates::emit::TARGETS;
use pyrates::ir::system::System;
use pyrates::models::{izhikevich, jansen_rit, kuramoto, oscillators, qif, theta, wilson_cowan};
use pyrates::prelude::*;

operator! {
    /// A neuron that leaks, with noise.
    Leaky {
        equations { d/dt v = (i - v)/tau + noise(sigma); }
        variables { v: output(0.0), i: 1.1, tau: 1.0, sigma: 0.2 }
        events { spike: on v > 1 { v = 0; } }
    }
}
operator! {
    /// A rate unit.
    Rate {
        equations { d/dt r = (tanh(u) - r)/tau; }
        variables { r: output(0.1), tau: 10.0, u: input(0.0) }
    }
}
node! { Unit { rate: Rate } }
circuit! {
    /// Two populations with a matrix of weights and a delay.
    TwoPopulations {
        nodes { exc: [Unit; 80], inh: [Unit; 20] { rate.tau: 5.0 } }
        edges {
            exc[j].rate.r -> exc[i].rate.u { weight: dense(0.02) };
            exc.rate.r -> inh.rate.u { weight: 0.1 };
            inh.rate.r -> exc.rate.u { weight: -0.4, delay: 2.0 };
        }
    }
}

/// A model of the library, by name.
type Entry = (&'static str, fn() -> System);

const MODELS: &[Entry] = &[
    ("jansen_rit", || jansen_rit::JansenRit::default().system()),
    ("jansen_rit_pair", || jansen_rit::JansenRitPair::default().system()),
    ("qif", || qif::Qif::default().system()),
    ("qif_sfa", || qif::QifSfa::default().system()),
    ("qif_tsodyks", || qif::QifTsodyks::default().system()),
    ("wilson_cowan", || wilson_cowan::WilsonCowan::default().system()),
    ("izhikevich", || izhikevich::Izhikevich::default().system()),
    ("theta", || theta::Theta::default().system()),
    ("van_der_pol", || oscillators::VanDerPol::default().system()),
    ("stuart_landau", || oscillators::StuartLandau::default().system()),
    ("kuramoto_pair", || kuramoto::KuramotoPair::default().system()),
    ("two_populations", || TwoPopulations::default().system()),
    ("leaky", || Leaky::default().system()),
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let Some((name, out)) = arguments()? else {
        println!("models: {}", names());
        return Ok(());
    };
    let Some((_, model)) = MODELS.iter().find(|(known, _)| *known == name) else {
        return Err(format!("there is no model `{name}`; there are {}", names()).into());
    };
    let system = model();
    println!("{:<12} files", "target");
    for target in TARGETS {
        match target.emit(&system) {
            Ok(files) => {
                files.write_to(out.join(&name).join(target.word))?;
                let names: Vec<&str> = files.files.iter().map(|file| file.name.as_str()).collect();
                let lines: usize = files.files.iter().map(|file| file.text.lines().count()).sum();
                println!("{:<12} {} ({lines} lines)", target.word, names.join(", "));
            }
            Err(refusal) => println!("{:<12} refused: {refusal}", target.word),
        }
    }
    println!("wrote them to {}/{name}/", out.display());
    Ok(())
}

/// The names of all models.
fn names() -> String {
    MODELS.iter().map(|entry| entry.0).collect::<Vec<_>>().join(", ")
}

/// The name of the model, if there is one, and where the files go.
fn arguments() -> Result<Option<(String, PathBuf)>, lexopt::Error> {
    use lexopt::prelude::*;
    let (mut name, mut out) = (None, PathBuf::from("out"));
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("out") => out = parser.value()?.into(),
            Long("help") => {
                println!("export_all [MODEL] [--out FOLDER]");
                std::process::exit(0);
            }
            Value(value) if name.is_none() => name = Some(value.string()?),
            _ => return Err(argument.unexpected()),
        }
    }
    Ok(name.map(|name| (name, out)))
}
