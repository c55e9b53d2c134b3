//! File systems: mount, unmount, swap, and the root directory.
//!
//! # Safety
//!
//! See the [parent module](super).

use super::{Errno, done};
use crate::entry::Text;
use core::mem::MaybeUninit;
use linux_raw_sys::general::{MNT_DETACH, MS_MOVE, MS_RDONLY, MS_REMOUNT, UMOUNT_NOFOLLOW, statfs};
use syscalls::{Sysno, raw_syscall};

/// mount(2).
///
/// # Errors
///
/// The kernel's.
#[inline(never)]
pub fn mount(source: Text, place: Text, kind: Text, flags: u32, options: Text) -> Result<(), Errno> {
    // SAFETY: the kernel reads four C strings; of the last it copies what is there of a page, and looks at it up to its NUL.
    done(unsafe { raw_syscall!(Sysno::mount, source.as_ptr(), place.as_ptr(), kind.as_ptr(), flags, options.as_ptr()) })
}

/// Moves a mount to another place: mount(2), MS_MOVE.
///
/// # Errors
///
/// EINVAL: nothing is mounted there, or it is shared.
pub fn change_place(from: Text, to: Text) -> Result<(), Errno> {
    mount(from, to, Text::EMPTY, MS_MOVE, Text::EMPTY)
}

/// Makes a file system read-only, for all who use it: mount(2), MS_REMOUNT.
///
/// # Errors
///
/// EBUSY: something in it is open for writing, or open and deleted.
pub fn make_read_only(place: Text) -> Result<(), Errno> {
    mount(Text::EMPTY, place, Text::EMPTY, MS_REMOUNT | MS_RDONLY, Text::EMPTY)
}

/// umount2(2), of the last mount at `place`. Of the root directory, it only makes that read-only (fs/namespace.c, `do_umount`).
///
/// # Errors
///
/// EBUSY: it is in use.
pub fn unmount(place: Text) -> Result<(), Errno> {
    unmount_with(place, UMOUNT_NOFOLLOW)
}

/// Takes the mount at `place` out of sight; it is gone when nobody uses it any more: umount2(2), MNT_DETACH.
pub fn detach(place: Text) {
    let _ = unmount_with(place, MNT_DETACH);
}

fn unmount_with(place: Text, flags: u32) -> Result<(), Errno> {
    // SAFETY: the kernel reads a C string.
    done(unsafe { raw_syscall!(Sysno::umount2, place.as_ptr(), flags) })
}

/// swapoff(2).
///
/// # Errors
///
/// ENOMEM: there is no room for what is there. EINVAL: it is not in use.
pub fn swap_off(path: Text) -> Result<(), Errno> {
    // SAFETY: the kernel reads a C string.
    done(unsafe { raw_syscall!(Sysno::swapoff, path.as_ptr()) })
}

/// sync(2): returns when all is written.
pub fn sync() {
    // SAFETY: no memory is involved, and it cannot fail.
    unsafe { raw_syscall!(Sysno::sync) };
}

/// Makes the current directory the root directory, if that is allowed: chroot(2).
#[inline(never)]
pub fn enter() {
    let here = Text::new(c".");
    // SAFETY: the kernel reads a C string.
    unsafe { raw_syscall!(Sysno::chroot, here.as_ptr()) };
}

/// Of what type the file system at `path` is: `f_type` of statfs(2); 0 if it cannot be known.
#[must_use]
#[inline(always)]
pub fn file_system(path: Text) -> u32 {
    let mut place = MaybeUninit::<statfs>::uninit();
    // SAFETY: the kernel reads a C string and writes a statfs.
    if done(unsafe { raw_syscall!(Sysno::statfs, path.as_ptr(), place.as_mut_ptr()) }).is_err() {
        return 0;
    }
    // SAFETY: it was written.
    (unsafe { place.assume_init_ref() }).f_type as u32
}
