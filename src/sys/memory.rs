//! Memory: private mappings, for what is too large for the stack; and what an idle process can do without.
//!
//! # Safety
//!
//! See the [parent module](super).

use super::leave_red_zone;
use core::ptr;
use linux_raw_sys::general::{MADV_DONTNEED, MAP_ANONYMOUS, MAP_NORESERVE, MAP_PRIVATE, PROT_READ, PROT_WRITE};
use syscalls::{Sysno, raw_syscall};

/// A mapping's length in bytes.
pub(super) const LENGTH: usize = 1 << 19;

/// The lowest number that is no address but a negative errno.
const NO_ADDRESS: usize = -4095_isize as usize;

/// A new mapping of [`LENGTH`] bytes, all zero, of which nobody knows, or null. Only the pages that are written to become
/// memory.
pub(super) fn map() -> *mut u8 {
    let protection = PROT_READ | PROT_WRITE;
    let flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
    // SAFETY: nothing is mapped over.
    let address = unsafe { raw_syscall!(Sysno::mmap, ptr::null::<u8>(), LENGTH, protection, flags, u32::MAX, 0) };
    if address < NO_ADDRESS { ptr::with_exposed_provenance_mut(address) } else { ptr::null_mut() }
}

/// Where the linker script puts what an idle process does not need.
const SELDOM_NEEDED: usize = 0x410000;

/// More than there is of it, and more of the stack than was ever used.
const MOST: usize = 1 << 16;

const PAGE: usize = 4096;

/// How far below something in a frame that frame may go on, with all that a debug build calls to get to the kernel.
const FRAME: usize = 512;

/// Gives back what was needed to get so far: most of the program, which the kernel maps again when it is called, and the stack
/// below this frame.
#[inline(never)]
pub fn give_back() {
    leave_red_zone();
    forget(SELDOM_NEEDED);
    let frame = 0_u8;
    let end = ((&raw const frame).addr() - FRAME) & !(PAGE - 1);
    forget(end - MOST);
}

/// madvise(2), MADV_DONTNEED, of [`MOST`] bytes. What cannot be given back just stays.
#[inline(always)]
fn forget(begin: usize) {
    // SAFETY: pages of the program are in its file still. Those of the stack are not in use: all signals are blocked, so that there is
    // nothing below the frame of `give_back`, which this is a part of.
    unsafe { raw_syscall!(Sysno::madvise, begin, MOST, MADV_DONTNEED) };
}
