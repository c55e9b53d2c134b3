//! Files and descriptors.
//!
//! # Safety
//!
//! See the [parent module](super).

use super::{Errno, done, leave_red_zone, outcome, time};
use crate::entry::{Buffer, Text};
use core::mem::MaybeUninit;
use core::ptr;
use linux_raw_sys::general::{
    AT_FDCWD, AT_REMOVEDIR, F_GETFD, O_CLOEXEC, O_NOCTTY, O_NONBLOCK, O_RDONLY, POLLOUT, S_IFMT, S_IFREG, STATX_TYPE,
    linux_dirent64, pollfd, statx,
};
use syscalls::{Sysno, raw_syscall};

/// write(2). A short write counts as done: there is nobody to wait for.
///
/// # Errors
///
/// The kernel's; EPIPE comes with a SIGPIPE.
pub fn write(descriptor: i32, bytes: &[u8]) -> Result<i32, Errno> {
    // SAFETY: the kernel reads `bytes` and writes nothing.
    outcome(unsafe { raw_syscall!(Sysno::write, descriptor, bytes.as_ptr(), bytes.len()) })
}

/// Whether a write(2) would not have to wait; also if nobody can tell.
#[must_use]
pub fn is_writable(descriptor: i32) -> bool {
    poll(descriptor, POLLOUT, 0) != 0
}

/// Waits until one of `events` is there, or for so many nanoseconds: ppoll(2). Returns 0 if the time is over, and a negative
/// number if nobody can tell.
#[inline(never)]
pub fn poll(descriptor: i32, events: u32, nanoseconds: u64) -> i32 {
    leave_red_zone();
    let mut poll = pollfd { fd: descriptor, events: events as i16, revents: 0 };
    let timeout = time::timespec(nanoseconds);
    // SAFETY: the kernel reads and writes one pollfd, reads a timespec, and no mask.
    (unsafe { raw_syscall!(Sysno::ppoll, &raw mut poll, 1, &raw const timeout, ptr::null::<u8>(), 8) }) as i32
}

/// Writes text: write(2). That nobody reads it changes nothing.
#[inline(never)]
pub fn print(descriptor: i32, text: Text) {
    // SAFETY: the kernel reads a C string up to its NUL.
    unsafe { raw_syscall!(Sysno::write, descriptor, text.as_ptr(), text.length()) };
}

/// read(2). What was read; nothing at the end, or if there is an error.
pub fn read(descriptor: i32, bytes: &mut [u8]) -> &[u8] {
    // SAFETY: the kernel writes to `bytes`, and no more than fits.
    let length = unsafe { raw_syscall!(Sysno::read, descriptor, bytes.as_mut_ptr(), bytes.len()) };
    let length = (length as isize).max(0) as usize;
    // SAFETY: so many were written.
    unsafe { bytes.get_unchecked(..length) }
}

/// The directory that paths without a slash in front begin at, if no other is named.
pub const HERE: i32 = AT_FDCWD;

/// Opens a file or directory for reading, not to be inherited: openat(2). Returns a descriptor, or a negative number.
#[inline(never)]
#[must_use]
pub fn open_at(directory: i32, path: Text) -> i32 {
    let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
    // SAFETY: the kernel reads a C string.
    (unsafe { raw_syscall!(Sysno::openat, directory as isize, path.as_ptr(), flags) }) as i32
}

/// Adds the beginning of a file, as much of it as one read(2) gives and as fits; nothing if it cannot be read.
#[inline(never)]
pub fn read_at(directory: i32, path: Text, mut buffer: Buffer) {
    let descriptor = open_at(directory, path);
    // SAFETY: the kernel writes where there is room, and no more than fits.
    let length = unsafe { raw_syscall!(Sysno::read, descriptor, buffer.as_ptr(), buffer.left()) };
    // SAFETY: so many were written.
    unsafe { buffer.added((length as isize).max(0) as usize) };
    close(descriptor);
}

/// close(2).
#[inline(never)]
pub fn close(descriptor: i32) {
    // SAFETY: no memory is involved. Whatever it returns, the descriptor is gone.
    unsafe { raw_syscall!(Sysno::close, descriptor) };
}

/// Closes `first` and every descriptor above: close_range(2).
///
/// # Errors
///
/// ENOSYS: before Linux 5.9.
pub fn close_from(first: i32) -> Result<(), Errno> {
    // SAFETY: no memory is involved.
    done(unsafe { raw_syscall!(Sysno::close_range, first, u32::MAX, 0) })
}

/// Whether there is something at `path`, behind symbolic links: faccessat(2).
#[must_use]
pub fn exists(path: Text) -> bool {
    // SAFETY: the kernel reads a C string.
    outcome(unsafe { raw_syscall!(Sysno::faccessat, AT_FDCWD as isize, path.as_ptr(), 0) }).is_ok()
}

