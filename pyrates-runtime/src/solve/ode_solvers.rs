//! The crate `ode_solvers` as a named method, guarded against the faults of its version 0.6.2.
//!
//! - Its dense output returns a wrong last point and fails for negative times, so it runs in sparse mode,
//!   in time since `t0`, and the cubic Hermite polynomial through its steps gives the samples.
//! - Its choice of the first step fails for tiny initial values, so it gets ours.
//! - It goes on with values that are not finite until its step underflows, so they are watched here.

use std::cell::{Cell, RefCell};

use ode_solvers::dop_shared::IntegrationError;
use ode_solvers::{DVector, OutputType, System};

use crate::delay::Side;
use crate::model::{Model, NoPast};
use crate::network::{AddProducts, WithProducts};
use crate::solution::{Recorder, Solution, Stats};

use super::step_size::{Tolerance, first_step, tiny_step};
use super::{OdeSolvers, Plan, SolveError, SolveErrorKind, Stepping, hermite};

/// A vector field, of time since `t0`.
type Field<'a> = dyn Fn(f64, &[f64], &mut [f64]) + 'a;

/// A model in the form that the crate asks for. It is of one type for all models, because the crate's
/// steppers take seconds to compile.
struct Adapter<'a> {
    field: &'a Field<'a>,
    /// The state whose derivative was not finite when last evaluated, if any.
    not_finite: &'a Cell<Option<usize>>,
}

impl Adapter<'_> {
    fn vector_field(&self, x: f64, y: &[f64], dy: &mut [f64]) {
        (self.field)(x, y, dy);
        self.not_finite.set(dy.iter().position(|x| !x.is_finite()));
    }
}

impl System<f64, DVector<f64>> for Adapter<'_> {
    fn system(&self, x: f64, y: &DVector<f64>, dy: &mut DVector<f64>) {
        self.vector_field(x, y.as_slice(), dy.as_mut_slice());
    }

    fn solout(&mut self, _x: f64, y: &DVector<f64>, _dy: &DVector<f64>) -> bool {
        y.iter().any(|x| !x.is_finite())
    }
}

/// What is left when the crate's stepper is done.
struct Run {
    outcome: Result<(), IntegrationError>,
    x: Vec<f64>,
    y: Vec<DVector<f64>>,
    stats: Stats,
}

/// Steppers of the crate have the same constructor but no common trait.
macro_rules! run_stepper {
    ($stepper:path, $adapter:expr, $plan:expr, $first:expr, $beta:expr, $shrink:expr, $grow:expr) => {{
        let (plan, Stepping::Adaptive { tolerance: Tolerance { rtol, atol }, longest, .. }) =
            ($plan, $plan.stepping)
        else {
            return Err(SolveErrorKind::MissingStep { method: $plan.scheme.name });
        };
        let span = plan.t_end - plan.t0;
        let y0 = DVector::from_column_slice(&plan.run.y0);
        let n_max = u32::try_from(plan.max_steps).unwrap_or(u32::MAX);
        let mut stepper = <$stepper>::from_param(
            $adapter,
            0.0,
            span,
            span,
            y0,
            rtol,
            atol,
            0.9,
            $beta,
            $shrink,
            $grow,
            longest.min(span),
            $first,
            n_max,
            1000,
            OutputType::Sparse,
        );
        let outcome = stepper.integrate();
        let (x, y) = stepper.results().get();
        let count = |stats: ode_solvers::dop_shared::Stats| Stats {
            evaluations: stats.num_eval as usize,
            accepted: stats.accepted_steps as usize,
            rejected: stats.rejected_steps as usize,
            ..Stats::default()
        };
        // The counts of a failed run are not handed out; its steps can still be counted.
        let made = Stats { accepted: x.len().saturating_sub(1), ..Stats::default() };
        let stats = outcome.as_ref().map_or(made, |stats| count(*stats));
        Ok(Run { outcome: outcome.map(|_| ()), x: x.clone(), y: y.clone(), stats })
    }};
}

/// Runs a plan of a model without delays.
pub(super) fn solve<M: Model>(
    model: &M,
    which: OdeSolvers,
    plan: &Plan,
    products: Option<&dyn AddProducts<f64>>,
) -> Result<Solution, SolveError> {
    let past = WithProducts { past: NoPast, products };
    let work = RefCell::new((vec![0.0; model.n_work()], plan.run.p.all().into_owned()));
    let field = |x: f64, y: &[f64], dy: &mut [f64]| {
        let (work, p) = &mut *work.borrow_mut();
        let t = plan.t0 + x;
        plan.run.inputs.write(t, Side::Inside, p);
        model.vector_field(t, y, p, &past, work, dy);
    };
    solve_field(&field, which, plan)
}

