//! Which pairs of bytes become one, again and again: the most frequent one first.

use super::{ELSEWHERE, EMPTY_LINE, FIRST, TEXTS, mention};

/// How many pairs there may be. (Clippy reads the code only, and need not wait.)
pub const PAIRS: usize = if cfg!(clippy) { 1 } else { 256 - FIRST as usize };

/// A pair that is not more frequent than that costs more in the table than it saves.
const RARE: u16 = 2;

/// The length of all texts, NULs included.
pub const LENGTH: usize = {
    let (mut length, mut text) = (0, 0);
    while text < TEXTS.len() {
        length += TEXTS[text].to_bytes_with_nul().len();
        text += 1;
    }
    length
};

/// Texts, one behind the other, and the pairs in them.
#[derive(Clone, Copy)]
pub struct Pairing {
    pub bytes: [u8; LENGTH],
    pub length: usize,
    pub pairs: [[u8; 2]; PAIRS],
    pub count: usize,
    /// Which bytes are within a phrase that is elsewhere, as far as that is known.
    is_elsewhere: [bool; LENGTH],
}

impl Pairing {
    /// All texts as they are.
    pub const fn new(is_elsewhere: &[bool; LENGTH]) -> Self {
        let is_elsewhere = *is_elsewhere;
        let mut pairing = Self { bytes: [0; LENGTH], length: 0, pairs: [[0; 2]; PAIRS], count: 0, is_elsewhere };
        let mut text = 0;
        while text < TEXTS.len() {
            pairing.add(TEXTS[text].to_bytes_with_nul());
            text += 1;
        }
        pairing
    }

    /// All texts in pairs.
    pub const fn find(is_elsewhere: &[bool; LENGTH]) -> Self {
        let mut pairing = Self::new(is_elsewhere);
        let mut frequent = pairing.replace([u8::MAX; 2], u8::MAX);
        while pairing.count < PAIRS
            && let Some(pair) = frequent
        {
            pairing.pairs[pairing.count] = pair;
            frequent = pairing.replace(pair, FIRST + pairing.count as u8);
            pairing.count += 1;
        }
        pairing
    }

    /// How many characters a byte stands for.
    pub const fn width(&self, byte: u8) -> usize {
        if byte < FIRST {
            return 1;
        }
        let [one, other] = self.pairs[(byte - FIRST) as usize];
        self.width(one) + self.width(other)
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
        let mut counts = [0_u16; 1 << 16];
        let (mut best, mut most) = (0, RARE);
        let (mut from, mut to) = (0, 0);
        let (mut before, mut was_alone) = (0, true);
        while from < self.length {
            let mut next = self.bytes[from];
            let is_elsewhere = self.is_elsewhere[from];
            from += 1;
            if next == pair[0] && self.bytes[from] == pair[1] {
                next = byte;
                from += 1;
            }
            self.bytes[to] = next;
            self.is_elsewhere[to] = is_elsewhere;
            to += 1;
            let is_alone = next <= EMPTY_LINE || is_elsewhere;
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
