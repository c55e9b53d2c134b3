//! The programs' texts, packed while whit is compiled: help, messages and reasons are a quarter of the file otherwise.
//!
//! Byte pair encoding: again and again, the most frequent pair of neighbours becomes one new byte, from 128 up, for all
//! texts together. [`Buffer::unpacked`](crate::entry::Buffer::unpacked) puts the pairs back.
//!
//! Never part of a pair are control characters and the first byte of a line: lines are found, and told from others, without
//! unpacking them. `%` and a letter, which mention something in a message, are packed as [`mention`] says. Else plain ASCII
//! is packed text, too.
#![forbid(unsafe_code)]
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    long_running_const_eval,
    reason = "all of this happens at compile time, where a panic is an error of the compiler's"
)]

#[cfg(feature = "init")]
use crate::boot;
use crate::entry::{Room, Text};
use crate::sys::file;
use crate::{dialect, log};
use core::ffi::CStr;

/// Names what is packed, with and without the feature `dialects`.
macro_rules! texts {
    ($($(#[$attribute:meta])* $name:ident = $text:expr;)*) => {
        /// What is packed.
        const TEXTS: &[&CStr] = &[$($(#[$attribute])* $text),*];
        /// The number of each.
        #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
        enum Number { $($(#[$attribute])* $name),* }
        $($(#[$attribute])* pub(crate) const $name: Text = text(Number::$name as usize);)*
    };
}

texts! {
    WHIT_HELP = dialect::whit::HELP;
    WHIT_WORDS = dialect::whit::WORDS;
    #[cfg(feature = "dialects")]
    TINI_HELP = dialect::tini::HELP;
    #[cfg(feature = "dialects")]
    TINI_WORDS = dialect::tini::WORDS;
    #[cfg(feature = "dialects")]
    DUMB_INIT_HELP = dialect::dumb_init::HELP;
    #[cfg(feature = "dialects")]
    DUMB_INIT_WORDS = dialect::dumb_init::WORDS;
    #[cfg(feature = "dialects")]
    CATATONIT_HELP = dialect::catatonit::HELP;
    #[cfg(feature = "dialects")]
    CATATONIT_WORDS = dialect::catatonit::WORDS;
    #[cfg(feature = "init")]
    INIT_HELP = dialect::init::HELP;
    #[cfg(feature = "init")]
    TOOLS_HELP = dialect::tools::HELP;
    #[cfg(feature = "init")]
    MOUNTS = boot::mounts::MOUNTS;
    REASONS = log::REASONS;
}

/// The first byte that is a pair.
const FIRST: usize = 125;

/// How many pairs there may be.
const PAIRS: usize = 256 - FIRST;

/// A pair that is not more frequent than that costs more in the table than it saves.
const RARE: u16 = 2;

/// The highest control character.
pub const CONTROL: u8 = b' ' - 1;

/// The control character that `%letter` becomes: there it is that unpacking stops.
#[must_use]
pub const fn mention(letter: u8) -> u8 {
    letter & CONTROL
}

/// The length of all texts, NULs included.
const LENGTH: usize = {
    let (mut length, mut text) = (0, 0);
    while text < TEXTS.len() {
        length += TEXTS[text].to_bytes_with_nul().len();
        text += 1;
    }
    length
};

/// Texts, one behind the other, and the pairs in them.
#[derive(Clone, Copy)]
struct Packing {
    bytes: [u8; LENGTH],
    length: usize,
    pairs: [[u8; 2]; PAIRS],
    count: usize,
}

impl Packing {
    /// All texts as they are.
    const fn new() -> Self {
        let mut packing = Self { bytes: [0; LENGTH], length: 0, pairs: [[0; 2]; PAIRS], count: 0 };
        let mut text = 0;
        while text < TEXTS.len() {
            let bytes = TEXTS[text].to_bytes_with_nul();
            let mut at = 0;
            while at < bytes.len() {
                assert!(bytes[at] < FIRST as u8, "only ASCII can be packed, but for the last three");
                packing.bytes[packing.length] = if bytes[at] == b'%' {
                    at += 1;
                    mention(bytes[at])
                } else {
                    bytes[at]
                };
                packing.length += 1;
                at += 1;
            }
            text += 1;
        }
        packing
    }

    /// Puts `byte` in place of each `pair`; returns what is the most frequent pair then, if it is worth a byte.
    const fn replace(&mut self, pair: [u8; 2], byte: u8) -> Option<[u8; 2]> {
        let length = self.length;
        let bytes = &mut self.bytes;
        let mut counts = [0_u16; 1 << 16];
        let (mut best, mut most) = (0, RARE);
        let (mut from, mut to) = (0, 0);
        let (mut before, mut was_alone) = (0, true);
        while from < length {
            let mut next = bytes[from];
            from += 1;
            let is_alone = next <= CONTROL || matches!(before, 0 | b'\n');
            if !is_alone && next == pair[0] && bytes[from] == pair[1] {
                next = byte;
                from += 1;
            }
            bytes[to] = next;
            to += 1;
            if !was_alone && !is_alone {
                let both = (before as usize) << 8 | next as usize;
                let count = counts[both] + 1;
                counts[both] = count;
                if count > most {
                    (best, most) = (both, count);
                }
            }
            (before, was_alone) = (next, is_alone);
        }
        self.length = to;
        if most > RARE { Some([(best >> 8) as u8, best as u8]) } else { None }
    }
}

const PACKING: Packing = {
    let mut packing = Packing::new();
    let mut frequent = packing.replace([u8::MAX; 2], u8::MAX);
    while packing.count < PAIRS
        && let Some(pair) = frequent
    {
        packing.pairs[packing.count] = pair;
        frequent = packing.replace(pair, (FIRST + packing.count) as u8);
        packing.count += 1;
    }
    packing
};

/// The packed texts.
static BYTES: [u8; PACKING.length] = {
    let mut bytes = [0; PACKING.length];
    bytes.copy_from_slice(PACKING.bytes.split_at(PACKING.length).0);
    bytes
};

/// What each byte from [`FIRST`] on stands for.
static TABLE: [[u8; 2]; PACKING.count] = {
    let mut table = [[0; 2]; PACKING.count];
    table.copy_from_slice(PACKING.pairs.split_at(PACKING.count).0);
    table
};

/// One of [`TEXTS`], packed.
const fn text(mut number: usize) -> Text<'static> {
    let mut bytes: &'static [u8] = &BYTES;
    loop {
        match CStr::from_bytes_until_nul(bytes) {
            Ok(text) if number == 0 => return Text::new(text),
            Ok(text) => bytes = bytes.split_at(text.to_bytes_with_nul().len()).1,
            Err(_) => panic!("every text ends with a NUL"),
        }
        number -= 1;
    }
}

/// The pair that `byte` stands for, if it is not itself.
#[must_use]
pub fn pair(byte: u8) -> Option<[u8; 2]> {
    TABLE.get(usize::from(byte).wrapping_sub(FIRST)).copied()
}

/// Prints a packed text. That nobody reads it changes nothing.
#[inline(never)]
pub fn print(descriptor: i32, text: Text) {
    let mut room = Room::<2048>::new();
    room.buffer().unpacked(text, 0);
    file::print(descriptor, room.text());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_can_be_unpacked() {
        for (number, plain) in TEXTS.iter().enumerate() {
            let mut room = Room::<LENGTH>::new();
            room.buffer().unpacked(text(number), 0);
            let mut packed = room.text();
            let mut plain = Text::new(plain);
            loop {
                let (mut wanted, byte) = (plain.next(), packed.next());
                if wanted == b'%' {
                    wanted = mention(plain.next());
                }
                assert_eq!(wanted, byte);
                if byte == 0 {
                    break;
                }
            }
        }
    }

    #[test]
    fn packing_is_worth_its_table() {
        assert!(size_of_val(&BYTES) + size_of_val(&TABLE) < LENGTH * 3 / 4);
    }
}
