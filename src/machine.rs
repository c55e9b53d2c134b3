//! The supervisor: what to do about what happens. Pure, and the same for one command, an inittab and a virtual machine.
//!
//! It is one machine over [entries](Entry), each a process to keep: a table of them, or, without the feature `init`, one.
//! [`Machine::step`] takes one [`Event`] and says what to do, as [`Actions`]; it asks nobody and does nothing itself.
//!
//! ```text
//!         the essential entry ended,              the deadline passed
//!         or cannot be started
//!     Up ────────────────────────────▶ Terminating ─────────────────▶ Killing
//!                                            │                          │ no children are left,
//!                                            │ no children are left     │ or a last deadline passed
//!                                            ▼                          ▼
//!                                        [Ending]                   [Ending]
//! ```
//!
//! A stop signal starts the clock while the entry still runs; when that runs out, everything is killed from `Up` too.
#![forbid(unsafe_code)]

use crate::config::{AfterEnd, Config};
use crate::log::Kind;
use crate::signal::{Rule, number};
use crate::status::{Change, KILLED_BY};

#[cfg(not(feature = "init"))]
#[path = "machine/one.rs"]
mod entries;
#[cfg(feature = "init")]
mod entries;
#[cfg(feature = "init")]
mod entry;

#[cfg(not(feature = "init"))]
pub use entries::Entry;
pub use entries::{Entries, News};
#[cfg(feature = "init")]
pub use entry::{Action, Entry};

/// Nanoseconds on the monotonic clock.
pub type Time = u64;

/// No time at all.
pub const NEVER: Time = Time::MAX;

/// One second.
pub const SECOND: Time = 1_000_000_000;

/// How long processes are waited for that SIGKILL was sent to: they may be in the middle of a system call.
pub const KILL_TAKES: Time = SECOND;

/// The deadline while all are being killed: as soon as that is done, time begins to run.
const KILLED_NOW: Time = 0;

/// The status of an entry of whose end nobody can tell.
const KILLED: u8 = KILLED_BY + number::KILL;

/// How long processes are waited for that are no children, since they entered the namespace from outside.
pub const OUTSIDERS_GET: Time = SECOND;

/// How long the stop may take, until everything that is left is killed; [`NEVER`] for as long as it likes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grace {
    /// If a stop signal began it.
    pub after_signal: Time,
    /// If the essential entry's own end began it.
    pub after_end: Time,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// The entry that was to be started was, as this process; 0 if it could not be.
    Started(i32),
    /// This signal arrived.
    Signal(u8),
    /// A child, an orphan mostly, ended or stopped.
    Child(i32, Change),
    /// The kernel says that there are no children.
    Childless,
    /// All is set up; or the time that [`Machine::deadline`] named may have come. If there is one, it is also looked at
    /// whenever all that had ended was reaped.
    Timeout,
}

/// What to do: whatever is set, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Actions {
    /// The process of an entry, which the rest may be about.
    pub pid: i32,
    /// The child that the event is about is no orphan.
    pub is_entry: bool,
    /// If not 0, it was stopped by this signal: hand that up, and go on together.
    pub suspend: u8,
    /// If not 0, send it this signal, or its process group if the configuration says so.
    pub forward: u8,
    /// What every process that whit is responsible for is told of as, if that is not nothing: they are sent the signal
    /// below, but not `pid`, unless it is SIGKILL.
    pub to_all: Kind,
    /// See above.
    pub signal: u8,
    /// It is over. If no child is left, wait first, at most until [`Machine::deadline`], for processes that are nobody's
    /// children here.
    pub finish: bool,
    /// Ask the kernel again whether there are children.
    pub check: bool,
    /// Start the entry that is due, and tell of it by [`Event::Started`].
    pub start: bool,
    /// What there is to be done for a table of entries.
    pub news: News,
}

impl Actions {
    /// Nothing is to be done.
    pub const NONE: Self = Self {
        pid: 0,
        is_entry: false,
        suspend: 0,
        forward: 0,
        to_all: Kind::Nothing,
        signal: 0,
        finish: false,
        check: false,
        start: false,
        news: News::NONE,
    };
}

/// What becomes of a machine in the end: if anything, the signal that asks PID 1 for it, as BusyBox has them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Fate {
    /// Nothing: it goes on without this process.
    Nothing = 0,
    /// It stands still.
    Halt = number::USR1,
    /// It is turned off.
    PowerOff = number::USR2,
    /// It boots again.
    Reboot = number::TERM,
}

/// How it all ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// exit_group(2) with this status.
    Exit(u8),
    /// reboot(2), for this.
    Reboot(Fate),
    /// execve(2) of the entry for that.
    Restart,
}

/// The supervisor.
#[derive(Debug)]
pub struct Machine<'a> {
    /// What the last step decided.
    actions: Actions,
    /// SIGKILL was sent to everyone.
    killing: bool,
    config: &'a Config,
    entries: Entries<'a>,
    deadline: Time,
    /// When the stop began, whoever began it, or [`NEVER`].
    stopping_since: Time,
}

impl<'a> Machine<'a> {
    /// A supervisor at its beginning.
    pub fn new(entries: &'a mut [Entry], config: &'a Config) -> Self {
        Self {
            actions: Actions::NONE,
            killing: false,
            config,
            entries: Entries::of(entries),
            deadline: NEVER,
            stopping_since: NEVER,
        }
    }

