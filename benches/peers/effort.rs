//! How often each thing is measured.

use std::time::Duration;

/// Numbers of repetitions.
pub struct Effort {
    /// Runs from exec to exit, of each init.
    pub start_ups: usize,
    /// Signals to each init.
    pub signals: usize,
    /// Rounds of orphans, of each init.
    pub orphan_rounds: usize,
    /// The same, among daemons.
    pub crowded_orphan_rounds: usize,
    /// Orphans a round: so many one by one, and so many at once.
    pub orphans: [u64; 2],
    /// Daemons that live on while orphans are reaped.
    pub daemons: u64,
    /// Stops of ten daemons, of each init.
    pub stops: usize,
    /// Stops of [`Self::crowd`] daemons, of each init.
    pub crowded_stops: usize,
    /// So many daemons.
    pub crowd: u64,
    /// Boots of a virtual machine, with each init.
    pub boots: usize,
    /// How long nothing is done, to see who wakes up.
    pub idle: Duration,
}

impl Effort {
    /// To see that it works.
    pub const QUICK: Self = Self {
        start_ups: 50,
        signals: 200,
        orphan_rounds: 1,
        crowded_orphan_rounds: 1,
        orphans: [200, 2_000],
        daemons: 4_000,
        stops: 1,
        crowded_stops: 1,
        crowd: 1_000,
        boots: 1,
        idle: Duration::from_secs(2),
    };

    /// For numbers to publish.
    pub const THOROUGH: Self = Self {
        start_ups: 500,
        signals: 5_000,
        orphan_rounds: 20,
        crowded_orphan_rounds: 5,
        stops: 5,
        crowded_stops: 3,
        boots: 7,
        idle: Duration::from_secs(10),
        ..Self::QUICK
    };
}
