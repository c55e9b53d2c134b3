//! Messages: one write(2) each, from a buffer on the stack.
//!
//! What happened is a [`Kind`] and a few [`Facts`]; how it is told is a line of a dialect's [words](Log::words). The
//! engine knows the former only.

use crate::entry::{Room, Text};
use crate::packed;
use crate::signal;
use crate::sys::{Errno, file, process};
use crate::text::Buffer;
use core::ffi::CStr;

/// What can be told of, by the number of its line in [`Log::words`], where the [prefixes](Log::words) come first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
#[allow(missing_docs)]
pub enum Kind {
    Nothing = 0,
    UnknownOption = 6,
    UnknownLetter,
    NoValue,
    UnwantedValue,
    BadValue,
    Operand,
    NoCommand,
    NotFound,
    NoInterpreter,
    NotExecutable,
    CannotStart,
    CannotAdopt,
    NotReaper,
    CannotSignal,
    WasGone,
    CannotWait,
    CannotBecome,
    CannotChange,
    ReapedWarning,
    KilledStraggler,
    StillThere,
    OomKilled,
    // From here on, for the verbose only.
    Started,
    Forwarding,
    ChildExited,
    ChildKilled,
    Exited,
    Killed,
    Stopped,
    // From here on, not in whit's own words.
    Goodbye,
    ReceivedChild,
    Received,
    Swallowed,
    Translating,
    NotForwarding,
    Suspending,
    Debugging,
    NoSession,
    CannotDetach,
    Detached,
    DetachedMember,
    CannotAttach,
    Session,
}

/// What a message may mention. It fits into two registers.
#[derive(Clone, Copy, Debug, Default)]
pub struct Facts {
    /// `%n`: a process, a count; `%x`: the `s` of its plural, `%v`: whit's variable, if it is not 0.
    number: i32,
    /// `%s`, by name, `%d`, in words, and `%k`: a signal, in the low eight bits; above, `%e`: why it failed, or `%m`: a status, a number.
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

    /// And a status, or another signal.
    #[must_use]
    pub fn with(self, number: u8) -> Self {
        Self { code: self.code | u32::from(number) << 8, ..self }
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
    /// A dialect's messages, a line each.
    ///
    /// First come six prefixes, which are themselves messages: each begins with the descriptor that it is written to. Then
    /// there is one for each [`Kind`]; its first character is the number of its prefix, and says when it is told: 0 and 1
    /// always, 2 as a warning, 3 to 5 from a verbosity of 1 to 3 on. Then there may be one for each signal: `%d`.
    pub words: Text<'static>,
    /// 0: errors and warnings. Up to 3: more. -1: errors only.
    pub verbosity: i8,
    /// `%a`: what this program is called.
    pub name: Text<'a>,
    /// `%c`, up to a tab, or `%o`, up to a blank: what runs, or the option that is wrong.
    pub subject: Text<'a>,
}

impl Log<'_> {
    /// Tells that `kind` happened.
    #[inline(never)]
    pub fn say(&self, kind: Kind, facts: Facts) {
        self.say_of(kind, Text::EMPTY, facts);
    }

    /// Tells that `kind` happened to `text`, which is `%t`, up to the end of its line, or `%f`, its first byte. That nobody
    /// reads it changes nothing.
    #[inline(never)]
    pub fn say_of(&self, kind: Kind, text: Text, facts: Facts) {
        // An orphan and a signal cost no more than they must: nobody looks for words that nobody wants to hear.
        if self.verbosity <= 0 && kind as u8 >= Kind::Started as u8 {
            return;
        }
        let message = self.words.part(kind as u8, b'\n');
        let level = message.first().wrapping_sub(b'0');
        if level > VERBOSE + 3 || level as i8 > self.verbosity + VERBOSE as i8 {
            return;
        }
        let prefix = self.words.part(level, b'\n');
        let descriptor = i32::from(prefix.first().wrapping_sub(b'0'));
        let mut bytes = [0; LINE];
        let mut line = Buffer::new(bytes.split_last_mut().map_or(&mut [], |(_, room)| room));
        for template in [prefix, message] {
            let mut room = Room::new();
            packed::line(template, &mut room);
            self.fill(&mut line, room.text(), text, facts);
        }
        let length = LINE - 1 - line.left();
        if let Some(end) = bytes.get_mut(length) {
            *end = b'\n';
        }
        // Nobody is waited for: a pipe may be full for ever, and a terminal be stopped.
        if file::is_writable(descriptor) {
            let _ = file::write(descriptor, bytes.get(..=length).unwrap_or_default());
        }
    }

    /// Adds what `template` says.
    #[inline(never)]
    fn fill(&self, line: &mut Buffer, mut template: Text, text: Text, facts: Facts) {
        // The number of its prefix, or its descriptor.
        template.next();
        while let byte @ 1.. = template.next() {
            if byte != b'%' {
                line.byte(byte);
                continue;
            }
            let what = template.next();
            let number = match what {
                b'n' => facts.number as u32,
                b'm' => facts.code >> 8,
                b'k' => facts.code & 0xff,
                b'p' => process::pid() as u32,
                _ => NO_NUMBER,
            };
            if number != NO_NUMBER {
                line.number(number);
                continue;
            }
            let (text, end) = match what {
                b'a' => (self.name, b'\n'),
                b'c' => (self.subject, b'\t'),
                b'o' => (self.subject, b' '),
                b't' => (text, b'\n'),
                b'v' if facts.number != 0 => (Text::new(c"WHIT_OPTIONS: "), 0),
                b'x' if facts.number != 1 => (Text::new(c"s"), 0),
                _ => {
                    match what {
                        b's' => signal::write_name(line, facts.code as u8),
                        b'd' => {
                            let signal = facts.code as u8;
                            let name = self.words.part(Kind::Session as u8 + signal, b'\n');
                            if name.is_empty() { signal::write_name(line, signal) } else { line.unpacked(name, b'\n') }
                        }
                        b'e' => write_reason(line, facts.code >> 8),
                        b'f' => line.byte(text.first()),
                        b'l' => line.byte(b'\n'),
                        _ => {}
                    }
                    continue;
                }
            };
            // One message is one line, whatever is in a name.
            let mut rest = text;
            while !rest.is_empty() && rest.first() != end {
                line.byte(rest.next().max(b' '));
            }
        }
    }
}

/// The level of warnings; those above are for the verbose.
const VERBOSE: u8 = 2;

/// What no message mentions.
const NO_NUMBER: u32 = u32::MAX;

/// The length of the longest message, in bytes. What does not fit is left out, but for the line's end: a name may be 4 KiB long.
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

/// The errnos that users meet, as strerror(3) calls them (include/uapi/asm-generic/errno-base.h and errno.h: the same numbers
/// on all architectures here), with what they mean to an init; the last line is for all others. Each begins with a blank,
/// which ends the number.
pub const REASONS: &CStr = c"\
1 Operation not permitted
2 No such file or directory
3 No such process
5 Input/output error
6 No such device or address
7 Argument list too long
8 not a program for this machine?
9 Bad file descriptor
11 Resource temporarily unavailable: RLIMIT_NPROC or pids.max?
12 Cannot allocate memory
13 Permission denied
20 Not a directory
21 Is a directory
22 Invalid argument
25 Inappropriate ioctl for device
26 Text file busy
36 File name too long
40 Too many levels of symbolic links
 error\x20
";
