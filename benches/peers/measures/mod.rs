//! What is measured: a file each, with both sides of it, the bench's and COMMAND's.

mod idle;
mod latency;
mod orphans;
mod start_up;
mod stragglers;

use crate::effort::Effort;
use crate::inits::Init;
use crate::row::Row;
use std::env;

/// The argument that makes this program a COMMAND.
pub const COMMAND: &str = "--be-command";

type Measure = fn(&[Init], &Effort) -> Vec<Row>;

/// In the order of the table.
const ALL: [Measure; 5] = [idle::measure, start_up::measure, latency::measure, orphans::measure, stragglers::measure];

/// All measurements, one after the other.
pub fn all(inits: &[Init], effort: &Effort) -> Vec<Row> {
    ALL.iter().flat_map(|measure| measure(inits, effort)).collect()
}

/// Is the COMMAND that `words` name.
pub fn be_command(words: &[&str]) {
    match words {
        [idle::SLEEPER] => idle::sleep(),
        [latency::RECEIVER] => latency::receive(),
        [orphans::MAKER, daemons] => orphans::make(daemons.parse().expect("a number")),
        [stragglers::LAUNCHER, daemons, marks] => stragglers::launch(daemons.parse().expect("a number"), marks),
        _ => panic!("unknown COMMAND {words:?}"),
    }
}

/// The command line that runs this program as COMMAND under `init`.
fn under(init: &Init, words: &[&str]) -> Vec<String> {
    let this = env::current_exe().expect("/proc/self/exe").display().to_string();
    init.running(&[&[this.as_str(), COMMAND], words].concat())
}

/// Indices of `count` inits, beginning with another one each round, so that none is always the first after a change.
fn in_turn(round: usize, count: usize) -> impl Iterator<Item = usize> {
    (0..count).map(move |index| (round + index) % count)
}
