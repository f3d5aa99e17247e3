//! Sweeps over the processes of an MPI program.
//!
//! Each process runs its share of the members; rank 0 also gathers the rows, as they are finished, and keeps the journal. Threads
//! that simulate never call MPI: rows go through a channel to the thread that does.

use std::ops::ControlFlow;
use std::panic::resume_unwind;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread::ScopedJoinHandle;
use std::time::Duration;

use mpi::Threading;
use mpi::collective::SystemOperation;
use mpi::environment::threading_support;
use mpi::point_to_point::MatchedReceiveVec;
use mpi::traits::{Communicator, CommunicatorCollectives, Destination, Root, Source};

use crate::model::Model;

use super::error::SweepError;
use super::journal;
use super::ledger::Ledger;
use super::measure::{self, Measure};
use super::memory::Kept;
use super::plan::Members;
use super::table::{Row, SweepTable, names};
use super::{Member, Sweep};

#[cfg(feature = "progress")]
use super::progress::Progress;

/// The process that gathers.
const GATHERER: i32 = 0;
/// A message with a row.
const ROW: i32 = 1;
/// The last message of a process: empty, or why it failed.
const END: i32 = 2;
/// How often the gatherer looks for messages. Waiting within MPI would keep a processor busy.
const PATIENCE: Duration = Duration::from_millis(1);

impl<'m, M: Model + Sync> Sweep<'m, M> {
    /// The same as [`measure`](Sweep::measure), on all processes of an MPI program: the process of rank `r` among `n` runs every
    /// `n`-th member from `r` on. All must call this with the same model, design and measures. Rank 0 gets the table, with
    /// the same bits for any number of processes; all others get `None`.
    ///
    /// A process has one thread for members unless [`threads`](Sweep::threads) says more. Rank 0 keeps the
    /// [`journal`](Sweep::journal) and shows the progress of all.
    ///
    /// ```no_run
    /// use pyrates_runtime::prelude::*;
    /// use pyrates_runtime::sweep::mpi::{self, Threading};
    /// use pyrates_runtime::sweep::{Design, Measure, linspace};
    ///
    /// pyrates_runtime::operator! {
    ///     pub Decay { equations { d/dt x = -k*x; } variables { x: output(1.0), k: 1.0 } }
    /// }
    ///
    /// # fn main() -> Result<(), pyrates_runtime::Error> {
    /// let (universe, _) = mpi::initialize_with_threading(Threading::Funneled).expect("MPI is begun once");
    /// let sweep = Decay::default().simulate(0.0..1.0).sweep(Design::new().axis("k", linspace(0.5, 2.0, 1000)));
    /// if let Some(table) = sweep.measure_on_ranks(&universe.world(), [Measure::last("x")])? {
    ///     table.write_csv("decay.csv")?;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`measure`](Sweep::measure); if MPI was begun without support of threads; if there is a
    /// [`shard`](Sweep::shard), since processes have shares already; and if another process fails.
    pub fn measure_on_ranks(
        mut self,
        world: &impl Communicator,
        measures: impl IntoIterator<Item = Measure>,
    ) -> Result<Option<SweepTable>, SweepError> {
        let measures: Vec<Measure> = measures.into_iter().collect();
        let begun = self.begin(world, &measures);
        let Begun { members, names, mut ledger } = agree(world, begun)?;
        let done = tell_done(world, ledger.members());
        let n_left = members.n_members() - done.len();
        let shows_progress = std::mem::take(&mut self.settings.shows_progress);
        let crew = self.crew(done)?;
        let (sender, finished) = channel();
        let numbers = |solution, member: Member| measure::all(&measures, solution, &member);
        let work = || {
            // The receiver outlives this thread.
            crew.run(&members, numbers, move |member, outcome| {
                let _ = sender.send(Row { member, outcome });
                Ok(())
            })
        };
        std::thread::scope(|scope| {
            let worker = scope.spawn(work);
            if world.rank() != GATHERER {
                return send_rows(world, &finished, worker);
            }
            let gathered = Gatherer::new(&mut ledger, n_left, shows_progress).gather(world, &finished);
            worker.join().unwrap_or_else(|panic| resume_unwind(panic)).and(gathered)
        })?;
        Ok((world.rank() == GATHERER).then(|| SweepTable::new(self.design, names, ledger.rows)))
    }

    /// All that can fail before the work begins.
    fn begin(&mut self, world: &impl Communicator, measures: &[Measure]) -> Result<Begun<'m, M>, SweepError> {
        if threading_support() == Threading::Single {
            return Err(SweepError::Threading);
        }
        let (rank, size) = (world.rank() as usize, world.size() as usize);
        if self.settings.shard.replace((rank + 1, size)).is_some() {
            let advice = "each process has its share already; leave it out";
            return Err(SweepError::UnusedOption { option: "shard", advice });
        }
        let names = names(&self.design, measures)?;
        let n_members = self.design.n_members()?;
        self.check_table(n_members, &names)?;
        self.settings.threads.get_or_insert(1);
        let options = std::mem::take(&mut self.options);
        let members = self.members_to_measure(options, measures)?;
        self.memory_of(&members, Kept::Numbers(names.len()))?.check(self.settings.memory_limit)?;
        let journal = self.settings.journal.take().filter(|_| world.rank() == GATHERER);
        let ledger = Ledger::open(journal, &members, &names)?;
        Ok(Begun { members, names, ledger })
    }
}

