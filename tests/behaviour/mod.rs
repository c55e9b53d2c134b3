//! The trials, a module for each subject.

mod containers;
mod deadlines;
mod dialects;
mod exec;
mod faults;
mod files;
mod forwarding;
mod idle;
mod inheritance;
mod inits;
mod jobs;
mod limits;
mod load;
mod machines;
mod memory;
mod orphans;
mod pause;
mod privileges;
mod statuses;
mod stop;
mod streams;
mod sweep;
mod telling;
mod terminal;
mod usage;

use crate::support::suite::Suite;

/// Adds all of them.
pub fn list(suite: &mut Suite) {
    statuses::list(suite);
    forwarding::list(suite);
    orphans::list(suite);
    inheritance::list(suite);
    exec::list(suite);
    usage::list(suite);
    telling::list(suite);
    streams::list(suite);
    limits::list(suite);
    idle::list(suite);
    stop::list(suite);
    sweep::list(suite);
    deadlines::list(suite);
    privileges::list(suite);
    jobs::list(suite);
    memory::list(suite);
    terminal::list(suite);
    pause::list(suite);
    load::list(suite);
    inits::list(suite);
    machines::list(suite);
    faults::list(suite);
    files::list(suite);
    containers::list(suite);
    dialects::list(suite);
}
