//! Lists of words in a text.
#![forbid(unsafe_code)]

use crate::entry::Text;

/// The place among `names`, which commas separate, of the word that `text` begins with, up to `end` or all of it; how many they are,
/// if it is none of them.
#[inline(never)]
#[must_use]
pub fn place(text: Text, mut names: Text, end: u8) -> u32 {
    let mut place = 0;
    while !names.is_empty() && text.behind(names).is_none_or(|rest| !rest.is_empty() && rest.first() != end) {
        names = names.after(b',');
        place += 1;
    }
    place
}