    /// When to come back with [`Event::Timeout`], if nothing else happens.
    #[must_use]
    pub fn deadline(&self) -> Time {
        self.deadline.min(self.entries.due())
    }

    /// When the stop began, or [`NEVER`].
    #[must_use]
    pub const fn stopping_since(&self) -> Time {
        self.stopping_since
    }

    /// The entries.
    pub const fn entries(&mut self) -> &mut Entries<'a> {
        &mut self.entries
    }

    /// What the last step decided.
    #[must_use]
    pub const fn actions(&self) -> &Actions {
        &self.actions
    }

    /// How it all ends, as far as that is known.
    #[must_use]
    pub fn ending(&self) -> Ending {
        self.entries.ending()
    }

    /// What to do now that `event` has happened. The `clock` is looked at only where that matters: not for an orphan, and not
    /// for a signal that goes on.
    #[inline(never)]
    pub fn step(&mut self, clock: impl Fn() -> Time, event: &Event) {
        let was_checked = self.actions.check;
        self.actions = Actions::NONE;
        let now = match *event {
            Event::Signal(signal) => return self.signal(clock, signal),
            Event::Child(pid, change) => {
                let Some(index) = self.entries.find(pid) else { return };
                self.actions.is_entry = true;
                if change.is_stop() {
                    self.actions.pid = pid;
                    self.actions.suspend = change.status();
                    return;
                }
                let now = clock();
                self.ended(now, index, change.exit_status());
                now
            }
            Event::Started(pid) => {
                let now = clock();
                let index = self.entries.started(now, pid);
                if pid == 0 {
                    self.ended(now, index, self.config.statuses().failed);
                }
                now
            }
            Event::Childless => return self.childless(clock(), was_checked),
            Event::Timeout => {
                let now = clock();
                self.look_at_clock(now);
                now
            }
        };
        self.start_next(now);
    }

    fn signal(&mut self, clock: impl Fn() -> Time, signal: u8) {
        self.actions.pid = self.entries.running();
        let (to, stops) = match self.config.rules.get(signal) {
            Rule::Drop => return,
            Rule::Forward { to } => (to, false),
            Rule::Stop { to } => (to, true),
            #[cfg(feature = "init")]
            Rule::Obey(order) => return self.obey(clock(), order),
        };
        let is_first = stops && self.begin_stop(clock(), self.config.grace.after_signal);
        if self.actions.pid != 0 {
            self.actions.forward = to;
            if is_first && self.config.all_at_once {
                self.terminate();
            }
        } else if stops && !self.killing {
            // Who is told again is who remains.
            self.send_all(Kind::Forwarding, to);
        }
    }

    /// Starts the clock of the stop, if it does not run already.
    fn begin_stop(&mut self, now: Time, grace: Time) -> bool {
        let is_first = self.stopping_since == NEVER;
        if is_first {
            self.stopping_since = now;
            self.deadline = now.saturating_add(grace);
        }
        is_first
    }

    /// Asks everybody to end.
    fn terminate(&mut self) {
        self.send_all(Kind::Stopped, self.config.conduct.straggler_signal);
    }

    fn send_all(&mut self, kind: Kind, signal: u8) {
        self.actions.to_all = kind;
        self.actions.signal = signal;
    }

    /// An entry ended. If that was the essential one, so does everything else.
    fn ended(&mut self, now: Time, index: usize, status: u8) {
        if !self.ends_all(now, index) {
            return;
        }
        self.entries.conclude(status, self.config.then);
        if self.config.conduct.after_end != AfterEnd::Stop {
            self.actions.finish = true;
            return;
        }
        self.begin_stop(now, self.config.grace.after_end);
        if !self.killing {
            self.terminate();
            self.look_at_clock(now);
        }
    }

    /// If the deadline has passed, all are killed, or given up. Until then those are killed, too, who came meanwhile.
    fn look_at_clock(&mut self, now: Time) {
        if self.deadline == KILLED_NOW {
            self.deadline = now + KILL_TAKES;
            return;
        }
        let is_over = now >= self.deadline;
        if !is_over && !self.killing || is_over && self.gives_up_action(now) {
            return;
        }
        self.actions.pid = self.entries.running();
        self.send_all(Kind::Forwarding, number::KILL);
        if is_over {
            self.actions.to_all = if self.killing { Kind::StillThere } else { Kind::KilledStraggler };
            self.actions.finish = self.killing;
            self.killing = true;
            self.deadline = KILLED_NOW;
        }
    }

    fn childless(&mut self, now: Time, was_checked: bool) {
        let pid = self.entries.running();
        if pid != 0 {
            if !was_checked {
                // An entry that runs is a child: the kernel is asked again, not believed.
                self.actions.check = true;
                return;
            }
            // Gone, and nobody tells how.
            self.ended(now, self.entries.find(pid).unwrap_or(0), KILLED);
        }
        if self.entries.are_over() {
            self.deadline = self.deadline.min(now + OUTSIDERS_GET);
            self.actions.finish = true;
        }
    }
}

#[cfg(test)]
mod tests;
