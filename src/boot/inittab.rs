//! /etc/inittab, as BusyBox reads it: `TTY:IGNORED:ACTION:COMMAND`, a line an entry.
//!
//! A line is two offsets and a bit, into a text that nobody changes. What is left of a `#` counts, wherever that is, blank
//! lines and blanks at the beginning of a line or command are left out. A line that is wrong is told of; the rest counts.
#![forbid(unsafe_code)]

use crate::entry::Text;
use crate::log::Kind;
use crate::machine::{Action, Entry};

/// Where it is.
pub const PATH: Text = Text::new(c"/etc/inittab");

/// What there is without one: what BusyBox has, but for what whit does by itself: it unmounts and turns swap off in the end.
pub const DEFAULT: Text = Text::new(
    c"\
::sysinit:/etc/init.d/rcS
::askfirst:-/bin/sh
tty2::askfirst:-/bin/sh
tty3::askfirst:-/bin/sh
tty4::askfirst:-/bin/sh
::ctrlaltdel:reboot
::restart:/sbin/init
",
);

/// What there is when the system is to be repaired: `init single`.
pub const SINGLE: Text = Text::new(c"::respawn:-/bin/sh");

/// How many entries there may be.
pub const ENTRIES: usize = 64;

/// None of them.
pub const NO_ENTRIES: [Entry; ENTRIES] = [Entry::NONE; ENTRIES];

/// How long the text may be, in bytes.
pub const LENGTH: usize = 16 * 1024;

/// How long a command may be, up to the end of its line, in bytes.
pub const COMMAND: usize = 1024;

/// What they are called, from the lowest bit up.
const ACTIONS: Text = Text::new(c"sysinit,wait,once,respawn,askfirst,ctrlaltdel,shutdown,restart");

/// A line: where its parts begin in the text, and what is in them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// The same, if all of it is (64 bits of it): then it is the same line, after a reload.
    hash: u64,
    /// The terminal, up to a colon. It may be empty: init's own.
    tty: u16,
    /// The command, up to [`is_end`].
    command: u16,
}

impl Line {
    /// No line.
    pub const NONE: Self = Self { hash: 0, tty: 0, command: 0 };

    /// The terminal's name, in /dev or with it, up to a colon: nothing for init's own.
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

/// Whether a command ends here.
#[inline(never)]
#[must_use]
pub const fn is_end(byte: u8) -> bool {
    matches!(byte, 0 | b'\n' | b'#')
}

/// Reads all lines of `text`: they become `entries`, one each. Tells of what is wrong with one, by its number from 1: it has less than four parts or
/// no command, the command is longer than [`COMMAND`], there is no such action, or it is behind [`LENGTH`] bytes or [`ENTRIES`] entries, and so is what follows.
pub fn read(text: Text, entries: &mut [Entry; ENTRIES], tell: fn(Kind, u32)) {
    let offset = |place: Text| place.as_ptr().addr() - text.as_ptr().addr();
    *entries = NO_ENTRIES;
    let mut free = entries.iter_mut();
    let mut number = 0;
    let mut rest = text;
    while !rest.is_empty() {
        number += 1;
        while matches!(rest.first(), b' ' | b'\t') {
            rest.next();
        }
        let tty = rest;
        let mut hash = 0_u64;
        while !is_end(rest.first()) {
            hash = hash.wrapping_mul(PRIME).wrapping_add(rest.next().into());
        }
        let end = offset(rest);
        rest = rest.after(b'\n');
        if end == offset(tty) {
            continue;
        }
        let name = tty.part(2, b':');
        let command = name.after(b':');
        // Nothing, if there is no such action.
        let action = (1_u32 << name.place_in(ACTIONS, b':')) as u8;
        let mistake = if offset(command) >= end {
            Kind::IncompleteLine
        } else if end - offset(command) >= COMMAND {
            Kind::LongCommand
        } else if action == 0 {
            Kind::UnknownAction
        } else if end <= LENGTH
            && let Some(place) = free.next()
        {
            let line = Line { hash, tty: offset(tty) as u16, command: offset(command) as u16 };
            *place = Entry::new(Action(action), line);
            continue;
        } else {
            rest = Text::EMPTY;
            Kind::LongInittab
        };
        tell(mistake, number);
    }
}

/// Has each of `entries` go on with what the one of the same line among `before` is at; that has none then. Those that have a process in
/// the end are gone.
pub fn go_on(entries: &mut [Entry; ENTRIES], before: &mut [Entry; ENTRIES]) {
    for entry in entries {
        if let Some(same) = before.iter_mut().find(|other| other.line.hash == entry.line.hash) {
            let line = entry.line;
            *entry = *same;
            entry.line = line;
            same.line.hash = TAKEN;
            same.pid = 0;
        }
    }
}

/// No line's hash, neither one's that is there nor one's that is not.
const TAKEN: u64 = u64::MAX;

/// More than a byte can be, so that no two neighbours make up for each other.
const PRIME: u64 = 1_000_003;
