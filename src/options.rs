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
//! what it does. The program's [effects](Rows) stand beside the text, in the order of its lines.
#![forbid(unsafe_code)]

use crate::config::{Config, HAS_COMMAND, Instead, Program};
use crate::dialect::Dialect;
use crate::dialect::effect::{Effect, take};
use crate::entry::{Text, Words};
use crate::log::Kind;
use crate::packed::{Unpacked, unpack};
use core::ffi::CStr;

/// A command line, while it is read and after.
// The largest fields last: the offsets of the others fit into a byte.
#[derive(Debug)]
#[repr(C)]
pub struct CommandLine<'a> {
    /// What this program is called.
    pub name: Text<'a>,
    /// What it is.
    pub dialect: &'a Dialect,
    /// What is left of the variable with options. Its words come first.
    pub variable: Words<'a>,
    /// What is left of the arguments, in the end COMMAND, and the environment.
    pub program: Program<'a>,
    /// What a mistake is about: an option, or its value.
    pub word: Text<'a>,
    /// Whether the words come from the variable, still.
    pub in_variable: bool,
    /// Which line of the help text is about the option that was read last.
    pub row: u8,
    /// What was asked for.
    pub config: Config,
    /// The help text, once there was an option.
    pub help: Unpacked,
}

impl<'a> CommandLine<'a> {
    /// Nothing read yet, and nothing asked for.
    #[inline(always)]
    #[must_use]
    pub const fn new(name: Text<'a>, dialect: &'a Dialect, program: Program<'a>) -> Self {
        Self {
            name,
            dialect,
            variable: Words::NONE,
            program,
            word: Text::EMPTY,
            in_variable: false,
            row: 0,
            config: Config::ZERO,
            help: Unpacked::new(),
        }
    }

    /// The program that it is for.
    #[cfg(any(not(feature = "run"), feature = "dialects", feature = "init"))]
    #[must_use]
    pub const fn dialect(&self) -> &'a Dialect {
        self.dialect
    }

    /// The program that it is for: there is but one.
    #[cfg(all(feature = "run", not(any(feature = "dialects", feature = "init"))))]
    #[must_use]
    pub const fn dialect(&self) -> &'static Dialect {
        &crate::dialect::run::WHIT
    }

    /// Reads options until the first operand, which stays, or `--`, which does not; or until one that asks for something else
    /// than COMMAND.
    ///
    /// # Errors
    ///
    /// The first mistake; [`Self::option`] and [`Self::word`] tell about it.
    pub fn read_options(&mut self) -> Result<(), Kind> {
        // What is left of the word at hand.
        let mut given = Text::EMPTY;
        let mut is_long = false;
        while self.config.instead == Instead::Run {
            if given.is_empty() {
                let word = if HAS_COMMAND { self.variable.take_first() } else { None };
                self.in_variable = word.is_some();
                let Some(word) = word.or_else(|| self.program.command.first()) else { break };
                self.word = word;
                given = word;
                let is_option = given.first() == b'-';
                given.next();
                if !is_option || given.is_empty() {
                    return if self.in_variable { Err(Kind::Operand) } else { Ok(()) };
                }
                let mut name = given;
                is_long = name.next() == b'-';
                if !self.in_variable {
                    self.program.command.take_first();
                    if is_long && name.is_empty() {
                        break;
                    }
                }
                is_long &= self.dialect().has_long_options;
                unpack(self.dialect().help, &mut self.help);
            }
            if !is_long {
                self.word = given;
            }
            let Some(found) = find(self.help.text(), given, is_long) else {
                return Err(if is_long { Kind::UnknownOption } else { Kind::UnknownLetter });
            };
            self.row = found.row;
            let effect = self.dialect().effect_of(found.row);
            let mut value = found.given;
            given = value;
            if effect.takes_value() {
                if is_long {
                    // An equals sign.
                    value.next();
                }
                if given.is_empty() {
                    let next = if HAS_COMMAND && self.in_variable {
                        self.variable.take_first()
                    } else {
                        self.program.command.take_first()
                    };
                    value = next.ok_or(Kind::NoValue)?;
                }
                self.word = value;
                given = Text::EMPTY;
            } else if is_long && !given.is_empty() {
                return Err(Kind::UnwantedValue);
            }
            if !take(&mut self.config, self.word, effect) {
                return Err(Kind::BadValue);
            }
        }
        Ok(())
    }

    /// The help text's row of the option that was read last.
    #[must_use]
    #[inline(always)]
    pub fn option(&self) -> Text<'_> {
        let mut row = self.help.text().part(self.row, b'\n');
        row.skip_blanks();
        row
    }

    /// Reads variables: `names`, with their equals signs, are separated by commas; what they do is in the same order. They are
    /// read if their bits are in `which`.
    ///
    /// # Errors
    ///
    /// [`Kind::Operand`]: one of them may not be there.
    #[inline(never)]
    pub fn read_variables(&mut self, mut which: u8, mut names: Text, effects: &[Effect]) -> Result<(), Kind> {
        for effect in effects {
            if which & 1 != 0
                && let Some(value) = self.program.environment.get(names)
                && !take(&mut self.config, value, *effect)
            {
                return Err(Kind::Operand);
            }
            names = names.after(b',');
            which >>= 1;
        }
        Ok(())
    }
}

/// An option that was found.
struct Found<'a> {
    /// What is behind its name in the word that was given.
    given: Text<'a>,
    /// Which line of the help text its row is.
    row: u8,
}

