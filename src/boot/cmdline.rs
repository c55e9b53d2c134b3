//! The kernel command line: /proc/cmdline, read as the kernel reads it (lib/cmdline.c, `next_arg`).
//!
//! Blanks separate words, but not within quotes. Quotes around a word or around its value are no part of it. From a word `--`
//! on, all are init's arguments: the kernel hands them over without their quotes, at the end of argv.
#![forbid(unsafe_code)]

use crate::entry::Text;
use crate::text::Buffer;

/// Where it is.
pub const PATH: Text = Text::new(c"/proc/cmdline");

/// A word.
#[derive(Clone, Copy, Debug)]
struct Word<'a> {
    /// Behind a quote that it begins with.
    begin: Text<'a>,
    /// A blank, or nothing.
    end: Text<'a>,
    /// It begins with a quote: if it ends with one, that is no part of it either.
    is_quoted: bool,
}

/// Takes the next word off the front; nothing is left behind the last.
fn take_word<'a>(rest: &mut Text<'a>) -> Option<Word<'a>> {
    while is_blank(rest.first()) {
        rest.next();
    }
    if rest.is_empty() {
        return None;
    }
    let is_quoted = rest.first() == b'"';
    if is_quoted {
        rest.next();
    }
    let begin = *rest;
    let mut in_quotes = is_quoted;
    while !rest.is_empty() && (in_quotes || !is_blank(rest.first())) {
        in_quotes ^= rest.next() == b'"';
    }
    Some(Word { begin, end: *rest, is_quoted })
}

/// isspace() of the kernel (lib/ctype.c), which has Latin-1's hard blank in it.
const fn is_blank(byte: u8) -> bool {
    matches!(byte, 9..=13 | b' ' | 160)
}

impl<'a> Word<'a> {
    /// What is behind its name, if that is `name`.
    fn value(mut self, name: Text) -> Option<Self> {
        self.begin = self.begin.behind(name)?;
        if self.begin.first() == b'=' {
            self.begin.next();
            if self.begin.first() == b'"' {
                self.begin.next();
                self.is_quoted = true;
            }
            return Some(self);
        }
        (self.is_end(self.begin)).then_some(self)
    }

    /// Whether nothing more of the word is at `at`.
    fn is_end(self, mut at: Text) -> bool {
        let is_quote = self.is_quoted && at.first() == b'"';
        if is_quote {
            at.next();
        }
        at.as_ptr() >= self.end.as_ptr()
    }

    /// The same place in any word.
    fn place(self) -> *const u8 {
        self.end.as_ptr()
    }
}

/// The last word that is called `name`: that is the one that counts.
#[inline(never)]
fn find<'a>(mut line: Text<'a>, name: Text) -> Option<Word<'a>> {
    let mut found = None;
    while let Some(word) = take_word(&mut line)
        && !is_separator(word)
    {
        found = word.value(name).or(found);
    }
    found
}

/// Whether it is `--`.
fn is_separator(word: Word) -> bool {
    word.begin.behind(Text::new(c"--")).is_some_and(|rest| word.is_end(rest))
}

/// Adds the value of the parameter `name` to `value`; says whether there is one. Without a value, it has an empty one.
pub fn get(line: Text, name: Text, value: &mut Buffer) -> bool {
    let Some(word) = find(line, name) else { return false };
    let mut rest = word.begin;
    while !word.is_end(rest) {
        value.byte(rest.next());
    }
    true
}

/// Whether the root file system is to be writable: `rw` is the last of `ro` and `rw`, and `ro` is what the kernel does without.
#[must_use]
pub fn is_writable(line: Text) -> bool {
    find(line, Text::new(c"rw")).map(Word::place) > find(line, Text::new(c"ro")).map(Word::place)
}

/// How many words follow a `--`: so many words at the end of argv are COMMAND, and what is in front of them is not meant for it.
#[must_use]
pub fn arguments(mut line: Text) -> usize {
    while let Some(word) = take_word(&mut line) {
        if is_separator(word) {
            let mut count = 0;
            while take_word(&mut line).is_some() {
                count += 1;
            }
            return count;
        }
    }
    0
}

#[cfg(test)]
mod tests;
