//! What a machine's init knows and does beyond supervising: plans as plain data, and what carries them out. No loop of its own.
//!
//! | module | is |
//! | --- | --- |
//! | [`inittab`] | which processes to keep |
//! | [`command`] | how one of its commands is executed |
//! | [`cmdline`] | what the kernel was told |
//! | [`mounts`] | the file systems that a system needs, and the way down |
//! | [`root`] | the way from an initramfs to the real root file system |

pub mod cmdline;
pub mod command;
pub mod inittab;
pub mod mounts;
pub mod root;

#[cfg(test)]
mod namespaces;
#[cfg(test)]
mod parsing;

use crate::entry::Text;
use crate::sys::Errno;
use core::ffi::CStr;

/// What can go wrong, by its place in [`WORDS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Trouble {
    /// A file system could not be mounted there.
    CannotMount = 0,
    /// A file system stays as it is in the end.
    CannotUnmount,
    /// Swap stays on.
    CannotSwapOff,
    /// A step of the way down did not end.
    Hangs,
    /// This is no PID 1.
    NotFirst,
    /// What is to be the root directory is none.
    NoRoot,
    /// It is on the same file system as the present one.
    SameRoot,
    /// The present root directory is none of an initramfs: it must not be deleted.
    NotInitramfs,
    /// What is to be executed is not there.
    NoInit,
    /// The root directory could not be changed.
    CannotSwitch,
    /// The console could not be opened.
    NoConsole,
    /// `root=` is nothing that can be mounted.
    UnknownRoot,
    /// The root device did not come.
    NoDevice,
}

/// How to tell of it: for a dialect's words, one line each. (`%t`: a path. `%e`: why.)
pub const WORDS: &CStr = c"\
0cannot mount %t:%e
0cannot unmount %t:%e
0cannot turn swap on %t off:%e
0%t hangs: it is left as it is
!cannot switch root: this is not PID 1
!cannot switch root to %t:%e
!cannot switch root to %t: it is on the same file system
!cannot switch root to %t: / is no initramfs, or has no /init
!cannot execute %t in the new root:%e
!cannot switch root to %t:%e
0cannot open %t:%e
!cannot mount root=%t: expected /dev/NAME
!cannot mount root=%t: there is no such device
";

/// Trouble, and why: in one register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failure(u32);

impl Failure {
    /// It is what it is because of `errno`.
    #[must_use]
    pub fn new(trouble: Trouble, errno: Errno) -> Self {
        Self(trouble as u32 | (errno.into_raw() as u32) << 8)
    }

    /// By its place in [`WORDS`].
    #[must_use]
    pub const fn trouble(self) -> u8 {
        self.0 as u8
    }

    /// Why.
    #[must_use]
    pub const fn errno(self) -> u32 {
        self.0 >> 8
    }
}

/// Who tells of trouble, and about which path.
pub type Tell = fn(Failure, Text);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_words_for_all_trouble() {
        assert_eq!(WORDS.to_bytes().split_inclusive(|byte| *byte == b'\n').count(), Trouble::NoDevice as usize + 1);
    }

    #[test]
    fn a_failure_says_what_and_why() {
        let failure = Failure::new(Trouble::NoDevice, Errno::ENODEV);
        assert_eq!((failure.trouble(), failure.errno()), (Trouble::NoDevice as u8, 19));
    }
}
