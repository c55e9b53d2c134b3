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

use crate::entry::Strings;
use crate::log::Kind;
use crate::text;

/// Where words come from: an environment variable first, whose words are separated by blanks and cannot be quoted; then
/// the arguments.
#[derive(Debug)]
pub struct Source<'a> {
    /// What is left of the variable.
    pub variable: &'a [u8],
    /// What is left of the arguments.
    pub arguments: Strings<'a>,
}

impl<'a> Source<'a> {
    /// The next word of the variable, and what is behind it.
    fn variable_word(&self) -> (&'a [u8], &'a [u8]) {
        let words = text::without_indent(self.variable);
        text::cut(words, b' ').unwrap_or((words, b""))
    }

    /// The next word, and whether it is from the variable.
    fn peek(&self) -> (Option<&'a [u8]>, bool) {
        match self.variable_word() {
            ([], _) => (self.arguments.get(0).map(core::ffi::CStr::to_bytes), false),
            (word, _) => (Some(word), true),
        }
    }

    /// Goes on to the word behind it.
    fn advance(&mut self) {
        match self.variable_word() {
            ([], _) => {
                self.arguments.take_first();
            }
            (_, rest) => self.variable = rest,
        }
    }
}

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
        text::cut(self.text, b':').map_or(self.text, |(expected, _)| expected)
    }

    /// What stands for it in a `match`: its letter, or else its long name's first, in upper case.
    #[must_use]
    pub fn id(&self) -> u8 {
        match self.long {
            [first, ..] if self.short == 0 => first.to_ascii_uppercase(),
            _ => self.short,
        }
    }

    /// What a row says.
    #[must_use]
    pub fn from_row(row: &'static [u8]) -> Option<Self> {
        let row = text::without_indent(row.strip_prefix(b" ")?).strip_prefix(b"-")?;
        let mut option = Self::NONE;
        // `x, --long VALUE`, up to two blanks: an empty part between them.
        let mut parts = text::parts(row, b' ');
        loop {
            match parts.next()? {
                [] => break,
                [letter] | [letter, b','] if option.long.is_empty() => option.short = *letter,
                [b'-', long @ ..] => option.long = long.strip_prefix(b"-").unwrap_or(long),
                value => option.value = value,
            }
        }
        option.text = text::without_indent(parts.rest());
        Some(option)
    }
}

/// What is wrong with a command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Usage<'a> {
    /// The option's row; empty if there is no such option.
    pub row: &'static [u8],
    /// The word that is wrong.
    pub word: &'a [u8],
}

impl Usage<'_> {
    /// Nothing is.
    pub const NONE: Self = Self { row: b"", word: b"" };
}

/// Takes an option, by its [`Opt::id`], and its value; says whether the value is good.
pub type Take<'t, 'a> = &'t mut dyn FnMut(u8, &'a [u8]) -> bool;

/// Reads options from `source` until the first operand, which stays, or `--`, which does not.
///
/// The kind of the first mistake is returned, and `usage` tells about it.
#[inline(never)]
pub fn parse<'a>(
    source: &mut Source<'a>,
    help: &'static [u8],
    take: Take<'_, 'a>,
    usage: &mut Usage<'a>,
) -> Option<Kind> {
    loop {
        let (Some(word), in_variable) = source.peek() else {
            return None;
        };
        usage.word = word;
        let (is_long, mut name) = match word {
            b"--" if !in_variable => {
                source.advance();
                return None;
            }
            [b'-', b'-', name @ ..] if !name.is_empty() => (true, name),
            [b'-', letters @ ..] if !letters.is_empty() && word != b"--" => (false, letters),
            _ => return in_variable.then_some(Kind::Operand),
        };
        source.advance();
        while !name.is_empty() {
            let (this, rest) =
                if is_long { text::cut(name, b'=') } else { name.split_at_checked(1) }.unwrap_or((name, b""));
            let attached = is_long && this.len() != name.len();
            usage.row = b"";
            usage.row = match find(help, this, is_long) {
                Some(row) => row,
                None => return Some(Kind::UnknownOption),
            };
            let option = Opt::from_row(usage.row).unwrap_or(Opt::NONE);
            let mut value = rest;
            name = rest;
            if !option.value.is_empty() {
                name = b"";
                if rest.is_empty() && !attached {
                    value = match source.peek() {
                        (Some(next), side) if side == in_variable => next,
                        _ => return Some(Kind::NoValue),
                    };
                    source.advance();
                }
                usage.word = value;
            } else if attached {
                return Some(Kind::UnwantedValue);
            }
            if !take(option.id(), value) {
                return Some(Kind::BadValue);
            }
        }
    }
}

/// The row of the option with this letter, or with this long name, or else the only one whose long name begins so.
#[inline(never)]
fn find(help: &'static [u8], name: &[u8], is_long: bool) -> Option<&'static [u8]> {
    let mut candidate = None;
    let mut candidates = 0;
    for row in text::parts(help, b'\n') {
        let Some(option) = Opt::from_row(row) else {
            continue;
        };
        let whole = if is_long { option.long } else { core::slice::from_ref(&option.short) };
        if whole == name {
            return Some(row);
        }
        if is_long && whole.starts_with(name) {
            candidate = Some(row);
            candidates += 1;
        }
    }
    candidate.filter(|_| candidates == 1)
}
