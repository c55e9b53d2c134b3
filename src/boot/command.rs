//! How an inittab's command is executed: as BusyBox does it.
#![forbid(unsafe_code)]

use super::inittab::{self, is_end};
use crate::entry::{Room, Strings, Text};

/// What only a shell understands.
const SPECIAL: Text = Text::new(c"~`!$^&*()=|\\{}[];\"'<>?");

/// How many words a command may have without a shell.
const WORDS: usize = 32;

/// How many blanks are too many.
const ENOUGH: u32 = WORDS as u32 - 3;

/// Room for a command, with `exec ` in front of it or without.
pub type Script = Room<{ inittab::COMMAND + 8 }>;

/// Room for its argv, with one free slot in front.
pub type Words<'a> = [Option<Text<'a>>; WORDS];

/// Nothing in it.
pub const NO_WORDS: Words = [None; WORDS];

/// Whether `command` wants a login shell's argv, and its terminal as the controlling one: it begins with a dash.
#[must_use]
pub const fn is_login(command: Text) -> bool {
    command.first() == b'-'
}

/// What is to be executed, to be looked for in PATH if there is no slash in it, and its argv, with one free slot in front.
///
/// A login shell is told that it is one by the dash in front of its argv\[0\]; it is no part of the file's name.
#[inline(always)]
pub fn take_apart<'a>(
    mut command: Text,
    copy: &'a mut Script,
    script: &'a mut Script,
    argv: &'a mut Words<'a>,
) -> (Text<'a>, Strings<'a>) {
    let is_login = is_login(command);
    let mut text = copy.buffer();
    // A blank may be a word, and what is special is too much.
    let mut weight = 0_u32;
    while !is_end(command.first()) {
        let byte = command.next();
        text.byte(byte);
        weight += if !SPECIAL.from_next(byte).is_empty() { ENOUGH } else { u32::from(byte <= b' ') };
    }
    if weight >= ENOUGH {
        let mut text = script.buffer();
        text.text(Text::new(c"exec "));
        text.text(behind_dash(copy.text(), is_login));
        let [_, name, option, last, ..] = &mut *argv;
        *name = Some(behind_dash(Text::new(c"-/bin/sh"), !is_login));
        *option = Some(Text::new(c"-c"));
        *last = Some(script.text());
    } else {
        let [_, places @ ..] = &mut *argv;
        let mut words = copy.words();
        for place in places {
            *place = words.take_first();
        }
    }
    let [free, name, ..] = &mut *argv;
    *free = Some(Text::EMPTY);
    let file = behind_dash(name.unwrap_or(Text::EMPTY), is_login);
    let mut arguments = Strings::of(argv);
    arguments.take_first();
    (file, arguments)
}

/// `text`, or what is behind its first byte.
#[inline(always)]
fn behind_dash(mut text: Text, there_is_one: bool) -> Text {
    if there_is_one {
        text.next();
    }
    text
}
