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
use crate::status::{Change, WHIT_FAILED};

/// Nanoseconds on the monotonic clock.
pub type Time = u64;

/// One second.
pub const SECOND: Time = 1_000_000_000;

/// How long processes are waited for that SIGKILL was sent to: they may be in the middle of a system call.
pub const KILL_TAKES: Time = SECOND;

/// A process to keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its end is the end of everything, and its status is the answer.
    pub essential: bool,
    /// What became of it.
    pub state: State,
}

/// What became of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It was not started yet.
    Idle,
    /// It is this process.
    Running(i32),
    /// It ended.
    Ended,
}

/// How long the stop may take, until everything that is left is killed. `None`: as long as it likes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grace {
    /// If a stop signal began it.
    pub after_signal: Option<Time>,
    /// If the essential entry's own end began it.
    pub after_end: Option<Time>,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// All is set up.
    Begin,
    /// An entry was started, as this process.
    Started(usize, i32),
    /// An entry cannot be started.
    Unstartable(usize),
    /// This signal arrived.
    Signal(u8),
    /// A child, an orphan mostly, ended or stopped.
    Child(i32, Change),
    /// The kernel says that there are no children.
    Childless,
    /// An entry's process is no child any more, and nobody told how it ended.
    Lost(usize),
    /// The time that [`Machine::deadline`] named has come.
    Timeout,
}

/// Whom a signal is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whom {
    /// An entry's process, or its process group if the configuration says so.
    Command(i32),
    /// Every process that whit is responsible for.
    Everyone,
    /// Every process that whit is responsible for, but for this one.
    Others(i32),
}

/// What to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Start this entry, and tell of it by [`Event::Started`] or [`Event::Unstartable`].
    Start(usize),
    /// Send this signal.
    Send(u8, Whom),
    /// Ask everyone to end: the straggler signal, and SIGCONT for those that are stopped.
    Terminate(Whom),
    /// Send SIGKILL to everyone, and tell who that was.
    Kill,
    /// An entry's process was stopped by this signal: hand that up, and go on together.
    Suspend(i32, u8),
    /// Ask the kernel about this entry's process alone, and tell by [`Event::Child`] or [`Event::Lost`] if it is gone.
    Check(usize, i32),
    /// Wait, until this time, for processes that are nobody's children here.
    AwaitOutsiders(Time),
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
pub type Actions = [Option<Action>; 4];

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
    /// When the stop began, whoever began it.
    stopping_since: Option<Time>,
    deadline: Option<Time>,
    /// How the essential entry ended.
    answer: Option<Change>,
}

impl<'a> Machine<'a> {
    /// A supervisor at its beginning.
    pub fn new(entries: &'a mut [Entry], rules: &'a Rules, grace: Grace, all_at_once: bool) -> Self {
        Self {
            entries,
            rules,
            grace,
            all_at_once,
            phase: Phase::Up,
            stopping_since: None,
            deadline: None,
            answer: None,
        }
    }

    /// When to come back with [`Event::Timeout`], if nothing else happens.
    #[must_use]
    pub const fn deadline(&self) -> Option<Time> {
        self.deadline
    }

    /// When the stop began, if it did.
    #[must_use]
    pub const fn stopping_since(&self) -> Option<Time> {
        self.stopping_since
    }

    /// The entry that runs as process `pid`.
    #[must_use]
    pub fn entry_of(&self, pid: i32) -> Option<usize> {
        self.entries.iter().position(|entry| entry.state == State::Running(pid))
    }

    /// Whether an orphan's end is of no consequence now, so that nobody needs to look at the clock.
    #[must_use]
    pub fn is_orphan(&self, event: Event) -> bool {
        matches!(event, Event::Child(pid, _) if self.entry_of(pid).is_none())
    }

