//! What a compiled model offers: numbers in, numbers out. The macros implement these traits.

use std::ops::Range;
use std::sync::Arc;

use std::collections::BTreeSet;

use pyrates_ir::system::System;
#[cfg(feature = "yaml")]
use pyrates_ir::yaml::{Dialect, WriteError};

use crate::listing::Listing;
use crate::matrix::SparseMatrix;
use crate::paths::{self, Slot};
use crate::scalar::Scalar;

pub use crate::past::{LookUp, NoPast, Past};
pub use crate::paths::PathError;
use crate::simulation::Simulation;
use crate::steady_state::{SteadyState, SteadyStateError, steady_state};
#[doc(hidden)]
pub use crate::structure::Structure;

/// Receives the entries of a Jacobian. The sequence of places is the same in every call for a model;
/// several entries for one place add up.
pub trait JacobianSink<S: Scalar> {
    /// Adds `value` to the derivative of `dy[row]` with respect to `y[column]`.
    fn add(&mut self, row: usize, column: usize, value: S);
}

/// Keeps the places of entries and forgets their values.
struct Places(BTreeSet<(usize, usize)>);

impl JacobianSink<f64> for Places {
    fn add(&mut self, row: usize, column: usize, _value: f64) {
        self.0.insert((row, column));
    }
}

/// The right-hand side of a system of ordinary or delay differential equations.
///
/// All slices are in the order of [`pyrates_ir::system::Layout`]. Calls have no effect but on `work` and
/// the output, allocate nothing, and may come from several threads at once.
pub trait VectorField {
    /// Whether the right-hand side is fast for several parameter sets at once; see [`crate::lanes`]. Code that is generated
    /// is; what is interpreted is not.
    #[doc(hidden)]
    const USES_LANES: bool = true;

    /// The number of states, if it is known when the model is compiled: solvers have code of their own for few states.
    #[doc(hidden)]
    const DIM: Option<usize> = None;

    /// The number of states.
    fn dim(&self) -> usize;

    /// The number of parameters, edge weights and delays included.
    fn n_parameters(&self) -> usize;

    /// The number of parameters without those at the end that are weights of matrices whose products are left to
    /// [`Past::add_products`] first. If that makes them, [`VectorField::vector_field`] and [`VectorField::diffusion`] need no more.
    #[doc(hidden)]
    fn n_before_products(&self) -> usize {
        self.n_parameters()
    }

    /// The length of `work` that [`VectorField::vector_field`] and [`VectorField::jacobian`] need.
    fn n_work(&self) -> usize;

    /// The number of look-ups of the past in one call.
    fn n_lookups(&self) -> usize;

    /// Writes the derivative of the state `y` at time `t`, for parameters `p`, to `dy`.
    ///
    /// # Panics
    /// If a slice is shorter than the methods above say.
    fn vector_field<S: Scalar, P: Past<S>>(
        &self,
        t: S,
        y: &[S],
        p: &[S],
        past: &P,
        work: &mut [S],
        dy: &mut [S],
    );

    /// Hands the derivatives of the right-hand side with respect to the present state to `jacobian`.
    ///
    /// # Panics
    /// If a slice is shorter than the methods above say.
    fn jacobian<S: Scalar, P: Past<S>, J: JacobianSink<S>>(
        &self,
        t: S,
        y: &[S],
        p: &[S],
        past: &P,
        work: &mut [S],
        jacobian: &mut J,
    );

    /// Writes the amplitudes of noise at time `t` and state `y`, in the order of
    /// [`System::noise_places`]; nothing for a model without noise.
    ///
    /// # Panics
    /// If a slice is shorter than the methods above say.
    fn diffusion<S: Scalar, P: Past<S>>(
        &self,
        _t: S,
        _y: &[S],
        _p: &[S],
        _past: &P,
        _work: &mut [S],
        _amplitudes: &mut [S],
    ) {
    }

    /// How many values sources transmit, to each of their targets with another delay, that follow from their states.
    fn n_transmitted(&self) -> usize {
        0
    }

    /// Writes what such sources transmit at a state. A past may keep it, so that it is not computed for every target.
    ///
    /// # Panics
    /// If a slice is shorter than the methods above say.
    fn transmitted<S: Scalar>(&self, _t: S, _y: &[S], _p: &[S], _transmitted: &mut [S]) {}

    /// All look-ups for parameters `p`, in order of their numbers.
    fn lookups(&self, p: &[f64]) -> Vec<LookUp>;

    /// The values of all delays for parameters `p`, one for each look-up, in order of the look-ups. Delays that change
    /// during a run are infinite here.
    fn delays(&self, p: &[f64]) -> Vec<f64> {
        self.lookups(p).iter().map(|lookup| lookup.delay).collect()
    }

