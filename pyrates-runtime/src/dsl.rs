//! The macros `operator!`, `node!`, `circuit!`, `function!` and `from_yaml!`. They pass the path of this crate to the procedural
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

/// Defines a function that equations can call, written in Rust.
///
/// It is an ordinary function of real numbers; operators name it in their section `functions`. Derivatives are for the
/// Jacobian; those that are not given are approximated by central differences
/// ([`Implementation::at`](crate::ir::user_function::Implementation::at)). Spellings are for exports, where `{x}` stands
/// for the argument `x`; a language without spelling refuses models that call the function.
///
/// ```
/// use pyrates_runtime::{function, operator, prelude::*};
///
/// function! {
///     /// Naka-Rushton curve: the firing rate of a visual neuron at contrast `c`.
///     pub fn naka_rushton(c: f64, half: f64) -> f64 {
///         if c <= 0.0 { 0.0 } else { c * c / (c * c + half * half) }
///     }
///     derivatives {
///         c: if c <= 0.0 { 0.0 } else { 2.0 * c * half * half / (c * c + half * half).powi(2) },
///     }
///     spellings {
///         julia: {
///             value: "ifelse({c} <= 0, 0.0, {c}^2/({c}^2 + {half}^2))",
///             c: "ifelse({c} <= 0, 0.0, 2*{c}*{half}^2/({c}^2 + {half}^2)^2)",
///         },
///     }
/// }
///
/// operator! {
///     pub Adaptation {
///         equations { d/dt r = (naka_rushton(c - a, 0.3) - r)/tau; d/dt a = (r - a)/tau_a; }
///         variables { r: output(0.0), a: variable(0.0), c: input(0.5), tau: 0.02, tau_a: 0.2 }
///         functions { naka_rushton }
///     }
/// }
///
/// # fn main() -> Result<(), pyrates_runtime::Error> {
/// let model = Adaptation::default();
/// let solution = model.simulate(0.0..1.0).run()?;
/// assert!(solution.column("r")?.last().unwrap() < &naka_rushton(0.5, 0.3));
/// assert!(model.emit_julia()?.text().contains("ifelse("));
/// assert!(model.emit_fortran().is_err());
/// # Ok(())
/// # }
/// ```
#[macro_export]
macro_rules! function {
    ($($tokens:tt)*) => { $crate::__function! { [$crate] $($tokens)* } };
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
/// one of its files changes. Other files are looked up from the folder of this one upwards, and in the folders behind
/// `search`: `pub Net = "net.yaml", "net", search: ["library"]`. All names must be names in Rust. The format is described in `docs/yaml.md`.
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
