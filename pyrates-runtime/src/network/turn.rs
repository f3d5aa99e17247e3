//! A counter for which threads wait.

use std::hint;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};

/// How often a thread looks at a counter before it sleeps: some tens of microseconds, which is longer than a step of a
/// network of a thousand units needs between its products, and a few times as long as it takes to wake a thread.
const LOOKS: usize = 2000;

/// A counter that only grows. Whoever waits for it looks at it for a while and then sleeps.
#[derive(Debug, Default)]
#[repr(align(128))]
pub(super) struct Turn {
    count: AtomicUsize,
    sleepers: AtomicUsize,
    lock: Mutex<()>,
    bell: Condvar,
}

impl Turn {
    /// Counts one further. What this thread did before is seen by those who waited for it.
    pub(super) fn advance(&self) {
        self.count.fetch_add(1, Ordering::SeqCst);
        // A sleeper either sees the new count, or is counted here, since both say first and look afterwards.
        if self.sleepers.load(Ordering::SeqCst) > 0 {
            drop(self.lock.lock().unwrap_or_else(PoisonError::into_inner));
            self.bell.notify_all();
        }
    }

    /// Waits until the count is beyond one, and says what it is then. `is_patient` says that others need the processors meanwhile.
    pub(super) fn wait_beyond(&self, count: usize, is_patient: bool) -> usize {
        for _ in 0..if is_patient { 0 } else { LOOKS } {
            let now = self.count.load(Ordering::Acquire);
            if now > count {
                return now;
            }
            hint::spin_loop();
        }
        let mut guard = self.lock.lock().unwrap_or_else(PoisonError::into_inner);
        self.sleepers.fetch_add(1, Ordering::SeqCst);
        let mut now = self.count.load(Ordering::SeqCst);
        while now <= count {
            guard = self.bell.wait(guard).unwrap_or_else(PoisonError::into_inner);
            now = self.count.load(Ordering::SeqCst);
        }
        self.sleepers.fetch_sub(1, Ordering::SeqCst);
        now
    }
}
