//! What other programs do otherwise, where whit is but itself: nothing of that.

use super::{Conduct, Config, Statuses};
use crate::signal::Set;

impl Config {
    /// It does what this says: only what can be otherwise is looked at, and all but that is zero.
    pub const fn follow(&mut self, conduct: &Conduct) {
        self.conduct.straggler_signal = conduct.straggler_signal;
    }

    /// whit's.
    #[must_use]
    pub const fn statuses(&self) -> &Statuses {
        &Statuses::WHIT
    }

    /// The command begins with what this program was given.
    #[must_use]
    pub const fn fresh_signals(&self) -> bool {
        false
    }

    /// All signals.
    #[must_use]
    pub const fn blocked(&self) -> Set {
        Set::ALL
    }
}
