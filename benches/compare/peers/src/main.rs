//! PyRates and other solvers in Rust, measured: `compare fixed <variant> [job]` or
//! `compare ode|stiff|dde [problem]` prints lines of JSON. `run` beside this crate builds and calls it.

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
    let word = |n: usize| words.get(n).map(String::as_str);
    match word(0) {
        Some("fixed") => fixed::jobs(word(1).unwrap_or("PyRates"), word(2))?,
        #[cfg(feature = "solvers")]
        Some("ode") => adaptive::ode_problems(word(1)),
        #[cfg(feature = "solvers")]
        Some("stiff") => adaptive::stiff_problems(word(1)),
        #[cfg(feature = "solvers")]
        Some("dde") => adaptive::delay_problems(word(1)),
        _ => eprintln!("say what to measure: `fixed <variant> [job]`, or `ode`, `stiff` or `dde`"),
    }
    Ok(())
}
