//! The Jacobian of a stiff step, and the systems of linear equations made of it.

use crate::checkpoint::{Carry, Transfer};
use crate::delay::Memory;
use crate::linear::Linear;
use crate::model::VectorField;
use crate::solution::Stats;

use super::right_hand_side::{Duals, RightHandSide};

/// The Jacobian at the start of a step, with room for factors.
pub(super) struct Equations {
    pub(super) linear: Linear,
    /// Whether the Jacobian is of the start of the step at hand.
    has_jacobian: bool,
    /// Room for derivatives where the model's own Jacobian is not all.
    duals: Option<Duals>,
    jacobians: usize,
    pub(super) factorisations: usize,
}

impl Equations {
    /// For a model, whose own Jacobian is not all if delays are zero or depend on states, with so many complex matrices.
    pub(super) fn new<M: VectorField>(model: &M, needs_total: bool, n_complex: usize) -> Equations {
        let linear = if needs_total { Linear::dense(model.dim()) } else { Linear::for_model(model) };
        Equations {
            linear: linear.with_complex(n_complex),
            has_jacobian: false,
            duals: needs_total.then(|| Duals::new(model)),
            jacobians: 0,
            factorisations: 0,
        }
    }

    /// The next step starts elsewhere.
    pub(super) fn forget_jacobian(&mut self) {
        self.has_jacobian = false;
    }

    /// Makes the Jacobian at the start of the step unless it is there. Tells whether it was made.
    pub(super) fn make_jacobian<M: VectorField, K: Memory<f64>>(
        &mut self,
        rhs: &mut RightHandSide<M, f64>,
        memory: &K,
        t: f64,
        y: &[f64],
    ) -> bool {
        if self.has_jacobian {
            return false;
        }
        match (&mut self.duals, self.linear.dense_mut()) {
            (Some(duals), Some(jacobian)) => rhs.total_jacobian(memory, t, y, duals, jacobian),
            _ => self.linear.fill(|sink| rhs.jacobian(memory, t, y, sink)),
        }
        self.has_jacobian = true;
        self.jacobians += 1;
        true
    }

    pub(super) fn add_to(&self, stats: &mut Stats) {
        stats.jacobians += self.jacobians;
        stats.factorisations += self.factorisations;
    }
}

/// The Jacobian is made anew.
impl Carry for Equations {
    fn carry(&mut self, transfer: &mut Transfer) {
        self.jacobians.carry(transfer);
        self.factorisations.carry(transfer);
    }
}
