//! A terminal to read from and to write to.
//!
//! # Safety
//!
//! See the [parent module](super).

use super::{Errno, outcome};
use crate::entry::Text;
use linux_raw_sys::general::{AT_FDCWD, F_SETFL, O_CLOEXEC, O_NOCTTY, O_NONBLOCK, O_RDWR};
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
