//! The programs' texts, packed while whit is compiled: help, messages and reasons are a quarter of the file otherwise.
//!
//! Byte pair encoding: again and again, the most frequent pair of neighbours becomes one new byte, for all texts together. Then
//! what is still there twice is there once: elsewhere, three bytes say where it is, and how much of it.
//! [`Buffer::unpacked`](crate::entry::Buffer::unpacked) puts all of that back.
//!
//! A text whose lines begin with a digit is a list of messages: the digit and the end of the line before become one byte, see
//! [`line()`], and `%` and a letter, which mention something, become one as well, see [`mention`].
//!
//! What a message begins with is in no pair and in no phrase: messages are found without unpacking those before. Else plain
//! ASCII is packed text, too.
//!
//! A pair within a phrase that is elsewhere saves nothing. So all of that is done twice: the second time, only those pairs
//! count that were in no such phrase the first time.
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
use crate::entry::{Buffer, Kept, Place, Room, Strings, Text};
use crate::log;
use crate::pause::{self, Voice};
use crate::sys::file;
use core::ffi::CStr;
use pairs::{LENGTH, PAIRS, Pairing};
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
    PAUSE_VERSION = pause::VERSION;
    PAUSE_NOT_FIRST = pause::NOT_FIRST;
    PAUSE_NO_PAUSE = pause::NO_PAUSE;
    PAUSE_TERMINATED = pause::TERMINATED;
    PAUSE_INTERRUPTED = pause::INTERRUPTED;
    #[cfg(feature = "init")]
    INVITATION = crate::boot::table::INVITATION;
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
const MOST: u32 = 24;

/// The bytes behind [`ELSEWHERE`] are none that messages begin with.
const LOWEST: u8 = EMPTY_LINE + 1;
const RANGE: u32 = 256 - LOWEST as u32;

/// The three bytes of the first phrase there is, as one number.
const NEAREST: u32 = (ELSEWHERE as u32 * RANGE + LOWEST as u32) * RANGE + LOWEST as u32;

/// What a line of messages begins with is not above that: 1 and its digit, or this, if it is empty. It is in no phrase.
pub const EMPTY_LINE: u8 = 7;

/// The highest control character that is plain text.
const END_OF_LINE: u8 = b'\n';

/// What may be mentioned; the first of them is the byte behind [`END_OF_LINE`].
const MENTIONS: &[u8] = b"atconmkpfvxse";

/// The byte that `%letter` becomes; `%l` is the end of a line within a message.
#[must_use]
pub const fn mention(letter: u8) -> u8 {
    if letter == b'l' {
        return END_OF_LINE;
    }
    let mut at = 0;
    while MENTIONS[at] != letter {
        at += 1;
    }
    END_OF_LINE + 1 + at as u8
}

/// What is found the first time.
const DRAFT: Phrases = Phrases::find(Pairing::find(&[false; LENGTH]));

/// The phrases of the texts in pairs.
const PHRASES: Phrases = Phrases::find(Pairing::find(&DRAFT.elsewhere()));

/// The pairs, and the texts behind them.
#[derive(Clone, Copy)]
struct Packing {
    bytes: [u8; 2 * PAIRS + LENGTH],
    length: usize,
}

const PACKING: Packing = {
    let pairing = &PHRASES.pairing;
    let mut packing = Packing { bytes: [0; 2 * PAIRS + LENGTH], length: 0 };
    while packing.length < TABLE {
        packing.bytes[packing.length] = pairing.pairs[packing.length / 2][packing.length % 2];
        packing.length += 1;
    }
    let mut places = [0; LENGTH];
    let mut at = 0;
    while at < pairing.length {
        places[at] = packing.length;
        let length = PHRASES.lengths[at] as usize;
        if length == 0 {
            packing.bytes[packing.length] = pairing.bytes[at];
            packing.length += 1;
            at += 1;
        } else {
            let source = PHRASES.sources[at] as usize;
            let number = places[source] as u32 * MOST + PHRASES.size(source, length).1 as u32 - 1;
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
const TABLE: usize = 2 * PHRASES.pairing.count;

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

/// Packed: the licence. As a constant of another crate, it would have that pack all texts once more.
#[cfg(feature = "dialects")]
#[must_use]
#[inline(never)]
pub fn licence() -> Packed {
    LICENCE
}

/// Of a packed list of messages, the line of this number, which begins with one more than its digit, or [`EMPTY_LINE`]; 0 if it
/// has not so many.
#[must_use]
#[inline(always)]
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
        self.unpacked(line);
        begin
    }

    /// Adds what is packed in a text, or in a line of messages.
    #[inline(always)]
    pub fn unpacked(&mut self, text: Text) {
        self.symbols(text, u32::MAX);
    }

    /// Adds what so many bytes stand for, and where phrases are.
    #[inline(never)]
    fn symbols(&mut self, mut text: Text, mut count: u32) {
        while count != 0 && text.first() > EMPTY_LINE {
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
            self.symbols(Text::within(&BYTES, (number / MOST) as usize), number % MOST + 1);
        }
    }
}

/// The longest packed text that is no list, in bytes.
const LONGEST: usize = 2048;

/// Room for a packed text.
pub type Unpacked = Room<LONGEST>;

/// Puts all of a packed text into `room`.
#[inline(never)]
pub fn unpack(packed: Packed, room: &mut Unpacked) {
    room.buffer().unpacked(Text::of(packed));
}

/// Prints a packed text. That nobody reads it changes nothing.
#[inline(never)]
pub fn print(descriptor: i32, packed: Packed) {
    let mut room = Unpacked::new();
    unpack(packed, &mut room);
    file::print(descriptor, room.text());
}

/// [`pause::hold`] with packed texts. In another crate, it would have that pack all texts once more.
#[must_use]
#[inline(never)]
pub fn hold(arguments: Strings) -> u8 {
    pause::hold::<Texts>(arguments)
}

impl Voice for Texts {
    type Text = Packed;
    const VERSION: Packed = PAUSE_VERSION;
    const NOT_FIRST: Packed = PAUSE_NOT_FIRST;
    const NO_PAUSE: Packed = PAUSE_NO_PAUSE;
    const TERMINATED: Packed = PAUSE_TERMINATED;
    const INTERRUPTED: Packed = PAUSE_INTERRUPTED;

    fn say(descriptor: i32, text: Packed) {
        print(descriptor, text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All of a text, or of a list, with what its messages begin with.
    fn unpacked(text: Packed) -> String {
        let mut room = Room::<LENGTH>::new();
        room.buffer().unpacked(Text::of(text));
        let mut plain = String::from(room.text());
        for number in 0.. {
            let mut room = Room::<LENGTH>::new();
            match room.buffer().line(text, number) {
                begin @ 1..=EMPTY_LINE => plain.push(char::from(begin)),
                _ => break,
            }
            plain.push_str(&String::from(room.text()));
        }
        plain
    }

    #[test]
    fn what_is_packed_can_be_unpacked() {
        let plain = Pairing::new(&[false; LENGTH]);
        for (number, plain) in plain.bytes.split(|byte| *byte == 0).take(TEXTS.len()).enumerate() {
            let plain: String = plain.iter().copied().map(char::from).collect();
            assert_eq!(unpacked(packed(number)), plain);
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
        let mut reason = line(REASONS, 1);
        reason.next();
        let mut room = Room::<64>::new();
        room.buffer().unpacked(reason);
        assert_eq!(String::from(room.text()), "Operation not permitted");
    }

    #[test]
    fn packing_is_worth_its_table() {
        assert!(size_of_val(&BYTES) < LENGTH * 2 / 3);
    }
}
