//! The memory that a run takes, as far as it is known beforehand; `runs` is about those of a sweep.

mod runs;

use std::fmt;
use std::mem::size_of;

use pyrates_ir::system::{Connection, Pattern, System};

use crate::bytes::{Bytes, available};
use crate::delay::RingBuffer;
use crate::linear::{FILL, SMALLEST_SPARSE};
use crate::model::{LookUp, Model};
use crate::network::{Matrix, Precision};
use crate::past::asked;
use crate::solution::PORTION;

use super::method::sealed::Engine;
use super::rodas5p::RODAS5P;
use super::tableau::{TSIT5, Tableau};
use super::{Plan, SolveErrorKind, Stepping, radau, radau9, stochastic, whole_delays};

/// A number of the state.
const NUMBER: u64 = size_of::<f64>() as u64;
/// Runs that take less are not compared with what the machine has.
const SMALL: u64 = 1 << 28;
/// The arrays as long as the state that a stepper of `ode_solvers` has at most: slopes, stages and dense output.
const OF_ODE_SOLVERS: usize = 24;

/// The memory in bytes that a run takes beside its model, part by part, as far as it is known beforehand; see
/// [`Simulation::memory`](crate::Simulation::memory).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Memory {
    /// States, slopes and stages of the method, and the sums of edges.
    pub states: u64,
    /// Parameters that are no weights of matrices.
    pub parameters: u64,
    /// Weights and links of matrices, with the rows that threads have of their own.
    pub matrices: u64,
    /// Look-ups, and the past as far as delays reach.
    pub delays: u64,
    /// Samples and dense output.
    pub samples: u64,
    /// The Jacobian of stiff methods and its factors, if they are dense.
    pub jacobian: u64,
    /// Whether that is all. It is not where a method that chooses its steps keeps each of them, in samples, in the dense output or for
    /// delays, and where the Jacobian is sparse.
    pub is_complete: bool,
}

impl Memory {
    /// All parts together.
    pub fn total(&self) -> u64 {
        self.parts().into_iter().fold(0, |sum, (_, bytes)| sum.saturating_add(bytes))
    }

    fn parts(&self) -> [(&'static str, u64); 6] {
        [
            ("states", self.states),
            ("parameters", self.parameters),
            ("matrices", self.matrices),
            ("delays", self.delays),
            ("samples", self.samples),
            ("Jacobian", self.jacobian),
        ]
    }

    /// The name of the largest part.
    pub(crate) fn largest(&self) -> &'static str {
        self.parts().into_iter().max_by_key(|(_, bytes)| *bytes).map_or("", |(name, _)| name)
    }

    /// What would take less.
    pub(crate) fn advice(&self) -> &'static str {
        match self.largest() {
            "samples" => "take samples at a longer `interval`, leave out `dense`",
            "matrices" => "use sparse matrices, fewer units",
            "delays" => "use longer steps, shorter delays or one delay for all links",
            "Jacobian" => "use an explicit method",
            _ => "use fewer units",
        }
    }

    /// That of a model for which nothing was planned yet: what any run of it takes at least.
    pub(crate) fn at_least<M: Model>(model: &M) -> Memory {
        let times = |n: usize, size: usize| n as u64 * size as u64;
        Memory {
            states: times(4 * model.dim() + model.n_work(), size_of::<f64>()),
            // The structure of the model, the run and its right-hand side.
            parameters: times(3 * model.n_parameters(), size_of::<f64>()),
            delays: times(model.n_lookups(), size_of::<LookUp>()),
            ..Memory::default()
        }
    }

    /// That of a run.
    pub(crate) fn of<M: Model>(model: &M, plan: &Plan) -> Memory {
        Memory::of_structure(plan).plus(Memory::of_parameters(plan)).plus(Memory::of_run(model, plan))
    }

    /// The parameters of a plan, which many runs may share.
    fn of_parameters(plan: &Plan) -> Memory {
        let weights = n_weights(&plan.run.system);
        let others = plan.run.p.len() as u64 - weights;
        Memory {
            parameters: NUMBER * others,
            matrices: NUMBER * weights,
            is_complete: true,
            ..Memory::default()
        }
    }

    /// What a run has of its own, beside its parameters and the structure of the model.
    fn of_run<M: Model>(model: &M, plan: &Plan) -> Memory {
        let system = &plan.run.system;
        let weights = n_weights(system);
        let (delays, knows_delays) = of_delays(model, plan);
        let (samples, knows_samples) = of_samples(plan);
        let (jacobian, knows_jacobian) = of_jacobian(model, plan);
        let dim = plan.run.y0.len() as u64;
        let others = plan.run.p.len() as u64 - weights;
        // The right-hand side has parameters, too.
        Memory {
            states: NUMBER * (dim * (2 + of_method(plan) as u64) + model.n_work() as u64),
            parameters: NUMBER * others,
            matrices: NUMBER * weights + of_products(plan),
            delays,
            samples,
            jacobian,
            is_complete: knows_delays && knows_samples && knows_jacobian,
        }
    }

    /// The structure of the model, in which a value has a real and an imaginary part, and a weight is one number.
    fn of_structure(plan: &Plan) -> Memory {
        let system = &plan.run.system;
        let weights = n_weights(system);
        let others = plan.run.p.len() as u64 - weights;
        Memory {
            parameters: NUMBER * 2 * (others + plan.run.y0.len() as u64),
            matrices: NUMBER * weights + of_links(system),
            is_complete: true,
            ..Memory::default()
        }
    }

    /// Both together.
    fn plus(self, other: Memory) -> Memory {
        Memory {
            states: self.states.saturating_add(other.states),
            parameters: self.parameters.saturating_add(other.parameters),
            matrices: self.matrices.saturating_add(other.matrices),
            delays: self.delays.saturating_add(other.delays),
            samples: self.samples.saturating_add(other.samples),
            jacobian: self.jacobian.saturating_add(other.jacobian),
            is_complete: self.is_complete && other.is_complete,
        }
    }

    /// Refuses a run that takes more than it may: `limit`, or what the machine has.
    pub(crate) fn check(&self, limit: Option<u64>) -> Result<(), SolveErrorKind> {
        match exceeded(self.total(), limit) {
            None => Ok(()),
            Some(limit) => Err(SolveErrorKind::Memory { needed: Box::new(*self), limit }),
        }
    }
}

