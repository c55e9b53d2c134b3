//! Small parts of words and lines, as bytes: one copy of each, where `str`'s searches would be a kilobyte.
#![forbid(unsafe_code)]

/// `text` up to the first `byte` in it, or all of it.
#[must_use]
pub fn until(text: &[u8], byte: u8) -> &[u8] {
    let mut length = 0;
    for &other in text {
        if other == byte {
            break;
        }
        length += 1;
    }
    text.get(..length).unwrap_or_default()
}

/// The parts of `text` between one `byte` and the next.
#[derive(Clone, Debug)]
pub struct Parts<'a> {
    /// What was not handed out yet.
    pub rest: &'a [u8],
    byte: u8,
}

/// The parts of `text` between one `byte` and the next, those before the end if there is nothing behind the last.
#[must_use]
pub const fn parts(text: &[u8], byte: u8) -> Parts<'_> {
    Parts { rest: text, byte }
}

impl<'a> Iterator for Parts<'a> {
    type Item = &'a [u8];

    #[inline(never)]
    fn next(&mut self) -> Option<&'a [u8]> {
        if self.rest.is_empty() {
            return None;
        }
        let part = until(self.rest, self.byte);
        self.rest = self.rest.get(part.len() + 1..).unwrap_or_default();
        Some(part)
    }
}

/// `text` without the blanks that it begins with.
#[must_use]
pub fn without_indent(mut text: &[u8]) -> &[u8] {
    while let [b' ' | b'\t' | b'\n' | b'\r', rest @ ..] = text {
        text = rest;
    }
    text
}

/// The whole of `text` as a decimal number up to `most`.
#[must_use]
pub fn decimal(text: &[u8], most: u32) -> Option<u32> {
    let mut number = 0_u64;
    for byte in text {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        number = number * 10 + u64::from(digit);
        if number > u64::from(most) {
            return None;
        }
    }
    (!text.is_empty()).then_some(number as u32)
}

/// Whether the two are the same but for case. `other` is in upper case.
#[must_use]
pub fn is(text: &[u8], other: &[u8]) -> bool {
    text.len() == other.len() && text.iter().zip(other).all(|(byte, other)| byte.to_ascii_uppercase() == *other)
}

/// Text that is being put together. What does not fit is left out.
#[derive(Debug)]
pub struct Buffer<'a> {
    bytes: &'a mut [u8],
    length: usize,
}

impl<'a> Buffer<'a> {
    /// Nothing yet, and room for as much as `bytes`.
    pub const fn new(bytes: &'a mut [u8]) -> Self {
        Self { bytes, length: 0 }
    }

    /// The text so far.
    #[must_use]
    pub fn get(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }

    /// All its room.
    #[must_use]
    pub fn into_bytes(self) -> &'a [u8] {
        self.bytes
    }

    /// Adds a byte; says whether there was room.
    #[inline(never)]
    pub fn byte(&mut self, byte: u8) -> bool {
        match self.bytes.get_mut(self.length) {
            Some(place) => {
                *place = byte;
                self.length += 1;
                true
            }
            None => false,
        }
    }

    /// Adds bytes.
    pub fn text(&mut self, text: &[u8]) {
        for &byte in text {
            self.byte(byte);
        }
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