    /// What to do now that `event` has happened.
    #[inline(never)]
    pub fn step(&mut self, now: Time, event: Event) -> Actions {
        match event {
            Event::Begin => self.begin(),
            Event::Started(index, pid) => {
                self.set(index, State::Running(pid));
                do_nothing()
            }
            Event::Unstartable(index) => self.ended(now, index, Change::Exited(WHIT_FAILED)),
            Event::Signal(signal) => self.signal(now, signal),
            Event::Child(pid, change) => match (self.entry_of(pid), change) {
                (Some(_), Change::Stopped(signal)) => do_one(Action::Suspend(pid, signal)),
                (Some(index), _) => self.ended(now, index, change),
                (None, _) => do_nothing(),
            },
            Event::Lost(index) => self.ended(now, index, Change::Killed(number::KILL)),
            Event::Childless => self.childless(now),
            Event::Timeout => self.timeout(now),
        }
    }

    fn begin(&mut self) -> Actions {
        match self.entries.iter().position(|entry| entry.state == State::Idle) {
            Some(index) => do_one(Action::Start(index)),
            None => do_nothing(),
        }
    }

    fn set(&mut self, index: usize, state: State) {
        if let Some(entry) = self.entries.get_mut(index) {
            entry.state = state;
        }
    }

    /// The essential entry's process, while it runs.
    fn command(&self) -> Option<i32> {
        self.entries.iter().find_map(|entry| match entry.state {
            State::Running(pid) if entry.essential => Some(pid),
            _ => None,
        })
    }

    fn signal(&mut self, now: Time, signal: u8) -> Actions {
        let (to, stops) = match self.rules.get(signal) {
            Rule::Drop => return do_nothing(),
            Rule::Forward { to } => (to, false),
            Rule::Stop { to } => (to, true),
        };
        let first = stops && self.stopping_since.is_none();
        if first {
            self.stopping_since = Some(now);
            self.deadline = self.grace.after_signal.map(|grace| now.saturating_add(grace));
        }
        match self.command() {
            Some(pid) => {
                let others = (first && self.all_at_once).then_some(Action::Terminate(Whom::Others(pid)));
                [Some(Action::Send(to, Whom::Command(pid))), others, None, None]
            }
            // Who is told again is who remains.
            None if stops && self.phase == Phase::Terminating => do_one(Action::Send(to, Whom::Everyone)),
            None => do_nothing(),
        }
    }

    fn ended(&mut self, now: Time, index: usize, change: Change) -> Actions {
        self.set(index, State::Ended);
        if !self.entries.get(index).is_some_and(|entry| entry.essential) || self.answer.is_some() {
            return do_nothing();
        }
        self.answer = Some(change);
        if self.phase == Phase::Killing {
            return do_nothing();
        }
        if self.stopping_since.is_none() {
            self.stopping_since = Some(now);
            self.deadline = self.grace.after_end.map(|grace| now.saturating_add(grace));
        }
        if self.deadline.is_some_and(|deadline| deadline <= now) {
            return self.kill(now);
        }
        self.phase = Phase::Terminating;
        do_one(Action::Terminate(Whom::Everyone))
    }

    fn kill(&mut self, now: Time) -> Actions {
        self.phase = Phase::Killing;
        self.deadline = Some(now.saturating_add(KILL_TAKES));
        do_one(Action::Kill)
    }

    fn timeout(&mut self, now: Time) -> Actions {
        if self.deadline.is_none_or(|deadline| now < deadline) {
            return do_nothing();
        }
        if self.phase < Phase::Killing {
            return self.kill(now);
        }
        [Some(Action::NameTheRest), Some(self.finish()), None, None]
    }

    fn childless(&mut self, now: Time) -> Actions {
        // An entry that runs is a child: the kernel is asked again, not believed.
        let running = self.entries.iter().enumerate().find_map(|(index, entry)| match entry.state {
            State::Running(pid) => Some(Action::Check(index, pid)),
            _ => None,
        });
        if running.is_some() {
            return [running, None, None, None];
        }
        if self.phase == Phase::Up {
            return do_nothing();
        }
        let until = now.saturating_add(SECOND);
        let until = self.deadline.map_or(until, |deadline| deadline.min(until));
        [Some(Action::AwaitOutsiders(until)), Some(self.finish()), None, None]
    }

    fn finish(&self) -> Action {
        let change = self.answer.unwrap_or(Change::Killed(number::KILL));
        Action::Finish(Ending::Exit(change.exit_status()))
    }
}

const fn do_nothing() -> Actions {
    [None; 4]
}

const fn do_one(action: Action) -> Actions {
    [Some(action), None, None, None]
}
