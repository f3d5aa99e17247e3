//! Integration in time: methods, step-size control, and the loop over the steps.
//!
//! `tableau`, `rodas5p` and `radau9` hold coefficients; `runge_kutta`, `rosenbrock`, `radau` and `switching`, which has them, make
//! one step (`stepper` says what that is), `step_size` says how long it should be, and `driver` has the only
//! loop. [`crate::Simulation`] is the way in.

mod collocation;
mod control;
mod dop853;
mod driver;
mod equations;
mod error;
mod explicit;
mod hooks;
mod iteration;
pub(crate) mod lanes;
mod member;
mod memory;
mod method;
mod noise;
mod ode_solvers;
mod options;
#[cfg(test)]
mod order_conditions;
#[cfg(feature = "progress")]
pub(crate) mod progress;
mod radau;
mod radau9;
mod right_hand_side;
mod rodas5p;
mod rosenbrock;
mod rough;
mod runge_kutta;
mod shadow;
mod step_size;
mod stepper;
mod stiffness;
mod stochastic;
mod switching;
mod tableau;
mod unused;
mod vern7;
mod weights;

use crate::delay::{Interpolated, NoMemory, Recall, RingBuffer, Side, whole_steps};
use crate::model::Model;
use crate::network::{AddProducts, with_products};
use crate::noise::Noise;
use crate::solution::Solution;

pub use error::{AfterProblem, SolveError, SolveErrorKind};
pub use memory::Memory;
pub use method::{
    Auto, Bosh3, Dop853, Dopri5, Euler, EulerMaruyama, Heun, Method, Milstein, OdeSolvers, Radau9, Ralston,
    Rk4, Rodas5P, Sra1, StochasticHeun, Tsit5, Vern7,
};

pub(crate) use hooks::Hooks;
pub(crate) use memory::exceeded;
pub(crate) use method::sealed::Scheme;
pub(crate) use noise::NoiseOptions;
pub(crate) use options::{Options, Plan, Stepping};
pub(crate) use right_hand_side::{Duals, WriteInputs};
pub(crate) use runge_kutta::hermite;

use driver::Driver;
use method::sealed::Engine;
use radau::Radau;
use rodas5p::RODAS5P;
use rosenbrock::Rosenbrock;
use runge_kutta::RungeKutta;
use stepper::Stepper;
use stochastic::Stochastic;
use switching::{Stiff, Switching};
use tableau::{TSIT5, Tableau};

/// Carries out a plan, and estimates the error if that was asked for.
pub(crate) fn run<M: Model>(model: &M, plan: &Plan, hooks: &Hooks) -> Result<Solution, SolveError> {
    if !plan.estimates_error {
        return solve(model, plan, hooks);
    }
    let solution = solve(model, plan, hooks)?;
    let estimate = shadow::estimate(model, plan, &solution)?;
    Ok(solution.with_error_estimate(estimate))
}

/// Carries out a plan, with the threads that it asks for.
fn solve<M: Model>(model: &M, plan: &Plan, hooks: &Hooks) -> Result<Solution, SolveError> {
    if !plan.network.is_needed() {
        return integrate(model, plan, Beside { hooks, products: None });
    }
    let refuse = |kind| SolveError { kind, t: plan.t0, partial: Box::default() };
    with_products(plan, |products| integrate(model, plan, Beside { hooks, products: Some(products) }))
        .map_err(refuse)?
}

/// Who is called during a run besides the model.
#[derive(Clone, Copy)]
struct Beside<'a, 'm> {
    hooks: &'a Hooks<'m>,
    products: Option<&'a dyn AddProducts<f64>>,
}

