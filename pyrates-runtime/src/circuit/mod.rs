//! Models that are known only at run time.
//!
//! A [`Circuit`] is a [`System`] with everything that a compiled model has: it can be simulated, its values
//! have paths, and it can be exported. Its equations are compiled to a program over registers when it is
//! made. Where possible, one instruction serves a block of units, so that populations cost little more than
//! compiled code; results are the same to the last bit.

mod arithmetic;
mod build;
mod check;
mod code;
mod compile;
mod error;
mod lookups;
mod run;
mod single;
mod variables;
#[cfg(feature = "yaml")]
mod yaml;

use std::fmt;
use std::sync::Arc;

use pyrates_ir::lookup::{lookups, total};
use pyrates_ir::noise::Diffusion;
use pyrates_ir::system::{Layout, System};

use crate::model::{JacobianSink, LookUp, Model, Past, Structure, VectorField};
use crate::scalar::Scalar;

pub use error::CircuitError;
#[cfg(feature = "yaml")]
pub use yaml::{YamlError, YamlFile};

pub(crate) use variables::Variables;

use code::{Edges, Program};
use run::{Machine, NoSink};

/// A model as data, known only at run time: read from a file, or built by a program.
///
/// ```
/// use pyrates_runtime::prelude::*;
///
/// pyrates_runtime::operator! {
///     pub Decay {
///         equations { d/dt x = -x/tau; }
///         variables { x: output(1.0), tau: 2.0 }
///     }
/// }
///
/// # fn main() -> Result<(), pyrates_runtime::Error> {
/// // Any system will do; this one comes from a compiled model.
/// let mut circuit = Circuit::from_system(Decay::default().system())?;
/// circuit.set("tau", 0.5)?;
/// let solution = circuit.simulate(0.0..1.0).method(Rk4).dt(1e-3).run()?;
/// assert!((solution.column("x")?.last().unwrap() - (-2.0_f64).exp()).abs() < 1e-9);
/// println!("{circuit}");
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Circuit {
    shared: Arc<Shared>,
    y0: Vec<f64>,
    p: Vec<f64>,
}

/// What does not change with the values.
struct Shared {
    structure: Arc<Structure>,
    /// Complex variables as pairs; everything is computed with this.
    real: System,
    n_lookups: usize,
    /// Whether any delay changes during a run.
    delays_change: bool,
    depends_on_time: bool,
    edges: Vec<Edges>,
    vector_field: Program,
    jacobian: Program,
    /// The amplitudes of noise, if there are any.
    diffusion: Option<Variables>,
}

impl Circuit {
    /// The model that a system describes.
    ///
    /// # Errors
    /// If the system is not consistent: a variable without its equation, an edge from a unit that does not
    /// exist, a ring of algebraic variables, and so on. Systems of compiled models are consistent.
    pub fn from_system(system: System) -> Result<Circuit, CircuitError> {
        check::check(&system)?;
        let real = system.split().into_owned();
        if system.is_complex() {
            check::check(&real)?;
        }
        let (layout, lookups) = (Layout::new(&real), lookups(&real));
        let diffusion = real.has_noise().then(|| {
            let diffusion = Diffusion::new(&real);
            Variables::with_lookups(&diffusion.system, &lookups, &diffusion.amplitudes)
        });
        let shared = Shared {
            n_lookups: total(&lookups),
            depends_on_time: system.depends_on_time(),
            delays_change: lookups.iter().any(|lookup| lookup.changes(&real)),
            edges: build::edges(&real, &layout),
            vector_field: build::vector_field(&real.drift(), &layout, &lookups),
            jacobian: build::jacobian_program(&real.drift(), &lookups),
            diffusion,
            real,
            structure: Structure::new(system),
        };
        let (y0, p) = (shared.structure.initial_state(), shared.structure.parameters());
        Ok(Circuit { shared: Arc::new(shared), y0, p })
    }
}

impl VectorField for Circuit {
    const USES_LANES: bool = false;

    fn dim(&self) -> usize {
        self.y0.len()
    }

    fn n_parameters(&self) -> usize {
        self.p.len()
    }

    fn n_work(&self) -> usize {
        let diffusion = self.shared.diffusion.as_ref().map_or(0, Variables::n_work);
        self.shared.vector_field.n_work.max(self.shared.jacobian.n_work).max(diffusion)
    }

    fn n_lookups(&self) -> usize {
        self.shared.n_lookups
    }

    fn vector_field<S: Scalar, P: Past<S>>(
        &self,
        t: S,
        y: &[S],
        p: &[S],
        past: &P,
        work: &mut [S],
        dy: &mut [S],
    ) {
        let Shared { vector_field: program, edges, .. } = &*self.shared;
        let (y, p, slopes) = (&y[..self.dim()], &p[..self.n_parameters()], &mut dy[..self.y0.len()]);
        Machine { program, edges, t, y, p, past, work, slopes }.run(&mut NoSink);
    }

    fn jacobian<S: Scalar, P: Past<S>, J: JacobianSink<S>>(
        &self,
        t: S,
        y: &[S],
        p: &[S],
        past: &P,
        work: &mut [S],
        jacobian: &mut J,
    ) {
        let Shared { jacobian: program, edges, .. } = &*self.shared;
        let (y, p) = (&y[..self.dim()], &p[..self.n_parameters()]);
        Machine { program, edges, t, y, p, past, work, slopes: &mut [] }.run(jacobian);
    }

    fn diffusion<S: Scalar, P: Past<S>>(
        &self,
        t: S,
        y: &[S],
        p: &[S],
        past: &P,
        work: &mut [S],
        amplitudes: &mut [S],
    ) {
        if let Some(variables) = &self.shared.diffusion {
            variables.compute(t, &y[..self.dim()], &p[..self.n_parameters()], past, work);
            variables.copy(work, amplitudes);
        }
    }

    fn lookups(&self, p: &[f64]) -> Vec<LookUp> {
        lookups::lookups(&self.shared.real, &p[..self.n_parameters()])
    }

    fn depends_on_time(&self) -> bool {
        self.shared.depends_on_time
    }

    fn delays_change(&self) -> bool {
        self.shared.delays_change
    }
}

impl Model for Circuit {
    fn structure(&self) -> System {
        System::clone(&self.shared.structure)
    }

    fn shared_structure(&self) -> Arc<Structure> {
        self.shared.structure.clone()
    }

    fn initial_state(&self) -> Vec<f64> {
        self.y0.clone()
    }

    fn parameters(&self) -> Vec<f64> {
        self.p.clone()
    }

    fn set_initial_state(&mut self, y: &[f64]) {
        let n = self.y0.len();
        self.y0.copy_from_slice(&y[..n]);
    }

    fn set_parameters(&mut self, p: &[f64]) {
        let n = self.p.len();
        self.p.copy_from_slice(&p[..n]);
    }
}

/// Equations, values and edges, as compiled models print them.
impl fmt::Display for Circuit {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        self.system().fmt(f)
    }
}

/// The name and the sizes; `Display` has the rest.
impl fmt::Debug for Circuit {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let (name, n, p) = (&self.shared.structure.name, self.dim(), self.n_parameters());
        write!(f, "Circuit({name}, {n} states, {p} parameters)")
    }
}
