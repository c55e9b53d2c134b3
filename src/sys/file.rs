//! Files and descriptors.
//!
//! # Safety
//!
//! See the [parent module](super).

use super::Errno;
use core::ffi::CStr;
use linux_raw_sys::general::{AT_FDCWD, O_CLOEXEC, O_RDONLY};
use syscalls::{Sysno, syscall};

/// write(2). A short write counts as done: there is nobody to wait for.
///
/// # Errors
///
/// The kernel's; EPIPE comes with a SIGPIPE.
pub fn write(descriptor: i32, bytes: &[u8]) -> Result<usize, Errno> {
    // SAFETY: the kernel reads `bytes` and writes nothing.
    unsafe { syscall!(Sysno::write, descriptor, bytes.as_ptr(), bytes.len()) }
}

/// read(2).
///
/// # Errors
///
/// The kernel's.
pub fn read(descriptor: i32, bytes: &mut [u8]) -> Result<usize, Errno> {
    // SAFETY: the kernel writes to `bytes`, and no more than fits.
    unsafe { syscall!(Sysno::read, descriptor, bytes.as_mut_ptr(), bytes.len()) }
}

/// Opens a file for reading, not to be inherited: openat(2).
///
/// # Errors
///
/// The kernel's.
pub fn open(path: &CStr) -> Result<i32, Errno> {
    // SAFETY: the kernel reads a C string.
    let descriptor = unsafe { syscall!(Sysno::openat, AT_FDCWD as isize, path.as_ptr(), O_RDONLY | O_CLOEXEC) }?;
    Ok(descriptor as i32)
}

/// close(2).
pub fn close(descriptor: i32) {
    // SAFETY: no memory is involved. Whatever it returns, the descriptor is gone.
    let _ = unsafe { syscall!(Sysno::close, descriptor) };
}

/// Closes `first` and every descriptor above: close_range(2).
///
/// # Errors
///
/// ENOSYS: before Linux 5.9.
pub fn close_from(first: i32) -> Result<(), Errno> {
    // SAFETY: no memory is involved.
    unsafe { syscall!(Sysno::close_range, first, u32::MAX, 0) }?;
    Ok(())
}

/// Whether there is something at `path`, behind symbolic links: faccessat(2).
#[must_use]
pub fn exists(path: &CStr) -> bool {
    // SAFETY: the kernel reads a C string.
    unsafe { syscall!(Sysno::faccessat, AT_FDCWD as isize, path.as_ptr(), 0) }.is_ok()
}

/// chdir(2).
///
/// # Errors
///
/// The kernel's.
pub fn change_directory(path: &CStr) -> Result<(), Errno> {
    // SAFETY: the kernel reads a C string.
    unsafe { syscall!(Sysno::chdir, path.as_ptr()) }?;
    Ok(())
}

/// getdents64(2) with the descriptors that are open, by name, in /proc/self/fd.
///
/// # Errors
///
/// The kernel's.
pub fn read_directory(descriptor: i32, entries: &mut [u8]) -> Result<usize, Errno> {
    // SAFETY: the kernel writes to `entries`, and no more than fits.
    unsafe { syscall!(Sysno::getdents64, descriptor, entries.as_mut_ptr(), entries.len()) }
}
