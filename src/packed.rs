//! The programs' texts, packed while whit is compiled: help, messages and reasons are a quarter of the file otherwise.
//!
//! Byte pair encoding: again and again, the most frequent pair of neighbours becomes one new byte, for all texts together. Then
//! what is still there twice is there once: elsewhere, three bytes say where it is, and how much of it.
//! [`Buffer::unpacked`](crate::entry::Buffer::unpacked) puts all of that back.
//!
//! A text whose lines begin with a digit is a list of messages: the digit and the end of the line before become one byte, see
//! [`line()`], and `%` and a letter, which mention something, become one as well, see [`mention`].
//!
//! Never part of a pair are the ends of lines, the first tab in each, and the first byte of a line of help: lines are found, and told from others,
//! without unpacking them. Else plain ASCII is packed text, too.
#![forbid(unsafe_code)]
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    long_running_const_eval,
    reason = "all of this happens at compile time, where a panic is an error of the compiler's"
)]

mod pairs;
mod phrases;

#[cfg(any(feature = "run", feature = "init"))]
use crate::dialect;
use crate::entry::{Buffer, Kept, Place, Room, Text};
use crate::log;
use crate::sys::file;
use core::ffi::CStr;
use pairs::{PAIRED, PAIRING, PAIRS};
use phrases::Phrases;

