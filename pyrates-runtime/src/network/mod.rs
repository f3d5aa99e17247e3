//! Products of large matrices, made beside the right-hand side of a run: by several threads, with weights of half the size, or for
//! eight runs of a sweep at once.
//!
//! `matrices` finds the matrices of a model, `rows` has some rows in the form in which they are multiplied, `team` shares rows
//! out to threads, and `turn` is what threads wait for; `shared` has the matrices that all runs of a sweep have in common. A
//! right-hand side comes here by [`Past::add_products`].

mod matrices;
mod rows;
mod shared;
mod team;
mod turn;

use crate::model::Past;
use crate::scalar::Scalar;

pub(crate) use matrices::{Matrix, Network};
pub(crate) use shared::Shared;
pub(crate) use team::with_products;

/// How the weights of matrices are stored during a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Precision {
    /// Numbers of 64 bits, as they are in the model.
    #[default]
    Double,
    /// Numbers of 32 bits, rounded once, before the run. States and sums still have 64 bits: the result is that of a model
    /// whose weights were rounded beforehand, to the last bit.
    Single,
}

/// Who makes the products of some matrices.
pub(crate) trait AddProducts<S> {
    /// See [`Past::add_products`].
    fn add(&self, first: usize, values: &[S], sums: &mut [S]) -> bool;
}

/// A past beside which somebody may make products.
pub(crate) struct WithProducts<'a, P, S> {
    pub(crate) past: P,
    pub(crate) products: Option<&'a dyn AddProducts<S>>,
}

impl<S: Scalar, P: Past<S>> Past<S> for WithProducts<'_, P, S> {
    #[inline(always)]
    fn value(&self, lookup: usize, state: usize, time: S) -> S {
        self.past.value(lookup, state, time)
    }

    #[inline(always)]
    fn transmitted(&self, lookup: usize, place: usize) -> Option<S> {
        self.past.transmitted(lookup, place)
    }

    #[inline(always)]
    fn slope(&self, lookup: usize, state: usize, time: S) -> S {
        self.past.slope(lookup, state, time)
    }

    #[inline(always)]
    fn add_products(&self, first: usize, values: &[S], sums: &mut [S]) -> bool {
        self.products.is_some_and(|products| products.add(first, values, sums))
    }
}
