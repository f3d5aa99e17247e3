//! The models that ship with PyRates, ready to use, and to build on.
//!
//! All are written in the language itself; `use pyrates::models::qif::Qif` and
//! `Qif::default().simulate(0.0..40.0)` is all it takes. Operators and nodes can be parts of your own
//! circuits. Each module names its source.
//!
//! | module | circuits and operators |
//! |---|---|
//! | [`base`] | leaky integrator, transfer functions, synaptic kernels |
//! | [`jansen_rit`] | [`JansenRit`](jansen_rit::JansenRit), [`JansenRitOperator`](jansen_rit::JansenRitOperator) |
//! | [`qif`] | [`Qif`](qif::Qif), [`QifSfa`](qif::QifSfa), [`QifGap`](qif::QifGap), [`QifConductance`](qif::QifConductance) |
//! | [`wilson_cowan`] | [`WilsonCowan`](wilson_cowan::WilsonCowan) |
//! | [`izhikevich`] | [`Izhikevich`](izhikevich::Izhikevich), [`IzhikevichEta`](izhikevich::IzhikevichEta), [`IzhikevichTheta`](izhikevich::IzhikevichTheta) |
//! | [`oscillators`] | [`VanDerPol`](oscillators::VanDerPol), [`StuartLandau`](oscillators::StuartLandau) |

pub mod base;
pub mod izhikevich;
pub mod jansen_rit;
pub mod oscillators;
pub mod qif;
pub mod wilson_cowan;