/// What a process has before it begins.
struct Begun<'m, M> {
    members: Members<'m, M>,
    names: Vec<String>,
    ledger: Ledger,
}

/// Ends all processes if one cannot begin. All know why, since the first one to end may take the others with it before they
/// say anything.
fn agree<T>(world: &impl Communicator, begun: Result<T, SweepError>) -> Result<T, SweepError> {
    let (rank, size) = (world.rank(), world.size());
    let mut first = size;
    let own = if begun.is_err() { rank } else { size };
    world.all_reduce_into(&own, &mut first, SystemOperation::min());
    if first == size {
        return begun;
    }
    let reason = begun.as_ref().err().filter(|_| rank == first).map_or(String::new(), ToString::to_string);
    let message = tell(world, first, reason);
    begun.and(Err(SweepError::Rank { rank: Some(first), message }))
}

/// Tells all processes what one of them says.
fn tell(world: &impl Communicator, from: i32, text: String) -> String {
    let root = world.process_at_rank(from);
    let (mut n, mut bytes) = (text.len() as u64, text.into_bytes());
    root.broadcast_into(&mut n);
    bytes.resize(n as usize, 0);
    root.broadcast_into(&mut bytes[..]);
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Tells all processes which members are done.
fn tell_done(world: &impl Communicator, done: Vec<usize>) -> Vec<usize> {
    let root = world.process_at_rank(GATHERER);
    let mut n = done.len() as u64;
    root.broadcast_into(&mut n);
    let mut done: Vec<u64> = done.into_iter().map(|member| member as u64).collect();
    done.resize(n as usize, 0);
    root.broadcast_into(&mut done[..]);
    done.into_iter().map(|member| member as usize).collect()
}

/// Sends rows to the gatherer until there are no more, and then whether all went well.
fn send_rows(
    world: &impl Communicator,
    finished: &Receiver<Row>,
    worker: ScopedJoinHandle<Result<(), SweepError>>,
) -> Result<(), SweepError> {
    let gatherer = world.process_at_rank(GATHERER);
    let mut outcome = Ok(());
    for row in finished {
        match journal::to_bytes(&row) {
            Ok(bytes) => gatherer.send_with_tag(&bytes[..], ROW),
            Err(message) => outcome = Err(SweepError::Rank { rank: Some(world.rank()), message }),
        }
    }
    let joined = worker.join();
    let message = match joined.as_ref().map(|worked| worked.as_ref().and(outcome.as_ref())) {
        Ok(Ok(())) => String::new(),
        Ok(Err(error)) => error.to_string(),
        Err(_) => "a measure panicked".to_string(),
    };
    gatherer.send_with_tag(message.as_bytes(), END);
    joined.unwrap_or_else(|panic| resume_unwind(panic)).and(outcome)
}

/// What rank 0 does while its own threads work.
struct Gatherer<'a> {
    ledger: &'a mut Ledger,
    /// The first thing that went wrong. Rows that come later are still taken, so that nobody waits for ever.
    error: Option<SweepError>,
    #[cfg(feature = "progress")]
    progress: Option<Progress>,
}

impl Gatherer<'_> {
    fn new(ledger: &mut Ledger, n_left: usize, shows_progress: bool) -> Gatherer<'_> {
        #[cfg(not(feature = "progress"))]
        let _ = (n_left, shows_progress);
        Gatherer {
            ledger,
            error: None,
            #[cfg(feature = "progress")]
            progress: shows_progress.then(|| Progress::new(n_left)),
        }
    }

    /// Takes rows of its own process and of all others until everybody is at the end.
    fn gather(mut self, world: &impl Communicator, own: &Receiver<Row>) -> Result<(), SweepError> {
        let (mut n_at_work, mut works) = (world.size() - 1, true);
        while n_at_work > 0 || works {
            works = works && self.take_own(own).is_continue();
            while let Some(message) = world.any_process().immediate_matched_probe() {
                let (bytes, status) = message.matched_receive_vec::<u8>();
                if status.tag() == ROW {
                    self.enter(journal::from_bytes(&bytes).map_err(|text| (status.source_rank(), text)));
                } else {
                    n_at_work -= 1;
                    let message = String::from_utf8_lossy(&bytes).into_owned();
                    if !message.is_empty() {
                        self.enter(Err((status.source_rank(), message)));
                    }
                }
            }
            if !works && n_at_work > 0 {
                std::thread::sleep(PATIENCE);
            }
        }
        self.error.map_or(Ok(()), Err)
    }

    /// Takes the rows of its own process that are there, or waits a little for one.
    fn take_own(&mut self, own: &Receiver<Row>) -> ControlFlow<()> {
        let mut next = own.recv_timeout(PATIENCE);
        while let Ok(row) = next {
            self.enter(Ok(row));
            next = own.recv_timeout(Duration::ZERO);
        }
        match next {
            Err(RecvTimeoutError::Disconnected) => ControlFlow::Break(()),
            _ => ControlFlow::Continue(()),
        }
    }

    /// Takes a row, or what a process says instead.
    fn enter(&mut self, row: Result<Row, (i32, String)>) {
        let rank_failed = |(rank, message)| SweepError::Rank { rank: Some(rank), message };
        if let Err(error) = row.map_err(rank_failed).and_then(|row| self.ledger.enter(row)) {
            self.error.get_or_insert(error);
        }
        #[cfg(feature = "progress")]
        self.progress.iter_mut().for_each(Progress::step);
    }
}
