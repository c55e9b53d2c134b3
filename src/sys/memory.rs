//! Memory from the kernel: private mappings, for what is too large for the stack.
//!
//! # Safety
//!
//! See the [parent module](super).

use core::ptr;
use linux_raw_sys::general::{MAP_ANONYMOUS, MAP_NORESERVE, MAP_PRIVATE, PROT_READ, PROT_WRITE};
use syscalls::{Sysno, raw_syscall};

/// A mapping's length in bytes.
pub(super) const LENGTH: usize = 1 << 19;

/// The lowest number that is no address but a negative errno.
const NO_ADDRESS: usize = -4095_isize as usize;

/// A new mapping of [`LENGTH`] bytes, all zero, of which nobody knows, or null. Only the pages that are written to become
/// memory.
#[inline(never)]
pub(super) fn map() -> *mut u8 {
    let protection = PROT_READ | PROT_WRITE;
    let flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
    // SAFETY: nothing is mapped over.
    let address = unsafe { raw_syscall!(Sysno::mmap, ptr::null::<u8>(), LENGTH, protection, flags, u32::MAX, 0) };
    if address < NO_ADDRESS { ptr::with_exposed_provenance_mut(address) } else { ptr::null_mut() }
}
