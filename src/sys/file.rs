//! Files and descriptors.
//!
//! # Safety
//!
//! See the [parent module](super).

use super::Errno;
use crate::entry::Text;
use linux_raw_sys::general::{AT_FDCWD, O_CLOEXEC, O_NOCTTY, O_NONBLOCK, O_RDONLY};
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

/// The directory that paths without a slash in front begin at, if no other is named.
pub const HERE: i32 = AT_FDCWD;

/// Opens a file or directory for reading, not to be inherited: openat(2).
///
/// # Errors
///
/// The kernel's.
pub fn open_at(directory: i32, path: Text) -> Result<i32, Errno> {
    let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
    // SAFETY: the kernel reads a C string.
    let descriptor = unsafe { syscall!(Sysno::openat, directory as isize, path.as_ptr(), flags) }?;
    Ok(descriptor as i32)
}

/// The beginning of a file, as much of it as one read(2) gives and as fits; empty if it cannot be read.
pub fn read_at<'a>(directory: i32, path: Text, bytes: &'a mut [u8]) -> Text<'a> {
    if let Ok(descriptor) = open_at(directory, path) {
        // The last byte stays, for the NUL.
        let _ = read(descriptor, bytes.split_last_mut().map_or(&mut [], |(_, room)| room));
        close(descriptor);
    }
    Text::in_bytes(bytes).unwrap_or(Text::EMPTY)
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
pub fn exists(path: Text) -> bool {
    // SAFETY: the kernel reads a C string.
    unsafe { syscall!(Sysno::faccessat, AT_FDCWD as isize, path.as_ptr(), 0) }.is_ok()
}

/// chdir(2).
///
/// # Errors
///
/// The kernel's.
pub fn change_directory(path: Text) -> Result<(), Errno> {
    // SAFETY: the kernel reads a C string.
    unsafe { syscall!(Sysno::chdir, path.as_ptr()) }?;
    Ok(())
}

/// Goes back to the beginning of a file or directory: lseek(2).
pub fn rewind(descriptor: i32) {
    // SAFETY: no memory is involved.
    let _ = unsafe { syscall!(Sysno::lseek, descriptor, 0, 0) };
}

/// The next entries of a directory: getdents64(2).
///
/// # Errors
///
/// The kernel's.
pub fn read_directory(descriptor: i32, entries: &mut [u8]) -> Result<usize, Errno> {
    // SAFETY: the kernel writes to `entries`, and no more than fits.
    unsafe { syscall!(Sysno::getdents64, descriptor, entries.as_mut_ptr(), entries.len()) }
}

/// Writes a text to stdout. That nobody reads it changes nothing.
pub fn print(text: Text) {
    let mut end = text;
    end.skip_to(0);
    let length = end.as_ptr().addr() - text.as_ptr().addr();
    // SAFETY: the kernel reads as many bytes as there are before the NUL.
    let _ = unsafe { syscall!(Sysno::write, 1, text.as_ptr(), length) };
}
