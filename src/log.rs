//! Messages: one write(2) each, from a buffer on the stack.
//!
//! What happened is a [`Kind`] and a few [`Facts`]; how it is told is a line of a dialect's [words](Log::words). The
//! engine knows the former only.

use crate::entry::{Buffer, Room, Text};
use crate::packed::{self, Packed};
use crate::signal;
#[cfg(feature = "dialects")]
use crate::sys::process;
use crate::sys::{Errno, file};
use crate::text::{concat_c, told_if};
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
    // From here on, in whit's own words only.
    CannotMount,
    CannotUnmount,
    CannotSwapOff,
    Hangs,
    NotFirst,
    NoRoot,
    SameRoot,
    NotInitramfs,
    NoInit,
    CannotSwitch,
    CannotOpen,
    UnknownRoot,
    NoDevice,
    IncompleteLine,
    UnknownAction,
    LongCommand,
    LongInittab,
    Rests,
    NothingToRun,
    ProgramExited,
    ProgramKilled,
    NotInit,
    CannotAsk,
    NoNewRoot,
    CannotMountRoot,
}

/// What a message may mention. It fits into two registers.
#[derive(Clone, Copy, Debug, Default)]
pub struct Facts {
    /// `%n`: a process, a count; behind `%x` is the `s` of its plural, behind `%v` a word that is told if it is not 0.
    number: i32,
    /// `%s`, by name, and `%k`: a signal, in the low eight bits; above, `%e`: why it failed, or `%m`: a status, a number.
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
        Self { code: self.code | errno.number() << 8, ..self }
    }
}

/// Tells what happens.
#[derive(Clone, Copy, Debug)]
pub struct Log<'a> {
    /// A dialect's messages, a line each.
    ///
    /// First come six prefixes, which are themselves messages: each begins with the descriptor that it is written to. Then
    /// there is one for each [`Kind`]; its first character is the number of its prefix, and says when it is told: 0 and 1
    /// always, 2 as a warning, 3 to 5 from a verbosity of 1 to 3 on.
    pub words: Packed,
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
        // An orphan and a signal cost no more than they must: nobody looks for words that nobody wants to hear.
        if self.verbosity > 0 || !(Kind::Started as u8..=Kind::Session as u8).contains(&(kind as u8)) {
            self.say_of(kind, Text::EMPTY, facts);
        }
    }

    /// Tells that `kind` happened to `text`, which is `%t`, up to the end of its line, or `%f`, its first byte. That nobody
    /// reads it changes nothing.
    #[inline(never)]
    pub fn say_of(&self, kind: Kind, text: Text, facts: Facts) {
        let level = packed::line(self.words, kind as u8).first().wrapping_sub(1);
        if level > (self.verbosity + WARNING) as u8 {
            return;
        }
        let mut template = Room::<TEMPLATE>::new();
        let mut both = template.buffer();
        let descriptor = both.line(self.words, level).wrapping_sub(1).into();
        both.line(self.words, kind as u8);
        let mut room = Room::<LINE>::new();
        let mut line = room.buffer();
        self.fill(&mut line, template.text(), text, facts);
        line.byte(b'\n');
        // Nobody is waited for: a pipe may be full for ever, and a terminal be stopped.
        if file::is_writable(descriptor) {
            file::print(descriptor, room.text());
        }
    }

    /// Adds what `template` says.
    #[inline(always)]
    fn fill(&self, line: &mut Buffer, mut template: Text, text: Text, facts: Facts) {
        let Facts { number, code } = facts;
        while let byte @ 1.. = template.next() {
            match byte {
                FIRST_TEXT..=LAST_TEXT => {
                    let (mut text, end) = match byte {
                        #[cfg(feature = "dialects")]
                        others::NAME => (self.name, b'\n'),
                        #[cfg(feature = "dialects")]
                        others::OPTION => (self.subject, b' '),
                        TEXT => (text, b'\n'),
                        // `%c`.
                        _ => (self.subject, b'\t'),
                    };
                    // One message is one line, whatever is in a name; and it ends, however long that is.
                    while !text.is_empty() && text.first() != end && line.left() > BEHIND {
                        line.byte(text.next().max(b' '));
                    }
                }
                FIRST_NUMBER..=LAST_NUMBER => line.number(match byte {
                    #[cfg(feature = "dialects")]
                    others::SIGNAL_NUMBER => code & 0xff,
                    #[cfg(feature = "dialects")]
                    others::PID => process::pid() as u32,
                    STATUS => code >> 8,
                    _ => number as u32,
                }),
                LETTER => line.byte(text.first().max(b' ')),
                VARIABLE | PLURAL => {
                    let (unless, end) = if byte == PLURAL { (1, b's') } else { (0, b' ') };
                    if number == unless {
                        template = template.after(end);
                    }
                }
                SIGNAL => signal::write_name(line, code as u8),
                REASON => write_reason(line, code >> 8),
                plain => line.byte(plain),
            }
        }
    }
}

