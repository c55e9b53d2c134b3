//! Memory from the kernel: one private mapping, for what is too large for the stack.
//!
//! # Safety
//!
//! See the [parent module](super).

use core::ptr;
use linux_raw_sys::general::{MAP_ANONYMOUS, MAP_NORESERVE, MAP_PRIVATE, PROT_READ, PROT_WRITE};
use syscalls::{Sysno, raw_syscall};

/// The highest pid is below it: PID_MAX_LIMIT on 64-bit machines (include/linux/threads.h).
const BITS: usize = 1 << 22;

/// A mapping's length in bytes.
pub(super) const LENGTH: usize = BITS / 8;

/// The lowest number that is no address but a negative errno.
const NO_ADDRESS: usize = -4095_isize as usize;

/// A set of pids, in half a MiB of address space; only the pages that it uses become memory.
#[derive(Debug)]
pub struct Bits(Option<&'static mut [u64; BITS / 64]>);

impl Bits {
    /// An empty set.
    #[must_use]
    pub fn new() -> Self {
        // SAFETY: it is as long as that, zeroed, and this set's alone until it is unmapped.
        Self(unsafe { map().cast::<[u64; BITS / 64]>().as_mut() })
    }

    /// Whether there was no memory for it: then it holds nothing.
    #[must_use]
    pub const fn is_useless(&self) -> bool {
        self.0.is_none()
    }

    /// The next pid in it above `pid`.
    #[must_use]
    pub fn next(&self, pid: i32) -> Option<i32> {
        let words = self.0.as_ref()?;
        let mut bit = pid as usize + 1;
        loop {
            let word = words.get(bit / 64)? >> (bit % 64);
            if word != 0 {
                return Some((bit as u32 + word.trailing_zeros()) as i32);
            }
            bit = (bit | 63) + 1;
        }
    }

    /// Puts `pid` in; says whether it is new.
    pub fn insert(&mut self, pid: i32) -> bool {
        let bit = pid as usize;
        let Some(word) = self.0.as_mut().and_then(|words| words.get_mut(bit / 64)) else { return true };
        let before = *word;
        *word |= 1 << (bit % 64);
        *word != before
    }
}

impl Default for Bits {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Bits {
    fn drop(&mut self) {
        if let Some(words) = self.0.take() {
            // SAFETY: nobody has the mapping any more.
            unsafe { unmap(words.as_mut_ptr().cast()) };
        }
    }
}

/// A new mapping of [`LENGTH`] bytes, all zero, of which nobody knows, or null. Only the pages that are written to become
/// memory.
pub(super) fn map() -> *mut u8 {
    let protection = PROT_READ | PROT_WRITE;
    let flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
    // SAFETY: nothing is mapped over.
    let address = unsafe { raw_syscall!(Sysno::mmap, ptr::null::<u8>(), LENGTH, protection, flags, u32::MAX, 0) };
    if address < NO_ADDRESS { ptr::with_exposed_provenance_mut(address) } else { ptr::null_mut() }
}

/// Gives a mapping back.
///
/// # Safety
///
/// It is one of [`map`]'s, and nobody uses it any more.
pub(super) unsafe fn unmap(mapping: *mut u8) {
    // SAFETY: the caller vouches for it.
    unsafe { raw_syscall!(Sysno::munmap, mapping, LENGTH) };
}
