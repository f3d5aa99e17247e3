//! Other solvers in Rust on the same problems.

use crate::clock::fastest;
use diffsol::{
    DiffsolError, NalgebraLU, NalgebraMat, OdeBuilder, OdeEquationsImplicit, OdeSolverMethod,
    OdeSolverProblem, OdeSolverStopReason,
};
use ode_solvers::{Dop853, Dopri5, OutputType, SVector, System};

use crate::adaptive::Problem;
use crate::equations::Equations;
use crate::ours::{print, tolerances};

type Matrix = NalgebraMat<f64>;
type Lu = NalgebraLU<f64>;

/// Equations as `ode_solvers` wants them.
struct Native<E>(std::marker::PhantomData<E>);

impl<E: Equations<N>, const N: usize> System<f64, SVector<f64, N>> for Native<E> {
    fn system(&self, t: f64, y: &SVector<f64, N>, dy: &mut SVector<f64, N>) {
        E::slopes(t, y.as_slice(), dy.as_mut_slice());
    }
}

/// The explicit methods, and the implicit one of varying order.
pub(crate) fn not_stiff<E: Equations<N>, const N: usize>(problem: &Problem) {
    for tolerance in tolerances() {
        ode_solvers::<E, N>(problem, tolerance);
    }
    for tolerance in tolerances() {
        diffsol::<E, N>(problem, "tsit45", tolerance);
    }
    for tolerance in tolerances() {
        diffsol::<E, N>(problem, "BDF", tolerance);
    }
}

/// The implicit methods.
pub(crate) fn stiff<E: Equations<N>, const N: usize>(problem: &Problem) {
    for method in ["BDF", "TR-BDF2", "ESDIRK34"] {
        for tolerance in tolerances() {
            diffsol::<E, N>(problem, method, tolerance);
        }
    }
}

fn ode_solvers<E: Equations<N>, const N: usize>(problem: &Problem, tolerance: f64) {
    macro_rules! run {
        ($method:ident) => {{
            let (seconds, end) = fastest(|| {
                let (y0, atol) = (SVector::from(E::Y0), problem.atol * tolerance);
                let system = Native::<E>(std::marker::PhantomData);
                let mut solver = $method::new(system, 0.0, problem.t_end, problem.t_end, y0, tolerance, atol);
                // Only steps; dense output would be wrong at the last point.
                solver.set_output(OutputType::Sparse);
                solver.integrate().ok()?;
                solver.y_out().last().map(|y| y.as_slice().to_vec())
            });
            if let Some(end) = end {
                print("ode_solvers", stringify!($method), problem, tolerance, seconds, &end);
            }
        }};
    }
    run!(Dopri5);
    run!(Dop853);
}

fn diffsol<E: Equations<N>, const N: usize>(problem: &Problem, method: &str, tolerance: f64) {
    let built = OdeBuilder::<Matrix>::new()
        .rtol(tolerance)
        .atol([problem.atol * tolerance])
        .rhs_implicit(
            |y: &[f64], _p: &[f64], t: f64, dy: &mut [f64]| E::slopes(t, y, dy),
            |y: &[f64], _p: &[f64], t: f64, v: &[f64], jv: &mut [f64]| E::jacobian_times(t, y, v, jv),
        )
        .init(|_p: &[f64], _t: f64, y: &mut [f64]| y.copy_from_slice(&E::Y0), N)
        .build();
    let Ok(mut built) = built else { return };
    // The limit counts over the whole run, and ends long ones.
    built.ode_options.max_nonlinear_solver_failures = 100_000;
    let (seconds, end) = fastest(|| solve(&built, method, problem.t_end));
    match end {
        Ok(end) => print("diffsol", method, problem, tolerance, seconds, &end),
        Err(error) => eprintln!("{}: diffsol {method} at {tolerance:e}: {error}", problem.name),
    }
}

fn solve<Eqn>(problem: &OdeSolverProblem<Eqn>, method: &str, t_end: f64) -> Result<Vec<f64>, DiffsolError>
where
    Eqn: OdeEquationsImplicit<T = f64, M = Matrix, V = diffsol::NalgebraVec<f64>, C = diffsol::NalgebraContext>,
{
    match method {
        "BDF" => to_end(problem.bdf::<Lu>()?, t_end),
        "TR-BDF2" => to_end(problem.tr_bdf2::<Lu>()?, t_end),
        "ESDIRK34" => to_end(problem.esdirk34::<Lu>()?, t_end),
        _ => to_end(problem.tsit45()?, t_end),
    }
}

fn to_end<'a, Eqn, S>(mut solver: S, t_end: f64) -> Result<Vec<f64>, DiffsolError>
where
    Eqn: OdeEquationsImplicit<T = f64, M = Matrix, V = diffsol::NalgebraVec<f64>, C = diffsol::NalgebraContext>
        + 'a,
    S: OdeSolverMethod<'a, Eqn>,
{
    solver.set_stop_time(t_end)?;
    while !matches!(solver.step()?, OdeSolverStopReason::TstopReached) {}
    Ok(solver.state().y.batch_as_slice(0).to_vec())
}
