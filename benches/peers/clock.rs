//! One clock for all processes.

use std::mem::MaybeUninit;

/// CLOCK_MONOTONIC, in nanoseconds: the same in every process and every PID namespace.
pub fn now() -> u64 {
    let mut time = MaybeUninit::<nix::libc::timespec>::uninit();
    // SAFETY: the kernel writes the whole structure, or fails, which is checked.
    let result = unsafe { nix::libc::clock_gettime(nix::libc::CLOCK_MONOTONIC, time.as_mut_ptr()) };
    assert_eq!(result, 0, "CLOCK_MONOTONIC");
    // SAFETY: it was written above.
    let time = unsafe { time.assume_init() };
    time.tv_sec as u64 * 1_000_000_000 + time.tv_nsec as u64
}
