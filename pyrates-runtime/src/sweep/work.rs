//! Threads that take one member after the other.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::lanes::dispatch;
use crate::model::Model;
use crate::network::Shared;
use crate::solution::{Room, Solution};
use crate::solve::lanes::{self, LaneMethod, LaneRuns, Supply};
use crate::solve::{self, Hooks, Plan, SolveError};

use super::Member;
use super::error::SweepError;
use super::plan::Members;

#[cfg(feature = "progress")]
use super::progress::Progress;

/// What came of a member: a result, or why there is none.
pub(super) type Outcome<T> = Result<T, String>;

/// How much is done at once.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hands {
    pub(super) threads: usize,
    /// How many members a thread computes at once, where the model and the method allow it.
    pub(super) lanes: usize,
}

/// How members are made in lanes.
pub(super) struct InLanes {
    pub(super) method: LaneMethod,
    pub(super) n_lanes: usize,
    /// The matrices that they have in common.
    pub(super) shared: Shared,
}

impl Hands {
    /// The threads that work on some members, and how these are made in lanes, if they are.
    pub(super) fn at_work<M: Model>(self, members: &Members<M>) -> (usize, Option<InLanes>) {
        let n = members.n_to_run();
        let threads = self.threads.min(n).max(1);
        // Each thread has its share of the members, if they are few.
        let n_lanes = self.lanes.min(n.div_ceil(threads));
        let method = lanes::method::<M>(&members.base).filter(|_| n_lanes >= FEWEST_LANES);
        let in_lanes = method.map(|method| InLanes { method, n_lanes, shared: members.shared() });
        (threads, in_lanes.filter(|lanes| lanes::pays(members.model, &members.base, &lanes.shared)))
    }
}

/// Who does the work.
pub(super) struct Crew {
    hands: Hands,
    /// The numbers of members that are done, in order.
    done: Vec<usize>,
    stop: Option<Arc<AtomicBool>>,
    #[cfg_attr(not(feature = "progress"), expect(dead_code, reason = "bars need the feature `progress`"))]
    shows_progress: bool,
}

impl Crew {
    pub(super) fn new(
        hands: Hands,
        mut done: Vec<usize>,
        stop: Option<Arc<AtomicBool>>,
        shows_progress: bool,
    ) -> Crew {
        done.sort_unstable();
        Crew { hands, done, stop, shows_progress }
    }

    /// Runs members until all are done, or one result cannot be handed in. `result` makes a result of a run, and gives back memory
    /// that is free; `hand_in` gets the results, in any order.
    pub(super) fn run<M: Model + Sync, T: Send>(
        &self,
        members: &Members<M>,
        result: impl Fn(Solution, Member) -> (Outcome<T>, Room) + Sync,
        hand_in: impl FnMut(usize, Outcome<T>) -> Result<(), SweepError> + Send,
    ) -> Result<(), SweepError> {
        #[cfg(feature = "progress")]
        let n = members.n_to_run();
        let desk = Desk {
            hand_in,
            error: None,
            #[cfg(feature = "progress")]
            progress: self.shows_progress.then(|| Progress::new(n - self.done.len().min(n))),
        };
        let (next, is_over) = (AtomicUsize::new(0), AtomicBool::new(false));
        let shift = Shift { crew: self, members, result, desk: Mutex::new(desk), next, is_over };
        let (model, base) = (members.model, &members.base);
        let (threads, in_lanes) = self.hands.at_work(members);
        let in_lanes = in_lanes.map(|lanes| InLanes { shared: members.with_weights(lanes.shared), ..lanes });
        let work = || match &in_lanes {
            Some(InLanes { method, n_lanes, shared }) => {
                let (method, n_lanes) = (*method, *n_lanes);
                dispatch(LaneRuns { model, method, base, shared, supply: &shift, n_lanes });
            }
            None => shift.run_one_by_one(),
        };
        let begun = std::thread::scope(|scope| {
            let thread = || std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work);
            (0..threads).try_for_each(|_| thread().map(drop))
        });
        begun.map_err(SweepError::Threads)?;
        let desk = shift.desk.into_inner().unwrap_or_else(PoisonError::into_inner);
        desk.error.map_or(Ok(()), Err)
    }
}

/// With fewer runs at once than this, single runs are as fast.
const FEWEST_LANES: usize = 2;

/// The stack of a thread in bytes: without optimisation, models in lanes need more than the usual 2 MB.
const STACK: usize = 1 << 26;

/// What all threads of a sweep share.
struct Shift<'a, 'm, M, R, F> {
    crew: &'a Crew,
    members: &'a Members<'m, M>,
    /// Makes a result of a run.
    result: R,
    desk: Mutex<Desk<F>>,
    /// The next member.
    next: AtomicUsize,
    is_over: AtomicBool,
}

/// Where results go: one thread at a time.
struct Desk<F> {
    hand_in: F,
    error: Option<SweepError>,
    #[cfg(feature = "progress")]
    progress: Option<Progress>,
}

impl<M, T, R, F> Shift<'_, '_, M, R, F>
where
    M: Model,
    R: Fn(Solution, Member) -> (Outcome<T>, Room),
    F: FnMut(usize, Outcome<T>) -> Result<(), SweepError>,
{
    /// The next member to run.
    fn take(&self) -> Option<usize> {
        let is_stopped = || self.crew.stop.as_ref().is_some_and(|stop| stop.load(Ordering::Relaxed));
        loop {
            let i = self.next.fetch_add(1, Ordering::Relaxed);
            if i >= self.members.n_to_run() || self.is_over.load(Ordering::Relaxed) || is_stopped() {
                return None;
            }
            let member = self.members.number(i);
            if self.crew.done.binary_search(&member).is_err() {
                return Some(member);
            }
        }
    }

    /// Hands in a result.
    fn deliver(&self, member: usize, outcome: Outcome<T>) {
        // A poisoned desk is that of a measure that panicked, which ends the sweep with its panic anyway.
        let mut desk = self.desk.lock().unwrap_or_else(PoisonError::into_inner);
        #[cfg(feature = "progress")]
        desk.progress.iter_mut().for_each(Progress::step);
        if let Err(error) = (desk.hand_in)(member, outcome) {
            desk.error.get_or_insert(error);
            self.is_over.store(true, Ordering::Relaxed);
        }
    }

    fn run_one_by_one(&self) {
        let mut supply = self;
        while let Some((member, plan)) = supply.next() {
            drop(supply.hand_in(member, solve::run(self.members.model, &plan, &Hooks::default())));
        }
    }
}

impl<M, T, R, F> Supply for &Shift<'_, '_, M, R, F>
where
    M: Model,
    R: Fn(Solution, Member) -> (Outcome<T>, Room),
    F: FnMut(usize, Outcome<T>) -> Result<(), SweepError>,
{
    fn next(&mut self) -> Option<(usize, Plan)> {
        loop {
            let member = self.take()?;
            match self.members.plan(member, &self.members.design.values(member)) {
                Ok(plan) => return Some((member, plan)),
                Err(error) => self.deliver(member, Err(error.to_string())),
            }
        }
    }

    fn hand_in(&mut self, member: usize, result: Result<Solution, SolveError>) -> Room {
        let values = self.members.design.values(member);
        let (outcome, room) = match result {
            Ok(solution) => (self.result)(solution, self.members.member(member, &values)),
            Err(error) => (Err(error.to_string()), Room::default()),
        };
        self.deliver(member, outcome);
        room
    }
}
