//! Children with memory of their own: for a step that may never end, and for what may take long before it executes another program.
//!
//! # Safety
//!
//! See the [parent module](super). The child has memory of its own: a copy, as fork(2) makes it.

use super::{process, signal};
use crate::machine::Time;
use crate::signal::{Set, number};
use core::ptr;
use linux_raw_sys::general::SIGCHLD;
use syscalls::{Sysno, raw_syscall};

/// Starts a child that goes on from here, too: fork(2). Returns its pid, and 0 to the child; a negative errno
/// if there is no room for a process.
#[inline(never)]
#[must_use]
pub fn fork() -> i32 {
    let null = ptr::null_mut::<u8>();
    // SAFETY: a copy of this process.
    (unsafe { raw_syscall!(Sysno::clone, SIGCHLD, null, null, null, null) }) as i32
}

/// Takes `step` in a child and waits for its end. Returns its exit status; 0 of a child of which nobody can tell, and `None`
/// if it is still at it when `goes_on`, which is asked after each `pause` nanoseconds, says that it is in vain: then it is killed,
/// or will be as soon as the kernel lets it.
///
/// Without room for a process, the step is taken all the same. SIGCHLD must be blocked, and other children's is lost.
#[inline(always)]
pub fn attempt(pause: Time, mut goes_on: impl FnMut() -> bool, step: impl FnOnce() -> u8) -> Option<u8> {
    let child = fork();
    if child <= 0 {
        let status = step();
        if child == 0 {
            process::exit(status);
        }
        return Some(status);
    }
    loop {
        let (ended, status) = process::wait(child);
        if ended != 0 {
            return Some((status >> 8) as u8);
        }
        if signal::wait(Set::of(number::CHLD), pause).is_err() && !goes_on() {
            let _ = signal::send(number::KILL, child);
            return None;
        }
    }
}
