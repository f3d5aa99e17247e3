//! Buffers that are used again: new memory has to be cleared by the system, which takes longer than some transforms.

use std::sync::{Mutex, PoisonError};

/// Buffers that nobody uses at the moment; as many as there were users at once.
pub(super) struct Pool<T>(Mutex<Vec<T>>);

impl<T> Pool<T> {
    pub(super) fn new() -> Pool<T> {
        Pool(Mutex::new(Vec::new()))
    }

    /// Lends a buffer, a new one if all are in use. It has what its last user left in it.
    pub(super) fn lend<R>(&self, new: impl FnOnce() -> T, user: impl FnOnce(&mut T) -> R) -> R {
        let idle = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let spare = idle().pop();
        let mut buffer = spare.unwrap_or_else(new);
        let result = user(&mut buffer);
        idle().push(buffer);
        result
    }
}
