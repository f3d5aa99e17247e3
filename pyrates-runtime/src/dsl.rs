//! The macros `operator!`, `node!`, `circuit!` and `from_yaml!`. They pass the path of this crate to the procedural
//! macros, so that a model compiles under whatever name the crate is known to its user.

/// Defines an operator: equations and the variables they use.
///
/// ```
/// pyrates_runtime::operator! {
///     /// Van der Pol oscillator.
///     pub VanDerPol {
///         equations {
///             d/dt x = z;
///             d/dt z = mu*z*(1 - x^2) - x + inp;
///         }
///         variables {
///             x: output(0.0),
///             z: variable(1.0),
///             mu: 1.0,
///             inp: input(0.0),
///         }
///     }
/// }
/// let model = VanDerPol { mu: 2.0, ..VanDerPol::default() };
/// assert_eq!(model.z, 1.0);
/// ```
#[macro_export]
macro_rules! operator {
    ($($tokens:tt)*) => { $crate::__operator! { [$crate] $($tokens)* } };
}

/// Defines a node: operators that act together, wired by equal names.
///
/// ```
/// use pyrates_runtime::{node, operator};
///
/// operator! {
///     pub Synapse {
///         equations { "v' = x"; "x' = h*m_in/tau - 2*x/tau - v/tau^2"; }
///         variables { v: output, x: variable, m_in: input, h: 3.25e-3, tau: 10e-3 }
///     }
/// }
/// operator! {
///     pub Sigmoid {
///         equations { m = m_max/(1 + exp(s*(v_thr - v))); }
///         variables { m: output, v: input, m_max: 5.0, s: 560.0, v_thr: 6e-3 }
///     }
/// }
/// node! { pub Interneuron { syn: Synapse, pro: Sigmoid { m_max: 4.0 } } }
///
/// assert_eq!(Interneuron::default().pro.m_max, 4.0);
/// ```
#[macro_export]
macro_rules! node {
    ($($tokens:tt)*) => { $crate::__node! { [$crate] $($tokens)* } };
}

/// Defines a circuit: nodes, populations of nodes, and edges between them.
///
/// ```
/// use pyrates_runtime::{circuit, node, operator};
///
/// operator! {
///     pub LotkaVolterra {
///         equations { d/dt x = x*(alpha + x_in); }
///         variables { x: output(0.5), alpha: 0.5, x_in: input(0.0) }
///     }
/// }
/// node! { pub Species { lv: LotkaVolterra } }
/// circuit! {
///     pub PredatorPrey {
///         nodes {
///             predator: Species { lv.alpha: -1.0 },
///             prey: Species { lv.alpha: 0.7 },
///         }
///         edges {
///             predator.lv.x -> prey.lv.x_in { weight: -1.3 };
///             prey.lv.x -> predator.lv.x_in { weight: 1.0, delay: 0.5 };
///         }
///     }
/// }
/// let mut model = PredatorPrey::default();
/// model.prey.lv.alpha = 0.8;
/// assert_eq!(model.edges.prey_to_predator.delay, 0.5);
/// ```
#[macro_export]
macro_rules! circuit {
    ($($tokens:tt)*) => { $crate::__circuit! { [$crate] $($tokens)* } };
}

/// Defines a model that a template file of PyRates describes, with the same structs as [`circuit!`](crate::circuit).
///
/// The path starts at the folder of the crate's `Cargo.toml`; the name of the template may be left out if the file has
/// one circuit. Mistakes in the file are compile errors, with file, line and column, and the crate is built anew when
/// one of its files changes. All names must be names in Rust. The format is described in `docs/yaml.md`.
///
/// ```
/// pyrates_runtime::from_yaml! {
///     /// Two columns that excite each other.
///     pub TwoColumns = "../tests/yaml/library/jansen_rit.yaml", "two_columns"
/// }
/// let mut model = TwoColumns::default();
/// model.jrc1.pc.driven.u = 120.0;
/// assert_eq!(model.edges.jrc1_pc_to_jrc2_pc.weight, 20.0);
/// ```
#[cfg(feature = "yaml")]
#[macro_export]
macro_rules! from_yaml {
    ($($tokens:tt)*) => { $crate::__from_yaml! { [$crate] $($tokens)* } };
}
