//! Messages: one write(2) each, from a buffer on the stack.
//!
//! What happened is a [`Kind`] and a few [`Facts`]; how it is told is a line of a dialect's [`Words`]. The engine knows
//! the former only.

use crate::options::{CommandLine, Opt};
use crate::signal;
use crate::sys::{Errno, file};
use crate::text::{self, Buffer};

/// What can be told of. The order is that of the lines in [`Words::lines`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
#[allow(missing_docs)]
pub enum Kind {
    UnknownOption,
    NoValue,
    UnwantedValue,
    BadValue,
    Operand,
    NoCommand,
    UnknownName,
    NotFound,
    NoInterpreter,
    NotExecutable,
    CannotStart,
    CannotSignal,
    CannotWait,
    Cannot,
    ReapedWarning,
    Started,
    Exited,
    Killed,
    Forwarding,
    Dropped,
    Reaped,
    Stopped,
    KilledStraggler,
    StillThere,
    OomKilled,
    OomKilledOther,
}

/// How many kinds there are.
pub const KINDS: usize = Kind::OomKilledOther as usize + 1;

/// What a message may mention. It fits into a register.
#[derive(Clone, Copy, Debug, Default)]
pub struct Facts {
    /// `%n`: a process, a status, a count; `%m`: the `s` of its plural.
    pub number: i32,
    /// `%e`: why it failed.
    pub errno: u16,
    /// `%s`: a signal.
    pub signal: u8,
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
        Self { number, ..Self::default() }
    }

    /// And why it failed.
    #[must_use]
    pub fn and(self, errno: Errno) -> Self {
        Self { errno: errno.into_raw() as u16, ..self }
    }
}

/// A dialect's messages.
#[derive(Clone, Copy, Debug)]
pub struct Words {
    /// One line per [`Kind`], each ended by a newline. Its first character says when it is told: `!` always, `?` as a
    /// warning, `0` to `3` from so much verbosity on.
    pub lines: &'static str,
    /// What every message begins with.
    pub prefix: &'static str,
    /// What a warning goes on with.
    pub warning: &'static str,
}

impl Words {
    /// The line for `kind`: when it is told, and its template.
    fn line(&self, kind: Kind) -> Option<(u8, &'static [u8])> {
        let (&level, template) = text::parts(self.lines.as_bytes(), b'\n').nth(kind as usize)?.split_first()?;
        Some((level, template))
    }
}

/// Tells what happens.
#[derive(Clone, Copy, Debug)]
pub struct Log<'a> {
    /// In which words.
    pub words: &'static Words,
    /// 0: errors and warnings. Up to 3: more. -1: errors only.
    pub verbosity: i8,
    /// `%c`: what runs.
    pub command: &'a [u8],
}

impl Log<'_> {
    /// Tells that `kind` happened.
    #[inline(never)]
    pub fn say(&self, kind: Kind, facts: Facts) {
        self.tell(kind, b"", &Opt::NONE, facts);
    }

    /// Tells that `kind` happened to `text`, which is `%t`.
    pub fn say_of(&self, kind: Kind, text: &[u8], facts: Facts) {
        self.tell(kind, text, &Opt::NONE, facts);
    }

    /// Tells what is wrong with a command line.
    pub fn usage(&self, mistake: Kind, line: &CommandLine) {
        self.tell(mistake, line.word, &line.option, Facts::default());
    }

    /// On stderr. That nobody reads it changes nothing.
    fn tell(&self, kind: Kind, text: &[u8], option: &Opt, facts: Facts) {
        let Some((level, template)) = self.words.line(kind) else {
            return;
        };
        let needed = match level {
            b'!' => -1,
            b'?' => 0,
            digit => digit.wrapping_sub(b'0') as i8,
        };
        if self.verbosity < needed {
            return;
        }
        let mut bytes = [0; LINE];
        // The last place is the newline's.
        let (room, _) = bytes.split_at_mut_checked(LINE - 1).unwrap_or_default();
        let mut line = Buffer::new(room);
        line.text(self.words.prefix.as_bytes());
        if level == b'?' {
            line.text(self.words.warning.as_bytes());
        }
        let mut bytes_of_template = template.iter();
        while let Some(&byte) = bytes_of_template.next() {
            if byte != b'%' {
                line.byte(byte);
                continue;
            }
            let text = match bytes_of_template.next() {
                Some(b'c') => self.command,
                Some(b'o') => option.long,
                Some(b't') => text,
                Some(b'v') => option.value,
                Some(b'x') => option.expected(),
                other => {
                    match other {
                        Some(b'e') => reason(&mut line, facts.errno),
                        Some(b'n') => line.number(facts.number as u32),
                        Some(b'm') if facts.number != 1 => line.text(b"s"),
                        Some(b's') => signal_name(&mut line, facts.signal),
                        _ => {}
                    }
                    b""
                }
            };
            for &byte in text {
                // One message is one line, whatever is in a name.
                line.byte(if byte < b' ' { b'?' } else { byte });
            }
        }
        let length = line.get().len();
        if let Some(place) = bytes.get_mut(length) {
            *place = b'\n';
        }
        let _ = file::write(2, bytes.get(..=length).unwrap_or_default());
    }
}

/// The length of the longest message, in bytes. What does not fit is left out: a name may be 4 KiB long.
const LINE: usize = 512;

/// A signal as users know it.
pub fn signal_name(line: &mut Buffer, number: u8) {
    if let Some(name) = signal::name(number) {
        line.text(b"SIG");
        line.text(name);
    } else if let Some(distance) = number.checked_sub(signal::RTMIN) {
        line.text(b"SIGRTMIN+");
        line.number(distance.into());
    } else {
        line.text(b"signal ");
        line.number(number.into());
    }
}

/// Why something failed, in words.
fn reason(line: &mut Buffer, errno: u16) {
    let reason = text::parts(REASONS, b'\n').find_map(|row| {
        let number = text::until(row, b' ');
        if text::decimal(number, u32::MAX) == Some(errno.into()) { row.get(number.len() + 1..) } else { None }
    });
    match reason {
        Some(reason) => line.text(reason),
        None => {
            line.text(b"error ");
            line.number(errno.into());
        }
    }
}

/// The errnos that users meet, in their words (include/uapi/asm-generic/errno-base.h and errno.h: the same numbers on all
/// architectures here).
const REASONS: &[u8] = b"\
1 operation not permitted
2 no such file or directory
5 input/output error
7 argument list too long
8 not a program for this machine?
11 a limit on processes is reached (RLIMIT_NPROC or the cgroup's pids.max)
12 out of memory
13 permission denied
20 not a directory
21 is a directory
22 invalid argument
23 too many open files in the system
24 too many open files
26 it is being written to
36 name too long
38 not supported by this kernel
40 too many symbolic links";

