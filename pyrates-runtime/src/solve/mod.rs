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
mod runge_kutta;
mod step_size;
mod tableau;

use crate::delay::{DelayRule, Interpolated, NoMemory, RingBuffer};
use crate::model::Model;
use crate::solution::Solution;

pub use error::{SolveError, SolveErrorKind};
pub use method::{Dop853, Dopri5, Euler, Heun, Method, OdeSolvers, Rk4};

pub(crate) use method::sealed::Scheme;
pub(crate) use options::{Options, Plan, Stepping};
pub(crate) use runge_kutta::hermite;

use driver::Driver;
use method::sealed::Engine;

/// Carries out a plan.
pub(crate) fn solve<M: Model>(model: &M, mut plan: Plan) -> Result<Solution, SolveError> {
    let tableau = match plan.scheme.engine {
        Engine::OdeSolvers(which) => return ode_solvers::solve(model, which, plan),
        Engine::RungeKutta(tableau) => tableau,
    };
    if plan.delays.is_empty() {
        return Driver::new(model, tableau, &plan, NoMemory).run();
    }
    match (plan.delay_rule, plan.stepping) {
        (DelayRule::RingBuffer, Stepping::Fixed { dt }) => {
            let buffer = RingBuffer::new(&plan.delays, dt);
            Driver::new(model, tableau, &plan, buffer).run()
        }
        _ => {
            let history = std::mem::take(&mut plan.history);
            let n = tableau.dense.n_coefficients();
            let past = Interpolated::new(history, plan.t0, &plan.y0, &plan.delays, n);
            Driver::new(model, tableau, &plan, past).run()
        }
    }
}
