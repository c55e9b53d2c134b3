//! Which phrases are told by the place where the same one is: the longest first.

use super::pairs::{PAIRED, PAIRING};
use super::{MOST, REFERENCE, is_alone};

/// How long a phrase may be before what is in it is put elsewhere.
const LONGEST: usize = 64;

/// Which phrases of the paired texts are elsewhere.
#[derive(Clone, Copy)]
pub struct Phrases {
    /// Where the phrase that begins here is, and how long it is; 0 if none begins here.
    pub sources: [u16; PAIRED],
    pub lengths: [u8; PAIRED],
    /// What is within a phrase that is elsewhere, but for its first byte: nothing else can begin or end there.
    is_gone: [bool; PAIRED + 1],
    /// Where a phrase begins or ends that stands for others: it must stay where it is.
    is_edge: [bool; PAIRED + 1],
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
    pub const fn find() -> Self {
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
