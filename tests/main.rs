//! What whit and pause do, seen from outside, one trial for each behaviour.
//!
//! The trials are made by the modules of [`behaviour`], many from tables: one a signal, one a bad command line. What they
//! run beside whit are the [`helpers`], which are this same file, started with `helper` as its first argument. A helper says
//! what it has done; a trial waits for that, never for time to pass.

#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a trial fails by panicking, and this crate holds nothing but trials"
)]

mod behaviour;
mod helpers;
mod support;

use std::process::ExitCode;

fn main() -> ExitCode {
    if let Some(status) = helpers::run_if_asked() {
        return status;
    }
    let mut suite = support::suite::Suite::default();
    behaviour::list(&mut suite);
    suite.run()
}
