//! Messages: one write(2) each, from a buffer on the stack.
//!
//! What happened is a [`Kind`] and a few [`Facts`]; how it is told is a line of a dialect's [`Words`]. The engine knows
//! the former only.

use crate::entry::Text;
use crate::options::{CommandLine, Opt};
use crate::signal;
use crate::sys::{Errno, file};
use crate::text::Buffer;

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
    pub lines: Text<'static>,
    /// What every message begins with.
    pub prefix: Text<'static>,
    /// What a warning goes on with.
    pub warning: Text<'static>,
}

/// Tells what happens.
#[derive(Clone, Copy, Debug)]
pub struct Log<'a> {
    /// In which words.
    pub words: &'static Words,
    /// 0: errors and warnings. Up to 3: more. -1: errors only.
    pub verbosity: i8,
    /// `%c`: what runs.
    pub command: Text<'a>,
}

impl Log<'_> {
    /// Tells that `kind` happened.
    #[inline(never)]
    pub fn say(&self, kind: Kind, facts: Facts) {
        self.tell(kind, Text::EMPTY, &Opt::NONE, facts);
    }

    /// Tells that `kind` happened to `text`, which is `%t`.
    pub fn say_of(&self, kind: Kind, text: Text, facts: Facts) {
        self.tell(kind, text, &Opt::NONE, facts);
    }

    /// Tells what is wrong with a command line.
    pub fn usage(&self, mistake: Kind, line: &CommandLine) {
        self.tell(mistake, line.word, &line.option, Facts::default());
    }

    /// On stderr. That nobody reads it changes nothing.
    fn tell(&self, kind: Kind, text: Text, option: &Opt, facts: Facts) {
        let mut template = self.words.lines;
        for _ in 0..kind as u8 {
            template.skip_line();
        }
        let level = template.next();
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
        line.text(self.words.prefix);
        if level == b'?' {
            line.text(self.words.warning);
        }
        loop {
            match template.next() {
                0 | b'\n' => break,
                b'%' => {}
                byte => {
                    line.byte(byte);
                    continue;
                }
            }
            match template.next() {
                b'c' => line.text(self.command),
                b'e' => reason(&mut line, facts.errno),
                b'm' if facts.number != 1 => line.text(Text::new(c"s")),
                b'n' => line.number(facts.number as u32),
                b'o' => line.text_to(option.long, b' '),
                b's' => signal::write_name(&mut line, facts.signal),
                b't' => line.text(text),
                b'v' => line.text_to(option.value, b' '),
                b'x' => line.text_to(option.expected(), b':'),
                _ => {}
            }
        }
        let length = line.get().len();
        for byte in &mut bytes {
            // One message is one line, whatever is in a name.
            if *byte < b' ' {
                *byte = b'?';
            }
        }
        if let Some(place) = bytes.get_mut(length) {
            *place = b'\n';
        }
        let _ = file::write(2, bytes.get(..=length).unwrap_or_default());
    }
}

/// The length of the longest message, in bytes. What does not fit is left out: a name may be 4 KiB long.
const LINE: usize = 512;

/// Why something failed, in words.
fn reason(line: &mut Buffer, errno: u16) {
    let mut reasons = REASONS;
    while !reasons.is_empty() {
        if reasons.number() == Some(errno.into()) {
            reasons.next();
            return line.text_to(reasons, b'\n');
        }
        reasons.skip_line();
    }
    line.text(Text::new(c"error "));
    line.number(errno.into());
}

/// The errnos that users meet, in their words (include/uapi/asm-generic/errno-base.h and errno.h: the same numbers on all
/// architectures here).
const REASONS: Text = Text::new(
    c"\
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
40 too many symbolic links
",
);
