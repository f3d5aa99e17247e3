//! Threads that take one member after the other.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::model::Model;
use crate::solution::Solution;
use crate::solve::{self, Hooks};

use super::Member;
use super::error::SweepError;
use super::plan::Members;

#[cfg(feature = "progress")]
use super::progress::Progress;

/// What came of a member: a result, or why there is none.
pub(super) type Outcome<T> = Result<T, String>;

/// Who does the work.
pub(super) struct Crew {
    threads: usize,
    /// The numbers of members that are done, in order.
    done: Vec<usize>,
    stop: Option<Arc<AtomicBool>>,
    #[cfg_attr(not(feature = "progress"), expect(dead_code, reason = "bars need the feature `progress`"))]
    shows_progress: bool,
}

/// Where results go: one thread at a time.
struct Desk<F> {
    hand_in: F,
    error: Option<SweepError>,
    #[cfg(feature = "progress")]
    progress: Option<Progress>,
}

impl Crew {
    pub(super) fn new(
        threads: usize,
        mut done: Vec<usize>,
        stop: Option<Arc<AtomicBool>>,
        shows_progress: bool,
    ) -> Crew {
        done.sort_unstable();
        Crew { threads, done, stop, shows_progress }
    }

    /// Runs members until all are done, or one result cannot be handed in. `result` makes a result of a run; `hand_in` gets the
    /// results, in any order.
    pub(super) fn run<M: Model + Sync, T: Send>(
        &self,
        members: &Members<M>,
        result: impl Fn(&Solution, Member) -> Outcome<T> + Sync,
        hand_in: impl FnMut(usize, Outcome<T>) -> Result<(), SweepError> + Send,
    ) -> Result<(), SweepError> {
        let next = AtomicUsize::new(0);
        let n = members.n_to_run();
        let desk = Mutex::new(Desk {
            hand_in,
            error: None,
            #[cfg(feature = "progress")]
            progress: self.shows_progress.then(|| Progress::new(n - self.done.len().min(n))),
        });
        let is_over = AtomicBool::new(false);
        let is_stopped = || self.stop.as_ref().is_some_and(|stop| stop.load(Ordering::Relaxed));
        let work = || {
            while !is_over.load(Ordering::Relaxed) && !is_stopped() {
                let i = next.fetch_add(1, Ordering::Relaxed);
                if i >= n {
                    return;
                }
                let member = members.number(i);
                if self.done.binary_search(&member).is_ok() {
                    continue;
                }
                let outcome = run_member(members, member, &result);
                if !hand_in_one(&desk, member, outcome) {
                    is_over.store(true, Ordering::Relaxed);
                }
            }
        };
        std::thread::scope(|scope| {
            for _ in 1..self.threads.min(n) {
                scope.spawn(work);
            }
            work();
        });
        let desk = desk.into_inner().unwrap_or_else(PoisonError::into_inner);
        desk.error.map_or(Ok(()), Err)
    }
}

/// Hands in a result. Tells whether the work goes on.
fn hand_in_one<T, F: FnMut(usize, Outcome<T>) -> Result<(), SweepError>>(
    desk: &Mutex<Desk<F>>,
    member: usize,
    outcome: Outcome<T>,
) -> bool {
    // A poisoned desk is that of a measure that panicked, which ends the sweep with its panic anyway.
    let mut desk = desk.lock().unwrap_or_else(PoisonError::into_inner);
    #[cfg(feature = "progress")]
    desk.progress.iter_mut().for_each(Progress::step);
    match (desk.hand_in)(member, outcome) {
        Ok(()) => true,
        Err(error) => {
            desk.error.get_or_insert(error);
            false
        }
    }
}

/// Runs a member.
fn run_member<M: Model, T>(
    members: &Members<M>,
    number: usize,
    result: &impl Fn(&Solution, Member) -> Outcome<T>,
) -> Outcome<T> {
    let values = members.design.values(number);
    let plan = members.plan(number, &values).map_err(|error| error.to_string())?;
    let solution = solve::run(members.model, &plan, &Hooks::default()).map_err(|error| error.to_string())?;
    result(&solution, members.member(number, &values))
}
