//! Threads that multiply the rows of matrices together.
//!
//! The rows of a matrix are cut into chunks, of which each thread has a share of its own. For each product the thread of the run
//! lays out a [`Job`]; all take chunks, of their own share first and then of others, until none is left. The thread of the run
//! waits for nobody for long: a chunk that another one has begun and does not finish, since the system has given its processor
//! to another program, is computed again. So threads cost little where processors are busy. No sum is divided, so results do
//! not depend on who computes what.

use std::cell::RefCell;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use std::{hint, io, thread};

use pyrates_ir::system::System;

use crate::solve::{Plan, SolveErrorKind};

use super::rows::{Rows, parts};
use super::turn::Turn;
use super::{AddProducts, Matrix, Network};

/// The chunks in the share of a thread.
const CHUNKS: usize = 8;

/// Calls a function with who makes the products of a run whose right-hand side does not make them itself. The threads end
/// before this returns, however the function ends.
pub(crate) fn with_products<T>(
    plan: &Plan,
    run: impl FnOnce(&dyn AddProducts<f64>) -> T,
) -> Result<T, SolveErrorKind> {
    let team = with_team(&plan.run.system.split(), &plan.network, &plan.run.p.all(), |team| run(team));
    team.map_err(|error| SolveErrorKind::Threads { message: error.to_string() })
}

fn with_team<T>(
    system: &System,
    network: &Network,
    p: &[f64],
    run: impl FnOnce(&Team) -> T,
) -> io::Result<T> {
    let board = Board::new(system, network, p);
    thread::scope(|scope| {
        // Whatever happens, the others go home.
        let _end = End(&board);
        for member in 1..board.threads {
            let board = &board;
            thread::Builder::new().spawn_scoped(scope, move || work(board, member))?;
        }
        let jobs = RefCell::default();
        Ok(run(&Team { board: &board, firsts: network.served.iter().map(|m| m.first).collect(), jobs }))
    })
}

/// What the threads of a run share.
struct Board {
    threads: usize,
    matrices: Vec<Chunks>,
    /// The product that is being made.
    job: Mutex<Option<Arc<Job>>>,
    /// Counts products that were begun.
    begun: Turn,
    is_over: AtomicBool,
    /// Whether there are more threads than processors.
    is_crowded: bool,
}

/// A matrix cut into chunks, share by share.
struct Chunks {
    /// Where the rows of each chunk begin and the last ones end.
    begins: Vec<usize>,
    rows: Vec<Rows>,
}

impl Chunks {
    fn rows_of(&self, chunk: usize) -> Range<usize> {
        self.begins[chunk]..self.begins[chunk + 1]
    }
}

impl Board {
    fn new(system: &System, network: &Network, p: &[f64]) -> Board {
        let threads = network.threads;
        // A thread alone has nobody to share with.
        let n_chunks = if threads == 1 { 1 } else { CHUNKS * threads };
        let cut = |matrix: &Matrix| {
            let begins = parts(system, matrix, n_chunks);
            let rows =
                begins.windows(2).map(|of| Rows::new(system, matrix, of[0]..of[1], p, network.precision));
            Chunks { rows: rows.collect(), begins }
        };
        Board {
            threads,
            matrices: network.served.iter().map(cut).collect(),
            job: Mutex::default(),
            begun: Turn::default(),
            is_over: AtomicBool::new(false),
            is_crowded: thread::available_parallelism().is_ok_and(|n| threads > n.get()),
        }
    }

    /// Puts a job in the place of the one before.
    fn publish(&self, job: Option<Arc<Job>>) {
        *self.job.lock().unwrap_or_else(PoisonError::into_inner) = job;
    }
}

/// Lets the other threads end when it is dropped.
struct End<'a>(&'a Board);

impl Drop for End<'_> {
    fn drop(&mut self) {
        self.0.is_over.store(true, Ordering::SeqCst);
        self.0.begun.advance();
    }
}

/// A product to be made, and what became of its chunks. Whoever is late still has the job that he works at, and harms no other.
struct Job {
    matrix: usize,
    values: Vec<f64>,
    /// The sums before the product is added.
    sums: Vec<f64>,
    /// How many chunks of each share were taken.
    taken: Vec<AtomicUsize>,
    results: Vec<Outcome>,
}

/// The sums of a chunk, if another thread than that of the run has computed them.
#[derive(Default)]
struct Outcome {
    is_done: AtomicBool,
    sums: Mutex<Vec<f64>>,
}

impl Job {
    fn new(threads: usize) -> Job {
        Job {
            matrix: 0,
            values: Vec::new(),
            sums: Vec::new(),
            taken: (0..threads).map(|_| AtomicUsize::new(0)).collect(),
            results: (0..CHUNKS * threads).map(|_| Outcome::default()).collect(),
        }
    }

