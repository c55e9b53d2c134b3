//! Command lines: options as getopt_long(3) reads them, up to the first operand. No system calls.
//!
//! A program's help text *is* its table of options, so that none can exist without being told of. A row is a line that begins
//! with a dash, behind blanks:
//!
//! ```text
//! -e, --expect 0..255⇥that exit status becomes 0
//! --stop-on SIGNAL⇥begins the stop, too
//!   -c, --single-child   Run in single-child mode.
//! ```
//!
//! Its names, at most one of each kind; one blank and what is expected of its value, if it takes one; a tab or more blanks, and
//! what it does.
#![forbid(unsafe_code)]

use crate::config::{Config, Instead, Program};
use crate::dialect::Dialect;
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

/// Room for a row of the help text up to its first tab, in bytes.
const LINE: usize = 192;

/// A command line, while it is read and after.
// The largest fields last: the offsets of the others fit into a byte.
#[derive(Debug)]
#[repr(C)]
pub struct CommandLine<'a> {
    /// What is left of the variable with options. Its words come first.
    pub variable: Words<'a>,
    /// What is left of the arguments, in the end COMMAND, and the environment.
    pub program: Program<'a>,
    /// What a mistake is about: an option, or its value.
    pub word: Text<'a>,
    /// Whether the words come from the variable, still.
    pub in_variable: bool,
    /// What was asked for.
    pub config: Config,
    /// The option that is being read: its row of the help text.
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

    /// Reads options until the first operand, which stays, or `--`, which does not; or until one that asks for something else
    /// than COMMAND.
    ///
    /// # Errors
    ///
    /// The first mistake; [`Self::option`] and [`Self::word`] tell about it.
    pub fn read_options(&mut self, dialect: &Dialect) -> Result<(), Kind> {
        while self.config.instead == Instead::Run {
            let word = self.variable.take_first();
            self.in_variable = word.is_some();
            let Some(word) = word.or_else(|| self.program.command.first()) else { break };
            self.word = word;
            if !is_option(word) {
                return if self.in_variable { Err(Kind::Operand) } else { Ok(()) };
            }
            if !self.in_variable {
                self.program.command.take_first();
                if word.is(Text::new(c"--")) {
                    break;
                }
            }
            self.read_word(dialect)?;
        }
        Ok(())
    }

    /// Reads the options in the word at hand, and their value.
    #[inline(never)]
    fn read_word(&mut self, dialect: &Dialect) -> Result<(), Kind> {
        let mut name = self.word;
        name.next();
        let is_long = dialect.has_long_options && name.first() == b'-';
        let unknown = if is_long { Kind::UnknownOption } else { Kind::UnknownLetter };
        if is_long {
            name.next();
        }
        loop {
            if !is_long {
                self.word = name;
            }
            name = find(dialect.help, name, is_long, &mut self.option).ok_or(unknown)?;
            let mut end = self.option.text();
            end.skip_blanks();
            end.next();
            let mut id = end.next();
            if end.first() == b',' {
                end = end.part(2, b'-');
            }
            let mut length = 2;
            while end.first() > b' ' {
                end.next();
                length += 1;
            }
            if id == b'-' {
                id = length;
            }
            let takes_value = end.next() == b' ' && end.first() > b' ';
            let mut has_more = !name.is_empty();
            if is_long {
                // An equals sign.
                name.next();
            }
            if takes_value {
                self.word = if has_more { name } else { self.take_word().ok_or(Kind::NoValue)? };
                has_more = false;
            } else if is_long && has_more {
                return Err(Kind::UnwantedValue);
            }
            if !(dialect.take)(&mut self.config, id, self.word) {
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
/// begins so. Returns what is behind in `name`; in `room` is then the option's row, up to the tab.
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
        // Blanks may be in pairs; nothing else that begins so is a row.
        if first == b' ' || first == b'-' {
            room.buffer().unpacked(rest, CONTROL);
            let mut names = room.text();
            names.skip_blanks();
            let mut given = name;
            if names.next() != b'-' {
                // A line of the description.
            } else if is_long {
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
