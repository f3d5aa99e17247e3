//! The models that ship with PyRates, ready to use, and to build on.
//!
//! All are written in the language itself; `use pyrates::models::qif::Qif` and
//! `Qif::default().simulate(0.0..40.0)` is all it takes. Operators and nodes can be parts of your own
//! circuits. Each module names its source.
//!
//! | module | circuits and operators |
//! |---|---|
//! | [`base`] | leaky integrator, transfer functions, synaptic kernels |
//! | [`jansen_rit`] | [`JansenRit`](jansen_rit::JansenRit), [`JansenRitOperator`](jansen_rit::JansenRitOperator), [`JansenRitPair`](jansen_rit::JansenRitPair) |
//! | [`qif`] | [`Qif`](qif::Qif), [`QifSfa`](qif::QifSfa), [`QifGap`](qif::QifGap), [`QifConductance`](qif::QifConductance), [`QifAlpha`](qif::QifAlpha), [`QifDepression`](qif::QifDepression), [`QifTsodyks`](qif::QifTsodyks) |
//! | [`wilson_cowan`] | [`WilsonCowan`](wilson_cowan::WilsonCowan), [`WilsonCowanPlastic`](wilson_cowan::WilsonCowanPlastic) |
//! | [`izhikevich`] | [`Izhikevich`](izhikevich::Izhikevich), [`IzhikevichEta`](izhikevich::IzhikevichEta), [`IzhikevichTheta`](izhikevich::IzhikevichTheta) |
//! | [`theta`] | [`Theta`](theta::Theta), [`ThetaConductance`](theta::ThetaConductance): complex order parameters |
//! | [`oscillators`] | [`VanDerPol`](oscillators::VanDerPol), [`StuartLandau`](oscillators::StuartLandau), [`Burst`](oscillators::Burst) |
//! | [`kuramoto`] | [`Kuramoto`](kuramoto::Kuramoto), [`KuramotoPair`](kuramoto::KuramotoPair), [`KuramotoMeanField`](kuramoto::KuramotoMeanField), [`KuramotoMeanFieldPair`](kuramoto::KuramotoMeanFieldPair) |
//! | [`plasticity`] | operators for edges: [`Tsodyks`](plasticity::Tsodyks), [`Depression`](plasticity::Depression), [`Facilitation`](plasticity::Facilitation) |

pub mod base;
pub mod izhikevich;
pub mod jansen_rit;
pub mod kuramoto;
pub mod oscillators;
pub mod plasticity;
pub mod qif;
pub mod theta;
pub mod wilson_cowan;
