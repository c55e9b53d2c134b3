//! What /proc tells.

use crate::sys::file;
use crate::text;

/// Closes every descriptor above 2 that /proc/self/fd lists: for kernels without close_range(2). Nobody counts up to
/// RLIMIT_NOFILE, which is 2³⁰ under some engines.
#[inline(never)]
pub fn close_listed() {
    let Ok(directory) = file::open(c"/proc/self/fd") else {
        return;
    };
    let mut buffer = [0; 1024];
    while let Ok(length @ 1..) = file::read_directory(directory, &mut buffer) {
        let mut entries = buffer.get(..length).unwrap_or_default();
        // struct linux_dirent64 (getdents(2)): its length at 16, its name from 19 on.
        while let Some(name) = entries.get(19..) {
            let digits = text::parts(name, 0).next().unwrap_or_default();
            let mut descriptor = 0_i32;
            for digit in digits {
                descriptor = descriptor.wrapping_mul(10).wrapping_add(i32::from(digit.wrapping_sub(b'0')));
            }
            if descriptor > 2 && descriptor != directory && digits.first().is_some_and(u8::is_ascii_digit) {
                file::close(descriptor);
            }
            let step = entries.get(16).copied().unwrap_or(0);
            entries = entries.get(usize::from(step).max(1)..).unwrap_or_default();
        }
    }
    file::close(directory);
}