/// What is added to a verbosity for the highest level that is told then.
const WARNING: i8 = 2;

/// Room for a message before what it mentions is filled in, in bytes.
pub(crate) const TEMPLATE: usize = 512;

/// Room for a message, in bytes. What does not fit is left out: a name may be 4 KiB long.
const LINE: usize = 768;

/// What is left of it for the text behind a name.
const BEHIND: usize = 160;

/// What messages mention: see [`packed::mention`]. First texts, then numbers.
const FIRST_TEXT: u8 = packed::mention(b'a');
const TEXT: u8 = packed::mention(b't');
const LAST_TEXT: u8 = packed::mention(b'o');
const FIRST_NUMBER: u8 = packed::mention(b'n');
const STATUS: u8 = packed::mention(b'm');
const LAST_NUMBER: u8 = packed::mention(b'p');
const LETTER: u8 = packed::mention(b'f');
const VARIABLE: u8 = packed::mention(b'v');
const PLURAL: u8 = packed::mention(b'x');
const SIGNAL: u8 = packed::mention(b's');
const REASON: u8 = packed::mention(b'e');

/// What only other programs' messages mention.
#[cfg(feature = "dialects")]
mod others {
    use crate::packed;

    pub const NAME: u8 = packed::mention(b'a');
    pub const OPTION: u8 = packed::mention(b'o');
    pub const SIGNAL_NUMBER: u8 = packed::mention(b'k');
    pub const PID: u8 = packed::mention(b'p');
}

/// Adds why something failed.
fn write_reason(line: &mut Buffer, errno: u32) {
    if line.line(packed::REASONS, errno as u8) != 1 {
        line.line(packed::REASONS, 0);
        line.number(errno);
    }
}

// What they tell of is a machine's.
told_if!(files_reasons, feature = "init", "0Device or resource busy\n\n\n0No such device\n0Not a directory\n0Is a directory\n", else "\n\n\n\n0Not a directory\n\n");
told_if!(address_reason, feature = "init", "0No such device or address\n", else "\n");
told_if!(descriptor_reason, any(feature = "dialects", feature = "init"), "0Bad file descriptor\n", else "\n");
// What is not there is told of otherwise by whit COMMAND.
told_if!(file_reason, any(feature = "dialects", feature = "init"), "0No such file or directory\n", else "\n");
told_if!(terminal_reason, feature = "dialects", "0Inappropriate ioctl for device\n", else "\n");

/// The errnos that users meet, as strerror(3) calls them (include/uapi/asm-generic/errno-base.h and errno.h: the same numbers
/// on all architectures here), or as it means something to an init. Each has the line of its number; the first is for those
/// that have none.
pub const REASONS: &CStr = concat_c!(
    "0error\x20\n0Operation not permitted\n",
    file_reason!(),
    "0No such process\n\n0Input/output error\n",
    address_reason!(),
    "0Argument list too long\n0not a program for this machine?\n",
    descriptor_reason!(),
    "\n0Resource temporarily unavailable: RLIMIT_NPROC or pids.max?\n0Cannot allocate memory\n0Permission denied\n\n\n",
    files_reasons!(),
    "0Invalid argument\n\n\n",
    terminal_reason!(),
    "0Text file busy\n\n\n\n\n\n\n\n\n\n0File name too long\n\n\n\n0Too many levels of symbolic links\n"
);
