//! Which phrases are told by the place where the same one is: the longest first.

use super::pairs::{LENGTH, Pairing};
use super::{EMPTY_LINE, MOST, REFERENCE};

/// How long a phrase may be before what is in it is put elsewhere.
const LONGEST: usize = if cfg!(clippy) { REFERENCE } else { 32 };

/// Which phrases of the texts in pairs are elsewhere.
#[derive(Clone, Copy)]
pub struct Phrases {
    pub pairing: Pairing,
    /// Where the phrase that begins here is, and how long it is; 0 if none begins here.
    pub sources: [u16; LENGTH],
    pub lengths: [u8; LENGTH],
    /// What is within a phrase that is elsewhere, but for its first byte: nothing else can begin or end there.
    is_gone: [bool; LENGTH + 1],
    /// Where a phrase begins or ends that stands for others: it must stay where it is.
    is_edge: [bool; LENGTH + 1],
}

impl Phrases {
    /// How many bytes `length` bytes from `at` on take by now, and how many parts they are.
    pub const fn size(&self, at: usize, length: usize) -> (usize, usize) {
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
    pub const fn find(pairing: Pairing) -> Self {
        let mut phrases = Self {
            pairing,
            sources: [0; LENGTH],
            lengths: [0; LENGTH],
            is_gone: [false; LENGTH + 1],
            is_edge: [false; LENGTH + 1],
        };
        let mut length = LONGEST;
        while length > REFERENCE {
            phrases.find_all(length);
            length -= 1;
        }
        phrases
    }

    /// Which characters of the plain texts are within a phrase that is elsewhere.
    pub const fn elsewhere(&self) -> [bool; LENGTH] {
        let mut elsewhere = [false; LENGTH];
        let (mut at, mut character) = (0, 0);
        while at < self.pairing.length {
            let end = character + self.pairing.width(self.pairing.bytes[at]);
            while character < end {
                elsewhere[character] = self.is_gone[at] || self.lengths[at] != 0;
                character += 1;
            }
            at += 1;
        }
        elsewhere
    }

    /// Whether the same is at two places.
    const fn is_same(&self, one: usize, other: usize, length: usize) -> bool {
        let mut at = 0;
        while at < length {
            if self.pairing.bytes[one + at] != self.pairing.bytes[other + at] {
                return false;
            }
            at += 1;
        }
        true
    }

    /// Finds those of one length.
    const fn find_all(&mut self, length: usize) {
        // By a sum of their bytes: where one was seen first, and 1.
        let mut seen = [0_u16; 1 << 16];
        let mut most = 1_u32;
        let mut power = 1;
        while power < length {
            most = most.wrapping_mul(FACTOR);
            power += 1;
        }
        let (mut sum, mut count, mut end) = (0_u32, 0, 0);
        while end < self.pairing.length {
            if count == length {
                sum = sum.wrapping_sub(most.wrapping_mul(self.pairing.bytes[end - length] as u32));
                count -= 1;
            }
            let byte = self.pairing.bytes[end];
            sum = sum.wrapping_mul(FACTOR).wrapping_add(byte as u32);
            count += 1;
            if byte <= EMPTY_LINE {
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
            let place = (sum >> 16) as usize;
            if seen[place] == 0 {
                seen[place] = at as u16 + 1;
                continue;
            }
            let source = seen[place] as usize - 1;
            if source + length <= at && self.is_same(source, at, length) && self.is_worth_it(source, at, length) {
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
