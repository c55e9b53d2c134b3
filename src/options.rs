//! Command lines: options as getopt_long(3) reads them, up to the first operand. No system calls.
//!
//! A program's help text *is* its table of options, so that none can exist without being told of. A row is a line that begins
//! with blanks and a dash:
//!
//! ```text
//!   -e, --expect N        0 to 255: that exit status becomes 0
//! ```
//!
//! Short name, long name (either may be missing), one blank and a word if it takes a value, two blanks or more, and what it
//! does. For an option with a value, that begins with what is expected of the value, up to a colon.
#![forbid(unsafe_code)]

use crate::config::{Config, Program};
use crate::entry::{Text, Words};
use crate::log::Kind;

/// An option, as a row of the help text describes it.
#[derive(Clone, Copy, Debug)]
pub struct Opt {
    /// The letter; 0 without one.
    pub short: u8,
    /// What stands for it in a `match`: its letter, or else the length of its long name.
    pub id: u8,
    /// The long name, without dashes, up to a blank; empty without one.
    pub long: Text<'static>,
    /// What its value is called in the help, up to a blank; that is where it begins, if it takes none.
    pub value: Text<'static>,
}

impl Opt {
    /// No option.
    pub const NONE: Self = Self { short: 0, id: 0, long: Text::EMPTY, value: Text::EMPTY };

    /// Whether it takes a value.
    const fn takes_value(&self) -> bool {
        self.value.first() != b' '
    }

    /// What the value should be, in words, up to a colon.
    #[must_use]
    pub fn expected(&self) -> Text<'static> {
        let mut text = self.value;
        text.skip_to(b' ');
        text.skip_blanks();
        text
    }

    /// Becomes what the row at `help` says; says whether it is one.
    fn read(&mut self, mut help: Text<'static>) -> bool {
        *self = Self::NONE;
        if help.first() != b' ' {
            return false;
        }
        help.skip_blanks();
        if help.next() != b'-' {
            return false;
        }
        if help.first() != b'-' {
            self.short = help.next();
            self.id = self.short;
        }
        if help.first() == b',' {
            help.skip_to(b'-');
            help.next();
        }
        if help.first() == b'-' {
            help.next();
            self.long = help;
        }
        let mut length = 0;
        while !matches!(help.first(), b' ' | 0) {
            help.next();
            length += 1;
        }
        if self.short == 0 {
            self.id = length;
        }
        help.next();
        self.value = help;
        true
    }
}

/// Takes an option, by its [`Opt::id`], and its value; says whether the value is good.
pub type Take = fn(&mut Config, u8, Text) -> bool;

/// A command line, while it is read and after.
#[derive(Debug)]
pub struct CommandLine<'a> {
    /// What is left of the variable with options. Its words come first.
    pub variable: Words<'a>,
    /// What is left of the arguments, in the end COMMAND, and the environment.
    pub program: Program<'a>,
    /// What was asked for.
    pub config: Config,
    /// The option that is being read.
    pub option: Opt,
    /// The word that is being read: an option, or its value.
    pub word: Text<'a>,
}

impl<'a> CommandLine<'a> {
    /// Reads options until the first operand, which stays, or `--`, which does not.
    ///
    /// # Errors
    ///
    /// The first mistake; [`Self::option`] and [`Self::word`] tell about it.
    #[inline(never)]
    pub fn read_options(&mut self, help: Text<'static>, take: Take) -> Result<(), Kind> {
        while let Some(word) = self.variable.take_first() {
            self.word = word;
            if !self.read_option(help, take, true)? {
                return Err(Kind::Operand);
            }
        }
        while let Some(word) = self.program.command.first() {
            self.word = word;
            if word.is(Text::new(c"--")) {
                self.program.command.take_first();
                break;
            }
            if !self.read_option(help, take, false)? {
                break;
            }
        }
        Ok(())
    }

    /// Reads the options in the word at hand, and their value; `false` if it is an operand.
    #[inline(never)]
    fn read_option(&mut self, help: Text<'static>, take: Take, in_variable: bool) -> Result<bool, Kind> {
        let mut name = self.word;
        if name.next() != b'-' || name.is_empty() {
            return Ok(false);
        }
        if !in_variable {
            self.program.command.take_first();
        }
        let is_long = name.first() == b'-';
        if is_long {
            name.next();
        }
        loop {
            self.find(help, name, is_long)?;
            name.next();
            if is_long {
                name.skip_to(b'=');
            }
            let mut has_value = !name.is_empty();
            let mut value = name;
            if is_long {
                value.next();
            }
            if self.option.takes_value() {
                if !has_value {
                    let next = if in_variable { self.variable.take_first() } else { self.program.command.take_first() };
                    value = next.ok_or(Kind::NoValue)?;
                }
                has_value = false;
                self.word = value;
            } else if is_long && has_value {
                return Err(Kind::UnwantedValue);
            }
            if !take(&mut self.config, self.option.id, value) {
                return Err(Kind::BadValue);
            }
            if !has_value {
                return Ok(true);
            }
        }
    }

    /// Finds the option with the letter that `name` begins with, or that is called so up to `=`, or the only one whose long
    /// name begins so.
    fn find(&mut self, mut help: Text<'static>, name: Text, is_long: bool) -> Result<(), Kind> {
        let mut candidate = Opt::NONE;
        let mut candidates = 0;
        while !help.is_empty() {
            if self.option.read(help) {
                if !is_long {
                    if self.option.short == name.first() {
                        return Ok(());
                    }
                } else {
                    let (mut name, mut long) = (name, self.option.long);
                    while name.first() == long.first() && !name.is_empty() {
                        name.next();
                        long.next();
                    }
                    if matches!(name.first(), b'=' | 0) {
                        candidate = self.option;
                        candidates += 1;
                        if matches!(long.first(), b' ' | 0) {
                            return Ok(());
                        }
                    }
                }
            }
            help.skip_line();
        }
        self.option = candidate;
        if candidates == 1 { Ok(()) } else { Err(Kind::UnknownOption) }
    }
}