/// Whether this descriptor is open: fcntl(2), F_GETFD.
#[must_use]
pub fn is_open(descriptor: i32) -> bool {
    // SAFETY: no memory is involved.
    outcome(unsafe { raw_syscall!(Sysno::fcntl, descriptor, F_GETFD, 0) }).is_ok()
}

/// chdir(2).
///
/// # Errors
///
/// The kernel's.
pub fn change_directory(path: Text) -> Result<(), Errno> {
    // SAFETY: the kernel reads a C string.
    done(unsafe { raw_syscall!(Sysno::chdir, path.as_ptr()) })
}

/// fchdir(2).
///
/// # Errors
///
/// The kernel's.
pub fn change_to(directory: i32) -> Result<(), Errno> {
    // SAFETY: no memory is involved.
    done(unsafe { raw_syscall!(Sysno::fchdir, directory) })
}

/// mkdir(2), for all to look into. That it is there already, or cannot be made, shows when it is used.
pub fn make_directory(path: Text) {
    // SAFETY: the kernel reads a C string.
    unsafe { raw_syscall!(Sysno::mkdirat, AT_FDCWD as isize, path.as_ptr(), 0o755) };
}

/// unlink(2) in an open directory.
///
/// # Errors
///
/// EISDIR: it is a directory.
pub fn remove(directory: i32, name: Text) -> Result<(), Errno> {
    unlink_at(directory, name, 0)
}

/// rmdir(2) in an open directory. What is not empty stays.
pub fn remove_directory(directory: i32, name: Text) {
    let _ = unlink_at(directory, name, AT_REMOVEDIR);
}

#[inline(never)]
fn unlink_at(directory: i32, name: Text, flags: u32) -> Result<(), Errno> {
    // SAFETY: the kernel reads a C string.
    done(unsafe { raw_syscall!(Sysno::unlinkat, directory as isize, name.as_ptr(), flags) })
}

/// What a file is, and where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Status {
    /// The device that its file system is on: its two numbers, both 0 if there is nothing.
    pub device: u64,
    /// Whether it is a regular file, or a symbolic link to one.
    pub is_regular: bool,
}

/// What is at `path`, behind symbolic links; all zero if there is nothing: statx(2).
#[must_use]
#[inline(never)]
pub fn status(directory: i32, path: Text) -> Status {
    leave_red_zone();
    let mut place = MaybeUninit::<statx>::zeroed();
    // SAFETY: the kernel reads a C string and writes a statx.
    unsafe { raw_syscall!(Sysno::statx, directory as isize, path.as_ptr(), 0, STATX_TYPE, place.as_mut_ptr()) };
    // SAFETY: numbers, all zero at first.
    let status = unsafe { place.assume_init_ref() };
    Status {
        device: u64::from(status.stx_dev_major) << 32 | u64::from(status.stx_dev_minor),
        is_regular: u32::from(status.stx_mode) & S_IFMT == S_IFREG,
    }
}

/// A directory that is being read.
#[derive(Debug)]
#[repr(C)] // What is large comes last, so that the rest is near the stack pointer.
pub struct Directory {
    /// Negative if it cannot be opened: then there is nothing in it.
    pub descriptor: i32,
    /// Where in `entries` the next one is, and where they end, in bytes.
    next: usize,
    end: usize,
    entries: MaybeUninit<[u64; 256]>,
}

impl Directory {
    /// Opens it.
    #[inline(always)]
    #[must_use]
    pub fn open(directory: i32, path: Text) -> Self {
        Self::of(open_at(directory, path))
    }

    /// The one that is open there, and is closed with it.
    #[must_use]
    #[inline(never)]
    pub const fn of(descriptor: i32) -> Self {
        Self { descriptor, next: 0, end: 0, entries: MaybeUninit::uninit() }
    }

    /// The next name in it: getdents64(2).
    pub fn next_name(&mut self) -> Option<Text<'_>> {
        let entries = self.entries.as_mut_ptr();
        if self.next == self.end {
            // SAFETY: the kernel writes to `entries`, and no more than fits.
            let length =
                unsafe { raw_syscall!(Sysno::getdents64, self.descriptor, entries, size_of_val(&self.entries)) };
            if length as isize <= 0 {
                return None;
            }
            self.next = 0;
            self.end = length;
        }
        // SAFETY: within what the kernel has written.
        let entry = unsafe { entries.byte_add(self.next) }.cast::<linux_dirent64>();
        // SAFETY: it has written whole entries only, aligned as they must be.
        self.next += usize::from(unsafe { (*entry).d_reclen });
        // SAFETY: as above.
        let name = unsafe { &raw const (*entry).d_name };
        // SAFETY: a C string, which stays until the next call.
        Some(unsafe { Text::at(name.cast()) })
    }

    /// The next name in it that is a number, or -1 if there is none left.
    #[inline(never)]
    pub fn next_number(&mut self) -> i32 {
        while let Some(name) = self.next_name() {
            if let Some(number) = name.as_number() {
                return number as i32;
            }
        }
        -1
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        close(self.descriptor);
    }
}
