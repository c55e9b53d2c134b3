//! The clock.
//!
//! # Safety
//!
//! See the [parent module](super).

use super::insist;
use core::ptr;
use linux_raw_sys::general::{__kernel_timespec, CLOCK_MONOTONIC, POLLIN, pollfd};
use syscalls::{Sysno, raw_syscall};

const NANOSECONDS: u64 = 1_000_000_000;

/// `nanoseconds` as the kernel wants them.
#[must_use]
pub const fn timespec(nanoseconds: u64) -> __kernel_timespec {
    __kernel_timespec { tv_sec: (nanoseconds / NANOSECONDS) as i64, tv_nsec: (nanoseconds % NANOSECONDS) as i64 }
}

/// Nanoseconds since some moment in the past: clock_gettime(2), CLOCK_MONOTONIC.
#[must_use]
pub fn now() -> u64 {
    let mut now = timespec(0);
    insist(|| {
        // SAFETY: the kernel writes a timespec.
        unsafe { raw_syscall!(Sysno::clock_gettime, CLOCK_MONOTONIC, &raw mut now) }
    });
    (now.tv_sec as u64).wrapping_mul(NANOSECONDS).wrapping_add(now.tv_nsec as u64)
}

/// Waits until there is something to read at `descriptor`, or for so many nanoseconds: ppoll(2). Returns how many descriptors
/// there is something at, 1 or 0, or a negative errno. A negative descriptor is waited for in vain.
#[inline(never)]
pub fn await_input(descriptor: i32, nanoseconds: u64) -> i32 {
    let mut poll = pollfd { fd: descriptor, events: POLLIN as i16, revents: 0 };
    let timeout = timespec(nanoseconds);
    // SAFETY: the kernel reads and writes one pollfd, reads a timespec, and no mask.
    (unsafe { raw_syscall!(Sysno::ppoll, &raw mut poll, 1, &raw const timeout, ptr::null::<u8>(), 8) }) as i32
}
