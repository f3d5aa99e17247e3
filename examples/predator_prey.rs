//! Predator and prey with a delay: the paper's first model, from equations to picture and exported code.
//!
//! `cargo run --release --example predator_prey -- --help` lists the options. With the paper's parameters
//! the oscillation grows without bound (the predators respond half a unit of time late): beyond t = 20 the
//! peaks pass 200 and the prey falls below 1e-50 between them. The default picture ends at t = 12, after one
//! cycle: the prey peaks, the predators follow.

use std::path::PathBuf;
use std::process::ExitCode;

use pyrates::prelude::*;

operator! {
    /// Lotka-Volterra growth of one species.
    pub LotkaVolterra {
        equations {
            d/dt x = x*(alpha + x_in);
        }
        variables {
            /// Density of the species.
            x: output(0.5),
            /// Growth rate without the other species.
            alpha: 0.5,
            /// Effect of other species.
            x_in: input(0.0),
        }
    }
}

node! { pub Species { lv: LotkaVolterra } }

circuit! {
    /// Predators that eat prey, and prey that feeds predators half a unit of time later.
    pub PredatorPrey {
        nodes {
            predator: Species { lv.alpha: -1.0 },
            prey: Species { lv.alpha: 0.7 },
        }
        edges {
            predator.lv.x -> prey.lv.x_in { weight: -1.3 };
            prey.lv.x -> predator.lv.x_in { weight: 1.0, delay: 0.5 };
        }
    }
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn std::error::Error>> {
    let options = Options::read()?;
    let model = PredatorPrey::default();
    let solution = options.simulate(&model)?.rename(&[("predator", "predator"), ("prey", "prey")])?;
    println!("{solution}");
    if options.no_files {
        return Ok(());
    }
    let out = &options.out;
    std::fs::create_dir_all(out)?;
    solution.write_csv(out.join("predator_prey.csv"))?;
    let plot = solution.plot().title("Predator and prey").x_label("time").y_label("density");
    plot.save(out.join("predator_prey.svg"))?;
    plot.save(out.join("predator_prey.png"))?;
    let mut files = model.emit_fortran()?.write_to(out)?;
    files.extend(model.emit_julia()?.write_to(out)?);
    files.extend(model.emit_numpy()?.write_to(out)?);
    files.extend(
        model
            .emit_matlab_with(&MatlabOptions { t_end: options.t_end, ..Default::default() })?
            .write_to(out)?,
    );
    let fixed = MatlabOptions { adaptive: false, dt: 1e-3, t_end: options.t_end, ..Default::default() };
    files.extend(model.emit_matlab_with(&fixed)?.write_to(out)?);
    println!("wrote predator_prey.csv, predator_prey.svg and predator_prey.png to {}/", out.display());
    println!("exported the model to:");
    for file in files {
        println!("  {}", file.display());
    }
    Ok(())
}

/// The options of the command line.
struct Options {
    t_end: f64,
    dt: f64,
    method: String,
    rtol: f64,
    out: PathBuf,
    no_files: bool,
}

const HELP: &str = "\
options:
  --t-end T       end of the simulation (12)
  --method NAME   euler, heun, rk4, dopri5 or dop853 (dopri5)
  --rtol R        relative tolerance of dopri5 and dop853 (1e-8)
  --dt H          step of euler, heun and rk4 (0.001)
  --out FOLDER    where the files go (out)
  --no-files      only simulate";

impl Options {
    fn read() -> Result<Options, lexopt::Error> {
        use lexopt::prelude::*;
        let (t_end, dt, rtol) = (12.0, 1e-3, 1e-8);
        let mut options =
            Options { t_end, dt, method: "dopri5".into(), rtol, out: "out".into(), no_files: false };
        let mut arguments = lexopt::Parser::from_env();
        while let Some(argument) = arguments.next()? {
            match argument {
                Long("t-end") => options.t_end = arguments.value()?.parse()?,
                Long("dt") => options.dt = arguments.value()?.parse()?,
                Long("method") => options.method = arguments.value()?.string()?,
                Long("rtol") => options.rtol = arguments.value()?.parse()?,
                Long("out") => options.out = arguments.value()?.into(),
                Long("no-files") => options.no_files = true,
                Long("help") | Short('h') => {
                    println!("{HELP}");
                    std::process::exit(0);
                }
                other => return Err(other.unexpected()),
            }
        }
        Ok(options)
    }

    fn simulate(&self, model: &PredatorPrey) -> Result<Solution, Box<dyn std::error::Error>> {
        let run = model.simulate(0.0..self.t_end).interval(0.1);
        let run = match self.method.as_str() {
            "euler" => run.method(Euler).dt(self.dt),
            "heun" => run.method(Heun).dt(self.dt),
            "rk4" => run.method(Rk4).dt(self.dt),
            "dopri5" => run.method(Dopri5).rtol(self.rtol),
            "dop853" => run.method(Dop853).rtol(self.rtol),
            other => return Err(format!("unknown method `{other}`; see --help").into()),
        };
        Ok(run.run()?)
    }
}