/// Names what is packed, with and without features.
macro_rules! texts {
    ($($(#[$attribute:meta])* $name:ident = $text:expr;)*) => {
        /// What is packed.
        const TEXTS: &[&CStr] = &[$($(#[$attribute])* $text),*];
        /// The number of each.
        #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
        enum Number { $($(#[$attribute])* $name),* }
        $(
            #[doc = concat!("Packed: [`", stringify!($text), "`].")]
            $(#[$attribute])*
            pub const $name: Packed = packed(Number::$name as usize);
        )*
    };
}

texts! {
    #[cfg(feature = "run")]
    WHIT_HELP = dialect::whit::HELP;
    #[cfg(any(feature = "run", feature = "init"))]
    WHIT_WORDS = dialect::whit::WORDS;
    #[cfg(any(feature = "run", feature = "init"))]
    WHIT_VERSION = dialect::whit::VERSION;
    #[cfg(feature = "dialects")]
    LICENCE = dialect::LICENCE;
    #[cfg(feature = "dialects")]
    DOCKER_INIT_VERSION = dialect::docker_init::VERSION;
    #[cfg(feature = "dialects")]
    TINI_VERSION = dialect::tini::VERSION;
    #[cfg(feature = "dialects")]
    DUMB_INIT_VERSION = dialect::dumb_init::VERSION;
    #[cfg(feature = "dialects")]
    CATATONIT_VERSION = dialect::catatonit::VERSION;
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
    MOUNTS = crate::boot::mounts::MOUNTS;
    REASONS = log::REASONS;
}

/// The first byte that is no character: it and the next one say that a phrase is elsewhere.
const ELSEWHERE: u8 = 125;

/// How many bytes do: each stands for as many phrases as the two bytes behind it can tell of.
const KINDS: u8 = 2;

/// The first byte that is a pair.
const FIRST: u8 = ELSEWHERE + KINDS;

/// How many bytes it takes to say where a phrase is.
const REFERENCE: usize = 3;

/// Of how many parts a phrase may be, each a byte or a phrase that is elsewhere.
const MOST: u32 = 16;

/// The bytes behind [`ELSEWHERE`] are none that end lines.
const LOWEST: u8 = b' ';
const RANGE: u32 = 256 - LOWEST as u32;

/// The three bytes of the first phrase there is, as one number.
const NEAREST: u32 = (ELSEWHERE as u32 * RANGE + LOWEST as u32) * RANGE + LOWEST as u32;

/// What a line of messages begins with is not above that: 1 and its digit, or this, if it is empty.
pub const EMPTY_LINE: u8 = 7;

/// The highest byte that is in no phrase, but for a tab behind another.
const ALONE: u8 = b'\n';

/// Whether a byte is in no phrase.
const fn is_alone(before: u8, byte: u8) -> bool {
    (byte <= ALONE && !(before == b'\t' && byte == b'\t')) || matches!(before, 0 | b'\n')
}

/// The highest control character; no other is told by one byte.
pub const CONTROL: u8 = b' ' - 1;

/// What may be mentioned; the first of them is the byte behind [`ALONE`].
const MENTIONS: &[u8] = b"atconmkpfvxsde";

/// The byte that `%letter` becomes; `%l` is the end of a line within a message.
#[must_use]
pub const fn mention(letter: u8) -> u8 {
    if letter == b'l' {
        return b'\n';
    }
    let mut at = 0;
    while MENTIONS[at] != letter {
        at += 1;
    }
    ALONE + 1 + at as u8
}

/// The pairs, and the texts behind them.
#[derive(Clone, Copy)]
struct Packing {
    bytes: [u8; 2 * PAIRS + PAIRED],
    length: usize,
}

const PACKING: Packing = {
    let phrases = Phrases::find();
    let mut packing = Packing { bytes: [0; 2 * PAIRS + PAIRED], length: 0 };
    while packing.length < TABLE {
        packing.bytes[packing.length] = PAIRING.pairs[packing.length / 2][packing.length % 2];
        packing.length += 1;
    }
    let mut places = [0; PAIRED];
    let mut at = 0;
    while at < PAIRED {
        places[at] = packing.length;
        let length = phrases.lengths[at] as usize;
        if length == 0 {
            packing.bytes[packing.length] = PAIRING.bytes[at];
            packing.length += 1;
            at += 1;
        } else {
            let source = phrases.sources[at] as usize;
            let number = places[source] as u32 * MOST + phrases.size(source, length).1 as u32 - 1;
            let high = number / RANGE;
            assert!(high < KINDS as u32 * RANGE, "this is too much text");
            packing.bytes[packing.length] = ELSEWHERE + (high / RANGE) as u8;
            packing.bytes[packing.length + 1] = LOWEST + (high % RANGE) as u8;
            packing.bytes[packing.length + 2] = LOWEST + (number % RANGE) as u8;
            packing.length += REFERENCE;
            at += length;
        }
    }
    packing
};

/// The length of the pairs.
const TABLE: usize = 2 * PAIRING.count;

/// The pairs, and the packed texts.
static BYTES: [u8; PACKING.length] = {
    let mut bytes = [0; PACKING.length];
    bytes.copy_from_slice(PACKING.bytes.split_at(PACKING.length).0);
    bytes
};

/// Where what is packed is kept.
#[derive(Clone, Copy, Debug)]
pub struct Texts;

impl Kept for Texts {
    const STRINGS: &'static [u8] = &BYTES;
}

/// A packed text.
pub type Packed = Place<Texts>;

/// One of [`TEXTS`], packed.
const fn packed(mut number: usize) -> Packed {
    let mut place = TABLE;
    while number != 0 {
        while BYTES[place] != 0 {
            place += 1;
        }
        place += 1;
        number -= 1;
    }
    Packed::new(place)
}

/// Of a packed list of messages, the line of this number, which begins with one more than its digit, or [`EMPTY_LINE`]; 0 if it
/// has not so many.
#[must_use]
#[inline(never)]
pub fn line(list: Packed, mut number: u8) -> Text<'static> {
    let mut list = Text::of(list);
    loop {
        if list.first() <= EMPTY_LINE {
            if number == 0 || list.is_empty() {
                return list;
            }
            number -= 1;
        }
        list.next();
    }
}

impl Buffer<'_> {
    /// Adds a [`line()`] of a packed list of messages, but for what it begins with, which is returned.
    #[inline(never)]
    pub fn line(&mut self, list: Packed, number: u8) -> u8 {
        let mut line = line(list, number);
        let begin = line.next();
        self.unpacked(line, EMPTY_LINE);
        begin
    }

    /// Adds what is packed in a text, up to the first control character that is not above `end`.
    #[inline(always)]
    pub fn unpacked(&mut self, text: Text, end: u8) {
        self.symbols(text, u32::MAX, end);
    }

    /// Adds all of a packed text.
    #[inline(never)]
    pub fn unpack(&mut self, packed: Packed) {
        self.unpacked(Text::of(packed), 0);
    }

    /// Adds what so many bytes stand for, and where phrases are.
    #[inline(never)]
    fn symbols(&mut self, mut text: Text, mut count: u32, end: u8) {
        while count != 0 && text.first() > end {
            count -= 1;
            let byte = text.next();
            if byte < ELSEWHERE {
                self.byte(byte);
                continue;
            }
            let mut number = u32::from(byte);
            if byte < FIRST {
                for _ in 1..REFERENCE {
                    number = number * RANGE + u32::from(text.next());
                }
                number -= NEAREST;
            } else {
                number = (number - u32::from(FIRST)) * 2 * MOST + 1;
            }
            self.symbols(Text::within(&BYTES, (number / MOST) as usize), number % MOST + 1, end);
        }
    }
}

/// Prints a packed text. That nobody reads it changes nothing.
#[inline(never)]
pub fn print(descriptor: i32, packed: Packed) {
    let mut room = Room::<2048>::new();
    room.buffer().unpack(packed);
    file::print(descriptor, room.text());
}

#[cfg(test)]
mod tests {
    use super::pairs::{LENGTH, Pairing};
    use super::*;

    fn unpacked(text: Text) -> String {
        let mut room = Room::<LENGTH>::new();
        room.buffer().unpacked(text, 0);
        room.text().into()
    }

    #[test]
    fn what_is_packed_can_be_unpacked() {
        let paired = Pairing::new();
        for (number, plain) in paired.bytes.split(|byte| *byte == 0).take(TEXTS.len()).enumerate() {
            let plain: String = plain.iter().copied().map(char::from).collect();
            assert_eq!(unpacked(Text::of(packed(number))), plain);
        }
    }

    #[cfg(any(feature = "run", feature = "init"))]
    #[test]
    fn there_is_room_for_each_message() {
        let lines = TEXTS.iter().flat_map(|text| text.to_bytes().split(|byte| *byte == b'\n'));
        assert!(lines.map(<[u8]>::len).all(|length| length + 64 < log::TEMPLATE));
    }

    #[test]
    fn a_line_is_found_by_its_number() {
        assert_eq!(line(REASONS, 1).first(), 1);
        assert_eq!(line(REASONS, 4).first(), EMPTY_LINE);
        assert_eq!(line(REASONS, 100).first(), 0);
        let mut reason = line(REASONS, 2);
        reason.next();
        let mut room = Room::<64>::new();
        room.buffer().unpacked(reason, EMPTY_LINE);
        assert_eq!(String::from(room.text()), "No such file or directory");
    }

    #[test]
    fn packing_is_worth_its_table() {
        assert!(size_of_val(&BYTES) < LENGTH * 2 / 3);
    }
}
