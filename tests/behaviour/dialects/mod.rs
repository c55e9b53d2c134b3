//! whit by other programs' names, beside those programs.
//!
//! The contracts are tables here. A row is tried on whit and, where that is installed, on the program that is replaced, so that it is
//! known to be true; where the two are to differ, the row says so. Filter by name: `dialects::tini::whit::`, `dialects::tini::real::`.

mod case;
mod catatonit;
mod common;
mod dumb_init;
mod engines;
mod jobs;
mod tini;

use crate::support::suite::Suite;

/// Adds all of them.
pub fn list(suite: &mut Suite) {
    common::list(suite);
    tini::list(suite);
    dumb_init::list(suite);
    catatonit::list(suite);
    engines::list(suite);
    jobs::list(suite);
}