/// The limit of memory that is too little: the one that is given, or what the machine has.
pub(crate) fn exceeded(needed: u64, limit: Option<u64>) -> Option<u64> {
    let limit = match limit {
        None if needed < SMALL => None,
        None => available(),
        limit => limit,
    };
    limit.filter(|&limit| needed > limit)
}

impl fmt::Display for Memory {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        for (name, bytes) in self.parts() {
            writeln!(f, "{name:10} {:>10}", Bytes(bytes))?;
        }
        write!(f, "{:10} {:>10}", "together", Bytes(self.total()))?;
        if !self.is_complete {
            f.write_str(", and more that depends on the steps or on a sparse Jacobian")?;
        }
        Ok(())
    }
}

impl Plan {
    /// The number of arrays as long as the state that a run has.
    pub(super) fn n_arrays(&self) -> usize {
        of_method(self)
    }
}

/// The number of arrays as long as the state that the method has.
fn of_method(plan: &Plan) -> usize {
    let stiff = RODAS5P.stages.len() + RODAS5P.dense.len() + 9;
    match plan.scheme.engine {
        Engine::RungeKutta(tableau) => of_explicit(tableau),
        Engine::Stochastic(_) => 5 + stochastic::N_COEFFICIENTS + 6,
        Engine::Rodas5P => stiff,
        Engine::Radau9 => radau::N_ARRAYS,
        Engine::Auto => stiff + of_explicit(&TSIT5),
        Engine::OdeSolvers(_) => OF_ODE_SOLVERS,
    }
}

fn of_explicit(tableau: &Tableau) -> usize {
    tableau.n_slopes() + tableau.dense.n_coefficients() + 4
}

/// The coefficients of the dense output for each state.
fn n_coefficients(plan: &Plan) -> usize {
    match plan.scheme.engine {
        Engine::RungeKutta(tableau) => tableau.dense.n_coefficients(),
        Engine::Stochastic(_) => stochastic::N_COEFFICIENTS,
        Engine::Rodas5P | Engine::Auto => 2 + RODAS5P.dense.len(),
        Engine::Radau9 => radau::N_COEFFICIENTS,
        Engine::OdeSolvers(_) => 4,
    }
}

/// The number of steps, if they are fixed.
fn n_steps(plan: &Plan) -> Option<f64> {
    match plan.stepping {
        Stepping::Fixed { dt } => Some(((plan.t_end - plan.t0) / dt).ceil()),
        Stepping::Adaptive { .. } => None,
    }
}

/// The matrices of a system.
fn connections(system: &System) -> impl Iterator<Item = &Connection> {
    system.couplings.iter().filter_map(|coupling| coupling.connection.as_ref())
}

/// The number of weights and delays of matrices.
fn n_weights(system: &System) -> u64 {
    connections(system).map(|c| (c.weights.len() + c.delays.len()) as u64).sum()
}

/// What the links of sparse matrices take.
fn of_links(system: &System) -> u64 {
    let links = |connection: &Connection| match &connection.pattern {
        Pattern::Sparse(links)
        | Pattern::SparsePre(links)
        | Pattern::SparsePost(links)
        | Pattern::SparseRows(links) => size_of::<usize>() * (links.rows.len() + links.columns.len()),
        _ => 0,
    };
    connections(system).map(|connection| links(connection) as u64).sum()
}