    /// Makes it the job for another product.
    fn renew(&mut self, matrix: usize, values: &[f64], sums: &[f64]) {
        self.matrix = matrix;
        self.values.clear();
        self.values.extend_from_slice(values);
        self.sums.clear();
        self.sums.extend_from_slice(sums);
        self.taken.iter_mut().for_each(|taken| *taken.get_mut() = 0);
        self.results.iter_mut().for_each(|result| *result.is_done.get_mut() = false);
    }

    /// Takes a chunk that nobody has: of a thread's own share, or of the next one.
    fn take(&self, member: usize) -> Option<usize> {
        let threads = self.taken.len();
        (0..threads).map(|k| (member + k) % threads).find_map(|share| {
            let chunk = self.taken[share].fetch_add(1, Ordering::Relaxed);
            (chunk < CHUNKS).then_some(share * CHUNKS + chunk)
        })
    }
}

/// What one of the other threads does.
fn work(board: &Board, member: usize) {
    let mut seen = 0;
    loop {
        seen = board.begun.wait_beyond(seen, board.is_crowded);
        if board.is_over.load(Ordering::SeqCst) {
            return;
        }
        let job = board.job.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let Some(job) = job else { continue };
        let matrix = &board.matrices[job.matrix];
        while let Some(chunk) = job.take(member) {
            let result = &job.results[chunk];
            let mut sums = result.sums.lock().unwrap_or_else(PoisonError::into_inner);
            sums.clear();
            sums.extend_from_slice(&job.sums[matrix.rows_of(chunk)]);
            matrix.rows[chunk].add(&job.values, &mut sums);
            result.is_done.store(true, Ordering::Release);
        }
    }
}

/// The thread of a run, with the others at its side.
struct Team<'a> {
    board: &'a Board,
    /// The places of the first weights of the matrices.
    firsts: Vec<usize>,
    /// Jobs to be used again.
    jobs: RefCell<Vec<Arc<Job>>>,
}

impl Team<'_> {
    /// Hands a product to all threads.
    fn begin(&self, matrix: usize, values: &[f64], sums: &[f64]) -> Arc<Job> {
        let board = self.board;
        board.publish(None);
        let mut jobs = self.jobs.borrow_mut();
        // Those that are late still hold a job.
        let free = jobs.iter_mut().position(|job| Arc::get_mut(job).is_some());
        let place = free.unwrap_or_else(|| {
            jobs.push(Arc::new(Job::new(board.threads)));
            jobs.len() - 1
        });
        let job = &mut jobs[place];
        if let Some(job) = Arc::get_mut(job) {
            job.renew(matrix, values, sums);
        }
        let job = job.clone();
        board.publish(Some(job.clone()));
        board.begun.advance();
        job
    }

    /// Adds the chunks that this thread takes to their sums, and says which these are, and how long the last one took.
    fn add_own(&self, job: &Job, sums: &mut [f64]) -> (Vec<bool>, Duration) {
        let matrix = &self.board.matrices[job.matrix];
        let (mut is_own, mut time) = (vec![false; matrix.rows.len()], Duration::ZERO);
        while let Some(chunk) = job.take(0) {
            let start = Instant::now();
            matrix.rows[chunk].add(&job.values, &mut sums[matrix.rows_of(chunk)]);
            is_own[chunk] = true;
            time = start.elapsed();
        }
        (is_own, time)
    }

    /// Takes a chunk from another thread, or computes it if that one takes much longer than this thread would need.
    fn collect(&self, job: &Job, chunk: usize, patience: Duration, sums: &mut [f64]) {
        let matrix = &self.board.matrices[job.matrix];
        let (result, own) = (&job.results[chunk], &mut sums[matrix.rows_of(chunk)]);
        let start = Instant::now();
        while !result.is_done.load(Ordering::Acquire) {
            if start.elapsed() > patience {
                return matrix.rows[chunk].add(&job.values, own);
            }
            hint::spin_loop();
        }
        own.copy_from_slice(&result.sums.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

impl AddProducts<f64> for Team<'_> {
    fn add(&self, first: usize, values: &[f64], sums: &mut [f64]) -> bool {
        let Some(number) = self.firsts.iter().position(|of| *of == first) else {
            return false;
        };
        if let [rows] = &self.board.matrices[number].rows[..] {
            rows.add(values, sums);
            return true;
        }
        let job = self.begin(number, values, sums);
        let (is_own, time) = self.add_own(&job, sums);
        for chunk in (0..is_own.len()).filter(|chunk| !is_own[*chunk]) {
            self.collect(&job, chunk, 2 * time, sums);
        }
        true
    }
}
