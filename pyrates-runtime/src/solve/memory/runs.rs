//! The memory of the runs of a sweep: what all share, what is in progress at once, and what finished ones leave.

use std::mem::size_of;

use crate::lanes::WIDTH;
use crate::model::{LookUp, Model};
use crate::network::Shared;
use crate::past::asked;

use super::super::Plan;
use super::super::lanes::{LaneMethod, first_tableau, longest_past, n_parameters};
use super::{Memory, NUMBER, n_coefficients, n_weights, of_explicit, of_method, of_product, of_samples};

/// Numbers that lanes have side by side, of which all are there, however many lanes are used.
const LANES: u64 = WIDTH as u64 * NUMBER;

impl Memory {
    /// What all runs share: the structure of the model, the plan from which theirs are made, and matrices for all lanes.
    pub(crate) fn of_base(plan: &Plan, shared: Option<&Shared>) -> Memory {
        let matrices = shared.map_or(&[][..], Shared::matrices);
        let bytes = matrices.iter().map(|matrix| of_product(matrix, plan.network.precision)).sum();
        let matrices = Memory { matrices: bytes, is_complete: true, ..Memory::default() };
        Memory::of_structure(plan).plus(values(plan)).plus(matrices)
    }

    /// What a thread takes for one run after the other, or for so many in lanes at once.
    pub(crate) fn in_progress<M: Model>(
        model: &M,
        plan: &Plan,
        lanes: Option<(LaneMethod, usize, &Shared)>,
    ) -> Memory {
        match lanes {
            None => Memory::of_run(model, plan),
            Some((method, n, shared)) => {
                in_lanes(model, plan, method, shared).plus(own_values(plan).plus(samples(plan)).times(n))
            }
        }
    }

    /// The memory of so many.
    pub(crate) fn times(self, n: usize) -> Memory {
        let times = |bytes: u64| bytes.saturating_mul(n as u64);
        Memory {
            states: times(self.states),
            parameters: times(self.parameters),
            matrices: times(self.matrices),
            delays: times(self.delays),
            samples: times(self.samples),
            jacobian: times(self.jacobian),
            is_complete: self.is_complete,
        }
    }
}

impl Plan {
    /// What a finished run leaves in trajectories beside its samples: the values that it started with.
    pub(crate) fn bytes_of_values(&self) -> u64 {
        let run = &self.run;
        NUMBER * run.y0.len() as u64 + (run.lookups.len() * size_of::<LookUp>()) as u64
    }
}

/// The values of a plan from which others are made: its state, parameters and look-ups.
fn values(plan: &Plan) -> Memory {
    Memory::of_parameters(plan).plus(own_values(plan))
}

/// The values that a run has of its own: few parameters are.
fn own_values(plan: &Plan) -> Memory {
    let run = &plan.run;
    Memory {
        states: NUMBER * run.y0.len() as u64,
        delays: (run.lookups.len() * size_of::<LookUp>()) as u64,
        is_complete: true,
        ..Memory::default()
    }
}

fn samples(plan: &Plan) -> Memory {
    let (samples, is_complete) = of_samples(plan);
    Memory { samples, is_complete, ..Memory::default() }
}

/// What lanes have together: numbers side by side, and a right-hand side and a stepper that start runs, one at a time.
fn in_lanes<M: Model>(model: &M, plan: &Plan, method: LaneMethod, shared: &Shared) -> Memory {
    let others = plan.run.p.len() as u64 - n_weights(&plan.run.system);
    let weights = (n_parameters(model, shared) as u64).saturating_sub(others);
    let dim = plan.run.y0.len() as u64;
    let (arrays, n_work) = (of_method(plan) as u64, model.n_work() as u64);
    let single = of_explicit(first_tableau(method)) as u64 + 1 + n_coefficients(plan) as u64;
    Memory {
        // The states and slopes before steps that nobody looks at are kept in case one is not finite.
        states: LANES * (dim * (3 + arrays) + n_work) + NUMBER * (dim * single + n_work),
        // Those of lanes, those of the run that starts, and those that inputs write.
        parameters: (LANES + 2 * NUMBER) * others,
        matrices: (LANES + 2 * NUMBER) * weights,
        delays: of_buffer(plan, method),
        is_complete: true,
        ..Memory::default()
    }
}

/// The past of lanes.
fn of_buffer(plan: &Plan, method: LaneMethod) -> u64 {
    let lookups = &plan.run.lookups;
    let steps = longest_past(method, plan).map_or(0, usize::next_power_of_two);
    let per_lookup = WIDTH * size_of::<usize>() + size_of::<Option<usize>>() + size_of::<usize>();
    LANES * (steps * asked(lookups).len()) as u64 + (lookups.len() * per_lookup) as u64
}
