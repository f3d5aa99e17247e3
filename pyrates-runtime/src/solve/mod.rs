//! Integration in time: methods, step-size control, and the loop over the steps.
//!
//! `tableau` holds coefficients, `runge_kutta` makes one step, `step_size` says how long it should be,
//! and `driver` has the only loop. [`crate::Simulation`] is the way in.

mod dop853;
mod driver;
mod error;
mod method;
mod ode_solvers;
mod options;
#[cfg(test)]
mod order_conditions;
mod runge_kutta;
mod step_size;
mod tableau;
mod vern7;

use crate::delay::{Interpolated, NoMemory, RingBuffer, Side};
use crate::model::Model;
use crate::solution::Solution;

pub use error::{SolveError, SolveErrorKind};
pub use method::{Bosh3, Dop853, Dopri5, Euler, Heun, Method, OdeSolvers, Ralston, Rk4, Tsit5, Vern7};

pub(crate) use method::sealed::Scheme;
pub(crate) use options::{Options, Plan, Stepping};
pub(crate) use runge_kutta::{WriteInputs, hermite};

use driver::Driver;
use method::sealed::Engine;

/// Carries out a plan.
pub(crate) fn solve<M: Model>(model: &M, plan: &Plan) -> Result<Solution, SolveError> {
    let tableau = match plan.scheme.engine {
        Engine::OdeSolvers(which) => return ode_solvers::solve(model, which, plan),
        Engine::RungeKutta(tableau) => tableau,
    };
    let run = &plan.run;
    let write = |t: f64, side: Side, p: &mut [f64]| run.inputs.write(t, side, p);
    let inputs: Option<&WriteInputs<f64>> = if run.inputs.is_empty() { None } else { Some(&write) };
    if run.delays.is_empty() {
        return Driver::new(model, tableau, plan, NoMemory, inputs).run();
    }
    match run.ring_step {
        Some(dt) => {
            let buffer = RingBuffer::new(&run.delays, dt);
            Driver::new(model, tableau, plan, buffer, inputs).run()
        }
        None => {
            let n = tableau.dense.n_coefficients();
            let past = Interpolated::new(run.history.clone(), plan.t0, &plan.y0, &run.delays, n);
            Driver::new(model, tableau, plan, past, inputs).run()
        }
    }
}