    /// Whether any delay changes during a run, with states or time.
    fn delays_change(&self) -> bool {
        false
    }

    /// Whether the right-hand side mentions time.
    fn depends_on_time(&self) -> bool {
        true
    }

    /// The places of the Jacobian that can differ from zero, as (row, column), in order of rows.
    fn sparsity(&self) -> Vec<(usize, usize)> {
        let (y, p) = (vec![0.0; self.dim()], vec![0.0; self.n_parameters()]);
        let mut places = Places(BTreeSet::new());
        self.jacobian(0.0, &y, &p, &NoPast, &mut vec![0.0; self.n_work()], &mut places);
        places.0.into_iter().collect()
    }
}

/// A matrix, or what lies on an edge, does not fit the populations that it joins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SizeError {
    /// It is for populations of other sizes.
    Populations {
        /// The path, for instance `edges/cells_to_cells/weights`.
        path: String,
        /// What it is for: numbers of target and source units.
        found: (usize, usize),
        /// The sizes of the populations: numbers of target and source units.
        expected: (usize, usize),
    },
    /// What lies on the links of a sparse matrix is more or less than the links.
    Links {
        /// The path, for instance `edges/cells_to_cells/pairs`.
        path: String,
        /// The number of pairs.
        found: usize,
        /// The number of links.
        expected: usize,
    },
    /// The delays of a sparse matrix are those of other pairs than the weights.
    Delays {
        /// The path, for instance `edges/cells_to_cells/delays`.
        path: String,
    },
}

impl SizeError {
    /// An error unless both sizes are equal.
    pub fn unless_equal(
        path: &str,
        found: (usize, usize),
        expected: (usize, usize),
    ) -> Result<(), SizeError> {
        if found == expected {
            return Ok(());
        }
        Err(SizeError::Populations { path: path.to_string(), found, expected })
    }

    /// An error unless there are as many units as links.
    pub fn unless_one_on_each_link(path: &str, found: usize, expected: usize) -> Result<(), SizeError> {
        if found == expected {
            return Ok(());
        }
        Err(SizeError::Links { path: path.to_string(), found, expected })
    }

    /// An error unless two matrices have links between the same pairs.
    pub fn unless_same_links(
        path: &str,
        delays: &SparseMatrix,
        weights: &SparseMatrix,
    ) -> Result<(), SizeError> {
        match delays.has_links_of(weights) {
            true => Ok(()),
            false => Err(SizeError::Delays { path: path.to_string() }),
        }
    }
}

impl std::fmt::Display for SizeError {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        match self {
            SizeError::Populations { path, found: (n, m), expected: (a, b) } => {
                write!(
                    f,
                    "`{path}` is for {n} targets and {m} sources, but the populations have {a} and {b} units"
                )?;
                match (n, m) == (b, a) {
                    true => write!(f, "; rows are targets and columns are sources: is it transposed?"),
                    false => write!(f, "; give it their sizes, or call `fit_edges`"),
                }
            }
            SizeError::Delays { path } => write!(
                f,
                "`{path}` and the weights beside it join different pairs; give both matrices the same links"
            ),
            SizeError::Links { path, found, expected } => write!(
                f,
                "`{path}` has {found} units, but the weights beside it have {expected} links; replace weights by \
                 `set_weights`, or call `fit_edges`"
            ),
        }
    }
}

impl std::error::Error for SizeError {}

/// A model: a vector field with names, parameters and initial values.
pub trait Model: VectorField {
    /// The flat system of the model with its declared values.
    fn structure(&self) -> System;

    /// The same with what follows from it, without a copy if the model has it at hand.
    #[doc(hidden)]
    fn shared_structure(&self) -> Arc<Structure> {
        Structure::new(self.structure())
    }

    /// The initial state, in the order of [`pyrates_ir::system::Layout`].
    fn initial_state(&self) -> Vec<f64>;

    /// The parameters, in the order of [`pyrates_ir::system::Layout`].
    fn parameters(&self) -> Vec<f64>;

    /// Replaces the initial state.
    ///
    /// # Panics
    /// If the slice is shorter than [`VectorField::dim`].
    fn set_initial_state(&mut self, y: &[f64]);

    /// Replaces all parameters.
    ///
    /// # Panics
    /// If the slice is shorter than [`VectorField::n_parameters`].
    fn set_parameters(&mut self, p: &[f64]);

    /// Checks that the matrices of all edges fit the populations that they join.
    ///
    /// # Errors
    /// If one does not.
    fn check_sizes(&self) -> Result<(), SizeError> {
        Ok(())
    }

