//! Lists of words in a text.
#![forbid(unsafe_code)]

use crate::entry::Text;

/// The bit of the word that `text` begins with, up to `end` or all of it: 1 for the first of `names`, which commas separate; 0 if
/// it is none of them.
#[inline(never)]
#[must_use]
pub fn bit(text: Text, mut names: Text, end: u8) -> u32 {
    let mut bit = 1;
    while !names.is_empty() {
        if text.behind(names).is_some_and(|rest| rest.is_empty() || rest.first() == end) {
            return bit;
        }
        names = names.after(b',');
        bit <<= 1;
    }
    0
}