/// What those take who make products beside the right-hand side.
fn of_products(plan: &Plan) -> u64 {
    plan.network.served.iter().map(|matrix| of_product(matrix, plan.network.precision)).sum()
}

fn of_product(matrix: &Matrix, precision: Precision) -> u64 {
    let weight = match precision {
        Precision::Double => size_of::<f64>(),
        Precision::Single => size_of::<f32>(),
    };
    let (link, row) = if matrix.is_sparse { (size_of::<u32>(), size_of::<usize>()) } else { (0, 0) };
    ((weight + link) * matrix.n_weights + row * matrix.n_rows) as u64
        + NUMBER * (matrix.n_rows + matrix.n_columns) as u64
}

/// What look-ups and the past take, and whether that is all.
fn of_delays<M: Model>(model: &M, plan: &Plan) -> (u64, bool) {
    let (run, dim) = (&plan.run, plan.run.y0.len());
    let n = run.lookups.len();
    if n == 0 {
        return (0, true);
    }
    let lookups = (n * size_of::<LookUp>()) as u64;
    if let Engine::RungeKutta(tableau) = plan.scheme.engine
        && let Some((delays, n_steps)) = whole_delays(plan, tableau)
    {
        let buffer =
            RingBuffer::<M>::n_numbers(model, &run.lookups, (&delays, n_steps), dim, run.inputs.is_empty());
        // What is asked for and its place are there for each look-up.
        return (lookups + NUMBER * (buffer + 4 * n + run.p.len()) as u64, true);
    }
    let per_step = 1 + asked(&run.lookups).len() * n_coefficients(plan);
    let fixed = lookups + NUMBER * (6 * n + dim * (2 + n_coefficients(plan))) as u64;
    let longest = run.lookups.iter().map(|lookup| lookup.delay).fold(0.0, f64::max);
    match (n_steps(plan), plan.stepping) {
        // Old steps are dropped when they are as many as those that are needed.
        (Some(n), Stepping::Fixed { dt }) => {
            (fixed + NUMBER * per_step as u64 * (2.0 * longest / dt + 64.0).min(n) as u64, true)
        }
        _ => (fixed, false),
    }
}

/// What samples and the dense output take, and whether that is all.
fn of_samples(plan: &Plan) -> (u64, bool) {
    let dim = plan.run.y0.len();
    let n_columns = match &plan.record {
        None => dim,
        // Only the columns are kept where they are states.
        Some(columns) if !plan.keeps_states && columns.as_states().is_some() => columns.labels.len(),
        Some(columns) => dim + columns.labels.len(),
    };
    let per_step = (1 + dim * n_coefficients(plan)) as u64;
    let on_grid = plan.sampling.n_samples(plan.sampling.before(plan.cutoff));
    let steps = n_steps(plan).map(|n| n as u64);
    let samples = on_grid.map(|n| n as u64).or(steps.map(|n| n + 1));
    // Reducers take portions of samples, which are not kept.
    let portion = plan.reducers.is_some().then_some(PORTION as u64);
    let samples = samples.into_iter().chain(portion).min();
    let dense = if plan.needs_dense { steps } else { Some(0) };
    // A second run with steps of half the length keeps all of them.
    let second = if plan.estimates_error { steps.map(|n| 2 * n) } else { Some(0) };
    let bytes = |n: Option<u64>, size: u64| n.unwrap_or(0).saturating_mul(NUMBER * size);
    let total = bytes(samples, 1 + n_columns as u64)
        .saturating_add(bytes(dense, per_step))
        .saturating_add(bytes(second, per_step + 1 + dim as u64));
    let keeps_steps = matches!(plan.scheme.engine, Engine::OdeSolvers(_));
    (total, !keeps_steps && samples.is_some() && dense.is_some() && second.is_some())
}

/// What the Jacobian and its factors take, and whether that is known.
fn of_jacobian<M: Model>(model: &M, plan: &Plan) -> (u64, bool) {
    // The Jacobian and its factors, and complex ones, which count twice.
    let matrices = match plan.scheme.engine {
        Engine::Rodas5P | Engine::Auto => 2,
        Engine::Radau9 => 2 + 2 * radau9::COMPLEX.len() as u64,
        Engine::RungeKutta(_) | Engine::Stochastic(_) | Engine::OdeSolvers(_) => return (0, true),
    };
    let n = plan.run.y0.len();
    let has_more = plan.has_zero_delays() || plan.delays_change;
    // Matrices that fill more than a quarter of it make it dense.
    let n_links =
        || -> usize { Matrix::all(&plan.run.system.split()).iter().map(|matrix| matrix.n_weights).sum() };
    let squares = matrices * NUMBER * n as u64 * n as u64;
    match n < SMALLEST_SPARSE || FILL * n_links() > n * n {
        _ if has_more => {
            let duals = 2 * n + model.n_parameters() + model.n_work();
            (squares + 2 * NUMBER * duals as u64, true)
        }
        true => (squares, true),
        false => (0, false),
    }
}
