//! Signals as data: sets, names and the rule for each of them. No system calls.
#![forbid(unsafe_code)]

use crate::config::HAS_COMMAND;
use crate::entry::{Buffer, Room, Text};
use crate::machine::Fate;

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
    pub const QUIT: u8 = 3;
    pub const ILL: u8 = 4;
    pub const TRAP: u8 = 5;
    pub const ABRT: u8 = 6;
    pub const BUS: u8 = 7;
    pub const FPE: u8 = 8;
    pub const KILL: u8 = 9;
    pub const USR1: u8 = 10;
    pub const SEGV: u8 = 11;
    pub const USR2: u8 = 12;
    pub const PIPE: u8 = 13;
    pub const TERM: u8 = 15;
    pub const STKFLT: u8 = 16;
    pub const CHLD: u8 = 17;
    pub const CONT: u8 = 18;
    pub const STOP: u8 = 19;
    pub const TSTP: u8 = 20;
    pub const TTIN: u8 = 21;
    pub const TTOU: u8 = 22;
    pub const XFSZ: u8 = 25;
    pub const IO: u8 = 29;
    pub const PWR: u8 = 30;
    pub const SYS: u8 = 31;
}

/// The names of 0 to [`RTMIN`], in order, and what those behind it begin with.
const NAMES: Text = Text::new(
    c"0,HUP,INT,QUIT,ILL,TRAP,ABRT,BUS,FPE,KILL,USR1,SEGV,USR2,PIPE,ALRM,TERM,STKFLT,CHLD,CONT,STOP,TSTP,TTIN,TTOU,URG,XCPU,XFSZ,\
      VTALRM,PROF,WINCH,IO,PWR,SYS,32,33,RTMIN,RTMIN+",
);

/// Adds the name of `signal` as users know it, without `SIG`: `TERM`, `RTMIN+3`.
#[inline(never)]
pub fn write_name(line: &mut Buffer, signal: u8) {
    line.text_to(NAMES.part(signal.min(RTMIN + 1), b','), b',');
    if signal > RTMIN {
        line.number((signal - RTMIN).into());
    }
}

/// The signal that `text` names, up to `end`: a number up to 64, or a name in either case, with `SIG` before it or without,
/// `RTMIN+n` included. It is none that is above [`LAST`], and 0 is but the number.
#[must_use]
#[inline(never)]
pub fn read(text: Text, end: u8) -> u8 {
    let text = text.behind_any_case(Text::new(c"SIG")).unwrap_or(text);
    let mut behind = text;
    let number = behind.number();
    let mut signal = LAST + 1;
    while signal != 0 {
        signal -= 1;
        let mut name = Room::<16>::new();
        write_name(&mut name.buffer(), signal);
        let rest = if number == Some(signal.into()) { Some(behind) } else { text.behind_any_case(name.text()) };
        if rest.is_some_and(|rest| rest.first() == end) {
            return signal;
        }
    }
    NONE
}

/// What is no signal's number.
const NONE: u8 = u8::MAX;

/// The signal up to RTMIN that `text` is the exact name of, in upper case and with `SIG`; any other number, if there is none.
#[must_use]
pub fn exact(text: Text) -> u8 {
    text.behind(Text::new(c"SIG")).map_or(0, |name| name.place_in(NAMES, 0) as u8)
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

    /// What stops a process that a terminal does not want to hear, but for SIGSTOP.
    pub const TERMINAL: Self = Self::of(number::TSTP).and(number::TTIN).and(number::TTOU);

    /// What whit raises itself: by a write that nobody reads, into a file that may not grow, or to a terminal that is not its
    /// own, and to stop its process group.
    pub const OWN: Self = Self::TERMINAL.and(number::PIPE).and(number::XFSZ);

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

/// What a signal orders a system's init to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Read the inittab again.
    Reload,
    /// Run what is to be run on Ctrl-Alt-Del.
    CtrlAltDel,
    /// Start nothing for now.
    Pause,
    /// Go on with that.
    Resume,
    /// Go down, and execute an init anew.
    Restart,
    /// Go down, for this.
    GoDown(Fate),
}

/// Signals, and what they order.
// No slice: the length of one that is not there is neither 0 nor anything else, and is copied from the file.
pub type Orders = [(u8, Order); 12];

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
    /// What it orders is done.
    #[cfg(feature = "init")]
    Obey(Order),
}

/// The rule for each of the 64 signals. At first everything is forwarded as it is.
#[derive(Clone, Debug)]
#[repr(C)]
pub struct Rules {
    /// Which of them begin the stop.
    stops: Set,
    /// Which of them stop this very process, too.
    pub suspends: Set,
    /// What they order; nothing else happens then to them.
    #[cfg(feature = "init")]
    pub orders: Option<&'static Orders>,
    /// The bits that differ in what is sent on instead, and [`Self::IS_SAID`].
    changes: [u8; 256],
}

impl Rules {
    /// Everything is forwarded as it is, and nothing begins the stop.
    pub const NONE: Self = Self {
        changes: [0; 256],
        stops: Set(0),
        suspends: Set(0),
        #[cfg(feature = "init")]
        orders: None,
    };

    /// Something was said of what is sent on for a signal, be it the signal itself.
    const IS_SAID: u8 = 1 << 7;

    /// Whether `signal` may begin the stop.
    #[must_use]
    pub fn stops(&self, signal: u8) -> bool {
        self.stops.has(signal)
    }

    /// Whether `signal` stops this very process, too.
    #[must_use]
    pub const fn suspends(&self, signal: u8) -> bool {
        self.suspends.has(signal)
    }

    /// What is sent on for `signal`; 0 if nothing is.
    #[must_use]
    pub fn sent_for(&self, signal: u8) -> u8 {
        (self.changes.get(usize::from(signal)).copied().unwrap_or(0) ^ signal) & !Self::IS_SAID
    }

    /// The rule for `signal`.
    #[must_use]
    pub fn get(&self, signal: u8) -> Rule {
        #[cfg(feature = "init")]
        if let Some((_, order)) = self.orders.and_then(|orders| orders.iter().find(|(ordering, _)| *ordering == signal))
        {
            return Rule::Obey(*order);
        }
        match self.sent_for(signal) {
            _ if !HAS_COMMAND => Rule::Drop,
            0 => Rule::Drop,
            to if self.stops.has(signal) => Rule::Stop { to },
            to => Rule::Forward { to },
        }
    }

    /// For `from`, `to` is sent on, or nothing for 0.
    pub fn rewrite(&mut self, from: u8, to: u8) {
        if let Some(place) = self.changes.get_mut(usize::from(from)) {
            *place = from ^ to | Self::IS_SAID;
        }
    }

    /// The same, unless something was said of `from` already.
    #[inline(always)]
    pub fn rewrite_other(&mut self, from: u8, to: u8) {
        if self.changes.get(usize::from(from)) == Some(&0) {
            self.rewrite(from, to);
        }
    }

    /// These begin the stop, too.
    pub fn stop_on(&mut self, signals: Set) {
        self.stops.0 |= signals.0;
    }
}

#[cfg(test)]
mod tests;
