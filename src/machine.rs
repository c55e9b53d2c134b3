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
    /// The entry that was to be started was, as this process.
    Started(i32),
    /// The entry that was to be started cannot be.
    Unstartable,
    /// This signal arrived.
    Signal(u8),
    /// A child, an orphan mostly, ended or stopped.
    Child(i32, Change),
    /// The kernel says that there are no children.
    Childless,
    /// The time that [`Machine::deadline`] named may have come.
    Timeout,
}

/// What to do. It fits into a register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Nothing, but wait for the next event.
    Wait,
    /// Start this entry, and tell of it by [`Event::Started`] or [`Event::Unstartable`].
    Start(u8),
    /// Send this signal to an entry's process, or to its process group if the configuration says so.
    Forward(u8, i32),
    /// The same, and [`Action::Terminate`] for everyone else.
    ForwardAndTerminate(u8, i32),
    /// Send this signal to every process that whit is responsible for.
    Broadcast(u8),
    /// Ask every process to end: the straggler signal, and SIGCONT for those that are stopped.
    Terminate,
    /// Send SIGKILL to everyone, and tell who that was.
    Kill,
    /// An entry's process was stopped by this signal: hand that up, and go on together.
    Suspend(u8, i32),
    /// Ask the kernel about this entry's process alone, and tell by [`Event::Child`] if it is gone: as killed, if nobody
    /// knows how it ended.
    Check(i32),
    /// No child is left. Wait, at most until [`Machine::deadline`], for processes that are nobody's children here, and end.
    Finish(Ending),
    /// Tell who is left, and end.
    GiveUp(Ending),
}

/// How it all ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// exit_group(2) with this status.
    Exit(u8),
}

/// The supervisor.
#[derive(Debug)]
pub struct Machine<'a> {
    entries: &'a mut [Entry],
    rules: &'a Rules,
    grace: Grace,
    all_at_once: bool,
    /// SIGKILL was sent to everyone.
    killing: bool,
    /// When the stop began, whoever began it, or [`NEVER`].
    stopping_since: Time,
    deadline: Time,
    /// The exit status that says how the essential entry ended: then everything else is to end too.
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
            killing: false,
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

    /// Whether an entry runs as process `pid`.
    #[must_use]
    pub fn runs(&self, pid: i32) -> bool {
        self.entries.iter().any(|entry| entry.pid == pid)
    }

    /// The process of an entry that runs.
    fn running(&self) -> Option<i32> {
        self.entries.iter().map(|entry| entry.pid).find(|pid| *pid != 0)
    }

    /// What to do now that `event` has happened.
    #[inline(never)]
    pub fn step(&mut self, now: Time, event: Event) -> Action {
        match event {
            Event::Begin => match self.entries.iter().position(|entry| entry.due) {
                Some(index) => Action::Start(index as u8),
                None => Action::Wait,
            },
            Event::Started(pid) => {
                self.started(pid);
                Action::Wait
            }
            Event::Unstartable => {
                let essential = self.started(0);
                self.ended(now, essential, Change::Exited(WHIT_FAILED))
            }
            Event::Child(pid, Change::Stopped(signal)) if self.runs(pid) => Action::Suspend(signal, pid),
            Event::Child(_, Change::Stopped(_)) => Action::Wait,
            Event::Child(pid, change) => {
                let essential = self.stopped(pid);
                self.ended(now, essential, change)
            }
            Event::Signal(signal) => self.signal(now, signal),
            Event::Childless => self.childless(now),
            Event::Timeout => self.look_at_clock(now, Action::Wait),
        }
    }

    /// The entry that was to be started runs as process `pid`. Whether it is essential.
    fn started(&mut self, pid: i32) -> bool {
        let Some(entry) = self.entries.iter_mut().find(|entry| entry.due) else { return false };
        entry.due = false;
        entry.pid = pid;
        entry.essential
    }

    /// The entry that ran as process `pid` does not run any more. Whether there is one, and it is essential.
    fn stopped(&mut self, pid: i32) -> bool {
        let Some(entry) = self.entries.iter_mut().find(|entry| entry.pid == pid) else { return false };
        entry.pid = 0;
        entry.essential
    }

    fn signal(&mut self, now: Time, signal: u8) -> Action {
        let (to, stops) = match self.rules.get(signal) {
            Rule::Drop => return Action::Wait,
            Rule::Forward { to } => (to, false),
            Rule::Stop { to } => (to, true),
        };
        let first = stops && self.begin_stop(now, self.grace.after_signal);
        match self.running() {
            Some(pid) if first && self.all_at_once => Action::ForwardAndTerminate(to, pid),
            Some(pid) => Action::Forward(to, pid),
            // Who is told again is who remains.
            None if stops && !self.killing => Action::Broadcast(to),
            None => Action::Wait,
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

    /// A process ended. If it is the essential entry's, so does everything else.
    fn ended(&mut self, now: Time, essential: bool, change: Change) -> Action {
        if !essential || self.answer.is_some() {
            return Action::Wait;
        }
        self.answer = Some(change.exit_status());
        self.begin_stop(now, self.grace.after_end);
        if self.killing {
            return Action::Wait;
        }
        self.look_at_clock(now, Action::Terminate)
    }

    /// What to do if the deadline has passed; else, `otherwise`.
    #[inline(never)]
    fn look_at_clock(&mut self, now: Time, otherwise: Action) -> Action {
        if now < self.deadline {
            return otherwise;
        }
        if self.killing {
            return Action::GiveUp(self.ending());
        }
        self.killing = true;
        self.deadline = now + KILL_TAKES;
        Action::Kill
    }

    fn childless(&mut self, now: Time) -> Action {
        // An entry that runs is a child: the kernel is asked again, not believed.
        if let Some(pid) = self.running() {
            return Action::Check(pid);
        }
        if self.answer.is_none() {
            return Action::Wait;
        }
        self.deadline = self.deadline.min(now + OUTSIDERS_GET);
        Action::Finish(self.ending())
    }

    fn ending(&self) -> Ending {
        Ending::Exit(self.answer.unwrap_or(KILLED_BY + number::KILL))
    }
}
