//! Messages: one write(2) each, from a buffer on the stack.
//!
//! What happened is a [`Kind`] and a few [`Facts`]; how it is told is a line of a dialect's [words](Log::words). The
//! engine knows the former only.

use crate::entry::{Buffer, Room, Text};
use crate::packed;
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
    /// `%c`, up to a tab: what runs, or the option that is wrong.
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
        let mut template = Room::new();
        packed::line(self.words.part(kind as u8, b'\n'), &mut template);
        let mut template = template.text();
        let level = template.next();
        if level.wrapping_sub(b'0') as i8 > self.verbosity {
            return;
        }
        let mut room = Room::<LINE>::new();
        let mut line = room.buffer();
        line.unpacked(self.words, b'\n');
        if level == b'0' {
            line.unpacked(self.words.part(1, b'\n'), b'\n');
        }
        loop {
            let byte = template.next();
            if byte == 0 {
                break;
            }
            if byte != b'%' {
                line.byte(byte);
                continue;
            }
            let (text, end) = match template.next() {
                b'c' => (self.subject, b'\t'),
                // In a warning it is a process's name, with the rest of what /proc says behind its line.
                b't' => (text, if level == b'0' { b'\n' } else { 0 }),
                b'x' if facts.number != 1 => (Text::new(c"s"), 0),
                b's' => {
                    signal::write_name(&mut line, facts.code as u8);
                    continue;
                }
                b'e' => {
                    write_reason(&mut line, facts.code >> 8);
                    continue;
                }
                b'n' => {
                    line.number(facts.number as u32);
                    continue;
                }
                _ => continue,
            };
            line.text_to(text, end);
        }
        // One message is one line, whatever is in a name.
        room.write_line(|line| {
            let _ = file::write(2, line);
        });
    }
}

/// The length of the longest message, in bytes. What does not fit is left out: a name may be 4 KiB long.
const LINE: usize = 512;

/// Adds why something failed.
fn write_reason(line: &mut Buffer, errno: u32) {
    let mut reasons = packed::REASONS;
    let mut number = reasons.number();
    while number.is_some_and(|number| number != errno) {
        reasons = reasons.after(b'\n');
        number = reasons.number();
    }
    line.unpacked(reasons, b'\n');
    if number.is_none() {
        line.number(errno);
    }
}

/// The errnos that users meet, in their words (include/uapi/asm-generic/errno-base.h and errno.h: the same numbers on all
/// architectures here); the last line is for all others. Each begins with a
/// blank, which ends the number.
pub const REASONS: &CStr = c"\
1 not permitted
3 no such process
5 input/output error
7 argument list too long
8 not a program for this machine?
11 limit of processes reached (RLIMIT_NPROC or pids.max)
12 out of memory
13 permission denied
20 not a directory
22 invalid argument
26 it is being written to
36 name too long
40 too many symbolic links
 error\x20
";
