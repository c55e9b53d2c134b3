//! This program, apart from the file that it came from.
//!
//! # Safety
//!
//! See the [parent module](super).

use super::file;
use crate::entry::{Strings, Text};
use linux_raw_sys::general::{AT_EMPTY_PATH, MFD_CLOEXEC};
use syscalls::{Sysno, raw_syscall};

/// Executes `image`, this program as it is in memory, with the same pid. Returns only if that cannot be had.
///
/// Its file is no longer in use then. The kernel keeps a file system writable in which a file is in use that has no name any
/// more, as this one's has none once it was replaced by another (fs/namespace.c, `sb_prepare_remount_readonly`).
#[inline(always)]
pub fn execute(image: &[u8], arguments: &Strings, environment: &Strings) {
    let name = Text::new(c"init");
    // SAFETY: the kernel reads a C string.
    let copy = (unsafe { raw_syscall!(Sysno::memfd_create, name.as_ptr(), MFD_CLOEXEC) }) as i32;
    let _ = file::write(copy, image);
    let path = Text::EMPTY;
    // SAFETY: three arrays that end as the kernel expects; on success nothing of this program is left.
    unsafe {
        raw_syscall!(Sysno::execveat, copy, path.as_ptr(), arguments.as_ptr(), environment.as_ptr(), AT_EMPTY_PATH)
    };
    file::close(copy);
}