/// Looks in a help text for the option whose letter `name` begins with, or for the only one whose long name, behind its first
/// dash, begins with it, up to `=`.
#[inline(always)]
fn find<'a>(mut help: Text, name: Text<'a>, is_long: bool) -> Option<Found<'a>> {
    let mut found = None;
    let mut row = 0;
    loop {
        let byte = help.first();
        if byte == 0 {
            return found;
        }
        help.next();
        match byte {
            b'\n' => row += 1,
            b'-' => {
                let (mut known, mut given) = (help, name);
                while known.first() > b' ' && known.first() == given.first() {
                    known.next();
                    given.next();
                    if !is_long {
                        break;
                    }
                }
                if if is_long { matches!(given.first(), b'=' | 0) } else { known.first() < b'-' } {
                    if found.is_some() {
                        return None;
                    }
                    found = Some(Found { given, row });
                }
            }
            _ => {}
        }
    }
}

/// How many lines a help text may have up to the last that is a row.
const LINES: usize = 24;

/// What the options of a help text do, from the first line that is a row to the last.
#[derive(Clone, Copy, Debug)]
pub struct Rows {
    /// The number of the first line.
    pub first: u8,
    behind: u8,
    effects: [Effect; LINES],
}

#[allow(clippy::indexing_slicing, clippy::panic, reason = "a panic at compile time is an error of the compiler's")]
impl Rows {
    /// There are no options.
    pub const NONE: Self = Self { first: 0, behind: 0, effects: [Effect::Refuse; LINES] };

    /// The effects of `rows`, each by one of its option's names, in the order of the lines of `help`.
    #[must_use]
    pub const fn new(help: &CStr, mut rows: &[(&str, Effect)]) -> Self {
        let mut all = Self::NONE;
        let mut rest = Text::new(help);
        let mut line = 0;
        while !rest.is_empty() {
            while rest.first() == b' ' {
                rest.next();
            }
            if rest.first() == b'-' {
                let [(name, effect), others @ ..] = rows else { panic!("the help text has more options") };
                rows = others;
                let mut bytes = name.as_bytes();
                while let [first, others @ ..] = bytes {
                    assert!(rest.next() == *first, "the help text has another option there");
                    bytes = others;
                }
                assert!(matches!(rest.first(), b'\t' | b' ' | b','), "the help text has a longer option there");
                if rest.first() == b',' {
                    rest.next();
                    rest.next();
                    while rest.first() > b' ' {
                        rest.next();
                    }
                }
                let has_value = rest.next() == b' ' && rest.first() > b' ';
                assert!(has_value == effect.takes_value(), "the help text says otherwise of a value");
                if all.behind == 0 {
                    all.first = line;
                }
                all.effects[line as usize] = *effect;
                all.behind = line + 1;
            }
            while !matches!(rest.next(), b'\n' | 0) {}
            line += 1;
        }
        assert!(rows.is_empty(), "the help text has fewer options");
        all
    }
}

/// How many lines that is in all.
#[must_use]
pub const fn count(mut all: &[Rows]) -> usize {
    let mut count = 0;
    while let [rows, others @ ..] = all {
        count += (rows.behind - rows.first) as usize;
        all = others;
    }
    count
}

/// The effects of all, one behind the other.
#[must_use]
#[allow(clippy::indexing_slicing, reason = "a panic at compile time is an error of the compiler's")]
pub const fn join<const N: usize>(mut all: &[Rows]) -> [Effect; N] {
    let mut effects = [Effect::Refuse; N];
    let mut place = 0;
    while let [rows, others @ ..] = all {
        let mut line = rows.first;
        while line < rows.behind {
            effects[place] = rows.effects[line as usize];
            place += 1;
            line += 1;
        }
        all = others;
    }
    effects
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failed assertion is what a test is for")]

    use super::*;
    use std::ffi::CString;

    const HELPS: &[&CStr] = &[
        #[cfg(feature = "run")]
        crate::dialect::whit::HELP,
        #[cfg(feature = "dialects")]
        crate::dialect::tini::HELP,
        #[cfg(feature = "dialects")]
        crate::dialect::dumb_init::HELP,
        #[cfg(feature = "dialects")]
        crate::dialect::catatonit::HELP,
        #[cfg(feature = "init")]
        crate::dialect::tools::HELP,
    ];

    fn row(help: &CStr, name: &str, is_long: bool) -> Option<usize> {
        let name = CString::new(name).unwrap();
        find(Text::new(help), Text::new(&name), is_long).map(|found| found.row.into())
    }

    #[test]
    fn each_option_is_found_in_its_row_by_each_of_its_names() {
        for help in HELPS {
            for (number, line) in help.to_str().unwrap().lines().enumerate() {
                let line = line.trim_start_matches(' ');
                if !line.starts_with('-') {
                    continue;
                }
                for name in line.split(['\t', ' ', ',']).take_while(|name| name.is_empty() || name.starts_with('-')) {
                    if let Some(long) = name.strip_prefix("--") {
                        assert_eq!(row(help, &std::format!("-{long}"), true), Some(number), "{long}");
                        assert_eq!(row(help, &std::format!("-{long}=--"), true), Some(number), "{long}=--");
                        assert_eq!(row(help, &std::format!("-{long}x"), true), None, "{long}x");
                    } else if let Some(letter) = name.strip_prefix('-') {
                        assert_eq!(row(help, letter, false), Some(number), "{letter}");
                        assert_eq!(row(help, &std::format!("{letter}x"), false), Some(number), "{letter}x");
                    }
                }
            }
            for other in ["-", "-x", "", "Z"] {
                assert_eq!(row(help, other, false), None, "{other:?}");
            }
        }
    }
}
