//! What trials are made of.

pub mod cgroup;
pub mod containers;
pub mod daemons;
pub mod dialect;
pub mod elf;
pub mod faults;
pub mod line;
pub mod machine;
pub mod processes;
pub mod running;
pub mod saying;
pub mod seccomp;
pub mod signals;
pub mod suite;
pub mod terminal;
pub mod transcript;

use std::thread;
use std::time::{Duration, Instant};

/// How long a trial waits for what must happen. It only ends a trial that fails, so it is long enough for any machine.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// How often something is looked at that tells nobody when it changes.
const INTERVAL: Duration = Duration::from_millis(2);

/// Looks until `look` finds something, and panics if that never happens.
pub fn eventually<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(Instant::now() < deadline, "waited {PATIENCE:?} in vain until {what}");
        thread::sleep(INTERVAL);
    }
}
