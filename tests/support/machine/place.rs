//! How many machines there may be at a time.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Each keeps a processor busy while it boots.
const AT_ONCE: usize = 2;

static TAKEN: Mutex<usize> = Mutex::new(0);
static GIVEN_BACK: Condvar = Condvar::new();

/// The right to run one. It is given back when dropped.
pub struct Place(());

impl Place {
    /// Waits for it.
    pub fn take() -> Self {
        let is_full = |taken: &mut usize| *taken >= AT_ONCE;
        let mut taken = GIVEN_BACK.wait_while(lock(), is_full).unwrap_or_else(PoisonError::into_inner);
        *taken += 1;
        Self(())
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        *lock() -= 1;
        GIVEN_BACK.notify_one();
    }
}

/// A trial that failed leaves the number as good as it was.
fn lock() -> MutexGuard<'static, usize> {
    TAKEN.lock().unwrap_or_else(PoisonError::into_inner)
}
