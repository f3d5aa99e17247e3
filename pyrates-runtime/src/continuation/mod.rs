//! Bifurcation analysis with an installed Auto-07p: equilibria and cycles over parameters, where they change their
//! stability, and curves of bifurcations.
//!
//! ```no_run
//! use pyrates_runtime::continuation::{Auto07p, Diagram};
//! # pyrates_runtime::operator! {
//! #     pub Qif {
//! #         equations { d/dt r = delta/pi + 2*r*v; d/dt v = v^2 + eta + J*r - (pi*r)^2; }
//! #         variables { r: output(0.1), v: variable(-2.0), eta: -10.0, delta: 2.0, J: 21.2 }
//! #     }
//! # }
//! # fn main() -> Result<(), pyrates_runtime::Error> {
//! # let model = Qif::default();
//!
//! let auto = Auto07p::find()?;
//! let qif = auto.compile(&model)?;
//! let rest = qif.equilibrium()?;                                  // or qif.after(100.0)
//! let branch = qif.continue_from(&rest).parameter("eta", -15.0..5.0).run()?;
//! let cycles = qif.cycles_from(branch.hopf(1)?).run()?;
//! let folds = qif.curve_from(branch.fold(1)?).parameter("delta", 0.1..4.0).run()?;
//! println!("{branch}\n{cycles}\n{folds}");
//! Diagram::new("eta", "r").branch(&branch).branch(&cycles).save("qif.svg")?;
//! Diagram::new("eta", "delta").branch(&folds).save("qif_folds.svg")?;
//! # Ok(())
//! # }
//! ```
//!
//! What Auto-07p needs is exported, compiled and run in a temporary folder, without Python. Its results are typed
//! [`Branch`]es with the names of the model; what it would only mention in its files is an error. Delays are described by
//! further states, which are not shown.
//!
//! Numbers have ten digits, and eigenvalues six, since Auto-07p writes as many.

mod branch;
mod compile;
mod constants;
mod csv;
mod error;
mod find;
mod folder;
mod follow;
mod measures;
mod names;
mod not_finite;
mod parts;
mod plan;
mod point;
mod process;
mod progress;
mod read;
mod run;
mod test_functions;

pub use branch::{Branch, BranchEnd, BranchKind};
pub use compile::AutoModel;
pub use error::ContinuationError;
pub use find::Auto07p;
pub use point::{Point, PointKind, Profile};
pub use progress::Progress;
pub use run::{Direction, Run};

#[cfg(feature = "plot")]
pub use crate::plot::Diagram;
