//! Reading and writing text, a byte at a time.
//!
//! What moves a cursor is inline, so that the cursor stays in a register; what looks for something is a function of cursors,
//! which takes and returns registers.
#![forbid(unsafe_code)]

use crate::entry::{Buffer, Text};

/// What `concat!` makes of literals, as a C string.
macro_rules! concat_c {
    ($($part:expr),*) => {
        match core::ffi::CStr::from_bytes_with_nul(concat!($($part,)* "\0").as_bytes()) {
            Ok(text) => text,
            Err(_) => panic!("there is a NUL inside"),
        }
    };
}
pub(crate) use concat_c;

/// A text that is another one, or none, where these features are missing.
macro_rules! told_if {
    ($name:ident, $features:meta, $text:literal $(, else $other:literal)?) => {
        #[cfg($features)]
        macro_rules! $name {
            () => {
                $text
            };
        }
        #[cfg(not($features))]
        macro_rules! $name {
            () => {
                concat!("" $(, $other)?)
            };
        }
    };
}
pub(crate) use told_if;

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

    /// What is behind the last slash, or all of it.
    #[must_use]
    pub fn base(self) -> Self {
        self.behind_last(b'/')
    }

    /// What is behind the last `byte`, or all of it.
    #[must_use]
    #[inline(always)]
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
            if self.is_empty() {
                return self;
            }
            self.next();
        }
    }

    /// Whether it is the same as `other`, up to where that ends: at its end or at a comma.
    #[must_use]
    #[inline(always)]
    pub fn is(self, other: Text) -> bool {
        self.behind(other).is_some_and(Self::is_empty)
    }

    /// The place among `names`, which commas separate, of the word that it begins with, up to `end` or all of it; how many they
    /// are, if it is none of them.
    #[must_use]
    #[inline(never)]
    pub fn place_in(self, mut names: Text, end: u8) -> usize {
        let mut place = 0;
        while !names.is_empty() && self.behind(names).is_none_or(|rest| !rest.is_empty() && rest.first() != end) {
            names = names.after(b',');
            place += 1;
        }
        place
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
    fn split_number(self) -> (u32, Self) {
        let mut rest = self;
        let mut number = 0_u64;
        loop {
            let digit = rest.first().wrapping_sub(b'0');
            if digit > 9 {
                break;
            }
            rest.next();
            // What is too large stays too large.
            number = (number * 10 + u64::from(digit)).min(NO_NUMBER.into());
        }
        if rest.as_ptr() == self.as_ptr() { (NO_NUMBER, rest) } else { (number as u32, rest) }
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

impl Buffer<'_> {
    /// Adds text up to its end, or to the first `end` in it.
    #[inline(never)]
    pub fn text_to(&mut self, mut text: Text, end: u8) {
        while !text.is_empty() && text.first() != end {
            self.byte(text.next());
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

#[cfg(test)]
impl From<Text<'_>> for String {
    fn from(mut text: Text) -> Self {
        core::iter::from_fn(|| Some(char::from(text.next())).filter(|byte| *byte != '\0')).collect()
    }
}
