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

/// Room for a command, with `exec ` in front of it if it needs a shell.
pub type Script = Room<{ inittab::COMMAND + 8 }>;

/// Room for its argv, with one free slot in front.
pub type Words<'a> = [Option<Text<'a>>; WORDS];

/// Nothing in it.
pub const NO_WORDS: Words = [None; WORDS];

/// What is to be executed, to be looked for in PATH if there is no slash in it, and its argv, with one free slot in front.
///
/// A login shell is told that it is one by the dash in front of its argv\[0\]; it is no part of the file's name.
#[inline(always)]
pub fn take_apart<'a>(mut command: Text, script: &'a mut Script, argv: &'a mut Words<'a>) -> (Text<'a>, Strings<'a>) {
    let mut shell = Text::new(c"-/bin/sh");
    let needs_shell = needs_shell(command);
    let mut text = script.buffer();
    if needs_shell {
        text.text(Text::new(c"exec "));
        if command.first() == b'-' {
            command.next();
        } else {
            shell.next();
        }
    }
    while !is_end(command.first()) {
        text.byte(command.next());
    }
    let [free, ..] = &mut *argv;
    *free = Some(Text::EMPTY);
    if needs_shell {
        let [_, name, option, last, ..] = &mut *argv;
        *name = Some(shell);
        *option = Some(Text::new(c"-c"));
        *last = Some(script.text());
    } else {
        let [_, places @ ..] = &mut *argv;
        let mut words = script.words();
        for place in places {
            *place = words.take_first();
        }
    }
    let mut arguments = Strings::of(argv);
    arguments.take_first();
    let mut file = arguments.first().unwrap_or(Text::EMPTY);
    if file.first() == b'-' {
        file.next();
    }
    (file, arguments)
}

/// Whether only a shell understands `command`, or it has too many words.
fn needs_shell(mut command: Text) -> bool {
    // A blank may be a word, and what is special is too much.
    let mut weight = 0_u32;
    while !is_end(command.first()) {
        let byte = command.next();
        weight += if !SPECIAL.from_next(byte).is_empty() { ENOUGH } else { u32::from(byte <= b' ') };
    }
    weight >= ENOUGH
}
