//! What other programs do otherwise than whit itself.

use super::{Conduct, Config, Statuses};
use crate::signal::Set;

impl Config {
    /// It does what this says.
    pub const fn follow(&mut self, conduct: &Conduct) {
        self.conduct = *conduct;
    }

    /// See [`Conduct::statuses`](super::Conduct::statuses).
    #[must_use]
    pub const fn statuses(&self) -> &Statuses {
        &self.conduct.statuses
    }

    /// See [`Conduct::fresh_signals`](super::Conduct::fresh_signals).
    #[must_use]
    pub const fn fresh_signals(&self) -> bool {
        self.conduct.fresh_signals
    }

    /// All signals but [`Config::unblocked`].
    #[must_use]
    pub const fn blocked(&self) -> Set {
        Set(!self.unblocked.0)
    }
}
