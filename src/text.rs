//! Reading and writing text, a byte at a time.
//!
//! What moves a cursor is inline, so that the cursor stays in a register; what looks for something is a function of cursors,
//! which takes and returns registers.
#![forbid(unsafe_code)]

use crate::entry::Text;
use crate::packed;

impl Text<'_> {
    /// Whether nothing is left.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.first() == 0
    }

    /// From the next `byte` on; nothing, if there is none.
    #[inline(never)]
    #[must_use]
    pub fn from_next(mut self, byte: u8) -> Self {
        while self.first() != byte && self.next() != 0 {}
        self
    }

    /// Goes on to the next `byte`, or to the end.
    #[inline(always)]
    pub fn skip_to(&mut self, byte: u8) {
        *self = self.from_next(byte);
    }

    /// Goes on behind all blanks here.
    #[inline(always)]
    pub fn skip_blanks(&mut self) {
        while self.first() == b' ' {
            self.next();
        }
    }

    /// What is behind the next `byte`; nothing, if there is none.
    #[inline(never)]
    #[must_use]
    pub fn after(self, byte: u8) -> Self {
        let mut rest = self.from_next(byte);
        rest.next();
        rest
    }

    /// What is behind the last `byte`, or all of it.
    #[inline(never)]
    #[must_use]
    pub fn behind_last(mut self, byte: u8) -> Self {
        let mut rest = self;
        while let next @ 1.. = self.next() {
            if next == byte {
                rest = self;
            }
        }
        rest
    }

    /// Of parts that each end with `end`, the one of this number and all behind it.
    #[inline(never)]
    #[must_use]
    pub fn part(self, mut number: u8, end: u8) -> Self {
        let mut rest = self;
        while number != 0 {
            rest = rest.after(end);
            number -= 1;
        }
        rest
    }

    /// What is behind `prefix`, which ends at its end or at a comma.
    #[inline(never)]
    #[must_use]
    pub fn behind(self, prefix: Text) -> Option<Self> {
        self.behind_masked(prefix, u8::MAX)
    }

    /// What is behind `prefix`, which is in upper case, in either case.
    #[inline(never)]
    #[must_use]
    pub fn behind_any_case(self, prefix: Text) -> Option<Self> {
        self.behind_masked(prefix, !(b'a' ^ b'A'))
    }

    /// What is behind `prefix`, if only bits outside of `mask` differ.
    #[inline(never)]
    fn behind_masked(mut self, mut prefix: Text, mask: u8) -> Option<Self> {
        loop {
            let wanted = prefix.next();
            if wanted == 0 || wanted == b',' {
                return Some(self);
            }
            let byte = self.next();
            if byte != wanted && byte & mask != wanted {
                return None;
            }
        }
    }

    /// What is behind the first `mark`; nothing, if there is none.
    #[inline(never)]
    #[must_use]
    pub fn behind_first(mut self, mark: Text) -> Self {
        loop {
            if let Some(rest) = self.behind(mark) {
                return rest;
            }
            if self.next() == 0 {
                return self;
            }
        }
    }

    /// Whether it is the same as `other`, up to where that ends: at its end or at a comma.
    #[must_use]
    #[inline(never)]
    pub fn is(self, other: Text) -> bool {
        self.behind(other).is_some_and(Self::is_empty)
    }

    /// Reads a decimal number below 2³² - 1 and goes on behind it.
    #[inline(always)]
    pub fn number(&mut self) -> Option<u32> {
        let (number, rest) = self.split_number();
        *self = rest;
        (number != NO_NUMBER).then_some(number)
    }

    /// The decimal number that it begins with, or -1.
    #[must_use]
    pub fn leading_number(self) -> i32 {
        self.split_number().0 as i32
    }

    /// The number that it begins with, or [`NO_NUMBER`], and what is behind.
    #[inline(never)]
    fn split_number(mut self) -> (u32, Self) {
        let mut number = NO_NUMBER;
        loop {
            let digit = self.first().wrapping_sub(b'0');
            if digit > 9 {
                return (number, self);
            }
            self.next();
            // The first digit has none before it; one too many leaves nothing that could be taken for a number.
            let before = if number == NO_NUMBER { 0 } else { number };
            number = match before.checked_mul(10).and_then(|tens| tens.checked_add(digit.into())) {
                Some(number) => number,
                None => return (NO_NUMBER, self),
            };
        }
    }

    /// The whole of it as a decimal number.
    #[must_use]
    #[inline(always)]
    pub fn as_number(mut self) -> Option<u32> {
        self.number().filter(|_| self.is_empty())
    }
}

/// What is no user, group, signal, status or time.
const NO_NUMBER: u32 = u32::MAX;

/// Where text is being put together. What does not fit is left out.
#[derive(Debug)]
pub struct Buffer<'a> {
    /// What is left of the room for it.
    room: &'a mut [u8],
}

impl<'a> Buffer<'a> {
    /// Nothing yet, and room for as much as `room`.
    pub const fn new(room: &'a mut [u8]) -> Self {
        Self { room }
    }

    /// How many bytes there is room for.
    #[must_use]
    pub const fn left(&self) -> usize {
        self.room.len()
    }

    /// Adds a byte.
    #[inline(never)]
    pub fn byte(&mut self, byte: u8) {
        if self.room.is_empty() {
            return;
        }
        if let Some((first, rest)) = core::mem::take(&mut self.room).split_first_mut() {
            *first = byte;
            self.room = rest;
        }
    }

    /// Adds text up to its end, or to the first `end` in it.
    #[inline(never)]
    pub fn text_to(&mut self, mut text: Text, end: u8) {
        while !text.is_empty() && text.first() != end {
            self.byte(text.next());
        }
    }

    /// Adds what is packed (see [`crate::packed`]) in a text, up to its end, or to the first `end` in it.
    #[inline(never)]
    pub fn unpacked(&mut self, mut text: Text, end: u8) {
        while !text.is_empty() && text.first() != end {
            self.unpacked_byte(text.next());
        }
    }

    /// Adds what a byte of packed text stands for.
    #[inline(never)]
    fn unpacked_byte(&mut self, byte: u8) {
        if let Some([first, second]) = packed::pair(byte) {
            self.unpacked_byte(first);
            self.unpacked_byte(second);
        } else {
            self.byte(byte);
        }
    }

    /// Adds text.
    pub fn text(&mut self, text: Text) {
        self.text_to(text, 0);
    }

    /// Adds a number in decimal.
    pub fn number(&mut self, number: u32) {
        let (tens, ones) = (number / 10, number % 10);
        if tens != 0 {
            self.number(tens);
        }
        self.byte(b'0' + ones as u8);
    }
}
