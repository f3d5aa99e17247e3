//! PyRates and other solvers in Rust, measured: `compare fixed <variant> [job]`, `compare ode`, `compare stiff` or
//! `compare dde` prints lines of JSON. `run` beside this crate builds and calls it.

#[cfg(feature = "solvers")]
mod adaptive;
mod clock;
#[cfg(feature = "solvers")]
mod equations;
mod fixed;
mod models;
#[cfg(feature = "solvers")]
mod ours;
#[cfg(feature = "solvers")]
mod peers;

fn main() -> Result<(), pyrates::Error> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["fixed", variant] => fixed::jobs(variant, None)?,
        ["fixed", variant, job] => fixed::jobs(variant, Some(job))?,
        #[cfg(feature = "solvers")]
        ["ode"] => adaptive::ode_problems(),
        #[cfg(feature = "solvers")]
        ["stiff"] => adaptive::stiff_problems(),
        #[cfg(feature = "solvers")]
        ["dde"] => adaptive::delay_problems(),
        _ => eprintln!("say what to measure: `fixed <variant> [job]`, `ode`, `stiff` or `dde`"),
    }
    Ok(())
}
