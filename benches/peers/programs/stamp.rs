//! A small COMMAND: tells when it was started, and ends. The standard library's own start is left out.
#![no_main]

use std::ffi::{c_int, c_long};
use std::io::{Write, stdout};

#[repr(C)]
struct Timespec {
    seconds: i64,
    nanoseconds: c_long,
}

const CLOCK_MONOTONIC: c_int = 1;

unsafe extern "C" {
    fn clock_gettime(clock: c_int, time: *mut Timespec) -> c_int;
}

#[unsafe(no_mangle)]
extern "C" fn main() -> c_int {
    let mut time = Timespec { seconds: 0, nanoseconds: 0 };
    // SAFETY: one structure of this shape is written.
    unsafe { clock_gettime(CLOCK_MONOTONIC, &raw mut time) };
    let now = time.seconds as u64 * 1_000_000_000 + time.nanoseconds as u64;
    stdout().write_all(&now.to_ne_bytes()).and_then(|()| stdout().flush()).map_or(1, |()| 0)
}