fn solve_field(field: &Field, which: OdeSolvers, plan: &Plan) -> Result<Solution, SolveError> {
    let not_finite = Cell::new(None);
    let adapter = || Adapter { field, not_finite: &not_finite };
    let mut recorder = Recorder::new(plan, 4);
    let run = first(&adapter(), plan).and_then(|first| match which {
        OdeSolvers::Dopri5 => {
            run_stepper!(ode_solvers::Dopri5<_, _, _>, adapter(), plan, first, 0.04, 0.2, 10.0)
        }
        OdeSolvers::Dop853 => {
            run_stepper!(ode_solvers::Dop853<_, _, _>, adapter(), plan, first, 0.0, 0.333, 6.0)
        }
    });
    let run = match run {
        Ok(run) => run,
        Err(kind) => {
            let partial = Box::new(recorder.finish(plan, Stats::default(), None));
            return Err(SolveError { kind, t: plan.t0, partial });
        }
    };
    let broken = not_finite.get();
    let (t, evaluations) = record(&run, &adapter(), plan, &mut recorder);
    let evaluations = run.stats.evaluations + evaluations;
    let solution = recorder.finish(plan, Stats { evaluations, ..run.stats }, None);
    match failure(&run, broken, plan, t) {
        None => Ok(solution),
        Some(kind) => Err(SolveError { kind, t, partial: Box::new(solution) }),
    }
}

/// The first step, as our own methods choose it.
fn first(adapter: &Adapter, plan: &Plan) -> Result<f64, SolveErrorKind> {
    let Stepping::Adaptive { tolerance, first, longest } = plan.stepping else {
        return Err(SolveErrorKind::MissingStep { method: plan.scheme.name });
    };
    let (y0, span) = (&plan.run.y0, plan.t_end - plan.t0);
    let mut dy0 = vec![0.0; y0.len()];
    adapter.vector_field(0.0, y0, &mut dy0);
    if let Some(i) = y0.iter().chain(&dy0).position(|x| !x.is_finite()) {
        return Err(SolveErrorKind::NotFinite { variable: plan.label(i % y0.len()) });
    }
    if let Some(first) = first {
        return Ok(first.min(span));
    }
    let h0 = tiny_step(tolerance, y0, &dy0, 1e-10 * span, span.min(longest));
    let y1: Vec<f64> = y0.iter().zip(&dy0).map(|(y, dy)| y + h0 * dy).collect();
    let mut dy1 = vec![0.0; y0.len()];
    adapter.vector_field(h0, &y1, &mut dy1);
    Ok(first_step(tolerance, plan.scheme.order as f64, y0, &dy0, &dy1, h0).min(span))
}

/// Hands the steps to the recorder as Hermite polynomials. Returns the time reached and the number of
/// evaluations that took.
fn record(run: &Run, adapter: &Adapter, plan: &Plan, recorder: &mut Recorder) -> (f64, usize) {
    let dim = plan.run.y0.len();
    let mut dense = vec![0.0; 4 * dim];
    let (mut dy0, mut dy1) = (vec![0.0; dim], vec![0.0; dim]);
    adapter.vector_field(0.0, &plan.run.y0, &mut dy0);
    let mut t = plan.t0;
    let steps = run.x.windows(2).zip(run.y.windows(2));
    for (x, y) in steps.filter(|(_, y)| y[1].iter().all(|y| y.is_finite())) {
        adapter.vector_field(x[1], y[1].as_slice(), &mut dy1);
        for i in 0..dim {
            hermite(y[0][i], y[1][i], x[1] - x[0], dy0[i], dy1[i], &mut dense[4 * i..][..4]);
        }
        let t1 = if x[1] == plan.t_end - plan.t0 { plan.t_end } else { plan.t0 + x[1] };
        recorder.record(t, t1, y[1].as_slice(), &dense);
        std::mem::swap(&mut dy0, &mut dy1);
        t = t1;
    }
    (t, run.x.len())
}

/// What went wrong, if anything.
fn failure(run: &Run, broken: Option<usize>, plan: &Plan, t: f64) -> Option<SolveErrorKind> {
    let h = run.x.windows(2).last().map_or(plan.t_end - plan.t0, |x| x[1] - x[0]);
    Some(match (&run.outcome, broken) {
        (Err(IntegrationError::MaxNumStepReached { .. }), _) => {
            SolveErrorKind::MaxSteps { max_steps: plan.max_steps, looks_stiff: false }
        }
        (Err(IntegrationError::StiffnessDetected { .. }), _) => {
            SolveErrorKind::Stiff { method: plan.scheme.name }
        }
        (_, Some(i)) => SolveErrorKind::NotFinite { variable: plan.label(i) },
        (Err(IntegrationError::StepSizeUnderflow { .. }), None) => SolveErrorKind::StepCollapse { h },
        (Ok(()), None) if t < plan.t_end => SolveErrorKind::StepCollapse { h },
        (Ok(()), None) => return None,
    })
}
