//! Threads that multiply the rows of matrices together.
//!
//! Each thread has rows of its own, for the whole run. For each product the thread of the run writes the values where all can
//! read them, and the sums of each part where its thread finds them; then all multiply, the thread of the run the first part.
//! No sum is divided, so results do not depend on the number of threads.

use std::cell::Cell;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock};
use std::{io, thread};

use pyrates_ir::system::System;

use crate::solve::{Plan, SolveErrorKind};

use super::rows::{Rows, parts};
use super::turn::Turn;
use super::{AddProducts, Matrix, Network};

/// Calls a function with who makes the products of a run whose right-hand side does not make them itself. The threads end
/// before this returns, however the function ends.
pub(crate) fn with_products<T>(
    plan: &Plan,
    run: impl FnOnce(&dyn AddProducts<f64>) -> T,
) -> Result<T, SolveErrorKind> {
    let team = with_team(&plan.run.system.split(), &plan.network, &plan.run.p, |team| run(team));
    team.map_err(|error| SolveErrorKind::Threads { message: error.to_string() })
}

fn with_team<T>(
    system: &System,
    network: &Network,
    p: &[f64],
    run: impl FnOnce(&Team) -> T,
) -> io::Result<T> {
    let matrices = &network.served;
    let parts: Vec<Vec<usize>> =
        matrices.iter().map(|matrix| parts(system, matrix, network.threads)).collect();
    let rows = |member: usize| -> Vec<Rows> {
        let rows = |parts: &[usize]| parts[member]..parts[member + 1];
        let of_matrix = |(matrix, parts): (&Matrix, &Vec<usize>)| {
            Rows::new(system, matrix, rows(parts), p, network.precision)
        };
        matrices.iter().zip(&parts).map(of_matrix).collect()
    };
    let board = Board::new(network.threads);
    thread::scope(|scope| {
        // Whatever happens, the others go home.
        let _end = End(&board);
        for other in 0..board.sums.len() {
            let (board, rows) = (&board, &rows);
            thread::Builder::new().spawn_scoped(scope, move || work(board, other, &rows(other + 1)))?;
        }
        let own = rows(0);
        Ok(run(&Team { board: &board, matrices, parts: &parts, own, n_products: Cell::new(0) }))
    })
}

/// What the threads of a run share.
struct Board {
    /// Counts products that were begun.
    begun: Turn,
    /// Counts parts that the others have finished.
    done: Turn,
    product: RwLock<Product>,
    /// The sums of each of the others.
    sums: Vec<Mutex<Vec<f64>>>,
    is_over: AtomicBool,
    /// Whether one of the others is gone.
    is_broken: AtomicBool,
    /// Whether there are more threads than processors.
    is_crowded: bool,
}

/// The product that is being made.
#[derive(Default)]
struct Product {
    matrix: usize,
    values: Vec<f64>,
}

impl Board {
    fn new(threads: usize) -> Board {
        Board {
            begun: Turn::default(),
            done: Turn::default(),
            product: RwLock::default(),
            sums: (1..threads).map(|_| Mutex::default()).collect(),
            is_over: AtomicBool::new(false),
            is_broken: AtomicBool::new(false),
            is_crowded: thread::available_parallelism().is_ok_and(|n| threads > n.get()),
        }
    }

    fn sums(&self, other: usize) -> MutexGuard<'_, Vec<f64>> {
        self.sums[other].lock().unwrap_or_else(PoisonError::into_inner)
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

/// Tells the thread of the run when one of the others panics, so that it does not wait for it.
struct Farewell<'a>(&'a Board);

impl Drop for Farewell<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.is_broken.store(true, Ordering::SeqCst);
            self.0.done.advance();
        }
    }
}

/// What one of the other threads does.
fn work(board: &Board, other: usize, rows: &[Rows]) {
    let _farewell = Farewell(board);
    for n in 1.. {
        board.begun.wait_for(n, board.is_crowded);
        if board.is_over.load(Ordering::SeqCst) {
            return;
        }
        {
            let product = board.product.read().unwrap_or_else(PoisonError::into_inner);
            rows[product.matrix].add(&product.values, &mut board.sums(other));
        }
        board.done.advance();
    }
}

/// The thread of a run, with the others at its side.
struct Team<'a> {
    board: &'a Board,
    matrices: &'a [Matrix],
    /// Where the rows of each thread begin and the last ones end, for each matrix.
    parts: &'a [Vec<usize>],
    /// The rows of this thread.
    own: Vec<Rows>,
    n_products: Cell<usize>,
}

impl Team<'_> {
    /// Hands the parts of a product to the other threads.
    fn begin(&self, matrix: usize, values: &[f64], sums: &[f64]) {
        {
            let mut product = self.board.product.write().unwrap_or_else(PoisonError::into_inner);
            product.matrix = matrix;
            product.values.clear();
            product.values.extend_from_slice(values);
        }
        for other in 0..self.board.sums.len() {
            let mut to = self.board.sums(other);
            to.clear();
            to.extend_from_slice(&sums[self.rows(matrix, other + 1)]);
        }
        self.n_products.set(self.n_products.get() + 1);
        self.board.begun.advance();
    }

    /// Takes the sums of the other threads.
    fn collect(&self, matrix: usize, sums: &mut [f64]) {
        let n_others = self.board.sums.len();
        self.board.done.wait_for(self.n_products.get() * n_others, self.board.is_crowded);
        assert!(!self.board.is_broken.load(Ordering::SeqCst), "a thread of the run has panicked");
        for other in 0..n_others {
            sums[self.rows(matrix, other + 1)].copy_from_slice(&self.board.sums(other));
        }
    }

    fn rows(&self, matrix: usize, member: usize) -> Range<usize> {
        self.parts[matrix][member]..self.parts[matrix][member + 1]
    }
}

impl AddProducts<f64> for Team<'_> {
    fn add(&self, first: usize, values: &[f64], sums: &mut [f64]) -> bool {
        let Some(matrix) = self.matrices.iter().position(|matrix| matrix.first == first) else {
            return false;
        };
        let own = self.rows(matrix, 0);
        if self.board.sums.is_empty() {
            self.own[matrix].add(values, sums);
            return true;
        }
        self.begin(matrix, values, sums);
        self.own[matrix].add(values, &mut sums[own]);
        self.collect(matrix, sums);
        true
    }
}
