//! Signals as data: sets, names and the rule for each of them. No system calls.
#![forbid(unsafe_code)]

use crate::entry::Text;
use crate::text::Buffer;

/// The highest signal number (include/uapi/asm-generic/signal.h, `_NSIG`).
pub const LAST: u8 = 64;

/// The first real-time signal that programs use. The kernel's own first is 32, but every libc keeps two for itself, and
/// engines and systemd count from 34: RTMIN+3 is 37.
pub const RTMIN: u8 = 34;

/// Signals by number, from include/uapi/asm-generic/signal.h: the numbers of all architectures but alpha, mips, parisc and
/// sparc, which whit does not run on.
pub mod number {
    #![allow(missing_docs)]
    pub const HUP: u8 = 1;
    pub const INT: u8 = 2;
    pub const ILL: u8 = 4;
    pub const TRAP: u8 = 5;
    pub const BUS: u8 = 7;
    pub const FPE: u8 = 8;
    pub const KILL: u8 = 9;
    pub const SEGV: u8 = 11;
    pub const TERM: u8 = 15;
    pub const CHLD: u8 = 17;
    pub const CONT: u8 = 18;
    pub const STOP: u8 = 19;
    pub const TSTP: u8 = 20;
    pub const PWR: u8 = 30;
    pub const SYS: u8 = 31;
}

/// The names of 1 to 31, in order.
const NAMES: Text = Text::new(
    c"HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP TTIN TTOU URG XCPU XFSZ \
      VTALRM PROF WINCH IO PWR SYS",
);

/// Adds the name of `signal` as users know it: `SIGTERM`, `SIGRTMIN+3`, or `signal 32`.
pub fn write_name(line: &mut Buffer, signal: u8) {
    let mut names = NAMES;
    for _ in 1..signal {
        names.skip_to(b' ');
        names.next();
    }
    if !names.is_empty() {
        line.text(Text::new(c"SIG"));
        line.text_to(names, b' ');
    } else if signal < RTMIN {
        line.text(Text::new(c"signal "));
        line.number(signal.into());
    } else {
        line.text(Text::new(c"SIGRTMIN+"));
        line.number((signal - RTMIN).into());
    }
}

/// The signal that `text` names, up to `end`: 1 to 64, or a name in either case, with `SIG` before it or without, `RTMIN+n`
/// and `RTMAX-n` included. Goes on behind `end`.
pub fn read(text: &mut Text, end: u8) -> Option<u8> {
    let (base, sign);
    let mut rest = text.behind(Text::new(c"SIG")).unwrap_or(*text);
    if let Some(behind) = rest.behind(Text::new(c"RTMIN")) {
        (base, sign, rest) = (RTMIN, b'+', behind);
    } else if let Some(behind) = rest.behind(Text::new(c"RTMAX")) {
        (base, sign, rest) = (LAST, b'-', behind);
    } else if let Some(number) = text.number() {
        (base, sign, rest) = (u8::try_from(number).ok()?, 0, *text);
    } else {
        (base, rest) = by_name(rest, end)?;
        sign = 0;
    }
    let mut number = u32::from(base);
    if sign != 0 && rest.first() == sign {
        rest.next();
        let distance = rest.number()?;
        number = if sign == b'+' { number + distance } else { number.checked_sub(distance)? };
        if number < RTMIN.into() {
            return None;
        }
    }
    if rest.first() != end || number == 0 || number > LAST.into() {
        return None;
    }
    rest.next();
    *text = rest;
    Some(number as u8)
}

/// The signal whose name `text` is, up to `end`, and what is behind the name.
fn by_name(text: Text, end: u8) -> Option<(u8, Text)> {
    let mut names = NAMES;
    let mut number = 0;
    while !names.is_empty() {
        number += 1;
        if let Some(rest) = text.behind(names).filter(|rest| rest.first() == end) {
            return Some((number, rest));
        }
        names.skip_to(b' ');
        names.next();
    }
    None
}

/// The signal that the whole of `text` names.
#[must_use]
pub fn parse(mut text: Text) -> Option<u8> {
    read(&mut text, 0)
}

/// A set of signals, as the kernel's sigset_t: bit n - 1 for signal n.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Set(pub u64);

impl Set {
    /// All 64.
    pub const ALL: Self = Self(u64::MAX);

    /// Those that tell of a fault in the program itself, if the kernel sends them.
    pub const FAULTS: Self =
        Self::of(number::ILL).and(number::TRAP).and(number::BUS).and(number::FPE).and(number::SEGV).and(number::SYS);

    /// Those that are about whit's own children, or that the kernel lets nobody catch.
    pub const NEVER_FORWARDED: Self = Self::of(number::CHLD).and(number::KILL).and(number::STOP);

    /// Those that ask a container to stop: by `docker stop` or a terminal, LXC's, systemd's.
    pub const STOP: Self = Self::of(number::TERM).and(number::INT).and(number::PWR).and(RTMIN + 3);

    /// Only `signal`.
    #[must_use]
    pub const fn of(signal: u8) -> Self {
        Self(1 << (signal.wrapping_sub(1) & 63))
    }

    /// With `signal` too.
    #[must_use]
    pub const fn and(self, signal: u8) -> Self {
        Self(self.0 | Self::of(signal).0)
    }

    /// Without `signal`.
    #[must_use]
    pub const fn without(self, signal: u8) -> Self {
        Self(self.0 & !Self::of(signal).0)
    }

    /// Whether `signal` is in it.
    #[must_use]
    pub const fn has(self, signal: u8) -> bool {
        self.0 & Self::of(signal).0 != 0
    }
}

/// What happens when a signal arrives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// Nothing.
    Drop,
    /// The command gets the signal `to`.
    Forward {
        /// 1 to 64.
        to: u8,
    },
    /// The command gets the signal `to`, and the stop begins.
    Stop {
        /// 1 to 64.
        to: u8,
    },
}

/// The rule for each of the 64 signals.
#[derive(Clone, Debug)]
pub struct Rules {
    /// What is sent on; 0 for nothing.
    to: [u8; LAST as usize],
    /// Which of them begin the stop.
    stops: Set,
}

impl Rules {
    /// Everything that can be caught is forwarded as it is, except SIGCHLD, which is about whit's own children.
    #[must_use]
    pub fn new() -> Self {
        let mut rules = Self { to: [0; LAST as usize], stops: Set::default() };
        for (to, signal) in rules.to.iter_mut().zip(1..) {
            if !Set::NEVER_FORWARDED.has(signal) {
                *to = signal;
            }
        }
        rules
    }

    /// The rule for `signal`.
    #[must_use]
    pub fn get(&self, signal: u8) -> Rule {
        match self.to.get(usize::from(signal).wrapping_sub(1)) {
            None | Some(0) => Rule::Drop,
            Some(&to) if self.stops.has(signal) => Rule::Stop { to },
            Some(&to) => Rule::Forward { to },
        }
    }

    /// For `from`, `to` is sent on, or nothing if that is 0.
    pub fn rewrite(&mut self, from: u8, to: u8) {
        if let Some(place) = self.to.get_mut(usize::from(from).wrapping_sub(1)) {
            *place = to;
        }
    }

    /// These begin the stop, too.
    pub fn stop_on(&mut self, signals: Set) {
        self.stops.0 |= signals.0;
    }
}

impl Default for Rules {
    fn default() -> Self {
        Self::new()
    }
}
