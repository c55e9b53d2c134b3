//! Command lines: options as getopt_long(3) reads them, up to the first operand. No system calls.
//!
//! A program's help text *is* its table of options, so that none can exist without being told of. A row is a line that begins
//! with a dash:
//!
//! ```text
//! -e/--expect 0..255⇥that exit status becomes 0
//! --stop-on SIGNAL⇥begins the stop, too
//! ```
//!
//! Its names, at most one of each kind; one blank and what is expected of its value, if it takes one; a tab, and what it does.
#![forbid(unsafe_code)]

use crate::config::{Config, Program};
use crate::entry::{Room, Text, Words};
use crate::log::Kind;
use crate::packed::CONTROL;

/// Takes an option and its value; says whether the value is good. The option goes by its letter, or else by
/// [`long`] of its name.
pub type Take = fn(&mut Config, u8, Text) -> bool;

/// What stands for an option without a letter in a `match`: the length of its name, dashes included.
#[must_use]
pub const fn long(name: &str) -> u8 {
    name.len() as u8
}

/// Room for the names of an option and what its value is, in bytes.
const LINE: usize = 64;

/// A command line, while it is read and after.
// The largest fields last: the offsets of the others fit into a byte.
#[derive(Debug)]
#[repr(C)]
pub struct CommandLine<'a> {
    /// What is left of the variable with options. Its words come first.
    pub variable: Words<'a>,
    /// What is left of the arguments, in the end COMMAND, and the environment.
    pub program: Program<'a>,
    /// The word that is being read: an option, or its value.
    pub word: Text<'a>,
    /// Whether the words come from the variable, still.
    pub in_variable: bool,
    /// What was asked for.
    pub config: Config,
    /// The option that is being read: its row of the help text, up to the tab.
    pub option: Room<LINE>,
}

impl<'a> CommandLine<'a> {
    /// Nothing read yet, and nothing asked for.
    #[must_use]
    pub const fn new(program: Program<'a>) -> Self {
        Self {
            variable: Words::NONE,
            program,
            option: Room::new(),
            word: Text::EMPTY,
            in_variable: false,
            config: Config::ZERO,
        }
    }

    /// Reads options until the first operand, which stays, or `--`, which does not.
    ///
    /// # Errors
    ///
    /// The first mistake; [`Self::option`] and [`Self::word`] tell about it.
    pub fn read_options(&mut self, help: Text<'static>, take: Take) -> Result<(), Kind> {
        loop {
            let word = self.variable.take_first();
            self.in_variable = word.is_some();
            let Some(word) = word.or_else(|| self.program.command.first()) else { return Ok(()) };
            self.word = word;
            if !is_option(word) {
                return if self.in_variable { Err(Kind::Operand) } else { Ok(()) };
            }
            if !self.in_variable {
                self.program.command.take_first();
                if word.is(Text::new(c"--")) {
                    return Ok(());
                }
            }
            self.read_word(help, take)?;
        }
    }

    /// Reads the options in the word at hand, and their value.
    #[inline(never)]
    fn read_word(&mut self, help: Text<'static>, take: Take) -> Result<(), Kind> {
        let mut name = self.word;
        name.next();
        let is_long = name.first() == b'-';
        if is_long {
            name.next();
        }
        loop {
            name = find(help, name, is_long, &mut self.option).ok_or(Kind::UnknownOption)?;
            let mut end = self.option.text();
            let mut id = end.first();
            let mut length = 1;
            while end.first() > b' ' {
                end.next();
                length += 1;
            }
            if id == b'-' {
                id = length;
            }
            let takes_value = !end.is_empty();
            let mut has_more = !name.is_empty();
            if is_long {
                // An equals sign.
                name.next();
            }
            if takes_value && !has_more {
                name = self.take_word().unwrap_or(Text::EMPTY);
            }
            if takes_value || is_long {
                self.word = name;
                // Only what takes a value may have one.
                if has_more && !takes_value {
                    return Err(Kind::BadValue);
                }
                has_more = false;
            }
            if !take(&mut self.config, id, name) {
                return Err(Kind::BadValue);
            }
            if !has_more {
                return Ok(());
            }
        }
    }

    /// The next word, which is gone then.
    fn take_word(&mut self) -> Option<Text<'a>> {
        if self.in_variable { self.variable.take_first() } else { self.program.command.take_first() }
    }
}

/// Whether a word is no operand.
fn is_option(mut word: Text) -> bool {
    word.next() == b'-' && !word.is_empty()
}

/// Looks for the option whose letter `name` begins with, or that is called so up to `=`, or the only one whose long name
/// begins so. Returns what is behind in `name`; in `room` is then the option's row, without the first dash.
#[inline(never)]
fn find<'n>(help: Text, name: Text<'n>, is_long: bool, room: &mut Room<LINE>) -> Option<Text<'n>> {
    let mut rest = help;
    let mut found = help;
    let mut count = 0;
    let mut is_sure = false;
    loop {
        let mut row = rest;
        let first = row.next();
        if first == 0 {
            if count != 1 {
                return None;
            }
            // Its row is unpacked once more.
            rest = found;
            is_sure = true;
            continue;
        }
        if first == b'-' {
            room.buffer().unpacked(row, CONTROL);
            let mut names = room.text();
            let mut given = name;
            if is_long {
                names.skip_to(b'-');
                while names.first() == b'-' {
                    names.next();
                }
                while !given.is_empty() && given.first() == names.first() {
                    given.next();
                    names.next();
                }
                if matches!(given.first(), b'=' | 0) {
                    if is_sure || names.first() <= b' ' {
                        return Some(given);
                    }
                    count += 1;
                    found = rest;
                }
            } else if given.first() == names.first() && given.next() != b'-' {
                return Some(given);
            }
        }
        rest = rest.after(b'\n');
    }
}
