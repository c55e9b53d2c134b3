//! What a machine's init knows and does beyond supervising: plans as plain data, and what carries them out. No loop of its own.
//!
//! | module | is |
//! | --- | --- |
//! | [`inittab`] | which processes to keep |
//! | [`command`] | how one of its commands is executed |
//! | [`console`] | terminals that somebody names |
//! | [`cmdline`] | what the kernel was told |
//! | [`mounts`] | the file systems that a system needs, and the way down |
//! | [`root`] | the way from an initramfs to the real root file system |

pub mod cmdline;
pub mod command;
pub mod console;
pub mod init;
pub mod inittab;
pub mod mounts;
pub mod root;
pub mod table;

#[cfg(test)]
mod namespaces;
#[cfg(test)]
mod parsing;

use crate::entry::Text;
pub use crate::log::Kind as Trouble;
use crate::sys::{Errno, file};

/// What went wrong, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What is told.
    pub trouble: Trouble,
    /// Why.
    pub errno: Errno,
}

impl Failure {
    /// It is what it is because of `errno`.
    #[must_use]
    pub const fn new(trouble: Trouble, errno: Errno) -> Self {
        Self { trouble, errno }
    }
}

/// Whether there is something at `path`. (Not inline, since it is asked so often here.)
#[inline(never)]
fn exists(path: Text) -> bool {
    file::exists(path)
}

/// Tells of trouble with what is at `path`.
#[inline(never)]
fn tell(failure: Failure, path: Text) {
    #[cfg(test)]
    namespaces::note(failure, path);
    #[cfg(not(test))]
    init::LOG.say_of(failure.trouble, path, crate::log::Facts::why(failure.errno));
}
