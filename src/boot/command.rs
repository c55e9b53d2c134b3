//! How an inittab's command is executed: as BusyBox does it.
#![forbid(unsafe_code)]

use super::inittab::{self, is_end};
use crate::entry::{Buffer, Room, Strings, Text};

/// What only a shell understands.
const SPECIAL: Text = Text::new(c"~`!$^&*()=|\\{}[];\"'<>?");

/// How many words a command may have without a shell.
const WORDS: usize = 32;

/// Room for a command that is taken apart, on the stack of the one that executes it.
#[derive(Debug)]
pub struct Parts<'a> {
    /// `exec `, and the command.
    text: Room<{ inittab::COMMAND + 8 }>,
    /// argv, with one free slot in front.
    words: [Option<Text<'a>>; WORDS],
}

impl Parts<'_> {
    /// Nothing in it.
    #[must_use]
    pub const fn new() -> Self {
        Self { text: Room::new(), words: [None; WORDS] }
    }
}

impl Default for Parts<'_> {
    fn default() -> Self {
        Self::new()
    }
}

/// Whether `command` wants a login shell's argv, and its terminal as the controlling one: it begins with a dash.
#[must_use]
pub const fn is_login(command: Text) -> bool {
    command.first() == b'-'
}

/// What is to be executed, to be looked for in PATH if there is no slash in it, and its argv, with one free slot in front.
///
/// A login shell is told that it is one by the dash in front of its argv\[0\]; it is no part of the file's name.
#[inline(never)]
pub fn take_apart<'a>(mut command: Text, parts: &'a mut Parts<'a>) -> (Text<'a>, Strings<'a>) {
    let is_login = is_login(command);
    let mut needs_shell = false;
    let mut blanks = 0;
    let mut rest = command;
    while !is_end(rest.first()) {
        let byte = rest.next();
        needs_shell |= !SPECIAL.from_next(byte).is_empty();
        blanks += usize::from(byte <= b' ');
    }
    needs_shell |= blanks > WORDS - 4;
    if needs_shell && is_login {
        command.next();
    }
    let mut text = parts.text.buffer();
    text.text(Text::new(c"exec "));
    while !is_end(command.first()) {
        text.byte(command.next());
    }
    if needs_shell {
        let [free, name, option, script, ..] = &mut parts.words;
        *free = Some(Text::EMPTY);
        *name = Some(Text::new(if is_login { c"-sh" } else { c"sh" }));
        *option = Some(Text::new(c"-c"));
        *script = Some(parts.text.text());
    } else {
        let mut words = parts.text.words();
        for place in &mut parts.words {
            *place = words.take_first();
        }
    }
    let mut arguments = Strings::of(&mut parts.words);
    arguments.take_first();
    let mut file = arguments.first().unwrap_or(Text::EMPTY);
    if is_login {
        file.next();
    }
    (if needs_shell { Text::new(c"/bin/sh") } else { file }, arguments)
}

/// Adds the path of a terminal that an inittab names, with `/dev/` or without. `false` if it names none: it is init's own.
pub fn write_terminal(tty: Text, path: &mut Buffer) -> bool {
    path.text(Text::new(c"/dev/"));
    path.text_to(tty.behind(Text::new(c"/dev/")).unwrap_or(tty), b':');
    tty.first() != b':'
}
