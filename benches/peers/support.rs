//! What the bench shares with the tests: virtual machines, and what they are made of.

#![allow(dead_code, reason = "the tests use all of it, the bench less")]

#[path = "../../tests/support/machine/mod.rs"]
pub mod machine;
#[path = "../../tests/support/transcript.rs"]
pub mod transcript;

use std::time::Duration;

/// As the tests'.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// As the tests', where others write programs meanwhile.
pub mod running {
    use std::io;
    use std::process::{Child, Command};

    pub fn spawn(command: &mut Command) -> io::Result<Child> {
        command.spawn()
    }
}

/// As the tests'.
pub mod suite {
    pub use crate::inits::find;
}
