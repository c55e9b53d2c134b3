//! A terminal to read from and to write to, and the session that it belongs to.
//!
//! # Safety
//!
//! See the [parent module](super).

use super::{Errno, done, outcome};
use crate::entry::Text;
use linux_raw_sys::general::{AT_FDCWD, F_SETFL, O_CLOEXEC, O_NOCTTY, O_NONBLOCK, O_RDWR};
use linux_raw_sys::ioctl::TIOCSCTTY;
use syscalls::{Sysno, raw_syscall};

/// Puts the terminal, or other device, at `path` on descriptors 0, 1 and 2.
///
/// A serial line without a carrier may keep open(2) waiting for one, and with it PID 1, which sleeps until its child has
/// called execve: it is opened with O_NONBLOCK, which does not wait, and which is taken off afterwards.
///
/// # Errors
///
/// The kernel's.
pub fn attach(path: Text) -> Result<(), Errno> {
    let flags = O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC;
    // SAFETY: the kernel reads a C string.
    let descriptor = outcome(unsafe { raw_syscall!(Sysno::openat, AT_FDCWD as isize, path.as_ptr(), flags) })?;
    // SAFETY: no memory is involved.
    unsafe { raw_syscall!(Sysno::fcntl, descriptor, F_SETFL, O_RDWR) };
    let mut standard = 0;
    while standard <= 2 {
        // SAFETY: no memory is involved. A descriptor that is there already stays.
        unsafe { raw_syscall!(Sysno::dup3, descriptor, standard, 0) };
        standard += 1;
    }
    if descriptor > 2 {
        super::file::close(descriptor);
    }
    Ok(())
}

/// setsid(2): a session of its own, without a terminal.
pub fn lead_session() {
    // SAFETY: no memory is involved. A process that leads one already has what it wants.
    unsafe { raw_syscall!(Sysno::setsid) };
}

/// Makes the terminal on descriptor 0 this session's, and this process group its foreground: ioctl_tty(2), TIOCSCTTY.
///
/// # Errors
///
/// ENOTTY: it is no terminal. EPERM: it is another session's.
pub fn take_terminal() -> Result<(), Errno> {
    // SAFETY: no memory is involved: it takes a number, and with 0 it takes no terminal away from others.
    done(unsafe { raw_syscall!(Sysno::ioctl, 0, TIOCSCTTY, 0) })
}
