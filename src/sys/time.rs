//! The clock.
//!
//! # Safety
//!
//! See the [parent module](super).

use super::{insist, leave_red_zone};
use linux_raw_sys::general::{__kernel_timespec, CLOCK_BOOTTIME, CLOCK_MONOTONIC};
use syscalls::{Sysno, raw_syscall};

const NANOSECONDS: u64 = 1_000_000_000;

/// `nanoseconds` as the kernel wants them.
#[must_use]
pub const fn timespec(nanoseconds: u64) -> __kernel_timespec {
    __kernel_timespec { tv_sec: (nanoseconds / NANOSECONDS) as i64, tv_nsec: (nanoseconds % NANOSECONDS) as i64 }
}

/// Nanoseconds since some moment in the past, but for those in which the machine was suspended: CLOCK_MONOTONIC.
#[must_use]
pub fn now() -> u64 {
    get(CLOCK_MONOTONIC)
}

/// Nanoseconds since the boot, as they are in /proc: CLOCK_BOOTTIME.
#[must_use]
pub fn since_boot() -> u64 {
    get(CLOCK_BOOTTIME)
}

/// clock_gettime(2).
#[inline(never)]
fn get(clock: u32) -> u64 {
    leave_red_zone();
    let mut now = timespec(0);
    insist(|| {
        // SAFETY: the kernel writes a timespec.
        unsafe { raw_syscall!(Sysno::clock_gettime, clock, &raw mut now) }
    });
    (now.tv_sec as u64).wrapping_mul(NANOSECONDS).wrapping_add(now.tv_nsec as u64)
}
