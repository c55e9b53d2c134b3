//! What other programs do otherwise than whit itself.

use super::{Config, Statuses};
use crate::signal::Set;

impl Config {
    /// See [`Config::statuses`].
    #[must_use]
    pub const fn statuses(&self) -> &Statuses {
        &self.statuses
    }

    /// See [`Config::passes_sockets`].
    #[must_use]
    pub const fn passes_sockets(&self) -> bool {
        self.passes_sockets
    }

    /// See [`Config::fresh_signals`].
    #[must_use]
    pub const fn fresh_signals(&self) -> bool {
        self.fresh_signals
    }

    /// All signals but [`Config::unblocked`].
    #[must_use]
    pub const fn blocked(&self) -> Set {
        Set(!self.unblocked.0)
    }
}