    /// Makes matrices, and what lies on edges, as large as the populations that they join, after populations were
    /// resized or links of sparse matrices were changed. New pairs have the declared values.
    fn fit_edges(&mut self) {}

    /// A simulation from `t.start` to `t.end`, in the model's unit of time: choose options, then
    /// [`run`](Simulation::run) it.
    fn simulate(&self, t: Range<f64>) -> Simulation<'_, Self>
    where
        Self: Sized,
    {
        Simulation::new(self, t)
    }

    /// The steady state that Newton's method finds from the initial state, with the model's exact Jacobian. Delayed
    /// values rest as well. It takes memory and time for a dense matrix of all states.
    ///
    /// ```
    /// use pyrates_runtime::prelude::*;
    ///
    /// pyrates_runtime::operator! {
    ///     pub Logistic {
    ///         equations { d/dt x = r*x*(1 - x/k); }
    ///         variables { x: output(1.5), r: 0.5, k: 2.0 }
    ///     }
    /// }
    /// # fn main() -> Result<(), pyrates_runtime::Error> {
    /// let steady = Logistic::default().steady_state()?;
    /// assert_eq!(steady.get("x")?, 2.0);
    /// assert_eq!(steady.eigenvalues()?[0].re, -0.5);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// If the equations depend on time, if the Jacobian is singular, or if nothing is found; the error says what to
    /// try.
    fn steady_state(&self) -> Result<SteadyState, SteadyStateError>
    where
        Self: Sized,
    {
        steady_state(self)
    }

    /// The flat system of the model with its present values.
    fn system(&self) -> System {
        let mut system = self.structure();
        system.set_values(&self.initial_state(), &self.parameters());
        system
    }

    /// All variables of the model with their roles, units and present values; `println!("{}", model.list())` prints
    /// them as a table.
    fn list(&self) -> Listing {
        Listing::of(&self.system())
    }

    /// The model with its present values as a template file that PyRates 1.2.3 reads, and
    /// [`Circuit::from_yaml`](crate::Circuit::from_yaml): the last template, a circuit with the name of the model.
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
    /// let model = Decay { tau: 0.5, ..Decay::default() };
    /// let text = model.to_yaml()?;
    /// let again = Circuit::from_yaml_text(&text, "Decay")?;
    /// assert_eq!(again.get("p/decay/tau")?, 0.5);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// If PyRates does not have something that the model uses; the error names every construct with the path of
    /// its variable. [`to_yaml_as`](Model::to_yaml_as) can write it for this library alone.
    #[cfg(feature = "yaml")]
    fn to_yaml(&self) -> Result<String, WriteError> {
        self.to_yaml_as(Dialect::PyRates)
    }

    /// The same in a dialect: [`Dialect::Extended`] has all of the language, but only this library reads it.
    ///
    /// # Errors
    /// If the dialect does not have something that the model uses, or if a value is not finite.
    #[cfg(feature = "yaml")]
    fn to_yaml_as(&self, dialect: Dialect) -> Result<String, WriteError> {
        pyrates_ir::yaml::to_yaml(&self.system(), dialect)
    }

    /// A parameter or initial value by its path, for instance `"prey/lv/alpha"` or
    /// `"edges/prey_to_predator/delay"`.
    ///
    /// # Errors
    /// If the path names nothing (the error offers the nearest path), or several values by a wildcard.
    fn get(&self, path: impl AsRef<str>) -> Result<f64, PathError>
    where
        Self: Sized,
    {
        let path = path.as_ref();
        match paths::find(self, path)?.as_slice() {
            [Slot::State(i)] => Ok(self.initial_state()[*i]),
            [Slot::Parameter(i)] => Ok(self.parameters()[*i]),
            several => Err(PathError::Several { path: path.to_string(), count: several.len() }),
        }
    }

    /// Sets a parameter or initial value by its path. A part `all` stands for any name: `"all/lv/alpha"`
    /// sets the variable in every node that has it. Returns the number of values set.
    ///
    /// # Errors
    /// If the path names nothing; then nothing is changed.
    fn set(&mut self, path: impl AsRef<str>, value: f64) -> Result<usize, PathError>
    where
        Self: Sized,
    {
        let slots = paths::find(self, path.as_ref())?;
        let (mut y, mut p) = (self.initial_state(), self.parameters());
        for slot in &slots {
            match *slot {
                Slot::State(i) => y[i] = value,
                Slot::Parameter(i) => p[i] = value,
            }
        }
        self.set_initial_state(&y);
        self.set_parameters(&p);
        Ok(slots.len())
    }
}
