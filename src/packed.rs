//! The programs' texts, packed while whit is compiled: help, messages and reasons are a quarter of the file otherwise.
//!
//! Byte pair encoding: again and again, the most frequent pair of neighbours becomes one new byte, for all texts together. Then
//! what is still there twice is there once: elsewhere, three bytes say where it is, and how much of it.
//! [`Buffer::unpacked`](crate::entry::Buffer::unpacked) puts all of that back.
//!
//! A text whose lines begin with a digit is a list of messages: the digit and the end of the line before become one byte, see
//! [`line`], and `%` and a letter, which mention something, become one as well, see [`mention`].
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

use crate::entry::{Buffer, Room, Text};
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
        $(
            #[doc = concat!("Packed: [`", stringify!($text), "`].")]
            $(#[$attribute])*
            pub const $name: Text = text(Number::$name as usize);
        )*
    };
}

texts! {
    WHIT_HELP = dialect::whit::HELP;
    WHIT_WORDS = dialect::whit::WORDS;
    WHIT_VERSION = dialect::whit::VERSION;
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

/// How many pairs there may be.
const PAIRS: usize = 256 - FIRST as usize;

/// A pair that is not more frequent than that costs more in the table than it saves.
const RARE: u16 = 2;

/// How many bytes it takes to say where a phrase is.
const REFERENCE: usize = 3;

/// How long a phrase may be, before and after what is in it was put elsewhere.
const LONGEST: usize = 64;
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
const MENTIONS: &[u8] = b"atconmkpfvxse";

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
struct Pairing {
    bytes: [u8; LENGTH],
    length: usize,
    pairs: [[u8; 2]; PAIRS],
    count: usize,
}

impl Pairing {
    /// All texts as they are.
    const fn new() -> Self {
        let mut pairing = Self { bytes: [0; LENGTH], length: 0, pairs: [[0; 2]; PAIRS], count: 0 };
        let mut text = 0;
        while text < TEXTS.len() {
            pairing.add(TEXTS[text].to_bytes_with_nul());
            text += 1;
        }
        pairing
    }

    const fn add(&mut self, text: &[u8]) {
        let is_list = text[0].is_ascii_digit();
        let mut is_first = true;
        let mut at = 0;
        while at < text.len() {
            let mut byte = text[at];
            assert!(byte < ELSEWHERE, "only ASCII can be packed, but for the last three");
            at += 1;
            if is_list && byte == b'\n' && !is_first {
                is_first = true;
                continue;
            }
            if is_list && is_first && byte != 0 {
                is_first = byte == b'\n';
                byte = if is_first { EMPTY_LINE } else { byte - b'0' + 1 };
            } else if byte == b'%' {
                byte = mention(text[at]);
                at += 1;
            }
            self.bytes[self.length] = byte;
            self.length += 1;
        }
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
            let is_alone = is_alone(before, next);
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

const PAIRING: Pairing = {
    let mut pairing = Pairing::new();
    let mut frequent = pairing.replace([u8::MAX; 2], u8::MAX);
    while pairing.count < PAIRS
        && let Some(pair) = frequent
    {
        pairing.pairs[pairing.count] = pair;
        frequent = pairing.replace(pair, FIRST + pairing.count as u8);
        pairing.count += 1;
    }
    pairing
};

/// How long the texts are, in pairs.
const PAIRED: usize = PAIRING.length;

/// Which phrases of the paired texts are elsewhere.
#[derive(Clone, Copy)]
struct Phrases {
    /// Where the phrase that begins here is, and how long it is; 0 if none begins here.
    sources: [u16; PAIRED],
    lengths: [u8; PAIRED],
    /// What is within a phrase that is elsewhere, but for its first byte: nothing else can begin or end there.
    is_gone: [bool; PAIRED + 1],
    /// Where a phrase begins or ends that stands for others: it must stay where it is.
    is_edge: [bool; PAIRED + 1],
}

impl Phrases {
    /// How many bytes `length` bytes from `at` on take by now, and how many parts they are.
    const fn size(&self, at: usize, length: usize) -> (usize, usize) {
        let (mut bytes, mut parts, mut part) = (0, 0, at);
        while part < at + length {
            let elsewhere = self.lengths[part] as usize;
            bytes += if elsewhere == 0 { 1 } else { REFERENCE };
            part += if elsewhere == 0 { 1 } else { elsewhere };
            parts += 1;
        }
        (bytes, parts)
    }

    /// Whether the phrase of `length` bytes at `at` may be told by the same one at `source`.
    const fn is_worth_it(&self, source: usize, at: usize, length: usize) -> bool {
        let mut inside = 1;
        while inside < length {
            if self.is_edge[at + inside] {
                return false;
            }
            inside += 1;
        }
        !self.is_gone[source]
            && !self.is_gone[source + length]
            && self.size(at, length).0 > REFERENCE
            && self.size(source, length).1 <= MOST as usize
    }

    /// Finds what is there twice, the longest first.
    const fn find() -> Self {
        let mut phrases = Self {
            sources: [0; PAIRED],
            lengths: [0; PAIRED],
            is_gone: [false; PAIRED + 1],
            is_edge: [false; PAIRED + 1],
        };
        let mut length = LONGEST;
        while length > REFERENCE {
            phrases.find_all(length);
            length -= 1;
        }
        phrases
    }

    /// Finds those of one length.
    const fn find_all(&mut self, length: usize) {
        let bytes = &PAIRING.bytes;
        // By a sum of their bytes: where one was seen first, and 1.
        let mut seen = [0_u16; 1 << 14];
        let mut most = 1_u32;
        let mut power = 1;
        while power < length {
            most = most.wrapping_mul(FACTOR);
            power += 1;
        }
        let (mut sum, mut count, mut end) = (0_u32, 0, 0);
        while end < PAIRED {
            if count == length {
                sum = sum.wrapping_sub(most.wrapping_mul(bytes[end - length] as u32));
                count -= 1;
            }
            sum = sum.wrapping_mul(FACTOR).wrapping_add(bytes[end] as u32);
            count += 1;
            // What is alone is in no phrase.
            if end == 0 || is_alone(bytes[end - 1], bytes[end]) {
                (sum, count) = (0, 0);
            }
            end += 1;
            if count < length {
                continue;
            }
            let at = end - length;
            if self.is_gone[at] || self.is_gone[end] {
                continue;
            }
            let place = (sum >> 18) as usize;
            if seen[place] == 0 {
                seen[place] = at as u16 + 1;
                continue;
            }
            let source = seen[place] as usize - 1;
            if source + length <= at && is_same(source, at, length) && self.is_worth_it(source, at, length) {
                self.sources[at] = source as u16;
                self.lengths[at] = length as u8;
                let mut inside = 1;
                while inside < length {
                    self.lengths[at + inside] = 0;
                    self.is_gone[at + inside] = true;
                    inside += 1;
                }
                (self.is_edge[source], self.is_edge[source + length]) = (true, true);
                (sum, count) = (0, 0);
            }
        }
    }
}

/// Multiplied by which a sum tells bytes by their places.
const FACTOR: u32 = 0x9e37_79b1;

/// Whether the same is at two places.
const fn is_same(one: usize, other: usize, length: usize) -> bool {
    let mut at = 0;
    while at < length {
        if PAIRING.bytes[one + at] != PAIRING.bytes[other + at] {
            return false;
        }
        at += 1;
    }
    true
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

/// One of [`TEXTS`], packed.
const fn text(mut number: usize) -> Text<'static> {
    let mut bytes: &'static [u8] = BYTES.split_at(TABLE).1;
    loop {
        match CStr::from_bytes_until_nul(bytes) {
            Ok(text) if number == 0 => return Text::new(text),
            Ok(text) => bytes = bytes.split_at(text.to_bytes_with_nul().len()).1,
            Err(_) => panic!("every text ends with a NUL"),
        }
        number -= 1;
    }
}

/// Of a packed list of messages, the line of this number, which begins with one more than its digit, or [`EMPTY_LINE`]; 0 if it
/// has not so many.
#[must_use]
#[inline(never)]
pub fn line(mut list: Text, mut number: u8) -> Text {
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
    /// Adds a [`line`] of a packed list of messages, but for what it begins with, which is returned.
    #[inline(never)]
    pub fn line(&mut self, list: Text, number: u8) -> u8 {
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
pub fn print(descriptor: i32, text: Text) {
    let mut room = Room::<2048>::new();
    room.buffer().unpacked(text, 0);
    file::print(descriptor, room.text());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unpacked(text: Text) -> String {
        let mut room = Room::<LENGTH>::new();
        room.buffer().unpacked(text, 0);
        room.text().into()
    }

    #[test]
    fn what_is_packed_can_be_unpacked() {
        let paired = Pairing::new();
        let mut texts = paired.bytes.split(|byte| *byte == 0);
        for number in 0..TEXTS.len() {
            let plain: String = texts.next().unwrap().iter().copied().map(char::from).collect();
            assert_eq!(unpacked(text(number)), plain);
        }
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
