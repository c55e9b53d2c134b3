//! The supervisor: what to do about what happens. Pure, and the same for one command, an inittab and a virtual machine.
//!
//! It is one machine over a table of [entries](Entry), each a process to keep. [`Machine::step`] takes one [`Event`] and says
//! what to do; it asks nobody and does nothing itself.
//!
//! ```text
//!            the essential entry ended               the deadline passed
//!     Up ──────────────────────────────▶ Terminating ───────────────────▶ Killing
//!      │                                     │                              │ no children are left,
//!      │ it cannot be started                │ no children are left         │ or a last deadline passed
//!      ▼                                     ▼                              ▼
//!   [Ending]                             [Ending]                        [Ending]
//! ```
//!
//! A stop signal starts the clock while the entry still runs; when that runs out, everything is killed from `Up` too.
#![forbid(unsafe_code)]

use crate::signal::{Rule, Rules, number};
use crate::status::{Change, KILLED_BY, WHIT_FAILED};

/// Nanoseconds on the monotonic clock.
pub type Time = u64;

/// No time at all.
pub const NEVER: Time = Time::MAX;

/// One second.
pub const SECOND: Time = 1_000_000_000;

/// How long processes are waited for that SIGKILL was sent to: they may be in the middle of a system call.
pub const KILL_TAKES: Time = SECOND;

/// How long processes are waited for that are no children, since they entered the namespace from outside.
pub const OUTSIDERS_GET: Time = SECOND;

/// A process to keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its process while it runs, else 0.
    pub pid: i32,
    /// Whether it is still to be started.
    pub due: bool,
    /// Its end is the end of everything, and its status is the answer.
    pub essential: bool,
}

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
    /// All is set up.
    Begin,
    /// An entry was started, as this process.
    Started(u8, i32),
    /// An entry cannot be started.
    Unstartable(u8),
    /// This signal arrived.
    Signal(u8),
    /// A child, an orphan mostly, ended or stopped.
    Child(i32, Change),
    /// The kernel says that there are no children.
    Childless,
    /// An entry's process is no child any more, and nobody told how it ended.
    Lost(u8),
    /// The time that [`Machine::deadline`] named has come.
    Timeout,
}

/// What to do. Each fits into a register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Start this entry, and tell of it by [`Event::Started`] or [`Event::Unstartable`].
    Start(u8),
    /// Send this signal to an entry's process, or to its process group if the configuration says so.
    Forward(u8, i32),
    /// Send this signal to every process that whit is responsible for.
    Broadcast(u8),
    /// Ask every process but this one to end: the straggler signal, and SIGCONT for those that are stopped. With 0, all.
    Terminate(i32),
    /// Send SIGKILL to everyone, and tell who that was.
    Kill,
    /// An entry's process was stopped by this signal: hand that up, and go on together.
    Suspend(u8, i32),
    /// Ask the kernel about this entry's process alone, and tell by [`Event::Child`] or [`Event::Lost`] if it is gone.
    Check(u8, i32),
    /// Wait, at most until [`Machine::deadline`], for processes that are nobody's children here.
    AwaitOutsiders,
    /// Tell who is left.
    NameTheRest,
    /// End.
    Finish(Ending),
}

/// How it all ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// exit_group(2) with this status.
    Exit(u8),
}

/// What to do, in order.
pub type Actions = [Option<Action>; 2];

/// How far it is. The order counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Phase {
    Up,
    Terminating,
    Killing,
}

/// The supervisor.
#[derive(Debug)]
pub struct Machine<'a> {
    entries: &'a mut [Entry],
    rules: &'a Rules,
    grace: Grace,
    all_at_once: bool,
    phase: Phase,
    /// When the stop began, whoever began it, or [`NEVER`].
    stopping_since: Time,
    deadline: Time,
    /// The exit status that says how the essential entry ended.
    answer: Option<u8>,
}

impl<'a> Machine<'a> {
    /// A supervisor at its beginning.
    pub const fn new(entries: &'a mut [Entry], rules: &'a Rules, grace: Grace, all_at_once: bool) -> Self {
        Self {
            entries,
            rules,
            grace,
            all_at_once,
            phase: Phase::Up,
            stopping_since: NEVER,
            deadline: NEVER,
            answer: None,
        }
    }

    /// When to come back with [`Event::Timeout`], if nothing else happens.
    #[must_use]
    pub const fn deadline(&self) -> Time {
        self.deadline
    }

    /// When the stop began, or [`NEVER`].
    #[must_use]
    pub const fn stopping_since(&self) -> Time {
        self.stopping_since
    }

