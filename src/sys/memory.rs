//! Memory from the kernel: one private mapping, for a set that is too large for the stack.
//!
//! # Safety
//!
//! See the [parent module](super).

use core::ptr;
use linux_raw_sys::general::{MAP_ANONYMOUS, MAP_NORESERVE, MAP_PRIVATE, PROT_READ, PROT_WRITE};
use syscalls::{Sysno, syscall};

/// The highest pid is below it: PID_MAX_LIMIT on 64-bit machines (include/linux/threads.h).
const BITS: usize = 1 << 22;

/// A set of pids, in half a MiB of address space; only the pages that it uses become memory.
#[derive(Debug)]
pub struct Bits(Option<&'static mut [u8]>);

impl Bits {
    /// An empty set.
    #[must_use]
    pub fn new() -> Self {
        let protection = PROT_READ | PROT_WRITE;
        let flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
        // SAFETY: a new mapping, of which nobody knows.
        let address = unsafe { syscall!(Sysno::mmap, ptr::null::<u8>(), BITS / 8, protection, flags, u32::MAX, 0) };
        // SAFETY: it is as long as that, zeroed, and this set's alone until it is unmapped.
        Self(address.ok().map(|address| unsafe { core::slice::from_raw_parts_mut(address as *mut u8, BITS / 8) }))
    }

    /// Whether there was no memory for it: then it holds nothing.
    #[must_use]
    pub const fn is_useless(&self) -> bool {
        self.0.is_none()
    }

    /// The next pid in it above `pid`.
    #[must_use]
    pub fn next(&self, pid: i32) -> Option<i32> {
        let bytes = self.0.as_ref()?;
        let mut bit = pid as usize + 1;
        loop {
            let byte = bytes.get(bit / 8)? >> (bit % 8);
            if byte & 1 != 0 {
                return Some(bit as i32);
            }
            bit = if byte == 0 { (bit | 7) + 1 } else { bit + 1 };
        }
    }

    /// Puts `pid` in; says whether it is new.
    pub fn insert(&mut self, pid: i32) -> bool {
        let bit = pid as usize;
        let Some(byte) = self.0.as_mut().and_then(|bytes| bytes.get_mut(bit / 8)) else { return true };
        let mask = 1 << (bit % 8);
        let new = *byte & mask == 0;
        *byte |= mask;
        new
    }
}

impl Default for Bits {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Bits {
    fn drop(&mut self) {
        if let Some(bytes) = self.0.take() {
            // SAFETY: nobody has the mapping any more.
            let _ = unsafe { syscall!(Sysno::munmap, bytes.as_mut_ptr(), BITS / 8) };
        }
    }
}
