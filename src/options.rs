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
use crate::log::Kind;
use crate::text;
use core::ffi::CStr;

/// An option, as a row of the help text describes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opt {
    /// The letter; 0 without one.
    pub short: u8,
    /// The long name, without dashes; empty without one.
    pub long: &'static [u8],
    /// What its value is called in the help; empty if it takes none.
    pub value: &'static [u8],
    /// What it does.
    pub text: &'static [u8],
}

impl Opt {
    /// No option.
    pub const NONE: Self = Self { short: 0, long: b"", value: b"", text: b"" };

    /// What the value should be, in words.
    #[must_use]
    pub fn expected(&self) -> &'static [u8] {
        text::until(self.text, b':')
    }

    /// What stands for it in a `match`: its letter, or else its long name's first, in upper case.
    #[must_use]
    pub fn id(&self) -> u8 {
        match self.long {
            [first, ..] if self.short == 0 => first.to_ascii_uppercase(),
            _ => self.short,
        }
    }

    /// Becomes what a row says; says whether it is one.
    fn read(&mut self, row: &'static [u8]) -> bool {
        *self = Self::NONE;
        let [b' ', row @ ..] = row else { return false };
        let [b'-', row @ ..] = text::without_indent(row) else { return false };
        let mut parts = text::parts(row, b' ');
        while let Some(part) = parts.next() {
            match part {
                // Two blanks: nothing between them.
                [] => {
                    self.text = text::without_indent(parts.rest);
                    return true;
                }
                [b'-', long @ ..] => self.long = without_dash(long),
                [letter] | [letter, b','] if self.long.is_empty() => self.short = *letter,
                value => self.value = value,
            }
        }
        false
    }

    /// Whether `name` is its letter or its long name.
    fn is_called(&self, name: &[u8]) -> bool {
        match name {
            [letter] => self.short == *letter,
            _ => self.long == name,
        }
    }
}

/// `text` without one dash, if it begins with one.
fn without_dash(text: &[u8]) -> &[u8] {
    match text {
        [b'-', rest @ ..] => rest,
        _ => text,
    }
}

/// Takes an option, by its [`Opt::id`], and its value; says whether the value is good.
pub type Take = fn(&mut Config, u8, &[u8]) -> bool;

/// A command line, while it is read and after.
#[derive(Debug)]
pub struct CommandLine<'a> {
    /// What is left of the variable with options. Its words come first; blanks separate them, and nothing can be quoted.
    pub variable: &'a [u8],
    /// What is left of the arguments, in the end COMMAND, and the environment.
    pub program: Program<'a>,
    /// What was asked for.
    pub config: Config,
    /// The option that is being read.
    pub option: Opt,
    /// The word that is being read: an option, or its value.
    pub word: &'a [u8],
}

impl<'a> CommandLine<'a> {
    /// Reads options until the first operand, which stays, or `--`, which does not.
    ///
    /// # Errors
    ///
    /// The first mistake; [`Self::option`] and [`Self::word`] tell about it.
    pub fn read_options(&mut self, help: &'static [u8], take: Take) -> Result<(), Kind> {
        loop {
            self.variable = text::without_indent(self.variable);
            let in_variable = !self.variable.is_empty();
            let Some(word) = self.peek() else { return Ok(()) };
            self.word = word;
            let name = match word {
                b"--" if !in_variable => {
                    self.advance();
                    return Ok(());
                }
                [b'-', name @ ..] if !name.is_empty() && name != b"-" => name,
                _ => return if in_variable { Err(Kind::Operand) } else { Ok(()) },
            };
            self.advance();
            if let [b'-', long @ ..] = name {
                let name = text::until(long, b'=');
                self.find(help, name)?;
                let value = long.get(name.len() + 1..);
                if value.is_some() && self.option.value.is_empty() {
                    return Err(Kind::UnwantedValue);
                }
                self.take(take, value, in_variable)?;
            } else {
                let mut letters = name;
                while let [letter, rest @ ..] = letters {
                    self.find(help, core::slice::from_ref(letter))?;
                    letters = if self.option.value.is_empty() { rest } else { b"" };
                    self.take(take, Some(rest).filter(|rest| !rest.is_empty()), in_variable)?;
                }
            }
        }
    }

    /// The next word, which stays.
    fn peek(&self) -> Option<&'a [u8]> {
        match text::until(self.variable, b' ') {
            [] => self.program.command.get(0).map(CStr::to_bytes),
            word => Some(word),
        }
    }

    /// Goes on to the word behind it.
    fn advance(&mut self) {
        match text::until(self.variable, b' ').len() {
            0 => {
                self.program.command.take_first();
            }
            length => self.variable = text::without_indent(self.variable.get(length..).unwrap_or_default()),
        }
    }

    /// Finds the option called `name`.
    fn find(&mut self, help: &'static [u8], name: &[u8]) -> Result<(), Kind> {
        let mut rows = text::parts(help, b'\n');
        while let Some(row) = rows.next() {
            if self.option.read(row) && self.option.is_called(name) {
                return Ok(());
            }
        }
        Err(Kind::UnknownOption)
    }

    /// Takes the option that was found, with this value or with the next word, if it wants one.
    fn take(&mut self, take: Take, attached: Option<&'a [u8]>, in_variable: bool) -> Result<(), Kind> {
        let mut value = &b""[..];
        if !self.option.value.is_empty() {
            value = match attached {
                Some(value) => value,
                // A value is where its option is.
                None if in_variable && self.variable.is_empty() => return Err(Kind::NoValue),
                None => {
                    let next = self.peek().ok_or(Kind::NoValue)?;
                    self.advance();
                    next
                }
            };
            self.word = value;
        }
        if take(&mut self.config, self.option.id(), value) { Ok(()) } else { Err(Kind::BadValue) }
    }
}
