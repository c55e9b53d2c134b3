//! /etc/inittab, as BusyBox reads it: `TTY:IGNORED:ACTION:COMMAND`, a line an entry.
//!
//! A line is two offsets and a bit, into a text that nobody changes. What is left of a `#` counts, wherever that is, blank
//! lines and blanks at the beginning of a line or command are left out. A line that is wrong is told of; the rest counts.
#![forbid(unsafe_code)]

use crate::entry::Text;

/// Where it is.
pub const PATH: Text = Text::new(c"/etc/inittab");

/// What there is without one: what BusyBox has, but for what whit does by itself: it reboots on Ctrl-Alt-Del, and unmounts and
/// turns swap off in the end.
pub const DEFAULT: Text = Text::new(
    c"\
::sysinit:/etc/init.d/rcS
::askfirst:-/bin/sh
tty2::askfirst:-/bin/sh
tty3::askfirst:-/bin/sh
tty4::askfirst:-/bin/sh
::restart:/sbin/init
",
);

/// What there is when the system is to be repaired: `init single`.
pub const SINGLE: Text = Text::new(c"::respawn:-/bin/sh");

/// How many entries there may be.
pub const ENTRIES: usize = 64;

/// How long the text may be, in bytes.
pub const LENGTH: usize = 16 * 1024;

/// How long a command may be, up to the end of its line, in bytes.
pub const COMMAND: usize = 1024;

/// When a command is run, and what becomes of it: a set of one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Action(u8);

impl Action {
    /// First of all, one after the other.
    pub const SYSINIT: Self = Self(1);
    /// Then, one after the other.
    pub const WAIT: Self = Self(1 << 1);
    /// Then, without waiting for their end.
    pub const ONCE: Self = Self(1 << 2);
    /// Then, and again whenever it has ended.
    pub const RESPAWN: Self = Self(1 << 3);
    /// The same, each time once somebody has pressed Enter.
    pub const ASKFIRST: Self = Self(1 << 4);
    /// On Ctrl-Alt-Del, one after the other.
    pub const CTRLALTDEL: Self = Self(1 << 5);
    /// Before everything is stopped, one after the other.
    pub const SHUTDOWN: Self = Self(1 << 6);
    /// In the end, in place of init.
    pub const RESTART: Self = Self(1 << 7);
    /// Never.
    pub const NEVER: Self = Self(0);

    /// Either of them.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether it is one of `others`.
    #[must_use]
    pub const fn is_in(self, others: Self) -> bool {
        self.0 & others.0 != 0
    }
}

/// What they are called, from the lowest bit up.
const ACTIONS: Text = Text::new(c"sysinit,wait,once,respawn,askfirst,ctrlaltdel,shutdown,restart");

/// A line: where its parts begin in the text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// The terminal, without `/dev/`, up to a colon. It may be empty: init's own.
    tty: u16,
    /// The command, up to [`is_end`].
    command: u16,
    /// When it is run.
    pub action: Action,
}

impl Line {
    /// No line.
    pub const NONE: Self = Self { tty: 0, command: 0, action: Action::NEVER };

    /// The terminal's name in /dev, up to a colon: nothing for init's own.
    #[must_use]
    pub fn tty(self, text: Text) -> Text {
        at(text, self.tty)
    }

    /// The command, up to [`is_end`].
    #[must_use]
    pub fn command(self, text: Text) -> Text {
        at(text, self.command)
    }
}

/// What is behind so many bytes.
#[inline(never)]
fn at(mut text: Text, offset: u16) -> Text {
    for _ in 0..offset {
        text.next();
    }
    text
}

/// What is wrong with a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mistake {
    /// There are less than four parts, or there is no command.
    Incomplete,
    /// There is no such action.
    UnknownAction,
    /// The command is longer than [`COMMAND`].
    TooLong,
    /// It is behind [`LENGTH`] bytes or [`ENTRIES`] entries, and so is what follows.
    TooMuch,
}

/// Whether a command ends here.
#[must_use]
pub const fn is_end(byte: u8) -> bool {
    matches!(byte, 0 | b'\n' | b'#')
}

/// Reads all lines of `text` into `lines`, and tells of what is wrong with one, by its number from 1. Returns how many there are.
pub fn read(text: Text, lines: &mut [Line; ENTRIES], mut tell: impl FnMut(u32, Mistake)) -> usize {
    let mut count = 0;
    let mut number = 0;
    let mut rest = text;
    while !rest.is_empty() {
        let line = rest;
        rest = rest.after(b'\n');
        number += 1;
        match parse(text, line, rest) {
            Ok(Line::NONE) => {}
            Ok(line) => {
                if let Some(place) = lines.get_mut(count) {
                    *place = line;
                    count += 1;
                } else {
                    tell(number, Mistake::TooMuch);
                    break;
                }
            }
            Err(mistake) => {
                tell(number, mistake);
                if mistake == Mistake::TooMuch {
                    break;
                }
            }
        }
    }
    count
}

/// Reads the line that begins at `line` and ends before `rest`, of `text`; [`Line::NONE`] of a blank one.
fn parse(text: Text, mut line: Text, rest: Text) -> Result<Line, Mistake> {
    let offset = |part: Text| part.as_ptr().addr().wrapping_sub(text.as_ptr().addr());
    skip_blanks(&mut line);
    if is_end(line.first()) {
        return Ok(Line::NONE);
    }
    if offset(rest) > LENGTH {
        return Err(Mistake::TooMuch);
    }
    let tty = line.behind(Text::new(c"/dev/")).unwrap_or(line);
    let name = part(part(line)?)?;
    let mut command = part(name)?;
    skip_blanks(&mut command);
    if is_end(command.first()) {
        return Err(Mistake::Incomplete);
    }
    if offset(rest) - offset(command) > COMMAND {
        return Err(Mistake::TooLong);
    }
    let mut actions = ACTIONS;
    let mut action = 1;
    while name.behind(actions).is_none_or(|rest| rest.first() != b':') {
        actions = actions.after(b',');
        if actions.is_empty() {
            return Err(Mistake::UnknownAction);
        }
        action <<= 1;
    }
    Ok(Line { tty: offset(tty) as u16, command: offset(command) as u16, action: Action(action) })
}

/// What is behind the next colon of this line.
#[inline(never)]
fn part(mut text: Text) -> Result<Text, Mistake> {
    loop {
        if is_end(text.first()) {
            return Err(Mistake::Incomplete);
        }
        if text.next() == b':' {
            return Ok(text);
        }
    }
}

/// Goes on behind all blanks and tabs here.
#[inline(never)]
fn skip_blanks(text: &mut Text) {
    while matches!(text.first(), b' ' | b'\t' | b'\r') {
        text.next();
    }
}

/// The one of `others`, of another text, that is the same as `line` of `text`, and is none of them any more: each has one
/// successor at most. Those that are left in the end are gone.
#[inline(never)]
pub fn take_same(text: Text, line: Line, other: Text, others: &mut [Line]) -> Option<usize> {
    let place = others.iter().position(|candidate| {
        candidate.action == line.action
            && is_same(line.tty(text), candidate.tty(other), |byte| byte == b':')
            && is_same(line.command(text), candidate.command(other), is_end)
    })?;
    *others.get_mut(place)? = Line::NONE;
    Some(place)
}

/// Whether two texts are the same up to the end of both.
#[inline(never)]
fn is_same(mut left: Text, mut right: Text, is_end: fn(u8) -> bool) -> bool {
    while left.first() == right.first() && !is_end(left.first()) {
        left.next();
        right.next();
    }
    is_end(left.first()) && is_end(right.first())
}

#[cfg(test)]
mod tests;
