//! The controlling terminal and its foreground process group.
//!
//! # Safety
//!
//! See the [parent module](super).

use super::{Errno, done, leave_red_zone};
use core::ffi::c_int;
use linux_raw_sys::ioctl::{TIOCGPGRP, TIOCNOTTY, TIOCSCTTY, TIOCSPGRP};
use syscalls::{Sysno, raw_syscall};

/// tcgetpgrp(3): the foreground process group of the terminal at `descriptor`; 0 if it is of another PID namespace, -1 if
/// that is not this process's controlling terminal.
#[must_use]
pub fn foreground(descriptor: i32) -> i32 {
    leave_red_zone();
    let mut group: c_int = -1;
    // SAFETY: the kernel writes an int.
    unsafe { raw_syscall!(Sysno::ioctl, descriptor, TIOCGPGRP, &raw mut group) };
    group
}

/// tcsetpgrp(3). A terminal that refuses changes nothing for anybody else.
#[inline(never)]
pub fn set_foreground(descriptor: i32, group: i32) {
    leave_red_zone();
    let group: c_int = group;
    // SAFETY: the kernel reads an int.
    unsafe { raw_syscall!(Sysno::ioctl, descriptor, TIOCSPGRP, &raw const group) };
}

/// Makes the terminal at `descriptor` the controlling one of this process's session, which has none: ioctl(2), TIOCSCTTY.
///
/// # Errors
///
/// ENOTTY: it is none. EPERM: it is another session's. EBADF: there is none.
pub fn control(descriptor: i32) -> Result<(), Errno> {
    // SAFETY: no memory is involved.
    done(unsafe { raw_syscall!(Sysno::ioctl, descriptor, TIOCSCTTY, 0) })
}

/// Gives the controlling terminal at `descriptor` up: ioctl(2), TIOCNOTTY. If this process leads its session, the foreground
/// gets SIGHUP and SIGCONT.
///
/// # Errors
///
/// ENOTTY: it is none, or not this process's own. EBADF: there is none.
pub fn give_up(descriptor: i32) -> Result<(), Errno> {
    // SAFETY: no memory is involved.
    done(unsafe { raw_syscall!(Sysno::ioctl, descriptor, TIOCNOTTY, 0) })
}

/// Which of the kernel's own terminals is free: include/uapi/linux/vt.h.
const VT_OPENQRY: u32 = 0x5600;

/// Whether the terminal at `descriptor` is one of the kernel's own: only those know VT_OPENQRY (ioctl_console(2)).
#[must_use]
pub fn is_virtual(descriptor: i32) -> bool {
    let mut free: c_int = 0;
    // SAFETY: the kernel writes an int.
    done(unsafe { raw_syscall!(Sysno::ioctl, descriptor, VT_OPENQRY, &raw mut free) }).is_ok()
}
