//! Bursting of quadratic integrate-and-fire neurons with spike-frequency adaptation, analysed through Auto-07p: figure 3 of
//! Gast, Knösche & Kennedy (PLOS Computational Biology, 2023).
//!
//! `cargo run --release --example qif_bifurcation -- [--out FOLDER]` needs Auto-07p and gfortran
//! (`apt install auto-07p gfortran`). It writes `qif_bifurcation.csv` with the special points, a diagram over the drive `eta`,
//! and one over `eta` and the strength `alpha` of the adaptation, to `out/`.

use std::f64::consts::SQRT_2;
use std::fmt::Write as _;
use std::path::PathBuf;

use pyrates::continuation::{Auto07p, AutoModel, Branch, ContinuationError, Diagram, Point, PointKind};
use pyrates::prelude::*;

operator! {
    /// Mean field of quadratic integrate-and-fire neurons with spike-frequency adaptation (Gast, Schmidt & Knösche, Neural
    /// Computation 32 (2020) 1615). The adaptation `a` is the rate, filtered by an alpha function.
    pub QifSfa {
        equations {
            d/dt r = (delta/(pi*tau) + 2*r*v)/tau;
            d/dt v = (v^2 + eta - a + J*tau*r - (pi*tau*r)^2)/tau;
            d/dt a = x/tau_a;
            d/dt x = alpha*r - 2*x/tau_a - a/tau_a;
        }
        variables {
            /// Firing rate.
            r: output(0.1),
            /// Mean membrane potential.
            v: variable(-2.0),
            a: variable(0.0),
            x: variable(0.0),
            /// Centre and half width of the distribution of excitabilities.
            eta: -10.0, delta: 2.0,
            /// Coupling and strength of the adaptation.
            J: 21.2, alpha: 1.0,
            tau: 1.0, tau_a: 10.0,
        }
    }
}

/// The branches of both diagrams.
struct Bifurcations {
    equilibria: Branch,
    cycles: Branch,
    folds: Branch,
    hopf: [Branch; 2],
    folds_of_cycles: Vec<Branch>,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let out = out_folder()?;
    let model = QifSfa { J: 15.0 * SQRT_2, ..QifSfa::default() };
    let qif = Auto07p::find()?.compile(&model)?;
    let found = bifurcations(&qif)?;
    println!("{}\n{}", found.equilibria, found.cycles);

    std::fs::create_dir_all(&out)?;
    std::fs::write(out.join("qif_bifurcation.csv"), table(&[&found.equilibria, &found.cycles])?)?;
    draw(&found, &out)?;
    println!(
        "wrote qif_bifurcation.csv, and qif_bifurcation and qif_bifurcation_2d as .svg and .png, to {}/",
        out.display()
    );
    Ok(())
}

/// Everything from one equilibrium on.
fn bifurcations(qif: &AutoModel) -> Result<Bifurcations, ContinuationError> {
    let rest = qif.equilibrium()?;
    let equilibria =
        qif.continue_from(&rest).parameter("eta", -15.0..5.0).tolerance(1e-10).progress().run()?;
    // The cycles of the first Hopf point end at the last one.
    let run = qif.cycles_from(equilibria.hopf(1)?).mesh(300).tolerance(1e-10).ds_max(0.14);
    let cycles = run.progress().run()?;
    let curve =
        |point: &Point| qif.curve_from(point).parameter("alpha", 0.0..2.0).ds_max(0.1).progress().run();
    let folds = curve(equilibria.fold(1)?)?;
    let hopf = [curve(equilibria.hopf(1)?)?, curve(equilibria.hopf(2)?)?];
    // Between the first and the last fold of the cycles, which bound bursting, are others near a saddle.
    let mut folds_of_cycles = Vec::new();
    for fold in bounds(&cycles) {
        folds_of_cycles.push(curve(fold)?);
    }
    Ok(Bifurcations { equilibria, cycles, folds, hopf, folds_of_cycles })
}

/// The folds of cycles at the lowest and the highest drive.
fn bounds(cycles: &Branch) -> Vec<&Point> {
    let mut folds: Vec<&Point> = cycles.special().filter(|point| point.kind == PointKind::Fold).collect();
    let eta = |point: &Point| point.parameter("eta").unwrap_or(f64::NAN);
    folds.sort_by(|a, b| eta(a).total_cmp(&eta(b)));
    if folds.len() > 2 { vec![folds[0], folds[folds.len() - 1]] } else { folds }
}

fn draw(found: &Bifurcations, out: &std::path::Path) -> Result<(), pyrates::PlotError> {
    let one = Diagram::new("eta", "r")
        .branch(&found.equilibria)
        .branch(&found.cycles)
        .title("QIF mean field with spike-frequency adaptation")
        .y_label("firing rate r")
        .labels()
        .x_range(-6.0..3.0);
    let two = Diagram::new("eta", "alpha").branch(&found.folds).x_range(-7.0..4.0).y_range(0.0..2.0);
    let two = found.hopf.iter().chain(&found.folds_of_cycles).fold(two, Diagram::branch);
    let two = two.title("Bifurcations over drive and adaptation").y_label("adaptation alpha");
    for ending in ["svg", "png"] {
        one.save(out.join(format!("qif_bifurcation.{ending}")))?;
        two.save(out.join(format!("qif_bifurcation_2d.{ending}")))?;
    }
    Ok(())
}

/// The special points of branches, on cycles the largest values of the states.
fn table(branches: &[&Branch]) -> Result<String, Box<dyn std::error::Error>> {
    let mut text = "label,type,eta,r,v,a,x,period\n".to_string();
    for branch in branches {
        let of_cycles = branch.kind.has_cycles();
        // The Hopf point at which cycles begin is among those of equilibria.
        for point in branch.special().filter(|point| !(of_cycles && point.kind == PointKind::Hopf)) {
            let mut values = vec![point.parameter("eta")?];
            for state in ["r", "v", "a", "x"] {
                values.push(point.state(state)?);
            }
            let values: Vec<String> = values.iter().map(|x| format!("{x:?}")).collect();
            let period = point.period.map_or(String::new(), |period| period.to_string());
            let of = if of_cycles { " of cycles" } else { "" };
            writeln!(text, "{},{}{of},{},{period}", point.label, point.kind, values.join(","))?;
        }
    }
    Ok(text)
}

fn out_folder() -> Result<PathBuf, lexopt::Error> {
    use lexopt::prelude::*;
    let mut arguments = lexopt::Parser::from_env();
    let mut out = PathBuf::from("out");
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("out") => out = arguments.value()?.into(),
            other => return Err(other.unexpected()),
        }
    }
    Ok(out)
}
