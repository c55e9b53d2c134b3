//! Whole files, for those that are longer than the stack should be deep.
//!
//! # Safety
//!
//! See the [parent module](super). The last byte of the mapping is never written to, so that a NUL ends what is in it.

use super::{file, memory};
use crate::entry::Text;
use core::ptr::NonNull;
use core::slice;

/// What was in a file when it was read last.
#[derive(Debug)]
pub struct Contents {
    text: Text<'static>,
    mapping: Option<NonNull<u8>>,
}

impl Contents {
    /// No file was read yet: `text` is what counts as long as none can be.
    #[must_use]
    pub const fn without(text: Text<'static>) -> Self {
        Self { text, mapping: None }
    }

    /// How many bytes of a file are read.
    pub const LENGTH: usize = memory::LENGTH - 1;

    /// Reads a file. If it cannot be read, all is as it was.
    #[inline(never)]
    pub fn read(&mut self, path: Text) {
        let descriptor = file::open_at(file::HERE, path);
        if descriptor >= 0
            && let Some(mapping) = self.mapping.or_else(|| NonNull::new(memory::map()))
        {
            self.mapping = Some(mapping);
            // SAFETY: it is that long, and one longer, and nobody else has it.
            let mut room = unsafe { slice::from_raw_parts_mut(mapping.as_ptr(), Self::LENGTH) };
            // Files in /proc come in parts.
            while let length @ 1.. = file::read(descriptor, room).len() {
                room = room.get_mut(length..).unwrap_or_default();
            }
            if let Some(end) = room.first_mut() {
                *end = 0;
            }
            // SAFETY: at least the last byte is NUL.
            self.text = unsafe { Text::at(mapping.as_ptr()) };
        }
        file::close(descriptor);
    }

    /// What was in it, up to the first NUL.
    #[must_use]
    pub const fn text(&self) -> Text<'_> {
        self.text
    }
}
