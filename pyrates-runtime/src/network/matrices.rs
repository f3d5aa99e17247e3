//! The matrices of a model, and what a run does with them.

use std::collections::HashSet;

use pyrates_ir::system::{Layout, System};

use crate::solve::SolveErrorKind;

use super::Precision;

/// The least number of weights of a matrix whose product is worth being handed to threads. A run with one of this size takes a
/// third less time on two cores than on one.
pub(crate) const LARGE: usize = 1 << 16;

/// A matrix whose product with what sources transmit is a sum of edges.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Matrix {
    /// The coupling in the real form of the system.
    pub(crate) coupling: usize,
    /// The place of the first weight among the parameters.
    pub(crate) first: usize,
    pub(crate) n_weights: usize,
    /// The numbers of targets and sources.
    pub(crate) n_rows: usize,
    pub(crate) n_columns: usize,
    pub(crate) is_sparse: bool,
}

impl Matrix {
    /// All matrices of a system in its real form, each once.
    pub(crate) fn all(system: &System) -> Vec<Matrix> {
        let layout = Layout::new(system);
        let mut matrices: Vec<Matrix> = Vec::new();
        for (c, coupling) in system.couplings.iter().enumerate() {
            let (Some(connection), Some(first)) = (&coupling.connection, layout.weight(c)) else { continue };
            let is_known = matrices.iter().any(|matrix| matrix.first == first);
            if !coupling.is_product() || system.is_impulsive(coupling) || is_known {
                continue;
            }
            let (n_rows, n_columns) = (connection.targets.count, connection.sources.count);
            let n_weights = connection.n_weights();
            let is_sparse = connection.pattern != pyrates_ir::system::Pattern::Dense;
            matrices.push(Matrix { coupling: c, first, n_weights, n_rows, n_columns, is_sparse });
        }
        matrices
    }

    /// The places of the weights among the parameters.
    pub(crate) fn weights(&self) -> std::ops::Range<usize> {
        self.first..self.first + self.n_weights
    }
}

/// How a run makes the products of matrices.
#[derive(Debug, Clone, Default)]
pub(crate) struct Network {
    pub(crate) threads: usize,
    pub(crate) precision: Precision,
    /// The matrices whose weights are rounded.
    rounded: Vec<Matrix>,
    /// The matrices whose products are not made by the right-hand side itself.
    pub(crate) served: Vec<Matrix>,
}

impl Network {
    /// What was asked for, for a system some of whose parameters change during the run: which ones is asked only if it matters.
    pub(crate) fn new(
        system: &System,
        (threads, precision): (Option<usize>, Precision),
        changing: impl FnOnce() -> HashSet<usize>,
    ) -> Result<Network, SolveErrorKind> {
        let threads = match threads {
            Some(0) => {
                return Err(SolveErrorKind::InvalidOption {
                    option: "threads",
                    value: 0.0,
                    expected: "at least 1",
                });
            }
            n => n.unwrap_or(1),
        };
        if threads == 1 && precision == Precision::Double {
            return Ok(Network { threads, ..Network::default() });
        }
        let changing = changing();
        let (fixed, changed): (Vec<_>, Vec<_>) = Matrix::all(&system.split())
            .into_iter()
            .partition(|m| m.weights().all(|i| !changing.contains(&i)));
        let rounded = match precision {
            Precision::Double => Vec::new(),
            Precision::Single => rounded(&fixed, &changed)?,
        };
        let served: Vec<Matrix> = fixed.into_iter().filter(|matrix| matrix.n_weights >= LARGE).collect();
        if threads > 1 && served.is_empty() {
            let context = format!(
                "a model without a matrix of {LARGE} weights or more, which stay as they are and share one delay if they have any"
            );
            let advice = "leave it out; many runs of a small model share processors by `sweep`";
            return Err(SolveErrorKind::UnusedOption { option: "threads", context, advice });
        }
        Ok(Network { threads, precision, rounded, served })
    }

    /// Rounds weights among parameters to the precision of the run.
    pub(crate) fn round(&self, system: &System, p: &mut [f64]) -> Result<(), SolveErrorKind> {
        for i in self.rounded.iter().flat_map(Matrix::weights) {
            p[i] = rounded_weight(system, i, p[i])?;
        }
        Ok(())
    }

    /// The same for some parameters, with their places.
    pub(crate) fn round_own(&self, system: &System, own: &mut [(usize, f64)]) -> Result<(), SolveErrorKind> {
        for (i, value) in own {
            if self.rounded.iter().any(|matrix| matrix.weights().contains(i)) {
                *value = rounded_weight(system, *i, *value)?;
            }
        }
        Ok(())
    }

    /// Whether somebody else than the right-hand side makes products.
    pub(crate) fn is_needed(&self) -> bool {
        !self.served.is_empty()
    }
}

/// The nearest number of 32 bits to a weight at a place among the parameters.
fn rounded_weight(system: &System, place: usize, value: f64) -> Result<f64, SolveErrorKind> {
    let weight = f64::from(value as f32);
    if weight.is_infinite() && value.is_finite() {
        let path = system.parameter_paths().swap_remove(place);
        return Err(SolveErrorKind::TooLargeForSingle { path, value });
    }
    Ok(weight)
}

/// The matrices that are rounded: all of them.
fn rounded(fixed: &[Matrix], changed: &[Matrix]) -> Result<Vec<Matrix>, SolveErrorKind> {
    let refuse = |context: &str, advice| {
        Err(SolveErrorKind::UnusedOption { option: "weights", context: context.to_string(), advice })
    };
    if !changed.is_empty() {
        let advice = "leave it out, or leave the weights as they are";
        return refuse("weights that an input or an event changes during the run", advice);
    }
    if fixed.is_empty() {
        let context = "a model without a matrix of weights whose links share one delay if they have any";
        return refuse(context, "leave it out");
    }
    Ok(fixed.to_vec())
}
