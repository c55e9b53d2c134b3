//! Command lines: options as getopt_long(3) reads them, up to the first operand. No system calls.
//!
//! A program's help text *is* its table of options, so that none can exist without being told of. A row is a line that begins
//! with blanks and a dash:
//!
//! ```text
//!   -e/--expect 0..255⇥that exit status becomes 0
//!      --stop-on SIGNAL⇥begins the stop, too
//! ```
//!
//! Its names, at most one of each kind; one blank and what is expected of its value, if it takes one; a tab, and what it does.
#![forbid(unsafe_code)]

use crate::config::{Config, Program};
use crate::entry::{Text, Words};
use crate::log::Kind;

/// Takes an option and its value; says whether the value is good. The option goes by its letter, or else by
/// [`long`] of its name.
pub type Take = fn(&mut Config, u8, Text) -> bool;

/// What stands for an option without a letter in a `match`: the length of its name, dashes included.
#[must_use]
pub const fn long(name: &str) -> u8 {
    name.len() as u8
}

/// A command line, while it is read and after.
#[derive(Debug)]
pub struct CommandLine<'a> {
    /// What is left of the variable with options. Its words come first.
    pub variable: Words<'a>,
    /// What is left of the arguments, in the end COMMAND, and the environment.
    pub program: Program<'a>,
    /// What was asked for.
    pub config: Config,
    /// The option that is being read: its row of the help text, from the first dash on.
    pub option: Text<'static>,
    /// The word that is being read: an option, or its value.
    pub word: Text<'a>,
    /// Whether the words come from the variable, still.
    pub in_variable: bool,
}

impl<'a> CommandLine<'a> {
    /// Reads options until the first operand, which stays, or `--`, which does not.
    ///
    /// # Errors
    ///
    /// The first mistake; [`Self::option`] and [`Self::word`] tell about it.
    #[inline(never)]
    pub fn read_options(&mut self, help: Text<'static>, take: Take) -> Result<(), Kind> {
        loop {
            let next = if self.in_variable { self.variable.take_first() } else { self.program.command.first() };
            let Some(word) = next else {
                if !self.in_variable {
                    return Ok(());
                }
                self.in_variable = false;
                continue;
            };
            self.word = word;
            let mut name = word;
            if name.next() != b'-' || name.is_empty() {
                return self.end();
            }
            if !self.in_variable {
                self.program.command.take_first();
            }
            let is_long = name.first() == b'-';
            if is_long {
                name.next();
                if name.is_empty() {
                    return self.end();
                }
            }
            self.read_word(name, is_long, help, take)?;
        }
    }

    /// An operand, or what announces one: only the variable may have none.
    fn end(&self) -> Result<(), Kind> {
        if self.in_variable { Err(Kind::Operand) } else { Ok(()) }
    }

    /// Reads the options in a word, from behind its dashes on, and their value.
    fn read_word(&mut self, mut name: Text<'a>, is_long: bool, help: Text<'static>, take: Take) -> Result<(), Kind> {
        loop {
            self.option = find(help, name, is_long);
            let mut end = self.option;
            end.next();
            let letter = end.first();
            let mut length = 1;
            while end.first() > b' ' {
                end.next();
                length += 1;
            }
            let id = match letter {
                0 => return Err(Kind::UnknownOption),
                b'-' => length,
                _ => letter,
            };
            let has_value = if is_long {
                name.skip_to(b'=');
                name.next() != 0
            } else {
                name.next();
                !name.is_empty()
            };
            let takes_value = end.first() == b' ';
            if takes_value && !has_value {
                let next =
                    if self.in_variable { self.variable.take_first() } else { self.program.command.take_first() };
                name = next.unwrap_or(Text::EMPTY);
            }
            if takes_value || is_long {
                self.word = name;
            }
            if is_long && has_value && !takes_value || !take(&mut self.config, id, name) {
                return Err(Kind::BadValue);
            }
            if takes_value || !has_value {
                return Ok(());
            }
        }
    }
}

/// The row of the option with the letter that `name` begins with, or that is called so up to `=`, or the only one whose long
/// name begins so; empty, if there is none.
#[inline(never)]
fn find(help: Text<'static>, name: Text, is_long: bool) -> Text<'static> {
    let mut row = help;
    let mut found = Text::EMPTY;
    let mut is_ambiguous = false;
    while !row.is_empty() {
        row.skip_blanks();
        let mut names = row;
        if names.next() == b'-' {
            let letter = names.next();
            if is_long {
                let mut long =
                    if letter == b'-' { names } else { names.behind(Text::new(c"/--")).unwrap_or(Text::EMPTY) };
                let mut name = name;
                while name.first() == long.first() && !name.is_empty() {
                    name.next();
                    long.next();
                }
                if matches!(name.first(), b'=' | 0) {
                    if long.first() <= b' ' {
                        return row;
                    }
                    is_ambiguous = !found.is_empty();
                    found = row;
                }
            } else if letter == name.first() && letter != b'-' {
                return row;
            }
        }
        row.skip_line();
    }
    if is_ambiguous { Text::EMPTY } else { found }
}
