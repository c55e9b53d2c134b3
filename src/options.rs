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
use crate::packed::{self, LINE};

/// Takes an option and its value; says whether the value is good. The option goes by its letter, or else by
/// [`long`] of its name.
pub type Take = fn(&mut Config, u8, Text) -> bool;

/// What stands for an option without a letter in a `match`: the length of its name, dashes included.
#[must_use]
pub const fn long(name: &str) -> u8 {
    name.len() as u8
}

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
    fn read_word(&mut self, dialect: &Dialect) -> Result<(), Kind> {
        let mut name = self.word;
        name.next();
        let is_long = dialect.has_long_options && name.first() == b'-';
        if is_long {
            name.next();
        }
        loop {
            if !is_long {
                self.word = name;
            }
            let unknown = if is_long { Kind::UnknownOption } else { Kind::UnknownLetter };
            let row = find(dialect.help, name, is_long, &mut self.option).ok_or(unknown)?;
            packed::line(row, &mut self.option);
            let (mut id, mut end) = names(self.option.text());
            let mut length = 2;
            while end.first() > b' ' {
                end.next();
                length += 1;
            }
            if id == b'-' {
                id = length;
            }
            let takes_value = end.next() == b' ' && end.first() > b' ';
            if is_long {
                name.skip_to(b'=');
            }
            let mut has_more = name.next() != 0;
            if !is_long {
                has_more = !name.is_empty();
            }
            if takes_value {
                self.word = match has_more {
                    true => name,
                    false => self.take_word().ok_or(Kind::NoValue)?,
                };
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

/// The letter of the option in this row, and its long name, with what is behind. Without a letter it is a dash; if there is no
/// option here at all, 0.
fn names(mut row: Text) -> (u8, Text) {
    row.skip_blanks();
    if row.next() != b'-' {
        return (0, Text::EMPTY);
    }
    let letter = row.next();
    if row.first() == b',' { (letter, row.part(2, b'-')) } else { (letter, row) }
}

/// The row of the option with the letter that `name` begins with, or that is called so up to `=`, or the only one whose long
/// name begins so.
fn find(help: Text<'static>, name: Text, is_long: bool, row: &mut Room<LINE>) -> Option<Text<'static>> {
    let mut rest = help;
    let mut found = None;
    let mut is_ambiguous = false;
    while !rest.is_empty() {
        packed::line(rest, row);
        let (letter, mut long) = names(row.text());
        if !is_long {
            if letter == name.first() && letter != b'-' {
                return Some(rest);
            }
        } else if letter != 0 {
            let mut name = name;
            while name.first() == long.first() && !name.is_empty() {
                name.next();
                long.next();
            }
            if matches!(name.first(), b'=' | 0) {
                if long.first() <= b' ' {
                    return Some(rest);
                }
                is_ambiguous = found.is_some();
                found = Some(rest);
            }
        }
        rest = rest.after(b'\n');
    }
    if is_ambiguous { None } else { found }
}
