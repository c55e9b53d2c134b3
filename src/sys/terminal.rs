//! The controlling terminal and its foreground process group.
//!
//! # Safety
//!
//! See the [parent module](super).

use core::ffi::c_int;
use linux_raw_sys::ioctl::{TIOCGPGRP, TIOCSPGRP};
use syscalls::{Sysno, raw_syscall};

/// tcgetpgrp(3): the foreground process group of the terminal at `descriptor`; 0 if it is of another PID namespace, -1 if
/// that is not this process's controlling terminal.
#[must_use]
pub fn foreground(descriptor: i32) -> i32 {
    let mut group: c_int = -1;
    // SAFETY: the kernel writes an int.
    unsafe { raw_syscall!(Sysno::ioctl, descriptor, TIOCGPGRP, &raw mut group) };
    group
}

/// tcsetpgrp(3). A terminal that refuses changes nothing for anybody else.
#[inline(never)]
pub fn set_foreground(descriptor: i32, group: i32) {
    let group: c_int = group;
    // SAFETY: the kernel reads an int.
    unsafe { raw_syscall!(Sysno::ioctl, descriptor, TIOCSPGRP, &raw const group) };
}
