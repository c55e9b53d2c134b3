//! The controlling terminal and its foreground process group.
//!
//! # Safety
//!
//! See the [parent module](super).

use super::Errno;
use core::ffi::c_int;
use linux_raw_sys::ioctl::{TIOCGPGRP, TIOCSPGRP};
use syscalls::{Sysno, syscall};

/// tcgetpgrp(3): the foreground process group of the terminal at `descriptor`; 0 if it is of another PID namespace.
///
/// # Errors
///
/// ENOTTY: it is not this process's controlling terminal.
pub fn foreground(descriptor: i32) -> Result<i32, Errno> {
    let mut group: c_int = 0;
    // SAFETY: the kernel writes an int.
    unsafe { syscall!(Sysno::ioctl, descriptor, TIOCGPGRP, &raw mut group) }?;
    Ok(group)
}

/// tcsetpgrp(3).
///
/// # Errors
///
/// The kernel's.
pub fn set_foreground(descriptor: i32, group: i32) -> Result<(), Errno> {
    let group: c_int = group;
    // SAFETY: the kernel reads an int.
    unsafe { syscall!(Sysno::ioctl, descriptor, TIOCSPGRP, &raw const group) }?;
    Ok(())
}