/// Carries out a plan with the method that it asks for.
fn integrate<M: Model>(model: &M, plan: &Plan, beside: Beside) -> Result<Solution, SolveError> {
    let has_more = plan.has_zero_delays() || plan.delays_change;
    let is_autonomous = !model.depends_on_time() && plan.run.lookups.is_empty() && plan.run.inputs.is_empty();
    let rosenbrock = || Stiff::Rosenbrock(Rosenbrock::new(&RODAS5P, model, has_more, is_autonomous));
    match plan.scheme.engine {
        Engine::OdeSolvers(which) => ode_solvers::solve(model, which, plan, beside.products),
        Engine::RungeKutta(tableau) => {
            let stepper = RungeKutta::new(tableau, &plan.run.y0);
            match buffer(model, plan, tableau) {
                Some(buffer) => drive(model, stepper, plan, buffer, beside),
                None => solve_with(model, stepper, plan, beside),
            }
        }
        Engine::Stochastic(rule) => {
            let nothing = Noise::default();
            let noise = plan.run.noise.as_ref().unwrap_or(&nothing);
            let stepper = Stochastic::new(rule, noise, (plan.t0, plan.t_end), plan.run.y0.len(), (0.0, 1));
            solve_with(model, stepper, plan, beside)
        }
        Engine::Rodas5P => solve_with(model, Switching::new(None, rosenbrock()), plan, beside),
        Engine::Radau9 => {
            let radau = Stiff::Radau(Radau::new(model, has_more, plan.tolerance()));
            solve_with(model, Switching::new(None, radau), plan, beside)
        }
        Engine::Auto => {
            let explicit = RungeKutta::new(&TSIT5, &plan.run.y0);
            solve_with(model, Switching::new(Some(explicit), rosenbrock()), plan, beside)
        }
    }
}

/// A buffer of the states at the ends of steps, if that is the rule of the run, or if no look-up can ask for others.
fn buffer<'m, M: Model>(model: &'m M, plan: &Plan, tableau: &Tableau) -> Option<RingBuffer<'m, M>> {
    let (run, is_constant) = (&plan.run, plan.run.inputs.is_empty());
    let (delays, n_steps) = whole_delays(plan, tableau)?;
    let before = states_before(plan);
    Some(RingBuffer::new(model, &run.p.all(), &run.lookups, (&delays, n_steps), &before, is_constant))
}

/// All states before the start of a run whose past is that of the ends of steps: PyRates' rule begins with an empty buffer.
fn states_before(plan: &Plan) -> Vec<f64> {
    if plan.run.ring_step.is_some() { vec![0.0; plan.run.y0.len()] } else { plan.run.y0.clone() }
}

/// The delay of each look-up in steps, and the number of steps, if the past is that of the ends of steps: by the rule of the
/// run, or because no look-up can ask for others.
fn whole_delays(plan: &Plan, tableau: &Tableau) -> Option<(Vec<usize>, usize)> {
    let run = &plan.run;
    let steps = |dt: f64| ((plan.t_end - plan.t0) / dt).ceil() as usize;
    if let Some(dt) = run.ring_step {
        return Some((run.delays().into_iter().map(|delay| whole_steps(delay, dt)).collect(), steps(dt)));
    }
    let dt = plan.grid().filter(|_| tableau.stays_at_ends())?;
    let delays: Option<Vec<usize>> = run.delays().into_iter().map(|delay| plan.steps_of(delay, dt)).collect();
    Some((delays?, steps(dt)))
}

/// Carries out a plan with a stepper, with the past that the model needs.
fn solve_with<M: Model, S: Stepper>(
    model: &M,
    stepper: S,
    plan: &Plan,
    beside: Beside,
) -> Result<Solution, SolveError> {
    let run = &plan.run;
    if run.lookups.is_empty() {
        return drive(model, stepper, plan, NoMemory, beside);
    }
    let n = stepper.n_coefficients();
    let (history, start) = (run.history.clone(), (plan.t0, &plan.run.y0[..]));
    let past = Interpolated::new(model, history, start, &run.lookups, n, plan.delays_change);
    drive(model, stepper, plan, past, beside)
}

fn drive<M: Model, S: Stepper, K: Recall>(
    model: &M,
    stepper: S,
    plan: &Plan,
    memory: K,
    Beside { hooks, products }: Beside,
) -> Result<Solution, SolveError> {
    let run = &plan.run;
    let write = |t: f64, side: Side, p: &mut [f64]| run.inputs.write(t, side, p);
    let inputs: Option<&WriteInputs<f64>> = if run.inputs.is_empty() { None } else { Some(&write) };
    Driver::new(model, stepper, plan, memory, (inputs, products), hooks).run()
}
