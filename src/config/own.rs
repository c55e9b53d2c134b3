//! What other programs do otherwise, where whit is but itself: nothing of that.

use super::{Config, Statuses};
use crate::signal::Set;

impl Config {
    /// whit's.
    #[must_use]
    pub const fn statuses(&self) -> &Statuses {
        &Statuses::WHIT
    }

    /// They are the command's.
    #[must_use]
    pub const fn passes_sockets(&self) -> bool {
        true
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
