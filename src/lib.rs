//! PyRates for Rust: dynamical systems as compiled, typed models.
//!
//! Equations stand in Rust source, in the macros [`operator!`], [`node!`] and [`circuit!`]. They are
//! checked when the program compiles, mistakes are reported at the word that was mistyped, and what
//! results is a struct with a field for every parameter, initial value and edge. The struct can be
//! simulated, with and without delays, and handed to other tools as Fortran, Julia, MATLAB, NumPy, PyTorch, JAX or TensorFlow.
//!
//! ```
//! use pyrates::prelude::*;
//!
//! operator! {
//!     /// Lotka-Volterra growth of one species.
//!     pub LotkaVolterra {
//!         equations { d/dt x = x*(alpha + x_in); }
//!         variables { x: output(0.5), alpha: 0.5, x_in: input(0.0) }
//!     }
//! }
//! node! { pub Species { lv: LotkaVolterra } }
//! circuit! {
//!     pub PredatorPrey {
//!         nodes {
//!             predator: Species { lv.alpha: -1.0 },
//!             prey: Species { lv.alpha: 0.7 },
//!         }
//!         edges {
//!             predator.lv.x -> prey.lv.x_in { weight: -1.3 };
//!             prey.lv.x -> predator.lv.x_in { weight: 1.0, delay: 0.5 };
//!         }
//!     }
//! }
//!
//! # fn main() -> Result<(), pyrates::Error> {
//! let mut model = PredatorPrey::default();
//! model.prey.lv.alpha = 0.8; // typed access, checked by rustc
//! model.set("edges/prey_to_predator/delay", 0.4)?; // or by path
//!
//! let solution = model.simulate(0.0..10.0).method(Dopri5).rtol(1e-8).interval(0.1).run()?;
//! let prey = solution.column("prey/lv/x")?;
//! assert_eq!(prey.len(), 101);
//!
//! println!("{}", model.emit_julia()?.text());
//! # Ok(())
//! # }
//! ```
//!
//! Where to go from here:
//!
//! * the language is settled in `docs/language.md`, with its grammar;
//!   every compile-time error has a page in `docs/errors/`;
//! * [`models`] has the models that ship with PyRates;
//! * [`Simulation`] has the options of a run, [`solve`] the methods, [`History`] and [`DelayRule`] what
//!   concerns delays;
//! * [`Solution`] has the results: columns, dense evaluation, CSV, NumPy files and plots;
//! * [`signal`] has spectra, filters, phases and synchrony of samples;
//! * [`continuation`] has bifurcation analysis through Auto-07p, and diagrams of it;
//! * [`emit`] has the exports; [`ir`] is the symbolic core, for those who want to look inside a model.

pub mod models;

#[cfg(feature = "yaml")]
pub use pyrates_runtime::from_yaml;
pub use pyrates_runtime::*;
pub use pyrates_runtime::{circuit, node, operator};

/// The examples of the README, compiled as documentation tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