    /// The entry that runs as process `pid`.
    #[must_use]
    pub fn entry_of(&self, pid: i32) -> Option<u8> {
        self.entries.iter().position(|entry| entry.pid == pid).map(|index| index as u8)
    }

    /// An entry that runs, and its process.
    fn running(&self) -> Option<(u8, i32)> {
        self.entries.iter().zip(0..).find(|(entry, _)| entry.pid != 0).map(|(entry, index)| (index, entry.pid))
    }

    /// What to do now that `event` has happened.
    #[inline(never)]
    pub fn step(&mut self, now: Time, event: Event) -> Actions {
        match event {
            Event::Begin => match self.entries.iter().position(|entry| entry.due) {
                Some(index) => only(Action::Start(index as u8)),
                None => NOTHING,
            },
            Event::Started(index, pid) => {
                self.set(index, pid);
                NOTHING
            }
            Event::Unstartable(index) => self.ended(now, index, Change::Exited(WHIT_FAILED)),
            Event::Lost(index) => self.ended(now, index, Change::Killed(number::KILL)),
            Event::Child(pid, change) => match (self.entry_of(pid), change) {
                (Some(_), Change::Stopped(signal)) => only(Action::Suspend(signal, pid)),
                (Some(index), _) => self.ended(now, index, change),
                (None, _) => NOTHING,
            },
            Event::Signal(signal) => self.signal(now, signal),
            Event::Childless => self.childless(now),
            Event::Timeout => self.timeout(now),
        }
    }

    fn set(&mut self, index: u8, pid: i32) -> bool {
        match self.entries.get_mut(usize::from(index)) {
            Some(entry) => {
                entry.pid = pid;
                entry.due = false;
                entry.essential
            }
            None => false,
        }
    }

    fn signal(&mut self, now: Time, signal: u8) -> Actions {
        let (to, stops) = match self.rules.get(signal) {
            Rule::Drop => return NOTHING,
            Rule::Forward { to } => (to, false),
            Rule::Stop { to } => (to, true),
        };
        let first = stops && self.begin_stop(now, self.grace.after_signal);
        match self.running() {
            Some((_, pid)) => {
                let others = if first && self.all_at_once { Some(Action::Terminate(pid)) } else { None };
                [Some(Action::Forward(to, pid)), others]
            }
            // Who is told again is who remains.
            None if stops && self.phase == Phase::Terminating => only(Action::Broadcast(to)),
            None => NOTHING,
        }
    }

    /// Starts the clock of the stop, if it does not run already.
    fn begin_stop(&mut self, now: Time, grace: Time) -> bool {
        let first = self.stopping_since == NEVER;
        if first {
            self.stopping_since = now;
            self.deadline = now.saturating_add(grace);
        }
        first
    }

    #[inline(never)]
    fn ended(&mut self, now: Time, index: u8, change: Change) -> Actions {
        if !self.set(index, 0) || self.answer.is_some() {
            return NOTHING;
        }
        self.answer = Some(change.exit_status());
        self.begin_stop(now, self.grace.after_end);
        if self.phase == Phase::Killing {
            return NOTHING;
        }
        if self.deadline <= now {
            return self.kill(now);
        }
        self.phase = Phase::Terminating;
        only(Action::Terminate(0))
    }

    fn kill(&mut self, now: Time) -> Actions {
        self.phase = Phase::Killing;
        self.deadline = now + KILL_TAKES;
        only(Action::Kill)
    }

    fn timeout(&mut self, now: Time) -> Actions {
        if now < self.deadline {
            NOTHING
        } else if self.phase == Phase::Killing {
            [Some(Action::NameTheRest), Some(self.finish())]
        } else {
            self.kill(now)
        }
    }

    fn childless(&mut self, now: Time) -> Actions {
        // An entry that runs is a child: the kernel is asked again, not believed.
        if let Some((index, pid)) = self.running() {
            return only(Action::Check(index, pid));
        }
        if self.phase == Phase::Up {
            return NOTHING;
        }
        self.deadline = self.deadline.min(now + OUTSIDERS_GET);
        [Some(Action::AwaitOutsiders), Some(self.finish())]
    }

    fn finish(&self) -> Action {
        Action::Finish(Ending::Exit(self.answer.unwrap_or(KILLED_BY + number::KILL)))
    }
}

const NOTHING: Actions = [None; 2];

const fn only(action: Action) -> Actions {
    [Some(action), None]
}

#[cfg(test)]
mod tests;
