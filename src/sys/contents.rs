//! Whole files, for those that are longer than the stack should be deep.
//!
//! # Safety
//!
//! See the [parent module](super). The last byte of the mapping is never written to, so that a NUL ends what is in it.

use super::{file, memory};
use crate::entry::Text;
use core::ptr::NonNull;
use core::slice;

/// What was in a file when it was read.
#[derive(Debug)]
pub struct Contents(Option<NonNull<u8>>);

impl Contents {
    /// How many bytes of a file are read.
    pub const LENGTH: usize = memory::LENGTH - 1;

    /// Reads a file; nothing if it cannot be read.
    #[must_use]
    #[inline(never)]
    pub fn of(path: Text) -> Self {
        let descriptor = file::open_at(file::HERE, path);
        if descriptor < 0 {
            return Self(None);
        }
        let mapping = NonNull::new(memory::map());
        if let Some(mapping) = mapping {
            // SAFETY: it is that long, and one longer, and nobody else has it.
            let mut room = unsafe { slice::from_raw_parts_mut(mapping.as_ptr(), Self::LENGTH) };
            // Files in /proc come in parts.
            loop {
                let length = file::read(descriptor, room).len();
                if length == 0 {
                    break;
                }
                room = room.get_mut(length..).unwrap_or_default();
            }
        }
        file::close(descriptor);
        Self(mapping)
    }

    /// Whether the file could be read.
    #[must_use]
    pub const fn is_there(&self) -> bool {
        self.0.is_some()
    }

    /// What was in it, up to the first NUL.
    #[must_use]
    pub fn text(&self) -> Text<'_> {
        // SAFETY: at least the last byte is NUL.
        self.0.map_or(Text::EMPTY, |mapping| unsafe { Text::at(mapping.as_ptr()) })
    }
}

impl Drop for Contents {
    fn drop(&mut self) {
        if let Some(mapping) = self.0 {
            // SAFETY: what borrowed it is gone.
            unsafe { memory::unmap(mapping.as_ptr()) };
        }
    }
}
