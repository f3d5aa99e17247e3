//! The models, in PyRates' language.

#[cfg(feature = "solvers")]
pub(crate) mod delayed;
pub(crate) mod fixed;
#[path = "../../../../common/jansen_rit.rs"]
pub(crate) mod jansen_rit;
#[cfg(feature = "solvers")]
pub(crate) mod ode;
#[cfg(feature = "solvers")]
pub(crate) mod pleiades;
#[allow(dead_code, reason = "all tools have the reference values from a file")]
#[cfg(feature = "solvers")]
#[path = "../../../../common/stiff.rs"]
pub(crate) mod stiff;
