//! What the compiler expects of a libc: memory functions and a panic handler.
//!
//! The binaries include this file as a module of their own; the library's tests have a libc, and must not see it.
//!
//! # Safety
//!
//! The memory functions keep the contracts of the C standard (7.24), which the compiler's own calls honour. An empty
//! `asm!` in each loop keeps it from being recognised as the very function that it implements.

use core::arch::asm;
use core::ffi::{c_char, c_int};

// SAFETY: symbols of linker.ld, the first byte of this program and the one behind its last.
unsafe extern "C" {
    /// Where this program begins in memory, and where it ends: linker.ld.
    safe static image_begins: u8;
    safe static image_ends: u8;
}

/// This program as it is in memory, which is a file that could be executed.
#[allow(dead_code, reason = "pause has no use for it")]
pub fn image() -> &'static [u8] {
    let begin = &raw const image_begins;
    let length = (&raw const image_ends).addr() - begin.addr();
    // SAFETY: one segment that nobody writes to.
    unsafe { core::slice::from_raw_parts(begin, length) }
}

/// memcpy(3).
// SAFETY: the one definition of the symbol; the caller keeps the C standard's contract.
#[unsafe(no_mangle)]
unsafe extern "C" fn memcpy(to: *mut u8, from: *const u8, count: usize) -> *mut u8 {
    for offset in 0..count {
        // SAFETY: the caller vouches for `count` bytes at both places; the asm is empty.
        #[allow(clippy::multiple_unsafe_ops_per_block)]
        unsafe {
            *to.add(offset) = *from.add(offset);
            asm!("", options(nomem, nostack, preserves_flags));
        }
    }
    to
}

/// memmove(3).
// SAFETY: the one definition of the symbol; the caller keeps the C standard's contract.
#[unsafe(no_mangle)]
unsafe extern "C" fn memmove(to: *mut u8, from: *const u8, count: usize) -> *mut u8 {
    if to.addr() <= from.addr() {
        // SAFETY: the same contract; copying upwards never overwrites what is still to be read.
        return unsafe { memcpy(to, from, count) };
    }
    for offset in (0..count).rev() {
        // SAFETY: the caller vouches for `count` bytes at both places; the asm is empty.
        #[allow(clippy::multiple_unsafe_ops_per_block)]
        unsafe {
            *to.add(offset) = *from.add(offset);
            asm!("", options(nomem, nostack, preserves_flags));
        }
    }
    to
}

/// memset(3).
// SAFETY: the one definition of the symbol; the caller keeps the C standard's contract.
#[unsafe(no_mangle)]
unsafe extern "C" fn memset(to: *mut u8, byte: c_int, count: usize) -> *mut u8 {
    for offset in 0..count {
        // SAFETY: the caller vouches for `count` bytes; the asm is empty.
        #[allow(clippy::multiple_unsafe_ops_per_block)]
        unsafe {
            *to.add(offset) = byte as u8;
            asm!("", options(nomem, nostack, preserves_flags));
        }
    }
    to
}

/// memcmp(3).
// SAFETY: the one definition of the symbol; the caller keeps the C standard's contract.
#[unsafe(no_mangle)]
unsafe extern "C" fn memcmp(left: *const u8, right: *const u8, count: usize) -> c_int {
    for offset in 0..count {
        // SAFETY: the caller vouches for `count` bytes at both places; the asm is empty.
        #[allow(clippy::multiple_unsafe_ops_per_block)]
        let (left, right) = unsafe {
            asm!("", options(nomem, nostack, preserves_flags));
            (*left.add(offset), *right.add(offset))
        };
        if left != right {
            return c_int::from(left) - c_int::from(right);
        }
    }
    0
}

/// bcmp(3).
// SAFETY: the one definition of the symbol; the caller keeps the contract of memcmp.
#[unsafe(no_mangle)]
unsafe extern "C" fn bcmp(left: *const u8, right: *const u8, count: usize) -> c_int {
    // SAFETY: the same contract.
    unsafe { memcmp(left, right, count) }
}

/// strlen(3).
// SAFETY: the one definition of the symbol; the caller keeps the C standard's contract.
#[unsafe(no_mangle)]
unsafe extern "C" fn strlen(text: *const c_char) -> usize {
    let mut length = 0;
    // SAFETY: the caller vouches for a terminating NUL; the asm is empty.
    #[allow(clippy::multiple_unsafe_ops_per_block)]
    unsafe {
        while *text.add(length) != 0 {
            asm!("", options(nomem, nostack, preserves_flags));
            length += 1;
        }
    }
    length
}

#[cfg(not(debug_assertions))]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    unsafe extern "C" {
        /// Nobody defines it. If the linker asks for it, the optimizer could not prove that a slice index, a division or
        /// an `unwrap` cannot fail: use `.get(..)` and friends there.
        fn a_panic_is_reachable() -> !;
    }
    // SAFETY: never linked, so never called.
    unsafe { a_panic_is_reachable() }
}

#[cfg(debug_assertions)]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    whit::sys::process::abort()
}

/// The precompiled `core` refers to it where it is not optimized away; with `panic = "abort"` nobody calls it.
#[cfg(debug_assertions)]
// SAFETY: the one definition of the symbol.
#[unsafe(no_mangle)]
extern "C" fn rust_eh_personality() {}
