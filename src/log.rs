//! Messages: one write(2) each, from a buffer on the stack.
//!
//! What happened is a [`Kind`] and a few [`Facts`]; how it is told is a line of a dialect's [words](Log::words). The
//! engine knows the former only.

use crate::entry::{Buffer, Room, Text};
use crate::packed::{self, CONTROL};
use crate::signal;
use crate::sys::{Errno, file};
use core::ffi::CStr;

/// What can be told of, by the number of its line in [`Log::words`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
#[allow(missing_docs)]
pub enum Kind {
    Nothing = 0,
    UnknownOption = 2,
    BadValue,
    Operand,
    NoCommand,
    NotFound,
    NoInterpreter,
    NotExecutable,
    CannotStart,
    CannotSignal,
    CannotWait,
    CannotBecome,
    CannotChange,
    ReapedWarning,
    KilledStraggler,
    StillThere,
    OomKilled,
    // From here on, for the verbose only.
    Started,
    Exited,
    Killed,
    Forwarding,
    Reaped,
    Stopped,
}

/// What a message may mention. It fits into two registers.
#[derive(Clone, Copy, Debug, Default)]
pub struct Facts {
    /// `%n`: a process, a status, a count; `%x`: the `s` of its plural.
    number: i32,
    /// `%s`: a signal, without `SIG`, in the low eight bits; above, `%e`: why it failed.
    code: u32,
}

impl Facts {
    /// Why something failed.
    #[must_use]
    pub fn why(errno: Errno) -> Self {
        Self::default().and(errno)
    }

    /// A process, a status, a count.
    #[must_use]
    pub fn number(number: i32) -> Self {
        Self { number, code: 0 }
    }

    /// And the signal that it is about.
    #[must_use]
    pub fn of(self, signal: u8) -> Self {
        Self { code: self.code | u32::from(signal), ..self }
    }

    /// And why it failed.
    #[must_use]
    pub fn and(self, errno: Errno) -> Self {
        Self { code: self.code | (errno.into_raw() as u32) << 8, ..self }
    }
}

/// Tells what happens.
#[derive(Clone, Copy, Debug)]
pub struct Log<'a> {
    /// A dialect's messages. One line is what all begin with, one what a warning goes on with; then there is one per
    /// [`Kind`]. Its first character says when it is told: `!` always, `0` as a warning, `1` to `3` from so much verbosity on.
    pub words: Text<'static>,
    /// 0: errors and warnings. Up to 3: more. -1: errors only.
    pub verbosity: i8,
    /// `%c`: what runs, or the option that is wrong.
    pub subject: Text<'a>,
}

impl Log<'_> {
    /// Tells that `kind` happened.
    #[inline(never)]
    pub fn say(&self, kind: Kind, facts: Facts) {
        self.say_of(kind, Text::EMPTY, facts);
    }

    /// Tells on stderr that `kind` happened to `text`, which is `%t`, in a warning up to the end of its line. That
    /// nobody reads it changes nothing.
    #[inline(never)]
    pub fn say_of(&self, kind: Kind, text: Text, facts: Facts) {
        // An orphan and a signal cost no more than they must: nobody looks for words that nobody wants to hear.
        if self.verbosity <= 0 && kind as u8 >= Kind::Started as u8 {
            return;
        }
        let mut words = self.words.part(kind as u8, b'\n');
        let level = words.next();
        if level.wrapping_sub(b'0') as i8 > self.verbosity {
            return;
        }
        let mut room = Room::<LINE>::new();
        let mut line = room.buffer();
        line.unpacked(self.words, CONTROL);
        if level == b'0' {
            line.unpacked(self.words.part(1, b'\n'), CONTROL);
        }
        loop {
            words = line.unpacked(words, CONTROL);
            match words.next() {
                COMMAND => line.text(self.subject),
                // In a warning it is a process's name, with the rest of what /proc says behind its line.
                TEXT => line.text_to(text, if level == b'0' { b'\n' } else { 0 }),
                PLURAL => {
                    if facts.number != 1 {
                        line.byte(b's');
                    }
                }
                SIGNAL => signal::write_name(&mut line, facts.code as u8),
                REASON => write_reason(&mut line, facts.code >> 8),
                NUMBER => line.number(facts.number as u32),
                _ => break,
            }
        }
        // One message is one line, whatever is in a name.
        room.write_line(|line| {
            let _ = file::write(2, line);
        });
    }
}

/// The length of the longest message, in bytes. What does not fit is left out: a name may be 4 KiB long.
const LINE: usize = 512;

/// What messages mention: see [`packed::mention`].
const COMMAND: u8 = packed::mention(b'c');
const REASON: u8 = packed::mention(b'e');
const NUMBER: u8 = packed::mention(b'n');
const SIGNAL: u8 = packed::mention(b's');
const TEXT: u8 = packed::mention(b't');
const PLURAL: u8 = packed::mention(b'x');

/// Adds why something failed.
fn write_reason(line: &mut Buffer, errno: u32) {
    let mut reasons = packed::REASONS;
    loop {
        let number = reasons.next();
        if number == errno as u8 || number == OTHERS {
            line.unpacked(reasons, CONTROL);
            if number == OTHERS {
                line.number(errno);
            }
            return;
        }
        reasons = reasons.after(b'\n');
    }
}

/// Where the number of an error would be in [`REASONS`], for all others. (It is a number, too, of an error that there is no
/// line for.)
const OTHERS: u8 = b'?';

/// The errnos that users meet, in their words (include/uapi/asm-generic/errno-base.h and errno.h: the same numbers on all
/// architectures here). Each line begins with its errno, as one byte; the last, a question mark, is for all others.
pub const REASONS: &CStr = c"\
\x01 not permitted
\x03 no such process
\x05 input/output error
\x07 argument list too long
\x08 not a program for this machine?
\x0b limit of processes reached (RLIMIT_NPROC or pids.max)
\x0c out of memory
\x0d permission denied
\x14 not a directory
\x16 invalid argument
\x1a it is being written to
\x24 name too long
\x28 too many symbolic links
? error\x20
";
