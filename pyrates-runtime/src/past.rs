//! The past of a trajectory, as a right-hand side sees it, and what it asks for.

#[cfg(doc)]
use crate::model::VectorField;
use crate::scalar::Scalar;

/// The past of a trajectory, as a right-hand side sees it, and what else it may leave to whoever calls it.
pub trait Past<S: Scalar> {
    /// The value of state `state` at time `time`. `lookup` numbers the look-ups of the model from 0 to
    /// [`VectorField::n_lookups`], so that an implementation can remember where it last looked.
    fn value(&self, lookup: usize, state: usize, time: S) -> S;

    /// What a source transmitted at the time of a look-up, by its place in [`VectorField::transmitted`], if it was
    /// kept; otherwise it follows from [`Past::value`]. It is asked for first, where [`LookUp::transmitted`] is its place.
    #[inline(always)]
    fn transmitted(&self, _lookup: usize, _place: usize) -> Option<S> {
        None
    }

    /// The derivative by time of state `state` at time `time`; zero where the past is at rest.
    fn slope(&self, _lookup: usize, _state: usize, time: S) -> S {
        time.splat(0.0)
    }

    /// Adds the products of the rows of a matrix with `values` to `sums`, if whoever calls the right-hand side makes them, with
    /// several threads for instance; otherwise the right-hand side does. `first` is the place of the first weight of the matrix
    /// among the parameters. The sums must have the bits of [`Scalar::add_products`], or [`Scalar::add_links`] for a sparse matrix.
    #[inline(always)]
    fn add_products(&self, _first: usize, _values: &[S], _sums: &mut [S]) -> bool {
        false
    }
}

/// A look-up of the past: there is one for each delayed term and unit, or for each delayed term of an edge.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LookUp {
    /// The state that is looked up.
    pub state: usize,
    /// How far back it lies; infinite if that changes during a run.
    pub delay: f64,
    /// The place in [`VectorField::transmitted`] of what the source makes of its past, if that follows from it alone.
    /// [`VectorField::vector_field`] asks for that first, and for the state only if it was not kept.
    pub transmitted: Option<usize>,
}

/// The states that look-ups ask for, in order.
pub(crate) fn asked(lookups: &[LookUp]) -> Vec<usize> {
    let mut states: Vec<usize> = lookups.iter().map(|lookup| lookup.state).collect();
    states.sort_unstable();
    states.dedup();
    states
}

/// The past of a model without delays.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoPast;

impl<S: Scalar> Past<S> for NoPast {
    #[inline(always)]
    fn value(&self, _lookup: usize, _state: usize, time: S) -> S {
        time.splat(f64::NAN)
    }
}
